"""The command line as a person meets it: tables or JSON, or one sentence and exit code 2."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from films import cut_off, film_of, write_film, write_sound
from motions import MOTIONS
from typer.testing import CliRunner

from coach.cli import app
from coach.pose.estimator import FakeEstimator
from coach.pose.poses import Poses
from coach.rules import RULES_DIR

SQUAT = MOTIONS["mini_squat"]


def coach(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def squats() -> Poses:
    return SQUAT.poses(2, fps=15, faulty=True)


@pytest.fixture(scope="module")
def film(squats: Poses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_of(squats, tmp_path_factory.mktemp("film") / "squats.mp4")


@pytest.fixture(autouse=True)
def _no_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An estimator that knows where she is stands in for the pose model."""
    squats = request.getfixturevalue("squats")
    monkeypatch.setattr("coach.live.film.open_estimator", lambda name: FakeEstimator(squats))


def refused(result: Result, *words: str) -> None:
    """One sentence or two on the error channel, nothing else, exit code 2."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def test_a_film_is_judged_and_shown_as_tables(film: Path) -> None:
    result = coach("analyse", film, "--exercise", "mini_squat")
    assert result.exit_code == 0, result.output
    for words in ("2 repetitions", "squats.mp4", "from the side", "◆ past the limit", "Forward bend", "Depth"):
        assert words in result.stdout
    assert result.stderr == ""


def test_with_json_on_standard_output_there_is_nothing_else(film: Path) -> None:
    result = coach("analyse", film, "-e", "mini_squat", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["count"] == 2


def test_film_and_recording_give_the_same_json_but_for_the_timing(film: Path, tmp_path: Path) -> None:
    kept, first, second = tmp_path / "a.parquet", tmp_path / "1.json", tmp_path / "2.json"
    assert coach("analyse", film, "-e", "mini_squat", "--save", kept, "--json", first).exit_code == 0
    result = coach("judge", kept, "-e", "mini_squat", "--json", second)
    assert "2 repetitions" in result.stdout
    live, stored = (json.loads(path.read_text()) for path in (first, second))
    del live["timing"], stored["timing"]
    assert json.dumps(live) == json.dumps(stored)
    assert names_in(tmp_path) == ["1.json", "2.json", "a.parquet"]


def test_a_set_can_be_asked_to_begin_with_stillness(squats: Poses, tmp_path: Path) -> None:
    moving = film_of(squats[30:80], tmp_path / "moving.mp4")
    still = coach("analyse", moving, "-e", "mini_squat", "--arm", "still", "--json", "-")
    assert json.loads(still.stdout)["count"] in (0, 1)
    assert coach("analyse", moving, "-e", "mini_squat", "--arm", "sitting").exit_code == 2


def test_nobody_in_the_film_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.live.film.open_estimator", lambda name: FakeEstimator())
    result = coach("analyse", write_film(tmp_path / "empty.mp4", 20), "-e", "mini_squat")
    assert result.exit_code == 0
    assert "Nobody was seen" in result.stdout
    assert "cannot judge" in result.stdout


def test_a_view_that_does_not_fit_gives_no_number_and_says_which_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poses = SQUAT.poses(2, fps=15, yaw_deg=0.0)
    monkeypatch.setattr("coach.live.film.open_estimator", lambda name: FakeEstimator(poses))
    result = coach("analyse", film_of(poses, tmp_path / "front.mp4"), "-e", "mini_squat")
    assert result.exit_code == 0
    assert "No number" in result.stdout
    assert "Film it from the side" in result.stdout


def test_an_attempt_is_told_with_how_far_it_got(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poses = SQUAT.poses(2, fps=15, reach=0.7)
    monkeypatch.setattr("coach.live.film.open_estimator", lambda name: FakeEstimator(poses))
    result = coach("analyse", film_of(poses, tmp_path / "low.mp4"), "-e", "mini_squat")
    assert "0 repetitions, 2 attempts" in result.stdout
    assert "turned back early, got to 3" in result.stdout


def test_a_cut_off_film_is_judged_as_far_as_it_goes_and_that_is_said(squats: Poses, tmp_path: Path) -> None:
    cut = cut_off(film_of(squats, tmp_path / "squats.avi"))
    result = coach("analyse", cut, "-e", "mini_squat")
    assert result.exit_code == 0
    assert "1 repetition\n" in result.stdout
    assert "cut off or damaged" in result.stderr


def _cut_mp4(folder: Path) -> Path:
    whole = write_film(folder / "whole.mp4", 30).read_bytes()
    path = folder / "cut.mp4"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def _text(folder: Path) -> Path:
    path = folder / "notes.mp4"
    path.write_text("knees, 10 times")
    return path


def _nothing(folder: Path) -> Path:
    path = folder / "nothing.mp4"
    path.touch()
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "gone.mp4", ("no film", "Check the path")),
        (lambda folder: folder, ("is a folder", "Name one film")),
        (_text, ("not a film that can be read", "mp4")),
        (_nothing, ("not a film that can be read",)),
        (lambda folder: write_film(folder / "none.mp4", 0), ("none.mp4",)),
        (_cut_mp4, ("not a film that can be read",)),
        (lambda folder: write_sound(folder / "sound.m4a"), ("no moving picture", "Choose a film")),
    ],
)
def test_what_is_no_film_is_refused(make: Callable[[Path], Path], words: tuple[str, ...], tmp_path: Path) -> None:
    path = make(tmp_path)
    before = names_in(tmp_path)
    out = tmp_path / "out.json"
    result = coach("analyse", path, "-e", "mini_squat", "--json", out, "--save", tmp_path / "out.parquet")
    refused(result, *words)
    assert names_in(tmp_path) == before


def test_a_wrong_exercise_is_answered_with_the_nearest(film: Path) -> None:
    refused(coach("analyse", film, "-e", "mini_sqaut"), "no exercise 'mini_sqaut'", "mini_squat?")
    refused(coach("judge", film, "-e", "bird_dgo"), "bird_dog?")


def test_a_folder_of_rules_that_cannot_be_read_is_refused(film: Path, tmp_path: Path) -> None:
    for command in (("analyse", film, "-e", "mini_squat"), ("exercises",)):
        refused(coach(*command, "--rules", tmp_path / "gone"), "folder of rules", "cannot be read")
        refused(coach(*command, "--rules", tmp_path), "holds no rule files")


def test_a_refused_rule_is_said_with_its_place(film: Path, tmp_path: Path) -> None:
    rule = tmp_path / "mini_squat.yaml"
    rule.write_text((RULES_DIR / "mini_squat.yaml").read_text().replace("max: 60 ", "max: sixty "))
    refused(coach("analyse", film, "-e", "mini_squat", "--rules", tmp_path), "mini_squat.yaml, line", "limits[0].max")


@pytest.mark.parametrize("option", ["--json", "--save", "--overlay"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(option: str, film: Path, tmp_path: Path) -> None:
    refused(coach("analyse", film, "-e", "mini_squat", option, tmp_path / "gone" / "out"), "does not exist")
    refused(coach("analyse", film, "-e", "mini_squat", option, tmp_path), "not a file")
    refused(coach("analyse", film, "-e", "mini_squat", option, film), "already what is to be judged")
    assert names_in(tmp_path) == []


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    yield from _mounted(disk, "ro")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    yield from _mounted(disk, "size=64k")


def _mounted(disk: Path, options: str) -> Iterator[Path]:
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "coach-test", str(disk)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("option", ["--json", "--save", "--overlay"])
def test_a_read_only_disk_is_said_before_the_work(option: str, film: Path, read_only_disk: Path) -> None:
    result = coach("analyse", film, "-e", "mini_squat", option, read_only_disk / "out")
    refused(result, "can only be read", "Choose a folder")


@pytest.mark.parametrize("option", ["--json", "--save", "--overlay"])
def test_a_full_disk_is_said_and_nothing_half_written_stays(option: str, film: Path, tiny_disk: Path) -> None:
    (tiny_disk / "full").write_bytes(bytes(60_000))
    (tiny_disk / "out").write_bytes(b"old")
    refused(coach("analyse", film, "-e", "mini_squat", option, tiny_disk / "out"), str(tiny_disk / "out"), "space")
    assert names_in(tiny_disk) == ["full", "out"]
    assert (tiny_disk / "out").read_bytes() == b"old"


@pytest.mark.parametrize(("option", "limit"), [("--save", 20_000), ("--overlay", 20_000), ("--json", 2_000)])
def test_a_disk_that_takes_no_more_spares_what_was_there(option: str, limit: int, film: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="file size limits are POSIX")
    out = tmp_path / "out"
    out.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        result = coach("analyse", film, "-e", "mini_squat", option, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    refused(result, str(out))
    assert names_in(tmp_path) == ["out"]
    assert out.read_bytes() == b"old"


def test_an_interrupt_leaves_nothing_behind(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(FakeEstimator):
        def estimate(self, *_: object) -> Poses:
            raise KeyboardInterrupt

    monkeypatch.setattr("coach.live.film.open_estimator", lambda name: Interrupted())
    outputs = ["--save", tmp_path / "a", "--overlay", tmp_path / "b", "--json", tmp_path / "c"]
    result = coach("analyse", film, "-e", "mini_squat", *outputs)
    assert result.exit_code == 130
    assert "Stopped" in result.stderr
    assert names_in(tmp_path) == []


def test_what_is_no_recording_is_refused(film: Path, tmp_path: Path) -> None:
    refused(coach("judge", tmp_path / "gone", "-e", "mini_squat"), "no file")
    refused(coach("judge", film, "-e", "mini_squat"), "not a recording")


def test_check_finds_no_fault_in_the_exercises_that_come_along() -> None:
    result = coach("check")
    assert result.exit_code == 0
    assert "No faults" in result.stdout
    assert json.loads(coach("check", "--json", "-").stdout) == {"schema": 1, "ok": True, "faults": []}


def test_check_tells_every_fault_and_ends_with_one(tmp_path: Path) -> None:
    rule = tmp_path / "mini_squat.yaml"
    text = (RULES_DIR / "mini_squat.yaml").read_text()
    rule.write_text(text.replace("max: 60 ", "max: sixty ").replace("camera:", "kamera:"))
    result = coach("check", rule)
    assert result.exit_code == 1
    assert "limits[0].max" in result.stdout
    assert "Did you mean camera?" in result.stdout
    as_json = coach("check", rule, RULES_DIR, "--json", "-")
    assert as_json.exit_code == 1
    said = json.loads(as_json.stdout)
    assert not said["ok"]
    assert {fault["key"] for fault in said["faults"]} >= {"limits[0].max", "kamera"}
    assert {*said["faults"][0]} == {"file", "line", "key", "message", "instead"}


def test_check_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(coach("check", tmp_path / "gone.yaml"), "cannot be read")


def test_exercises_are_listed_with_their_whole_ids_and_a_refused_one_is_named(tmp_path: Path) -> None:
    result = coach("exercises")
    assert result.exit_code == 0
    for path in RULES_DIR.glob("*.yaml"):
        assert path.stem in result.stdout
    (tmp_path / "odd.yaml").write_text("id: odd\n")
    broken = coach("exercises", "--rules", tmp_path)
    assert broken.exit_code == 0
    assert "odd is refused" in broken.stderr


def test_run_opens_the_page_at_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("coach.ui.server.main", lambda **options: asked.append(options))
    assert coach("run", "--port", "9001", "--no-browser").exit_code == 0
    assert asked == [{"port": 9001, "open_browser": False}]
    assert coach("run", "--port", "0").exit_code == 2


def test_with_the_real_model_nothing_but_the_result_is_said(tmp_path: Path) -> None:
    film = write_film(tmp_path / "room.mp4", 6)
    done = subprocess.run(
        [sys.executable, "-m", "coach", "analyse", str(film), "-e", "mini_squat", "--json", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["source"]["frames"], said["model"]["name"], said["view"]["seen"]) == (6, "full", "none")
    assert len(said["model"]["sha256"]) == 64
    assert done.stderr == ""


def test_a_missing_model_is_refused(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.pose.estimator import open_estimator

    monkeypatch.setattr("coach.live.film.open_estimator", open_estimator)
    refused(coach("analyse", film, "-e", "mini_squat", "--model", "heavy"), "pose_heavy.task")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_control_c_in_a_terminal_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    film = write_film(tmp_path / "long.mp4", 3000, size_px=(320, 180))
    command = [sys.executable, "-m", "coach", "analyse", str(film), "-e", "mini_squat"]
    outputs = ["--save", str(folder / "a.parquet"), "--overlay", str(folder / "a.mp4")]
    # Programs in the background are started deaf to Ctrl-C; one in a terminal is not.
    started = subprocess.Popen(
        [*command, *outputs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with started as process:
        while process.poll() is None and len(names_in(folder)) < 2:
            signal.sigtimedwait([], 0.05)
        process.send_signal(signal.SIGINT)
        said, warned = process.communicate(timeout=60)
    assert process.returncode == 130, warned
    assert said == ""
    assert "Stopped" in warned
    assert names_in(folder) == []
