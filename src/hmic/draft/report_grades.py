"""The grades that a report gives, each under the area's own name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hmic.draft.chapters import AREAS, TITLE, area_of, is_grade, is_question
from hmic.draft.read_text import GRADE_WORDS
from hmic.draft.text_blocks import Block, Role, sentences
from hmic.model import SCALES, Scale

_WORDS = "|".join(sorted((w.replace(" ", r"\s+") for w in GRADE_WORDS), key=len, reverse=True))
_NAMED = r"(?:police|constabulary|force|service|authority|rescue|fire|frs|fra|psni|btp)\b[^.;:]{0,30}"
_SENTENCE = re.compile(
    rf"^(?:overall,?\s+)?(?:the\s+)?(?:[\w’'&,-]+\s+){{0,8}}?{_NAMED}?\s*\b(?:is|was|are|"
    rf"has\s+been\s+(?:graded|judged)(?:\s+as)?)\s+"
    rf"(?:(?:judged|graded|assessed|rated)\s+(?:as|to\s+be)\s+)?(?P<grade>{_WORDS})\s+(?:at|in)\b",
    re.IGNORECASE,
)
_REQUIRES = re.compile(rf"^[^.;:]{{0,80}}?{_NAMED}?\brequires\s+improvement\s+(?:at|in)\b", re.IGNORECASE)
_LABELLED = re.compile(
    rf"^(?:overall\s+)?(?:grade|judge?ment|graded?(?:\s+as)?|rating|our\s+judge?ment|"
    rf"inspection\s+grade)s?\s*(?:is|was)?[\s:–—|-]+(?P<grade>{_WORDS})\b[\s.]*",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"^(?P<area>[A-Z][^.;:?]{{3,110}}?)[\s:–—|-]+(?P<grade>{_WORDS})[\s.]*$", re.IGNORECASE
)
_JUDGES = re.compile(
    rf"\b(?:judges?|judged|graded?|assess(?:es|ed)?|rated)\b[^.;]{{0,80}}?\b(?:as|to\s+be|"
    rf"overall\s+(?:the\s+force\s+)?)\s+(?P<grade>{_WORDS})\b"
    rf"|\b(?:judges?|judged)\s+that\b[^.;]{{0,80}}?\b(?P<grade2>requires\s+improvement)",
    re.IGNORECASE,
)
_UNGRADED = re.compile(
    r"\b(?:ungraded|(?:is|are|was)\s+not\s+graded|(?:have\s+not|haven[’']t|do\s+not|don[’']t|did\s+not|"
    r"didn[’']t)\s+(?:make\s+a\s+graded|graded?\b)|"
    r"(?:hasn[’']t|has\s+not)\s+yet\s+been\s+completed|no\s+grade|not\s+graded)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:judge?ment categor|in applying|characteristics of|means that|we consider whether)", re.IGNORECASE
)


@dataclass(slots=True)
class Graded:
    """One area's grade as the report gives it; None if it says that there is none."""

    area: str
    grade: str | None
    place: int
    note: str = ""
    weak: str = ""


def grades(blocks: list[Block], chapters: dict[int, str]) -> list[Graded]:
    """Every grade, the first for each area, in order."""
    return _Reader(blocks, chapters).read()


