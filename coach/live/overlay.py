"""What the coach sees, drawn into a picture: skeleton, count, phase, cue, and each limit's verdict.

A verdict is a shape, a word and a colour, so that nothing hangs on colour alone. Sizes follow the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.coaching.coach import Coach
from coach.coaching.events import Verdict
from coach.kinematics.landmarks import LEFT, SKELETON
from coach.kinematics.measure import LEAST_VISIBILITY
from coach.language import say, spoken_language
from coach.live.words import phase_words, verdict_now
from coach.pose.poses import Poses

Rgb = tuple[int, int, int]
PictureArray = NDArray[np.uint8]

# The dark scheme of the design tokens: it stands on a darkened ground whatever the picture shows.
GROUND: Rgb = (16, 23, 24)
INK: Rgb = (233, 239, 236)
SOFT: Rgb = (159, 176, 175)
ACCENT: Rgb = (92, 197, 185)
COLOURS: dict[Verdict | None, Rgb] = {
    Verdict.OK: (111, 207, 159),
    Verdict.CLOSE: (232, 182, 74),
    Verdict.BREACH: (255, 148, 102),
    Verdict.CANNOT_JUDGE: (163, 177, 184),
    None: SOFT,
}
#: How much of the picture shines through the ground under words.
SHINE_THROUGH = 0.28
#: Sizes are given for a picture whose shorter side is so long.
NOMINAL_SIDE_PX = 720
MEDIUM, BOLD = 500, 700


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn into one picture: (33, 2) landmarks in pixels, (33,) visibility, near side, and the words."""

    landmarks_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    near: int
    count: str
    of: str
    phase: str
    cue: str
    limits: tuple[tuple[str, Verdict | None, str], ...]
    """Name, verdict (None where it is not asked about) and words."""


def scene_of(coach: Coach, pose: Poses, cue: str) -> Scene:
    """The scene after `coach` has judged `pose`, a block of one frame, in the spoken language."""
    words, countable = coach.exercise.words(spoken_language()), coach.seen.countable
    return Scene(
        landmarks_px=pose.image_px[0],
        visibility=pose.visibility[0],
        near=coach.seen.near_now,
        count=str(coach.count) if countable else "–",
        of=say("of {of}", of=coach.exercise.dose.repetitions) if countable else say("no number from this side"),
        phase=phase_words(coach),
        cue=cue,
        limits=tuple(
            (words.limit_title(judge.limit.id), verdict, str(said))
            for judge in coach.judges
            for verdict, said in [verdict_now(judge)]
        ),
    )


