"""`hmic` and `python -m hmic`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    import gc

    if sys.argv[1:3] == ["completion", "words"]:  # a shell waits for it at each press of a key
        from hmic.cli.completing import main as complete

        sys.exit(complete(sys.argv[3:]))
    # A run is short and its rows hold no cycles: looking for them, again and again as the rows grow, would
    # cost more than the work itself.
    gc.disable()
    from hmic.cli.lean_typer import import_typer

    import_typer()
    from hmic.cli.main import run

    code = run()
    if "hmic.store.connection" in sys.modules:
        from hmic.store.connection import close_all

        close_all()
    gc.freeze()  # at its end the interpreter looks for them too, and goes through every module again
    sys.exit(code)


if __name__ == "__main__":
    main()
