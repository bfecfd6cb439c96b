"""`hmic progress`: record in the journal what was done about a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.asking import far_is_meant
from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import (
    By,
    DeadlineNumber,
    Far,
    Later,
    Note,
    On,
    argument,
    day_option,
    deadline_number,
    option,
    text_option,
)
from hmic.cli.parsing import one_of, parse_day, word_of
from hmic.cli.recording import gathering, numbered, post, record, true_on
from hmic.cli.run import Run, command
from hmic.errors import HmicError, UsageError
from hmic.model import Entry, EntryKind, Status
from hmic.plaintext import one_line
from hmic.sheets.dates import Order
from hmic.words import day_words

if TYPE_CHECKING:
    from hmic.cli.answering import Wanted
    from hmic.cli.owners_file import Answers
    from hmic.evidence import Gathered


@command(
    'progress crime-2014-r2 --note "Review begun" --by "ACC Crime"',
    "progress crime-2014-r2 --status complete --evidence review.pdf",
    "progress --from form.xlsx --refused again.xlsx",
)
def progress(
    run: Run,
    finding: Annotated[
        str | None, argument("FINDING", "The finding's id. With --responded-on: the report's.")
    ] = None,
    status: Annotated[
        Status | None,
        option(
            "--status",
            "open, in-progress, complete, closed, superseded, not-accepted, not-applicable, on-hold.",
            "STATUS",
            word_of(Status, "status"),
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
        str | None, text_option("--superseded-by", "The later finding that replaces it.", metavar="FINDING")
    ] = None,
    review_on: Annotated[
        dt.date | None, day_option("--review-on", "When to review a finding on hold.")
    ] = None,
    responded_on: Annotated[
        dt.date | None, day_option("--responded-on", "The day the force responded to a report.")
    ] = None,
    from_file: Annotated[
        Path | None, option("--from", "Record a form that came back, or a CSV file.", "FILE")
    ] = None,
    refused: Annotated[
        Path | None, option("--refused", "Record the valid rows; write the others to a new form.", "FILE")
    ] = None,
    dates: Annotated[
        Order | None,
        option(
            "--dates",
            "How the file writes 03/04/2024: day-first or month-first.",
            "ORDER",
            word_of(Order, "--dates"),
        ),
    ] = None,
    agreed_by: Annotated[
        str | None, text_option("--agreed-by", "Who agreed to the later dates in the form.", metavar="POST")
    ] = None,
    any_owner: Annotated[
        bool, option("--any-owner", "Also record findings that the form's owner does not own.")
    ] = False,
    far: Far = False,
    later: Later = False,
) -> None:
    """Record progress: a status, a note, evidence. Nothing is ever overwritten.

    Without these options an editor opens for the note. --from records every row or none of a form from
    hmic export form, or of a CSV file whose columns are named after the options.
    """
    if from_file is not None:
        from hmic.cli.answering import Wanted

        run.takes_only("--from", "from_file", "by", "far", "dates", "refused", "agreed_by", "any_owner")
        wanted = Wanted(dates, agreed_by, far=far, partly=refused is not None, any_owner=any_owner)
        _from_file(run, from_file, by, refused, wanted)
        return
    for_file = {"--dates": dates, "--refused": refused, "--agreed-by": agreed_by, "--any-owner": any_owner}
    for name, value in for_file.items():
        if value not in (None, False):
            message = f"{name} is for --from FILE"
            raise UsageError(message, hint="leave it out; to move a date: hmic extend")
    if finding is None:
        message = "the argument FINDING is missing"
        raise UsageError(message, hint='give one: hmic progress crime-2014-r1 --note "…"')
    if responded_on is not None:
        from hmic.cli.responding import respond

        run.takes_only("--responded-on", "responded_on", "finding", "note", "by", "deadline", "later")
        respond(run, finding, responded_on, note=note, by=by, clock=deadline, later=later)
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
        (done,) = record(run, lambda _: [entry], far=far, later=later)
    else:
        with _written(run, finding) as text:
            (done,) = record(run, lambda _: [entry._replace(note=text)], far=far, later=later)
    _print_entries(run, [done])


def _print_entries(run: Run, done: Sequence[Entry]) -> None:
    outweighed = _outweighed(run, done)
    for entry in done:
        if entry.finding in outweighed:
            now = outweighed.pop(entry.finding).value
            run.say(f"note: {entry.finding} is {now} because of a later entry: hmic show {entry.finding}")
        run.print_recorded(f"{entry.finding}: {_what(entry)}, {numbered(entry)}, {day_words(entry.on)}")


def _what(entry: Entry) -> str:
    """What was recorded, and of which part or deadline when it was not the whole finding."""
    where = [f"part {entry.part}"] if entry.part is not None else []
    where += [f"deadline {entry.deadline}"] if entry.deadline is not None else []
    where += [f"due {day_words(entry.occurrence)}"] if entry.occurrence is not None else []
    what = _WORDS.get(entry.kind, "noted").format(day_words(entry.due))
    what = entry.status.value if entry.status else what
    return " ".join([", ".join(where), what]).strip()


_WORDS = {EntryKind.TARGET: "target {}", EntryKind.EXTENSION: "extended to {}"}


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


def _from_file(run: Run, file: Path, by: str | None, refused: Path | None, wanted: Wanted) -> None:
    from hmic.cli.answering import record_all, refusal_text, write_refused
    from hmic.cli.owners_file import read_answers
    from hmic.cli.whole_files import check_makes_file, check_place
    from hmic.words import count

    def entry_from(row: dict[str, str]) -> Entry:
        places = _places(row.pop("evidence", ""))
        if by is not None:
            row.setdefault("by", by)
        return _entry(run, row, places, gathered)

    if refused is not None:
        check_place(refused, (*run.never_written, file))
        check_makes_file(refused)
    answers = read_answers(file)
    wanted = wanted._replace(order=wanted.order or _order(run, answers))
    with gathering(run) as gathered:
        for line in answers.lines:
            if "evidence" in line.cells:
                gathered.read(_places(line.cells["evidence"].text))
        taken = record_all(run, answers, entry_from, wanted)
    _print_entries(run, taken.added)
    said = f"{file}: {count(len(taken.added), 'entry', 'entries')} recorded"
    if answers.is_form:
        said += f", {taken.known:,} already here, {count(taken.unchanged, 'row')} unchanged"
    run.say(said)
    if taken.refused and refused is not None:
        for line, error in taken.refused:
            run.world.stderr.write(f"hmic: {one_line(refusal_text(line, error))}\n")
        try:
            write_refused(run, refused, answers, taken)
        except (HmicError, OSError) as error:
            recorded = f"{count(len(taken.added), 'entry is', 'entries are')} already recorded"
            run.world.stderr.write(
                f"hmic: {one_line(str(error))}\n      {recorded}; the other rows are above\n"
            )
        run.exit(ATTENTION)


def _order(run: Run, answers: Answers) -> Order | None:
    """How dates are written, asked on a terminal where some can be read two ways."""
    from hmic.cli.asking import answered
    from hmic.cli.owners_file import two_ways
    from hmic.sheets.dates import Order

    date = two_ways(answers)
    if date is None:
        return None
    said = answered(run, f"{answers.file} has dates such as {date}. Is the day first, or the month? [d/m]")
    return {"d": Order.DAY_FIRST, "m": Order.MONTH_FIRST}.get(said[:1]) if said else None


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
    from hmic.cli.answering import about

    if "finding" not in row:
        message = "the finding is missing"
        raise UsageError(message)
    days = {
        name: parse_day(row[name], f"the column {name!r}", run.world.today())
        for name in _DAYS
        if row.get(name)
    }
    number = row.get("deadline")
    with about("status"):
        status = one_of(row["status"], Status, "status") if "status" in row else None
    with about("deadline"):
        deadline = deadline_number(number) if number is not None else None
    with about("on"):
        on = true_on(run, days.get("on"), "the column 'on'")
    with about("evidence"):
        evidence = tuple(map(gathered.piece, places))
    return Entry(
        finding=row["finding"],
        kind=EntryKind.PROGRESS,
        on=on,
        by=post(run, row.get("by")),
        deadline=deadline,
        occurrence=days.get("occurrence"),
        part=row.get("part"),
        status=status,
        note=row.get("note"),
        closed_by=row.get("closed_by"),
        superseded_by=row.get("superseded_by"),
        review_on=days.get("review_on"),
        evidence=evidence,
    )


_DAYS = ("on", "occurrence", "review_on")
