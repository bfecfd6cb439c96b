"""What is shared at a hub, as text: entries and loads, and what an entry is about."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from hmic.model import Entry

ENTRY, MERGED, KEPT, LOAD, REGISTER = "entry", "merged", "kept", "load", "register"
"""The kinds of record. An entry has the hub's moment and login. `merged`: recorded elsewhere before, and
learned of at the hub's moment. `kept`: as it is, to the letter."""

ENTRIES = (ENTRY, MERGED, KEPT)


class LogRow(NamedTuple):
    """A record as the hub gives it."""

    force: str
    number: int
    uid: str
    kind: str
    at: str
    login: str
    hash: str
    body: str


def digest_of(body: str) -> str:
    """Identifies a content."""
    return hashlib.sha256(body.encode()).hexdigest()


def body_of(record: dict[str, Any], words: tuple[str, str | None] | None = None) -> str:
    """An entry as text; with `words` those of its deadline that are kept beside the journal."""
    said = {**record, "words": list(words)} if words else record
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def load_body(files: Iterable[tuple[str, str]]) -> str:
    """A load as text: each file's name and content."""
    said = {"files": [{"name": name, "text": text} for name, text in files]}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def kind_of(body: str) -> str:
    """The kind of a record that was decided here, by what it holds."""
    if body.startswith('{"files": '):
        return LOAD
    return MERGED if "recorded_at" in json.loads(body) else ENTRY


def record_of(row: LogRow) -> tuple[dict[str, Any], list[str] | None]:
    """The journal's record of a shared entry, and the words that are kept beside it."""
    said = json.loads(row.body)
    words = said.pop("words", None)
    if row.kind == ENTRY:
        said |= {"recorded_at": row.at, "login": row.login}
    elif row.kind == MERGED:
        said |= {"learned_at": row.at, "login": row.login}
    return said, words


_OWN = ("number", "previous", "hash", "known_at")


def kept_bodies(con: sqlite3.Connection, force: str) -> Iterator[tuple[str, str]]:
    """Each entry of a force in the order of the journal, as it is to the letter: its uid and body."""
    return _bodies(con, OF_FORCE, force=force)


def _bodies(con: sqlite3.Connection, which: str, **given: str) -> Iterator[tuple[str, str]]:
    cursor = con.execute(
        f"""SELECT entry.*, entry_words.phrase, entry_words.requires FROM entry
        LEFT JOIN entry_words ON entry_words.uid = entry.uid WHERE {which} ORDER BY entry.number""",  # noqa: S608
        given,
    )
    names = [column[0] for column in cursor.description][:-2]
    for *found, phrase, requires in cursor:
        record = {
            name: value for name, value in zip(names, found, strict=True)
            if value is not None and name not in _OWN
        }  # fmt: skip
        yield str(record["uid"]), body_of(record, (phrase, requires) if phrase else None)


OF_FORCE = """coalesce(entry.report, (SELECT finding.report FROM finding WHERE finding.id = entry.finding))
    IN (SELECT report.id FROM report WHERE report.force = :force)"""
"""Whether an entry is a force's, in a query of the table `entry`."""


def force_of(con: sqlite3.Connection, entry: Entry) -> str:
    """The force that an entry is about."""
    row = con.execute(
        """SELECT force FROM report WHERE id = coalesce(?, (SELECT report FROM finding WHERE id = ?))""",
        [entry.report, entry.finding],
    ).fetchone()
    return str(row[0])


def looked_at(con: sqlite3.Connection, entry: Entry) -> set[str]:
    """What the rules look at for an entry: its finding by every name, its family, and what replaces it."""
    from hmic.store.present_ids import names_of

    seen = {one for one in (entry.report, entry.superseded_by) if one}
    if entry.finding is not None:
        seen.update(row[0] for row in con.execute(names_of("?"), [entry.finding]))
        seen.add(entry.finding)
        family = """SELECT parent FROM finding WHERE id = :id AND parent IS NOT NULL
            UNION SELECT id FROM finding WHERE parent = :id
            UNION SELECT id FROM finding WHERE parent = (SELECT parent FROM finding WHERE id = :id)"""
        seen.update(row[0] for row in con.execute(family, {"id": entry.finding}))
    following = entry.superseded_by
    while following:
        row = con.execute("SELECT superseded_by FROM standing WHERE finding = ?", [following]).fetchone()
        following = row[0] if row and row[0] not in seen else None
        seen.update([following] if following else [])
    return seen


def numbers_of(con: sqlite3.Connection, uids: Iterable[str]) -> dict[str, int]:
    """The number of each entry, as people quote it."""
    from hmic.store.own_numbers import forces, own_numbers

    given = list(uids)
    query = "SELECT number FROM entry WHERE uid = ?"
    here = {uid: int(con.execute(query, [uid]).fetchone()[0]) for uid in given}
    return here | (own_numbers(con, given) if forces(con) else {})


def kept_body(con: sqlite3.Connection, uid: str) -> tuple[str, list[str]] | None:
    """An entry as it is to the letter, and what it is about."""
    for body in _bodies(con, "entry.uid = :uid", uid=uid):
        said = json.loads(body[1])
        return body[1], subjects_of(said)
    return None


def subjects_of(record: dict[str, Any]) -> list[str]:
    """The ids that an entry is about."""
    named = (record.get(name) for name in ("finding", "report", "superseded_by"))
    return [one for one in named if one]


def new_uid() -> str:
    """A name that nothing else has."""
    return os.urandom(16).hex()
