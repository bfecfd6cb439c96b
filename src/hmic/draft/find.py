"""A paper's blocks → its findings in order, each under its chapter, and the layout that they show."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hmic.draft import cues, lost_headings
from hmic.draft.candidates import Candidate, candidates
from hmic.draft.chapters import chapters
from hmic.draft.layouts import Layout, layout_of
from hmic.draft.sections import Section, sections
from hmic.draft.text_blocks import Block, ReportText, Role
from hmic.model import Kind


@dataclass(slots=True)
class FoundInReport:
    """What the rules found in a paper."""

    blocks: list[Block]
    chapters: dict[int, str]
    candidates: list[Candidate]
    layout: Layout
    evidence: dict[str, int]
    repeated: list[Candidate]
    """What the report says once more, in a summary or a list at its end."""

    def area(self, place: int) -> str | None:
        """The chapter in which a block stands."""
        before = [n for n in self.chapters if n <= place]
        return self.chapters[max(before)] if before else None


def find(paper: ReportText) -> FoundInReport:
    """Every finding of a paper, in the order of its text."""
    blocks = _cut(paper.blocks)
    named = chapters(blocks)
    layout, evidence = layout_of(blocks)
    found = _of_sections(blocks, sections(blocks, named, closed=layout is Layout.STRENGTHS))
    taken = _taken(found)
    if layout is Layout.STRENGTHS:
        found += lost_headings.unheaded_lists(blocks, named, taken)
    else:
        found += lost_headings.unheaded_boxes(blocks, taken)
        found += lost_headings.dated_demands(blocks, _taken(found))
    found.sort(key=lambda one: one.places[0])
    kept, repeated = _once(found, keep=layout is Layout.STRENGTHS)
    return FoundInReport(blocks, named, kept, layout, evidence, repeated)


def _cut(blocks: list[Block]) -> list[Block]:
    """Lines with several findings, one block for each."""
    cut: list[Block] = []
    for block in blocks:
        parts = cues.run_together(block.text) if block.role is not Role.NOTE else [block.text]
        for number, part in enumerate(parts):
            if number == 0 and len(parts) == 1:
                cut.append(block)
            else:
                role = Role.TEXT if number or cues.heading(part) is not None else block.role
                bullet = part.startswith("• ")
                role = Role.BULLET if bullet else role
                made = Block(part.removeprefix("• ").strip(), block.page, role, box=block.box)
                made.gap, made.glyph = block.gap and not number, "•" if bullet else ""
                cut.append(made)
    return cut


def _taken(found: list[Candidate]) -> set[int]:
    return {place for one in found for each in (one, *one.inner) for place in each.places}


def _of_sections(blocks: list[Block], cut: list[Section]) -> list[Candidate]:
    """The findings of the sections; recommendations that follow a cause of concern go into it."""
    found: list[Candidate] = []
    concern: Candidate | None = None
    for number, section in enumerate(cut):
        own = candidates(section, blocks)
        if not own:
            waiting = section.cue.kind is not Kind.CAUSE_OF_CONCERN
            own = lost_headings.displaced(section, blocks) if waiting and section.ended == "heading" else []
        own = _without_practice(own, cut, number, blocks)
        if section.cue.kind is Kind.CAUSE_OF_CONCERN:
            found += own
            concern = own[-1] if own else None
            for one in own:
                _own_recommendations(one)
        elif section.cue.kind is Kind.RECOMMENDATION and concern is not None:
            if _continues(cut[number - 1], section, blocks):
                concern.inner += own
            else:
                found += own
                concern = None
        else:
            found += own
            concern = None
        if section.ended not in {"cue", "box"}:
            concern = None if not (concern and _cue_is_next(cut, number, blocks)) else concern
    return found


def _cue_is_next(cut: list[Section], number: int, blocks: list[Block]) -> bool:
    """Whether nothing but headings stands between a section and the next."""
    if number + 1 >= len(cut):
        return False
    end = max([cut[number].place, *cut[number].body])
    return all(blocks[n].role is Role.NOTE for n in range(end + 1, cut[number + 1].place))


def _continues(before: Section, section: Section, blocks: list[Block]) -> bool:
    """Whether recommendations belong to the concern above them: the same box, or nothing stands between."""
    end = max([before.place, *before.body])
    between = [n for n in range(end + 1, section.place) if blocks[n].role is not Role.NOTE]
    return not between


_AT_ONCE = re.compile(
    r"\b(?:should|must|needs?\s+to),?\s+(?:immediately|urgently|now|as\s+a\s+matter\s+of\s+urgency|"
    r"as\s+soon\s+as|with\s+immediate|within|by)\b",
    re.IGNORECASE,
)


def _own_recommendations(concern: Candidate) -> None:
    """What a cause of concern itself asks for, without a heading: a separate recommendation."""
    statement: list[str] = []
    parts = concern.parts
    for text in concern.statement:
        demands = cues.asks_somebody(text) and (
            cues.begins_dated(text) or cues.leads_in(text) or _AT_ONCE.search(text) is not None
        )
        if demands and (statement or concern.title):
            one = Candidate(
                Kind.RECOMMENDATION, concern.places[-1:], "words of a concern", statement=[text]
            )
            one.section, one.box = concern.section, concern.box
            if cues.leads_in(text):
                one.parts, parts = parts, []
            concern.inner.append(one)
        else:
            statement.append(text)
    concern.statement, concern.parts, concern.lines = statement or concern.statement, parts, []


def _without_practice(
    own: list[Candidate], cut: list[Section], number: int, blocks: list[Block]
) -> list[Candidate]:
    """Two headings over nothing, then two texts: the one without a fault is the good practice."""
    place = cut[number].place
    above = blocks[place - 1] if place else None
    empty_practice = (
        above is not None and above.is_heading and re.search("practice", above.text, re.IGNORECASE)
    )
    if not empty_practice:
        return own
    kept = [one for one in own if cues.criticises(one.title or one.lead) or cues.asks_somebody(one.lead)]
    for one in kept:
        one.weak.append("another box stands between the heading and these words")
    return kept


_WORDS = re.compile(r"\w+")


def _key(one: Candidate) -> str:
    return " ".join(_WORDS.findall((one.words.removeprefix(one.title) or one.title).lower()))


def _once(found: list[Candidate], *, keep: bool) -> tuple[list[Candidate], list[Candidate]]:
    """The findings without those that a summary or a list at the end gives once more."""
    kept: list[Candidate] = []
    repeated: list[Candidate] = []
    seen: dict[str, Candidate] = {}
    for one in found:
        key = _key(one)
        first = seen.get(key)
        if first is not None and not keep:
            if first.recap and not one.recap:
                kept[kept.index(first)] = one
                seen[key] = one
                repeated.append(first)
            else:
                repeated.append(one)
            continue
        seen.setdefault(key, one)
        kept.append(one)
    return kept, repeated
