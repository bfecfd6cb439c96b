"""Headless Chromium, and what holds of every page in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()


def looked_at(browser: webdriver.Chrome, page: Path, width: int) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.get(page.as_uri())


def assert_fits(browser: webdriver.Chrome, page: Path, width: int, selectors: str) -> None:
    """Nothing of a page is beyond its edges, and the browser reports nothing."""
    looked_at(browser, page, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    beyond = browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter(e => {"
        "const r = e.getBoundingClientRect(); return r.width && (r.left < -1 || r.right > innerWidth + 1)"
        "}).map(e => e.outerHTML.slice(0, 80))",
        selectors,
    )
    assert beyond == []
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]
