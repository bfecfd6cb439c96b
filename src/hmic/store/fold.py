"""Folding the journal and the later reports, as a connection sees them, into the status of findings."""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from hmic.met_or_missed import DeadlineFacts
from hmic.model import Entry, Verdict
from hmic.standing import FindingFacts, Heard, SaidLater, Standing, stand
from hmic.store.entry_rows import ENTRY_COLUMNS, entry_columns, entry_from
from hmic.store.present_ids import CALLED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Iterator, Sequence

Row = tuple[Any, ...]
_DEADLINE = "finding, number, due, exact, recurs, acts, phrase, requires, formerly"

Before = Callable[[Entry, Standing], None]
"""Called with each entry that is folded, and the status of its finding before it."""


def do_nothing(entry: Entry, standing: Standing) -> None:
    """Nothing is done before an entry."""


def _grouped(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    for key, group in groupby(rows, key=itemgetter(0)):
        yield key, list(group)


class Ahead:
    """Rows grouped by finding, handed out as an ordered run over the findings asks for them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.groups = _grouped(rows)
        self.next = next(self.groups, None)
        self._passed: list[str] = []

    def of(self, finding: str) -> list[Row]:
        """The rows of a finding."""
        while self.next is not None and self.next[0] < finding:
            self._passed.append(self.next[0])
            self.next = next(self.groups, None)
        if self.next is not None and self.next[0] == finding:
            found = self.next[1]
            self.next = next(self.groups, None)
            return found
        return []

    def passed_over(self) -> Iterator[str]:
        """At the end: the findings that have rows and were not asked for."""
        yield from self._passed
        if self.next is not None:
            yield self.next[0]
        yield from (finding for finding, _ in self.groups)


def standings(
    con: sqlite3.Connection, day: dt.date, wanted: str = "", before: Before = do_nothing
) -> Iterator[tuple[Standing, str, bool]]:
    """Fold every wanted finding whose report was published by the day; its kind, whether withdrawn.

    `wanted` is the end of a condition on a finding's id; without it all are wanted.
    """
    from hmic.deadlines import next_occurrence

    for facts, entries, kind in _to_fold(con, day, wanted):
        yield stand(facts, entries, day, next_occurrence, before), kind, facts.withdrawn


def open_on(con: sqlite3.Connection, days: Sequence[dt.date], among: Container[str]) -> list[int]:
    """How many of some findings were open on each of these days, of which the earliest comes first.

    The connection must see every day. A finding is folded anew only for days by which something happened.
    """
    from hmic.deadlines import next_occurrence

    more = [0] * (len(days) + 1)
    for facts, recorded, _ in _to_fold(con, days[-1] if days else dt.date.min, ""):
        if facts.finding not in among:
            continue
        entries = list(recorded)
        first = bisect_left(days, facts.published_on)
        happened = {*(entry.on for entry in entries), *(word.on for word in facts.said_later)}
        changed = {bisect_left(days, on) for on in happened}
        starts = sorted({first, *(n for n in changed if first < n < len(days))})
        for n, end in pairwise([*starts, len(days)]):
            if stand(facts, entries, days[n], next_occurrence).status.is_open:
                more[n] += 1
                more[end] -= 1
    return list(accumulate(more[:-1]))


def _to_fold(
    con: sqlite3.Connection, day: dt.date, wanted: str
) -> Iterator[tuple[FindingFacts, Iterator[Entry], str]]:
    """What the register says of each wanted finding, what was recorded of it, and its kind."""

    def only(column: str) -> str:
        return f" AND {column} {wanted}" if wanted else ""

    until = day.isoformat()
    findings = con.execute(
        f"""SELECT finding.id, report.published_on, acts, finding.withdrawn_at IS NOT NULL,
            issued, kind, report.exact FROM finding JOIN report ON report.id = finding.report
            WHERE coalesce(issued, report.published_on) <= ?{only("finding.id")} ORDER BY finding.id""",  # noqa: S608
        [until],
    )
    deadlines = Ahead(
        con.execute(
            f"""SELECT {_DEADLINE} FROM deadline
            WHERE 1{only("finding")} ORDER BY finding, number"""  # noqa: S608
        )
    )
    said = Ahead(con.execute(_said(wanted)))
    entries = Ahead(con.execute(_recorded(con, wanted)))
    for finding, published, whose, withdrawn, issued, kind, exact in findings:
        facts = FindingFacts(
            finding=finding,
            published_on=dt.date.fromisoformat(issued or published),
            exact=bool(issued or exact),
            ours=whose == "force",
            withdrawn=bool(withdrawn),
            deadlines=tuple(facts_of(row) for row in deadlines.of(finding)),
            said_later=tuple(
                SaidLater(
                    dt.date.fromisoformat(on), Verdict(verdict), report, Heard(heard), place, bool(sure)
                )
                for _, on, verdict, report, heard, place, sure in said.of(finding)
            ),
        )
        yield facts, map(entry_from, entries.of(finding)), kind


def deadlines_named(con: sqlite3.Connection, entries: Iterable[Entry]) -> dict[str, list[DeadlineFacts]]:
    """The deadlines on the register of each finding of which an entry names one."""
    findings = sorted({e.finding for e in entries if e.deadline is not None and e.finding is not None})
    rows = con.execute(
        f"""SELECT {_DEADLINE}
        FROM json_each(?) AS wanted CROSS JOIN deadline ON deadline.finding = wanted.value""",  # noqa: S608
        [json.dumps(findings)],
    )
    found: dict[str, list[DeadlineFacts]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(facts_of(row))
    return found


def facts_of(row: Row) -> DeadlineFacts:
    """What a row of `_DEADLINE` says of a deadline."""
    _, number, due, exact, recurs, acts, phrase, requires, formerly = row
    day = dt.date.fromisoformat(due) if due else None
    earlier = tuple(json.loads(formerly)) if formerly else ()
    return DeadlineFacts(number, day, bool(exact), recurs, acts == "force", phrase, requires, earlier)


def _recorded(con: sqlite3.Connection, wanted: str) -> str:
    """The query for the entries of each finding, in the order of the findings.

    What was recorded under an id that was changed belongs to the present one.
    """
    own = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE finding {wanted or 'IS NOT NULL'}"  # noqa: S608
    if con.execute("SELECT 1 FROM finding WHERE renamed_to IS NOT NULL LIMIT 1").fetchone() is None:
        return f"{own} ORDER BY finding, true_on, number"
    former = f"""SELECT {entry_columns("now")} FROM {CALLED} AS called
        CROSS JOIN entry ON entry.finding = called.old
        WHERE now {wanted or "IS NOT NULL"}"""  # noqa: S608 - our own names
    return f"{own} UNION ALL {former} ORDER BY 1"


_TWIN_OF = "JOIN finding AS twin ON twin.same_as = follow_up.finding"
_TWIN_NAMED = "JOIN finding AS twin ON twin.id = follow_up.finding"
_REACHES = (
    (Heard.OWN, "follow_up.finding", ""),
    (Heard.TWIN, "twin.id", _TWIN_OF),
    (Heard.TWIN, "twin.same_as", _TWIN_NAMED),
    (Heard.CONCERN, "part.id", "JOIN finding AS part ON part.parent = follow_up.finding"),
    (Heard.CONCERN_TWIN, "part.id", f"{_TWIN_OF} JOIN finding AS part ON part.parent = twin.id"),
    (Heard.CONCERN_TWIN, "part.id", f"{_TWIN_NAMED} JOIN finding AS part ON part.parent = twin.same_as"),
)
"""Whom a follow-up reaches: the finding itself, those that state the same matter in the same report, and
the recommendations of a cause of concern. The fold decides which of these words counts."""


def _said(wanted: str) -> str:
    """The query for what later reports say of each finding, in the order of the findings."""
    parts = [
        f"""SELECT {spoken} AS spoken, published_on, verdict, report.id, {heard:d}, follow_up.position,
        report.exact
        FROM follow_up JOIN report ON report.id = follow_up.report AND report.withdrawn_at IS NULL {join}
        WHERE {spoken} {wanted or "IS NOT NULL"}"""  # noqa: S608 - fixed texts
        for heard, spoken, join in _REACHES
    ]
    return " UNION ALL ".join(parts) + " ORDER BY spoken"
