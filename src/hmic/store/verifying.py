"""Checks the file, the journal's hash chain, and the tables that follow from register and journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.store.foreign_schema import foreign, strange_notes
from hmic.store.hash_chain import broken_links
from hmic.store.hub_log import broken_log
from hmic.store.journal_heads import disproved
from hmic.store.repair import REMEDY, forces_missing, unindexed, wrong_flags, wrong_moments
from hmic.store.seals import broken_seals, strange_settings, strange_versions
from hmic.store.standings import FOLLOWING, stale
from hmic.store.stored_register import changed_behind
from hmic.store.transactions import translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmic.store.journal_heads import Noted


STEPS = 4


def problems(
    con: sqlite3.Connection,
    path: Path,
    on_progress: Callable[[int, int, str], None] = lambda *_: None,
    heads: Sequence[Noted] = (),
    *,
    short: bool = False,
) -> Iterator[str]:
    """What is wrong, in words; nothing when all is well. `on_progress` is called with each step.

    The journal's chain has to run through all `heads`. With `short` what `long_checks` does is left out.
    """
    with translated(path):
        on_progress(0, STEPS, "the file itself")
        damaged = [row[0] for row in con.execute("PRAGMA integrity_check") if row[0] != "ok"]
        yield from (f"the file is damaged: {text}" for text in damaged)
        if damaged:
            return
        strange = list(foreign(con))
        yield from strange
        try:
            yield from filter(None, (disproved(con, one) for one in heads))
            yield from _content(con, on_progress, short=short)
        except sqlite3.DatabaseError:
            if not strange:
                raise


def long_checks(name: str) -> Iterator[bool]:
    """In a helper: whether the journal's chain, the register's rows and every status are right."""
    from hmic.store.connection import open_reading

    with closing(open_reading(Path(name))) as con:
        yield not any(True for check in (broken_links, changed_behind, stale) for _ in check(con))


def _content(
    con: sqlite3.Connection, on_progress: Callable[[int, int, str], None], *, short: bool
) -> Iterator[str]:
    """What is wrong with the rows of a file that is whole."""
    for table, _, parent, _ in con.execute("PRAGMA foreign_key_check"):
        yield f"a row of the table {table} points to a missing row of {parent}"
    on_progress(1, STEPS, "the journal's chain")
    yield from () if short else broken_links(con)
    yield from broken_log(con)
    yield from strange_versions(con)
    for sort, _, sentence in broken_seals(con):
        yield f"{sentence}{REMEDY}" if sort == "force" else sentence
    yield from strange_settings(con)
    yield from strange_notes(con)
    try:
        on_progress(2, STEPS, "the register's rows")
        for item in () if short else changed_behind(con):
            yield f"the register's rows of {item} were changed other than by a load{REMEDY}"
        for _, item, since in wrong_flags(con):
            is_so = "withdrawn" if since else "on the register"
            yield f"{item} is marked differently, but the last load had it {is_so}{REMEDY}"
        for _, item, moment in wrong_moments(con):
            yield f"{item} is not said to have been added by the load of {moment} that added it{REMEDY}"
        for force in forces_missing(con):
            yield f"the register's own row of {force} is missing{REMEDY}"
        on_progress(3, STEPS, "the status of each finding")
        for table, item in () if short else sorted(stale(con), key=_in_their_order):
            yield f"the table {table} does not agree with the journal for {item}{REMEDY}"
        for what in unindexed(con):
            yield f"the search index of the {what} does not agree with them{REMEDY}"
    except (ValueError, TypeError, KeyError) as error:
        yield f"the register or the journal contains invalid data: {error}"


def _in_their_order(found: tuple[str, str]) -> tuple[int, str]:
    """What is stale by the order of the tables, then of the findings."""
    return FOLLOWING.index(found[0]), found[1]


def entry_count(con: sqlite3.Connection) -> int:
    """How many entries the journal has."""
    number: int = con.execute("SELECT count(*) FROM entry").fetchone()[0]
    return number
