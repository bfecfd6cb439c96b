"""What `hmic` says when nothing is asked: how things are, in a few lines, and what to do next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from hmic.cli.parsing import Period
from hmic.cli.run import Run
from hmic.counts import Apart, Dated, overdue_words, soon_words, unowned_words
from hmic.render.terminal_colours import Color
from hmic.words import capitalised, count, day_here, day_words, forces_words, long_day

if TYPE_CHECKING:
    import sqlite3

    import typer

    from hmic.store.journal_heads import Backup

_SOON = Period("30d", 30, "d")
_MOST_READ = 16 << 20
"""Bytes of a register that is looked at: a greater one would take too long."""
_BACKUP_DAYS = 7
"""Days after which entries that no backup has are worth a word."""

_NOTHING_GIVEN = {
    "db": None,
    "register": None,
    "color": Color.AUTO,
    "quiet": False,
    "verbose": False,
    "force": None,
}


class State(NamedTuple):
    """The counts of the present day, and when the database was last loaded and copied."""

    overdue: Dated
    soon: Dated
    unowned: Apart
    findings: bool
    """Whether there is anything on the register."""
    loaded: str | None
    backup: Backup | None
    entries: int


def show_at_a_glance(ctx: typer.Context) -> None:
    """Print how things are; without a database, how to begin."""
    run = Run(ctx, _NOTHING_GIVEN, None)
    if not run.db.exists():
        run.put("".join(f"{line}\n" for line in _begin(run)))
        return
    con = run.reading()
    state = _state(run, con)
    heading = f"{forces_words(run.forces(con)) or 'No register is loaded'}, {long_day(run.as_at)}"
    overdue = overdue_words(state.overdue)
    soon = soon_words(state.soon, _SOON.words)
    unowned = unowned_words(state.unowned) or "every open finding has an owner"
    lines = [heading, *map(capitalised, (overdue, soon, unowned))]
    waits = _waits(run, con)
    since = f"; {run.register} is to be loaded again" if waits else ""
    lines.append(f"Last load: {day_words(day_here(state.loaded)) if state.loaded else 'none'}{since}")
    lines.append(f"Last backup: {_backup(state)}")
    lines.append(f"Next: hmic {'load' if waits else _next(state, run.as_at)}")
    run.put("".join(f"{line}\n" for line in lines))


def _state(run: Run, con: sqlite3.Connection) -> State:
    from hmic.counts import dated
    from hmic.store import journal_heads
    from hmic.store.queries import list_rows, overdue_rows

    today = run.as_at
    until = _SOON.after(today)
    rows = [*overdue_rows.due_by(con, today, until), *overdue_rows.clocks_due_by(con, today, until)]
    return State(
        overdue=overdue_rows.count_overdue(con, today),
        soon=dated((row.finding, row.kind) for row in rows if row.days_overdue <= 0),
        unowned=list_rows.count_unowned(con),
        findings=bool(list_rows.tally(con)),
        loaded=list_rows.last_load(con),
        backup=journal_heads.last_backup(run.db),
        entries=journal_heads.head(con).number,
    )


def _waits(run: Run, con: sqlite3.Connection) -> bool:
    """Whether the register has changed since the last load, judging by the file alone."""
    from hmic.register.file_text import digest, read_text
    from hmic.store.forces import known_files, was_loaded
    from hmic.store.hub_state import joined

    if not was_loaded(con, str(run.register)) or joined(con) is not None:
        return False
    text = read_text(run.register, _MOST_READ)
    return text is not None and digest(text) not in known_files(con, [digest(text)])


def _begin(run: Run) -> list[str]:
    """How to begin where there is no database."""
    lines = [f"There is no database {run.db} yet."]
    if run.register.exists():
        lines += [f"The register is {run.register}.", "Next: hmic load"]
    else:
        lines.append('To start your own register: hmic init county --force "County Police"')
        lines.append("To try hmic with an example: hmic init demo --example")
    return [*lines, "Every command: hmic --help"]


def _backup(state: State) -> str:
    if state.backup is None:
        return "none on record"
    since = state.entries - state.backup.entries
    ago = f", {count(since, 'journal entry', 'journal entries')} ago" if since > 0 else ""
    return f"{day_words(state.backup.on)}{ago}"


def _next(state: State, today: dt.date) -> str:
    """The command that shows the most pressing of it."""
    if not state.findings:
        return "check"
    if any(state.overdue):
        return "overdue"
    if any(state.soon):
        return f"overdue --within {_SOON.text}"
    if any(state.unowned):
        return "list --open"
    backup = state.backup
    if state.entries > (backup.entries if backup else 0):
        due = dt.date.fromisoformat(backup.on) + dt.timedelta(days=_BACKUP_DAYS) if backup else today
        if due <= today:
            return f"backup hmic-{today}.db"
    return "summary"
