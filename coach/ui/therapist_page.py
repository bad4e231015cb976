"""The settings of this place: whom a patient calls, when pain ends an exercise, how long the rest is."""

from __future__ import annotations

import streamlit as st

from coach.care import ClinicSettings, Contact, Contacts, PainRule, calls_for
from coach.care.contacts import MAX_NAME, MAX_PHONE
from coach.care.settings import (
    END_AT,
    END_AT_MOST,
    END_RISE,
    END_RISE_MOST,
    REST_LEAST_S,
    REST_MOST_S,
)
from coach.errors import RecordError, SettingsError
from coach.language import say
from coach.records.settings import read_settings, save_settings
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, now, require


def show() -> None:
    """Draw the page."""
    require("therapist")
    st.title(say("Settings"), anchor=False)
    st.caption(say("To be set by the therapist, for everybody who trains on this computer."))
    kept = _kept()
    with st.form("therapist", border=False):
        contacts = _contacts(kept)
        pain = _pain(kept)
        rest_s = _rest(kept)
        pressed = st.form_submit_button(say("Keep these settings"), type="primary", width="stretch")
    if pressed:
        _keep(contacts, pain, rest_s)
    _in_force()


def _kept() -> ClinicSettings:
    """What is in force; the defaults, to begin anew from, where it cannot be read."""
    try:
        return read_settings(desk().store)
    except RecordError:
        return ClinicSettings()


def _contacts(kept: ClinicSettings) -> dict[str, tuple[str, str]]:
    """Name and number as typed, by role."""
    with st.container(border=True, key="card_contacts"):
        st.header(say("Whom to call"), anchor=False)
        st.caption(say("Shown to the patient when a sign is marked or pain stays. An empty line is left out."))
        therapist = _contact(
            "therapist", say("Therapist or clinic"), say("Telephone of the therapist"), kept.contacts.therapist
        )
        surgeon = _contact("surgeon", say("Surgeon or ward"), say("Telephone of the ward"), kept.contacts.surgeon)
        emergency = st.text_input(
            say("Emergency number"), kept.contacts.emergency.phone, max_chars=MAX_PHONE, key="emergency_phone"
        )
        st.caption(say("112 is a proposal. Write the number of your country."))
    return {"therapist": therapist, "surgeon": surgeon, "emergency": (kept.contacts.emergency.name, emergency)}


def _contact(role: str, name_words: str, phone_words: str, kept: Contact) -> tuple[str, str]:
    left, right = st.columns(2)
    name = left.text_input(name_words, kept.name, max_chars=MAX_NAME, key=f"{role}_name")
    phone = right.text_input(phone_words, kept.phone, max_chars=MAX_PHONE, key=f"{role}_phone")
    return name, phone


def _pain(kept: ClinicSettings) -> tuple[int, int]:
    with st.container(border=True, key="card_pain"):
        st.header(say("When pain ends the exercise"), anchor=False)
        left, right = st.columns(2)
        end_at = left.number_input(
            say("At this pain, from 0 to 10"), 1, END_AT_MOST, kept.pain.end_at, step=1, key="end_at"
        )
        end_rise = right.number_input(
            say("At this rise since the day's first answer"),
            1,
            END_RISE_MOST,
            kept.pain.end_rise,
            step=1,
            key="end_rise",
        )
        st.caption(
            say(
                "Proposal: pain {at} or a rise of {rise}. Published bands ask to stop from 6, 7 or 8 "
                "(providephysiotherapy.org.uk, pelvico.ca, mvmtevanston); none is about spinal fusion. "
                "More than {at_most}, or a rise of more than {rise_most}, cannot be set.",
                at=END_AT,
                rise=END_RISE,
                at_most=END_AT_MOST,
                rise_most=END_RISE_MOST,
            )
        )
    return int(end_at), int(end_rise)


def _rest(kept: ClinicSettings) -> int:
    with st.container(border=True, key="card_rest"):
        st.header(say("Rest between sets"), anchor=False)
        rest_s = st.number_input(say("Seconds"), REST_LEAST_S, REST_MOST_S, kept.rest_s, step=5, key="rest_s")
        st.caption(say("Proposal. The patient can pause at any time."))
    return int(rest_s)


def _keep(typed: dict[str, tuple[str, str]], pain: tuple[int, int], rest_s: int) -> None:
    """Keep what was typed, or say what to change."""
    try:
        contacts = {role: Contact(*(" ".join(one.split()) for one in pair)) for role, pair in typed.items()}
        settings = ClinicSettings(PainRule(*pain), Contacts(**contacts), rest_s)
    except SettingsError as error:
        st.warning(escaped(str(error)), icon=":material/info:")
        return
    save_settings(desk(), settings, now())
    st.success(say("Kept."), icon=":material/check:")


def _in_force() -> None:
    st.header(say("In force now"), anchor=False)
    try:
        settings = read_settings(desk().store)
    except RecordError as error:
        st.warning(escaped(str(error)), icon=":material/info:")
        return
    pain = settings.pain
    lines = [
        say("The exercise ends at pain {at}, or at a rise of {rise}.", at=pain.end_at, rise=pain.end_rise),
        say("The rest lasts {rest_s} seconds.", rest_s=settings.rest_s),
        say("To call at once: {calls}", calls=_call_words("now", settings.contacts)),
        say("To call on the same day: {calls}", calls=_call_words("today", settings.contacts)),
    ]
    st.markdown("\n".join(f"- {escaped(line)}" for line in lines))


def _call_words(urgency: str, contacts: Contacts) -> str:
    calls = [f"{call.who} {call.phone}".strip() for call in calls_for(urgency, contacts)]
    return ", ".join(calls) or say("your therapist or surgeon, without a number")
