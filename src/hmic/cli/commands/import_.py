"""`hmic import journal`: merge another person's journal into this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.odd_entries import LISTED, more_lines, unfit_lines
from hmic.cli.options import argument, option
from hmic.cli.parsing import word_of
from hmic.cli.run import DATABASE, REGISTER, Run, command
from hmic.errors import HmicError, in_lines
from hmic.words import count, day_words

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from hmic.model import Entry
    from hmic.store.disagreements import Disagreement
    from hmic.store.journal_merge import Refusal, Taken

_SHOWN = 5


class What(StrEnum):
    """What can be imported."""

    JOURNAL = "journal"
    TRACKER = "tracker"


@command("import journal theirs.jsonl", "import tracker tracker.csv", files=(DATABASE, REGISTER))
def import_(
    run: Run,
    what: Annotated[What, argument("WHAT", "journal or tracker.", word_of(What, "import"))],
    file: Annotated[Path, argument("FILE", "A file from hmic export journal, or a spreadsheet.")],
    mapping: Annotated[
        Path,
        option("--mapping", "tracker: how it is read (default: tracker.toml).", "FILE", show_default=False),
    ] = Path("tracker.toml"),
    apply: Annotated[bool, option("--apply", "tracker: load it, all of it or nothing.")] = False,
) -> None:
    """Merge another journal, or import a tracker, a spreadsheet of findings: all of it or nothing.

    Entries already in this journal are skipped. For a spreadsheet, the first run loads nothing: it writes
    tracker.toml, how hmic would read it, and tracker.html, what each row would become.
    """
    if what is What.TRACKER:
        from hmic.cli.tracker_import import look_at

        look_at(run, file, mapping, apply=apply)
        return
    run.takes_only("the journal", "what", "file")
    taken = _merged(run, file)
    new = count(taken.new, "entry", "entries")
    run.put(f"{file}: {new} imported, {taken.known:,} already here\n")
    lines = [*_disagreements(taken.disagreements), *unfit_lines(taken.unfit)]
    if lines:
        lines.append('To withdraw an entry: hmic correct ENTRY --reason "why"')
    run.put("".join(f"{line}\n" for line in lines))


def _merged(run: Run, file: Path) -> Taken:
    """Merge the journal in a file: here, or at the hub."""
    from hmic.cli.journal_file import lines_of
    from hmic.store.connection import open_writing
    from hmic.store.hub_state import joined
    from hmic.store.journal_merge import merge
    from hmic.store.transactions import transaction

    def work(con: sqlite3.Connection, now: str, today: dt.date) -> Taken:
        taken = merge(con, lines.checked(now, today), now)
        if taken.refused:
            raise _refused(file, taken.refused)
        return taken

    with lines_of(file) as lines, closing(open_writing(run.db)) as con:
        state = joined(con)
        if state is None:
            with transaction(con, run.db):
                return work(con, run.world.now(), run.world.today())
        from hmic.cli.at_hub import merge_shared

        return merge_shared(run, con, state, work)


def _disagreements(found: Sequence[Disagreement]) -> Iterator[str]:
    """Each disagreement with who said what and which counts."""
    if found:
        number = count(len(found), "disagreement")
        what = "the two journals differ about the same finding on the same day. The later entry counts"
        yield f"{number}: {what}"
    for one in found[:LISTED]:
        both = sorted((one.ours, one.theirs), key=lambda entry: (entry.recorded_at, entry.number))
        said = "; ".join(_said(entry) for entry in both)
        where = f"{one.finding}, {day_words(one.on)}, {_about(one)}"
        yield f"  {where}: {said}. Entry {one.counts.number} counts"
    yield from more_lines(len(found))


def _about(one: Disagreement) -> str:
    of = f" of part {one.about.part}" if one.about.part is not None else ""
    of += f" of deadline {one.about.deadline}" if one.about.deadline is not None else ""
    return f"{one.about.what}{of}"


def _said(entry: Entry) -> str:
    """What an entry says, by whom, and its number."""
    what = entry.status.value if entry.status else entry.owner or day_words(entry.due)
    extra = entry.superseded_by or (f"review on {day_words(entry.review_on)}" if entry.review_on else "")
    said = f"{what} ({extra})" if extra else what
    return f"{said} by {entry.by or 'someone'}, entry {entry.number}"


def _refused(file: Path, refused: Sequence[Refusal]) -> HmicError:
    """Which lines cannot be imported: the first few."""
    lines = [f"line {r.line}: {r.why}" + (f" ({r.hint})" if r.hint else "") for r in refused[:_SHOWN]]
    if len(refused) > _SHOWN:
        lines.append(f"and {len(refused) - _SHOWN:,} more")
    message = f"{file} cannot be imported, so no entry was recorded"
    return HmicError(message, hint=in_lines(lines))
