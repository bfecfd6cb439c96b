"""The board's table: one row a finding, with what boards ask for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from hmic.counts import (
    Apart,
    Dated,
    apart,
    dated,
    is_finding,
    of_overdue,
    of_register,
    of_reopened,
    overdue_words,
    undated_words,
)
from hmic.model import Kind, Status, Voice, why_moved
from hmic.movement import sum_words
from hmic.reports.first_page import REVIEWED
from hmic.reports.ratings import AMBER, KEY, amber_kind, key_lines, rating
from hmic.reports.report_value import Printed, Report
from hmic.reports.screen_blocks import (
    NOT_EXACT,
    Block,
    Cell,
    Gap,
    Grid,
    GridColumn,
    Heading,
    Style,
    Words,
    line,
    muted,
)
from hmic.row_columns import Day, Exact
from hmic.words import capitalised, count, day_of, day_words, forces_words, long_day

if TYPE_CHECKING:
    from hmic.reports.since import Since
    from hmic.store.queries.board_rows import BoardRow, Move
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.overdue_rows import OverdueRow


class Row(NamedTuple):
    """A finding for the board; what changed is included only with --since."""

    reference: Annotated[str, "the finding's id in the register"]
    report: Annotated[str, "the title of the report that made it"]
    report_date: Annotated[Day, "the date it was published, as exact as is known: a day, month or year"]
    kind: Annotated[str, "recommendation, area for improvement, cause of concern or observation"]
    title: Annotated[str, "the finding in a headline"]
    asked_or_found: Annotated[str, "what the inspectorate did: HMIC asked, or HMIC found"]
    what_was_asked: Annotated[str, "what the inspectorate asked for or criticised, in full"]
    addressed_to: Annotated[str, "who must act: the force, or another body"]
    owner: Annotated[str | None, "the owner; empty: no owner"]
    status: Annotated[str, "what the force says, or how the inspectorate ended it"]
    status_since: Annotated[Day, "the day the status took effect"]
    status_since_exact: Annotated[
        Exact, "whether that day is certain, or the last possible day of a publication"
    ]
    status_reason: Annotated[
        str | None, "why it is on hold, not accepted or not applicable, until when, or what closed it"
    ]
    reopened_by: Annotated[str | None, "the later report that reopened it"]
    rating: Annotated[str, "Red, Amber, Green, Blue or Grey by the key: hmic export board --key"]
    original_deadline: Annotated[Day | None, "the date first given for the deadline shown"]
    current_deadline: Annotated[Day | None, "its date now: the most overdue, the next or the last"]
    original_exact: Annotated[Exact | None, "whether the original deadline is certain"]
    exact: Annotated[
        Exact | None,
        "whether that day is certain, or counted from the last possible day of publication",
    ]
    deadlines: Annotated[int, "how many deadlines it has, including those met"]
    times_moved: Annotated[int, "how often its dates were moved"]
    why_moved: Annotated[str | None, "for each move: the new date, the reason and who agreed"]
    days_late: Annotated[
        int | None,
        "days overdue now, or late when it was complete; 0: neither; empty: no date. Counted from the "
        "first date missed, even if it was moved later",
    ]
    last_update: Annotated[Day | None, "the day of the force's last progress"]
    last_note: Annotated[str | None, "the latest note or reason"]
    last_note_date: Annotated[Day | None, "the day of that note"]
    evidence: Annotated[list[str], "the evidence: files and addresses"]
    raised_before: Annotated[str, "the earlier findings that it raises again, the earliest first, or no"]
    closing_date_or_target: Annotated[Day | None, "when it ended or is to be done; empty: no date"]
    closing_exact: Annotated[Exact | None, "whether that day is certain"]
    change: Annotated[
        str | None,
        "with --since: new, closed, ended by the force, reopened (by a report), complete, newly overdue, "
        "no longer overdue, date moved, date set, new owner, progress, no change; several with semicolons",
    ]
    status_then: Annotated[str | None, "with --since: its status on that day; empty when it is new"]
    deadline_then: Annotated[Day | None, "with --since: the earliest date that counted on that day"]


PRINTED = (
    Printed("reference", "Finding", 20),
    Printed("title", "What", 36),
    Printed("report", "Report", 22),
    Printed("owner", "Owner", 18),
    Printed("status", "Status", 12),
    Printed("rating", "Rating", 8),
    Printed("closing_date_or_target", "Ended or due", 13),
    Printed("days_late", "Days late", 9),
    Printed("change", "Since last time", 18),
)
"""The columns that a workbook has on its sheet to print: A4 across, a row for each finding."""
SINCE = frozenset({"change", "status_then", "deadline_then"})
"""The columns that only --since has."""
PRIVATE = frozenset({"owner", "last_note", "last_note_date", "evidence", "why_moved", "status_reason"})
"""The columns that --public leaves out; what they would hold is blanked before, in `public.py`."""


@dataclass(frozen=True)
class Board:
    """What the database knows, as the board's table needs it; `overdue` is what `hmic overdue` lists."""

    rows: Sequence[BoardRow]
    deadlines: Mapping[str, Sequence[DeadlineRow]]
    evidence: Mapping[str, Sequence[str]]
    raised_before: Mapping[str, Sequence[str]]
    overdue: Sequence[OverdueRow] = ()
    moves: Mapping[str, Sequence[Move]] = field(default_factory=dict)
    clocks: Sequence[OverdueRow] = ()
    """The responses to whole reports that are overdue."""

    @cached_property
    def late(self) -> Mapping[str, str]:
        """The findings that are overdue, each with the earliest date that was missed."""
        found: dict[str, str] = {}
        for row in self.overdue:
            found[row.finding] = min(row.since, found.get(row.finding, row.since))
        return found


