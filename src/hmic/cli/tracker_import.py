"""`hmic import tracker`: propose how a spreadsheet is read, show it, and take it in: all or nothing."""

from __future__ import annotations

import re
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic.cli.tracker_load import LISTED, load_tracker, rehearse
from hmic.errors import HmicError
from hmic.model import Entry
from hmic.plaintext import shown
from hmic.register_records import Register as Records
from hmic.words import count

if TYPE_CHECKING:
    from hmic.cli.run import Run
    from hmic.sheets.grid import Sheet
    from hmic.tracker.mapping import Mapping
    from hmic.tracker.row_records import Read

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
        load_tracker(run, file, mapping, found, register.force)
        return
    entries = rehearse(run, file, mapping, found, register.force)
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
    for one in stopped[:LISTED]:
        run.put(shown(f"{one.place}: {one.said}") + "\n")
    if len(stopped) > LISTED:
        run.put(f"and {len(stopped) - LISTED:,} more, all in {PAGE}\n")
    loud = [one for one in found.troubles if one.loud and not one.stops]
    for one in loud[:LISTED]:
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
    for one in changes[:LISTED]:
        run.put(shown(f"  {said_in_words(one)}") + "\n")
    if len(changes) > LISTED:
        run.put(f"  and {len(changes) - LISTED:,} more, all in {PAGE}\n")


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
