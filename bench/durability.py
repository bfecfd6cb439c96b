"""What one acknowledged entry costs under each journal mode and synchronous level."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

ENTRIES = 300


def milliseconds(folder: Path, mode: str, level: str) -> float:
    """The median time of one committed insert."""
    con = sqlite3.connect(folder / f"{mode}-{level}.db", isolation_level=None)
    con.execute(f"PRAGMA journal_mode = {mode}")
    con.execute(f"PRAGMA synchronous = {level}")
    con.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, note TEXT, hash TEXT UNIQUE)")
    times = []
    for number in range(ENTRIES):
        start = time.perf_counter()
        con.execute("BEGIN IMMEDIATE")
        con.execute("INSERT INTO entry (note, hash) VALUES (?, ?)", ["a note " * 20, f"{number:064}"])
        con.execute("COMMIT")
        times.append((time.perf_counter() - start) * 1000)
    con.close()
    return statistics.median(times)


def main() -> None:
    """Print a Markdown table."""
    print(
        "| journal mode | synchronous | one entry, ms | after power loss | readers |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        for mode, level, safe, readers in (
            ("WAL", "FULL", "all kept", "never wait"),
            ("WAL", "NORMAL", "the last may be lost", "never wait"),
            ("DELETE", "FULL", "all kept", "wait for writers"),
            ("DELETE", "EXTRA", "all kept", "wait for writers"),
        ):
            print(
                f"| {mode} | {level} | {milliseconds(Path(name), mode, level):.2f} | {safe} | {readers} |"
            )


if __name__ == "__main__":
    main()
