"""A database in Datasette, as data/datasette.json describes it, in headless Chromium."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.conftest import REAL_REGISTER, Talk
from tests.test_datasette_file import FILE, SHOWN, TOLD


@pytest.fixture
def served(talk: Talk) -> Iterator[tuple[Talk, str]]:
    talk("load", str(REAL_REGISTER)).ok()
    talk("assign", "crime-2014-r2", "ACC Crime", "--on", "2026-06-01").ok()
    command = ["datasette", str(talk.folder / "recommendations.db"), "--metadata", str(FILE), "--port", "0"]
    log = talk.folder / "datasette.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=written, stderr=subprocess.STDOUT, cwd=talk.folder
        )
        try:
            yield talk, _address(server, log)
        finally:
            server.terminate()
            server.wait(20)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        found = re.search(r"running on (http://[\d.:]+)", log.read_text())
        if found:
            return found[1]
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(log.read_text())


def test_a_reader_sees_titles_columns_and_queries_and_no_internals(
    browser: webdriver.Chrome, served: tuple[Talk, str]
) -> None:
    talk, address = served
    browser.get(f"{address}/recommendations")
    links = [element.get_attribute("href") for element in browser.find_elements(By.CSS_SELECTOR, "a")]
    listed = {
        str(link).rpartition("/recommendations/")[2].partition("?")[0]
        for link in links
        if "/recommendations/" in str(link)
    }
    assert listed - TOLD["queries"].keys() == SHOWN.keys()
    page = browser.find_element(By.TAG_NAME, "body").text
    assert all(query["title"] in page for query in TOLD["queries"].values())
    assert "Open Government Licence" in page
    for name, told in SHOWN.items():
        browser.get(f"{address}/recommendations/{name}")
        page = browser.find_element(By.TAG_NAME, "body").text
        assert told["title"] in page
        assert told["description"] in page
        assert all(words in page for words in told["columns"].values()), name
    browser.get(f"{address}/recommendations/overdue")
    rows = [row.text.split()[0] for row in browser.find_elements(By.CSS_SELECTOR, "table tbody tr")]
    overdue = talk("overdue", "-f", "json").rows
    assert sorted(rows) == sorted(row["finding"] for row in overdue)
    browser.get(f"{address}/recommendations/follow_up")
    assert "Integrated offender management" in browser.find_element(By.CSS_SELECTOR, "table").text
    browser.get(f"{address}/recommendations/journal_of_a_finding?finding=crime-2014-r2")
    assert "ACC Crime" in browser.find_element(By.CSS_SELECTOR, "table").text
