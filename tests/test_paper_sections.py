"""Which findings stand in which section of the board's paper, worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hmic.model import Kind, Status, Voice
from hmic.reports import board_paper, board_table
from hmic.reports.board_table import Board
from hmic.reports.first_page import About
from hmic.reports.since import PaperDay, Since
from hmic.reports.threads import Step, Thread
from hmic.store.queries.board_rows import BoardRow, StandingRow
from hmic.store.queries.list_rows import DeadlineRow
from hmic.store.queries.overdue_rows import OverdueRow
from hmic.store.queries.thread_rows import ThreadFinding

TODAY, SINCE = dt.date(2026, 11, 20), dt.date(2026, 6, 1)
R, OBS = Kind.RECOMMENDATION.value, Kind.OBSERVATION.value


def made(row: type[Any], /, **told: Any) -> Any:
    return row(**{**dict.fromkeys(row._fields), **told})


def finding(name: str, status: Status = Status.OPEN, **more: Any) -> BoardRow:
    told = {
        "finding": name, "report_title": "Inspection", "published": "2026-01", "kind": R, "title": name.upper(),
        "requirement": "Do it.", "addressed_to": "the force", "status": status.value, "open": int(status.is_open),
        "since": "2026-11-01", "since_exact": 1, "needs_target": 0, "voice": Voice.ASKED.value, "inspectorate": "HMIC",
        "acts": "force", "owner": "ACC",
    }  # fmt: skip
    row: BoardRow = made(BoardRow, **{**told, **more})
    return row


def falls_due(name: str, due: str, **more: Any) -> OverdueRow:
    told = {"finding": name, "kind": R, "title": name.upper(), "due": due, "exact": 1, "times_extended": 0,
            "overdue_since": due if due < TODAY.isoformat() else None, "days_overdue": 1}  # fmt: skip
    row: OverdueRow = made(OverdueRow, **{**told, **more})
    return row


def thread(name: str, *verdicts: str, open_now: int = 1) -> Thread:
    steps = [Step(f"r{n}", str(2014 + n), verdict, name, "Said.") for n, verdict in enumerate(verdicts)]
    return Thread(
        [
            ThreadFinding(
                name, R, "r0", name.upper(), "Do it.", None, "open", open_now, "2014-01-01", "", ""
            )
        ],
        steps,
    )


ROWS = [
    finding("late"), finding("bare", owner=None, needs_target=1), finding("held", Status.ON_HOLD),
    finding("refused", Status.NOT_ACCEPTED), finding("not-ours", Status.NOT_APPLICABLE), finding("done", Status.COMPLETE),
    finding("closed", Status.CLOSED, owner=None), finding("soon", owner=None), finding("o-1", kind=OBS, owner=None),
    finding("o-2", kind=OBS), finding("o-3", Status.CLOSED, kind=OBS),
]  # fmt: skip
SOON = [
    falls_due("soon", "2026-11-19"), falls_due("late", "2026-11-20", requires="the plan", phrase="by then"),
    falls_due("soon", "2026-11-21", phrase="by then", exact=0, owner="DCC"), falls_due("o-1", "2026-11-21", kind=OBS),
    falls_due("o-late", "2026-12-01", kind=OBS),
]  # fmt: skip


def paper(*, public: bool = False) -> board_paper.BoardPaper:
    late = [falls_due("late", "2026-10-01", days_overdue=50), falls_due("o-late", "2026-10-02", kind=OBS)]
    deadlines = {
        "soon": [
            made(
                DeadlineRow,
                finding="soon",
                number=1,
                due="2026-11-21",
                exact=1,
                counts=1,
                times_extended=0,
                occurrences="{}",
            )
        ]
    }
    board = Board(ROWS, deadlines, {}, {}, late, {})
    standings = {
        row.finding: made(StandingRow, finding=row.finding, kind=row.kind, status=row.status, open=row.open)
        for row in ROWS
    }
    then = {name: row._replace(status="open", open=1) for name, row in standings.items() if name != "bare"}
    since = Since(SINCE, PaperDay(then, {}, frozenset()), PaperDay(standings, {}, frozenset()), ("gone",))
    sources = board_paper.Sources(
        board, since, SOON, [falls_due("inspection", "2026-12-01", kind="response")],
        [thread("twice", "raised", "repeated"), thread("once", "raised", "improved"),
         thread("over", "raised", "repeated", open_now=0)],
        [], [(SINCE, 9)],
    )  # fmt: skip
    table = board_table.build(board, TODAY, forces=["Fenland Police"], since=since, public=public)
    return board_paper.build(sources, table, About("To decide", "ACC", "OFFICIAL"), public=public)


def references(rows: Any) -> list[str]:
    return [row.reference for row in rows]


def test_each_section_has_its_findings() -> None:
    told = paper()
    assert references(told.late) == ["late", "o-late"]
    assert references(told.pressing) == ["late", "o-late"]
    assert references(told.stopped) == ["held", "refused", "not-ours"]
    assert references(told.open_now) == ["late", "held", "done", "soon"]
    assert references(told.untouched) == ["bare"]
    assert told.open_observations == 2
    assert references(told.again) == ["twice"]
    assert (told.withdrawn, told.never_counted) == ([], ["gone"])
    assert (told.history, told.since) == ([(SINCE, 9)], SINCE)
    assert [(words, references(rows)) for words, rows in told.named] == [
        ("New: 1 finding", ["bare"]),
        ("Closed: 3 findings, plus 1 observation", ["refused", "not-ours", "closed", "o-3"]),
        ("Reopened: 0 findings", []),
    ]
    assert [(label, [number for _, number in numbers]) for label, numbers in told.sums] == [
        ("Findings", [7, 1, 3, 0, 5]), ("Observations", [3, 0, 1, 0, 2]),
    ]  # fmt: skip
    assert told.overdue == "1 finding overdue (1 deadline), plus 1 observation overdue (1 deadline)"


def test_what_falls_due_soon_is_still_to_come() -> None:
    told = paper()
    assert [(row.reference, row.kind, row.what, row.due, row.owner) for row in told.falls_due] == [
        ("late", R, "the plan", "20 Nov 2026", "no owner"),
        ("soon", R, "by then", "~21 Nov 2026", "DCC"),
        ("o-1", OBS, "the force's own target", "21 Nov 2026", "no owner"),
        ("o-late", OBS, "the force's own target", "1 Dec 2026", "no owner"),
    ]
    findings = (
        "2 findings due within 90 days (2 deadlines), plus 2 observations due within 90 days (2 deadlines)"
    )
    assert told.soon == f"{findings}, 1 response to a report due within 90 days"
    assert told.also_overdue == 1
    assert [(words, number) for words, number in told.when_due if number] == [
        ("overdue", 1), ("within 30 days", 1), ("no deadline or target", 1), ("on hold", 1), ("complete", 1),
    ]  # fmt: skip


def test_the_ratings_and_what_amber_holds() -> None:
    assert [(word, number, parts) for word, number, _, parts in paper().ratings] == [
        ("Red", 1, ()),
        ("Amber", 3, [("on track", 1), ("no deadline or target", 1), ("complete and waiting", 1)]),
        ("Green", 0, ()),
        ("Blue", 1, ()),
        ("Grey", 3, ()),
    ]


def test_the_board_agrees_a_post_for_each_that_is_open_without_one_and_the_public_is_not_told() -> None:
    (*_, own), (*_, published) = paper().asks, paper(public=True).asks
    assert own == (
        "Agree",
        "2 open findings have no owner, plus 1 observation. Agree an owner for each that the force must act on.",
    )
    assert published.text.startswith("1 open finding has no deadline or target")
    assert (paper().marking, paper(public=True).marking) == ("OFFICIAL", "")
