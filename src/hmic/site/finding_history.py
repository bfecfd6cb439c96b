"""The life of a finding with its thread: what each report said, and what the force recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import OBSERVATION, is_finding
from hmic.model import Status, Verdict, Voice
from hmic.reports import story
from hmic.reports.threads import REPEATED, WORDS
from hmic.site.page_links import link_to, link_to_report
from hmic.site.site_value import Differs, Event, EventLine
from hmic.words import day_words, known_day

if TYPE_CHECKING:
    from hmic.reports.threads import Thread
    from hmic.site.sources import Sources
    from hmic.store.queries.board_rows import BoardRow

_DAY = len("2014-11-27")


class _Step(NamedTuple):
    """One line, and what it is sorted and grouped by."""

    date: str
    recorded_at: str
    by: str
    report: str | None
    line: EventLine


def events(finding: str, thread: Thread | None, sources: Sources) -> list[Event]:
    """What reports said of the whole thread and what the force recorded of it, in the order of days.

    What one report said stands together. The requirement of the finding itself is on its page already.
    """
    names = [each.finding for each in thread.findings] if thread else [finding]
    steps = [*_raised(finding, names, sources), *_followed_up(finding, names, sources)]
    steps += _recorded(finding, names, sources)
    steps.sort(key=lambda step: (step.date, step.recorded_at))
    groups: dict[tuple[str, str, str], list[_Step]] = {}
    for number, step in enumerate(steps):
        groups.setdefault((step.date, step.by, step.report or f"{number}"), []).append(step)
    return [
        Event(
            day=day_words(date) if len(date) == _DAY else known_day(date),
            by=by,
            lines=[step.line for step in held],
            said=held[0].report is not None,
            report=link_to_report(held[0].report, sources) if held[0].report else None,
        )
        for (date, by, _), held in groups.items()
    ]


def _raised(finding: str, names: Iterable[str], sources: Sources) -> Iterable[_Step]:
    for name in names:
        each = sources.found[name]
        report = sources.reports_by_id.get(each.report)
        if report is None:
            continue
        again = " again" if sources.followed.get(name) else ""
        if name == finding:
            line = EventLine(f"raised{again}: this {noun(each.kind)}", None, "")
        else:
            did = f"{report.inspectorate} {Voice(each.voice).words}"
            line = EventLine(f"raised{again} as", link_to(name, sources), f"{did}: {each.requirement}")
        yield _Step(report.published, "", report.inspectorate, report.report, line)


def _followed_up(finding: str, names: Iterable[str], sources: Sources) -> Iterable[_Step]:
    for name in names:
        to = None if name == finding else link_to(name, sources)
        for said in sources.said_of.get(name, ()):
            by = sources.reports_by_id[said.report].inspectorate
            words = f"{said.verdict}, of" if to else said.verdict
            yield _Step(said.published, "", by, said.report, EventLine(words, to, said.summary))


def _recorded(finding: str, names: Iterable[str], sources: Sources) -> Iterable[_Step]:
    for name in names:
        to = None if name == finding else link_to(name, sources)
        rows = [] if sources.public else story.of_journal(sources.entries.get(name, ()))
        rows += story.of_versions(name, sources.versions.get(name, ()))
        for row in rows:
            words = f"{row.kind}, of" if to else row.kind
            yield _Step(row.date, row.recorded_at or "", row.by or "", None, EventLine(words, to, row.text))


def verdict(finding: str, sources: Sources) -> str:
    """What the latest report that mentions a finding says about it."""
    reports = sources.reports_by_id
    said = [(each.report, each.verdict) for each in sources.said_of.get(finding, ())]
    later = (sources.found.get(name) for name in sources.followers.get(finding, ()))
    said += [(each.report, WORDS[REPEATED]) for each in later if each and each.report in reports]
    if not said:
        return "not mentioned since"
    last = max((reports[name] for name, _ in said), key=list(reports.values()).index)
    words = dict.fromkeys(word for name, word in said if name == last.report)
    return f"{' and '.join(words)}, {known_day(last.published)} ({last.title})"


def differs(row: BoardRow, thread: Thread | None, sources: Sources) -> Differs | None:
    """Why the finding is open and its thread closed, or the other way round; None where they agree.

    A thread is open as long as a finding of it is open that no later one raises again.
    """
    if thread is None or thread.open == bool(row.open):
        return None
    last = [each for each in thread.findings if each.finding not in thread.followers]
    others = [
        (link_to(each.finding, sources), each.status) for each in last if bool(each.open) != bool(row.open)
    ]
    if not row.open:
        return Differs(
            f"This {noun(row.kind)} is {row.status}, but its thread is open, because a later one is open:",
            others,
            "",
        )
    do = "" if sources.public else _to_do(row, [each.finding for each in last], sources)
    why = "but its thread is closed, because the later finding has ended:"
    return Differs(f"This {noun(row.kind)} itself is open, {why}", others, do)


def noun(kind: str) -> str:
    """What something of a kind is called among all kinds: a finding or an observation."""
    return "finding" if is_finding(kind) else OBSERVATION


def _to_do(row: BoardRow, last: Sequence[str], sources: Sources) -> str:
    """How the force closes what it agrees to be settled."""
    closing = [
        s.report for name in last for s in sources.said_of.get(name, ()) if s.verdict == Verdict.RESOLVED
    ]
    by = closing[-1] if closing else '"…"'
    return f"hmic progress {row.finding} --status {Status.CLOSED.value} --closed-by {by}"
