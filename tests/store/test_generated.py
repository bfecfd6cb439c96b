"""Made-up registers and journals of every sort: what must hold for any of them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from bench import generate

from tests.conftest import Talk


def taken_in(talk: Talk, findings: int, seed: int) -> None:
    """A generated register and journal, loaded."""
    made = generate.registers(talk.folder / "data", findings, seed)
    lines = [json.dumps(record) for record in generate.journal(made, seed, entries=6)]
    (talk.folder / "journal.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    talk("load", *files(talk.folder)).ok()
    talk("import", "journal", "journal.jsonl").ok()


def files(folder: Path) -> list[str]:
    return sorted(str(path) for path in (folder / "data").glob("force-*.yaml"))


@pytest.mark.parametrize("seed", range(6))
def test_what_holds_for_any_register(talk: Talk, seed: int) -> None:
    taken_in(talk, 60 + 40 * seed, seed)
    talk("check", *files(talk.folder)).ok()
    talk("verify").ok()
    assert '"unchanged": 0' not in talk("load", *files(talk.folder), "-f", "json").ok().out
    totals = json.loads(talk("summary", "-f", "json").ok().out)["totals"]
    listed = talk("list", "-f", "json").rows
    assert totals["findings"] + totals["observations"] == len(listed) == 60 + 40 * seed
    assert totals["open"] + totals["open_observations"] == sum(row["open"] for row in listed)
    overdue = json.loads(talk("overdue", "-f", "json").ok().out)
    today = talk.now.date()
    late = [
        (row["finding"], deadline["deadline"])
        for row in listed
        for deadline in row["deadlines"]
        if row["open"]
        and row["status"] not in ("complete", "on hold")
        and deadline["due"]
        and not deadline["met"]
        and dt.date.fromisoformat(deadline["due"]) < today
    ]
    assert sorted((row["finding"], row["deadline"]) for row in overdue["rows"]) == sorted(late)
    kinds = {row["finding"]: row["kind"] for row in listed}
    formal = [late_one for late_one in late if kinds[late_one[0]] != "observation"]
    assert totals["overdue"] == overdue["totals"]["findings"] == len({finding for finding, _ in formal})
    assert totals["overdue_deadlines"] == overdue["totals"]["deadlines"] == len(formal)


@pytest.mark.parametrize("seed", range(3))
def test_a_summary_since_a_day_is_the_same_by_both_ways(talk: Talk, seed: int) -> None:
    taken_in(talk, 150, seed)
    today = talk.now.date().isoformat()
    for day in ("2009-01-01", "2016-05-05", "2026-06-01", "2026-11-19", today):
        quick = json.loads(talk("summary", "--since", day, "-f", "json").ok().out)["totals"]
        # With a day given, both days are folded in full and compared.
        slow = json.loads(
            talk("summary", "--since", day, "--known-on", "2026-12-31", "-f", "json").ok().out
        )
        assert quick == slow["totals"]


@pytest.mark.parametrize("seed", range(3))
def test_an_earlier_day_is_the_same_whether_all_or_some_is_folded(talk: Talk, seed: int) -> None:
    taken_in(talk, 150, seed)
    for day in ("2009-01-01", "2016-05-05", "2026-06-01", "2026-11-18"):
        for report in (["overdue"], ["list"], ["export", "board"], ["summary"]):
            some = talk(*report, "--as-at", day, "-f", "json").ok().out
            assert some == talk(*report, "--as-at", day, "--known-on", "2026-12-31", "-f", "json").ok().out


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        made = generate.registers(tmp_path / name, 120, seed=3)
        (tmp_path / name / "journal").write_text(json.dumps(list(generate.journal(made, seed=3))))
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two


def test_several_forces_are_reported_one_by_one(talk: Talk) -> None:
    made = [generate.Made(n, 40, 1, 0) for n in (1, 2, 3)]
    (talk.folder / "data").mkdir()
    for one in made:
        path = talk.folder / "data" / f"force-0{one.number}.yaml"
        path.write_text("\n".join(one.lines()) + "\n", encoding="utf-8")
    talk("load", *files(talk.folder)).ok()
    for report in (["overdue"], ["list"], ["summary"], ["grades"], ["changes"]):
        parts = [talk(*report, "--force", f"force 0{n}", "-f", "json").rows for n in (1, 2, 3)]
        whole = talk(*report, "-f", "json").rows
        if report != ["summary"]:
            assert sorted(map(str, whole)) == sorted(str(row) for part in parts for row in part)
        else:
            assert [row["total"] for row in whole] == [
                sum(c) for c in zip(*([r["total"] for r in p] for p in parts), strict=True)
            ]
    for n in (1, 2, 3):
        talk("assign", f"f0{n}-2006-0-1", "DCC", "--on", "2026-01-05").ok()
    for what in ("board", "findings", "deadlines", "progress", "grades", "follow-ups", "reports"):
        for day in ((), ("--as-at", "2026-02-01"), ("--known-on", "2026-12-31")):
            lines = talk("export", what, "-f", "csv", "--no-bom", *day).ok().out.splitlines()
            some = [
                talk("export", what, "-f", "csv", "--no-bom", "--force", f"force 0{n}", *day).ok().out
                for n in (1, 2, 3)
            ]
            assert sorted(lines[1:]) == sorted(line for text in some for line in text.splitlines()[1:])
            assert len({text.count("\n") for text in some}) <= 3
            assert all(text.count("\n") < len(lines) for text in some)
    talk("board", "--since", "2026-01-01", "--force", "Force 02 Police", "-o", "two").ok()
    assert "Force 02 Police" in (talk.folder / "two" / "paper.html").read_text(encoding="utf-8")
    assert "f01-" not in (talk.folder / "two" / "board.csv").read_text(encoding="utf-8")
    said = talk("overdue", "--force", "Forse 01 Police")
    assert said.code == 2
    assert "did you mean Force 01 Police?" in said.err


def test_one_bad_file_of_several_loads_nothing_and_is_named(talk: Talk) -> None:
    taken_in(talk, 60, 1)
    before = talk("list", "-f", "json").out
    bad = talk.folder / "data" / "force-02.yaml"
    other = generate.Made(2, 40, 1, 0)
    bad.write_text("\n".join(other.lines()).replace("kind: observation", "kind: observacion", 1) + "\n")
    good = talk.folder / "data" / "force-03.yaml"
    good.write_text("\n".join(generate.Made(3, 40, 1, 0).lines()) + "\n")
    said = talk("load", *files(talk.folder))
    assert said.code == 1
    assert "force-02.yaml" in said.out
    assert "force-03.yaml" not in said.out
    assert talk("list", "-f", "json").out == before


def test_an_id_of_another_force_is_refused_with_its_owner(talk: Talk) -> None:
    taken_in(talk, 60, 1)
    text = Path(files(talk.folder)[0]).read_text(encoding="utf-8")
    talk.write(text.replace("Force 01 Police", "Force 09 Police"), "data/other.yaml")
    said = talk("load", "data/other.yaml")
    assert said.code == 2
    assert "already belongs to Force 01 Police" in said.err
    assert "ids are unique across all forces" in said.err
