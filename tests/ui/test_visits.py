"""Visits by a fake clock: found while somebody is there, ended by leaving, by staying away, and by a clock set back."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.records.desk import Viewer
from coach.ui.visits import IDLE, Visits

ADA, GRETE = Viewer(1, "patient"), Viewer(2, "therapist")
SECOND = timedelta(seconds=1)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def visits(clock):
    return Visits(clock)


def test_a_visit_is_found_by_its_token_alone(visits):
    token = visits.begin(ADA)
    assert visits.find(token) == ADA
    assert visits.find(token[:-1]) is None
    assert visits.find("") is None
    assert len(token) >= 43, "32 bytes of chance"
    assert visits.begin(ADA) != token


@pytest.mark.parametrize("who", [ADA, GRETE])
def test_nobody_there_for_long_ends_it_for_good(visits, clock, who):
    token = visits.begin(who)
    clock.now += IDLE[who.role] - SECOND
    assert visits.find(token) == who
    clock.now += SECOND
    assert visits.find(token) is None
    clock.now -= timedelta(hours=1)
    assert visits.find(token) is None
    assert visits.has_ended(token)


def test_a_touch_makes_it_last_but_does_not_bring_it_back(visits, clock):
    token = visits.begin(ADA)
    clock.now += IDLE["patient"] - SECOND
    visits.touch(token)
    clock.now += IDLE["patient"] - SECOND
    assert visits.find(token) == ADA
    clock.now += SECOND
    visits.touch(token)
    assert visits.find(token) is None


def test_a_clock_set_back_ends_it_for_nobody_knows_how_long_it_was(visits, clock):
    token = visits.begin(ADA)
    clock.now -= timedelta(seconds=30)
    assert visits.find(token) == ADA
    clock.now -= timedelta(minutes=2)
    assert visits.find(token) is None


def test_leaving_ends_one_visit_and_a_reset_all_of_a_person(visits):
    first, second, other = visits.begin(ADA), visits.begin(ADA), visits.begin(GRETE)
    visits.end(first)
    assert (visits.find(first), visits.find(second)) == (None, ADA)
    visits.end_of(1)
    assert (visits.find(second), visits.find(other)) == (None, GRETE)


def test_a_reset_may_spare_one_visit(visits):
    here, elsewhere = visits.begin(ADA), visits.begin(ADA)
    visits.end_of(1, but=here)
    assert (visits.find(here), visits.find(elsewhere)) == (ADA, None)


def test_a_sign_in_made_elsewhere_has_one_token_that_nobody_can_guess(visits, clock):
    token = visits.token_of("issuer|subject|1")
    assert token == visits.token_of("issuer|subject|1") != visits.token_of("issuer|subject|2")
    assert token != Visits(clock).token_of("issuer|subject|1")
    assert visits.begin(ADA, token) == token
    assert visits.find(token) == ADA
