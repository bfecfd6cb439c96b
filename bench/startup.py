"""Start-up: every reading command on the real register, against the least that typer and that Python can do.

Whole processes in turn, by the processor's time. `floor.py` is a typer application with one query, the script
of `floors.py` needs `sqlite3` only.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from bench import sizes  # noqa: E402 - the folder above this file had to be named first

RUNS = 20
MOST = 1.15
"""Times the typer application that a command may take."""

COMMANDS = (
    "",
    "overdue",
    "list",
    "list --search custody",
    "show crime-2014-r2",
    "changes",
    "changes crime-2014-r2",
    "grades",
    "summary",
    "summary --since 2020-01-01",
    "overdue --as-at 2015-04-01",
    "when within_three_months --published 2014-11-27",
)


def main() -> int:
    """Print a table; end with 1 when a command takes longer than it may."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "bench.db")
        register = str(HERE.parent / "data" / "recommendations.yaml")
        subprocess.run(
            [sizes.HMIC, "load", register, "--db", db, "-q"], check=True, stdout=subprocess.DEVNULL
        )
        floors = [
            [sys.executable, str(HERE / "floor.py"), "--db", db],
            [*sizes.FLOORS, "overdue", db, sizes.TODAY],
        ]
        sizes.QUIET["HMIC_DB"] = db
        ours = [_line(command) for command in COMMANDS]
        rounds = [[sizes.once(line) for line in (*floors, *ours)] for _ in range(runs + 1)][1:]
    return _table(rounds)


def _line(command: str) -> list[str]:
    """The command as it is installed; `python -m hmic` would measure Python's own -m as well."""
    return [sizes.HMIC, *(word.replace("_", " ") for word in command.split())]


def _table(rounds: list[list[float]]) -> int:
    print("| command | ms | × typer | × Python with `sqlite3` |\n|---|---:|---:|---:|")
    wrong = 0
    for n, command in enumerate(("typer, one query", "Python, one query", *COMMANDS)):
        took = statistics.median(one[n] for one in rounds)
        typers, pythons = (statistics.median(one[n] / one[floor] for one in rounds) for floor in (0, 1))
        name = f"`hmic {command.replace('_', ' ')}`".replace(" `", "`") if n > 1 else command
        print(f"| {name} | {took:.0f} | {typers:.2f} | {pythons:.1f} |")
        wrong += n > 1 and typers > MOST
    print(f"\nmedians of {len(rounds)} rounds, processor time; at the most {MOST} × typer")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
