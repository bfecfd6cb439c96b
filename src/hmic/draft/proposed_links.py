"""What a draft shares with the register: follow-ups of what a letter restates, and links to propose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.draft.compose import FollowedUp, Likeness, Proposed
from hmic.draft.layouts import Layout
from hmic.draft.verdicts import Said, Statement, closes, statements, topic, verdict_of
from hmic.draft.wording import opening
from hmic.errors import HmicError
from hmic.model import Kind, PartialDate
from hmic.register_records import Finding, Register
from hmic.similarity import Text, alike

if TYPE_CHECKING:
    from hmic.draft.compose import Draft

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
_CLEAR = 15
"""How much likelier the first must be than the second to be named without both."""


def link(draft: Draft, register: Register) -> None:
    """Turn what a letter restates into follow-ups, and propose links."""
    earlier = list(_earlier(register, draft))
    if not earlier:
        return
    try:
        best = _best([(one.id, f"{one.title} {one.requirement}") for one in draft.every()], earlier)
        _closed(draft, earlier)
    except HmicError as error:
        draft.remarks.append(f"no links are proposed: {error.message} ({error.hint})")
        return
    letter = draft.layout == Layout.LETTER.value
    restates = letter and any(_EARLIER.search(block.text) for block in draft.blocks)
    kept: list[Proposed] = []
    followed: list[Followed] = []
    for one in draft.findings:
        again = restates and _follow(one, best)
        if again:
            followed += again
            continue
        if restates:
            score, near = best[one.id][0]
            one.review.append(
                f"the letter restates an earlier inspection; no finding in the register is like this "
                f"(nearest: {near.id}, {score} of 100)"
            )
        kept.append(one)
    draft.findings = kept
    _follow_ups(draft, followed)
    for one in draft.every():
        one.links = [
            Likeness(score, near.id, near.title) for score, near in best[one.id][:MOST] if score >= PROPOSE
        ]


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


def _best(
    own: Sequence[tuple[str, str]], earlier: Sequence[Finding]
) -> dict[str, list[tuple[int, Finding]]]:
    """For each text, by its name, the findings of the register that are likest, the likest first."""
    texts = [Text(f"{f.title} {f.requirement}", frozenset()) for f in earlier]
    texts += [Text(text, frozenset()) for _, text in own]
    pairs = [(len(earlier) + m, n) for m in range(len(own)) for n in range(len(earlier))]
    rows: dict[str, list[tuple[int, Finding]]] = {name: [] for name, _ in own}
    for score, m, n in alike(texts, pairs):
        # Themes are unknown here; what is left counts for the whole.
        rows[own[m - len(earlier)][0]].append((round(score / 0.8), earlier[n]))
    for row in rows.values():
        row.sort(key=lambda pair: (-pair[0], pair[1].id))
        del row[5:]
    return rows


class Followed(NamedTuple):
    """A finding that a letter restates, the one of the register that it is, and what is unsure."""

    restated: Proposed
    finding: str
    review: list[str]


def _follow(one: Proposed, best: dict[str, list[tuple[int, Finding]]]) -> list[Followed]:
    """A restated finding with its recommendations; none where the register has none like it."""
    score, near = best[one.id][0]
    if score < SAME:
        return []
    found = []
    for each in one.each():
        points, finding = best[each.id][0]
        if points < SAME:
            points, finding = score, near
        review = [f"alike {points} of 100 to {finding.id} ({finding.title})"]
        if len(best[each.id]) > 1 and best[each.id][1][0] > points - _CLEAR:
            second = best[each.id][1]
            review.append(f"or {second[1].id} ({second[0]} of 100)")
        found.append(Followed(each, finding.id, review))
    return found


def _follow_ups(draft: Draft, followed: Sequence[Followed]) -> None:
    """A follow-up of each, with the verdict of the sentences that mention it."""
    about = _by_finding(draft, [one.restated for one in followed])
    used: set[str] = set()
    for each, finding, review in followed:
        said, unsure = about[each.id]
        verdict = verdict_of(said)
        sentences = list(dict.fromkeys(one.sentence for one in said))
        if not said:
            review.append("no words about progress were found: write the verdict")
        elif verdict is None:
            review.append(f"its sentences contradict each other: write the verdict ({_CHOICE})")
        elif unsure:
            review.append("the words are of its recommendations: choose the verdict")
        used.update(sentences)
        summary = " ".join(sentences) or each.requirement
        draft.follow_ups.append(FollowedUp(finding, verdict, summary, each.section, each.opening, review))
    draft.left = [row for row in draft.left if not (row.closes and row.text in used)]


_CHOICE = "resolved, improved, unchanged or worsened"


def _by_finding(draft: Draft, restated: Sequence[Proposed]) -> dict[str, tuple[list[Statement], bool]]:
    """The statements about each finding; for a concern of which none speaks, what is said under it."""
    about: dict[str, list[Statement]] = {one.id: [] for one in restated}
    concern_of = {
        each.id: one.id for one in restated for each in one.each() if one.kind is Kind.CAUSE_OF_CONCERN
    }
    under: dict[str, list[Statement]] = {one.id: [] for one in restated}
    for said in statements(draft.blocks):
        above = [one for one in restated if one.places[0] < said.place]
        if not above:
            continue
        for one in _meant(said, above, concern_of):
            about[one.id].append(said)
        if said.kind is None and said.said is not Said.CLOSED and above[-1].id in concern_of:
            under[concern_of[above[-1].id]].append(said)
    return {name: (said or under[name], not said) for name, said in about.items()}


def _meant(said: Statement, above: Sequence[Proposed], concern_of: dict[str, str]) -> Sequence[Proposed]:
    """The findings of which a statement speaks: of its kind the last above it, else the last of all."""
    if said.kind is None:
        return above[-1:]
    same = [one for one in above if one.kind is said.kind]
    if said.number:
        return same[said.number - 1 : said.number]
    if not said.every or not same:
        return same[-1:]
    concern = concern_of.get(same[-1].id)
    own = said.kind is Kind.RECOMMENDATION and concern is not None
    return [one for one in same if not own or concern_of.get(one.id) == concern]


def _closed(draft: Draft, earlier: Sequence[Finding]) -> None:
    """Follow-ups of what a report says to be closed or open outside of any finding, where plain which."""
    if draft.layout == Layout.LETTER.value:
        return  # its sentences belong to what it restates
    for said in statements(draft.blocks):
        row = next((row for row in draft.left if row.closes and row.text == said.sentence), None)
        same = [one for one in earlier if one.kind is said.kind]
        if row is None or not same or not closes(said):
            continue
        score, near = _best([("", topic(said.sentence))], same)[""][0]
        if score >= PROPOSE:  # of its kind, and to be reviewed
            review = [f"alike {score} of 100 to {near.id} ({near.title})"]
            verdict = verdict_of([said])
            section = f"page {row.page}" if row.page else ""
            draft.follow_ups.append(
                FollowedUp(near.id, verdict, said.sentence, section, opening(said.sentence), review)
            )
            draft.left.remove(row)
        else:
            draft.left[draft.left.index(row)] = row._replace(near=f"nearest: {near.id}, {score} of 100")
