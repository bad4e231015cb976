"""Secrets: how they are kept, what is a good one, how tries are counted, and what a moved clock does."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from entry import person_of
from sqlalchemy import select, update

from coach.records import credentials
from coach.records.credentials import (
    HASHER,
    LockedOutError,
    SecretError,
    WrongSecretError,
    checked,
    clear_secret,
    face,
    faces,
    let_in,
    lock_for,
    set_secret,
)
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.store import Store
from coach.records.tables import Credential, Person

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PIN, PHRASE = "2580", "walk to the lake"


@pytest.fixture
def ada(store):
    """A patient with a PIN."""
    number = person_of(store, "Ada")
    set_secret(Desk(store, Viewer(number, "patient"), lambda: NOW), number, PIN)
    return number


def kept(store: Store, person_id: int) -> Credential:
    with store.transaction() as session:
        row = session.scalars(select(Credential).where(Credential.person_id == person_id)).one()
        session.expunge(row)
        return row


def miss(store, person_id, times, now=NOW):
    for _ in range(times):
        with pytest.raises(WrongSecretError):
            let_in(store, person_id, "1357", now)


def test_a_secret_is_kept_as_argon2id_with_the_parameters_of_rfc_9106(store, ada):
    said = extract_parameters(kept(store, ada).secret_hash)
    assert (said.type, said.memory_cost, said.time_cost, said.parallelism) == (Type.ID, 65536, 3, 4)
    assert (said.hash_len, said.salt_len) == (32, 16)
    assert PIN not in kept(store, ada).secret_hash


def test_the_right_secret_lets_in_under_the_persons_role(store, ada):
    grete = person_of(store, "Grete", "therapist")
    set_secret(Desk(store, PROGRAM), grete, PHRASE)
    assert let_in(store, ada, PIN, NOW) == Viewer(ada, "patient")
    assert let_in(store, grete, PHRASE, NOW) == Viewer(grete, "therapist")


def test_a_passphrase_is_the_same_however_the_keyboard_composes_its_letters(store, ada):
    set_secret(Desk(store, PROGRAM), ada, "zum Grünewald")
    assert let_in(store, ada, "zum Gru\u0308newald", NOW).person_id == ada


def test_a_patient_without_a_secret_comes_in_by_name_and_staff_never_does(store):
    bea, grete = person_of(store, "Bea"), person_of(store, "Grete", "therapist")
    assert let_in(store, bea, "", NOW) == Viewer(bea, "patient")
    with pytest.raises(WrongSecretError):
        let_in(store, bea, "something", NOW)
    with pytest.raises(WrongSecretError):
        let_in(store, grete, "", NOW)


@pytest.mark.parametrize("secret", ["1357", "", "x" * 500])
def test_a_wrong_secret_and_an_unknown_person_say_the_same_and_take_as_many_hashes(store, ada, secret, monkeypatch):
    looked = []
    matches = credentials._matches
    monkeypatch.setattr(credentials, "_matches", lambda *both: looked.append(1) or matches(*both))
    said = []
    for number in (ada, 4711):
        with pytest.raises(WrongSecretError) as refused:
            let_in(store, number, secret, NOW)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert len(looked) == 2


def test_the_archived_are_nobody_to_sign_in_as(store, ada):
    with store.transaction(write=True) as session:
        session.execute(update(Person).where(Person.id == ada).values(archived_at=NOW))
    with pytest.raises(WrongSecretError):
        let_in(store, ada, PIN, NOW)
    assert faces(store) == []
    assert face(store, ada) is None


def test_faces_tell_who_is_asked_for_a_secret_and_lists_by_name(store, ada):
    person_of(store, "bea")
    person_of(store, "Grete", "therapist")
    assert [(one.name, one.role, one.has_secret) for one in faces(store)] == [
        ("Ada", "patient", True),
        ("bea", "patient", False),
        ("Grete", "therapist", False),
    ]
    assert [one.name for one in faces(store, ("therapist",))] == ["Grete"]


def test_locks_grow_from_the_fifth_try_on_to_an_hour():
    minutes = [lock and lock / MINUTE for lock in (lock_for(tries) for tries in range(4, 14))]
    assert minutes == [None, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert lock_for(10_000) == timedelta(hours=1)


def test_four_tries_are_forgiven_and_the_right_secret_forgets_them(store, ada):
    miss(store, ada, 4)
    assert let_in(store, ada, PIN, NOW)
    assert kept(store, ada).failures == 0
    miss(store, ada, 4)
    assert let_in(store, ada, PIN, NOW)


def test_after_five_tries_even_the_right_secret_waits_a_minute(store, ada):
    miss(store, ada, 5)
    with pytest.raises(LockedOutError, match="1 minute") as locked:
        let_in(store, ada, PIN, NOW)
    assert locked.value.until == NOW + MINUTE
    with pytest.raises(LockedOutError):
        let_in(store, ada, PIN, NOW + MINUTE - timedelta(seconds=1))
    assert let_in(store, ada, PIN, NOW + MINUTE).person_id == ada


def test_a_try_while_locked_changes_nothing_and_the_next_miss_doubles(store, ada):
    miss(store, ada, 5)
    for _ in range(3):
        with pytest.raises(LockedOutError):
            let_in(store, ada, "1357", NOW)
    miss(store, ada, 1, NOW + MINUTE)
    with pytest.raises(LockedOutError, match="2 minutes") as locked:
        let_in(store, ada, PIN, NOW + MINUTE)
    assert locked.value.until == NOW + 3 * MINUTE


def test_the_lock_is_in_the_store_so_another_program_keeps_it(store, ada, tmp_path):
    miss(store, ada, 5)
    with Store(folder=tmp_path) as other, pytest.raises(LockedOutError):
        let_in(other, ada, PIN, NOW)


def test_a_clock_set_back_unlocks_nobody_early_and_locks_nobody_for_ever(store, ada):
    miss(store, ada, 5)
    back = NOW - timedelta(days=30)
    with pytest.raises(LockedOutError) as locked:
        let_in(store, ada, PIN, back)
    assert locked.value.until == back + MINUTE
    assert let_in(store, ada, PIN, back + MINUTE).person_id == ada


def test_tries_at_the_same_moment_are_all_counted(store, ada):
    outcomes = []

    def guess():
        try:
            let_in(store, ada, "1357", NOW)
        except (WrongSecretError, LockedOutError) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.__name__ for one in outcomes) == ["LockedOutError"] * 3 + ["WrongSecretError"] * 5


def test_a_hash_of_an_earlier_program_is_made_anew_when_its_owner_comes(store, ada):
    older = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PIN)
    with store.transaction(write=True) as session:
        session.execute(update(Credential).values(secret_hash=older))
    assert let_in(store, ada, PIN, NOW)
    assert not HASHER.check_needs_rehash(kept(store, ada).secret_hash)
    assert let_in(store, ada, PIN, NOW)


def test_a_secret_set_anew_while_the_old_one_is_looked_at_is_not_overruled(store, ada, monkeypatch):
    matches = credentials._matches

    def slow(*both):
        set_secret(Desk(store, PROGRAM), ada, "8642")
        return matches(*both)

    monkeypatch.setattr(credentials, "_matches", slow)
    with pytest.raises(WrongSecretError):
        let_in(store, ada, PIN, NOW)


@pytest.mark.parametrize("secret", ["0000", "1234", "98765", "1", "123", "123456789", "seven77", "x" * 201, ""])
def test_what_is_too_short_too_long_or_easy_is_refused(secret):
    if secret == "123456789":
        assert checked(secret, "patient") == secret
        return
    with pytest.raises(SecretError):
        checked(secret, "patient")


@pytest.mark.parametrize("role", ["therapist", "administrator"])
def test_staff_has_a_passphrase_not_a_pin(role):
    with pytest.raises(SecretError, match="8 to 200"):
        checked("2580", role)
    assert checked(PHRASE, role) == PHRASE


@pytest.mark.parametrize("secret", ["12345678", "20261124", "1" * 30, "aaaaaaaa", "        ", "\u0661" * 9])
@pytest.mark.parametrize("role", ["therapist", "administrator"])
def test_a_passphrase_of_staff_is_not_of_digits_alone_nor_one_character_over_and_over(secret, role):
    with pytest.raises(SecretError, match="easy to guess"):
        checked(secret, role)


@pytest.mark.parametrize("pin", ["2580", "48261937", "482619372"])
def test_what_a_patient_chose_of_digits_opens_no_door_of_staff(store, pin):
    ada = person_of(store, "Ada")
    set_secret(Desk(store, PROGRAM), ada, pin)
    person_of(store, "Ada", "therapist")
    with pytest.raises(SecretError, match="not enough any more"):
        let_in(store, ada, pin, NOW)


def test_a_refused_secret_leaves_the_old_one(store, ada):
    with pytest.raises(SecretError):
        set_secret(Desk(store, PROGRAM), ada, "1234")
    assert let_in(store, ada, PIN, NOW)


def test_who_may_set_and_clear_a_secret(store, ada):
    bea, grete, olga = (person_of(store, *who) for who in (("Bea",), ("Grete", "therapist"), ("Olga", "administrator")))
    for viewer in (Viewer(bea, "patient"), Viewer(grete, "therapist")):
        with pytest.raises(AccessError):
            set_secret(Desk(store, viewer), ada, "8642")
        with pytest.raises(AccessError):
            clear_secret(Desk(store, viewer), ada)
    miss(store, ada, 5)
    set_secret(Desk(store, Viewer(olga, "administrator")), ada, "8642")
    assert let_in(store, ada, "8642", NOW)
    clear_secret(Desk(store, Viewer(ada, "patient")), ada)
    assert let_in(store, ada, "", NOW)


def test_staff_cannot_do_without(store):
    grete = person_of(store, "Grete", "therapist")
    set_secret(Desk(store, PROGRAM), grete, PHRASE)
    with pytest.raises(SecretError, match="need a passphrase"):
        clear_secret(Desk(store, Viewer(grete, "therapist")), grete)
    assert let_in(store, grete, PHRASE, NOW)
