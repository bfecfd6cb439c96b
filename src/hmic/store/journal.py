"""Adding to the journal, and proving that nothing in it was changed, removed or slipped in."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.store.standings import ENTRY_COLUMNS, entry_from, refresh

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from hmic.model import Entry

FIRST = "0" * 64
"""What the first entry names as the one before it."""


def append(con: sqlite3.Connection, entries: Iterable[Entry], now: str) -> list[Entry]:
    """Add entries within the caller's transaction and bring the standings up to date.

    `now` is the moment of recording in UTC. Gives the entries back with their numbers.
    """
    given = [replace(e, uid=e.uid or secrets.token_hex(16), recorded_at=now) for e in entries]
    numbers = _insert(con, [_record(entry) for entry in given])
    added = [replace(entry, number=number) for entry, number in zip(given, numbers, strict=True)]
    refresh(con, _touched(con, added))
    return added


def _touched(con: sqlite3.Connection, entries: Iterable[Entry]) -> set[str]:
    """The findings whose standing may have changed."""
    touched = set()
    for entry in entries:
        if entry.finding:
            touched.add(entry.finding)
        if entry.corrects:
            row = con.execute("SELECT finding FROM entry WHERE uid = ?", [entry.corrects]).fetchone()
            if row and row[0]:
                touched.add(row[0])
    return touched


def _record(entry: Entry) -> dict[str, Any]:
    """An entry as its row, without number and chain; what is empty is left out."""
    evidence = [
        {key: value for key, value in (("place", e.place), ("sha256", e.sha256), ("size", e.size))
         if value is not None}
        for e in entry.evidence
    ]  # fmt: skip
    record = {
        "uid": entry.uid,
        "finding": entry.finding,
        "report": entry.report,
        "kind": entry.kind.value,
        "deadline": entry.deadline,
        "part": entry.part,
        "status": entry.status.value if entry.status else None,
        "note": entry.note,
        "reason": entry.reason,
        "owner": entry.owner,
        "due": entry.due.isoformat() if entry.due else None,
        "agreed_by": entry.agreed_by,
        "review_on": entry.review_on.isoformat() if entry.review_on else None,
        "closed_by": entry.closed_by,
        "superseded_by": entry.superseded_by,
        "corrects": entry.corrects,
        "evidence": json.dumps(evidence, ensure_ascii=False, sort_keys=True),
        "by_post": entry.by,
        "true_on": entry.on.isoformat(),
        "recorded_at": entry.recorded_at,
    }
    return {key: value for key, value in record.items() if value is not None}


def chained(record: dict[str, Any], previous: str) -> str:
    """The hash of an entry: over all it says and the hash of the entry before."""
    text = json.dumps([previous, record], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(con: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the chain, entry by entry, in words; nothing when it is whole."""
    cursor = con.execute("SELECT * FROM entry ORDER BY number")
    names = [column[0] for column in cursor.description]
    previous, expected = FIRST, 1
    for row in cursor:
        stored = dict(zip(names, row, strict=True))
        number, before, own = stored.pop("number"), stored.pop("previous"), stored.pop("hash")
        if number != expected:
            yield (
                f"entry {expected} is missing"
                if number == expected + 1
                else (f"entries {expected} to {number - 1} are missing")
            )
        elif before != previous:
            yield f"entry {number} does not follow the entry before it"
        said = {key: value for key, value in stored.items() if value is not None}
        if chained(said, before) != own:
            yield f"entry {number} was changed after it was recorded"
        previous, expected = own, number + 1
    made = con.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    if made and made[0] >= expected:
        yield f"entries after {expected - 1} are missing: {made[0]} were recorded"


def entries_of(con: sqlite3.Connection, finding: str, until: str = "~", known: str = "~") -> list[Entry]:
    """The entries of a finding, corrections included, in the order in which they were recorded.

    Those that were true by the day `until` (ISO) and recorded before the moment `known`.
    """
    rows = con.execute(
        f"""SELECT {ENTRY_COLUMNS} FROM entry WHERE finding = ? AND true_on <= ? AND recorded_at < ?
        ORDER BY number""",  # noqa: S608
        [finding, until, known],
    )
    return [entry_from(row) for row in rows]


