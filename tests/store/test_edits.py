"""However a register came to be what it is, the database is what a first load of it makes.

Random registers of several forces are edited at random, with entries recorded in between; after every load
the database equals, table by table, that of a fresh load of the same files with the same journal, and
`verify` finds nothing. `HMIC_CASES` says how many histories to try.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import os
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hmic.deadlines.clocks import CLOCKS
from hmic.errors import HmicError
from hmic.model import Entry, EntryKind, Evidence, Kind, PartialDate, Status, Verdict
from hmic.register.register_files import Files
from hmic.store import journal
from hmic.store.connection import open_reading, open_writing
from hmic.store.load_files import load
from hmic.store.standings import refresh
from hmic.store.transactions import transaction
from hmic.store.verifying import problems as faults

CASES = int(os.environ.get("HMIC_CASES", "200"))
NOW = "2026-11-20T09:30:00.000000Z"
PHRASES = (
    "within three months", "within 28 days", "by 31 March 2021", "immediately", "as soon as possible",
    "at least annually from July 2021",
)  # fmt: skip
Item = dict[str, Any]
World = dict[str, list[Item]]
"""Each force with its reports, as its file holds them."""


def phrase_of(deadline: str | Item) -> str:
    return deadline if isinstance(deadline, str) else str(deadline["phrase"])


class Writer:
    """Makes registers and edits them at random."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.made = 0

    def id(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}{self.made}"

    def day(self, first: int = 2014, last: int = 2020) -> dt.date:
        return dt.date(first, 1, 1) + dt.timedelta(self.dice.randrange(365 * (last - first + 1)))

    def published(self) -> str:
        day = self.day().isoformat()
        return day[: self.dice.choice([4, 7, 10, 10, 10])]

    def world(self) -> World:
        world: World = {f"Force {n} Police": [] for n in range(self.dice.choice([1, 1, 2]))}
        for reports in world.values():
            for _ in range(self.dice.randrange(2, 5)):
                reports.append(self.report())
        for _ in range(6):
            self.edit(world, [self.say, self.link, self.twin])
        return world

    def report(self) -> Item:
        report: Item = {"id": self.id("rep"), "title": "R", "published": self.published()}
        report["findings"] = [self.finding() for _ in range(self.dice.randrange(4))]
        report["follow_ups"] = []
        if self.dice.random() < 0.3:
            report["respond_by"] = [{"clock": self.dice.choice(list(CLOCKS))}]
        if self.dice.random() < 0.3:
            report |= {"scale": "peel-four-tier", "grades": [{"area": "A", "grade": "good"}]}
        return report

    def finding(self, *, inside: bool = False) -> Item:
        kinds = [Kind.RECOMMENDATION] if inside else list(Kind)
        kind = self.dice.choice(kinds)
        finding: Item = {"id": self.id("f"), "kind": kind.value, "title": "T", "requirement": "Q"}
        finding["deadlines"] = self.dice.sample(PHRASES, self.dice.choice([0, 0, 1, 2]))
        if self.dice.random() < 0.2:
            finding["addressed_to"] = "College of Policing"
        if self.dice.random() < 0.3:
            finding["themes"] = ["one", "two"][: self.dice.randrange(3)]
            finding["parts"] = [{"letter": "a", "requirement": "x"}]
        if kind is Kind.CAUSE_OF_CONCERN:
            finding["recommendations"] = [
                self.finding(inside=True) for _ in range(self.dice.randrange(1, 3))
            ]
        return finding

    def edit(self, world: World, kinds: Sequence[Callable[[World], None]]) -> None:
        self.dice.choice(kinds)(world)

    def change(self, world: World) -> None:
        """One random edit; it may make the register wrong, and then `check` says so."""
        own = [
            self.say, self.say, self.say, self.unsay, self.link, self.twin, self.issue, self.redate,
            self.retitle, self.rekind, self.add, self.add_report, self.remove, self.remove_report,
            self.reorder, self.reparent, self.move_report, self.rename_force, self.readdress,
            self.rename, self.rename_report, self.redo_deadlines, self.redo_deadlines,
        ]  # fmt: skip
        self.edit(world, own)

    # Where an edit strikes.

    def reports(self, world: World) -> list[Item]:
        return [report for reports in world.values() for report in reports]

    def findings(self, world: World) -> list[tuple[Item, Item, list[Item]]]:
        """Each finding with its report and the list that holds it."""
        found = []
        for report in self.reports(world):
            for finding in report["findings"]:
                found.append((report, finding, report["findings"]))
                inner = finding.get("recommendations", [])
                found += [(report, one, inner) for one in inner]
        return found

    def one(self, things: list[Any]) -> Any:
        return self.dice.choice(things) if things else None

    def earlier(self, world: World) -> tuple[Item, Item] | None:
        """A report and a finding of an earlier one."""
        report = self.one(self.reports(world))
        day = PartialDate.parse(report["published"]).last
        known = [
            (report, finding)
            for other, finding, _ in self.findings(world)
            if other is not report and PartialDate.parse(other["published"]).first <= day
        ]
        return self.dice.choice(known) if known else None

    # The edits.

    def say(self, world: World) -> None:
        if (pair := self.earlier(world)) is not None:
            verdict = self.dice.choice(["resolved", *(v.value for v in Verdict)])
            pair[0]["follow_ups"].append({"finding": pair[1]["id"], "verdict": verdict, "summary": "S"})

    def unsay(self, world: World) -> None:
        if report := self.one([r for r in self.reports(world) if r["follow_ups"]]):
            if self.dice.random() < 0.5:
                report["follow_ups"].pop(self.dice.randrange(len(report["follow_ups"])))
            else:
                self.dice.shuffle(report["follow_ups"])

    def link(self, world: World) -> None:
        pair = self.earlier(world)
        own = self.one(pair[0]["findings"]) if pair else None
        if pair and own:
            own["follows"] = [] if own.get("follows") else [pair[1]["id"]]

    def twin(self, world: World) -> None:
        if (found := self.one(self.findings(world))) is not None:
            report, finding, _ = found
            others = [f["id"] for r, f, _ in self.findings(world) if r is report and f is not finding]
            if finding.pop("same_as", None) is None and others:
                finding["same_as"] = self.dice.choice(others)

    def issue(self, world: World) -> None:
        if (found := self.one(self.findings(world))) is not None and found[1].pop("issued", None) is None:
            found[1]["issued"] = found[0]["published"][:4] + "-01-01"

    def redate(self, world: World) -> None:
        if report := self.one(self.reports(world)):
            report["published"] = self.published()

    def retitle(self, world: World) -> None:
        if found := self.one(self.findings(world)):
            found[1]["title"] = f"T{self.dice.random()}"

    def rekind(self, world: World) -> None:
        plain = [f for _, f, _ in self.findings(world) if "recommendations" not in f]
        if finding := self.one(plain):
            kinds = [k for k in Kind if k is not Kind.CAUSE_OF_CONCERN]
            finding["kind"] = self.dice.choice(kinds).value

    def readdress(self, world: World) -> None:
        if found := self.one(self.findings(world)):
            found[1]["addressed_to"] = self.dice.choice(["the force", "College of Policing"])

    def add(self, world: World) -> None:
        if report := self.one(self.reports(world)):
            report["findings"].insert(self.dice.randrange(len(report["findings"]) + 1), self.finding())

    def add_report(self, world: World) -> None:
        self.dice.choice(list(world.values())).append(self.report())

    def remove(self, world: World) -> None:
        if (found := self.one(self.findings(world))) is not None:
            found[2].remove(found[1])
            self.forget(world)

    def remove_report(self, world: World) -> None:
        reports = self.dice.choice(list(world.values()))
        if len(reports) > 1:
            reports.pop(self.dice.randrange(len(reports)))
            self.forget(world)

    def forget(self, world: World) -> None:
        """Take out what points to findings that are gone."""
        there = {finding["id"] for _, finding, _ in self.findings(world)}
        for report in self.reports(world):
            report["follow_ups"] = [f for f in report["follow_ups"] if f["finding"] in there]
        for _, finding, _ in self.findings(world):
            finding["follows"] = [f for f in finding.get("follows", []) if f in there]
            if finding.get("same_as") not in there:
                finding.pop("same_as", None)

    def reorder(self, world: World) -> None:
        self.dice.shuffle(self.dice.choice(list(world.values())))
        if report := self.one(self.reports(world)):
            self.dice.shuffle(report["findings"])

    def reparent(self, world: World) -> None:
        """A recommendation goes to another concern of its report, or comes out of one."""
        inside = [f for f in self.findings(world) if f[2] is not f[0]["findings"] and len(f[2]) > 1]
        if (found := self.one(inside)) is not None:
            report, finding, holder = found
            others = [f["recommendations"] for f in report["findings"] if "recommendations" in f]
            holder.remove(finding)
            self.dice.choice([report["findings"], *others]).append(finding)

    def move_report(self, world: World) -> None:
        if len(world) > 1:
            here, there = self.dice.sample(list(world.values()), 2)
            if len(here) > 1:
                there.append(here.pop(self.dice.randrange(len(here))))

    def rename(self, world: World) -> None:
        """A finding gets another id, and says which one it had; what points to it follows."""
        if (found := self.one(self.findings(world))) is not None:
            finding = found[1]
            old, new = finding["id"], self.id("f")
            finding["id"], finding["renamed_from"] = new, [*finding.get("renamed_from", []), old]
            for report in self.reports(world):
                for said in report["follow_ups"]:
                    said["finding"] = new if said["finding"] == old else said["finding"]
            for _, other, _ in self.findings(world):
                other["follows"] = [new if f == old else f for f in other.get("follows", [])]
                if other.get("same_as") == old:
                    other["same_as"] = new

    def rename_report(self, world: World) -> None:
        if report := self.one(self.reports(world)):
            old, report["id"] = report["id"], self.id("rep")
            report["renamed_from"] = [*report.get("renamed_from", []), old]

    def redo_deadlines(self, world: World) -> None:
        """A deadline is inserted, taken away, put elsewhere or reworded."""
        if (found := self.one(self.findings(world))) is None:
            return
        deadlines = found[1]["deadlines"]
        match self.dice.randrange(4):
            case 0:
                left = [p for p in PHRASES if p not in map(phrase_of, deadlines)]
                deadlines.insert(self.dice.randrange(len(deadlines) + 1), self.dice.choice(left))
            case 1 if deadlines:
                deadlines.pop(self.dice.randrange(len(deadlines)))
            case 2:
                self.dice.shuffle(deadlines)
            case _ if deadlines:
                at = self.dice.randrange(len(deadlines))
                old = deadlines[at] if isinstance(deadlines[at], dict) else {"phrase": deadlines[at]}
                formerly = [*old.get("formerly", []), old["phrase"]]
                left = [p for p in PHRASES if p not in map(phrase_of, deadlines) and p not in formerly]
                if left:
                    new = {"phrase": self.dice.choice(left), "formerly": formerly}
                    deadlines[at] = new if self.dice.random() < 0.7 else new["phrase"]
            case _:
                pass

    def rename_force(self, world: World) -> None:
        if self.dice.random() < 0.3:
            old = self.dice.choice(list(world))
            names = {name: (f"{name} anew" if name == old else name) for name in world}
            renamed = {names[name]: reports for name, reports in world.items()}
            world.clear()
            world.update(renamed)

    def entries(self, world: World, earlier: list[Entry]) -> Iterator[Entry]:
        """Entries of findings that are on the register."""
        known = self.findings(world)
        for _ in range(self.dice.randrange(3) if known else 0):
            finding = self.dice.choice(known)[1]
            entry = self.entry(finding, [e for e in earlier if e.finding == finding["id"]], known)
            if entry.deadline is not None:
                entry = entry._replace(phrase=phrase_of(finding["deadlines"][entry.deadline - 1]))
            yield entry

    def entry(
        self, finding: Item, before: list[Entry], known: list[tuple[Item, Item, list[Item]]]
    ) -> Entry:
        common: Any = {"finding": finding["id"], "on": self.day(), "by": "DCC", "note": "n", "reason": "r"}
        numbers = [None, *range(1, len(finding["deadlines"]) + 1)]
        match self.dice.randrange(8):
            case 0:
                return Entry(kind=EntryKind.ASSIGNMENT, owner=self.dice.choice(["A", "B"]), **common)
            case 1:
                return Entry(kind=EntryKind.TARGET, due=self.day(), deadline=self.one(numbers), **common)
            case 2 if len(numbers) > 1:
                number = self.dice.choice(numbers[1:])
                return Entry(kind=EntryKind.EXTENSION, due=self.day(), deadline=number, **common)
            case 3 if before:
                return Entry(kind=EntryKind.CORRECTION, corrects=self.dice.choice(before).uid, **common)
            case _:
                return Entry(
                    kind=EntryKind.PROGRESS,
                    status=self.dice.choice([None, *Status]),
                    deadline=self.one(numbers) if self.dice.random() < 0.4 else None,
                    evidence=(Evidence(place="https://x.example"),),
                    review_on=self.day(),
                    superseded_by=self.dice.choice(known)[1]["id"],
                    **common,
                )


