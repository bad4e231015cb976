"""Who a clinic's token lets in, as what, and how long."""

from datetime import UTC, datetime

import pytest
from entry import person_of

from coach.records.desk import Viewer
from coach.records.identities import ClaimRule, IdentityError, claim_rule, viewer_of_identity
from coach.records.tables import Person

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EXP = int(NOW.timestamp()) + 600
RULE = ClaimRule("groups", {"therapist": frozenset({"physio"}), "administrator": frozenset({"it"})})


def claims(**more):
    return {"iss": "https://clinic", "sub": "4711", "exp": EXP, "groups": ["physio"], "name": "Grete Lind"} | more


def name_of(store, number):
    with store.transaction() as session:
        return session.get_one(Person, number).name


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ({"groups": ["staff", "physio"]}, "therapist"),
        ({"groups": "it"}, "administrator"),
        ({"groups": ["it", "physio"]}, "therapist"),
        ({"groups": ["physiology"]}, None),
        ({"groups": []}, None),
        ({"groups": None}, None),
        ({"groups": 5}, None),
        ({}, None),
    ],
)
def test_the_claim_says_the_role(said, role):
    assert RULE.role_of(said) == role


def test_a_claim_may_lie_inside_another_or_have_dots_in_its_name():
    inside = ClaimRule("realm_access.roles", RULE.values)
    assert inside.role_of({"realm_access": {"roles": ["physio"]}}) == "therapist"
    assert inside.role_of({"realm_access": "physio"}) is None
    named = ClaimRule("https://clinic.example/roles", RULE.values)
    assert named.role_of({"https://clinic.example/roles": ["it"]}) == "administrator"


def test_the_rule_comes_from_the_environment_else_from_the_roles_own_names():
    assert claim_rule({}).role_of({"roles": ["administrator"]}) == "administrator"
    rule = claim_rule(
        {"COACH_OIDC_CLAIM": "groups", "COACH_OIDC_THERAPIST": "physio, ward 3", "COACH_OIDC_PATIENT": ""}
    )
    assert rule.role_of({"groups": ["ward 3"]}) == "therapist"
    assert rule.role_of({"groups": ["patient", ""]}) is None


def test_the_first_coming_makes_her_known_and_the_next_finds_her(store):
    first = viewer_of_identity(store, claims(), RULE, NOW)
    assert first.role == "therapist"
    assert name_of(store, first.person_id) == "Grete Lind"
    assert viewer_of_identity(store, claims(name="Another"), RULE, NOW) == first


def test_nobody_becomes_a_person_of_the_store_by_her_name(store):
    ada = person_of(store, "Grete Lind")
    one = viewer_of_identity(store, claims(), RULE, NOW)
    two = viewer_of_identity(store, claims(sub="4712"), RULE, NOW)
    three = viewer_of_identity(store, claims(iss="https://elsewhere"), RULE, NOW)
    assert len({ada, one.person_id, two.person_id, three.person_id}) == 4
    assert [name_of(store, who.person_id) for who in (one, two)] == ["Grete Lind (2)", "Grete Lind (3)"]


def test_the_providers_word_about_the_role_counts_each_time(store):
    first = viewer_of_identity(store, claims(), RULE, NOW)
    assert viewer_of_identity(store, claims(groups=["it"]), RULE, NOW) == Viewer(first.person_id, "administrator")
    with pytest.raises(IdentityError, match="no role"):
        viewer_of_identity(store, claims(groups=["other"]), RULE, NOW)


@pytest.mark.parametrize("exp", [int(NOW.timestamp()), 0, None, "soon", float("inf"), -1e300])
def test_a_token_that_is_over_or_does_not_say_when_lets_nobody_in(store, exp):
    with pytest.raises(IdentityError, match="over"):
        viewer_of_identity(store, claims(exp=exp), RULE, NOW)
    assert store.people() == []


@pytest.mark.parametrize("said", [{"sub": ""}, {"iss": None}, {"sub": "x" * 500}])
def test_a_token_that_names_nobody_lets_nobody_in(store, said):
    with pytest.raises(IdentityError, match="who you are"):
        viewer_of_identity(store, claims(**said), RULE, NOW)


def test_the_archived_stay_out(store):
    who = viewer_of_identity(store, claims(), RULE, NOW)
    with store.transaction(write=True) as session:
        session.get_one(Person, who.person_id).archived_at = NOW
    with pytest.raises(IdentityError, match="closed"):
        viewer_of_identity(store, claims(), RULE, NOW)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"name": " Grete\u0000\n Lind "}, "Grete Lind"),
        ({"name": "", "preferred_username": "glind"}, "glind"),
        ({"name": None, "email": "g@clinic"}, "g@clinic"),
        ({"name": ""}, "4711"),
        ({"name": "\u0000"}, "?"),
        ({"name": "x" * 300}, "x" * 74),
    ],
)
def test_her_name_is_as_the_clinic_writes_it(store, said, name):
    assert name_of(store, viewer_of_identity(store, claims(**said), RULE, NOW).person_id) == name
