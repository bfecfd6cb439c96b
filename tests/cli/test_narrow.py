"""Nothing that matters is missing on a screen of 80 columns, in words that are whole; colours can be read."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tests.conftest import Talk

POSTS = (
    "Head of Contact Management {}",
    "ACC {}",
    "Chief Superintendent, Local Policing and Partnerships {}",
)
STATUSES = {
    "s1": ("in-progress", "--note", "begun"),
    "s2": ("complete", "--evidence", "https://x.example"),
    "s3": ("closed", "--closed-by", "letter"),
    "s4": ("superseded", "--superseded-by", "n0"),
    "s5": ("not-accepted", "--note", "no"),
    "s6": ("not-applicable", "--note", "no"),
    "s7": ("on-hold", "--note", "wait", "--review-on", "2027-01-05"),
}


def name(n: str) -> str:
    return f"public-protection-and-vulnerability-2022-{n}"


@pytest.fixture
def wide(talk: Talk) -> Talk:
    """Long names, every status, dates that were moved."""
    lines = [
        f"    - {{id: {name(f'n{n}')}, kind: recommendation, title: Multi-agency safeguarding arrangements"
        f" title{n}, requirement: Do it., deadlines: [{{phrase: by 1 March 2026, requires: strategy agreed}}]}}"
        for n in range(6)
    ]
    kinds = ("recommendation", "area_for_improvement", "observation")
    lines += [
        f"    - {{id: {name(n)}, kind: {kinds[k % 3]}, title: Internationalisation of {n}, requirement: Do it.}}"
        for k, n in enumerate(STATUSES)
    ]
    talk.loaded("- id: pp\n  title: PP\n  published: 2022-01\n  findings:\n" + "\n".join(lines) + "\n")
    for n in range(6):
        talk("assign", name(f"n{n}"), POSTS[n % 3].format(f"Post{n}"), "--on", "2026-01-01").ok()
    for which, (status, *more) in STATUSES.items():
        facts = [name(m) if m == "n0" else m for m in more]
        talk("progress", name(which), "--status", status, *facts, "--on", "2026-02-01").ok()
    talk("extend", name("n0"), "2026-12-01", "--reason", "staff", "--agreed-by", "Chair").ok()
    return talk


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\s,:()]+", text))


REPORTS = {
    "overdue": ("overdue", "--within", "90d"),
    "list": ("list",),
    "board": ("export", "board", "--since", "2025-01-01"),
}


def told(row: dict[str, Any]) -> list[str]:
    """What a reader must find of a row, in words."""
    texts = [row.get("finding") or row.get("reference"), row["title"], row["owner"]]
    texts += [row.get("requires"), row.get("rating"), None if "days_overdue" in row else row["status"]]
    return [str(text) for text in texts if text]


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("report", REPORTS)
def test_each_row_is_told_whole(wide: Talk, report: str, width: int) -> None:
    rows = wide(*REPORTS[report], "-f", "json").rows
    form = ("-f", "table", "--all")
    screen = wide(*REPORTS[report], *form, terminal=True, width=width).ok().out
    assert max(map(len, screen.splitlines())) <= width
    there = words(screen)
    wanted = words(" ".join(text for row in rows for text in told(row)))
    assert {word: n for word, n in wanted.items() if there[word] < n} == {}


@pytest.mark.parametrize("width", [80, 100, 160])
def test_the_summary_gives_every_number(wide: Talk, width: int) -> None:
    rows = wide("summary", "-f", "json").rows
    screen = wide("summary", terminal=True, width=width).ok().out
    assert max(map(len, screen.splitlines())) <= width
    there = words(screen.lower())
    for row in rows:
        kind = row.pop("kind").replace("_", " ")
        if any(row.values()):
            assert all(there[word] for word in kind.split())
    for status in ("on hold", "not applicable", "superseded", "still open", "all"):
        assert all(there[word] for word in status.split())
    numbers = Counter(str(n) for row in rows for n in row.values() if n)
    assert {number: n for number, n in numbers.items() if there[number] < n} == {}


SCREENS = {
    **REPORTS, "summary": ("summary", "--since", "2025-01-01"), "show": ("show", name("n0")),
    "held": ("show", name("s7")), "changes": ("changes", "--all"), "timeline": ("changes", name("n0")),
}  # fmt: skip


@pytest.mark.parametrize("report", SCREENS)
def test_dates_are_in_one_style(wide: Talk, report: str) -> None:
    screen = wide(*SCREENS[report], "-f", "table", terminal=True, width=160).ok().out
    assert re.findall(r"\d{4}-\d\d-\d\d|\b[A-Z][a-z]{2} \d\d\b", screen) == []


def test_show_lists_its_journal_by_date(wide: Talk) -> None:
    for day in ("2026-03-05", "2026-03-01", "2026-03-03"):
        wide("progress", name("n1"), "--note", f"of {day}", "--on", day).ok()
    screen = wide("show", name("n1"), terminal=True).ok().out
    assert re.findall(r"of 2026-03-0\d", screen) == ["of 2026-03-01", "of 2026-03-03", "of 2026-03-05"]


def luminance(red: int, green: int, blue: int) -> float:
    parts = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_colours_can_be_read_on_black_and_on_white(wide: Talk) -> None:
    wide("progress", name("n1"), "--status", "complete", "--evidence", "https://x.example").ok()
    screens = "".join(
        wide(*args, "-f", "table", terminal=True, color=True).ok().out for args in SCREENS.values()
    )
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", screens) for code in [found]}
    plain = {re.sub(r"38;5;\d+", "", code).strip(";") for code in codes}
    assert plain <= {"", "0", "1", "1;"}, "nothing is dimmed, and no colour is left to the terminal"
    colours = {int(n) for code in codes for n in re.findall(r"38;5;(\d+)", code)}
    assert len(colours) >= 2
    steps = (0, 95, 135, 175, 215, 255)
    for colour in colours:
        grey = 8 + 10 * (colour - 232)
        cube = [steps[(colour - 16) // by % 6] for by in (36, 6, 1)]
        light = luminance(*([grey] * 3 if colour >= 232 else cube))
        assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) >= 4.5, colour


def test_a_remark_on_what_is_left_out_is_made_only_where_something_is(talk: Talk) -> None:
    talk.loaded(
        "".join(
            f"- id: r{n}\n  title: R{n}\n  published: 20{10 + n}-01\n  scale: peel-four-tier\n{more}"
            "  grades: [{area: Investigating crime, grade: requires improvement}]\n"
            for n, more in enumerate(["  mentioned_in: r3\n", "", "", ""])
        )
    )
    assert "do not fit" in talk("grades", terminal=True, width=60).ok().out
    assert "do not fit" not in talk("grades", terminal=True, width=160).ok().out
    assert "different scale" not in talk("grades", terminal=True).ok().out, "all are on one scale"
