"""Strange files put before the program: databases with a schema not hmic's own, evidence that never ends."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.faults.faults import ROOT, Tally
from tests.store.test_foreign import FOREIGN

PATIENCE = 30
"""Seconds after which a run counts as hanging, on a machine that is busy with other faults."""


def foreign_schemas(db: Path, folder: Path, rounds: int, seed: int) -> Tally:
    """Foreign or missing parts, alone and together: nothing is acknowledged, nothing hangs, it is named."""
    rng = random.Random(seed)
    tally = Tally()
    kinds = list(FOREIGN.values())
    for number in range(rounds):
        chosen = rng.sample(kinds, rng.choice([1, 1, 2]))
        strange = folder / "strange.db"
        shutil.copy(db, strange)
        try:
            with closing(sqlite3.connect(strange)) as con:
                for statements, _ in chosen:
                    con.executescript(statements)
        except sqlite3.DatabaseError:
            continue  # the two do not go together
        tally.faults += 1
        done = _run("progress", "crime-2014-r1", "--note", f"n{number}", "--db", str(strange))
        if done is None or done.returncode != 2 or done.stdout:
            tally.wrong.append(f"{chosen}: {done}")
        elif not any(told in done.stderr for _, told in chosen):
            tally.wrong.append(f"not named: {chosen}: {done.stderr}")
    return tally


def endless_evidence(db: Path, folder: Path, rounds: int) -> Tally:
    """Pipes, devices and files beyond the limit as evidence: refused, and other writers go on meanwhile."""
    tally = Tally()
    pipe = folder / "pipe"
    if not pipe.exists():
        os.mkfifo(pipe)
    large = folder / "large"
    with large.open("wb") as file:
        file.truncate(3 << 30)  # sparse: it takes no room
    places = [str(pipe), "/dev/zero", str(large), str(folder)]
    for number in range(rounds):
        place = places[number % len(places)]
        command = [
            "progress",
            "crime-2014-r1",
            "--note",
            f"e{number}",
            "--evidence",
            place,
            "--db",
            str(db),
        ]
        start = time.monotonic()
        slow = subprocess.Popen(
            _line(*command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        meanwhile = _run("progress", "crime-2014-r2", "--note", f"other {number}", "--db", str(db))
        try:
            out, err = slow.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            slow.kill()
            tally.wrong.append(f"{place}: it hangs")
            continue
        tally.faults += 1
        if slow.returncode != 2 or out or "bug" in err:
            tally.wrong.append(
                f"{place}: {slow.returncode} {out}{err} after {time.monotonic() - start:.0f} s"
            )
        if meanwhile is None or meanwhile.returncode != 0:
            tally.wrong.append(f"{place}: another writer was kept out: {meanwhile}")
        else:
            tally.acknowledged.add(f"other {number}")
    with closing(sqlite3.connect(db)) as con:
        kept = {row[0] for row in con.execute("SELECT note FROM entry")}
    tally.lost = tally.acknowledged - kept
    return tally


def _line(*args: str) -> list[str]:
    return [sys.executable, "-m", "hmic", *args]


def _run(*args: str) -> subprocess.CompletedProcess[str] | None:
    """One run of the program; None when it hangs."""
    try:
        return subprocess.run(
            _line(*args), capture_output=True, text=True, check=False, cwd=ROOT, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
