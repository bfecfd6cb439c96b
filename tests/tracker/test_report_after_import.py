"""A report counts the same whether it is loaded before the spreadsheet is imported or after."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import product
from typing import Any

import pytest

from tests.conftest import Talk
from tests.tracker.test_import_tracker import PUBLISHED, book, county, decide, row

__all__ = ["county"]  # a fixture that is used here

AS_AT = "2026-09-01"
VERDICTS = ("resolved", "unchanged", "worsened", "improved")
SAYS = ("Open", "In progress", "Complete", "Closed", "On hold", "Not accepted", "")
BEFORE = ("", "Complete")
"""What the first spreadsheet says: nothing, or a completion with its own day."""
CASES = [(*one, f"peel-2023-{n}") for n, one in enumerate(product(BEFORE, SAYS, VERDICTS), start=1)]


def tracker(talk: Talk, *, later: bool) -> None:
    """The spreadsheet with a row for each case, as it was first, and as it was later."""
    rows = []
    for n, (before, says, _, _) in enumerate(CASES, start=1):
        status = says if later else before
        done = dt.date(2026, 3, 2) if status == before == "Complete" else None
        cells = {"Status": status or None, "Date closed": done, "Update": "Not ours" if later else None}
        rows.append(
            row(str(n), f"The force should do thing {n}.", **cells, **{"Date due": dt.date(2027, 1, 31)})
        )
    book(talk, rows)


def imported(talk: Talk) -> None:
    talk("import", "tracker", "tracker.xlsx", "--apply").ok()


def reported(talk: Talk, published: str) -> None:
    """The later report, put into the register and loaded."""
    lines = ["  - id: peel-2026", "    title: PEEL 2026", f"    published: {published}", "    follow_ups:"]
    lines += [f"      - {{finding: {name}, verdict: {said}, summary: S.}}" for _, _, said, name in CASES]
    place = talk.folder / "data/recommendations.yaml"
    place.write_text(place.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    talk("load").ok()


def standings(talk: Talk) -> dict[str, Any]:
    rows = talk("export", "findings", "-f", "json").ok().rows
    return {one["finding"]: (one["status"], one["closed_by"]) for one in rows}


@pytest.mark.parametrize("published", ["2026-02-02", "2026-06-01", AS_AT, "2026-10-01"])
def test_the_order_of_loading_and_importing_does_not_matter(
    county: Talk, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker(county, later=False)
    county("import", "tracker", "tracker.xlsx").ok()
    decide(county, PUBLISHED, ('as_at = "2026-11-20"', f'as_at = "{AS_AT}"'))
    imported(county)
    for folder in ("report-first", "tracker-first"):
        shutil.copytree(county.folder, county.folder.parent / f"{county.folder.name}-{folder}")
    found = []
    for steps in (("report-first", reported, second), ("tracker-first", second, reported)):
        name, *both = steps
        talk = Talk(county.folder.parent / f"{county.folder.name}-{name}")
        monkeypatch.chdir(talk.folder)
        for step in both:
            step(talk, published) if step is reported else second(talk)
        talk("verify").ok()
        found.append(standings(talk))
    differ = {
        case: (found[0][case[-1]], found[1][case[-1]])
        for case in CASES
        if found[0][case[-1]] != found[1][case[-1]]
    }
    assert not differ


def second(talk: Talk) -> None:
    tracker(talk, later=True)
    talk("import", "tracker", "tracker.xlsx").ok()
    imported(talk)
