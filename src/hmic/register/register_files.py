"""Files → registers, or all problems of all files in one run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.file_marks import KnownFile
from hmic.register.check_content import check_content
from hmic.register.check_fields import check_fields
from hmic.register.check_links import Links
from hmic.register.file_text import digest
from hmic.register.yaml_reader import parse, read_document
from hmic.register.yaml_tree import Document, Mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmic.errors import Problem
    from hmic.register_records import Register


@dataclass(frozen=True)
class Checked:
    """What a run over the files found; `registers` is complete only when there is no problem."""

    registers: tuple[tuple[str, Register], ...]
    problems: tuple[Problem, ...]


class Files:
    """Files that are read one after the other; a file is forgotten when the next one is read.

    Going over it gives each file's name and register, as long as nothing is wrong; afterwards `problems`
    holds what is wrong in all of them, in the order of the files, and `known` what each can be known by.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        reports: Path | None = None,
        on_progress: Callable[[int, int, str], None] = lambda *_: None,
    ) -> None:
        """`reports` is a folder with the reports' texts, to look for each passage's opening words in.

        `on_progress` is called before each file with how many are done, how many there are, and its name.
        """
        self.on_progress = on_progress
        self.paths = paths
        self.reports = reports
        self.problems: list[Problem] = []
        self.hints: list[Problem] | None = None
        """What keeps nothing from being loaded; a list where it is to be looked for."""
        self.known: dict[str, KnownFile] = {}
        self.texts: dict[str, str] | None = None
        self._ahead: list[tuple[str, Register]] = []
        self._reading = self._read()

    @classmethod
    def of_texts(cls, texts: dict[str, str]) -> Files:
        """Files whose texts are given, by their names."""
        files = cls([Path(name) for name in texts])
        files.texts = {str(Path(name)): text for name, text in texts.items()}
        return files

    def __iter__(self) -> Iterator[tuple[str, Register]]:
        return chain(self._ahead, self._reading)

    @property
    def is_wrong(self) -> bool:
        """Whether anything is wrong with what was read so far."""
        return bool(self.problems)

    def begins_well(self) -> bool:
        """Whether the first file could be read; to be asked before going over them."""
        self._ahead = list(islice(self._reading, 1))
        return bool(self._ahead)

    def _read(self) -> Iterator[tuple[str, Register]]:
        links = Links()
        for number, path in enumerate(self.paths):
            self.on_progress(number, len(self.paths), f"reading {path.name}")
            document = (
                read_document(path, str(path))
                if self.texts is None
                else parse(self.texts[str(path)], str(path))
            )
            register, found = check_document(document)
            self.problems += found
            if self.hints is not None:
                from hmic.register.check_words import check_words

                self.hints += check_words(document)
            alone, found = links.take(document)
            self.problems += found
            if self.reports is not None:
                from hmic.register.check_passages import check_passages

                self.problems += check_passages([document], self.reports)
            name = document.name
            if register is not None and not self.problems:
                self.known[name] = KnownFile(digest(document.text), alone)
                del document
                yield name, register
        self.on_progress(len(self.paths), len(self.paths), "checking links and each finding's status")
        self.problems += links.problems()
        order = {str(path): number for number, path in enumerate(self.paths)}
        self.problems.sort(key=lambda p: (order.get(p.file, 0), p.line, p.column))


def check_document(document: Document) -> tuple[Register | None, list[Problem]]:
    """One file's register, None where its fields are not right, and its own problems in their order."""
    problems = list(document.problems)
    register = None
    if document.root is not None:
        register, found = check_fields(document)
        problems += found
    if isinstance(document.root, Mapping):
        problems += check_content(document, document.root)
    return register, sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.column, p.code, p.message))


def check_files(
    paths: Sequence[Path],
    reports: Path | None = None,
    on_progress: Callable[[int, int, str], None] = lambda *_: None,
) -> Checked:
    """Read and check files together; see `Files`."""
    files = Files(paths, reports, on_progress)
    registers = tuple(files)
    return Checked(registers, tuple(files.problems))
