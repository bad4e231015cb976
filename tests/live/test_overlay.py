"""What stands in a picture: the near side stronger, a verdict as shape and word, the cue where it can be read."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from motions import MOTIONS

from coach import load_exercise
from coach.coaching import Coach
from coach.coaching.events import Cue, Event, Verdict
from coach.language import Sentence, speaking
from coach.live.overlay import ACCENT, COLOURS, INK, Overlay, PictureArray, Rgb, Scene, scene_of
from coach.live.words import verdict_now

SIZES = [(1280, 720), (720, 1280), (320, 240)]
GREY = 128
SQUAT = MOTIONS["mini_squat"]


def room(size_px: tuple[int, int]) -> PictureArray:
    return np.full((size_px[1], size_px[0], 3), GREY, np.uint8)


def scene(size_px: tuple[int, int], **changes: object) -> Scene:
    pose = SQUAT.poses(1, size_px=size_px)[:1]
    plain = Scene(pose.image_px[0], pose.visibility[0], 0, "3", "of 10", "on the way", "", ())
    return replace(plain, **changes)


def share_of(picture: PictureArray, colour: Rgb) -> float:
    return float((np.abs(picture.astype(int) - colour).max(axis=-1) < 12).mean())


def differs(one: PictureArray, other: PictureArray) -> np.ndarray:
    return (one != other).any(axis=-1)


@pytest.mark.parametrize("size_px", SIZES)
def test_everything_is_drawn_into_a_copy_of_the_same_size(size_px: tuple[int, int]) -> None:
    picture = room(size_px)
    drawn = Overlay(size_px).draw(picture, scene(size_px, cue="Chest long, sit back with your hips."))
    assert drawn.shape == picture.shape
    assert (picture == GREY).all()
    assert share_of(drawn, ACCENT) > 0.001
    assert share_of(drawn, INK) > 0.001


@pytest.mark.parametrize("size_px", SIZES)
def test_a_cue_stands_at_the_bottom_over_the_width_whatever_its_length(size_px: tuple[int, int]) -> None:
    overlay = Overlay(size_px)
    silent = overlay.draw(room(size_px), scene(size_px))
    for words in (
        "Stand tall.",
        "Keep your chest long – let your hips do the folding, and breathe out as you rise. " * 2,
    ):
        said = differs(silent, overlay.draw(room(size_px), scene(size_px, cue=words)))
        rows, columns = np.flatnonzero(said.any(axis=1)), np.flatnonzero(said.any(axis=0))
        assert rows[-1] < size_px[1]
        assert rows[0] > size_px[1] * 0.25
        assert np.ptp(columns) > 0.9 * size_px[0]


@pytest.mark.parametrize("size_px", SIZES)
def test_each_verdict_has_its_own_shape_without_its_colour(size_px: tuple[int, int]) -> None:
    overlay = Overlay(size_px)
    shapes = []
    for verdict in (*Verdict, None):
        drawn = overlay.draw(room(size_px), scene(size_px, limits=(("Depth", verdict, "the same words"),)))
        assert share_of(drawn, COLOURS[verdict]) > 0
        shapes.append(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY) > 100)
    for k, one in enumerate(shapes):
        for other in shapes[k + 1 :]:
            assert (one != other).sum() > 5


def test_long_words_of_a_limit_stay_in_the_picture() -> None:
    size_px = (360, 640)
    reason = "cannot judge: own posture not yet known"
    drawn = Overlay(size_px).draw(room(size_px), scene(size_px, limits=(("Lean at the top", None, reason),)))
    columns = np.flatnonzero(differs(room(size_px), drawn).any(axis=0))
    assert columns[-1] < size_px[0] - 5


def test_a_breach_is_a_warm_orange_and_no_alarming_red() -> None:
    red, green, blue = COLOURS[Verdict.BREACH]
    assert red > green > blue
    assert green > 0.5 * red


@pytest.mark.parametrize(("near", "one"), [(0, (25, 27)), (1, (26, 28))])
def test_the_near_side_is_drawn_stronger(near: int, one: tuple[int, int]) -> None:
    size_px = (640, 480)
    landmarks = np.full((33, 2), np.nan, np.float32)
    widths = {}
    for shank in ((25, 27), (26, 28)):
        points = landmarks.copy()
        points[list(shank)] = [(400, 200), (400, 400)]
        drawn = Overlay(size_px).draw(room(size_px), scene(size_px, landmarks_px=points, near=near))
        widths[shank] = int((drawn[300, 350:450] != GREY).any(axis=-1).sum())
    assert max(widths, key=widths.__getitem__) == one
    assert max(widths.values()) > min(widths.values()) + 2


def test_what_is_hidden_unknown_or_far_outside_is_not_drawn_or_clipped() -> None:
    size_px = (640, 480)
    nobody = scene(size_px, landmarks_px=np.full((33, 2), np.nan, np.float32), near=-1)
    empty = Overlay(size_px).draw(room(size_px), nobody)
    hidden = replace(scene(size_px), visibility=np.full(33, 0.2, np.float32))
    assert (Overlay(size_px).draw(room(size_px), hidden) == empty).all()
    far = scene(size_px, landmarks_px=np.full((33, 2), 1e9, np.float32))
    assert Overlay(size_px).draw(room(size_px), far).shape == (480, 640, 3)


def scenes(faulty: bool, **how: object) -> tuple[list[Scene], list[Event]]:
    """The scenes and events of two squats, the frames one by one."""
    coach = Coach(load_exercise("mini_squat"), arm="start")
    poses = SQUAT.poses(2, fps=10, faulty=faulty, **how)
    found, events = [], []
    for k in range(len(poses)):
        events += coach.step(poses[k : k + 1])
        found.append(scene_of(coach, poses[k : k + 1], ""))
    return found, events


def test_a_scene_tells_what_the_coach_knows() -> None:
    found, _ = scenes(faulty=False)
    assert (found[-1].count, found[-1].of, found[-1].near) == ("2", "of 10", 0)
    assert {one.phase for one in found} >= {"at the start", "on the way", "at the end"}
    assert [name for name, _, _ in found[-1].limits] == ["Depth", "Forward bend"]
    assert {words for one in found for _, _, words in one.limits} >= {
        "clear",
        "cannot judge: own posture not yet known",
    }


def test_a_limit_is_past_from_when_its_rule_says_so_and_then_a_cue_is_given() -> None:
    found, events = scenes(faulty=True)
    words = [{name: words for name, _, words in one.limits}["Forward bend"] for one in found]
    assert words.index("close to the limit") < words.index("past the limit")
    assert any(isinstance(event, Cue) for event in events)


def test_a_limit_that_is_not_asked_about_says_so() -> None:
    coach = Coach(load_exercise("sit_to_stand"), arm="start")
    coach.step(MOTIONS["sit_to_stand"].poses(1)[:30])
    top = next(judge for judge in coach.judges if judge.limit.when == "end")
    assert verdict_now(top) == (None, Sentence("not asked now"))


def test_a_scene_speaks_the_language_that_is_spoken() -> None:
    with speaking("de"):
        found, _ = scenes(faulty=False)
    assert found[-1].of == "von 10"
    assert {one.phase for one in found} >= {"am Anfang", "auf dem Weg", "am Ende"}
    assert [name for name, _, _ in found[-1].limits] == ["Tiefe", "Vorneigung"]
    assert "innerhalb der Grenze" in {words for one in found for _, _, words in one.limits}


def test_a_view_that_does_not_fit_shows_no_number() -> None:
    found, _ = scenes(faulty=False, yaw_deg=0.0)
    assert (found[-1].count, found[-1].of) == ("–", "no number from this side")
