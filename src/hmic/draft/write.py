"""A draft → the text of a register with one report. The same draft gives the same bytes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from hmic.draft.compose import Draft, FollowedUp, Likeness, Proposed
from hmic.draft.left_out import Sentence
from hmic.draft.report_grades import Graded
from hmic.draft.text_blocks import squeezed
from hmic.draft.yaml_lines import WIDTH, field, on_one_line, paragraphs, scalar
from hmic.words import capitalised, count

MARK = "#:"
"""Begins the draft's own comments: `adopt` leaves them out, and keeps those that a person wrote."""


def written(draft: Draft) -> str:
    """The draft as YAML: first what it is, then the report, then what was not taken."""
    lines = [*_head(draft), "register: 1", f"force: {scalar(draft.force or 'Your force')}", "reports:"]
    lines += _report(draft)
    lines += ["", *_end(draft)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        squeezed(text), WIDTH + 6, initial_indent=f"{indent}{MARK} ",
        subsequent_indent=f"{indent}{MARK}   ", break_on_hyphens=False,
    )  # fmt: skip


def _head(draft: Draft) -> Iterator[str]:
    every = draft.every()
    weak = sum(bool(one.review) for one in every)
    pages = f", {count(draft.pages, 'page')}" if draft.pages else ""
    yield from _comment(
        f"A draft, made by hmic from a {draft.form}{pages}. Nothing of it counts until a person has "
        f"read it."
    )
    yield from _comment(f"Layout: {draft.layout}.")
    if draft.evidence:
        yield from _comment(
            "Seen: " + ", ".join(f"{name} {number}" for name, number in draft.evidence.items()) + "."
        )
    yield from _comment(
        f"{count(len(every), 'finding')}, {weak} by weak evidence. "
        f"Not taken, at the end: {count(len(draft.left), 'sentence')}."
    )
    for row in draft.counted:
        page = f" (page {row.page})" if row.page else ""
        verdict = "as many" if row.agrees else f"the draft has {row.drafted}"
        yield from _comment(f"The report mentions “{row.words}”{page}: {verdict}.")
    for remark in draft.remarks:
        yield from _comment(capitalised(remark) + ".")
    yield from _comment(
        "Read each finding against the report, put right what is wrong, and delete its `review` line, then "
        "the report's. "
        "After that: hmic adopt FILE"
    )


def _report(draft: Draft) -> Iterator[str]:
    about = draft.about
    yield f"  - id: {draft.id}"
    advice = "drafted by a program: read it against the report, then delete this line"
    if draft.grades_differ:
        advice = f"the report states another number of grades: see above; {advice}"
    yield on_one_line("review", advice, 4)
    yield from field("title", about.title or "Untitled report", 4)
    yield from field("inspectorate", about.inspectorate, 4)
    if about.published:
        yield f"    published: {about.published}"
    else:
        advice = "the text gives no day: write the line `published:`, or draft with --published"
        yield from _comment(advice, "    ")
    for name, value in (("published_source", about.published_source), ("file", draft.file)):
        yield from field(name, value, 4)
    if draft.scale:
        yield f"    scale: {draft.scale}"
        yield from _list("grades", [row for grade in draft.grades for row in _grade(grade)], 4)
    yield from _list("findings", [row for one in draft.findings for row in _finding(one, 6)], 4)
    yield from _list("follow_ups", [row for one in draft.follow_ups for row in _follow_up(one)], 4)


def _list(name: str, rows: list[str], indent: int) -> list[str]:
    """A list under its name; nothing where it is empty."""
    return [f"{' ' * indent}{name}:", *rows] if rows else []


def _grade(grade: Graded) -> Iterator[str]:
    if grade.weak:
        yield from _comment(grade.weak, " " * 6)
    yield from field("area", grade.area, 6, first=True)
    yield f"        grade: {grade.grade or 'null'}"
    yield from field("note", grade.note, 8)


def _finding(one: Proposed, indent: int) -> Iterator[str]:
    inner = indent + 2
    page = f"page {one.page}, " if one.page else ""
    yield from _comment(f"{page}found by: {one.rule}", " " * indent)
    yield f"{' ' * indent}- id: {one.id}"
    if one.review:
        yield on_one_line("review", "; ".join(one.review), inner)
    yield f"{' ' * inner}kind: {one.kind.value}"
    yield from field("title", one.title, inner)
    yield from paragraphs("requirement", one.requirement, inner)
    for name in ("voice", "area", "addressed_to", "national_reference"):
        yield from field(name, getattr(one, name), inner)
    phrases = [f"{' ' * inner}  - {scalar(phrase)}" for phrase in one.deadlines]
    yield from _list("deadlines", phrases, inner)
    yield from _list("parts", [row for part in one.parts for row in _part(*part, inner + 2)], inner)
    yield from _links(one.links, " " * inner)
    yield from _source(one.section, one.opening, inner)
    own = [row for each in one.recommendations for row in _finding(each, inner + 2)]
    yield from _list("recommendations", own, inner)


def _links(links: list[Likeness], indent: str) -> Iterator[str]:
    """The likest finding as a field that counts as soon as its mark is taken away; others beside it."""
    for link in links[:1]:
        yield f"{indent}{MARK} follows: [{link.id}]  # {squeezed(str(link))}"
    for link in links[1:]:
        yield f"{indent}{MARK}   # or {link.id}, {squeezed(str(link))}"


def _part(letter: str, text: str, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}- letter: {scalar(letter)}"
    yield from paragraphs("requirement", text, indent + 2)


def _follow_up(one: FollowedUp) -> Iterator[str]:
    yield f"      - finding: {one.finding}"
    yield on_one_line("review", "; ".join(one.review), 8)
    yield f"        verdict: {one.verdict}" if one.verdict else f"        {MARK} verdict: …"
    yield from paragraphs("summary", one.summary, 8)
    yield from _source(one.section, one.opening, 8)


def _source(section: str, opening: str, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}source:"
    yield from field("section", section, indent + 2)
    yield from field("opening", opening, indent + 2)


def _end(draft: Draft) -> Iterator[str]:
    asking = [row for row in draft.left if not row.closes]
    closing = [row for row in draft.left if row.closes]
    if not asking:
        yield from _comment("Every sentence with should, must or needs to is in a finding above.")
    else:
        yield from _comment("Sentences with should, must or needs to that were not taken:")
        yield from _left(asking)
    if closing:
        yield from _comment(
            "Sentences of what is closed or still open that were not taken: write a follow-up of each."
        )
        yield from _left(closing)


def _left(rows: list[Sentence]) -> Iterator[str]:
    for row in rows:
        near = f" ({row.near})" if row.near else ""
        yield from _comment(f"p. {row.page}: {row.text}{near}" if row.page else f"- {row.text}{near}")
