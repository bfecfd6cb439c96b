"""Many files of a register, read and checked by helper processes while this one writes their rows.

Only a register without problems is loaded so. When there is one, nothing is kept, and the files are read
again one after the other, which reports every problem in its order.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic import helper_processes
from hmic.file_marks import KnownFile
from hmic.register.check_links import Links
from hmic.store.register_rows import Item, RegisterRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LEAST = 4_000_000
"""Bytes of all files; below, starting helpers takes longer than they spare."""

MOST = 8_000_000
"""Bytes of one file: each helper holds one as a tree, which takes about fifteen times its size."""

HELPERS = 2
"""This process writes as fast as two read; a third would wait, and take 60 MiB for it."""

READER = f"{__name__}:rows_of_file"
"""What a helper does with each file."""

_PIECE = 500
"""Items that travel together."""


class FilesApart:
    """Files as they come from the helpers, in their order; see `Files`."""

    def __init__(
        self,
        paths: Sequence[Path],
        answers: Iterator[Iterator[Any]],
        on_progress: Callable[[int, int, str], None],
    ) -> None:
        """`answers` has for each file what `rows_of_file` yields."""
        self.paths = paths
        self.answers = answers
        self.on_progress = on_progress
        self.is_wrong = False
        self.known: dict[str, KnownFile] = {}
        self._ahead: list[tuple[str, RegisterRows]] = []
        self._reading = self._read()

    def __iter__(self) -> Iterator[tuple[str, RegisterRows]]:
        return chain(self._ahead, self._reading)

    def begins_well(self) -> bool:
        """Whether the first file could be read; to be asked before going over them."""
        self._ahead = list(islice(self._reading, 1))
        return bool(self._ahead)

    def _read(self) -> Iterator[tuple[str, RegisterRows]]:
        links = Links()
        count = len(self.paths)
        for number, (path, answer) in enumerate(zip(self.paths, self.answers, strict=True)):
            self.on_progress(number, count, f"reading {path.name}")
            head = next(answer)
            if head is None or not links.take_noted(head[2]):
                self.is_wrong = True
                return
            name, alone, _, force, ids, areas = head
            self.known[str(path)] = KnownFile(name, alone)
            items = (Item(*item) for piece in answer for item in piece)
            yield str(path), RegisterRows(force, ids, areas, items)
        self.on_progress(count, count, "checking links and each finding's status")
        self.is_wrong = any(True for _ in links.problems())


@contextmanager
def apart(
    paths: Sequence[Path], on_progress: Callable[[int, int, str], None]
) -> Iterator[FilesApart | None]:
    """The files as helpers read them; None where one process is as fast, or has to do."""
    if not _is_worth_it(paths):
        yield None
        return
    with helper_processes.shared_out(READER, [str(path) for path in paths], HELPERS) as answers:
        yield FilesApart(paths, answers, on_progress)


def _is_worth_it(paths: Sequence[Path]) -> bool:
    if len(paths) < HELPERS or not helper_processes.are_worth_it():
        return False
    return size_of(paths) >= LEAST and all(size_of([path]) <= MOST for path in paths)


def size_of(paths: Sequence[Path]) -> int:
    """How large the files are together; 0 where one cannot be asked."""
    try:
        return sum(path.stat().st_size for path in paths)
    except OSError:
        return 0


def rows_of_file(name: str) -> Iterator[Any]:
    """In a helper: what there is to know of a file, then its rows piece by piece; None for a problem."""
    from hmic.register.file_text import digest
    from hmic.register.register_files import check_document
    from hmic.register.yaml_reader import read_document
    from hmic.store.register_rows import rows_of

    document = read_document(Path(name), name)
    register, problems = check_document(document)
    links = Links()
    alone, twice = links.take(document)
    if register is None or problems or twice:
        yield None
        return
    rows = rows_of(register)
    yield digest(document.text), alone, links.noted(), rows.force, rows.ids, rows.areas
    items = iter(rows.items)
    while piece := [tuple(item) for item in islice(items, _PIECE)]:
        yield piece
