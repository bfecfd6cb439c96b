"""How much of what a report asks for `hmic draft` finds, and how fast; writes bench/DRAFT.md.

The five real texts are looked for in the folder that HMIC_REPORTS or the first argument names; without it
their part of the page stays as it is. PDFs are made for the purpose, by reportlab and by LibreOffice.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.draft import pages, pdfs
from tests.draft.made import LAYOUTS, Made, as_text, boxes_2021, without_cues
from tests.draft.scoring import Score, bare, score

from hmic.draft.compose import Draft, Given, drafted
from hmic.draft.read_file import read
from hmic.model import Kind
from hmic.register.register_files import check_files
from hmic.register_records import Report

HERE = Path(__file__).parent
PAGE = HERE / "DRAFT.md"
REGISTER = HERE.parent / "data" / "recommendations.yaml"
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "box text last in the file": {"late": True},
    "framed boxes": {"shade": "frame"},
    "two columns": {"columns": 2},
    "footnotes, other font": {"notes": True, "font": "Times"},
    "two columns, box text last": {"late": True, "columns": 2, "shade": "#f6e7d7"},
}
SEEDS = range(int(os.environ.get("HMIC_SEEDS", "24")))
HELD_BACK = 3
"""Every third case is held back: nobody looks at it while the rules are written."""


class Sum(NamedTuple):
    """Counts over several reports."""

    found: int = 0
    missed: int = 0
    extra: int = 0
    flagged: int = 0
    phrases: int = 0
    phrases_right: int = 0
    grades: int = 0
    grades_right: int = 0

    def plus(self, made: Made, draft: Draft, result: Score) -> Sum:
        """With one more report's."""
        mine = {grade.area.lower(): grade.grade for grade in draft.grades}
        right = sum(mine.get(area.lower()) == grade for area, grade in made.grades.items())
        wanted = [phrase.lower() for truth in made.truth for phrase in truth.deadlines]
        read_ = [phrase.lower() for one in result.found for phrase in one.deadlines]
        hit = sum(min(wanted.count(phrase), read_.count(phrase)) for phrase in set(wanted))
        return Sum(
            self.found + len(result.found), self.missed + len(result.missed), self.extra + len(result.extra),
            self.flagged + sum(bool(one.review) for one in result.found), self.phrases + len(wanted),
            self.phrases_right + hit, self.grades + len(made.grades), self.grades_right + right,
        )  # fmt: skip

    @property
    def recall(self) -> float:
        """How much of what was to be found was."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """How much of what was found was to be."""
        return self.found / max(1, self.found + self.extra)

    def cells(self) -> str:
        """A row of a table."""
        return (
            f"{self.found + self.missed} | {self.recall:.3f} | {self.precision:.3f} | "
            f"{self.phrases_right} of {self.phrases} | {self.grades_right} of {self.grades}"
        )


HEAD = "| {0} | findings | recall | precision | deadline phrases | grades |\n|---|---|---|---|---|---|\n"


def table(name: str, sums: dict[str, Sum]) -> str:
    """A row for each, and one for all."""
    total = Sum(*(sum(column) for column in zip(*sums.values(), strict=True)))
    rows = "".join(f"| {key} | {value.cells()} |\n" for key, value in sums.items())
    return HEAD.format(name) + rows + f"| all | {total.cells()} |\n"


def both(name: str, sums: dict[tuple[bool, str], Sum]) -> str:
    """A table of the cases that were looked at, and one of those held back."""
    seen = {key: value for (held, key), value in sums.items() if not held}
    held = {key: value for (held, key), value in sums.items() if held}
    return f"Looked at while the rules were written:\n\n{table(name, seen)}\nHeld back until the end:\n\n{table(name, held)}"


def real(folder: Path) -> str:
    """The five real reports against the register, which is the truth: findings that are no observations."""
    register = check_files([REGISTER]).registers[0][1]
    rows, total = "", [0] * 8
    for report in register.reports:
        if not report.file or not (folder / report.file).is_file():
            continue
        draft = drafted(read(folder / report.file), Given(report.file, force=register.force))
        counts = _real(report, draft)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        rows += f"| {report.id} | {_cells(counts)} |\n"
    head = (
        "| report | findings | recall | precision | deadline phrases | grades, and areas without one |\n"
        "|---|---|---|---|---|---|\n"
    )
    return f"{head}{rows}| all | {_cells(total)} |\n"


def _cells(counts: list[int]) -> str:
    found, wanted, drafted_, phrases, phrases_wanted, grades, grades_wanted, _ = counts
    return (
        f"{wanted} | {found / max(1, wanted) if wanted else 1:.3f} | {found / drafted_ if drafted_ else 1:.3f} | "
        f"{phrases} of {phrases_wanted} | {grades} of {grades_wanted}"
    )


def _real(report: Report, draft: Draft) -> list[int]:
    formal = [one for one in report.findings if one.kind is not Kind.OBSERVATION]
    rest = list(draft.every())
    found = phrases = wanted = 0
    for one in formal:
        opening = bare(one.source.opening if one.source else "")
        match = next(
            (r for r in rest if opening in bare(f"{r.title} {r.requirement}") and r.kind == one.kind), None
        )
        wanted += len(one.deadlines)
        if match is not None:
            rest.remove(match)
            found += 1
            mine = [phrase.lower() for phrase in match.deadlines]
            phrases += sum(deadline.phrase.lower() in mine for deadline in one.deadlines)
    mine_ = {grade.area.lower(): grade.grade for grade in draft.grades}
    grades = sum(g.area.lower() in mine_ and mine_[g.area.lower()] == g.grade for g in report.grades)
    extra = sum(area not in {g.area.lower() for g in report.grades} for area in mine_)
    return [found, len(formal), len(draft.every()), phrases, wanted, grades, len(report.grades), extra]


def made(folder: Path) -> dict[tuple[bool, str], Sum]:
    """PDFs by reportlab, in every layout and look."""
    sums: dict[tuple[bool, str], Sum] = defaultdict(Sum)
    for number, (layout, make) in enumerate(LAYOUTS.items()):
        for seed in SEEDS:
            look = list(LOOKS)[(seed // HELD_BACK + number + seed) % len(LOOKS)]
            report = make(seed)
            path = pdfs.write(report, folder / f"{report.name}.pdf", **LOOKS[look])
            key = (seed % HELD_BACK == HELD_BACK - 1, layout)
            sums[key] = _take(sums[key], report, path)
    return sums


def _take(total: Sum, report: Made, path: Path) -> Sum:
    draft = drafted(read(path), Given(path.name))
    result = score(report, draft)
    held = int(re.findall(r"\d+", report.name)[-1]) % HELD_BACK == HELD_BACK - 1
    if os.environ.get("HMIC_SHOW") and not held and (result.missed or result.extra):
        print(path.name)
        for truth in result.missed:
            print("   missed", truth.kind, truth.first)
        for one in result.extra:
            print("   extra ", one.kind, one.rule, one.requirement[:110].replace("\n", " / "))
    return total.plus(report, draft, result)


def office(folder: Path) -> dict[tuple[bool, str], Sum]:
    """The same by LibreOffice: Word documents and web pages saved as PDFs, and those read as they are."""
    sums: dict[tuple[bool, str], Sum] = defaultdict(Sum)
    work: list[tuple[str, int, Made, Path]] = []
    for make in LAYOUTS.values():
        for seed in list(SEEDS)[:6]:
            report = make(1200 + seed)
            page = folder / f"{report.name}-page.html"
            styles = ("class", "style", "table", "none")
            page.write_text(
                pages.as_page(report, boxes=styles[seed % 3], heads="bold" if seed % 2 else "tags"),
                encoding="utf-8",
            )
            word = pages.write_docx(
                report, folder / f"{report.name}-word.docx", boxes="table" if seed % 2 else "shade"
            )
            text = folder / f"{report.name}-text.txt"
            text.write_text(as_text(report, width=90 if seed % 2 else 0), encoding="utf-8")
            work += [
                ("web page", seed, report, page),
                ("Word document", seed, report, word),
                ("text", seed, report, text),
            ]
    for kind, seed, report, path in work:
        key = (seed % HELD_BACK == HELD_BACK - 1, kind)
        sums[key] = _take(sums[key], report, path)
    if shutil.which("soffice"):
        _convert([path for kind, _, _, path in work if kind != "text"], folder)
        for kind, seed, report, path in work:
            pdf = path.with_suffix(".pdf")
            if pdf.exists():
                key = (seed % HELD_BACK == HELD_BACK - 1, f"{kind} saved as PDF by LibreOffice")
                sums[key] = _take(sums[key], report, pdf)
    return sums


def _convert(files: list[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for filters, suffix in (("writer_web_pdf_Export", ".html"), ("writer_pdf_Export", ".docx")):
        chosen = [str(path) for path in files if path.suffix == suffix]
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            f"pdf:{filters}",
            "--outdir",
            str(folder),
            *chosen,
        ]
        subprocess.run(command, check=False, capture_output=True, timeout=1200)


def without(folder: Path) -> str:
    """Boxes whose headings are gone: what is still found, and whether each says that it is not sure."""
    rows = ""
    for held in (False, True):
        found = wanted = drafted_ = flagged = 0
        for layout in ("boxes", "national", "fire"):
            for seed in SEEDS:
                if (seed % HELD_BACK == HELD_BACK - 1) is not held:
                    continue
                whole = LAYOUTS[layout](seed)
                report = without_cues(whole)
                inside = _boxed(whole)
                look = list(LOOKS)[(seed // HELD_BACK + seed) % len(LOOKS)]
                path = pdfs.write(report, folder / f"{report.name}-without.pdf", **LOOKS[look])
                draft = drafted(read(path), Given(path.name))
                firsts = [bare(truth.first) for truth in report.truth if bare(truth.first) in inside]
                texts = {one.id: bare(one.requirement) for one in draft.every()}
                for first in firsts:
                    match = next((one for one in draft.every() if first in texts[one.id]), None)
                    found += match is not None
                    if match is None and not held and os.environ.get("HMIC_SHOW"):
                        print(path.name, look, "missed", first)
                    flagged += match is not None and bool(match.review)
                wanted += len(firsts)
                drafted_ += len(draft.every())
        rows += f"| {'held back' if held else 'looked at'} | {wanted} | {found / max(1, wanted):.3f} | {flagged} of {found} |\n"
    return f"| cases | findings in boxes | recall | flagged for review |\n|---|---|---|---|\n{rows}"


def _boxed(report: Made) -> str:
    def texts(pieces: list[object]) -> Iterator[str]:
        for piece in pieces:
            yield getattr(piece, "text", "") or ""
            for item in getattr(piece, "items", []):
                yield from texts([item]) if not isinstance(item, str) else [item]

    return bare(" ".join(text for piece in report.pieces if piece.kind == "box" for text in texts([piece])))


SPEED = """
import json, sys, time
began = time.perf_counter(); busy = time.process_time()
from pathlib import Path
from hmic.draft.compose import Given, drafted
from hmic.draft.read_file import read
from hmic.draft.write import written
draft = drafted(read(Path(sys.argv[1])), Given("report.pdf")); written(draft)
most = next(int(row.split()[1]) for row in open("/proc/self/status") if row.startswith("VmHWM"))
print(json.dumps([draft.pages, time.perf_counter() - began, time.process_time() - busy, most / 1024]))
"""


def speed(folder: Path) -> str:
    """Time and memory of a process of its own, start-up in it; the least of five runs."""
    rows = ""
    for pages_ in (60, 200):
        report = boxes_2021(1)
        seed = 2
        while True:
            path = pdfs.write(report, folder / f"long-{pages_}.pdf", late=True)
            import pypdfium2

            if len(pypdfium2.PdfDocument(path)) >= pages_:
                break
            for _ in range(max(1, pages_ // 20)):
                report.pieces += boxes_2021(seed).pieces[3:]
                seed += 1
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", SPEED, str(path)], check=True, capture_output=True, text=True
                ).stdout
            )
            for _ in range(5)
        ]
        best = min(runs, key=lambda run: run[1])
        rows += (
            f"| {best[0]} | {best[1]:.2f} s | {min(run[2] for run in runs):.2f} s | {best[3]:.0f} MiB |\n"
        )
    busy = f"The load was {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores.\n\n"
    return f"{busy}| pages | elapsed | processor | memory |\n|---|---|---|---|\n{rows}"


INTRO = f"""\
# What `hmic draft` finds

