"""What a hub costs: `python bench/hub.py` measures and writes bench/HUB.md. Needs PostgreSQL (see make test-hub).

With `--country` it measures a copy of the whole country too; with `--country-only` nothing else, and writes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.hub.conftest import register_of  # noqa: E402
from tests.hub.server import PASSWORD, Server, served  # noqa: E402

from hmic.hub import link, setting_up  # noqa: E402 - found by the path above
from hmic.hub.link import Given  # noqa: E402
from hmic.store import shared  # noqa: E402

PAIRS = 15
ENTRIES = 23_000
FINDINGS = ("crime-2014-r1", "crime-2014-r2", "crime-2014-o1", "peel-2016-a1")


class Took(NamedTuple):
    """Seconds that a whole process takes: by the clock, and of the processor."""

    wall: float
    cpu: float


def hmic(folder: Path, *args: str) -> Took:
    """Run a whole process; what others do on the machine is hardly in the processor's time."""
    start, before = time.perf_counter(), _children()
    done = subprocess.run(
        [sys.executable, "-m", "hmic", *args], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (args, done.stderr)
    return Took(time.perf_counter() - start, _children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[int]:
    """A way to a port that holds every packet for so long, each way."""
    listening = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket) -> None:
        queue: list[tuple[float, bytes]] = []
        there = threading.Condition()

        def send() -> None:
            while True:
                with there:
                    there.wait_for(lambda: queue)
                    due, data = queue.pop(0)
                time.sleep(max(0, due - time.perf_counter()))
                try:
                    target.sendall(data) if data else target.shutdown(socket.SHUT_WR)
                except OSError:
                    return
                if not data:
                    return

        threading.Thread(target=send, daemon=True).start()
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            with there:
                queue.append((time.perf_counter() + seconds, data))
                there.notify()
            if not data:
                return

    def accept() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            other = socket.create_connection(("127.0.0.1", port))
            for both in ((one, other), (other, one)):
                both[0].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=carry, args=both, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def filled(server: Server, number: int, force: str, entries: int, user: str) -> list[float]:
    """Append notes to a force's log; gives the seconds of each thousand."""
    took = []
    with link.connect(server.dsn(user)) as hub:
        head = next(one for one in hub.about().forces if one.name == force)
        at = (head.number, head.hash)
        for start in range(0, entries, 1000):
            given = [
                Given(f"{number}x{n}", "entry", [FINDINGS[n % 4]], json.dumps(
                    {"evidence": "[]", "finding": FINDINGS[n % 4], "kind": "progress", "note": f"Note {n}",
                     "true_on": "2026-11-20", "uid": f"{number}x{n}"}, sort_keys=True))
                for n in range(start, min(start + 1000, entries))
            ]  # fmt: skip
            begin = time.perf_counter()
            rows = hub.append((head.id, force), at, None, dt.datetime.now(dt.UTC), given)
            took.append(time.perf_counter() - begin)
            at = (rows[-1].number, rows[-1].hash)
    return took


def throughput(server: Server, forces: list[str], seconds: float = 5) -> float:
    """Single entries a second by eight connections, to one force or spread over several."""
    done = [0] * 8
    until = time.perf_counter() + seconds

    def work(one: int) -> None:
        force = forces[one % len(forces)]
        with link.connect(server.dsn("boss")) as hub:
            head = next(h for h in hub.about().forces if h.name == force)
            at = (head.number, head.hash)
            while time.perf_counter() < until:
                uid = os.urandom(8).hex()
                body = json.dumps({"uid": uid, "finding": f"f{one}", "kind": "progress"})
                given = [Given(uid, "entry", [f"f{one}"], body)]
                rows = hub.append((head.id, force), at, [f"f{one}"], dt.datetime.now(dt.UTC), given)
                # What others wrote is not looked at here: what is seen moves on with our own.
                at = (rows[-1].number, rows[-1].hash)
                done[one] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def ms(values: list[float]) -> str:
    """The median in milliseconds."""
    return f"{statistics.median(values) * 1000:.0f} ms"


def both(took: list[Took]) -> str:
    """By the clock, and of the processor."""
    return f"{ms([one.wall for one in took])}, {ms([one.cpu for one in took])} of the processor"


def beyond(pairs: list[tuple[Took, Took]]) -> str:
    """How much more the second of each pair takes."""
    wall, cpu = ms([b.wall - a.wall for a, b in pairs]), ms([b.cpu - a.cpu for a, b in pairs])
    return f"{wall}, {cpu} of the processor"


_BUSY = """Where the load is above the number of cores, times by the clock show the waiting of a busy machine: go by the
processor's time. Then no target that is a time by the clock or a rate is shown to be met."""


FORCES, PER_FORCE, COUNTRY = 43, 400, 1_000_000
"""The country: its forces, the findings of each, and all entries."""


def register(number: int, force: str) -> str:
    """A register of many findings."""
    findings = "".join(
        f"  - {{id: f{number}-r{n}, kind: recommendation, title: Thing {n}, requirement: Do {n}., "
        "deadlines: [within six months]}\n"
        for n in range(PER_FORCE)
    )
    head = f"register: 1\nforce: {force}\nreports:\n- id: f{number}-2020\n  title: PEEL {number}\n"
    return f"{head}  published: 2020-01-15\n  findings:\n{findings}"


def country(server: Server, base: Path) -> tuple[str, str, str]:
    """A new copy of every force, and the most memory that it takes."""
    server.sql("CREATE DATABASE country")
    dsn = server.dsn("boss", "country")
    hmic(base, "hub", "init", dsn)
    with link.connect(dsn) as hub:
        for number in range(FORCES):
            setting_up.add_force(hub, f"Force {number:02} Police", f"r{number}", f"w{number}")
        for number, head in enumerate(hub.about().forces):
            body = shared.load_body([("register.yaml", register(number, head.name))])
            records = [Given(f"{number}", "load", (), body)]
            for n in range(COUNTRY // FORCES):
                finding, uid = f"f{number}-r{n % PER_FORCE}", os.urandom(16).hex()
                note = {"evidence": "[]", "finding": finding, "kind": "progress", "note": f"Note {n}"}
                text = json.dumps(note | {"true_on": "2026-11-20", "uid": uid}, sort_keys=True)
                records.append(Given(uid, "entry", [finding], text))
            at = (head.number, head.hash)
            for start in range(0, len(records), 1000):
                page = records[start : start + 1000]
                rows = hub.append((head.id, head.name), at, None, dt.datetime.now(dt.UTC), page)
                at = (rows[-1].number, rows[-1].hash)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "hmic", "join", dsn, "--db", "country.db"]
    _, status, used = os.wait4(subprocess.Popen(command, cwd=base, stdout=subprocess.DEVNULL).pid, 0)
    assert not status
    wall, cpu = time.perf_counter() - begin, used.ru_utime + used.ru_stime
    size = (base / "country.db").stat().st_size >> 20
    return (
        f"a new copy of {FORCES} forces with {FORCES * PER_FORCE:,} findings and {COUNTRY:,} entries ({size} MiB)",
        f"{wall:.0f} s, {cpu:.0f} s of the processor, {used.ru_maxrss >> 10} MiB of memory",
        "120 s, 256 MiB",
    )


def main() -> None:
    """Measure everything, and write the page."""
    whole, only = "--country" in sys.argv, "--country-only" in sys.argv
    with served(durable=True) as server, tempfile.TemporaryDirectory(prefix="hmic-bench-") as name:
        rows = [] if only else measured(server, Path(name))
        if whole or only:
            prepared(Path(name))
            rows.append(country(server, Path(name)))
    text = ["# What a hub costs\n", "Made by `python bench/hub.py`: medians of pairs that ran one after the other, on",
            f"{os.cpu_count()} cores that others used too; load {os.getloadavg()[0]:.1f} at the end.\n",
            "| what | measured | target |", "|---|---|---|"]  # fmt: skip
    text += [f"| {what} | {found} | {target} |" for what, found, target in rows]
    text.append(f"\n{_BUSY}")
    if not whole:
        text.append("\nNot measured: a copy of the whole country (`--country`).")
    if not only:
        (ROOT / "bench" / "HUB.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(text))


def prepared(base: Path) -> None:
    """The password in its file."""
    (base / "pgpass").write_text(f"*:*:*:*:{PASSWORD}\n")
    (base / "pgpass").chmod(0o600)
    os.environ["PGPASSFILE"] = str(base / "pgpass")


def measured(server: Server, base: Path) -> list[tuple[str, str, str]]:
    """Each figure with its target."""
    prepared(base)
    server.sql("CREATE DATABASE hmic")
    names = ["Testshire Police", "Fenland Police", "Moorland Police"]
    hmic(base, "hub", "init", server.dsn("boss"))
    for force in names:
        hmic(
            base,
            "hub",
            "force",
            "add",
            force,
            "--readers",
            "r",
            "--writers",
            "w",
            "--hub",
            server.dsn("boss"),
        )
    alone, joined = base / "alone", base / "joined"
    for folder in (alone, joined):
        (folder / "data").mkdir(parents=True)
        (folder / "data/recommendations.yaml").write_text(register_of(names[0]))
        (folder / "hmic.toml").write_text('by = "Liaison officer"\n')
        hmic(folder, "load")
    hmic(joined, "join", server.dsn("boss"))
    note = ("progress", "crime-2014-r1", "--note", "Panel set up")
    pairs = [(hmic(alone, *note), hmic(joined, *note)) for _ in range(PAIRS)]
    ratio = statistics.median(b.cpu / a.cpu for a, b in pairs)
    reading = [(hmic(alone, "overdue"), hmic(joined, "overdue")) for _ in range(PAIRS)]
    idle = [(hmic(alone, "list"), hmic(joined, "sync")) for _ in range(PAIRS)]
    with delayed(server.port, 0.010) as port:
        near = (joined / "hmic.toml").read_text()
        (joined / "hmic.toml").write_text(near.replace(f"port={server.port}", f"port={port}"))
        far = [(hmic(alone, *note), hmic(joined, *note)) for _ in range(PAIRS)]
        (joined / "hmic.toml").write_text(near)
    filling = filled(server, 1, names[0], ENTRIES, "boss")
    copying = [hmic(base, "join", server.dsn("boss"), "--db", f"copy{n}.db") for n in range(3)]
    one, several = throughput(server, names[:1]), throughput(server, names)
    return [
        ("`progress`, local", both([a for a, _ in pairs]), ""),
        ("`progress` through a hub on this machine", both([b for _, b in pairs]), ""),
        ("its processor time", f"{ratio:.2f} × local", "1.5 ×"),
        ("the same at 20 ms round trip, beyond local", ms([b.wall - a.wall for a, b in far]), "250 ms"),
        ("`overdue`, joined beyond not joined", beyond(reading), "0 ms"),
        ("`sync` with nothing new, beyond `list`", beyond(idle), "50 ms"),
        (
            f"a new copy of {ENTRIES:,} entries",
            f"{statistics.median(one.wall for one in copying):.1f} s",
            "5 s",
        ),
        (
            "a thousand appends to a log of 1,000, of 22,000",
            f"{ms(filling[1:4])}, {ms(filling[-3:])}",
            "the same",
        ),
        ("single appends a second, one force", f"{one:.0f}", "200"),
        ("single appends a second, three forces", f"{several:.0f}", "1,000"),
    ]


if __name__ == "__main__":
    main()
