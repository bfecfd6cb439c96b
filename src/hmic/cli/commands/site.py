"""`hmic site`: everything as plain pages, to be looked at without a server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import option
from hmic.cli.run import Run, command

if TYPE_CHECKING:
    import sqlite3

    from hmic.reports.since import Since
    from hmic.site.sources import Sources
    from hmic.store.queries.thread_rows import ReportRow


@command("site -o site", dated=True, forces=True)
def site(
    run: Run,
    public: Annotated[bool, option("--public", "Leave out owners, notes and evidence.")] = False,
    folder: Annotated[Path, option("--output -o", "The folder; default site.", "FOLDER")] = Path("site"),
) -> None:
    """Write everything as web pages into a folder: open its index.html in a browser.

    The pages need no server and no network. The whole folder is replaced if hmic wrote
    everything in it.
    """
    from hmic.cli.folder import check_folder, write_folder
    from hmic.cli.heads import keep
    from hmic.site.build import build
    from hmic.site.pages import files
    from hmic.store import journal_heads
    from hmic.store.own_numbers import printed_head

    check_folder(folder, "site", run.never_written)
    con = run.reading()
    head, shown_head = journal_heads.head(con), printed_head(con, run.forces(con))
    about = {"report": "site", "as_at": str(run.as_at), "public": public, "journal": str(shown_head)}
    number = 0
    with run.working() as working:
        whole = build(_sources(run, con, str(shown_head) if shown_head.number else "", public=public))

        def pages() -> Iterator[tuple[str, bytes]]:
            nonlocal number
            for number, (path, text) in enumerate(files(whole), start=1):
                working.at(number, len(whole.items), path)
                yield path, text.encode()

        write_folder(folder, pages(), about)
    keep(run, head, "the site")
    run.say(f"wrote {number} pages; open {folder / 'index.html'}")


def _sources(run: Run, con: sqlite3.Connection, head: str, *, public: bool) -> Sources:
    """What the site is made from, read as at one day."""
    from hmic.cli.report_sources import history, read_board, read_grades
    from hmic.reports import public as without
    from hmic.reports.board_paper import AHEAD
    from hmic.reports.threads import threads
    from hmic.site.sources import Sources
    from hmic.store import journal
    from hmic.store.own_numbers import own
    from hmic.store.queries import finding_rows, group_rows, overdue_rows, thread_rows

    soon = dt.date.fromordinal(min(run.as_at.toordinal() + AHEAD, dt.date.max.toordinal()))
    board = read_board(run, con, public=public)
    ids = [row.finding for row in board.rows]
    details = [row for name in ids if (row := finding_rows.finding(con, name)) is not None]
    findings = thread_rows.thread_findings(con)
    links, said = thread_rows.links(con), thread_rows.follow_ups(con)
    reports = thread_rows.reports(con)
    entries = {name: own(con, journal.entries_of(con, name)) for name in ids}
    given = read_grades(run, con)
    return Sources(
        as_at=run.as_at,
        forces=run.forces(con),
        public=public,
        as_known=given._replace(known_on=run.known_on).as_known,
        unknown=run.unknown,
        head=head,
        board=board,
        soon=without.coming(overdue_rows.due_by(con, run.as_at, soon), public=public),
        details={row.finding: row for row in without.rows(details, public=public)},
        parts={name: finding_rows.parts_of(con, name) for name in ids},
        issued=finding_rows.issued(con),
        grouped=group_rows.grouped_findings(con),
        findings=findings,
        links=links,
        follow_ups=said,
        reports=reports,
        threads=threads(findings, links, said, reports),
        grades=given.rows,
        entries={} if public else entries,
        versions={name: thread_rows.earlier_versions(con, name) for name in ids},
        since=_since(run, con, reports, public=public),
        history=history(run, con, [row.finding for row in board.rows if row.kind != "observation"]),
        recorded=any(entries.values()),
    )


def _since(
    run: Run, con: sqlite3.Connection, reports: Sequence[ReportRow], *, public: bool
) -> Since | None:
    """What changed since the day of the last inspection of one force."""
    from hmic.cli.report_sources import read_since

    day = dt.date.fromisoformat(reports[-1].published_on) if reports else run.as_at
    return (
        read_since(run, con, day, public=public) if day < run.as_at and len(run.forces(con)) == 1 else None
    )
