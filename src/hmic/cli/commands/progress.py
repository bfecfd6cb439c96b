"""`hmic progress`: what was done about a finding, into the journal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.options import By, DeadlineNumber, day_option, text_option
from hmic.cli.parsing import one_of, parse_day, word_of
from hmic.cli.recording import gathering, post, record, true_on
from hmic.cli.shared import Run, command
from hmic.errors import UsageError, did_you_mean
from hmic.model import Entry, EntryKind, Status
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3

    from hmic.evidence import Gathered

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def progress(
    run: Run,
    finding: Annotated[
        str | None, typer.Argument(help="The finding's id; a report's with --responded-on.")
    ] = None,
    status: Annotated[
        Status | None,
        typer.Option(
            "--status",
            metavar="STATUS",
            parser=word_of(Status, "status"),
            help="open, in-progress, complete, closed, superseded, not-accepted, not-applicable, on-hold.",
        ),
    ] = None,
    note: Annotated[str | None, text_option("--note", "What was done.", lines=True)] = None,
    evidence: Annotated[
        list[str] | None, text_option("--evidence", "A file or an address; repeatable.", metavar="PLACE")
    ] = None,
    on: Annotated[dt.date | None, day_option("--on", "The day it was true; default today.")] = None,
    by: By = None,
    deadline: DeadlineNumber = None,
    part: Annotated[str | None, text_option("--part", "Only this lettered part.", metavar="LETTER")] = None,
    closed_by: Annotated[
        str | None, text_option("--closed-by", "What closed it: a report, a letter.")
    ] = None,
    superseded_by: Annotated[
        str | None,
        text_option("--superseded-by", "The later finding that replaces it.", metavar="FINDING"),
    ] = None,
    review_on: Annotated[dt.date | None, day_option("--review-on", "On hold: when to look again.")] = None,
    responded_on: Annotated[
        dt.date | None, day_option("--responded-on", "The day a report was responded to.")
    ] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", help="A CSV with a row for each entry.")
    ] = None,
) -> None:
    """Record progress: a status, a note, evidence. Nothing is ever overwritten.

    Without any of them an editor opens for the note. With --from every row of a CSV is recorded, all
    or nothing; its columns are named as the options are.
    """
    if from_file is not None:
        run.takes_only("--from", "from_file", "by")
        _from_file(run, from_file, by)
        return
    if finding is None:
        message = "the argument FINDING is missing"
        raise UsageError(message, hint='such as: hmic progress crime-2014-r1 --note "…"')
    if responded_on is not None:
        from hmic.cli.responding import respond

        run.takes_only("--responded-on", "responded_on", "finding", "note", "by", "deadline")
        respond(run, finding, responded_on, note=note, by=by, clock=deadline)
        return
    with gathering(run) as gathered:
        pieces = tuple(map(gathered.piece, evidence or ()))
    entry = Entry(
        finding=finding,
        kind=EntryKind.PROGRESS,
        on=true_on(run, on),
        by=post(run, by),
        deadline=deadline,
        part=part,
        status=status,
        note=note,
        closed_by=closed_by,
        superseded_by=superseded_by,
        review_on=review_on,
        evidence=pieces,
    )
    if not (status or note or evidence):
        entry = replace(entry, note=_written(run, finding))
    (done,) = record(run, lambda con: [_checked(con, entry, finding)])
    _tell(run, done)


def _tell(run: Run, done: Entry) -> None:
    what = done.status.value if done.status else "noted"
    if done.status is not None and done.deadline is None and done.part is None and done.finding:
        _say_if_outweighed(run, done.finding, done.status)
    run.tell(f"{done.finding}: {what}, entry {done.number}, {day_words(done.on)}")


def _say_if_outweighed(run: Run, finding: str, status: Status) -> None:
    """A status that was true on an earlier day does not undo what happened since."""
    from hmic.store.connection import open_reading
    from hmic.store.queries import single

    con = open_reading(run.db)
    now = single.where_it_stands(con, finding).status
    con.close()
    if now is not status:
        run.say(f"note: {finding} is {now.value}, by a later entry; see hmic show {finding}")


def _from_file(run: Run, file: Path, by: str | None) -> None:
    from hmic.cli.owners_file import record_all

    def entry_from(con: sqlite3.Connection, row: dict[str, str]) -> Entry:
        places = _places(row.pop("evidence", ""))
        if by is not None:
            row.setdefault("by", by)
        return _entry(run, con, row, places, gathered)

    with gathering(run) as gathered:
        done = record_all(
            run, file, entry_from, before=lambda row: gathered.read(_places(row.get("evidence", "")))
        )
    for entry in done:
        _tell(run, entry)
    run.say(f"{file}: {len(done)} entries recorded")


def _places(cell: str) -> tuple[str, ...]:
    """The pieces of evidence in a cell, which a semicolon or a line break parts."""
    places = (place.strip() for place in cell.replace("\n", ";").split(";"))
    return tuple(place for place in places if place)


def _written(run: Run, finding: str) -> str:
    """A note from the user's editor, where there is a terminal to show it on."""
    if not (run.world.on_terminal and run.world.stdin.isatty()):
        message = "there is nothing to record"
        hint = f'give --note, --status or --evidence: hmic progress {finding} --note "…"'
        raise UsageError(message, hint=hint)
    from hmic.cli.editor import written

    note = written(f"# What was done about {finding}? Lines with # are left out.\n", run.world.environ)
    if note is None:
        message = "the note was left empty, so nothing was recorded"
        raise UsageError(message)
    return note


