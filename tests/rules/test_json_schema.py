"""The schema that editors use is the one that the checks use, and takes the exercises that come with the program."""

import json
import runpy
import sys

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from coach.rules import RULES_DIR, exercise_ids
from coach.rules.json_schema import schema_text

VALIDATOR = Draft202012Validator(json.loads(schema_text()))


def test_the_schema_on_disk_is_the_generated_one():
    drifted = "run: python -m coach.rules.json_schema"
    assert (RULES_DIR / "schema.json").read_text(encoding="utf-8") == schema_text(), drifted


def test_the_schema_is_written_where_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["json_schema", str(tmp_path)])
    monkeypatch.delitem(sys.modules, "coach.rules.json_schema")
    runpy.run_module("coach.rules.json_schema", run_name="__main__")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", exercise_ids())
def test_an_exercise_of_ours_passes_the_editors_schema(name):
    data = YAML(typ="safe", pure=True).load((RULES_DIR / f"{name}.yaml").read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max: 60", "mx: 60"),
        ("max: 60", "max:"),
        ("max: 60", "max: '60'"),
        ("quantity: trunk_inclination", "quantity: trunk"),
        ("{still_for_s: 1.0}", "{min: 1.0}"),
        ("view: side", "view: above"),
    ],
)
def test_an_editor_underlines_what_the_checks_refuse(rule, old, new):
    assert not list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(rule)))
    assert list(VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(rule.replace(old, new))))
