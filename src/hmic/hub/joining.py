"""Joining a hub: a copy of it made, the first database shared, or a database merged into what is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import HmicError, StoreError, in_lines
from hmic.hub.hub_errors import HubError
from hmic.hub.link import ForceHead, Given
from hmic.hub.syncing import BATCH, bring_up_to_date, hub_head, pull, state_of
from hmic.hub.taking import Taken, Taking
from hmic.store import hub_log, hub_state, shared, to_share
from hmic.store.connection import open_writing
from hmic.store.hash_chain import FIRST
from hmic.store.shared import ENTRIES, KEPT, MERGED, REGISTER, LogRow
from hmic.store.transactions import transaction
from hmic.words import in_utc

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from pathlib import Path

    from hmic.hub.link import About, Hub
    from hmic.store.journal_merge import Unfit


_CACHE = 64 << 10
"""KiB that SQLite may keep in memory while a new copy is filled: entries have names in no order."""


class Came(NamedTuple):
    """What came of joining."""

    entries: int
    """How many came from the hub."""
    given: int
    """How many went to it."""
    kept: Path | None = None
    """Where the database is kept as it was."""
    unfit: Sequence[Unfit] = ()
    """Entries that went to it and would be refused today."""


def new_copy(path: Path, hub: Hub, about: About, now: dt.datetime) -> Came:
    """A database of all that this login sees."""
    from hmic.store.new_database import made

    if not any(force.number for force in about.forces):
        message = "the hub holds no register yet"
        raise HubError(message, hint="load one here first, then join with it: hmic load, then hmic join")
    with made(path) as con:
        entries = _fill(con, path, hub, about, now)
    return Came(entries, 0)


def _fill(con: sqlite3.Connection, path: Path, hub: Hub, about: About, now: dt.datetime) -> int:
    taken = Taken()
    con.execute(f"PRAGMA cache_size = -{_CACHE}")
    with transaction(con, path):
        taking = Taking(con, taken, is_new=True)
        for force in about.forces:
            for page in hub.pull(force, 0):
                taking.take(force.name, page)
        taking.finish()
        hub_state.note_joined(con, state_of(about, now))
    return taken.entries


def joined_with(path: Path, hub: Hub, about: About, now: dt.datetime, *, anew: bool = False) -> Came:
    """Join with an existing database: the first of its forces is shared as it is, any other is merged."""
    with closing(open_writing(path)) as con:
        ours = [force for (force,) in con.execute("SELECT force FROM register ORDER BY force")]
        forces = {force.name: force for force in about.forces}
        for name in ours:
            if name not in forces:
                message = f"the hub has no force {name}, or this login may not see it"
                hint = f'those who run the hub: hmic hub force add "{name}" --readers ROLE --writers ROLE'
                raise HubError(message, hint=hint)
        empty = [forces[name] for name in ours if not forces[name].number]
        for force in empty:
            _must_write(force)
        if ours and len(empty) == len(ours) and not anew:
            return _share_first(con, path, hub, about, empty, now)
        for force in empty:
            with hub.transaction():
                _give(con, hub, force, now)
    return _merge(path, hub, now)


def joined_before(path: Path, hub: Hub, about: About, now: dt.datetime, *, anew: bool = False) -> Came:  # noqa: ARG001 - as the other
    """Continue with a hub that a database has joined: fetch only new records."""
    with closing(open_writing(path)) as con:
        return Came(bring_up_to_date(con, path, hub, now, about).entries, 0)


def _must_write(force: ForceHead) -> None:
    if not force.writes:
        message = f"this login may not record for {force.name}, so this database cannot be shared"
        raise HubError(message, hint="ask those who run the hub; for a copy of the hub, give another --db")


def _share_first(
    con: sqlite3.Connection,
    path: Path,
    hub: Hub,
    about: About,
    forces: Sequence[ForceHead],
    now: dt.datetime,
) -> Came:
    before = con.execute("SELECT count(*) FROM entry").fetchone()[0]
    with transaction(con, path):
        with hub.transaction():
            pages = [(force.name, _give(con, hub, force, now)) for force in forces]
        taking = Taking(con)
        for force, rows in pages:
            taking.take(force, rows)
        taking.finish()
        hub_state.note_joined(con, state_of(about, now))
    taken = Taken()
    for one in about.forces:
        pull(con, path, hub, hub_head(hub, one), taken)
    return Came(taken.entries, before)


def _give(con: sqlite3.Connection, hub: Hub, force: ForceHead, now: dt.datetime) -> list[LogRow]:
    """A force's register and journal to the letter, as the first of its log."""
    import json

    from hmic.store.register_copy import copied

    given = [Given(shared.new_uid(), REGISTER, (), copied(con, force.name))]
    for uid, body in shared.kept_bodies(con, force.name):
        given.append(Given(uid, KEPT, shared.subjects_of(json.loads(body)), body))
    return _append(hub, force, (0, FIRST), given, now)


