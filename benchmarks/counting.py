"""Count error per film, with the rules as shipped and the product's own path from film to report.

A film whose view the rule cannot judge is right when the coach says so and gives no number. Where the label is a
range, the nearest number in it is the truth. The normalised error is |error| / truth, averaged over the films with a
truth above zero, as in the counting literature (RepNet; field.md 4).
"""

from __future__ import annotations

from statistics import mean

from rich.console import Console
from rich.table import Table

from benchmarks.clips import Clip, clips
from coach import analyse

_UNFIT = {"mini_squat": {"front", "back"}, "sit_to_stand": {"front", "back"}}


def truth_of(clip: Clip, count: int) -> int:
    """The labelled number nearest to `count`."""
    return min(max(count, clip.least), clip.most)


def measure(console: Console) -> dict[str, float]:
    """Run all films; {} where there are none."""
    films = clips()
    if not films:
        console.print("counting: ../shared/clips is absent, so no film was counted.")
        return {}
    table = Table("film", "exercise", "view", "label", "count", "attempts", "seen", "error", title="counting")
    errors: list[int] = []
    shares: dict[bool, list[float]] = {False: [], True: []}
    refused = wrongly_refused = 0
    for clip in films:
        result = analyse(clip.path, clip.exercise)
        count, seen = result["count"], result["view"]["seen"]
        if count is None:
            refused += 1
            wrongly_refused += clip.view not in _UNFIT.get(clip.exercise, set())
            error = 0
        else:
            truth = truth_of(clip, count)
            error = count - truth
            if truth:
                shares[clip.hard].append(abs(error) / truth)
        errors.append(abs(error))
        label = f"{clip.least}" if clip.least == clip.most else f"{clip.least}-{clip.most}"
        said = "cannot judge" if count is None else str(count)
        mark = "" if not error else f"[bold]{error:+d}[/bold]"
        table.add_row(clip.path.stem, clip.exercise, clip.view, label, said, str(result["attempts"]), seen, mark)
    console.print(table)
    return {
        "counting.clips": len(films),
        "counting.refused": refused,
        "counting.refused_in_a_fit_view": wrongly_refused,
        "counting.exact": sum(error == 0 for error in errors) / len(errors),
        "counting.off_by_one": sum(error <= 1 for error in errors) / len(errors),
        "counting.nmae": mean([*shares[False], *shares[True]]),
        "counting.nmae_without_hard": mean(shares[False]),
    }
