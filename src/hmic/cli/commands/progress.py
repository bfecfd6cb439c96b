"""`hmic progress`: record in the journal what was done about a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from hmic.cli.asking import far_is_meant
from hmic.cli.options import (
    By,
    DeadlineNumber,
    Far,
    Later,
    Note,
    On,
    argument,
    day_option,
    option,
    text_option,
)
from hmic.cli.parsing import word_of
from hmic.cli.recording import gathering, post, print_entries, record, true_on
from hmic.cli.run import Run, command
from hmic.errors import UsageError
from hmic.model import Entry, EntryKind, Status
from hmic.sheets.dates import Order


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
        from hmic.cli.progress_from_file import record_file

        run.takes_only("--from", "from_file", "by", "far", "dates", "refused", "agreed_by", "any_owner")
        wanted = Wanted(dates, agreed_by, far=far, partly=refused is not None, any_owner=any_owner)
        record_file(run, from_file, by, refused, wanted)
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
    print_entries(run, [done])


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
