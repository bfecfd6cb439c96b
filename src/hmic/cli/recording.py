"""What the commands that record share: the day, the post, one transaction, the result."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hmic.errors import RefusedError, UsageError
from hmic.model import Entry, EntryKind, Status
from hmic.words import day_words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from hmic.cli.run import Run
    from hmic.evidence import Gathered
    from hmic.store.queries.list_rows import DeadlineRow


def true_on(run: Run, day: dt.date | None, option: str = "--on") -> dt.date:
    """The day it happened: today unless given, and never in the future."""
    today = run.world.today()
    if day is None:
        return today
    if day > today:
        message = f"{option} {day} is in the future: the journal records what has happened by today"
        raise RefusedError(message, hint="to set a date in the future: hmic target FINDING DATE")
    return day


def post(run: Run, by: str | None) -> str | None:
    """Who says so: --by, else what HMIC_BY or the settings say."""
    return by if by is not None else run.settings.by


def as_known(con: sqlite3.Connection, owner: str) -> str:
    """An owner as the journal already writes it, whatever the case."""
    from hmic.store.queries import names

    return next((one for one in names.distinct(con, "owner") if one.lower() == owner.lower()), owner)


def typed(entry: Entry) -> Entry:
    """An entry with the same line breaks whatever system it was typed on, and ids in small letters."""
    from hmic.plaintext import typed as kept

    note, reason = (kept(text) if text is not None else None for text in (entry.note, entry.reason))
    ids = (text.strip().lower() if text else text for text in (entry.finding, entry.superseded_by))
    finding, superseded_by = ids
    return entry._replace(note=note, reason=reason, finding=finding, superseded_by=superseded_by)


@contextmanager
def gathering(run: Run) -> Iterator[Gathered]:
    """Read evidence before the database is opened, so that no other run waits for a large file."""
    from hmic.evidence import Gathered

    with run.working() as working:
        limit = run.settings.evidence_mb << 20
        yield Gathered(run.world.folder, run.db.resolve().parent, limit, working.at)


def refuse_if_ended(con: sqlite3.Connection, entry: Entry) -> None:
    """Refuse if a finding has ended, before any message about its deadlines, which ended with it."""
    from hmic.rules import check_before
    from hmic.store.queries import finding_rows

    now = finding_rows.where_it_stands(con, entry.finding or "")
    if entry.on >= now.since:
        check_before(entry, now.status, now.closed_by)


def record(
    run: Run,
    make: Callable[[sqlite3.Connection], list[Entry]],
    *,
    far: bool = False,
    later: bool = False,
) -> list[Entry]:
    """Make entries from what the database says and add them, in one transaction.

    With `far` a date many years ahead is meant; with `later` a joined database keeps them for a sync.
    """
    from hmic.store.admission import admit

    def work(con: sqlite3.Connection, now: str, today: dt.date) -> list[Entry]:
        given = [typed(entry) for entry in make(con)]
        if today != run.world.today():
            from hmic.cli.at_hub import as_of_today

            given = as_of_today(run, given, today)
        added, refused = admit(con, given, now, today, far=far)
        for _, error in refused:
            raise error
        return added

    return worked(run, work, later=later)


def record_move(
    run: Run,
    entry: Entry,
    which: Callable[[str, Sequence[DeadlineRow]], int | None],
    *,
    far: bool,
    later: bool,
) -> Entry:
    """Record a new date for the deadline that `which` picks among those of the finding."""
    from hmic.cli.asking import far_is_meant

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store.queries import list_rows, names

        name = names.find_finding(con, entry.finding or "")
        refuse_if_ended(con, entry._replace(finding=name))
        number = which(name, list_rows.deadlines_of(con, [name]).get(name, []))
        return [entry._replace(finding=name, deadline=number)]

    (done,) = record(run, make, far=far_is_meant(run, entry.due, entry.on, far=far), later=later)
    return done


def worked(
    run: Run, work: Callable[[sqlite3.Connection, str, dt.date], list[Entry]], *, later: bool = False
) -> list[Entry]:
    """Let `work` add entries as at a moment and a day, in one transaction: here, or at the hub."""
    from hmic.store.connection import open_writing
    from hmic.store.hub_state import joined
    from hmic.store.transactions import transaction

    con = open_writing(run.db)
    try:
        state = joined(con)
        if state is not None:
            from hmic.cli.at_hub import record_shared

            return record_shared(run, con, state, work, later=later)
        if later:
            message = f"--later is for a database that has joined a hub, and {run.db} has not"
            raise UsageError(message, hint="leave it out")
        with transaction(con, run.db):
            return work(con, run.world.now(), run.world.today())
    finally:
        con.close()


def numbered(entry: Entry) -> str:
    """An entry by its number; one that waits for the hub has none yet."""
    return f"entry {entry.number}" if entry.number else "not shared yet"


def print_entries(run: Run, done: Sequence[Entry]) -> None:
    """Print what was recorded, and where a later entry outweighs it."""
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


def _outweighed(run: Run, done: Sequence[Entry]) -> dict[str, Status]:
    """Findings that have another status than the one last given here: it was true on an earlier day."""
    from hmic.store.connection import open_reading
    from hmic.store.queries import finding_rows

    whole = [e for e in done if e.deadline is None and e.part is None]
    given = {e.finding: e.status for e in whole if e.finding and e.status}
    if not given:
        return {}
    con = open_reading(run.db)
    now = {finding: finding_rows.where_it_stands(con, finding).status for finding in given}
    con.close()
    return {finding: status for finding, status in now.items() if status is not given[finding]}


_WORDS = {EntryKind.TARGET: "target {}", EntryKind.EXTENSION: "extended to {}"}
