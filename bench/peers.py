"""Programs that a user would otherwise pick, where they are installed, on the same findings.

taskwarrior, hledger and todoman hold what a register holds as tasks with a due date: nine in ten done. Each
lists what is overdue, takes one note, and takes in everything.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

BIG = 100_000
TIMES = 3


class Task(NamedTuple):
    """A finding as a task."""

    id: str
    title: str
    due: str
    open: bool


def tasks(db: Path) -> list[Task]:
    """The findings of a database; one without a date gets its report's."""
    with closing(sqlite3.connect(db)) as con:
        rows = con.execute(
            """SELECT finding.id, finding.title, coalesce((SELECT min(due) FROM due WHERE due.finding = finding.id),
            published_on), open FROM finding JOIN standing ON standing.finding = finding.id
            JOIN report ON report.id = finding.report"""
        )
        return [Task(row[0], row[1], row[2], bool(row[3])) for row in rows]


Once = Callable[[Sequence[str]], float]
"""The processor's milliseconds for a run, which must succeed: what fails at once would look fast."""


def _median(once: Once, command: Sequence[str]) -> float:
    return statistics.median(once(command) for _ in range(TIMES))


Told = tuple[float, float, float]
"""Overdue, one note, everything taken in: milliseconds."""


def taskwarrior(once: Once, folder: Path, found: Sequence[Task]) -> Told:
    """`task import`, `task +OVERDUE export`, `task annotate`."""
    data = folder / "task"
    data.mkdir()
    file = folder / "tasks.json"
    file.write_text(json.dumps([
        {"uuid": f"00000000-0000-4000-8000-{n:012d}", "description": task.title,
         "due": f"{task.due.replace('-', '')}T000000Z", "entry": "20200101T000000Z",
         "status": "pending" if task.open else "completed",
         **({} if task.open else {"end": "20260101T000000Z"})}
        for n, task in enumerate(found)
    ]))  # fmt: skip
    rc = folder / "taskrc"
    rc.write_text(f"data.location={data}\nconfirmation=no\nverbose=nothing\nhooks=no\n")
    base = ["task", f"rc:{rc}"]
    load = once([*base, "import", str(file)])
    once([*base, "list"])
    return (
        _median(once, [*base, "+OVERDUE", "export"]),
        _median(once, [*base, "1", "annotate", "A note"]),
        load,
    )


def hledger(once: Once, folder: Path, found: Sequence[Task]) -> Told:
    """A transaction a finding; `register` of what is not cleared before today; a line added and read."""
    file = folder / "findings.journal"
    file.write_text("".join(
        f"{task.due} {'' if task.open else '* '}{task.id} {task.title.replace(';', ',')}\n"
        f"    finding:{task.id}  1\n    register\n\n"
        for task in found
    ), encoding="utf-8")  # fmt: skip
    overdue = _median(once, ["hledger", "-f", str(file), "register", "-U", "-e", "2026-11-21", "finding:"])
    # `stats` would be slower by far: it counts accounts, and here each finding is one.
    load = once(["hledger", "-f", str(file), "check"])
    note = "; a note\n"

    def add() -> float:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(note)
        return once(["hledger", "-f", str(file), "check"])

    return overdue, statistics.median(add() for _ in range(TIMES)), load


def todoman(once: Once, folder: Path, found: Sequence[Task]) -> Told:
    """A file a finding; `todo list` of what is due; a description changed."""
    calendar = folder / "todo" / "findings"
    calendar.mkdir(parents=True)
    for n, task in enumerate(found):
        state = "NEEDS-ACTION" if task.open else "COMPLETED"
        due = task.due.replace("-", "")
        (calendar / f"{n}.ics").write_text(
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//hmic//bench//EN\r\nBEGIN:VTODO\r\nUID:{n}\r\n"
            f"DTSTAMP:20200101T000000Z\r\nSUMMARY:{task.title}\r\nDUE;VALUE=DATE:{due}\r\nSTATUS:{state}\r\n"
            "END:VTODO\r\nEND:VCALENDAR\r\n",
            encoding="utf-8",
        )
    config = folder / "todoman.py"
    config.write_text(
        f'path = "{folder}/todo/*"\ndate_format = "%Y-%m-%d"\ntime_format = ""\n'
        f'default_list = "findings"\ncache_path = "{folder}/todo.cache"\n'
    )
    base = ["todo", "--config", str(config)]
    load = once([*base, "list"])
    return (
        _median(once, [*base, "list", "--due", "0"]),
        _median(once, [*base, "edit", "1", "--due", "2026-11-30"]),
        load,
    )


PEERS: dict[str, Callable[[Once, Path, Sequence[Task]], Told]] = {
    "task": taskwarrior, "hledger": hledger, "todo": todoman,
}  # fmt: skip
TARGETS = {"task": (10, 15), "hledger": (25, 40), "todo": (10, 0)}
"""How many times faster hmic should be at 100,000: overdue, one note."""


def table(sizes: Sequence[Any], once: Once, hmic: str) -> str:
    """The peers as a Markdown table; those that are not installed are named."""
    lines = [
        "## Peers\n",
        "| peer | findings | overdue, ms | × hmic | at least | one note, ms | × hmic | at least | take in, ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for at in sizes:
        lines += _rows(at, once, hmic)
    missing = [name for name in PEERS if shutil.which(name) is None]
    if missing:
        lines.append(f"\nNot installed, and so not run: {', '.join(missing)}.")
    return "\n".join(lines) + "\n"


def _rows(at: Any, once: Once, hmic: str) -> Iterator[str]:
    db = ["--db", str(at.db)]
    found = tasks(at.db)
    overdue = statistics.median(once([hmic, "overdue", *db]) for _ in range(7))
    one = next(task.id for task in found if task.open)
    note = statistics.median(once([hmic, "progress", one, "--note", "A note", *db]) for _ in range(7))
    yield f"| **hmic** | {at.size:,} | {overdue:,.0f} | | | {note:,.0f} | | | |"
    for name, run in PEERS.items():
        if shutil.which(name) is None:
            continue
        folder = at.folder / "peer"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        theirs, their_note, load = run(once, folder, found)
        shutil.rmtree(folder)
        least = TARGETS[name] if at.size == BIG else ("", "")
        yield (
            f"| {name} | {at.size:,} | {theirs:,.0f} | {theirs / overdue:.1f} | {least[0]} | {their_note:,.0f} "
            f"| {their_note / note:.1f} | {least[1] or ''} | {load:,.0f} |"
        )
