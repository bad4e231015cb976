"""The page that Streamlit runs: who is there, her pages and no others, and a calm word where something is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import marked, say
from coach.records.credentials import face
from coach.records.desk import Role, Viewer
from coach.ui import (
    audit_page,
    backup_page,
    clinic,
    compare_page,
    diary_page,
    entrance,
    exercise_page,
    film_page,
    learn_page,
    library,
    live_page,
    measures_page,
    patient_page,
    patients_page,
    plan_page,
    progress_page,
    review_page,
    secret_page,
    setup_page,
    staff_page,
    therapist_page,
    today_page,
    who_page,
)
from coach.ui.page_language import language_switch, speak_as_chosen
from coach.ui.review_look import escaped
from coach.ui.signed_in import require, viewer
from coach.ui.style import apply_style

# A file of our own: Streamlit's symbols and emoji as page icons are fetched from other people's servers.
_ICON = Path(__file__).with_name("favicon.svg")


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its address, what draws it, its name in the menu, and whose it is."""

    address: str
    show: Callable[[], None]
    title: str
    roles: tuple[Role, ...]
    listed: bool = True


_PATIENT: tuple[Role, ...] = ("patient",)
_THERAPIST: tuple[Role, ...] = ("therapist",)
_OFFICE: tuple[Role, ...] = ("administrator",)
#: In the order of the menu; the first of a role is where she begins.
PLACES = (
    Place("today", today_page.show, marked("Today"), _PATIENT),
    Place("exercise", exercise_page.show, marked("Exercise"), _PATIENT),
    Place("live", live_page.show, marked("Session"), _PATIENT),
    Place("progress", progress_page.show, marked("Progress"), _PATIENT),
    Place("diary", diary_page.show, marked("Diary"), _PATIENT),
    Place("learn", learn_page.show, marked("Learn"), _PATIENT),
    Place("measures", measures_page.show, marked("Measures"), _PATIENT),
    Place("setup", setup_page.show, marked("About your operation"), _PATIENT, listed=False),
    Place("patients", patients_page.show, marked("Patients"), _THERAPIST),
    Place("patient", patient_page.show, marked("Patient"), _THERAPIST),
    Place("plan", plan_page.show, marked("Plan"), _THERAPIST),
    Place("review", review_page.show, marked("Review"), _THERAPIST),
    Place("compare", compare_page.show, marked("Compare"), _THERAPIST),
    Place("secret", secret_page.show, marked("PIN or passphrase"), (*_PATIENT, *_THERAPIST, *_OFFICE), listed=False),
    Place("film", film_page.show, marked("Film"), (*_PATIENT, *_THERAPIST)),
    Place("therapist", therapist_page.show, marked("Settings"), _THERAPIST),
    Place("people", staff_page.show, marked("People"), (*_OFFICE, *_THERAPIST)),
    Place("audit", audit_page.show, marked("Audit"), _OFFICE),
    Place("backup", backup_page.show, marked("Backup"), _OFFICE),
)


def main() -> None:
    """Draw the page the person is on."""
    speak_as_chosen()
    told = _coming_in()
    who = viewer()
    pages = {"": st.Page(lambda: _begin(told), title=say("Coach"), default=True, visibility="hidden")}
    pages |= {place.address: _page(place, who, told) for place in PLACES}
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


def _coming_in() -> str:
    """Why the way in is shown; a store that fails is told there or by the page itself."""
    try:
        return entrance.come_in()
    except CoachError as error:
        return str(error)


def _foot(who: Viewer | None, pages: dict[str, st.Page]) -> None:
    with st.container(horizontal=True, key="foot"):
        if who:
            _calm(lambda: _whoever(who, pages))()
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
    return next(place.address for place in PLACES if place.listed and who.role in place.roles)


def _page(place: Place, who: Viewer | None, told: str) -> st.Page:
    """Where nobody is signed in every address leads in; a page of another role says whose it is."""
    mine = who is not None and who.role in place.roles
    return st.Page(
        _calm(lambda: _guarded(place, told)),
        title=say(place.title) if who else say("Who is here?"),
        url_path=place.address,
        visibility="visible" if mine and place.listed else "hidden",
    )


def _guarded(place: Place, told: str) -> None:
    if place.address == "live" and st.query_params.get("demo"):
        # A figure moves and nothing is kept, so anybody may look.
        place.show()
    elif viewer() is None:
        who_page.show(told)
    else:
        require(*place.roles)
        place.show()


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
            st.warning(escaped(str(error)), icon=":material/info:")

    return shown


if __name__ == "__main__":
    main()
