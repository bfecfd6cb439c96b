"""Exit code 2 means that nothing was done: every command, with every option it takes, given wrongly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from hmic.cli.main import COMMANDS, GROUPS, app
from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS

COMMON = {
    "--db": ["no/such.db", "data", "data/recommendations.yaml"],
    "--register": [],  # only check and load read it: below
    "--color": ["purple", ""],
}
DAYS = ["rubbish", "", "31/09/2022", "2022-02-30", "20220930", "2022-W01-1", "0000-01-01"]
NUMBERS = ["x", "0", "-1", "1.5", "²", ""]
TEXTS = ["bell \x07", "turned \u202e", " "]
PERIODS = ["rubbish", "30 parsecs", "-1d", "", "9999y"]
FILES = ["no/such/folder.csv", "late.foo", "data", "data/recommendations.yaml", "recommendations.db",
         "hmic.toml", "copy.db", "journal.jsonl/x.csv"]  # fmt: skip
FORMATS = ["rubbish", "", "cvs"]

BAD: dict[str, list[str]] = {
    **COMMON,
    "--as-at": DAYS,
    "--known-on": DAYS,
    "--since": [*DAYS, "2026-11-21"],
    "--on": [*DAYS, "2026-11-21"],
    "--review-on": DAYS,
    "--occurrence": DAYS,
    "--responded-on": [*DAYS, "2026-11-21"],
    "--published": ["rubbish", "", "31/09/2022", "2022-13"],
    "--within": PERIODS,
    "--due-within": PERIODS,
    "--format": FORMATS,
    "--output": FILES,
    "--paper": ["a5", ""],
    "--force": ["Nowhere Police"],
    "--kind": ["rubbish", ""],
    "--status": ["rubbish", ""],
    "--report": ["no-such-report", ""],
    "--theme": ["no such theme", ""],
    "--area": ["no such area", ""],
    "--mapping": ["mine.toml"],
    "--dates": ["rubbish", ""],
    "--refused": [
        "no/such/folder.xlsx",
        "data",
        "data/recommendations.yaml",
        "recommendations.db",
        "hmic.toml",
    ],
    "--owner": ["nobody at all", ""],
    "--search": ["", " "],
    "--from": ["no-such", "data/recommendations.yaml"],
    "--to": ["no-such"],
    "--note": TEXTS,
    "--reason": TEXTS,
    "--by": TEXTS,
    "--agreed-by": TEXTS,
    "--closed-by": TEXTS,
    "--part": [*TEXTS, "q"],
    "--superseded-by": ["no-such", ""],
    "--evidence": TEXTS,
    "--deadline": [*NUMBERS, "7"],
    "--last": NUMBERS,
    "--reports": ["no/such/folder"],
    "--id": ["Not An Id", ""],
    "--report-id": ["Not An Id", ""],
    "--inspectorate": TEXTS,
    "--requirement": TEXTS,
    "--title": TEXTS,
    "--recommendation": TEXTS,
    "--addressed-to": [*TEXTS, "somebody"],
    "--under": ["no-such-concern", "peel-2022-r1", ""],
    "--follows": ["no-such-finding", ""],
    "finding": ["no-such-finding", ""],
    "number": [*NUMBERS, "700"],
    "owner": TEXTS,
    "date": DAYS,
    "what": ["rubbish", ""],
    "file": ["no/such/file", "data", "data/recommendations.yaml"],
    "files": ["no/such/file.yaml"],
    "folder": ["."],
    "shell": ["rubbish", ""],
    "typed": [],
    "dsn": ["service=nowhere", "rubbish"],
    "hub": ["service=nowhere", "rubbish", "host=hub.example password=secret"],
    "--hub": ["service=nowhere", "rubbish"],
    "action": ["rubbish", ""],
    "name": TEXTS,
    "--readers": TEXTS,
    "--writers": TEXTS,
    "--drop": ["no such entry", ""],
    "phrase": ["within " + "very " * 500 + "long"],
}
"""For each option and argument what it cannot be; a new option without a line here fails the test."""

SPECIAL = {
    ("mail overdue", "--output"): ["data/recommendations.yaml", "hmic.toml"],
    ("mail overdue", "--to"): ["rubbish", "", "two@x.example, three@x.example"],
    ("board", "--output"): ["data", "hmic.toml", "no/such/folder", "-"],
    ("export journal", "--output"): [name for name in FILES if name != "late.foo"],
    ("draft", "file"): ["no/such/file", "data"], ("adopt", "file"): ["no/such/file", "data"],
    ("draft", "--force"): [], ("draft", "--db"): [], ("adopt", "--db"): [],
    ("add", "--deadline"): ["TBC", "", "by 2001"], ("add CONCERN", "--deadline"): ["TBC", "", "by 2001"],
    ("add", "--report"): ["no-such-report", "crime-2041", "New report", ""],
    ("add CONCERN", "--report"): ["no-such-report", "peel-2022", ""],
    ("add", "--published"): ["rubbish", "", "31/09/2022", "2022-13", "2022"],
    ("add", "--report-id"): ["Not An Id", "", "peel-2026"], ("add", "--inspectorate"): [*TEXTS, "HMIC"],
    ("add", "--theme"): ["!!", ""], ("add", "--area"): TEXTS, ("add", "--owner"): TEXTS,
    ("add CONCERN", "--theme"): ["!!", ""], ("add CONCERN", "--area"): TEXTS, ("add CONCERN", "--owner"): TEXTS,
    ("add", "--db"): ["data", "data/recommendations.yaml"], ("add CONCERN", "--db"): ["data"],
    ("add", "--register"): ["no/such.yaml", "data"], ("add CONCERN", "--register"): ["no/such.yaml", "data"],
    ("draft", "--output"): ["no/such/folder.yaml", "data"],
    ("adopt", "--register"): ["data"],
    ("site", "--output"): ["data", "hmic.toml", "no/such/folder"],
    ("init", "--force"): [],  # any text is a force's name
    ("hub init", "--db"): [], ("hub force", "--db"): [], ("hub status", "--db"): [], ("hub verify", "--db"): [],
    ("init", "--db"): [], ("when", "--db"): [], ("completion", "--db"): [], ("check", "--db"): [], ("check FILES", "--db"): [], ("mail test", "--db"): [],
    ("load", "--db"): ["data", "data/recommendations.yaml", "no/such.db"],
    ("restore", "--db"): ["data"],
    ("check", "--register"): ["no/such.yaml"],
    ("load", "--register"): ["no/such.yaml"],
    ("load FILES", "--register"): [],
    ("check FILES", "--register"): [],
    ("progress --responded-on", "finding"): ["no-such-report", ""],
    ("overdue --needs-target", "--within"): ["30d"],
}  # fmt: skip
"""What is different in one command."""

CASES: dict[str, dict[str, Any]] = {
    "init": {"folder": "fresh"},
    "check": {},
    "check FILES": {"files": "data/recommendations.yaml"},
    "load": {},
    "load FILES": {"files": "data/recommendations.yaml"},
    "draft": {"file": "report.txt"},
    "adopt": {"file": "draft.yaml"},
    "add": {"--report": "peel-2022", "--kind": "afi", "--requirement": "Answer sooner.", "--owner": "ACC Crime"},
    "add CONCERN": {"--report": "Custody 2026", "--published": "2026-03", "--kind": "coc", "--requirement": "Bad.",
                    "--recommendation": "Train all staff.", "--owner": "ACC Crime"},
    "site": {},
    "list": {},
    "show": {"finding": "peel-2022-c1"},
    "overdue": {},
    "overdue --needs-target": {"--needs-target": True},
    "changes": {},
    "changes FINDING": {"finding": "peel-2022-c1"},
    "changes --from": {"--from": "crime-2014", "--to": "peel-2016"},
    "changes --suggest": {"--suggest": True},
    "grades": {},
    "summary": {},
    "progress": {"finding": "peel-2022-c1", "--note": "done"},
    "progress --status": {"finding": "peel-2022-c1-r1", "--status": "on-hold",
                          "--review-on": "2027-01-01", "--note": "waiting"},
    "progress --from": {"--from": "rows.csv"},
    "progress --responded-on": {"finding": "peel-2022", "--responded-on": "2022-06-01"},
    "assign": {"finding": "peel-2022-c1", "owner": "ACC Crime"},
    "assign --area": {"--theme": "what-works", "--report": "crime-2014", "owner": "ACC Crime", "--yes": True},
    "target": {"finding": "peel-2022-r1", "date": "2027-01-01"},
    "extend": {"finding": "peel-2022-c1-r1", "date": "2027-01-01", "--reason": "agreed"},
    "correct": {"number": "1", "--reason": "wrong"},
    "when": {"phrase": "within three months", "--published": "2022-05"},
    "hub init": {"dsn": "service=nowhere"},
    "hub force": {"action": "add", "name": "X", "--readers": "r", "--writers": "w", "--hub": "service=nowhere"},
    "hub status": {"--hub": "service=nowhere"},
    "hub verify": {"--hub": "service=nowhere"},
    "join": {"hub": "service=nowhere"},
    "sync": {},
    "leave": {},
    "mail overdue": {},
    "mail test": {},
    "mail log": {},
    "board": {"--since": "2026-01-01"},
    **{f"export {what}": {"what": what} for what in (
        "board", "findings", "deadlines", "progress", "grades", "follow-ups", "reports", "versions", "journal"
    )},
    "export form": {"what": "form", "--owner": "ACC Crime", "--output": "form.xlsx"},
    "import journal": {"what": "journal", "file": "journal.jsonl"},
    "backup": {"file": "new.db"},
    "restore": {"file": "copy.db"},
    "completion": {"shell": "bash"},
    "verify": {},
}  # fmt: skip
"""Each command, in each of the ways in which it is asked, as it works."""


class Case(NamedTuple):
    """One conversation: the command, and what it is given."""

    name: str
    params: list[Any]
    given: dict[str, Any]

    @property
    def words(self) -> list[str]:
        """The command's own words."""
        name = self.name.split()
        return name[: 1 + (name[0] in {"hub", "mail"})]

    def said(self, **changed: Any) -> list[str]:
        """The arguments, with something changed."""
        given = self.given | changed
        words = list(self.words)
        end: list[str] = []
        for param in self.params:
            key = label(param)
            if key not in given:
                continue
            if not key.startswith("--"):
                end.append(given[key])
            else:
                words += [key] if given[key] is True else [key, given[key]]
        return [*words, *(["--", *end] if end else [])]


