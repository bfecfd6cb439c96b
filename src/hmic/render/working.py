"""How far long work is, on a terminal: nothing for the first seconds, then one line that goes away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

SECONDS = 2.0
"""How long work may take without a word."""


class Working:
    """Shows how far the work has got; a context manager, so that the line is always removed."""

    def __init__(self, stream: TextIO, *, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """`shown` is whether a line may be drawn on the stream: it is a terminal, and no --quiet."""
        self.stream = stream
        self.shown = shown
        self.clock = clock
        self.began = clock()
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    @property
    def took(self) -> float:
        """Seconds since the work began."""
        return self.clock() - self.began

    def at(self, done: int, total: int, what: str) -> None:
        """So much of the work is done, and this comes next."""
        if not self.shown or self.took < SECONDS:
            return
        if self._progress is None:
            self._progress = self._begun()
            self._progress.add_task(what, total=total)
        self._progress.update(self._progress.task_ids[0], completed=done, description=what)

    def _begun(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        progress = Progress(*columns, console=Console(file=self.stream), transient=True)
        progress.start()
        return progress
