"""Which headings are chapters: the areas under which a report judges and asks."""

from __future__ import annotations

import re

from hmic.draft import cues
from hmic.draft.read_text import GRADE_WORDS
from hmic.draft.text_blocks import GUESSED, Block
from hmic.words import capitalised

_QUESTION = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?P<top>(?:overview|part "
    r"\w+)\s*[–—:-]\s*)?how\s+(?:well\s+)?(?:effective|efficient|legitimate|well|good)"
    r"(?:ly)?(?:\s+and\s+\w+)?\s+(?:is|are|does|do|has|have)\s+(?:the\s+)?(?:[\w’'&-]+\s+){1,8}?"
    r"(?:(?:at|in)\s+)?(?P<what>[a-z].*?)\??$",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:at|in)\s+(?P<what>[a-z].*?)\??$", re.IGNORECASE)
_VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|doesn[’']t|isn[’']t|aren[’']t|should|must|needs?|could|"
    r"can|will|made|makes|"
    r"provides?|understands?|uses?|carries|works?|continues?|took|didn[’']t|hasn[’']t|haven[’']t|"
    r"can[’']t|there)\b",
    re.IGNORECASE,
)
_GRADED = re.compile(
    r"\b(?:is|are|requires?)\s+(?:outstanding|good|adequate|improvement|inadequate)\b(?:\s+(?:at|in)\b|"
    r"\s*[.]?$)",
    re.IGNORECASE,
)
TITLE = re.compile(r"\ban inspection of\b|^peel\b|^hmic\w*\b|\binspection report\b", re.IGNORECASE)
_LABEL = re.compile(
    rf"^(?:overall\s+)?(?:grade|judge?ment|rating)s?\b[\s:–—-]+(?:{'|'.join(GRADE_WORDS)})\b", re.IGNORECASE
)
AREAS = (
    "providing a service to the victims of crime", "crime data integrity", "recording data about crime",
    "engaging with and treating the public with fairness and respect",
    "police powers and treating the public fairly and respectfully",
    "preventing crime and anti-social behaviour",
    "preventing and deterring crime and antisocial behaviour, and reducing vulnerability",
    "responding to the public", "investigating crime", "protecting vulnerable people",
    "supporting victims", "managing offenders and suspects", "managing offenders",
    "disrupting serious organised crime", "tackling serious and organised crime",
    "building, supporting and protecting the workforce", "vetting and counter corruption",
    "leadership and force management",
    "strategic planning, organisational management and value for money", "effectiveness", "efficiency",
    "legitimacy", "people", "understanding the risk of fire and other emergencies",
    "understanding fires and other risks", "preventing fires and other risks",
    "protecting the public through fire regulation", "responding to fires and other emergencies",
    "responding to major and multi-agency incidents", "responding to national risks",
    "making best use of resources", "making the fire and rescue service affordable now and in the future",
    "future affordability", "promoting the right values and culture",
    "getting the right people with the right skills", "ensuring fairness and promoting diversity",
    "managing performance and developing leaders", "intelligence", "prevention", "enforcement",
    "performance management and resilience", "leadership", "governance",
)  # fmt: skip
"""Names of areas that reports of many years have."""


def area_of(text: str) -> str:
    """A chapter's heading as the name of an area: of a question, its subject."""
    bare = re.sub(
        r"^(?:(?:chapter|part|section)\s+\w+\s*[:.–—-]\s*|\d{1,2}(?:\.\d{1,2})*\.?\s+)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    if bare.rstrip().endswith("?") or _QUESTION.match(bare):
        found = _AT.search(bare)
        if found:
            what = found["what"].strip(" ?.")
            return capitalised(what)
    return bare.strip(" :.?–—-")


def is_question(block: Block) -> bool:
    """Whether a block asks how good the force is at something, as a chapter's heading."""
    return block.text.endswith("?") and _QUESTION.match(block.text) is not None


def is_grade(text: str) -> bool:
    """Whether a line is a grade and nothing else."""
    return text.lower().strip(" .:*") in GRADE_WORDS


def chapters(blocks: list[Block]) -> dict[int, str]:
    """The places of the chapters' headings, and the name of each chapter's area."""
    heads = [n for n, block in enumerate(blocks) if _can_be(block)]
    questions = _main([n for n in heads if is_question(blocks[n])], blocks)
    if len(questions) > 1:
        others = [n for n in heads if not blocks[n].text.endswith("?")]
        chosen = sorted({*questions, *(n for n in others if _known(blocks[n]) or _top(blocks[n]))})
    else:
        graded = [n for n in heads if _grade_follows(blocks, n)]
        levels = sorted({blocks[n].level for n in heads if blocks[n].level != GUESSED})
        highest = next((lv for lv in levels if sum(blocks[n].level == lv for n in heads) > 1), None)
        chosen = [
            n for n in heads
            if n in set(graded) or _known(blocks[n])
            or (highest is not None and blocks[n].level <= highest)
            or (highest is None and not graded and _short(blocks[n]))
        ]  # fmt: skip
    return {n: area_of(blocks[n].text) for n in chosen}


_WELL = re.compile(r"^(?:\d+(?:\.\d+)*\.?\s+)?how\s+(?:well|effectively|efficiently)\b", re.IGNORECASE)


_OF_FORCE = re.compile(r"\b(?:is|are|does|do)\s+(?:the\s+)?(?:[\w’'&-]+\s+){1,6}?at\b", re.IGNORECASE)


def _main(questions: list[int], blocks: list[Block]) -> list[int]:
    """The questions that are chapters: of the highest level, and no `How well` under `How effective`."""
    effective = [n for n in questions if not _WELL.match(blocks[n].text)]
    named = [n for n in effective if _OF_FORCE.search(blocks[n].text)]
    main = named if len(named) > 1 else effective or questions
    highest = min((blocks[n].level for n in main), default=GUESSED)
    areas = {area_of(blocks[n].text) for n in main if blocks[n].level == highest}
    return [n for n in main if area_of(blocks[n].text) in areas]


def _can_be(block: Block) -> bool:
    text = block.text
    return (
        block.is_heading
        and block.box is None
        and cues.heading(text) is None
        and not is_grade(text)
        and not cues.is_neutral(text)
        and len(text.split()) <= 30
        and not cues.leads_in(text)
        and _DAY_OF_REPORT.match(text) is None
    )


_DAY_OF_REPORT = re.compile(
    r"(?:(?:first\s+|last\s+)?(?:published|posted|issued|updated|reviewed|embargo\w*|publication|date)\b.*|"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?)\s+20\d\d\W*$",
    re.IGNORECASE,
)
"""A line that says when a report was published or changed."""


def _top(block: Block) -> bool:
    return block.level <= 2


def _known(block: Block) -> bool:
    return area_of(block.text).lower() in AREAS


def _short(block: Block) -> bool:
    """A few words that make no statement."""
    return len(block.text.split()) <= 9 and not _VERBS.search(block.text) and block.text[:1].isupper()


def _grade_follows(blocks: list[Block], place: int) -> bool:
    """Whether the next lines grade what the heading names."""
    for block in blocks[place + 1 : place + 3]:
        if (
            is_grade(block.text)
            or _LABEL.match(block.text)
            or (len(block.text) < 200 and _GRADED.search(block.text))
        ):
            return True
        if block.is_heading:
            return False
    return False
