"""What is counted, once for every output, and in which words it is said.

A finding is a recommendation, an area for improvement or a cause of concern. Observations are counted
beside findings and named, never added to them. What is overdue or due soon is counted in findings, with
the deadlines in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """How many findings a deadline makes count, with those deadlines; and the observations beside them."""

    findings: int = 0
    deadlines: int = 0
    observations: int = 0
    observation_deadlines: int = 0


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
    """From the finding and kind of each deadline; clocks of reports are left out."""
    rows = [(finding, is_finding(kind)) for finding, kind in deadlines if kind != RESPONSE]
    return Dated(
        len({finding for finding, formal in rows if formal}),
        sum(formal for _, formal in rows),
        len({finding for finding, formal in rows if not formal}),
        sum(not formal for _, formal in rows),
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
    """The totals of everything on the register, by the names that JSON gives them everywhere."""
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
    """The totals of what a later report has put back to open."""
    return {
        "reopened_by_report": reopened.findings,
        "observations_reopened_by_report": reopened.observations,
    }


def reopened_words(reopened: Apart) -> str:
    """`Reopened by a later report: 2 findings.`; empty where none is."""
    return f"Reopened by a later report: {apart_words(reopened)}." if any(reopened) else ""


def dated_words(what: Dated, state: str) -> str:
    """`7 findings overdue (8 deadlines), plus 1 observation overdue (1 deadline)`."""
    said = []
    if what.findings or not what.observations:
        deadlines = f" ({count(what.deadlines, 'deadline')})" if what.findings else ""
        said.append(f"{count(what.findings, 'finding')} {state}{deadlines}")
    if what.observations:
        also = "plus " if said else ""
        deadlines = count(what.observation_deadlines, "deadline")
        said.append(f"{also}{count(what.observations, 'observation')} {state} ({deadlines})")
    return ", ".join(said)


def overdue_words(overdue: Dated, responses: int = 0) -> str:
    """`7 findings overdue (8 deadlines)`, with responses to reports; `nothing is overdue` where none is."""
    said = [dated_words(overdue, "overdue")] if overdue.findings or overdue.observations else []
    if responses:
        said.append(f"{count(responses, 'response')} to reports overdue")
    return ", ".join(said) or "nothing is overdue"


def soon_words(soon: Dated, within: str, responses: int = 0) -> str:
    """`3 findings due within 30 days (4 deadlines)`; `nothing due within 30 days` where none is."""
    said = [dated_words(soon, f"due within {within}")] if soon.findings or soon.observations else []
    if responses:
        said.append(f"{count(responses, 'response')} to reports due within {within}")
    return ", ".join(said) or f"nothing due within {within}"


def apart_words(what: Apart, plus: str = "plus ") -> str:
    """`54 findings, plus 64 observations`; what there is none of is left out."""
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


STEPS = ("open_then", "new", "closed", "reopened", "open_now")
"""The sum that has to come out: open then + new - closed + reopened = open now."""


def sum_words(sums: Sequence[int]) -> str:
    """`40 open then + 3 new - 2 closed + 0 reopened = 41 open now`."""
    then, new, closed, reopened, now = sums
    return f"{then} open then + {new} new - {closed} closed + {reopened} reopened = {now} open now"


class Movement(NamedTuple):
    """What happened to the open findings between two days; each field names them.

    Those that were open then and are open now need not be named; they are counted all the same.
    """

    open_then: tuple[str, ...]
    new: tuple[str, ...]
    closed: tuple[str, ...]
    reopened: tuple[str, ...]
    open_now: tuple[str, ...]
    counts: tuple[int, int] | None = None
    """Open then and open now, where they are not named."""

    @property
    def were_open(self) -> int:
        """How many were open then."""
        return self.counts[0] if self.counts else len(self.open_then)

    @property
    def are_open(self) -> int:
        """How many are open now."""
        return self.counts[1] if self.counts else len(self.open_now)

    def sums(self) -> tuple[int, ...]:
        """The numbers of the sum, in the order of `STEPS`."""
        return (self.were_open, len(self.new), len(self.closed), len(self.reopened), self.are_open)

    def totals(self) -> dict[str, Any]:
        """Each step's number and items, by name."""
        result: dict[str, Any] = {}
        for name, number in zip(STEPS, self.sums(), strict=True):
            result[name] = number
            result[f"{name}_items"] = list(getattr(self, name))
        return result


