"""Many writers at one hub, with clients and servers killed: `make soak-hub` prints a table.

Each writer is a process of hmic in a folder of its own and names every note, so that what was acknowledged can be
counted at the end: in the hub's log, and in every copy. At the end the server dies for good, in the middle of it all,
and its synchronous standby takes over. `HMIC_ENTRIES`, `HMIC_CLIENTS` and `HMIC_SERVERS` say how much of it all.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.hub.server import PASSWORD, Server, Standby, free_port, served

WRITERS = 12
ENTRIES = int(os.environ.get("HMIC_ENTRIES", "13000"))
CLIENTS = int(os.environ.get("HMIC_CLIENTS", "300"))
SERVERS = int(os.environ.get("HMIC_SERVERS", "30"))
MINUTES = 120
"""After which something is wrong."""
FORCE = "Testshire Police"
FINDINGS = [f"soak-2020-r{n}" for n in range(1, 201)]

WORKER = """
import sys, datetime, os
from pathlib import Path
from hmic.cli.main import run
n = 0
while not Path("stop").exists():
    n += 1
    name = f"note-{sys.argv[1]}-{os.getpid()}-{n}"
    print("try", name, flush=True)
    later = ["--later"] if n % 7 == 0 else []
    finding = f"soak-2020-r{hash(name) % 200 + 1}"
    code = run(["progress", finding, "--note", name, *later])
    print("code", code, name, flush=True)
    if n % 5 == 0:
        run(["sync"])
