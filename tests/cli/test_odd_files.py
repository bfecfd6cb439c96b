"""What is no file, or has no end, in the place of one that hmic reads: it is refused, and nothing waits for ever."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hmic.cli.at_hub import set_hub
from hmic.config import Mail
from hmic.errors import HmicError
from hmic.mail.password import password
from tests.conftest import Talk
from tests.registers import TWO_REPORTS

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")

Odd = tuple[Callable[[Path], None], str]


def endless(place: Path) -> None:
    place.symlink_to("/dev/zero")


def large(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 40)


def pipe(place: Path) -> None:
    os.mkfifo(place)


def folder(place: Path) -> None:
    place.mkdir()


ODD: dict[str, Odd] = {
    "pipe": (pipe, "it is a pipe, not a file"),
    "device": (endless, "it is a device, not a file"),
    "folder": (folder, "is a directory"),
    "large": (large, "it is larger than"),
}


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest) -> Odd:
    return ODD[request.param]


def test_a_report_s_text(talk: Talk, odd: Odd) -> None:
    make, why = odd
    text = TWO_REPORTS.replace("  inspectorate: HMIC\n", "  inspectorate: HMIC\n  file: r.txt\n", 1)
    source = "title: Role of PCSOs\n      source: {opening: Within three months}\n"
    talk.write(text.replace("title: Role of PCSOs\n", source))
    (talk.folder / "texts").mkdir()
    assert "there is no r.txt in texts" in talk("check", "--reports", "texts").out
    make(talk.folder / "texts" / "r.txt")
    said = talk("check", "--reports", "texts")
    assert (said.code, f"r.txt in texts cannot be read: {why}" in said.out) == (1, True), said


def test_the_password(tmp_path: Path, odd: Odd) -> None:
    make, why = odd
    place = tmp_path / "secret"
    make(place)
    if place.is_file():
        place.chmod(0o600)
    with pytest.raises(HmicError) as refused:
        password(Mail(user="u", password_file=place), "host")
    assert why in refused.value.message.lower()


def test_the_settings_that_a_hub_goes_into(tmp_path: Path, odd: Odd) -> None:
    make, why = odd
    make(tmp_path / "hmic.toml")
    with pytest.raises(HmicError) as refused:
        set_hub(tmp_path, "host=hub")
    assert why in refused.value.message.lower()
