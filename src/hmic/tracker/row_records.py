"""What a row of a tracker is read as, and what the officer has to know of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from hmic.model import Status

ENDED = frozenset({Status.CLOSED, Status.COMPLETE, Status.NOT_ACCEPTED, Status.NOT_APPLICABLE})


_MOST = 9_900
"""Longest note, in characters, that is recorded in one piece."""


def in_pieces(text: str) -> list[str]:
    """A text as notes that can be recorded, parted at spaces; nothing of it is cut.

    >>> in_pieces("short")
    ['short']
    """
    pieces, rest = [], text
    while len(rest) > _MOST:
        end = rest.rfind(" ", _MOST // 2, _MOST)
        end = _MOST if end < 0 else end
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest]


class Trouble(NamedTuple):
    """What was not understood; with `stops` nothing can be loaded before it is decided."""

    place: str
    said: str
    stops: bool = True
    loud: bool = False
    """Whether the first look prints it, though nothing has to be decided."""


class Note(NamedTuple):
    """A line of the update log; without a day it is true on the day of the spreadsheet."""

    day: dt.date | None
    text: str


@dataclass(slots=True)
class TrackerRow:
    """What a row would become."""

    place: str
    report: str
    kind: str
    title: str
    requirement: str
    reference: str = ""
    id: str = ""
    area: str = ""
    owner: str = ""
    due: dt.date | None = None
    phrase: str = ""
    status: str = ""
    closed: dt.date | None = None
    evidence: str = ""
    notes: list[Note] = field(default_factory=list)
    review: dt.date | None = None
    superseded_by: str = ""
    addressed_to: str = ""
    under: str = ""
    """The cause of concern that it belongs to."""
    there: bool = False
    """Whether the register has it already."""
    cells: dict[str, str] = field(default_factory=dict)
    """Where each of its fields stands."""


@dataclass(slots=True)
class Read:
    """All rows, and all that was not understood."""

    rows: list[TrackerRow] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def stopped(self) -> list[Trouble]:
        """What has to be decided first."""
        return [one for one in self.troubles if one.stops]


NONE = "none"


def row_key(row: TrackerRow) -> str:
    """How the mapping names a row: its report and reference, else its cell."""
    return f"{row.report} {row.reference}" if row.reference else row.place
