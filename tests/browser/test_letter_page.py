"""The mail's page in headless Chromium: it fits a phone and a desk, is silent, and prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser.conftest import assert_fits
from tests.conftest import Talk
from tests.mail.conftest import Office, eml, office
from tests.mail.test_messages import part, read

__all__ = ["office"]


@pytest.fixture
def page(office: Office) -> Path:
    talk: Talk = office(owners=True)
    long = "The review took longer than planned, since " + "everybody waited for everybody else; " * 8
    talk("progress", "crime-r1", "--note", long + "https://force.example/" + "a" * 120).ok()
    talk("mail", "overdue", "--due-within", "30d", "-o", "look").ok()
    (path,) = eml(talk.folder / "look")
    made = talk.folder / "letter.html"
    made.write_text(part(read(path), "html"), encoding="utf-8")
    return made


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_and_nothing_is_reported(browser: webdriver.Chrome, page: Path, width: int) -> None:
    assert_fits(browser, page, width, "h1,h2,p,td,li")
    small = browser.execute_script(
        "return Math.min(...[...document.querySelectorAll('p,td,li')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert small >= 13
