"""Start-up: `hmic overdue` on the real register against the floor, in paired runs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
RUNS = 40


def seconds(command: list[str]) -> float:
    """How long a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Print the medians and the ratio; end with 1 when it is beyond 1.3."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "bench.db")
        register = str(HERE.parent / "data" / "recommendations.yaml")
        subprocess.run([sys.executable, "-m", "hmic", "load", register, "--db", db, "-q"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        # The command as it is installed; `python -m hmic` would measure Python's own -m as well.
        ours = [str(Path(sys.executable).parent / "hmic"), "overdue", "--db", db]
        floor = [sys.executable, str(HERE / "floor.py"), "--db", db]
        for command in (ours, floor):
            seconds(command)
        pairs = [(seconds(ours), seconds(floor)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    print("| command | median, ms |\n|---|---|")
    print(f"| `hmic overdue` | {statistics.median(a for a, _ in pairs) * 1000:.0f} |")
    print(f"| floor | {statistics.median(b for _, b in pairs) * 1000:.0f} |")
    print(f"\nratio, median of {runs} pairs: {ratio:.2f}")
    return 0 if ratio <= 1.3 else 1


if __name__ == "__main__":
    sys.exit(main())
