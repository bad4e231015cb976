"""A still picture of an exercise: its own figure at the end of the movement, drawn small beside its name."""

from __future__ import annotations

import base64
from functools import lru_cache

import numpy as np

from coach.kinematics.geometry import FloatArray
from coach.kinematics.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    HEEL,
    HIP,
    KNEE,
    LEFT,
    RIGHT,
    SHOULDER,
    TOE,
    WRIST,
)
from coach.live.showing import REST_S, shown_movement
from coach.rules import Exercise
from coach.ui import library
from coach.ui.tokens import Palette

#: Side of the square picture, and what is left free around the figure.
SIDE, FREE = 72, 12
#: What begins on a chair ends as one stands upright, so it is shown at this share of the way.
_ON_THE_WAY = 0.45
#: How much of its ink the side behind has.
_FAR = 0.35
_TRUNK = (SHOULDER, HIP, KNEE, ANKLE, TOE)
_ARM = (SHOULDER, ELBOW, WRIST)
_FOOT = (ANKLE, HEEL, TOE)


def figure_icon(exercise: Exercise, palette: Palette) -> str:
    """The picture as an HTML image, nothing said with it."""
    # Within an address, for Streamlit takes drawings out of a page's HTML.
    drawn = base64.b64encode(figure_svg(exercise, palette).encode()).decode()
    return f'<img class="figure" alt="" width="{SIDE}" height="{SIDE}" src="data:image/svg+xml;base64,{drawn}">'


def figure_svg(exercise: Exercise, palette: Palette) -> str:
    """The picture itself; only its ground where the rule has no figure."""
    lines = f'fill="none" stroke="{palette.accent}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" rx="16" fill="{palette.paper}"/>'
        f"<g {lines}>{_body(exercise.id, exercise.sha256)}</g></svg>"
    )


@lru_cache(maxsize=64)
def _body(exercise_id: str, _sha256: str) -> str:
    points = _posture(library.exercise(exercise_id))
    if points is None:
        return ""
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (SIDE - 2 * FREE) / float(max(high - low))
    placed = (points - (low + high) / 2) * scale + SIDE / 2
    head = placed[list(EAR)].mean(axis=0)
    radius = max(0.5 * float(np.hypot(*(head - placed[list(SHOULDER)].mean(axis=0)))), 3.0)
    across = "".join(
        f'<polyline points="{_point(placed, joint[LEFT])} {_point(placed, joint[RIGHT])}"/>'
        for joint in (SHOULDER, HIP)
    )
    far = across + "".join(_line(placed, chain, RIGHT) for chain in (_TRUNK, _ARM))
    near = "".join(_line(placed, chain, LEFT) for chain in (_TRUNK, _ARM, _FOOT))
    circle = f'<circle cx="{head[0]:.1f}" cy="{head[1]:.1f}" r="{min(radius, 5.0) - 1:.1f}"/>'
    return f'<g opacity="{_FAR}">{far}</g>{near}{circle}'


def _posture(exercise: Exercise) -> FloatArray | None:
    """(33, 2) of the moment that tells the exercise best: its end, or the way to it where the end is just standing."""
    movement = shown_movement(exercise)
    if movement is None or exercise.show is None:
        return None
    at_s = REST_S + exercise.show.out_s
    if exercise.camera.position == "sitting":
        at_s = REST_S + _ON_THE_WAY * exercise.show.out_s
    moment = int(np.searchsorted(movement.t_s, at_s))
    posture: FloatArray = movement.points_px[min(moment, len(movement.t_s) - 1)].astype(np.float64)
    return posture


def _line(points: FloatArray, chain: tuple[tuple[int, int], ...], side: int) -> str:
    return f'<polyline points="{" ".join(_point(points, joint[side]) for joint in chain)}"/>'


def _point(points: FloatArray, landmark: int) -> str:
    return f"{points[landmark][0]:.1f},{points[landmark][1]:.1f}"
