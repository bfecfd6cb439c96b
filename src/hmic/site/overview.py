"""What the overview, the inspections and the owners count, and what the table filters by."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from hmic.counts import Apart, apart_words, is_finding
from hmic.model import SCALES, PartialDate, Scale
from hmic.movement import sum_words
from hmic.reports.first_page import AGE_WORDS, age_band
from hmic.reports.ratings import AMBER, KEY
from hmic.site.page_links import link_to, report_page
from hmic.site.site_value import Card, Grade, Inspection, Item, Latest, Link, Owner, Said, ThreadLine
from hmic.words import capitalised, count, day_words, known_day

if TYPE_CHECKING:
    from hmic.counts import Dated
    from hmic.site.sources import Sources


def cards(
    items: Sequence[Item], back: Sequence[ThreadLine], overdue: Dated, sources: Sources
) -> list[Card]:
    """The figures of the overview, each with the list that holds exactly what it counts."""

    def card(words: str, wanted: Callable[[Item], object], query: str, tone: str) -> Card:
        found = Counter(item.formal for item in items if wanted(item))
        others = _listed("observation", query)
        beside = [(f"plus {count(found[False], 'observation')}", others)] if found[False] else []
        return Card(found[True], words, _listed("finding", query), tone, beside)

    late = card("findings overdue", lambda i: i.days_overdue, "overdue=1", "red")
    if overdue.deadlines:
        late = late._replace(beside=[(count(overdue.deadlines, "deadline"), ""), *late.beside])
    cards = [
        late,
        card("due in the next 90 days", lambda i: i.coming, "due=1", "amber"),
        card("open with no deadline or target", lambda i: i.needs_date, "dated=no", "grey"),
        card("open", lambda i: i.open, "state=open", "blue"),
        Card(len(back), "open threads raised again", "threads.html#came-back", "again"),
    ]
    if not sources.public:
        no_owner = card("open with no owner", lambda i: i.open and i.owner is None, _NO_OWNER, "amber")
        cards.insert(2, no_owner)
    return cards


_NO_OWNER = "owner=none&state=open"


def _listed(kind: str, query: str) -> str:
    """The table of findings with only the findings or the observations that a filter leaves."""
    return f"findings.html#kind={kind}&{query}"


def came_back(lines: Iterable[ThreadLine]) -> list[ThreadLine]:
    """The open threads that came back: what was raised again last, then most often, first."""
    back = [line for line in lines if line.open and line.came_back]
    return sorted(back, key=lambda line: (line.again or dt.date.min, line.times_raised), reverse=True)


def oldest(items: Sequence[Item]) -> list[tuple[str, Sequence[Item], str]]:
    """The open findings that were raised first, and the open observations: what, which, and their list."""
    result: list[tuple[str, Sequence[Item], str]] = []
    for thing, formal in (("finding", True), ("observation", False)):
        opened = [item for item in items if item.open and item.formal is formal]
        most = max((item.age for item in opened), default=0)
        first = [item for item in opened if item.age == most]
        if first:
            path = _listed(thing, f"report={first[0].report.id}&state=open")
            result.append((thing, first, path))
    return result


def age_number(item: Item) -> str:
    """The number of the band of age in which a finding is, as the filter knows it."""
    return str(age_band(item.age))


def ages(opened: Iterable[Item]) -> list[tuple[str, int, str]]:
    """Open findings by the time since they were raised."""
    found = Counter(map(age_number, opened))
    return [
        (words, found[str(number)], _listed("finding", f"state=open&age={number}"))
        for number, words in enumerate(AGE_WORDS)
    ]


_MOST_OWNERS = 12


def load(opened: Iterable[Item]) -> list[tuple[str, int, str]]:
    """Open findings by owner, those without one first."""
    found = Counter(item.owner for item in opened)
    none = found.pop(None, 0)
    ranked = sorted(((n, to) for to, n in found.items() if to), key=lambda pair: (-pair[0], pair[1].words))
    rows = [("No owner", none, _listed("finding", _NO_OWNER))]
    rows += [(to.words, number, to.path) for number, to in ranked[:_MOST_OWNERS]]
    rest = sum(number for number, _ in ranked[_MOST_OWNERS:])
    return rows + ([("All other owners", rest, "owners.html")] if rest else [])


def ratings(items: Iterable[Item]) -> list[tuple[str, int, str, str]]:
    """All findings by rating; what is Amber by what it is, too."""
    formal = [item for item in items if item.formal]
    found = Counter(item.rating for item in formal) + Counter(item.amber for item in formal if item.amber)
    words = [one for word, _ in KEY for one in (word, *(AMBER if word == "Amber" else ()))]
    return [
        (
            word,
            found[word],
            _listed("finding", f"rating={word.replace(' ', '+')}"),
            "amber part" if word in AMBER else word.lower(),
        )
        for word in words
    ]


def owners(items: Iterable[Item]) -> list[Owner]:
    """What has no owner, then the posts that have something open, by name: overdue first, then by date."""
    found: dict[Link, list[Item]] = defaultdict(list)
    unowned = Link(f"findings.html#{_NO_OWNER}", "No owner")
    for item in items:
        if item.open:
            found[item.owner or unowned].append(item)
    result = []
    for page, held in sorted(
        found.items(), key=lambda pair: (pair[0] != unowned, pair[0].words.casefold())
    ):
        held.sort(key=lambda i: (-(i.days_overdue or 0), i.due_iso or "9", i.id))
        formal = [item for item in held if item.formal]
        overdue, coming = sum(bool(i.days_overdue) for i in formal), sum(i.coming for i in formal)
        result.append(Owner(page, page.words, held, overdue, coming, posted=page != unowned))
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
            Said(
                link_to(f.finding, sources),
                is_finding(sources.found[f.finding].kind),
                f.verdict,
                _TONES.get(f.verdict, "grey"),
                f.summary,
            )
            for f in sources.follow_ups
            if f.report == report.report and f.finding in sources.found
        ]
        result.append(
            Inspection(
                page=report_page(report.report, report.title),
                id=report.report,
                title=report.title,
                force=report.force,
                published=known_day(report.published),
                day=PartialDate.parse(report.published).last,
                exact=bool(report.exact),
                inspectorate=report.inspectorate,
                grades=grades[report.report],
                items=held,
                said=said,
                now=[(status, number, "") for status, number in now.most_common()],
            )
        )
    return result


def _apart(formal: Iterable[bool]) -> Apart:
    found = Counter(formal)
    return Apart(found[True], found[False])


def latest(inspections: Sequence[Inspection], items: Iterable[Item], sources: Sources) -> Latest | None:
    """The last inspection, and what happened since it was published."""
    if sources.since is None:
        return None
    last = inspections[-1]
    said: dict[str, list[bool]] = defaultdict(list)
    for one in last.said:
        said[one.verdict].append(one.formal)
    again = _apart(item.formal for item in last.items if item.again)
    changes = [(item, "; ".join(sources.since.changes(item.id))) for item in items]
    return Latest(
        inspection=last,
        again=apart_words(again) if any(again) else "",
        verdicts=[(verdict, apart_words(_apart(of))) for verdict, of in said.items()],
        counted_from=day_words(last.day, exact=last.exact),
        sums=sum_words(sources.since.moved().findings.sums(), minus="−"),
        # Progress alone is the least that can change.
        changed=sorted(((i, words) for i, words in changes if words), key=lambda one: one[1] == "progress"),
    )


def choices(items: Sequence[Item], sources: Sources) -> dict[str, list[tuple[str, str]]]:
    """What the table of findings can be filtered by: for each field its values and their words."""

    def once(values: Iterable[str]) -> list[tuple[str, str]]:
        return [(value, value) for value in sorted({value for value in values if value}, key=str.casefold)]

    kinds = [(value, capitalised(value)) for value in dict.fromkeys(item.kind for item in items)]
    reports = [(r.report, f"{known_day(r.published)}, {r.title}") for r in sources.reports]
    return {
        "kind": [("finding", "Findings of any kind"), *kinds],
        "force": once(item.force for item in items),
        "report": reports[::-1],
        "area": once(item.area for item in items),
        "owner": []
        if sources.public
        else [("none", "No owner"), *once(i.owner.words for i in items if i.owner)],
        "state": [("open", "Open"), ("ended", "Ended")],
        "status": once(item.status for item in items),
        "rating": [*((word, word) for word, _ in KEY), *((word, f"Amber: {word}") for word in AMBER)],
        "theme": once(theme for item in items for theme in item.themes),
        "age": [(str(number), f"Raised {words}") for number, words in enumerate(AGE_WORDS)],
        "dated": [("no", "No deadline or target")],
    }
