"""From a rule file, or the name of an exercise, to a checked `Exercise`."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from coach.errors import CoachError, UnknownExerciseError
from coach.rules.build import build
from coach.rules.checks import check_document
from coach.rules.document import MAX_BYTES
from coach.rules.faults import Fault, RuleFileError, nearest
from coach.rules.model import Exercise
from coach.rules.schema import ExerciseShape

_SUFFIXES = (".yaml", ".yml")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The exercises that come with the program: inside the installed package, or beside it in a checkout.
RULES_DIR = next(
    (folder for folder in (_PACKAGE / "exercises", _PACKAGE.parent / "exercises") if folder.is_dir()),
    _PACKAGE / "exercises",
)


def parse_exercise(text: str, file: str = "the rule") -> Exercise:
    """The exercise that a rule's text describes; raises RuleFileError with all faults."""
    document, faults = check_document(text, file)
    if faults:
        raise RuleFileError(faults)
    digest = sha256(text.encode("utf-8")).hexdigest()
    return build(ExerciseShape.model_validate(document.data), text=text, sha256=digest, file=file)


def check_text(text: str, file: str = "the rule") -> list[Fault]:
    """All faults of a rule's text; none means that it loads."""
    return check_document(text, file)[1]


def check_path(path: str | Path) -> list[Fault]:
    """All faults of a rule file, or of every rule file in a folder; raises CoachError where it cannot be read."""
    path = Path(path)
    faults: list[Fault] = []
    ids: dict[str, Path] = {}
    for file in _rule_files(path) if _is_folder(path) else [path]:
        text, unreadable = _read(file)
        faults += unreadable or _check_file(text, file)
        if file.stem in ids:
            message = f"{ids[file.stem].name} in the same folder has the same name."
            faults.append(Fault(str(file), 1, "id", message, "Keep one of the two."))
        ids.setdefault(file.stem, file)
    return faults


def exercise_ids(rules_dir: str | Path | None = None) -> list[str]:
    """The exercises in a folder of rules, by name; raises CoachError where the folder cannot be read."""
    return sorted({file.stem for file in _rule_files(_folder(rules_dir))})


def load_exercise(path_or_id: str | Path, rules_dir: str | Path | None = None) -> Exercise:
    """The exercise of that id in `rules_dir` (by default those of the program), or of a rule file.

    A `Path`, and text that ends in .yaml or holds a slash, is a file. Raises UnknownExerciseError, RuleFileError with
    all faults, or CoachError where nothing can be read.
    """
    file = Path(path_or_id) if _is_path(path_or_id) else rule_file(str(path_or_id), rules_dir)
    text, faults = _read(file)
    faults = faults or _check_file(text, file)
    if faults:
        raise RuleFileError(faults)
    return parse_exercise(text, str(file))


def rule_file(name: str, rules_dir: str | Path | None = None) -> Path:
    """The file of the exercise of that id, which is never taken for a path: a name out of an address opens no others.

    Raises UnknownExerciseError, or CoachError where the folder cannot be read.
    """
    files = {file.stem: file for file in reversed(_rule_files(_folder(rules_dir)))}
    if name in files:
        return files[name]
    close = nearest(name, files)
    offered = f"Did you mean {close}? " if close else ""
    raise UnknownExerciseError(f"There is no exercise {name!r}. {offered}`coach exercises` lists those there are.")


def _is_path(path_or_id: str | Path) -> bool:
    if isinstance(path_or_id, Path):
        return True
    return path_or_id.endswith(_SUFFIXES) or "/" in path_or_id or "\\" in path_or_id


def _folder(rules_dir: str | Path | None) -> Path:
    return RULES_DIR if rules_dir is None else Path(rules_dir)


def _rule_files(folder: Path) -> list[Path]:
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES and not file.name.startswith("."))
    except (OSError, ValueError) as error:
        raise CoachError(
            f"The folder of rules {folder} cannot be read ({_why(error)}). Name another folder."
        ) from error
    if not files:
        raise CoachError(f"The folder {folder} holds no rule files. Name a folder with .yaml files of exercises.")
    return files


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _read(file: Path) -> tuple[str, list[Fault]]:
    """The text of a rule file, or the fault of bytes that are no text."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CoachError(f"The rule file {file} cannot be read ({_why(error)}). Check its name and place.") from error
    try:
        return data.decode("utf-8", errors="replace" if len(data) > MAX_BYTES else "strict"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", [Fault(str(file), line, "", "these bytes are not text in UTF-8.", "Save the file as UTF-8.")]


def _check_file(text: str, file: Path) -> list[Fault]:
    document, faults = check_document(text, str(file))
    name = (document.data or {}).get("id")
    if isinstance(name, str) and name != file.stem:
        message = f"the id {name} is not the file's name."
        faults.append(
            Fault(str(file), document.line(("id",)), "id", message, f"Write id: {file.stem}, or rename the file.")
        )
    return sorted(faults, key=lambda fault: fault.line)


def _why(error: OSError | ValueError) -> str:
    """The system's own word for it: "permission denied"."""
    return str(getattr(error, "strerror", None) or error).lower()
