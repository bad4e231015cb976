"""The guided session in headless Chromium with a film as its camera, before the program as it is started.

Browser, program and this script share the machine, as they would at a patient's. Sets follow one another for
`COACH_LIVE_S` seconds (900 unless it says otherwise; 90 for a try); what lies between sets is passed over, not counted.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from playwright.sync_api import Page
from rich.console import Console

from benchmarks.clips import FOLDER
from coach.records.store import Store
from tests.browser import NO_BROWSER, chromium
from tests.cameras import camera_of
from tests.guided import Guided
from tests.patients import patient
from tests.program import running

#: One squat deeper than the rule wants, so that a cue comes each time; over and over.
CLIP, EXERCISE, LEAD_S = "squat_side_02.mp4", "mini_squat", 6.0
DEFAULT_S, SAMPLE_S, STEP_S = 900.0, 5.0, 0.5
#: A session's memory has settled when its model has been loaded and run for a while.
SETTLED_S = 30.0
#: The camera is on and answers are drawn.
WATCHING = ("setup", "neutral", "work")
#: Notes in the browser how long after a picture was taken the cue that it led to was on the screen: the answer to the
#: first picture after a limit's `for_s` had passed carries the cue.
CUES = """
window.cueDelays = [];
{
  let last = "";
  window.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", (message) => {
        if (typeof message.data !== "string" || !/"sentence_kind": ?"cue"/.test(message.data)) return;
        const said = JSON.parse(message.data);
        const cue = said.state.sentence + said.state.why?.rows;
        if (cue === last) return;
        last = cue;
        if (said.t) requestAnimationFrame(() => window.cueDelays.push(performance.now() - said.t * 1000));
      });
    }
  };
}
"""
LOOK = """([root]) => root ? {
  phase: root.dataset.phase, frames: Number(root.dataset.frames), dropped: Number(root.dataset.dropped),
  latencies: (window.coachLatencies ?? []).splice(0).map(([, ms]) => ms), cues: window.cueDelays.splice(0),
} : {}"""


@dataclass
class Taken:
    """What was seen so far; sums are over the time in which the camera was watched."""

    watched_s: float = 0.0
    frames: int = 0
    dropped: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    cue_delays_ms: list[float] = field(default_factory=list)
    #: Of all processors of this computer, the program's part.
    cpu_share: float = 0.0
    #: (number of the session, seconds since its beginning, resident memory of the program in MB), every `SAMPLE_S`.
    memory: list[tuple[int, float, float]] = field(default_factory=list)


def measure(console: Console) -> dict[str, float]:
    """All figures of the live session; none where clip or browser is missing."""
    missing = NO_BROWSER or ("" if (FOLDER / CLIP).is_file() else "../shared/clips is absent.")
    if missing:
        console.print(f"live: not measured. {missing}")
        return {}
    seconds = float(os.environ.get("COACH_LIVE_S", DEFAULT_S))
    with tempfile.TemporaryDirectory() as folder:
        taken = _sets(Path(folder), seconds)
    if not taken.latencies_ms:
        console.print("live: no picture was answered; nothing was measured.")
        return {}
    found = figures(taken)
    console.print(
        f"live: {found['live.fps']:.1f} answers/s over {taken.watched_s:.0f} s, camera to overlay "
        f"{found['live.latency_p50_ms']:.0f}/{found['live.latency_p95_ms']:.0f}/{found['live.latency_p99_ms']:.0f} ms "
        f"(p50/p95/p99), {len(taken.cue_delays_ms)} cues"
    )
    return found


def _sets(folder: Path, seconds: float) -> Taken:
    with Store(folder=folder) as store:
        patient(store)
    camera = camera_of(FOLDER / CLIP, folder, lead_s=LEAD_S, tail_s=2.0)
    with running(folder) as program, chromium(camera) as browser:
        session, process = Guided(browser.tab(script=CUES)), psutil.Process(program.pid)
        session.open(program.address, EXERCISE)
        session.reach("setup")
        begun_s, used_s = monotonic(), _used_s(process)
        taken = _watch(session, program.address, process, seconds)
        taken.cpu_share = (_used_s(process) - used_s) / (monotonic() - begun_s) / (psutil.cpu_count() or 1)
    return taken


def figures(taken: Taken) -> dict[str, float]:
    """Rates, percentiles and how the memory grows; what was not seen is left out."""
    p50, p95, p99 = np.percentile(taken.latencies_ms, [50, 95, 99])
    found = {
        "live.fps": taken.frames / taken.watched_s,
        "live.latency_p50_ms": float(p50),
        "live.latency_p95_ms": float(p95),
        "live.latency_p99_ms": float(p99),
        "live.dropped_share": taken.dropped / (taken.dropped + taken.frames),
        "live.cpu_server_share": taken.cpu_share,
    }
    found |= growth(np.array(taken.memory))
    if taken.cue_delays_ms:
        found["live.cue_delay_ms"] = float(np.percentile(taken.cue_delays_ms, 95))
    return found


def growth(memory: NDArray[np.float64]) -> dict[str, float]:
    """How the program's memory grows while sessions run, and from one session to the next, by least squares.

    `memory` is (n, 3): session, seconds in it, MB. A session's first samples are of its model being loaded and of pages
    being read for the first time, so `SETTLED_S` of each are left out.
    """
    settled = memory[memory[:, 1] >= SETTLED_S] if len(memory) else memory
    found, sessions = {}, np.unique(settled[:, 0]) if len(settled) else np.empty(0)
    each = [settled[settled[:, 0] == one] for one in sessions]
    # Of each session its own level is taken away, for what a session leaves behind is the other figure.
    minutes, mb = (
        np.concatenate([one[:, k] - one[:, k].mean() for one in each]) if each else np.empty(0) for k in (1, 2)
    )
    if (minutes**2).sum() > 0:
        found["live.memory_mb_per_min"] = float(60 * (minutes * mb).sum() / (minutes**2).sum())
    if len(each) > 2:
        levels = [np.median(one[:, 2]) for one in each]
        found["live.memory_mb_per_session"] = float(np.polyfit(np.arange(len(levels)), levels, 1)[0])
    return found


def _watch(session: Guided, address: str, process: psutil.Process, seconds: float) -> Taken:
    taken, begun_s = Taken(), monotonic()
    before, before_s = _look(session.page), begun_s
    number, session_s = 0, begun_s
    while monotonic() - begun_s < seconds:
        _go_on(session, address)
        now, now_s = _look(session.page), monotonic()
        if before["phase"] in WATCHING and now["phase"] in WATCHING and now["frames"] > before["frames"]:
            taken.watched_s += now_s - before_s
            taken.frames += now["frames"] - before["frames"]
            taken.dropped += max(0, now["dropped"] - before["dropped"])
        taken.latencies_ms += now["latencies"]
        taken.cue_delays_ms += now["cues"]
        if now["frames"] < before["frames"]:
            number, session_s = number + 1, now_s
        taken.memory.append((number, now_s - session_s, process.memory_info().rss / 1e6))
        before, before_s = now, now_s
    return taken


def _go_on(session: Guided, address: str) -> None:
    """For the length of a sample: pass over what lies between the sets."""
    until_s = monotonic() + SAMPLE_S
    while monotonic() < until_s:
        session.wait_ms(STEP_S * 1000)
        if not session.phase:
            session.open(address, EXERCISE)
        elif session.phase not in WATCHING:
            session.go_on()


def _look(page: Page) -> dict[str, Any]:
    # Between two sessions there is none.
    nothing: dict[str, Any] = {"phase": "", "frames": 0, "latencies": [], "cues": []}
    return nothing | dict(page.locator(".coach").evaluate_all(LOOK))


def _used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
