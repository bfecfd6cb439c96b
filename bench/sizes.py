"""Every command at every size, in paired runs against plain scripts, and against peers.

    bench/run [--sizes 100,1000] [--only overdue,load] [--peers]     the table, or these rows, in bench/RESULTS.md
    bench/quick                                                     100 and 10,000, for a machine that checks

A floor and a command run in turn, so that a busy moment falls on both; ratios are of medians. Times are the
processor's, with the system's work and that of helper processes: what else runs does not count. Only rows that
say so are by the clock, as a user waits; they mean something on a machine with nothing else to do. `bench/quick`
fails only where a ratio of processor times is beyond twice its target, since machines are noisy.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import pty
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from bench import generate, peers  # noqa: E402 - the folder above this file had to be named first

SIZES = "100,1000,10000,100000"
CACHE = HERE.parent / ".cache" / "bench"
HMIC = str(Path(sys.executable).parent / "hmic")
FLOORS = [sys.executable, str(HERE / "floors.py")]
TODAY = generate.LAST.isoformat()
# As a user runs a program: these two make Python write each line by itself, and compile every module anew.
_LEFT_OUT = ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE")
QUIET = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT} | {"NO_COLOR": "1"}


WRITES = 31
"""Pairs of commands that write: a shared disk is slow for seconds at a time."""

SETTLED = 50_000_000
"""Bytes a second for which a disk is left alone after they were copied."""

KNOWN = {
    # The start of a program with typer, a YAML reader and a grammar of deadlines is most of a small load;
    # the script checks nothing, folds nothing, and has no search index (bench/README.md).
    ("load, first", 100): 9.0,
    ("load, first", 10_000): 6.0,
    # At this size it is the start alone that is measured.
    ("changes, all", 100): 6.0,
    ("export board", 100): 6.0,
}
"""What is known to be beyond twice its target, with the bound that still guards it."""


FIRST_LOAD, CLOCK = "first load", "by the clock"


class Row(NamedTuple):
    """A line of the table: times in milliseconds, the ratio, and what it should be at the most."""

    work: str
    size: int
    against: str
    floor: float
    ours: float
    spread: float
    ratio: float
    target: float | None
    unit: str = "×"

    @property
    def limit(self) -> float | None:
        """Beyond what `bench/quick` fails: twice the target, or what is known to be missed and why."""
        if self.target is None or self.against in (FIRST_LOAD, CLOCK):
            return None
        return KNOWN.get((self.work, self.size), 2 * self.target)

    @property
    def met(self) -> str:
        """Whether the target is met, in a word."""
        if self.target is None:
            return ""
        return "yes" if self.ratio <= self.target else "no"


class Place(NamedTuple):
    """A size's files."""

    size: int
    folder: Path
    db: Path

    @property
    def files(self) -> list[str]:
        """The registers."""
        return sorted(str(path) for path in self.folder.glob("force-*.yaml"))


def _folder(size: int) -> Place:
    return Place(size, CACHE / str(size), CACHE / str(size) / "recommendations.db")


def place(size: int) -> Place:
    """The registers and the filled database of a size, made when they are not there yet."""
    here = _folder(size)
    if not (here.folder / "made").exists():
        shutil.rmtree(here.folder, ignore_errors=True)
        # In a process of its own: the memory of one that starts a command counts as the command's own at first.
        subprocess.run([sys.executable, __file__, "--make", str(size)], check=True)
    return here


def make(here: Place) -> None:
    """Make a size's registers and its filled database."""
    print(f"making {here.size:,} findings", file=sys.stderr)
    made = generate.registers(here.folder, here.size)
    load = [HMIC, "load", *here.files, "--db", str(here.db), "-q"]
    subprocess.run(load, check=True, stdout=subprocess.DEVNULL)
    fill(here.db, generate.journal(made))
    (here.folder / "made").touch()


