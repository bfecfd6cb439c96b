"""Recording owners' answers: every row checked together with the others, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmic.cli.owners_file import Answers, OwnerRow, Row, column, texts_of
from hmic.cli.recording import typed, worked
from hmic.entries import FieldError
from hmic.errors import HmicError, RefusedError, in_lines
from hmic.model import Entry, EntryKind, Status, why_moved
from hmic.rules import SeveralDeadlinesError
from hmic.words import count, long_day

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from hmic.cli.run import Run
    from hmic.sheets.dates import Order

_SHOWN = 20

EntryFrom = Callable[[Row], Entry]


class Wanted(NamedTuple):
    """How a file is to be taken."""

    order: Order | None = None
    agreed_by: str | None = None
    far: bool = False
    partly: bool = False
    """Whether to record the valid rows even if others are refused."""
    any_owner: bool = False
    """Whether a form may contain findings assigned to someone else."""


class Taken(NamedTuple):
    """What came of a file."""

    added: list[Entry]
    refused: list[tuple[OwnerRow, HmicError]]
    known: int
    """How many of the entries the journal already has."""
    unchanged: int
    """Rows of a form that were left unchanged."""


class _Made(NamedTuple):
    """An entry that a row gives, and the row's day where it names one."""

    line: OwnerRow
    entry: Entry
    dated: bool
    known: bool = False
    """Whether the journal has what it says, whoever agreed to it."""


def record_all(run: Run, answers: Answers, entry_from: EntryFrom, wanted: Wanted) -> Taken:
    """Record every row or, when `partly`, every row that can be; HmicError names those that cannot."""
    left: list[tuple[OwnerRow, HmicError]] = []
    lines = answers.lines
    while True:
        try:
            taken = _record(run, answers, lines, entry_from, wanted)
        except _Refused as refused:
            left += refused.rows
            if not wanted.partly:
                raise _all_or_nothing(answers, left) from refused
            gone = {line.number for line, _ in refused.rows}
            lines = [line for line in lines if line.number not in gone]
            continue
        return taken._replace(refused=sorted(left, key=lambda one: one[0].number))


class _Refused(HmicError):  # noqa: N818 - never seen by anybody
    """Some rows cannot be recorded, so the transaction is given up."""

    def __init__(self, rows: list[tuple[OwnerRow, HmicError]]) -> None:
        super().__init__(rows[0][1].message)
        self.rows = rows


def _record(
    run: Run, answers: Answers, lines: Iterable[OwnerRow], entry_from: EntryFrom, wanted: Wanted
) -> Taken:
    from hmic.store.admission import admit
    from hmic.store.repeats import is_recorded

    known = unchanged = 0
    named = partial(column, is_form=answers.is_form)

    def work(con: sqlite3.Connection, now: str, today: dt.date) -> list[Entry]:
        nonlocal known, unchanged
        made: list[_Made] = []
        wrong: list[tuple[OwnerRow, HmicError]] = []
        unchanged = 0
        for line in lines:
            with _noted(wrong, line):
                found = list(_entries(con, answers, line, entry_from, wanted))
                unchanged += not found
                made += found
        fresh = [
            one for one in made
            if not (one.known or (answers.is_form and is_recorded(con, one.entry, any_day=not one.dated)))
        ]  # fmt: skip
        given = [one.entry for one in fresh]
        added, refused = admit(con, given, now, today, named, far=wanted.far)
        wrong += [(fresh[place].line, error) for place, error in refused]
        if wrong:
            raise _Refused(_once(wrong))
        known = len(made) - len(fresh)
        return added

    added = worked(run, work)
    return Taken(added, [], known, unchanged)


def _once(wrong: Iterable[tuple[OwnerRow, HmicError]]) -> list[tuple[OwnerRow, HmicError]]:
    """The first thing that is wrong with each row, in their order."""
    first: dict[int, tuple[OwnerRow, HmicError]] = {}
    for line, error in wrong:
        first.setdefault(line.number, (line, error))
    return [first[number] for number in sorted(first)]


@contextmanager
def _noted(wrong: list[tuple[OwnerRow, HmicError]], line: OwnerRow) -> Iterator[None]:
    try:
        yield
    except HmicError as error:
        wrong.append((line, error))


