"""`hmic completion`: the script with which a shell completes hmic's commands, options and names."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from hmic.cli.options import argument
from hmic.cli.run import Run, command
from hmic.errors import HmicError, UsageError, did_you_mean


@command("completion bash")
def completion(
    run: Run,
    shell: Annotated[str, argument("SHELL", "bash, zsh, fish or powershell.")],
    typed: Annotated[list[str] | None, typer.Argument(metavar="WORDS", hidden=True)] = None,
) -> None:
    """Print the script for tab completion of commands, options, ids and names.

    Its first line says where to put it.
    """
    from hmic.cli.completing import SCRIPTS, candidates

    if shell == "words":  # what those scripts ask
        with suppress(HmicError):
            found = candidates(run.world.folder, run.world.environ, typed or [])
            run.world.stdout.write("".join(f"{word}\n" for word in found))
        return
    if shell not in SCRIPTS:
        message = f"there is no completion for {shell!r}"
        raise UsageError(message, hint=did_you_mean(shell, SCRIPTS))
    run.world.stdout.write(SCRIPTS[shell])
