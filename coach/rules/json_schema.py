"""`python -m coach.rules.json_schema` writes `exercises/schema.json`, by which editors complete and underline rules."""

from __future__ import annotations

import json
from pathlib import Path

from coach.rules.loader import RULES_DIR
from coach.rules.schema import ExerciseShape


def schema_text() -> str:
    """The JSON schema of a rule file, as it is written to disk."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | ExerciseShape.model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema(folder: Path = RULES_DIR) -> Path:
    """Write the schema into `folder`; returns the file."""
    path = folder / "schema.json"
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    write_schema()
