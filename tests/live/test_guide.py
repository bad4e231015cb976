"""The phases of a session by a clock of the test's own: what leads where, what is said, what is ordered to be kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coach.care.safety import Answers
from coach.care.settings import ClinicSettings
from coach.coaching.events import Cue, Repetition, SetDone, Suggestion, Verdict
from coach.language import Sentence
from coach.live.day import SETTLED_S as PAIN_SETTLED_S
from coach.live.day import Today
from coach.live.guide import DONE_S, FALL_ANSWER_S, WARN_S, Guide
from coach.live.hints import TURN, UNSTEADY
from coach.live.light import Light
from coach.live.pausing import BACK_S, DARK_S, GONE_S, LATE_S
from coach.live.placing import Check
from coach.live.plan import BeginSet, EndSet, Glimpse, KeepAnswers, SessionPlan
from coach.live.settling import ADVICE_S, FLICKER_S, SETTLED_S
from coach.live.watch import Noticed
from coach.rules import load_exercise

EXERCISE = load_exercise("sit_to_stand")
FITS = (Check("person", "ok", Sentence("I can see you"), must=True), Check("light", "ok", Sentence(""), must=False))
TODO = (
    Check("view", "todo", TURN["side"], must=True),
    Check("light", "todo", Sentence("Turn on a light."), must=False),
)
ADVICE = (FITS[0], TODO[1])
REST_S = 20
CALM = Answers(back=2, limb=0)


class Player:
    """Plays a session frame by frame, ten a second."""

    def __init__(self, *, show_s: float = 0.0, today: Today | None = None, **plan: Any) -> None:
        given = {"settings": ClinicSettings(rest_s=REST_S)} | plan
        self.guide = Guide(SessionPlan(EXERCISE, show_s=show_s, **given), today or Today(CALM))
        self.t_s = 0.0
        self.orders: list[Any] = []

    def see(self, seconds: float = 0.1, **glimpse: Any) -> str:
        for _ in range(max(round(seconds * 10), 1)):
            self.t_s = round(self.t_s + 0.1, 3)
            self.guide.see(Glimpse(self.t_s, **({"present": True} | glimpse)))
            self.orders += self.guide.take()
        return self.guide.phase

    def do(self, command: str, why: str = "") -> str:
        self.guide.do(command, why)
        self.orders += self.guide.take()
        return self.guide.phase

    def answer(self, why: str = "", **answers: Any) -> str:
        self.guide.answer(Answers(**answers), why)
        self.orders += self.guide.take()
        return self.guide.phase

    def to_work(self) -> Player:
        self.do("start")
        self.do("start")
        assert self.see(armed=True) == "work"
        return self

    def to_rest(self) -> Player:
        self.to_work()
        self.see(armed=True, events=(SetDone(self.t_s, 8),))
        assert self.see(DONE_S + 0.2, armed=True) == "rest"
        return self

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(one.kind, str(one.words)) for one in self.guide.speech.utterances]


def repetition(index: int) -> Repetition:
    return Repetition(0.0, index, 0.0, 1.0, 10.0, "deg", Verdict.OK, True)


def cue(limit_id: str = "forward_bend") -> Cue:
    return Cue(0.0, "?", limit_id, "trunk_inclination", 70, 6, 60, "deg", EXERCISE.id, 1, "a test")


def test_a_whole_session_from_the_first_question_to_the_summary() -> None:
    player = Player(today=Today(), show_s=4.0)
    assert (player.guide.phase, player.guide.ask and player.guide.ask.id) == ("check", "check")
    assert player.answer(back=2, limb=0) == "ready"
    assert player.do("start") == "setup"
    assert player.see(SETTLED_S + 0.2, checks=FITS) == "show"
    assert player.see(3.5) == "show"
    assert player.see(0.7) == "neutral"
    for number in (1, 2):
        assert (player.see(armed=True), player.guide.set_number) == ("work", number)
        for k in range(1, 9):
            player.see(armed=True, events=(repetition(k),))
        player.see(armed=True, events=(SetDone(player.t_s, 8),))
        if number == 1:
            assert player.see(DONE_S + 0.2, armed=True) == "rest"
            assert player.guide.ask is not None
            assert player.see(REST_S) == "neutral"
    assert player.see(DONE_S + 0.2, armed=True) == "how"
    assert player.answer(back=2, limb=1) == "summary"
    assert player.orders == [
        KeepAnswers("before", Answers(back=2, limb=0)),
        BeginSet(),
        EndSet("done"),
        BeginSet(),
        EndSet("done"),
        KeepAnswers("after", Answers(back=2, limb=1)),
    ]
    assert player.guide.decision.go
    assert player.guide.stopped == ""


def test_counts_are_spoken_aloud_and_a_cue_in_the_patients_language_stands_on_the_screen() -> None:
    player = Player().to_work()
    player.see(armed=True, events=(repetition(1), cue()))
    assert player.said[-2:] == [("count", "1"), ("cue", "Chest long, let your hips do the folding.")]
    assert player.guide.speech.on_screen(player.t_s) == (
        Sentence("Chest long, let your hips do the folding."),
        "cue",
    )
    player.see(armed=True, events=(Suggestion(0.0, "Make the movement smaller, and slower.", "forward_bend", 3),))
    assert player.said[-1] == ("cue", "Make the movement smaller, and slower.")


def test_a_sign_ends_the_day_and_says_whom_to_call() -> None:
    player = Player(today=Today())
    assert player.answer(back=1, limb=1, flags=frozenset({"new_numbness"})) == "halted"
    assert (player.guide.decision.why, player.said[0][0]) == ("red_flag", "safety")
    for command in ("start", "skip", "resume", "again"):
        assert player.do(command) == "halted"
    assert BeginSet() not in player.orders
    same_day = Player(today=Today(Answers(flags=frozenset({"fever"}))))
    assert same_day.guide.phase == "halted"


def test_high_pain_before_the_first_set_is_not_today() -> None:
    assert Player(today=Today()).answer(back=6) == "halted"
    assert Player(today=Today()).answer(back=5) == "ready"
    assert Player(today=Today(Answers(), (Answers(back=7),))).guide.phase == "halted"


@pytest.mark.parametrize(
    ("now", "goes_on"), [({"back": 3}, True), ({"back": 4}, False), ({"limb": 2}, False), ({}, True)]
)
def test_pain_that_rises_between_sets_ends_the_exercise(now: dict[str, int], goes_on: bool) -> None:
    player = Player().to_rest()
    player.answer(**now)
    assert (player.see(PAIN_SETTLED_S + 0.2) == "rest") is goes_on
    if not goes_on:
        assert (player.guide.phase, player.guide.stopped, player.guide.decision.why) == ("summary", "pain", "pain_rise")
        assert player.see(REST_S + 5) == "summary"
    else:
        assert player.see(REST_S) == "neutral"
    assert player.orders.count(KeepAnswers("after_set", Answers(**now), set_number=1)) == 1


def test_a_number_that_is_passed_over_ends_nothing_and_the_last_one_counts() -> None:
    player = Player().to_rest()
    for back in range(8, 1, -1):
        assert player.answer(back=back) == "rest"
        player.see(0.3)
    assert player.guide.ask is not None
    player.answer(back=2, limb=1)
    assert player.see(PAIN_SETTLED_S + 0.2) == "rest"
    assert player.guide.ask is None
    kept = [order for order in player.orders if isinstance(order, KeepAnswers)]
    assert kept == [KeepAnswers("after_set", Answers(back=2, limb=1), set_number=1)]


def test_a_page_loaded_again_in_the_rest_takes_no_number_back() -> None:
    player = Player().to_rest()
    player.answer(back=9)
    player.answer(limb=0)
    assert player.see(PAIN_SETTLED_S + 0.2) == "summary"
    assert KeepAnswers("after_set", Answers(back=9, limb=0), set_number=1) in player.orders


@pytest.mark.parametrize("onward", ["time", "start", "stop", "skip", "line"])
def test_pain_that_was_told_is_never_lost_however_the_rest_ends(onward: str) -> None:
    player = Player().to_rest()
    player.see(REST_S - 2)
    player.answer(back=9)
    if onward == "time":
        player.see(3)
    elif onward == "line":
        player.guide.abandon()
        player.orders += player.guide.take()
    else:
        player.do(onward)
    assert player.guide.phase == "summary"
    assert KeepAnswers("after_set", Answers(back=9), set_number=1) in player.orders
    assert player.orders.count(BeginSet()) == 1


def test_pain_told_as_the_next_set_begins_ends_it() -> None:
    player = Player().to_rest()
    player.do("start")
    assert player.answer(limb=7) == "summary"
    assert player.orders[-2:] == [KeepAnswers("after_set", Answers(limb=7), set_number=2), EndSet("pain")]


def test_another_tab_or_another_day_is_heard_before_the_first_set() -> None:
    player = Player()
    player.guide.recall(Today(Answers(flags=frozenset({"chest"}))))
    assert player.guide.phase == "halted"
    night = Player()
    night.guide.recall(Today())
    assert (night.guide.phase, night.guide.ask and night.guide.ask.id) == ("check", "check")
    hurt = Player()
    hurt.guide.recall(Today(CALM, (), True))
    assert (hurt.guide.phase, hurt.guide.decision.why) == ("halted", "pain_stop")
    check = Player(today=Today())
    check.guide.recall(Today(Answers(flags=frozenset({"wound"}))))
    assert check.answer(back=1) == "halted"


def test_stopping_because_it_hurts_is_rest_for_today_whatever_the_number() -> None:
    player = Player().to_work()
    player.do("stop")
    player.answer("pain")
    assert (player.guide.phase, player.guide.decision.why) == ("summary", "pain_stop")
    assert player.said[-1][0] == "safety"


def test_the_rest_warns_once_counts_down_and_goes_on_without_an_answer() -> None:
    player = Player().to_rest()
    assert player.guide.rest_s == pytest.approx(REST_S, abs=0.3)
    player.see(REST_S - WARN_S)
    assert [words for _, words in player.said if "seconds" in words] == ["10 seconds."]
    assert player.do("skip") == "rest"
    assert player.guide.ask is None
    assert player.see(WARN_S + 0.2) == "neutral"
    assert player.guide.set_number == 2
    assert Player().to_rest().do("start") == "neutral"


def test_setting_up_asks_for_what_must_fit_first_and_waits_for_it() -> None:
    player = Player()
    player.do("start")
    assert player.see(30.0, checks=TODO) == "setup"
    assert [words for _, words in player.said if "light" in words.lower()] == []
    assert 2 <= [words for _, words in player.said].count("Turn so that your side faces the camera.") <= 4
    assert player.see(ADVICE_S - 0.5, checks=ADVICE) == "setup"
    assert ("guide", "Turn on a light.") in player.said
    assert player.see(1.0, checks=ADVICE) == "neutral"


def test_what_fitted_for_a_moment_has_not_settled() -> None:
    player = Player()
    player.do("start")
    for _ in range(10):
        assert player.see(SETTLED_S - 0.2, checks=FITS) == "setup"
        assert player.see(FLICKER_S + 0.2, checks=TODO) == "setup"
    assert player.do("start") == "neutral"


def test_a_must_that_is_lost_for_a_frame_is_not_lost_and_not_said() -> None:
    player = Player()
    player.do("start")
    for _ in range(3):
        player.see(0.3, checks=FITS)
        player.see(0.1, checks=TODO)
    assert player.see(0.3, checks=FITS) == "neutral"
    assert str(TURN["side"]) not in [words for _, words in player.said]


def test_a_must_that_nobody_knows_is_said_too() -> None:
    unknown = Check("view", "unknown", TURN["side"], must=True)
    player = Player()
    player.do("start")
    player.see(2.0, checks=(FITS[0], unknown))
    assert player.guide.speech.on_screen(player.t_s) == (TURN["side"], "hint")


def test_the_figure_can_be_seen_again_until_the_set_works() -> None:
    player = Player(show_s=5.0)
    player.do("start")
    assert player.do("again") == "show"
    assert player.do("start") == "neutral"
    assert player.do("again") == "show"
    assert player.see(5.2) == "neutral"
    assert player.see(armed=True) == "work"
    assert player.do("again") == "work"
    assert player.orders == [BeginSet()]


def test_losing_the_start_posture_goes_back_to_holding_still_and_counts_on() -> None:
    player = Player().to_work()
    assert player.see(armed=False, hint=UNSTEADY) == "neutral"
    assert player.see(1.5, armed=False, hint=UNSTEADY) == "neutral"
    assert "Hold still for a moment." not in [words for _, words in player.said]
    assert player.see(armed=True) == "work"
    assert player.orders == [BeginSet()]


def test_a_hint_is_said_once_while_it_lasts_and_again_after_a_while() -> None:
    player = Player().to_work()
    player.see(11.0, armed=True, hint=TURN["side"])
    assert [words for _, words in player.said].count(str(TURN["side"])) == 1
    assert player.guide.speech.on_screen(player.t_s) == (TURN["side"], "hint")
    player.see(3.0, armed=True, hint=TURN["side"])
    assert [words for _, words in player.said].count(str(TURN["side"])) == 2
    player.see(1.0, armed=True)
    assert player.guide.speech.on_screen(player.t_s) is None


@pytest.mark.parametrize("why", ["button", "hand"])
def test_an_arm_or_a_button_pauses_and_either_goes_on(why: str) -> None:
    player = Player().to_work()
    if why == "hand":
        player.see(armed=True, noticed=Noticed(arm_up=True))
    else:
        player.do("pause")
    assert (player.guide.paused, player.guide.watching) == (why, False)
    player.see(30.0, armed=True)
    assert player.guide.paused == why
    player.see(armed=True, noticed=Noticed(arm_up=True))
    assert (player.guide.paused, player.guide.phase) == ("", "work")
    player.do("pause")
    for forward in ("start", "resume"):
        player.do(forward)
        assert player.guide.paused == ""
        player.do("pause")


def test_leaving_the_picture_pauses_the_work_and_coming_back_goes_on() -> None:
    player = Player().to_work()
    player.see(armed=True, present=False, noticed=Noticed(gone_s=GONE_S - 0.1))
    assert player.guide.paused == ""
    player.see(armed=True, present=False, noticed=Noticed(gone_s=GONE_S))
    assert player.guide.paused == "left"
    player.see(BACK_S - 0.2, armed=True)
    player.see(0.1, present=False)
    player.see(BACK_S, armed=True)
    assert player.guide.paused == "left"
    player.see(0.3, armed=True)
    assert player.guide.paused == ""


def test_she_may_leave_the_picture_while_she_rests() -> None:
    player = Player().to_rest()
    player.see(10.0, present=False, noticed=Noticed(gone_s=9.0))
    assert (player.guide.paused, player.guide.phase) == ("", "rest")


@pytest.mark.parametrize("why", ["hidden", "camera", "lost"])
def test_what_the_browser_pauses_goes_on_with_the_next_frame(why: str) -> None:
    player = Player().to_work()
    if why == "lost":
        player.guide.pause("lost")
    else:
        player.do("pause", why)
    player.see(LATE_S - 0.2, armed=True)
    assert player.guide.paused == why, "a frame that was on its way ends no pause"
    player.guide.tick(player.t_s + 60)
    assert player.guide.paused == why
    player.t_s += 60
    player.see(armed=True)
    assert player.guide.paused == ""


def test_a_black_picture_pauses_and_light_goes_on() -> None:
    player = Player().to_work()
    player.see(DARK_S - 0.2, armed=True, light=Light.BLACK)
    player.see(0.1, armed=True)
    player.see(DARK_S - 0.2, armed=True, light=Light.BLACK)
    assert player.guide.paused == ""
    player.see(0.5, armed=True, light=Light.BLACK)
    assert player.guide.paused == "dark"
    player.see(armed=True, light=Light.DIM)
    assert player.guide.paused == ""


def test_a_pause_stops_the_rest_from_running_out() -> None:
    player = Player().to_rest()
    player.see(5.0)
    left_s = player.guide.rest_s
    player.do("pause")
    player.see(100.0)
    assert player.guide.rest_s == pytest.approx(left_s)
    player.do("resume")
    assert player.guide.rest_s == pytest.approx(left_s, abs=0.2)
    assert player.guide.phase == "rest"


@pytest.mark.parametrize(("choice", "phase"), [("sat", "neutral"), ("fine", "halted"), ("help", "halted")])
def test_a_fall_asks_and_only_sitting_down_on_purpose_goes_on(choice: str, phase: str) -> None:
    player = Player().to_work()
    player.see(armed=True, noticed=Noticed(fell=True))
    assert (player.guide.paused, player.guide.ask and player.guide.ask.id) == ("fall", "fall")
    assert player.said[-1] == ("safety", "Are you all right?")
    for command in ("start", "resume", "skip", "pause"):
        player.do(command)
        player.see(armed=True, noticed=Noticed(arm_up=True))
        assert player.guide.paused == "fall"
    player.answer(choice)
    assert player.see(armed=False) == phase
    ended = [order for order in player.orders if isinstance(order, EndSet | KeepAnswers)]
    fallen = [EndSet("fall"), KeepAnswers("after_set", Answers(flags=frozenset({"new_trouble"})), "fall", 1)]
    assert ended == ([] if choice == "sat" else fallen)


def test_nobody_who_answers_after_a_fall_ends_the_session_with_whom_to_call() -> None:
    player = Player().to_work()
    player.see(armed=True, noticed=Noticed(fell=True))
    player.guide.tick(player.t_s + FALL_ANSWER_S - 1)
    assert player.guide.paused == "fall"
    player.guide.tick(player.t_s + FALL_ANSWER_S + 1)
    assert (player.guide.phase, player.guide.decision.go) == ("halted", False)


@pytest.mark.parametrize("way", ["stop", "line"])
def test_a_fall_is_not_passed_over_by_stopping_or_leaving(way: str) -> None:
    player = Player().to_work()
    player.see(armed=True, noticed=Noticed(fell=True))
    if way == "stop":
        player.do("stop")
    else:
        player.guide.abandon()
        player.orders += player.guide.take()
    assert (player.guide.phase, player.guide.decision.go) == ("halted", False)
    assert player.orders[-2] == EndSet("fall")


def test_a_fall_is_seen_while_paused_and_in_the_rest_and_what_was_asked_is_asked_again() -> None:
    player = Player().to_work()
    player.do("pause")
    player.see(noticed=Noticed(fell=True))
    assert player.guide.paused == "fall"
    resting = Player().to_rest()
    resting.see(noticed=Noticed(fell=True))
    assert (resting.guide.paused, resting.guide.ask and resting.guide.ask.id) == ("fall", "fall")
    resting.answer("sat")
    assert (resting.guide.phase, resting.guide.paused, resting.guide.ask and resting.guide.ask.id) == (
        "rest",
        "",
        "pain",
    )


def test_a_set_that_is_done_ends_also_after_a_pause() -> None:
    player = Player().to_work()
    player.see(armed=True, events=(SetDone(player.t_s, 8),))
    player.do("pause")
    player.see(5.0)
    player.do("resume")
    assert player.see(0.1, armed=False) == "neutral"
    assert player.see(DONE_S + 0.2, armed=False) == "rest"


@pytest.mark.parametrize("why", ["pain", "tired", "done", "other"])
def test_stop_asks_why_and_the_set_is_kept_with_it(why: str) -> None:
    player = Player().to_work()
    assert player.do("stop") == "how"
    assert player.guide.ask is not None
    assert player.guide.ask.choices
    assert player.answer(why, back=2) == "summary"
    assert player.orders[-2:] == [EndSet(why), KeepAnswers("after", Answers(back=2), why)]
    assert player.guide.stopped == why


def test_stop_works_while_paused_and_an_answer_may_be_passed_over() -> None:
    player = Player().to_work()
    player.do("pause")
    assert player.do("stop") == "how"
    assert player.guide.paused == ""
    assert player.do("skip") == "summary"
    assert player.orders[-2] == EndSet("stopped")


def test_stop_before_a_set_began_goes_back_to_the_start() -> None:
    player = Player()
    player.do("start")
    assert player.do("stop") == "ready"
    assert player.orders == []
    assert player.do("start") == "setup"


def test_stop_in_the_rest_keeps_the_set_that_was_done() -> None:
    player = Player().to_rest()
    assert player.do("stop") == "how"
    player.answer("tired")
    assert [order for order in player.orders if isinstance(order, EndSet)] == [EndSet("done")]


def test_a_demonstration_asks_nothing_and_keeps_no_answers() -> None:
    player = Player(asks=False)
    assert player.guide.phase == "ready"
    player.to_rest()
    assert player.guide.ask is None
    assert player.do("stop") == "summary"
    assert [order for order in player.orders if isinstance(order, KeepAnswers)] == []


def test_what_does_not_fit_the_phase_does_nothing() -> None:
    player = Player()
    for command in ("pause", "resume", "stop", "again", "skip", "nonsense"):
        assert player.do(command) == "ready"
    assert player.answer(back=9) == "ready"
    assert player.guide.paused == ""
    player.do("leave")
    assert player.guide.over


def test_the_end_of_a_hold_is_said_once() -> None:
    player = Player().to_work()
    for held in (False, True, True, True, False):
        player.see(armed=True, held=held)
    assert [words for _, words in player.said].count("And slowly back.") == 1


def test_one_set_goes_straight_to_the_last_question() -> None:
    once = replace(EXERCISE, dose=replace(EXERCISE.dose, sets=1))
    guide = Guide(SessionPlan(once), Today(Answers()))
    guide.do("start")
    guide.do("start")
    guide.see(Glimpse(0.0, present=True, armed=True))
    guide.see(Glimpse(0.1, present=True, armed=True, events=(SetDone(0.1, 8),)))
    guide.tick(0.1 + DONE_S)
    assert guide.phase == "how"


@pytest.mark.parametrize(
    ("name", "reminded"), [("heel_raise", True), ("standing_hip_abduction", True), ("bridge", False)]
)
def test_standing_balance_is_reminded_of_the_counter(name: str, reminded: bool) -> None:
    guide = Guide(SessionPlan(load_exercise(name)), Today(Answers()))
    guide.do("start")
    guide.do("start")
    assert ("Keep a hand on the counter." in str(guide.speech.utterances[-1].words)) is reminded
    assert bool(guide.plan.reminder) is reminded
