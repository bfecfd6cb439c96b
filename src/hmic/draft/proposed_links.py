"""What a draft shares with the register: follow-ups of what a letter restates, and links to propose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hmic.draft.compose import FollowedUp
from hmic.draft.layouts import Layout
from hmic.draft.text_blocks import sentences
from hmic.errors import HmicError
from hmic.model import Kind, PartialDate
from hmic.register_records import Finding, Register
from hmic.similarity import Text, alike

if TYPE_CHECKING:
    from hmic.draft.compose import Draft, Proposed

SAME = 45
"""From here on what a letter says of an earlier inspection is taken for the register's finding."""
PROPOSE = 38
"""From here on a link is proposed, as a comment."""
MOST = 3

_EARLIER = re.compile(
    r"\b(?:re-?visit(?:ed|s)?|re-?inspect\w*|return(?:ed|ing)? to|follow(?:ed|ing)?[- ]up|(?:our|the) "
    r"(?:previous|earlier|last|original|initial)\b|"
    r"(?:previously|originally) (?:identified|issued|made|raised)|progress (?:against|made|on|towards|"
    r"in addressing)|in our (?:20\d\d|last|previous)|"
    r"we (?:had )?(?:issued|identified|raised|made)|causes? of concern (?:we|that|identified|issued)|"
    r"since (?:our|the) (?:last|previous|inspection))\b",
    re.IGNORECASE,
)
_NO_PROGRESS = (
    r"\b(?:limited|little|no|insufficient|slow|not (?:made )?enough|hasn[’']t (?:made|yet)|has not "
    r"(?:made|yet)|not made) (?:\w+ ){0,2}progress\b|\b(?:remains? (?:a|open|in place)|"
    r"still (?:a|not|does|needs))\b"
)
_DONE = (
    r"\b(?:discharged?|closed?|resolved|no longer (?:a )?(?:cause of concern|concern)|satisfactorily|"
    r"fully (?:addressed|implemented|met)|removed? the|lifted|has addressed|have addressed)\b"
)
_BETTER = (
    r"\b(?:good|some|significant|substantial|considerable|clear|encouraging|positive|sufficient|more) "
    r"progress\b|"
    r"\bimprov\w+|\bpleased|\bbetter\b|\bmade progress\b"
)
_VERDICTS = (
    ("worsened", r"\b(?:worsen\w*|deteriorat\w*|got worse|declin\w+|fallen further)\b"),
    ("unchanged", _NO_PROGRESS),
    ("resolved", _DONE),
    ("improved", _BETTER),
)
_CLEAR = 15
"""How much likelier the first must be than the second to be named without both."""


def link(draft: Draft, register: Register, texts: Sequence[str]) -> None:
    """Turn what a letter restates into follow-ups, and propose links; `texts` are the paper's blocks."""
    earlier = list(_earlier(register, draft))
    if not earlier:
        return
    try:
        best = _best(draft, earlier)
    except HmicError as error:
        draft.remarks.append(f"no links are proposed: {error.message} ({error.hint})")
        return
    letter = draft.layout == Layout.LETTER.value
    restates = letter and any(_EARLIER.search(text) for text in texts)
    kept: list[Proposed] = []
    for one in draft.findings:
        if restates and _follow(draft, one, best, texts):
            continue
        if restates:
            _, near = best[one.id][0]
            one.review.append(
                f"the letter restates an earlier inspection; no finding in the register is like this "
                f"(nearest: {near.id}, {best[one.id][0][0]} of 100)"
            )
        kept.append(one)
    draft.findings = kept
    for one in draft.every():
        for score, near in best[one.id][:MOST]:
            if score >= PROPOSE:
                one.comments.append(f"follows: [{near.id}]? alike {score} of 100: {near.title}")


def _earlier(register: Register, draft: Draft) -> Iterator[Finding]:
    """The findings of the reports that came before."""
    day = draft.about.published
    for report in register.reports:
        before = day is None or PartialDate.parse(report.published).first <= day.last
        if before and report.id != draft.id:
            for finding in report.findings:
                if finding.kind is not Kind.OBSERVATION or draft.layout != Layout.LETTER.value:
                    yield finding
                    yield from finding.recommendations


def _best(draft: Draft, earlier: Sequence[Finding]) -> dict[str, list[tuple[int, Finding]]]:
    """For each finding of the draft the register's that are likest, the likest first."""
    own = draft.every()
    texts = [Text(f"{f.title} {f.requirement}", frozenset()) for f in earlier]
    texts += [Text(f"{one.title} {one.requirement}", frozenset()) for one in own]
    pairs = [(len(earlier) + m, n) for m in range(len(own)) for n in range(len(earlier))]
    rows: dict[str, list[tuple[int, Finding]]] = {one.id: [] for one in own}
    for score, m, n in alike(texts, pairs):
        # Themes are unknown here; what is left counts for the whole.
        rows[own[m - len(earlier)].id].append((round(score / 0.8), earlier[n]))
    for row in rows.values():
        row.sort(key=lambda pair: (-pair[0], pair[1].id))
        del row[5:]
    return rows


def _follow(
    draft: Draft, one: Proposed, best: dict[str, list[tuple[int, Finding]]], texts: Sequence[str]
) -> bool:
    """Make follow-ups of a finding and its recommendations; False where the register has none like it."""
    score, near = best[one.id][0]
    if score < SAME:
        return False
    for each in one.each():
        points, finding = best[each.id][0]
        if points < SAME:
            points, finding = score, near
        verdict, summary = _verdict(each, texts)
        review = [f"alike {points} of 100 to {finding.id} ({finding.title})"]
        if len(best[each.id]) > 1 and best[each.id][1][0] > points - _CLEAR:
            second = best[each.id][1]
            review.append(f"or {second[1].id} ({second[0]} of 100)")
        if summary is None:
            review.append("no words about progress were found: choose the verdict")
        draft.follow_ups.append(
            FollowedUp(finding.id, verdict, summary or each.requirement, each.section, each.opening, review)
        )
    return True


def _verdict(one: Proposed, texts: Sequence[str]) -> tuple[str, str | None]:
    """What the letter says of progress: the first such sentence after the finding's words."""
    start = next(
        (n for n, text in enumerate(texts) if one.opening and text.startswith(one.opening[:40])), None
    )
    if start is not None:
        for text in texts[start + 1 : start + 25]:
            for sentence in sentences(text):
                for verdict, words in _VERDICTS:
                    if re.search(words, sentence, re.IGNORECASE) and re.search(
                        r"\b(?:progress|force|service|we|hmic\w*|concern|now|it)\b", sentence, re.IGNORECASE
                    ):
                        return verdict, sentence
    return "unchanged", None
