"""What the command line shows to people: tables, progress, and no chatter of the libraries below."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from coach.coaching.words import ATTEMPT_WORDS, VIEW_WORDS
from coach.live.film import OnProgress
from coach.live.result import Analysis
from coach.review.saying import measured, percent, reasons
from coach.rules import Exercise
from coach.rules.words import title_of
from coach.ui.words import verdict_words

_STYLES = {"ok": "green", "close": "yellow", "breach": "dark_orange", "cannot_judge": "bright_black"}
_STDERR = 2


@contextmanager
def progress_bar() -> Iterator[OnProgress]:
    """A bar on the error channel while a film is analysed; only where somebody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("Judging"), BarColumn(), MofNCompleteColumn(), TextColumn("frames"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("frames", total=None)
        yield lambda done, expected: progress.update(task, completed=done, total=expected)


@contextmanager
def native_notices_dropped() -> Iterator[None]:
    """MediaPipe's C++ writes notices past Python to the error channel and knows no switch against it.

    Python's own errors, and the progress bar, still go where they went.
    """
    if not _is_native(sys.stderr):
        yield
        return
    python_stderr, kept = sys.stderr, os.dup(_STDERR)
    try:
        with (
            Path(os.devnull).open("wb") as nowhere,
            os.fdopen(os.dup(kept), "w", buffering=1, encoding=python_stderr.encoding, errors="replace") as own,
        ):
            python_stderr.flush()
            os.dup2(nowhere.fileno(), _STDERR)
            sys.stderr = own
            yield
    finally:
        sys.stderr = python_stderr
        os.dup2(kept, _STDERR)
        os.close(kept)


def show_analysis(console: Console, result: Analysis) -> None:
    """Count, repetitions, attempts and limits of a judged set."""
    _show_count(console, result)
    if result["repetitions"]:
        console.print(_repetitions(result))
    for attempt in result["attempts_made"]:
        why = ATTEMPT_WORDS[attempt["why"]]
        reached = measured(attempt["extreme"], attempt["unit"])
        console.print(f"Attempt at {attempt['start_s']:.1f} s: {why}, got to {reached}.")
    console.print(_limits(result))
    unjudged = result.report.exercise.cannot_judge
    if unjudged:
        console.print(f"This coach cannot judge: {escape(', '.join(unjudged))}.", style="bright_black")


def show_exercises(console: Console, exercises: Sequence[Exercise]) -> None:
    """The exercises with what to do."""
    table = Table(Column("Id", no_wrap=True), "Name", "Camera", "What to do", show_lines=True)
    for exercise in exercises:
        seen = VIEW_WORDS[exercise.camera.view]
        table.add_row(exercise.id, escape(exercise.name), seen, escape(exercise.summary))
    console.print(table)


def _show_count(console: Console, result: Analysis) -> None:
    exercise, view = result.report.exercise, result["view"]
    console.print(
        f"[bold]{escape(exercise.name)}[/bold]: {escape(result['source']['file'] or 'recording')}, {_length(result)}"
    )
    if view["seen"] == "none":
        console.print("Nobody was seen. Check that the whole body is in the picture and well lit.")
        return
    side = f", {view['near_side']} side near" if view["near_side"] and view["seen"] in ("side", "oblique") else ""
    console.print(f"Seen {VIEW_WORDS[view['seen']]}{side} ({percent(view['share'])} of the time).")
    if result["count"] is None:
        wanted = VIEW_WORDS[exercise.camera.view]
        console.print(f"[bold]No number[/bold] can be given. Film it {wanted}, with one person in view.")
        return
    tried = f", {_many(result['attempts'], 'attempt')}" if result["attempts"] else ""
    console.print(f"[bold]{_many(result['count'], 'repetition')}[/bold]{tried}")


def _repetitions(result: Analysis) -> Table:
    table = Table("No.", "From", "To", "Farthest", "Verdict", title="Repetitions", title_justify="left")
    for one in result["repetitions"]:
        farthest = measured(one["extreme"], one["unit"])
        times = (f"{one[key]:.1f} s" for key in ("start_s", "end_s"))
        table.add_row(str(one["index"]), *times, farthest, _verdict(one["verdict"]))
    return table


def _limits(result: Analysis) -> Table:
    table = Table("Limit", "Verdict", "Judged", "Not judged because", "Passed", title="Limits", title_justify="left")
    for limit in result["limits"]:
        passed = "\n".join(_breach(breach) for breach in limit["breaches"])
        lost = ", ".join(word for word, _ in reasons(limit["reasons"]))
        table.add_row(title_of(limit["id"]), _verdict(limit["verdict"]), percent(limit["coverage"]), lost, passed)
    return table


def _breach(breach: dict[str, Any]) -> str:
    value = measured(breach["value"], breach["unit"], breach["u"])
    limit = measured(breach["limit"], breach["unit"])
    return f"{breach['start_s']:.1f}–{breach['end_s']:.1f} s: {value}, limit {limit}"


def _verdict(verdict: str) -> str:
    return f"[{_STYLES[verdict]}]{verdict_words(verdict)}[/]"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _length(result: Analysis) -> str:
    source = result["source"]
    return f"{source['frames']} frames, {source['seconds']:.1f} s"


def _is_native(stream: Any) -> bool:
    """Whether Python's error stream is the process's own, not one that a caller put in its place."""
    try:
        return bool(stream.fileno() == _STDERR)
    except (OSError, ValueError, AttributeError):
        return False
