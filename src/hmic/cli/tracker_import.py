"""`hmic import tracker`: propose how a spreadsheet is read, show it, and take it in: all or nothing."""

from __future__ import annotations

import re
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    from hmic.sheets.grid import Sheet
    from hmic.tracker.mapping import Mapping
    from hmic.tracker.row_records import Read, TrackerRow

_LISTED = 20
PAGE = "tracker.html"


def look_at(run: Run, file: Path, mapping_file: Path, *, apply: bool) -> None:
    """Propose a mapping if there is none yet; otherwise show what each row would become, or load it."""
    from hmic.cli.register_change import alone

    with alone(run.register) if apply else nullcontext():
        _look_at(run, file, mapping_file, apply=apply)


def _look_at(run: Run, file: Path, mapping_file: Path, *, apply: bool) -> None:
    from hmic.tracker.finding_of_row import settle
    from hmic.tracker.rows import read

    sheets = _sheets(file)
    place, page = _beside(run, mapping_file), _beside(run, Path(PAGE))
    known, register = _register(run)
    if not apply:
        _refuse_other_page(page)
    if place.exists():
        mapping, text = _mapping(mapping_file, place)
        if not apply:
            _complete(sheets, mapping, known)
    else:
        mapping, text = _proposed(run, file, mapping_file, sheets, known, apply=apply), None
    try:
        found = read(sheets, mapping, run.world.today(), str(mapping_file), register.force)
    except ValueError as error:
        message = f"{mapping_file} cannot be read: {error}"
        raise HmicError(message, hint=_DELETE) from error
    settle(found, mapping.reports, register, _had(run))
    if apply:
        _apply(run, file, mapping, found, register.force)
        return
    entries = _rehearse(run, file, mapping, found, register.force)
    _write_mapping(run, file, mapping_file, mapping, text)
    _write_page(run, page, file, mapping_file, found, entries)
    _list_troubles(run, found)
    if not found.stopped:
        _list_entries(run, found, entries)
    then = f"hmic import tracker {_typed(file)} --apply"
    run.say(f"fill in {mapping_file}, then run this again" if found.stopped else f"to load it: {then}")


_DELETE = "correct it, or delete it to get a new one"


def _sheets(file: Path) -> list[Sheet]:
    """The sheets of a spreadsheet that hold something, each with a name."""
    from hmic.cli.whole_files import read_whole
    from hmic.sheets.opening import read as opened

    try:
        every = opened(str(file), read_whole(file))
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="give the path of a spreadsheet: .xlsx or CSV") from error
    sheets = [sheet for sheet in every if sheet.rows or sheet.hidden]
    for sheet in sheets:
        sheet.name = sheet.name or file.stem
    return sheets


def _mapping(mapping_file: Path, place: Path) -> tuple[Mapping, str]:
    """What the officer decided, and the text of that file."""
    from hmic.file_kinds import read_small
    from hmic.plaintext import decoded
    from hmic.tracker.mapping import read

    try:
        text = decoded(read_small(place))
        return read(str(mapping_file), text), text
    except (OSError, ValueError) as error:
        why = error.strerror or error if isinstance(error, OSError) else error
        message = f"{mapping_file} cannot be read: {why}"
        raise HmicError(message, hint=_DELETE) from error


def _proposed(
    run: Run, file: Path, mapping_file: Path, sheets: list[Sheet], known: dict[str, Any], *, apply: bool
) -> Mapping:
    """The first mapping of a spreadsheet, which no one has looked at, so nothing is loaded by it."""
    from hmic.cli.whole_files import check_place
    from hmic.tracker.proposal import propose

    if apply:
        message = f"there is no {mapping_file} yet"
        look = f"hmic import tracker {_typed(file)}"
        raise HmicError(message, hint=f"first look at what it would become: {look}")
    check_place(_beside(run, mapping_file), run.never_written)
    reports = {name: row[:3] for name, row in known.items()}
    return propose([one for one in sheets if not one.hidden], run.world.today(), reports)


def _complete(sheets: list[Sheet], mapping: Mapping, known: dict[str, Any]) -> None:
    """What has come up in the spreadsheet since, or in another row of heads, is asked for, too."""
    from hmic.tracker.proposal import complete

    reports = {name: row[:3] for name, row in known.items()}
    complete(mapping, [one for one in sheets if not one.hidden], reports)


