"""The diary: one screen for a day, three touches for pain and walking; nothing that was written is ever taken away.

`?day=2026-11-25` opens an earlier day. A number written again takes the place of the earlier one, words are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from coach.care import Targets, calls_for
from coach.care.bounds import MAX_WORDS
from coach.language import decimal, marked, say, say_many
from coach.records.comments import say_to
from coach.records.diary import NUMBERS, DiaryDay, diary_of, write_diary
from coach.records.plans import plan_of
from coach.records.profiles import KeptProfile, profile_of
from coach.records.settings import read_settings
from coach.review.dates import weekday_words
from coach.ui.diary_card import pain_words
from coach.ui.patient_look import heading, show_calls, small, style, today
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, now, patient_id
from coach.ui.talk_card import talk_card

#: So far back a day can be opened, and so many stand in the list at first.
DAYS_BACK, DAYS_SHOWN = 90, 10
_PAINS = {
    "pain_back": marked("Pain in the back or neck"),
    "pain_leg": marked("Pain in a leg"),
    "pain_arm": marked("Pain in an arm"),
}
#: Minutes that one touch answers; others are typed.
_MINUTES = (0, 5, 10, 15, 20, 30, 45, 60)
_MEALS, _GLASSES = range(7), range(13)
_WORDS = {
    "medication": (marked("Medicine taken"), marked("Such as: pain tablet in the morning")),
    "injection": (marked("Injection"), marked("What, where, by whom")),
    "treatment": (marked("Treatment"), marked("Massage, acupuncture, baths, others")),
    "note": (marked("A note for myself"), ""),
}
_SAVED = "diary_saved"


def show() -> None:
    """Draw the page."""
    style()
    day = _day()
    kept = _of(day)
    heading(say("Diary"), below=weekday_words(day, today()))
    _thanks(kept)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        _form(day, kept)
    with right:
        talk_card()
        _earlier(day)


def _day() -> date:
    """The day of the address, within reach; today where it names none."""
    asked = st.query_params.get("day", "")
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return today()
    return day if today() - timedelta(days=DAYS_BACK) <= day <= today() else today()


def _of(day: date) -> DiaryDay:
    found = diary_of(desk(), patient_id(), day, day)
    return found[0] if found else DiaryDay(day, {}, {})


def _thanks(kept: DiaryDay) -> None:
    """A word that it is kept; where pain is high today, who can be called."""
    if not st.session_state.pop(_SAVED, False):
        return
    st.success(say("Kept."), icon=":material/check:")
    settings = read_settings(desk().store)
    told = [kept.numbers[kind] for kind in _PAINS if kind in kept.numbers]
    if kept.day == today() and told and max(told) >= settings.pain.end_at:
        with st.container(border=True, key="card_rest"):
            st.markdown(f"**{say('Rest today.')}** {say('If it stays, call your therapist or surgeon.')}")
            show_calls(calls_for("soon", settings.contacts))


def _form(day: date, kept: DiaryDay) -> None:
    plan = plan_of(desk(), patient_id())
    targets = plan.plan.targets if plan else Targets()
    key = day.isoformat()
    pains = _pains_of(profile_of(desk(), patient_id()))
    with st.form(f"diary_{key}", border=False):
        with st.container(border=True, key="card_day"):
            numbers = {kind: _pain(kind, kept.numbers, key) for kind in pains[:2]}
            numbers["walking_min"] = _walking(kept.numbers, targets, key)
            # Two of them, so that pain and walking are three touches and a long day needs no way back up.
            soon = st.form_submit_button(say("Keep this day"), type="primary", width="stretch", key="go_keep_day")
        with st.container(border=True, key="card_words"):
            lines = {kind: _line(kind, kept, key) for kind in _WORDS}
            question = st.text_area(
                say("A question for my therapist"), max_chars=MAX_WORDS, height=80, key=f"question_{key}"
            )
        with st.container(border=True, key="card_more"):
            numbers |= {kind: _pain(kind, kept.numbers, key) for kind in pains[2:]}
            numbers |= _body(kept.numbers, targets, key)
        late = st.form_submit_button(say("Keep all of it"), type="primary", width="stretch", key="go_keep_all")
    if soon or late:
        _keep(day, kept, numbers, lines, question)


def _pains_of(kept: KeptProfile | None) -> tuple[str, ...]:
    """The three pains, in the order in which they belong to the level of the operation."""
    if kept is not None and kept.profile.level == "cervical":
        return ("pain_back", "pain_arm", "pain_leg")
    return tuple(_PAINS)


def _keep(
    day: date, kept: DiaryDay, numbers: Mapping[str, float | None], lines: Mapping[str, str], question: str
) -> None:
    """Append what is new; what was left as it stood is not written again."""
    entries: dict[str, float | str] = {
        kind: value for kind, value in numbers.items() if value is not None and value != kept.numbers.get(kind)
    }
    entries |= {kind: text.strip() for kind, text in lines.items() if text.strip()}
    if entries:
        write_diary(desk(), patient_id(), day, entries, now())
    if question.strip():
        say_to(desk(), patient_id(), question.strip(), "question", now())
    for kind in (*_WORDS, "question"):
        st.session_state.pop(f"{kind}_{day.isoformat()}", None)
    st.session_state[_SAVED] = bool(entries or question.strip())
    st.rerun()


def _pain(kind: str, numbers: Mapping[str, float], key: str) -> float | None:
    picked = st.pills(
        say("{what}, 0 none to 10 strongest", what=say(_PAINS[kind])),
        range(11),
        default=_known(numbers.get(kind), range(11)),
        key=f"{kind}_{key}",
    )
    return None if picked is None else float(picked)


def _walking(numbers: Mapping[str, float], targets: Targets, key: str) -> float | None:
    label = say("Minutes of walking")
    if targets.walking_min is not None:
        label = say(
            "Minutes of walking; the plan has {n} (set by {who})", n=targets.walking_min, who=escaped(targets.set_by)
        )
    walked = numbers.get("walking_min")
    options = sorted({*_MINUTES, *([int(walked)] if walked is not None else [])})
    picked = st.pills(label, options, default=_known(walked, options), key=f"walking_{key}")
    least, most = (int(bound) for bound in NUMBERS["walking_min"])
    typed = st.number_input(
        say("Or another number of minutes"), least, most, None, step=5, key=f"minutes_{key}", width=300
    )
    value = typed if typed is not None else picked
    return None if value is None else float(value)


def _body(numbers: Mapping[str, float], targets: Targets, key: str) -> dict[str, float | None]:
    """Sleep, and meals and glasses beside the targets that somebody set; without one there is no number to reach."""
    sleep = st.number_input(
        say("Hours of sleep"), 0.0, 24.0, numbers.get("sleep_h"), step=0.5, format="%.1f", key=f"sleep_{key}", width=220
    )
    asked = (
        ("protein_meals", say("Meals with protein"), _MEALS, targets.protein_meals),
        ("fluid_glasses", say("Glasses drunk"), _GLASSES, targets.fluid_glasses),
    )
    found: dict[str, float | None] = {"sleep_h": None if sleep is None else float(sleep)}
    for kind, words, options, target in asked:
        label = words
        if target is not None:
            label = say("{what}; the plan has {n} (set by {who})", what=words, n=target, who=escaped(targets.set_by))
        picked = st.pills(label, options, default=_known(numbers.get(kind), options), key=f"{kind}_{key}")
        found[kind] = None if picked is None else float(picked)
    return found


def _line(kind: str, kept: DiaryDay, key: str) -> str:
    words, example = _WORDS[kind]
    before = kept.words.get(kind, ())
    typed = st.text_input(
        say(words), max_chars=MAX_WORDS, placeholder=say(example) if example else None, key=f"{kind}_{key}"
    )
    if before:
        st.html(small(say("Kept: {what}", what="; ".join(before))))
    return typed


def _known(value: float | None, options: Sequence[int]) -> int | None:
    return int(value) if value is not None and value == int(value) and int(value) in options else None


def _earlier(open_day: date) -> None:
    """The days before, each a button that opens it; empty ones can be written, too."""
    days = diary_of(desk(), patient_id(), today() - timedelta(days=DAYS_BACK), today())
    written = {one.day: one for one in days}
    with st.container(border=True, key="card_days"):
        st.header(say("Earlier days"), anchor=False)
        near = {today() - timedelta(days=k) for k in range(3)}
        listed = sorted((near | set(written)) - {open_day}, reverse=True)
        more = st.session_state.get("diary_days_shown", DAYS_SHOWN)
        for day in listed[:more]:
            label = f"**{weekday_words(day, today())}**  \n{escaped(_in_short(written.get(day)))}"
            st.button(label, key=f"open_{day.isoformat()}", width="stretch", on_click=_open, args=(day,))
        if len(listed) > more:
            label = say_many("{n} more day", "{n} more days", len(listed) - more)
            st.button(label, key="diary_more", type="tertiary", on_click=_show_all)


def _in_short(kept: DiaryDay | None) -> str:
    """`Pain: back 3 · walked 20 minutes · 2 notes`."""
    if kept is None or not (kept.numbers or kept.words):
        return say("nothing written")
    walked = kept.numbers.get("walking_min")
    lines = sum(len(words) for words in kept.words.values())
    told = (
        pain_words(kept.numbers),
        "" if walked is None else say("walked {n} minutes", n=decimal(walked, 0)),
        say_many("{n} line", "{n} lines", lines) if lines else "",
    )
    return " · ".join(one for one in told if one) or say("written")


def _open(day: date) -> None:
    st.query_params["day"] = day.isoformat()


def _show_all() -> None:
    st.session_state["diary_days_shown"] = DAYS_BACK
