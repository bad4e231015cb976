"""The therapist's report as PDF: one page to read, and an appendix with all that stands behind it.

The same record, period, language and moment give the same bytes. What the file says of itself names nobody; on the page
stands a name or a pseudonym, as is asked for.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from coach.language import marked, say, say_many
from coach.records.desk import Desk
from coach.records.whole_file import whole_file
from coach.review.dates import day_words
from coach.review.record import Record, record_of
from coach.review.report_appendix import MOST_PASSED, passed_table, write_appendix
from coach.review.report_facts import Facts, facts_of
from coach.review.report_plots import Box, plot_pain, plot_range, plot_repetitions
from coach.review.report_sheet import ACCENT, BREACH, INK, LINE, MARGIN_MM, SOFT, TOLD, WIDTH_MM, Sheet
from coach.review.saying import percent

_PLOT_MM, _GAP_MM, _FIGURE_MM = 46.0, 6.0, 17.0
_FOOT = marked(
    "Made by Coach on {day}. Angles are seen by one camera; ± is half the width of the band that holds the true value. "
    "What could not be judged is said as such. This is a record of exercise, no diagnosis."
)


def report_of_patient(
    desk: Desk, p: int, since: date | None, until: date | None, now: datetime, *, named: bool = True
) -> bytes:
    """The report of person `p`; days are her own, included, None is open; `now` has the zone of its reader.

    Raises
    ------
    AccessError: it is not this viewer's to take along.
    RecordError: there is no such person, or the typeface is missing.
    """
    record = record_of(desk, p, since, until)
    facts = facts_of(record, now.date())
    sheet = Sheet(now, say(_FOOT, day=day_words(now.date())))
    sheet.add_page()
    _head(sheet, record, facts, named)
    _figures(sheet, facts)
    _passed(sheet, facts)
    _plots(sheet, facts)
    _words(sheet, record, named)
    sheet.add_page()
    write_appendix(sheet, record, facts, named)
    return bytes(sheet.output())


def write_report(
    desk: Desk, p: int, file: Path, since: date | None, until: date | None, now: datetime, *, named: bool = True
) -> None:
    """The report in a file, whole or not at all; raises as `report_of_patient`, and RecordError where it fails."""
    made = report_of_patient(desk, p, since, until, now, named=named)
    with whole_file(file) as out:
        out.write(made)


def _head(sheet: Sheet, record: Record, facts: Facts, named: bool) -> None:
    who = record.person.name if named else say("Patient {pseudonym}", pseudonym=record.person.pseudonym)
    sheet.type_in(8, SOFT)
    sheet.cell(WIDTH_MM, 4, say("Exercise report"))
    sheet.ln(4.5)
    sheet.type_in(17, INK, bold=True)
    sheet.cell(WIDTH_MM, 8, sheet.fitted(who, WIDTH_MM - 2, 1))
    sheet.ln(9)
    days = dict.fromkeys((day_words(facts.since), day_words(facts.until)))
    sheet.words(" – ".join(days), 9, ACCENT)
    sheet.words(facts.operation, 9)
    sheet.ln(2.5)


def _figures(sheet: Sheet, facts: Facts) -> None:
    """How much, how well it could be judged, what was passed: four figures in a row."""
    planned = say("no plan in this time")
    if facts.planned_sets is not None:
        planned = say_many("of {n} planned set", "of {n} planned sets", facts.planned_sets)
    days = say_many("on {n} day", "on {n} days", facts.days)
    uncounted = ""
    if facts.uncounted_sets:
        uncounted = say_many("{n} set without a count", "{n} sets without a count", facts.uncounted_sets)
    breached = say_many("in {n} set of {all}", "in {n} sets of {all}", facts.breached_sets, all=facts.sets)
    figures = (
        (str(facts.sets), say_many("set", "sets", facts.sets), f"{planned}, {days}", INK),
        (str(facts.repetitions), say_many("repetition", "repetitions", facts.repetitions), uncounted, INK),
        (percent(facts.coverage), say("could be judged"), say("of the time that limits were watched"), INK),
        (
            str(facts.breaches),
            say_many("time past a limit", "times past a limit", facts.breaches),
            breached,
            BREACH if facts.breaches else INK,
        ),
    )
    top, width = sheet.get_y(), (WIDTH_MM - 3 * 3) / 4
    for place, (value, unit, below, colour) in enumerate(figures):
        x = MARGIN_MM + place * (width + 3)
        sheet.set_fill_color(*TOLD)
        sheet.rect(x, top, width, _FIGURE_MM, style="F", round_corners=True, corner_radius=1.5)
        sheet.set_xy(x + 1.5, top + 1.6)
        sheet.type_in(15, colour, bold=True)
        sheet.cell(sheet.get_string_width(value) + 1.5, 6, value)
        sheet.type_in(8, INK)
        sheet.cell(width - 3, 7, sheet.fitted(unit, width - 5 - sheet.get_string_width(value) * 1.8, 1))
        sheet.set_xy(x + 1.5, top + 8.6)
        sheet.type_in(7, SOFT)
        sheet.multi_cell(width - 3, 3.4, sheet.fitted(below, width - 3, 2), align="L")
    sheet.set_xy(MARGIN_MM, top + _FIGURE_MM + 4)


def _passed(sheet: Sheet, facts: Facts) -> None:
    sheet.title_line(say("What was passed"))
    if not facts.passed:
        known = say("No limit was passed, as far as it could be judged.")
        sheet.words(known if facts.coverage else say("Nothing could be judged in this time."))
        sheet.ln(2)
        return
    passed_table(sheet, facts.passed[:MOST_PASSED])
    more = len(facts.passed) - MOST_PASSED
    if more > 0:
        sheet.set_y(sheet.get_y() - 2)
        sheet.words(say_many("{n} more in the appendix.", "{n} more in the appendix.", more), 7.5, SOFT)
        sheet.ln(2)


def _plots(sheet: Sheet, facts: Facts) -> None:
    width, top = (WIDTH_MM - _GAP_MM) / 2, sheet.get_y() + 1
    right = MARGIN_MM + width + _GAP_MM
    period = facts.since, facts.until
    plot_pain(sheet, Box(MARGIN_MM, top, width, _PLOT_MM), *period, facts.pains)
    plot_repetitions(sheet, Box(right, top, width, _PLOT_MM), *period, facts.per_day)
    top += _PLOT_MM + 3
    for x, curve in zip((MARGIN_MM, right), facts.ranges, strict=False):
        plot_range(sheet, Box(x, top, width, _PLOT_MM), *period, curve)
    sheet.set_xy(MARGIN_MM, top + (_PLOT_MM + 4 if facts.ranges else 0))


def _words(sheet: Sheet, record: Record, named: bool) -> None:
    """Her goal and the newest comment of a therapist."""
    if record.goal is not None:
        _said(sheet, say("The goal, in the patient's own words"), record.goal.words, 3)
    if record.comments:
        newest = record.comments[-1]
        by = record.names.get(newest.by_id or 0, "") if named else ""
        day = day_words(newest.at.date())
        _said(sheet, say("From the therapist, {day}", day=day) + (f" – {by}" if by else ""), newest.words, 4)


def _said(sheet: Sheet, title: str, words: str, lines: int) -> None:
    top = sheet.get_y()
    sheet.set_x(MARGIN_MM + 3)
    sheet.type_in(7.5, SOFT)
    sheet.cell(WIDTH_MM - 3, 4, sheet.fitted(title, WIDTH_MM - 6, 1))
    sheet.ln(4)
    sheet.set_x(MARGIN_MM + 3)
    sheet.type_in(9, INK)
    sheet.multi_cell(WIDTH_MM - 3, 4.3, sheet.fitted(words, WIDTH_MM - 3, lines), align="L")
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.6)
    sheet.line(MARGIN_MM + 0.5, top + 0.5, MARGIN_MM + 0.5, sheet.get_y())
    sheet.set_xy(MARGIN_MM, sheet.get_y() + 2)
