"""`hmic` and `python -m hmic`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from hmic.cli.main import run

    sys.exit(run())


if __name__ == "__main__":
    main()
