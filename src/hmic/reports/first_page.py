"""What the first page of the board's paper says: title block, what is asked, what is overdue and why."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import is_finding, unowned_words
from hmic.model import PartialDate, Status
from hmic.words import day_of, day_words, shortened

if TYPE_CHECKING:
    from hmic.counts import Apart, Dated
    from hmic.reports.board_paper import Late
    from hmic.reports.board_table import Board, Row

AGES = (
    (1, "less than a year ago"),
    (3, "1 to 3 years ago"),
    (5, "3 to 5 years ago"),
    (10, "5 to 10 years ago"),
)
"""Bands of age in years, each up to its number; what is older is in the last."""
OLDEST = "more than 10 years ago"
AGE_WORDS = (*(words for _, words in AGES), OLDEST)
_YEAR = 365.25
REVIEWED = "to be reviewed on "


class About(NamedTuple):
    """The title block, from the settings."""

    purpose: str
    author: str
    marking: str


class Ask(NamedTuple):
    """What the board is asked: to note, to decide or to agree, and what."""

    verb: str
    text: str


class Pressing(NamedTuple):
    """A finding that is overdue, in a line: its deadline that is most overdue, how many others, and why."""

    reference: str
    kind: str
    title: str
    due: str
    others: int
    days: int
    owner: str
    why: Sequence[str]


def asks(
    sentences: Sequence[str], overdue: Dated, undated: Apart, unowned: Apart | None, moved: str = ""
) -> list[Ask]:
    """What the board is asked to do, from the paper's sentences; without owners no `unowned`.

    `moved` says what is no longer overdue because a date was moved.
    """
    standing, late, dates = sentences
    result = [Ask("Note", standing)]
    result.append(
        Ask("Decide", f"{late}{moved} Agree what happens next with each.")
        if any(overdue)
        else Ask("Note", f"{late}{moved}")
    )
    result.append(
        Ask("Agree", f"{dates} Agree who sets a target for each.") if any(undated) else Ask("Note", dates)
    )
    if unowned is not None and any(unowned):
        result.append(
            Ask("Agree", f"{unowned_words(unowned)}. Agree an owner for each that the force must act on.")
        )
    return result


def pressing(late: Sequence[Late]) -> list[Pressing]:
    """The findings that are overdue, each once, in the order of its deadlines."""
    found: dict[str, list[Late]] = {}
    for row in late:
        found.setdefault(row.reference, []).append(row)
    result = []
    for first, *others in found.values():
        moves = [line for row in (first, *others) for line in row.why_moved]
        said = [f"Moved {shortened(moves[-1])}"] if moves else []
        said.append(shortened(first.note or first.updated or ""))
        result.append(
            Pressing(
                reference=first.reference,
                kind=first.kind,
                title=first.title,
                due=first.due,
                others=len(others),
                days=first.days,
                owner=first.owner,
                why=said,
            )
        )
    return result


def reason_words(row: Row) -> str:
    """Why a finding is on hold or ended, with its days in words."""
    reason = row.status_reason or ""
    review = re.search(rf"{REVIEWED}(\d{{4}}-\d\d-\d\d)$", reason)
    if review is None:
        return reason.removeprefix("closed by ")
    return f"{reason[: review.start(1)]}{day_words(review[1])}"


def step_words(row: Row) -> str:
    """What became of a finding that is new, ended or reopened."""
    day = day_of(row.status_since, row.status_since_exact)
    status = Status(row.status)
    if status.is_open:
        since = f", {row.status} since {day}" if status is not Status.OPEN else ""
        return f"{row.change or row.status}{since}"
    on = "since" if status.ended_by_force else "on"
    reason = reason_words(row)
    return f"{row.status} {on} {day}" + (f": {reason}" if reason else "")


def age_band(days: int) -> int:
    """The number of the band of age in which something of so many days is."""
    years = days / _YEAR
    return next((number for number, (limit, _) in enumerate(AGES) if years < limit), len(AGES))


def ages(board: Board, as_at: dt.date) -> list[tuple[str, int]]:
    """Open findings by the time since they were raised."""
    opened = (
        PartialDate.parse(row.published).last for row in board.rows if row.open and is_finding(row.kind)
    )
    found = Counter(age_band((as_at - day).days) for day in opened)
    return [(words, found[number]) for number, words in enumerate(AGE_WORDS)]


def untouched(board: Board) -> set[str]:
    """Findings for the force with no owner, no date and nothing recorded: not yet begun."""
    return {
        row.finding
        for row in board.rows
        if is_finding(row.kind)
        and row.needs_target
        and row.status == Status.OPEN
        and row.owner is None
        and row.last_on is None
    }
