"""`hmic load`: load the register into the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import argument, option
from hmic.cli.output import TEXTS
from hmic.cli.run import DATABASE, REGISTER, Run, command
from hmic.render.formats import Format
from hmic.words import count

if TYPE_CHECKING:
    from hmic.cli.reading_apart import FilesApart
    from hmic.diff import Changes
    from hmic.errors import Problem
    from hmic.register.register_files import Files


@command("load", "load --dry-run", offer=TEXTS, files=(DATABASE, REGISTER))
def load(
    run: Run,
    files: Annotated[list[Path] | None, argument("FILE", "Register files (default: the register).")] = None,
    dry_run: Annotated[bool, option("--dry-run -n", "Show what would change. Write nothing.")] = False,
    allow_withdrawals: Annotated[
        bool, option("--allow-withdrawals", "Withdraw all findings that are no longer in the file.")
    ] = False,
    repair: Annotated[bool, option("--repair", "Also make the repairs that hmic verify suggests.")] = False,
    exit_code: Annotated[bool, option("--exit-code", "Exit with 1 if something changed.")] = False,
) -> None:
    """Check the register, then load all of it or nothing. The journal is never lost."""
    from hmic.reports import load_report

    paths = files or [run.register]
    from hmic.store.mass_withdrawal import MassWithdrawalError

    asked = Asked(dry_run=dry_run, allow_withdrawals=allow_withdrawals, repair=repair)
    _begin_at_hub(run, asked)
    try:
        with run.working() as working:
            changes, problems = _load(run, paths, working.at, asked)
    except MassWithdrawalError as error:
        from hmic.cli.asking import agreed
        from hmic.words import capitalised

        question = f"{capitalised(error.message)}. Load anyway?"
        if not agreed(run, question, "check that the file is complete"):
            raise
        with run.working() as working:
            changes, problems = _load(run, paths, working.at, asked._replace(allow_withdrawals=True))
    if changes is None or problems:
        from hmic.cli.load_and_record import end_with_problems

        end_with_problems(run, problems)
    with nullcontext() if dry_run else run.done(f"{run.db} is loaded", "see the findings with: hmic list"):
        if run.output.form in (Format.PLAIN, Format.CSV):
            run.show(load_report.lines(changes, run.as_at))
        else:
            run.show(load_report.build(changes, run.as_at, where=str(run.db), dry_run=dry_run))
    _say_renames(run, changes)
    if changes.any and not dry_run:
        _say_to_come(run)
    for old, new in changes.renamed:
        run.say(f"{old} is now {new}; its journal is kept")
    if exit_code and changes.any:
        run.exit(ATTENTION)


def _say_to_come(run: Run) -> None:
    from hmic.cli.load_and_record import say_to_come
    from hmic.store.connection import open_reading
    from hmic.store.queries.names import dates_of_reports

    with closing(open_reading(run.db)) as con:
        say_to_come(run, dates_of_reports(con))


def _say_renames(run: Run, changes: Changes) -> None:
    """Warn where a finding seems to have a new id, since its journal stays with the old one."""
    for old, new in changes.alike:
        run.say(
            f"note: {old} is withdrawn and {new} added with the same words. If it was renamed, add "
            f"`renamed_from: [{old}]` to {new} and load again, so that its journal follows"
        )


class Asked(NamedTuple):
    """How to load."""

    dry_run: bool
    allow_withdrawals: bool
    repair: bool


def _load(
    run: Run, paths: Sequence[Path], on_progress: Callable[[int, int, str], None], asked: Asked
) -> tuple[Changes | None, Sequence[Problem]]:
    """What a load changes; None with the problems of the files."""
    from hmic.errors import MadeMeanwhileError

    try:
        return _load_now(run, paths, on_progress, asked)
    except MadeMeanwhileError:
        return _load_now(run, paths, on_progress, asked)


def _begin_at_hub(run: Run, asked: Asked) -> None:
    """Bring a joined database up to date for a trial; repair it from its hub, which has all of it."""
    if not run.db.exists():
        return
    from hmic.store.connection import open_reading
    from hmic.store.hub_state import joined

    with closing(open_reading(run.db)) as con:
        is_joined = joined(con) is not None
    if is_joined and asked.dry_run:
        from hmic.cli.at_hub import sync

        sync(run)
    elif is_joined and asked.repair:
        from hmic.cli.at_hub import make_again

        run.say(f"made again from the hub; {make_again(run).kept}: the database as it was")


def _load_now(
    run: Run, paths: Sequence[Path], on_progress: Callable[[int, int, str], None], asked: Asked
) -> tuple[Changes | None, Sequence[Problem]]:
    """The same, when no other run makes the database in between.

    A file that is as it was loaded last is passed over, unless something in another could depend on it, or
    there is something to repair.
    """
    passed = {} if asked.repair else _as_loaded(run, paths, dry_run=asked.dry_run)
    if len(passed) == len(paths):
        return _nothing_new(run, passed.values()), ()
    if passed:
        others = [path for path in paths if path not in passed]
        changes, _ = _load_these(run, others, on_progress, passed.values(), asked)
        if changes is not None:
            return changes, ()
    return _load_these(run, paths, on_progress, (), asked)


def _load_these(
    run: Run,
    paths: Sequence[Path],
    on_progress: Callable[[int, int, str], None],
    passed: Collection[str],
    asked: Asked,
) -> tuple[Changes | None, Sequence[Problem]]:
    """The same of some files, first with helpers where that is worth it."""
    from hmic.cli.reading_apart import LEAST, apart, size_of
    from hmic.register.register_files import Files

    with apart(paths, on_progress) as them:
        changes = _read(run, them, passed, asked) if them is not None else None
    if changes is not None:
        return changes, ()
    files = Files(paths, on_progress=on_progress)
    # What --quiet would leave unsaid is not looked for: it is a sixth of a small load.
    files.hints = [] if not run.quiet and size_of(paths) < LEAST else None
    changes = _read(run, files, passed, asked)
    if changes is not None and files.hints:
        run.say(_passed_over(len(files.hints)))
    return changes, files.problems


def _passed_over(number: int) -> str:
    """How many deadline words a register may have passed over; a very large one is not looked through."""
    words = count(number, "finding has words that read", "findings have words that read")
    return f"{words} like a deadline and are not given as one: hmic check"


def _as_loaded(run: Run, paths: Sequence[Path], *, dry_run: bool) -> dict[Path, str]:
    """The files that may be passed over, with the force of each."""
    if not run.db.exists():
        return {}
    from hmic.register.file_text import digest_of_file
    from hmic.store.connection import open_reading, open_writing
    from hmic.store.forces import known_files

    digests = {path: text for path in paths if (text := digest_of_file(path)) is not None}
    # A run that was killed can have left a database without tables: it is made whole here.
    with closing(open_reading(run.db) if dry_run else open_writing(run.db, create=True)) as con:
        known = known_files(con, digests.values())
    found = {path: known[one] for path, one in digests.items() if one in known}
    passed = {path: force for path, (force, file, _) in found.items() if file == str(path)}
    if len(set(passed.values())) == len(paths):
        return passed
    return passed if all(alone for _, _, alone in found.values()) else {}


def _nothing_new(run: Run, forces: Iterable[str]) -> Changes:
    from hmic.diff import Changes
    from hmic.store.connection import open_reading
    from hmic.store.forces import on_register

    with closing(open_reading(run.db)) as con:
        return Changes(unchanged=on_register(con, forces))


def _read(run: Run, read: Files | FilesApart, passed: Iterable[str], asked: Asked) -> Changes | None:
    """A load of files that are read; None when something is wrong with them or in doubt."""
    from hmic.cli.load_and_record import check_new, opened
    from hmic.cli.reading_apart import FilesApart
    from hmic.store.connection import open_reading
    from hmic.store.load_files import load, run_over
    from hmic.store.loading import Loading

    allow = asked.allow_withdrawals
    if asked.dry_run:
        con = open_reading(run.db) if run.db.exists() else None
        if con is None:
            check_new(run)
        loading = Loading(con, run.world.now(), write=False, allow_withdrawals=allow)
        return run_over(loading, read, passed)
    # A database is made only for a register that could be read.
    if not read.begins_well():
        return None
    with opened(run) as con:
        from hmic.store.hub_state import joined

        state = joined(con)
        if state is not None:
            from hmic.cli.loading_at_hub import load_shared

            if isinstance(read, FilesApart):
                return None  # their text is what is shared
            return load_shared(run, con, state, read, passed, asked)
        now = run.world.now()
        return load(con, run.db, read, now, passed, allow_withdrawals=allow, repair=asked.repair)
