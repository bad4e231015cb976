"""STUB OF THE CONTRACT: the kinematics room fills this in. See docs/contract.md (temporary)."""
