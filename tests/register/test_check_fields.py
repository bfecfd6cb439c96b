"""The walk over a register's fields: good ones become records, of bad ones each slip is named in its place.

Registers are made up from the records' annotations, written as YAML and read again. `HMIC_CASES` says how many.
"""

from __future__ import annotations

import gc
import json
import os
import random
import types
import weakref
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest

from hmic.register.check_fields import check_fields
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from hmic.register.yaml_tree import Mapping, Node, Sequence
from hmic.register_records import Deadline, Register
from tests.conftest import REAL_REGISTER

CASES = int(os.environ.get("HMIC_CASES", "200"))
WITH_LINES = {"requirement", "note", "summary"}
WORDS = (
    "the force",
    "Crime: a review",
    "no",
    "2014-11-27",
    "12:30",
    "0x1F",
    "# not a comment",
    "ü",
    "null",
)
Path = tuple[str | int, ...]


class Spot(NamedTuple):
    """A value of a made-up register: where it stands, and what its field holds."""

    path: Path
    name: str
    holds: Any
    many: bool = False
    null: bool = False
    needed: bool = True


def spots(kind: Any, path: Path) -> list[Spot]:
    """The fields of a record, as its annotations have them."""
    hints, found = get_type_hints(kind), []
    for field in fields(kind):
        holds = hints[field.name]
        many, null = get_origin(holds) is tuple, get_origin(holds) in {Union, types.UnionType}
        holds = get_args(holds)[0] if many or null else holds
        found.append(Spot((*path, field.name), field.name, holds, many, null, field.default is MISSING))
    return found


