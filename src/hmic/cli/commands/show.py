"""`hmic show`: everything about one finding."""

from __future__ import annotations

import typer

from hmic.cli.options import Finding
from hmic.cli.output import TABLES
from hmic.cli.shared import Run, command

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
@command("show crime-2014-r2", dated=True, offer=TABLES)
def show(run: Run, finding: Finding) -> None:
    """Show everything about one finding: requirement, deadlines, owner, journal, thread."""
    from hmic.errors import NotFoundError
    from hmic.evidence import state
    from hmic.reports import show as report_of
    from hmic.standing import in_force
    from hmic.store import journal
    from hmic.store.queries import listing, names, single, threads

    con = run.reading()
    name = names.find_finding(con, finding)
    found = single.finding(con, name)
    if found is None:
        message = f"{name} was not published by {run.as_at}"
        raise NotFoundError(message, hint="give a later --as-at")
    entries = journal.entries_of(con, name)
    holding = {entry.uid for entry in in_force(entries)}
    links = single.links_of(con, name)
    with run.working() as working:
        # Before paths started at the database's folder they started where the command ran.
        settings = run.settings.file or run.db
        folders = dict.fromkeys((run.db.resolve().parent, run.world.folder, settings.resolve().parent))
        pieces = {
            (entry.uid, piece.place): state(piece, folders, working.at)
            for entry in entries
            for piece in entry.evidence
        }
    shown = report_of.Shown(
        finding=found,
        deadlines=listing.deadlines_of(con, [name]).get(name, []),
        parts=single.parts_of(con, name),
        recommendations=single.recommendations_of(con, name),
        follows=threads.thread_findings(con, [e for f, e in links if f == name]),
        followed_by=threads.thread_findings(con, [f for f, e in links if e == name]),
        follow_ups=threads.follow_ups(con, [name]),
        entries=sorted(entries, key=lambda entry: (entry.on, entry.number)),
        withdrawn=frozenset(
            e.uid for e in entries if e.uid not in holding and e.kind.value != "correction"
        ),
        evidence=pieces,
    )
    run.show(report_of.build(shown, run.as_at))
