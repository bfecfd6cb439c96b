"""New findings into the register, loaded, with what is recorded of them: all of it or nothing."""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from hmic.errors import HmicError, in_lines
from hmic.plaintext import one_line
from hmic.words import count, known_day

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hmic.cli.register_change import Change
    from hmic.cli.run import Run
    from hmic.diff import Changes
    from hmic.draft.adopting import Adopted
    from hmic.errors import Problem
    from hmic.model import Entry
    from hmic.store.hub_state import Joined
    from hmic.store.loading import Loading

_LISTED = 20
_MARK = b"\xef\xbb\xbf"


class Recorded(NamedTuple):
    """What went into the register, and what was recorded."""

    adopted: Adopted
    entries: list[Entry]


def load_with_entries(
    run: Run, name: str, text: str, made: Callable[[sqlite3.Connection], Iterable[tuple[str, Entry]]] | None
) -> Recorded:
    """Put the findings of a register's text into the register, and load it with the entries of `made`.

    `made` gives each entry with the place that it comes from, once the findings are in the database.
    Without `made` nothing is loaded. Where anything is refused, the register is as it was. The caller is
    `alone` with the register since it read what the text was made from.
    """
    from hmic.cli.register_change import changing
    from hmic.cli.whole_files import read_whole

    before = read_whole(run.register)
    adopted, old = adopted_from(run, name, text)
    mark = _MARK if before.startswith(_MARK) else b""
    after = before if adopted.text == old else mark + adopted.text.encode()
    with changing(run.register, before, after) as change:
        if made is None:
            change.put()
            return Recorded(adopted, [])
        return Recorded(adopted, _loaded(run, name, made, change))


def adopted_from(run: Run, name: str, text: str) -> tuple[Adopted, str]:
    """What the register would be with these findings, and its text now; HmicError where it cannot be."""
    from hmic.draft.checked import adoption_of

    found = adoption_of(run.register, name, text)
    if found.problems or found.adopted is None:
        lines = [f"{one.message}{f' ({one.help})' if one.help else ''}" for one in found.problems[:_LISTED]]
        message = f"{name} would cause problems in the register, so nothing was written"
        raise HmicError(message, hint=in_lines(lines))
    return found.adopted, found.old


def _loaded(
    run: Run, name: str, made: Callable[[sqlite3.Connection], Iterable[tuple[str, Entry]]], change: Change
) -> list[Entry]:
    """Load the register and record the new entries, in one transaction: here, or at the hub."""
    from hmic.store.hub_state import joined
    from hmic.store.queries.names import dates_of_reports
    from hmic.store.transactions import transaction

    def work(con: sqlite3.Connection, now: str, today: dt.date) -> tuple[Changes, Loading, list[Entry]]:
        return _load_and_admit(run, name, made, con, (now, today))

    with opened(run) as con:
        state = joined(con)
        if state is not None:
            return _at_hub(run, con, state, work, change)
        change.is_done = lambda: _is_loaded(run, change.after)
        with transaction(con, run.db):
            change.put()
            *_, added = work(con, run.world.now(), run.world.today())
            change.last()
        say_to_come(run, dates_of_reports(con))
    return added


def _is_loaded(run: Run, register: bytes) -> bool:
    """Whether the database was loaded with this text, for when closing it failed after the commit."""
    from hmic.plaintext import decoded
    from hmic.register.file_text import digest
    from hmic.store.connection import open_reading
    from hmic.store.forces import known_files

    made = digest(decoded(register))
    with suppress(Exception):  # then it is not known to be, and the register is restored
        con = open_reading(run.db)
        try:
            return made in known_files(con, [made])
        finally:
            con.close()
    return False


