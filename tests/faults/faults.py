"""The faults themselves, in any number: the tests put in a few, `make soak` many."""

from __future__ import annotations

import gzip
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.registers import TWO_REPORTS

HEAD = "register: 1\nforce: Testshire Police\nreports:\n"
WORKER = [sys.executable, "-m", "tests.faults.worker"]
ROOT = Path(__file__).parent.parent.parent


@dataclass
class Tally:
    """What was put in and what came of it."""

    faults: int = 0
    acknowledged: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.faults} faults injected, {len(self.acknowledged)} entries acknowledged, "
            f"{len(self.lost)} entries lost, {len(self.wrong)} other things wrong"
        )


def prepare(folder: Path) -> Path:
    """A loaded database in a folder, and two registers that differ, to load in turn."""
    import textwrap

    texts = [TWO_REPORTS, TWO_REPORTS.replace("Learn what works", "Learn what helps")]
    for number, text in enumerate(texts):
        path = folder / f"register-{number}.yaml"
        path.write_text(HEAD + textwrap.indent(text, "  "), encoding="utf-8")
    db = folder / "hmic.db"
    hmic("load", str(folder / "register-0.yaml"), "--db", str(db))
    return db


def hmic(*args: str) -> subprocess.CompletedProcess[str]:
    """One run of the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "hmic", *args], capture_output=True, text=True, check=False, cwd=ROOT
    )


def notes(db: Path) -> set[str]:
    """Every note in the journal."""
    con = sqlite3.connect(db)
    found = {row[0] for row in con.execute("SELECT note FROM entry WHERE note IS NOT NULL")}
    con.close()
    return found


def verify(db: Path, tally: Tally, after: str) -> None:
    """The database must be whole whatever happened."""
    done = hmic("verify", "--db", str(db))
    if done.returncode != 0:
        tally.wrong.append(f"after {after}: {done.stdout}{done.stderr}")


def kill_at_random(db: Path, times: int, seed: int, kinds: tuple[str, ...]) -> Tally:
    """Kill -9 a run that records, loads or copies, at a random moment, again and again."""
    rng = random.Random(seed)
    tally = Tally()
    for number in range(times):
        kind = kinds[number % len(kinds)]
        name = f"kill{seed}x{number}"
        worker = subprocess.Popen(
            [*WORKER, str(db), name, "100000", kind],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        assert worker.stdout is not None
        first = worker.stdout.readline()
        time.sleep(rng.random() * 0.03)
        worker.send_signal(signal.SIGKILL)
        rest, errors = worker.communicate()
        tally.faults += 1
        said = (first + rest).decode().split("\n")[:-1]
        if errors:
            tally.wrong.append(errors.decode())
        if kind == "progress":
            tally.acknowledged |= set(said)
        for copy in db.parent.glob(f"{name}-*.copy*"):
            copy.unlink()
        _mend_new(db, name, tally)
    tally.lost = tally.acknowledged - notes(db)
    verify(db, tally, f"{times} kills")
    return tally


def _mend_new(db: Path, name: str, tally: Tally) -> None:
    """A database that was being made when the run was killed must take the same load afterwards."""
    made = sorted(db.parent.glob(f"{name}-*.new"), key=lambda path: path.stat().st_mtime)
    for path in made[-1:]:
        done = hmic("load", str(db.parent / "register-0.yaml"), "--db", str(path))
        if done.returncode != 0:
            tally.wrong.append(f"{path.name} cannot be loaded into: {done.stderr}")
        verify(path, tally, "a killed migration")
    for path in db.parent.glob(f"{name}-*.new*"):
        path.unlink()


def kill_while_writing(db: Path, times: int, seed: int) -> Tally:
    """Kill -9 a run that writes files or brings a copy back: the next run leaves all whole and clean."""
    rng = random.Random(seed)
    tally = Tally()
    folder = db.parent
    hmic("backup", str(folder / "first.copy"), "--db", str(db))
    kinds = ("board", "restore", "export", "backup")
    for number in range(times):
        kind = kinds[number % len(kinds)]
        worker = subprocess.Popen(
            [*WORKER, str(db), f"writing{number}", "100000", kind],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(rng.random() * 0.1)
        worker.send_signal(signal.SIGKILL)
        _, errors = worker.communicate()
        tally.faults += 1
        if errors:
            tally.wrong.append(errors.decode())
        if kind == "board" and not (folder / "papers" / "paper.html").exists():
            tally.wrong.append(f"kill {number}: the papers are gone")
        done = hmic("board", "--since", "2010-01-01", "-o", str(folder / "papers"), "--db", str(db))
        left = [path.name for path in folder.glob(".*")]
        if done.returncode != 0 or left:
            tally.wrong.append(f"kill {number}, {kind}: left {left} {done.stderr}")
        for kept in folder.glob(f"{db.name}.before-restore-*[0-9]"):
            if not kept.stat().st_size:
                tally.wrong.append(f"kill {number}: {kept.name} is empty")
            kept.unlink()
    verify(db, tally, f"{times} kills while writing")
    return tally


def write_together(db: Path, writers: int, each: int) -> Tally:
    """Many writers at once: everybody's entries must be there."""
    tally = Tally()
    workers = [
        subprocess.Popen(
            [*WORKER, str(db), f"writer{n}", str(each)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        for n in range(writers)
    ]
    for worker in workers:
        out, errors = worker.communicate()
        tally.acknowledged |= set(out.decode().split())
        if worker.returncode != 0:
            tally.wrong.append(errors.decode())
    tally.lost = tally.acknowledged - notes(db)
    if len(tally.acknowledged) != writers * each:
        tally.wrong.append(f"{len(tally.acknowledged)} of {writers * each} were acknowledged")
    verify(db, tally, "writers at once")
    return tally


def restore_under_writers(db: Path, writers: int, restores: int) -> Tally:
    """Bring a copy back again and again while others record.

    Whatever was acknowledged must be in the restored file or in one of those that were set aside.
    """
    tally = Tally()
    copy = db.with_name("before.copy")
    hmic("backup", str(copy), "--db", str(db))
    workers = [
        subprocess.Popen(
            [*WORKER, str(db), f"restored{n}", "100000"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        for n in range(writers)
    ]
    first = []
    for worker in workers:
        assert worker.stdout is not None
        first.append(worker.stdout.readline())
    for _ in range(restores):
        done = hmic("restore", str(copy), "--db", str(db))
        tally.faults += 1
        if done.returncode != 0:
            tally.wrong.append(done.stderr)
    for worker, began in zip(workers, first, strict=True):
        worker.send_signal(signal.SIGKILL)
        rest, errors = worker.communicate()
        # The last line counts only when it is whole.
        tally.acknowledged |= set((began + rest).decode().split("\n")[:-1])
        if errors:
            tally.wrong.append(errors.decode())
    kept = sorted(p for p in db.parent.glob(f"{db.name}.before-restore-*") if p.suffix != ".head")
    if len(kept) != restores:
        tally.wrong.append(f"{len(kept)} files were set aside by {restores} restores")
    tally.lost = tally.acknowledged.difference(notes(db), *map(notes, kept))
    for path in (db, *kept):
        verify(path, tally, "restores under writers")
        if path != db:
            path.unlink()
    copy.unlink()
    return tally


def upgrade_together(folder: Path, old: Path, starts: int, rounds: int) -> Tally:
    """Several runs at once open a database of an earlier schema: each must get through."""
    tally = Tally()
    for number in range(rounds):
        db = folder / f"old{number}.db"
        db.write_bytes(gzip.decompress(old.read_bytes()))
        before = notes(db)
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "hmic", *what, "--db", str(db)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                text=True,
            )
            for what in [
                ("progress", "crime-2014-r1", "--note", f"upgrade{number}x{n}") if n % 2 else ("overdue",)
                for n in range(starts)
            ]
        ]
        for n, run in enumerate(runs):
            _, errors = run.communicate()
            tally.faults += 1
            if run.returncode != 0:
                tally.wrong.append(errors)
            elif n % 2:
                tally.acknowledged.add(f"upgrade{number}x{n}")
        tally.lost |= {note for note in tally.acknowledged if note.startswith(f"upgrade{number}x")} - notes(
            db
        )
        verify(db, tally, "an upgrade by several runs")
        kept = sorted(path.name for path in folder.glob(f"{db.name}.*.bak"))
        if kept != [f"{db.name}.schema-{old.name[7]}.bak"] or notes(folder / kept[0]) != before:
            tally.wrong.append(f"kept beside the upgraded database: {kept}")
    return tally


def fill_the_disk(db: Path, limits: range) -> Tally:
    """Let every write beyond a size fail: the run must say so, and nothing may be lost."""
    tally = Tally()
    before = notes(db)
    for limit in limits:

        def smaller(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        done = subprocess.run(
            [*WORKER, str(db), f"full{limit}", "3"], capture_output=True, text=True, check=False, cwd=ROOT,
            preexec_fn=smaller, env=_without_coverage(),
        )  # fmt: skip
        tally.faults += 1
        tally.acknowledged |= set(done.stdout.split())
        if "bug in hmic" in done.stderr or "Traceback" in done.stderr:
            tally.wrong.append(f"limit {limit}: {done.stderr}")
    tally.lost = (tally.acknowledged | before) - notes(db)
    verify(db, tally, "full disks")
    return tally


def _without_coverage() -> dict[str, str]:
    """The measuring of coverage writes files too, and would fail for the same reason."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def damage(db: Path, folder: Path, times: int, seed: int) -> Tally:
    """Flip bits in, or cut off, copies: a run says what is wrong, or all entries are still right."""
    rng = random.Random(seed)
    tally = Tally()
    con = sqlite3.connect(db)
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = con.execute("SELECT * FROM entry ORDER BY number").fetchall()
    con.close()
    data = db.read_bytes()
    for number in range(times):
        hurt = folder / f"hurt{number}.db"
        if number % 3 == 0:
            hurt.write_bytes(data[: rng.randrange(len(data))])
        else:
            changed = bytearray(data)
            for _ in range(rng.randint(1, 20)):
                changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            hurt.write_bytes(bytes(changed))
        tally.faults += 1
        for command in (["verify"], ["overdue"], ["list"]):
            done = hmic(*command, "--db", str(hurt))
            if done.returncode not in (0, 1, 2) or "Traceback" in done.stderr or "bug" in done.stderr:
                tally.wrong.append(f"{command} on copy {number}: {done.returncode} {done.stderr}")
            if command == ["verify"] and done.returncode == 0 and _entries(hurt) != before:
                tally.wrong.append(f"verify missed what was changed in copy {number}")
        shutil.rmtree(hurt, ignore_errors=True)
        for left in folder.glob(f"hurt{number}.db*"):
            left.unlink()
    return tally


def _entries(db: Path) -> list[tuple[object, ...]]:
    con = sqlite3.connect(db)
    try:
        return con.execute("SELECT * FROM entry ORDER BY number").fetchall()
    except sqlite3.DatabaseError:
        return []
    finally:
        con.close()
