"""The page of changes in headless Chromium: it renders, is silent, and fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browser.axe import axe
from tests.browser.conftest import assert_fits, looked_at
from tests.conftest import REAL_REGISTER, Talk


@pytest.fixture
def page(talk: Talk) -> Path:
    talk("load", str(REAL_REGISTER)).ok()
    talk("extend", "crime-2014-r1", "2015-09-30", "--deadline", "1", "--reason", "<b>bold</b> & late",
         "--on", "2015-02-01").ok()  # fmt: skip
    talk("changes", "-o", "changes.html").ok()
    return talk.folder / "changes.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_and_nothing_is_reported(
    browser: webdriver.Chrome, page: Path, width: int
) -> None:
    assert_fits(browser, page, width, "h1,h2,h3,p,li")


def test_it_needs_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "http" not in text.replace("https://www.nationalarchives", "")
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<b>bold</b>" not in text


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browser: webdriver.Chrome, page: Path, width: int) -> None:
    looked_at(browser, page, width)
    assert axe(browser) == []


def test_every_mark_can_be_reached_and_leads_to_its_words(browser: webdriver.Chrome, page: Path) -> None:
    looked_at(browser, page, 1280)
    marks = browser.find_elements(By.CSS_SELECTOR, ".threads tbody a[aria-label]")
    assert len(marks) > 30
    dead = browser.execute_script(
        "return [...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href')).filter(h => "
        "!h.startsWith('#') || !document.getElementById(h.slice(1)))"
    )
    assert dead == []


def test_it_prints_to_paper(browser: webdriver.Chrome, page: Path) -> None:
    looked_at(browser, page, 1280)
    paper = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert len(paper["data"]) > 50_000


def test_deadlines_and_extensions_are_bars(browser: webdriver.Chrome, page: Path) -> None:
    looked_at(browser, page, 1280)
    titles = [
        element.get_attribute("textContent")
        for element in browser.find_elements(By.CSS_SELECTOR, ".threads rect title")
    ]
    assert any(str(title).startswith("Due 27 May 2015, “within six months”") for title in titles)
    assert any(str(title).startswith("Extended to 30 Sep 2015, set on 1 Feb 2015") for title in titles)
