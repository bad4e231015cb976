"""Who is known: added once by whoever may, found by any letter of a name, put away and fetched back."""

import pytest

from coach.errors import RecordError
from coach.records.credentials import set_secret
from coach.records.desk import AccessError
from coach.records.people import add_person, archive_person, people, person, rename_person, set_role
from coach.records.staff import add_with_secret

PHRASE = "walk to the lake"
ODD = "O'Neill <b>\"; DROP TABLE people; -- %_\\ 👩‍👧"


def names(found):
    return [one.name for one in found]


def test_somebody_added_is_known_by_her_number(rooms):
    number = add_person(rooms.therapist, "  Zoë   Ó Brien ")
    row = person(rooms.therapist, number)
    assert (row.name, row.role, row.created_at, row.archived_at) == ("Zoë Ó Brien", "patient", rooms.now, None)
    assert not row.has_secret
    assert len(row.pseudonym) == 16
    assert row.pseudonym != person(rooms.therapist, rooms.ada).pseudonym
    with pytest.raises(RecordError, match="nobody with the number 999"):
        person(rooms.therapist, 999)


def test_a_name_is_had_by_one_only(rooms):
    for name in ("Ada", " Ada "):
        with pytest.raises(RecordError, match="somebody called Ada here already"):
            add_person(rooms.therapist, name)
        with pytest.raises(RecordError, match="already"):
            rename_person(rooms.therapist, rooms.berta, name)
    assert rename_person(rooms.therapist, rooms.ada, "Ada") == "Ada", "her own name is no other's"
    with pytest.raises(RecordError, match="name is needed"):
        rename_person(rooms.therapist, rooms.ada, " ")
    assert names(people(rooms.therapist)) == ["Ada", "Adam", "Berta", "Thea"]


def test_therapists_add_patients_and_administrators_anybody(rooms):
    for role in ("therapist", "administrator"):
        with pytest.raises(AccessError, match="Only an administrator"):
            add_person(rooms.therapist, "Zoe", role)
        assert person(rooms.office, add_person(rooms.office, f"Zoe {role}", role)).role == role
    with pytest.raises(ValueError, match="role"):
        add_person(rooms.office, "Zoe", "program")
    for change in (rename_person, lambda desk, p, _: archive_person(desk, p)):
        with pytest.raises(AccessError, match="Only an administrator changes"):
            change(rooms.therapist, rooms.adam, "Other")


def test_names_are_found_by_any_part_and_signs_mean_themselves(rooms):
    add_person(rooms.therapist, ODD.replace("\u200d", ""))
    for name in ("Łucja Żak", "SÖREN", "Ann_a"):
        add_person(rooms.therapist, name)

    def found(search):
        return names(people(rooms.therapist, search))

    assert found("ADA") == ["Ada", "Adam"]
    assert found("łucja") == found("ŁUCJA") == found("Łucja") == found("żak") == ["Łucja Żak"]
    assert found("sören") == ["SÖREN"]
    assert found("n_a") == ["Ann_a"]
    assert len(found("_")) == 2
    assert len(found("%")) == 1
    assert len(found("'")) == len(found('"; drop')) == len(found("\\")) == 1
    assert found("nobody") == []


def test_a_page_is_a_page(rooms):
    everybody = names(people(rooms.office))
    assert [*names(people(rooms.office, limit=3)), *names(people(rooms.office, offset=3))] == everybody
    assert names(people(rooms.office, role="patient")) == ["Ada", "Berta"]
    assert people(rooms.office, offset=99) == []


def test_who_is_put_away_comes_last_and_back(rooms):
    archive_person(rooms.therapist, rooms.ada)
    assert names(people(rooms.therapist))[-1] == "Ada"
    assert person(rooms.therapist, rooms.ada).archived_at == rooms.now
    archive_person(rooms.therapist, rooms.ada, archived=False)
    assert names(people(rooms.therapist))[0] == "Ada"
    with pytest.raises(RecordError, match="nobody"):
        archive_person(rooms.therapist, 999)


def test_roles_are_given_by_administrators_and_one_stays(rooms):
    for desk in (rooms.therapist, rooms.own):
        with pytest.raises(AccessError):
            set_role(desk, rooms.ada, "administrator")
    with pytest.raises(RecordError, match="last administrator"):
        set_role(rooms.office, rooms.adam, "patient")
    set_role(rooms.office, rooms.thea, "administrator")
    with pytest.raises(RecordError, match="with a passphrase"):
        set_role(rooms.office, rooms.adam, "patient")
    set_secret(rooms.office, rooms.thea, PHRASE)
    set_role(rooms.office, rooms.adam, "patient")
    assert person(rooms.program, rooms.adam).role == "patient"
    with pytest.raises(ValueError, match="role"):
        set_role(rooms.office, rooms.ada, "owner")


def test_the_last_administrator_who_can_sign_in_is_not_put_away_and_the_archived_do_not_count(rooms):
    set_secret(rooms.office, rooms.adam, PHRASE)
    olga = add_with_secret(rooms.office, "Olga", "administrator", PHRASE)
    archive_person(rooms.office, olga)
    for change in (archive_person, lambda desk, p: set_role(desk, p, "therapist")):
        with pytest.raises(RecordError, match="last administrator"):
            change(rooms.office, rooms.adam)
    with pytest.raises(AccessError):
        add_with_secret(rooms.therapist, "Mallory", "administrator", PHRASE)
    set_role(rooms.office, olga, "patient")
    archive_person(rooms.office, rooms.adam, archived=False)
    add_with_secret(rooms.office, "Petra", "administrator", PHRASE)
    archive_person(rooms.office, rooms.adam)
    assert person(rooms.program, rooms.adam).archived_at == rooms.now
