"""One limit: guard bands, persistence, coverage, each by hand at one frame a tenth of a second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.coaching.events import Breach, BreachEnded, CannotJudge, JudgedAgain, Verdict
from coach.coaching.limits import FrameClass, LimitBounds, LimitJudge, coverage_of, verdict_of
from coach.coaching.machine import Zone
from coach.kinematics.measure import Reason
from coach.rules.model import Limit

NAN = float("nan")


def limit(**keys: object) -> Limit:
    return Limit(**({"id": "lean", "quantity": "trunk_inclination", "max": 20.0, "for_s": 0.3, "cue": "Tall."} | keys))


def classes(rule: Limit, change: list[float], *, u: float = 6.0, reason: int = 0, zone: int = Zone.OUT) -> list[int]:
    n = len(change)
    code = LimitBounds([rule], "side").classify(
        np.array([change]), np.full((1, n), u), np.full((1, n), reason, dtype=np.uint8), np.full(n, zone, dtype=np.int8)
    )
    return code[0].tolist()


def judged(rule: Limit, code: list[int], change: list[float] | None = None) -> tuple[LimitJudge, list[object]]:
    judge = LimitJudge(rule, "deg")
    times = [k / 10 for k in range(len(code))]
    events = [event for _, event in judge.step(times, code, change or [NAN] * len(code), [6.0] * len(code))]
    return judge, [*events, *judge.finish(len(code) / 10)]


def test_clear_close_and_over_are_told_apart_by_u() -> None:
    assert classes(limit(), [14.0, 14.1, 20.0, 26.0, 26.1]) == [1, 2, 2, 2, 3]
    assert classes(limit(min=-20.0, max=None), [-14.0, -14.1, -26.0, -26.1]) == [1, 2, 2, 3]
    assert classes(limit(min=-20.0), [-30.0, 0.0, 30.0]) == [3, 1, 3]


def test_seen_from_a_view_that_tells_little_close_is_not_judged_but_clear_and_passed_are() -> None:
    """U of the trunk is 6 from the side and 26 from halfway: 1.5 times 6 is the most that "close" may mean."""
    wide = FrameClass.TOO_WIDE
    assert classes(limit(), [-7.0, 0.0, 40.0, 47.0], u=26.0) == [1, wide, wide, 3]
    assert classes(limit(), [15.0], u=9.0) == [2]
    assert classes(limit(), [15.0], u=9.1) == [wide]
    unknown = LimitBounds([limit(quantity="lateral_trunk_lean")], "side")
    near = unknown.classify(
        np.array([[15.0]]), np.array([[26.0]]), np.zeros((1, 1), dtype=np.uint8), np.array([Zone.OUT], dtype=np.int8)
    )
    assert near.tolist() == [[FrameClass.CLOSE]]


def test_a_moment_too_near_to_tell_withholds_the_verdict_and_its_reason_is_the_view() -> None:
    view = int(FrameClass.CANNOT + Reason.VIEW)
    judge, _ = judged(limit(), [1] * 16 + [int(FrameClass.TOO_WIDE)] * 2 + [view] * 2)
    assert judge.verdict() is Verdict.CANNOT_JUDGE
    covered, lost = judge.coverage()
    assert covered == pytest.approx(0.8)
    assert lost == {"view": pytest.approx(0.2)}
    assert verdict_of({1: 8.0, int(FrameClass.TOO_WIDE): 1.0}, passed=True) is Verdict.BREACH


def test_what_is_missing_says_why() -> None:
    assert classes(limit(), [NAN], reason=Reason.VIEW) == [FrameClass.CANNOT + Reason.VIEW]
    assert classes(limit(), [NAN]) == [FrameClass.NO_NEUTRAL]
    assert classes(limit(), [0.0], u=NAN, reason=Reason.VIEW) == [FrameClass.CANNOT + Reason.VIEW]


@pytest.mark.parametrize(
    ("when", "zones"),
    [
        ("always", {Zone.START, Zone.OUT, Zone.END, Zone.BACK}),
        ("start", {Zone.START}),
        ("end", {Zone.END}),
        ("moving", {Zone.OUT, Zone.BACK}),
    ],
)
def test_a_limit_is_asked_about_when_it_says(when: str, zones: set[Zone]) -> None:
    asked = {zone for zone in Zone if classes(limit(when=when), [0.0], zone=zone) != [FrameClass.NOT_ASKED]}
    assert asked == zones


def test_a_breach_is_one_that_lasts_and_keeps_its_worst() -> None:
    over = [1, 3, 3, 3, 3, 3, 1]
    judge, events = judged(limit(), over, [0, 27, 29, 35, 31, 28, 0])
    begun, ended = events
    assert isinstance(begun, Breach)
    # over since 0.1; after 0.3 s, at 0.4, it counts, and the worst until then was 35
    assert (begun.t_s, begun.start_s, begun.value, begun.limit) == (0.4, 0.1, 35, 20.0)
    assert isinstance(ended, BreachEnded)
    assert (ended.start_s, ended.end_s) == (0.1, 0.6)
    assert judge.verdict() is Verdict.BREACH


def test_a_moment_past_the_limit_is_no_breach() -> None:
    judge, events = judged(limit(), [1, 3, 3, 1, 3, 3, 1], [0, 30, 30, 0, 30, 30, 0])
    assert events == []
    assert judge.verdict() is Verdict.CLOSE


def test_between_the_two_sides_a_breach_begun_goes_on_and_one_not_begun_starts_anew() -> None:
    _, events = judged(limit(), [3, 3, 3, 3, 2, 3, 1], [30] * 7)
    assert [type(event) for event in events] == [Breach, BreachEnded]
    _, events = judged(limit(), [3, 3, 2, 3, 3, 2, 1], [30] * 7)
    assert events == []


def test_the_bound_is_the_one_that_was_passed() -> None:
    rule = limit(min=-10.0, max=20.0)
    assert LimitJudge(rule, "deg").bound(-30.0) == -10.0
    assert LimitJudge(rule, "deg").bound(30.0) == 20.0
    assert LimitJudge(limit(max=None, min=-5.0), "deg").bound(99.0) == -5.0


def test_not_judged_for_a_second_is_told_and_the_return_too() -> None:
    cannot = int(FrameClass.CANNOT + Reason.HIDDEN)
    judge, events = judged(limit(), [1] * 5 + [cannot] * 12 + [1] * 5)
    assert [(type(event), event.t_s) for event in events] == [(CannotJudge, 1.5), (JudgedAgain, 1.7)]
    assert events[0].reason == "hidden"
    covered, lost = judge.coverage()
    assert covered == pytest.approx(10 / 22)
    assert lost == {"hidden": pytest.approx(12 / 22)}
    assert judge.verdict() is Verdict.CANNOT_JUDGE


def test_another_reason_is_told_anew_and_leaving_the_question_is_no_return() -> None:
    hidden, view = (int(FrameClass.CANNOT + reason) for reason in (Reason.HIDDEN, Reason.VIEW))
    _, events = judged(limit(), [hidden] * 12 + [view] * 12 + [0] * 5 + [1] * 3)
    assert [event.reason for event in events if isinstance(event, CannotJudge)] == ["hidden", "view"]
    assert [event for event in events if isinstance(event, JudgedAgain)] == []


def test_a_repetition_has_the_verdict_of_its_own_time() -> None:
    judge, _ = judged(limit(), [1] * 10 + [3] * 5 + [1] * 10, [0] * 10 + [30] * 5 + [0] * 10)
    assert judge.verdict_between(1.0, 2.0) == (Verdict.BREACH, True)
    assert judge.verdict_between(1.6, 2.5) == (Verdict.OK, True)
    never, _ = judged(limit(), [0] * 10)
    assert never.verdict_between(0.0, 1.0) == (Verdict.CANNOT_JUDGE, False)


def test_the_distant_past_is_forgotten() -> None:
    judge = LimitJudge(limit(), "deg")
    for k in range(400):
        judge.step([float(k)], [1 + k % 2], [0.0], [6.0])
    assert len(judge._runs) < 130
    assert judge.coverage()[0] == 1.0


def test_never_asked_is_no_coverage() -> None:
    covered, lost = coverage_of({int(FrameClass.NOT_ASKED): 5.0})
    assert np.isnan(covered)
    assert lost == {}


@given(st.dictionaries(st.sampled_from([0, 1, 2, 3, 11, 12, 30]), st.floats(0.01, 100)))
def test_shares_add_up_and_a_verdict_needs_coverage(seconds: dict[int, float]) -> None:
    covered, lost = coverage_of(seconds)
    verdict = verdict_of(seconds, passed=False)
    if covered == covered:
        assert covered + sum(lost.values()) == pytest.approx(1.0)
    if not covered >= 0.5:
        assert verdict is Verdict.CANNOT_JUDGE
    else:
        assert (verdict is Verdict.OK) == (not {2, 3} & set(seconds))


def test_the_live_screen_can_ask_what_the_last_frame_said() -> None:
    judge = LimitJudge(limit(), "deg")
    judge.step([0.0, 0.1], [1, 2], [0.0, 18.0], [6.0, 6.0])
    assert judge.code == FrameClass.CLOSE
