"""Recording in a joined database: decided here by the rules, appended at the hub, and taken in from there.

Before anything is sent, it is kept in the table `pending`: a run that dies before it hears the answer
leaves what the next one finds at the hub, or sends again under the same uid.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Container, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from hmic.entries import from_record, to_record
from hmic.errors import HmicError, RefusedError
from hmic.hub.hub_errors import ChangedError, ClockError, HubError, LostError
from hmic.hub.link import Given, Hub
from hmic.hub.syncing import bring_up_to_date
from hmic.hub.taking import Taking
from hmic.store import hub_log, journal
from hmic.store.hub_log import ENTRY, Pending
from hmic.store.hub_state import Joined
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from hmic.model import Entry

Decide = Callable[["sqlite3.Connection", dt.timedelta], list["Entry"]]
"""Adds entries to the journal by the rules, and gives them; what it wrote is taken back.

The time is how far the hub's clock is ahead of this computer's, where that is more than a day."""

_TRIES = 5
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
    looked: dict[str, set[str]]
    """What the rules looked at, for each force."""

    @property
    def uids(self) -> list[str]:
        return [one.uid for one in self.pending]


def keep_for_later(place: Place, decide: Decide) -> list[Entry]:
    """Record without the hub: kept here until the next sync."""
    with transaction(place.con, place.path):
        batch, entries = _decided(place, decide, dt.timedelta(), earlier=hub_log.waiting(place.con))
        hub_log.wait(place.con, batch.pending)
    return [replace(entry, number=0) for entry in entries]


def share(place: Place, hub: Hub, decide: Decide) -> list[Entry]:
    """Record at the hub, and take in what it has; gives the entries with their numbers."""
    ahead = dt.timedelta()
    waited = {one.uid for one in hub_log.waiting(place.con)}
    last: _Batch | None = None
    since = {force: hub_log.cursor_of(place.con, force)[0] for force in place.state.forces}
    for tried in range(_TRIES):
        with ExitStack() as stack:
            if last is not None:
                _take_turn(place, hub, stack, last)
            try:
                with transaction(place.con, place.path):
                    batch, entries = _decided(place, decide, ahead)
                    hub_log.wait(place.con, batch.pending)
            except HmicError as error:
                if not tried and _is_behind(place, hub):
                    continue
                raise _crossed(place, since, error) or error from error
            last = batch
            try:
                _send(place, hub, batch, ahead)
            except (ChangedError, ClockError) as error:
                _settle(place, batch, waited)
                ahead = _offset(place, error) if isinstance(error, ClockError) else ahead
                continue
            except LostError as error:
                raise LostError(error.message, hint=_KEPT) from error
            except HubError:
                _settle(place, batch, waited)
                raise
        numbers = hub_log.numbers_of(place.con, batch.uids)
        return [replace(entry, number=numbers[entry.uid]) for entry in entries]
    message = "the hub changes faster than this computer can follow; nothing recorded"
    raise HubError(message, hint="try again in a moment")


def _take_turn(place: Place, hub: Hub, stack: ExitStack, batch: _Batch) -> None:
    """Bring this database up to date, and let nobody else write until this is done."""
    bring_up_to_date(place.con, place.path, hub, place.clock())
    stack.enter_context(hub.transaction())
    for force in sorted(place.state.forces[name] for name in batch.looked):
        hub.lock(force)
    bring_up_to_date(place.con, place.path, hub, place.clock())


def _is_behind(place: Place, hub: Hub) -> bool:
    """Whether something came in that the rules had not seen."""
    synced = bring_up_to_date(place.con, place.path, hub, place.clock())
    return bool(synced.entries or synced.loads)


def _offset(place: Place, error: ClockError) -> dt.timedelta:
    return dt.datetime.fromisoformat(error.message) - place.clock().astimezone(dt.UTC)


def _settle(place: Place, batch: _Batch, waited: Container[str]) -> None:
    """What was surely not taken waits no longer, unless it did before."""
    with transaction(place.con, place.path):
        hub_log.settle(place.con, [uid for uid in batch.uids if uid not in waited])


def _decided(
    place: Place, decide: Decide, ahead: dt.timedelta, earlier: Sequence[Pending] = ()
) -> tuple[_Batch, list[Entry]]:
    """What the rules let in, within the caller's transaction; the journal is as before."""
    con = place.con
    con.execute("SAVEPOINT deciding")
    try:
        if earlier:
            given = [from_record(json.loads(one.body) | {"recorded_at": one.made_at}) for one in earlier]
            journal.append(con, given, earlier[-1].made_at)
        entries = decide(con, ahead)
        batch = _batch_of(place, entries)
    finally:
        con.execute("ROLLBACK TO deciding")
        con.execute("RELEASE deciding")
    return batch, entries


def _batch_of(place: Place, entries: Sequence[Entry]) -> _Batch:
    name, now = os.urandom(8).hex(), place.clock().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    pending: list[Pending] = []
    looked: dict[str, set[str]] = {}
    for number, entry in enumerate(entries):
        force = hub_log.force_of(place.con, entry)
        record = to_record(entry)
        del record["recorded_at"]
        pending.append(Pending(entry.uid, name, number, force, now, hub_log.body_of(record)))
        looked.setdefault(force, set()).update(hub_log.looked_at(place.con, entry))
    return _Batch(pending, looked)


def _send(place: Place, hub: Hub, batch: _Batch, ahead: dt.timedelta) -> None:
    """Append at the hub, and take in what that gives."""
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
                Given(one.uid, ENTRY, hub_log.subjects_of(json.loads(one.body)), one.body)
                for one in batch.pending
                if one.force == force
            ]
            seen = hub_log.cursor_of(place.con, force)
            number = place.state.forces[force]
            pages.append(
                (force, hub.append((number, force), seen, sorted(batch.looked[force]), clock, given))
            )
    hub.end()
    with transaction(place.con, place.path):
        taking = Taking(place.con)
        for force, rows in pages:
            taking.take(force, rows)
        taking.finish()


def _crossed(place: Place, since: dict[str, int], error: HmicError) -> RefusedError | None:
    """Who did what meanwhile that makes the rules refuse; None when nobody did."""
    from hmic.hub.crossing import what_crossed

    sentence = what_crossed(place.con, since, error.message)
    return RefusedError(f"{sentence}; nothing recorded", hint=error.message) if sentence else None


# ---- what waits ----


class Sent(NamedTuple):
    """What came of what waited."""

    entries: list[Entry]
    refused: list[tuple[Pending, HmicError]]


def send_waiting(place: Place, hub: Hub, decide_again: Callable[[list[Entry]], Decide]) -> Sent:
    """Share what waits, each batch by the rules as they are now; what is refused goes on waiting."""
    done: list[Entry] = []
    refused: list[tuple[Pending, HmicError]] = []
    batches: dict[str, list[Pending]] = {}
    for one in hub_log.waiting(place.con):
        batches.setdefault(one.batch, []).append(one)
    for batch in batches.values():
        given = [from_record(json.loads(one.body) | {"recorded_at": one.made_at}) for one in batch]
        try:
            done += share(place, hub, decide_again(given))
        except (LostError, HubError):
            raise
        except HmicError as error:
            refused += [(one, error) for one in batch]
    return Sent(done, refused)
