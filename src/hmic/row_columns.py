"""What the columns of a table hold: read from the fields of its rows, so that nothing is said twice."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Iterator


class Type(StrEnum):
    """What a column holds; a date is an ISO text, a record is a row itself."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    RECORDS = "records"


class Flag(NamedTuple):
    """How a flag reads where there is no true and false."""

    yes: str = "yes"
    no: str = "no"


Day = Annotated[str, Type.DATE]
YesNo = Annotated[int, Flag()]
Exact = Annotated[int, Flag("exact", "not exact")]
"""Whether a date is certain; a flag is 0 or 1, as the database keeps it, or a bool."""
Open = Annotated[int, Flag("open", "not open")]
"""Not `closed`: that is the inspectorate's word, and superseded and not accepted are not open either."""


class Column(NamedTuple):
    """One column: its name in JSON and CSV, what it holds, how a flag reads, and a sentence about it."""

    name: str
    type: Type
    flag: Flag
    about: str


@cache
def columns_of(row: type[tuple[Any, ...]]) -> tuple[Column, ...]:
    """A column for each field of a NamedTuple.

    `str`, `int`, lists of texts and lists of records give their type; `Annotated` says the rest: a Type, a
    Flag, or a text about the column. A record reads as `str` of it in a format without nesting.
    """
    return tuple(_column(name, hint) for name, hint in get_type_hints(row, include_extras=True).items())


def _column(name: str, hint: Any) -> Column:
    said = list(_said(hint))
    type_ = next((each for each in said if isinstance(each, Type)), None)
    flag = next((each for each in said if isinstance(each, Flag)), None)
    about = next((each for each in said if type(each) is str), "")
    return Column(name, type_ or (Type.FLAG if flag else _type(said[-1])), flag or Flag(), about)


def _said(hint: Any) -> Iterator[Any]:
    """What an annotation says beside its type, and the type itself at last; None does not matter."""
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
        yield from _said(hint.__origin__)
    elif get_origin(hint) in (Union, UnionType):
        for each in get_args(hint):
            if each is not NoneType:
                yield from _said(each)
    else:
        yield hint


def _type(plain: Any) -> Type:
    if get_origin(plain) is None:
        return Type.NUMBER if plain in (int, float) else Type.TEXT
    return Type.LIST if get_args(plain)[0] is str else Type.RECORDS