def _entry(
    run: Run, con: sqlite3.Connection, row: dict[str, str], places: tuple[str, ...], gathered: Gathered
) -> Entry:
    """An entry from a row of a file, once everything that it names exists."""
    number = row.get("deadline")
    if number is not None and not number.isdigit():
        message = f"{number!r} is not the number of a deadline"
        raise UsageError(message)
    if "finding" not in row:
        message = "the finding is missing"
        raise UsageError(message)
    if "status" not in row and "note" not in row and not places:
        message = "there is neither a status nor a note nor evidence"
        raise UsageError(message)
    entry = Entry(
        finding=row["finding"],
        kind=EntryKind.PROGRESS,
        on=true_on(run, parse_day(row["on"], "--on") if "on" in row else None),
        by=post(run, row.get("by")),
        deadline=int(number) if number is not None else None,
        part=row.get("part"),
        status=one_of(row["status"], Status, "status") if "status" in row else None,
        note=row.get("note"),
        closed_by=row.get("closed_by"),
        superseded_by=row.get("superseded_by"),
        review_on=parse_day(row["review_on"], "--review-on") if "review_on" in row else None,
        evidence=tuple(map(gathered.piece, places)),
    )
    return _checked(con, entry, row["finding"])


def _checked(con: sqlite3.Connection, entry: Entry, finding: str) -> Entry:
    """The entry, once everything it names exists and its status has what it needs."""
    from hmic.rules import check_progress
    from hmic.store.queries import listing, names, single

    name = names.find_finding(con, finding)
    entry = replace(entry, finding=name)
    if entry.deadline is not None:
        numbers = [d.number for d in listing.deadlines_of(con, [name]).get(name, ())]
        if entry.deadline not in numbers:
            known = ", ".join(map(str, numbers)) or "none"
            message = f"{name} has no deadline {entry.deadline}"
            raise UsageError(message, hint=f"its deadlines: {known}; see hmic show {name}")
    if entry.part is not None:
        letters = [letter for letter, _ in single.parts_of(con, name)]
        if entry.part not in letters:
            message = f"{name} has no part {entry.part!r}"
            raise UsageError(message, hint=did_you_mean(entry.part, letters) or "it has no parts")
    now = single.where_it_stands(con, name)
    if entry.superseded_by is not None:
        later = names.find_finding(con, entry.superseded_by)
        entry = replace(entry, superseded_by=later)
        if later == name or single.where_it_stands(con, later).published < now.published:
            message = f"{later} is not later than {name}, so it cannot replace it"
            raise UsageError(message, hint="give a finding of a later report")
    check_progress(entry, now)
    return entry
