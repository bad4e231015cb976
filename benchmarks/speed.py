"""Speed: the share of bare pose detection that a whole analysis reaches, and the cost of everything after the pose.

Machines are noisy, so the bare loop and the analysis take turns on the same film in one run, and the figure is the
median of their ratios.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np
from rich.console import Console

from benchmarks.clips import FOLDER
from coach import Recording, analyse, judge, load_exercise
from coach.coaching import Coach
from coach.coaching.coach import BLOCK
from coach.pose.estimator import open_estimator
from coach.pose.figure import Angles, Figure, minimum_jerk
from coach.pose.poses import Poses, concatenate
from coach.pose.sources import FilmSource

FILMS = ("squat_room_oblique_01.mp4", "squat_weights_front_01.mp4", "bridge_close_01.mp4")
ROUNDS = 3
FPS = 30
HOUR_S = 3600


def measure(console: Console) -> dict[str, float]:
    """All speed figures; those that need a film are left out where there is none."""
    found = stored_hour(console)
    found |= live_frames(console)
    if (FOLDER / FILMS[0]).is_file():
        found["analyse.share_of_bare"] = share_of_bare(console)
    else:
        console.print("speed: ../shared/clips is absent, so analysis was not compared with bare detection.")
    return found


def squats(seconds: float) -> Poses:
    """A set of mini squats, one each five seconds, made in pieces so that it needs no memory of its own."""
    pieces = []
    for begin in np.arange(0.0, seconds, 60.0):
        t = begin + np.arange(0, 60, 1 / FPS)
        phase = (t % 5.0) / 1.2
        course = minimum_jerk(phase - 1) - minimum_jerk(phase - 2.7)
        angles = Angles(trunk_deg=15 * course, thigh_deg=(30 * course,) * 2, knee_deg=(50 * course,) * 2)
        pieces.append(Figure().poses(t, angles))
    return concatenate(pieces)


def stored_hour(console: Console) -> dict[str, float]:
    """`judge` on a stored hour, loaded, on one thread."""
    exercise, recording = load_exercise("mini_squat"), Recording(squats(HOUR_S))
    times = []
    for _ in range(ROUNDS):
        begun_s = perf_counter()
        count = judge(recording, exercise)["count"]
        times.append(perf_counter() - begun_s)
    assert count == HOUR_S / 5, count
    best_s = min(times)
    console.print(f"speed: a stored hour judged in {best_s:.2f} s, {count} repetitions")
    return {
        "judge.us_per_frame": best_s / (HOUR_S * FPS) * 1e6,
        "judge.times_real_time": HOUR_S / best_s,
    }


def live_frames(console: Console) -> dict[str, float]:
    """Everything after the pose, one frame at a time; the median frame, since live frames come one by one."""
    poses, coach = squats(120), Coach(load_exercise("mini_squat"))
    coach.step(poses[: BLOCK // 2])
    times = []
    for k in range(BLOCK // 2, len(poses)):
        begun_s = perf_counter()
        coach.step(poses[k : k + 1])
        times.append(perf_counter() - begun_s)
    us = np.array(times) * 1e6
    console.print(f"speed: a live frame takes {np.median(us):.0f} us (95 %: {np.percentile(us, 95):.0f})")
    return {"step.us_per_frame": float(np.median(us)), "step.us_per_frame_p95": float(np.percentile(us, 95))}


def share_of_bare(console: Console) -> float:
    """Frame rate of `analyse` over that of a bare loop of detections on frames decoded beforehand."""
    ratios = []
    for name in FILMS:
        path = FOLDER / name
        if not path.is_file():
            continue
        pictures = [(picture.rgb, picture.t_s) for picture in FilmSource(path)]
        for _ in range(ROUNDS):
            with open_estimator("full", max_people=1) as bare:
                begun_s = perf_counter()
                for rgb, t_s in pictures:
                    bare.estimate(rgb, t_s)
                bare_s = perf_counter() - begun_s
            with open_estimator("full") as estimator:
                begun_s = perf_counter()
                analyse(path, "mini_squat", estimator=estimator)
                ratios.append(bare_s / (perf_counter() - begun_s))
    console.print(
        f"speed: analysis at {median(ratios):.3f} of bare detection (from {min(ratios):.3f} to {max(ratios):.3f})"
    )
    return median(ratios)
