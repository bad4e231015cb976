"""The errors a person can act on: one sentence of what happened, where, and what to do.

Every refusal raised on purpose is a `CoachError`; the command line turns it into exit code 2 and the
pages into a calm notice. Anything else is a defect and keeps its traceback.
"""


class CoachError(Exception):
    """Base of every refusal; `str(error)` is a sentence for the person in front of the screen."""


class ModelError(CoachError):
    """The pose model is missing, or is not the file whose hash is pinned."""


class CaptureError(CoachError):
    """A film, camera or stored recording cannot be read as a source of pictures."""


class RecordError(CoachError):
    """A recording or the store of sets cannot be read or written."""


class UnknownExerciseError(CoachError):
    """No exercise of that name; the sentence offers the nearest one."""


class SettingsError(CoachError):
    """What a therapist wrote in the settings lies outside what the program allows; the sentence says the bounds."""


class ProfileError(CoachError):
    """What was told of the operation, an order or an override cannot be so; the sentence says what to write."""


class PlanError(CoachError):
    """A plan of care holds a number or a line that nobody may follow; the sentence names it and its bounds."""
