"""Reports rolled up: a line for each force, or for each theme, with totals that count everything once."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from hmic.counts import RESPONSE, dated, is_finding
from hmic.reports.grouping import By
from hmic.reports.report_value import Report
from hmic.reports.screen_blocks import Block, Gap, Grid, GridColumn, Heading, line, muted
from hmic.words import forces_words, long_day

if TYPE_CHECKING:
    from hmic.reports.grades_report import Row as Grade
    from hmic.reports.threads import Thread
    from hmic.store.queries.group_rows import GroupedFinding
    from hmic.store.queries.overdue_rows import OverdueRow


NO_THEME = "no theme"

Groups = Callable[[str], Sequence[str]]
"""The groups that a finding counts in."""


class Counted(NamedTuple):
    """A group's findings, and its observations separately."""

    group: str
    findings: int
    open: int
    overdue: int
    needs_target: int
    observations: int
    observations_open: int


class Late(NamedTuple):
    """What is overdue of a group, in findings and in deadlines; observations apart."""

    group: str
    findings: int
    deadlines: int
    longest: int
    """The days of the longest overdue."""
    observations: int
    responses: int
    """To reports as a whole; a theme has none."""


class Recurring(NamedTuple):
    """A group's threads: how many are open or were raised again, of how many forces, in which years."""

    group: str
    threads: int
    open: int
    raised_again: int
    forces: int
    first: str
    last: str


class Graded(NamedTuple):
    """How many areas of a group have a grade now, or how many forces have it in an area."""

    group: str
    scale: str | None
    grade: str
    number: int
    of: list[str]


def groups_of(by: By, found: Sequence[GroupedFinding]) -> Groups:
    """Knows the groups of each finding: its force, or each of its themes."""
    if by is By.FORCE:
        own = {one.finding: (one.force,) for one in found}
    else:
        own = {one.finding: tuple(json.loads(one.themes)) or (NO_THEME,) for one in found}
    return lambda finding: own.get(finding, ())


def summary(
    by: By,
    found: Sequence[GroupedFinding],
    late: Sequence[OverdueRow],
    as_at: dt.date,
    forces: Sequence[str],
) -> Report[Counted, By]:
    """Each group's findings: how many, open, overdue, and without a date."""
    overdue = {row.finding for row in late}

    def counted(group: str, ones: Sequence[GroupedFinding]) -> Counted:
        formal = [one for one in ones if is_finding(one.kind)]
        others = [one for one in ones if not is_finding(one.kind)]
        return Counted(
            group,
            len(formal),
            sum(one.open for one in formal),
            sum(one.finding in overdue for one in formal),
            sum(one.needs_target for one in formal),
            len(others),
            sum(one.open for one in others),
        )

    groups = groups_of(by, found)
    rows = [counted(*pair) for pair in _grouped(found, lambda one: groups(one.finding))]
    return _report("summary", by, Counted, rows, counted("all", found), as_at, forces)


def overdue(
    by: By,
    found: Sequence[GroupedFinding],
    late: Sequence[OverdueRow],
    as_at: dt.date,
    forces: Sequence[str],
    force_of: Mapping[str, str] | None = None,
) -> Report[Late, By]:
    """What is overdue of each group, the most first; `force_of` says whose report asks for a response."""

    def counted(group: str, ones: Sequence[OverdueRow]) -> Late:
        number = dated((one.finding, one.kind) for one in ones)
        longest = max((one.days_overdue for one in ones if is_finding(one.kind)), default=0)
        return Late(
            group, number.findings, number.deadlines, longest, number.observations, number.responses
        )

    groups, asking = groups_of(by, found), force_of or {}

    def of(one: OverdueRow) -> Sequence[str]:
        if one.kind != RESPONSE:
            return groups(one.finding)
        return [asking[one.report]] if by is By.FORCE and one.report in asking else []

    rows = [counted(*pair) for pair in _grouped(late, of)]
    rows.sort(key=lambda row: (-row.findings, -row.longest, row.group))
    every = _report("overdue", by, Late, rows, counted("all", late), as_at, forces)
    return every._replace(attention=bool(late))


