"""Made-up journals and tables, good and bad: what is let in works afterwards, what is not changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
import re
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import Said, Talk
from tests.faults.faults import Tally
from tests.registers import CONCERN, TWO_REPORTS

FINDINGS = (
    "crime-2014-r1", "crime-2014-r2", "crime-2014-o1", "peel-2016-a1", "peel-2022-c1", "peel-2022-c1-r1",
    "peel-2022-c1-r2", "peel-2022-r1",
)  # fmt: skip
STATUSES = (
    "open", "in progress", "complete", "closed", "superseded", "not accepted", "not applicable", "on hold",
)  # fmt: skip
NASTY = (
    "", " ", "\t", "\x00", "\x1b[31m", "a\x85b", "a\u2028b", "a\u202eb", "\ud800", "\ufeff", "\r", "a\r\nb",
    "ééé", "=1+1", "'", '"', ",", ";", "x" * 10_001, "{", "[[[", "null", "²", "１", "01", "-1", "1e9",
    "Infinity", "9" * 400, "2999-01-01", "0000-00-00", "2014-11-26", "2016-02-29", "2015-02-29", "20150301",
    "../../etc/passwd", "https://", "'; DROP TABLE entry; --", "\U0001f600", "a\u0300",
)  # fmt: skip
SEEN = json.dumps([{"place": "https://x.example/1"}])
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

texts = st.sampled_from(NASTY) | st.text(max_size=20)
words = st.sampled_from(["Panel set up", "two\nlines", "ACC Crime", "naïve – £5", "a\u2028b", "begun\tnow"])
days = st.dates(dt.date(2014, 11, 1), dt.date(2026, 11, 22)).map(str)
good_days = st.dates(dt.date(2022, 7, 1), dt.date(2026, 11, 20)).map(str)
ahead = st.dates(dt.date(2026, 11, 21), dt.date(2036, 1, 1)).map(str)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | days,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)

NEEDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "complete": {"evidence": st.just(SEEN)},
    "closed": {"closed_by": st.just("a letter")},
    "superseded": {"superseded_by": st.sampled_from(FINDINGS)},
    "not accepted": {"note": words},
    "not applicable": {"note": words},
    "on hold": {"note": words, "review_on": ahead},
}
OWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "progress": {"note": words},
    "target": {"due": ahead},
    "extension": {"due": ahead, "reason": words},
    "assignment": {"owner": st.sampled_from(["DCC", "ACC Crime"])},
    "correction": {"reason": words, "corrects": st.integers(0, 5).map(lambda n: f"u{n}")},
    "response": {"deadline": st.just(1)},
}
FIELDS = (
    "uid", "finding", "report", "kind", "deadline", "part", "status", "note", "reason", "owner", "due",
    "agreed_by", "review_on", "closed_by", "superseded_by", "corrects", "evidence", "by_post", "true_on",
    "recorded_at", "learned_at", "number", "hash", "nonsense",
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One record that is right in itself, or once in a while is not."""
    kind = draw(st.sampled_from(["progress", "progress", "progress", *OWN]))
    on = draw(good_days)
    record = {
        "uid": f"u{number}", "kind": kind, "finding": draw(st.sampled_from(FINDINGS)), "evidence": "[]",
        "true_on": on, "recorded_at": f"{on}T09:00:00.{number:06}Z",
        **{name: draw(value) for name, value in OWN[kind].items()},
    }  # fmt: skip
    if kind == "response":
        del record["finding"]
        record["report"] = "peel-2022"
    if kind == "progress" and draw(st.booleans()):
        status = draw(st.sampled_from(STATUSES))
        needs = {name: draw(value) for name, value in NEEDS.get(status, {}).items()}
        record |= {"status": status, **needs}
        if record["finding"] == "crime-2014-r1" and draw(st.booleans()):
            record["part"] = draw(st.sampled_from("ab"))
    if draw(st.integers(0, 5)) == 0:
        for name in draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2)):
            record[name] = draw(anything)
    if draw(st.integers(0, 15)) == 0:
        record.pop(draw(st.sampled_from(sorted(record))))
    return record


