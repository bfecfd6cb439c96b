"""What a register's reports say is closed, by what they say of earlier findings."""

from __future__ import annotations

from typing import NamedTuple

from hmic.model import PartialDate, Verdict
from hmic.register_records import Register, Report


class Move(NamedTuple):
    """A finding that a report closes, or opens again."""

    finding: str
    report: str
    closed: bool


def moves(before: Register, after: Register) -> list[Move]:
    """What is closed in one register and not in the other, in the order of the findings."""
    old, new = _closed(before), _closed(after)
    return [
        Move(finding, by, closed)
        for finding, (closed, by) in new.items()
        if closed != old.get(finding, (False, ""))[0]
    ]


def _closed(register: Register) -> dict[str, tuple[bool, str]]:
    """Of each finding that a report closed, whether it still is, and which report says so last."""
    recommendations = {
        one.id: [each.id for each in one.recommendations]
        for report in register.reports
        for one in report.findings
    }
    found: dict[str, tuple[bool, str]] = {}
    for report in sorted(register.reports, key=_day):
        for finding, verdict in _words(report, recommendations).items():
            if verdict is Verdict.RESOLVED:
                found[finding] = (True, report.id)
            elif verdict is not Verdict.IMPROVED and finding in found:
                found[finding] = (False, report.id)
    return found


def _day(report: Report) -> tuple[object, str]:
    return PartialDate.parse(report.published).last, report.id


def _words(report: Report, recommendations: dict[str, list[str]]) -> dict[str, Verdict]:
    """A report's verdicts; a cause of concern that is resolved takes its recommendations with it."""
    own = {one.finding: Verdict(one.verdict) for one in report.follow_ups}
    with_them = {
        each: verdict
        for finding, verdict in own.items()
        if verdict is Verdict.RESOLVED
        for each in recommendations.get(finding, ())
    }
    return {**with_them, **own}
