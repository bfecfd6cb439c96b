"""Bringing a joined database up to date: what is new, what the hub lost, and where the two have parted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import StoreError
from hmic.hub.hub_errors import ChangedError, ForkedError, HubError
from hmic.hub.link import ForceHead, Given
from hmic.hub.taking import Taken, Taking
from hmic.store import hub_log, hub_state, shared
from hmic.store.hub_state import Joined
from hmic.store.shared import ENTRIES, KEPT, LogRow
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from hmic.hub.link import About, Hub

BATCH = 500
"""Records that are sent at once."""


class Synced(NamedTuple):
    """What a sync did."""

    entries: int
    loads: int
    returned: dict[str, int]
    """How many records each force's log got back that the hub had lost."""


def bring_up_to_date(
    con: sqlite3.Connection, path: Path, hub: Hub, now: dt.datetime, about: About | None = None
) -> Synced:
    """Fetch new records from the hub, and restore those it lost."""
    about = about or hub.about()
    state = hub_state.joined(con)
    if state is None or state.hub != about.id:
        message = f"{path} has joined a different hub from the one that answered"
        raise HubError(
            message, hint="check the hub in hmic.toml; to go on with this one: hmic leave, hmic join"
        )
    taken, returned = Taken(), {}
    for force in about.forces:
        cursor = hub_log.cursor_of(con, force.name)
        if cursor == (force.number, force.hash):
            continue
        if cursor[0] > force.number or hub.hash_of(force, cursor[0]) != cursor[1]:
            returned[force.name] = give_back(con, path, hub, force, now)
            force = hub_head(hub, force)  # noqa: PLW2901 - it went on
        pull(con, path, hub, force, taken)
    with transaction(con, path):
        hub_state.note_joined(con, state_of(about, now)._replace(seen_loads=state.seen_loads))
    return Synced(taken.entries, taken.loads, {name: n for name, n in returned.items() if n})


def state_of(about: About, now: dt.datetime) -> Joined:
    """What a database notes of its hub."""
    return Joined(about.id, {one.name: one.id for one in about.forces}, now.strftime("%Y-%m-%dT%H:%M:%SZ"))


def hub_head(hub: Hub, force: ForceHead) -> ForceHead:
    """A force's head as it is now."""
    return next(one for one in hub.about().forces if one.id == force.id)


def pull(con: sqlite3.Connection, path: Path, hub: Hub, force: ForceHead, taken: Taken) -> None:
    """Fetch a force's new records, a page at a time."""
    for page in hub.pull(force, hub_log.cursor_of(con, force.name)[0]):
        with transaction(con, path):
            taking = Taking(con, taken)
            taking.take(force.name, page)
            taking.finish()


def _common(con: sqlite3.Connection, hub: Hub, force: ForceHead) -> int:
    """The last record that the hub and this database have alike."""
    low, high = 0, min(hub_log.cursor_of(con, force.name)[0], force.number)
    while low < high:
        middle = (low + high + 1) // 2
        if hub.hash_of(force, middle) == hub_log.hash_at(con, force.name, middle):
            low = middle
        else:
            high = middle - 1
    return low


def give_back(con: sqlite3.Connection, path: Path, hub: Hub, force: ForceHead, now: dt.datetime) -> int:
    """Hand back what the hub lost, as after a restore from an older backup; gives how many records.

    Another computer may have handed back the first of them; this database's log is then the hub's.
    ForkedError where the hub has other records in their place.
    """
    common = _common(con, hub, force)
    ours = hub_log.rows_after(con, force.name, common)
    theirs = [row for page in hub.pull(force, common) for row in page]
    _check_alike(con, force, ours, theirs)
    there = {row.uid for row in theirs}
    missing = [row for row in ours if row.uid not in there]
    if missing and not force.writes:
        message = f"the hub has lost {len(missing)} records of {force.name} that this database still has"
        raise HubError(message, hint="someone who records for it can restore them with: hmic sync")
    if not _continues(ours, theirs):
        message = f"the hub's log of {force.name} differs from this database's after record {common}"
        hint = "the hub was restored from a backup and then used; take a new copy: hmic join --anew"
        raise ForkedError(message, hint=hint)
    at, hash_ = (
        (theirs[-1].number, theirs[-1].hash) if theirs else (common, hub.hash_of(force, common) or "")
    )
    for start in range(0, len(missing), BATCH):
        given = [_returned(con, row) for row in missing[start : start + BATCH]]
        try:
            rows = hub.append((force.id, force.name), (at, hash_), None, now, given)
        except (ChangedError, ForkedError) as error:
            message = f"someone else is restoring records of {force.name} at the moment"
            raise HubError(message, hint="try again in a moment: hmic sync") from error
        theirs += rows
        at, hash_ = rows[-1].number, rows[-1].hash
    with transaction(con, path):
        hub_log.cut(con, force.name, common)
        taking = Taking(con, Taken(), here={row.uid for row in ours})
        taking.take(force.name, theirs)
        taking.finish()
    return len(missing)


def _continues(ours: Sequence[LogRow], theirs: Sequence[LogRow]) -> bool:
    """Whether one is the beginning of the other, by uid."""
    return all(one.uid == other.uid for one, other in zip(ours, theirs, strict=False))


def _check_alike(
    con: sqlite3.Connection, force: ForceHead, ours: Sequence[LogRow], theirs: Sequence[LogRow]
) -> None:
    """What has the same uid says the same: anything else was altered at the hub."""
    known = {row.uid: row for row in ours}
    for row in theirs:
        mine = known.get(row.uid)
        if mine is None:
            continue
        if row.kind in ENTRIES:
            from hmic.hub.taking import must_be_same

            must_be_same(con, row)
        elif row.body != mine.body:
            raise hub_log.altered(force.name, row.number)


def _returned(con: sqlite3.Connection, row: LogRow) -> Given:
    """A record as it was, to the letter."""
    if row.kind not in ENTRIES:
        return Given(row.uid, row.kind, (), row.body)
    found = shared.kept_body(con, row.uid)
    if found is None:
        message = f"the entry {row.uid} is missing in this database"
        raise StoreError(message, hint="see what is wrong with: hmic verify")
    body, subjects = found
    return Given(row.uid, KEPT, subjects, body)