class _Reader:
    def __init__(self, blocks: list[Block], chapters: dict[int, str]) -> None:
        self.blocks = blocks
        self.chapters = chapters
        self.found: dict[str, Graded] = {}
        self.waiting: list[int] = []
        """Headings in a row that no grade has followed yet."""
        self.known = {name.lower() for name in chapters.values()} | set(AREAS)
        self.last: int | None = None

    def read(self) -> list[Graded]:
        for place, block in enumerate(self.blocks):
            if block.role is Role.NOTE:
                continue
            if place in self.chapters:
                above = self.above(place)
                adjacent = bool(self.waiting) and above == self.waiting[-1]
                self.waiting = [*self.waiting, place] if adjacent else [place]
                self.last = place
            elif self.last is not None or _LABELLED.match(block.text):
                self.block(place, block)
        for place, block in enumerate(self.blocks):
            if block.grade:
                self.listed(place, block)
        for place, name in self.chapters.items():
            self.ungraded(place, name)
        return sorted(self.found.values(), key=lambda one: one.place)

    def above(self, place: int) -> int:
        while place > 0 and self.blocks[place - 1].role is Role.NOTE:
            place -= 1
        return place - 1

    def block(self, place: int, block: Block) -> None:
        text = block.text
        if is_grade(text):
            if not self.among_grades(place):
                self.alone(place, _grade(text))
            return
        labelled = _LABELLED.match(text)
        if labelled:
            self.put(self.here(), _grade(labelled["grade"]), place)
            return
        beside = _BESIDE.match(text)
        if beside and area_of(beside["area"]).lower() in self.known:
            self.put(area_of(beside["area"]), _grade(beside["grade"]), place)
            return
        self.sentence(place, block)

    def among_grades(self, place: int) -> bool:
        """Whether grades stand one after the other, as over the columns of a table."""
        beside = self.blocks[max(0, place - 1) : place] + self.blocks[place + 1 : place + 2]
        return any(is_grade(block.text) and block.text != self.blocks[place].text for block in beside)

    def sentence(self, place: int, block: Block) -> None:
        first = next(iter(sentences(block.text)), "")
        found = _SENTENCE.match(first) or _REQUIRES.match(first)
        if found and len(first) < 220 and not block.is_heading:
            self.put(self.here(), _grade(found.groupdict().get("grade") or "requires improvement"), place)
            return
        judged = _JUDGES.search(block.text)
        near = self.last is not None and place - self.last < 12
        if (
            judged
            and near
            and not _DEFINES.search(block.text)
            and self.here() not in self.found
            and is_question(self.blocks[self.last or 0])
        ):
            grade = _grade(judged["grade"] or judged["grade2"])
            self.put(self.here(), grade, place)

    def alone(self, place: int, grade: str) -> None:
        """A line with nothing but a grade: of the heading above, or of the first of several that wait."""
        if self.last is None:
            return
        if len(self.waiting) > 1:
            first = self.waiting.pop(0)
            self.put(self.chapters[first], grade, place)
        elif place - self.last < 40:
            self.put(self.here(), grade, place)

    def here(self) -> str:
        area = self.chapters[self.last] if self.last is not None else ""
        return "" if TITLE.search(area) else area

    def put(self, area: str, grade: str, place: int) -> None:
        old = self.found.get(area)
        if not area:
            return
        if old is None:
            self.found[area] = Graded(area, grade, place)
        elif old.grade != grade and not old.weak:
            old.weak = f"the report also says {grade}"

    def listed(self, place: int, block: Block) -> None:
        """An area of a table of grades; one that a chapter names too, in other words, counts once."""
        area = area_of(block.text)
        again = (one.area for one in self.found.values() if _same(one.area, area))
        self.put(next(again, area), block.grade, place)

    def ungraded(self, place: int, name: str) -> None:
        """A chapter that says that it has no grade."""
        if name in self.found or not self.found:
            return
        ends = [n for n in self.chapters if n > place]
        for n in range(place + 1, min(ends, default=len(self.blocks))):
            if _UNGRADED.search(self.blocks[n].text):
                self.found[name] = Graded(name, None, n, "the report gives no grade for this area")
                return


def _same(one: str, other: str) -> bool:
    """Whether two names of areas are one: the longer begins with the shorter."""
    shorter, longer = sorted((re.findall(r"\w+", one.lower()), re.findall(r"\w+", other.lower())), key=len)
    return longer[: len(shorter)] == shorter != []


def _grade(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip(" .:*").lower())


def scale_of(found: list[Graded], year: int | None, text: str) -> Scale | None:
    """The scale on which the grades are, by their words and by the year."""
    words = {one.grade for one in found if one.grade}
    if not words:
        return None
    fitting = [scale for scale, grades in SCALES.items() if words <= set(grades)]
    if Scale.PEEL_FOUR_TIER in fitting and Scale.PEEL_FIVE_TIER in fitting:
        five = re.search(
            r"five[- ]tier|five tiers|peel (?:assessment )?20(?:21|22|23|24|25)|2021/22|20(?:23|24|"
            r"25)[-–/]\d\d",
            text,
            re.IGNORECASE,
        )
        fire = re.search(r"fire (?:and|&) rescue", text[:4000], re.IGNORECASE)
        later = year is not None and year >= (2023 if fire else 2022)
        return Scale.PEEL_FIVE_TIER if five or later else Scale.PEEL_FOUR_TIER
    return fitting[0] if fitting else None