"""


class Writer:
    """A person's computer: its process is started again whenever it was killed."""

    def __init__(self, number: int, folder: Path, environ: dict[str, str]) -> None:
        self.number, self.folder, self.environ = number, folder, environ
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def go(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", WORKER, str(self.number)],
                cwd=self.folder, env=self.environ, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def acknowledged(self) -> tuple[set[str], set[str]]:
        """The notes that were said to be recorded or kept, and all that were tried."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        words = [line.split() for line in lines]
        return (
            {w[2] for w in words if len(w) == 3 and w[:2] == ["code", "0"]},
            {w[1] for w in words if len(w) == 2 and w[0] == "try"},
        )


def hmic(folder: Path, environ: dict[str, str], *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hmic", *args],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (args, done.stdout, done.stderr)
    return done.stdout


def main() -> None:
    """Run it, and print what came of it."""
    with served(durable=True) as server, tempfile.TemporaryDirectory(prefix="hmic-soak-") as name:
        other = free_port()
        writers, environ = _people(server, Path(name), other)
        start = time.monotonic()
        for one in writers:
            one.go()
        killed = _kill(server, writers, start + MINUTES * 60)
        standby = Standby(server, other)
        try:
            _go_on(standby, writers, server)
            killed["takeovers"] += 1
            for one in writers:
                (one.folder / "stop").touch()
            for one in writers:
                assert one.process
                one.process.wait(120)
            _told(standby, writers, environ, killed, time.monotonic() - start)
        finally:
            standby.stop(signal.SIGQUIT)


def _recorded(server: Server) -> int:
    ((number,),) = server.sql("SELECT count(*) FROM hmic.record WHERE kind = 'entry'", db="hmic")
    return int(number)


def _kill(server: Server, writers: list[Writer], until: float) -> Counter[str]:
    """Kill clients and servers, evenly over what is recorded, until there is enough of it."""
    chance, killed = random.Random(1), Counter[str]()
    while (
        (done := _recorded(server)) < ENTRIES or killed["clients"] < CLIENTS or killed["servers"] < SERVERS
    ):
        assert time.monotonic() < until, f"{done} entries, {killed}"
        share = done / ENTRIES
        if killed["clients"] < share * CLIENTS:
            one = chance.choice(writers)
            assert one.process
            killed["clients"] += one.process.poll() is None
            one.process.kill()
        if killed["servers"] < share * SERVERS:
            server.crash()
            killed["servers"] += 1
            time.sleep(chance.uniform(0.1, 1))
            server.start()
        for one in writers:
            if one.process is None or one.process.poll() is not None:
                one.go()
        time.sleep(0.1)
    return killed


def _go_on(standby: Standby, writers: list[Writer], server: Server) -> None:
    """The server dies while everybody records, and the standby takes over."""
    for one in writers:
        if one.process is None or one.process.poll() is not None:
            one.go()
    more = max(50, ENTRIES // 50)
    for at in (server, standby):
        enough = _recorded(at) + more
        while _recorded(at) < enough:
            time.sleep(0.1)
        if at is server:
            server.kill()
            standby.promote()


def _people(server: Server, base: Path, other: int) -> tuple[list[Writer], dict[str, str]]:
    (base / "pgpass").write_text(f"*:*:*:*:{PASSWORD}\n")
    (base / "pgpass").chmod(0o600)
    environ = {**os.environ, "PGPASSFILE": str(base / "pgpass")}
    server.sql("CREATE DATABASE hmic")
    hmic(base, environ, "hub", "init", server.dsn("boss"))
    hmic(
        base,
        environ,
        "hub",
        "force",
        "add",
        FORCE,
        "--readers",
        "r",
        "--writers",
        "w",
        "--hub",
        server.dsn("boss"),
    )
    writers = []
    for number in range(WRITERS):
        folder = base / f"p{number}"
        folder.mkdir()
        server.login(f"p{number}", "w")
        if not number:
            (folder / "data").mkdir()
            (folder / "data/recommendations.yaml").write_text(_register())
            hmic(folder, environ, "load")
        dsn = server.dsn(f"p{number}", host="localhost,localhost", target_session_attrs="read-write")
        hmic(folder, environ, "join", dsn.replace(f"port={server.port}", f"port={server.port},{other}"))
        writers.append(Writer(number, folder, environ))
    return writers, environ


def _register() -> str:
    findings = "".join(
        f"  - {{id: {name}, kind: recommendation, title: Thing {name}, requirement: Do {name}.}}\n"
        for name in FINDINGS
    )
    head = f"register: 1\nforce: {FORCE}\nreports:\n- id: soak-2020\n  title: Soak 2020\n"
    return f"{head}  published: 2020-01-15\n  findings:\n{findings}"


def _told(
    server: Server, writers: list[Writer], environ: dict[str, str], killed: Counter[str], took: float
) -> None:
    for _ in range(2):
        for one in writers:
            hmic(one.folder, environ, "sync")
    notes: Counter[str] = Counter()
    for (body,) in server.sql("SELECT body FROM hmic.record WHERE kind = 'entry'", db="hmic"):
        notes[json.loads(body)["note"]] += 1
    said, tried = set[str](), set[str]()
    journals = set()
    wrong = 0
    for one in writers:
        mine, all_of_mine = one.acknowledged()
        said |= mine
        tried |= all_of_mine
        done = subprocess.run(
            [sys.executable, "-m", "hmic", "verify"],
            cwd=one.folder,
            env=environ,
            capture_output=True,
            check=False,
        )
        wrong += done.returncode != 0
        with closing(sqlite3.connect(one.folder / "recommendations.db")) as con:
            journals.add(str(con.execute("SELECT number, uid, hash FROM entry ORDER BY number").fetchall()))
    at_hub = hmic(writers[0].folder, environ, "hub", "verify")
    lost = said - notes.keys()
    twice = [note for note, number in notes.items() if number > 1]
    unknown = notes.keys() - tried
    rows = (
        ("writers", WRITERS), ("minutes", round(took / 60, 1)), ("clients killed", killed["clients"]),
        ("servers killed", killed["servers"]), ("standbys that took over", killed["takeovers"]),
        ("entries at the hub", sum(notes.values())),
        ("entries acknowledged", len(said)), ("acknowledged and lost", len(lost)), ("recorded twice", len(twice)),
        ("recorded and never asked for", len(unknown)), ("copies that differ", len(journals) - 1),
        ("copies that verify finds wrong", wrong),
        ("faults that hub verify finds", 0 if "is sound" in at_hub else 1),
    )  # fmt: skip
    print("| what | number |\n|---|---|")
    for what, number in rows:
        print(f"| {what} | {number} |")
    if lost or twice or unknown or wrong or len(journals) != 1:
        print(sorted(lost)[:5], twice[:5], sorted(unknown)[:5])
        sys.exit(1)


if __name__ == "__main__":
    main()
