"""Every output asked for one force and day, and each number in it compared with the reference."""

from __future__ import annotations

import csv
import datetime as dt
import email
import email.policy
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import openpyxl
from lxml import etree

from hmic.model import Kind, PartialDate, Status, Verdict
from tests.conftest import Talk
from tests.counts.made import Case
from tests.counts.reference import Numbers, State, numbers, then_numbers, threads

Dated = tuple[int, int, int, int]
FEW = 4
"""How many findings the paper's first page names as overdue."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STEPS = ("open_then", "new", "closed", "reopened", "withdrawn_open", "open_now")


class Asked:
    """Some forces on one day, and what the program says of them."""

    def __init__(self, talk: Talk, cases: list[Case], day: dt.date, since: dt.date, *, dated: bool) -> None:
        """One of several forces, or all; with `dated` the day is given as --as-at, else it is today."""
        self.talk, self.cases, self.day, self.since = talk, cases, day, since
        self.force = ("--force", cases[0].force) if len(cases) == 1 else ()
        self.options = (*self.force, *(("--as-at", day.isoformat()) if dated else ()))
        self.now = numbers(cases, day, seen=None if dated else dt.date.max)
        self.then = then_numbers(cases, since)

    def text(self, *args: str, terminal: bool = False) -> str:
        """What a command prints."""
        return self.talk(*args, *self.options, terminal=terminal, width=250).ok().out

    def responses(self, days: int = 90) -> tuple[int, int]:
        """How many responses to reports are overdue, and how many fall due within so many days."""
        rows = self.json("overdue", "--within", f"{days}d")["rows"]
        late = [row["days_overdue"] > 0 for row in rows if row["kind"] == "response"]
        return sum(late), len(late) - sum(late)

    def words(self, *args: str) -> str:
        """What it prints on a terminal, on one line."""
        return plain(self.text(*args, terminal=True))

    def json(self, *args: str) -> dict[str, Any]:
        """What it says as JSON."""
        found: dict[str, Any] = json.loads(self.text(*args, "-f", "json"))
        return found


def plain(text: str) -> str:
    """Words on one line, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.rsplit("</style>", maxsplit=1)[-1]).split())


