"""Reads the phrases of phrases.py with hmic and with other libraries, and prints who is right.

Exit code 1 when hmic is not right on every one. The others are measured where they are installed.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.phrases import Case, cases

Reader = Callable[[str, dt.date], set[dt.date]]


def outcome(case: Case, dates: set[dt.date]) -> str:
    """'right', 'silently wrong' (another date, or a date where there is none) or 'not read'."""
    if dates == set(case.due):
        return "right"
    return "silently wrong" if dates else "not read"


def hmic(phrase: str, anchor: dt.date) -> set[dt.date]:
    """The due dates that hmic reads."""
    from hmic.deadlines import Anchor, read

    return {reading.due for reading in read(phrase, Anchor(anchor)) if reading.due}


def others() -> Iterator[tuple[str, Reader]]:
    """The other libraries that are installed, each way of calling them by itself."""
    try:
        dateparser = import_module("dateparser")
        search_dates = import_module("dateparser.search").search_dates
    except ImportError:
        pass
    else:
        name = f"dateparser {version('dateparser')}"

        def settings(anchor: dt.date) -> dict[str, object]:
            return {
                "RELATIVE_BASE": dt.datetime.combine(anchor, dt.time()),
                "PREFER_DATES_FROM": "future",
                "PREFER_DAY_OF_MONTH": "last",
                "PREFER_MONTH_OF_YEAR": "last",
                "DATE_ORDER": "DMY",
            }

        def search(phrase: str, anchor: dt.date) -> set[dt.date]:
            found = search_dates(phrase, languages=["en"], settings=settings(anchor))
            return {moment.date() for _, moment in found or []}

        def parse(phrase: str, anchor: dt.date) -> set[dt.date]:
            moment = dateparser.parse(phrase, languages=["en"], settings=settings(anchor))
            return {moment.date()} if moment else set()

        yield f"{name}, `search_dates`", search
        yield f"{name}, `parse`", parse
    try:
        parsedatetime = import_module("parsedatetime")
    except ImportError:
        return
    name = f"parsedatetime {version('parsedatetime')}"
    calendar = parsedatetime.Calendar(parsedatetime.Constants("en_GB", usePyICU=False))

    def nlp(phrase: str, anchor: dt.date) -> set[dt.date]:
        found = calendar.nlp(phrase, sourceTime=dt.datetime.combine(anchor, dt.time()))
        return {moment.date() for moment, *_ in found or ()}

    def parse_one(phrase: str, anchor: dt.date) -> set[dt.date]:
        moment, kind = calendar.parseDT(phrase, sourceTime=dt.datetime.combine(anchor, dt.time()))
        return {moment.date()} if kind else set()

    yield f"{name}, `nlp`", nlp
    yield f"{name}, `parseDT`", parse_one


def measured(name: str, reader: Reader) -> tuple[str, bool]:
    """The reader's row of the table, and whether it is right on every phrase."""
    tally: Counter[str] = Counter()
    decoys = 0
    for case in cases():
        try:
            result = outcome(case, reader(case.phrase, case.anchor))
        except Exception as error:  # noqa: BLE001  # a library that raises has not read the phrase
            print(f"{name}: {case.phrase!r}: {error!r}", file=sys.stderr)
            result = "not read"
        tally[result] += 1
        decoys += result == "silently wrong" and not case.due
        if name == "hmic" and result != "right":
            got = sorted(map(str, reader(case.phrase, case.anchor)))
            print(f"{case.phrase!r}: {got}, not {[str(day) for day in case.due]}", file=sys.stderr)
    total = tally.total()
    right, silent, missed = tally["right"], tally["silently wrong"], tally["not read"]
    share = f"{right} ({100 * right / total:.0f} %)"
    row = f"| {name} | {share} | {silent + missed} | {silent} | {missed} | {decoys} |"
    return row, right == total


def main() -> int:
    """Print the table; 1 when hmic is not right on every phrase."""
    every = cases()
    dated = sum(bool(case.due) for case in every)
    print(f"{len(every)} phrases: {dated} with a date, {len(every) - dated} without.\n")
    print("| reader | right | wrong | of these silently wrong | of these not read | decoys taken |")
    print("|---|--:|--:|--:|--:|--:|")
    row, good = measured("hmic", hmic)
    print(row)
    for name, reader in others():
        print(measured(name, reader)[0])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
