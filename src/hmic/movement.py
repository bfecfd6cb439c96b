"""What moved between two days: how many were open then, are new, closed, reopened and open now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hmic.counts import Apart, is_finding

STEPS = ("open_then", "new", "closed", "reopened", "withdrawn_open", "open_now")
"""The sum that has to come out: open then + new - closed + reopened - withdrawn = open now."""
HEADS = ("open then", "+ new", "− closed", "+ reopened", "− withdrawn", "= open now")
"""The steps as they are headed in a table."""


def steps_shown(sums: Sequence[Sequence[int]]) -> list[int]:
    """The places of the steps that a table of sums has: what was withdrawn only where there is any."""
    seldom = STEPS.index("withdrawn_open")
    return [n for n in range(len(STEPS)) if n != seldom or any(numbers[n] for numbers in sums)]


def sum_words(sums: Sequence[int], minus: str = "-") -> str:
    """`40 open then + 3 new - 2 closed + 0 reopened = 41 open now`."""
    then, new, closed, reopened, withdrawn, now = sums
    gone = f" {minus} {withdrawn} withdrawn" if withdrawn else ""
    return (
        f"{then} open then + {new} new {minus} {closed} closed + {reopened} reopened{gone} = {now} open now"
    )


Changed = Mapping[str, tuple[bool | None, bool | None]]
"""Of findings about which something happened: whether each was open then and is now; None: not there."""


class Movement(NamedTuple):
    """What happened to the open findings between two days; each field names them.

    Those that were open then and are open now need not be named; they are counted all the same.
    """

    open_then: tuple[str, ...]
    new: tuple[str, ...]
    closed: tuple[str, ...]
    reopened: tuple[str, ...]
    withdrawn_open: tuple[str, ...]
    """Open then, and taken off the register since."""
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
        between = (self.new, self.closed, self.reopened, self.withdrawn_open)
        return (self.were_open, *map(len, between), self.are_open)

    def totals(self) -> dict[str, Any]:
        """Each step's number and items, by name."""
        result: dict[str, Any] = {}
        for name, number in zip(STEPS, self.sums(), strict=True):
            result[name] = number
            result[f"{name}_items"] = list(getattr(self, name))
        return result


def movement(then: Mapping[str, bool], now: Mapping[str, bool]) -> Movement:
    """Reconcile two days: finding → open, for every finding that was on the register on that day.

    A finding that was not there then and is open now is new; one that came and closed in between
    counts as new and as closed, so that open then + new − closed + reopened − withdrawn = open now.
    """
    was_open = {finding for finding, is_open in then.items() if is_open}
    is_open = {finding for finding, opened in now.items() if opened}
    new = {finding for finding in now if finding not in then}
    withdrawn = was_open - now.keys()
    closed = (was_open | new) - is_open - withdrawn
    reopened = {f for f in is_open if f in then and not then[f]}
    then_open, came, went, back, gone, now_open = (
        tuple(sorted(ids)) for ids in (was_open, new, closed, reopened, withdrawn, is_open)
    )
    return Movement(then_open, came, went, back, gone, now_open)


def movement_of(changed: Changed, open_now: Sequence[str] | int) -> Movement:
    """The same from those findings alone about which something happened in between.

    `open_now` names all that are open now, in order, or is only their number.
    """
    new = sorted(f for f, (before, _) in changed.items() if before is None)
    closed = sorted(f for f, (before, after) in changed.items() if before is not False and after is False)
    withdrawn = tuple(sorted(f for f, (before, after) in changed.items() if before and after is None))
    reopened = sorted(f for f, (before, after) in changed.items() if before is False and after)
    opened = {f for f, (before, after) in changed.items() if after and not before}
    ended = [f for f, (before, after) in changed.items() if before and not after]
    if isinstance(open_now, int):
        counts = (open_now - len(opened) + len(ended), open_now)
        return Movement((), tuple(new), tuple(closed), tuple(reopened), withdrawn, (), counts)
    open_then = [f for f in open_now if f not in opened]
    if ended:
        open_then = sorted([*open_then, *ended])
    open_now = tuple(open_now)
    return Movement(tuple(open_then), tuple(new), tuple(closed), tuple(reopened), withdrawn, open_now)


class Moved(NamedTuple):
    """What moved among the findings, and separately among the observations."""

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
    changed: Changed,
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
