"""The lines of a plan as fields: dose, goal and limits of each, with what the envelope says of it while one edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from coach.care import Allowance, LimitChange, PlanItem, Reason, as_planned
from coach.care.bounds import MAX_WORDS
from coach.care.plan import MOST_DAYS, MOST_HOLD_S, MOST_REPETITIONS, MOST_SETS
from coach.errors import CoachError
from coach.kinematics.quantities import QUANTITIES
from coach.kinematics.uncertainty import uncertainty
from coach.language import marked, say, spoken_language
from coach.review.saying import allowed, measured, quantity
from coach.rules import Exercise, RuleFileError
from coach.rules.model import Limit
from coach.ui.plan_draft import Draft
from coach.ui.review_look import escaped

#: What a bound is called, and where a goal's number lies.
_BOUNDS = {"min": marked("at least"), "max": marked("at most")}
_ENDINGS = {"deg": "°", "rel": "%", "s": "s"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as it stands in the fields; `item` is the last one that could be written, `faults` say what cannot."""

    item: PlanItem
    faults: tuple[str, ...]
    pressed: str = ""


def show_item(draft: Draft, item: PlanItem, exercise: Exercise | None, decided: Allowance | None) -> Typed:
    """One line of the plan; what is not allowed stays in sight with who says so and until when."""
    name = exercise.words(spoken_language()).name if exercise else item.exercise_id
    with st.container(border=True, key=f"card_{draft.key(item.exercise_id)}"):
        st.subheader(escaped(name), anchor=False)
        if exercise is None or decided is None:
            st.markdown(say("This exercise cannot be read any more. Take it out of the plan."))
            return Typed(item, (), _buttons(draft, item, name))
        show_allowance(decided)
        typed = _dose(draft, item, exercise)
        goal = _goal(draft, item, exercise)
        limits = _limits(draft, item, exercise)
        note = st.text_input(
            say("Note on this exercise, the patient reads it"),
            item.note,
            max_chars=MAX_WORDS,
            key=draft.key(item.exercise_id, "note"),
        )
        made, faults = _made(item, exercise, typed | {"goal": goal, "limits": limits, "note": note})
        for fault in faults:
            st.warning(escaped(fault), icon=":material/info:")
        return Typed(made, faults, _buttons(draft, item, name))


def show_allowance(decided: Allowance) -> None:
    """Allowed, or waits and until when; under it each reason with its source and who set it."""
    st.markdown(allowance_mark(decided))
    lines = [_reason(one) for one in decided.reasons]
    st.caption("  \n".join(lines))


def allowance_words(decided: Allowance) -> str:
    """Shape and word; colour is added where it is shown."""
    if decided.allowed:
        overridden = decided.override is not None and any(one.kind == "override" for one in decided.reasons)
        return f"◐ {say('allowed by an override')}" if overridden else f"● {say('allowed now')}"
    week = decided.from_week
    return f"◌ {say('not allowed')}" if week is None else f"◌ {say('waits until week {week}', week=week)}"


def allowance_mark(decided: Allowance) -> str:
    """As Markdown in its colour."""
    said = allowance_words(decided)
    colour = {"●": "green", "◐": "yellow"}.get(said[0], "gray")
    return f":{colour}[**{said}**]"


def _reason(one: Reason) -> str:
    return escaped(f"{one.words} ({one.set_by}; {one.source})" if one.source else f"{one.words} ({one.set_by})")


def _dose(draft: Draft, item: PlanItem, exercise: Exercise) -> dict[str, object]:
    held = exercise.repetition.hold_s is not None or exercise.dose.hold_s is not None
    columns = st.columns(4 if held else 3)
    kept: dict[str, object] = {}
    fields = [
        ("sets", say("Sets"), MOST_SETS),
        ("repetitions", say("Repetitions"), MOST_REPETITIONS),
        ("days_per_week", say("Days a week"), MOST_DAYS),
    ]
    for column, (name, label, most) in zip(columns, fields, strict=False):
        key = draft.key(item.exercise_id, name)
        kept[name] = int(column.number_input(label, 1, most, getattr(item, name), step=1, key=key))
    if held:
        kept["hold_s"] = columns[3].number_input(
            say("Hold, seconds"),
            0.0,
            MOST_HOLD_S,
            None if item.hold_s is None else float(item.hold_s),
            step=1.0,
            format="%.0f",
            placeholder=_own(exercise.repetition.hold_s or exercise.dose.hold_s, "s"),
            key=draft.key(item.exercise_id, "hold"),
        )
    return kept