def _entries(
    con: sqlite3.Connection, answers: Answers, line: OwnerRow, entry_from: EntryFrom, wanted: Wanted
) -> Iterator[_Made]:
    """What a row gives: an entry of progress, and one that moves a date; of an untouched row nothing."""
    row = texts_of(line, wanted.order)
    if answers.owner is not None:
        row.setdefault("by", answers.owner)
    said = set(row) - {"finding", "by"}
    if answers.is_form and not said:
        return
    if answers.is_form and answers.owner is not None and not wanted.any_owner:
        _refuse_of_others(con, row.get("finding", ""), answers.owner)
    if answers.is_form and line.asked:
        _refuse_other_words(con, row.get("finding", ""), line.asked)
    due, reason = row.pop("due", None), row.pop("reason", None)
    hold = row.get("status", "").replace("-", " ").lower() == Status.ON_HOLD.value
    if hold and due is not None and "review_on" not in row:
        row["review_on"], due = due, None
    note = row.get("note")
    if due is None and reason is not None:
        row["note"] = f"{note}\n{reason}" if note else reason
    entry = typed(entry_from(row))
    dated = "on" in row
    done = bool({"status", "note", "evidence"} & set(row))
    if due is None or done:
        # The number belongs to the date that is proposed; progress is of the whole finding.
        yield _Made(line, entry._replace(deadline=None) if due is not None else entry, dated)
    if due is not None:
        if done and dated:
            # The row's day is when something was done; the date is proposed by the form itself.
            entry, dated = (
                typed(entry_from({name: text for name, text in row.items() if name != "on"})),
                False,
            )
        past = _moved_already(con, answers, entry, due, reason)
        moved = past or typed(_moved(con, entry, due, reason, wanted))
        yield _Made(line, moved, dated, known=past is not None)


def _refuse_of_others(con: sqlite3.Connection, finding: str, owner: str) -> None:
    """A form speaks for what its owner has. Its ids are protected, and can be changed all the same."""
    from hmic.store.queries import finding_rows, names

    with about("finding"):
        now = finding_rows.finding(con, names.find_finding(con, finding))
    has = now.owner if now is not None else None
    if (has or "").lower() != owner.lower():
        has = f"assigned to {has}" if has else "assigned to no one"
        message = f"{finding} is {has}, but this is the form for {owner}"
        raise FieldError(message, field="finding", hint="to record it anyway, add: --any-owner")


def _refuse_other_words(con: sqlite3.Connection, finding: str, asked: str) -> None:
    """An answer belongs to its row's requirement: an id that was changed, or sorted alone, is refused."""
    from hmic.store.queries import form_rows, names

    with about("finding"):
        name = names.find_finding(con, finding)
    said = _letters(asked)
    if any(_asks(said, *words) for words in form_rows.wordings(con, name)):
        return
    other = [one for one, *words in form_rows.every_wording(con) if _asks(said, *words)]
    whose = f", but of {other[0]}" if other else ""
    message = f"the requirement in this row is not that of {finding}{whose}"
    right = f"correct the finding: {other[0]}" if other else "fill in a new form: hmic export form"
    raise FieldError(message, field="finding", hint=right)


def _asks(said: str, title: str, requirement: str) -> bool:
    """Whether a form has the words of a finding; the report's title, which follows, may have changed."""
    whole = _letters(f"{title} {requirement}")
    return f"{said} ".startswith(f"{whole} ")


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _moved_already(
    con: sqlite3.Connection, answers: Answers, entry: Entry, due: str, reason: str | None
) -> Entry | None:
    """The entry that a form's date was recorded by before, where it is read again; else None."""
    if not answers.is_form:
        return None
    from hmic.store.journal import entries_of
    from hmic.store.queries import names

    with about("finding"):
        name = names.find_finding(con, entry.finding or "")
    for one in entries_of(con, name):
        dated = one.kind in {EntryKind.TARGET, EntryKind.EXTENSION} and str(one.due) == due
        why = (one.reason or "").partition(" (agreed by ")[0] or None
        if dated and entry.deadline in {None, one.deadline} and reason in {None, one.reason, why}:
            return one
    return None


