"""`hmic verify`: check the database and the journal."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING, Annotated

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import option
from hmic.cli.run import Run, command
from hmic.errors import HmicError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from hmic.store.journal_heads import Noted


@command("verify")
def verify(
    run: Run,
    since: Annotated[
        list[str] | None,
        option("--since", "Prove that nothing up to this head changed (repeatable).", "HEAD"),
    ] = None,
) -> None:
    """Check the database file, the journal's hashes, the register's rows and every status.

    Prints the journal's head: the number and hash of its last entry. Keep it somewhere else: --since HEAD
    proves later that nothing recorded so far was changed. hmic also checks the head that was last
    printed or emailed. The exit code is 0 if all is well and 1 if something is wrong.
    """
    from hmic.cli.heads import head_line, keep
    from hmic.counts import apart_words, opened
    from hmic.plaintext import shown
    from hmic.store import journal_heads
    from hmic.store.connection import open_reading
    from hmic.store.own_numbers import own_heads
    from hmic.store.queries import list_rows
    from hmic.store.repair import REMEDY
    from hmic.store.verifying import entry_count
    from hmic.words import count

    given = [journal_heads.Noted(journal_heads.parse(text), f"--since {text}") for text in since or ()]
    last = journal_heads.kept(run.db)  # read first: a later one may be of entries that are not seen here
    con = open_reading(run.db)
    heads, proved = own_heads(con, [noted.head for noted in given])
    others = [noted for noted in given if noted.head not in proved]
    with run.working() as working:
        wrong = _problems(run, con, working.at, [*others, *last])
    for sentence in wrong:
        run.put(f"{shown(sentence)}\n")
    if wrong:
        by_load = all(text.endswith(REMEDY) for text in wrong)
        what = "repair with: hmic load --repair" if by_load else "restore a backup, and keep this file"
        run.say(f"{run.db}: {count(len(wrong), 'problem')}; {what}")
        run.exit(ATTENTION)
    total, _ = opened(list_rows.tally(con))
    held = f"{apart_words(total, plus='')}, {count(entry_count(con), 'journal entry', 'journal entries')}"
    run.put(f"{run.db} is sound: {held}, every hash correct\n")
    for noted in given:
        run.put(f"the journal contains {noted.head}: nothing up to it was changed\n")
    head = journal_heads.head(con)
    run.put("".join(f"{force}: {head_line(one)}" for force, one in heads.items()) or head_line(head))
    keep(run, head, "hmic verify")


LEAST = 20_000_000
"""Bytes of a database; below, starting a helper process takes longer than it spares."""


def _problems(
    run: Run, con: sqlite3.Connection, on_progress: Callable[[int, int, str], None], heads: Sequence[Noted]
) -> list[str]:
    """What is wrong. Two processes check a large database first; they can only report that all is well."""
    from hmic import helper_processes
    from hmic.store.connection import open_reading
    from hmic.store.verifying import long_checks, problems

    if run.db.stat().st_size >= LEAST and helper_processes.are_worth_it():
        checks = f"{long_checks.__module__}:{long_checks.__name__}"
        with (
            suppress(HmicError),
            helper_processes.shared_out(checks, [str(run.db)], 1) as answers,
            closing(open_reading(run.db)) as own,
        ):
            if not any(problems(own, run.db, on_progress, heads, short=True)) and next(next(answers)):
                return []
    return list(problems(con, run.db, on_progress, heads))
