"""The catalogues of sentences: `update` finds what the source says now, `compile` makes what the program reads.

A translator works in `coach/locale/*/LC_MESSAGES/coach.po`: after `update`, fill each empty `msgstr`, check those that
are marked `fuzzy` (the English changed) and take the mark away; then `compile`.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import NoneType

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE_DIR = ROOT / "coach" / "locale"
#: How `coach.language` marks a sentence, and one with a plural.
ONE_FORM = ("say", "marked", "Sentence")
TWO_FORMS = "say_many"
_WIDTH = 120


def extracted() -> Catalog:
    """Every sentence that the source marks, with the files in which it stands."""
    found = Catalog(project="coach", charset="utf-8")
    for file in sorted((ROOT / "coach").rglob("*.py")):
        for message in marked_in(file.read_text(encoding="utf-8")):
            found.add(message, None, [(file.relative_to(ROOT).as_posix(), 0)])
    return found


def marked_in(source: str) -> list[str | tuple[str, str]]:
    """The marked sentences of one file in their order, a pair where there is a form for one and for many.

    Babel's own reader of Python takes any text within the brackets and misses what stands in an f-string.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    found: list[str | tuple[str, str]] = []
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in ONE_FORM:
            found += _texts(call.args[0])
        elif name == TWO_FORMS:
            found += zip(_texts(call.args[0]), _texts(call.args[1]), strict=True)
    return found


def po_files() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALE_DIR.glob("*/LC_MESSAGES/coach.po"))


def read(po: Path) -> Catalog:
    """The catalogue as it lies on the disk."""
    with po.open("rb") as file:
        return read_po(file, locale=po.parts[-3])


def unsaid(catalogue: Catalog) -> list[str]:
    """A line for each sentence that is not yet translated, or whose English changed since it was."""
    return [
        f"{'to be checked' if one.fuzzy else 'not translated'}: {_first(one.id)!r}  ({', '.join(_files(one))})"
        for one in catalogue
        if one.id and (one.fuzzy or not all(_forms(one.string)))
    ]


def places(text: str) -> set[str]:
    """The names of the values in a sentence: `{n}` gives `n`."""
    return set(re.findall(r"{(\w+)}", text))


def update() -> int:
    """Bring the catalogues up to the source; the number of sentences left to translate."""
    now, left = extracted(), 0
    for po in po_files():
        catalogue = read(po)
        now.creation_date = catalogue.creation_date  # a file that differs in its date alone makes others' merges hard
        catalogue.update(now)
        catalogue.obsolete.clear()
        with po.open("wb") as file:
            write_po(file, catalogue, width=_WIDTH, sort_by_file=True, include_lineno=False, omit_header=False)
        lines = unsaid(catalogue)
        sys.stdout.write(f"{po.relative_to(ROOT)}: {len(catalogue)} sentences, {len(lines)} to translate\n")
        sys.stdout.writelines(f"  {line}\n" for line in lines)
        left += len(lines)
    return left


def compile_all() -> None:
    """Write beside each catalogue what gettext reads; what is not translated stays English."""
    for po in po_files():
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(po))


def _texts(argument: ast.expr) -> list[str]:
    """The texts that an argument may be: one, both branches of a choice, or none that is written here."""
    if isinstance(argument, ast.IfExp):
        return _texts(argument.body) + _texts(argument.orelse)
    text = argument.value if isinstance(argument, ast.Constant) else None
    return [text] if isinstance(text, str) and text else []


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, (str, NoneType)) else tuple(string)


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return _forms(message)[0]


def _files(message: Message) -> list[str]:
    return [file for file, _ in message.locations]


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    compile_all()
