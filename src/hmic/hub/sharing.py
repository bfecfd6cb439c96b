"""Writing in a joined database: decided here by the rules, appended at the hub, and taken in from there.

Before anything is sent, it is kept in the table `pending`: a run that dies before it hears the answer
leaves what the next one finds at the hub, or sends again under the same uid.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from hmic.entry_records import from_record, to_record
from hmic.errors import HmicError, InterruptionError, RefusedError
from hmic.hub.hub_errors import ChangedError, ClockError, HubError, LoadedError, LostError
from hmic.hub.link import Given, Hub
from hmic.hub.meanwhile import at
from hmic.hub.syncing import bring_up_to_date
from hmic.hub.taking import Taking, load_again
from hmic.store import hub_log, journal, shared, to_share
from hmic.store.hub_state import Joined
from hmic.store.shared import LOAD
from hmic.store.to_share import Pending
from hmic.store.transactions import transaction
from hmic.words import in_utc

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from hmic.model import Entry


class Load(NamedTuple):
    """A force's register as it is to be loaded, with its files as text."""

    uid: str
    force: str
    body: str


class Decided(NamedTuple):
    """What is to be shared: loads of registers, then entries, all or nothing."""

    entries: Sequence[Entry]
    loads: Sequence[Load] = ()
    merged: bool = False
    """Whether the entries come from another journal, which keeps who recorded them and when."""


Decide = Callable[["sqlite3.Connection", dt.timedelta], Decided]
"""Loads, adds entries to the journal by the rules, and gives them; what it wrote is taken back.

The time is how far the hub's clock is ahead of this computer's, where that is more than a day."""

_TRIES = 5
_SLOW = 1
"""Seconds of deciding after which no one else is kept waiting for it: the hub ends whoever takes longer."""

_KEPT = "what was recorded is kept, and the next hmic sync shares it, once: do not record it again"


class Place(NamedTuple):
    """A joined database, its hub, and the clock."""

    con: sqlite3.Connection
    path: Path
    state: Joined
    clock: Callable[[], dt.datetime]


class _Batch(NamedTuple):
    """What is shared together or not at all."""

    pending: list[Pending]
    looked: dict[str, set[str] | None]
    """What the rules looked at, for each force; None for all of it."""
    seconds: float
    """How long deciding took."""

    @property
    def uids(self) -> list[str]:
        return [one.uid for one in self.pending]


def keep_for_later(place: Place, decide: Decide) -> list[Entry]:
    """Record without the hub: kept here until the next sync."""
    with transaction(place.con, place.path):
        batch, decided = _decided(place, decide, dt.timedelta(), earlier=to_share.waiting(place.con))
        to_share.wait(place.con, batch.pending)
    return [entry._replace(number=0) for entry in decided.entries]


def share(place: Place, hub: Hub, decide: Decide) -> list[Entry]:
    """Write to the hub and fetch its records; gives the entries with their numbers."""
    ahead = dt.timedelta()
    waited = {one.uid for one in to_share.waiting(place.con)}
    last: _Batch | None = None
    since = {force: hub_log.cursor_of(place.con, force)[0] for force in place.state.forces}
    for tried in range(_TRIES):
        with ExitStack() as stack:
            if last is not None:
                _take_turn(place, hub, stack, last)
            try:
                with transaction(place.con, place.path):
                    batch, decided = _decided(place, decide, ahead)
                    to_share.wait(place.con, batch.pending)
            except LoadedError:
                raise
            except HmicError as error:
                if not tried and _catch_up(place, hub):
                    continue
                raise _crossed(place, since, error) or error from error
            last = batch
            try:
                _send(place, hub, batch, ahead)
            except (ChangedError, ClockError) as error:
                _settle(place, batch, waited)
                ahead = error.moment - place.clock() if isinstance(error, ClockError) else ahead
                continue
            except LostError as error:
                raise LostError(error.message, hint=_KEPT) from error
            except KeyboardInterrupt as interrupt:
                raise InterruptionError(_KEPT) from interrupt
            except HubError:
                _settle(place, batch, waited)
                raise
        numbers = shared.numbers_of(place.con, [entry.uid for entry in decided.entries])
        return [entry._replace(number=numbers[entry.uid]) for entry in decided.entries]
    message = "the hub is changing too quickly for this computer to keep up; nothing recorded"
    raise HubError(message, hint="try again in a moment")


def _take_turn(place: Place, hub: Hub, stack: ExitStack, batch: _Batch) -> None:
    """Bring this database up to date; no one else writes until then, unless it takes long."""
    bring_up_to_date(place.con, place.path, hub, place.clock())
    if batch.seconds > _SLOW:
        return
    stack.enter_context(hub.transaction())
    for force in sorted(place.state.forces[name] for name in batch.looked):
        hub.lock(force)
    bring_up_to_date(place.con, place.path, hub, place.clock())


