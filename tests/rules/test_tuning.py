"""A rule with numbers of one person's own: text kept, checked again, and never looser."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.language import speaking
from coach.rules import RuleFileError, TuningError, exercise_ids, load_exercise, parse_exercise, tuned


@pytest.fixture
def chair(rule):
    return parse_exercise(rule, "chair.yaml")


def changed(before, after):
    lines = difflib.ndiff(before.text.splitlines(), after.text.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_each_number_arrives_in_the_exercise_and_in_its_text(chair):
    limits = {"forward_bend": {"max": 58.5}, "lean_at_the_top": {"min": -9, "max": 9}}
    found = tuned(chair, sets=3, repetitions=5, hold_s=2, goal=8, limits=limits)
    assert (found.dose.sets, found.dose.repetitions, found.dose.hold_s, found.repetition.hold_s) == (3, 5, 2.0, 2.0)
    assert found.goal.max == 8.0
    assert [(limit.min, limit.max) for limit in found.limits] == [(None, 58.5), (-9.0, 9.0)]
    assert (found.id, found.version, found.file) == (chair.id, chair.version, "chair.yaml")
    assert found.sha256 != chair.sha256
    again = parse_exercise(found.text, "chair.yaml")
    assert again == found, "a record is judged anew from the text alone"
    assert "# degrees, 0 = straight" in found.text
    assert found.text.splitlines()[-2:] == [
        "# set for one person: limits[1].min -9",
        "# set for one person: limits[1].max 9",
    ]


@pytest.mark.parametrize("name", exercise_ids())
def test_no_other_line_of_our_files_changes(name):
    before = load_exercise(name)
    after = tuned(before, repetitions=before.dose.repetitions + 1)
    taken, added, note = changed(before, after)
    assert taken.startswith("- dose: {")
    assert added == taken.replace("- dose", "+ dose").replace(
        f"repetitions: {before.dose.repetitions}", f"repetitions: {before.dose.repetitions + 1}"
    )
    assert note == f"+ # set for one person: dose.repetitions {before.dose.repetitions + 1}"


def test_nothing_to_change_gives_the_exercise_itself(chair):
    assert tuned(chair) is chair
    same = {"forward_bend": {"max": 60.0}, "lean_at_the_top": {}}
    assert tuned(chair, sets=2, repetitions=8, goal=10.0, limits=same) is chair


def test_what_was_tuned_can_be_tuned_further_and_not_back(chair):
    tighter = tuned(chair, limits={"forward_bend": {"max": 58}})
    assert tuned(tighter, limits={"forward_bend": {"max": 57}}).limits[0].max == 57.0
    with pytest.raises(TuningError, match="60 is looser than 58"):
        tuned(tighter, limits={"forward_bend": {"max": 60}})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"limits": {"forward_bend": {"max": 60.5}}}, "Forward bend: 60.5 is looser than 60, which the exercise has."),
        ({"limits": {"forward_bent": {"max": 50}}}, "There is no limit forward_bent. Known here: forward_bend."),
        ({"limits": {"zzz": {"max": 50}}}, "Known here: forward_bend, lean_at_the_top."),
        ({"limits": {"forward_bend": {"most": 50}}}, "A limit has min and max, and no most."),
        ({"limits": {"forward_bend": {"max": float("nan")}}}, "Only a number can be set."),
        ({"hold_s": float("inf")}, "Only a number can be set."),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_a_sentence(chair, change, sentence):
    with pytest.raises(TuningError) as refused:
        tuned(chair, **change)
    assert sentence in str(refused.value)
    assert isinstance(refused.value, CoachError)


def test_a_lower_least_is_looser(chair):
    tight = tuned(chair, limits={"lean_at_the_top": {"min": -10}})
    with pytest.raises(TuningError, match="-11 is looser than -10"):
        tuned(tight, limits={"lean_at_the_top": {"min": -11}})
    assert tuned(tight, limits={"lean_at_the_top": {"min": -9.5}}).limits[1].min == -9.5


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"limits": {"forward_bend": {"max": 2}}}, "limits[0].max"),
        ({"hold_s": 12}, "repetition.hold_s"),
        ({"sets": 0}, "dose.sets"),
        ({"sets": 21}, "dose.sets"),
        ({"repetitions": 101}, "dose.repetitions"),
        ({"goal": 200}, "goal.max"),
    ],
)
def test_the_checks_of_rules_hold_for_the_new_numbers(chair, change, key):
    with pytest.raises(RuleFileError) as refused:
        tuned(chair, **change)
    assert key in [fault.key for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [("min: 3, max: 10", (3.0, 7.0)), ("max: 10", (None, 7.0)), ("min: 5", (7.0, None))],
)
def test_the_goal_is_the_bound_towards_which_the_movement_goes(rule, goal, wanted):
    chair = parse_exercise(rule.replace("at: end, max: 10", f"at: end, {goal}"))
    found = tuned(chair, goal=7).goal
    assert (found.min, found.max) == wanted


def test_a_movement_that_rises_has_a_least_as_its_goal(squat_rule):
    squat = parse_exercise(squat_rule)
    assert tuned(squat, goal=50).goal.min == 50.0
    only_max = parse_exercise(squat_rule.replace("min: 53", "max: 53"))
    assert tuned(only_max, goal=50).goal.max == 50.0


def test_an_exercise_without_a_goal_has_none_to_change():
    with pytest.raises(TuningError, match="Bridge has no goal"):
        tuned(load_exercise("bridge"), goal=7)
    with speaking("de"), pytest.raises(TuningError, match="Brücke"):
        tuned(load_exercise("bridge"), goal=7)


def test_an_exercise_without_limits_is_told_so(rule):
    before, rest = rule.split("limits:\n")
    bare = parse_exercise(before + "limits: []\ncannot_judge" + rest.split("cannot_judge")[1])
    with pytest.raises(TuningError, match="no limit depth"):
        tuned(bare, limits={"depth": {"max": 5}})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max: 60", "max: 6.0E+1"),
        ("max: 60", "max: 060"),
        ("name: Sit to stand", "name: 'it''s: # 1'"),
        ("name: Sit to stand", "name: 0x1F"),
        ("name: Sit to stand", "name: NO"),
        ("name: Sit to stand", "name: >\n  over\n  lines"),
        ("schema: 1\n", "--- # begins\n\nschema: 1\n"),
        ("schema: 1\n", "\ufeffschema: 1\n"),
        ("from_week: 0}}\n", "from_week: 0}}\n...\n"),
        ("\n", "\r\n"),
    ],
)
def test_however_a_rule_is_written_it_stays_the_same_rule(rule, old, new):
    before = parse_exercise(rule.replace(old, new, -1 if old == "\n" else 1))
    after = tuned(before, sets=5)
    assert after.dose.sets == 5
    assert (after.name, after.limits, after.goal, after.start) == (
        before.name,
        before.limits,
        before.goal,
        before.start,
    )


def test_a_text_that_would_be_written_otherwise_is_refused(rule):
    odd = parse_exercise(rule.replace("name: Sit to stand", "name: 2001-12-14t21:59:43.10-05:00"), "odd.yaml")
    with pytest.raises(TuningError, match=r"odd\.yaml anew would change more"):
        tuned(odd, sets=5)


@settings(deadline=None, max_examples=40)  # a text is written and checked anew each time
@given(st.sampled_from(exercise_ids()), st.data())
def test_no_change_ever_loosens_a_limit(name, data):
    before = load_exercise(name)
    limit = data.draw(st.sampled_from(before.limits))
    bounds = data.draw(st.dictionaries(st.sampled_from(["min", "max"]), st.floats(-200, 200), min_size=1))
    try:
        after = tuned(before, limits={limit.id: bounds})
    except (TuningError, RuleFileError):
        return
    for old, new in zip(before.limits, after.limits, strict=True):
        assert old.max is None or (new.max is not None and new.max <= old.max)
        assert old.min is None or (new.min is not None and new.min >= old.min)
