"""Registers and journals of any size, made up but lifelike; the same seed gives the same bytes.

    python bench/generate.py --findings 1000 FOLDER

writes `force-01.yaml` … and `journal.jsonl`, which `hmic load` and `hmic import journal` take. One force up
to 1,000 findings, five up to 10,000, and beyond that the 43 of England and Wales. Nine findings in ten are
closed; the others are worked on, extended, complete or late. The last day of the journal is `LAST`, with
exactly `RECENT` entries; exactly `MARKED` findings hold the word `MARK`, to be searched for.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIRST, LAST = dt.date(2006, 1, 1), dt.date(2026, 11, 20)
RECENT = 20
MARK, MARKED = "zephyr", 20
ENTRIES = 10
"""Journal entries a finding, on average."""

_WORDS = [
    "the",
    "force",
    "should",
    "review",
    "how",
    "officers",
    "record",
    "and",
    "supervise",
    "each",
    "investigation",
    "of",
    "domestic",
    "abuse",
    "so",
    "that",
    "victims",
    "are",
    "safe",
    "and",
    "evidence",
    "is",
    "gathered",
    "promptly",
    "by",
    "trained",
    "staff",
    "with",
    "clear",
    "guidance",
    "on",
    "risk",
    "custody",
    "neighbourhood",
    "policing",
    "crime",
    "outcomes",
    "résumé",
    "naïve",
    "café",
    "Łódź",
    "supervisors’",
    "“golden",
    "hour”",
    "–",
    "and",
    "partners",
    "share",
    "information",
    "about",
    "children",
    "missing",
    "from",
    "home",
    "before",
    "harm",
    "is",
    "done",
]
_THEMES = (
    "victims", "custody", "crime-recording", "domestic-abuse", "workforce", "wanted-people", "digital",
    "neighbourhoods", "leadership", "vetting", "child-protection", "call-handling",
)  # fmt: skip
_AREAS = ("Investigating crime", "Preventing crime", "Protecting vulnerable people", "Managing offenders")
_GRADES = ("outstanding", "good", "requires improvement", "inadequate")
_PHRASES = (
    "within three months", "within six weeks", "within 28 days", "within 12 months", "immediately",
    "as soon as possible", "by 31 March {next}", "by September {next}", "by the end of {next}",
    "every six months", "within 20 working days", "no later than 30 June {next}",
)  # fmt: skip
_VERDICTS = ("resolved", "improved", "improved", "unchanged", "worsened")
_POSTS = (*(f"Head of {name.title()}" for name in _THEMES), "ACC Crime", "DCC", "Head of Estates")
_KINDS = ("recommendation",) * 3 + ("area_for_improvement",) * 4 + ("observation",) * 3


def forces(findings: int) -> int:
    """How many forces share so many findings."""
    return 1 if findings <= 1000 else 5 if findings <= 10_000 else 43


class Made:
    """One force's register as it is written, and what its journal needs to know of it."""

    def __init__(self, number: int, findings: int, seed: int, marked: int) -> None:
        self.dice = random.Random(f"{seed}/{number}")
        self.number = number
        self.wanted = findings
        self.marked = marked
        self.raised: list[tuple[str, dt.date]] = []
        """Each finding and its report's day."""

    def lines(self) -> Iterator[str]:
        """The register's lines."""
        yield "register: 1"
        yield f"force: Force {self.number:02d} Police"
        yield "reports:"
        inspections = max(1, self.wanted // 20)
        for n in range(inspections):
            day = FIRST + dt.timedelta(days=(LAST - FIRST).days * n // inspections)
            count = self.wanted * (n + 1) // inspections - self.wanted * n // inspections
            yield from self._report(n, day, count)

    def _words(self, count: int) -> str:
        return " ".join(self.dice.choice(_WORDS) for _ in range(count))

    def _report(self, n: int, day: dt.date, count: int) -> Iterator[str]:
        name = f"f{self.number:02d}-{day.year}-{n}"
        published = day.isoformat() if n % 9 else day.isoformat()[:7]
        yield f"  - id: {name}"
        yield f"    title: Inspection {n} of {self._words(4)}"
        yield "    inspectorate: HMICFRS"
        yield f"    published: {published}"
        if n % 3 == 0:
            yield "    scale: peel-four-tier"
            yield "    grades:"
            for area in _AREAS:
                yield f"      - area: {area}"
                yield f"        grade: {self.dice.choice(_GRADES)}"
        earlier = self.raised[-200:]
        own: list[str] = []
        yield "    findings:"
        while len(own) < count:
            yield from self._finding(name, day, own, earlier, room=count - len(own))
        last = _last_day(published)
        self.raised += [(one, last) for one in own]
        old = [one for one, then in earlier if then < day.replace(day=1)]
        if old:
            yield "    follow_ups:"
            for finding in self.dice.sample(old, min(5, len(old))):
                yield f"      - finding: {finding}"
                yield f"        verdict: {self.dice.choice(_VERDICTS)}"
                yield f"        summary: {self._words(11).capitalize()}"

    def _finding(
        self, report: str, day: dt.date, own: list[str], earlier: list[tuple[str, dt.date]], *, room: int
    ) -> Iterator[str]:
        concern = room > 2 and self.dice.random() < 0.03
        kind = "cause_of_concern" if concern else self.dice.choice(_KINDS)
        yield from self._one("      ", report, day, own, kind)
        old = [one for one, then in earlier if then < day.replace(day=1)]
        if old and not concern and self.dice.random() < 0.1:
            yield f"        follows: [{self.dice.choice(old)}]"
        if concern:
            yield "        recommendations:"
            for _ in range(2):
                yield from self._one("          ", report, day, own, "recommendation")

    def _one(self, indent: str, report: str, day: dt.date, own: list[str], kind: str) -> Iterator[str]:
        name = f"{report}-{len(own) + 1}"
        own.append(name)
        inner = f"{indent}  "
        mark = f" {MARK}" if self.marked > 0 else ""
        self.marked -= 1
        yield f"{indent}- id: {name}"
        yield f"{inner}kind: {kind}"
        yield f"{inner}title: {self._words(6).capitalize()}{mark}"
        if self.dice.random() < 0.5:
            yield f"{inner}requirement: >-"
            for _ in range(5):
                yield f"{inner}  {self._words(13)}"
        else:
            yield f"{inner}requirement: {self._words(65).capitalize()}"
        yield f"{inner}area: {self.dice.choice(_AREAS)}"
        yield f"{inner}themes: [{', '.join(sorted(self.dice.sample(_THEMES, 2)))}]"
        if kind == "recommendation" or self.dice.random() < 0.15:
            yield f"{inner}deadlines:"
            for phrase in self.dice.sample(_PHRASES, self.dice.choice((1, 1, 1, 2))):
                yield f"{inner}  - phrase: {phrase.format(next=day.year + 1)}"
                yield f"{inner}    requires: {self._words(5)}"
        if self.dice.random() < 0.05:
            yield f"{inner}parts:"
            for letter in "ab":
                yield f"{inner}  - letter: {letter}"
                yield f"{inner}    requirement: {self._words(9)}"
        yield f"{inner}source:"
        yield f"{inner}  section: {self._words(3)}"
        yield f"{inner}  opening: {self._words(6)}"


def _last_day(published: str) -> dt.date:
    """The last day that a day or a month can mean."""
    if len(published) == len("2014-11-27"):
        return dt.date.fromisoformat(published)
    following = dt.date.fromisoformat(f"{published}-28") + dt.timedelta(days=4)
    return following.replace(day=1) - dt.timedelta(days=1)


def registers(folder: Path, findings: int, seed: int = 1) -> list[Made]:
    """Write the registers into a folder; gives what their journals are made from."""
    folder.mkdir(parents=True, exist_ok=True)
    count = forces(findings)
    made = []
    for n in range(count):
        own = findings * (n + 1) // count - findings * n // count
        one = Made(n + 1, own, seed, MARKED if n == 0 else 0)
        with (folder / f"force-{n + 1:02d}.yaml").open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in one.lines())
        made.append(one)
    return made


def journal(made: list[Made], seed: int = 1, entries: int = ENTRIES) -> Iterator[dict[str, Any]]:
    """The entries of the journal as `hmic export journal` writes them."""
    dice = random.Random(f"{seed}/journal")
    recent = 0
    for force in made:
        for finding, raised in force.raised:
            story = list(_story(dice, raised, entries))
            if recent < RECENT and raised < LAST - dt.timedelta(days=400):
                recent += 1
                story.append({"kind": "progress", "note": "Looked at again", "true_on": LAST})
            previous = None
            for said in story:
                on = said["true_on"]
                record = {
                    "uid": f"{dice.getrandbits(128):032x}",
                    "finding": finding,
                    "by_post": "Liaison officer",
                    "evidence": "[]",
                    **said,
                    "true_on": on.isoformat(),
                    "recorded_at": f"{on.isoformat()}T{9 + len(finding) % 8:02d}:00:00.000000Z",
                }
                if said["kind"] == "correction":
                    if previous is None:
                        continue
                    record["corrects"] = previous
                yield record
                previous = record["uid"] if said["kind"] == "progress" and "status" not in said else None


def _story(dice: random.Random, raised: dt.date, entries: int) -> Iterator[dict[str, Any]]:
    """What a force did about one finding, in order."""
    day = raised + dt.timedelta(days=dice.randrange(1, 20))
    last = LAST - dt.timedelta(days=1)
    if day > last:
        return
    yield {"kind": "assignment", "owner": dice.choice(_POSTS), "true_on": day}
    for n in range(entries - 2):
        day = min(day + dt.timedelta(days=dice.randrange(5, 40)), last)
        note = " ".join(dice.choice(_WORDS) for _ in range(dice.randrange(6, 16)))
        said: dict[str, Any] = {"kind": "progress", "note": note, "true_on": day}
        if n == 0:
            said["status"] = "in progress"
        elif dice.random() < 0.1:
            said["evidence"] = json.dumps([{"place": f"https://force.example/{dice.randrange(10**6)}"}])
        yield said
        if n and dice.random() < 0.02:
            yield {"kind": "correction", "reason": "Written for another finding", "true_on": day}
    day = min(day + dt.timedelta(days=20), last)
    end = dice.random()
    if end < 0.9:
        yield {
            "kind": "progress",
            "status": "closed",
            "closed_by": "The inspectorate's letter",
            "true_on": day,
        }
    elif end < 0.94:
        due = LAST + dt.timedelta(days=dice.randrange(-200, 400))
        if due > raised:
            yield {"kind": "extension", "due": due.isoformat(), "reason": "A supplier is late",
                   "agreed_by": "DCC", "true_on": day}  # fmt: skip
    elif end < 0.97:
        yield {"kind": "progress", "status": "complete", "note": "Done", "true_on": day,
               "evidence": json.dumps([{"place": "https://force.example/done"}])}  # fmt: skip


def main() -> None:
    """Write the files that the command line asks for."""
    options = argparse.ArgumentParser(description="A register and a journal of any size.")
    options.add_argument("folder", type=Path)
    options.add_argument("--findings", type=int, default=1000)
    options.add_argument("--entries", type=int, default=ENTRIES)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    made = registers(given.folder, given.findings, given.seed)
    with (given.folder / "journal.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for record in journal(made, given.seed, given.entries):
            file.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