def changes(
    by: By,
    found: Sequence[GroupedFinding],
    threads: Sequence[Thread],
    as_at: dt.date,
    forces: Sequence[str],
) -> Report[Recurring, By]:
    """Which groups recur: their threads, those raised again, by how many forces and in which years."""
    groups = groups_of(by, found)
    force_of = {one.finding: one.force for one in found}

    def counted(group: str, ones: Sequence[Thread]) -> Recurring:
        years = sorted(step.date[:4] for one in ones for step in one.steps)
        return Recurring(
            group,
            len(ones),
            sum(one.open for one in ones),
            sum(one.times_raised > 1 for one in ones),
            len({force_of[one.root.finding] for one in ones if one.root.finding in force_of}),
            years[0] if years else "",
            years[-1] if years else "",
        )

    def of(thread: Thread) -> Iterable[str]:
        return dict.fromkeys(group for one in thread.findings for group in groups(one.finding))

    rows = [counted(*pair) for pair in _grouped(threads, of)]
    rows.sort(key=lambda row: (-row.raised_again, -row.forces, -row.threads, row.group))
    return _report("changes", by, Recurring, rows, counted("all", threads), as_at, forces)


def grades(by: By, found: Sequence[Grade], as_at: dt.date, forces: Sequence[str]) -> Report[Graded, By]:
    """The latest grades: of each force how many areas have which, or of each area how many forces."""
    latest: dict[tuple[str, str], Grade] = {}
    for one in found:
        if one.grade is not None:
            latest[one.force, one.area] = one
    counted: dict[tuple[str, str | None, str], list[str]] = {}
    for (force, area), one in latest.items():
        group, other = (force, area) if by is By.FORCE else (area, force)
        counted.setdefault((group, one.scale, str(one.grade)), []).append(other)
    rows = [Graded(*key, len(of), sorted(of)) for key, of in sorted(counted.items(), key=str)]
    every = Graded("all", None, "", len(latest), [])
    return _report("grades", by, Graded, rows, every, as_at, forces)


One = TypeVar("One")
Line = TypeVar("Line", bound=tuple[Any, ...])


def _grouped(
    ones: Iterable[One], groups: Callable[[One], Iterable[str]]
) -> Iterable[tuple[str, list[One]]]:
    """Each group with what counts in it, in the order of their names."""
    found: dict[str, list[One]] = {}
    for one in ones:
        for group in groups(one):
            found.setdefault(group, []).append(one)
    return sorted(found.items())


def _report(
    name: str,
    by: By,
    row: type[Line],
    rows: Sequence[Line],
    every: Line,
    as_at: dt.date,
    forces: Sequence[str],
) -> Report[Line, By]:
    fields: Mapping[str, Any] = every._asdict()  # type: ignore[attr-defined]
    totals = {key: value for key, value in fields.items() if isinstance(value, int)}

    def screen(report: Report[Line, By], shown: Sequence[Line]) -> Iterable[Block]:
        yield Heading(f"{name.capitalize()} by {by.value} at {long_day(as_at)}", forces_words(forces))
        yield Gap()
        numbers = Counter(key for key, value in fields.items() if isinstance(value, int))
        heads = [key.upper().replace("_", " ") for key in fields]
        heads[0] = by.value.upper() if name != "grades" or by is By.FORCE else "AREA"
        columns = tuple(
            GridColumn(head, right=key in numbers, wrap=7 if key in numbers else 0)
            for head, key in zip(heads, fields, strict=True)
        )
        lines = [tuple(map(_cell, one)) for one in (*shown, every)]
        yield Grid(columns, tuple(lines))
        if by is By.THEME and report.rows and name != "grades":
            yield line(
                muted("A finding with several themes counts under each theme, and once in the total.")
            )

    return Report(
        name=f"{name}-by-{by.value}",
        as_at=as_at,
        row=row,
        rows=rows,
        totals=totals,
        facts=by,
        screen=screen,
        forces=forces,
    )


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value if value is not None else "")
