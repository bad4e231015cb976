"""The guided session's component in a real browser, before a line that says what the test wants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import LAPTOP, NO_BROWSER, PHONE, Browser, chromium
from cameras import REFUSABLE
from live_harness import Stub, serving, until
from live_phases import BASE, PHASES, person
from playwright.sync_api import Page

from coach.ui import tokens

pytestmark = [pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER), pytest.mark.xdist_group("browser")]

WATCHING = ("setup", "show", "neutral", "work", "rest")
#: Names that must be visible in a phase, and those that must not.
SEEN = {
    "check": ({"start", "mute", "phase"}, {"stop", "pause", "count", "why"}),
    "ready": ({"start", "mute", "phase", "dose", "cue"}, {"stop", "pause", "count", "why"}),
    "setup": ({"start", "stop", "pause", "mute", "phase", "dose", "cue"}, {"count", "why"}),
    "show": ({"start", "stop", "pause", "mute", "phase", "dose", "cue"}, {"count", "why"}),
    "neutral": ({"stop", "pause", "mute", "phase", "dose", "cue"}, {"count", "why", "start"}),
    "work": ({"stop", "pause", "mute", "phase", "dose", "cue", "count", "verdict", "why"}, {"start"}),
    "rest": ({"start", "stop", "pause", "mute", "phase", "dose", "cue"}, {"count", "why"}),
    "how": ({"start", "mute", "phase"}, {"stop", "pause", "count"}),
    "summary": ({"start", "mute", "phase"}, {"stop", "pause", "count"}),
    "halted": ({"start", "mute", "phase"}, {"stop", "pause", "count"}),
    "paused": ({"start", "stop", "mute", "phase"}, {"pause"}),
    "fall": ({"stop", "mute", "phase"}, {"pause", "start"}),
}
NAMES = ("phase", "count", "cue", "verdict", "dose", "start", "pause", "stop", "mute", "why")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as running:
        yield running


class Drawn:
    """The component in one tab."""

    def __init__(self, browser: Browser, stub: Stub, phase: str = "work", **look: Any) -> None:
        stub.state = PHASES[phase]
        self.stub, self.page = stub, browser.tab(**look)
        self.open()

    def open(self) -> None:
        self.page.goto(self.stub.address)
        self.page.locator(f".coach[data-phase='{self.stub.state['phase']}']").wait_for()

    def part(self, name: str) -> Any:
        return self.page.locator(f"[data-part={name}], [data-testid={name}]").first

    def fact(self, name: str) -> str:
        return self.page.locator(".coach").get_attribute(f"data-{name}") or ""

    def until(self, true: Any, patience_s: float = 10.0) -> None:
        until(true, patience_s, lambda s: self.page.wait_for_timeout(1000 * s))

    def frames(self, n: int = 3) -> None:
        """Until so many more frames came in."""
        before = len(self.stub.frames)
        self.until(lambda: len(self.stub.frames) >= before + n)


@pytest.fixture
def draw(browser: Browser, stub: Stub) -> Iterator[Any]:
    drawn: list[Page] = []

    def one(phase: str = "work", **look: Any) -> Drawn:
        made = Drawn(browser, stub, phase, **look)
        drawn.append(made.page)
        return made

    yield one
    for page in drawn:
        page.close()


def test_each_name_is_there_once_and_shown_where_it_makes_sense(draw: Any, stub: Stub) -> None:
    drawn = draw("check")
    for phase, (there, hidden) in SEEN.items():
        stub.say(**PHASES[phase])
        drawn.page.wait_for_timeout(150)
        assert [drawn.page.get_by_test_id(name).count() for name in NAMES] == [1] * len(NAMES), phase
        seen = {name for name in NAMES if drawn.page.get_by_test_id(name).is_visible()}
        assert there <= seen, (phase, there - seen)
        assert not hidden & seen, (phase, hidden & seen)
        said = drawn.page.get_by_test_id("phase")
        assert (said.get_attribute("data-phase"), said.inner_text()) == (
            PHASES[phase]["phase"],
            PHASES[phase]["phase_words"],
        )


def test_before_it_begins_a_reminder_and_who_allowed_it_early_are_read(draw: Any, stub: Stub) -> None:
    drawn = draw("ready")
    before = drawn.page.locator(".facts p").count()
    said = {"reminder": "Keep a hand on the counter.", "allowed_words": "Allowed by Dr. <i>Lind</i> until 3 May 2027."}
    stub.say(**said)
    for words in said.values():
        drawn.page.get_by_text(words, exact=True).wait_for()
    assert drawn.page.locator(".facts p").count() == before + 2


@pytest.mark.parametrize(
    "size", [LAPTOP, (1280, 640), PHONE, (844, 390)], ids=["laptop", "low", "phone", "on its side"]
)
def test_everything_fits_into_the_window_and_can_be_read_from_afar(
    draw: Any, stub: Stub, size: tuple[int, int]
) -> None:
    drawn = draw("work", size=size)
    drawn.page.wait_for_timeout(300)
    wide, high = size
    for name in NAMES:
        if (box := drawn.page.get_by_test_id(name).bounding_box()) is None:
            continue
        assert box["x"] >= 0, name
        assert box["y"] >= 0, name
        assert box["x"] + box["width"] <= wide, name
        assert box["y"] + box["height"] <= high, name
        if name in ("pause", "stop", "mute", "why"):
            assert min(box["width"], box["height"]) >= tokens.TARGET_PX, name
    pixels = {
        name: drawn.part(name).evaluate("(part) => parseFloat(getComputedStyle(part).fontSize)")
        for name in ("count", "cue")
    }
    assert pixels["count"] >= (200 if wide > 1000 else 100)
    assert pixels["cue"] >= (34 if high > 500 else 24)


def test_frames_carry_the_cameras_time_and_at_most_two_are_on_their_way(draw: Any, stub: Stub) -> None:
    stub.fate = ""
    drawn = draw("work")
    drawn.until(lambda: len(stub.frames) == 2)
    drawn.page.wait_for_timeout(800)
    assert len(stub.frames) == 2
    stub.fate = "judged"
    drawn.frames(12)
    assert all(later > earlier for earlier, later in zip(stub.frames, stub.frames[1:], strict=False))
    now_s = drawn.page.evaluate("performance.now() / 1000")
    assert now_s - 1.5 < stub.frames[-1] <= now_s
    assert stub.jpegs[-1][:2] == b"\xff\xd8"
    assert int(drawn.fact("dropped")) > 5
    # Both in one moment: another frame may come in between.
    latencies, frames = drawn.page.locator(".coach").evaluate("(root) => [coachLatencies, Number(root.dataset.frames)]")
    assert frames >= 10
    assert all(0 <= latency < 1000 and moment > 0 for moment, latency in latencies)
    assert len(latencies) == frames


def test_ticks_tell_the_cameras_clock_while_no_frame_goes(draw: Any, stub: Stub) -> None:
    drawn = draw("ready")
    drawn.until(lambda: sum("tick" in text for text in stub.texts) >= 2)
    stub.say(**PHASES["work"])
    drawn.frames(1)
    ticks = [text["tick"] for text in stub.texts if "tick" in text]
    assert ticks == sorted(ticks)
    assert stub.frames[0] > ticks[0]


def test_the_picture_is_mirrored_and_the_skeleton_lies_over_it(draw: Any, stub: Stub) -> None:
    stub.points = person()
    drawn = draw("work")
    drawn.frames()
    assert drawn.part("video").evaluate("(video) => getComputedStyle(video).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    painted = """(canvas) => {
      const pen = canvas.getContext("2d"), dots = devicePixelRatio;
      const near = (x, y) => pen.getImageData(x * dots - 14, y * dots - 14, 28, 28).data;
      const at = (x, y) => near(x, y).some((value, k) => k % 4 === 3 && value);
      const scale = Math.max(canvas.clientWidth / 640, canvas.clientHeight / 480);
      const [W, H] = [canvas.clientWidth, canvas.clientHeight];
      const place = (x, y) => [(W - 640 * scale) / 2 + x * scale, (H - 480 * scale) / 2 + y * scale];
      const [x, y] = place(225, 262);
      return [at(W - x, y), at(x, y)];
    }"""
    assert drawn.part("overlay").evaluate(painted) == [True, False]
    assert drawn.page.locator(".measure").first.inner_text() == "◐ Forward bend 56° ± 6°, limit 60°"
    stub.points = None
    drawn.frames()
    assert (
        drawn.part("overlay").evaluate(
            "(c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean)"
        )
        is False
    )


def test_the_camera_is_on_from_the_setup_to_the_rest_only(draw: Any, stub: Stub) -> None:
    drawn = draw("check")
    lit = "(video) => Boolean(video.srcObject)"
    for phase in ("check", "ready", *WATCHING, "how", "summary", "halted"):
        stub.say(**PHASES[phase])
        drawn.until(lambda: drawn.part("video").evaluate(lit) == (phase in WATCHING))  # noqa: B023
    stub.say(**PHASES["work"])
    drawn.until(lambda: drawn.part("video").evaluate(lit))
    drawn.part("stop").click()
    assert drawn.part("video").evaluate(lit) is False
    assert stub.did("stop")


def lit(drawn: Any) -> bool:
    return bool(drawn.part("video").evaluate("(video) => Boolean(video.srcObject)"))


def test_a_stop_that_is_not_heard_goes_again_and_the_picture_comes_back(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    drawn.part("stop").click()
    assert not lit(drawn)
    drawn.until(lambda: len(stub.did("stop")) == 2)
    drawn.frames()
    drawn.part("stop").click()
    stub.say(**PHASES["how"])
    drawn.page.wait_for_timeout(2000)
    assert len(stub.did("stop")) == 3
    assert not lit(drawn)


def test_a_stop_that_was_lost_with_the_line_goes_again_and_does_not_keep_the_camera_dark(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    drawn.part("stop").click()
    drawn.until(lambda: stub.did("stop"))
    stub.texts.clear()
    stub.state = PHASES["work"] | {"paused": "lost", "paused_words": "The line was cut."}
    stub.cut()
    drawn.until(lambda: stub.did("stop"))
    drawn.part("start").click()
    drawn.until(lambda: stub.did("resume"))
    drawn.frames()


def test_a_stop_that_was_pressed_while_the_line_was_cut_is_replaced_by_nothing(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    stub.refuses = True
    stub.cut()
    drawn.page.get_by_text("The line was cut.").wait_for()
    drawn.part("stop").click()
    drawn.page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })")
    drawn.page.evaluate("document.dispatchEvent(new Event('visibilitychange')); delete document.hidden")
    stub.refuses = False
    drawn.until(lambda: stub.opened == 2)
    drawn.until(lambda: stub.did("stop"))
    assert [text for text in stub.texts if "do" in text] == [{"do": "stop", "why": "button"}]


def test_a_refused_camera_is_a_calm_sentence_and_can_be_tried_again(draw: Any, stub: Stub) -> None:
    drawn = draw("setup", script=REFUSABLE)
    drawn.page.get_by_text("Allow the camera:").wait_for()
    drawn.until(lambda: stub.did("pause") == [{"do": "pause", "why": "camera"}])
    stub.say(paused="camera", paused_words="Paused. The camera gives no picture.")
    assert drawn.part("start").inner_text() == "Try again"
    drawn.page.evaluate("window.cameraRefused = ''")
    drawn.part("start").click()
    drawn.frames()
    assert stub.did("resume")


def test_an_unplugged_camera_pauses_and_comes_back_by_itself(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    drawn.part("video").evaluate(
        "(v) => { const t = v.srcObject.getTracks()[0]; t.stop(); t.dispatchEvent(new Event('ended')); }"
    )
    drawn.page.get_by_text("The camera was unplugged.").wait_for()
    drawn.until(lambda: stub.did("pause"))
    stub.say(paused="camera", paused_words="Paused.")
    drawn.page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    drawn.frames()
    drawn.until(lambda: stub.did("resume"))
    assert drawn.page.get_by_text("The camera was unplugged.").is_hidden()


def test_a_picture_that_stops_coming_is_told(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    drawn.part("video").evaluate("(video) => { video.srcObject.getTracks()[0].enabled = true; video.pause(); }")
    drawn.page.get_by_text("No picture comes from the camera.").wait_for(timeout=5000)
    drawn.until(lambda: stub.did("pause"))


def test_a_hidden_tab_pauses(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    drawn.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    drawn.until(lambda: stub.did("pause") == [{"do": "pause", "why": "hidden"}])


def test_the_demo_needs_no_camera(draw: Any, stub: Stub) -> None:
    stub.data = {"demo": True}
    drawn = draw("work", script="navigator.mediaDevices.getUserMedia = () => { throw new Error('asked for'); };")
    drawn.frames(5)


def test_the_demo_draws_a_mirrored_person_below_the_thin_lines(draw: Any, stub: Stub) -> None:
    """Beside the thigh's line its cloth is seen, on the other side of the picture nothing."""
    stub.data = {"demo": True}
    stub.points = person()
    drawn = draw("work")
    drawn.frames()
    drawn.page.wait_for_timeout(200)
    colour = """(canvas) => {
      const pen = canvas.getContext("2d"), dots = devicePixelRatio, [W, H] = [canvas.clientWidth, canvas.clientHeight];
      const scale = Math.max(W / 640, H / 480);
      const [x, y] = [(W - 640 * scale) / 2 + 316 * scale, (H - 480 * scale) / 2 + 325 * scale];
      return [W - x, x].map((at) => [...pen.getImageData(at * dots, y * dots, 1, 1).data]);
    }"""
    there, mirrored = drawn.part("overlay").evaluate(colour)
    assert there == [0x6F, 0x83, 0x89, 255]
    assert mirrored[3] == 0


