"""What stands behind a report's first page: every set, every rule, measures, plan, overrides, and what was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from coach.coaching.words import REASON_WORDS, VERDICT_WORDS
from coach.language import decimal, marked, say, say_many
from coach.records.tables import GivenOverride, Outcome
from coach.review.dates import day_words
from coach.review.plan_words import item_words
from coach.review.record import DoneSet, Record
from coach.review.report_facts import Facts, Passed, coverage_of
from coach.review.report_sheet import SOFT, Sheet
from coach.review.saying import limit_title, measured, percent
from coach.review.summary import allowed_by
from coach.rules.words import title_of

OUTCOME_WORDS = {
    "nrs_back": marked("Pain in the back or neck, 0–10"),
    "nrs_leg": marked("Pain in the leg, 0–10"),
    "nrs_arm": marked("Pain in the arm, 0–10"),
    "tug_s": marked("Timed up and go, s"),
    "sts5_s": marked("Five chair stands, s"),
    "sts30_n": marked("Chair stands in 30 seconds"),
    "stance_left_s": marked("Standing on the left leg, s"),
    "stance_right_s": marked("Standing on the right leg, s"),
    "odi": marked("Oswestry Disability Index, total, %"),
    "ndi": marked("Neck Disability Index, total of 50"),
}
_HOW = {"camera": marked("by camera"), "hand": marked("by hand")}
_STATES = {
    "stopped": marked("stopped by the patient"),
    "interrupted": marked("broken off"),
    "running": marked("still running"),
}
#: What each reason of "cannot judge" means for whoever reads a report.
_MEANINGS = {
    "no_person": marked("Nobody stood in the picture, or nobody was found in it."),
    "view": marked("The body was seen from a side from which this angle cannot be measured."),
    "hidden": marked("A joint that the angle needs was out of the picture or covered."),
    "jitter": marked("The points jumped more than a body can; the picture was dark or blurred."),
    "too_far": marked("The body was too small in the picture, farther than about four metres."),
    "no_neutral": marked("The limit is a change from one's own posture, and that had not been seen yet."),
    "not_reached": marked("The movement never came to the part at which this limit is watched."),
}
#: Rows of what was passed that fit the first page; where there are more, the appendix has all.
MOST_PASSED = 5
_VERDICTS = ("ok", "close", "breach", "cannot_judge")


def write_appendix(sheet: Sheet, record: Record, facts: Facts, named: bool) -> None:
    """All of it, each part only where there is something to say."""
    sheet.title_line(say("Appendix"), 14)
    if len(facts.passed) > MOST_PASSED:
        sheet.title_line(say("All that was passed"))
        passed_table(sheet, facts.passed)
    _sessions(sheet, record)
    _rules(sheet, record)
    _outcomes(sheet, record.outcomes)
    _plan(sheet, record)
    _orders(sheet, record, named)
    _overrides(sheet, record, facts, named)
    _unjudged(sheet, record)


def passed_table(sheet: Sheet, passed: Sequence[Passed]) -> None:
    """Limits that were passed, each with the farthest value ± U."""
    head = (say("Exercise"), say("Limit"), say("Times"), say("Farthest"), say("Limit at"))
    rows = [
        (
            row.exercise,
            row.limit,
            say_many("{times}, in {n} set", "{times}, in {n} sets", row.sets, times=row.times),
            measured(row.value, row.unit, row.u),
            measured(row.bound, row.unit),
        )
        for row in passed
    ]
    sheet.rows(head, (45, 55, 30, 28, 22), rows)


def _sessions(sheet: Sheet, record: Record) -> None:
    sheet.title_line(say("Sessions and sets"))
    if not record.sets:
        sheet.words(say("No set was kept in this time."))
        sheet.ln(2)
        return
    states = {held.id: f" ({say(_STATES[held.state])})" for held in record.sessions if held.state != "done"}
    head = (
        say("Day"),
        say("Exercise"),
        say("Repetitions"),
        say("Judged"),
        say("Past limits"),
        say("Pain"),
        say("Rule"),
    )
    rows = [_set_row(one, record, states) for one in record.sets]
    sheet.rows(head, (24, 44, 32, 16, 18, 20, 26), rows)


def _set_row(one: DoneSet, record: Record, states: Mapping[int, str]) -> tuple[str, ...]:
    judged = one.judged
    counted = say("no count") if judged.count is None else say("{n}, {clear} clear", n=judged.count, clear=judged.clear)
    tried = say_many("{n} attempt", "{n} attempts", judged.attempts) if judged.attempts else ""
    state = states.get(judged.session_id or 0, "")
    return (
        f"{judged.local_day.day}. {judged.local_day.month}. {judged.local_day.year}",
        f"{one.title}{state}",
        ", ".join(part for part in (counted, tried) if part),
        percent(judged.coverage),
        str(judged.breaches) if judged.breaches else "–",
        _pain_of(judged.id, record),
        say("version {n}", n=judged.exercise_version),
    )


def _pain_of(set_id: int, record: Record) -> str:
    """What was answered after a set: back and limb, a dash where it was not answered."""
    given = next((one for one in record.answers if one.set_id == set_id), None)
    if given is None or (given.back is None and given.limb is None):
        return "–"
    back, limb = ("–" if pain is None else str(pain) for pain in (given.back, given.limb))
    return say("{back} / {limb}", back=back, limb=limb)


def _rules(sheet: Sheet, record: Record) -> None:
    """Rule by rule and version by version: how its limits were judged."""
    if not record.sets:
        return
    sheet.title_line(say("Rules and verdicts"))
    by_rule: dict[str, list[DoneSet]] = {}
    for one in record.sets:
        by_rule.setdefault(one.judged.rule_sha256, []).append(one)
    for sha256, sets in by_rule.items():
        one = sets[-1]
        if sheet.will_page_break(22):
            sheet.add_page()
        sheet.type_in(8.5, bold=True)
        sheet.cell(0, 4, sheet.fitted(f"{one.title} – {one.judged.exercise_id}", 175, 1))
        sheet.ln(4)
        about = say(
            "version {version}, rule {sha}, {sets}; {judged} of the time judged",
            version=one.judged.exercise_version,
            sha=sha256[:12],
            sets=say_many("{n} set judged by it", "{n} sets judged by it", len(sets)),
            judged=percent(coverage_of(sets)),
        )
        sheet.words(about, 7.5, SOFT)
        head = (say("Limit"), *(say(VERDICT_WORDS[verdict]) for verdict in _VERDICTS), say("Judged"), say("Source"))
        sheet.rows(head, (42, 22, 20, 20, 23, 15, 38), list(_limit_rows(sets)))
        if one.cannot_judge:
            sheet.set_y(sheet.get_y() - 2)
            sheet.words(say("The camera cannot judge: {what}.", what="; ".join(one.cannot_judge)), 7.5, SOFT)
            sheet.ln(2)


def _limit_rows(sets: Sequence[DoneSet]) -> Iterator[tuple[str, ...]]:
    """A limit's verdicts counted by sets, and the median share of its time that was judged."""
    newest = sets[-1]
    limits = {limit.id: limit for limit in newest.exercise.limits} if newest.exercise else {}
    for limit_id in [found["id"] for found in newest.limits]:
        found = [limit for one in sets for limit in one.limits if limit["id"] == limit_id]
        verdicts = Counter(limit["verdict"] for limit in found)
        asked = [limit["coverage"] for limit in found if "not_reached" not in limit["reasons"]]
        title, limit = limit_title(newest.exercise, limit_id), limits.get(limit_id)
        yield (
            f"{title}: {allowed_by(limit)}" if limit else title,
            *(str(verdicts[verdict]) if verdicts[verdict] else "–" for verdict in _VERDICTS),
            percent(median(asked)) if asked else "–",
            limit.source if limit else "",
        )


