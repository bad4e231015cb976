"""What decides and who said so; hard limits, releases, overrides; nothing added ever loosens."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care import PRECAUTIONS, Order, Override, Precaution, Profile, allowance, envelope, traits_of
from coach.care.precautions import Wait
from coach.errors import ProfileError
from coach.rules import exercise_ids, load_exercise
from coach.rules.model import Allowed, Condition, Dose, Goal, Show

DAY = date(2026, 1, 5)
WEEK_2, WEEK_6, WEEK_30 = (DAY + timedelta(weeks=n) for n in (2, 6, 30))
LUMBAR, CERVICAL = Profile("lumbar", operated_on=DAY), Profile("cervical", operated_on=DAY)
OURS = [load_exercise(name) for name in exercise_ids()]
BRIDGE = load_exercise("bridge")


def order(kind, subject, week=None, on=DAY, words=""):
    return Order(kind, subject, week, "Dr. Lind", on, words)


def override(exercise_id="bridge", on=WEEK_2, days=30, reason="Trains for stairs at home"):
    return Override(exercise_id, "Ada Lind", reason, on + timedelta(days=days), on)


def told(found):
    return [(str(reason.set_by), str(reason.words), reason.source) for reason in found.reasons]


def test_without_a_profile_nothing_is_allowed():
    found = allowance(BRIDGE, None, DAY)
    assert not found.allowed
    assert told(found) == [("hard limit", "First tell which operation it was, and when.", "proposal")]
    assert found.from_week is None


def test_all_that_speaks_against_it_is_told_with_its_source_and_who_set_it(made):
    exercise = made("bridging", allowed={"lumbar": Allowed(4, "a leaflet")})
    orders = (order("not_before_week", "standing", 9), order("never", "made", words="Not for her."))
    found = allowance(exercise, replace(LUMBAR, orders=orders), WEEK_2)
    assert told(found) == [
        ("surgeon Dr. Lind", "Your surgeon wants this to wait until week 9.", "2026-01-05"),
        ("surgeon Dr. Lind", "Your surgeon does not want this.", "Not for her."),
        ("rule file", "This exercise begins in week 4.", "a leaflet"),
        ("default", "Lifting the hips while lying: from week 6.", "D'Urso: bridging from week 6"),
    ]
    assert [reason.kind for reason in found.reasons] == ["surgeon", "surgeon", "rule file", "default"]
    assert found.from_week is None, "an order of never has no end"
    assert allowance(exercise, replace(LUMBAR, orders=orders[:1]), WEEK_2).from_week == 9


def test_what_is_allowed_says_why():
    assert told(allowance(BRIDGE, LUMBAR, WEEK_6)) == [("rule file", "This exercise begins in week 6.", "D'Urso")]
    early = allowance(BRIDGE, LUMBAR, DAY - timedelta(days=1))
    assert [reason.kind for reason in early.reasons] == ["default"]
    assert "Before the operation" in str(early.reasons[0].words)
    assert early.from_week is None


@pytest.mark.parametrize(
    ("profile", "today", "words"),
    [
        (Profile("lumbar"), DAY, "day of the operation"),
        (LUMBAR, DAY, "Today is the day"),
        (LUMBAR, DAY - timedelta(days=366), "more than a year ahead"),
        (Profile("lumbar", operated_on=DAY), DAY, "Today is the day"),
    ],
)
def test_hard_limits_of_the_day_are_lifted_by_nobody(profile, today, words):
    profile = replace(profile, orders=(order("released", "heel_raise", on=date(2020, 1, 1)),))
    found = allowance(load_exercise("heel_raise"), profile, today, [override("heel_raise", on=today)])
    assert not found.allowed
    assert [reason.kind for reason in found.reasons] == ["hard limit"]
    assert words in str(found.reasons[0].words)
    assert found.override is not None, "an override that runs is shown even where it helps nothing"


def test_a_year_ahead_and_a_planned_day_are_before_the_operation():
    assert allowance(BRIDGE, LUMBAR, DAY - timedelta(days=365)).allowed
    planned = Profile("lumbar", planned=True)
    assert allowance(BRIDGE, planned, DAY).allowed
    for against in (order("never", "bridge"), order("not_before_week", "bridging", 0)):
        assert not allowance(BRIDGE, replace(planned, orders=(against,)), DAY).allowed


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ("legs", "loaded")},
        {"tags": ("sit_up",)},
        {"id": "cat_camel"},
        {"name": "Trunk twist"},
        {"repetition": replace(BRIDGE.repetition, quantity="trunk_twist")},
        {"dose": Dose(7, 10, None, "")},
        {"dose": Dose(1, 31, None, "")},
        {"dose": Dose(1, 10, 61.0, "")},
        {"allowed": {"cervical": Allowed(0)}},
    ],
)
def test_what_no_programme_has_is_lifted_by_nobody(changes, made):
    exercise = replace(made(), **changes)
    orders = tuple(order("released", subject, on=date(2020, 1, 1)) for subject in ("made", "cat_camel", "loaded"))
    for today in (DAY - timedelta(days=30), WEEK_2, WEEK_30):
        found = allowance(exercise, replace(LUMBAR, orders=orders), today, [override(exercise.id, on=today)])
        assert not found.allowed
        assert found.reasons[0].kind in ("hard limit", "rule file")


def test_the_bounds_of_a_dose_belong_to_the_range(made):
    assert allowance(made(dose=Dose(6, 30, 60.0, "")), LUMBAR, WEEK_2).allowed


def test_a_release_lifts_the_default_of_its_subject_alone(made):
    exercise = made("overhead", "bridging")
    released = replace(CERVICAL, orders=(order("released", "overhead"),))
    assert told(allowance(exercise, released, WEEK_2)) == [
        ("default", "Lifting the hips while lying: from week 5.", "Galland: no bridging in month 1")
    ]
    found = allowance(exercise, released, WEEK_6)
    assert found.allowed
    assert told(found)[1] == ("surgeon Dr. Lind", "Your surgeon released it.", "2026-01-05")
    kept = allowance(exercise, CERVICAL, WEEK_30)
    assert told(kept)[0][1] == "Arms above the head: until your surgeon says yes."
    assert kept.from_week is None


def test_a_release_of_the_exercise_lifts_its_week_and_all_its_defaults():
    released = replace(LUMBAR, orders=(order("released", "mini_squat"),))
    found = allowance(load_exercise("mini_squat"), released, WEEK_2)
    assert found.allowed
    assert [reason.kind for reason in found.reasons] == ["surgeon", "surgeon"], "the file's week and the squat's"


def test_a_release_counts_from_its_day_and_week_on_and_lifts_no_other_order():
    later = replace(LUMBAR, orders=(order("released", "bridge", on=WEEK_2 + timedelta(days=1)),))
    assert not allowance(BRIDGE, later, WEEK_2).allowed
    assert allowance(BRIDGE, later, WEEK_2 + timedelta(days=1)).allowed
    from_3 = replace(LUMBAR, orders=(order("released", "bridge", 3),))
    assert not allowance(BRIDGE, from_3, WEEK_2).allowed
    assert allowance(BRIDGE, from_3, DAY + timedelta(weeks=3)).allowed
    both = replace(LUMBAR, orders=(order("released", "bridge"), order("not_before_week", "bridge", 8)))
    assert not allowance(BRIDGE, both, WEEK_6).allowed


def test_an_override_lets_one_exercise_begin_early_and_is_shown():
    given = override()
    found = allowance(BRIDGE, LUMBAR, WEEK_2, [given])
    assert found.allowed
    assert found.override == given
    assert [reason.kind for reason in found.reasons] == ["override", "rule file", "default"]
    assert [reason.against for reason in found.reasons] == [False, True, True]
    assert told(found)[0][0] == "override by Ada Lind"
    assert told(found)[0][2] == "Trains for stairs at home"
    assert not allowance(load_exercise("mini_squat"), LUMBAR, WEEK_2, [given]).allowed
    assert allowance(BRIDGE, LUMBAR, WEEK_6, [replace(given, until=WEEK_6)]).override is not None, (
        "where not needed, too"
    )


def test_an_override_counts_on_its_days_alone():
    given = override(days=3)
    allowed = [allowance(BRIDGE, LUMBAR, WEEK_2 + timedelta(days=n), [given]).allowed for n in (-1, 0, 3, 4)]
    assert allowed == [False, True, True, False]
    assert allowance(BRIDGE, LUMBAR, WEEK_2 + timedelta(days=4), [given]).override is None
    longer = override(days=5)
    assert allowance(BRIDGE, LUMBAR, WEEK_2, [given, longer, given]).override == longer


def test_an_override_lifts_no_order():
    against = replace(LUMBAR, orders=(order("not_before_week", "bridge", 4),))
    found = allowance(BRIDGE, against, WEEK_2, [override()])
    assert not found.allowed
    assert found.from_week == 6


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"by_name": " "}, "needs 1 to 80"),
        ({"reason": "too short"}, "needs 10 to 2000"),
        ({"reason": "          x         "}, "needs 10 to 2000"),
        ({"until": WEEK_2 - timedelta(days=1)}, "within 90 days"),
        ({"until": WEEK_2 + timedelta(days=91)}, "within 90 days"),
    ],
)
def test_an_override_needs_a_name_a_reason_and_an_end(changes, sentence):
    given = override(days=90, reason="10 letters")
    with pytest.raises(ProfileError, match=sentence):
        replace(given, **changes)


def test_a_movement_is_known_by_its_numbers_where_its_tag_was_left_out(made):
    arms = replace(BRIDGE.repetition, quantity="shoulder_flexion", leave=20.0, reach=91.0)
    hips = replace(BRIDGE.repetition, quantity="hip_flexion", leave=0.0, reach=-12.0)
    goal = Goal("arm_elevation", "near", "end", 140.0, None)
    shown = Show("feet", {}, ({"shoulder_flexion": (20.0, 100.0)},), {"knee_flexion": (5.0, 5.0)}, False, 1, 1, 1)
    prone = (Condition("trunk_inclination", "none", 45.0, 135.0),)
    assert "overhead" in traits_of(made(repetition=arms))
    assert "overhead" in traits_of(made(position="sitting", goal=goal))
    assert "overhead" in traits_of(replace(made(), show=shown))
    assert "overhead" not in traits_of(made(repetition=replace(arms, reach=90.0)))
    assert "overhead" not in traits_of(made(position="lying", repetition=arms))
    assert "leg_extension" in traits_of(made(repetition=hips))
    assert "leg_extension" not in traits_of(made(repetition=replace(hips, reach=40.0)))
    assert "bridging" in traits_of(made(position="lying", repetition=BRIDGE.repetition))
    assert "bridging" not in traits_of(made(position="kneeling", repetition=BRIDGE.repetition))
    assert "prone" in traits_of(made(position="lying", start=prone))
    assert "prone" not in traits_of(made(position="kneeling", start=prone))
    assert "prone" not in traits_of(made(position="lying", start=(replace(prone[0], min=-135.0),)))
    assert "prone" not in traits_of(made(position="lying", start=(replace(prone[0], min=None),)))
    assert traits_of(made("legs")) == {"legs", "standing"}


@pytest.mark.parametrize("precaution", PRECAUTIONS, ids=lambda one: one.trait)
def test_every_precaution_has_words_and_a_source(precaution):
    assert str(precaution.words)
    assert precaution.waits
    assert all(wait.source for wait in precaution.waits.values())


SUBJECTS = st.sampled_from(
    ["bridge", "bird_dog", "heel_raise", "legs", "lying", "standing", *(one.trait for one in PRECAUTIONS)]
)
DAYS = st.integers(-400, 500).map(lambda n: DAY + timedelta(days=n))
ORDERS = st.builds(
    Order,
    st.sampled_from(["never", "not_before_week", "released"]),
    SUBJECTS,
    st.integers(0, 60),
    st.just("Dr. Lind"),
    DAYS,
)
TIGHT = ORDERS.filter(lambda order: order.kind != "released")
PROFILES = st.builds(
    Profile,
    st.sampled_from(["cervical", "thoracic", "lumbar"]),
    operated_on=st.sampled_from([DAY, None]),
    orders=st.lists(ORDERS, max_size=4).map(tuple),
)
EXERCISES = st.builds(
    lambda exercise, tags, levels: replace(
        exercise, tags=exercise.tags + tuple(tags), allowed={key: exercise.allowed[key] for key in levels}
    ),
    st.sampled_from(OURS),
    st.lists(SUBJECTS, max_size=2),
    st.sets(st.sampled_from(["cervical", "thoracic", "lumbar"]), min_size=1),
)
OVERRIDES = st.lists(
    st.builds(
        lambda name, on, days: Override(name, "Ada Lind", "Trains for stairs", on + timedelta(days=days), on),
        st.sampled_from(exercise_ids()),
        DAYS,
        st.integers(0, 90),
    ),
    max_size=3,
)


@given(EXERCISES, PROFILES, DAYS, OVERRIDES, TIGHT)
def test_another_order_only_tightens(exercise, profile, today, overrides, more):
    tighter = replace(profile, orders=(*profile.orders, more))
    if allowance(exercise, tighter, today, overrides).allowed:
        assert allowance(exercise, profile, today, overrides).allowed


@given(EXERCISES, PROFILES, DAYS, OVERRIDES, SUBJECTS, st.integers(0, 60) | st.none())
def test_another_precaution_only_tightens(exercise, profile, today, overrides, trait, week):
    before = allowance(exercise, profile, today, overrides)
    tagged = allowance(replace(exercise, tags=(*exercise.tags, trait)), profile, today, overrides)
    with pytest.MonkeyPatch.context() as patch:
        more = Precaution(trait, PRECAUTIONS[0].words, {profile.level: Wait(week, "a test")})
        patch.setattr(envelope, "PRECAUTIONS", (*PRECAUTIONS, more))
        after = allowance(exercise, profile, today, overrides)
    assert before.allowed or not after.allowed
    assert before.allowed or not tagged.allowed


@given(EXERCISES, PROFILES, DAYS, OVERRIDES, ORDERS)
def test_no_release_and_no_override_lifts_what_is_hard(exercise, profile, today, overrides, more):
    first = allowance(exercise, replace(profile, orders=()), today)
    hard = [reason for reason in first.reasons if reason.against and reason.week is None]
    if any(reason.kind == "hard limit" for reason in hard) or profile.level not in exercise.allowed:
        found = allowance(exercise, replace(profile, orders=(*profile.orders, more)), today, overrides)
        assert not found.allowed
        assert any(reason.against for reason in found.reasons)


def test_what_patients_read_is_calm(made):
    orders = (order("never", "legs"), order("not_before_week", "legs", 8), order("released", "overhead"))
    everything = made("legs", "overhead", "loaded", *(one.trait for one in PRECAUTIONS))
    said = [
        str(reason.words)
        for profile in (None, LUMBAR, replace(CERVICAL, orders=orders), Profile("lumbar"))
        for today in (DAY - timedelta(days=500), DAY, WEEK_2)
        for exercise in (everything, BRIDGE)
        for reason in allowance(exercise, profile, today, [override(exercise.id)]).reasons
    ]
    assert len(set(said)) >= 20
    for words in said:
        assert not re.search(r"danger|damage|wrong|\bbad|fail|forbid|!", words, re.IGNORECASE), words
