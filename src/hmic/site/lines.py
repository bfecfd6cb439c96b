"""A thread on the time axis: verdicts, deadlines and progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hmic.counts import apart, apart_words
from hmic.model import EntryKind, PartialDate
from hmic.reports import story
from hmic.reports.threads import REPEATED, WORDS
from hmic.site.page_links import finding_page
from hmic.site.site_value import Bar, Mark, ThreadLine
from hmic.words import day_of, day_words, known_day, short_day

if TYPE_CHECKING:
    from hmic.model import Entry
    from hmic.reports.threads import Thread
    from hmic.site.sources import ThreadSources
    from hmic.store.queries.thread_rows import ThreadFinding


def line_of(thread: Thread, sources: ThreadSources) -> ThreadLine:
    """A thread's picture: marks by report, bars of its deadlines, the days on which the force acted."""
    marks: dict[tuple[str, str], Mark] = {}
    for step in thread.steps:
        short = f"{known_day(step.date)}, {WORDS[step.verdict]}"
        path = finding_page(step.finding, "").path
        known = marks.get((step.report, step.verdict))
        day = PartialDate.parse(step.date).last
        mark = Mark(day, step.verdict, short, f"{short}: {step.summary}", path)
        # What one report said in several passages to one end is one mark.
        marks[step.report, step.verdict] = (
            known._replace(words=f"{known.words} · {step.summary}") if known else mark
        )
    ids = [each.finding for each in thread.findings]
    entries = [] if sources.public else [e for name in ids for e in sources.entries.get(name, ())]
    gone = story.withdrawals(entries)
    held = sorted((e for e in entries if e.uid not in gone), key=lambda e: e.on)
    actions = [
        (e.on, f"{day_words(e.on)}: {story.entry_words(e)}") for e in held if e.kind is EntryKind.PROGRESS
    ]
    still = [] if thread.open else [each.kind for each in thread.findings if each.open]
    back = [step for step in thread.steps if step.verdict == REPEATED]
    last = max((_ended(each) for each in thread.findings), default=sources.as_at)
    return ThreadLine(
        page=finding_page(thread.root.finding, thread.root.title),
        force=sources.reports_by_id[thread.steps[0].report].force,
        open=thread.open,
        times_raised=thread.times_raised,
        reports=len({step.report for step in thread.steps}),
        marks=sorted(marks.values(), key=lambda mark: mark.day),
        bars=[bar for each in thread.findings for bar in _bars(each, held, sources)],
        actions=actions,
        end=None if thread.open else last,
        still=apart_words(apart(still)) if still else "",
        again=PartialDate.parse(back[-1].date).last if back else None,
        last_again=short_day(back[-1].date) if back else "",
    )


def _ended(finding: ThreadFinding) -> dt.date:
    return dt.date.fromisoformat(finding.since)


def _bars(finding: ThreadFinding, entries: Iterable[Entry], sources: ThreadSources) -> Iterable[Bar]:
    """The time that each date gave, from the day on which it was set."""
    report = sources.reports_by_id.get(finding.report)
    if report is None:
        return
    issued = sources.issued.get(finding.finding)
    begin = PartialDate.parse(issued or report.published).last
    own = [e for e in entries if e.finding == finding.finding and e.due]
    for d in sources.deadlines.get(finding.finding, ()):
        if d.original_due and d.given:
            end = dt.date.fromisoformat(d.original_due)
            yield Bar(
                begin, max(begin, end), "deadline", f"Due {day_of(end, d.original_exact)}, “{d.phrase}”"
            )
    for e in own:
        kind = "target" if e.kind is EntryKind.TARGET else "moved"
        what = "Target" if kind == "target" else "Extended to"
        if e.due and e.due > e.on:
            why = f": {e.reason}" if e.reason else ""
            yield Bar(e.on, e.due, kind, f"{what} {day_words(e.due)}, set on {day_words(e.on)}{why}")
