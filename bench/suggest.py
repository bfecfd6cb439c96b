"""How many of the links entered by hand `changes --suggest` finds when they are hidden from it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hmic.model import PartialDate
from hmic.register.register_files import check_files
from hmic.reports import suggestions_report
from hmic.store.queries.thread_rows import ThreadFinding

REGISTER = Path(__file__).parent.parent / "data" / "recommendations.yaml"


def main() -> None:
    """Print the figure and what was missed."""
    import datetime as dt

    register = check_files([REGISTER]).registers[0][1]
    reports = sorted(register.reports, key=lambda report: PartialDate.parse(report.published).last)
    published = {r.id: PartialDate.parse(r.published).last.isoformat() for r in reports}
    findings = [
        ThreadFinding(
            f.id,
            f.kind,
            r.id,
            f.title,
            f.requirement,
            f.same_as,
            "open",
            1,
            "",
            json.dumps(f.themes),
            f.said,
        )
        for r in reports
        for f in r.findings
    ]
    links = {(f.id, earlier) for r in reports for f in r.findings for earlier in f.follows}
    report = suggestions_report.build(findings, published, (), dt.date.max)
    proposed = [(row[1], row[2]) for row in report.rows]
    found = [pair for pair in proposed if pair in links]
    print(f"{len(found)} of the {len(links)} links entered by hand are among the first {len(proposed)}")
    if "-v" in sys.argv:
        for later, earlier in sorted(links - set(found)):
            print(f"  missed: {later} follows {earlier}")


if __name__ == "__main__":
    main()