def _write_mapping(run: Run, file: Path, mapping_file: Path, mapping: Mapping, text: str | None) -> None:
    """Write how hmic reads the spreadsheet, or add to it what has come up since."""
    from hmic.cli.whole_files import write_aside
    from hmic.tracker.mapping import written
    from hmic.tracker.mapping_text import amended

    now = written(mapping) if text is None else amended(text, mapping)
    if now == text:
        return
    write_aside(_beside(run, mapping_file), now, never=run.never_written)
    if text is None:
        run.say(f"wrote {mapping_file}: how hmic would read {file.name}")
    else:
        run.say(f"added to {mapping_file}: what has to be decided now")


def _write_page(
    run: Run, page: Path, file: Path, mapping_file: Path, found: Read, entries: list[Entry]
) -> None:
    from hmic.cli.whole_files import write_aside

    write_aside(page, _page(file, mapping_file, found, entries), never=run.never_written)
    run.say(f"wrote {PAGE}: what each row would become")


_MARK = b'<meta name="generator" content="hmic import tracker">'


def _refuse_other_page(page: Path) -> None:
    """Only a page that hmic wrote is written over."""
    from hmic.file_kinds import read_small

    try:
        own = _MARK in read_small(page)
    except FileNotFoundError:
        return
    except OSError:
        own = False
    if not own:
        message = f"{PAGE} already exists, and hmic did not write it"
        raise HmicError(message, hint="rename it or move it away, then run this again")


def _typed(file: Path) -> str:
    """A file's name as it can be typed: in quotes where it has spaces or signs."""
    return f'"{file}"' if re.search(r"[^\w./\\:-]", str(file)) else str(file)


def _beside(run: Run, path: Path) -> Path:
    return path if path.is_absolute() else run.world.folder / path


def _list_troubles(run: Run, found: Read) -> None:
    """What was not understood, by its cell."""
    stopped = found.stopped
    for one in stopped[:_LISTED]:
        run.put(shown(f"{one.place}: {one.said}") + "\n")
    if len(stopped) > _LISTED:
        run.put(f"and {len(stopped) - _LISTED:,} more, all in {PAGE}\n")
    loud = [one for one in found.troubles if one.loud and not one.stops]
    for one in loud[:_LISTED]:
        run.put(shown(f"{one.place}: {one.said}") + "\n")
    rows = count(len(found.rows), "finding")
    taken = len(found.troubles) - len(stopped)
    said = f"{rows} read; {len(stopped):,} to be decided, {taken:,} worth a look"
    run.put(f"{said}; nothing is loaded yet\n")


def _list_entries(run: Run, found: Read, entries: list[Entry]) -> None:
    """What would be recorded: how much of each kind, and what changes of known findings."""
    from hmic.cli.tracker_entries import kinds_counted, said_in_words

    there = {row.id for row in found.rows if row.there}
    changes = [one for one in entries if one.finding in there and (one.uid or one.status)]
    new = count(sum(not row.there for row in found.rows), "new finding")
    run.put(f"would record: {new}; {kinds_counted(entries)}\n")
    for one in changes[:_LISTED]:
        run.put(shown(f"  {said_in_words(one)}") + "\n")
    if len(changes) > _LISTED:
        run.put(f"  and {len(changes) - _LISTED:,} more, all in {PAGE}\n")


def _page(file: Path, mapping_file: Path, found: Read, entries: list[Entry]) -> str:
    """Each row with what it would become, what would be recorded, and what could not be read."""
    from hmic.cli.tracker_entries import said_in_words
    from hmic.render.templates import template
    from hmic.words import day_words

    return str(
        template("tracker.html.j2", day_words=day_words).render(
            file=file.name, mapping=mapping_file, rows=found.rows, stopped=found.stopped,
            others=[one for one in found.troubles if not one.stops],
            entries=[said_in_words(one) for one in entries],
        )
    )  # fmt: skip


def _register(run: Run) -> tuple[dict[str, tuple[str, str, str, Any]], Records]:
    """The register's reports by their plain titles, and the register."""
    from hmic.cli.register_change import register_now
    from hmic.tracker.column_heads import plain

    register = register_now(run.register)
    known = {plain(one.title): (one.id, one.title, one.published, one) for one in register.reports}
    known |= {plain(one.id): (one.id, one.title, one.published, one) for one in register.reports}
    return known, register


def _had(run: Run) -> dict[str, str]:
    """What every id of the database asks for; an id that was used once is never reused."""
    if not run.db.exists():
        return {}
    from hmic.store.connection import open_reading
    from hmic.store.queries import names

    with closing(open_reading(run.db)) as con:
        return names.requirements(con)


def _rehearse(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> list[Entry]:
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


def _apply(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> None:
    """Put the findings into the register, load it and record the rest, in one step."""
    if found.stopped:
        lines = [f"{one.place}: {one.said}" for one in found.stopped[:_LISTED]]
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
