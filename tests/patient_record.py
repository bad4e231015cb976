"""A patient's record as weeks of training leave it: kept by the program's own functions, sets acted by a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from motions import MOTIONS

from coach.care import Order, Plan, PlanItem, Profile, Targets
from coach.care.safety import Answers
from coach.coaching import judge_poses
from coach.pose.poses import Recording
from coach.records.answers import save_answers
from coach.records.comments import say_to
from coach.records.desk import Desk, Viewer
from coach.records.diary import write_diary
from coach.records.goals import set_goal
from coach.records.kept_sets import save_set
from coach.records.people import add_person
from coach.records.plans import save_plan
from coach.records.profiles import give_override, save_profile
from coach.records.store import Store
from coach.rules import load_exercise

ITEMS = (PlanItem("sit_to_stand", 2, 8), PlanItem("heel_raise", 1, 10), PlanItem("standing_hip_abduction", 1, 8))


@cache
def acted(exercise: str, repetitions: int, reach: float) -> tuple[Recording, dict[str, Any], str]:
    """A set of the figure, its report and the rule."""
    rule = load_exercise(exercise)
    poses = MOTIONS[exercise].poses(repetitions, fps=15.0, reach=reach)
    return Recording(poses), judge_poses(poses, rule).to_dict(), rule.text


@dataclass
class Record:
    """Ada's record in a store; days are counted back from `now`, which is the clock of both desks."""

    store: Store
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    name: str = "Ada"

    def __post_init__(self) -> None:
        program = Desk(self.store, Viewer(None, "program"), lambda: self.now)
        self.number = add_person(program, self.name)
        self.therapist_number = add_person(program, f"Dr. Lind of {self.name}", role="therapist")
        self.own = Desk(self.store, Viewer(self.number, "patient"), lambda: self.now)
        self.therapist = Desk(self.store, Viewer(self.therapist_number, "therapist"), lambda: self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone().date()

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, hour: int = 9) -> datetime:
        local = datetime.combine(self.day(ago), datetime.min.time()).astimezone()
        return min(local.replace(hour=hour), self.now)

    def operated(self, weeks: int, *orders: Order, level: str = "lumbar", told_by: str = "therapist") -> Profile:
        profile = Profile(level, "posterior", 2, self.today - timedelta(weeks=weeks), orders)  # type: ignore[arg-type]
        self.told(profile, told_by)
        return profile

    def told(self, profile: Profile, told_by: str = "therapist") -> None:
        by = self.therapist if told_by == "therapist" else self.own
        save_profile(by, self.number, profile, self.now, told_by)  # type: ignore[arg-type]

    def planned(self, *items: PlanItem, targets: Targets | None = None) -> None:
        save_plan(self.therapist, self.number, Plan(items or ITEMS, targets or Targets()), self.now)

    def did(
        self, exercise: str, ago: int, *, repetitions: int = 8, reach: float = 1.0, hour: int = 10, **change: Any
    ) -> int:
        recording, report, text = acted(exercise, repetitions, reach)
        return save_set(
            self.own,
            self.number,
            exercise_text=text,
            report=report | change,
            recording=recording,
            kind="live",
            performed_at=self.moment(ago, hour),
        )

    def answered(
        self, ago: int, back: int, *, kind: str = "before", flags: tuple[str, ...] = (), hour: int = 9
    ) -> None:
        answers = Answers(back, None, frozenset(flags))
        save_answers(
            self.own, self.number, answers, kind=kind, asked_at=self.moment(ago, hour), exercise_id="sit_to_stand"
        )

    def wrote(self, ago: int, entries: Mapping[str, float | str]) -> None:
        write_diary(self.own, self.number, self.day(ago), entries, self.moment(ago, 20))

    def comment(self, words: str) -> None:
        say_to(self.therapist, self.number, words, "comment", self.now)

    def goal(self, words: str) -> None:
        set_goal(self.own, self.number, words, self.now)

    def override(self, exercise: str, reason: str, days: int) -> None:
        give_override(
            self.therapist, self.number, exercise, reason, self.today + timedelta(days=days), "Dr. Lind", self.now
        )

    def weeks_of_training(self) -> None:
        """Five weeks: most days, growing range, falling pain, walking, a goal, and words of the therapist."""
        self.operated(9)
        self.planned(targets=Targets(15, 3, 8, "Dr. Lind"))
        self.goal("Walk to the lake and back.")
        for ago in range(33, 0, -1):
            self.wrote(ago, {"walking_min": 4 + (33 - ago) // 3, "pain_back": max(5 - (33 - ago) // 8, 1)})
            if ago % 7 in (2, 5) and ago > 6:
                continue
            before = max(6 - (33 - ago) // 7, 2)
            self.answered(ago, before)
            self.did("sit_to_stand", ago)
            self.did("mini_squat" if ago < 15 else "heel_raise", ago, reach=0.85 + 0.01 * (33 - ago) / 3, hour=11)
            self.answered(ago, min(before + ago % 3 - 1, 10), kind="after", hour=11)
        self.wrote(1, {"note": "Slept well.", "medication": "One tablet in the morning"})
        self.comment("Your stands look steady, Ada. Stay with two sets this week.")
