"""Lines of another journal, each checked on its own; what the database has to be asked for comes after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from hmic import entries, entry_records
from hmic.entries import FieldError, record_name
from hmic.entry_records import Record
from hmic.errors import HmicError
from hmic.store.hash_chain import as_hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmic.model import Entry

_A_DAY = dt.timedelta(days=1)
"""How far two machines' clocks, and the day here and in UTC, may be apart."""


class JournalLine(NamedTuple):
    """One line of another journal: its number in the file, and its record or what is wrong with it."""

    number: int
    record: Record | None
    wrong: str = ""


class CheckedLine(NamedTuple):
    """The same, once what can be seen of it alone was checked."""

    number: int
    record: Record | None
    """Without what is null."""
    evidence: str = ""
    """As it is kept: there is one spelling."""
    hashed: str = ""
    """What is hashed of its entry, with the moment at which the journal learns of it."""
    doubt: str | None = None
    """What earlier versions let in and this one would not."""
    wrong: str | None = None
    """Why no journal may hold it."""
    hint: str | None = None


def checked(lines: Iterable[JournalLine], now: str, today: dt.date) -> Iterator[CheckedLine]:
    """Check lines, for a journal which learns of them at a moment in UTC, and on a day of its own."""
    latest, last = dt.datetime.fromisoformat(now) + _A_DAY, today + _A_DAY
    for number, given, wrong in lines:
        if given is None:
            yield CheckedLine(number, None, wrong=wrong)
            continue
        record = {name: value for name, value in given.items() if value is not None}
        try:
            entry = entry_records.from_record(record)
            _check_moments(entry, latest)
            entries.check(entry, last, record_name, far=True, old=True)
        except HmicError as error:
            yield CheckedLine(number, record, wrong=error.message, hint=error.hint)
        else:
            evidence = entry_records.kept_evidence(entry)
            hashed = as_hashed({**record, "evidence": evidence, "learned_at": now})
            yield CheckedLine(number, record, evidence, hashed, entries.doubt(entry))


def _check_moments(entry: Entry, latest: dt.datetime) -> None:
    recorded = dt.datetime.fromisoformat(entry.recorded_at)
    name = record_name("recorded_at")
    if recorded > latest:
        message = f"{name} {entry.recorded_at} is in the future"
        raise FieldError(message, field="recorded_at", hint="check the clock of the other machine")
    if entry.on > recorded.date() + _A_DAY:
        message = f"{name} {entry.recorded_at} is before {entry.on}, the day it happened"
        raise FieldError(message, field="recorded_at", hint="check the clock of the other machine")