Made by `bench/draft.py`. A finding counts as found only with its first and last words, its kind, and nothing of another
finding in it; every other one in the draft counts against precision. The made-up reports are of six layouts
(`tests/draft/made.py`): PEEL from 2021 with boxes, the blocks of 2008, questions of 2014 to 2019, fire and rescue,
national reports, letters. Their PDFs differ in columns, fonts, footnotes, running headings, frames and colours; boxes
are torn over pages and columns, and in many the words of boxes stand last in the file. Of {len(SEEDS)} reports for
each layout (in other formats at most six) every third was held back until the rules were done. Layouts that these do
not have (pages that fold, ruled tables, boxes with one side drawn, joint and custody reports) are in
`tests/draft/test_layouts.py`.
"""


def main() -> int:
    """Measure, and write the page."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HMIC_REPORTS", "")
    began = time.perf_counter()
    parts = {"Five real reports, as text": ""}
    if given:
        parts["Five real reports, as text"] = real(Path(given))
    elif PAGE.exists():
        kept = re.search(
            r"## Five real reports, as text\n\n(.*?)\n## ", PAGE.read_text(encoding="utf-8"), re.DOTALL
        )
        parts["Five real reports, as text"] = kept[1] if kept else "Not measured here.\n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts["Made-up PDFs"] = both("layout", made(folder))
        parts["Other formats, and PDFs by LibreOffice"] = both("format", office(folder))
        parts["Boxes without their headings"] = without(folder)
        parts["Time and memory"] = speed(folder)
    text = INTRO + "".join(f"\n## {head}\n\n{body}" for head, body in parts.items())
    if "--dry" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    print(
        f"took {time.perf_counter() - began:.0f} s; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