class Overlay:
    """Draws scenes into pictures of one size."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._width, self._height = size_px
        self._unit = min(size_px) / NOMINAL_SIDE_PX
        # OpenCV brings this font along, with the signs that the words need.
        self._font: Any = cv2.FontFace("sans")

    def draw(self, rgb: PictureArray, scene: Scene) -> PictureArray:
        """A copy of the (h, w, 3) picture with the scene drawn into it."""
        picture = rgb.copy()
        self._skeleton(picture, scene)
        self._panel(picture, scene)
        if scene.cue:
            self._cue(picture, scene.cue)
        return picture

    def _skeleton(self, picture: PictureArray, scene: Scene) -> None:
        seen = np.isfinite(scene.landmarks_px).all(axis=-1) & (scene.visibility >= LEAST_VISIBILITY)
        # The near side comes last, so that it lies over the far one.
        lines = sorted((line for line in SKELETON if seen[line,].all()), key=lambda line: _is_near(line, scene.near))
        points = np.where(seen[:, None], scene.landmarks_px, 0)
        for first, last in lines:
            width = self._px(8) if _is_near((first, last), scene.near) else self._px(2)
            self._line(picture, points[first], points[last], width)
        for k in sorted({k for line in lines for k in line}, key=lambda k: _is_near((k,), scene.near)):
            self._joint(picture, points[k], self._px(7 if _is_near((k,), scene.near) else 4))

    def _line(self, picture: PictureArray, a: NDArray[np.float32], b: NDArray[np.float32], width: int) -> None:
        ends = _point(a), _point(b)
        cv2.line(picture, *ends, GROUND, width + self._px(5), cv2.LINE_AA)
        cv2.line(picture, *ends, ACCENT, width, cv2.LINE_AA)

    def _joint(self, picture: PictureArray, at: NDArray[np.float32], radius: int) -> None:
        cv2.circle(picture, _point(at), radius + self._px(2), GROUND, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(picture, _point(at), radius, INK, cv2.FILLED, cv2.LINE_AA)

    def _panel(self, picture: PictureArray, scene: Scene) -> None:
        """Count, phase and limits at the top left, no wider than the picture."""
        margin, row, gap, mark = (self._px(nominal) for nominal in (20, 38, 16, 30))
        large, text = self._px(104), self._px(25)
        rows = self._rows(scene, text, self._width - 4 * margin - mark)
        count_width = self._text_width(scene.count, large, BOLD)
        beside = max(self._text_width(words, text, MEDIUM) for words in (scene.of, scene.phase))
        widths = [count_width + gap + beside, *(mark + self._text_width(words, text, MEDIUM) for _, words in rows)]
        bottom = margin + self._px(104) + len(rows) * row + margin
        self._ground(picture, margin, margin, margin + max(widths) + 2 * margin, bottom)
        left, base = 2 * margin, margin + self._px(94)
        self._text(picture, scene.count, (left, base), large, INK, BOLD)
        right = left + count_width + gap
        self._text(picture, scene.of, (right, base - self._px(40)), text, SOFT, MEDIUM)
        self._text(picture, scene.phase, (right, base - self._px(4)), text, INK, MEDIUM)
        colour, at = INK, base + self._px(2)
        for marked, words in rows:
            at += row
            if marked:
                colour = COLOURS[marked[0]]
                self._mark(picture, (left + self._px(10), at - self._px(9)), marked[0])
            self._text(picture, words, (left + mark, at), text, colour, MEDIUM)

    def _rows(self, scene: Scene, size: int, width: int) -> list[tuple[tuple[Verdict | None] | None, str]]:
        """The lines about limits; the first line of each carries its verdict for the mark."""
        rows: list[tuple[tuple[Verdict | None] | None, str]] = []
        for name, verdict, words in scene.limits:
            first, *others = self._wrapped(f"{name}: {words}", size, width, MEDIUM)
            rows += [((verdict,), first), *((None, other) for other in others)]
        return rows

    def _mark(self, picture: PictureArray, middle: tuple[int, int], verdict: Verdict | None) -> None:
        """Clear a disc, close a half disc, past the limit a diamond, cannot judge a ring, not asked a bar."""
        x, y = middle
        radius, colour, thin = self._px(10), COLOURS[verdict], self._px(2)
        if verdict is Verdict.OK:
            cv2.circle(picture, middle, radius, colour, cv2.FILLED, cv2.LINE_AA)
        elif verdict is Verdict.CLOSE:
            cv2.circle(picture, middle, radius, colour, thin, cv2.LINE_AA)
            cv2.ellipse(picture, middle, (radius, radius), 90, 0, 180, colour, cv2.FILLED, cv2.LINE_AA)
        elif verdict is Verdict.BREACH:
            corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
            cv2.fillPoly(picture, [np.array(corners, dtype=np.int32)], colour, cv2.LINE_AA)
        elif verdict is Verdict.CANNOT_JUDGE:
            cv2.circle(picture, middle, radius, colour, thin, cv2.LINE_AA)
        else:
            cv2.line(picture, (x - radius, y), (x + radius, y), colour, thin, cv2.LINE_AA)

    def _cue(self, picture: PictureArray, cue: str) -> None:
        """The cue over the whole width at the bottom."""
        margin, size = self._px(20), self._px(40)
        lines = self._wrapped(cue, size, self._width - 4 * margin, BOLD)
        row = self._px(50)
        top = self._height - margin - len(lines) * row - margin
        self._ground(picture, margin, top, self._width - margin, self._height - margin)
        for k, line in enumerate(lines):
            self._text(picture, line, (2 * margin, top + self._px(48) + k * row), size, INK, BOLD)

    def _wrapped(self, words: str, size: int, width: int, weight: int) -> list[str]:
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self._text_width(longer, size, weight) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _ground(self, picture: PictureArray, left: int, top: int, right: int, bottom: int) -> None:
        part = picture[max(top, 0) : bottom, left:right]
        ground = np.full_like(part, GROUND)
        part[:] = cv2.addWeighted(part, SHINE_THROUGH, ground, 1 - SHINE_THROUGH, 0)

    def _text(
        self, picture: PictureArray, words: str, at: tuple[int, int], size: int, colour: Rgb, weight: int
    ) -> None:
        cv2.putText(picture, words, at, colour, self._font, size, weight)

    def _text_width(self, words: str, size: int, weight: int) -> int:
        _, _, width, _ = cv2.getTextSize((self._width, self._height), words, (0, 0), self._font, size, weight)
        return int(width)

    def _px(self, nominal: float) -> int:
        return max(round(nominal * self._unit), 1)


def _is_near(line: tuple[int, ...], near: int) -> bool:
    """Whether a line touches the near side; with no near side known all lines are alike."""
    return near < 0 or any((k % 2 == 1) == (near == LEFT) for k in line)


def _point(at: NDArray[np.float32]) -> tuple[int, int]:
    # What lies far outside would overflow OpenCV's whole numbers.
    x, y = np.clip(at, -10_000, 10_000).tolist()
    return round(x), round(y)
