"""Which era's layout a report has, by what it shows."""

from __future__ import annotations

import re
from enum import StrEnum

from hmic.draft import cues
from hmic.draft.chapters import is_question
from hmic.draft.text_blocks import Block, Role
from hmic.model import Kind


class Layout(StrEnum):
    """The layouts that are known; the value is how the draft names it."""

    STRENGTHS = "strengths, work in progress and areas for improvement (2008)"
    BOXES = "boxes with a title for each finding (PEEL from 2021)"
    QUESTIONS = "questions with lists of findings (2014 to 2019)"
    NUMBERED = "numbered recommendations (national report)"
    LETTER = "letter"
    REGISTER = "the inspectorate’s register of recommendations"
    BOARD = "board paper"
    LISTS = "lists under headings"


_DEAR = re.compile(r"^(?:dear\s+\w+|yours\s+(?:sincerely|faithfully))", re.IGNORECASE)
_PAPER = re.compile(
    r"\b(?:agenda item|report of the|purpose of (?:the |this )?report|members? (?:is|are) (?:asked|"
    r"invited))\b",
    re.IGNORECASE,
)


def layout_of(blocks: list[Block]) -> tuple[Layout, dict[str, int]]:
    """The likeliest layout, and the counts that speak for each."""
    texts = [b.text.lower().strip(" .:") for b in blocks]
    found = [cues.heading(b.text) for b in blocks if b.role is not Role.NOTE]
    cued = [cue for cue in found if cue is not None]
    counts = {
        "strengths": texts.count("strengths"),
        "work in progress": texts.count("work in progress"),
        "boxes": len({b.box for b in blocks if b.box is not None}),
        "questions": sum(is_question(b) for b in blocks),
        "single area for improvement": sum(
            c.kind is Kind.AREA_FOR_IMPROVEMENT and not c.plural for c in cued
        ),
        "numbered recommendations": sum(c.kind is Kind.RECOMMENDATION and bool(c.number) for c in cued),
        "references": sum(bool(c.reference) for c in cued),
        "letter": sum(bool(_DEAR.match(t)) for t in texts),
        "paper": sum(bool(_PAPER.search(t)) for t in texts[:60]),
    }
    return _chosen(counts), {name: count for name, count in counts.items() if count}


def _chosen(counts: dict[str, int]) -> Layout:
    rules = (
        (counts["work in progress"] > 1 and counts["strengths"] > 1, Layout.STRENGTHS),
        (counts["letter"] > 0, Layout.LETTER),
        (counts["references"] > 2, Layout.REGISTER),
        (counts["paper"] > 1, Layout.BOARD),
        (counts["numbered recommendations"] > 2, Layout.NUMBERED),
        (counts["single area for improvement"] > 0, Layout.BOXES),
        (counts["questions"] > 1, Layout.QUESTIONS),
        (counts["boxes"] > 1, Layout.BOXES),
    )
    return next((layout for holds, layout in rules if holds), Layout.LISTS)
