"""The generated JSON Schema is current, accepts what hmic accepts and refuses what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hmic.register.json_schema import schema_text
from hmic.register.yaml_reader import parse
from hmic.register.yaml_tree import Mapping
from tests.conftest import REAL_REGISTER, ROOT
from tests.registers import CONCERN, TWO_REPORTS

SCHEMA = ROOT / "data" / "recommendations.schema.json"
PROBLEMS = Path(__file__).parent.parent / "problems"
BY_SHAPE = ["unknown-key", "missing-field", "unknown-value", "wrong-type", "bad-version"]


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_an_editor_reads_it(text: str) -> Any:
    """Editors read YAML 1.2: dates are text, numbers are numbers."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader without dates


def test_the_committed_schema_is_the_generated_one() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run: make docs"


def test_it_accepts_the_real_register(validator: jsonschema.Draft202012Validator) -> None:
    text = REAL_REGISTER.read_text(encoding="utf-8")
    assert [e.message for e in validator.iter_errors(as_an_editor_reads_it(text))] == []


@pytest.mark.parametrize("text", [TWO_REPORTS, CONCERN])
def test_it_accepts_what_hmic_accepts(validator: jsonschema.Draft202012Validator, text: str) -> None:
    document = {"register": 1, "force": "T", "reports": as_an_editor_reads_it(text)}
    assert [e.message for e in validator.iter_errors(document)] == []


@pytest.mark.parametrize("name", BY_SHAPE)
def test_it_refuses_what_hmic_refuses(validator: jsonschema.Draft202012Validator, name: str) -> None:
    text = (PROBLEMS / f"{name}.yaml").read_text(encoding="utf-8")
    assert list(validator.iter_errors(as_an_editor_reads_it(text)))


def test_every_field_is_described(validator: jsonschema.Draft202012Validator) -> None:
    assert isinstance(validator.schema, dict)
    for name, record in validator.schema["$defs"].items():
        if record["type"] == "object":
            for field, about in record["properties"].items():
                assert about.get("description") or "$ref" in about or "allOf" in about, f"{name}.{field}"


def test_scalars_stay_what_was_written() -> None:
    root = parse("a: no\nb: 2014-11-27\nc: 12:30\nd: 0x1F\ne: null\nf: 'null'\n", "x").root
    assert isinstance(root, Mapping)
    assert [root.text(key) for key in "abcdef"] == ["no", "2014-11-27", "12:30", "0x1F", None, "null"]
