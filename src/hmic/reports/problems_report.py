"""The problems of a register, as `check` and `load` show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hmic.errors import Problem
from hmic.model import Kind
from hmic.register_records import Finding, Register
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Cell, Gap, Style, line, muted, strong
from hmic.words import count


class Row(NamedTuple):
    """A problem with its place and its remedy."""

    file: str
    line: int
    column: int
    code: str
    message: str
    help: str | None


Excerpts = Mapping[Row, str | None]
"""The user's own line for each problem."""


def build(problems: Sequence[Problem], as_at: dt.date) -> Report[Row, Excerpts]:
    """A row for each problem, in the order of the files."""
    excerpts = {Row(p.file, p.line, p.column, p.code, p.message, p.help): p.excerpt for p in problems}
    rows = [Row(p.file, p.line, p.column, p.code, p.message, p.help) for p in problems]
    return Report(
        name="check",
        as_at=as_at,
        row=Row,
        rows=rows,
        totals={"problems": len(rows), "by_code": dict(Counter(p.code for p in problems))},
        facts=excerpts,
        screen=screen,
        attention=bool(rows),
    )


def screen(report: Report[Row, Excerpts], rows: Sequence[Row]) -> Iterable[Block]:
    """Each problem with the user's own line."""
    for number, row in enumerate(rows):
        if number:
            yield Gap()
        yield line(strong(f"{row.file}:{row.line}:{row.column}"), "  ", Cell(row.code, Style.OVERDUE))
        yield line(row.message, indent=2)
        excerpt = report.facts[row]
        if excerpt is not None:
            yield from _excerpt(excerpt, row)
        if row.help:
            yield line(muted("help: "), row.help, indent=2)


_WINDOW = 70


def _excerpt(text: str, row: Row) -> Iterable[Block]:
    """The user's own line with a caret under the place; a long line is cut round it."""
    start = max(0, row.column - 1 - _WINDOW // 2) if len(text) > _WINDOW else 0
    shown = "".join(c if c.isprintable() else "?" for c in text[start : start + _WINDOW])
    yield line(muted(f"{row.line:>5} | "), shown)
    caret = " " * (row.column - 1 - start) + "^"
    yield line(muted(" " * 5 + " | "), Cell(caret, Style.OVERDUE))


class Counted:
    """Counts of registers that are read one by one, so that none has to be kept."""

    def __init__(self) -> None:
        self.forces: list[str] = []
        self.reports = 0
        self.kinds: Counter[Kind] = Counter()

    def add(self, register: Register) -> None:
        """Take a register."""
        self.forces.append(register.force)
        self.reports += len(register.reports)
        for report in register.reports:
            self.kinds.update(finding.kind for finding in _all(report.findings))

    @property
    def words(self) -> str:
        """What the registers hold, for the end of a sentence; observations are counted apart."""
        names = list(dict.fromkeys(self.forces))
        forces = " and ".join(names) if len(names) <= _FEW else count(len(names), "force")
        apart = self.kinds[Kind.OBSERVATION]
        formal = {kind: n for kind, n in self.kinds.items() if kind is not Kind.OBSERVATION}
        parts = ", ".join(count(n, kind.words, _plural(kind.words)) for kind, n in formal.items())
        findings = count(sum(formal.values()), "finding") + (f" ({parts})" if parts else "")
        plus = f" plus {count(apart, 'observation')}" if apart else ""
        return f"{forces}, {count(self.reports, 'report')}, {findings}{plus}"


_FEW = 3


def closing(problems: Sequence[Problem], counted: Counted | None = None) -> str:
    """One sentence that says how it went."""
    if problems or counted is None:
        files = len({p.file for p in problems})
        return f"{count(len(problems), 'problem')} in {count(files, 'file')}; nothing was changed"
    return f"no problems: {counted.words}"


def _all(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        yield finding
        yield from finding.recommendations


def _plural(words: str) -> str:
    """`areas for improvement`, `causes of concern`, `recommendations`."""
    first, _, rest = words.partition(" ")
    return f"{first}s {rest}".rstrip()