def test_a_cut_line_is_told_and_goes_on_with_what_was_pressed_meanwhile(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    stub.cut()
    drawn.page.get_by_text("The line was cut. I keep what was counted and try again.").wait_for()
    assert drawn.fact("paused") == "lost"
    drawn.part("stop").click()
    drawn.until(lambda: stub.opened == 2)
    drawn.until(lambda: stub.did("stop"))
    drawn.until(lambda: drawn.fact("paused") == "")


LATE = "(ms) => { const now = performance.now.bind(performance); performance.now = () => now() + ms; }"


def test_a_line_is_not_cut_because_timers_were_frozen_but_a_dead_one_is(draw: Any, stub: Stub) -> None:
    drawn = draw("ready")
    stub.fate = ""
    drawn.page.evaluate(LATE, 12_000)
    drawn.page.wait_for_timeout(1200)
    stub.say()
    drawn.page.wait_for_timeout(2500)
    assert stub.opened == 1
    drawn.page.evaluate(LATE, 12_000)
    drawn.until(lambda: stub.opened == 2)


def test_whom_to_call_is_never_covered(draw: Any, stub: Stub) -> None:
    drawn = draw("halted", size=PHONE)
    whom = drawn.page.get_by_role("link", name="112")
    stub.say(failure="The disk is full.")
    drawn.page.get_by_text("The disk is full.").wait_for()
    assert drawn.fact("cover") == ""
    stub.refuses = True
    stub.cut()
    note = drawn.page.get_by_text("The line was cut.")
    note.wait_for()
    above, below = whom.bounding_box(), note.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    whom.click(trial=True)
    drawn.page.get_by_text("This session is closed.").wait_for(timeout=15000)
    whom.click(trial=True)
    drawn.part("start").click()
    drawn.until(lambda: drawn.page.evaluate("told") == [["over", "left"]])


@pytest.mark.parametrize("cut", [False, True], ids=["no answer", "cut"])
def test_a_coach_that_cannot_go_on_is_left(draw: Any, stub: Stub, cut: bool) -> None:
    drawn = draw("work")
    stub.fate = ""
    stub.say(failure="The disk is full.")
    drawn.page.get_by_text("The disk is full.").wait_for()
    assert drawn.part("start").inner_text() == "Leave"
    assert drawn.part("stop").is_hidden()
    assert not lit(drawn)
    if cut:
        stub.refuses = True
        stub.cut()
        drawn.page.wait_for_timeout(300)
    drawn.part("start").click()
    if not cut:
        drawn.until(lambda: stub.did("leave"))
    drawn.until(lambda: drawn.page.evaluate("told") == [["over", "left"]])


def test_until_the_camera_shows_her_she_sees_large_where_to_stand(draw: Any, stub: Stub) -> None:
    drawn = draw("setup")
    place = drawn.page.locator(".body > .place")
    small = place.bounding_box()
    stub.say(checks=[], sentence="Step back.")
    drawn.page.get_by_text("The camera is starting.").wait_for()
    large = place.bounding_box()
    assert small
    assert large
    assert large["width"] > 2 * small["width"]
    assert drawn.part("cue").inner_text() == "Step back."
    stub.say(**PHASES["setup"])
    drawn.until(lambda: place.bounding_box() == small)


def test_for_whom_it_is_kept_stands_before_the_start_and_a_hand_only_where_it_pauses(draw: Any, stub: Stub) -> None:
    drawn = draw("check")
    whom = drawn.page.get_by_text("For Ada")
    for phase, seen in (("check", True), ("ready", True), ("work", False)):
        stub.say(**PHASES[phase])
        drawn.page.locator(f".coach[data-phase={phase}]").wait_for()
        assert whom.is_visible() is seen
    assert drawn.part("pause").inner_text() == "Pause or raise a hand"
    stub.data = {"hand": False, "person": ""}
    drawn.open()
    assert drawn.part("pause").inner_text() == "Pause"
    stub.say(**PHASES["ready"])
    drawn.page.locator(".coach[data-phase=ready]").wait_for()
    assert drawn.page.get_by_text("For ", exact=False).filter(visible=True).count() == 0


def test_waits_grow_from_half_a_second_to_three(draw: Any) -> None:
    waits = draw("ready").page.evaluate(
        "import('/coach/assets/line.js').then((line) => [1, 2, 3, 4, 5, 9].map(line.wait))"
    )
    assert waits == [500, 1000, 2000, 3000, 3000, 3000]


def test_a_refused_line_offers_the_page_anew(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    stub.refuses = True
    stub.cut()
    drawn.page.get_by_text("This session is closed.").wait_for(timeout=15000)
    assert drawn.part("start").inner_text() == "Load the page again"
    stub.refuses = False
    drawn.part("start").click()
    drawn.until(lambda: stub.opened == 2)


def test_keys_do_what_the_buttons_do_but_not_where_a_control_needs_them(draw: Any, stub: Stub) -> None:
    drawn = draw("ready")
    keys = drawn.page.keyboard
    drawn.page.locator("h2").first.focus()
    keys.press("Space")
    drawn.until(lambda: stub.did("start"))
    stub.say(**PHASES["work"])
    drawn.page.wait_for_timeout(200)
    drawn.page.locator("h1").evaluate("(part) => { part.tabIndex = -1; part.focus(); }")
    keys.press("w")
    drawn.page.get_by_text("LaTrobe 2005").wait_for()
    keys.press("Escape")
    assert drawn.page.get_by_text("LaTrobe 2005").is_hidden()
    assert not stub.did("stop")
    keys.press("Space")
    drawn.until(lambda: stub.did("pause"))
    stub.say(**PHASES["paused"])
    drawn.page.wait_for_timeout(200)
    keys.press("Space")
    drawn.until(lambda: len(stub.did("resume")) == 1)
    voice = drawn.fact("voice")
    keys.press("m")
    assert drawn.fact("voice") != voice
    drawn.part("mute").focus()
    keys.press("Space")
    assert drawn.fact("voice") == voice
    keys.press("Escape")
    drawn.until(lambda: stub.did("stop"))
    assert drawn.page.locator("dialog").evaluate("(dialog) => dialog.open")


def test_open_pain_is_asked_for_once_and_signs_are_shown_again(draw: Any, stub: Stub) -> None:
    drawn = draw("check")
    drawn.part("start").click()
    drawn.page.get_by_text("You may leave the pain question open.").wait_for()
    assert not [text for text in stub.texts if "answer" in text]
    drawn.page.get_by_role("group", name="Pain in your back or neck").get_by_role("radio", name="3").check()
    drawn.part("start").click()
    drawn.until(lambda: {"answer": {"back": 3, "limb": None, "flags": []}} in stub.texts)
    drawn.page.get_by_role("checkbox", name="Fever").check()
    drawn.part("start").click()
    drawn.page.get_by_role("heading", name="You marked this. Is that right?").wait_for()
    drawn.page.get_by_text("Change my answers").click()
    assert drawn.page.get_by_role("checkbox", name="Fever").is_checked()
    drawn.part("start").click()
    assert drawn.part("start").inner_text() == "Yes, that is right"
    drawn.part("start").click()
    drawn.until(lambda: {"answer": {"back": 3, "limb": None, "flags": ["sign_4"]}} in stub.texts)


def test_none_of_these_is_said_only_when_all_were_in_view(draw: Any, stub: Stub) -> None:
    drawn = draw("check", size=PHONE)
    # With the pain told there is no reminder, which would bring the end of the list into view, too.
    for group in ("Pain in your back or neck", "Pain in an arm or leg"):
        drawn.page.get_by_role("group", name=group).get_by_role("radio", name="1", exact=True).check()
    seen = False
    for _ in range(10):
        drawn.part("start").click()
        drawn.page.wait_for_timeout(100)
        if [text for text in stub.texts if "answer" in text]:
            break
        seen = drawn.page.get_by_text("A fall since last time").evaluate(
            "(part) => part.getBoundingClientRect().bottom < innerHeight"
        )
    assert seen


def test_pain_at_rest_goes_with_each_change_and_survives_cut_line_and_fall(draw: Any, stub: Stub) -> None:
    drawn = draw("rest")
    back = drawn.page.get_by_role("group", name="Pain in your back or neck")
    limb = drawn.page.get_by_role("group", name="Pain in an arm or leg")

    def answers() -> list[Any]:
        return [text["answer"] for text in stub.texts if "answer" in text]

    back.get_by_role("radio", name="9", exact=True).check()
    back.get_by_role("radio", name="2", exact=True).check()
    limb.get_by_role("radio", name="0", exact=True).check()
    drawn.page.keyboard.press("ArrowRight")
    drawn.until(lambda: len(answers()) == 4)
    told = [(one["back"], one["limb"]) for one in answers()]
    assert told == [(9, None), (2, None), (2, 0), (2, 1)]
    stub.cut()
    drawn.until(lambda: stub.opened == 2)
    drawn.until(lambda: answers()[4:] == [{"back": 2, "limb": 1, "flags": []}])
    asked = PHASES["rest"]["ask"]
    stub.say(paused="fall", ask=PHASES["fall"]["ask"])
    drawn.page.get_by_role("button", name="I need help").wait_for()
    stub.say(paused="", ask=asked)
    limb.get_by_role("radio", name="3", exact=True).check()
    drawn.until(lambda: answers()[5:] == [{"back": 2, "limb": 3, "flags": []}])
    assert back.get_by_role("radio", name="2", exact=True).is_checked()
    stub.say(set=2)
    stub.say(ask=None)
    stub.say(ask=asked)
    back.wait_for()
    drawn.page.wait_for_timeout(200)
    assert back.get_by_role("radio", checked=True).count() == 0


def test_a_choice_is_an_answer(draw: Any, stub: Stub) -> None:
    drawn = draw("rest")
    drawn.page.get_by_role("group", name="Pain in your back or neck").get_by_role("radio", name="2", exact=True).check()
    drawn.page.get_by_role("group", name="Pain in an arm or leg").get_by_role("radio", name="10").check()
    drawn.until(lambda: {"answer": {"back": 2, "limb": 10, "flags": []}} in stub.texts)
    stub.say(**PHASES["how"])
    drawn.page.get_by_role("button", name="It hurts").click()
    drawn.until(lambda: {"answer": {"back": None, "limb": None, "flags": [], "why": "pain"}} in stub.texts)
    stub.say(**PHASES["fall"])
    drawn.page.get_by_role("button", name="I need help").click()
    drawn.until(lambda: {"answer": {"flags": [], "why": "help"}} in stub.texts)


def test_the_session_lives_through_reruns_and_tells_its_end_once(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    drawn.frames()
    colours = asdict(tokens.DARK)
    drawn.page.evaluate("(colours) => window.run({ data: { ...component.data, colours } })", colours)
    drawn.frames()
    assert stub.opened == 1
    assert (
        drawn.page.locator(".coach").evaluate("(root) => root.style.getPropertyValue('--paper')") == tokens.DARK.paper
    )
    stub.say(**PHASES["summary"])
    drawn.page.wait_for_timeout(200)
    drawn.part("start").click()
    drawn.until(lambda: stub.did("leave"))
    assert drawn.page.evaluate("told") == []
    stub.send({"ended": "done"})
    drawn.until(lambda: drawn.page.evaluate("told") == [["over", "done"]])
    assert not drawn.page.locator("dialog").evaluate("(dialog) => dialog.open")


def test_who_speaks_when(draw: Any) -> None:
    """Ranks: safety, cue, guide, praise, count; times in ms."""
    said = draw("ready").page.evaluate("""async () => {
      const { Turns } = await import("/coach/assets/turns.js"), heard = [];
      const one = (kind, words) => ({ kind, words }), is = (said) => heard.push(said && said.words);
      let turns = new Turns();
      is(turns.offer(one("count", "1"), 0));        // at once
      is(turns.offer(one("count", "2"), 10));       // a newer count replaces
      is(turns.offer(one("cue", "hips"), 20));      // a cue replaces a count
      is(turns.offer(one("count", "3"), 30));       // waits
      is(turns.offer(one("guide", "slowly"), 40));  // takes the waiting place
      is(turns.offer(one("count", "4"), 50));       // is not said
      is(turns.ended(60));                          // slowly
      is(turns.offer(one("count", "5"), 70));       // waits
      is(turns.ended(1100));                        // too old by now
      is(turns.offer(one("guide", "rest"), 1200));
      is(turns.offer(one("count", "6"), 1300));
      is(turns.ended(2200));                        // still fresh
      is(turns.offer(one("cue", "chest"), 2300));
      is(turns.offer(one("guide", "later"), 2310));
      is(turns.offer(one("safety", "stop"), 2320)); // replaces anything, and what waited
      is(turns.offer(one("cue", "knees"), 2330));   // waits
      is(turns.ended(2400));
      is(turns.ended(2500));
      return heard;
    }""")
    assert said == [
        "1",
        "2",
        "hips",
        None,
        None,
        None,
        "slowly",
        None,
        None,
        "rest",
        None,
        "6",
        "chest",
        None,
        "stop",
        None,
        "knees",
        None,
    ]


def test_each_utterance_is_spoken_once_by_a_local_voice_and_never_when_muted(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    stub.say(say=[{"n": 1, "words": "One", "kind": "count"}])
    stub.say(say=[{"n": 1, "words": "One", "kind": "count"}, {"n": 2, "words": "Chest long.", "kind": "cue"}])
    drawn.until(lambda: [one["words"] for one in drawn.page.evaluate("spoken")] == ["One", "Chest long."])
    assert {one["lang"] for one in drawn.page.evaluate("spoken")} == {"en-US"}
    drawn.part("mute").click()
    assert (drawn.fact("voice"), drawn.part("mute").inner_text()) == ("muted", "Voice off")
    stub.say(say=[{"n": 3, "words": "Two", "kind": "count"}])
    drawn.page.wait_for_timeout(300)
    drawn.open()
    assert drawn.fact("voice") == "muted"
    drawn.part("mute").click()
    drawn.page.wait_for_timeout(300)
    assert drawn.page.evaluate("spoken") == []


def test_a_component_that_is_drawn_anew_says_nothing_twice(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    stub.say(say=[{"n": 1, "words": "One", "kind": "count"}])
    drawn.until(lambda: len(drawn.page.evaluate("spoken")) == 1)
    drawn.page.evaluate("leave(); run({})")
    drawn.until(lambda: stub.opened == 2)
    stub.say(say=[{"n": 1, "words": "One", "kind": "count"}, {"n": 2, "words": "Two", "kind": "count"}])
    drawn.until(lambda: [one["words"] for one in drawn.page.evaluate("spoken")] == ["One", "Two"])


def test_a_browser_without_a_local_voice_says_so_once_and_offers_a_tone(draw: Any, stub: Stub) -> None:
    drawn = draw(
        "work", script="speechSynthesis.getVoices = () => [{ lang: 'en-US', localService: false, name: 'far' }];"
    )
    drawn.page.get_by_text("This browser has no voice of its own here.").wait_for()
    assert (drawn.fact("voice"), drawn.part("mute").inner_text()) == ("none", "Tone off")
    drawn.part("mute").click()
    assert drawn.fact("voice") == "tone"
    drawn.part("mute").click()
    assert drawn.page.evaluate("spoken") == []


def test_unknown_keys_and_a_count_that_is_not_known_do_no_harm(draw: Any, stub: Stub) -> None:
    drawn = draw("work")
    stub.say(count=None, novelty={"of": "tomorrow"}, limits=None, repetitions=["ok", "unheard of"])
    drawn.until(lambda: drawn.part("count").inner_text() == "")
    stub.state = BASE | {"phase": "work", "phase_words": "Working", "count": 7}
    stub.send({"state": stub.state, "surprise": 1})
    drawn.until(lambda: drawn.part("count").inner_text() == "7")


def test_the_figure_moves_or_stands_beside_its_end_posture_where_motion_is_to_be_reduced(draw: Any, stub: Stub) -> None:
    picture = "(canvas) => canvas.toDataURL()"
    moving, calm = draw("show"), draw("show", calm=True)
    for drawn in (moving, calm):
        drawn.page.wait_for_timeout(1800)
    one, two = (drawn.part("drawing").evaluate(picture) for drawn in (moving, calm))
    for drawn in (moving, calm):
        drawn.page.wait_for_timeout(700)
    assert moving.part("drawing").evaluate(picture) != one
    assert calm.part("drawing").evaluate(picture) == two


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious_in_any_phase(draw: Any, stub: Stub, dark: bool) -> None:
    drawn = draw("check")
    if dark:
        drawn.page.goto(f"{stub.address}/?dark")
        drawn.page.locator(".coach[data-phase=check]").wait_for()
    found = {}
    for phase in PHASES:
        stub.say(**PHASES[phase])
        drawn.page.wait_for_timeout(250)
        said = Axe().run(drawn.page, options={"resultTypes": ["violations"]}).response["violations"]
        found[phase] = [
            (rule["id"], node["html"][:120])
            for rule in said
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
    assert {phase: some for phase, some in found.items() if some} == {}
