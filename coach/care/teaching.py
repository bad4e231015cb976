"""What is worth knowing after a fusion, in short plain texts; the source of each is told, or the word *proposal*.

Pure data and two choices by operation. Texts explain what to do, little of what was cut (HSS, clinical.md 2.7), and
never frighten. No clinician has reviewed them. What differs from person to person is told as a spread, to be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coach.care.profile import LEVELS, Profile, before_operation
from coach.language import Sentence
from coach.rules.model import Level

#: The day on which the texts were last held against their sources.
READ_ON = date(2026, 11, 25)
When = Literal["always", "before", "after"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text: a sentence to begin with, then points; with `steps` they are done one after the other.

    `when` is for whom it comes first: everybody, before the operation, or after it.
    """

    id: str
    title: Sentence
    lead: Sentence
    points: tuple[Sentence, ...]
    source: str
    steps: bool = False
    when: When = "always"
    read_on: date = READ_ON


@dataclass(frozen=True, slots=True)
class Spread:
    """What protocols say about one thing of daily life, from the shortest or least to the longest or most."""

    what: Sentence
    least: Sentence
    most: Sentence
    source: str
    levels: tuple[Level, ...]


LESSONS = (
    Lesson(
        "prehabilitation",
        Sentence("Before the operation"),
        Sentence("What you practise now is yours afterwards."),
        (
            Sentence("Do the exercises that this program offers you now, on most days. They are the same as later."),
            Sentence("Practise standing up from a chair: strong legs before the operation go with less pain after it."),
            Sentence("Learn now how to turn over in bed and get up in one piece."),
            Sentence("Measure yourself once: five times up from a chair, and standing on one leg beside a counter."),
            Sentence("Put what you use every day at the height of your waist, and choose a firm, high chair."),
            Sentence("If you smoke, ask your doctor for help with stopping. Bone grows together better without."),
        ),
        "Master 2020 (248 patients: 10 s more on five chair stands before surgery went with 6 points more on the ODI "
        "a year later); the rest is a proposal",
        when="before",
    ),
    Lesson(
        "fusion",
        Sentence("What a fusion is"),
        Sentence("Two or more bones of your spine grow together into one steady piece."),
        (
            Sentence("Screws, rods or a cage hold them still while the bone grows."),
            Sentence("This takes time: the whole healing is often given as 12 to 24 months."),
            Sentence("You need not wait for it in bed. Walking and planned exercises are part of it."),
            Sentence("In your hips, knees and shoulders you move as before. They do the bending from now on."),
        ),
        "Springfield protocol (docslib 13520502): healing 12-24 months; walking: srortho, AAOS; the rest is a proposal",
    ),
    Lesson(
        "adjacent",
        Sentence("The segments next to it"),
        Sentence("Above and below the fused part your spine goes on moving."),
        (
            Sentence("These neighbours take over a little of the movement. Your body adapts to that over months."),
            Sentence("You help them by bending in hips and knees, and by turning with your feet."),
            Sentence("Strong legs and a steady trunk carry their share of each day."),
            Sentence("Change your position often. No single posture has to be held for long."),
        ),
        "proposal",
    ),
    Lesson(
        "log_roll",
        Sentence("Turn over and get up in one piece"),
        Sentence("Shoulders, hips and knees turn together, like a log."),
        (
            Sentence("Lie on your back and bend your knees, one after the other. Your feet stand on the bed."),
            Sentence("Lay the far hand on the edge of the bed in front of you."),
            Sentence("Turn shoulders, hips and knees onto your side at the same time."),
            Sentence("Let your lower legs slide over the edge while both arms push you up."),
            Sentence("Sit for a moment, feet on the floor, before you stand up."),
            Sentence("To lie down do the same in reverse: sit, lower yourself to the side, then roll back."),
        ),
        "Penrose and OPT physio AU teach it; the wording is a proposal. Let your therapist show you. "
        "The camera does not judge it.",
        steps=True,
    ),
    Lesson(
        "floor",
        Sentence("Down to the floor and up again"),
        Sentence("Do this only once your therapist has shown it to you, and with a firm chair beside you."),
        (
            Sentence("Stand beside the chair, one hand on its seat. Step back with one foot."),
            Sentence("Lower yourself over both bent legs until the back knee rests on the floor, trunk long."),
            Sentence("Bring the other knee down, then both hands, then lie down over your side in one piece."),
            Sentence("To get up turn onto your side, push up with your arms, and come to hands and knees."),
            Sentence("Crawl to the chair, both hands on the seat, and put one foot in front of you."),
            Sentence("Push with that leg and both hands until you stand. Wait a moment before you walk."),
            Sentence("After a fall rest first. If anything is new or stronger than before, stay and call for help."),
        ),
        "Penrose and OPT physio AU teach it; the wording is a proposal. Let your therapist show you. "
        "The camera does not judge it.",
        steps=True,
        when="after",
    ),
    Lesson(
        "pacing",
        Sentence("A little, and often"),
        Sentence("Regular and small does more than much and seldom."),
        (
            Sentence("Walk once or twice a day, up to half an hour by week 6, as far as it feels well."),
            Sentence("Stop while it still goes well, also on a good day."),
            Sentence("Change between lying, standing, walking and sitting."),
            Sentence("Add a little only after some days on which it went well."),
            Sentence("On a day that is hard do less, not nothing. A missed day need not be made up for."),
        ),
        "srortho, AAOS, Penrose (walking 1-2 times a day, up to 30 minutes by week 6); the rest is a proposal",
    ),
    Lesson(
        "nutrition",
        Sentence("Eating and drinking for bone and wound"),
        Sentence("Wound and bone are built from what you eat."),
        (
            Sentence("Have something with protein at each meal: milk products, eggs, fish, meat, beans or nuts."),
            Sentence("Drink through the day, and more when it is hot."),
            Sentence("Vegetables, fruit and whole grain also help against constipation from strong pain medicine."),
            Sentence("Take calcium, vitamin D or other supplements only as your doctor says."),
            Sentence("With diabetes, a diet of your own, or weak kidneys or heart, ask first what holds for you."),
            Sentence("How much is right for you your dietitian or therapist sets; it then stands in your diary."),
        ),
        "proposal",
    ),
    Lesson(
        "pain",
        Sentence("Pain, and being unsure"),
        Sentence("Many people are unsure about their back and about the metal in it. You are not the only one."),
        (
            Sentence("Pain comes and goes in these weeks. A harder day does not undo what you have built up."),
            Sentence("Begin with movements that feel safe. What is repeated in small steps becomes easier."),
            Sentence("Training that spoke about thoughts, too, helped people more than exercise alone."),
            Sentence("Pain up to 3 of 10 in an exercise is usual. At 4 or 5 do less; it should settle within a day."),
            Sentence("At 6, or when it rises by 2, the program ends the exercise, unless your therapist set others."),
            Sentence("Tell your therapist what you avoid and why. The diary has a line for questions."),
        ),
        "Greenwood 2022; Abbott 2010; Bogaert 2022; bands of pain: providephysiotherapy.org.uk (0-3, 4-5, 6-10; "
        "not made for fusions); a rise of 2: proposal",
    ),
)

