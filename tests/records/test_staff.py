"""The first therapist, consent of patients with a secret, and who adds whom afterwards."""

from datetime import UTC, datetime

import pytest
from entry import person_of

from coach.errors import CoachError, RecordError
from coach.records.credentials import SecretError, WrongSecretError, let_in, set_secret
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.identities import claim_rule, viewer_of_identity
from coach.records.people import set_role
from coach.records.staff import add_with_secret, first_therapist, has_staff, whose_consent

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PHRASE = "walk to the lake"


def test_on_a_computer_without_staff_whoever_is_there_is_the_first_therapist_and_no_second(store):
    assert not has_staff(store)
    grete = first_therapist(store, " Grete  Lind ", PHRASE, NOW)
    assert grete.role == "therapist"
    assert let_in(store, grete.person_id, PHRASE, NOW) == grete
    assert has_staff(store)
    with pytest.raises(AccessError, match="already"):
        first_therapist(store, "Mallory", PHRASE, NOW)
    assert store.people() == ["Grete Lind"]


@pytest.mark.parametrize(("name", "phrase", "refused"), [("Grete", "short", SecretError), ("Ada", PHRASE, RecordError)])
def test_what_is_refused_makes_nobody(store, name, phrase, refused):
    person_of(store, "Ada")
    with pytest.raises(refused):
        first_therapist(store, name, phrase, NOW)
    assert not has_staff(store)
    assert store.people() == ["Ada"]


def test_where_a_patient_has_a_secret_she_has_to_agree(store):
    ada, bea = person_of(store, "Ada"), person_of(store, "Bea")
    set_secret(Desk(store, PROGRAM), ada, "2580")
    assert [one.id for one in whose_consent(store)] == [ada]
    for consent, refused in ((None, AccessError), ((bea, ""), AccessError), ((ada, "1357"), WrongSecretError)):
        with pytest.raises(refused):
            first_therapist(store, "Mallory", PHRASE, NOW, consent)
    assert store.people() == ["Ada", "Bea"]
    assert first_therapist(store, "Grete", PHRASE, NOW, (ada, "2580")).role == "therapist"


def test_no_patient_agrees_for_another(store):
    ada, mallory = person_of(store, "Ada"), person_of(store, "Mallory")
    set_secret(Desk(store, PROGRAM), ada, "2580")
    set_secret(Desk(store, PROGRAM), mallory, "9073")
    for consent in (None, (mallory, "9073"), (ada, "2580")):
        with pytest.raises(AccessError, match="coach people add NAME --role administrator --passphrase"):
            first_therapist(store, "Dr M", PHRASE, NOW, consent)
    assert not has_staff(store)


@pytest.mark.parametrize("role", ["patient", "therapist", "administrator"])
def test_a_clinics_store_stays_closed_where_its_sign_in_is_not_set_up(store, role):
    claims = {"iss": "https://clinic", "sub": "1", "name": "Ada", "roles": [role], "exp": NOW.timestamp() + 60}
    known = viewer_of_identity(store, claims, claim_rule({}), NOW)
    assert has_staff(store) == (role != "patient")
    for consent in (None, (known.person_id, "")):
        with pytest.raises(CoachError):
            first_therapist(store, "Mallory", PHRASE, NOW, consent)
    with pytest.raises((SecretError, WrongSecretError)):
        let_in(store, known.person_id, "", NOW)
    set_secret(Desk(store, PROGRAM), known.person_id, PHRASE)
    assert let_in(store, known.person_id, PHRASE, NOW) == known
    assert store.people() == ["Ada"]


def test_a_therapist_adds_staff_until_there_is_an_administrator(store):
    grete = Desk(store, first_therapist(store, "Grete", PHRASE, NOW))
    olga = add_with_secret(grete, "Olga", "administrator", PHRASE)
    assert let_in(store, olga, PHRASE, NOW) == Viewer(olga, "administrator")
    with pytest.raises(AccessError, match="administrator"):
        add_with_secret(grete, "Petra", "therapist", PHRASE)
    petra = add_with_secret(Desk(store, Viewer(olga, "administrator")), "Petra", "therapist", PHRASE)
    assert let_in(store, petra, PHRASE, NOW).role == "therapist"
    assert let_in(store, add_with_secret(grete, "Ada", "patient", "2580"), "2580", NOW).role == "patient"


def test_a_patient_adds_nobody(store):
    ada = Desk(store, Viewer(person_of(store, "Ada"), "patient"))
    for role in ("patient", "therapist", "administrator"):
        with pytest.raises(AccessError):
            add_with_secret(ada, "Mallory", role, PHRASE)
    assert store.people() == ["Ada"]


def test_a_pin_from_her_time_as_a_patient_opens_no_therapists_door(store):
    ada = person_of(store, "Ada")
    set_secret(Desk(store, PROGRAM), ada, "2580")
    set_role(Desk(store, PROGRAM), ada, "therapist")
    with pytest.raises(SecretError, match="not enough any more"):
        let_in(store, ada, "2580", NOW)
    set_secret(Desk(store, PROGRAM), ada, PHRASE)
    assert let_in(store, ada, PHRASE, NOW).role == "therapist"
