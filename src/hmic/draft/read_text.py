"""A report as plain text, as it comes out of a PDF or off a page: lines → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hmic.draft import cues
from hmic.draft.bullets import SIGNS, inline, mark, numbered
from hmic.draft.cues import Cue
from hmic.draft.text_blocks import GUESSED, Block, ReportText, Role, sentences, shortened, squeezed

_TAG = re.compile(
    r"</?(?:b|i|u|strong|em|sup|sub|br|span|p|div|font|a|h[1-6])(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_NOTE_MARK = re.compile(r"<sup>\s*[\d*†‡]{1,3}\s*</sup>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STARS = re.compile(r"(\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*]))")
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(?P<rest>.*)")
_RULE = re.compile(r"\s*(?:[-_=*·.]\s?){3,}\s*$")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*$")
_SUPERSCRIPT = re.compile(r"\s*(?:[\u00b9\u00b2\u00b3\u2070-\u2079]+|\[\d{1,3}\])\s*(?=\S)")
_PAGE = re.compile(
    r"\s*(?:[-–—\[(]*\s*page\s+)?(?P<number>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?\s*[-–—\])|]*\s*$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:\.{4,}|\t|\s{3,}|…{2,})\s*\d{1,3}\s*$")
GRADE_WORDS = (
    "outstanding", "good", "adequate", "requires improvement", "inadequate", "excellent", "fair", "poor",
    "exceeds the standard", "meets the standard", "fails to meet the standard",
)  # fmt: skip
_LETTER = 8
"""Points that a letter is taken to be wide."""
_BREAKS_AT = 0.62
"""A line this much shorter than the page's lines ends its paragraph if the next begins with a capital."""


def read(text: str) -> ReportText:
    """The blocks of a text; form feeds separate its pages."""
    blocks: list[Block] = []
    pages = shortened(text).split("\f")
    counted = len(pages) > 1
    for number, page in enumerate(pages, start=1):
        blocks += _page(page, number if counted else None)
    return ReportText("text", blocks, len(pages) if counted else None)


