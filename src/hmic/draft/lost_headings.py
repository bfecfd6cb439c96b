"""Findings whose heading was lost or stands elsewhere: by the box, the bullets and the words left."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from hmic.draft import cues
from hmic.draft.candidates import Candidate, defines, is_nothing
from hmic.draft.chapters import is_grade
from hmic.draft.sections import Section, cue_of
from hmic.draft.text_blocks import Block, Role
from hmic.model import Kind

_PRACTICE = re.compile(
    r"\b(?:good|promising|innovative|notable|effective|positive|best)\s+practice|case\s+stud(?:y|ies)|"
    r"^strengths?|^for example|"
    r"^definitions?|^methodology|^about\s+(?:us|the|this)|^contents|grade|judge?ment",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^(?:by|within|no\s+later\s+than|before|as\s+a\s+matter\s+of\s+urgency|with\s+immediate\s+effect|"
    r"immediately)\b[^.:;]{0,120}?"
    r"\b(?:should|must|needs?\s+to)\b",
    re.IGNORECASE,
)


def displaced(section: Section, blocks: list[Block]) -> list[Candidate]:
    """Findings whose heading is separated from their text: sections further down that find fault.

    A text taken from a PDF gives the heading of a box in its place and the box's words further down.
    """
    place = section.place + 1
    while place < len(blocks) and (cues.is_neutral(blocks[place].text) or not blocks[place].is_heading):
        if blocks[place].is_heading or blocks[place].text.lower().startswith("in this section"):
            place += 1
            continue
        return []
    found: list[Candidate] = []
    for title, body in _titled(blocks, place):
        text = " ".join(blocks[n].text for n in body)
        if (
            not body
            or not cues.criticises(blocks[title].text)
            or not (cues.asks_somebody(text) or cues.criticises(text))
        ):
            break
        narrow = _narrow(blocks, body, section.place)
        if not (cues.asks_somebody(text) or narrow):
            break
        one = Candidate(section.cue.kind, [title, *body], "box out of its place", blocks[title].text)
        one.statement = [blocks[n].text for n in body if blocks[n].role is not Role.BULLET]
        one.parts = _parts(blocks, body)
        one.section = section.cue.label
        one.weak.append(
            f"the heading “{section.cue.label}” is above other text; these words find fault and come next"
        )
        found.append(one)
    return found


def _parts(blocks: list[Block], body: list[int]) -> list[tuple[str, str]]:
    bullets = [blocks[n] for n in body if blocks[n].role is Role.BULLET]
    return [(block.label or str(number), block.text) for number, block in enumerate(bullets, start=1)]


def _titled(blocks: list[Block], place: int) -> Iterator[tuple[int, list[int]]]:
    """Titles with the paragraphs under each, as long as there are such."""
    while place < len(blocks) and blocks[place].is_heading and cue_of(blocks[place]) is None:
        title, body = place, []
        place += 1
        while place < len(blocks) and not blocks[place].is_heading:
            if blocks[place].role is not Role.NOTE:
                body.append(place)
            place += 1
        last = next((k for k, n in enumerate(body) if cues.asks_somebody(blocks[n].text)), 0)
        yield title, body[: last + 1]


def _narrow(blocks: list[Block], body: list[int], around: int) -> bool:
    """Whether the lines are shorter than those of the text around: the width of a box."""
    widths = sorted(
        b.width for b in blocks[max(0, around - 60) : around + 60] if b.width and b.role is Role.TEXT
    )
    own = max((blocks[n].width for n in body), default=0)
    return bool(own and len(widths) > 8 and own < widths[int(0.7 * len(widths))] - 1)


_AFTER = ("work in progress",)


def unheaded_lists(
    blocks: list[Block], chapters: Collection[int], taken: Collection[int]
) -> list[Candidate]:
    """2008: the list after `Work in progress` whose own heading was lost.

    It begins where that list ends with `None identified`, with another kind of bullet after an empty
    line, or where the bullets turn to what the force needs.
    """
    found: list[Candidate] = []
    for place, block in enumerate(blocks):
        if block.is_heading and block.text.lower().strip(" .:") in _AFTER:
            rows = _until_next(blocks, place + 1, chapters)
            for row in _second_list(blocks, rows):
                if row in taken or is_nothing(blocks[row].text):
                    continue
                one = Candidate(
                    Kind.AREA_FOR_IMPROVEMENT,
                    [row],
                    "list after work in progress",
                    statement=[blocks[row].text],
                )
                one.section = "Work in progress"
                one.weak.append(
                    "the list’s heading is missing; it follows work in progress and says what is needed"
                )
                found.append(one)
    return found


def _until_next(blocks: list[Block], place: int, chapters: Collection[int]) -> list[int]:
    rows = []
    while place < len(blocks):
        block = blocks[place]
        new = block.is_heading or block.text.lower().startswith("summary") or place in chapters
        if new or cue_of(block) is not None:
            break
        if block.role is not Role.NOTE:
            rows.append(place)
        place += 1
    return rows


def _second_list(blocks: list[Block], rows: list[int]) -> list[int]:
    """The rows of the list that has lost its heading; none where there is but one list."""
    for number, row in enumerate(rows):
        block = blocks[row]
        before = blocks[rows[number - 1]] if number else None
        if is_nothing(block.text):
            return rows[number + 1 :]
        if before is None or not block.gap:
            continue
        if block.glyph != before.glyph or (block.role is Role.BULLET and _turns(blocks, rows, number)):
            return rows[number:]
    return []


def _turns(blocks: list[Block], rows: list[int], number: int) -> bool:
    """Whether the rows turn at one to what the force needs."""
    asking = [cues.asks_somebody(blocks[n].text) for n in rows]
    return any(asking[number:]) and not any(asking[:number])


def unheaded_boxes(blocks: list[Block], taken: Collection[int]) -> list[Candidate]:
    """Boxes without a heading of ours whose words ask for something."""
    found: list[Candidate] = []
    boxes: dict[int, list[int]] = {}
    for place, block in enumerate(blocks):
        if block.box is not None and block.role is not Role.NOTE:
            boxes.setdefault(block.box, []).append(place)
    for places in boxes.values():
        if any(place in taken for place in places) or _PRACTICE.search(blocks[places[0]].text[:60]):
            continue
        text = " ".join(blocks[n].text for n in places)
        if defines(text) or is_grade(text) or cues.is_for_the_board(text):
            continue
        found += _of_box(blocks, places)
    return found


def _of_box(blocks: list[Block], places: list[int]) -> Iterator[Candidate]:
    groups: list[list[int]] = []
    for place in places:
        head = blocks[place].is_heading or (
            blocks[place].strong and not cues.ends_sentence(blocks[place].text)
        )
        if not groups or (head and any(not blocks[n].is_heading for n in groups[-1])):
            groups.append([])
        groups[-1].append(place)
    for group in groups:
        title = blocks[group[0]].text if blocks[group[0]].is_heading or blocks[group[0]].strong else ""
        body = group[1:] if title else group
        if body:
            yield from _of_group(blocks, title, group, body)


_KINDS = {
    Kind.RECOMMENDATION: "a recommendation",
    Kind.AREA_FOR_IMPROVEMENT: "an area for improvement",
    Kind.CAUSE_OF_CONCERN: "a cause of concern",
}


def _of_group(blocks: list[Block], title: str, group: list[int], body: list[int]) -> Iterator[Candidate]:
    """What is under one title in a box: a concern with what is to be done by when, or one finding."""
    demands = [n for n, place in enumerate(body) if _ALONE.match(blocks[place].text)]
    said = " ".join(blocks[place].text for place in body)
    if not demands:
        if cues.asks_somebody(said) or (title and cues.asks(title)):
            yield _made(blocks, Kind.AREA_FOR_IMPROVEMENT, title, group, body)
        return
    asked = [
        _made(blocks, Kind.RECOMMENDATION, "", body[start:end], body[start:end])
        for start, end in pairwise([*demands, len(body)])
    ]
    before = body[: demands[0]]
    if before and cues.criticises(" ".join(blocks[place].text for place in before)):
        concern = _made(
            blocks, Kind.CAUSE_OF_CONCERN, title, group[: len(group) - len(body) + demands[0]], before
        )
        concern.inner = asked
        yield concern
    else:
        yield from asked


def _made(blocks: list[Block], kind: Kind, title: str, places: list[int], body: list[int]) -> Candidate:
    one = Candidate(kind, places, "box without a heading", title)
    one.statement = [blocks[n].text for n in body if blocks[n].role is not Role.BULLET] or [title]
    one.parts = _parts(blocks, body)
    one.box = blocks[places[0]].box
    one.weak.append(f"the box has no heading; by its words it is {_KINDS[kind]}")
    return one


_BY = re.compile(
    r"\b(?:should|must|needs?\s+to)\b[^.;]{0,60}\b(?:by|no\s+later\s+than|within|before)\b[^.;]{3,60}:$",
    re.IGNORECASE,
)


def _leads_by(blocks: list[Block], place: int) -> bool:
    """Whether a line says who should act by when, and a list of what follows."""
    after = blocks[place + 1] if place + 1 < len(blocks) else None
    return (
        after is not None
        and after.role is Role.BULLET
        and _BY.search(blocks[place].text.strip()) is not None
    )


def dated_demands(blocks: list[Block], taken: Collection[int]) -> list[Candidate]:
    """Paragraphs outside every list that begin with a deadline and say what is to be done by then."""
    found: list[Candidate] = []
    for place, block in enumerate(blocks):
        if place in taken or block.role is Role.NOTE or block.is_heading:
            continue
        if not _ALONE.match(block.text) and not _leads_by(blocks, place):
            continue
        rows = [place]
        if cues.leads_in(block.text):
            following = place + 1
            while (
                following < len(blocks) and blocks[following].role is Role.BULLET and following not in taken
            ):
                rows.append(following)
                following += 1
        one = Candidate(Kind.RECOMMENDATION, rows, "deadline in the running text", statement=[block.text])
        one.parts = _parts(blocks, rows[1:])
        one.weak.append(
            "no heading says that this is a recommendation; it begins with a deadline and says what to do"
        )
        found.append(one)
    return found
