"""Putting new questions into a `tracker.toml` that the officer has edited: the rest stays as it is."""

from __future__ import annotations

import re
from dataclasses import asdict

from hmic.errors import HmicError
from hmic.tracker.mapping import FLAT, Mapping, read, text_of, written


def amended(text: str, mapping: Mapping) -> str:
    """The file with what is new in the mapping; remarks and the order of lines stay.

    Where it is written in a way that cannot be added to line by line, it is written anew,
    with its remarks on top.
    """
    before = read("", text)
    if before == mapping:
        return text
    lines = text.splitlines()
    for sheet, row in mapping.headers.items():
        if sheet not in before.headers:
            lines = _with(lines, "[headers]", {sheet: str(row)})
    for sheet, heads in mapping.columns.items():
        if heads != before.columns.get(sheet):
            lines = _replaced(lines, f"[columns.{text_of(sheet)}]", _quoted(heads))
    for name, report in mapping.reports.items():
        if name not in before.reports:
            rows = [f"{key} = {text_of(value)}" for key, value in report.items()]
            lines += ["", f"[reports.{text_of(name)}]", *rows]
    for table in FLAT:
        had, has = getattr(before, table), getattr(mapping, table)
        lines = _with(lines, f"[{table}]", _quoted({key: has[key] for key in has if key not in had}))
    whole = "\n".join(lines) + "\n"
    try:
        good = asdict(read("", whole)) == asdict(mapping)
    except HmicError:
        good = False
    return _with_remarks(whole if good else written(mapping), text)


_REMARK = re.compile(r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'|(?P<remark>\#[^\n]*)""")


def _with_remarks(now: str, before: str) -> str:
    """The file with those remarks at its head whose own lines are gone."""
    remarks = [found["remark"].strip() for found in _REMARK.finditer(before) if found["remark"]]
    kept = [one for one in dict.fromkeys(remarks) if one.strip("# ") and one not in now]
    return "\n".join(["# remarks whose lines were written anew:", *kept, "", now]) if kept else now


def _quoted(values: dict[str, str]) -> dict[str, str]:
    return {key: text_of(value) for key, value in values.items()}


def _with(lines: list[str], head: str, values: dict[str, str]) -> list[str]:
    """The lines with further values at the end of a table, which is made where it is missing."""
    if not values:
        return lines
    new = [f"{text_of(key)} = {value}" for key, value in values.items()]
    start = _line_of(lines, head)
    if start is None:
        return [*lines, "", head, *new]
    end = _end_of(lines, start)
    return [*lines[:end], *new, *lines[end:]]


def _replaced(lines: list[str], head: str, values: dict[str, str]) -> list[str]:
    """The lines with a table that holds these values alone."""
    start = _line_of(lines, head)
    if start is None:
        return _with(lines, head, values)
    kept = [line for line in lines[start + 1 : _end_of(lines, start)] if line.lstrip().startswith("#")]
    new = [f"{text_of(key)} = {value}" for key, value in values.items()]
    return [*lines[: start + 1], *kept, *new, *lines[_end_of(lines, start) :]]


def _line_of(lines: list[str], head: str) -> int | None:
    return next((n for n, line in enumerate(lines) if line.split("#")[0].strip() == head), None)


def _end_of(lines: list[str], start: int) -> int:
    """The line after the last value of the table that begins at a line."""
    last = start
    for n in range(start + 1, len(lines)):
        if re.match(r"\s*\[", lines[n]):
            break
        if lines[n].strip() and not lines[n].lstrip().startswith("#"):
            last = n
    return last + 1
