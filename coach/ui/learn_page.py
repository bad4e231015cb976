"""What is worth knowing, in short plain texts; whom to call stands beside them on every visit.

`?open=` names what is open at first: a lesson, `precautions`, `call` or `ask`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from coach.care import RED_FLAGS, Contacts, Profile, calls_for
from coach.care.keep_in_mind import in_mind
from coach.care.teaching import READ_ON, Lesson, Spread, lessons_for, spreads_for
from coach.language import marked, say
from coach.records.profiles import profile_of
from coach.records.settings import read_settings
from coach.review.dates import day_words
from coach.ui.in_mind_view import in_mind_list, week_words
from coach.ui.patient_look import heading, show_calls, small, style, today
from coach.ui.signed_in import desk, patient_id

#: In the order of haste, with whom each group of signs is for.
_URGENT = {"now": marked("Call at once"), "today": marked("Call on the same day")}


def show() -> None:
    """Draw the page."""
    style()
    kept = profile_of(desk(), patient_id())
    profile = kept.profile if kept else None
    heading(
        say("Learn"),
        week_words(profile, today()) if profile else "",
        say("Short and plain. Where no source is known it says proposal."),
    )
    opened = st.query_params.get("open", "")
    contacts = read_settings(desk().store).contacts
    if opened == "call":
        # Whoever asks for it has it before her on a phone, too.
        _when_to_call(contacts)
        left, right = st.container(), None
    else:
        left, right = st.columns([7, 5], gap="medium")
    with left:
        lessons = lessons_for(profile, today())
        first = opened or lessons[0].id
        if profile is not None:
            with st.expander(say("My precautions"), expanded=first == "precautions", icon=":material/shield:"):
                _precautions(profile)
        for lesson in lessons:
            with st.expander(str(lesson.title), expanded=first == lesson.id):
                _lesson(lesson)
        with st.expander(say("Driving, sitting, lifting: ask"), expanded=first == "ask"):
            _spread(spreads_for(profile), profile)
    if right is not None:
        with right:
            _when_to_call(contacts)


def _precautions(profile: Profile) -> None:
    st.html(in_mind_list(in_mind(profile, today())))
    st.html(small(say("The usual times differ from clinic to clinic. What your surgeon says comes first.")))


def _lesson(lesson: Lesson) -> None:
    tag = "ol" if lesson.steps else "ul"
    points = "".join(f"<li>{html.escape(str(point))}</li>" for point in lesson.points)
    st.html(
        f'<p class="quiet"><b>{html.escape(str(lesson.lead))}</b></p><{tag} class="lesson">{points}</{tag}>'
        + _source(lesson.source, day_words(lesson.read_on))
    )


def _source(source: str, day: str) -> str:
    return small(say("Source: {source}. Read on {day}.", source=source.rstrip("."), day=day))


def _spread(rows: Sequence[Spread], profile: Profile | None) -> None:
    st.markdown(say("Protocols differ widely here, and none of them knows you. Ask your surgeon what holds for you."))
    if profile is not None and profile.level == "thoracic":
        st.markdown(say("For the upper back hardly anything is published. These are of the lower back."))
    least, most = say("shortest or least"), say("longest or most")
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in (say("What"), least, most))
    body = "".join(_spread_row(row, least, most) for row in rows)
    st.html(
        f'<table class="spread"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        + small(say("Read on {day}.", day=day_words(READ_ON)))
    )


def _spread_row(row: Spread, least: str, most: str) -> str:
    cells = "".join(
        f'<td data-of="{html.escape(of)}:">{html.escape(str(said))}{more}</td>'
        for of, said, more in (
            (least, row.least, ""),
            (most, row.most, f"<small>{html.escape(row.source)}</small>"),
        )
    )
    return f'<tr><th scope="row">{html.escape(str(row.what))}</th>{cells}</tr>'


def _when_to_call(contacts: Contacts) -> None:
    """The signs by haste, each group with the numbers to call; nothing in them is folded away."""
    with st.container(border=True, key="card_call"):
        st.header(say("When to call"), anchor=False)
        for urgency, words in _URGENT.items():
            signs = "".join(f"<li>{html.escape(str(flag.words))}</li>" for flag in RED_FLAGS if flag.urgency == urgency)
            calls = calls_for(urgency, contacts)
            st.html(f'<h3>{html.escape(say(words))}</h3><ul class="lesson">{signs}</ul>')
            show_calls(calls)
            if not calls:
                st.markdown(say("Write down your surgeon's and your therapist's number here with your therapist."))
        sources = "; ".join(dict.fromkeys(flag.source for flag in RED_FLAGS))
        with st.expander(say("Where this comes from")):
            st.html(_source(sources, day_words(READ_ON)))
