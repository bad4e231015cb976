"""`python -m coach.rules.json_schema [FOLDER]` writes `schema.json`, by which editors complete and underline rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from coach.rules.loader import RULES_DIR
from coach.rules.schema import ExerciseShape


class _WithoutNull(GenerateJsonSchema):
    """A key without a value is refused (`document`), so an editor should not offer null for what may be left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return (
            self.generate_inner(schema["schema"]) if schema.get("default") is None else super().default_schema(schema)
        )


def schema_text() -> str:
    """The JSON schema of a rule file, as it is written to disk."""
    generated = ExerciseShape.model_json_schema(schema_generator=_WithoutNull)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | generated
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema(folder: Path = RULES_DIR) -> Path:
    """Write the schema into `folder`; returns the file."""
    path = folder / "schema.json"
    path.write_text(schema_text(), encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    write_schema(*map(Path, sys.argv[1:2]))
