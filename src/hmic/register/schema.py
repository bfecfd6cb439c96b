"""The records of `model.py` → their validator, and the JSON Schema for editors."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any

import pydantic

from hmic import model
from hmic.register.codes import CLOCKS

FORMAT = 1
_RECORDS = (
    model.Source,
    model.Grade,
    model.Deadline,
    model.Part,
    model.Finding,
    model.FollowUp,
    model.RespondBy,
    model.Report,
    model.AreaAlias,
    model.Register,
)


@cache
def validator() -> pydantic.TypeAdapter[model.Register]:
    """Checks plain data against the records and builds them; unknown keys are errors."""
    for record in _RECORDS:
        setattr(record, "__pydantic_config__", pydantic.ConfigDict(extra="forbid"))  # noqa: B010
    return pydantic.TypeAdapter(model.Register)


def fields_of(path: tuple[int | str, ...]) -> list[str]:
    """The keys that are valid in the mapping at a path, for suggestions."""
    return [field.name for field in dataclasses.fields(_record_at(path))]


def needed_of(path: tuple[int | str, ...]) -> list[str]:
    """The keys without which the mapping at a path cannot be."""
    missing = dataclasses.MISSING
    return [
        field.name
        for field in dataclasses.fields(_record_at(path))
        if field.default is missing and field.default_factory is missing
    ]


def _record_at(path: tuple[int | str, ...]) -> Any:
    """The record that stands at a path."""
    record: Any = model.Register
    kinds = {
        "reports": model.Report,
        "findings": model.Finding,
        "recommendations": model.Finding,
        "deadlines": model.Deadline,
        "parts": model.Part,
        "grades": model.Grade,
        "follow_ups": model.FollowUp,
        "respond_by": model.RespondBy,
        "areas": model.AreaAlias,
        "source": model.Source,
    }
    for step in path:
        record = kinds.get(step, record) if isinstance(step, str) else record
    return record


def json_schema() -> dict[str, Any]:
    """The register's JSON Schema, as editors use it for completion and checking."""
    schema = validator().json_schema()
    records = schema["$defs"]
    for record in records.values():
        _plain_words(record)
    _plain_words(schema)
    # In a deadline list plain words stand for a deadline with nothing but its phrase.
    records["Finding"]["properties"]["deadlines"]["items"] = {
        "anyOf": [{"type": "string"}, {"$ref": "#/$defs/Deadline"}]
    }
    # `published: 2014` is a number to an editor and text to hmic.
    dated = r"^\d{4}(-\d{2}(-\d{2})?)?$"
    published = records["Report"]["properties"]["published"]
    published.pop("type")
    published["anyOf"] = [
        {"type": "string", "pattern": dated},
        {"type": "integer", "minimum": 1856, "maximum": 9999},
    ]
    records["Finding"]["properties"]["issued"].update(pattern=r"^\d{4}-\d{2}-\d{2}$")
    records["Grade"]["properties"]["grade"]["enum"] = [
        *sorted({grade for scale in model.SCALES.values() for grade in scale}),
        None,
    ]
    records["RespondBy"]["properties"]["clock"]["enum"] = list(CLOCKS)
    schema["properties"]["register"]["const"] = FORMAT
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The hmic register of inspection findings",
    }
    return {**head, **{key: value for key, value in schema.items() if key not in head}}


def _plain_words(record: dict[str, Any]) -> None:
    """Drop what the library adds for programs and fold `anyOf: [X, null]` into one type."""
    for field in record.get("properties", {}).values():
        field.pop("title", None)
        choices = field.get("anyOf", [])
        types = [choice.get("type") for choice in choices]
        if "null" in types and all(types):
            field.pop("anyOf")
            field["type"] = types
        if field.get("default", 0) is None or field.get("default") == []:
            field.pop("default")


def schema_text() -> str:
    """The schema as the file `recommendations.schema.json` holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
