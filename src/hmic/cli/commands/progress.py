"""`hmic progress`: record in the journal what was done about a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.asking import far_is_meant
from hmic.cli.options import By, DeadlineNumber, Far, Note, On, day_option, deadline_number, text_option
from hmic.cli.parsing import one_of, parse_day, word_of
from hmic.cli.recording import gathering, post, record, true_on
from hmic.cli.shared import Run, command
from hmic.errors import UsageError
from hmic.model import Entry, EntryKind, Status
from hmic.words import day_words

if TYPE_CHECKING:
    from hmic.evidence import Gathered

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command(
    'progress crime-2014-r2 --note "Review begun" --by "ACC Crime"',
    "progress crime-2014-r2 --status complete --evidence review.pdf",
    "progress --from owners.csv",
)
def progress(
    run: Run,
    finding: Annotated[
        str | None,
        typer.Argument(metavar="FINDING", help="The finding's id. With --responded-on: the report's."),
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
    note: Note = None,
    evidence: Annotated[
        list[str] | None,
        text_option("--evidence", "A file or a web address (repeatable).", metavar="EVIDENCE"),
    ] = None,
    on: On = None,
    by: By = None,
    deadline: DeadlineNumber = None,
    occurrence: Annotated[
        dt.date | None,
        day_option("--occurrence", "Which date of a recurring deadline (default: earliest unmet)."),
    ] = None,
    part: Annotated[
        str | None, text_option("--part", "Only the part with this letter.", metavar="LETTER")
    ] = None,
    closed_by: Annotated[
        str | None, text_option("--closed-by", "What closed it, such as a report or a letter.")
    ] = None,
    superseded_by: Annotated[
        str | None,
        text_option("--superseded-by", "The later finding that replaces it.", metavar="FINDING"),
    ] = None,
    review_on: Annotated[
        dt.date | None, day_option("--review-on", "When to review a finding on hold.")
    ] = None,
    responded_on: Annotated[
        dt.date | None, day_option("--responded-on", "The day the force responded to a report.")
    ] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Record every row of this CSV file.")
    ] = None,
    far: Far = False,
) -> None:
    """Record progress: a status, a note, evidence. Nothing is ever overwritten.

    Without any of the three an editor opens for the note. --from records every row of a CSV file or
    none. Its columns have the names of the options.
    """
    if from_file is not None:
        run.takes_only("--from", "from_file", "by", "far")
        _from_file(run, from_file, by, far=far)
        return
    if finding is None:
        message = "the argument FINDING is missing"
        raise UsageError(message, hint='give one: hmic progress crime-2014-r1 --note "…"')
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
        occurrence=occurrence,
        part=part,
        status=status,
        note=note,
        closed_by=closed_by,
        superseded_by=superseded_by,
        review_on=review_on,
        evidence=pieces,
    )
    far = far_is_meant(run, review_on, entry.on, far=far)
    if status or note or evidence:
        (done,) = record(run, lambda _: [entry], far=far)
    else:
        with _written(run, finding) as text:
            (done,) = record(run, lambda _: [replace(entry, note=text)], far=far)
    _tell(run, [done])


def _tell(run: Run, done: Sequence[Entry]) -> None:
    outweighed = _outweighed(run, done)
    for entry in done:
        if entry.finding in outweighed:
            now = outweighed.pop(entry.finding).value
            run.say(f"note: {entry.finding} is {now} because of a later entry: hmic show {entry.finding}")
        run.tell(f"{entry.finding}: {_what(entry)}, entry {entry.number}, {day_words(entry.on)}")


def _what(entry: Entry) -> str:
    """What was recorded, and of which part or deadline when it was not the whole finding."""
    where = [f"part {entry.part}"] if entry.part is not None else []
    where += [f"deadline {entry.deadline}"] if entry.deadline is not None else []
    where += [f"due {day_words(entry.occurrence)}"] if entry.occurrence is not None else []
    what = entry.status.value if entry.status else "noted"
    return " ".join([", ".join(where), what]).strip()


def _outweighed(run: Run, done: Sequence[Entry]) -> dict[str, Status]:
    """Findings that have another status than the one last given here: it was true on an earlier day."""
    from hmic.store.connection import open_reading
    from hmic.store.queries import finding_rows

    given = {
        e.finding: e.status
        for e in done
        if e.finding and e.deadline is None and e.part is None and e.status
    }
    if not given:
        return {}
    con = open_reading(run.db)
    now = {finding: finding_rows.where_it_stands(con, finding).status for finding in given}
    con.close()
    return {finding: status for finding, status in now.items() if status is not given[finding]}


def _from_file(run: Run, file: Path, by: str | None, *, far: bool) -> None:
    from hmic.cli.owners_file import record_all
    from hmic.words import count

    def entry_from(row: dict[str, str]) -> Entry:
        places = _places(row.pop("evidence", ""))
        if by is not None:
            row.setdefault("by", by)
        return _entry(run, row, places, gathered)

    with gathering(run) as gathered:
        done = record_all(run, file, entry_from, far=far)
    _tell(run, done)
    run.say(f"{file}: {count(len(done), 'entry', 'entries')} recorded")


def _places(cell: str) -> tuple[str, ...]:
    """The pieces of evidence in a cell, which a semicolon or a line break parts."""
    places = (place.strip() for place in cell.replace("\n", ";").split(";"))
    return tuple(place for place in places if place)


@contextmanager
def _written(run: Run, finding: str) -> Iterator[str]:
    """A note from the user's editor, where there is a terminal to show it on."""
    if not (run.world.on_terminal and run.world.stdin.isatty()):
        message = "there is nothing to record"
        hint = f'add --note, --status or --evidence: hmic progress {finding} --note "…"'
        raise UsageError(message, hint=hint)
    from hmic.cli.editor import written

    template = f"# What was done about {finding}? Lines that begin with # are left out.\n"
    with written(template, run.world.environ) as note:
        if note is None:
            message = "the note is empty, so nothing was recorded"
            raise UsageError(message)
        yield note


def _entry(run: Run, row: dict[str, str], places: tuple[str, ...], gathered: Gathered) -> Entry:
    """An entry from a row of a file; what it names is looked for when it is recorded."""
    if "finding" not in row:
        message = "the finding is missing"
        raise UsageError(message)
    number, day, review = row.get("deadline"), row.get("on"), row.get("review_on")
    time, today = row.get("occurrence"), run.world.today()
    return Entry(
        finding=row["finding"],
        kind=EntryKind.PROGRESS,
        on=true_on(run, parse_day(day, "the column 'on'", today) if day else None, "the column 'on'"),
        by=post(run, row.get("by")),
        deadline=deadline_number(number) if number is not None else None,
        occurrence=parse_day(time, "the column 'occurrence'", today) if time else None,
        part=row.get("part"),
        status=one_of(row["status"], Status, "status") if "status" in row else None,
        note=row.get("note"),
        closed_by=row.get("closed_by"),
        superseded_by=row.get("superseded_by"),
        review_on=parse_day(review, "the column 'review_on'", today) if review else None,
        evidence=tuple(map(gathered.piece, places)),
    )
