"""Whose record a therapist's page is about: name, level, week, phase and plan, and every override that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from coach.care import LEVEL_WORDS, Profile, phase_of, week_of
from coach.language import say
from coach.records.desk import Desk
from coach.records.people import person
from coach.records.plans import KeptPlan, plan_of
from coach.records.profiles import KeptOverride, KeptProfile, overrides_of, profile_of
from coach.review.dates import day_words
from coach.ui import library
from coach.ui.review_look import escaped
from coach.ui.signed_in import now


@dataclass(frozen=True, slots=True)
class Head:
    """What every page about a patient needs to know of her."""

    person_id: int
    name: str
    kept: KeptProfile | None
    plan: KeptPlan | None
    overrides: tuple[KeptOverride, ...]

    @property
    def profile(self) -> Profile | None:
        """Her operation, where anybody told it."""
        return self.kept.profile if self.kept else None


def head_of(desk: Desk, person_id: int) -> Head:
    """Read for one page."""
    return Head(
        person_id,
        person(desk, person_id).name,
        profile_of(desk, person_id),
        plan_of(desk, person_id),
        tuple(overrides_of(desk, person_id, today())),
    )


def today() -> date:
    """The day where this program stands."""
    return now().astimezone().date()


def show_head(head: Head, title: str = "") -> None:
    """The line above the title, the title (by default her name), and the overrides that run."""
    told = head_line(head)
    st.caption(escaped(" · ".join([head.name, *told] if title else told)))
    st.title(escaped(title or head.name), anchor=False)
    show_overrides(head)


def head_line(head: Head) -> list[str]:
    """`Lower back`, `week 9`, `Build a steady trunk`, `plan 3`: what is known of these."""
    return [*profile_words(head.profile), plan_words(head.plan)]


def profile_words(profile: Profile | None) -> list[str]:
    """Level, week and phase."""
    if profile is None:
        return [say("operation not yet told")]
    told = [str(LEVEL_WORDS[profile.level])]
    week, phase = week_of(profile, today()), phase_of(profile, today())
    if week is not None and week >= 0:
        told.append(say("week {week} after the operation", week=week))
    elif week is not None:
        told.append(say("operation in {weeks} weeks", weeks=-week))
    else:
        told.append(say("operation planned") if profile.planned else say("day of the operation not told"))
    return [*told, *([str(phase.words)] if phase else [])]


def plan_words(plan: KeptPlan | None) -> str:
    """Which version is in force."""
    return say("no plan yet") if plan is None else say("plan version {version}", version=plan.version)


def show_overrides(head: Head) -> None:
    """A banner for each override that runs: it shows wherever she is spoken of."""
    for one in head.overrides:
        sentence = say(
            "Override until {day}: {exercise}, allowed earlier than the precautions say by {name}. Reason: {reason}",
            day=day_words(one.until),
            exercise=library.name_of_exercise(one.exercise_id),
            name=one.by_name,
            reason=one.reason,
        )
        st.warning(escaped(sentence), icon=":material/lock_open:")
