"""A tracker's findings into the register, the rest into the journal: all or nothing, tried first."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.cli.load_and_record import Recorded, load_with_entries, passed_over, print_passed_over
from hmic.cli.recording import gathering
from hmic.draft.yaml_lines import register_text
from hmic.errors import HmicError, in_lines
from hmic.model import THE_FORCE, Entry, Kind
from hmic.plaintext import shown
from hmic.register_records import Deadline, Finding, Report
from hmic.register_records import Register as Records
from hmic.words import count

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from hmic.cli.run import Run
    from hmic.tracker.mapping import Mapping
    from hmic.tracker.row_records import Read, TrackerRow

LISTED = 20
"""How many of what has to be decided are listed on a screen."""


def rehearse(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> list[Entry]:
    """Load it into copies that are thrown away, so that what would be refused then is said now.

    Gives the entries that would be recorded.
    """
    if found.stopped:
        return []
    import shutil
    import sqlite3
    from copy import copy
    from tempfile import TemporaryDirectory

    from hmic.cli.tracker_entries import UndecidedError
    from hmic.store.connection import open_reading
    from hmic.store.hub_log import forget_hub
    from hmic.tracker.row_records import Trouble

    with TemporaryDirectory() as folder:
        trial = copy(run)
        trial.register, trial.db = Path(folder, run.register.name), Path(folder, run.db.name)
        shutil.copyfile(run.register, trial.register)
        if run.db.exists():
            # SQLite's own copy includes what is still in the log; no other program uses the new file.
            with closing(open_reading(run.db)) as con, closing(sqlite3.connect(trial.db)) as into, into:
                con.backup(into)
                forget_hub(into)
        try:
            return _taken(trial, file, mapping, found, force).entries
        except UndecidedError:
            pass  # its questions are among those of `found`
        except HmicError as error:
            places = {row.place for row in found.rows}
            for line in (error.hint or error.message).split("\n"):
                place, _, said = line.strip().partition(": ")
                named = place in places
                found.troubles.append(Trouble(*((place, said) if named else (file.name, line.strip()))))
    return []


def load_tracker(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> None:
    """Put the findings into the register, load it and record the rest, in one step."""
    if found.stopped:
        lines = [f"{one.place}: {one.said}" for one in found.stopped[:LISTED]]
        message = f"{count(len(found.stopped), 'value')} of {file} still to decide, so nothing was loaded"
        raise HmicError(message, hint=in_lines(lines))
    from hmic.cli.tracker_entries import said_in_words

    taken = _taken(run, file, mapping, found, force)
    new = count(len(taken.adopted.findings), "finding")
    entries = count(len(taken.entries), "journal entry", "journal entries")
    lines = [f"  entry {one.number}: {said_in_words(one)}" for one in taken.entries]
    said = "\n".join([*lines, f"{file}: {new} new in {run.register}, {entries} recorded"])
    run.print_recorded(shown(said))
    print_passed_over(run, passed_over(str(run.register), taken.adopted.text, taken.adopted.findings))


def _taken(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> Recorded:
    """Put into the register what it does not have, and into the journal what that does not say.

    What the officer has to know of it is added to the troubles of `found`.
    """
    from hmic.cli.tracker_entries import Rows

    with gathering(run) as gathered:
        proof = gathered.piece(str(file))
    rows = Rows(run, file, mapping, proof)

    def made(con: sqlite3.Connection) -> Iterator[tuple[str, Entry]]:
        for remarks in (rows.troubles, rows.undated, rows.passed):
            remarks.clear()
        for row in found.rows:
            for entry in rows.entries(con, row):
                yield row.place, entry
        rows.name_alike(found.rows)
        rows.tell_days()
        found.troubles += rows.troubles
        rows.refuse_undecided()

    return load_with_entries(run, str(file), register_text(_register_of(force, mapping, found)), made)


def _register_of(force: str, mapping: Mapping, found: Read) -> Records:
    """The new findings as a register, which is then checked like any other.

    A finding that is there already is included only where it gets a new recommendation.
    """
    inner: dict[str, list[TrackerRow]] = {}
    rows: dict[str, list[TrackerRow]] = {}
    filled = {row.under for row in found.rows if not row.there}
    for row in found.rows:
        if row.there and row.place not in filled:
            continue
        (inner.setdefault(row.under, []) if row.under else rows.setdefault(row.report, [])).append(row)
    reports = []
    for name, about in mapping.reports.items():
        findings = tuple(_finding(row, inner.get(row.place, ())) for row in rows.get(name, ()))
        if findings:
            report = Report(
                id=about["id"], title=about["title"], published=about["published"], findings=findings
            )
            reports.append(report)
    return Records(register=1, force=force, reports=tuple(reports))


def _finding(row: TrackerRow, inner: Sequence[TrackerRow] = ()) -> Finding:
    return Finding(
        id=row.id,
        kind=Kind(row.kind),
        title=row.title,
        requirement=" ".join(row.requirement.split()),
        area=row.area or None,
        addressed_to=row.addressed_to or THE_FORCE,
        deadlines=(Deadline(phrase=row.phrase),) if row.phrase else (),
        recommendations=tuple(_finding(one) for one in inner),
    )
