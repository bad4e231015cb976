"""A small clinic made up for looking at the pages: weeks of training by figures, judged by the coach's own fold.

`.venv/bin/python -m tools.sample_clinic FOLDER` fills a new data folder; `COACH_DATA=FOLDER make run` shows it. Nobody
in it lives. The therapist's passphrase is printed; patients have none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from coach.care import Answers, Order, Plan, PlanItem, Profile, Targets, as_planned
from coach.coaching import judge_poses
from coach.errors import CoachError
from coach.pose.poses import Poses, Recording, Source
from coach.records.answers import save_answers
from coach.records.comments import say_to
from coach.records.credentials import set_secret
from coach.records.desk import Desk, Viewer
from coach.records.diary import write_diary
from coach.records.goals import set_goal
from coach.records.outcomes import save_outcome
from coach.records.people import add_person
from coach.records.plans import save_plan
from coach.records.profiles import give_override, save_profile
from coach.records.sessions import append_events, begin_session, begin_set, end_session, finish_set
from coach.records.store import Store
from coach.rules import Exercise, load_exercise
from tests.motions import MOTIONS

ZONE = ZoneInfo("Europe/Berlin")
PASSPHRASE = "sample passphrase"  # noqa: S105  # of people who do not exist
THERAPIST = "Mara Lind"


@dataclass(frozen=True)
class Story:
    """One patient: how far she is, what she does on how many days, how it goes and how it hurts."""

    name: str
    level: str
    weeks: int
    exercises: tuple[str, ...]
    days: int
    every: int
    silent: int = 0
    faulty: float = 0.0
    reach: tuple[float, float] = (0.9, 1.0)
    pain: tuple[int, int] = (3, 2)
    yaw_deg: float | None = None
    flag: str = ""
    goal: str = ""
    question: str = ""


STORIES = (
    Story(
        "Anna Berg", "lumbar", 14, ("sit_to_stand", "mini_squat", "bridge"), 28, 1, reach=(0.85, 1.05), pain=(4, 2),
        goal="Lift my grandson into the car.", question="May I sit in the cinema for two hours?",
    ),
    Story("Bruno Keller", "lumbar", 8, ("sit_to_stand", "heel_raise"), 20, 2, faulty=0.5, pain=(3, 5)),
    Story("Carla Nowak", "cervical", 10, ("sit_to_stand", "heel_raise"), 18, 2, silent=9, goal="Read in the garden."),
    Story("Doris Łuczak", "thoracic", 20, ("mini_squat", "standing_hip_abduction"), 24, 2, yaw_deg=62.0),
    Story("Emil Aydın", "lumbar", 30, ("bird_dog", "bridge"), 24, 3, reach=(0.95, 1.05), pain=(2, 1)),
    Story("Fatma Özdemir", "lumbar", 5, ("sit_to_stand",), 10, 1, flag="calf", pain=(3, 3)),
    Story("Gerd Holm", "lumbar", -3, ("sit_to_stand", "heel_raise"), 6, 2, goal="Be fit for the day of my operation."),
)  # fmt: skip


def fill(store: Store, now: datetime, stories: Iterable[Story] = STORIES) -> list[int]:
    """Put the clinic into an empty store, seen from `now`; returns the patients' numbers.

    Raises
    ------
    CoachError: the store is not empty, or fails.
    """
    program = Desk(store, Viewer(None, "program"), lambda: now)
    mara = add_person(program, THERAPIST, "therapist")
    set_secret(program, mara, PASSPHRASE)
    therapist = Desk(store, Viewer(mara, "therapist"), lambda: now)
    return [_live_through(program, therapist, story, now, seed) for seed, story in enumerate(stories)]


def _live_through(program: Desk, therapist: Desk, story: Story, now: datetime, seed: int) -> int:
    chance = np.random.default_rng(seed)
    today = now.astimezone(ZONE).date()
    patient = add_person(therapist, story.name)
    began = datetime.combine(today - timedelta(days=story.days + story.silent), time(9), ZONE)
    profile = Profile(
        story.level,  # type: ignore[arg-type]
        "posterior",
        2,
        today - timedelta(weeks=story.weeks),
        (Order("not_before_week", "bird_dog", 26, "Dr. Weiss", began.date()),) if story.weeks > 20 else (),
    )
    save_profile(therapist, patient, profile, began, "therapist")
    if "bird_dog" in story.exercises and story.weeks < 12:
        give_override(therapist, patient, "bird_dog", "Trained it before", today + timedelta(days=14), THERAPIST, began)
    _plan(therapist, patient, story, began)
    if story.goal:
        set_goal(Desk(program.store, Viewer(patient, "patient")), patient, story.goal, began)
    for k in range(0, story.days, story.every):
        _day(program, patient, story, began + timedelta(days=k), k / story.days, chance)
    _words(program, therapist, patient, story, now)
    return patient


def _plan(therapist: Desk, patient: int, story: Story, began: datetime) -> None:
    items = tuple(_item(name) for name in story.exercises)
    save_plan(therapist, patient, Plan(items, Targets(20, 3, 8, "the dietitian")), began, "To begin with")


def _item(name: str) -> PlanItem:
    return PlanItem(name, 2, 6, None, 5)


def _day(program: Desk, patient: int, story: Story, at: datetime, share: float, chance: np.random.Generator) -> None:
    pain = round(story.pain[0] + (story.pain[1] - story.pain[0]) * share)
    last = share > 1 - story.every / story.days - 1e-9
    flags = frozenset({story.flag}) if story.flag and last else frozenset()
    save_answers(program, patient, Answers(pain, max(pain - 1, 0), flags), kind="before", asked_at=at, zone=ZONE)
    if not flags:
        name = story.exercises[int(chance.integers(len(story.exercises)))]
        for exercise in (name, *story.exercises[:1]) if share > 0.5 else (name,):
            _session(program, patient, story, as_planned(load_exercise(exercise), _item(exercise)), at, chance)
            at += timedelta(minutes=15)
    entries: dict[str, float | str] = {
        "walking_min": float(10 + round(20 * share) + int(chance.integers(8))),
        "pain_back": float(pain),
        "sleep_h": 6 + float(chance.integers(4)) / 2,
        "protein_meals": float(chance.integers(2, 5)),
    }
    write_diary(Desk(program.store, Viewer(patient, "patient")), patient, at.date(), entries, at + timedelta(hours=9))


def _session(
    program: Desk, patient: int, story: Story, exercise: Exercise, at: datetime, chance: np.random.Generator
) -> None:
    session = begin_session(program, patient, exercise.id, "live", at, ZONE)
    for number in (1, 2):
        moment = at + timedelta(minutes=3 * number)
        set_id = begin_set(program, session, exercise.text, number, moment)
        poses = _poses(story, exercise.id, chance)
        report = judge_poses(poses, exercise, arm="still").to_dict()
        append_events(program, set_id, 0, report["events"])
        finish_set(program, set_id, report, Recording(poses, Source("", ""), "figure", "0" * 64))
    after = Answers(int(chance.integers(1, 4)), 1)
    done_at, asked = at + timedelta(minutes=9), {"exercise_id": exercise.id, "set_number": 2, "set_id": set_id}
    save_answers(program, patient, after, kind="after", asked_at=done_at, zone=ZONE, **asked)
    end_session(program, session, "done", "done", done_at)


def _poses(story: Story, exercise_id: str, chance: np.random.Generator) -> Poses:
    motion = MOTIONS[exercise_id]
    faulty = bool(chance.random() < story.faulty)
    reach = 1.0 if faulty else float(chance.uniform(*story.reach))
    return motion.poses(6, faulty=faulty, reach=reach, yaw_deg=story.yaw_deg)


def _words(program: Desk, therapist: Desk, patient: int, story: Story, now: datetime) -> None:
    say_to(
        therapist, patient, "Your hinge has become steadier. Keep the pace slow.", "comment", now - timedelta(days=2)
    )
    say_to(therapist, patient, "Ask about the stairs at the next visit.", "note", now - timedelta(days=2))
    if story.question:
        own = Desk(program.store, Viewer(patient, "patient"))
        say_to(own, patient, story.question, "question", now - timedelta(days=1))
    for days, value in ((story.days, 15.5), (story.days // 2, 13.0), (1, 11.2)):
        day = (now - timedelta(days=days)).date()
        save_outcome(therapist, patient, "sts5_s", value, day, "hand", now)
        save_outcome(therapist, patient, "odi", 40 - 8 * (15.5 - value), day, "hand", now)


def main(arguments: list[str]) -> int:
    """Fill the folder that is named."""
    if len(arguments) != 1:
        print("Name the folder to fill: python -m tools.sample_clinic FOLDER", file=sys.stderr)
        return 2
    try:
        with Store(folder=Path(arguments[0])) as store:
            fill(store, datetime.now(UTC))
    except CoachError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{THERAPIST} signs in with: {PASSPHRASE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
