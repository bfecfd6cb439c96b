"""Files → registers, or all problems of all files in one run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmic.register.check import check_document
from hmic.register.links import check_links
from hmic.register.nodes import read_document
from hmic.register.passages import check_passages

if TYPE_CHECKING:
    from pathlib import Path

    from hmic.errors import Problem
    from hmic.model import Register


@dataclass(frozen=True)
class Checked:
    """What a run over the files found; `registers` is complete only when there is no problem."""

    registers: tuple[tuple[str, Register], ...]
    problems: tuple[Problem, ...]


def check_files(paths: list[Path], reports: Path | None = None) -> Checked:
    """Read and check files together.

    `reports` is a folder with the reports' texts, to look for each passage's opening words in.
    """
    documents = [read_document(path, str(path)) for path in paths]
    registers: list[tuple[str, Register]] = []
    problems: list[Problem] = []
    for document in documents:
        register, found = check_document(document)
        problems += found
        if register is not None:
            registers.append((document.name, register))
    problems += check_links(documents)
    if reports is not None:
        problems += check_passages(documents, reports)
    order = {str(path): number for number, path in enumerate(paths)}
    problems.sort(key=lambda p: (order.get(p.file, 0), p.line, p.column))
    return Checked(tuple(registers), tuple(problems))
