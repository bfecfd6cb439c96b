"""A load that passes over what it knows ends where a load into a new database ends."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hmic.register import file_text
from tests.conftest import REAL_REGISTER, Talk

TEXT = REAL_REGISTER.read_text(encoding="utf-8")
REPORTS = [match.start() for match in re.finditer(r"^  - id: ", TEXT, re.MULTILINE)]
CONTENT = {
    "report": "id, force, position, title, inspectorate, published, published_on, mentioned_in",
    "finding": "id, report, position, kind, title, requirement, area, themes, parent, same_as, note",
    "grade": "*", "follow_up": "*", "link": "*", "theme": "*", "part": "*", "deadline": "*",
    "respond_by": "*", "standing": "*", "due": "*",
}  # fmt: skip


def write(talk: Talk, text: str) -> None:
    path = talk.folder / "data" / "recommendations.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "data",
    [b"", b"a: 1\r\nb: 2\n", b"\xef\xbb\xbfa: 1\n", b"\xef\xbb\xbf\xef\xbb\xbfa\n", "é\u2028ü".encode()],
)
def test_a_file_is_known_by_its_bytes_as_by_its_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "register.yaml"
    path.write_bytes(data)
    text = file_text.read_text(path)
    assert text is not None
    assert file_text.digest_of_file(path) == file_text.digest(text)
    path.write_bytes(data + b"\xff")
    assert file_text.read_text(path) is None
    assert file_text.digest_of_file(tmp_path) is None
    assert file_text.digest_of_file(tmp_path / "none") is None


def content(db: Path) -> dict[str, set[tuple[object, ...]]]:
    """What the register amounts to; what was withdrawn is left out."""
    con = sqlite3.connect(db)
    gone = {row[0] for row in con.execute("SELECT id FROM finding WHERE withdrawn_at IS NOT NULL")}
    gone |= {row[0] for row in con.execute("SELECT id FROM report WHERE withdrawn_at IS NOT NULL")}
    found = {}
    for table, columns in CONTENT.items():
        rows = con.execute(f"SELECT {columns} FROM {table}").fetchall()
        found[table] = {row for row in rows if not gone & {row[0], row[1]}}
    con.close()
    return found


def cut(text: str) -> list[str]:
    bounds = [m.start() for m in re.finditer(r"^  - id: ", text, re.MULTILINE)]
    return [text[: bounds[0]], *(text[a:b] for a, b in zip(bounds, [*bounds[1:], len(text)], strict=True))]


def reword(text: str, dice: random.Random) -> str:
    titles = list(re.finditer(r"^( +)title: .*$", text, re.MULTILINE))
    at = dice.choice(titles)
    return f"{text[: at.start()]}{at[1]}title: Changed {dice.random()}{text[at.end() :]}"


def comment(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if re.match(r"^ +- id: ", line)]
    lines.insert(dice.choice(starts), f"# a remark {dice.random()}")
    return "\n".join(lines)


def swap(text: str, dice: random.Random) -> str:
    head, *reports = cut(text)
    n = dice.randrange(len(reports) - 1)
    reports[n], reports[n + 1] = reports[n + 1].rstrip("\n") + "\n", reports[n].rstrip("\n") + "\n"
    return head + "".join(reports)


def drop_finding(text: str, dice: random.Random) -> str:
    found = list(re.finditer(r"^      - id: \S+\n(?:(?!      - |  - |    \w).*\n)*", text, re.MULTILINE))
    at = dice.choice(found)
    return text[: at.start()] + text[at.end() :]


def add_report(text: str, dice: random.Random) -> str:
    name = f"new-{dice.randrange(10**6)}"
    return text.rstrip("\n") + (
        f"\n  - id: {name}\n    title: New\n    inspectorate: HMICFRS\n    published: 2025-01-01\n"
        f"    findings:\n      - id: {name}-r1\n        kind: recommendation\n        title: T\n"
        f"        requirement: R\n        deadlines: [within three months]\n        follows: [crime-2014-r2]\n"
    )


def add_finding(text: str, dice: random.Random) -> str:
    at = dice.choice(list(re.finditer(r"^    findings:\n", text, re.MULTILINE)))
    new = f"      - id: added-{dice.randrange(10**6)}\n        kind: observation\n        title: T\n        requirement: R\n"
    return text[: at.end()] + new + text[at.end() :]


def redate(text: str, dice: random.Random) -> str:
    return text.replace("published: 2014-11-27", f"published: 2014-11-{dice.randrange(10, 29)}")


SPOILT = (
    ("kind: recommendation", "kind: recomendation"),
    ("title: ", 'title: "'),
    ("id: crime-2014-r1\n", "id: crime-2014-r2\n"),
    ("- finding: crime-2014-r2", "- finding: crime-2014-r22"),
    ("within three months", "within three moons"),
    ("id: effectiveness-2015\n", "id: crime-2014\n"),
)


def spoil(text: str, dice: random.Random) -> str:
    return text.replace(*dice.choice(SPOILT), 1)


Edit = Callable[[str, random.Random], str]
EDITS: tuple[Edit, ...] = (
    reword, reword, comment, swap, drop_finding, add_report, add_finding, redate, spoil,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_loads_end_where_a_first_load_ends(talk: Talk, seed: int) -> None:
    dice = random.Random(seed)
    write(talk, TEXT)
    talk("load").ok()
    talk("assign", "crime-2014-r2", "ACC Crime").ok()
    text = TEXT
    for _ in range(6):
        edited = text
        for _ in range(dice.choice([1, 1, 2, 3])):
            edited = dice.choice(EDITS)(edited, dice)
        write(talk, edited)
        checked, said = talk("check"), talk("load", "-f", "json")
        assert said.code == checked.code, (said, checked)
        if checked.code:
            assert checked.err.splitlines()[-1:] == said.err.splitlines()[-1:]
            continue
        text = edited
        (talk.folder / "new.db").unlink(missing_ok=True)
        talk("load", "--db", "new.db").ok()
        talk("assign", "crime-2014-r2", "ACC Crime", "--db", "new.db").ok()
        here, there = content(talk.folder / "recommendations.db"), content(talk.folder / "new.db")
        assert {name: here[name] ^ there[name] for name in CONTENT} == {name: set() for name in CONTENT}
    talk("verify").ok()


def test_a_second_load_reads_nothing_and_says_how_much_there_is(talk: Talk) -> None:
    write(talk, TEXT)
    first = talk("load", "-f", "json").ok().out
    assert '"unchanged": 0' in first
    added = len(json.loads(first)["rows"][0]["added"])
    assert added > len(REPORTS)
    again = talk("load", "-f", "json").ok().out
    assert f'"unchanged": {added}' in again
    assert talk("load", "-n", "-f", "json").ok().out == again


def test_a_load_that_changes_nothing_reads_no_yaml(talk: Talk) -> None:
    write(talk, TEXT)
    talk("load").ok()
    code = "import sys; from hmic.cli.main import run; run(['load']); print('yaml' in sys.modules)"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=talk.folder, capture_output=True, text=True, check=True).stdout == (
        "False\n"
    )


def test_a_file_with_another_name_is_known_by_it(talk: Talk) -> None:
    write(talk, TEXT)
    talk("load").ok()
    (talk.folder / "data" / "recommendations.yaml").rename(talk.folder / "data" / "other.yaml")
    said = talk("load", "data/other.yaml", "-f", "json").ok()
    assert '"amended": []' in said.out
    con = sqlite3.connect(talk.folder / "recommendations.db")
    assert con.execute("SELECT files FROM register").fetchone() == ('["data/other.yaml"]',)
    con.close()


ODD = {
    "plain": """reports:
  - {id: a, title: A, inspectorate: H, published: 2014, findings: []}
