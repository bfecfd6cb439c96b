"""A register's tree → its records, or every problem with its place: shapes and types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmic.errors import Problem, did_you_mean
from hmic.model import WITH_LINES, Register
from hmic.plaintext import LONGEST, fault
from hmic.register.meaning import check_empty, check_meaning
from hmic.register.meant import LIST, as_meant, unknown
from hmic.register.shape import build
from hmic.register.tree import Document, Mapping, Node, Scalar, at, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPECTED = {
    "string_type": "a text",
    "list_type": LIST,
    "tuple_type": LIST,
    "dataclass_type": "a mapping (key: value)",
    "dict_type": "a mapping (key: value)",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}


def check_document(document: Document) -> tuple[Register | None, list[Problem]]:
    """One file's problems; its register only when the shapes are right.

    Where they are not, the document's tree becomes the one that was probably meant, for further checks.
    """
    root = document.root
    problems = list(document.problems)
    if root is None:
        return None, problems
    if not isinstance(root, Mapping):
        message = "a register is a mapping that starts with `register: 1`"
        return None, [*problems, document.problem(root, "wrong-type", message)]
    register = build(root)
    if register is None:
        meant, slips = as_meant(document, root, Register)
        register, found = _in_full(document, meant)
        problems += [*slips, *found, *check_empty(document, root), *_check_lines(document, meant)]
        if slips:
            register, document.root = None, meant
        if isinstance(meant, Mapping):
            root = meant
    problems += check_meaning(document, root)
    return register, _ordered(problems)


def _check_lines(document: Document, node: Node, field: str = "") -> Iterator[Problem]:
    """A text that goes into a heading, a subject or an address stands on one line."""
    if isinstance(node, Scalar):
        wrong = fault(node.value) if field not in WITH_LINES and not node.is_null else None
        if wrong is not None and "\n" in node.value:
            message = f"the field {field!r} has a line break"
            hint = "write it on one line; after > or | a hyphen takes the last break away: >-"
            yield document.problem(node, "line-break", message, hint)
        elif wrong is not None and len(node.value) > LONGEST:
            yield document.problem(node, "too-long", f"the field {field!r} {wrong.why}", "shorten it")
        return
    items = node.items.items() if isinstance(node, Mapping) else ((field, (None, i)) for i in node.items)
    for name, (_, value) in items:
        yield from _check_lines(document, value, name)


def _in_full(document: Document, root: Node) -> tuple[Register | None, list[Problem]]:
    """What pydantic says of the shapes: every error at once."""
    import pydantic

    from hmic.register.schema import validator

    try:
        return validator().validate_python(to_plain(root)), []
    except pydantic.ValidationError as error:
        return None, [_shape_problem(document, root, d) for d in error.errors(include_url=False)]


def _ordered(problems: list[Problem]) -> list[Problem]:
    """In the order of the file, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column, p.code, p.message))


def _shape_problem(document: Document, root: Node, detail: Any) -> Problem:
    """One error of the validator in the words of the register."""
    path: tuple[int | str, ...] = detail["loc"]
    node, key = at(root, path)
    name = str(path[-1]) if path else ""
    kind: str = detail["type"]
    if kind == "unexpected_keyword_argument":
        from hmic.register.schema import fields_of

        hint = did_you_mean(name, fields_of(path[:-1]))
        return document.problem(key or node, "unknown-key", unknown(name), hint)
    if kind == "missing":
        return document.problem(node, "missing-field", f"the field {name!r} is missing here")
    if isinstance(node, Scalar) and node.is_null:
        message = f"the field {_field(path)!r} is empty"
        return document.problem(key or node, "empty-text", message, "fill it in or delete the line")
    if kind == "enum":
        return _unknown_value(document, node, _field(path), detail)
    expected = _EXPECTED.get(kind, "something else")
    hint = None
    if kind == "dataclass_type":
        from hmic.register.schema import needed_of

        hint = "such as {" + ", ".join(f"{key}: …" for key in needed_of(path)) + "}"
    return document.problem(node, "wrong-type", f"{_field(path)!r} must be {expected}", hint)


def _field(path: tuple[int | str, ...]) -> str:
    """The name of the field at a path, list positions passed over."""
    return next((step for step in reversed(path) if isinstance(step, str)), "register")


def _unknown_value(document: Document, node: Node, name: str, detail: Any) -> Problem:
    valid = [word.strip("' ") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(",")]
    value = node.value if isinstance(node, Scalar) else ""
    if not isinstance(node, Scalar):
        message = f"{name!r} must be one word, not a list or a mapping"
        return document.problem(node, "wrong-type", message, "valid: " + ", ".join(valid))
    message = f"{value!r} is not a valid {name}"
    return document.problem(node, "unknown-value", message, did_you_mean(value, valid))