def counted(number: int, thing: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def dated(what: Dated, state: str, nothing: str, responses: int = 0) -> str:
    """How a count of deadlines and of responses to reports reads."""
    findings, deadlines, observations, theirs = what
    said = []
    if findings:
        said.append(f"{counted(findings, 'finding')} {state} ({counted(deadlines, 'deadline')})")
    if observations:
        plus = "plus " if findings else ""
        said.append(f"{plus}{counted(observations, 'observation')} {state} ({counted(theirs, 'deadline')})")
    if responses:
        whose = "response to a report" if responses == 1 else "responses to reports"
        said.append(f"{responses} {whose} {state}")
    return ", ".join(said) or nothing


def without(what: tuple[int, int], thing: str) -> str | None:
    """How a count of what lacks something reads."""
    findings, observations = what
    if findings:
        has = "has" if findings == 1 else "have"
        plus = f", plus {counted(observations, 'observation')}" if observations else ""
        return f"{findings} open {'finding' if findings == 1 else 'findings'} {has} {thing}{plus}"
    if observations:
        one = observations == 1
        return f"{observations} open observation{'' if one else 's'} {'has' if one else 'have'} {thing}"
    return None


def undated(what: tuple[int, int]) -> str | None:
    """How a count of what has no date reads."""
    return without(what, "no deadline or target")


def sums(moved: dict[str, list[str]]) -> str:
    """The sum of a reconciliation."""
    then, new, closed, back, gone, now = (len(moved[step]) for step in STEPS)
    assert then + new - closed + back - gone == now
    return f"{then} open then + {new} new - {closed} closed + {back} reopened{f' - {gone} withdrawn' if gone else ''} = {now} open now"


def upper(text: str) -> str:
    """With a capital letter."""
    return text[0].upper() + text[1:]


def overdue(asked: Asked) -> None:
    now, (rows, totals) = asked.now, _parts(asked.json("overdue", "--within", "90d"))
    deadlines = [row for row in rows if row["kind"] != "response"]
    late = {
        (row["finding"], row["deadline"], row["days_overdue"])
        for row in deadlines
        if row["days_overdue"] > 0
    }
    assert late == {(s.id, n, days) for s in now.found.values() for n, days in s.late.items()}
    last = now.day + dt.timedelta(days=90)
    soon = {(row["finding"], row["deadline"], row["due"]) for row in deadlines if row["days_overdue"] <= 0}
    assert soon == {
        (s.id, n, due.isoformat()) for s in now.found.values() for n, due in s.soon.items() if due <= last
    }
    for row in deadlines:
        state = now.found[row["finding"]]
        date = state.dates.get(row["deadline"])
        if date is not None:
            assert row["missed"] == (date.missed.isoformat() if date.missed else None)
            assert row["exact"] is date.exact
            assert row["times_extended"] == date.moved
            assert (row["why_moved"] is None) == (date.moved == 0), row
            assert row["original_due"] == (date.first.isoformat() if date.first else None)
        assert row["last_update"] == (state.updated.isoformat() if state.updated else None)
        assert (row["owner"], row["reopened_by"]) == (state.owner, state.reopened_by)
    _dated_totals(
        totals, "", now.overdue(), names=("findings", "deadlines", "observations", "observation_deadlines")
    )
    _lacking(totals, now, asked)
    assert (totals["due_soon"], totals["due_soon_deadlines"], totals["due_soon_observations"],
            totals["due_soon_observation_deadlines"]) == now.soon(90)  # fmt: skip
    running = [row for row in rows if row["kind"] == "response"]
    assert totals["responses"] == len(running)
    answers = sum(row["days_overdue"] > 0 for row in running)
    assert totals["responses_overdue"] == answers
    said = asked.words("overdue")
    assert answers == asked.responses()[0]
    sentence = dated(now.overdue(), "overdue", "nothing is overdue", answers)
    for by in ("force", "theme"):
        grouped, every = _parts(asked.json("overdue", "--by", by))
        assert every["responses"] == answers
        assert by == "theme" or sum(row["responses"] for row in grouped) == answers
    attention = asked.talk("overdue", "--by", "force", "--exit-code", *asked.options).code
    assert attention == bool(any(now.overdue()) or answers)
    assert f"{upper(sentence)}. " in f"{said} "
    if lacks := undated(now.undated()):
        assert lacks in said
    listed = asked.text("overdue", "--within", "90d", "-f", "ics").replace("\r\n ", "")
    uids = re.findall(r"UID:(\S+)@hmic", listed)
    assert sorted(uids) == sorted(
        [
            f"{row['finding']}.{'response.' if row['kind'] == 'response' else ''}{row['deadline']}"
            for row in rows
        ]
    )
    lines = asked.text("overdue").splitlines()
    assert len(lines) == sum(len(s.late) for s in now.found.values()) + answers
    book = list(csv.DictReader(io.StringIO(asked.text("overdue", "-f", "csv"))))
    assert sum(int(row["days_overdue"]) for row in book if row["kind"] != "response") == sum(
        days for s in now.found.values() for days in s.late.values()
    )


def _parts(document: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    return document["rows"], document["totals"]


def _dated_totals(totals: dict[str, Any], before: str, what: Dated, *, names: tuple[str, ...]) -> None:
    assert tuple(totals[before + name] for name in names) == what


def _lacking(totals: dict[str, Any], now: Numbers, asked: Asked) -> None:
    assert (totals["overdue"], totals["overdue_deadlines"], totals["overdue_observations"],
            totals["overdue_observation_deadlines"]) == now.overdue()  # fmt: skip
    assert totals["responses_overdue"] == asked.responses()[0]
    assert (totals["needs_target"], totals["observations_needing_target"]) == now.undated()


def _register(totals: dict[str, Any], now: Numbers) -> None:
    found = tuple(totals[name] for name in ("findings", "observations", "open", "open_observations"))
    assert found == now.all_and_open()


def _moved(totals: dict[str, Any], asked: Asked) -> None:
    for part, formal in ((totals, True), (totals["observations_since"], False)):
        for step, items in asked.now.moved(asked.then, formal=formal).items():
            assert part[step] == len(items), step
            assert part[f"{step}_items"] == items, step


def summary(asked: Asked) -> None:
    now = asked.now
    rows, totals = _parts(asked.json("summary", "--since", asked.since.isoformat()))
    _register(totals, now)
    _lacking(totals, now, asked)
    _moved(totals, asked)
    assert (totals["reopened_by_report"], totals["observations_reopened_by_report"]) == now.reopened()
    for row in rows:
        mine = [s for s in now.found.values() if s.kind.value == row["kind"]]
        assert row["total"] == len(mine)
        assert row["open_now"] == sum(s.open for s in mine)
        for status in Status:
            assert row[status.value.replace(" ", "_")] == sum(s.status is status for s in mine)
    said = asked.words("summary", "--since", asked.since.isoformat())
    findings, observations, open_f, open_o = now.all_and_open()
    assert (
        f"{counted(findings, 'finding')}, {open_f} open, plus {counted(observations, 'observation')}, {open_o} open."
        in said
    )
    assert f"{upper(dated(now.overdue(), 'overdue', 'nothing is overdue', asked.responses()[0]))}." in said
    if lacks := undated(now.undated()):
        assert f"{lacks}." in said
    for label, formal in (("Findings", True), ("Observations", False)):
        assert f"{label}: {sums(now.moved(asked.then, formal=formal))}" in said
    for kind in Kind:
        mine = [s for s in now.found.values() if s.kind is kind]
        if mine:
            line = re.search(rf"{kind.words} ([\d -]+)", said)
            assert line is not None
            numbers_said = [0 if cell == "-" else int(cell) for cell in line[1].split()]
            used = [s for s in Status if any(one.status is s for one in now.found.values())]
            expected = [sum(one.status is s for one in mine) for s in used]
            assert numbers_said == [*expected, len(mine), sum(one.open for one in mine)]


def listing(asked: Asked) -> None:
    now = asked.now
    rows, totals = _parts(asked.json("list"))
    assert {row["finding"]: row["status"] for row in rows} == {
        s.id: s.status.value for s in now.found.values()
    }
    _register(totals, now)
    for name, formal in (("by_status", True), ("observations_by_status", False)):
        mine = [s.status.value for s in now.of(formal=formal)]
        assert totals[name] == {status: mine.count(status) for status in mine}
    late, found = _parts(asked.json("list", "--overdue"))
    assert {row["finding"] for row in late} == {s.id for s in now.found.values() if s.late}
    assert (found["findings"], found["observations"]) == now.overdue()[::2]
    lacks = asked.json("overdue", "--needs-target")["totals"]
    assert (lacks["findings"], lacks["observations"]) == now.undated()
    opened = asked.text("list", "--open").splitlines()
    assert len(opened) == sum(s.open for s in now.found.values())


def board(asked: Asked) -> None:
    now, since = asked.now, ("--since", asked.since.isoformat())
    rows, totals = _parts(asked.json("export", "board", *since))
    _register(totals, now)
    _lacking(totals, now, asked)
    _moved(totals, asked)
    assert Counted(totals) == now.ratings()
    assert (totals["reopened_by_report"], totals["observations_reopened_by_report"]) == now.reopened()
    for row in rows:
        state = now.found[row["reference"]]
        assert row["rating"] == state.rating(now.day), state
        if state.late:
            assert row["days_late"] == max(state.late.values())
        assert (row["status"], row["status_since"], row["status_since_exact"]) == (
            state.status.value, state.since.isoformat(), state.since_exact,
        )  # fmt: skip
        assert row["reopened_by"] == state.reopened_by
        assert row["times_moved"] == sum(d.moved for d in state.dates.values())
        assert len((row["why_moved"] or "").splitlines()) == row["times_moved"], row
    said = asked.words("export", "board", "-f", "table", "--all", *since)
    ratings = ", ".join(
        f"{now.ratings()[word]} {word.lower()}" for word in ("Red", "Amber", "Green", "Blue", "Grey")
    )
    findings, observations, _, _ = now.all_and_open()
    assert (
        f"{counted(findings, 'finding')}: {ratings}; plus {counted(observations, 'observation')}." in said
    )
    assert f"{upper(dated(now.overdue(), 'overdue', 'nothing is overdue', asked.responses()[0]))}." in said
    for label, formal in (("findings", True), ("observations", False)):
        assert f"{label}: {sums(now.moved(asked.then, formal=formal))}" in said
    table = asked.text("export", "board", "-f", "csv", "--no-bom", *since)
    colours = [row["rating"] for row in csv.DictReader(io.StringIO(table, newline=""))]
    assert sorted(colours) == sorted(s.rating(now.day) for s in now.found.values())
    assert asked.text("export", "board", "-f", "md", *since).count("\n| ") == len(now.found) + 1


def Counted(totals: dict[str, Any]) -> dict[str, int]:  # noqa: N802 - reads as what it compares with
    """The ratings of some totals, without those of which there is none."""
    words = ("Red", "Amber", "Green", "Blue", "Grey")
    return {word: totals[word.lower()] for word in words if totals[word.lower()]}


def workbook(asked: Asked) -> None:
    now = asked.now
    path = asked.talk.folder / "board.xlsx"
    asked.text("export", "board", "--since", asked.since.isoformat(), "-o", str(path))
    first, table, to_print = openpyxl.load_workbook(path).worksheets
    told = {
        str(row[0].value): [cell.value for cell in row[1:]] for row in first.iter_rows() if row[0].value
    }
    for label, formal in (("findings", True), ("observations", False)):
        moved = now.moved(asked.then, formal=formal)
        numbers = [len(moved[step]) for step in STEPS]
        shorter = [*numbers[:4], numbers[5]]  # where nothing of either was withdrawn
        assert told[label] in (numbers, *([] if numbers[4] else [shorter])), label
    for name, number in zip(
        ("overdue", "overdue deadlines", "overdue observations"), now.overdue(), strict=False
    ):
        assert told[name][0] == number
    for word in ("Red", "Amber", "Green", "Blue", "Grey"):
        assert told[word][0] == now.ratings()[word]
    heads = [cell.value for cell in table[1]]
    at = heads.index("rating")
    colours = [row[at] for row in table.iter_rows(min_row=2, values_only=True)]
    assert sorted(map(str, colours)) == sorted(s.rating(now.day) for s in now.found.values())
    few = list(to_print.iter_rows(min_row=2, values_only=True))
    for row in few:
        state = now.found[str(row[0])]
        assert (row[4], row[5]) == (state.status.value, state.rating(now.day))
        assert not state.late or row[7] == max(state.late.values())
    assert len(few) == len(now.found)


def paper(asked: Asked) -> None:
    now, folder = asked.now, asked.talk.folder / "papers"
    asked.text("board", "--since", asked.since.isoformat(), "-o", str(folder))
    page = (folder / "paper.html").read_text("utf-8")
    told = plain(page)
    moved = {formal: now.moved(asked.then, formal=formal) for formal in (True, False)}
    steps = [len(moved[True][step]) for step in STEPS]
    change = steps[-1] - steps[0]
    trend = f"{abs(change)} {'more' if change > 0 else 'fewer'} than on" if change else "no change since"
    verb = "finding is" if steps[-1] == 1 else "findings are"
    assert f"{steps[-1]} {verb} open, {trend} " in told
    gone = f", {steps[4]} withdrawn" if steps[4] else ""
    assert f": {steps[1]} new, {steps[2]} closed, {steps[3]} reopened{gone}." in told
    answers, coming = asked.responses()
    said = dated(now.overdue(), "overdue", "nothing is overdue", answers)
    assert told.count(f"{upper(said)}.") == 2
    assert f"{undated(now.undated()) or 'Every open finding has a deadline or target'}." in told
    for label, formal in (("Findings", True), ("Observations", False)):
        assert f"{label} {_row(moved, formal=formal)} " in told
    for label, step in (("New", "new"), ("Closed", "closed"), ("Reopened", "reopened")):
        ours, others = len(moved[True][step]), len(moved[False][step])
        plus = f"{', plus ' if ours else ''}{counted(others, 'observation')}" if others else ""
        head = counted(ours, "finding") if ours or not others else ""
        found = re.search(rf"<h3>{label}: {re.escape(head + plus)}</h3>\s*(<ul>.*?</ul>)?", page, re.DOTALL)
        assert found is not None, (label, head + plus)
        assert (found[1] or "").count("<li>") == ours + others
    for word in ("Red", "Amber", "Green", "Blue", "Grey"):
        assert f"{word} {now.ratings()[word]} " in told
    assert upper(dated(now.soon(90), "due within 90 days", "nothing due within 90 days", coming)) in told
    _chart(page, now)
    late = re.search(r"<h2>What is overdue, and why</h2>(.*?)<h[23]", page, re.DOTALL)
    assert late is not None
    days = [
        int(number.replace(",", "")) for number in re.findall(r'data-head="Days overdue">([\d,]+)', late[1])
    ]
    assert sorted(days) == sorted(n for s in now.found.values() for n in s.late.values())
    table = (folder / "board.csv").read_text("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(table, newline="")))) == len(now.found)
    opened = page.partition("<h2>Every open finding</h2>")[2]
    assert opened.count("<tr><td>") == steps[-1]
    assert upper(f"{counted(steps[-1], 'finding')} in the order of the reports") in told
    bare = [s for s in now.of(formal=True) if s.open and s.undated and not (s.owner or s.updated or s.late)]
    bare = [s for s in bare if s.status is Status.OPEN]
    assert opened.partition("<h2>Annex")[2].count("<tr><td>") == len(bare)
    _better(asked, page, told)
    if len(asked.cases) == 1:
        _public(asked, folder.with_name("papers-public"), said, moved)


def _better(asked: Asked, page: str, told: str) -> None:
    """What left Red and is open: each once in a list, and how many did because a date was moved."""
    then, now = asked.then.found, asked.now.found
    left = {name for name, s in now.items() if s.open and not s.late and name in then and then[name].late}
    lists = re.findall(r"No longer overdue[^<]*</h\d>\s*<ul>(.*?)</ul>", page, re.DOTALL)
    named = re.findall(r'<span class="soft">\(([^,:)]+)', lists[-1]) if lists else []
    assert sorted(named) == sorted(left)
    put_off = {
        name for name in left if now[name].status is not Status.COMPLETE and _put_off(then[name], now[name])
    }
    for line in re.findall(r"<li>.*?</li>", lists[-1], re.DOTALL) if lists else []:
        (name,) = re.findall(r'<span class="soft">\(([^,:)]+)', line)
        assert (" moved to " in line) is (name in put_off), line
    formal = sum(now[name].formal for name in put_off)
    verb = "finding is" if formal == 1 else "findings are"
    said = f"{formal} {verb} no longer overdue because a date was moved."
    assert (said in told) if formal else ("because a date was moved" not in told)


def _put_off(then: State, now: State) -> bool:
    """Whether a deadline that was overdue has another date now, and is not met."""
    pairs = [(then.dates[number], now.dates[number]) for number in then.late if number]
    return any(
        b.met is None and b.due != a.due and not (a.times and a.earliest() in b.done) for a, b in pairs
    )


def _row(moved: Mapping[bool, Mapping[str, Any]], *, formal: bool) -> str:
    """The numbers of the paper's sum; what was withdrawn has a column where there is any."""
    any_gone = any(of["withdrawn_open"] for of in moved.values())
    return " ".join(str(len(moved[formal][step])) for step in STEPS if any_gone or step != "withdrawn_open")


def _public(asked: Asked, folder: Path, overdue: str, moved: Mapping[bool, Mapping[str, Any]]) -> None:
    """What is published counts the same."""
    asked.text("board", "--since", asked.since.isoformat(), "--public", "-o", str(folder))
    told = plain((folder / "paper.html").read_text("utf-8"))
    assert told.count(f"{upper(overdue)}.") == 2
    assert "review of what is on hold" not in (folder / "deadlines.ics").read_text("utf-8")
    passed = any(0 in s.late for s in asked.now.found.values())
    assert passed or "review of what is on hold" not in told
    for label, formal in (("Findings", True), ("Observations", False)):
        assert f"{label} {_row(moved, formal=formal)} " in told


def _first_page(now: Numbers, page: str, told: str) -> None:
    """What is overdue on the first page: each finding once, a few of them."""
    (table,) = re.findall(r"<h2>Overdue</h2>(.*?)<h2>", page, re.DOTALL)
    pressing = [s for s in now.found.values() if s.late]
    assert table.count("<tr><td>") == min(len(pressing), FEW)
    for name, days in re.findall(r'"id">([^<,]+).*?([\d,]+) days? overdue', table):
        assert int(days.replace(",", "")) == max(now.found[name].late.values())
    if len(pressing) > FEW:
        assert f" {len(pressing) - FEW} more: see “What is overdue, and why”." in told
    ages = bars_of(page)[0]
    assert sum(ages) == sum(s.open for s in now.of(formal=True))


def _in_word(path: Path, page: str) -> None:
    """The document says what the page says: the same text in every cell of every table, the same charts."""
    with zipfile.ZipFile(path) as file:
        body = etree.fromstring(file.read("word/document.xml"))
        charts = [file.read(name).decode() for name in sorted(file.namelist()) if "/charts/chart" in name]
    cells = ["".join(cell.itertext()) for cell in body.iter(f"{WORD}tc")]
    page_cells = re.findall(r"<(t[dh]|dt|dd)(?: [^>]*)?>(.*?)</\1>", page, re.DOTALL)
    assert [squeezed(cell) for cell in cells] == [
        squeezed(html.unescape(plain(cell))) for _, cell in page_cells
    ]
    bars = [
        re.findall(r"<c:v>(\d+)</c:v>", one.partition("<c:val>")[2]) for one in charts if "barChart" in one
    ]
    assert [[int(n) for n in one] for one in bars] == bars_of(page)


def squeezed(text: str) -> str:
    """A text without its space, which each format sets in its own way."""
    return re.sub(r"[\s\N{WORD JOINER}]", "", text)


def bars_of(page: str) -> list[list[int]]:
    """The numbers of each chart of bars, as they are read out."""
    drawn = re.findall(r'aria-label="Open findings by [^.]*\. ([^"]*)"', page)
    return [[int(n) for n in re.findall(r" (\d+)(?=,|$)", labels)] for labels in drawn]


def site(asked: Asked) -> None:
    """The pages: the figures of the overview, and each row of the table of findings."""
    now, folder = asked.now, asked.talk.folder / "site"
    asked.text("site", "-o", str(folder))
    page = (folder / "index.html").read_text("utf-8")
    told = plain(page)
    _, _, opened, open_observations = now.all_and_open()
    overdue, soon = now.overdue(), now.soon(90)
    unowned = [s.formal for s in now.found.values() if s.open and s.owner is None]
    cards = {
        "findings overdue": (overdue[0], overdue[2]),
        "due in the next 90 days": (soon[0], soon[2]),
        "open with no owner": (sum(unowned), len(unowned) - sum(unowned)),
        "open with no deadline or target": now.undated(),
        "open": (opened, open_observations),
    }
    table = _site_table(asked, (folder / "findings.html").read_text("utf-8"))
    for words, (ours, others) in cards.items():
        deadlines = f" {counted(overdue[1], 'deadline')}" if "overdue" in words and overdue[1] else ""
        beside = f" plus {counted(others, 'observation')}" if others else ""
        assert f" {ours:,} {words}{deadlines}{beside} " in told, (words, ours, others)
    for number, to in re.findall(r'<b>([\d,]+)</b><a href="findings\.html#([^"]*)"', page):
        assert int(number.replace(",", "")) == _listed(table, to), to
    for to, number in re.findall(r'<a href="findings\.html#([^"]*)">plus ([\d,]+) observation', page):
        assert int(number.replace(",", "")) == _listed(table, to), to
    for to, number in re.findall(r'href="findings\.html#([^"]*)">[^<]*</a></th>.*?</i>([\d,]+)<', page):
        assert int(number.replace(",", "")) == _listed(table, to), to
    last = asked.day if "--as-at" in asked.options else dt.date.max
    still = {s.id: s.open for s in now.found.values()}
    found = [one for case in asked.cases for one in threads(case, last, still)]
    back = sum(raised > 1 and is_open for _, _, raised, is_open in found)
    assert f" {back:,} open threads raised again " in told
    for word in ("Red", "Amber", "Green", "Blue", "Grey"):
        assert f" {word} {now.ratings()[word]} " in told
    for word, number in now.amber().items():
        assert f" {word} {number} " in told
    charts = re.findall(r"<caption>(Open findings by [^<]*)</caption>(.*?)</table>", page, re.DOTALL)
    sums = [sum(int(n.replace(",", "")) for n in re.findall(r"</i>([\d,]+)<", rows)) for _, rows in charts]
    assert sums == [opened, opened]
    _since_inspection(asked, told, page)
    _site_overdue(asked, page)
    _site_threads(asked, found, folder)
    _site_owners(now, (folder / "owners.html").read_text("utf-8"))
    _site_groups(asked, folder, table)
    assert {path.stem for path in (folder / "finding").glob("*.html")} == now.found.keys()


def _site_groups(asked: Asked, folder: Path, table: list[dict[str, str]]) -> None:
    """Forces and themes: each row is what its list holds and what `summary --by` says, the last one is all."""
    place = folder / "groups.html"
    assert place.exists() is (len(asked.cases) > 1)
    if not place.exists():
        return
    overdue, undated = asked.now.overdue()[0], asked.now.undated()[0]
    findings, _, opened, observations = asked.now.all_and_open()
    heads = ("Findings", "Open", "Overdue", "Without a date", "Open observations")
    parts = re.findall(r"<table.*?</table>", place.read_text("utf-8"), re.DOTALL)
    for by, part in zip(("force", "theme"), parts, strict=True):
        found: dict[str, list[int]] = {}
        for row in re.findall(r"<tr[^>]*><th scope=\"row\">.*?</tr>", part):
            name = re.match(r'.*?<th scope="row">(?:<a href="([^"]*)">)?(.*?)<', row)
            assert name is not None
            cells = dict(re.findall(r'data-head="([^"]*)">([\d,]+)', row))
            found[html.unescape(name[2])] = [int(cells[head].replace(",", "")) for head in heads]
            to = name[1] or ""
            lists = ("kind=finding", "kind=finding&state=open", "kind=finding&overdue=1",
                     "kind=finding&dated=no", "kind=observation&state=open")  # fmt: skip
            if "#" in to:
                query = to.split("#")[1]
                numbers_of = [_listed(table, f"{query}&{one}") for one in lists]
                assert found[html.unescape(name[2])] == numbers_of, name[2]
        assert found.pop("All") == [findings, opened, overdue, undated, observations]
        said = asked.json("summary", "--by", by)["rows"]
        names = ("findings", "open", "overdue", "needs_target", "observations_open")
        assert found == {row["group"]: [row[one] for one in names] for row in said}
        if by == "force":
            assert [sum(each) for each in zip(*found.values(), strict=True)] == [
                findings, opened, overdue, undated, observations,
            ]  # fmt: skip


def _listed(rows: list[dict[str, str]], query: str) -> int:
    """How many rows of the table of findings a filter in the address leaves."""
    wanted = dict(parse_qsl(html.unescape(query)))
    return sum(all(value in row[name].split("|") for name, value in wanted.items()) for row in rows)


def _site_overdue(asked: Asked, page: str) -> None:
    """The overview's table of what is overdue: each date that has passed, of the first fifteen."""
    late = sorted((max(s.late.values()), s.id, len(s.late)) for s in asked.now.found.values() if s.late)
    shown = re.search(r"<h2>Overdue</h2>(.*?)</table>", page, re.DOTALL)
    assert (shown is not None) == bool(late)
    if shown is None:
        return
    rows = [
        (name, re.findall(r"<b class=\"red tone\">([\d,]+) days? overdue", row))
        for name, row in re.findall(
            r'<tr><td><a href="finding/([^"]+)\.html"(.*?)</tr>', shown[1], re.DOTALL
        )
    ]
    assert len(rows) == min(15, len(late))
    for name, days in rows:
        told = sorted(int(number.replace(",", "")) for number in days)
        assert told == sorted(asked.now.found[name].late.values()), name
    ahead = re.search(r"<h2>Due in the next 90 days</h2>(.*?)</table>", page, re.DOTALL)
    now = asked.now
    soon = {s.id: sorted((d - now.day).days for d in s.soon.values() if (d - now.day).days <= 90)
            for s in now.found.values()}  # fmt: skip
    expected = {name: days for name, days in soon.items() if days}
    assert (ahead is not None) == bool(expected)
    for name, row in re.findall(
        r'<tr><td><a href="finding/([^"]+)\.html"(.*?)</tr>', ahead[1] if ahead else "", re.DOTALL
    ):
        days = [int(number or 0) for number in re.findall(r'<b class="">(?:in (\d+) days?|today)</b>', row)]
        assert sorted(days) == expected[name], name


def _site_owners(now: Numbers, page: str) -> None:
    """The open findings and observations of each owner, and of none."""
    rows = re.findall(r"<tr><td><a [^>]*>([^<]*)</a></td>((?:<td.*?</td>)*)</tr>", page)
    told = {name: [int(n) for n in re.findall(r">(\d+)<", cells)] for name, cells in rows}
    expected: dict[str, list[int]] = {}
    for one in now.found.values():
        if one.open:
            numbers_of = expected.setdefault(one.owner or "No owner", [0, 0, 0, 0])
            numbers_of[0 if one.formal else 1] += 1
            soon = any((due - now.day).days <= 90 for due in one.soon.values())
            numbers_of[2] += one.formal and bool(one.late)
            numbers_of[3] += one.formal and soon
    assert told == expected
    assert "No owner" not in told or rows[0][0] == "No owner"


def _site_threads(asked: Asked, found: list[tuple[set[str], int, int, bool]], folder: Path) -> None:
    """The threads by what became of them, and on each finding's page whether its thread agrees with it."""
    picture = (folder / "threads.html").read_text("utf-8")
    for name, number in {
        "came-back": sum(raised > 1 and still for _, _, raised, still in found),
        "closed": sum(raised > 1 and not still for _, _, raised, still in found),
        "once": sum(raised == 1 and reports > 1 for _, reports, raised, _ in found),
    }.items():
        part = re.search(rf'<h2 id="{name}">[^<]*: ([\d,]+) threads?</h2>(.*?)</table>', picture, re.DOTALL)
        assert (part is not None) == bool(number), name
        if part is not None:
            assert (int(part[1].replace(",", "")), part[2].count('<th scope="row">')) == (number, number), (
                name
            )
    assert f"{counted(sum(reports == 1 for _, reports, _, _ in found), 'thread')} " in plain(picture)
    for group, reports, _, is_open in found:
        own = [asked.now.found[name].formal for name in group if asked.now.found[name].open]
        if reports > 1 and not is_open and own:
            assert f"; still open in it: {_both(own)} " in plain(picture)
    state = {name: still for group, _, _, still in found for name in group}
    for one in asked.now.found.values():
        told = plain((folder / "finding" / f"{one.id}.html").read_text("utf-8"))
        differs = one.id in state and state[one.id] != one.open
        assert ("but its thread is" in told) is differs, one.id
        assert (f"its thread is {'closed' if one.open else 'open'}" in told) is differs, one.id


def _both(formal: list[bool]) -> str:
    """So many findings, and so many observations, in words."""
    ours, others = sum(formal), len(formal) - sum(formal)
    plus = f"{', plus ' if ours else ''}{counted(others, 'observation')}" if others else ""
    return (counted(ours, "finding") if ours else "") + plus


def _since_inspection(asked: Asked, told: str, page: str) -> None:
    """What is said of the time since the last inspection of one force."""
    named = re.search(
        r'<h2>The last inspection, and since</h2>\s*<p><a href="inspection/([^"]+)\.html"', page
    )
    if len(asked.cases) != 1:
        assert named is None
    if named is None:
        return
    (report,) = (r for r in asked.cases[0].now.reports if r.id == named[1])
    then = then_numbers(asked.cases, PartialDate.parse(report.published).last)
    said = sums(asked.now.moved(then, formal=True)).replace("-", "−")
    assert f"itself: {said}." in told
    kinds = {f.id: f.kind is not Kind.OBSERVATION for _, f, _ in asked.cases[0].findings()}
    again = [kinds[f.id] for r, f, _ in asked.cases[0].findings()
             if r.id == report.id and any(e in asked.now.found for e in f.follows)]  # fmt: skip
    assert (f"Of these {_both(again)} raised an earlier one again." in told) is bool(again)
    heard_of = told.partition("Of what earlier reports raised it said:")[2].partition("Findings, counted")[
        0
    ]
    for verdict in Verdict:
        heard = [kinds[f.finding] for f in report.follow_ups if f.verdict is verdict]
        assert (f" {verdict.value}: {_both(heard)}" in heard_of) is bool(heard), verdict


def _site_table(asked: Asked, table: str) -> list[dict[str, str]]:
    """The table of findings: how many, and of each its dates and rating; the values its filters go by."""
    findings, observations, _, _ = asked.now.all_and_open()
    assert f"Showing {counted(findings, 'finding')} and {counted(observations, 'observation')}." in table
    rows = re.findall(r"<tr data-kind.*?</tr>", table, re.DOTALL)
    assert len(rows) == findings + observations
    for row in rows:
        name = re.search(r'href="finding/([^"]+)\.html"', row)
        assert name is not None
        state = asked.now.found[name[1]]
        late = re.search(r"<b>([\d,]+) days? overdue</b>", row)
        assert (int(late[1].replace(",", "")) if late else 0) == max(state.late.values(), default=0)
        assert f">{state.rating(asked.now.day)}</span>" in row
        due = re.search(r'data-head="Due">(.*?)</td>', row)
        assert due is not None
        assert due[1], "a row without a date says why"
        assert ("no deadline or target" in due[1]) is state.undated
        assert ("no longer due" in due[1]) is not state.open
    return [dict(re.findall(r' data-(\w+)="([^"]*)"', row)) for row in rows]


def _chart(page: str, now: Numbers) -> None:
    """The bars of what is due when: each open finding once."""
    chart = re.search(r'aria-label="Open findings by when they are due\. ([^"]*)"', page)
    assert chart is not None
    bars = {label: int(number) for label, number in re.findall(r"(?:^|, )(.+?) (\d+)(?=, |$)", chart[1])}
    opened = [s for s in now.of(formal=True) if s.open]
    assert sum(bars.values()) == len(opened)
    assert bars["overdue"] == now.overdue()[0]
    assert bars["no deadline or target"] == sum(s.undated and not s.late for s in opened)
    assert bars["complete"] == sum(s.status is Status.COMPLETE for s in opened)
    near = [s for s in opened if s.soon and not s.late and not s.undated and s.status is not Status.ON_HOLD]
    spans = [(min(s.soon.values()) - now.day).days for s in near]
    assert bars["within 30 days"] == sum(n <= 30 for n in spans)
    assert bars["in 31 to 90 days"] == sum(30 < n <= 90 for n in spans)


def changes(asked: Asked) -> None:
    last = asked.day if "--as-at" in asked.options else dt.date.max
    opened = {s.id: s.open for s in asked.now.found.values()}
    found = [one for case in asked.cases for one in threads(case, last, opened)]
    rows, totals = _parts(asked.json("changes"))
    several = sum(reports > 1 for _, reports, _, _ in found)
    expected = {
        "threads": len(found), "open": sum(o for *_, o in found), "in_several_reports": several,
        "raised_again": sum(raised > 1 for _, _, raised, _ in found), "mentioned_once": len(found) - several,
    }  # fmt: skip
    assert {name: totals[name] for name in expected} == expected
    assert len(rows) == len(found)
    said = asked.words("changes")
    assert (
        f"{counted(len(found), 'thread')}, {expected['open']} open: {several} in more than one report"
        in said
    )
    assert f"({expected['raised_again']} raised again), {len(found) - several} in one report only." in said
    if asked.force:
        lines = asked.text("changes", terminal=True).splitlines()
        assert sum(re.match(r"T\d+ ", line) is not None for line in lines) == several
    lines = asked.text("changes", "-f", "md").splitlines()
    assert sum(re.match(r"\| T\d+ ", line) is not None for line in lines) == several
    page = asked.text("changes", "-f", "html")
    assert page.count('<section class="story">') == several
    assert (
        f"{counted(len(found), 'thread')}, {expected['open']} still open: {several} in more than one report "
        f"({expected['raised_again']} raised again), {len(found) - several} in one report only."
    ) in plain(page)


def mail(asked: Asked) -> None:
    """The mail speaks of the day on which it is made."""
    now, folder = asked.now, asked.talk.folder / "mails"
    for old in folder.glob("*.eml"):
        old.unlink()
    asked.talk("mail", "overdue", "--all", "--due-within", "30d", *asked.force, "-o", str(folder)).ok()
    (path,) = folder.glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    answers, coming = asked.responses(30)
    said = dated(now.overdue(), "overdue", "nothing is overdue", answers)
    soon = dated(now.soon(30), "due within 30 days", "nothing due within 30 days", coming)
    subject = " ".join(str(message["Subject"]).split())
    assert subject.startswith(upper(said))
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = plain(str(body.get_content()).split("<body")[-1])
        assert f"{upper(said)}; {soon}." in text, kind
        if lacks := undated(now.undated()):
            assert f"{lacks} (hmic overdue --needs-target)." in text, kind
        unowned = [s.formal for s in now.found.values() if s.owner is None and (
            s.late or any((due - now.day).days <= 30 for due in s.soon.values()))]  # fmt: skip
        if unowned:
            formal, others = sum(unowned), len(unowned) - sum(unowned)
            parts = [counted(formal, "finding")] if formal else []
            parts += [f"{'plus ' if formal else ''}{counted(others, 'observation')}"] if others else []
            assert f"Of these without an owner: {', '.join(parts)}." in text, kind
    tables = [bytes(part.get_content()).decode("utf-8-sig") if not isinstance(part.get_content(), str)
              else part.get_content().removeprefix("\ufeff") for part in message.iter_attachments()]  # fmt: skip
    rows = [row for table in tables for row in csv.DictReader(io.StringIO(table, newline=""))]
    late = [row for row in rows if row["kind"] != "response" and int(row["days_overdue"]) > 0]
    assert len(late) == sum(now.overdue()[1::2])


def alone(asked: Asked) -> None:
    """What `hmic` says when nothing is asked: the present day, and the force by the environment."""
    now = asked.now
    environ = {**asked.talk.environ, **({"HMIC_FORCE": asked.force[1]} if asked.force else {})}
    lines = replace(asked.talk, environ=environ)().ok().out.splitlines()
    answers, coming = asked.responses(30)
    assert lines[1] == upper(dated(now.overdue(), "overdue", "nothing is overdue", answers))
    assert lines[2] == upper(
        dated(now.soon(30), "due within 30 days", "nothing due within 30 days", coming)
    )
    lacks = [s.formal for s in now.found.values() if s.open and s.owner is None]
    expected = undated((sum(lacks), len(lacks) - sum(lacks))) or "Every open finding has an owner"
    assert lines[3] == expected.replace("no deadline or target", "no owner")


EVERY: tuple[Callable[[Asked], None], ...] = (
    overdue,
    summary,
    listing,
    board,
    changes,
    workbook,
    paper,
)
"""What is asked on any day; the mail speaks of the present one only, and the pages are asked on one."""
