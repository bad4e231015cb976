"""From a name or a file to an exercise; whatever the bytes, only a CoachError with an existing line comes out."""

import dataclasses
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, UnknownExerciseError
from coach.kinematics.quantities import QUANTITIES
from coach.rules import (
    RULES_DIR,
    RuleFileError,
    check_path,
    check_text,
    exercise_ids,
    load_exercise,
    parse_exercise,
    rule_file,
)
from coach.rules.model import Allowed, Camera, Condition, Dose, Goal, Limit, RepetitionRule, Seconds

SHIPPED = ("bird_dog", "bridge", "heel_raise", "mini_squat", "sit_to_stand", "standing_hip_abduction")


@pytest.fixture
def folder(tmp_path, rule):
    (tmp_path / "sit_to_stand.yaml").write_text(rule, encoding="utf-8")
    (tmp_path / "step_up.yml").write_text(rule.replace("id: sit_to_stand", "id: step_up"), encoding="utf-8")
    (tmp_path / "schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / ".hidden.yaml").write_text("not: a rule", encoding="utf-8")
    return tmp_path


def test_every_word_of_the_rule_arrives_in_the_exercise(rule):
    exercise = parse_exercise(rule, "here.yaml")
    assert (exercise.schema, exercise.id, exercise.name, exercise.version) == (1, "sit_to_stand", "Sit to stand", 1)
    assert exercise.camera == Camera("side", "full", "standing", exercise.camera.place)
    assert exercise.camera.place.startswith("Put the laptop at hip height")
    assert exercise.start == (Condition("knee_flexion", "near", 70.0, None),)
    assert exercise.still_for_s == 1.0
    assert exercise.repetition == RepetitionRule("knee_flexion", "near", 75.0, 20.0, 70.0, Seconds(1.0, 12.0), None)
    assert exercise.goal == Goal("knee_flexion", "near", "end", None, 10.0)
    first, second = exercise.limits
    assert first == Limit(
        "forward_bend",
        "trunk_inclination",
        "none",
        None,
        60.0,
        None,
        "always",
        0.3,
        "Chest long, let your hips do the folding.",
        "LaTrobe 2005 (healthy seat-off about 44 degrees)",
    )
    assert (second.change_from, second.when, second.for_s) == ("neutral_end", "end", 0.3)
    assert exercise.dose == Dose(2, 8, None, "proposal")
    assert exercise.allowed == {"lumbar": Allowed(0), "thoracic": Allowed(0), "cervical": Allowed(0)}
    assert exercise.cannot_judge == ("lumbar curvature", "pelvic tilt")
    assert (exercise.summary, exercise.known_limits, exercise.sources, exercise.tags) == ("", (), (), ())
    assert (exercise.file, exercise.text) == ("here.yaml", rule)
    assert exercise.sha256 == sha256(rule.encode()).hexdigest()


def test_an_exercise_stays_what_was_checked(rule):
    exercise = parse_exercise(rule)
    with pytest.raises(dataclasses.FrozenInstanceError):
        exercise.limits[0].max = 90.0
    assert dataclasses.asdict(exercise)["repetition"]["return_"] == 70.0


def test_without_a_goal_and_without_a_time_of_stillness_the_defaults_of_the_design_hold(rule):
    text = rule.replace("goal: {quantity: knee_flexion, at: end, max: 10}\n", "").replace(
        "  - {still_for_s: 1.0}\n", ""
    )
    exercise = parse_exercise(text)
    assert exercise.goal is None
    assert exercise.still_for_s == 1.0


def test_a_movement_from_rest_with_an_end_of_its_own(rule):
    more = "return: 15\n  change_from: rest\n  at_end:\n    - {quantity: trunk_inclination, max: 40}"
    text = rule.replace("return: 70", more).replace("leave: 75", "leave: 10").replace("reach: 20", "reach: 40")
    repetition = parse_exercise(text.replace("at: end, max: 10", "min: 45")).repetition
    assert repetition.change_from == "rest"
    assert repetition.at_end == (Condition("trunk_inclination", "none", None, 40.0),)


def test_a_refused_rule_raises_all_its_faults_in_one_error(rule):
    with pytest.raises(RuleFileError) as refused:
        parse_exercise(rule.replace("leave: 75", "leave: x").replace("max: 60", "max: 3"), "a.yaml")
    assert [fault.line for fault in refused.value.faults] == [12, 20]
    assert str(refused.value) == "\n".join(str(fault) for fault in refused.value.faults)
    assert isinstance(refused.value, CoachError)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_exercise_of_ours_loads_and_is_complete(name):
    exercise = load_exercise(name)
    assert exercise.id == name
    assert exercise.sha256 == sha256((RULES_DIR / f"{name}.yaml").read_bytes()).hexdigest()
    assert exercise.summary
    assert exercise.sources
    assert exercise.known_limits
    assert exercise.cannot_judge
    assert set(exercise.allowed) == {"lumbar", "thoracic", "cervical"}
    assert all(level.source for level in exercise.allowed.values())
    assert {limit.quantity for limit in exercise.limits} <= set(QUANTITIES)


def test_the_shipped_exercises_are_listed_and_without_fault():
    assert set(SHIPPED) <= set(exercise_ids())
    assert check_path(RULES_DIR) == []


def test_names_in_a_folder_are_its_rule_files(folder):
    assert exercise_ids(folder) == ["sit_to_stand", "step_up"]
    assert load_exercise("step_up", folder).file == str(folder / "step_up.yml")
    assert check_path(folder) == []


def test_an_unknown_name_offers_the_nearest_and_the_list(folder):
    with pytest.raises(
        UnknownExerciseError, match=r"'sit_to_stan'\. Did you mean sit_to_stand\? `coach exercises` lists"
    ):
        load_exercise("sit_to_stan", folder)
    with pytest.raises(UnknownExerciseError, match=r"'zzz'\. `coach exercises`"):
        load_exercise("zzz", folder)


def test_a_name_of_a_rule_is_never_a_path(folder):
    assert rule_file("step_up", folder) == folder / "step_up.yml"
    for name in (str(folder / "step_up.yml"), "step_up.yml", f"../{folder.name}/step_up", "", "x" * 5000):
        with pytest.raises(UnknownExerciseError):
            rule_file(name, folder)


@pytest.mark.parametrize("as_path", [Path, str])
def test_a_file_is_loaded_by_its_path(folder, as_path):
    assert load_exercise(as_path(folder / "sit_to_stand.yaml")).id == "sit_to_stand"


def test_the_name_of_a_file_is_its_id(folder, rule):
    (folder / "other.yaml").write_text(rule, encoding="utf-8")
    faults = check_path(folder)
    assert [(Path(fault.file).name, fault.line, fault.key) for fault in faults] == [("other.yaml", 2, "id")]
    assert faults[0].instead == "Write id: other, or rename the file."
    with pytest.raises(RuleFileError, match="not the file's name"):
        load_exercise(folder / "other.yaml")


def test_one_name_in_two_files_is_refused(folder):
    (folder / "step_up.yaml").write_text((folder / "step_up.yml").read_text(encoding="utf-8"), encoding="utf-8")
    faults = check_path(folder)
    assert [(Path(fault.file).name, fault.line, fault.key) for fault in faults] == [("step_up.yml", 1, "id")]
    assert "step_up.yaml" in faults[0].message
    assert load_exercise("step_up", folder).file.endswith("step_up.yaml")


def test_a_folder_tells_the_faults_of_each_file(folder):
    (folder / "bridge.yaml").write_bytes(b"schema: 1\nname: \xff\n")
    (folder / "empty.yaml").write_text("", encoding="utf-8")
    found = {(Path(fault.file).name, fault.line, fault.message) for fault in check_path(folder)}
    assert found == {
        ("bridge.yaml", 2, "these bytes are not text in UTF-8."),
        ("empty.yaml", 1, "the file is empty."),
    }


def test_a_file_too_large_is_refused_even_where_the_cut_splits_a_character(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes("é".encode() * 100_000)
    assert [fault.message for fault in check_path(file)] == ["the file is too large for a rule."]


@pytest.mark.parametrize("name", ["missing.yaml", "a\0b.yaml", "x" * 5000 + ".yaml", "."])
def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path, name):
    with pytest.raises(CoachError, match=r"^The rule file .* cannot be read \(.*\)\. Check its name and place\.$"):
        load_exercise(tmp_path / name)


def test_a_file_missing_from_a_check_is_told_in_a_sentence(tmp_path):
    for name in ("missing.yaml", "x" * 5000):
        with pytest.raises(CoachError, match="Check its name and place"):
            check_path(tmp_path / name)


@pytest.mark.parametrize("name", ["missing", "a\0b", "x" * 5000])
def test_an_unreadable_folder_is_told_in_a_sentence(tmp_path, name):
    with pytest.raises(CoachError, match=r"^The folder of rules .* cannot be read \(.*\)\. Name another folder\.$"):
        exercise_ids(tmp_path / name)


def test_an_empty_folder_is_told_in_a_sentence(tmp_path):
    for ask in (exercise_ids, check_path):
        with pytest.raises(CoachError, match="holds no rule files"):
            ask(tmp_path)


# The mutations start from every file of ours, so that each kind of rule is broken in turn.
TEXTS = [(RULES_DIR / f"{name}.yaml").read_text(encoding="utf-8") for name in SHIPPED]
WORDS = sorted({word for text in TEXTS for word in text.split()})
VALUES = ["", "-", "{", "[1]", "{a: 1}", ".nan", "-.inf", "1e999", "'7'", "~", "&a x", "*a", "!!int 3", "\t", "---\n"]


@st.composite
def mutations(draw):
    """A valid file after a few cuts, repeats and exchanges of lines, words and values."""
    lines = draw(st.sampled_from(TEXTS)).split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["delete", "repeat", "indent", "value", "word", "number", "cut", "noise"]))
        line = lines[at]
        key, colon, _ = line.partition(":")
        if kind == "delete" and len(lines) > 1:
            del lines[at]
        elif kind == "repeat":
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        elif kind == "indent":
            lines[at] = draw(st.sampled_from(["  ", " ", "- "])) + line
        elif kind == "value" and colon:
            lines[at] = f"{key}: {draw(st.sampled_from(VALUES))}"
        elif kind == "word":
            lines[at] = f"{key}: {draw(st.sampled_from(WORDS))}"
        elif kind == "number":
            lines[at] = f"{key}: {draw(st.floats(width=32) | st.integers(-10_000, 10_000))}"
        elif kind == "cut":
            lines[at] = line[: draw(st.integers(0, len(line)))]
        elif kind == "noise":
            lines[at] = line + draw(st.text(max_size=5))
    return "\n".join(lines)


def holds_its_promise(text):
    faults = check_text(text, "m.yaml")
    there = max(1, len(text.splitlines()))
    for fault in faults:
        assert 1 <= fault.line <= there
        assert fault.message
        assert fault.instead
    if faults:
        with pytest.raises(RuleFileError) as refused:
            parse_exercise(text, "m.yaml")
        assert list(refused.value.faults) == faults
    else:
        assert parse_exercise(text, "m.yaml").text == text


@settings(max_examples=120, deadline=None)
@given(mutations())
def test_a_mutated_rule_loads_or_is_refused_with_existing_lines(text):
    holds_its_promise(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="a:-[]{}&*!|>'\"#%\n ,?0.", max_size=200))
def test_any_text_is_refused_with_existing_lines(text):
    holds_its_promise(text)


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_coach_error(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("bytes") / "m.yaml"
    file.write_bytes(data)
    assert check_path(file)
    with pytest.raises(RuleFileError):
        load_exercise(file)
