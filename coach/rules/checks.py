"""All checks of a rule's text, in one list of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from coach.rules.document import Document, read_document
from coach.rules.faults import Fault, Finding, dotted
from coach.rules.limits import check_limits
from coach.rules.measured import check_measured
from coach.rules.movement import check_movement
from coach.rules.part import Draft, Part
from coach.rules.shape import shape_findings
from coach.rules.shown import check_show
from coach.rules.translations import check_translations
from coach.rules.wording import check_words

_CHECKS: tuple[Callable[[Draft], Iterator[Finding]], ...] = (
    check_measured,
    check_movement,
    check_limits,
    check_words,
    check_show,
    check_translations,
)


def check_document(text: str, file: str) -> tuple[Document, list[Fault]]:
    """Read and check a rule; the faults stand in the order of their lines, one of each kind a key."""
    document = read_document(text)
    found = list(document.findings)
    if document.data is not None:
        told = {finding.path for _, finding in found}
        shape = [finding for finding in shape_findings(document.data) if finding.path not in told]
        told.update(finding.path for finding in shape)
        draft = Draft(Part((), document.data))
        meaning = [finding for check in _CHECKS for finding in check(draft) if finding.path not in told]
        found += [(document.line(finding.path), finding) for finding in (*shape, *meaning)]
    faults = [Fault(file, line, dotted(path), message, instead) for line, (path, message, instead) in found]
    return document, sorted(faults, key=lambda fault: fault.line)
