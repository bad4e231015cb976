"""The page that Streamlit runs: style, navigation, and a calm word where something is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import say
from coach.ui import exercise_page, film_page, live_page, review_page, therapist_page
from coach.ui.page_language import language_switch, speak_as_chosen
from coach.ui.style import apply_style

# A file of our own: Streamlit's symbols and emoji as page icons are fetched from other people's servers.
_ICON = Path(__file__).with_name("favicon.svg")


def main() -> None:
    """Draw the page the person is on."""
    speak_as_chosen()
    pages = [
        st.Page(_calm(exercise_page.show), title=say("Exercise"), url_path="exercise", default=True),
        st.Page(_calm(live_page.show), title=say("Session"), url_path="live"),
        st.Page(_calm(film_page.show), title=say("Film"), url_path="film"),
        st.Page(_calm(review_page.show), title=say("Review"), url_path="review"),
        st.Page(_calm(therapist_page.show), title=say("For the therapist"), url_path="therapist"),
    ]
    st.session_state["pages"] = {page.url_path or "exercise": page for page in pages}
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} · Coach", page_icon=_ICON, layout="wide")
    apply_style()
    page.run()
    language_switch()


def _calm(show: Callable[[], None]) -> Callable[[], None]:
    def shown() -> None:
        try:
            show()
        except CoachError as error:
            st.warning(str(error), icon=":material/info:")

    return shown


if __name__ == "__main__":
    main()
