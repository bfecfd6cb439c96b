"""`hmic show`: everything about one finding."""

from __future__ import annotations

from hmic.cli.options import Finding
from hmic.cli.output import TABLES
from hmic.cli.run import Run, command


@command("show crime-2014-r2", dated=True, offer=TABLES)
def show(run: Run, finding: Finding) -> None:
    """Show everything about one finding: requirement, deadlines, owner, journal, thread."""
    from hmic.errors import NotFoundError
    from hmic.evidence import state
    from hmic.holding import in_force
    from hmic.reports import finding_report
    from hmic.store import journal
    from hmic.store.own_numbers import own
    from hmic.store.queries import finding_rows, list_rows, names, thread_rows

    con = run.reading()
    name = names.find_finding(con, finding)
    found = finding_rows.finding(con, name)
    if found is None:
        message = f"{name} was not published by {run.as_at}"
        raise NotFoundError(message, hint="give a later --as-at")
    entries = own(con, journal.entries_of(con, name))
    holding = {entry.uid for entry in in_force(entries)}
    links = finding_rows.links_of(con, name)
    with run.working() as working:
        # Before paths started at the database's folder they started where the command ran.
        settings = run.settings.file or run.db
        folders = dict.fromkeys((run.db.resolve().parent, run.world.folder, settings.resolve().parent))
        pieces = {
            (entry.uid, piece.place): state(piece, folders, working.at)
            for entry in entries
            for piece in entry.evidence
        }
    shown = finding_report.Shown(
        finding=found,
        deadlines=list_rows.deadlines_of(con, [name]).get(name, []),
        parts=finding_rows.parts_of(con, name),
        recommendations=finding_rows.recommendations_of(con, name),
        follows=thread_rows.thread_findings(con, [e for f, e in links if f == name]),
        followed_by=thread_rows.thread_findings(con, [f for f, e in links if e == name]),
        follow_ups=thread_rows.follow_ups(con, [name]),
        entries=sorted(entries, key=lambda entry: (entry.on, entry.number)),
        withdrawn=frozenset(
            e.uid for e in entries if e.uid not in holding and e.kind.value != "correction"
        ),
        evidence=pieces,
    )
    run.show(finding_report.build(shown, run.as_at))
