"""The long run: at least 1,000 kills and 8 times 500 entries at once, with the figures printed.

`python -m tests.faults.soak [KILLS [ENTRIES [NUMBER …]]]`: with numbers only those lines, so that several can run
side by side.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import faults, fuzz, strange


def main() -> int:
    """Print one line a fault; end with 1 when anything was lost or wrong."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    each = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    fuzzed = kills * 5
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = faults.prepare(folder)
        runs: list[tuple[str, Callable[[], faults.Tally]]] = [
            ("killed while recording, loading, copying, making a database",
             lambda: faults.kill_at_random(db, kills, 7, ("progress", "progress", "load", "backup", "migrate"))),
            (f"8 writers of {each} entries at once", lambda: faults.write_together(db, 8, each)),
            ("restored under 3 writers", lambda: faults.restore_under_writers(db, 3, max(10, kills // 10))),
            ("8 starts at once during an upgrade",
             lambda: faults.upgrade_together(folder, Path("tests/store/schema-1.db.gz"), 8, max(5, kills // 50))),
            ("killed while writing papers, tables and copies",
             lambda: faults.kill_while_writing(db, max(20, kills // 5), 5)),
            ("full disk", lambda: faults.fill_the_disk(db, range(1000, 4_000_000, 100_000))),
            (f"{fuzzed:,} made-up journals taken in", lambda: fuzz.run(folder / "fuzz", fuzzed, "journals")),
            (f"{fuzzed:,} made-up tables recorded", lambda: fuzz.run(folder / "fuzz", fuzzed, "tables")),
            ("foreign, missing and changed parts of a schema",
             lambda: strange.foreign_schemas(db, folder, max(20, kills // 5), 3)),
            ("evidence that never ends, beside another writer",
             lambda: strange.endless_evidence(db, folder, max(8, kills // 10))),
            ("truncated and bit-flipped files", lambda: faults.damage(db, folder, max(60, kills // 2), 11)),
        ]  # fmt: skip
        wanted = [int(number) for number in sys.argv[3:]] or range(1, len(runs) + 1)
        for title, run in (runs[number - 1] for number in wanted):
            start = time.monotonic()
            tally = run()
            bad += len(tally.lost) + len(tally.wrong)
            print(f"{title}: {tally} ({time.monotonic() - start:.0f} s)", flush=True)  # noqa: T201
            for text in tally.wrong[:5]:
                print(f"  {text}")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
