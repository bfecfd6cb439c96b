"""`hmic import tracker`: propose how a spreadsheet is read, show it, and take it in: all or nothing."""

from __future__ import annotations

import re
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic.cli.load_and_record import Recorded, load_with_entries, passed_over, print_passed_over
from hmic.cli.recording import as_known, gathering, post, typed
from hmic.draft.adopting import words_of
from hmic.draft.yaml_lines import register_text
from hmic.errors import HmicError, in_lines
from hmic.model import Entry, EntryKind, Evidence, Kind, Status
from hmic.plaintext import shown
from hmic.register_records import Deadline, Finding, Report
from hmic.register_records import Register as Records
from hmic.words import count

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Iterator, Sequence

    from hmic.cli.run import Run
    from hmic.tracker.mapping import Mapping
    from hmic.tracker.rows import Read, TrackerRow

_LISTED = 20
PAGE = "tracker.html"


def look_at(run: Run, file: Path, mapping_file: Path, *, apply: bool) -> None:
    """Propose a mapping if there is none yet; otherwise show what each row would become, or load it."""
    from hmic.cli.register_change import alone

    with alone(run.register) if apply else nullcontext():
        _look_at(run, file, mapping_file, apply=apply)


def _look_at(run: Run, file: Path, mapping_file: Path, *, apply: bool) -> None:
    from hmic.cli.files import check_place, read_whole, write_aside
    from hmic.plaintext import decoded
    from hmic.sheets.opening import read as opened
    from hmic.tracker.mapping import read as mapping_of
    from hmic.tracker.mapping import written
    from hmic.tracker.proposal import propose
    from hmic.tracker.rows import read
    from hmic.tracker.same_findings import settle
    from hmic.unfinished_files import read_small

    try:
        every = opened(str(file), read_whole(file))
    except OSError as error:
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise HmicError(message, hint="give the path of a spreadsheet: .xlsx or CSV") from error
    sheets = [sheet for sheet in every if sheet.rows or sheet.hidden]
    for sheet in sheets:
        sheet.name = sheet.name or file.stem
    place, page = _beside(run, mapping_file), _beside(run, Path(PAGE))
    known, register = _register(run)
    if not apply:
        _refuse_other_page(page)
    if not place.exists():
        if apply:
            message = f"there is no {mapping_file} yet"
            raise HmicError(
                message, hint=f"first look at what it would become: hmic import tracker {_typed(file)}"
            )
        check_place(place, run.never_written)
        mapping = propose(
            [one for one in sheets if not one.hidden],
            run.world.today(),
            {name: row[:3] for name, row in known.items()},
        )
        found = read(sheets, mapping, run.world.today())
        write_aside(place, written(mapping), never=run.never_written)
        run.say(f"wrote {mapping_file}: how hmic would read {file.name}")
    else:
        try:
            mapping = mapping_of(str(mapping_file), decoded(read_small(place)))
            found = read(sheets, mapping, run.world.today())
        except (OSError, ValueError) as error:
            why = error.strerror or error if isinstance(error, OSError) else error
            message = f"{mapping_file} cannot be read: {why}"
            raise HmicError(message, hint="correct it, or delete it to get a new one") from error
    settle(found, mapping.reports, register, _had(run))
    if apply:
        _apply(run, file, mapping, found, register.force)
        return
    _rehearse(run, file, mapping, found, register.force)
    write_aside(page, _page(file, found), never=run.never_written)
    run.say(f"wrote {PAGE}: what each row would become")
    _list_troubles(run, found)
    then = f"hmic import tracker {_typed(file)} --apply"
    run.say(f"fill in {mapping_file}, then run this again" if found.stopped else f"to load it: {then}")


_MARK = b'<meta name="generator" content="hmic import tracker">'


def _refuse_other_page(page: Path) -> None:
    """Only a page that hmic wrote is written over."""
    from hmic.unfinished_files import read_small

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
    rows = count(len(found.rows), "finding")
    taken = len(found.troubles) - len(stopped)
    said = f"{rows} read; {len(stopped):,} to be decided, {taken:,} worth a look"
    run.put(f"{said}; nothing is loaded yet\n")


def _page(file: Path, found: Read) -> str:
    """Each row with what it would become, and what could not be read."""
    from hmic.render.templates import template
    from hmic.words import day_words

    return str(
        template("tracker.html.j2", day_words=day_words).render(
            file=file.name, rows=found.rows, stopped=found.stopped,
            others=[one for one in found.troubles if not one.stops],
        )
    )  # fmt: skip


def _register(run: Run) -> tuple[dict[str, tuple[str, str, str, Any]], Records]:
    """The register's reports by their plain titles, and the register."""
    from hmic.register.register_files import check_files
    from hmic.tracker.column_heads import plain

    if not run.register.is_file():
        message = f"there is no register {run.register}"
        raise HmicError(message, hint='start one with: hmic init . --force "Your Police"')
    checked = check_files([run.register])
    if checked.problems or not checked.registers:
        message = f"{run.register} has problems"
        raise HmicError(message, hint="see them with: hmic check")
    register = checked.registers[0][1]
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