SPREADS = (
    Spread(
        Sentence("No bending, lifting or turning of the trunk"),
        Sentence("2 weeks"),
        Sentence("12 weeks"),
        "Krames/Nationwide 2 weeks; Lahey, Circle Health UK 6; OrthoIndy (Poulter) 12",
        ("thoracic", "lumbar"),
    ),
    Spread(
        Sentence("Lifting"),
        Sentence("up to 2 kg for 2 weeks"),
        Sentence("up to 7 kg for 12 weeks"),
        "Krames 4 lb; srortho 5 lb, weeks 0-6; OPT AU 2-3 kg; Black Hills 8 lb; Hamilton 10 lb to week 8; "
        "OrthoIndy 15 lb to week 12",
        ("thoracic", "lumbar"),
    ),
    Spread(
        Sentence("Lifting"),
        Sentence("less than 2.3 kg for 2 weeks"),
        Sentence("up to 10 kg"),
        "Texas Back/St Francis under 5 lb; De Biase 2020, ten surgeons: 10 kg on average",
        ("cervical",),
    ),
    Spread(
        Sentence("Sitting at a time"),
        Sentence("15 minutes"),
        Sentence("60 minutes"),
        "Penrose 15; Hamilton 20, three times a day; Rothman, OPT AU 20-30; OrthoIndy 30; Circle Health UK 60",
        ("thoracic", "lumbar"),
    ),
    Spread(
        Sentence("Sitting at a time"),
        Sentence("30 minutes"),
        Sentence("not limited in most protocols"),
        "Galland/WBAMC: intervals of 30 minutes",
        ("cervical",),
    ),
    Spread(
        Sentence("Brace"),
        Sentence("none, or for comfort"),
        Sentence("about 8 weeks"),
        "Black Hills: comfort; srortho 3-6 weeks; Hamilton about 8 weeks",
        ("thoracic", "lumbar"),
    ),
    Spread(
        Sentence("Collar"),
        Sentence("none"),
        Sentence("about 9 weeks"),
        "De Biase 2020: 20 % after one segment, 70 % after several, 9.1 weeks on average",
        ("cervical",),
    ),
    Spread(
        Sentence("Physiotherapy begins"),
        Sentence("in the first weeks"),
        Sentence("after 12 weeks"),
        "srortho 1-2 visits in weeks 0-6; Galland month 1; Circle Health UK 6; OrthoIndy, TMI 12",
        LEVELS,
    ),
    Spread(
        Sentence("Driving"),
        Sentence("ask"),
        Sentence("ask"),
        "proposal: no protocol at hand gives a figure. Not with medicine that makes you sleepy.",
        LEVELS,
    ),
)
_LATER: dict[bool, When] = {True: "after", False: "before"}


def lessons_for(profile: Profile | None, today: date) -> tuple[Lesson, ...]:
    """All lessons in the order in which they help: what belongs to the time before an operation goes first or last."""
    if profile is None:
        return LESSONS
    later = _LATER[before_operation(profile, today)]
    return (*_of(lesson for lesson in LESSONS if lesson.when != later), *_of(x for x in LESSONS if x.when == later))


def spreads_for(profile: Profile | None) -> tuple[Spread, ...]:
    """What protocols say for the level of the operation; those of the lower back where no level is known."""
    level = profile.level if profile else "lumbar"
    return tuple(spread for spread in SPREADS if level in spread.levels)


def _of(lessons: Iterable[Lesson]) -> tuple[Lesson, ...]:
    return tuple(lessons)