def write(world: World, folder: Path) -> list[Path]:
    """The registers as files; JSON is YAML too."""
    paths = []
    for number, (force, reports) in enumerate(world.items()):
        path = folder / f"{number}.yaml"
        text = json.dumps({"register": 1, "force": force, "reports": reports}, indent=1)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def loaded(db: Path, paths: list[Path]) -> bool:
    """Whether the files could be loaded; else nothing was changed."""
    files = Files(paths)
    with closing(open_writing(db, create=True)) as con:
        return load(con, db, files, NOW) is not None


def record(db: Path, entries: Iterator[Entry]) -> list[Entry]:
    with closing(open_writing(db)) as con, transaction(con, db):
        return journal.append(con, entries, NOW)


OWN = {
    "report": "* EXCEPT added_at, withdrawn_at", "finding": "* EXCEPT added_at, withdrawn_at",
    "deadline": "*", "theme": "*", "part": "*", "link": "*", "grade": "*", "follow_up": "*",
    "respond_by": "*", "standing": "*", "due": "*", "register": "* EXCEPT loaded_at", "loaded_file": "*",
}  # fmt: skip


def tables(con: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables hold of all that is on the register."""
    con.row_factory = None
    gone = {r[0] for r in con.execute("SELECT id FROM finding WHERE withdrawn_at IS NOT NULL")}
    gone |= {r[0] for r in con.execute("SELECT id FROM report WHERE withdrawn_at IS NOT NULL")}
    found = {}
    for table, columns in OWN.items():
        left_out = set(columns.partition("EXCEPT ")[2].split(", "))
        names = [r[1] for r in con.execute(f"PRAGMA table_info({table})") if r[1] not in left_out]
        owners = [n for n, name in enumerate(names) if name in ("id", "finding", "report", "earlier")]
        rows = con.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
        found[table] = sorted((row for row in rows if not gone & {row[n] for n in owners}), key=repr)
    search = "SELECT finding.id FROM finding_fts JOIN finding ON finding.rowid = finding_fts.rowid WHERE finding_fts MATCH 'T*'"
    found["search"] = sorted(row for row in con.execute(search) if row[0] not in gone)
    return found


def fresh(folder: Path, paths: list[Path], lived: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The tables after a first load of the files, with the journal of another database."""
    db = folder / "fresh.db"
    for end in ("", "-wal", "-shm"):
        db.with_name(db.name + end).unlink(missing_ok=True)
    assert loaded(db, paths)
    with closing(open_writing(db)) as con:
        con.execute("PRAGMA foreign_keys = 0")
        con.execute("ATTACH ? AS lived", [str(lived)])
        # Not `*`: a generated column is shown and cannot be written.
        names = ", ".join(row[1] for row in con.execute("PRAGMA table_info(entry)"))
        con.execute(f"INSERT INTO entry ({names}) SELECT {names} FROM lived.entry")
        refresh(con, None)
        return tables(con)


@pytest.mark.parametrize("seed", range(CASES))
def test_a_load_ends_where_a_fresh_load_ends(tmp_path: Path, seed: int) -> None:
    writer = Writer(seed)
    world = writer.world()
    db = tmp_path / "lived.db"
    entries: list[Entry] = []
    there: World | None = None
    for _ in range(writer.dice.randrange(2, 7)):
        before = copy.deepcopy(world)
        try:
            right = loaded(db, write(world, tmp_path))
        except HmicError:
            right = False
        if not right:
            world = there if there is not None else before
            if there is None:
                world = writer.world()
                continue
            paths = write(world, tmp_path)
        there = copy.deepcopy(world)
        paths = write(world, tmp_path)
        entries += record(db, writer.entries(world, entries))
        with closing(open_reading(db)) as con:
            here = tables(con)
            assert list(faults(con, db)) == []
        wanted = fresh(tmp_path, paths, db)
        assert {name: here[name] for name in here} == wanted
        world = copy.deepcopy(world)
        for _ in range(writer.dice.choice([1, 1, 2, 3])):
            writer.change(world)
