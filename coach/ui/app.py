"""The page that Streamlit runs: who is there, her pages and no others, and a calm word where something is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import marked, say
from coach.records.credentials import face
from coach.records.desk import Role, Viewer
from coach.ui import clinic, entrance, library, who_page
from coach.ui.page_language import language_switch, speak_as_chosen
from coach.ui.review_look import escaped
from coach.ui.signed_in import require, viewer
from coach.ui.style import apply_style

# A file of our own: Streamlit's symbols and emoji as page icons are fetched from other people's servers.
_ICON = Path(__file__).with_name("favicon.svg")


@dataclass(frozen=True, slots=True)
class _Place:
    """One page: its address, the module that shows it, its name in the menu, and whose it is."""

    address: str
    module: str
    title: str
    roles: tuple[Role, ...]
    listed: bool = True


_PATIENT: tuple[Role, ...] = ("patient",)
_THERAPIST: tuple[Role, ...] = ("therapist",)
_OFFICE: tuple[Role, ...] = ("administrator",)
#: In the order of the menu; the first of a role is where she begins.
_PLACES = (
    _Place("today", "today_page", marked("Today"), _PATIENT),
    _Place("exercise", "exercise_page", marked("Exercise"), _PATIENT),
    _Place("live", "live_page", marked("Session"), _PATIENT),
    _Place("progress", "progress_page", marked("Progress"), _PATIENT),
    _Place("diary", "diary_page", marked("Diary"), _PATIENT),
    _Place("learn", "learn_page", marked("Learn"), _PATIENT),
    _Place("measures", "measures_page", marked("Measures"), _PATIENT),
    _Place("setup", "setup_page", marked("About your operation"), _PATIENT, listed=False),
    _Place("patients", "patients_page", marked("Patients"), _THERAPIST),
    _Place("patient", "patient_page", marked("Patient"), _THERAPIST),
    _Place("plan", "plan_page", marked("Plan"), _THERAPIST),
    _Place("review", "review_page", marked("Review"), _THERAPIST),
    _Place("set", "session_page", marked("Session under review"), _THERAPIST, listed=False),
    _Place("compare", "compare_page", marked("Compare"), _THERAPIST),
    _Place("secret", "secret_page", marked("PIN or passphrase"), (*_PATIENT, *_THERAPIST, *_OFFICE), listed=False),
    _Place("film", "film_page", marked("Film"), (*_PATIENT, *_THERAPIST)),
    _Place("therapist", "therapist_page", marked("Settings"), _THERAPIST),
    _Place("people", "staff_page", marked("People"), (*_OFFICE, *_THERAPIST)),
    _Place("audit", "audit_page", marked("Audit"), _OFFICE),
    _Place("backup", "backup_page", marked("Backup"), _OFFICE),
)
_SHOWN: dict[_Place, Callable[[], None]] = {}
for _place in _PLACES:
    if find_spec(f"coach.ui.{_place.module}"):
        # While the pages are being built, one that cannot be imported yet is left out.
        with suppress(ImportError):
            _SHOWN[_place] = import_module(f"coach.ui.{_place.module}").show


def main() -> None:
    """Draw the page the person is on."""
    speak_as_chosen()
    told = entrance.come_in()
    who = viewer()
    pages = {"": st.Page(lambda: _begin(told), title=say("Coach"), default=True, visibility="hidden")}
    pages |= {place.address: _page(place, show, who, told) for place, show in _SHOWN.items()}
    if who:
        pages["bye"] = st.Page(_leave, title=say("Sign out"), url_path="bye")
    st.session_state["pages"] = pages
    page = st.navigation(list(pages.values()), position="top" if who else "hidden")
    st.set_page_config(page_title=f"{page.title} · Coach", page_icon=_ICON, layout="wide")
    apply_style()
    try:
        page.run()
    except Exception:
        # A defect of one page takes away neither the way out nor the watch.
        _foot(who, pages)
        raise
    _foot(who, pages)


def _foot(who: Viewer | None, pages: dict[str, st.Page]) -> None:
    with st.container(horizontal=True, key="foot"):
        if who:
            _whoever(who, pages)
        language_switch()
    entrance.keep_watch()


def _whoever(who: Viewer, pages: dict[str, st.Page]) -> None:
    known = face(library.store(), who.person_id or 0)
    st.caption(say("Signed in as {name}.", name=escaped(known.name if known else "")), width="content")
    if not clinic.is_set_up():
        st.page_link(pages["secret"], icon=":material/lock:")


def home() -> str:
    """The address where the signed-in person begins."""
    who = require()
    return next(place.address for place in _SHOWN if place.listed and who.role in place.roles)


def _page(place: _Place, show: Callable[[], None], who: Viewer | None, told: str) -> st.Page:
    """Where nobody is signed in every address leads in; a page of another role says whose it is."""
    mine = who is not None and who.role in place.roles
    return st.Page(
        _calm(lambda: _guarded(place, show, told)),
        title=say(place.title) if who else say("Who is here?"),
        url_path=place.address,
        visibility="visible" if mine and place.listed else "hidden",
    )


def _guarded(place: _Place, show: Callable[[], None], told: str) -> None:
    if place.address == "live" and st.query_params.get("demo"):
        # A figure moves and nothing is kept, so anybody may look.
        show()
    elif viewer() is None:
        who_page.show(told)
    else:
        require(*place.roles)
        show()


def _begin(told: str) -> None:
    if viewer() is None:
        _calm(lambda: who_page.show(told))()
    else:
        st.switch_page(st.session_state["pages"][home()])


def _leave() -> None:
    entrance.sign_out()
    if clinic.is_set_up():
        # The browser is on its way to the clinic's own page; another run would hold it back.
        st.title(say("You are signed out."), anchor=False)
    else:
        st.switch_page(st.session_state["pages"][""])


def _calm(show: Callable[[], None]) -> Callable[[], None]:
    def shown() -> None:
        try:
            show()
        except CoachError as error:
            st.warning(str(error), icon=":material/info:")

    return shown


if __name__ == "__main__":
    main()
