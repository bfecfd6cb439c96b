"""Files of which most is in the database already: only reports whose text changed are read.

That is right only where nothing can depend on the reports that are passed over: none has gone, none that
changed lost a finding or got another date, and each link of theirs is to something that is there. Where
that is in doubt the files are read in full; there every problem is told with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hmic.reads.known import KnownReport, KnownText, Part
from hmic.register.chunks import Chunks, chunks, digest
from hmic.register.text import read_text
from hmic.register.tree import Mapping as Node

if TYPE_CHECKING:
    from hmic.model import Register, Report
    from hmic.register.links import Links
    from hmic.register.tree import Document


class Before(Protocol):
    """What was loaded before, as the database knows it."""

    def texts(self) -> Mapping[str, KnownText]:
        """Digest → the text that it belongs to."""

    def reports(self, ids: Iterable[str]) -> Mapping[str, KnownReport]:
        """Those of some reports that are on the register, with their findings."""

    def homes(self, findings: Iterable[str]) -> Mapping[str, str]:
        """Those of some findings that are on the register: finding → report."""

    def ever(self, ids: Iterable[str]) -> bool:
        """Whether any of some ids was ever used."""


def texts_of(text: str, document: Document, register: Register) -> tuple[tuple[str, ...], str] | None:
    """The digests of a file that was read in full: of each report, and of what stands around them."""
    cut = chunks(text)
    if cut is None or not _as_cut(cut, document):
        return None
    if len(cut.items) != len(register.reports):
        return None
    return tuple(map(digest, cut.items)), cut.rest


def _as_cut(cut: Chunks, document: Document) -> bool:
    """Whether the reports of the parsed text begin where the text was cut."""
    root = document.root
    return isinstance(root, Node) and [node.line for node in root.each("reports")] == cut.lines


def read_changed(paths: Sequence[Path], before: Before) -> list[Part] | None:
    """The files with only their changed reports read; None where they must be read in full.

    What reads and checks a report is imported when there is one to read: most loads change nothing.
    """
    known = before.texts()
    links: Links | None = None
    parts: list[Part] = []
    for path in paths:
        read = _read(path, known)
        if read is None:
            return None
        part, document = read
        if document is not None:
            if links is None:
                from hmic.register.links import Links

                links = Links()
            if any(links.take(document)):
                return None
        parts.append(part)
    forces = [part.force for part in parts]
    if len(set(forces)) != len(forces):
        return None
    there = {report for part in parts for report in part.order}
    gone = any(t.force in forces and t.report and t.report not in there for t in known.values())
    if gone or len(there) != sum(len(part.order) for part in parts):
        return None
    changed = [(part.force, one) for part in parts if part.register for one in part.register.reports]
    return parts if links is None or _stands(changed, forces, links, before) else None


def _read(path: Path, known: Mapping[str, KnownText]) -> tuple[Part, Document | None] | None:
    """A file with its changed reports, and these as a document; None when it must be read in full."""
    text = read_text(path)
    cut = chunks(text) if text is not None else None
    if cut is None:
        return None
    around = known.get(cut.rest)
    digests = tuple(map(digest, cut.items))
    if around is None or around.report or len(set(digests)) != len(digests):
        return None
    force = around.force
    found = [known.get(one) for one in digests]
    new = [n for n, one in enumerate(found) if one is None or one.force != force]
    order = [one.report if one else "" for one in found]
    if not new:
        return Part(str(path), force, None, tuple(order), digests, cut.rest, frozenset()), None
    document, register = _checked(cut.only(new), path)
    if register is None or register.force != force:
        return None
    for number, report in zip(new, register.reports, strict=True):
        order[number] = report.id
    fresh = frozenset(report.id for report in register.reports)
    return Part(str(path), force, register, tuple(order), digests, cut.rest, fresh), document


def _checked(cut: Chunks, path: Path) -> tuple[Document, Register | None]:
    """The text of some reports, read; no register when anything is wrong with it."""
    from hmic.register.check import check_document
    from hmic.register.nodes import parse

    document = parse(cut.text, str(path))
    register, problems = check_document(document)
    if problems or not _as_cut(cut, document):
        return document, None
    return document, register


def _stands(changed: list[tuple[str, Report]], forces: list[str], links: Links, before: Before) -> bool:
    """Whether what changed leaves everything else right."""
    known = before.reports(report.id for _, report in changed)
    new: list[str] = []
    for force, report in changed:
        old = known.get(report.id)
        ids = report.ids[1:]
        if old is None:
            new += report.ids
            continue
        if old.force != force or old.published != report.published or not old.findings <= set(ids):
            return False
        new += [one for one in ids if one not in old.findings]
    if before.ever(new):
        return False
    return _links_stand(links, forces, before)


def _links_stand(links: Links, forces: list[str], before: Before) -> bool:
    """Whether every link of what changed leads to something that is there, and back in time."""
    from hmic.model import PartialDate

    targets = {ref.value for ref in (*links.to_findings, *links.follows, *links.twins)}
    homes = before.homes(targets - set(links.ids))
    wanted = {ref.value for ref in links.to_reports} | set(homes.values())
    there = before.reports(wanted - set(links.published))
    for name, report in there.items():
        if report.force not in forces:
            return False
        links.published[name] = PartialDate.parse(report.published)
    for finding, report_id in homes.items():
        links.place(finding, report_id)
    return links.all_earlier() and not any(links.problems())
