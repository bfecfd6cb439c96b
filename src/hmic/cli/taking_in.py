"""New findings into the register, loaded, with what is recorded of them: all of it or nothing."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import HmicError
from hmic.plaintext import shown
from hmic.words import count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hmic.cli.register_change import Change
    from hmic.cli.run import Run
    from hmic.draft.adopting import Adopted
    from hmic.errors import Problem
    from hmic.model import Entry

_LISTED = 20
_MARK = b"\xef\xbb\xbf"


class TakenIn(NamedTuple):
    """What went into the register, and what was recorded."""

    adopted: Adopted
    entries: list[Entry]


def take_in(
    run: Run, name: str, text: str, made: Callable[[sqlite3.Connection], Iterable[tuple[str, Entry]]] | None
) -> TakenIn:
    """Put the findings of a register's text into the register, and load it with the entries of `made`.

    `made` gives each entry with the place that it comes from, once the findings are in the database.
    Without `made` nothing is loaded. Where anything is refused, the register is as it was. The caller is
    `alone` with the register since it read what the text was made from.
    """
    from hmic.cli.files import read_whole
    from hmic.cli.register_change import changing

    if made is not None:
        _refuse_joined(run)
    before = read_whole(run.register)
    adopted, old = adopted_from(run, name, text)
    mark = _MARK if before.startswith(_MARK) else b""
    after = before if adopted.text == old else mark + adopted.text.encode()
    with changing(run.register, before, after) as change:
        if made is None:
            change.put()
            return TakenIn(adopted, [])
        return TakenIn(adopted, _loaded(run, name, made, change))


def _refuse_joined(run: Run) -> None:
    """At a hub, a register and entries for it are shared one after the other."""
    if run.db.exists():
        from hmic.store.connection import open_reading
        from hmic.store.hub_state import refuse_joined

        with closing(open_reading(run.db)) as con:
            refuse_joined(con, run.db, "this is not loaded here: put it into the register, then hmic load")


def adopted_from(run: Run, name: str, text: str) -> tuple[Adopted, str]:
    """What the register would be with these findings, and its text now; HmicError where it cannot be."""
    from hmic.draft.checked import adoption_of

    found = adoption_of(run.register, name, text)
    if found.problems or found.adopted is None:
        told = [f"{one.message}{f' ({one.help})' if one.help else ''}" for one in found.problems[:_LISTED]]
        message = f"{name} would not make a register without problems, so nothing was written"
        raise HmicError(message, hint="\n      ".join(told))
    return found.adopted, found.old


def _loaded(
    run: Run, name: str, made: Callable[[sqlite3.Connection], Iterable[tuple[str, Entry]]], change: Change
) -> list[Entry]:
    """Load the register and record what is new, in one transaction."""
    from hmic.register.register_files import Files
    from hmic.store.admission import admit
    from hmic.store.load_files import run_over
    from hmic.store.loading import Loading
    from hmic.store.repeats import is_recorded
    from hmic.store.seals import seal_load
    from hmic.store.transactions import transaction

    with _opened(run) as con, transaction(con, run.db):
        change.put()
        files = Files([run.register])
        con.execute("PRAGMA defer_foreign_keys = 1")
        loading = Loading(con, run.world.now())
        if run_over(loading, files) is None:
            message = f"{run.register} has problems"
            raise HmicError(message, hint="see them with: hmic check")
        loading.note_files(files.known)
        seal_load(con, loading.number, loading.forces)
        fresh = [(place, entry) for place, entry in made(con) if not is_recorded(con, entry)]
        added, refused = admit(con, [entry for _, entry in fresh], run.world.now(), run.world.today())
        if refused:
            told = [f"{fresh[place][0]}: {error.message}" for place, error in refused[:_LISTED]]
            entries = count(len(refused), "entry", "entries")
            message = f"{entries} of {name} cannot be recorded, so nothing was loaded"
            raise HmicError(message, hint="\n      ".join(told))
        change.last()
    return added


def passed_over(name: str, text: str, findings: Sequence[str]) -> list[Problem]:
    """The deadline words in what some findings of a register's text ask that are no deadline of theirs."""
    from hmic.register.check_words import check_words
    from hmic.register.yaml_reader import parse

    return list(check_words(parse(text, name), findings))


def tell_passed_over(run: Run, hints: Sequence[Problem]) -> None:
    """Say them, each with its place and what to do; with --quiet too, since nobody else does."""
    for one in hints[:_LISTED]:
        told = f"{one.file}:{one.line}: {one.message}; {one.help}"
        run.world.stderr.write(shown(told) + "\n")
    if len(hints) > _LISTED:
        run.world.stderr.write(f"and {len(hints) - _LISTED:,} more such findings\n")


@contextmanager
def _opened(run: Run) -> Iterator[sqlite3.Connection]:
    """The database, made when it is not there."""
    from hmic.store.connection import open_writing
    from hmic.store.new_database import made

    if run.db.exists():
        with closing(open_writing(run.db, create=True)) as con:
            yield con
    else:
        with made(run.db) as con:
            yield con
