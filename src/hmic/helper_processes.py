"""Work that is shared out among helper processes: each does its tasks in turn and sends what they yield.

A helper is a fresh interpreter, the same way on every system. What it sends is what `marshal` knows:
texts, numbers, tuples, lists and mappings. It waits until someone takes its results, and ends with whoever
started it: the pipe is broken then.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any

from hmic.errors import HmicError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence

_START = """import marshal, sys
path, function, tasks, given = marshal.load(sys.stdin.buffer)
sys.path[:] = path
from hmic.helper_processes import work
work(function, tasks, given)"""

_LENGTH = 8
"""Bytes of the number before each piece that is sent."""


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def are_worth_it() -> bool:
    """Whether helpers can be started, and have a core to run on."""
    return bool(sys.executable) and cores() > 1


@contextmanager
def shared_out(
    function: str, tasks: Sequence[str], helpers: int, *given: str
) -> Iterator[Iterator[Iterator[Any]]]:
    """For each task in turn, what the generator `module:function` yields for it in one of the helpers.

    It is called with the task and what is `given`. What a task yields has to be taken before that of the
    next one.
    """
    with ExitStack() as stack:
        them = [stack.enter_context(_helper(function, tasks[n::helpers], given)) for n in range(helpers)]
        yield (_yielded(them[n % helpers], task) for n, task in enumerate(tasks))


@contextmanager
def _helper(
    function: str, tasks: Sequence[str], given: tuple[str, ...]
) -> Iterator[subprocess.Popen[bytes]]:
    """A running helper, which is gone afterwards whatever happened."""
    import subprocess

    command = [sys.executable, "-I", "-c", _START]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            assert process.stdin is not None  # noqa: S101 - it was asked for
            try:
                with process.stdin as work:
                    marshal.dump((sys.path, function, list(tasks), given), work)
            except BrokenPipeError:
                pass  # it has ended, which shows when it is listened to
            yield process
        finally:
            process.kill()


def _yielded(process: subprocess.Popen[bytes], task: str) -> Iterator[Any]:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    while (piece := _received(process.stdout)) is not None:
        if not piece:
            return
        yield piece[0]
    ended = process.wait()
    how = f"it was killed by signal {-ended}" if ended < 0 else f"its exit code is {ended}"
    message = f"a helper process ended while it read {task}: {how}"
    raise HmicError(message, hint="nothing was changed; run it again, with more memory free")


def _received(stream: IO[bytes]) -> Any:
    """The next piece: a list of one thing, or an empty one at a task's end; None when the helper ended."""
    length = stream.read(_LENGTH)
    wanted = int.from_bytes(length, "little")
    data = stream.read(wanted)
    return marshal.loads(data) if len(length) == _LENGTH and len(data) == wanted else None  # noqa: S302


def work(function: str, tasks: Sequence[str], given: tuple[str, ...]) -> None:
    """What a helper does. Ctrl-C is for the process that started it, which ends it then."""
    import gc
    import signal
    from importlib import import_module

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    module, _, name = function.partition(":")
    do = getattr(import_module(module), name)
    out = sys.stdout.buffer
    for task in tasks:
        for found in do(task, *given):
            _send(out, [found])
        _send(out, [])


def _send(out: IO[bytes], piece: list[Any]) -> None:
    data = marshal.dumps(piece)
    out.write(len(data).to_bytes(_LENGTH, "little"))
    out.write(data)
    out.flush()