def _outcomes(sheet: Sheet, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    sheet.title_line(say("Outcome measures"))
    rows = [
        (
            say(OUTCOME_WORDS.get(one.kind, title_of(one.kind))),
            day_words(one.local_day),
            decimal(one.value, 0 if one.value == round(one.value) else 1),
            say(_HOW[one.how]),
        )
        for one in sorted(outcomes, key=lambda one: (one.kind, one.local_day, one.id))
    ]
    sheet.rows((say("Measure"), say("Day"), say("Value"), say("How")), (80, 45, 25, 30), rows)


def _plan(sheet: Sheet, record: Record) -> None:
    """The plan that held at the end of the period."""
    held = [plan for plan in record.plans if record.until is None or plan.row.at.date() <= record.until]
    if not held:
        return
    plan = held[-1]
    day = day_words(plan.row.at.date())
    sheet.title_line(say("Plan, version {n}, from {day}", n=plan.row.version, day=day))
    titles = {one.judged.exercise_id: one.title for one in record.sets}
    for item in plan.plan.items:
        sheet.words(f"{titles.get(item.exercise_id, title_of(item.exercise_id))}: {item_words(item)}", 8.5)
    sheet.ln(2)


def _orders(sheet: Sheet, record: Record, named: bool) -> None:
    orders = record.profile.orders if record.profile else ()
    if not orders:
        return
    sheet.title_line(say("The surgeon's orders"))
    kinds = {
        "not_before_week": marked("{what}: not before week {week}"),
        "never": marked("{what}: not at all"),
        "released": marked("{what}: released"),
    }
    for order in orders:
        told = say(kinds[order.kind], what=title_of(order.subject), week=order.week)
        by = f" ({order.by})" if named else ""
        sheet.words(f"{told}, {day_words(order.on)}{by}", 8.5)
    sheet.ln(2)


def _overrides(sheet: Sheet, record: Record, facts: Facts, named: bool) -> None:
    within = [one for one in record.overrides if _touches(one, facts)]
    if not within:
        return
    sheet.title_line(say("Let through by a therapist, against the defaults"))
    rows = [
        (
            title_of(one.exercise_id),
            f"{day_words(one.at.date())} – {day_words(_last_day(one))}",
            one.by_name if named else say("a therapist"),
            one.reason if named else "–",
        )
        for one in within
    ]
    sheet.rows((say("Exercise"), say("From, until"), say("By"), say("Reason")), (40, 55, 35, 50), rows)


def _last_day(one: GivenOverride) -> date:
    return min(one.until, one.ended_at.date()) if one.ended_at else one.until


def _touches(one: GivenOverride, facts: Facts) -> bool:
    return one.at.date() <= facts.until and _last_day(one) >= facts.since


def _unjudged(sheet: Sheet, record: Record) -> None:
    """Why the coach could not judge, and what each reason means."""
    lost: Counter[str] = Counter()
    for one in record.sets:
        for limit in one.limits:
            for reason, share in limit["reasons"].items():
                if share > 0:
                    lost[reason] += 1
    sheet.title_line(say("What “cannot judge” means"))
    sheet.words(
        say("A limit is only judged where the angle can be measured well enough. Nothing is guessed in its place."), 8.5
    )
    sheet.ln(1)
    rows = [
        (say(words), say(_MEANINGS[reason]), str(lost[reason]) if lost[reason] else "–")
        for reason, words in REASON_WORDS.items()
    ]
    sheet.rows((say("Reason"), say("Meaning"), say("Times in this report")), (50, 100, 30), rows)
