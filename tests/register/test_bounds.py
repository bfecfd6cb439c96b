"""A text that is no register, or a register that no force has, is told or worked off in seconds."""

from __future__ import annotations

import datetime as dt
import json
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmic.register.check_links import Links
from hmic.register.check_links import _Place as Place
from hmic.register.check_links import _Reference as Reference
from hmic.store.queries.board_rows import MOST_BEFORE, raised_before
from tests.conftest import REAL_REGISTER, Talk

REAL = REAL_REGISTER.read_text(encoding="utf-8")
SECONDS = 10
"""Some ten times what it takes on two busy cores; what these were written for took minutes."""

NO_REGISTER: dict[str, tuple[bytes, str, int]] = {
    "UTF-16": (REAL.encode("utf-16"), "not-utf-8", 1),
    "UTF-16, little end first, unmarked": (REAL.encode("utf-16-le"), "not-utf-8", 1),
    "UTF-16, big end first, unmarked": (REAL.encode("utf-16-be"), "not-utf-8", 1),
    "UTF-32": (REAL.encode("utf-32"), "not-utf-8", 1),
    "UTF-32, unmarked": (REAL.encode("utf-32-be"), "not-utf-8", 1),
    "Windows-1252": (REAL.replace("–", "-").encode("cp1252", "replace") + b"\x93", "not-utf-8", 1),
    "a zero byte": (REAL.encode().replace(b"title", b"ti\0tle", 1), "not-utf-8", 1),
    "zero bytes": (b"\0" * 1_000_000, "not-utf-8", 1),
    "bytes": (bytes(range(1, 256)) * 4000, "not-utf-8", 1),
    "bells": (b"\x07" * 1_000_000, "control-character", 110),
    "bells on lines": (b"a: \x07\n" * 200_000, "control-character", 200_110),
    "brackets": (b"[" * 200_000, "not-yaml", 1),
    "brackets in a register": (b"register: 1\nforce: F\nreports: " + b"[" * 200_000, "not-yaml", 1),
    "braces": (b"{" * 200_000, "not-yaml", 1),
    "braces with keys": (b"{a: " * 100_000, "not-yaml", 1),
    "hyphens": (b"- " * 200_000, "not-yaml", 1),
    "question marks": (b"? " * 100_000, "not-yaml", 1),
    "documents": (b"---\nx\n" * 100_000, "not-yaml", 2),
    "tags": (b"!!python/object:x [" * 20_000, "alias", 50),
}


@pytest.mark.parametrize("name", NO_REGISTER)
def test_what_is_no_register_is_told_at_once(talk: Talk, name: str) -> None:
    data, code, most = NO_REGISTER[name]
    (talk.folder / "r.yaml").write_bytes(data)
    began = time.monotonic()
    said = talk("check", "r.yaml", "-f", "json")
    assert time.monotonic() - began < SECONDS
    problems = json.loads(said.out)["rows"]
    assert said.code == 1
    assert code in {problem["code"] for problem in problems}
    assert 1 <= len(problems) <= most
    assert "this is a bug" not in said.err


def test_many_slips_of_one_sort_are_told_in_time(talk: Talk) -> None:
    finding = "{{id: r-a{n}, kind: recommendation, titel: t, requirement: q, follows: [zz-{n}]}}"
    slips = ",\n    ".join(finding.format(n=n) for n in range(4000))
    talk.write(
        f"register: 1\nforce: F\nreports:\n  - {{id: r, title: T, published: 2014, findings: [\n    {slips}]}}\n"
    )
    began = time.monotonic()
    said = talk("check", "-f", "json")
    assert time.monotonic() - began < 2 * SECONDS
    problems = json.loads(said.out)["rows"]
    assert sum(problem["code"] == "unknown-link" for problem in problems) == 4000
    assert sum(problem["help"] == "did you mean title?" for problem in problems) == 4000


def chain(talk: Talk, links: dict[int, list[int]], size: int) -> None:
    """Findings in reports of following days, each with the earlier ones that it follows."""
    lines = ["register: 1", "force: F", "reports:"]
    for n in range(size):
        follows = ", ".join(f"r{earlier}-a1" for earlier in links.get(n, ()))
        day = dt.date(2000, 1, 1) + dt.timedelta(days=n)
        lines.append(
            f"  - {{id: r{n}, title: R, published: {day}, findings: [{{id: r{n}-a1, kind: recommendation, "
            f"title: T, requirement: Q, deadlines: [within three months], follows: [{follows}]}}]}}"
        )
    talk.write("\n".join(lines) + "\n")
    talk("load").ok()


def test_a_thread_of_any_length_is_worked_off_in_time(talk: Talk) -> None:
    chain(talk, {n: [n - 1] for n in range(1, 2500)}, 2500)
    began = time.monotonic()
    said = talk("export", "board").ok()
    assert time.monotonic() - began < SECONDS
    row = next(line for line in said.out.splitlines() if line.startswith("r2000-a1,"))
    assert row.count("r19") == MOST_BEFORE
    assert "r1999-a1, and others before" in row
    for command in (
        ("changes",),
        ("changes", "r0-a1"),
        ("show", "r2499-a1"),
        ("summary",),
        ("overdue",),
        ("verify",),
    ):
        began = time.monotonic()
        talk(*command).ok()
        assert time.monotonic() - began < SECONDS, command


def circles(follows: dict[str, list[str]]) -> set[str]:
    """The findings that are told to follow themselves."""
    links = Links()
    for name, earlier in follows.items():
        links.ids[name] = Place("r.yaml", 1, f"report-{name}")
        links.follows += [Reference("r.yaml", 1, 1, one, f"report-{name}", name, "") for one in earlier]
    return {p.message.split()[0] for p in links.problems() if p.code == "circular-link"}


def test_circles_are_looked_for_in_time() -> None:
    began = time.monotonic()
    assert circles({f"f{n}": [f"f{n - 1}"] if n else [] for n in range(20_000)}) == set()
    assert time.monotonic() - began < SECONDS


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_what_follows_itself_is_told(links: list[tuple[int, int]]) -> None:
    follows: dict[str, list[str]] = {f"f{n}": [] for n in range(8)}
    for later, earlier in links:
        follows[f"f{later}"].append(f"f{earlier}")
    reached = {name: set(earlier) for name, earlier in follows.items()}
    for _ in range(8):
        reached = {name: found.union(*(reached[one] for one in found)) for name, found in reached.items()}
    assert circles(follows) == {name for name, found in reached.items() if name in found}


def test_what_was_raised_before_is_everything_that_leads_to_it(talk: Talk) -> None:
    import sqlite3

    chance = random.Random(1)
    links = {n: sorted(chance.sample(range(n), min(n, chance.randint(0, 3)))) for n in range(60)}
    chain(talk, links, 60)

    def before(n: int) -> set[int]:
        return {one for earlier in links[n] for one in (earlier, *before(earlier))}

    con = sqlite3.connect(talk.folder / "recommendations.db")
    found = raised_before(con)
    con.close()
    for n in range(60):
        assert found.get(f"r{n}-a1", []) == [f"r{earlier}-a1" for earlier in sorted(before(n))]
