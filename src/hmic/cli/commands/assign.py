"""`hmic assign`: who owns a finding, or several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import By, Later, Note, On, argument, option, text_option
from hmic.cli.parsing import text_for
from hmic.cli.recording import as_known, numbered, post, record, true_on
from hmic.cli.run import Run, command
from hmic.counts import apart, apart_words
from hmic.errors import UsageError
from hmic.model import Entry, EntryKind
from hmic.plaintext import shown

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from hmic.store.queries.list_rows import Filter, ListRow

Several = list[str] | None


@command(
    'assign crime-2014-r2 "ACC Crime" --by "Liaison officer"',
    'assign --report crime-2014 --open "ACC Crime" --dry-run',
    'assign --owner "ACC Crime" --open "ACC Operations" --dry-run',
)
def assign(
    run: Run,
    finding: Annotated[
        Several, argument("FINDING", "One finding's id or several, or use the filters.")
    ] = None,
    owner: Annotated[
        str | None, argument("POST", 'The new owner, such as "ACC Crime".', text_for("the owner"))
    ] = None,
    report: Annotated[
        Several, option("--report", "All findings of a report (repeatable).", "REPORT")
    ] = None,
    area: Annotated[Several, option("--area", "All findings of an area (repeatable).", "AREA")] = None,
    theme: Annotated[Several, option("--theme", "All findings of a theme (repeatable).", "THEME")] = None,
    of_owner: Annotated[
        str | None, text_option("--owner", "All findings of another owner, to hand over.", metavar="POST")
    ] = None,
    only_open: Annotated[bool, option("--open", "Only open findings.")] = False,
    yes: Annotated[bool, option("--yes -y", "Assign several without asking.")] = False,
    dry_run: Annotated[
        bool, option("--dry-run -n", "Show what would be assigned. Record nothing.")
    ] = False,
    on: On = None,
    by: By = None,
    note: Note = None,
    later: Later = False,
) -> None:
    """Assign findings to a post, not to a person.

    If there are several, hmic lists them and asks first; in a script, add --yes. It assigns all or
    none. A finding must match every filter.
    """
    filtered = bool(report or area or theme or of_owner or only_open)
    if owner is None or not (finding or filtered):
        # What is typed alone is the finding: it comes first.
        message = f"the argument {'FINDING' if owner is None and not filtered else 'POST'} is missing"
        raise UsageError(message, hint="see hmic assign --help")
    if finding and filtered:
        message = f"{finding[0]} is given together with a filter"
        raise UsageError(message, hint="give findings or a filter, not both")
    name = " ".join(owner.split())
    since = true_on(run, on)
    ids = finding or []
    several = filtered or len(ids) > 1 or dry_run
    if several:
        from hmic.store.queries import list_rows

        wanted = list_rows.Filter(
            reports=tuple(report or ()),
            areas=tuple(area or ()),
            themes=tuple(theme or ()),
            owner=of_owner,
            open_only=only_open,
        )
        ids = _agreed(run, name, ids, wanted, yes=yes, dry_run=dry_run)
        if not ids:
            return

    def make(con: sqlite3.Connection) -> list[Entry]:
        from hmic.store.queries import names

        same = as_known(con, name)
        return [
            Entry(
                finding=names.find_finding(con, one),
                kind=EntryKind.ASSIGNMENT,
                on=since,
                by=post(run, by),
                owner=same,
                note=note,
            )
            for one in ids
        ]

    done = record(run, make, later=later)
    run.print_recorded(
        "\n".join(f"{one.finding}: assigned to {one.owner}, {numbered(one)}" for one in done)
    )


def _agreed(
    run: Run, name: str, ids: Sequence[str], wanted: Filter, *, yes: bool, dry_run: bool
) -> list[str]:
    """The findings that are to be assigned, once they were listed and the person agreed."""
    from contextlib import closing

    from hmic.cli.asking import agreed
    from hmic.errors import RefusedError
    from hmic.store.connection import open_reading
    from hmic.store.present_ids import now_called

    with closing(open_reading(run.db)) as con:
        name = as_known(con, name)
        rows = _named(con, ids, name) if ids else _found(con, wanted)
        if now_called(con, "finding", name):
            message = f"{name} is a finding, so there is no post to assign these to"
            raise UsageError(message, hint='give the post last, such as "ACC Crime"')
    ended = [row for row in rows if not row.open]
    if ended and not ids:
        what = apart_words(apart(row.kind for row in ended))
        message = f"what has ended cannot be assigned: {what}, such as {ended[0].finding}"
        raise RefusedError(message, hint="to assign only open findings, add: --open")
    fresh = [row for row in rows if row.owner != name]
    _show(run.world.stdout.write if dry_run else run.world.stderr.write, name, rows, fresh)
    if not fresh or dry_run:
        run.say("nothing was recorded" if dry_run else "nothing to assign")
        return []
    what = apart_words(apart(row.kind for row in fresh))
    if not yes and not agreed(run, f"Assign {what} to {name}?", "add --yes"):
        message = f"{what} would be assigned to {name}; nothing was recorded"
        raise RefusedError(message, hint="to assign them all: add --yes")
    return [row.finding for row in fresh]


def _named(con: sqlite3.Connection, ids: Sequence[str], owner: str) -> list[ListRow]:
    """The rows of findings by their ids, each once."""
    from hmic.errors import NotFoundError
    from hmic.store.queries import list_rows, names

    wanted: dict[str, None] = {}
    for one in ids:
        try:
            wanted[names.find_finding(con, one)] = None
        except NotFoundError as error:
            if not (wanted and one.isalpha()):
                raise
            # Of a post without quotes all words but the last arrive as findings.
            whole = " ".join([*ids[ids.index(one) :], owner])
            raise UsageError(error.message, hint=f'put the post in quotes: "{whole}"') from error
    rows = {row.finding: row for row in list_rows.findings(con, list_rows.Filter())}
    return [rows[one] for one in wanted if one in rows]


def _found(con: sqlite3.Connection, wanted: Filter) -> list[ListRow]:
    """The rows that a filter lets through; what it names must exist."""
    from hmic.store.queries import list_rows, names

    wanted = wanted._replace(
        reports=tuple(names.find_report(con, word) for word in wanted.reports),
        areas=tuple(names.find_area(con, word) for word in wanted.areas),
        themes=tuple(names.find_theme(con, word) for word in wanted.themes),
        owner=names.find_owner(con, wanted.owner) if wanted.owner is not None else None,
    )
    return list_rows.findings(con, wanted)


def _show(
    write: Callable[[str], object], name: str, rows: Sequence[ListRow], fresh: Sequence[ListRow]
) -> None:
    """List each finding with its title and the owner that it has now."""
    for row in fresh:
        write(shown(f"{row.finding}: {row.title} ({row.owner or 'no owner'} → {name})") + "\n")
    there = [row.kind for row in rows if row not in fresh]
    if there:
        write(shown(f"{apart_words(apart(there))} already assigned to {name}") + "\n")
    if not rows:
        write("no findings match\n")
