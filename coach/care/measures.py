"""The outcome measures in words: how each is done, what it says, and which difference was found to matter, by whom.

The questionnaires' own items are licensed and not here; only their totals are written down.
"""

from __future__ import annotations

from dataclasses import dataclass

from coach.language import Sentence


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `kinds` are what is kept of it (left and right, back and leg); `matters` with its source."""

    id: str
    title: Sentence
    kinds: tuple[str, ...]
    how: tuple[Sentence, ...]
    matters: Sentence
    source: str
    timed: bool = False
    needs_help: bool = False


#: What each kept kind is called beside its field.
KIND_WORDS = {
    "nrs_back": Sentence("Pain in the back or neck, 0 to 10"),
    "nrs_leg": Sentence("Pain in a leg, 0 to 10"),
    "nrs_arm": Sentence("Pain in an arm, 0 to 10"),
    "tug_s": Sentence("Seconds for up and go"),
    "sts5_s": Sentence("Seconds for five stands"),
    "sts30_n": Sentence("Stands in 30 seconds"),
    "stance_left_s": Sentence("Seconds on the left leg"),
    "stance_right_s": Sentence("Seconds on the right leg"),
    "odi": Sentence("ODI, per cent, 0 to 100"),
    "ndi": Sentence("NDI, points, 0 to 50"),
}
_COUNTER = Sentence("Stand beside a counter or a heavy table, and have somebody with you.")
MEASURES = (
    Measure(
        "nrs",
        Sentence("Pain this week"),
        ("nrs_back", "nrs_leg", "nrs_arm"),
        (
            Sentence("Think of the last seven days, and of the pain on average."),
            Sentence("0 is no pain, 10 the strongest that you can imagine."),
        ),
        Sentence("One point less felt slightly better to people, two points much better."),
        "Salaffi 2004, PMID 15207508 (long-lasting pain, not fusions)",
    ),
    Measure(
        "sts5",
        Sentence("Five times up from a chair"),
        ("sts5_s",),
        (
            Sentence("A firm chair without arms, its back against the wall. Somebody is with you."),
            Sentence("Sit, arms crossed before your chest if you can. Note it where you used your hands."),
            Sentence("Stand up and sit down five times, as quickly as you feel safe."),
            Sentence("Time runs from the start until you sit for the fifth time."),
        ),
        Sentence("Before surgery, ten seconds more went with six points more on the ODI a year later."),
        "Master 2020 (248 patients); which change matters to you is not known",
        timed=True,
        needs_help=True,
    ),
    Measure(
        "sts30",
        Sentence("Stands in 30 seconds"),
        ("sts30_n",),
        (
            Sentence("The same chair, somebody with you."),
            Sentence("Stand up and sit down as often as you feel safe within 30 seconds."),
            Sentence("Count each time that you stood up fully and sat again."),
        ),
        Sentence("There are no agreed figures after a fusion. Compare with your own beginning."),
        "proposal",
        timed=True,
        needs_help=True,
    ),
    Measure(
        "tug",
        Sentence("Up and go"),
        ("tug_s",),
        (
            Sentence("A chair with arms, and a mark on the floor three metres before it. Somebody is with you."),
            Sentence("Stand up, walk to the mark at your usual pace, turn with small steps, walk back, sit down."),
            Sentence("Time runs from the start until you sit. Your stick or walker may help."),
        ),
        Sentence("3.4 seconds less mattered to people on average; by method it was 0.9 to 6.0."),
        "PMID 27352275 (100 patients, 20 of them after a fusion)",
        timed=True,
        needs_help=True,
    ),
    Measure(
        "stance",
        Sentence("Standing on one leg"),
        ("stance_left_s", "stance_right_s"),
        (
            _COUNTER,
            Sentence("Lift one foot. Time runs until the foot touches down or you hold on; 30 seconds are enough."),
            Sentence("Then the other leg."),
        ),
        Sentence("More than 10 seconds is a usual goal by week 12; only 23 to 30 show small differences."),
        "srortho (goal); PMC11566129 (23 to 30 seconds)",
        timed=True,
        needs_help=True,
    ),
    Measure(
        "questionnaires",
        Sentence("Questionnaires"),
        ("odi", "ndi"),
        (
            Sentence("Your therapist has the questionnaire: ODI for the lower back, NDI for the neck."),
            Sentence("Write down the total that was worked out with you."),
        ),
        Sentence("About 10 to 15 points on the ODI matter to people. For the NDI no figure is at hand."),
        "proposal, from several studies",
    ),
)