""",
    "flow": """reports: [{id: a, title: A, inspectorate: H, published: 2014, findings: []}]
""",
    "quoted key": """'reports':
  - {id: a, title: A, inspectorate: H, published: 2014, findings: []}
""",
    "no indent, a block text with a hyphen": """reports:
- {id: a, title: A, inspectorate: H, published: 2014, findings: []}
- id: b
  title: >-
    B
    - c
  inspectorate: H
  published: 2015
  findings: []
""",
    "a quoted text that goes on where items begin": """reports:
  - {id: a, title: A, inspectorate: H, published: 2014, findings: []}
  - id: b
    title: "B
  - c"
    inspectorate: H
    published: 2015
    findings: []
""",
    "wide, and areas after": """reports:
  -   id: a
      title: A
      inspectorate: H
      published: 2014
      findings: []

# areas follow
areas:
  - area: X
    also: [Y]
""",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_however_a_register_is_written_it_is_loaded_alike(talk: Talk, odd: str) -> None:
    write(talk, "register: 1\nforce: F\n" + odd)
    talk("load").ok()
    assert '"unchanged": 0' not in talk("load", "-f", "json").ok().out
    write(talk, "register: 1\nforce: F\n" + odd.replace("title: A", "title: B"))
    again = talk("load", "-f", "json").ok().out
    assert '"amended": [\n' in again or '"amended": ["a"]' in again
