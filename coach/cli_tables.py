"""What the commands about records show to people: who, which sessions, what is allowed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from coach.care import Allowance
from coach.records.people import PersonRow
from coach.records.sessions import SessionRow
from coach.review.saying import percent
from coach.rules import Exercise
from coach.ui.words import verdict_words


def show_people(console: Console, people: Sequence[PersonRow]) -> None:
    """Everybody, with number and pseudonym."""
    if not people:
        console.print("Nobody is known yet. `coach people add NAME` makes somebody known.")
        return
    table = Table(Column("No.", justify="right"), "Name", "Role", Column("Pseudonym", no_wrap=True), "Since", "")
    for one in people:
        since = "" if one.created_at is None else f"{one.created_at.astimezone():%Y-%m-%d}"
        away = "put away" if one.archived_at else ""
        table.add_row(str(one.id), escape(one.name), one.role, one.pseudonym, since, away)
    console.print(table)


def show_sessions(console: Console, sessions: Sequence[SessionRow]) -> None:
    """Sessions with their sets; a set's number is what `export --set` takes."""
    if not sessions:
        console.print("No session was kept in this time.")
        return
    right = [Column(name, justify="right", no_wrap=True) for name in ("No.", "Set", "Count", "Judged")]
    moment, exercise = (Column(name, no_wrap=True) for name in ("Began", "Exercise"))
    table = Table(right[0], moment, exercise, "State", right[1], right[2], "Verdict", right[3])
    for one in sessions:
        began = f"{one.began_at.astimezone():%Y-%m-%d %H:%M}"
        about = (str(one.id), began, one.exercise_id, one.state)
        if not one.sets:
            table.add_row(*about, "", "", "", "")
        for place, each in enumerate(one.sets):
            count = "no count" if each.count is None else str(each.count)
            first = about if place == 0 else ("", "", "", "")
            table.add_row(*first, str(each.id), count, verdict_words(each.verdict), percent(each.coverage))
    console.print(table)


def show_allowance(console: Console, exercise: Exercise, allowance: Allowance) -> None:
    """Allowed or not, and each reason with who set it and where it stands."""
    word = "allowed" if allowance.allowed else "not allowed"
    console.print(f"[bold]{escape(exercise.name)}[/bold]: {word} today.")
    for reason in allowance.reasons:
        console.print(f"- {escape(str(reason.words))} ({escape(str(reason.set_by))}; {escape(reason.source)})")
    if allowance.override is not None:
        one = allowance.override
        console.print(f"Override by {escape(one.by_name)} until {one.until}: {escape(one.reason)}")
    if not allowance.allowed and allowance.from_week is not None:
        console.print(f"From week {allowance.from_week} on it is allowed.")
