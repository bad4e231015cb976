"""In which language the pages speak: asked for in the address, chosen here, remembered by the browser, or its own.

A reload begins a new session of Streamlit's, so what was chosen is kept in a cookie, which holds the tag and no more.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from coach.language import LANGUAGES, known_language, speak, spoken_language

#: `?lang=de` in the address of any page.
PARAMETER = "lang"
COOKIE = "coach_language"
#: The chosen tag, in the state of the tab.
CHOSEN = "chosen_language"
_JS = Path(__file__).with_name("accessible.js").read_text(encoding="utf-8")


def speak_as_chosen() -> None:
    """From here on in this run, words are said in the person's language; to be called in each run and fragment."""
    asked = st.query_params.get(PARAMETER)
    if asked:
        st.session_state[CHOSEN] = known_language(asked)
    speak(st.session_state.get(CHOSEN) or st.context.cookies.get(COOKIE) or st.context.locale or "")


def language_switch() -> None:
    """One button for each other language, and the page's language told to the browser, for those who hear the page."""
    with st.container(horizontal=True, key="language"):
        for tag, name in LANGUAGES.items():
            if tag != spoken_language():
                st.button(
                    name,
                    key=f"language_{tag}",
                    type="tertiary",
                    icon=":material/language:",
                    on_click=_choose,
                    args=(tag,),
                )
        # Also what keeps tables within reach of the keys.
        told = {"language": spoken_language(), "cookie": COOKIE if CHOSEN in st.session_state else ""}
        st.components.v2.component("coach_accessible", js=_JS)(data=told, key="accessible")


def _choose(tag: str) -> None:
    st.session_state[CHOSEN] = tag
    st.query_params.pop(PARAMETER, None)