def entry_numbered(con: sqlite3.Connection, number: int) -> Entry | None:
    """The entry with this number."""
    row = con.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE number = ?",  # noqa: S608
        [number],
    ).fetchone()
    return entry_from(row) if row else None


def correction_of(con: sqlite3.Connection, uid: str) -> Entry | None:
    """The correction that withdraws an entry and holds; None when none does."""
    rows = con.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE corrects = ? ORDER BY number",  # noqa: S608
        [uid],
    ).fetchall()
    for row in rows:
        correction = entry_from(row)
        if correction_of(con, correction.uid) is None:
            return correction
    return None


def range_words(con: sqlite3.Connection) -> str:
    """Which entries there are, in words."""
    last = con.execute("SELECT max(number) FROM entry").fetchone()[0]
    return f"the entries are numbered 1 to {last}" if last else "the journal is empty"


def exported(con: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every entry as a record that another journal can take in, in the order of recording."""
    cursor = con.execute("SELECT * FROM entry ORDER BY number")
    names = [column[0] for column in cursor.description]
    for row in cursor:
        record = dict(zip(names, row, strict=True))
        for own in ("number", "previous", "hash"):
            del record[own]
        yield {key: value for key, value in record.items() if value is not None}


class Clash(NamedTuple):
    """A record that cannot be taken in, by its place in the file, and why."""

    place: int
    why: str


def take_in(con: sqlite3.Connection, records: list[dict[str, Any]]) -> tuple[int, list[Clash]]:
    """Merge another journal's records within the caller's transaction; known entries are passed over.

    Gives how many were new, and what stands in the way: then the caller has to roll back.
    """
    known = {record["uid"]: record for record in exported(con)}
    findings = {row[0] for row in con.execute("SELECT id FROM finding")}
    reports = {row[0] for row in con.execute("SELECT id FROM report")}
    uids = set(known) | {str(record.get("uid")) for record in records}
    clashes: list[Clash] = []
    new: list[dict[str, Any]] = []
    for place, record in enumerate(records, start=1):
        if record.get("uid") in known:
            if known[record["uid"]] != record:
                clashes.append(Clash(place, "an entry with this uid says something else"))
            continue
        why = _why_not(record, findings, reports, uids)
        if why:
            clashes.append(Clash(place, why))
        else:
            known[record["uid"]] = record
            new.append(record)
    if not clashes:
        # What was recorded at one moment keeps its order: the last of it holds.
        new.sort(key=lambda record: str(record["recorded_at"]))
        _insert(con, new)
        refresh(con, {record["finding"] for record in new if record.get("finding")})
    return len(new), clashes


def _why_not(record: dict[str, Any], findings: set[str], reports: set[str], uids: set[str]) -> str | None:
    for field in ("finding", "superseded_by"):
        if record.get(field) and record[field] not in findings:
            return f"there is no finding {record[field]!r} in the register"
    if record.get("report") and record["report"] not in reports:
        return f"there is no report {record['report']!r} in the register"
    if record.get("corrects") and record["corrects"] not in uids:
        return "it corrects an entry that is in neither journal"
    try:
        fields = [name.strip() for name in ENTRY_COLUMNS.split(",")]
        entry_from(tuple({**record, "number": 0}.get(name) for name in fields))
    except (TypeError, ValueError, KeyError) as error:
        return f"it is not a journal entry: {error}"
    extra = set(record) - set(fields)
    return f"unknown fields: {', '.join(sorted(extra))}" if extra else None


def _insert(con: sqlite3.Connection, records: Iterable[dict[str, Any]]) -> list[int]:
    """Append records at the end of the chain; gives their numbers."""
    last = con.execute("SELECT hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    previous = last[0] if last else FIRST
    numbers: list[int] = []
    for record in records:
        own = chained(record, previous)
        row = {**record, "previous": previous, "hash": own}
        names, places = ", ".join(row), ", ".join("?" * len(row))
        statement = f"INSERT INTO entry ({names}) VALUES ({places})"  # noqa: S608 - our own names
        numbers.append(con.execute(statement, list(row.values())).lastrowid or 0)
        previous = own
    return numbers
