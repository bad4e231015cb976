"""What waits, until when, and who says so, in plain words and HTML for the patient's pages."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date

from coach.care import Allowance, Profile, Reason, before_operation, week_of
from coach.care.keep_in_mind import InMind
from coach.language import marked, say, say_many
from coach.ui import library

#: Where a source stands in the notes that the program was built from.
_OWN_NOTES = re.compile(r"\s*\(?clinical\.md[^)]*\)?")
#: Who set a reason that names nobody, as one tells it to a patient.
_SET_BY = {
    "default": marked("the usual time; your surgeon may say otherwise"),
    "rule file": marked("the usual time; your surgeon may say otherwise"),
    "hard limit": marked("the program itself"),
}


def week_words(profile: Profile, today: date) -> str:
    """`Week 9 after your operation`; before it how long is left."""
    if profile.planned:
        return say("Your operation is planned.")
    week = week_of(profile, today)
    if week is None or profile.operated_on is None:
        return say("The day of your operation is not known yet.")
    if before_operation(profile, today):
        return say_many(
            "{n} day until your operation", "{n} days until your operation", (profile.operated_on - today).days
        )
    if week == 0:
        return say("The week of your operation")
    return say_many("Week {n} after your operation", "Week {n} after your operation", week)


def wait_words(found: Allowance) -> str:
    """Why an exercise waits, the reason that lasts longest: `from week 12`, or the reason's own words."""
    if found.from_week is not None:
        return say("from week {week}", week=found.from_week)
    return str(_decisive(found).words)


def why_words(found: Allowance) -> str:
    """Who set what it waits for, and the source: `the usual time…: srortho.com: …`."""
    reason = _decisive(found)
    who = say(_SET_BY[reason.kind]) if reason.kind in _SET_BY else str(reason.set_by)
    return say("{who} ({source})", who=who, source=_plain(reason.source))


def in_mind_list(rows: Sequence[InMind]) -> str:
    """The precautions as an HTML list; a calm word where there is none."""
    if not rows:
        return f'<p class="quiet">{html.escape(say("Nothing has to wait any more. Listen to your body."))}</p>'
    return f'<ul class="mind">{"".join(_row(one) for one in rows)}</ul>'


def _row(one: InMind) -> str:
    what = str(one.what) if one.what else library.name_of_exercise(one.subject)
    said = [one.note] if one.note else []
    is_default = not one.set_by.values
    who = say("the usual time: {source}", source=_plain(one.source)) if is_default else str(one.set_by)
    below = "".join(f"<span>{html.escape(line)}</span>" for line in (*said, who))
    return f"<li><b>{html.escape(what)}: {html.escape(str(one.until))}</b>{below}</li>"


def _plain(source: str) -> str:
    """A source without the place in our own notes, which no patient has."""
    told = _OWN_NOTES.sub("", source)
    return say("a cautious proposal, no source is known") if told in ("", "proposal") else told


def _decisive(found: Allowance) -> Reason:
    """Of what speaks against it, what time does not end; else what lasts longest."""
    against = [reason for reason in found.reasons if reason.against] or list(found.reasons)
    return max(against, key=lambda reason: float("inf") if reason.week is None else reason.week)
