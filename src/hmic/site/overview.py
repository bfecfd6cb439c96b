"""What the overview, the inspections and the owners count, and what the table filters by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hmic.model import SCALES, PartialDate, Scale
from hmic.reports.board_table import KEY
from hmic.site.page_links import link_to, report_page
from hmic.site.site_value import Card, Cell, Grade, Heat, Inspection, Item, Latest, Line, Link, Owner, Said
from hmic.words import count, known_day

if TYPE_CHECKING:
    from hmic.reports import grades_report
    from hmic.site.sources import Sources

AGES = (
    (1, "less than a year ago"),
    (3, "1 to 3 years ago"),
    (5, "3 to 5 years ago"),
    (10, "5 to 10 years ago"),
)
"""Bands of age in years, each up to its number; what is older is in the last."""
_OLDEST = "more than 10 years ago"


def cards(items: Sequence[Item], lines: Sequence[Line], sources: Sources) -> list[Card]:
    """The figures of the overview, each with the list that it counts."""
    formal = [item for item in items if item.formal]
    others = [item for item in items if not item.formal]

    def card(words: str, wanted: Any, path: str, tone: str) -> Card:
        number, beside = sum(map(wanted, formal)), sum(map(wanted, others))
        return Card(number, words, path, tone, f"plus {count(beside, 'observation')}" if beside else "")

    back = sum(line.open and line.times_raised > 1 for line in lines)
    cards = [
        card("findings overdue", lambda i: bool(i.days_overdue), "findings.html#overdue=1", "red"),
        card("due in the next 90 days", lambda i: i.coming, "findings.html#due=1", "amber"),
        card("open with no deadline or target", lambda i: i.needs_date, "findings.html#dated=no", "grey"),
        card("open", lambda i: i.open, "findings.html#state=open", "blue"),
        Card(back, "threads that came back and are open", "threads.html", "again"),
    ]
    if not sources.public:
        no_owner = card(
            "open with no owner",
            lambda i: i.open and i.owner is None,
            "findings.html#owner=none&state=open",
            "amber",
        )
        cards.insert(2, no_owner)
    return cards


def age_number(item: Item) -> str:
    """The number of the band of age in which a finding is, as the filter knows it."""
    years = item.age / 365.25
    return str(next((number for number, (limit, _) in enumerate(AGES) if years < limit), len(AGES)))


def ages(opened: Iterable[Item]) -> list[tuple[str, int, str]]:
    """Open findings by the time since they were raised."""
    found = Counter(map(age_number, opened))
    bands = [words for _, words in AGES] + [_OLDEST]
    return [
        (words, found[str(number)], f"findings.html#state=open&age={number}")
        for number, words in enumerate(bands)
    ]


_MOST_OWNERS = 12


def load(opened: Iterable[Item]) -> list[tuple[str, int, str]]:
    """Open findings by owner, those without one first."""
    found = Counter(item.owner for item in opened)
    none = found.pop(None, 0)
    ranked = sorted(((n, to) for to, n in found.items() if to), key=lambda pair: (-pair[0], pair[1].words))
    rows = [("No owner", none, "findings.html#owner=none&state=open")]
    rows += [(to.words, number, to.path) for number, to in ranked[:_MOST_OWNERS]]
    rest = sum(number for number, _ in ranked[_MOST_OWNERS:])
    return rows + ([("All other owners", rest, "owners.html")] if rest else [])


def ratings(items: Iterable[Item]) -> list[tuple[str, int, str, str]]:
    """All findings by rating."""
    found = Counter(item.rating for item in items if item.formal)
    return [(word, found[word], f"findings.html#rating={word}", word.lower()) for word, _ in KEY]


def owners(items: Iterable[Item]) -> list[Owner]:
    """The posts that have something open, by name, each with it: overdue first, then by date."""
    found: dict[Link, list[Item]] = defaultdict(list)
    for item in items:
        if item.owner and item.open:
            found[item.owner].append(item)
    result = []
    for page, held in sorted(found.items(), key=lambda pair: pair[0].words.casefold()):
        held.sort(key=lambda i: (-(i.days_overdue or 0), i.due_iso or "9", i.id))
        formal = [item for item in held if item.formal]
        overdue, coming = sum(bool(i.days_overdue) for i in formal), sum(i.coming for i in formal)
        result.append(Owner(page, page.words, held, overdue, coming))
    return result


_TONES = {"resolved": "green", "improved": "green", "worsened": "red", "unchanged": "amber"}


def inspections(items: Iterable[Item], sources: Sources) -> list[Inspection]:
    """The reports with their findings, grades and follow-ups, the earliest first."""
    by_report: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_report[item.report.id].append(item)
    grades: dict[str, list[Grade]] = defaultdict(list)
    for row in sources.grades:
        scale = f"On the scale {', '.join(SCALES[Scale(row.scale)])}" if row.scale else "Without a scale"
        grades[row.report].append(
            Grade(row.report_area, row.grade or "not graded", scale, bool(row.carried_from))
        )
    result = []
    for report in sources.reports:
        held = by_report[report.report]
        now = Counter(item.status for item in held if item.formal)
        said = [
            Said(link_to(f.finding, sources), f.verdict, _TONES.get(f.verdict, "grey"), f.summary)
            for f in sources.follow_ups
            if f.report == report.report
        ]
        result.append(
            Inspection(
                page=report_page(report.report, report.title),
                id=report.report,
                title=report.title,
                force=report.force,
                published=known_day(report.published),
                day=PartialDate.parse(report.published).last,
                inspectorate=report.inspectorate,
                grades=grades[report.report],
                items=held,
                said=said,
                now=[(status, number, "") for status, number in now.most_common()],
            )
        )
    return result


def latest(inspections: Sequence[Inspection], items: Iterable[Item], sources: Sources) -> Latest | None:
    """The last inspection, and what happened since it was published."""
    if sources.since is None:
        return None
    last = inspections[-1]
    again = [item for item in last.items if sources.followed.get(item.id)]
    verdicts = Counter(said.verdict for said in last.said)
    changes = [(item, "; ".join(sources.since.changes(item.id))) for item in items]
    return Latest(
        inspection=last,
        again=len(again),
        verdicts=verdicts.most_common(),
        sums=sources.since.moved().findings.sums(),
        changed=[(item, words) for item, words in changes if words],
    )


def heat(sources: Sources) -> Heat:
    """Areas down, inspections that gave grades across; each grade's tone is its place on its own scale."""
    rows = sources.grades
    given = {row.report: row for row in rows if row.scale}
    heads: list[tuple[Link, str, bool]] = []
    scales: dict[str, list[str]] = defaultdict(list)
    last = None
    for report in sources.reports:
        row = given.get(report.report)
        if row is None or row.scale is None:
            continue
        heads.append(
            (
                report_page(report.report, report.title),
                known_day(report.published),
                last not in {None, row.scale},
            )
        )
        scales[row.scale].append(known_day(report.published))
        last = row.scale
    cells = {(row.force, row.area, row.report): row for row in rows}
    lines = []
    for force, area in dict.fromkeys((row.force, row.area) for row in rows):
        line = []
        for to, _, changes in heads:
            row = cells.get((force, area, to.id))
            words = "" if row is None else row.grade or "not graded"
            carried = " (carried over)" if row is not None and row.carried_from else ""
            line.append(Cell(words + carried, _tone(row), changes))
        if any(cell.words for cell in line):
            lines.append((f"{force}: {area}" if len(sources.forces) > 1 else area, line))
    named = [
        (", ".join(dict.fromkeys(days)), ", ".join(SCALES[Scale(scale)])) for scale, days in scales.items()
    ]
    return Heat(heads, lines, named)