@contextmanager
def to_write(at: Place) -> Iterator[Place]:
    """A size with a copy of its database, to be written to: every run finds the same one kept."""
    copy = at.folder / "written.db"
    _remove(copy)
    with closing(sqlite3.connect(at.db)) as con, closing(sqlite3.connect(copy)) as new:
        con.backup(new)
        new.execute("PRAGMA journal_mode = WAL")
    # Else the copy's own writing would fall on what is measured; a disk goes on for a while by itself.
    os.sync()
    time.sleep(at.db.stat().st_size / SETTLED)
    try:
        yield at._replace(db=copy)
    finally:
        _remove(copy)


def fill(db: Path, records: Iterator[dict[str, object]]) -> None:
    """Put a journal into a database with the program's own functions, in one transaction."""
    from hmic.store import journal
    from hmic.store.connection import open_writing
    from hmic.store.standings import refresh
    from hmic.store.transactions import transaction

    with closing(open_writing(db)) as con:
        with transaction(con, db):
            journal.insert(con, records)  # `import journal` would hold a million entries
            refresh(con, None)
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def once(command: Sequence[str], *, terminal: bool = False) -> float:
    """The processor's time for a command, in milliseconds; it must succeed."""
    return _on_terminal(command) if terminal else used(command).milliseconds


class Used(NamedTuple):
    """What one program took: processor time with its helpers', the largest one's memory, time by the clock."""

    milliseconds: float
    mebibytes: float
    waited: float


def used(command: Sequence[str]) -> Used:
    """Run a program, which must succeed; what ran before it does not count."""
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=QUIET) as process:
            found = _waited(process, began)
        if process.returncode != 0:
            errors.seek(0)
            message = f"{' '.join(command)}: {errors.read().decode()}"
            raise RuntimeError(message)
    return found


def _waited(process: subprocess.Popen[bytes], began: float) -> Used:
    _, status, took = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    clock = (time.perf_counter() - began) * 1000
    return Used((took.ru_utime + took.ru_stime) * 1000, took.ru_maxrss / 1024, clock)


def _on_terminal(command: Sequence[str]) -> float:
    """The same with a terminal for its output."""
    mine, theirs = pty.openpty()
    env = {**QUIET, "COLUMNS": "160", "LINES": "50", "TERM": "xterm"}
    del env["NO_COLOR"]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=env) as process:
        os.close(theirs)
        try:
            while os.read(mine, 65536):
                pass
        except OSError:
            pass  # the terminal ends with the program
        found = _waited(process, began)
    os.close(mine)
    return found.milliseconds


def paired(floor: Callable[[], float], ours: Callable[[], float], runs: int) -> tuple[float, float, float]:
    """Medians of floor and command, run in turn; and the command's spread (half the middle half)."""
    floor()
    ours()
    pairs = [(floor(), ours()) for _ in range(runs)]
    times = [pair[1] for pair in pairs]
    return statistics.median(pair[0] for pair in pairs), statistics.median(times), _spread(times)


def runs_for(size: int) -> int:
    """How many pairs are worth their time."""
    return 15 if size <= 1000 else 11 if size <= 10_000 else 7


def against_floor(
    work: str, at: Place, floor: Sequence[str], ours: Sequence[str], target: float | None, runs: int = 0
) -> Row:
    """A command against a script."""
    db = str(at.db)
    found = paired(
        partial(once, [*FLOORS, floor[0], db, *floor[1:]]),
        partial(once, [HMIC, *ours, "--db", db]),
        runs or runs_for(at.size),
    )
    return Row(work, at.size, "plain script", *found, found[1] / found[0], target)


def reading(sizes: Sequence[Place]) -> Iterator[Row]:
    """`overdue`, in a pipe and on a terminal."""
    targets = {100: 4, 1000: 4, 10_000: 3.5, 100_000: 2.3}
    for at in sizes:
        yield against_floor("overdue", at, ["overdue", _today()], ["overdue"], targets.get(at.size))
        command = [HMIC, "overdue", "--db", str(at.db)]
        found = paired(partial(once, command), partial(once, command, terminal=True), runs_for(at.size))
        more = found[1] - found[0]
        yield Row("overdue on a terminal, more than in a pipe", at.size, "pipe", *found, more, 60, "ms")


