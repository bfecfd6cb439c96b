"""The JSON Schema of a register, made from its records, by which editors complete and check the file."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from hmic.deadlines.clocks import CLOCKS
from hmic.model import SCALES
from hmic.register.check_content import FORMAT
from hmic.register_records import RecordField, Register, fields_of

_TYPES = {str: "string", int: "integer", bool: "boolean"}

_MORE: dict[str, dict[str, Any]] = {
    "Register.register": {"const": int(FORMAT)},
    "Report.published": {
        # `published: 2014` is a number to an editor and text to hmic.
        "type": ["string", "integer"],
        "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
        "minimum": 1856,
        "maximum": 9999,
    },
    "Finding.issued": {"pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "Grade.grade": {"enum": [*sorted({grade for scale in SCALES.values() for grade in scale}), None]},
    "RespondBy.clock": {"enum": list(CLOCKS)},
}
"""What the records' types do not say."""


def json_schema() -> dict[str, Any]:
    """The whole schema."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The hmic register of inspection findings",
        "$defs": {kind.__name__: {"title": kind.__name__, **_kind(kind)} for kind in kinds(Register)[1:]},
    }
    return {**head, **_kind(Register)}


def kinds(kind: Any, found: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    """A record, and the records and lists of words that it holds, after those that were found."""
    found = (*found, kind)
    for field in () if issubclass(kind, Enum) else fields_of(kind).values():
        if field.holds not in (*_TYPES, *found):
            found = kinds(field.holds, found)
    return found


def _kind(kind: Any) -> dict[str, Any]:
    about = {"description": (kind.__doc__ or "").strip()}
    if issubclass(kind, Enum):
        return {**about, "type": "string", "enum": [member.value for member in kind]}
    fields = fields_of(kind)
    return {
        **about,
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _field(field, f"{kind.__name__}.{name}") for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.needed],
    }


def _field(field: RecordField, name: str) -> dict[str, Any]:
    one = {"type": _TYPES[field.holds]} if field.holds in _TYPES else _named(field.holds)
    if field.many:
        one = {"type": "array", "items": one}
    elif field.null:
        one = {"type": [one["type"], "null"]} if "type" in one else {"anyOf": [one, {"type": "null"}]}
    default = {"default": field.default} if field.default else {}
    return {"description": field.about, **default, **one, **_MORE.get(name, {})}


def _named(kind: Any) -> dict[str, Any]:
    """A record or list of words by its name, or the text that can replace it."""
    named = {"$ref": f"#/$defs/{kind.__name__}"}
    alone = not issubclass(kind, Enum) and any(field.alone for field in fields_of(kind).values())
    return {"anyOf": [{"type": "string"}, named]} if alone else named


def schema_text() -> str:
    """The schema as the file `recommendations.schema.json` holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