_GRADE_TONES = {
    3: ("best", "good", "poor"),
    4: ("best", "good", "fair", "poor"),
    5: ("best", "good", "even", "fair", "poor"),
}
"""The tones of a scale's grades, best first, by how many grades it has."""


def _tone(row: grades_report.Row | None) -> str:
    if row is None or row.grade is None or row.scale is None:
        return ""
    scale = SCALES[Scale(row.scale)]
    return _GRADE_TONES[len(scale)][scale.index(row.grade)]


def choices(items: Sequence[Item], sources: Sources) -> dict[str, list[tuple[str, str]]]:
    """What the table of findings can be filtered by: for each field its values and their words."""

    def once(values: Iterable[str]) -> list[tuple[str, str]]:
        return [(value, value) for value in sorted({value for value in values if value}, key=str.casefold)]

    reports = [(r.report, f"{known_day(r.published)}, {r.title}") for r in sources.reports]
    bands = [words for _, words in AGES] + [_OLDEST]
    return {
        "kind": [(value, value) for value in dict.fromkeys(item.kind for item in items)],
        "force": once(item.force for item in items),
        "report": reports[::-1],
        "area": once(item.area for item in items),
        "owner": []
        if sources.public
        else [("none", "No owner"), *once(i.owner.words for i in items if i.owner)],
        "state": [("open", "Open"), ("ended", "Ended")],
        "status": once(item.status for item in items),
        "rating": [(word, word) for word, _ in KEY],
        "theme": once(theme for item in items for theme in item.themes),
        "age": [(str(number), f"Raised {words}") for number, words in enumerate(bands)],
        "dated": [("no", "No deadline or target")],
    }
