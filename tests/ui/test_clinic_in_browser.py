"""A clinic's sign-in from end to end over loopback: a provider, the program, a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import NO_BROWSER, Browser, chromium
from entry import person_of
from playwright.sync_api import Page
from program import Program
from provider import CLIENT, SECRET, Provider, providing

from coach.records.store import Store

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]
#: A proxy of the clinic's that must not be asked: the guard of silence stands, and the provider is let through it.
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "{secret}"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as told:
        yield told


@pytest.fixture
def clinic(store: Store, tmp_path: Path, provider: Provider) -> Iterator[Program]:
    """The program of a clinic whose therapists are in the group physio; Ada is known from before."""
    person_of(store, "Ada")
    program = Program(tmp_path, COACH_OIDC_CLAIM="groups", COACH_OIDC_THERAPIST="physio")
    said = SECRETS.format(address=program.address, secret=SECRET, client=CLIENT, provider=provider.address)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit/secrets.toml").write_text(said)
    try:
        program.start()
        yield program
    finally:
        program.stop()


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in at the clinic").click()


@pytest.mark.timeout(200)
def test_a_therapist_comes_in_by_her_clinic_reloads_and_leaves_it(
    clinic: Program, provider: Provider, browser: Browser
) -> None:
    provider.claims = {"sub": "4711", "name": "Grete <b>Lind</b>", "groups": ["physio"]}
    page = browser.tab()
    page.goto(clinic.address)
    page.get_by_role("button", name="Sign in at the clinic").wait_for()
    assert page.get_by_text("Ada").count() == 0, "nobody is let in by a name"
    sign_in(page, clinic.address)
    page.get_by_text("Signed in as Grete <b>Lind</b>.").wait_for()
    page.goto(f"{clinic.address}/film")
    page.get_by_text("Signed in as Grete <b>Lind</b>.").wait_for()
    page.get_by_role("link", name="Sign out").click()
    page.wait_for_url(f"{clinic.address}/")
    page.get_by_role("button", name="Sign in at the clinic").wait_for()
    assert provider.signed_out == 1
    page.reload()
    page.get_by_role("button", name="Sign in at the clinic").wait_for()


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    ("claims", "lasts_s", "told"),
    [({"groups": ["kitchen"]}, 600, "gives you no role here"), ({"groups": ["physio"]}, -5, "is over")],
)
def test_without_a_role_or_with_a_token_that_is_over_nobody_comes_in(
    clinic: Program, provider: Provider, browser: Browser, claims: dict[str, object], lasts_s: int, told: str
) -> None:
    provider.claims, provider.lasts_s = {"sub": "1", "name": "Mallory", **claims}, lasts_s
    page = browser.tab()
    sign_in(page, clinic.address)
    page.get_by_text(told).wait_for()
    assert page.get_by_text("Signed in as").count() == 0


@pytest.mark.timeout(200)
def test_a_forged_token_lets_nobody_in(clinic: Program, provider: Provider, browser: Browser) -> None:
    provider.claims, provider.forged = {"sub": "4711", "name": "Mallory", "groups": ["physio"]}, True
    page = browser.tab()
    sign_in(page, clinic.address)
    page.wait_for_url(f"{clinic.address}/")
    page.get_by_role("button", name="Sign in at the clinic").wait_for()
    page.wait_for_timeout(1000)
    assert page.get_by_text("Signed in as").count() == 0
    assert "Mallory" not in clinic.log()
