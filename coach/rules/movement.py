"""Checks of the movement: thresholds in order, a start posture that can arm the set, times that leave room."""

from __future__ import annotations

from collections.abc import Iterator

from coach.rules.faults import Finding
from coach.rules.part import Draft, Part, low_high, written
from coach.rules.shape import known_keys


def check_movement(draft: Draft) -> Iterator[Finding]:
    """Thresholds and times of the repetition, the start posture and the goal."""
    yield from _thresholds(draft)
    yield from _times(draft)
    yield from _start(draft)
    yield from _from_rest(draft) if draft.from_rest else _start_zone(draft)
    yield from _at_end(draft)
    yield from _goal(draft)


def _thresholds(draft: Draft) -> Iterator[Finding]:
    rule = draft.repetition
    leave, reach, back = rule.number("leave"), rule.number("reach"), rule.number("return")
    if leave is None or reach is None:
        return
    if leave == reach:
        message = "leave and reach are the same, so there is no movement between them."
        yield Finding(rule.at("reach"), message, "Write the end position, away from leave.")
        return
    if back is None or (min(leave, reach) <= back <= max(leave, reach) and back != reach):
        return
    yield Finding(
        rule.at("return"),
        f"return must lie between leave and reach, clear of reach; {written(back)} does not.",
        f"Write a value from {written(leave)} towards {written(reach)}, near {written(leave)}.",
    )


def _times(draft: Draft) -> Iterator[Finding]:
    seconds = draft.repetition.part("seconds")
    least, most, hold_s = seconds.number("min"), seconds.number("max"), draft.repetition.number("hold_s")
    if most is None:
        return
    if least is not None and least >= most:
        message = "the least time is not below the most, so no repetition can count."
        yield Finding(seconds.at("min"), message, f"Write less than {written(most)}.")
    if hold_s is not None and hold_s >= most:
        message = "the hold lasts as long as the longest repetition that counts."
        yield Finding(draft.repetition.at("hold_s"), message, f"Write less than {written(most)}, or raise seconds.max.")
    for limit in draft.limits:
        for_s = limit.number("for_s")
        if for_s is not None and for_s >= most:
            message = "the limit would have to be passed for longer than a repetition lasts."
            yield Finding(limit.at("for_s"), message, f"Write less than {written(most)}, such as 0.3.")


def _start(draft: Draft) -> Iterator[Finding]:
    if not draft.root.has("start"):
        return
    still = [part for part in draft.start if part.has("still_for_s")]
    for part in still[1:]:
        yield Finding(part.at("still_for_s"), "how long the start is held is said twice.", "Keep one of the two.")
    for part in draft.start:
        if part.has("quantity") and not part.has("still_for_s"):
            yield from bounds(part)
        elif part.data.keys() != {"still_for_s"} and not _misspelt(part):
            instead = "Write {quantity: …, min: …} in one line and {still_for_s: …} in another."
            yield Finding(part.path, "a line of start is either a quantity or still_for_s.", instead)


def bounds(part: Part) -> Iterator[Finding]:
    """A part that must have `min`, `max` or both, in order."""
    if not (part.has("min") or part.has("max") or _misspelt(part)):
        yield Finding(part.path, "neither min nor max is given.", "Add min: … or max: …, or both.")
    low, high = low_high(part)
    if low > high:
        message = f"min {written(low)} lies above max {written(high)}, so nothing is within."
        yield Finding(part.at("min"), message, "Exchange the two.")


def _misspelt(part: Part) -> bool:
    """True with an unknown key: it may be the very one that seems to be missing, and it was told of already."""
    return not part.data.keys() <= set(known_keys(part.path))


def _start_zone(draft: Draft) -> Iterator[Finding]:
    """The start posture must allow values before `leave`, and must not hold at the end position."""
    rule = draft.repetition
    leave, reach, rising = rule.number("leave"), rule.number("reach"), draft.rising
    if leave is None or reach is None or rising is None or rule.quantity is None or not draft.root.has("start"):
        return
    before, wanted = ("at or below", "max") if rising else ("at or above", "min")
    tells = False
    for part in draft.driver_start:
        low, high = low_high(part)
        if low > high:
            continue
        if (low > leave) if rising else (high < leave):
            key = "min" if rising else "max"
            message = f"this start posture lies past leave ({written(leave)}), where the movement has already begun."
            yield Finding(part.at(key), message, f"Allow values {before} {written(leave)}.")
        tells = tells or not low <= reach <= high
    if not tells:
        where = draft.driver_start[0].path if draft.driver_start else ("start",)
        message = f"start cannot be told from the end position, {rule.quantity} {written(reach)}."
        yield Finding(where, message, f"Add {{quantity: {rule.quantity}, {wanted}: {written(leave)}}} to start.")


def _from_rest(draft: Draft) -> Iterator[Finding]:
    """Thresholds that are changes from rest begin beyond rest, and some other quantity tells the start."""
    leave, rising = draft.repetition.number("leave"), draft.rising
    if leave is not None and rising is not None and (leave <= 0 if rising else leave >= 0):
        message = "with change_from: rest this movement begins at rest itself."
        instead = f"Write a value {'above' if rising else 'below'} 0, towards reach."
        yield Finding(draft.repetition.at("leave"), message, instead)
    if draft.root.has("start") and not any(part.has("quantity") for part in draft.start):
        message = "start names no posture, so anything would arm the set."
        yield Finding(("start",), message, "Add {quantity: …, min: …} to start.")


def _at_end(draft: Draft) -> Iterator[Finding]:
    """Conditions at the end of the movement; one on the driver must let it get there."""
    reach, rising = draft.repetition.number("reach"), draft.rising
    for part in draft.repetition.parts("at_end"):
        yield from bounds(part)
        if part.quantity is None or part.quantity != draft.repetition.quantity or draft.from_rest:
            continue
        low, high = low_high(part)
        if reach is not None and rising is not None and (high < reach if rising else low > reach):
            message = f"the end position, {written(reach)}, is never within this."
            yield Finding(part.at("max" if rising else "min"), message, f"Allow values past {written(reach)}.")


def _goal(draft: Draft) -> Iterator[Finding]:
    goal = draft.root.part("goal")
    if not goal.data:
        return
    yield from bounds(goal)
    rule = draft.repetition
    reach, rising = rule.number("reach"), draft.rising
    if goal.quantity is None or rule.quantity is None:
        return
    if goal.quantity != rule.quantity:
        message = f"a goal is asked of the movement's own quantity, {rule.quantity}."
        yield Finding(goal.at("quantity"), message, f"Write quantity: {rule.quantity}.")
        return
    low, high = low_high(goal)
    if reach is not None and rising is not None and ((high < reach) if rising else (low > reach)):
        key, beyond = ("max", "above") if rising else ("min", "below")
        message = f"no counted repetition can meet this goal: each passes {written(reach)}."
        yield Finding(goal.at(key), message, f"Write a value {beyond} {written(reach)}.")