def movement(then: Mapping[str, bool], now: Mapping[str, bool]) -> Movement:
    """Reconcile two days: finding → open, for every finding that stood on the register.

    A finding that was not there then and is open now is new; one that came and closed in between
    counts as new and as closed, so that open then + new − closed + reopened = open now.
    """
    was_open = {finding for finding, is_open in then.items() if is_open}
    is_open = {finding for finding, opened in now.items() if opened}
    new = {finding for finding in now if finding not in then}
    closed = (was_open | new) - is_open
    reopened = {f for f in is_open if f in then and not then[f]}
    then_open, came, went, back, now_open = (
        tuple(sorted(ids)) for ids in (was_open, new, closed, reopened, is_open)
    )
    return Movement(then_open, came, went, back, now_open)


def movement_of(changed: Mapping[str, tuple[bool | None, bool]], open_now: Sequence[str] | int) -> Movement:
    """The same from those findings alone about which something happened in between.

    `changed` says of each whether it was open then (None: not there) and is now; `open_now` names all that
    are open now, in order, or is only their number.
    """
    new = sorted(f for f, (before, _) in changed.items() if before is None)
    closed = sorted(f for f, (before, after) in changed.items() if before is not False and not after)
    reopened = sorted(f for f, (before, after) in changed.items() if before is False and after)
    opened = {f for f, (before, after) in changed.items() if after and not before}
    ended = [f for f, (before, after) in changed.items() if before and not after]
    if isinstance(open_now, int):
        counts = (open_now - len(opened) + len(ended), open_now)
        return Movement((), tuple(new), tuple(closed), tuple(reopened), (), counts)
    open_then = [f for f in open_now if f not in opened]
    if ended:
        open_then = sorted([*open_then, *ended])
    return Movement(tuple(open_then), tuple(new), tuple(closed), tuple(reopened), tuple(open_now))


class Moved(NamedTuple):
    """What moved among the findings, and apart from them among the observations."""

    findings: Movement
    observations: Movement

    def totals(self) -> dict[str, Any]:
        """The reconciliation of the findings with its items, and that of the observations beside it."""
        of_findings = self.findings.totals()
        return {
            **of_findings,
            "findings_since": {step: of_findings[step] for step in STEPS},
            "observations_since": self.observations.totals(),
        }


def moved(then: Mapping[str, bool], now: Mapping[str, bool], kinds: Mapping[str, str]) -> Moved:
    """Reconcile two days, findings and observations each for themselves."""

    def of(*, formal: bool) -> Movement:
        days = ({f: o for f, o in day.items() if is_finding(kinds[f]) is formal} for day in (then, now))
        return movement(*days)

    return Moved(of(formal=True), of(formal=False))


def moved_of(
    changed: Mapping[str, tuple[bool | None, bool]],
    open_now: Sequence[str] | Apart,
    kinds: Mapping[str, str],
) -> Moved:
    """The same from what changed alone; `kinds` names what changed and, where it is named, what is open."""

    def of(*, formal: bool) -> Movement:
        ours = {f: states for f, states in changed.items() if is_finding(kinds[f]) is formal}
        if isinstance(open_now, Apart):
            return movement_of(ours, open_now.findings if formal else open_now.observations)
        return movement_of(ours, [f for f in open_now if is_finding(kinds[f]) is formal])

    return Moved(of(formal=True), of(formal=False))
