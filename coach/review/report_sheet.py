"""Paper for reports: A4, one typeface for every alphabet it has, and the few things that pages are laid out with.

DejaVu Sans comes with matplotlib, which comes with MediaPipe: Latin with all its accents, Greek, Cyrillic. A character
that it has not is drawn as a box; nothing is fetched. What the file says of itself names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import FontFace

from coach.errors import RecordError
from coach.language import say, spoken_language

MARGIN_MM, WIDTH_MM = 15.0, 180.0
FOOT_MM = 12.0
FONT = "DejaVu"
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_BOX = "□"

#: The colours of the pages, as they print.
INK, SOFT, LINE, ACCENT, TOLD = (29, 42, 46), (91, 106, 111), (205, 211, 208), (15, 107, 102), (238, 244, 242)
BREACH, PAPER = (180, 64, 15), (255, 255, 255)
Colour = tuple[int, int, int]


class Sheet(FPDF):
    """A report on its way to paper; `made` is when, `foot` the sentence at the foot of every page."""

    def __init__(self, made: datetime, foot: str) -> None:
        super().__init__(format="A4")
        self._foot = foot
        for style, name in _FILES.items():
            self.add_font(FONT, style, _font_file(name))
        self._has = frozenset(self.fonts[FONT.lower()].cmap)  # type: ignore[union-attr]
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, MARGIN_MM + FOOT_MM)
        self.set_title("Exercise report")
        self.set_creator("Coach")
        self.set_producer("Coach")
        self.set_lang(spoken_language())
        self.set_creation_date(made)
        self.alias_nb_pages("{pages}")
        self.type_in()

    def footer(self) -> None:
        """The sentence, and which page of how many."""
        self.set_y(-MARGIN_MM - FOOT_MM + 4)
        self.type_in(7, SOFT)
        self.multi_cell(WIDTH_MM - 24, 3.4, self.shown(self._foot), align="L")
        self.set_xy(MARGIN_MM + WIDTH_MM - 24, -MARGIN_MM - FOOT_MM + 4)
        self.cell(24, 3.4, say("page {page} of {pages}", page=self.page_no(), pages="{pages}"), align="R")

    def shown(self, text: str) -> str:
        """The text with a box for every character that the typeface has not."""
        return "".join(one if ord(one) in self._has or one == "\n" else _BOX for one in text)

    def type_in(self, points: float = 9, colour: Colour = INK, bold: bool = False) -> None:
        """From here on, text is of this size and colour."""
        self.set_font(FONT, "B" if bold else "", points)
        self.set_text_color(*colour)

    def title_line(self, text: str, points: float = 11) -> None:
        """A heading that does not stand alone at the end of a page."""
        if self.will_page_break(18):
            self.add_page()
        self.type_in(points, ACCENT, bold=True)
        self.multi_cell(WIDTH_MM, points * 0.5, self.shown(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)
        self.type_in()

    def words(self, text: str, points: float = 9, colour: Colour = INK, width: float = WIDTH_MM) -> None:
        """Text over the whole width."""
        self.type_in(points, colour)
        self.multi_cell(width, points * 0.48, self.shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def fitted(self, text: str, width: float, lines: int) -> str:
        """As much of the text as stands in so many lines of that width, in the typeface set."""
        text = self.shown(" ".join(text.split()))
        if self._lines(text, width) <= lines:
            return text
        low, high = 0, len(text)
        while low < high:
            half = (low + high + 1) // 2
            low, high = (half, high) if self._lines(f"{text[:half]}…", width) <= lines else (low, half - 1)
        return f"{text[:low].rstrip()}…"

    def _lines(self, text: str, width: float) -> int:
        found = self.multi_cell(width, 4, text, dry_run=True, output=MethodReturnValue.LINES, align="L")
        return len(cast(list[str], found))

    def rows(self, head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A table, its head again on each page; cells wrap, numbers are the caller's."""
        with (
            self._table_look(),
            self.table(
                width=WIDTH_MM,
                col_widths=tuple(widths),
                text_align="LEFT",
                line_height=3.6,
                padding=(0.7, 1),
                borders_layout="HORIZONTAL_LINES",
                first_row_as_headings=True,
                headings_style=FontFace(emphasis="BOLD", color=SOFT, fill_color=TOLD),
                wrapmode="WORD",
            ) as table,
        ):
            for row in (head, *rows):
                line = table.row()
                for cell in row:
                    line.cell(self.shown(cell))
        self.ln(3)

    @contextmanager
    def _table_look(self) -> Iterator[None]:
        self.type_in(7.5)
        self.set_draw_color(*LINE)
        self.set_fill_color(*PAPER)
        self.set_line_width(0.15)
        yield
        self.type_in()


def _font_file(name: str) -> Path:
    """Where the typeface lies; raises RecordError where it was left out of the installation."""
    spec = find_spec("matplotlib")
    places = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
    for place in places:
        file = Path(place) / "mpl-data" / "fonts" / "ttf" / name
        if file.exists():
            return file
    raise RecordError(say("The typeface {name} is missing, so nothing was printed. Install matplotlib.", name=name))