def writing(sizes: Sequence[Place]) -> Iterator[Row]:
    """`progress`, `assign` and `extend`: against a script, and against themselves at 100 findings."""
    small: dict[str, float] = {}
    for kept in sizes:
        with to_write(kept) as at:
            finding, late = _findings(at.db)
            for work, words in (
                ("progress", ["progress", finding, "--note", "A note", "--by", "Officer"]),
                ("assign", ["assign", finding, "ACC Crime"]),
                ("extend", []),
            ):
                if words:
                    row = against_floor(work, at, ["note", finding, TODAY], words, 4, WRITES)
                else:
                    row = _extending(at, finding, late)
                yield row
                small.setdefault(work, row.ours)
                if at.size == 100_000:
                    ratio = row.ours / small[work]
                    yield Row(
                        f"{work}, its own growth",
                        at.size,
                        "itself, smallest size",
                        small[work],
                        row.ours,
                        row.spread,
                        ratio,
                        1.1,
                    )


def _extending(at: Place, finding: str, late: str) -> Row:
    """Each extension needs a later date than the one before."""
    day = [
        sqlite3.connect(at.db).execute("SELECT max(due) FROM due WHERE finding = ?", [late]).fetchone()[0]
    ]

    def extend() -> float:

        day[0] = (dt.date.fromisoformat(day[0]) + dt.timedelta(days=1)).isoformat()
        words = ["extend", late, day[0], "--reason", "Late", "--agreed-by", "DCC", "--deadline", "1"]
        return once([HMIC, *words, "--db", str(at.db)])

    found = paired(lambda: once([*FLOORS, "note", str(at.db), finding, TODAY]), extend, WRITES)
    return Row("extend", at.size, "plain script", *found, found[1] / found[0], 4)


