"""Films and cameras as they come: true times, upright, bounded; and a sentence for what is no film."""

import hashlib
import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from coach.errors import CaptureError
from coach.pose.sources import MAX_SIDE_PX, CameraSource, FilmSource

RED, BLUE = (220, 30, 30), (30, 30, 220)


def film(
    path: Path, times_s: list[float], size_px: tuple[int, int] = (128, 96), turn_deg: int = 0, **options: str
) -> Path:
    """A film whose upper half is red and whose lower half is blue as stored, with a frame at each of `times_s`."""
    width, height = size_px
    picture = np.full((height, width, 3), BLUE, dtype=np.uint8)
    picture[: height // 2] = RED
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        if turn_deg:
            stream.set_display_rotation(turn_deg)
        for t_s in times_s:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(t_s * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def colour(rgb: np.ndarray, side: str) -> str:
    h, w = rgb.shape[:2]
    row, column = {"top": (h // 8, w // 2), "left": (h // 2, w // 8), "right": (h // 2, -w // 8)}[side]
    return "red" if rgb[row, column, 0] > rgb[row, column, 2] else "blue"


def test_times_are_the_films_own_and_start_at_zero(tmp_path: Path) -> None:
    uneven = [0.4, 0.433, 0.5, 0.9, 0.95, 1.7]
    source = FilmSource(film(tmp_path / "a.mp4", uneven))
    times = [picture.t_s for picture in source]
    np.testing.assert_allclose(times, np.subtract(uneven, 0.4), atol=0.002)
    assert source.frames_expected == len(uneven)
    assert not source.truncated


@pytest.mark.parametrize("rate", [10, 120])
def test_slow_and_fast_films_keep_their_times(tmp_path: Path, rate: int) -> None:
    source = FilmSource(film(tmp_path / "a.mp4", [k / rate for k in range(30)]))
    times = np.array([picture.t_s for picture in source])
    assert len(times) == 30
    assert (np.diff(times) > 0).all()
    assert times[-1] == pytest.approx(29 / rate, abs=0.002)


def test_it_can_be_read_again_and_knows_its_hash(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [0, 0.1, 0.2])
    source = FilmSource(path)
    assert [p.t_s for p in source] == [p.t_s for p in source]
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(("turn_deg", "side"), [(90, "left"), (-90, "right")])
def test_a_film_stored_sideways_is_shown_upright(tmp_path: Path, turn_deg: int, side: str) -> None:
    """Turned counter-clockwise by 90 degrees, what was stored on top is shown on the left."""
    source = FilmSource(film(tmp_path / "a.mp4", [0, 0.1], (128, 96), turn_deg))
    picture = next(iter(source))
    assert source.size_px == (96, 128)
    assert picture.rgb.shape == (128, 96, 3)
    assert picture.rgb.flags.c_contiguous
    assert (colour(picture.rgb, side), colour(picture.rgb, "left" if side == "right" else "right")) == ("red", "blue")


def test_a_very_large_film_is_scaled_down(tmp_path: Path) -> None:
    source = FilmSource(film(tmp_path / "a.mp4", [0, 0.1], (3840, 2160)))
    assert source.size_px == (MAX_SIDE_PX, 1080)
    assert next(iter(source)).rgb.shape == (1080, MAX_SIDE_PX, 3)


def test_rows_have_no_gaps_where_ffmpeg_pads_them(tmp_path: Path) -> None:
    source = FilmSource(film(tmp_path / "a.mp4", [0, 0.1], (122, 98)))
    rgb = next(iter(source)).rgb
    assert rgb.shape == (98, 122, 3)
    assert rgb.flags.c_contiguous
    assert colour(rgb, "top") == "red"


def test_a_cut_off_film_gives_what_there_is_and_says_so(tmp_path: Path) -> None:
    # With the index in front, as films from the web have it, the rest can be read.
    path = film(tmp_path / "a.mp4", [k / 30 for k in range(60)], movflags="faststart")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    source = FilmSource(path)
    assert 1 < len(list(source)) < 60
    assert source.truncated


def sound(path: Path) -> None:
    with wave.open(str(path.with_suffix(".wav")), "wb") as tone:
        tone.setnchannels(1)
        tone.setsampwidth(2)
        tone.setframerate(8000)
        tone.writeframes(bytes(16000))
    with av.open(str(path.with_suffix(".wav"))) as read, av.open(str(path), "w") as written:
        stream = written.add_stream("aac", rate=8000)
        for frame in read.decode(audio=0):
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))


def headless(path: Path) -> None:
    film(path, [k / 30 for k in range(30)])
    path.write_bytes(path.read_bytes()[:2000])


def empty_of_pictures(path: Path) -> None:
    film(path, [0.0, 0.1], movflags="faststart")
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"mdat") + 4])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: None, "There is no film"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b""), "not a film"),
        (lambda path: path.write_text("Squats, three sets.\n" * 99), "not a film"),
        (lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"), "not a film"),
        (headless, "not a film"),
        (empty_of_pictures, "No picture"),
        (sound, "no moving picture"),
    ],
)
def test_what_is_no_film_is_refused_with_a_sentence(tmp_path: Path, make: object, sentence: str) -> None:
    path = tmp_path / "film.mp4"
    make(path)  # type: ignore[operator]
    with pytest.raises(CaptureError, match=sentence) as refusal:
        FilmSource(path)
    assert "film.mp4" in str(refusal.value)


def test_a_film_of_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="longer than 4 hours"):
        FilmSource(film(tmp_path / "a.mkv", [0.0, 8_000.0, 16_000.0]))


def test_a_camera_that_is_not_there_is_refused() -> None:
    with pytest.raises(CaptureError, match="Camera 77 cannot be opened"):
        CameraSource(77)
