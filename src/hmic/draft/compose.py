"""What was found in a paper → a draft of one report, in the fields of the register."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hmic.draft import cues, wording
from hmic.draft.about import About, about
from hmic.draft.candidates import Candidate
from hmic.draft.find import FoundInReport, find
from hmic.draft.headlines import headline
from hmic.draft.left_out import Counted, Sentence, counted, counted_grades, left_out
from hmic.draft.report_grades import Graded, grades, scale_of
from hmic.draft.scanned_pages import refuse_scanned
from hmic.draft.text_blocks import Block, ReportText
from hmic.draft.tidy import tidied
from hmic.model import Kind, PartialDate, Voice


@dataclass(frozen=True)
class Given:
    """What the person says where the text does not, or is wrong."""

    name: str
    """The file's name."""
    force: str = ""
    id: str = ""
    published: str = ""
    split: bool = False


class Likeness(NamedTuple):
    """A finding of the register that another is like, from 0 to 100."""

    score: int
    id: str
    title: str

    def __str__(self) -> str:
        """In a few words, after its id."""
        return f"alike {self.score} of 100: {self.title}"


@dataclass(slots=True)
class Proposed:
    """A finding as the draft proposes it."""

    id: str
    kind: Kind
    title: str
    requirement: str
    section: str
    opening: str
    rule: str
    page: int | None = None
    area: str | None = None
    addressed_to: str | None = None
    national_reference: str | None = None
    deadlines: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    links: list[Likeness] = field(default_factory=list)
    recommendations: list[Proposed] = field(default_factory=list)
    voice: str | None = None
    places: list[int] = field(default_factory=list)
    """The blocks that it is made of."""

    def each(self) -> Iterable[Proposed]:
        """Itself, then its recommendations."""
        return (self, *self.recommendations)


@dataclass(slots=True)
class FollowedUp:
    """What a report says of a finding that the register has."""

    finding: str
    verdict: str | None
    """None where the words give none, or contradict each other: the person chooses."""
    summary: str
    section: str
    opening: str
    review: list[str]


@dataclass(slots=True)
class Draft:
    """One report, drafted; `remarks` go at its head and `left` at its end."""

    id: str
    force: str
    about: About
    scale: str | None
    grades: list[Graded]
    findings: list[Proposed]
    follow_ups: list[FollowedUp]
    layout: str
    form: str
    pages: int | None
    remarks: list[str]
    counted: list[Counted]
    left: list[Sentence]
    evidence: dict[str, int]
    file: str | None = None
    blocks: list[Block] = field(default_factory=list)
    grades_differ: bool = False
    """Whether the report states another count of grades."""

    def every(self) -> list[Proposed]:
        """All findings, a concern's own recommendations too."""
        return [one for finding in self.findings for one in finding.each()]


def drafted(paper: ReportText, given: Given) -> Draft:
    """The draft of a paper; HmicError where it has no text at all."""
    paper = tidied(paper)
    refuse_scanned(paper, given.name)
    found = find(paper)
    said = about(paper)
    if given.published:
        said = replace(said, published=PartialDate.parse(given.published), published_source="")
    force = given.force or said.force
    name = given.id or _slug(said)
    composer = _Composer(found, name, force, said)
    findings = composer.findings(found.candidates, split=given.split)
    marks = grades(found.blocks, found.chapters)
    whole = "\n".join(block.text for block in found.blocks)
    year = said.published.year if said.published else None
    draft = Draft(
        name, force, said, scale_of(marks, year, whole), marks, findings, [], found.layout.value,
        paper.form, paper.pages, list(paper.remarks), [], left_out(found), found.evidence,
        given.name if paper.form == "text" else None, found.blocks,
    )  # fmt: skip
    draft.counted = counted(found, Counter(one.kind for one in draft.every()))
    graded = counted_grades(found, sum(one.grade is not None for one in marks))
    if graded is not None:
        draft.counted.append(graded)
        draft.grades_differ = not graded.agrees
    draft.remarks += composer.remarks(found)
    return draft


def _slug(said: About) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"[’']", "", said.title.lower()))
    small = {
        "the",
        "of",
        "and",
        "a",
        "an",
        "for",
        "in",
        "on",
        "to",
        "inspection",
        "report",
        "by",
        "s",
        "hmic",
        "hmicfrs",
    }
    own = set(re.findall(r"[a-z0-9]+", said.force.lower()))
    kept = [word for word in words if word not in small and word not in own] or words
    year = str(said.published.year) if said.published else ""
    if year and not any(re.fullmatch(r"(?:19|20)\d\d", word) for word in kept):
        kept = [*kept[:5], year]
    return "-".join(kept[:6]) or "report"


