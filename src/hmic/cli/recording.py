"""What the commands that record share: the day, the post, one transaction, and what was recorded."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hmic.errors import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from hmic.cli.shared import Run
    from hmic.evidence import Gathered
    from hmic.model import Entry


def true_on(run: Run, day: dt.date | None, option: str = "--on") -> dt.date:
    """The day on which it was true: today unless given, and never a day that is still to come."""
    today = run.world.today()
    if day is None:
        return today
    if day > today:
        message = f"{option} {day} is still to come: the journal records what was true by today"
        raise RefusedError(message, hint="for a date to come use: hmic target FINDING DATE")
    return day


def post(run: Run, by: str | None) -> str | None:
    """Who says so: --by, else HMIC_BY."""
    return by if by is not None else run.world.environ.get("HMIC_BY") or None


_TEXTS = ("note", "reason", "owner", "by", "agreed_by", "closed_by", "part")
_WITH_LINES = frozenset({"note", "reason"})


def _check_texts(entry: Entry) -> Entry:
    """Refuse what was typed and cannot be kept, before anything is written."""
    from hmic.plaintext import checked

    for name in _TEXTS:
        text = getattr(entry, name)
        if text is not None:
            checked(text, f"--{name.replace('_', '-')}", lines=name in _WITH_LINES)
    for piece in entry.evidence:
        checked(piece.place, "--evidence")
    return entry


@contextmanager
def gathering(run: Run) -> Iterator[Gathered]:
    """What reads evidence, before the database is opened: no other run waits for a large file."""
    from hmic.evidence import Gathered

    with run.working() as working:
        limit = run.settings.evidence_mb << 20
        yield Gathered(run.world.folder, run.db.resolve().parent, limit, working.at)


def record(run: Run, make: Callable[[sqlite3.Connection], list[Entry]]) -> list[Entry]:
    """Make entries from what the database says and add them, in one transaction."""
    from hmic.store import journal
    from hmic.store.connection import open_writing, transaction

    con = open_writing(run.db)
    try:
        with transaction(con, run.db):
            entries = [_check_texts(entry) for entry in make(con)]
            return journal.append(con, entries, run.world.now())
    finally:
        con.close()
