"""What is counted, once for every output, and in which words it is said.

A finding is a recommendation, an area for improvement or a cause of concern. Observations are counted
beside findings and named, never added to them. What is overdue or due soon is counted in findings, with
the deadlines in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hmic.words import count, day_of

OBSERVATION = "observation"
"""The kind that is counted apart; `hmic.model`, which has all kinds, costs a reading command 9 ms."""


class Apart(NamedTuple):
    """How many findings, and how many observations."""

    findings: int = 0
    observations: int = 0


NONE = Apart()


class TallyRow(NamedTuple):
    """How many findings are of a kind and status."""

    kind: str
    status: str
    open: int
    number: int


class Dated(NamedTuple):
    """Findings that a deadline makes count, and those deadlines; observations and responses beside."""

    findings: int = 0
    deadlines: int = 0
    observations: int = 0
    observation_deadlines: int = 0
    responses: int = 0
    """To reports as a whole."""


RESPONSE = "response"
"""The kind of a row that is no finding but a clock that runs for a report."""


_APART = frozenset({OBSERVATION, RESPONSE})


def is_finding(kind: str) -> bool:
    """Whether a row's kind is a finding's: no observation, and no report's clock."""
    return kind not in _APART


def apart(kinds: Iterable[str]) -> Apart:
    """How many of some items are findings and how many observations, by their kinds."""
    kinds = list(kinds)
    return Apart(sum(map(is_finding, kinds)), sum(kind == OBSERVATION for kind in kinds))


def apart_by_id(kinds: Iterable[tuple[str, str]]) -> Apart:
    """The same from pairs of id and kind, each id once."""
    return apart(dict(kinds).values())


def dated(deadlines: Iterable[tuple[str, str]]) -> Dated:
    """From the finding and kind of each deadline, and of each clock of a report."""
    every = list(deadlines)
    rows = [(finding, is_finding(kind)) for finding, kind in every if kind != RESPONSE]
    return Dated(
        len({finding for finding, formal in rows if formal}),
        sum(formal for _, formal in rows),
        len({finding for finding, formal in rows if not formal}),
        sum(not formal for _, formal in rows),
        len(every) - len(rows),
    )


def opened(rows: Iterable[TallyRow]) -> tuple[Apart, Apart]:
    """All that is on the register, and what of it is open."""
    total = [0, 0]
    still = [0, 0]
    for row in rows:
        at = 0 if is_finding(row.kind) else 1
        total[at] += row.number
        still[at] += row.number if row.open else 0
    return Apart(*total), Apart(*still)


def of_register(total: Apart, still: Apart) -> dict[str, int]:
    """The totals of everything on the register, by the names that JSON gives them."""
    return {
        "findings": total.findings,
        "observations": total.observations,
        "open": still.findings,
        "open_observations": still.observations,
    }


def of_overdue(overdue: Dated, undated: Apart) -> dict[str, int]:
    """The totals of what is overdue or lacks a date, beside those of the register."""
    return {
        "overdue": overdue.findings,
        "overdue_deadlines": overdue.deadlines,
        "overdue_observations": overdue.observations,
        "overdue_observation_deadlines": overdue.observation_deadlines,
        "responses_overdue": overdue.responses,
        **of_undated(undated),
    }


def days_words(days: int, since: str, *, missed: str | None, exact: Any = True) -> str:
    """`36 days overdue`; of a date that was moved after it had been missed, from which day that counts."""
    said = f"{count(days, 'day')} overdue"
    return (
        f"{said}, counted from {day_of(since, exact)}, which was missed before it was moved"
        if missed
        else said
    )


def of_undated(undated: Apart) -> dict[str, int]:
    """The totals of what is open without a deadline or target."""
    return {"needs_target": undated.findings, "observations_needing_target": undated.observations}


def of_reopened(reopened: Apart) -> dict[str, int]:
    """The totals of findings reopened by a later report."""
    return {
        "reopened_by_report": reopened.findings,
        "observations_reopened_by_report": reopened.observations,
    }


def reopened_words(reopened: Apart) -> str:
    """`Reopened by a later report: 2 findings.`; empty where none is."""
    return f"Reopened by a later report: {apart_words(reopened)}." if any(reopened) else ""


def dated_words(what: Dated, state: str) -> str:
    """`7 findings overdue (8 deadlines), plus 1 observation overdue (1 deadline)`; empty for none."""
    said = []
    if what.findings:
        said.append(f"{count(what.findings, 'finding')} {state} ({count(what.deadlines, 'deadline')})")
    if what.observations:
        also = "plus " if said else ""
        deadlines = count(what.observation_deadlines, "deadline")
        said.append(f"{also}{count(what.observations, 'observation')} {state} ({deadlines})")
    if what.responses:
        said.append(f"{count(what.responses, 'response to a report', 'responses to reports')} {state}")
    return ", ".join(said)


def overdue_words(overdue: Dated) -> str:
    """`7 findings overdue (8 deadlines)`, with responses to reports; `nothing is overdue` where none is."""
    return dated_words(overdue, "overdue") or "nothing is overdue"


def soon_words(soon: Dated, within: str) -> str:
    """`3 findings due within 30 days (4 deadlines)`; `nothing due within 30 days` where none is."""
    return dated_words(soon, f"due within {within}") or f"nothing due within {within}"


def apart_words(what: Apart, plus: str = "plus ") -> str:
    """`54 findings, plus 64 observations`; zero counts are left out."""
    said = [count(what.findings, "finding")] if what.findings or not what.observations else []
    if what.observations:
        said.append(f"{plus if said else ''}{count(what.observations, 'observation')}")
    return ", ".join(said)


def undated_words(undated: Apart) -> str:
    """`37 open findings have no deadline or target, plus 45 observations`; empty where each has one."""
    return _lacking_words(undated, "no deadline or target")


def unowned_words(unowned: Apart) -> str:
    """`37 open findings have no owner, plus 45 observations`; empty where each has one."""
    return _lacking_words(unowned, "no owner")


def _lacking_words(lacking: Apart, what: str) -> str:
    if not any(lacking):
        return ""
    number, thing = (
        (lacking.findings, "finding") if lacking.findings else (lacking.observations, "observation")
    )
    said = f"{count(number, f'open {thing}')} {'has' if number == 1 else 'have'} {what}"
    both = lacking.findings and lacking.observations
    return f"{said}, plus {count(lacking.observations, 'observation')}" if both else said
