"""A plan in words, line by line, and what changes from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from coach.care import Plan, PlanItem, Targets
from coach.kinematics.quantities import QUANTITIES
from coach.language import decimal, marked, say, say_many, spoken_language
from coach.review.saying import measured
from coach.rules import Exercise
from coach.rules.words import title_of

#: By the id of an exercise; one that can no longer be read is missing.
Exercises = dict[str, Exercise]

_TARGETS = {
    "walking_min": marked("walking, minutes a day"),
    "protein_meals": marked("meals with protein a day"),
    "fluid_glasses": marked("glasses to drink a day"),
}
_BOUNDS = {"min": marked("at least {bound}"), "max": marked("at most {bound}")}


def exercise_title(exercise_id: str, exercises: Exercises) -> str:
    """What an exercise is called; made of its id where it cannot be read any more."""
    found = exercises.get(exercise_id)
    return found.words(spoken_language()).name if found else title_of(exercise_id)


def item_words(item: PlanItem) -> str:
    """`2 × 8 repetitions, hold 5 s, 5 days a week`."""
    told = [
        say("{sets} × {repetitions} repetitions", sets=item.sets, repetitions=item.repetitions),
        *([say("hold {seconds} s", seconds=decimal(item.hold_s, 0))] if item.hold_s else []),
        say_many("{n} day a week", "{n} days a week", item.days_per_week),
    ]
    return ", ".join(told)


def plan_changes(before: Plan | None, after: Plan, exercises: Exercises) -> list[str]:
    """One sentence for each thing that differs; empty where nothing does."""
    was = before or Plan()
    return [*_items(was, after, exercises), *_targets(was.targets, after.targets), *_note(was.note, after.note)]


def _items(was: Plan, now: Plan, exercises: Exercises) -> Iterator[str]:
    for item in was.items:
        if now.item(item.exercise_id) is None:
            yield say("{exercise}: no longer in the plan.", exercise=exercise_title(item.exercise_id, exercises))
    for item in now.items:
        name, old = exercise_title(item.exercise_id, exercises), was.item(item.exercise_id)
        if old is None:
            yield say("{exercise}: new, {dose}.", exercise=name, dose=item_words(item))
            old = PlanItem(item.exercise_id, item.sets, item.repetitions, item.hold_s, item.days_per_week)
        elif item_words(old) != item_words(item):
            yield _turned(name, item_words(old), item_words(item))
        yield from _goal(old, item, name, exercises.get(item.exercise_id))
        yield from _limits(old, item, name, exercises.get(item.exercise_id))
        if old.note != item.note:
            yield say("{exercise}: note “{note}”.", exercise=name, note=item.note)
    kept = [item.exercise_id for item in was.items if now.item(item.exercise_id)]
    if kept != [item.exercise_id for item in now.items if was.item(item.exercise_id)]:
        yield say("The order of the day is another one.")


def _goal(old: PlanItem, item: PlanItem, name: str, exercise: Exercise | None) -> Iterator[str]:
    if old.goal == item.goal:
        return
    unit = QUANTITIES[exercise.goal.quantity].unit if exercise and exercise.goal else ""
    own = say("as the exercise has it")
    was, now = (own if goal is None else _figure(goal, unit) for goal in (old.goal, item.goal))
    yield say("{exercise}: goal {now} instead of {was}.", exercise=name, now=now, was=was)


def _limits(old: PlanItem, item: PlanItem, name: str, exercise: Exercise | None) -> Iterator[str]:
    limits = {limit.id: limit for limit in exercise.limits} if exercise else {}
    for limit_id in [*item.limits, *(one for one in old.limits if one not in item.limits)]:
        was, now = (each.limits[limit_id].bounds if limit_id in each.limits else {} for each in (old, item))
        found = limits.get(limit_id)
        unit = QUANTITIES[found.quantity].unit if found else ""
        title = exercise.words(spoken_language()).limit_title(limit_id) if exercise and found else title_of(limit_id)
        for key in ("min", "max"):
            if was.get(key) == now.get(key):
                continue
            file = getattr(found, key) if found else None
            values = (now.get(key, file), was.get(key, file))
            bounds = [say("none") if value is None else _figure(value, unit) for value in values]
            limit = say(_BOUNDS[key], bound=bounds[0])
            yield say(
                "{exercise}, {title}: {limit} instead of {was}.", exercise=name, title=title, limit=limit, was=bounds[1]
            )


def _figure(value: float, unit: str) -> str:
    """With its unit, where the exercise that tells it can still be read."""
    return measured(value, unit) if unit else f"{value:g}"


def _targets(was: Targets, now: Targets) -> Iterator[str]:
    for field in fields(Targets):
        old, new = getattr(was, field.name), getattr(now, field.name)
        if old == new or field.name not in _TARGETS:
            continue
        values = [say("none") if value is None else str(value) for value in (old, new)]
        yield _turned(say(_TARGETS[field.name]), *values)
    if was.set_by != now.set_by:
        yield say("Targets set by {who}.", who=now.set_by or say("nobody"))


def _note(was: str, now: str) -> Iterator[str]:
    if was != now:
        yield say("Note to the plan: “{note}”.", note=now)


def _turned(what: str, was: str, now: str) -> str:
    return say("{what}: {now} instead of {was}.", what=what, now=now, was=was)
