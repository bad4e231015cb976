"""The clinic's own sign-in (OpenID Connect), where Streamlit's secrets have an `[auth]` section.

Then nobody comes in by a name or PIN of this program. Streamlit keeps the sign-in in a signed cookie for 30 days and
checks no expiry, so the token's own is checked here, and one visit that ended is not begun again by the same sign-in.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from coach.language import say
from coach.records.desk import Viewer
from coach.records.identities import IdentityError, claim_rule, expires_at, viewer_of_identity
from coach.ui import library
from coach.ui.visits import VISITS

#: Where Streamlit looks for secrets: in the folder the program is started from, else in the user's own.
SECRETS = Path(".streamlit/secrets.toml")
#: Further hosts of the sign-in than the one that its description lies on, between commas.
HOSTS_VARIABLE = "COACH_OIDC_HOSTS"


def let_through() -> None:
    """Open the guard of silence for the clinic's sign-in, and for nothing else; to be called once the guard stands."""
    # Not by Streamlit's own reader, which would read its options before the server is told ours.
    said = next((_section(file) for folder in (Path.cwd(), Path.home()) if (file := folder / SECRETS).is_file()), {})
    if not said:
        return
    sections = [said, *(one for one in said.values() if isinstance(one, Mapping))]
    hosts = {urlsplit(str(one.get("server_metadata_url", ""))).hostname for one in sections}
    hosts |= {one.strip() for one in os.environ.get(HOSTS_VARIABLE, "").split(",")}
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join([os.environ.get(name, ""), *sorted(host for host in hosts if host)]).strip(",")


def _section(file: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8")).get("auth", {})
    except (OSError, ValueError):
        # Streamlit says what is amiss with it.
        return {}
    return said if isinstance(said, dict) else {}


def is_set_up() -> bool:
    """Whether this program is told a clinic's sign-in."""
    return "is_logged_in" in st.user


def is_there() -> bool:
    """Whether the browser brings a sign-in of the clinic."""
    return bool(st.user.get("is_logged_in"))


def visit() -> str:
    """The token of the visit that the browser's sign-in stands for, begun if it is new.

    Raises
    ------
    IdentityError: it lets nobody in, is over, or its visit has ended: she has to sign in again.
    """
    claims = st.user.to_dict()
    token = VISITS.token_of("|".join(str(claims.get(name)) for name in ("iss", "sub", "iat", "exp")))
    if expires_at(claims) <= VISITS.clock():
        VISITS.end(token)
        raise IdentityError(say("Your sign-in at the clinic is over. Sign in again."))
    if VISITS.find(token) is None:
        if VISITS.has_ended(token):
            raise IdentityError(say("You were signed out. Sign in again to go on."))
        VISITS.begin(_viewer(claims), token)
    return token


def _viewer(claims: Mapping[str, object]) -> Viewer:
    return viewer_of_identity(library.store(), claims, claim_rule(), VISITS.clock())


def show() -> None:
    """The way in: to the clinic's page, and out of a sign-in that lets nobody in."""
    if is_there():
        st.button(say("Sign in again"), icon=":material/login:", type="primary", on_click=st.logout)
    else:
        st.button(say("Sign in at the clinic"), icon=":material/login:", type="primary", on_click=st.login)
