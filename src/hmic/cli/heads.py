"""The journal's head as commands print it, and keeping the one that was printed last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmic.plaintext import one_line

if TYPE_CHECKING:
    from hmic.cli.run import Run
    from hmic.store.journal_heads import Head


def keep(run: Run, head: Head, where: str, *, backup: bool = False) -> None:
    """Keep a head that is printed; say, --quiet or not, when the last one is no longer in the chain."""
    from hmic.store import journal_heads

    unread = journal_heads.unreadable(run.db)
    if unread:
        hint = "delete it or move it away; the next head will then be written there"
        run.world.stderr.write(f"hmic: {one_line(unread)}\n      {one_line(hint)}\n")
        return
    day = run.world.today().isoformat()
    copied = journal_heads.Backup(day, head.number) if backup else None
    wrong = journal_heads.keep(run.db, journal_heads.Noted(head, f"{where} of {day}", backup=copied))
    if wrong:
        run.world.stderr.write(f"hmic: {one_line(wrong)}\n      see every problem with: hmic verify\n")


def head_line(head: Head) -> str:
    """A head on its own line, with the command that checks it later."""
    return f"journal's head {head}; to check it later: hmic verify --since {head}\n"
