"""`tracker.toml`: how a spreadsheet is to be read. hmic proposes it once; then it is the officer's."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hmic.errors import HmicError, did_you_mean
from hmic.model import Kind, PartialDate, Status
from hmic.sheets.dates import Order, read_text
from hmic.tracker.column_heads import FIELDS

IGNORE = "ignore"
"""In place of a meaning: leave this value out."""


@dataclass(slots=True)
class Mapping:
    """What each thing in the spreadsheet means; an empty text is not decided yet."""

    as_at: str = ""
    dates: str = ""
    quarters: str = ""
    due_from: str = "force"
    """Whose dates the due column holds: the force's targets, or the inspectorate's deadlines."""
    headers: dict[str, int] = field(default_factory=dict)
    """Sheet → the row of its heads, counted from 1; 0 leaves the sheet out."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    due: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    """Finding, field and the spreadsheet's new value → whether that or the journal holds."""
    superseded: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    concerns: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    """An owner that is no post of the force → what it is, one of `OUTSIDE`."""
    skip: list[str] = field(default_factory=list)


OUTSIDE = ("post", "addressee", "nobody")
"""A post of the force after all; the body that the finding is for, which has no owner then; no owner."""
REPORT_KEYS = ("id", "title", "published")
_TABLES = ("columns", "reports")
FLAT = ("statuses", "kinds", "colours", "due", "references", "changed", "superseded", "reviews", "concerns",
        "owners")  # fmt: skip
_ABOUT = {
    "statuses": f"what each status means: {', '.join(Status)}, or ignore",
    "kinds": f"what each type means: {', '.join(Kind)}",
    "colours": "what each colour of a status without words means: a status, or ignore",
    "due": "dates that could not be read: a date such as 2024-03-31, deadline words, or ignore",
    "references": "references that a spreadsheet has changed, by cell",
    "changed": "what changed in the spreadsheet while somebody recorded something else: tracker or journal",
    "superseded": "the finding that replaces one, by its id or reference",
    "reviews": "when to review what is on hold, such as 2027-01-31",
    "owners": f"what an owner is that sounds like another body: {', '.join(OUTSIDE)}",
    "concerns": "the cause of concern that a recommendation belongs to, by its reference, or none",
}


def written(mapping: Mapping) -> str:
    """The mapping as TOML."""
    lines = [
        "# How hmic reads this spreadsheet. Correct what is wrong and fill in what is empty, then run",
        "# hmic import tracker again: the page shows what each row would become. At the end: --apply",
        "",
        "# the date of the spreadsheet: entries without their own date are recorded on this day",
        f"as_at = {text_of(mapping.as_at)}",
        '# how 03/04/2024 is to be read: "day-first" or "month-first"',
        f"dates = {text_of(mapping.dates)}",
        '# which year Q2 2024 is a quarter of: "calendar" (to June) or "financial" (to September)',
        f"quarters = {text_of(mapping.quarters)}",
        '# whose dates the due column has: "force" (targets) or "inspectorate" (its deadlines)',
        f"due_from = {text_of(mapping.due_from)}",
        "# rows to leave out, by a cell such as Tracker!C6, or by the whole text of one",
        f"skip = [{', '.join(map(text_of, mapping.skip))}]",
        "",
        "[headers] # the row with the column headings; 0 leaves the sheet out",
        *(f"{text_of(name)} = {row}" for name, row in mapping.headers.items()),
        "",
        f"# what each column is: {', '.join(FIELDS)}; empty leaves it out",
    ]
    for sheet, heads in mapping.columns.items():
        lines.append(f"[columns.{text_of(sheet)}]")
        lines += [f"{text_of(head)} = {text_of(name)}" for head, name in heads.items()]
        lines.append("")
    lines.append("# each report: its id in the register, its title, and when it was published")
    for name, report in mapping.reports.items():
        lines.append(f"[reports.{text_of(name)}]")
        lines += [f"{key} = {text_of(value)}" for key, value in report.items()]
        lines.append("")
    for table in FLAT:
        lines += [f"# {_ABOUT[table]}", f"[{table}]"]
        lines += [f"{text_of(key)} = {text_of(value)}" for key, value in getattr(mapping, table).items()]
        lines.append("")
    return "\n".join(lines)


