"""A therapist may tighten the rule; numbers to dial can be dialled; whom to call comes in order."""

import pytest

from coach.care import ClinicSettings, Contact, Contacts, PainRule, calls_for
from coach.errors import CoachError, SettingsError

THERAPIST, SURGEON = Contact("Ada Lind", "+49 (30) 12-34"), Contact("", "030/5678")


def test_defaults_are_the_proposal():
    settings = ClinicSettings()
    assert (settings.pain.end_at, settings.pain.end_rise, settings.rest_s) == (6, 2, 60)
    assert settings.contacts == Contacts(Contact(), Contact(), Contact("", "112"))


@pytest.mark.parametrize(("at", "rise"), [(1, 1), (7, 3)])
def test_the_bounds_belong_to_the_range(at, rise):
    assert PainRule(at, rise).end_at == at


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: PainRule(end_at=8), "pain 1 to 7"),
        (lambda: PainRule(end_at=0), "pain 1 to 7"),
        (lambda: PainRule(end_rise=4), "rise of 1 to 3"),
        (lambda: PainRule(end_rise=0), "rise of 1 to 3"),
        (lambda: ClinicSettings(rest_s=9), "10 to 600 seconds"),
        (lambda: ClinicSettings(rest_s=601), "10 to 600 seconds"),
        (lambda: Contact("x" * 81), "at most 80"),
        (lambda: Contact("a\x00b"), "at most 80"),
        (lambda: Contact(phone="call me"), "not a telephone number"),
        (lambda: Contact(phone="1"), "not a telephone number"),
        (lambda: Contact(phone="1" * 31), "not a telephone number"),
        (lambda: Contact(phone="٣٤٥"), "not a telephone number"),
        (lambda: Contacts(emergency=Contact("Help")), "emergency number is needed"),
    ],
)
def test_what_lies_outside_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(SettingsError, match=sentence) as refused:
        make()
    assert isinstance(refused.value, CoachError)


@pytest.mark.parametrize(
    ("urgency", "roles"),
    [
        ("now", ["emergency", "surgeon", "therapist"]),
        ("today", ["surgeon", "therapist"]),
        ("soon", ["therapist", "surgeon"]),
    ],
)
def test_whom_to_call_comes_in_order(urgency, roles):
    assert [call.role for call in calls_for(urgency, Contacts(THERAPIST, SURGEON))] == roles
    some = [role for role in roles if role != "therapist"]
    assert [call.role for call in calls_for(urgency, Contacts(surgeon=SURGEON))] == some


def test_a_line_names_the_role_and_the_person():
    calls = calls_for("now", Contacts(THERAPIST, SURGEON))
    assert [call.to_dict() for call in calls] == [
        {"role": "emergency", "who": "Emergency call", "phone": "112"},
        {"role": "surgeon", "who": "Your surgeon or ward", "phone": "030/5678"},
        {"role": "therapist", "who": "Your therapist: Ada Lind", "phone": "+49 (30) 12-34"},
    ]


def test_a_name_with_braces_is_only_a_name():
    (call,) = calls_for("soon", Contacts(Contact("{phone} {0}")))
    assert str(call.who) == "Your therapist: {phone} {0}"
