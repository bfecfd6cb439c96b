"""The quick look at shapes never says other than pydantic."""

from __future__ import annotations

import random
from pathlib import Path

import pydantic
import pytest

from hmic.register.nodes import parse
from hmic.register.schema import validator
from hmic.register.shape import build
from hmic.register.tree import Mapping, Node, Scalar, Sequence, to_plain
from tests.conftest import REAL_REGISTER

PROBLEMS = sorted((Path(__file__).parents[1] / "problems").glob("*.yaml"))
WORDS = (
    "", "~", "null", "true", "no", "yes", "1", "0", "-1", "1.0", " 1 ", "recommendation", "resolved", "x",
    "peel-four-tier", "٣",
)  # fmt: skip


def agrees(root: Node | None) -> bool:
    """Whether the two agree; gives whether the quick look was enough."""
    assert isinstance(root, Mapping)
    quick = build(root)
    try:
        full = validator().validate_python(to_plain(root))
    except pydantic.ValidationError:
        full = None
    assert quick is None or quick == full
    return quick is not None


@pytest.mark.parametrize("file", PROBLEMS, ids=lambda path: path.stem)
def test_registers_with_problems(file: Path) -> None:
    root = parse(file.read_bytes().decode("utf-8", "replace"), file.name).root
    if isinstance(root, Mapping):
        agrees(root)


def test_the_real_register_needs_no_more() -> None:
    assert agrees(parse(REAL_REGISTER.read_text(encoding="utf-8"), "r").root)


def nodes(node: Node) -> list[Node]:
    found = [node]
    if isinstance(node, Mapping):
        for _, value in node.items.values():
            found += nodes(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            found += nodes(item)
    return found


def test_a_thousand_registers_with_something_changed() -> None:
    text = REAL_REGISTER.read_text(encoding="utf-8")
    start = text.index("  - id: crime-2014\n")
    text = text[: text.index("  - id: ")] + text[start : text.index("\n  - id: ", start + 10) + 1]
    dice = random.Random(7)
    enough = 0
    for _ in range(1000):
        root = parse(text, "r").root
        assert root is not None
        for _ in range(dice.choice((1, 1, 2))):
            target = dice.choice(nodes(root))
            match target:
                case Scalar():
                    target.value = dice.choice(WORDS)
                    target.plain = dice.random() < 0.7
                case Mapping() if target.items:
                    key = dice.choice(list(target.items))
                    entry = target.items.pop(key)
                    if dice.random() < 0.5:
                        target.items[dice.choice((key, "titel", "note"))] = entry
                case Sequence():
                    new = dice.choice((Scalar("x", 1, 1, plain=True), Mapping(1, 1), Sequence(1, 1)))
                    target.items.append(new)
        enough += agrees(root)
    assert 100 < enough < 900