class Facts(NamedTuple):
    """The counts above the table."""

    total: Apart
    ratings: Mapping[str, int]
    amber: Sequence[tuple[str, int]]
    overdue: Dated
    undated: Apart
    since: Since | None


BoardTable = Report[Row, Facts]


def build(
    board: Board,
    as_at: dt.date,
    *,
    forces: Sequence[str],
    public: bool = False,
    since: Since | None = None,
) -> BoardTable:
    """A row for each finding in the order of the reports; `since` adds what changed since a day."""
    rows = [_row(row, board, as_at, since) for row in board.rows]
    ratings = Counter(row.rating for row, one in zip(rows, board.rows, strict=True) if is_finding(one.kind))
    amber = _amber(rows, board)
    if public:
        rows = [row._replace(**dict.fromkeys(PRIVATE)) for row in rows]  # type: ignore[arg-type] # not shown
    total = apart(row.kind for row in board.rows)
    still = apart(row.kind for row in board.rows if row.open)
    overdue, undated = lacking(board)
    totals: dict[str, Any] = {
        **of_register(total, still),
        **{word.lower(): ratings[word] for word, _ in KEY},
        **{f"amber_{words.replace(' ', '_')}": number for words, number in amber},
        **of_overdue(overdue, undated),
        **of_reopened(apart(row.kind for row in board.rows if row.reopened_by)),
    }
    if since is not None:
        totals |= since.totals()
    return Report(
        name="board",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals=totals,
        facts=Facts(total, ratings, amber, overdue, undated, since),
        screen=screen,
        forces=forces,
        hidden=(PRIVATE if public else frozenset()) | (SINCE if since is None else frozenset()),
        key=KEY,
        printed=PRINTED,
    )


def _amber(rows: Iterable[Row], board: Board) -> list[tuple[str, int]]:
    """The findings rated Amber by what they are."""
    found: Counter[str] = Counter()
    for row, one in zip(rows, board.rows, strict=True):
        if row.rating == "Amber" and is_finding(one.kind):
            found[amber_kind(row.status, undated=bool(one.needs_target))] += 1
    return [(words, found[words]) for words in AMBER]


def lacking(board: Board) -> tuple[Dated, Apart]:
    """What is overdue, and what is open without a deadline or target."""
    overdue = dated((row.finding, row.kind) for row in (*board.overdue, *board.clocks))
    return overdue, apart(row.kind for row in board.rows if row.needs_target)


def _row(row: BoardRow, board: Board, as_at: dt.date, since: Since | None) -> Row:
    deadlines = board.deadlines.get(row.finding, ())
    shown = _shown(deadlines)
    moves = board.moves.get(row.finding, ())
    overdue_since = board.late.get(row.finding)
    closing: tuple[str | None, bool | None] = (None, None)
    if not row.open:
        closing = row.since, bool(row.since_exact)
    elif shown and not shown.met_on:
        closing = shown.due, bool(shown.exact)
    change, status_then, deadline_then = since.cells(row.finding) if since else (None, None, None)
    return Row(
        reference=row.finding,
        report=row.report_title,
        report_date=row.published,
        kind=_kind_words(row.kind),
        title=row.title,
        asked_or_found=_did(row.inspectorate, row.voice),
        what_was_asked=row.requirement,
        addressed_to=row.addressed_to,
        owner=row.owner,
        status=row.status,
        status_since=row.since,
        status_since_exact=row.since_exact,
        status_reason=_reason(row),
        reopened_by=row.reopened_by,
        rating=rating(
            row.status, row.since, late=overdue_since is not None, ours=row.acts == "force", as_at=as_at
        ),
        original_deadline=shown.original_due if shown else None,
        current_deadline=shown.due if shown else None,
        original_exact=bool(shown.original_exact) if shown else None,
        exact=bool(shown.exact) if shown else None,
        deadlines=len(deadlines),
        times_moved=sum([d.times_extended for d in deadlines]),
        why_moved=_why_moved(moves, several=len(deadlines) > 1) if moves else None,
        days_late=_days_late(overdue_since, deadlines, as_at),
        last_update=row.last_on,
        last_note=row.last_note,
        last_note_date=row.last_note_on,
        evidence=list(board.evidence.get(row.finding, ())),
        raised_before=", ".join(board.raised_before.get(row.finding, ())) or "no",
        closing_date_or_target=closing[0],
        closing_exact=closing[1],
        change=change,
        status_then=status_then,
        deadline_then=deadline_then,
    )