def _append(
    hub: Hub, force: ForceHead, at: tuple[int, str], given: Sequence[Given], now: dt.datetime
) -> list[LogRow]:
    rows: list[LogRow] = []
    for start in range(0, len(given), BATCH):
        rows += hub.append((force.id, force.name), at, None, now, given[start : start + BATCH])
        at = (rows[-1].number, rows[-1].hash)
    return rows


def made_again(path: Path, hub: Hub, about: About, now: dt.datetime, copy: Path | None = None) -> Came:
    """A joined database made again from its hub, with what only an older copy of it has handed in.

    What this database has and the hub lacks is handed in first; where the two have parted nothing is done.
    """
    with closing(open_writing(path)) as con:
        bring_up_to_date(con, path, hub, now, about)
    return _merge(path, hub, now, copy, is_sure=True)


def _merge(
    path: Path, hub: Hub, now: dt.datetime, copy: Path | None = None, *, is_sure: bool = False
) -> Came:
    """A new copy of the hub's with what only the database has; then it takes the database's place.

    Where it `is_sure` that the hub has all of the database, what that says otherwise is damage.
    """
    from hmic.store.restoring import bring_back
    from hmic.unfinished_files import file_beside, remove

    stage = file_beside(path.resolve())
    try:
        with closing(open_writing(stage, create=True)) as con:
            about = hub.about()
            entries = _fill(con, stage, hub, about, now)
            given = 0
            unfit: list[Unfit] = []
            for one in (copy,) if is_sure else (path,):
                if one is not None:
                    with _attached(one) as other:
                        given += _give_new(con, stage, other, hub, about, now, unfit)
            with _attached(path) as old:
                hub_log.bring_along(con, stage, old)
        kept, _ = bring_back(path, stage, now.strftime("%Y%m%dT%H%M%SZ"))
    except StoreError as error:
        error.message = error.message.replace(str(stage), str(path))
        raise
    finally:
        remove(stage)
    return Came(entries, given, kept, unfit)


@contextmanager
def _attached(path: Path) -> Iterator[sqlite3.Connection]:
    from hmic.store.connection import open_reading

    with closing(open_reading(path)) as con:
        yield con


def _give_new(
    con: sqlite3.Connection,
    stage: Path,
    old: sqlite3.Connection,
    hub: Hub,
    about: About,
    now: dt.datetime,
    unfit: list[Unfit],
) -> int:
    """Share the entries that only the old database has, all or none; the odd ones are put into `unfit`."""
    from hmic.entry_records import to_record
    from hmic.store.journal import exported, newest, recorded_after
    from hmic.store.journal_lines import JournalLine, checked
    from hmic.store.journal_merge import merge

    waits = {one.uid for one in to_share.waiting(old)}
    lines = (JournalLine(n, one) for n, one in enumerate(exported(old), start=1) if one["uid"] not in waits)
    stamp = in_utc(now)
    with transaction(con, stage):
        con.execute("SAVEPOINT merging")
        last = newest(con)
        taken = merge(con, checked(lines, stamp, now.date()), stamp)
        given: dict[str, list[Given]] = {}
        if not taken.refused:
            for entry in recorded_after(con, last):
                record = to_record(entry)
                one = Given(entry.uid, MERGED, shared.subjects_of(record), shared.body_of(record))
                given.setdefault(shared.force_of(con, entry), []).append(one)
        con.execute("ROLLBACK TO merging")
        con.execute("RELEASE merging")
    if taken.refused:
        shown = [f"entry {one.line}: {one.why}" for one in taken.refused[:5]]
        message = f"{len(taken.refused)} entries of this database do not fit the hub's journal"
        raise HmicError(message, hint=in_lines([*shown, "nothing was changed"]))
    forces = {one.name: one for one in about.forces}
    rows: dict[str, list[LogRow]] = {}
    with hub.transaction():
        for name, ones in given.items():
            _must_write(forces[name])
            rows[name] = _append(hub, forces[name], hub_log.cursor_of(con, name), ones, now)
    with transaction(con, stage):
        taking = Taking(con)
        for name, page in rows.items():
            taking.take(name, page)
        taking.finish()
    numbers = dict(con.execute("SELECT uid, number FROM entry").fetchall()) if taken.unfit else {}
    unfit += [
        one._replace(entry=one.entry._replace(number=numbers.get(one.entry.uid, one.entry.number)))
        for one in taken.unfit
    ]
    return sum(row.kind in ENTRIES for page in rows.values() for row in page)