def _today() -> str:
    """The day that the program takes for today, so that both list the same."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat()


def _findings(db: Path) -> tuple[str, str]:
    """A finding to record about, and one with a deadline of its own that counts."""
    with closing(sqlite3.connect(db)) as con:
        any_one = con.execute(
            "SELECT finding FROM standing WHERE status = 'in progress' LIMIT 1"
        ).fetchone()[0]
        late = con.execute(
            "SELECT finding FROM due WHERE counts AND number = 1 AND basis = 'inspectorate' LIMIT 1"
        ).fetchone()[0]
    return any_one, late


def loading(sizes: Sequence[Place]) -> Iterator[Row]:
    """The first load, one with nothing changed, and one with a finding in a hundred changed."""
    with tempfile.TemporaryDirectory() as folder:
        real = Place(0, Path(folder), Path(folder))
        register = str(HERE.parent / "data" / "recommendations.yaml")
        waited = [_first(real, [register]).waited for _ in range(16)][1:]
        with closing(sqlite3.connect(real.folder / "new.db")) as con:
            size = con.execute("SELECT count(*) FROM finding").fetchone()[0]
        yield _absolute("load, first, the register that comes with hmic", size, waited, 150, "ms", CLOCK)
    for at in sizes:
        floor_db = at.folder / "floor.db"

        def prototype(at: Place = at, floor_db: Path = floor_db) -> Used:
            _remove(floor_db)
            return used([*FLOORS, "load", str(floor_db), *at.files])

        runs = 7 if at.size <= 1000 else 3 if at.size <= 10_000 else 2
        prototype()
        pairs = [(prototype(), _first(at, at.files)) for _ in range(runs)]
        target = 1.6 if at.size <= 1000 else 1.7
        yield _paired(
            "load, first", at, [(one.milliseconds, other.milliseconds) for one, other in pairs], target
        )
        waits = _paired(
            "load, first, waited for", at, [(one.waited, other.waited) for one, other in pairs], target
        )
        yield waits._replace(against=CLOCK)
        if at.size == 100_000:
            peak = [other.mebibytes for _, other in pairs]
            yield _absolute("load, first: memory at the most", at.size, peak, 256, "MiB")
        _remove(floor_db)
        yield from _again(at, statistics.median(other.milliseconds for _, other in pairs))
        _remove(at.folder / "new.db")


def _first(at: Place, files: Sequence[str]) -> Used:
    """A first load, into a database that stays."""
    new = at.folder / "new.db"
    _remove(new)
    return used([HMIC, "load", *files, "--db", str(new), "-q"])


def _paired(work: str, at: Place, pairs: Sequence[tuple[float, float]], target: float | None) -> Row:
    """What was taken in pairs, as medians."""
    floor, ours = (statistics.median(pair[n] for pair in pairs) for n in (0, 1))
    spread = _spread([pair[1] for pair in pairs])
    return Row(work, at.size, "events + executemany", floor, ours, spread, ours / floor, target)


def _absolute(
    work: str, size: int, taken: Sequence[float], target: float | None, unit: str, against: str = ""
) -> Row:
    """What has no script beside it: the figure itself."""
    found = statistics.median(taken)
    return Row(work, size, against, 0, found, _spread(taken), found, target, unit)


def _spread(taken: Sequence[float]) -> float:
    """Half of the middle half."""
    ordered = sorted(taken)
    return (ordered[(3 * len(ordered)) // 4] - ordered[len(ordered) // 4]) / 2


def _again(at: Place, first: float) -> Iterator[Row]:
    new = str(at.folder / "new.db")
    limited = at.size == 100_000
    same = [once([HMIC, "load", *at.files, "--db", new, "-q"]) for _ in range(3)]
    changed = at.folder / "changed"
    shutil.rmtree(changed, ignore_errors=True)
    changed.mkdir()
    files = [str(shutil.copy(file, changed)) for file in at.files]
    edited = []
    for seed in range(3):
        _change(files[0], seed)
        edited.append(once([HMIC, "load", *files, "--db", new, "-q"]))
    shutil.rmtree(changed)
    for work, taken, target in (
        ("load, nothing changed", same, 0.04),
        ("load, one file edited", edited, 0.05),
    ):
        took = statistics.median(taken)
        ratio = took / first
        yield Row(
            work, at.size, FIRST_LOAD, first, took, _spread(taken), ratio, target if limited else None
        )


def whole(sizes: Sequence[Place]) -> Iterator[Row]:
    """What passes over the whole journal: `verify`, and `import journal` into a register without one."""
    for at in sizes:
        limited = at.size == 100_000
        runs = 1 if limited else 3
        took = [used([HMIC, "verify", "--db", str(at.db)]) for _ in range(runs)]
        yield from _both("verify", at.size, took, 10_000 if limited else None, None)
        journal, copy = at.folder / "journal.jsonl", at.folder / "new.db"
        once([HMIC, "export", "journal", "--db", str(at.db), "-o", str(journal), "-q"])
        took = []
        for _ in range(runs):
            _first(at, at.files)
            took.append(used([HMIC, "import", "journal", str(journal), "--db", str(copy), "-q"]))
        yield from _both(
            "import journal", at.size, took, 60_000 if limited else None, 256 if limited else None
        )
        _remove(copy)
        journal.unlink()


def _both(
    work: str, size: int, took: Sequence[Used], wait: float | None, memory: float | None
) -> Iterator[Row]:
    """A work's time by the processor and by the clock, and its memory."""
    yield _absolute(work, size, [one.milliseconds for one in took], None, "ms")
    yield _absolute(f"{work}, waited for", size, [one.waited for one in took], wait, "ms", CLOCK)
    if size >= 10_000:
        peak = [one.mebibytes for one in took]
        yield _absolute(f"{work}: memory at the most", size, peak, memory, "MiB")


