"""A guided session as whoever sits before it drives it, by the `data-testid`s of `docs/live.md` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from urllib.parse import urlencode

from playwright.sync_api import Error, Locator, Page

#: What leads on: past a question first.
_ONWARDS = ("[data-part=skip]", "[data-part=go]", "[data-testid=start]")
_LOOK_MS = 150


class Guided:
    """The live page in one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str, exercise: str, *, name: str = "Ada", **query: object) -> None:
        """Go to `/live` for the exercise, signed in under that name; the query may say `demo=1`."""
        self.page.goto(f"{address}/live?{urlencode({'exercise': exercise, **query})}")
        self.come_in(name)
        self.part("phase").wait_for(state="attached")

    def come_in(self, name: str = "Ada") -> None:
        """Press the name on the way in, where nobody is signed in in this browser."""
        door = self.page.get_by_role("button", name=name, exact=True)
        inside = self.page.locator(".coach, [data-testid=stMain] h1:not(.st-key-who h1)")
        inside.or_(door).first.wait_for(state="attached")
        if door.count():
            door.click()

    def part(self, name: str) -> Locator:
        """The element of that `data-testid`, inside the component or outside."""
        return self.page.get_by_test_id(name)

    @property
    def phase(self) -> str:
        """The phase of `docs/live.md`; "" before there is one."""
        return self._attribute("data-phase")

    @property
    def paused(self) -> str:
        """Why it is paused, else ""."""
        return self._attribute("data-paused")

    @property
    def count(self) -> int:
        """The number on the page; 0 where there is none."""
        said = self._told("[data-testid=count]", "innerText.trim()")
        return int(said) if said.isdigit() else 0

    def says(self, words: str) -> Locator:
        """Visible text anywhere on the page."""
        return self.page.get_by_text(words).locator("visible=true").first

    def reach(self, phase: str, patience_s: float = 90.0, *, stay: tuple[str, ...] = ()) -> None:
        """Go on until the session is in that phase: questions are passed over, `start` is pressed where it is offered.

        In the phases of `stay` nothing is pressed.
        """
        until_s = monotonic() + patience_s
        while (now := self.phase) != phase:
            assert monotonic() < until_s, (
                f"{phase} was not reached; it is at {now or 'nothing'}, paused: {self.paused or 'no'}"
            )
            if now not in stay:
                self.go_on()
            self.wait_ms(_LOOK_MS)

    def walk(self, patience_s: float = 240.0) -> Iterator[str]:
        """Each phase of a demo when it has begun, to the summary; the second set is stopped at its beginning."""
        before, until_s, worked = "", monotonic() + patience_s, False
        while before != "summary":
            assert monotonic() < until_s, f"The summary was not reached; it is at {self.phase}."
            now = self.phase
            if now == "work" and worked and before == "rest":
                self.part("stop").click()
            if now and now != before:
                yield now
            elif now and now not in ("setup", "work"):
                # Those end by themselves, and a press in that moment would pass over the next.
                self.go_on()
            before, worked = now, worked or now == "work"
            self.wait_ms(_LOOK_MS)

    def until(self, what: str, true: Callable[[], object], patience_s: float = 60.0) -> None:
        """Wait until it is true; `what` is said where it never is."""
        until_s = monotonic() + patience_s
        while not true():
            assert monotonic() < until_s, f"Never so: {what}. {self.phase=} {self.paused=} {self.count=}"
            self.wait_ms(_LOOK_MS)

    def wait_ms(self, ms: float) -> None:
        """Let the page live."""
        self.page.wait_for_timeout(ms)

    def hide(self, hidden: bool = True) -> None:
        """The tab goes to the background, or comes back; headless Chromium has no other way to do so."""
        self.page.evaluate(
            """(hidden) => {
              Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
              const state = hidden ? "hidden" : "visible";
              Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }""",
            hidden,
        )

    def go_on(self) -> None:
        """Press what leads on, if anything does."""
        for selector in _ONWARDS:
            part = self.page.locator(selector)
            there = False
            # It may be gone with the next picture, and that is as good.
            with suppress(Error):
                there = part.count() == 1 and part.is_visible() and part.is_enabled(timeout=1000)
                if there:
                    part.click(timeout=1000)
            if there:
                return

    def _attribute(self, name: str) -> str:
        return self._told(f".coach[{name}]", f"getAttribute('{name}')")

    def _told(self, selector: str, what: str) -> str:
        """In one step, for the element may be gone in the next moment; "" where it is not there."""
        return str(self.page.locator(selector).evaluate_all(f"(found) => found[0]?.{what} ?? ''"))
