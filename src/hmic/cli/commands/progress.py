"""`hmic progress`: what was done about a finding, into the journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmic.cli.recording import post, record, true_on
from hmic.cli.shared import Run, command, one_of, parse_day
from hmic.errors import HmicError, UsageError, did_you_mean
from hmic.model import Entry, EntryKind, Evidence, Status
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command()
def progress(
    run: Run,
    finding: Annotated[str, typer.Argument(help="The finding's id.")],
    status: Annotated[
        str | None,
        typer.Option("--status", help="open, in-progress, complete, closed, superseded, …"),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="What was done.")] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="A file or an address; repeatable.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day it was true; default today.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="The post that says so (HMIC_BY).")] = None,
    deadline: Annotated[
        int | None, typer.Option("--deadline", help="Only this deadline, by its number.")
    ] = None,
    part: Annotated[str | None, typer.Option("--part", help="Only this lettered part.")] = None,
    closed_by: Annotated[
        str | None, typer.Option("--closed-by", help="What closed it: a report, a letter.")
    ] = None,
    superseded_by: Annotated[
        str | None, typer.Option("--superseded-by", help="The later finding that replaces it.")
    ] = None,
    review_on: Annotated[
        str | None, typer.Option("--review-on", help="On hold: when to look again.")
    ] = None,
) -> None:
    """Record progress: a status, a note, evidence. Nothing is ever overwritten."""
    if status is None and note is None and not evidence:
        message = "there is nothing to record"
        hint = f'give --note, --status or --evidence: hmic progress {finding} --note "…"'
        raise UsageError(message, hint=hint)
    entry = Entry(
        finding=finding,
        kind=EntryKind.PROGRESS,
        on=true_on(run, on),
        by=post(run, by),
        deadline=deadline,
        part=part,
        status=one_of(status, Status, "status") if status else None,
        note=_text(note, "--note"),
        closed_by=closed_by,
        superseded_by=superseded_by,
        review_on=parse_day(review_on, "--review-on") if review_on else None,
        evidence=tuple(_evidence(run, place) for place in evidence or ()),
    )
    (done,) = record(run, lambda con: [_checked(con, entry, finding)])
    what = done.status.value if done.status else "noted"
    run.world.stdout.write(f"{done.finding}: {what}, entry {done.number}, {day_words(done.on)}\n")


def _checked(con: sqlite3.Connection, entry: Entry, finding: str) -> Entry:
    """The entry, once everything it names exists and its status has what it needs."""
    from dataclasses import replace

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
    if entry.superseded_by is not None:
        entry = replace(entry, superseded_by=names.find_finding(con, entry.superseded_by))
    still_open = single.open_recommendations(con, name)
    check_progress(entry, open_recommendations=still_open)
    return entry


def _text(text: str | None, option: str) -> str | None:
    if text is not None and not text.strip():
        message = f"{option} is empty"
        raise UsageError(message, hint="write what was done, in quotes")
    return text


def _evidence(run: Run, place: str) -> Evidence:
    """An address as it stands; a file with its checksum."""
    if "://" in place:
        return Evidence(place=place)
    import hashlib

    path = Path(place)
    path = path if path.is_absolute() else run.world.folder / path
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"the evidence {place} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="give an existing file, or an address such as https://…") from error
    return Evidence(place=place, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
