"""A finding or observation in the words of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hmic.counts import days_words, is_finding
from hmic.model import THE_FORCE, Kind, PartialDate, Status, Voice
from hmic.reports.deadline_state import state_of, target_words, times_of
from hmic.reports.ratings import amber_kind, rating
from hmic.reports.screen_blocks import Style
from hmic.site import finding_history
from hmic.site.page_links import finding_page, link_to, report_page, slug
from hmic.site.site_value import DeadlineWords, Item, Link, ThreadLine
from hmic.words import capitalised, count, day_of, day_words, known_day, times

if TYPE_CHECKING:
    from hmic.site.sources import Sources
    from hmic.store.queries.board_rows import BoardRow
    from hmic.store.queries.finding_rows import FindingRow
    from hmic.store.queries.list_rows import DeadlineRow
    from hmic.store.queries.overdue_rows import OverdueRow


def item_of(row: BoardRow, sources: Sources, lines: Mapping[str, ThreadLine]) -> Item:
    """Everything that a finding's page says; `lines` are the threads' pictures by their first finding."""
    board, as_at = sources.board, sources.as_at
    more = sources.details[row.finding]
    overdue_from = board.late.get(row.finding)
    ours = row.acts == "force"
    word = rating(row.status, row.since, late=overdue_from is not None, ours=ours, as_at=as_at)
    deadlines = board.deadlines.get(row.finding, ())
    shown = _next_due(deadlines)
    thread = sources.thread_of.get(row.finding)
    root = thread.root.finding if thread else row.finding
    published = PartialDate.parse(row.published)
    due_iso = (shown.due if shown and row.open else None) or ""
    overdue_days = (as_at - dt.date.fromisoformat(overdue_from)).days if overdue_from else None
    return Item(
        page=finding_page(row.finding, row.title),
        id=row.finding,
        title=row.title,
        kind=Kind(row.kind).words,
        formal=is_finding(row.kind),
        force=sources.reports_by_id[more.report].force,
        report=report_page(more.report, row.report_title),
        published=known_day(row.published),
        published_iso=row.published,
        area=more.area or "",
        themes=more.themes,
        asked=f"{row.inspectorate} {Voice(row.voice).words}",
        requirement=row.requirement,
        parts=[(p.part, p.requirement, p.met) for p in sources.parts.get(row.finding, ())],
        open=bool(row.open),
        ours=ours,
        status=f"{row.status} (reopened)" if row.reopened_by else row.status,
        status_words=_status(row),
        rating=word,
        tone=word.lower(),
        amber=amber_kind(row.status, undated=bool(row.needs_target)) if word == "Amber" else "",
        owner=Link(f"owner/{slug(row.owner)}.html", row.owner) if row.owner else None,
        days_overdue=overdue_days,
        due=_due_words(row, deadlines, shown),
        due_iso=due_iso,
        late=[_late(one) for one in sources.late.get(row.finding, ())],
        soon=[
            (
                day_of(one.due, one.exact),
                f"in {count(-one.days_overdue, 'day')}" if one.days_overdue else "today",
            )
            for one in sources.ahead.get(row.finding, ())
        ],
        coming=row.finding in sources.ahead,
        needs_date=bool(row.needs_target),
        age=max(0, (as_at - published.last).days),
        updated=day_words(row.last_on),
        note=f"{day_words(row.last_note_on)}: {row.last_note}" if row.last_note else None,
        facts=list(_facts(row, more)),
        deadlines=[_due(d, as_at, row.status) for d in deadlines],
        related=list(_related(row.finding, more, sources)),
        events=finding_history.events(row.finding, thread, sources),
        section=more.section or "",
        opening=more.opening or "",
        again=[
            link_to(name, sources)
            for name in sources.followed.get(row.finding, ())
            if name in sources.found
        ],
        verdict=finding_history.verdict(row.finding, sources),
        differs=finding_history.differs(row, thread, sources),
        thread=root,
        lines=[lines[root]] if root in lines else [],
    )


def _next_due(deadlines: Sequence[DeadlineRow]) -> DeadlineRow | None:
    """The earliest deadline that counts."""
    return min((d for d in deadlines if d.counts and d.due), key=lambda d: d.due or "", default=None)


def _due_words(row: BoardRow, deadlines: Sequence[DeadlineRow], shown: DeadlineRow | None) -> str:
    """The next date, or why it has none."""
    if not row.open:
        return "no longer due"
    if shown:
        return day_of(shown.due, shown.exact)
    if row.needs_target:
        return "no deadline or target"
    if row.acts != "force":
        return "not for the force to act on"
    if row.status == Status.COMPLETE:
        return "complete, waiting for the inspectorate"
    elsewhere = any(d.due and not d.met_on for d in deadlines)
    return "due from another body" if elsewhere else "every deadline met"


def _late(one: OverdueRow) -> tuple[str, str]:
    """A date that is overdue, and by how much."""
    what = "review of what is on hold, " if one.deadline == 0 else ""
    days = days_words(one.days_overdue, one.since, missed=one.missed, exact=one.since_exact)
    return f"{what}{day_of(one.due, one.exact)}", days


def _status(row: BoardRow) -> str:
    words = f"{capitalised(row.status)} since {day_of(row.since, row.since_exact)}"
    if row.reopened_by:
        words += f", reopened by {row.reopened_by}"
    if row.reason:
        words += f": {row.reason}"
    if row.review_on:
        words += f"; review on {day_words(row.review_on)}"
    if row.closed_by:
        words += f"; closed by {row.closed_by}"
    if row.superseded_by:
        words += f"; superseded by {row.superseded_by}"
    return words


def _facts(row: BoardRow, more: FindingRow) -> Iterable[tuple[str, str]]:
    if row.addressed_to != THE_FORCE or row.acts != "force":
        counts = "counts for the force" if row.acts == "force" else "does not count for the force"
        yield "Addressed to", row.addressed_to
        yield "Who must act", f"{counts}: {more.acts_why}"
    for label, words in (
        ("Area", more.area), ("National reference", more.national_reference), ("Note", more.note),
    ):  # fmt: skip
        if words:
            yield label, words


def _related(finding: str, more: FindingRow, sources: Sources) -> Iterable[tuple[str, Link]]:
    for label, others in (
        ("Part of", [more.parent] if more.parent else []),
        ("Its recommendation", sources.children.get(finding, ())),
        ("Raises again", sources.followed.get(finding, ())),
        ("Raised again as", sources.followers.get(finding, ())),
        ("Same as", [more.same_as] if more.same_as else []),
    ):
        for other in others:
            if other in sources.found:
                yield label, link_to(other, sources)


def _due(d: DeadlineRow, as_at: dt.date, status: str) -> DeadlineWords:
    state = state_of(d, as_at, status)
    notes = [f"Condition: {d.condition}"] if d.condition else []
    notes += [f"Due to: {d.due_to}"] if d.due_to else []
    notes += [f"The force’s own target: {target_words(d)}"] if d.target else []
    notes += [
        f"{day_words(time.due)}: {f'met on {day_words(time.met)}' if time.met else time.state}"
        for time in times_of(d, as_at)
    ]
    if d.times_extended:
        why = f"; last: {d.why_moved}" if d.why_moved else ""
        first = day_of(d.original_due, d.original_exact)
        notes.append(f"Moved {times(d.times_extended)}; first {first}{why}")
    words = day_of(d.due, d.exact) if d.due else ""
    return DeadlineWords(
        words, state.text, state.style is Style.OVERDUE, d.phrase, d.requires, d.rule, notes
    )
