"""How a patient stands, in one row for the therapist's list: derived from her other rows whenever one changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from coach.care.progression import PAIN_STOPS
from coach.records.tables import (
    Comment,
    DiaryEntry,
    GivenAnswer,
    HeldSession,
    JudgedSet,
    KeptProfile,
    Person,
    PlanVersion,
    Standing,
)

#: The stretch that is looked at, up to her last day of training, and the one before it.
STRETCH = timedelta(days=14)
#: Kinds of diary numbers that are pain.
PAINS = ("pain_back", "pain_leg", "pain_arm")


def refresh(session: Session, person_id: int) -> None:
    """Make the row anew, in the transaction in which something of hers is kept."""
    session.flush()
    # On a server two programs may keep something of hers at once; the second one must see what the first one kept.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    row = session.get(Standing, person_id) or Standing(person_id=person_id)
    last = session.scalar(select(func.max(JudgedSet.local_day)).where(*_done(person_id)))
    row.last_day = last
    now, before = (_sums(session, person_id, last), _sums(session, person_id, last - STRETCH if last else None))
    row.sets_14d, row.breaches_14d, row.coverage_14d = now
    row.sets_before, row.breaches_before, _ = before
    _operation(session, row)
    _pain(session, row)
    _signs(session, row)
    row.questions = _open_questions(session, person_id)
    row.has_plan = _has_plan(session, person_id)
    session.add(row)
    session.flush()


def without_row(session: Session) -> list[int]:
    """The patients who have no row yet: of a store of an older program, or brought in from an archive."""
    wanted = select(Person.id).outerjoin(Standing, Standing.person_id == Person.id)
    return list(session.scalars(wanted.where(Person.role == "patient", Standing.person_id.is_(None))))


def _done(person_id: int) -> tuple[Any, ...]:
    return JudgedSet.person_id == person_id, JudgedSet.state != "running"


def _sums(session: Session, person_id: int, last: date | None) -> tuple[int, int, float | None]:
    """Sets, breaches and mean coverage of the stretch that ends with that day."""
    if last is None:
        return 0, 0, None
    wanted = select(func.count(), func.sum(JudgedSet.breaches), func.avg(JudgedSet.coverage))
    within = JudgedSet.local_day > last - STRETCH, JudgedSet.local_day <= last
    sets, breaches, coverage = session.execute(wanted.where(*_done(person_id), *within)).one()
    return int(sets), int(breaches or 0), None if coverage is None else float(coverage)


def _operation(session: Session, row: Standing) -> None:
    wanted = select(KeptProfile).where(KeptProfile.person_id == row.person_id)
    newest = session.scalars(wanted.order_by(KeptProfile.id.desc()).limit(1)).one_or_none()
    data = newest.data if newest else {}
    row.told_by = newest.told_by if newest else None
    row.level = data.get("level")
    row.operated_on = date.fromisoformat(data["operated_on"]) if data.get("operated_on") else None


def _pain(session: Session, row: Standing) -> None:
    """The worst pain of the last day on which any was told, and the mean of each day's worst in the stretch before."""
    worst = _worst_by_day(session, row.person_id)
    if not worst:
        row.pain_last = row.pain_before = None
        return
    last = max(worst)
    earlier = [pain for day, pain in worst.items() if last - STRETCH <= day < last]
    row.pain_last = worst[last]
    row.pain_before = round(sum(earlier) / len(earlier)) if earlier else None


def _worst_by_day(session: Session, person_id: int) -> dict[date, int]:
    """Of the last day on which pain was told and the two stretches before it."""
    answers = GivenAnswer.person_id == person_id, or_(GivenAnswer.back.is_not(None), GivenAnswer.limb.is_not(None))
    diary = DiaryEntry.person_id == person_id, DiaryEntry.kind.in_(PAINS), DiaryEntry.number.is_not(None)
    lasts = (
        session.scalar(select(func.max(GivenAnswer.local_day)).where(*answers)),
        session.scalar(select(func.max(DiaryEntry.local_day)).where(*diary)),
    )
    known = [day for day in lasts if day is not None]
    if not known:
        return {}
    since = max(known) - 2 * STRETCH
    told = [
        *session.execute(
            select(GivenAnswer.local_day, GivenAnswer.back, GivenAnswer.limb).where(
                *answers, GivenAnswer.local_day >= since
            )
        ),
        *session.execute(
            select(DiaryEntry.local_day, DiaryEntry.number, literal(None)).where(*diary, DiaryEntry.local_day >= since)
        ),
    ]
    worst: dict[date, int] = {}
    for day, one, other in told:
        worst[day] = max([worst.get(day, 0), *(int(pain) for pain in (one, other) if pain is not None)])
    return worst


def _has_plan(session: Session, person_id: int) -> bool:
    """Whether the plan in force asks for anything."""
    wanted = select(PlanVersion.data).where(PlanVersion.person_id == person_id)
    data = session.scalar(wanted.order_by(PlanVersion.version.desc()).limit(1))
    return bool(data and data.get("items"))


def _signs(session: Session, row: Standing) -> None:
    """The newest sign, the newest stop for pain, and when a therapist dealt with something last."""
    newest, of_hers = func.max(GivenAnswer.asked_at), GivenAnswer.person_id == row.person_id
    signed = select(newest).where(of_hers, cast(GivenAnswer.flags, Text) != "[]")
    row.red_flag_at = session.scalar(signed)
    said = session.scalar(select(newest).where(of_hers, GivenAnswer.why == "pain"))
    held = HeldSession.person_id == row.person_id, HeldSession.why.in_(PAIN_STOPS - {"red_flag"})
    ended = session.scalar(select(func.max(HeldSession.ended_at)).where(*held))
    row.pain_stop_at = max((at for at in (said, ended) if at is not None), default=None)
    handled = select(func.max(Comment.at)).where(Comment.person_id == row.person_id, Comment.kind == "handled")
    row.handled_at = session.scalar(handled)


def _open_questions(session: Session, person_id: int) -> int:
    answered = select(Comment.reply_to).where(
        Comment.person_id == person_id, Comment.reply_to.is_not(None), Comment.kind != "question"
    )
    wanted = select(func.count()).where(
        Comment.person_id == person_id, Comment.kind == "question", Comment.id.not_in(answered)
    )
    return session.scalar(wanted) or 0