def _goal(draft: Draft, item: PlanItem, exercise: Exercise) -> float | None:
    """The goal stands apart from the limits: to miss it is never an error."""
    goal = exercise.goal
    if goal is None:
        return item.goal
    unit = QUANTITIES[goal.quantity].unit
    own = goal.min if goal.min is not None else goal.max
    side = _BOUNDS["min" if goal.min is not None else "max"]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.markdown(f"**{say('Goal')}** · {escaped(say('what is worked towards; missing it is never an error'))}")
    typed = right.number_input(
        f"{quantity(goal.quantity)}, {say(side)} ({_ENDINGS[unit]})".capitalize(),
        value=_shown(item.goal, unit),
        step=1.0,
        format="%g",
        placeholder=_own(own, unit),
        key=draft.key(item.exercise_id, "goal"),
    )
    return _kept(typed, unit)


def _limits(draft: Draft, item: PlanItem, exercise: Exercise) -> dict[str, LimitChange]:
    """What must not be passed: empty fields are as the file has it, and a number may only be tighter."""
    if not exercise.limits:
        return {}
    st.markdown(f"**{say('Limits')}** · {escaped(say('what must not be passed; only tighter than the file'))}")
    found = {}
    for limit in exercise.limits:
        change = item.limits.get(limit.id)
        bounds = _limit(draft, item, exercise, limit, change.bounds if change else {})
        if bounds:
            found[limit.id] = LimitChange(**bounds)
    return found


def _limit(
    draft: Draft, item: PlanItem, exercise: Exercise, limit: Limit, kept: Mapping[str, float]
) -> dict[str, float]:
    unit = QUANTITIES[limit.quantity].unit
    title = exercise.words(spoken_language()).limit_title(limit.id)
    sides = [key for key in ("min", "max") if getattr(limit, key) is not None]
    u = uncertainty(limit.quantity, exercise.camera.view)
    told = say("the file: {allows} ({source})", allows=allowed(limit), source=limit.source or say("without a source"))
    camera = say("the camera tells it by ± {u}", u=measured(u, unit)) if u is not None else say("never measured")
    bounds: dict[str, float] = {}
    columns = st.columns([3, *([2 / len(sides)] * len(sides))], vertical_alignment="bottom")
    columns[0].caption(f"**{escaped(title)}**: {escaped(told)}; {escaped(camera)}")
    for column, key in zip(columns[1:], sides, strict=True):
        typed = column.number_input(
            f"{title}, {say(_BOUNDS[key])} ({_ENDINGS[unit]})",
            value=_shown(kept.get(key), unit),
            step=1.0,
            format="%g",
            placeholder=_own(getattr(limit, key), unit),
            key=draft.key(item.exercise_id, limit.id, key),
        )
        value = _kept(typed, unit)
        if value is not None:
            bounds[key] = value
    return bounds


def _buttons(draft: Draft, item: PlanItem, name: str) -> str:
    """What was pressed under the line: `earlier`, `out`, or nothing."""
    with st.container(horizontal=True):
        earlier = st.button(
            say("Earlier in the day"),
            key=draft.key(item.exercise_id, "earlier"),
            icon=":material/arrow_upward:",
            help=say("{exercise} one place earlier", exercise=name),
        )
        out = st.button(
            say("Take out"),
            key=draft.key(item.exercise_id, "out"),
            icon=":material/remove:",
            help=say("{exercise} out of the plan", exercise=name),
        )
    return "earlier" if earlier else "out" if out else ""


def _made(item: PlanItem, exercise: Exercise, typed: Mapping[str, object]) -> tuple[PlanItem, tuple[str, ...]]:
    """The line as typed, and what speaks against it; a line that cannot be written stays as it was."""
    values = {"hold_s": item.hold_s} | dict(typed)
    try:
        made = PlanItem(item.exercise_id, **values)  # type: ignore[arg-type]  # each as its field gave it
        as_planned(exercise, made)
    except RuleFileError as refused:
        return item, tuple(f"{fault.message} {fault.instead}" for fault in refused.faults)
    except CoachError as refused:
        return item, (str(refused),)
    return made, ()


def _own(value: float | None, unit: str) -> str:
    return say("{own} (file)", own=measured(value, unit)) if value is not None else ""


def _shown(value: float | None, unit: str) -> float | None:
    """Shares of the body are typed as per cent."""
    return None if value is None else round(value * 100, 3) if unit == "rel" else float(value)


def _kept(value: float | None, unit: str) -> float | None:
    return None if value is None else value / 100 if unit == "rel" else float(value)
