"""Signs end the day, pain ends the exercise, and what was not answered says nothing."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care import (
    GO,
    RED_FLAGS,
    Answers,
    ClinicSettings,
    Contact,
    Contacts,
    PainRule,
    after_fall,
    may_begin,
    may_go_on,
    stopped_for_pain,
)
from coach.language import Sentence

DEFAULT = ClinicSettings()
KNOWN = ClinicSettings(
    contacts=Contacts(Contact("Ada Lind", "030 1234"), Contact("Ward 7", "030 5678"), Contact(phone="911"))
)
NOW = [flag.id for flag in RED_FLAGS if flag.urgency == "now"]
TODAY = [flag.id for flag in RED_FLAGS if flag.urgency == "today"]
NUMBERS = (None, *range(11))

pains = st.one_of(st.none(), st.integers(0, 10))
answers = st.builds(Answers, pains, pains, st.frozensets(st.sampled_from([flag.id for flag in RED_FLAGS])))
rules = st.builds(PainRule, st.integers(1, 7), st.integers(1, 3))
settings = st.builds(ClinicSettings, rules)


def why(decision):
    return (decision.go, decision.why)


def said(decision):
    return [str(sentence) for sentence in decision.sentences]


@pytest.mark.parametrize(
    ("back", "limb", "expected"),
    [
        (None, None, (True, "")),
        (0, 0, (True, "")),
        (5, 5, (True, "")),
        (6, None, (False, "pain_high")),
        (None, 6, (False, "pain_high")),
        (0, 10, (False, "pain_high")),
    ],
)
def test_a_day_begins_below_six(back, limb, expected):
    assert why(may_begin(Answers(back, limb), DEFAULT)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((3, 1), (4, 2), (True, "")),
        ((3, 1), (5, 1), (False, "pain_rise")),
        ((3, 1), (3, 3), (False, "pain_rise")),
        ((5, None), (6, None), (False, "pain_high")),
        ((3, 1), (1, 3), (False, "pain_rise")),  # less in the back does not pay for more in the leg
        ((1, 3), (3, 1), (False, "pain_rise")),
        ((5, 0), (0, 1), (True, "")),  # 5 in the back and 1 in the leg are not compared
        ((None, 0), (5, 1), (True, "")),  # missing is not zero: 5 is no rise
        ((0, None), (None, 5), (True, "")),
        ((0, 0), (None, None), (True, "")),
        ((None, None), (6, None), (False, "pain_high")),
        ((2, 2), (8, 2), (False, "pain_high")),  # the stronger reason is said
    ],
)
def test_an_exercise_goes_on_below_six_and_a_rise_of_two(before, now, expected):
    assert why(may_go_on(Answers(*before), Answers(*now), DEFAULT)) == expected


def test_the_whole_table_of_two_answers():
    """Against the rule written once more, in the plainest way, over all 12^4 pairs of answers."""
    for back0, limb0, back, limb in product(NUMBERS, repeat=4):
        high = (back is not None and back >= 6) or (limb is not None and limb >= 6)
        back_rose = back0 is not None and back is not None and back >= back0 + 2
        limb_rose = limb0 is not None and limb is not None and limb >= limb0 + 2
        expected = "pain_high" if high else "pain_rise" if back_rose or limb_rose else ""
        decision = may_go_on(Answers(back0, limb0), Answers(back, limb), DEFAULT)
        assert why(decision) == (expected == "", expected), (back0, limb0, back, limb)


def test_the_therapist_tightens_the_rule():
    tight = ClinicSettings(PainRule(end_at=4, end_rise=1))
    assert why(may_begin(Answers(4), tight)) == (False, "pain_high")
    assert why(may_go_on(Answers(2), Answers(3), tight)) == (False, "pain_rise")
    wide = ClinicSettings(PainRule(end_at=7, end_rise=3))
    assert may_begin(Answers(6), wide) == GO
    assert may_go_on(Answers(4), Answers(6), wide) == GO


@pytest.mark.parametrize("flag", [flag.id for flag in RED_FLAGS])
def test_any_sign_ends_the_day_at_every_door(flag):
    marked, clear = Answers(flags=frozenset({flag})), Answers(0, 0)
    for decision in (
        may_begin(marked, DEFAULT),
        may_begin(clear, DEFAULT, [clear, marked, clear]),
        may_begin(clear, DEFAULT, [Answers(9), marked]),
        may_begin(Answers(9), DEFAULT, [marked]),
        may_go_on(clear, marked, DEFAULT),
        may_go_on(marked, clear, DEFAULT),
    ):
        assert why(decision) == (False, "red_flag")


def test_an_exercise_that_ended_stays_ended_for_the_day():
    before = Answers(2, 2)
    assert may_begin(before, DEFAULT, [Answers(3, 2)]) == GO
    assert why(may_begin(before, DEFAULT, [Answers(4, 2), Answers(1, 1)])) == (False, "pain_rise")
    assert why(may_begin(before, DEFAULT, [Answers(2, 2), Answers(7)])) == (False, "pain_high")


@pytest.mark.parametrize("flag", NOW)
def test_what_cannot_wait_names_the_emergency_number_first(flag):
    decision = may_begin(Answers(flags=frozenset({flag, "fever"})), KNOWN)
    assert said(decision) == ["Rest now.", "Please call one of these right away.", "Your exercises can wait."]
    assert [call.phone for call in decision.calls] == ["911", "030 5678", "030 1234"]
    unset = may_begin(Answers(flags=frozenset({flag})), DEFAULT)
    assert said(unset)[1] == "Please call 112, your therapist or surgeon now."
    assert [call.phone for call in unset.calls] == ["112"]


@pytest.mark.parametrize("flag", TODAY)
def test_what_can_wait_for_hours_names_the_ward(flag):
    decision = may_begin(Answers(flags=frozenset({flag})), KNOWN)
    assert said(decision) == ["Rest today.", "Please call one of these today.", "Your exercises can wait."]
    assert [call.phone for call in decision.calls] == ["030 5678", "030 1234"]
    unset = may_begin(Answers(flags=frozenset({flag})), DEFAULT)
    assert said(unset)[1] == "Please call your therapist or surgeon today."
    assert unset.calls == ()


@pytest.mark.parametrize("contacts", [Contacts(Contact("Ada Lind")), Contacts(surgeon=Contact(phone="030 5678"))])
def test_one_who_is_known_is_the_one_to_call(contacts):
    decision = may_begin(Answers(flags=frozenset({"fever"})), ClinicSettings(contacts=contacts))
    assert said(decision)[1] == "Please call one of these today."
    assert [(call.name, call.phone) for call in decision.calls] in ([("Ada Lind", "")], [("", "030 5678")])


def test_pain_asks_for_rest_and_a_call_only_if_it_stays():
    begin, on = may_begin(Answers(6), KNOWN), may_go_on(Answers(1), Answers(3), KNOWN)
    assert said(begin) == ["Rest today.", "Tomorrow you can try again.", "If it stays, call your therapist or surgeon."]
    assert said(on) == ["Rest now.", "This exercise is done for today.", "If it stays, call your therapist or surgeon."]
    assert [call.phone for call in begin.calls] == [call.phone for call in on.calls] == ["030 1234", "030 5678"]


def test_a_fall_is_believed_unless_the_patient_sat_down():
    assert after_fall("sat", KNOWN) == GO
    assert next(call.phone for call in after_fall("help", KNOWN).calls) == "911"
    for choice in ("fine", None, "something"):
        assert said(after_fall(choice, KNOWN))[1] == "Please call one of these today."


@pytest.mark.parametrize("wrong", [-1, 11, True, 2.0, "3", float("nan")])
def test_pain_is_a_whole_number_of_the_scale(wrong):
    with pytest.raises(ValueError, match="whole number"):
        Answers(back=wrong)
    with pytest.raises(ValueError, match="whole number"):
        Answers(limb=wrong)


def test_a_sign_nobody_asked_for_is_refused():
    with pytest.raises(ValueError, match="hunger"):
        Answers(flags=frozenset({"fever", "hunger"}))


@given(answers, answers, settings, st.sampled_from([flag.id for flag in RED_FLAGS]))
def test_one_more_sign_never_turns_no_into_yes(before, now, clinic, flag):
    more = Answers(now.back, now.limb, now.flags | {flag})
    assert not may_begin(more, clinic).go
    assert not may_go_on(before, more, clinic).go
    assert not may_begin(before, clinic, [now, more]).go


@given(answers, answers, settings, st.integers(0, 10), st.integers(0, 10))
def test_more_pain_never_turns_no_into_yes(before, now, clinic, back, limb):
    more = Answers(_at_least(now.back, back), _at_least(now.limb, limb), now.flags)
    assert may_begin(now, clinic).go >= may_begin(more, clinic).go
    assert may_go_on(before, now, clinic).go >= may_go_on(before, more, clinic).go
    assert may_begin(before, clinic, [now]).go >= may_begin(before, clinic, [more]).go


@given(answers, answers, answers, settings)
def test_one_more_answer_never_turns_no_into_yes(before, first, second, clinic):
    assert may_begin(before, clinic, [first]).go >= may_begin(before, clinic, [first, second]).go
    assert may_begin(before, clinic).go >= may_begin(before, clinic, [second]).go


@given(answers, answers, rules, rules)
def test_a_tighter_rule_never_turns_no_into_yes(before, now, one, other):
    tight = PainRule(min(one.end_at, other.end_at), min(one.end_rise, other.end_rise))
    for rule in (one, other):
        loose, strict = ClinicSettings(rule), ClinicSettings(tight)
        assert may_begin(now, loose).go >= may_begin(now, strict).go
        assert may_go_on(before, now, loose).go >= may_go_on(before, now, strict).go


@given(answers, answers, settings)
def test_every_no_says_what_to_do_in_few_words(before, now, clinic):
    for decision in (may_begin(now, clinic), may_go_on(before, now, clinic)):
        assert decision.go == (not decision.sentences) == (decision.why == "")
        for sentence in said(decision):
            assert len(sentence.split()) <= 8
            assert "!" not in sentence


def test_sentences_carry_their_values_until_they_are_said():
    decision = may_begin(Answers(flags=frozenset({"chest"})), DEFAULT)
    assert decision.sentences[1] == Sentence("Please call {phone}, your therapist or surgeon now.", phone="112")


def _at_least(old, new):
    return new if old is None else max(old, new)


def test_stopping_for_pain_is_rest_for_the_day_with_whom_to_call() -> None:
    decision = stopped_for_pain(ClinicSettings())
    assert (decision.go, decision.why) == (False, "pain_stop")
    assert decision.sentences == may_go_on(Answers(), Answers(back=10), ClinicSettings()).sentences