class Made:
    """A made-up register as plain data, with its spots, and the record that it stands for."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.spots: list[Spot] = []
        self.data, self.record = self.one(Spot((), "register", Register))

    def one(self, spot: Spot) -> tuple[Any, Any]:
        """A value as it is written, and what it stands for."""
        dice, holds = self.dice, spot.holds
        self.spots.append(spot)
        if spot.many:
            number = dice.choice((0, 1, 2, 2)) if len(spot.path) < 8 else 0
            items = [self.one(Spot((*spot.path, one), spot.name, holds)) for one in range(number)]
            return [item[0] for item in items], tuple(item[1] for item in items)
        if spot.null and dice.random() < 0.2:
            return None, None
        if holds is Deadline and dice.random() < 0.5:
            self.spots[-1] = spot._replace(holds=str)
            return "within a month", Deadline(phrase="within a month")
        if is_dataclass(holds) and isinstance(holds, type):
            inner = [s for s in spots(holds, spot.path) if s.needed or dice.random() < 0.5]
            dice.shuffle(inner)
            values = {s.name: self.one(s) for s in inner}
            plain = {name: value[0] for name, value in values.items()}
            return plain, holds(**{name: value[1] for name, value in values.items()})
        if holds is str:
            text = dice.choice(WORDS) + (
                "\nand more" if spot.name in WITH_LINES and dice.random() < 0.3 else ""
            )
            return text, text
        value = dice.choice(
            list(holds) if issubclass(holds, Enum) else [True, False] if holds is bool else [1]
        )
        return value, value


def written(value: Any, indent: str = "") -> str:
    """Plain data as YAML, every text in quotes."""
    if isinstance(value, dict) and value:
        lines = (f"\n{indent}{key}: {written(inner, indent + '  ')}" for key, inner in value.items())
        return "".join(lines)
    if isinstance(value, list) and value:
        return "".join(f"\n{indent}- {written(inner, indent + '  ').lstrip()}" for inner in value)
    return str(value) if isinstance(value, Enum) else json.dumps(value, ensure_ascii=False)


def at(tree: Any, path: Path) -> Any:
    """What stands at a path of plain data."""
    for step in path:
        tree = tree[step]
    return tree


def place(root: Node | None, path: Path) -> tuple[Node, Node]:
    """The key of what stands at a path, or the item of a list, and its value."""
    assert root is not None
    key = value = root
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str):
            key, value = value.items[step]
        elif isinstance(value, Sequence) and isinstance(step, int):
            key = value = value.items[step]
    return key, value


class Slip(NamedTuple):
    """Something wrong at a spot: the value put there or the key, and the code that names it in which place."""

    code: str
    where: str = "value"
    value: Any = None
    key: str | None = None


def slips(spot: Spot) -> Iterator[Slip]:
    """What can be wrong at a spot."""
    mapping = is_dataclass(spot.holds) and not spot.many
    words = spot.many or (mapping and spot.holds is not Deadline)
    yield Slip("wrong-type", value="x" if words else ["x"])
    yield Slip("empty-text", value=" ")
    if not spot.null:
        yield Slip("empty-text", "key")
    if isinstance(spot.path[-1], str):
        if len(spot.name) > 4:
            yield Slip("unknown-key", "key", key=spot.name[:2] + spot.name[3:])
        if not spot.needed:
            yield Slip("unknown-key", "key", key="zz" + spot.name[:2])
        else:
            yield Slip("missing-field", "holder")
    if spot.many or mapping:
        return
    if spot.holds is str and spot.name not in WITH_LINES:
        yield Slip("line-break", value="a\nb")
        yield Slip("too-long", value="x" * 10_001)
    elif spot.holds in {int, bool}:
        yield Slip("wrong-type", value="perhaps")
    elif spot.holds is not str:
        yield Slip("unknown-value", value="perhaps")


def slipped(data: Any, spot: Spot, slip: Slip) -> Path:
    """Put a slip into plain data; gives the path at which it stands then."""
    holder, step = at(data, spot.path[:-1]), spot.path[-1]
    if slip.key is not None:
        items = [(slip.key if name == step else name, value) for name, value in holder.items()]
        holder.clear()
        holder.update(items)
        return (*spot.path[:-1], slip.key)
    if slip.where == "holder":
        del holder[step]
        return spot.path[:-1]
    holder[step] = slip.value
    return spot.path


@pytest.mark.parametrize("seed", range(CASES))
def test_a_made_up_register(seed: int) -> None:
    dice = random.Random(seed)
    made = Made(dice)
    register, problems = check_fields(parse(written(made.data), "r"))
    assert problems == []
    assert register == made.record

    for number in (1, 1, 2, 4):
        data = deepcopy(made.data)
        done: list[tuple[Spot, Slip, Path]] = []
        for spot in dice.sample(made.spots[1:], min(number, len(made.spots) - 1)):
            if any(one.path[: len(spot.path)] == spot.path[: len(one.path)] for one, _, _ in done):
                continue
            slip = dice.choice([*slips(spot)])
            done.append((spot, slip, slipped(data, spot, slip)))
        document = parse(written(data), "r")
        expected = set()
        for _, slip, path in done:
            key, value = place(document.root, path)
            where = key if slip.where == "key" else value
            expected.add((where.line, where.column, slip.code))
        register, problems = check_fields(document)
        assert {(p.line, p.column, p.code) for p in problems} == expected, written(data)
        assert all(p.message and p.excerpt is not None for p in problems)
        assert register is None


@pytest.mark.parametrize("old", ["", "title: "])
def test_a_file_is_forgotten_at_once(old: str) -> None:
    """A tree that waits for the garbage collector costs a country's load its memory and a sixth of its time."""
    text = REAL_REGISTER.read_text(encoding="utf-8")
    document = parse(text.replace(old, "titel: ", 1) if old else text, "r")
    gc.collect()
    gc.disable()
    try:
        left = weakref.ref(document)
        assert (check_document(document)[0] is None) == bool(old)
        del document
        assert left() is None
    finally:
        gc.enable()


def test_a_register_is_a_mapping() -> None:
    register, problems = check_fields(parse("- a list", "r"))
    assert register is None
    assert [(p.line, p.column, p.code) for p in problems] == [(1, 1, "wrong-type")]


def told(report: str) -> list[tuple[int, str, str]]:
    """What is wrong in a report of one line."""
    text = f"register: 1\nforce: F\nreports:\n  - {{id: r, title: T, published: 2020, {report}}}\n"
    _, problems = check_fields(parse(text, "r"))
    return [(p.column, p.code, p.message) for p in problems]


def test_what_stands_in_place_of_a_list_is_looked_at() -> None:
    assert told("findings: {id: f, kind: recomendation, title: T, requirement: R}") == [
        (50, "wrong-type", "'findings' must be a list (each item on its own line, after a hyphen)"),
        (64, "unknown-value", "'recomendation' is not a valid kind"),
    ]


def test_of_two_keys_for_one_field_the_right_one_counts() -> None:
    assert told("scale: peel-four-tier, scael: x, scalle: y") == [
        (63, "unknown-key", "unknown key 'scael'"),
        (73, "unknown-key", "unknown key 'scalle'"),
    ]