def _moved(con: sqlite3.Connection, entry: Entry, due: str, reason: str | None, wanted: Wanted) -> Entry:
    """A proposed date: an extension where the inspectorate's date would move, else a target."""
    import datetime as dt

    from hmic.rules import check_move, deadline_for_target, deadline_to_extend
    from hmic.store.queries import list_rows, names

    day = dt.date.fromisoformat(due)
    name = names.find_finding(con, entry.finding or "")
    dues = list_rows.deadlines_of(con, [name]).get(name, [])
    target = Entry(finding=name, kind=EntryKind.TARGET, on=entry.on, by=entry.by, due=day, reason=reason)
    with about("due"):
        if not any(one.given and one.due and not one.met_on for one in dues):
            number, before = deadline_for_target(name, dues, entry.deadline)
            check_move(name, before, day, reason, "fill in why")
            why = why_moved(reason, wanted.agreed_by) if reason else None
            return target._replace(deadline=number, reason=why)
        number = deadline_to_extend(name, dues, entry.deadline, day)
        if reason is None:
            message = "moving a deadline needs a reason"
            raise RefusedError(message, hint="fill in why")
        if wanted.agreed_by is None:
            message = (
                f"the inspectorate's deadline would move to {long_day(day)}, but no one has agreed to it"
            )
            raise RefusedError(message, hint='when it is agreed, add: --agreed-by "POST"')
    return target._replace(kind=EntryKind.EXTENSION, deadline=number, agreed_by=wanted.agreed_by)


@contextmanager
def about(field: str) -> Iterator[None]:
    """Let an error name the field that it is about."""
    try:
        yield
    except FieldError:
        raise
    except SeveralDeadlinesError as error:
        raise FieldError(error.in_table, field="deadline", hint=error.hint) from error
    except HmicError as error:
        raise FieldError(error.message, field=field, hint=error.hint) from error


def where(line: OwnerRow, error: HmicError) -> str:
    """The cell that an error is about; the row where it is about none."""
    return line.at(error.field) if isinstance(error, FieldError) else line.place


def refusal_text(line: OwnerRow, error: HmicError) -> str:
    """Why a row cannot be recorded, with its cell."""
    hint = f" ({error.hint})" if error.hint else ""
    return f"{where(line, error)}: {error.message}{hint}"


def _all_or_nothing(answers: Answers, wrong: list[tuple[OwnerRow, HmicError]]) -> HmicError:
    """Which rows cannot be recorded, the first few of them."""
    said = [refusal_text(line, error) for line, error in wrong[:_SHOWN]]
    if len(wrong) > _SHOWN:
        said.append(f"and {len(wrong) - _SHOWN:,} more")
    if answers.is_form:
        said.append("to record the other rows, and get a form with only these: add --refused FILE.xlsx")
    rows = count(len(answers.lines), "row")
    message = f"{answers.file}: {len(wrong):,} of {rows} cannot be recorded, so none were"
    return HmicError(message, hint=in_lines(said))


def write_refused(run: Run, place: Path, answers: Answers, taken: Taken) -> None:
    """A new form with the rows that were refused, each with the reason and all that was filled in."""
    from hmic.cli.whole_files import write_aside
    from hmic.render.form_workbook import render
    from hmic.reports.owner_form import Form, FormLine, build
    from hmic.store.connection import open_reading
    from hmic.store.queries import form_rows, list_rows, names

    with closing(open_reading(run.db)) as con:
        ids = [line.cells["finding"].text for line, _ in taken.refused if "finding" in line.cells]
        rows = form_rows.named(con, ids)
        deadlines = list_rows.deadlines_of(con, [row.finding for row in rows])
        forces = names.forces(con)
    owner = answers.owner or ""
    known = {one.finding: one for one in build(owner, rows, deadlines, run.as_at, forces).lines}
    lines = []
    for line, error in taken.refused:
        name = line.cells["finding"].text if "finding" in line.cells else ""
        shown = known.get(name, FormLine(name, "", "", "", ""))
        filled = {field: cell.text for field, cell in line.cells.items() if field != "finding"}
        asked = line.asked or shown.asked
        lines.append(shown._replace(asked=asked, filled=filled, refused=refusal_text(line, error)))
    write_aside(place, render(Form(owner, forces, run.as_at, lines)), never=run.never_written)
    run.say(f"wrote {place}: {count(len(lines), 'row')} to correct")
