"""`hmic export`: CSV for boards and analysts, and the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from hmic.cli.options import argument, day_option, option
from hmic.cli.output import TABLES, Offer
from hmic.cli.parsing import word_of
from hmic.cli.run import READING, Run, command
from hmic.errors import UsageError
from hmic.render.formats import Format

if TYPE_CHECKING:
    import sqlite3


class What(StrEnum):
    """What can be exported."""

    BOARD = "board"
    FINDINGS = "findings"
    DEADLINES = "deadlines"
    PROGRESS = "progress"
    GRADES = "grades"
    FOLLOW_UPS = "follow-ups"
    REPORTS = "reports"
    VERSIONS = "versions"
    JOURNAL = "journal"
    FORM = "form"


_TABLE = Offer(TABLES.formats, piped=Format.CSV)
_CALENDAR = Offer(TABLES.formats | {Format.ICS}, piped=Format.CSV)
_JOURNAL = Offer(frozenset({Format.LINES}))
_FORM = Offer(frozenset({Format.XLSX}))
_ALL = Offer(
    _CALENDAR.formats | _JOURNAL.formats,
    remark=" (ics: deadlines only; jsonl: journal only)",
)


def _fits(given: Mapping[str, Any]) -> Offer:
    """Only deadlines fit into a calendar, and the journal and a form have one format each."""
    return {What.JOURNAL: _JOURNAL, What.DEADLINES: _CALENDAR, What.FORM: _FORM}.get(given["what"], _TABLE)


@command(
    "export board -o board.csv",
    "export deadlines -o deadlines.ics",
    "export journal -o journal.jsonl",
    'export form --owner "ACC Crime" -o form.xlsx',
    dated=True,
    forces=True,
    offer=_ALL,
    fits=_fits,
)
def export(
    run: Run,
    what: Annotated[
        What,
        argument(
            "WHAT",
            "board, findings, deadlines, progress, grades, follow-ups, reports, versions, journal or form.",
            word_of(What, "export"),
        ),
    ],
    owner: Annotated[str | None, option("--owner", "form: the post that fills it in.", "POST")] = None,
    since: Annotated[
        dt.date | None, day_option("--since", "board: add what changed since this day.")
    ] = None,
    public: Annotated[bool, option("--public", "board: leave out owners, notes and evidence.")] = False,
    key: Annotated[bool, option("--key", "board: explain the ratings.")] = False,
    bom: Annotated[
        bool | None, option("--bom/--no-bom", "Add a UTF-8 byte order mark, for Excel (board: default).")
    ] = None,
) -> None:
    """Export the board table, a whole table for analysts, the journal, or an owner's form.

    docs/exports.md explains every field. The journal is JSON lines, for hmic import journal. The form
    is a workbook that an owner fills in, for hmic progress --from.
    """
    if what is What.FORM:
        run.takes_only("the form", "what", "owner", "force", "form", "output")
        _form(run, owner)
        return
    if owner is not None:
        message = f"--owner is for the form, not for the export of {what}"
        raise UsageError(message, hint="leave it out, or: hmic export form --owner POST")
    if what is What.JOURNAL:
        run.takes_only("the journal", "what", "force", "form", "output")
        _journal(run)
        return
    if bom is not None and run.output.form is not Format.CSV:
        message = f"--bom and --no-bom are for CSV, but this is {run.output.form}"
        raise UsageError(message, hint="leave the option out, or add -f csv")
    if what is not What.BOARD:
        run.takes_only(f"the export of {what}", "what", "bom", *READING)
        _table(run, run.reading(), what.value, bom=bool(bom))
    elif key:
        run.takes_only("--key", "what", "key")
        _key(run)
    else:
        _board(run, since, public=public, bom=bom is not False)


def _key(run: Run) -> None:
    """What the ratings mean."""
    from hmic.reports.ratings import key_lines

    run.world.stdout.write("\n".join(key_lines()) + "\n")


def _board(run: Run, since: dt.date | None, *, public: bool, bom: bool) -> None:
    """One row a finding."""
    from hmic.cli.report_sources import checked_since, read_board, read_since
    from hmic.reports import board_table

    start = checked_since(run, since)
    con = run.reading()
    report = board_table.build(
        read_board(run, con, public=public),
        run.as_at,
        forces=run.forces(con),
        public=public,
        since=read_since(run, con, start, public=public) if start is not None else None,
    )
    run.show(report, bom=bom)


def _form(run: Run, owner: str | None) -> None:
    """A workbook for an owner to fill in."""
    from hmic.counts import apart, apart_words
    from hmic.render.form_workbook import render
    from hmic.reports import owner_form as report_of
    from hmic.store.queries import form_rows, list_rows, names

    if owner is None:
        message = "a form is for one owner, and --owner is missing"
        raise UsageError(message, hint='such as: hmic export form --owner "ACC Crime" -o form.xlsx')
    if run.output.path is not None and run.output.path.suffix.lower() != ".xlsx":
        message = f"a form is a workbook, but {run.output.path} is not named like one"
        raise UsageError(message, hint="end the name in .xlsx")
    con = run.reading_all_forces()
    post = names.find_owner(con, owner)
    run.narrow(con)
    rows = form_rows.owned(con, post)
    deadlines = list_rows.deadlines_of(con, [row.finding for row in rows])
    made = report_of.build(post, rows, deadlines, run.as_at, run.forces(con))
    held = apart_words(apart(row.kind for row in rows))
    run.output.write(render(made), f": {held} that {post} has open")


def _journal(run: Run) -> None:
    """Every entry as a line of JSON, for another database of the same register."""
    from hmic.entry_records import line_of
    from hmic.store import journal
    from hmic.words import count

    lines = [line_of(record) for record in journal.exported(run.reading())]
    text = "".join(f"{line}\n" for line in lines)
    run.output.write(text, f": {count(len(lines), 'entry', 'entries')}")


def _table(run: Run, con: sqlite3.Connection, name: str, *, bom: bool) -> None:
    """A whole table, every field."""
    from hmic.reports import analyst_tables
    from hmic.store.queries import table_rows

    rows = table_rows.table(con, name)
    report = analyst_tables.build(name, table_rows.TABLES[name], rows, run.as_at)
    if name == What.DEADLINES and run.output.form is Format.ICS:
        from hmic.cli.report_sources import events

        report = report._replace(events=events(run, con), forces=run.forces(con))
    run.show(report, bom=bom)
