"""Design tokens: one place for colour, type and radius, light and dark under the same names.

Streamlit's theme, the camera component and the charts all read them from here. Text keeps a contrast of at least
4.5 : 1 on paper and on cards. Verdicts differ by shape and word as well as by colour (`coach.ui.words`).
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Inter, 'Source Sans 3', 'Source Sans', system-ui, sans-serif"
#: Least side of what is touched.
TARGET_PX = 48


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme, as `#rrggbb`."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    accent: str
    accent_ink: str
    told: str
    ok: str
    close: str
    breach: str
    unknown: str

    def of(self, verdict: str) -> str:
        """The colour of a verdict: ok, close, breach, cannot_judge."""
        return {"ok": self.ok, "close": self.close, "breach": self.breach}.get(verdict, self.unknown)


LIGHT = Palette(
    paper="#f7f5f0",
    card="#ffffff",
    ink="#1d2a2e",
    soft="#5b6a6f",
    line="#dfe3e0",
    accent="#0f6b66",
    accent_ink="#ffffff",
    told="#e2edea",
    ok="#2c7a57",
    close="#8a5a00",
    breach="#b4400f",
    unknown="#56646e",
)
DARK = Palette(
    paper="#101718",
    card="#182122",
    ink="#e9efec",
    soft="#9fb0af",
    line="#2b3838",
    accent="#5cc5b9",
    accent_ink="#07201d",
    told="#1b2d2c",
    ok="#6fcf9f",
    close="#e8b64a",
    breach="#ff9466",
    unknown="#a3b1b8",
)


def palette(scheme: str | None) -> Palette:
    """The palette of `light` or `dark`; light when the browser did not say."""
    return DARK if scheme == "dark" else LIGHT


def streamlit_theme() -> dict[str, str | float]:
    """The theme as Streamlit's options; the browser's own preference chooses between light and dark."""
    options: dict[str, str | float] = {
        "theme.baseFontSize": 17,
        "theme.baseRadius": "14px",
        "theme.buttonRadius": "14px",
        "theme.font": FONT,
        "theme.headingFont": FONT,
    }
    for scheme, colours in (("light", LIGHT), ("dark", DARK)):
        options |= {
            f"theme.{scheme}.primaryColor": colours.accent,
            f"theme.{scheme}.backgroundColor": colours.paper,
            f"theme.{scheme}.secondaryBackgroundColor": colours.card,
            f"theme.{scheme}.textColor": colours.ink,
            f"theme.{scheme}.borderColor": colours.line,
            f"theme.{scheme}.linkColor": colours.accent,
            f"theme.{scheme}.greenColor": colours.ok,
            f"theme.{scheme}.yellowColor": colours.close,
            f"theme.{scheme}.orangeColor": colours.breach,
            f"theme.{scheme}.grayColor": colours.soft,
            # Streamlit's blue is the ground of what is told calmly.
            f"theme.{scheme}.blueColor": colours.accent,
            f"theme.{scheme}.blueTextColor": colours.ink,
            f"theme.{scheme}.blueBackgroundColor": colours.told,
        }
    return options
