"""From one page to another, with what the next one is about in its address."""

from __future__ import annotations

import streamlit as st


def go(address: str, **about: str | int) -> None:
    """Leave for that page; what it is about stands in its address, so that a reload or a bookmark comes back to it.

    To be called while a page is drawn, not in a callback.
    """
    page = st.session_state["pages"][address]
    st.switch_page(page, query_params={name: str(value) for name, value in about.items()})


def way_button(
    label: str, address: str, *, key: str, icon: str = "", primary: bool = False, **about: str | int
) -> None:
    """A button that leads to a page."""
    if st.button(label, key=key, icon=icon or None, type="primary" if primary else "secondary"):
        go(address, **about)
