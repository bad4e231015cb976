"""The pages: what the patient and the therapist see. No angles, no SQL, no thresholds."""