@cache
def _kind_words(kind: str) -> str:
    return Kind(kind).words


@cache
def _did(inspectorate: str, voice: str) -> str:
    return f"{inspectorate} {Voice(voice).words}"


def _shown(deadlines: Sequence[DeadlineRow]) -> DeadlineRow | None:
    """The deadline that a row shows: the first that counts, else is unmet, else the last met."""
    dated = [d for d in deadlines if d.due]
    if len(dated) == 1:
        return dated[0]
    for group in ([d for d in dated if d.counts], [d for d in dated if not d.met_on]):
        if group:
            return min(group, key=lambda d: d.due or "")
    return max(dated, key=lambda d: d.due or "", default=None)


def _days_late(late_from: str | None, deadlines: Iterable[DeadlineRow], as_at: dt.date) -> int | None:
    """How long it is overdue; of what is delivered, how long it was; None where no date says so."""
    if late_from is not None:
        return (as_at - dt.date.fromisoformat(late_from)).days
    dated = [(d.since, d.met_on) for d in deadlines if d.due and (d.counts or d.met_on)]
    if not dated:
        return None
    days = [
        (dt.date.fromisoformat(met) - dt.date.fromisoformat(due)).days for due, met in dated if due and met
    ]
    return max([0, *days])


def _reason(row: BoardRow) -> str | None:
    match row.status:
        case Status.ON_HOLD:
            return f"{row.reason or 'no reason'}; {REVIEWED}{row.review_on or 'no day'}"
        case Status.NOT_ACCEPTED | Status.NOT_APPLICABLE:
            return row.reason
        case Status.CLOSED:
            return f"closed by {row.closed_by}" if row.closed_by else None
        case Status.SUPERSEDED:
            return f"replaced by {row.superseded_by}" if row.superseded_by else None
        case _:
            return None


def _why_moved(moves: Iterable[Move], *, several: bool) -> str:
    return "\n".join(move_line(move, several=several) for move in moves)


def move_line(move: Move, *, several: bool) -> str:
    """One move of a date in a line of text; of `several` deadlines it says which."""
    which = f"deadline {move.deadline} " if several and move.deadline else ""
    return f"{which}to {move.due}: {why_moved(move.reason, move.agreed_by)}"


_STYLES = {"Red": Style.OVERDUE, "Amber": Style.PLAIN, "Green": Style.GOOD}


def screen(report: BoardTable, rows: Sequence[Row]) -> Iterable[Block]:
    """The counts, a line for each finding, and the key."""
    facts = report.facts
    yield Heading(f"Board table at {long_day(report.as_at)}", forces_words(report.forces))
    ratings = ", ".join(f"{facts.ratings[word]} {word.lower()}" for word, _ in KEY)
    observations = count(facts.total.observations, "observation")
    yield line(f"{count(facts.total.findings, 'finding')}: {ratings}; plus {observations}.")
    said = overdue_words(facts.overdue)
    yield line(f"{capitalised(said)}.")
    if missing := undated_words(facts.undated):
        yield line(f"{missing}.")
    if facts.since is not None:
        for label, part in facts.since.moved()._asdict().items():
            yield line(f"Since {day_words(facts.since.day)}, {label}: {sum_words(part.sums())}.")
    yield Gap()
    yield Grid(_COLUMNS, tuple(_cells(row) for row in rows))
    yield Gap()
    if any(row.exact is False for row in rows):
        yield line(muted(NOT_EXACT))
    for text in key_lines():
        yield line(muted(text))


_COLUMNS = (
    GridColumn("REFERENCE", stack=1, label=False),
    GridColumn("WHAT", stretch=26),
    GridColumn("STATUS", wrap=14),
    GridColumn("RATING"),
    GridColumn("DEADLINE", stack=3),
    GridColumn("OVERDUE", right=True, stack=2),
    GridColumn("OWNER", wrap=16, stack=4),
)


def _cells(row: Row) -> tuple[Words, ...]:
    return (
        row.reference,
        row.title,
        row.status,
        Cell(row.rating, _STYLES.get(row.rating, Style.MUTED)),
        day_of(row.current_deadline, row.exact),
        count(row.days_late, "day") if row.days_late else "",
        row.owner or "",
    )
