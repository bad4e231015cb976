"""Rows of a patient's record as entries of her time line, each in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime

from coach.care.flags import FLAG_BY_ID
from coach.care.measures import KIND_WORDS
from coach.language import decimal, marked, say, say_many
from coach.records.answers import AnswerRow
from coach.records.comments import CommentRow
from coach.records.diary import DiaryDay
from coach.records.outcomes import OutcomeRow
from coach.records.plans import KeptPlan
from coach.records.sessions import SessionRow
from coach.records.store import SEVERITY, SetRow
from coach.review.saying import percent
from coach.review.timeline import Entry
from coach.rules.words import name_of

#: What an exercise is called, by its id.
Named = Callable[[str], str]

_STATES = {
    "running": marked("still running"),
    "done": marked("done as planned"),
    "stopped": marked("stopped by the patient"),
    "interrupted": marked("cut off"),
}
_ASKED = {
    "before": marked("Pain before the first set of the day"),
    "after_set": marked("Pain after set {number}"),
    "after": marked("Pain at the end"),
}
_DIARY_NUMBERS = {
    "pain_back": marked("pain in back or neck {n}"),
    "pain_leg": marked("pain in a leg {n}"),
    "pain_arm": marked("pain in an arm {n}"),
    "walking_min": marked("walked {n} minutes"),
    "sleep_h": marked("slept {n} hours"),
    "protein_meals": marked("{n} meals with protein"),
    "fluid_glasses": marked("{n} glasses drunk"),
}
_DIARY_WORDS = {
    "medication": marked("medicine: {words}"),
    "injection": marked("injection: {words}"),
    "treatment": marked("treatment: {words}"),
    "note": marked("note: {words}"),
}
#: What words of each kind are called.
COMMENT_WORDS = {
    "comment": marked("To the patient"),
    "note": marked("Note, for therapists alone"),
    "question": marked("The patient asks"),
    "handled": marked("Marked as handled"),
}


def session_entries(rows: Iterable[SessionRow], named: Named) -> Iterator[Entry]:
    """Each session with what its sets came to; it leads to the first of them."""
    for row in rows:
        yield _done(row.day, row.began_at, row.exercise_id, row.sets, say(_STATES[row.state]), named)


def single_entries(rows: Iterable[SetRow], named: Named) -> Iterator[Entry]:
    """Sets that belong to no session, such as those of a film; the day is that of this program."""
    for row in rows:
        how = say("from a film") if row.kind == "film" else ""
        moment = row.performed_at.astimezone()
        yield _done(moment.date(), row.performed_at, row.exercise_id, (row,), how, named)


def _done(day: date, at: datetime, exercise_id: str, sets: Sequence[SetRow], how: str, named: Named) -> Entry:
    passed = sum(one.verdict == "breach" for one in sets)
    told = [
        say_many("{n} set", "{n} sets", len(sets)),
        say_many("{n} repetition", "{n} repetitions", sum(one.count or 0 for one in sets)),
        say_many("limits passed in {n} set", "limits passed in {n} sets", passed) if passed else "",
        say("{share} judged", share=percent(mean_coverage(one.coverage for one in sets))),
        how,
    ]
    worst = max((one.verdict for one in sets), key=SEVERITY.index, default="cannot_judge")
    words = ", ".join(one for one in told if one)
    return Entry(day, at, "session", named(exercise_id), words, worst, sets[0].id if sets else None)


def mean_coverage(shares: Iterable[float | None]) -> float | None:
    """The mean of what is known; None where nothing is."""
    known = [one for one in shares if one is not None]
    return sum(known) / len(known) if known else None


def answer_entries(rows: Iterable[tuple[date, AnswerRow]], named: Named) -> Iterator[Entry]:
    """What was answered about pain, and each marked sign by itself."""
    for day, row in rows:
        asked = say(_ASKED[row.kind], number=row.set_number or "–")
        title = f"{asked} · {named(row.exercise_id)}" if row.exercise_id else asked
        back, limb = (say("not answered") if one is None else one for one in (row.answers.back, row.answers.limb))
        words = say("back or neck {back}, arm or leg {limb}", back=back, limb=limb)
        why = f"; {name_of(row.why)}" if row.why else ""
        yield Entry(day, row.asked_at, "pain", title, words + why)
        for flag in FLAG_BY_ID.values():
            if flag.id in row.answers.flags:
                yield Entry(day, row.asked_at, "sign", say("Sign marked"), str(flag.words), "breach")


def diary_entries(rows: Iterable[DiaryDay]) -> Iterator[Entry]:
    """Each day that she wrote about."""
    for row in rows:
        told = [
            say(_DIARY_NUMBERS[kind], n=decimal(value, 0 if float(value).is_integer() else 1))
            for kind, value in row.numbers.items()
            if kind in _DIARY_NUMBERS
        ]
        for kind, sentences in row.words.items():
            if kind in _DIARY_WORDS:
                told += [say(_DIARY_WORDS[kind], words=words) for words in sentences]
        if told:
            yield Entry(row.day, None, "diary", say("Diary"), "; ".join(told))


def outcome_entries(rows: Iterable[OutcomeRow]) -> Iterator[Entry]:
    """Each value of an outcome measure, and whether the camera or a hand took it."""
    for row in rows:
        taken = say("by the camera") if row.how == "camera" else say("by hand")
        value = decimal(row.value, 0 if float(row.value).is_integer() else 1)
        yield Entry(row.day, None, "outcome", str(KIND_WORDS[row.kind]), f"{value}, {taken}")


def comment_entries(rows: Iterable[CommentRow], zone_day: Callable[[datetime], date]) -> Iterator[Entry]:
    """What was said by whom."""
    for row in rows:
        title = say(COMMENT_WORDS[row.kind])
        by = f"{title} · {row.by}" if row.by else title
        yield Entry(zone_day(row.at), row.at, "words", by, row.words, set_id=row.set_id)


def plan_entries(rows: Iterable[KeptPlan], zone_day: Callable[[datetime], date]) -> Iterator[Entry]:
    """Each version of the plan."""
    for row in rows:
        title = say("Plan version {version}", version=row.version)
        told = say_many("{n} exercise", "{n} exercises", len(row.plan.items))
        by = f" · {row.by}" if row.by else ""
        yield Entry(zone_day(row.at), row.at, "plan", title, f"{told}{by}{f': {row.note}' if row.note else ''}")
