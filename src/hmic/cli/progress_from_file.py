"""`progress --from FILE`: the answers of an owner, from a form that came back or a CSV file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.cli.exit_codes import ATTENTION
from hmic.cli.options import deadline_number
from hmic.cli.parsing import one_of, parse_day
from hmic.cli.recording import gathering, post, print_entries, true_on
from hmic.cli.run import Run
from hmic.errors import HmicError, UsageError
from hmic.model import Entry, EntryKind, Status
from hmic.plaintext import one_line
from hmic.sheets.dates import Order

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmic.cli.answering import Wanted
    from hmic.cli.owners_file import Answers
    from hmic.evidence import Gathered


def record_file(run: Run, file: Path, by: str | None, refused: Path | None, wanted: Wanted) -> None:
    """Record what a file says, all of it or the valid rows, and print each entry."""
    from hmic.cli.answering import record_all, refusal_text, write_refused
    from hmic.cli.owners_file import column, read_answers
    from hmic.cli.whole_files import check_makes_file, check_place
    from hmic.words import count

    def entry_from(row: dict[str, str]) -> Entry:
        places = _places(row.pop("evidence", ""))
        if by is not None:
            row.setdefault("by", by)
        return _entry(run, row, places, gathered, named)

    if refused is not None:
        check_place(refused, (*run.never_written, file))
        check_makes_file(refused)
    answers = read_answers(file)
    named = partial(column, is_form=answers.is_form)
    wanted = wanted._replace(order=wanted.order or _order(run, answers))
    with gathering(run) as gathered:
        for line in answers.lines:
            if "evidence" in line.cells:
                gathered.read(_places(line.cells["evidence"].text))
        taken = record_all(run, answers, entry_from, wanted)
    print_entries(run, taken.added)
    said = f"{file}: {count(len(taken.added), 'entry', 'entries')} recorded"
    if answers.is_form:
        said += f", {taken.known:,} already here, {count(taken.unchanged, 'row')} unchanged"
    run.say(said)
    if taken.refused and refused is not None:
        for line, error in taken.refused:
            run.world.stderr.write(f"hmic: {one_line(refusal_text(line, error))}\n")
        try:
            write_refused(run, refused, answers, taken)
        except (HmicError, OSError) as error:
            recorded = f"{count(len(taken.added), 'entry is', 'entries are')} already recorded"
            run.world.stderr.write(
                f"hmic: {one_line(str(error))}\n      {recorded}; the other rows are above\n"
            )
        run.exit(ATTENTION)


def _order(run: Run, answers: Answers) -> Order | None:
    """How dates are written, asked on a terminal where some can be read two ways."""
    from hmic.cli.asking import answered
    from hmic.cli.owners_file import two_ways
    from hmic.sheets.dates import Order

    date = two_ways(answers)
    if date is None:
        return None
    said = answered(run, f"{answers.file} has dates such as {date}. Is the day first, or the month? [d/m]")
    return {"d": Order.DAY_FIRST, "m": Order.MONTH_FIRST}.get(said[:1]) if said else None


def _places(cell: str) -> tuple[str, ...]:
    """The pieces of evidence in a cell, which a semicolon or a line break parts."""
    places = (place.strip() for place in cell.replace("\n", ";").split(";"))
    return tuple(place for place in places if place)


def _entry(
    run: Run, row: dict[str, str], places: tuple[str, ...], gathered: Gathered, named: Callable[[str], str]
) -> Entry:
    """An entry from a row of a file; what it names is looked for when it is recorded.

    `named` says what a field is called there.
    """
    from hmic.cli.answering import about

    if "finding" not in row:
        message = "the finding is missing"
        raise UsageError(message)
    days = {name: parse_day(row[name], named(name), run.world.today()) for name in _DAYS if row.get(name)}
    number = row.get("deadline")
    with about("status"):
        status = one_of(row["status"], Status, "status") if "status" in row else None
    with about("deadline"):
        deadline = deadline_number(number) if number is not None else None
    with about("on"):
        on = true_on(run, days.get("on"), named("on"))
    with about("evidence"):
        evidence = tuple(map(gathered.piece, places))
    return Entry(
        finding=row["finding"],
        kind=EntryKind.PROGRESS,
        on=on,
        by=post(run, row.get("by")),
        deadline=deadline,
        occurrence=days.get("occurrence"),
        part=row.get("part"),
        status=status,
        note=row.get("note"),
        closed_by=row.get("closed_by"),
        superseded_by=row.get("superseded_by"),
        review_on=days.get("review_on"),
        evidence=evidence,
    )


_DAYS = ("on", "occurrence", "review_on")
