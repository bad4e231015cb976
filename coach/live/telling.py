"""What is said about an event of the fold, and the exercise's own words in whichever language is spoken."""

from __future__ import annotations

from collections.abc import Callable

from coach.coaching.events import Cue, Event, Praise, Repetition, SetDone, Suggestion
from coach.language import Sentence, marked, spoken_language
from coach.live.speech import Speech
from coach.rules.model import Exercise
from coach.rules.words import Words

DONE = Sentence("That was the last one of this set. Well done.")
COUNTED = marked("{n}")


class OfExercise(Sentence):
    """A sentence that stands in the exercise's own file; `pick` takes it from the words of the spoken language."""

    __slots__ = ("_exercise", "_pick")

    def __init__(self, exercise: Exercise, pick: Callable[[Words], str]) -> None:
        super().__init__(pick(exercise.words("en")))
        self._exercise, self._pick = exercise, pick

    def __str__(self) -> str:
        return self._pick(self._exercise.words(spoken_language()))


def cue_of(exercise: Exercise, limit_id: str) -> Sentence:
    """The cue of a limit."""
    return OfExercise(exercise, lambda words: words.cue(limit_id))


def limit_title(exercise: Exercise, limit_id: str) -> Sentence:
    """What a limit is called."""
    return OfExercise(exercise, lambda words: words.limit_title(limit_id))


def tell_event(speech: Speech, t_s: float, event: Event, exercise: Exercise) -> None:
    """Say what there is to say of `event`; most events are silent. `t_s` is the camera's clock."""
    if isinstance(event, Repetition):
        speech.say(Sentence(COUNTED, n=event.index), "count")
    elif isinstance(event, Cue):
        speech.tell(t_s, cue_of(exercise, event.limit_id), "cue", "cue")
    elif isinstance(event, Suggestion):
        speech.tell(t_s, Sentence(event.text), "cue", "cue")
    elif isinstance(event, Praise):
        speech.tell(t_s, Sentence(event.text), "praise", "praise")
    elif isinstance(event, SetDone):
        speech.tell(t_s, DONE, "guide", "done")