def _at_hub(
    run: Run,
    con: sqlite3.Connection,
    state: Joined,
    work: Callable[[sqlite3.Connection, str, dt.date], tuple[Changes, Loading, list[Entry]]],
    change: Change,
) -> list[Entry]:
    """The same at the hub; where it is not known whether it arrived, the register keeps what was put."""
    from hmic.cli.loading_at_hub import load_and_record
    from hmic.hub.hub_errors import LostError
    from hmic.register.file_text import read_text

    change.put()
    text = read_text(run.register) or ""
    change.last()
    try:
        return load_and_record(run, con, state, work, {str(run.register): text})
    except LostError:
        change.stays()
        raise


def _load_and_admit(
    run: Run,
    name: str,
    made: Callable[[sqlite3.Connection], Iterable[tuple[str, Entry]]],
    con: sqlite3.Connection,
    at: tuple[str, dt.date],
) -> tuple[Changes, Loading, list[Entry]]:
    from hmic.register.register_files import Files
    from hmic.store.admission import admit
    from hmic.store.load_files import load_within
    from hmic.store.loading import Loading
    from hmic.store.repeats import is_recorded

    loading = Loading(con, at[0])
    changes = load_within(con, loading, Files([run.register]))
    if changes is None:
        message = f"{run.register} has problems"
        raise HmicError(message, hint="see them with: hmic check")
    # An entry with a uid was found to be news by who made it.
    fresh = [(place, entry) for place, entry in made(con) if entry.uid or not is_recorded(con, entry)]
    added, refused = admit(con, [entry for _, entry in fresh], *at)
    if refused:
        lines = [f"{fresh[place][0]}: {error.message}" for place, error in refused[:_LISTED]]
        entries = count(len(refused), "entry", "entries")
        message = f"{entries} of {name} cannot be recorded, so nothing was loaded"
        raise HmicError(message, hint=in_lines(lines))
    return changes, loading, added


def end_with_problems(run: Run, problems: Sequence[Problem]) -> NoReturn:
    """Show the problems for which nothing was changed, and end the command."""
    from hmic.cli.exit_codes import of_problems
    from hmic.reports import problems_report

    run.show(problems_report.build(problems, run.as_at))
    run.say(problems_report.closing(problems))
    run.exit(of_problems(problems))


def say_to_come(run: Run, reports: Iterable[tuple[str, str]]) -> None:
    """Name reports, each with its date, that are published in the future: most are slips."""
    for report, published in reports:
        if published > run.world.today().isoformat():
            run.say(f"{report} is dated {known_day(published)}, which is in the future: is the year right?")


def passed_over(name: str, text: str, findings: Sequence[str]) -> list[Problem]:
    """Deadline words in the requirements of some findings that are not among their deadlines."""
    from hmic.register.check_words import check_words
    from hmic.register.yaml_reader import parse

    return list(check_words(parse(text, name), findings))


def print_passed_over(run: Run, hints: Sequence[Problem]) -> None:
    """Print each with its place and what to do; also with --quiet, since nothing else reports them."""
    for one in hints[:_LISTED]:
        problem = f"{one.file}:{one.line}: {one.message}; {one.help}"
        run.world.stderr.write(one_line(problem) + "\n")
    if len(hints) > _LISTED:
        run.world.stderr.write(f"and {len(hints) - _LISTED:,} more such findings\n")


def check_new(run: Run) -> None:
    """Refuse a new database where none can be made."""
    from hmic.cli.whole_files import check_name
    from hmic.store.new_database import check_folder

    check_name(run.db, run.never_written[1:])
    check_folder(run.db)


@contextmanager
def opened(run: Run) -> Iterator[sqlite3.Connection]:
    """The database, made when it is not there."""
    from hmic.store.connection import open_writing

    if run.db.exists():
        with closing(open_writing(run.db, create=True)) as con:
            yield con
        return
    from hmic.cli.whole_files import check_name
    from hmic.file_kinds import is_database
    from hmic.store.new_database import made

    try:
        check_name(run.db, run.never_written[1:])
    except HmicError:
        if not is_database(run.db):  # which another run may have made by now
            raise
    with made(run.db) as con:
        yield con