def _rehearse(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> None:
    """Load it into copies that are thrown away, so that what would be refused then is said now."""
    if found.stopped:
        return
    import shutil
    import sqlite3
    from copy import copy
    from tempfile import TemporaryDirectory

    from hmic.store.connection import open_reading
    from hmic.store.hub_log import forget_hub
    from hmic.tracker.rows import Trouble

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
            _taken(trial, file, mapping, found, force)
        except HmicError as error:
            places = {row.place for row in found.rows}
            for line in (error.hint or error.message).split("\n"):
                place, _, said = line.strip().partition(": ")
                named = place in places
                found.troubles.append(Trouble(*((place, said) if named else (file.name, line.strip()))))


def _apply(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> None:
    """Put the findings into the register, load it and record the rest, in one step."""
    if found.stopped:
        lines = [f"{one.place}: {one.said}" for one in found.stopped[:_LISTED]]
        message = f"{count(len(found.stopped), 'value')} of {file} still to decide, so nothing was loaded"
        raise HmicError(message, hint=in_lines(lines))
    taken = _taken(run, file, mapping, found, force)
    new = count(len(taken.adopted.findings), "finding")
    entries = count(len(taken.entries), "journal entry", "journal entries")
    run.print_recorded(f"{file}: {new} new in {run.register}, {entries} recorded")
    print_passed_over(run, passed_over(str(run.register), taken.adopted.text, taken.adopted.findings))


def _taken(run: Run, file: Path, mapping: Mapping, found: Read, force: str) -> Recorded:
    """Put into the register what it does not have, and into the journal what that does not say."""
    with gathering(run) as gathered:
        proof = gathered.piece(str(file))

    def made(con: sqlite3.Connection) -> Iterator[tuple[str, Entry]]:
        for row in found.rows:
            for entry in _entries(run, con, file, mapping, row, proof):
                yield row.place, entry

    return load_with_entries(run, str(file), register_text(_register_of(force, mapping, found)), made)


def _register_of(force: str, mapping: Mapping, found: Read) -> Records:
    """What is new as a register, which is then checked like any other.

    A finding that is there already stands in it only where it gets a new recommendation.
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
        deadlines=(Deadline(phrase=row.phrase),) if row.phrase else (),
        recommendations=tuple(_finding(one) for one in inner),
    )


def _entries(
    run: Run, con: sqlite3.Connection, file: Path, mapping: Mapping, row: TrackerRow, proof: Evidence
) -> Iterator[Entry]:
    """What the journal does not say yet: the owner, the target, the log, and the status last."""
    import datetime as dt

    from hmic.rules import deadline_for_target
    from hmic.store.queries import finding_rows, list_rows
    from hmic.tracker.rows import ENDED, in_pieces

    as_at = min(
        dt.date.fromisoformat(mapping.as_at) if mapping.as_at else run.world.today(), run.world.today()
    )
    now = finding_rows.finding(con, row.id)
    if now is not None and words_of(now.requirement) != words_of(row.requirement):
        message = f"{row.place}: {row.id} is a different finding in the database, “{now.title}”"
        raise HmicError(message, hint="nothing was loaded; run hmic load, then import the tracker again")
    first = finding_rows.first_day(con, row.id)
    as_at = max(as_at, first)
    plain = Entry(finding=row.id, kind=EntryKind.PROGRESS, on=as_at, by=post(run, None))
    ended = row.status in ENDED
    owner = as_known(con, row.owner)
    if owner and now is not None and now.owner != owner:
        yield plain._replace(kind=EntryKind.ASSIGNMENT, owner=owner, on=_then(now, first, as_at))
    dues = list_rows.deadlines_of(con, [row.id]).get(row.id, [])
    if row.due and row.due >= first and row.status != Status.ON_HOLD:
        number, target = deadline_for_target(row.id, dues, None)
        if target != row.due.isoformat():
            on = min(_then(now, first, as_at), row.due)
            why = f"in {file.name}" if target else None
            yield plain._replace(kind=EntryKind.TARGET, due=row.due, deadline=number, on=on, reason=why)
    for note in row.notes:
        for text in _numbered(in_pieces(note.text)):
            yield typed(plain._replace(on=note.day or as_at, note=text))
    for text in _numbered(in_pieces(row.evidence)) if row.evidence else ():
        yield typed(plain._replace(note=f"Evidence: {text}"))
    if row.status and now is not None and now.status != row.status:
        yield _status(plain, row, file, proof, on=row.closed if row.closed and ended else as_at)


def _numbered(pieces: list[str]) -> list[str]:
    """Each piece with its number, where there is more than one."""
    if len(pieces) == 1:
        return pieces
    return [f"(part {n} of {len(pieces)}): {piece}" for n, piece in enumerate(pieces, start=1)]


def _then(now: Any, first: dt.date, as_at: dt.date) -> dt.date:
    """What a spreadsheet says for the first time was true from the report on; a change, from its day."""
    return first if now is None or (now.owner is None and now.status == Status.OPEN) else as_at


def _status(plain: Entry, row: TrackerRow, file: Path, proof: Evidence, *, on: dt.date) -> Entry:
    """The status with what it needs: the spreadsheet itself is the evidence that it says so."""
    from hmic.tracker.rows import in_pieces

    entry = plain._replace(status=Status(row.status), on=on)
    said = f"{row.status} in {file.name}, {row.place}"
    match entry.status:
        case Status.COMPLETE:
            return entry._replace(evidence=(proof,))
        case Status.CLOSED:
            return entry._replace(closed_by=said)
        case Status.ON_HOLD:
            return entry._replace(note=said, review_on=row.due)
        case Status.NOT_ACCEPTED | Status.NOT_APPLICABLE:
            return entry._replace(note=in_pieces(row.notes[-1].text)[0] if row.notes else said)
        case _:
            return entry
