"""What waits to be shared, decided once more by the rules as they are then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.entry_records import from_record, to_record
from hmic.errors import HmicError, RefusedError
from hmic.hub.hub_errors import HubError, LostError
from hmic.hub.sharing import Decide, Decided, Load, refuse_if_loaded, share
from hmic.hub.taking import load_again
from hmic.store import shared, to_share
from hmic.store.shared import LOAD, MERGED
from hmic.store.to_share import Pending
from hmic.store.transactions import transaction
from hmic.words import in_utc

if TYPE_CHECKING:
    import sqlite3

    from hmic.hub.link import Hub
    from hmic.hub.sharing import Place
    from hmic.model import Entry


class Sent(NamedTuple):
    """What came of what waited."""

    entries: list[Entry]
    refused: list[tuple[Pending, HmicError]]


def send_waiting(place: Place, hub: Hub, admit: Callable[[list[Entry]], Decide]) -> Sent:
    """Share what waits, each batch by the rules as they are now; what is refused goes on waiting.

    Of what is refused a load waits no longer: the register's file still has it.
    """
    done: list[Entry] = []
    refused: list[tuple[Pending, HmicError]] = []
    batches: dict[str, list[Pending]] = {}
    for one in to_share.waiting(place.con):
        batches.setdefault(one.batch, []).append(one)
    for batch in batches.values():
        try:
            done += share(place, hub, _again(place, batch, admit))
        except (LostError, HubError):
            raise
        except HmicError as error:
            refused += [(one, error) for one in batch]
            with transaction(place.con, place.path):
                to_share.settle(place.con, [one.uid for one in batch if shared.kind_of(one.body) == LOAD])
    return Sent(done, refused)


def _again(place: Place, batch: Sequence[Pending], admit: Callable[[list[Entry]], Decide]) -> Decide:
    """Decide again what was decided once, with its own names."""
    loads = [Load(one.uid, one.force, one.body) for one in batch if shared.kind_of(one.body) == LOAD]
    entries = [
        from_record({"recorded_at": one.made_at} | json.loads(one.body))
        for one in batch
        if shared.kind_of(one.body) != LOAD
    ]
    merged = any(shared.kind_of(one.body) == MERGED for one in batch)

    def decide(con: sqlite3.Connection, ahead: dt.timedelta) -> Decided:
        refuse_if_loaded(con, place.state, [one.force for one in loads])
        for one in loads:
            load_again(con, one.body, in_utc(place.clock()))
        if merged:
            return _merge_again(con, entries, place.clock() + ahead)
        return admit(entries)(con, ahead)._replace(loads=loads)

    return decide


def _merge_again(con: sqlite3.Connection, entries: Sequence[Entry], now: dt.datetime) -> Decided:
    """Entries of another journal, once more; those that are here are passed over."""
    from hmic.store.journal import newest, recorded_after
    from hmic.store.journal_lines import JournalLine, checked
    from hmic.store.journal_merge import merge

    lines = [JournalLine(n, to_record(entry)) for n, entry in enumerate(entries, start=1)]
    last = newest(con)
    stamp = in_utc(now)
    taken = merge(con, checked(lines, stamp, now.date()), stamp)
    for one in taken.refused:
        raise RefusedError(one.why, hint=one.hint)
    return Decided(recorded_after(con, last), merged=True)
