"""`hmic site`: the pages hold together, say what `show` says, and are written whole or not at all."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from hmic.render.charts import Axis
from hmic.site.page_links import slug
from tests.cli.test_public import MARK, written
from tests.conftest import REAL_REGISTER, Talk
from tests.registers import CONCERN, TWO_REPORTS

__all__ = ["written"]


@pytest.fixture
def real(talk: Talk) -> Talk:
    talk("load", str(REAL_REGISTER)).ok()
    say = [
        ("assign", "crime-2014-r2", "ACC <Crime> & Co", "--on", "2026-06-01"),
        (
            "extend",
            "crime-2014-r3",
            "2026-12-15",
            "--deadline",
            "1",
            "--reason",
            "=1+1",
            "--on",
            "2026-06-01",
        ),
        ("target", "peel-2021-22-a3", "2027-01-31", "--on", "2026-03-01"),
        ("progress", "crime-2014-r2", "--note", "<script>alert(1)</script>", "--on", "2026-06-02"),
    ]
    for args in say:
        talk(*args).ok()
    return talk


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


def words(page: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page.split("</style>")[1]).split()))


def test_every_link_leads_to_a_page_and_nothing_leads_out(real: Talk) -> None:
    assert (
        real("site").ok().err == f"wrote {len(pages(real.folder / 'site'))} pages; open site/index.html\n"
    )
    found = pages(real.folder / "site")
    assert len([path for path in found if path.startswith("finding/")]) == 119
    for path, page in found.items():
        assert "http" not in page, path
        assert ("<script" in page) == (path == "findings.html"), path
        assert "<script>alert" not in page
        for to in re.findall(r'(?:href|src)="([^"]*)"', page):
            place = html.unescape(to).split("#")[0]
            if place:
                target = (real.folder / "site" / path).parent / place
                assert target.resolve().relative_to(real.folder / "site").as_posix() in found, (path, to)


def test_a_finding_says_what_show_says(real: Talk) -> None:
    real("site").ok()
    page = words((real.folder / "site" / "finding" / "crime-2014-r3.html").read_text("utf-8"))
    for said in ("HMIC asked", "15 Dec 2026", "first 27 Feb 2015", "three calendar months from 27 November 2014",
                 "Moved once", "extended to 15 Dec 2026"):  # fmt: skip
        assert said in page
    owner = words((real.folder / "site" / "owner" / f"{slug('ACC <Crime> & Co')}.html").read_text("utf-8"))
    assert "1 open finding and 0 open observations" in owner
    shown = real("show", "crime-2014-r2", "-f", "json").ok().out
    page = words((real.folder / "site" / "finding" / "crime-2014-r2.html").read_text("utf-8"))
    for entry in re.findall(r'"text": "(.*?)"', shown):
        assert entry in page


def test_where_finding_and_thread_differ_the_page_says_so_and_what_to_do(talk: Talk) -> None:
    talk("load", str(REAL_REGISTER)).ok()
    talk("site").ok()
    page = words((talk.folder / "site" / "finding" / "major-crime-2008-a38.html").read_text("utf-8"))
    assert "This finding itself is open, but its thread is closed" in page
    assert "effectiveness-2015-o10 (closed)." in page
    assert (
        "resolved, of Long delays in examining digital evidence effectiveness-2015-o10 : Investment" in page
    )
    threads = words((talk.folder / "site" / "threads.html").read_text("utf-8"))
    assert "closed; still open in it: 1 finding " in threads
    command = "progress major-crime-2008-a38 --status closed --closed-by peel-2021-22"
    assert f"hmic {command}" in page
    talk(*command.split()).ok()
    talk("site").ok()
    page = words((talk.folder / "site" / "finding" / "major-crime-2008-a38.html").read_text("utf-8"))
    assert "but its thread" not in page


def test_the_pages_say_whose_words_they_are_and_what_is_loaded(talk: Talk) -> None:
    talk("load", str(REAL_REGISTER)).ok()
    talk("site").ok()
    found = {path: words(page) for path, page in pages(talk.folder / "site").items()}
    only = "nothing that the force has done is recorded yet. The newest report is PEEL 2021/22"
    assert all(only in page for page in found.values())
    assert not any("Head of the journal" in page for page in found.values())
    page = found["finding/crime-2014-r1.html"]
    overview = found["index.html"]
    assert "27 Feb 2015: 4,284 days overdue 31 Mar 2015: 4,252 days overdue not mentioned since" in overview
    assert "improved, 2022 (PEEL 2021/22)" in overview
    assert "raised again, 2022 (PEEL 2021/22)" in found["finding/core-business-2014-o10.html"]
    assert "In the register’s words, which need not be the report’s" in page
    assert "the passage that begins “Within six months Leicestershire Police" in page
    assert "The force has not recorded part a complete." in page
    assert page.count("Have methods in place for three things") == 1, "its history does not repeat it"
    assert "not met" not in page
    assert "not for the force to act on" in found["finding/effectiveness-2015-o16.html"]
    talk(
        "progress", "crime-2014-r1", "--status", "complete", "--part", "a", "--evidence", "https://x.test/a"
    ).ok()
    talk("site").ok()
    found = {path: words(page) for path, page in pages(talk.folder / "site").items()}
    assert not any(only in page for page in found.values())
    assert all("Head of the journal: 1:" in page for page in found.values())
    assert "The force has recorded part a complete." in found["finding/crime-2014-r1.html"]


def test_grades_are_the_newest_first_and_keep_the_names_that_reports_gave(talk: Talk) -> None:
    talk("load", str(REAL_REGISTER)).ok()
    talk("site").ok()
    found = pages(talk.folder / "site")
    given = talk("grades", "-f", "json").rows
    newest = [row for row in given if row["report"] == "peel-2021-22"]
    for page in ("index.html", "inspections.html"):
        told = words(found[page])
        for grade in ("outstanding", "good", "adequate", "requires improvement", "inadequate"):
            areas = [row["report_area"] for row in newest if row["grade"] == grade]
            assert f"{len(areas)} {grade}" in told
            assert not areas or f"{grade} {'; '.join(areas)}" in told
        assert "not graded Disrupting serious organised crime (Serious and organised crime is now" in told
        assert "do not show whether an area is better or worse" in told
    grid = found["inspections.html"].split('<table class="heat">')[1]
    heads = re.findall(r'href="inspection/([^"]+)\.html"', grid)
    assert heads[0] == "peel-2021-22"
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', grid)
    assert len(rows) == len({row["area"] for row in given})
    for area, cells in rows:
        for report, cell in zip(heads, re.findall(r"<td(.*?)</td>", cells), strict=True):
            at = (html.unescape(area), report)
            own = next((row for row in given if (row["area"], row["report"]) == at), None)
            assert bool(own) == ("<b>" in cell)
            coloured = re.search(r'class="(best|good|even|fair|poor)', cell)
            assert bool(coloured) == bool(own and own["grade"] and report == "peel-2021-22")
            named = re.search(r"as “(.*?)”", cell)
            differs = own and own["report_area"] != own["area"]
            assert (html.unescape(named[1]) if named else None) == (
                own["report_area"] if own and differs else None
            )


def test_the_same_again_gives_the_same_bytes_and_replaces_only_its_own(real: Talk) -> None:
    real("site").ok()
    before = pages(real.folder / "site")
    real("site", "-o", "again").ok()
    assert pages(real.folder / "again") == before
    (real.folder / "site" / "owner" / "mine.txt").write_text("mine")
    said = real("site")
    assert said.code == 2
    assert "site is not replaced: owner/mine.txt in it was not written by hmic" in said.err
    assert pages(real.folder / "site") == before
    (real.folder / "site" / "owner" / "mine.txt").unlink()
    real("site", "--as-at", "2015-06-01").ok()
    assert "1 June 2015" in (real.folder / "site" / "index.html").read_text("utf-8")


def test_what_is_published_names_no_owner_and_holds_nothing_of_the_force(written: Talk) -> None:
    written("site", "-o", "open").ok()
    assert MARK in pages(written.folder / "open")["finding/crime-2014-r1.html"], "the marks are there"
    written("site", "--public", "-o", "published").ok()
    found = pages(written.folder / "published")
    assert not [path for path in found if path.startswith("owner")]
    for path, page in found.items():
        body = words(page).replace("Without owners, notes and evidence", "")
        assert MARK not in page.lower(), path
        assert "owner" not in body.lower(), path


def test_several_forces_are_kept_apart(talk: Talk) -> None:
    other = TWO_REPORTS.replace("crime-2014", "fen-2014").replace("peel-2016", "fen-2016")
    one, two = talk.write(TWO_REPORTS, "one.yaml"), talk.write(other, "two.yaml")
    two.write_text(two.read_text("utf-8").replace("Testshire", "Fenland"), "utf-8")
    talk("load", str(one), str(two)).ok()
    talk("site").ok()
    assert "Fenland Police" in words(pages(talk.folder / "site")["inspections.html"])
    talk("site", "--force", "Fenland Police", "-o", "fen").ok()
    found = pages(talk.folder / "fen")
    assert "finding/fen-2014-r1.html" in found
    assert "finding/crime-2014-r1.html" not in found


def test_an_empty_database_and_a_day_before_everything_have_a_site(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS + CONCERN)
    talk("site", "--as-at", "1999-01-01").ok()
    assert " 0 open " in words(pages(talk.folder / "site")["index.html"])
    talk("site", "--known-on", "2000-01-01").ok()
    assert "Nothing was recorded by 1 January 2000" in words(pages(talk.folder / "site")["index.html"])


def test_time_is_in_proportion_and_two_owners_never_share_a_page() -> None:
    import datetime as dt

    axis = Axis(dt.date(2000, 1, 1), dt.date(2020, 1, 1))
    middle = axis.at(dt.date(2010, 1, 1))
    assert abs(middle - (axis.at(axis.first) + axis.at(axis.last)) / 2) < 0.2
    assert axis.at(dt.date(1990, 1, 1)) == axis.at(axis.first)
    assert len({slug(post) for post in ("ACC Crime", "ACC/Crime", "acc crime", "", "Ärzte", "../..")}) == 6
    assert all(re.fullmatch(r"[a-z0-9-]+", slug(post)) for post in ("..", "", "Ä", "CON", "a/b\\c"))
