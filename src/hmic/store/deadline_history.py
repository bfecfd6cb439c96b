"""What was recorded of deadlines that a load corrects: it stays with them, or nothing is loaded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from hmic.holding import in_force
from hmic.met_or_missed import DeadlineFacts, meant
from hmic.model import Entry
from hmic.store.fold import Row, deadlines_named
from hmic.store.journal import entries_of
from hmic.store.seals import seal


def lost_deadlines(con: sqlite3.Connection, finding: str, rows: Sequence[Row]) -> Iterator[str]:
    """Deadlines with entries that cannot be matched after the edit, each in words with what to write.

    The connection holds the finding as it was loaded last. A deadline that was taken away takes what was
    recorded of it along, into the journal alone; but where one with history is gone and one of other words
    has come, that may be the same one reworded.
    """
    entries = [e for e in in_force(entries_of(con, finding)) if e.deadline is not None]
    if not entries:
        return
    new = [_facts(row) for row in rows]
    old = deadlines_named(con, entries).get(finding, [])
    come = [d for d in new if not any(one.phrase in (d.phrase, *d.formerly) for one in old)]
    reported: set[str] = set()
    for entry in entries:
        was = meant(old, entry)
        words = _words(entry, was)
        if not was or words in reported:
            continue
        now = meant(new, entry)
        if len(now) > 1 and not any(d.number == entry.deadline for d in now):
            reported.add(words)
            yield (
                f"{finding}: entry {entry.number} is about the deadline {words}, which now appears "
                f"{len(now)} times; add `formerly: [{words}]` to the right one"
            )
        elif not now and come:
            reported.add(words)
            yield (
                f"{finding}: entry {entry.number} is about the deadline {words}, which is gone; if "
                f"“{come[0].phrase}” is that deadline reworded, add `formerly: [{words}]` to it; if it is "
                "another one, load the register first without it"
            )


def _words(entry: Entry, was: Sequence[DeadlineFacts]) -> str:
    phrase = entry.phrase or (was[0].phrase if was else "")
    return f'"{phrase}"'


def _facts(row: Row) -> DeadlineFacts:
    """A row as a load writes it into the table `deadline`, as far as an entry can name it."""
    _, number, phrase, requires, *_, formerly = row
    return DeadlineFacts(
        number, None, phrase=phrase, requires=requires, formerly=tuple(json.loads(formerly or "[]"))
    )


def keep_words(con: sqlite3.Connection, uids: Iterable[str]) -> None:
    """Keep the words of the deadlines and clocks that entries name by number alone, as they are now.

    What is kept is sealed, so that `verify` sees a later change.
    """
    con.execute(
        """INSERT OR IGNORE INTO entry_words
        SELECT uid, coalesce(deadline.phrase, clock), coalesce(deadline.requires, issued)
        FROM json_each(?) AS wanted CROSS JOIN entry ON entry.uid = wanted.value
        LEFT JOIN deadline ON deadline.finding = entry.finding AND deadline.number = entry.deadline
        LEFT JOIN respond_by ON respond_by.report = entry.report AND respond_by.number = entry.deadline
        WHERE entry.phrase IS NULL AND coalesce(deadline.phrase, clock) IS NOT NULL""",
        [json.dumps(list(uids))],
    )
    seal(con, "words", "older")