def label(param: Any) -> str:
    """The name under which the tables above know a parameter."""
    return next((o for o in param.opts if o.startswith("--")), str(param.name))


def cases() -> Iterator[Case]:
    root: Any = typer.main.get_command(app)
    asked = {name.split()[0] for name in CASES}
    assert asked == set(COMMANDS), "every command is in the table"
    for name, given in CASES.items():
        command = root.get_command(None, name.split()[0])
        if hasattr(command, "commands"):
            command = command.commands[name.split()[1]]
        yield Case(name, command.params, given)


def bad_values(case: Case, param: Any) -> list[str]:
    """What a parameter cannot be; a format that is not offered is one more."""
    key = label(param)
    values = list(SPECIAL.get((case.name, key), BAD.get(key, [])))
    assert (case.name, key) in SPECIAL or key in BAD, f"what is a bad {key} of {case.name}?"
    if key == "--format":
        values += [f for f in ("html", "ics", "jsonl", "xlsx") if f not in str(param.help)]
    return values


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    """A folder in which each of the conversations above works."""
    talk = Talk(tmp_path_factory.mktemp("settled"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(talk.folder)
        (talk.folder / "hmic.toml").write_text('[mail]\nfrom = "a@x.example"\nto = ["b@x.example"]\n')
        talk.loaded(TWO_REPORTS + CONCERN)
        talk("progress", "peel-2022-c1-r1", "--note", "begun").ok()
        talk("assign", "peel-2022-c1-r2", "ACC Crime").ok()
        talk("export", "journal", "-o", "journal.jsonl").ok()
        talk("backup", "copy.db").ok()
        (talk.folder / "report.txt").write_text(
            "PEEL 2025\n\nRecommendations\n\nThe force should train all staff.\n"
        )
        drafted = TWO_REPORTS.replace("crime-2014", "draft-2024").replace("peel-2016", "draft-2025")
        talk.write(drafted, "draft.yaml")
        (talk.folder / "rows.csv").write_text("finding,note\npeel-2022-c1-r1,a row\n")
    return talk


@pytest.fixture
def fresh(settled: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A copy of it."""
    folder = tmp_path / "copy"
    shutil.copytree(settled.folder, folder)
    monkeypatch.chdir(folder)
    return Talk(folder)


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """Every file of a folder with its bytes; SQLite's own two beside a database hold nothing when empty."""
    found = {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}
    return {
        name: data
        for name, data in found.items()
        if not name.endswith("-shm") and not (name.endswith("-wal") and not data)
    }


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_nothing_is_done_when_an_option_is_wrong(fresh: Talk, case: Case) -> None:
    before = everything_in(fresh.folder)
    wrong = []
    for param in case.params:
        if getattr(param, "is_flag", False):
            continue
        for value in bad_values(case, param):
            said = fresh(*case.said(**{label(param): value}))
            told = said.err.startswith("hmic: ") and "a bug" not in said.err and not said.out
            if "is not a date" in said.err and label(param).startswith("--"):
                told = told and label(param) in said.err
            if said.code != 2 or not (told or "\tunreadable\t" in said.out):
                wrong.append(said)
            assert everything_in(fresh.folder) == before, said
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "asked",
    [
        "check --as-at 2022-01-01",
        "check --known-on 2022-01-01",
        "load --as-at 2022-01-01",
        "load -f xlsx",
        "when within_three_months --published 2022 --as-at 2022-01-01",
        "overdue --paper a3",
        "overdue -f csv --paper a4",
        "overdue --needs-target --within 3m",
        "overdue --needs-target -f ics",
        "changes peel-2022-c1 --force Testshire",
        "changes --suggest --theme workforce",
        "changes peel-2022-c1 -f html",
        "changes --from crime-2014",
        "export journal --as-at 2022-01-01",
        "export journal -f csv",
        "export journal --bom",
        "export findings --since 2022-01-01",
        "export findings -f json --bom",
        "export board --key -o key.csv",
        "export board --key --public",
        "board --since 2022-01-01 -f csv",
        "board --since 2022-01-01 -o -",
        "progress --from rows.csv --status complete",
        "progress peel-2022-c1 --from rows.csv",
        "progress peel-2022 --responded-on 2022-06-20 --status complete",
        "mail log --known-on 2022-01-01",
        "mail overdue --send -o out",
    ],
)
def test_an_option_that_would_mean_nothing_is_refused(fresh: Talk, asked: str) -> None:
    before = everything_in(fresh.folder)
    said = fresh(*asked.split())
    assert (said.code, said.out) == (2, ""), said
    assert everything_in(fresh.folder) == before


@pytest.mark.parametrize("asked", ["export deadlines", "overdue -f json", "--help", "list"])
def test_a_closed_pipe_is_no_failure(fresh: Talk, asked: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "hmic", *asked.split()]
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, text=True, cwd=fresh.folder, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


ALONE = [case for case in cases() if case.words[0] not in GROUPS["Together"]]
"""The commands that need no hub: with one, tests/hub types the others."""


@pytest.mark.parametrize("case", ALONE, ids=lambda case: case.name)
def test_the_same_commands_work_when_nothing_is_wrong(fresh: Talk, case: Case) -> None:
    fresh(*case.said()).ok()
