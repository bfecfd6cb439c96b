"""`hmic board`: everything for a board meeting, in one folder."""

from __future__ import annotations

import dataclasses
import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import Paper, day_option, option
from hmic.cli.run import Run, command
from hmic.errors import HmicError, UsageError
from hmic.render.formats import Look, PaperSize

if TYPE_CHECKING:
    import sqlite3

    from hmic.reports.board_paper import Sources
    from hmic.reports.board_table import Board
    from hmic.reports.since import Since


@command("board --since 2026-09-30 -o board", dated=True, forces=True)
def board(
    run: Run,
    since: Annotated[
        dt.date | None, day_option("--since", "The day of the last paper (31/3/2024). Required.")
    ] = None,
    public: Annotated[bool, option("--public", "Leave out owners, notes and evidence.")] = False,
    folder: Annotated[
        Path, option("--output -o", "The folder (default: board).", "FOLDER", show_default=False)
    ] = Path("board"),
    paper: Paper = None,
) -> None:
    """Write the board papers into a folder: paper (page and Word), table, workbook and calendar.

    An existing folder is replaced if hmic wrote everything in it. For the table alone use
    hmic export board.
    """
    from hmic.cli.folder import check_folder, write_folder
    from hmic.cli.heads import keep
    from hmic.cli.report_sources import events, read_board, read_since
    from hmic.render import csvtext, ics, paper_document, paper_page, workbook
    from hmic.reports import board_paper, board_table, first_page
    from hmic.store import journal_heads
    from hmic.store.own_numbers import printed_head

    start = _wanted(run, since)
    check_folder(folder, "board", run.never_written)
    con = run.reading()
    if run.unknown is not None:
        raise HmicError(run.unknown, hint="give a later --known-on")
    rows, between = read_board(run, con, public=public), read_since(run, con, start, public=public)
    report = board_table.build(rows, run.as_at, forces=run.forces(con), public=public, since=between)
    report = report._replace(known_on=run.known_on)
    report = report._replace(events=events(run, con, public=public))
    sources = _sources(run, con, rows, between, public=public)
    about = first_page.About(*run.settings.board)
    printed = board_paper.build(sources, report, about, public=public)
    head = journal_heads.head(con)
    shown_head = printed_head(con, run.forces(con))
    printed = dataclasses.replace(printed, journal=str(shown_head))
    look = Look(paper=paper or PaperSize.A4)
    page = paper_page.render(printed)
    files = {
        "board.csv": csvtext.text(report, bom=True).encode(),
        "board.xlsx": workbook.render(report, look),
        "deadlines.ics": ics.render(report, look).encode(),
        "paper.html": page.encode(),
    }
    if find_spec("docx") is not None:
        files["paper.docx"] = paper_document.render(page, printed)
    else:
        run.say("paper.docx is left out; it needs: pip install 'hmic[board]'")
    made = {"report": "board", "as_at": str(run.as_at), "since": str(start), "public": public}
    write_folder(folder, files.items(), {**made, "journal": str(shown_head)})
    keep(run, head, "the board's papers")
    run.say(f"wrote {folder}: {', '.join(sorted(files))}")


def _wanted(run: Run, since: dt.date | None) -> dt.date:
    """The day of the last paper, which has to be given."""
    from hmic.cli.report_sources import checked_since

    day = checked_since(run, since)
    if day is None:
        message = "--since is missing: give the day of the last paper, such as --since 2026-09-30"
        raise UsageError(message, hint="for a first paper use a day before all reports: --since 2000-01-01")
    return day


def _sources(run: Run, con: sqlite3.Connection, rows: Board, since: Since, *, public: bool) -> Sources:
    """What else the paper is made from, read as at the same day."""
    from hmic.cli.report_sources import history, read_grades, read_threads
    from hmic.counts import is_finding
    from hmic.reports import board_paper
    from hmic.reports import public as without
    from hmic.reports.threads import worst_first
    from hmic.store.queries import overdue_rows, thread_rows

    as_at = run.as_at
    soon = dt.date.fromordinal(min(as_at.toordinal() + board_paper.AHEAD, dt.date.max.toordinal()))
    clocks = overdue_rows.clocks_due_by(con, as_at, soon)
    found = read_threads(con, thread_rows.reports(con), in_full=False)
    return board_paper.Sources(
        board=rows,
        since=since,
        soon=without.coming(overdue_rows.due_by(con, as_at, soon), public=public),
        clocks=clocks,
        threads=worst_first(found),
        grades=read_grades(run, con).rows,
        history=history(run, con, [row.finding for row in rows.rows if is_finding(row.kind)]),
    )
