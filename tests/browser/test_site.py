"""The site in headless Chromium: axe-core finds nothing, it fits, prints, filters, and needs no colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.axe import axe
from tests.browser.conftest import looked_at
from tests.conftest import REAL_REGISTER, Talk
from tests.registers import TWO_REPORTS

PAGES = (
    "index.html", "findings.html", "threads.html", "inspections.html", "owners.html",
    "finding/crime-2014-r1.html", "finding/core-business-2014-o5.html", "inspection/peel-2021-22.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    talk = Talk(folder, environ={"HMIC_DB": str(folder / "recommendations.db")})
    talk("load", str(REAL_REGISTER)).ok()
    for args in (
        ("assign", "crime-2014-r1", "Head of a Department with a Very Long Name Indeed", "--on", "2026-06-01"),
        ("extend", "crime-2014-r3", "2026-12-15", "--deadline", "1", "--reason", "x" * 300, "--on", "2026-06-01"),
        ("target", "peel-2021-22-a3", "2027-01-31", "--on", "2026-03-01"),
        ("progress", "crime-2014-r1", "--note", "y" * 400, "--on", "2026-06-02"),
        ("progress", "peel-2021-22-a1", "--status", "on hold", "--note", "wait", "--review-on", "2027-03-01",
         "--on", "2026-06-02"),
    ):  # fmt: skip
        talk(*args).ok()
    talk("site", "-o", str(talk.folder / "site")).ok()
    return talk.folder / "site"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    browser: webdriver.Chrome, site: Path, page: str, width: int, scheme: str
) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    looked_at(browser, site / page, width)
    assert axe(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of two forces."""
    folder = tmp_path_factory.mktemp("several")
    talk = Talk(folder, environ={"HMIC_DB": str(folder / "recommendations.db")})
    other = talk.write(
        TWO_REPORTS.replace("crime-2014", "fen-2014").replace("peel-2016", "fen-2016"), "fen.yaml"
    )
    other.write_text(other.read_text("utf-8").replace("Testshire", "Fenland"), "utf-8")
    talk("load", str(REAL_REGISTER), str(other)).ok()
    talk("site", "-o", str(folder / "site")).ok()
    return folder / "site"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_forces_and_themes_of_several_are_as_good(
    browser: webdriver.Chrome, several: Path, width: int, scheme: str
) -> None:
    test_axe_finds_nothing_and_nothing_overflows(browser, several, "groups.html", width, scheme)
    browser.find_element(By.LINK_TEXT, "Fenland Police").click()
    assert browser.find_element(By.ID, "shown").text == "Showing 3 findings and 1 observation."


def visible(browser: webdriver.Chrome) -> int:
    rows = browser.find_elements(By.CSS_SELECTOR, "#items tbody tr")
    return sum(row.is_displayed() for row in rows)


def test_the_table_is_filtered_and_the_filter_is_in_the_address(
    browser: webdriver.Chrome, site: Path
) -> None:
    looked_at(browser, site / "findings.html", 1280)
    everything = visible(browser)
    Select(browser.find_element(By.ID, "kind")).select_by_value("recommendation")
    some = visible(browser)
    assert 0 < some < everything
    browser.find_element(By.ID, "words").send_keys("offender")
    assert 0 < visible(browser) < some
    address = browser.current_url
    assert address.endswith("#words=offender&kind=recommendation")
    few = visible(browser)
    browser.get("about:blank")
    browser.get(address)
    assert visible(browser) == few, "sent as a link it shows the same"
    assert f"Showing {few} finding" in browser.find_element(By.ID, "shown").text
    browser.find_element(By.ID, "words").send_keys("qqqq")
    assert "No findings match" in browser.find_element(By.ID, "shown").text
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    browser.execute_async_script("setTimeout(arguments[0], 50)")
    assert visible(browser) == everything


