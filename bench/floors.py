"""Plain Python and `sqlite3` doing the same work as each command: what the commands are measured by.

    python bench/floors.py WORK DATABASE [WORDS…]

The reading ones query hmic's own database. `load` is a prototype that reads the YAML events with positions,
builds a small tree, and writes it with `executemany` in one transaction, indexes last, without any check.
"""

from __future__ import annotations

import sqlite3
import sys

TYPE_CHECKING = False  # typing itself would be measured
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def overdue(con: sqlite3.Connection, day: str) -> None:
    """What is late on a day."""
    rows = con.execute(
        """SELECT due.finding, finding.kind, title, finding.report, due.number, requires, phrase, due.due,
        original_due, due.exact, basis, owner, status, last_on, last_note FROM due
        CROSS JOIN finding ON finding.id = due.finding CROSS JOIN standing ON standing.finding = due.finding
        LEFT JOIN deadline ON deadline.finding = due.finding AND deadline.number = due.number
        WHERE due.counts AND due.due < ? AND (due.silent_until IS NULL OR due.silent_until < ?)
        ORDER BY due.due, due.finding""",
        [day, day],
    )
    for row in rows:
        print(*row, sep="\t")


def note(con: sqlite3.Connection, finding: str, day: str) -> None:
    """One note, kept as safely as hmic keeps it."""
    import hashlib
    import secrets

    con.isolation_level = None
    con.execute("PRAGMA synchronous = FULL")
    con.execute("BEGIN IMMEDIATE")
    last = con.execute("SELECT hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()[0]
    uid = secrets.token_hex(16)
    own = hashlib.sha256(f"{last}{uid}".encode()).hexdigest()
    con.execute(
        "INSERT INTO entry (uid, finding, kind, note, true_on, recorded_at, previous, hash) "
        "VALUES (?, ?, 'progress', 'A note', ?, ?, ?, ?)",
        [uid, finding, day, day, last, own],
    )
    con.execute("UPDATE standing SET last_on = ?, last_note = 'A note' WHERE finding = ?", [day, finding])
    con.execute("COMMIT")


def changes(con: sqlite3.Connection) -> None:
    """The rows of which `changes` tells."""
    for row in con.execute(
        """SELECT finding.id, finding.report, finding.title, same_as, status, open FROM finding
        JOIN standing ON standing.finding = finding.id JOIN report ON report.id = finding.report
        WHERE finding.withdrawn_at IS NULL ORDER BY published_on, report.position, finding.position"""
    ):
        print(*row, sep="\t")
    for row in con.execute("SELECT finding, earlier FROM link"):
        print(*row, sep="\t")
    for row in con.execute(
        """SELECT follow_up.report, finding, verdict, summary FROM follow_up
        JOIN report ON report.id = follow_up.report ORDER BY published_on, follow_up.position"""
    ):
        print(*row, sep="\t")


def board(con: sqlite3.Connection, file: str) -> None:
    """The board's table with csv.writer: findings, their worst date, last note, evidence, earlier ones."""
    import csv
    import json

    due: dict[str, list[Any]] = {}
    for row in con.execute("SELECT finding, due, original_due, times_extended, why_moved, counts FROM due"):
        due.setdefault(row[0], []).append(row)
    evidence: dict[str, list[str]] = {}
    for finding, places in con.execute("SELECT finding, evidence FROM entry WHERE evidence <> '[]'"):
        evidence.setdefault(finding, []).extend(piece["place"] for piece in json.loads(places))
    moves: dict[str, list[str]] = {}
    for finding, day, why in con.execute("SELECT finding, due, reason FROM entry WHERE kind = 'extension'"):
        moves.setdefault(finding, []).append(f"{day}: {why}")
    before: dict[str, list[str]] = {}
    for finding, earlier in con.execute("SELECT finding, earlier FROM link"):
        before.setdefault(finding, []).append(earlier)
    with open(file, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        for row in con.execute(
            """SELECT finding.id, report.title, published, kind, finding.title, requirement, owner, status,
            since, last_on, last_note FROM finding JOIN standing ON standing.finding = finding.id
            JOIN report ON report.id = finding.report WHERE finding.withdrawn_at IS NULL
            ORDER BY published_on, report.position, finding.position"""
        ):
            dates = due.get(row[0], ())
            worst = min((d[1] for d in dates if d[5] and d[1]), default=None)
            writer.writerow([
                *row, worst, dates[0][2] if dates else None, sum(d[3] for d in dates),
                "; ".join(moves.get(row[0], ())), "; ".join(evidence.get(row[0], ())),
                ", ".join(before.get(row[0], ())),
            ])  # fmt: skip


def load(db: str, *files: str) -> None:
    """The prototype of a load."""
    import gc

    import yaml

    gc.disable()
    scalar, sequence_end, mapping_end = yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent

    class Text:
        __slots__ = ("column", "line", "value")

        def __init__(self, value: str, line: int, column: int) -> None:
            self.value, self.line, self.column = value, line, column

    def build(parser: Any, event: Any) -> Any:
        if type(event) is scalar:
            mark: Any = event.start_mark
            return Text(event.value, mark.line, mark.column)
        if type(event) is yaml.SequenceStartEvent:
            items: Any = []
            while type(event := parser.get_event()) is not sequence_end:
                items.append(build(parser, event))
            return items
        found: Any = {}
        while type(event := parser.get_event()) is not mapping_end:
            key = build(parser, event).value
            found[key] = build(parser, parser.get_event())
        return found

    def text(mapping: Any, key: str) -> Any:
        found = mapping.get(key)
        return found.value if type(found) is Text else None

    def findings(holder: Any, key: str = "findings") -> Iterator[Any]:
        for one in holder.get(key, ()):
            yield one
            yield from findings(one, "recommendations")

    con = sqlite3.connect(db, isolation_level=None)
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("BEGIN")
    con.execute("CREATE TABLE report (id TEXT PRIMARY KEY, title, published)")
    con.execute(
        "CREATE TABLE finding (id TEXT PRIMARY KEY, report, position, kind, title, requirement, area, "
        "themes, section, opening, line)"
    )
    con.execute("CREATE TABLE deadline (finding, number, phrase, requires, PRIMARY KEY (finding, number))")
    con.execute("CREATE TABLE follow_up (report, position, finding, verdict, summary)")
    con.execute("CREATE TABLE grade (report, area, grade)")
    for file in files:
        with open(file, encoding="utf-8") as opened:
            parser = yaml.CSafeLoader(opened.read())
        parser.get_event()
        parser.get_event()
        root = build(parser, parser.get_event())
        reports: list[Any] = []
        rows: list[Any] = []
        dates: list[Any] = []
        said: list[Any] = []
        grades: list[Any] = []
        for report in root["reports"]:
            name = text(report, "id")
            reports.append((name, text(report, "title"), text(report, "published")))
            for n, one in enumerate(findings(report)):
                source = one.get("source", {})
                rows.append((
                    text(one, "id"), name, n, text(one, "kind"), text(one, "title"),
                    text(one, "requirement"), text(one, "area"), ",".join(t.value for t in one["themes"]),
                    text(source, "section"), text(source, "opening"), one["id"].line,
                ))  # fmt: skip
                for number, deadline in enumerate(one.get("deadlines", ())):
                    dates.append(
                        (text(one, "id"), number, text(deadline, "phrase"), text(deadline, "requires"))
                    )
            for n, one in enumerate(report.get("follow_ups", ())):
                said.append((name, n, text(one, "finding"), text(one, "verdict"), text(one, "summary")))
            for one in report.get("grades", ()):
                grades.append((name, text(one, "area"), text(one, "grade")))
        con.executemany("INSERT INTO report VALUES (?, ?, ?)", reports)
        con.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        con.executemany("INSERT INTO deadline VALUES (?, ?, ?, ?)", dates)
        con.executemany("INSERT INTO follow_up VALUES (?, ?, ?, ?, ?)", said)
        con.executemany("INSERT INTO grade VALUES (?, ?, ?)", grades)
    con.execute("CREATE INDEX finding_report ON finding (report)")
    con.execute("CREATE INDEX follow_up_finding ON follow_up (finding)")
    con.execute("COMMIT")


WORK: dict[str, Any] = {"overdue": overdue, "note": note, "changes": changes, "board": board}

if __name__ == "__main__":
    work, db, *words = sys.argv[1:]
    if work == "load":
        load(db, *words)
    else:
        WORK[work](sqlite3.connect(db), *words)