def _catch_up(place: Place, hub: Hub) -> bool:
    """Bring this database up to date; gives whether something came in that the rules had not seen."""
    synced = bring_up_to_date(place.con, place.path, hub, place.clock())
    return bool(synced.entries or synced.loads)


def _settle(place: Place, batch: _Batch, waited: Container[str]) -> None:
    """What was surely not taken waits no longer, unless it did before."""
    with transaction(place.con, place.path):
        to_share.settle(place.con, [uid for uid in batch.uids if uid not in waited])


def _decided(
    place: Place, decide: Decide, ahead: dt.timedelta, earlier: Sequence[Pending] = ()
) -> tuple[_Batch, Decided]:
    """What the rules let in, within the caller's transaction; the database is as before."""
    con, start = place.con, time.monotonic()
    con.execute("SAVEPOINT deciding")
    try:
        if earlier:
            _as_if_shared(con, earlier)
        decided = decide(con, ahead)
        batch = _batch_of(place, decided)
    finally:
        con.execute("ROLLBACK TO deciding")
        con.execute("RELEASE deciding")
    return batch._replace(seconds=time.monotonic() - start), decided


def _as_if_shared(con: sqlite3.Connection, waiting: Sequence[Pending]) -> None:
    """Put what waits into the database."""
    for one in waiting:
        if shared.kind_of(one.body) == LOAD:
            load_again(con, one.body, one.made_at)
    entries = [one for one in waiting if shared.kind_of(one.body) != LOAD]
    given = [from_record({"recorded_at": one.made_at} | json.loads(one.body)) for one in entries]
    journal.append(con, given, waiting[-1].made_at)


def _batch_of(place: Place, decided: Decided) -> _Batch:
    name, now = os.urandom(8).hex(), in_utc(place.clock())
    said = [(load.uid, load.force, load.body) for load in decided.loads]
    looked: dict[str, set[str] | None] = {load.force: None for load in decided.loads}
    for entry in decided.entries:
        force = shared.force_of(place.con, entry)
        record = to_record(entry)
        if decided.merged:
            looked[force] = None
        else:
            del record["recorded_at"]
            seen = looked.setdefault(force, set())
            if seen is not None:
                seen |= shared.looked_at(place.con, entry)
        said.append((entry.uid, force, shared.body_of(record)))
    pending = [Pending(uid, name, n, force, now, body) for n, (uid, force, body) in enumerate(said)]
    return _Batch(pending, looked, 0)


def _send(place: Place, hub: Hub, batch: _Batch, ahead: dt.timedelta) -> None:
    """Append at the hub, and fetch the result."""
    clock = place.clock() + ahead
    forces = sorted(batch.looked, key=lambda name: place.state.forces.get(name, 0))
    for force in forces:
        if force not in place.state.forces:
            message = f"the hub has no force {force}, or this login may not see it"
            raise HubError(message, hint="ask those who run the hub")
    with ExitStack() as stack:
        if len(forces) > 1 and not hub.in_transaction:
            stack.enter_context(hub.transaction())
        pages = []
        for force in forces:
            given = [
                Given(one.uid, shared.kind_of(one.body), shared.subjects_of(json.loads(one.body)), one.body)
                for one in batch.pending
                if one.force == force
            ]
            seen = hub_log.cursor_of(place.con, force)
            number = place.state.forces[force]
            looked = batch.looked[force]
            own = sorted(looked) if looked is not None else None
            pages.append((force, hub.append((number, force), seen, own, clock, given)))
    hub.end()
    with transaction(place.con, place.path):
        taking = Taking(place.con)
        for force, rows in pages:
            taking.take(force, rows)
        taking.finish()
        if any(shared.kind_of(one.body) == LOAD for one in batch.pending):
            hub_log.mark_loads_seen(place.con)


def _crossed(place: Place, since: dict[str, int], error: HmicError) -> RefusedError | None:
    """Who did what in the meantime that makes the rules refuse; None if no one did."""
    from hmic.hub.meanwhile import what_crossed

    sentence = what_crossed(place.con, since, error.message)
    return RefusedError(f"{sentence}; nothing recorded", hint=error.message) if sentence else None


def refuse_if_loaded(con: sqlite3.Connection, state: Joined, forces: Iterable[str]) -> None:
    """Refuse to load over what somebody loaded since whoever works here last looked."""
    for force in forces:
        load = hub_log.last_load(con, force, (state.seen_loads or {}).get(force, 0))
        if load is not None:
            who, when = load
            message = f"{who} loaded {at(when)}: run hmic sync first"
            raise LoadedError(message, hint="then hmic load --dry-run shows what your file would change")
