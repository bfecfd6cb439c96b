"""The problems of a register, as `check` and `load` show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from hmic.errors import Problem
from hmic.model import Kind
from hmic.register_records import Finding, Register
from hmic.reports.value import Column, Report, Type
from hmic.words import count

COLUMNS = (
    Column("file"),
    Column("line", Type.NUMBER),
    Column("column", Type.NUMBER),
    Column("code"),
    Column("message"),
    Column("help"),
)


def build(problems: Sequence[Problem], as_at: dt.date) -> Report:
    """A report with a row for each problem, in the order of the files."""
    rows = [(p.file, p.line, p.column, p.code, p.message, p.help) for p in problems]
    excerpts = {(p.file, p.line, p.column, p.code, p.message): p.excerpt for p in problems}
    return Report(
        name="check",
        as_at=as_at,
        columns=COLUMNS,
        rows=rows,
        totals={"problems": len(rows), "by_code": dict(Counter(p.code for p in problems))},
        screen="problems",
        about={"excerpts": excerpts},
        attention=bool(rows),
    )


class Counted:
    """What stands in registers that are taken one by one, so that none has to be kept."""

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
        """All of it in a sentence's end."""
        names = list(dict.fromkeys(self.forces))
        forces = " and ".join(names) if len(names) <= _FEW else count(len(names), "force")
        parts = ", ".join(count(n, kind.words, _plural(kind.words)) for kind, n in self.kinds.items())
        findings = count(self.kinds.total(), "finding")
        return f"{forces}, {count(self.reports, 'report')}, {findings}" + (f" ({parts})" if parts else "")


_FEW = 3


def closing(problems: Sequence[Problem], counted: Counted | None = None) -> str:
    """One sentence that says how it went."""
    if problems or counted is None:
        files = len({p.file for p in problems})
        return f"{count(len(problems), 'problem')} in {count(files, 'file')}; nothing was changed"
    return f"no problem: {counted.words}"


def _all(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        yield finding
        yield from finding.recommendations


def _plural(words: str) -> str:
    """`areas for improvement`, `causes of concern`, `recommendations`."""
    first, _, rest = words.partition(" ")
    return f"{first}s {rest}".rstrip()
