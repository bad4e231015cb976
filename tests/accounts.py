"""A patient's whole account, as months of care leave it: what leaves the program or is erased is tested with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from by_name import save_set
from sqlalchemy import select
from squat_rule import SQUAT_RULE

from coach.care import LimitChange, Order, Plan, PlanItem, Profile, Targets, plan_to_json, profile_to_json
from coach.coaching import judge_poses
from coach.pose.poses import Recording
from coach.records.store import Store
from coach.records.tables import (
    Comment,
    DiaryEntry,
    GivenAnswer,
    GivenOverride,
    HeldSession,
    JudgedSet,
    KeptProfile,
    Outcome,
    OwnGoal,
    Person,
    PlanVersion,
    Seen,
)
from coach.rules import parse_exercise

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPERATED = date(2026, 8, 1)
#: Words that are in nobody's program but hers: what must not be found where they do not belong.
CANARY_NAME, CANARY_NOTE, CANARY_DIARY = "Zofia Kanarienvogel", "KANARIENNOTIZ am Rand", "KANARIENTAGEBUCH heute"
CANARY_GOAL = "KANARIENZIEL: mit Łukasz um den See"


@dataclass(frozen=True)
class Account:
    """Numbers of what was made."""

    person: int
    therapist: int
    sets: tuple[int, ...]


def person(store: Store, name: str, role: str = "patient") -> int:
    """The number of a person of that name, who is made known where she is not."""
    number = store.person_number(name)
    with store.transaction(write=True) as session:
        session.get_one(Person, number).role = role
    return number


def make_account(store: Store, recordings, *, name: str = CANARY_NAME, now: datetime = NOON) -> Account:
    """Sets in sessions, plan, profile, diary and all else of a person called `name`; each recording is one set."""
    therapist = person(store, "Tomasz Terapeuta", "therapist")
    patient = person(store, name)
    moments = [now - timedelta(days=3 * (len(recordings) - k)) for k in range(len(recordings))]
    sets = tuple(_kept(store, recording, name, at) for recording, at in zip(recordings, moments, strict=True))
    profile = Profile(
        "lumbar", "posterior", 2, OPERATED, (Order("not_before_week", "mini_squat", 4, "Dr. Ó", OPERATED),)
    )
    item = PlanItem("small_squat", 2, 8, days_per_week=5, goal=50.0, limits={"depth": LimitChange(max=65.0)}, note="")
    plan = Plan((item,), Targets(walking_min=30, set_by="Tomasz"), "=SUM(A1) langsam")
    with store.transaction(write=True) as session:
        session.add(
            KeptProfile(person_id=patient, at=now, by_id=therapist, told_by="therapist", data=profile_to_json(profile))
        )
        for version in (1, 2):
            session.add(
                PlanVersion(
                    person_id=patient, version=version, at=now, by_id=therapist, note="", data=plan_to_json(plan)
                )
            )
        session.flush()
        newest = session.scalars(select(PlanVersion).where(PlanVersion.person_id == patient, PlanVersion.version == 2))
        plan_id = newest.one().id
        for number, at in zip(sets, moments, strict=True):
            held = HeldSession(
                person_id=patient,
                exercise_id="small_squat",
                kind="live",
                plan_id=plan_id,
                began_at=at,
                local_day=at.date(),
                zone="Europe/Berlin",
                ended_at=at + timedelta(minutes=4),
                state="done",
                why="done",
            )
            session.add(held)
            session.flush()
            judged = session.get_one(JudgedSet, number)
            judged.session_id, judged.number = held.id, 1
        _add_told(session, patient, therapist, sets, moments)
        _add_written(session, patient, therapist, sets[-1], now)
    return Account(patient, therapist, sets)


def _kept(store: Store, recording: Recording, name: str, at: datetime) -> int:
    report = judge_poses(recording.poses, parse_exercise(SQUAT_RULE)).to_dict()
    said = {"exercise_text": SQUAT_RULE, "report": report, "recording": recording}
    return save_set(store, name, **said, kind="live", performed_at=at, zone=UTC)


def _add_told(session, patient, therapist, sets, moments):
    for k, (number, at) in enumerate(zip(sets, moments, strict=True)):
        before = {"person_id": patient, "asked_at": at, "local_day": at.date(), "exercise_id": "small_squat", "why": ""}
        session.add(GivenAnswer(**before, kind="before", back=5 - k % 3, limb=1, flags=[]))
        after = before | {"asked_at": at + timedelta(minutes=4)}
        session.add(
            GivenAnswer(**after, kind="after", set_number=1, back=4 - k % 3, limb=None, flags=[], set_id=number)
        )
        for kind, value in (("pain_back", 4.0), ("walking_min", 20.0 + k)):
            session.add(DiaryEntry(person_id=patient, local_day=at.date(), at=at, kind=kind, number=value, words=""))
    day = moments[-1].date()
    measured = {"person_id": patient, "local_day": day, "at": moments[-1]}
    session.add(Outcome(**measured, kind="tug_s", value=11.5, unit="s", how="hand", by_id=therapist))
    session.add(Outcome(**measured, kind="sts30_n", value=12, unit="n", how="camera", set_id=sets[-1]))
    session.add(Outcome(**measured, kind="odi", value=34, unit="%", how="hand", by_id=therapist))
    session.add(Outcome(**measured, kind="nrs_leg", value=2, unit="0-10", how="hand"))


def _add_written(session, patient, therapist, set_id, now):
    said = {"person_id": patient, "at": now}
    session.add(DiaryEntry(**said, local_day=now.date(), kind="note", number=None, words=CANARY_DIARY))
    session.add(OwnGoal(**said, words=CANARY_GOAL))
    comment = Comment(**said, by_id=therapist, kind="comment", words='-1+1|cmd "Gut so", weiter so.', set_id=set_id)
    session.add(comment)
    session.add(Comment(**said, by_id=therapist, kind="note", words=CANARY_NOTE))
    session.flush()
    session.add(Comment(**said, by_id=patient, kind="question", words="@darf ich radeln?", reply_to=comment.id))
    session.add(Seen(person_id=patient, comment_id=comment.id, at=now))
    session.add(
        GivenOverride(
            person_id=patient,
            exercise_id="bird_dog",
            by_id=therapist,
            by_name="Tomasz Terapeuta",
            reason="Steht sicher, wünscht es sich.",
            at=now,
            until=now.date() + timedelta(days=10),
        )
    )