def _page(text: str, page: int | None) -> Iterator[Block]:
    lines = _signed(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    usual = _usual_width(lines)
    graded = _in_columns(lines)
    gap = True
    kept: list[str] = []
    for place, line in enumerate(lines):
        if place in graded:
            if kept:
                yield from _paragraph(kept, page, gap)
                kept = []
            area, grade = graded[place]
            yield Block(squeezed(area), page, gap=True, grade=grade.lower())
            gap = True
            continue
        if not line.strip() or _RULE.match(line):
            if kept:
                yield from _paragraph(kept, page, gap)
                kept = []
                gap = True
            gap = True
            continue
        if kept and not _goes_on(kept, line, usual):
            yield from _paragraph(kept, page, gap)
            kept, gap = [], False
        kept.append(line)
    if kept:
        yield from _paragraph(kept, page, gap)


_AREA_AND_GRADE = re.compile(
    r"\s*(?P<area>[A-Z][^.;:?!]{2,80}?)(?:\s{2,}|\t\s*)"
    rf"(?P<grade>{'|'.join(GRADE_WORDS)})\s*",
    re.IGNORECASE,
)


def _in_columns(lines: list[str]) -> dict[int, tuple[str, str]]:
    """The lines of a table of grades, by their places: an area, some spaces, its grade; two or more."""
    found = {n: row for n, line in enumerate(lines) if (row := _AREA_AND_GRADE.fullmatch(line))}
    return {n: (row["area"], row["grade"]) for n, row in found.items()} if len(found) > 1 else {}


_LONE = re.compile(rf"\s*(?:[{SIGNS}–-]|\(?(?:[a-z]|[ivx]{{1,4}}|\d{{1,2}})[.)])\s*$", re.IGNORECASE)


def _signed(lines: list[str]) -> list[str]:
    """The lines, with each bullet that is alone on a line joined to its text."""
    made: list[str] = []
    sign, empty = "", 0
    for line in lines:
        if sign and not line.strip() and not empty:
            empty = 1
        elif sign and line.strip() and mark(line) is None:
            made.append(f"{sign} {line.strip()}")
            sign, empty = "", 0
        else:
            made += [sign] * bool(sign) + [""] * empty
            sign, empty = (line.rstrip(), 0) if _LONE.match(line) else ("", 0)
            made += [] if sign else [line]
    return [*made, sign] if sign else made


_ENDED = 0.45
"""The share of lines that end as sentences do, though another follows, from which each is a paragraph."""


def _usual_width(lines: list[str]) -> int:
    """How long a full line is, where the lines are the paper's own; 0 where each is a paragraph."""
    followed = [
        line.rstrip()
        for line, below in pairwise(lines)
        if len(line.strip()) > 30 and below.strip() and mark(below) is None
    ]
    ended = sum(cues.ends_sentence(line) or line.endswith("?") for line in followed)
    if len(followed) > 2 and ended > _ENDED * len(followed):
        return 0
    lengths = sorted(len(line.rstrip()) for line in lines if len(line.strip()) > 30)
    within = [length for length in lengths if length <= 125]
    if len(within) < 4:
        return 0
    return within[int(0.9 * (len(within) - 1))]


def _bare(line: str) -> str:
    line = _NOTE_MARK.sub("", line)
    return _STARS.sub("", _TAG.sub("", _LINK.sub(r"\1", line)))


def _goes_on(kept: list[str], line: str, usual: int) -> bool:
    """Whether a line belongs to the paragraph above it."""
    last, bare = _bare(kept[-1]).rstrip(), _bare(line).strip()
    if _own(kept[-1]) or _own(line) or numbered(bare) or _announces(last, cues.heading(bare)):
        return False
    marked = mark(bare)
    if marked is not None and (marked.glyph or _begins_item(marked.label, marked.rest, last)):
        return False
    hangs = line[:1].isspace() and not kept[-1][:1].isspace() and mark(_bare(kept[0])) is not None
    torn = line[:1].isspace() and not kept[-1][:1].isspace() and cues.ends_sentence(last)
    if torn and not hangs and bare[:1].isupper():
        return False  # the first line of a page, in texts that lost their page breaks
    if hangs or bare[:1].islower() or last.endswith(("-", ",", "–", "(")):
        return True
    if len(last) > 1.3 * usual or usual == 0:
        return False
    short = len(last) < _BREAKS_AT * usual
    return not (short and (cues.ends_sentence(last) or bare[:1].isupper()))


def _announces(last: str, cue: Cue | None) -> bool:
    """Whether a line begins a finding, by its name: after a sentence, or where it is numbered."""
    return cue is not None and (cues.ends_sentence(last) or bool(cue.number and cue.rest))


def _begins_item(label: str, rest: str, last: str) -> bool:
    """Whether a number or letter begins an item: not the `2016).` of a sentence that wraps."""
    return bool(label) and (
        cues.ends_sentence(last)
        or last.endswith(("and", "or"))
        or rest[:1].isupper()
        or mark(last) is not None
    )


def _own(line: str) -> bool:
    """Whether a line is a block by itself, whatever is above and below."""
    bare = _bare(line).strip()
    if _HASHES.match(line) or _ADDRESS.match(bare) or _CONTENTS.search(line):
        return True
    if line.strip().startswith("**") and line.strip().endswith("**"):
        return True
    if bare.lower().strip(" .") in GRADE_WORDS or _PAGE.fullmatch(bare):
        return True
    cue = cues.heading(bare)
    if cue is not None and (not cue.rest or cues.addresses(cue.rest)):
        return True
    return cues.is_neutral(bare)


def _paragraph(lines: list[str], page: int | None, gap: bool) -> Iterator[Block]:  # noqa: FBT001 - of a block
    first = lines[0]
    raw = " ".join(line.strip() for line in lines)
    width = max(len(line.rstrip()) for line in lines) if len(lines) > 1 else 0
    hashes = _HASHES.match(first) if len(lines) == 1 else None
    if hashes:
        raw = hashes["rest"]
    strong = raw.startswith(("**", "<b>", "<strong>")) and raw.endswith(("**", "</b>", "</strong>"))
    if _is_note(raw, first, headed=hashes is not None):
        yield Block(squeezed(_bare(raw)), page, Role.NOTE, gap=gap, width=width)
        return
    depth = _LETTER * (len(first) - len(first.lstrip()))
    marked = mark(_bare(raw)) if not hashes else None
    parts = _parts(_bare(raw), marked is not None)
    for number, part in enumerate(parts):
        own = mark(part) if marked is not None and number == 0 else None
        text = squeezed(own.rest if own else part)
        block = Block(text, page, gap=gap and number == 0, width=width, strong=strong)
        if own is not None:
            block.role, block.glyph, block.label = Role.BULLET, own.glyph or "1", own.label
            block.depth = depth
        elif number:
            block.role, block.glyph = Role.BULLET, "•"
        elif hashes:
            block.role, block.level = Role.HEADING, len(hashes[1])
        elif _looks_like_heading(text, len(lines)):
            block.role, block.level = Role.HEADING, GUESSED
        rest = _after_last(block) if number and number == len(parts) - 1 else None
        yield from (one for one in (block, rest) if one is not None and one.text)


def _is_note(raw: str, first: str, *, headed: bool) -> bool:
    """Whether a paragraph is a footnote, an address, a page's number or a line of the contents."""
    bare = _bare(raw)
    if _NOTE_MARK.match(raw) or _SUPERSCRIPT.match(raw) or _ADDRESS.match(bare) or _CONTENTS.search(first):
        return True
    return not headed and _PAGE.fullmatch(bare) is not None


def _after_last(block: Block) -> Block | None:
    """What goes on after the last bullet of a line that holds several: other text, without a bullet."""
    rows = sentences(block.text)
    if len(rows) < 2 or cues.demands(rows[1]):
        return None
    block.text = rows[0]
    return Block(" ".join(rows[1:]), block.page)


def _parts(text: str, marked: bool) -> list[str]:  # noqa: FBT001 - private
    """A line with several bullets in it, cut; one that is itself a bullet keeps its own."""
    if not marked:
        return inline(text)
    first = mark(text)
    assert first is not None  # noqa: S101 - it was found before
    pieces = inline(first.rest)
    if len(pieces) == 1:
        return [text]
    sign = first.glyph or "•"
    return [f"{sign} {pieces[0]}", *pieces[1:]]


def _looks_like_heading(text: str, lines: int) -> bool:
    """A short line without the end of a sentence, or a question."""
    words = text.split()
    if not words or lines > 3 or len(words) > 32 or not any(ch.isalpha() for ch in text):
        return False
    if text.endswith("?"):
        return text[:1].isupper()
    first = text.lstrip("“‘\"'(")[:1]
    return (first.isupper() or first.isdigit()) and not cues.ends_sentence(text)