class _Composer:
    """Turns candidates into findings with ids."""

    def __init__(self, found: FoundInReport, report: str, force: str, said: About) -> None:
        self.found = found
        self.report = report
        self.force = force
        self.title = _words(said.title)
        day = said.published
        self.anchor = wording.anchor_of(day.last if day else None, exact=day.exact if day else False)
        self.first = day.first if day else None
        self.numbers: Counter[Kind] = Counter()

    def findings(self, candidates: list[Candidate], *, split: bool) -> list[Proposed]:
        """Each candidate as a finding, in order."""
        rows = [each for one in candidates for each in (_split(one) if split else [one])]
        return [self.finding(one) for one in rows]

    def finding(self, one: Candidate) -> Proposed:
        self.numbers[one.kind] += 1
        name = f"{self.report}-{one.kind.letter}{self.numbers[one.kind]}"
        block = self.found.blocks[one.places[0]]
        area = self.found.area(one.places[0])
        if area is not None and (
            _words(area) in (self.title, _words(self.force)) or _ADDRESSED.match(area)
        ):
            area = None
        whose, unclear = wording.addressee(one, self.force)
        section = ", ".join(dict.fromkeys(part for part in (area, one.section) if part))
        if block.page is not None:
            section = ", ".join(part for part in (section, f"page {block.page}") if part)
        if one.to and not whose:
            whose, unclear = wording.addressed(one.to, self.force)
        phrases, early = wording.deadlines(one, self.anchor, self.first)
        vague = None if phrases or early else wording.unread(one, self.anchor)
        doubts = [*_doubts(one), *([_unread(vague)] if vague else [])]
        weak = [*one.weak, *([unclear] if unclear else []), *doubts, *map(_too_early, early)]
        made = Proposed(
            name, one.kind, headline(one), wording.requirement(one), section,
            wording.opening(one.lead), one.rule, block.page, area, whose, one.reference or None,
            phrases, list(one.parts), weak,
        )  # fmt: skip
        made.places = list(one.places)
        if not cues.suggests(one.words) and not cues.commands(one.lead):
            made.voice = Voice.CRITICISED.value
        inner = list(one.inner)
        made.recommendations = [self.finding(each) for each in inner]
        if one.kind is Kind.CAUSE_OF_CONCERN and not inner:
            made.review.append("no recommendation was found for this cause of concern")
        return made

    @staticmethod
    def remarks(found: FoundInReport) -> list[str]:
        """What the person should know before reading."""
        if not found.repeated:
            return []
        count = len(found.repeated)
        return [
            f"{count} findings that the report gives twice are listed once"
            if count > 1
            else "one finding that the report gives twice is listed once"
        ]


_ADDRESSED = re.compile(
    r"(?:to\s+)?(?:the\s+)?(?:(?:acting|temporary|deputy|assistant)\s+)*"
    r"(?:chief\s+(?:constable|fire\s+officer|officer|executive)|(?:police\s+and\s+crime\s+)?commissioner)\b",
    re.IGNORECASE,
)
"""To whom a letter is addressed, which stands above it as a heading does and is no area."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _too_early(phrase: str) -> str:
    return (
        f"the words “{phrase}” name a day before the report: is its date right, or do they come "
        "from an earlier report?"
    )


def _unread(phrase: str) -> str:
    return f"the words “{phrase}” read like a deadline but name no day: if they are one, add it"


_FEW = 2


def _doubts(one: Candidate) -> list[str]:
    """What is unsure about a finding by itself."""
    doubts = []
    if (
        one.kind is Kind.RECOMMENDATION
        and len(one.parts) > _FEW
        and one.section.lower().endswith("s")
        and not one.number
    ):
        doubts.append(
            f"one lead-in with {len(one.parts)} points is taken as one recommendation: --split makes "
            f"each a finding"
        )
    if len(" ".join(one.statement).split()) < 4 and not one.parts:
        doubts.append("its words are very few")
    return doubts


def _split(one: Candidate) -> list[Candidate]:
    """Each point of a lead-in as a separate finding."""
    if not one.parts or one.kind is Kind.CAUSE_OF_CONCERN:
        inner = [each for inner in one.inner for each in _split(inner)]
        return [replace(one, inner=inner)]
    lead = " ".join(one.statement)
    return [
        replace(
            one,
            title="",
            statement=[f"{lead} {text}"],
            parts=[],
            places=[one.places[min(n, len(one.places) - 1)]],
        )
        for n, (_, text) in enumerate(one.parts, start=1)
    ]
