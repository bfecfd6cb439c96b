"""The board's paper in headless Chromium: it fits, is silent, prints to A4, and needs no colour."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pypdfium2
import pytest
from selenium import webdriver

from tests.browser.axe import axe
from tests.browser.conftest import assert_fits, looked_at
from tests.conftest import REAL_REGISTER, Talk


@pytest.fixture
def page(talk: Talk) -> Path:
    talk("load", str(REAL_REGISTER)).ok()
    long = "The review took longer than planned, since " + "everybody waited for everybody else; " * 12
    talk("extend", "crime-2014-r2", "2026-10-15", "--deadline", "1", "--reason", long, "--agreed-by", "HMI",
         "--on", "2026-06-01").ok()  # fmt: skip
    talk("assign", "crime-2014-r2", "Head of a Department with a Long Name", "--on", "2026-06-01").ok()
    talk("progress", "crime-2014-r2", "--note", "x" * 300, "--on", "2026-06-02").ok()
    talk("progress", "peel-2021-22-a3", "--status", "closed", "--closed-by", "Letter of 1 October 2026",
         "--on", "2026-10-05").ok()  # fmt: skip
    talk("board", "--since", "2026-09-01", "--as-at", "2026-11-20").ok()
    return talk.folder / "board" / "paper.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_and_nothing_is_reported(
    browser: webdriver.Chrome, page: Path, width: int
) -> None:
    assert_fits(browser, page, width, "h1,h2,h3,p,li,figure,.stack td")
    cut = browser.execute_script(
        "return [...document.querySelectorAll('svg')].filter(s => [...s.querySelectorAll('text')].some(t => {"
        "const a = s.getBoundingClientRect(), b = t.getBoundingClientRect();"
        "return b.left < a.left - 1 || b.right > a.right + 1})).length"
    )
    assert cut == 0, "a label of a chart is cut off"


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: webdriver.Chrome, page: Path, width: int) -> None:
    looked_at(browser, page, width)
    assert axe(browser) == []


def test_it_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http" not in text
    assert "<script" not in text


def test_it_prints_to_a4_without_a_broken_table(browser: webdriver.Chrome, page: Path) -> None:
    looked_at(browser, page, 1280)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    data = base64.b64decode(printed["data"])
    boxes = {tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox \[([^]]+)\]", data)}
    assert len(boxes) == 1
    (box,) = boxes
    assert (round(box[2]), round(box[3])) == (595, 842)
    first = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    for head in (
        "What the board is asked to do",
        "Overdue",
        "At risk",
        "Closed",
        "Came back",
        "= open now",
    ):
        assert head in first, f"{head!r} is not on the first page"
    assert 4 <= len(re.findall(rb"/Type /Page\b", data)) <= 16
    looked_at(browser, page, 687)  # A4 without its margins, in CSS pixels
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        wide = browser.execute_script(
            "return [...document.querySelectorAll('table')].filter(t => "
            "t.getBoundingClientRect().right > innerWidth + 1).length"
        )
        rules = browser.execute_script(
            "return [...document.querySelectorAll('tr')].every(r => "
            "getComputedStyle(r).breakInside === 'avoid')"
        )
        heads = browser.execute_script(
            "return [...document.querySelectorAll('thead')].every(h => "
            "getComputedStyle(h).display === 'table-header-group')"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert wide == 0
    assert rules
    assert heads


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser: webdriver.Chrome, page: Path, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        looked_at(browser, page, 1280)
        seen = browser.execute_script(
            "const s = getComputedStyle(document.body), t = getComputedStyle(document.querySelector('svg text')),"
            " b = getComputedStyle(document.querySelector('svg.bars rect'));"
            "return [s.backgroundColor, s.color, t.fill, b.fill]"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    ground, *others = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in seen]
    assert all(abs(ground - other) > 300 for other in others)
    assert all(len(set(re.findall(r"\d+", colour)[:3])) == 1 for colour in seen), (
        "black, white and grey only"
    )
