"""A draft and a register, read and checked together before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmic.draft.adopting import Adopted, adopt
from hmic.draft.closing import Move, moves
from hmic.draft.text_ends import difference, values
from hmic.errors import HmicError, Problem
from hmic.register.check_links import Links
from hmic.register.file_text import text_or_problem
from hmic.register.register_files import check_document
from hmic.register.yaml_reader import parse
from hmic.register.yaml_tree import Document, Mapping, Node, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hmic.register_records import Register


_QUOTED = re.compile(r"'([^']*)'")


@dataclass
class Adoption:
    """What came of it: problems, or the register's new text with what went into it."""

    problems: list[Problem]
    old: str = ""
    adopted: Adopted | None = None
    moves: list[Move] = field(default_factory=list)
    """What it closes or opens again."""


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
        raise HmicError(message, hint="correct the draft's `force:` line, or give the right --register")
    adopted = adopt(into, new)
    problems = _links(into, new, set(adopted.there), {report.id for report in own.reports})
    if problems:
        return Adoption(problems)
    whole = parse(adopted.text, str(register))
    _refuse_other(into, whole, adopted.meant, draft)
    links = Links()
    after, problems = check_document(whole)
    problems += [*links.take(whole)[1], *links.problems()]
    return Adoption(problems, into.text, adopted, moves(own, after) if after is not None else [])


def _refuse_other(into: Document, whole: Document, meant: Any, draft: str) -> None:
    """Read the new text again: it must say all that the register said, plus the additions."""
    found = difference(meant, values(whole.root))
    if found is None:
        return
    name, field = found
    line = next((one.line for one in _mappings(into.root) if one.text("id") == name), 1)
    message = (
        f"{into.name}:{line}: {draft} cannot be put in without changing {field!r} of {name or 'the file'}"
    )
    raise HmicError(
        message, hint="nothing was written; write that text in quotes on one line, and try again"
    )


def _mappings(node: Node | None) -> Iterator[Mapping]:
    inner: list[Node] = []
    if isinstance(node, Mapping):
        yield node
        inner = [value for _, value in node.items.values()]
    elif isinstance(node, Sequence):
        inner = node.items
    for one in inner:
        yield from _mappings(one)


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
