"""The problems of a register, as `check` and `load` show them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from hmic.errors import Problem
from hmic.model import Finding, Register
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


def closing(problems: Sequence[Problem], registers: Iterable[Register]) -> str:
    """One sentence that says how it went."""
    if problems:
        files = len({p.file for p in problems})
        return f"{count(len(problems), 'problem')} in {count(files, 'file')}; nothing was changed"
    registers = list(registers)
    reports = [report for register in registers for report in register.reports]
    findings = [f for report in reports for f in _all(report.findings)]
    kinds = Counter(f.kind for f in findings)
    parts = ", ".join(count(n, kind.words, _plural(kind.words)) for kind, n in kinds.items())
    forces = " and ".join(register.force for register in registers)
    return f"no problem: {forces}, {count(len(reports), 'report')}, {count(len(findings), 'finding')}" + (
        f" ({parts})" if parts else ""
    )


def _all(findings: Iterable[Finding]) -> Iterable[Finding]:
    for finding in findings:
        yield finding
        yield from finding.recommendations


def _plural(words: str) -> str:
    """`areas for improvement`, `causes of concern`, `recommendations`."""
    first, _, rest = words.partition(" ")
    return f"{first}s {rest}".rstrip()
