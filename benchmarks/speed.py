"""Speed: the share of bare pose detection that a whole analysis reaches, and the cost of everything after the pose.

Machines are noisy, so the bare loop and the analysis take turns on the same film in one run, and the figure is the
median of their ratios.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from time import perf_counter

import mediapipe
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from rich.console import Console

from benchmarks.clips import FOLDER
from coach import Recording, analyse, judge, load_exercise
from coach.coaching import Coach
from coach.coaching.coach import BLOCK
from coach.pose.estimator import open_estimator
from coach.pose.figure import Angles, Figure, minimum_jerk
from coach.pose.model_file import model_path
from coach.pose.poses import Poses, concatenate
from coach.pose.prefetch import prefetch
from coach.pose.sources import FilmSource, Picture

FILMS = ("squat_room_oblique_01.mp4", "squat_weights_front_01.mp4", "bridge_close_01.mp4")
ROUNDS = 3
FPS = 30
HOUR_S = 3600


def measure(console: Console) -> dict[str, float]:
    """All speed figures; those that need a film are left out where there is none."""
    found = stored_hour(console)
    found |= live_frames(console)
    if (FOLDER / FILMS[0]).is_file():
        found |= share_of_bare(console)
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


def share_of_bare(console: Console) -> dict[str, float]:
    """Frame rate of `analyse` over that of bare detections: on pictures that another thread decodes, and on ready ones.

    The first tells what the product adds to detection. The second adds what decoding beside it costs, which on two
    processors that share one core is much of it.
    """
    shares: dict[str, list[float]] = {"decoded beside it": [], "ready in memory": []}
    for path in (FOLDER / name for name in FILMS):
        if not path.is_file():
            continue
        ready = list(FilmSource(path))
        for _ in range(ROUNDS):
            beside_s, ready_s = _bare_s(prefetch(FilmSource(path))), _bare_s(ready)
            with open_estimator("full") as estimator:
                begun_s = perf_counter()
                analyse(path, "mini_squat", estimator=estimator)
                took_s = perf_counter() - begun_s
            shares["decoded beside it"].append(beside_s / took_s)
            shares["ready in memory"].append(ready_s / took_s)
    for how, found in shares.items():
        console.print(
            f"speed: analysis at {median(found):.3f} of bare detection on pictures {how} "
            f"({min(found):.3f} to {max(found):.3f})"
        )
    return {
        "analyse.share_of_bare": median(shares["decoded beside it"]),
        "analyse.share_of_bare_ready": median(shares["ready in memory"]),
    }


def _bare_s(pictures: Iterable[Picture]) -> float:
    """Seconds that nothing but MediaPipe's own call takes on all pictures."""
    path, _ = model_path("full")
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(path)), running_mode=vision.RunningMode.VIDEO
    )
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        begun_s = perf_counter()
        for picture in pictures:
            image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture.rgb)
            landmarker.detect_for_video(image, round(picture.t_s * 1000))
        return perf_counter() - begun_s
