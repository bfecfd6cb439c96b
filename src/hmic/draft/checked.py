"""A draft and a register, read and checked together before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmic.draft.adopting import Adopted, adopt
from hmic.errors import HmicError, Problem
from hmic.register.check_links import Links
from hmic.register.file_text import text_or_problem
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from hmic.register.yaml_tree import Document

if TYPE_CHECKING:
    from pathlib import Path

    from hmic.register_records import Register


_QUOTED = re.compile(r"'([^']*)'")


@dataclass
class Adoption:
    """What came of it: problems, or the register's new text with what went into it."""

    problems: list[Problem]
    old: str = ""
    adopted: Adopted | None = None


def adoption(register: Path, draft: Path) -> Adoption:
    """Check both files, each for itself and their links together, and put the draft into the register."""
    return adoption_of(register, str(draft), text_or_problem(draft, str(draft)))


def adoption_of(register: Path, draft: str, text: str | Document) -> Adoption:
    """The same for the draft's text; `draft` is what it is called."""
    into, own, problems = _checked(str(register), text_or_problem(register, str(register)))
    new, drafted, found = _checked(draft, text)
    problems += found
    if problems or own is None or drafted is None:
        return Adoption(problems)
    if drafted.force != own.force:
        message = f"{draft} is of {drafted.force}, and {register} of {own.force}"
        raise HmicError(
            message, hint="put right the line `force:` of the draft, or give the other --register"
        )
    adopted = adopt(into, new)
    problems = _links(into, new, set(adopted.there), {report.id for report in own.reports})
    if problems:
        return Adoption(problems)
    whole = parse(adopted.text, str(register))
    links = Links()
    _, problems = check_document(whole)
    problems += [*links.take(whole)[1], *links.problems()]
    return Adoption(problems, into.text, adopted)


def _checked(name: str, text: str | Document) -> tuple[Document, Register | None, list[Problem]]:
    if isinstance(text, Document):
        return text, None, list(text.problems)
    document = parse(text, name)
    register, problems = check_document(document)
    return document, register, problems


def _links(register: Document, draft: Document, there: set[str], reports: set[str]) -> list[Problem]:
    """What is wrong with ids and links between the two; what the register already has is no problem."""
    links = Links()
    links.take(register)
    _, found = links.take(draft)
    known = there | reports
    kept = [p for p in found if p.code != "duplicate-id" or known.isdisjoint(_QUOTED.findall(p.message))]
    return [*kept, *links.problems()]
