"""Records notes one after the other and says the number of each once it has been acknowledged."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from hmic.cli.main import run
from hmic.cli.world import World


def main() -> int:
    """`worker.py DB NAME COUNT [KIND]`: KIND is progress, load, backup, or migrate (a new database)."""
    db, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    kind = sys.argv[4] if len(sys.argv) > 4 else "progress"
    folder = Path(db).parent
    for number in range(count):
        args = {
            "progress": ["progress", "crime-2014-r1", "--note", f"{name}-{number}"],
            "load": ["load", str(folder / f"register-{number % 2}.yaml")],
            "backup": ["backup", str(folder / f"{name}-{number}.copy")],
            "board": ["board", "--since", "2010-01-01", "-o", str(folder / "papers")],
            "export": ["export", "findings", "-o", str(folder / "findings.csv")],
            "restore": ["restore", str(folder / "first.copy")],
            "migrate": ["load", str(folder / "register-0.yaml")],
        }[kind]
        into = str(folder / f"{name}-{number}.new") if kind == "migrate" else db
        out, err = io.StringIO(), io.StringIO()
        code = run([*args, "--db", into], World(io.StringIO(), out, err, {}, folder))
        if code != 0:
            sys.stderr.write(err.getvalue())
            return code
        # One write call, so that an acknowledgement is never half a line.
        os.write(1, f"{name}-{number}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