def _change(file: str, seed: int) -> None:
    """Word one finding in a hundred of a file otherwise than the time before: one force's day."""
    dice = random.Random(seed)
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines()
    titles = [n for n, line in enumerate(lines) if line.startswith("        title: ")]
    for n in dice.sample(titles, max(1, len(titles) // 100)):
        lines[n] += f" {seed}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _remove(db: Path) -> None:
    for name in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
        name.unlink(missing_ok=True)


def growing(sizes: Sequence[Place]) -> Iterator[Row]:
    """What must grow with its answer and not with the register: the same rows at every size."""
    base = next((at for at in sizes if at.size == 1000), None)
    if base is None:
        return
    day = generate.LAST.replace(day=generate.LAST.day - 1).isoformat()
    kinds: tuple[tuple[str, Callable[[Place], list[str]]], ...] = (
        ("show", lambda at: ["show", _findings(at.db)[0]]),
        ("list --report", lambda at: ["list", "--report", _report(at.db)]),
        ("list --search", lambda _: ["list", "--search", generate.MARK]),
        ("changes FINDING", lambda at: ["changes", _findings(at.db)[0]]),
        ("summary --since", lambda _: ["summary", "--since", day]),
    )
    for work, words in kinds:
        for at in sizes:
            if at.size <= base.size:
                continue
            found = paired(
                partial(once, [HMIC, *words(base), "--db", str(base.db)]),
                partial(once, [HMIC, *words(at), "--db", str(at.db)]),
                runs_for(at.size),
            )
            yield Row(work, at.size, "itself at 1,000", *found, found[1] / found[0], 1.3)


def _report(db: Path) -> str:
    with closing(sqlite3.connect(db)) as con:
        return str(
            con.execute(
                "SELECT report FROM finding GROUP BY report HAVING count(*) = 20 LIMIT 1"
            ).fetchone()[0]
        )


def everything(sizes: Sequence[Place]) -> Iterator[Row]:
    """What reads the whole register."""
    for at in sizes:
        runs = 3 if at.size == 100_000 else 7
        target = 1.5 if at.size == 100_000 else 3
        yield against_floor("changes, all", at, ["changes"], ["changes"], target, runs)
        out = str(at.folder / "board.csv")
        yield against_floor("export board", at, ["board", out], ["export", "board", "-o", out], 1.5, runs)
        missing = str(at.folder / "missing.db")
        found = paired(
            partial(once, [HMIC, "load", "-n", *at.files, "--db", missing]),
            partial(once, [HMIC, "check", *at.files]),
            3 if at.size < 100_000 else 1,
        )
        yield Row("check", at.size, "load --dry-run", *found, found[1] / found[0], 1.2)


def folders(sizes: Sequence[Place]) -> Iterator[Row]:
    """What writes whole papers, and a draft: how time grows with the findings, and the memory at the most."""
    since = (generate.LAST - dt.timedelta(days=90)).isoformat()
    kinds: tuple[tuple[str, int, Callable[[Place], list[str]]], ...] = (
        ("board", 100_000, lambda at: ["board", "--since", since, "--db", str(at.db)]),
        ("site", 10_000, lambda at: ["site", "--db", str(at.db)]),
        ("draft, from text", 10_000, lambda at: ["draft", str(_report_text(at)), "--published", TODAY]),
    )
    for work, most, words in kinds:
        small: Used | None = None
        for at in sizes:
            if at.size > most:
                continue
            found = sorted(
                _written([HMIC, *words(at), "-q"], at) for _ in range(3 if at.size <= 1000 else 1)
            )
            took, spread = found[len(found) // 2], (found[-1].milliseconds - found[0].milliseconds) / 2
            small = small or took
            growth = took.milliseconds / small.milliseconds
            yield Row(
                work, at.size, f"itself, {sizes[0].size}", small.milliseconds, took.milliseconds, spread, growth,
                None,
            )  # fmt: skip
            if at.size == min(most, sizes[-1].size):
                peak = took.mebibytes
                yield Row(f"{work}: memory at the most", at.size, "", 0, peak, 0, peak, None, "MiB")


def _written(command: Sequence[str], at: Place) -> Used:
    """What a command took that writes a folder or a file, which is not there before or after."""
    out = at.folder / "out"
    try:
        return used([*command, "-o", str(out)])
    finally:
        shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)


def _report_text(at: Place) -> Path:
    """A published report with so many findings, as text."""
    found = (
        f"Recommendation {n}\n\nWithin six months, the force should review how it records crime of kind {n}, "
        "and publish what it finds.\n\nThe force has made some progress since our last inspection.\n"
        for n in range(1, at.size + 1)
    )
    path = at.folder / "report.txt"
    path.write_text(
        "\n".join(["PEEL 2025\n", "An inspection of Fenland Police\n", *found]), encoding="utf-8"
    )
    return path


PARTS = {
    "overdue": reading, "record": writing, "load": loading, "growth": growing, "all": everything,
    "folders": folders, "whole": whole,
}  # fmt: skip


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| work | findings | against | that, ms | hmic, ms | ± | ratio | at the most | met |",
        "|---|---:|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        target = f"{row.target:.2f}" if row.target else ""
        lines.append(
            f"| {row.work} | {row.size:,} | {row.against} | {row.floor:,.0f} | {row.ours:,.0f} | {row.spread:,.0f} "
            f"| {row.ratio:,.2f} {row.unit} | {target} | {row.met} |"
        )
    return "\n".join(lines)


def in_place(old: Sequence[str], new: Sequence[str]) -> str:
    """The table with the new rows in the place of those for the same work and size; others come last."""
    rows = {tuple(line.split("|")[1:3]): line for line in (*old, *new) if line.startswith("|")}
    return "\n".join(rows.values())


def machine() -> str:
    """What the figures were taken on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def _peers(sizes: Sequence[Place]) -> str:
    """The peers' table, on copies, since notes are added."""
    with ExitStack() as copies:
        return peers.table([copies.enter_context(to_write(at)) for at in sizes], once, HMIC)


def main() -> int:
    """Run what the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default=SIZES)
    options.add_argument("--only", default=",".join(PARTS))
    options.add_argument("--peers", action="store_true", help="also taskwarrior, hledger, todoman")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--make", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.make:
        make(_folder(given.make))
        return 0
    if given.quick:
        given.sizes, given.only = "100,10000", "overdue,record,load,all"
    sizes = [place(int(size)) for size in given.sizes.split(",")]
    rows: list[Row] = []
    for name in given.only.split(","):
        for row in PARTS[name](sizes):
            print(
                f"{row.work:45} {row.size:>7,} {row.ratio:8.2f} {row.unit} {row.met}",
                file=sys.stderr,
                flush=True,
            )
            rows.append(row)
    text = table(rows)
    print(text)
    if given.quick:
        bad = [row for row in rows if row.limit is not None and row.ratio > row.limit]
        for row in bad:
            print(f"{row.work} at {row.size:,}: {row.ratio:.2f}, beyond {row.limit}", file=sys.stderr)
        return 1 if bad else 0
    page = HERE / "RESULTS.md"
    before, _, old = page.read_text(encoding="utf-8").partition("\n## Peers\n")
    told = _peers(sizes) if given.peers else f"## Peers\n{old}"
    if given.sizes != SIZES or given.only != ",".join(PARTS):
        text = in_place(before.splitlines(), text.splitlines())
    page.write_text(
        "# Figures\n\n<!-- Written by bench/run; a run of some parts or sizes replaces their rows. -->\n\n"
        f"{machine()}; processor time, medians of paired runs, ± half of the middle half.\n\n{text}\n\n{told}",
        encoding="utf-8",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
