"""Runs the benchmarks, prints their tables and writes `benchmarks/results.json`, a flat object of numbers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import counting, live, live_counts, memory, speed, store

RESULTS = Path(__file__).with_name("results.json")
ALL = {
    "counting": counting.measure,
    "live_counts": live_counts.measure,
    "speed": speed.measure,
    "memory": memory.measure,
    "live": live.measure,
    "store": store.measure,
}


def main(names: list[str]) -> int:
    """Measure the named benchmarks, or all; figures of the others stay as they were measured last."""
    console = Console()
    unknown = [name for name in names if name not in ALL]
    if unknown:
        console.print(f"There is no benchmark called {unknown[0]}; there are {', '.join(ALL)}.")
        return 2
    results: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for name in names or ALL:
        results |= ALL[name](console)
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    table = Table("figure", "value", title=str(RESULTS.name))
    for key, value in sorted(results.items()):
        table.add_row(key, f"{value:.4g}")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