def text_of(value: str) -> str:
    """A text as TOML writes it, in quotes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read(name: str, text: str) -> Mapping:
    """The mapping of a file; HmicError says what is wrong in it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name} is not valid TOML: {error}"
        raise HmicError(message, hint="correct the line, or delete the file to get a new one") from error
    mapping = Mapping()
    for key, value in found.items():
        if key not in Mapping.__dataclass_fields__:
            message = f"{name}: there is no key {key!r}"
            raise HmicError(message, hint=did_you_mean(key, Mapping.__dataclass_fields__))
        if not _fits(key, value):
            message = f"{name}: {key!r} has a value of the wrong type"
            raise HmicError(message, hint="delete the file to get a new one, and compare")
        setattr(mapping, key, value)
    _check_words(name, mapping)
    _read_days(name, mapping)
    return mapping


def _read_days(name: str, mapping: Mapping) -> None:
    """The days of the mapping as hmic writes them, however the officer wrote them."""
    order = Order(mapping.dates or Order.DAY_FIRST)
    if mapping.as_at:
        day = _day(f"{name}: as_at", mapping.as_at, order)
        if not day.exact:
            message = f"{name}: as_at {mapping.as_at!r} is a month, not a day"
            raise HmicError(message, hint=_HOW)
        mapping.as_at = str(day)
    for title, report in mapping.reports.items():
        if report["published"].strip():
            report["published"] = str(_day(f"{name}: published of {title!r}", report["published"], order))


_HOW = "write it as 31/3/2024, 31 March 2024 or 2024-03-31; of a report, 2024-03 or 2024 will do"


def _day(what: str, text: str, order: Order) -> PartialDate:
    with suppress(ValueError):
        return PartialDate.parse(text.strip())
    found = read_text(text, order)
    if found is None or found.day is None:
        message = f"{what}: {text!r} is not a date"
        raise HmicError(message, hint=_HOW)
    return PartialDate.parse(found.day.isoformat() if found.exact else f"{found.day:%Y-%m}")


def _fits(key: str, value: Any) -> bool:
    if key == "skip":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if key == "headers":
        return isinstance(value, dict) and all(type(one) is int and one >= 0 for one in value.values())
    if key in _TABLES:
        return isinstance(value, dict) and all(
            isinstance(one, dict) and all(isinstance(text, str) for text in one.values())
            for one in value.values()
        )
    if key in FLAT:
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, str)


def _check_words(name: str, mapping: Mapping) -> None:
    """Each word that hmic gives a meaning is one that it knows, and each report says what it must."""
    for report, about in mapping.reports.items():
        missing = [key for key in REPORT_KEYS if key not in about]
        if missing:
            message = f"{name}: the report {report!r} has no {missing[0]}"
            raise HmicError(message, hint=f'write {missing[0]} = "" under it, and fill it in')
    checks = [
        ("dates", [mapping.dates], ["day-first", "month-first"]),
        ("quarters", [mapping.quarters], ["calendar", "financial"]),
        ("statuses", mapping.statuses.values(), [*Status, IGNORE]),
        ("colours", mapping.colours.values(), [*Status, IGNORE]),
        ("due_from", [mapping.due_from], ["force", "inspectorate"]),
        ("changed", mapping.changed.values(), ["tracker", "journal"]),
        ("kinds", mapping.kinds.values(), [*Kind]),
        ("owners", mapping.owners.values(), OUTSIDE),
        ("columns", [one for heads in mapping.columns.values() for one in heads.values()], FIELDS),
    ]
    for key, words, valid in checks:
        for word in words:
            if word and word not in valid:
                message = f"{name}: {word!r} is not valid under {key!r}"
                raise HmicError(message, hint=did_you_mean(word, [str(one) for one in valid]))