def test_the_table_is_sorted_and_says_how(browser: webdriver.Chrome, site: Path) -> None:
    looked_at(browser, site / "findings.html", 1280)
    Select(browser.find_element(By.ID, "order")).select_by_value("late")
    assert browser.find_element(By.ID, "sorted").text == "Most overdue first"
    rows = browser.find_elements(By.CSS_SELECTOR, "#items tbody tr")
    late = [int(str(row.get_attribute("data-late"))) for row in rows]
    assert late == sorted(late, reverse=True)
    assert late[0] > 0
    assert browser.current_url.endswith("#order=late")
    browser.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    browser.execute_async_script("setTimeout(arguments[0], 50)")
    assert browser.find_element(By.ID, "sorted").text == "In the order of the reports"
    first = browser.find_element(By.CSS_SELECTOR, "#items tbody tr .id").text
    assert first.startswith("child-abuse-2007-o1")


def test_on_a_narrow_screen_filters_are_folded_and_pictures_reach_today(
    browser: webdriver.Chrome, site: Path
) -> None:
    looked_at(browser, site / "findings.html", 390)
    assert not browser.find_element(By.ID, "kind").is_displayed()
    browser.find_element(By.TAG_NAME, "summary").click()
    assert browser.find_element(By.ID, "kind").is_displayed()
    looked_at(browser, site / "threads.html", 390)
    ends = browser.execute_script(
        "return [...document.querySelectorAll('svg.at-narrow .today')].map(e => e.getBoundingClientRect().right)"
    )
    assert len(ends) > 20
    assert all(300 < end <= 390 for end in ends)
    for page in ("index.html", "threads.html", "inspections.html"):
        looked_at(browser, site / page, 390)
        sizes = browser.execute_script(
            "return [...document.querySelectorAll('svg text')].map(e => e.getBoundingClientRect())"
            ".filter(box => box.width).map(box => box.height)"
        )
        assert min(sizes, default=11) >= 11, "words in pictures can be read"
        wide = browser.execute_script(
            "return [...document.querySelectorAll('caption')].map(e => e.getBoundingClientRect().width)"
        )
        assert min(wide, default=300) > 250, "captions are as wide as their tables"


def test_every_figure_of_the_overview_leads_to_its_list(browser: webdriver.Chrome, site: Path) -> None:
    looked_at(browser, site / "index.html", 1280)
    cards = [
        (
            int(li.find_element(By.TAG_NAME, "b").text.replace(",", "")),
            str(li.find_element(By.TAG_NAME, "a").get_attribute("href")),
        )
        for li in browser.find_elements(By.CSS_SELECTOR, ".cards li")
    ]
    bars = [
        (
            int(row.find_element(By.CSS_SELECTOR, ".bar").text.replace(",", "")),
            str(links[0].get_attribute("href")),
        )
        for row in browser.find_elements(By.CSS_SELECTOR, ".bars tbody tr")
        if (links := row.find_elements(By.TAG_NAME, "a"))
    ]
    tried = 0
    for number, to in (*cards, *bars):
        if "findings.html#" not in to:
            continue
        browser.get("about:blank")
        browser.get(to)
        said = browser.find_element(By.ID, "shown").text
        assert (f"Showing {number} finding" in said) or (number == 0 and "No findings" in said), (
            number,
            to,
            said,
        )
        tried += 1
    assert tried > 10


def test_without_scripts_every_page_can_be_read(browser: webdriver.Chrome, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get((site / "findings.html").as_uri())
        source = browser.page_source
        assert '<details class="filter" hidden' in source
        assert source.count("<tr data-kind") == 119
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize("page", PAGES)
def test_it_prints(browser: webdriver.Chrome, site: Path, page: str) -> None:
    looked_at(browser, site / page, 1280)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert len(printed["data"]) > 20_000
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not browser.find_element(By.CSS_SELECTOR, ".nav").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_by_keyboard_alone_the_threads_are_reached(browser: webdriver.Chrome, site: Path) -> None:
    looked_at(browser, site / "threads.html", 1280)
    marks = browser.find_elements(By.CSS_SELECTOR, ".threads svg.at-wide a")
    assert len(marks) > 40
    assert all(mark.get_attribute("aria-label") for mark in marks)
    browser.execute_script("arguments[0].focus()", marks[0])
    assert browser.execute_script("return document.activeElement === arguments[0]", marks[0])
