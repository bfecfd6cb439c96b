"""`hmic changes`: each thread across the inspections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from hmic.cli.options import RollUp, argument, option
from hmic.cli.output import TABLES, Offer
from hmic.cli.run import READING, Run, command
from hmic.errors import UsageError
from hmic.render.formats import Format

if TYPE_CHECKING:
    import sqlite3

    from hmic.reports.changes_report import Changes
    from hmic.reports.grouping import By
    from hmic.reports.report_value import AnyReport
    from hmic.reports.threads import Thread
    from hmic.store.queries.thread_rows import ReportRow


_WITH_PAGE = Offer(TABLES.formats | {Format.HTML}, remark=" (html: all threads only)")
_OF_TIME = tuple(name for name in READING if name != "force")


def _fits(given: Mapping[str, Any]) -> Offer:
    """Only the report of all threads has a page."""
    names = ("finding", "earlier", "later", "by_group")
    part = given["suggest"] or any(given[name] is not None for name in names)
    return TABLES if part else _WITH_PAGE


@command(
    "changes -o changes.html",
    "changes --from crime-2014 --to effectiveness-2015",
    dated=True,
    forces=True,
    offer=_WITH_PAGE,
    fits=_fits,
)
def changes(
    run: Run,
    finding: Annotated[
        str | None, argument("FINDING", "Show the timeline of this finding's thread.")
    ] = None,
    earlier: Annotated[
        str | None, option("--from", "The earlier of two reports to compare.", "REPORT")
    ] = None,
    later: Annotated[str | None, option("--to", "The later of two reports to compare.", "REPORT")] = None,
    theme: Annotated[str | None, option("--theme", "Only threads of this theme.", "THEME")] = None,
    only_open: Annotated[bool, option("--open", "Only open threads.")] = False,
    raised_again: Annotated[bool, option("--raised-again", "Only threads raised more than once.")] = False,
    suggest: Annotated[
        bool, option("--suggest", "Suggest links that the register does not have yet.")
    ] = False,
    by_group: RollUp = None,
) -> None:
    """Show how each thread changed between inspections.

    Each step says what an inspection said: raised, raised again, improved, unchanged, worsened, resolved
    or not mentioned.
    """
    if by_group is not None:
        run.takes_only("--by", "by_group", "theme", "only_open", "raised_again", *READING)
    if suggest:
        run.takes_only("--suggest", "suggest", *_OF_TIME)
    elif finding is not None:
        run.takes_only("the timeline of a finding", "finding", *_OF_TIME)
    elif earlier is not None or later is not None:
        run.takes_only("a comparison of two reports", "earlier", "later", *READING)
        if earlier is None or later is None:
            message = "a comparison needs two reports: give both --from and --to"
            raise UsageError(message, hint="list the reports with: hmic export reports")
    con = run.reading_all_forces()
    if theme is not None:
        from hmic.store.queries.names import find_theme

        theme = find_theme(con, theme)
    run.narrow(con)
    if suggest:
        run.show(_suggest(run, con))
    elif finding is not None:
        run.show(_timeline(run, con, finding))
    elif earlier is not None and later is not None:
        run.show(_compare(run, con, earlier, later))
    else:
        found = _all(run, con, theme, only_open=only_open, raised_again=raised_again, by=by_group)
        run.show(found)


def _all(
    run: Run,
    con: sqlite3.Connection,
    theme: str | None,
    *,
    only_open: bool,
    raised_again: bool,
    by: By | None,
) -> AnyReport:
    from hmic.cli.report_sources import read_threads
    from hmic.reports import changes_report
    from hmic.store.queries import thread_rows

    reports = thread_rows.reports(con)
    wanted = [
        thread
        for thread in read_threads(con, reports, in_full=run.output.form is Format.HTML)
        if (not only_open or thread.open)
        and (not raised_again or thread.times_raised > 1)
        and (theme is None or any(f'"{theme}"' in f.themes for f in thread.findings))
    ]
    if by is not None:
        from hmic.reports import rolled_up
        from hmic.store.queries import group_rows

        return rolled_up.changes(by, group_rows.grouped_findings(con), wanted, run.as_at, run.forces(con))
    report = changes_report.build(
        wanted, reports, run.as_at, forces=run.forces(con), everything=run.output.everything
    )
    if run.output.form is Format.HTML:
        report = report._replace(facts=report.facts._replace(page=_page(run, con, wanted, reports)))
    return report


def _page(
    run: Run, con: sqlite3.Connection, wanted: Sequence[Thread], reports: Sequence[ReportRow]
) -> Callable[[Changes], str]:
    """What makes the page of these threads: the picture that the site has, too."""
    from functools import partial

    from hmic.cli.report_sources import read_grades
    from hmic.site import changes_page
    from hmic.site.sources import ThreadSources
    from hmic.store import journal
    from hmic.store.own_numbers import own
    from hmic.store.queries import finding_rows, list_rows

    ids = [finding.finding for thread in wanted for finding in thread.findings]
    sources = ThreadSources(
        as_at=run.as_at,
        public=False,
        reports=reports,
        deadlines=list_rows.all_deadlines(con),
        issued=finding_rows.issued(con),
        entries={name: own(con, journal.entries_of(con, name)) for name in ids},
    )
    return partial(changes_page.render, threads=wanted, sources=sources, grades=read_grades(run, con).rows)


def _compare(run: Run, con: sqlite3.Connection, earlier: str, later: str) -> AnyReport:
    from hmic.cli.report_sources import read_threads
    from hmic.reports import comparison_report
    from hmic.store.queries import names, thread_rows

    known = {report.report: report for report in thread_rows.reports(con)}
    first = known[names.find_report(con, earlier, among=known)]
    second = known[names.find_report(con, later, among=known)]
    if first.report == second.report:
        message = f"{first.report} cannot be compared with itself"
        raise UsageError(message, hint="give two reports")
    if first.published_on >= second.published_on:
        message = f"{first.report} is not earlier than {second.report}"
        raise UsageError(message, hint=f"swap them: --from {second.report} --to {first.report}")
    found = read_threads(con, list(known.values()), in_full=False)
    return comparison_report.build(found, first, second, run.as_at)


def _timeline(run: Run, con: sqlite3.Connection, finding: str) -> AnyReport:
    from hmic.reports import story, timeline_report
    from hmic.store.queries import list_rows, names, thread_rows

    name = names.find_finding(con, finding)
    ids = thread_rows.thread_of(con, name)
    findings = thread_rows.thread_findings(con, ids)
    said = thread_rows.follow_ups(con, ids)
    named = [*(f.report for f in findings), *(s.report for s in said)]
    rows = story.of_reports(
        findings,
        said,
        {report.report: report for report in thread_rows.reports_named(con, named)},
        thread_rows.followers_of(con, ids),
        list_rows.deadlines_of(con, ids),
    )
    from hmic.store import journal
    from hmic.store.own_numbers import own

    for each in ids:
        rows += story.of_journal(own(con, journal.entries_of(con, each)))
        rows += story.of_versions(each, thread_rows.earlier_versions(con, each))
    title = next((f.title for f in thread_rows.thread_findings(con, [name])), name)
    return timeline_report.build(rows, name, title, run.as_at)


def _suggest(run: Run, con: sqlite3.Connection) -> AnyReport:
    from itertools import combinations

    from hmic.reports import suggestions_report, threads
    from hmic.store.queries import thread_rows

    findings = thread_rows.thread_findings(con)
    reports = thread_rows.reports(con)
    found = threads.threads(findings, thread_rows.links(con), thread_rows.follow_ups(con), reports)
    linked = {
        frozenset(pair)
        for thread in found
        for pair in combinations([f.finding for f in thread.findings], 2)
    }
    published = {report.report: report.published_on for report in reports}
    return suggestions_report.build(findings, published, linked, run.as_at)