@st.composite
def journals(draw: st.DrawFn) -> bytes:
    """A file to import: lines of JSON, or once in a while something else."""
    lines = []
    for number in range(draw(st.integers(1, 6))):
        record = draw(records(number))
        line = json.dumps(record, ensure_ascii=draw(st.booleans()))
        data = line.encode("utf-8", "surrogatepass")
        if draw(st.integers(0, 20)) == 0:
            data = draw(
                st.binary(max_size=20) | st.just(data[: len(data) // 2]) | st.just(b"[" * 5000 + data)
            )
        lines.append(data)
    end = draw(st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"]))
    return draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + end.join(lines) + end


COLUMNS = (
    "finding", "status", "note", "evidence", "on", "by", "deadline", "part", "closed_by", "superseded_by",
    "review_on",
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table that an owner sends back: most are right, some are not."""
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=6, unique=draw(st.booleans())))
    names = ["finding", "note", *(n for n in names if n not in {"finding", "note"} or draw(st.booleans()))]
    good: dict[str, st.SearchStrategy[str]] = {
        "finding": st.sampled_from(FINDINGS), "status": st.sampled_from(["", *STATUSES]), "note": words,
        "evidence": st.sampled_from(["", "https://x.example/1; https://x.example/2"]), "on": good_days,
        "by": st.sampled_from(["", "DCC"]), "deadline": st.sampled_from(["", "1", "2"]),
        "part": st.sampled_from(["", "a"]), "closed_by": st.sampled_from(["", "a letter"]),
        "superseded_by": st.sampled_from(["", *FINDINGS]), "review_on": st.just("") | ahead,
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow(names)
    wild = draw(st.integers(0, 2)) == 0
    for _ in range(draw(st.integers(1, 6))):
        cells = [draw(texts if wild and draw(st.integers(0, 6)) == 0 else good[name]) for name in names]
        writer.writerow(cells)
    data = out.getvalue().encode("utf-8", "surrogatepass")
    return data if draw(st.integers(0, 30)) else data + draw(st.binary(max_size=10))


class Bench:
    """A database to try files on, as it was before each."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.talk = Talk(folder)
        self.folder = folder
        self.register = self.talk.write(TWO_REPORTS + CONCERN)
        for name in ("before.db", "empty.db"):
            self.talk("load", str(self.register), "--db", str(folder / name)).ok()
        for note in ("mine", "and this"):
            done = ("progress", "peel-2022-r1", "--note", note, "--on", "2023-01-02")
            self.talk(*done, "--db", str(folder / "before.db")).ok()
        self.let_in = 0

    def fresh(self, name: str, source: str) -> Path:
        """A copy of a database under a name, without anything that was beside an earlier one."""
        path = self.folder / name
        gc.collect()  # an earlier run's connection, which takes its log away when it goes
        for old in [*self.folder.glob(f"{name}*"), *self.folder.glob(f".{name}*")]:
            old.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.folder / source)) as con, closing(sqlite3.connect(path)) as copy:
            con.backup(copy)
        return path

    def attempt(self, data: bytes, *command: str) -> None:
        """Give a file to a command; then everything works, or nothing was changed."""
        db = self.fresh("now.db", "before.db")
        file = self.folder / "given"
        file.write_bytes(data)
        before = self.rows(db)
        said = self.talk(*command, str(file), "--db", str(db))
        assert not UNSAFE.search(said.out + said.err), said
        if said.code == 0:
            self.let_in += 1
            self.works(db)
            return
        assert said.code == 2, said
        assert "bug" not in said.err, said
        assert "damaged" not in said.err, said
        assert self.rows(db) == before, said
        self.ok("verify", "--db", str(db))

    def ok(self, *args: str) -> Said:
        said = self.talk(*args)
        assert said.code == 0, said
        return said

    def rows(self, db: Path) -> list[Any]:
        """What the journal holds, and where the findings are."""
        with closing(sqlite3.connect(db)) as con:
            return [con.execute(f"SELECT * FROM {t}").fetchall() for t in ("entry", "standing", "due")]

    def works(self, db: Path) -> None:
        """Every command does what it does for a journal that was typed."""
        at = ("--db", str(db))
        self.ok("verify", *at)
        copy = self.folder / "copy.db"
        copy.unlink(missing_ok=True)
        self.ok("backup", str(copy), *at)
        with closing(sqlite3.connect(db)) as con:
            touched = [
                row[0] for row in con.execute("SELECT DISTINCT finding FROM entry WHERE finding <> ''")
            ]
        for finding in touched:
            assert not UNSAFE.search(self.talk("show", finding, *at, terminal=True).ok().out)
        self.ok("overdue", *at)
        exported = self.ok("export", "journal", *at).out
        again = self.fresh("again.db", "empty.db")
        (self.folder / "exported").write_text(exported, encoding="utf-8", newline="")
        self.ok("import", "journal", str(self.folder / "exported"), "--db", str(again))
        assert self.ok("export", "journal", "--db", str(again)).out == exported


def run(folder: Path, cases: int, what: str, first: int = 1) -> Tally:
    """Try so many files of a kind, those that follow from a number; the tally has what went wrong."""
    bench = Bench(folder)
    tried = 0
    tests: dict[str, tuple[st.SearchStrategy[bytes], Callable[[bytes], None]]] = {
        "journals": (journals(), lambda data: bench.attempt(data, "import", "journal")),
        "tables": (tables(), lambda data: bench.attempt(data, "progress", "--from")),
    }
    strategy, attempt = tests[what]

    @seed(first)
    @settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def each(data: bytes) -> None:
        nonlocal tried
        tried += 1
        attempt(data)

    tally = Tally()
    try:
        each()
    except Exception as error:  # noqa: BLE001 - several failures come as a group
        # With what hypothesis notes of it: the smallest file that does it.
        tally.wrong.append(f"number {first}: {''.join(traceback.format_exception(error))}")
    tally.faults = tried
    tally.acknowledged = {str(n) for n in range(bench.let_in)}
    shutil.rmtree(folder, ignore_errors=True)
    return tally
