"""`hmic.toml`: whose settings count, and what is said of one that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Talk

STRANGER = 54321
as_root = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="needs a file of somebody else"
)
unix = pytest.mark.skipif(os.name != "posix", reason="the rights of files")


def settings(talk: Talk, text: str, mode: int = 0o644, owner: int | None = None) -> Path:
    file = talk.folder / "hmic.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    if owner is not None:
        os.chown(file, owner, owner)
    return file


def sendmail(talk: Talk) -> str:
    """Settings that would run a program, which leaves a trace."""
    program = talk.folder / "sendmail"
    program.write_text(f"#!/bin/sh\ntouch '{talk.folder}/ran'\n")
    program.chmod(0o755)
    return f'[mail]\nfrom = "a@force.example"\nto = ["b@force.example"]\nsmtp = "sendmail:{program}"\n'


NAMES_FILES = ['db = "other.db"', 'register = "other.yaml"', '[mail]\npassword_file = "x"', '[mail]\nca_file = "x"',
               '[mail]\nsmtp = "outbox:/tmp"', '[mail]\nsmtp = "smtps://mail.stranger.example"']  # fmt: skip


@as_root
@pytest.mark.parametrize("text", NAMES_FILES)
@pytest.mark.parametrize(
    "command", [("list",), ("load",), ("mail", "overdue", "--send"), ("progress", "x")]
)
def test_a_stranger_neither_runs_programs_nor_chooses_files(
    two: Talk, text: str, command: tuple[str, ...]
) -> None:
    settings(two, text, owner=STRANGER)
    said = two(*command)
    assert (said.code, said.out) == (2, "")
    setting = text.rsplit("\n", maxsplit=1)[-1].split(maxsplit=1)[0]
    assert "hmic.toml belongs to someone else, so its setting " in said.err
    assert f"{setting} does not count" in said.err
    assert "chmod go-w" in said.err


@unix
@pytest.mark.parametrize("mode", [0o666, 0o602, 0o646])
def test_what_others_may_write_runs_no_program(two: Talk, mode: int) -> None:
    file = settings(two, sendmail(two), mode)
    said = two("mail", "overdue", "--send")
    assert said.code == 2
    assert "hmic.toml can be changed by others, so its setting mail.smtp does not count" in said.err
    assert not (two.folder / "ran").exists()
    file.chmod(0o644)
    two("mail", "overdue", "--send").ok()
    assert (two.folder / "ran").exists()


@as_root
def test_a_strangers_group_is_not_ones_own(two: Talk) -> None:
    file = settings(two, sendmail(two), 0o664)
    os.chown(file, 0, STRANGER)
    assert "can be changed by others" in two("mail", "overdue", "--send").err
    os.chown(file, 0, 0)
    two("mail", "overdue", "--send").ok()


@as_root
def test_a_link_of_a_stranger_is_a_strangers_file(two: Talk) -> None:
    real = settings(two, sendmail(two)).rename(two.folder / "real.toml")
    link = two.folder / "hmic.toml"
    link.symlink_to(real)
    two("mail", "overdue", "--send").ok()
    os.lchown(link, STRANGER, STRANGER)
    assert "belongs to someone else" in two("mail", "overdue", "--send", "--all").err


@as_root
def test_a_strangers_file_above_chooses_no_folder(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(two, "", owner=STRANGER)
    below = two.folder / "below"
    below.mkdir()
    two("list").ok()
    two.folder = below
    monkeypatch.chdir(below)
    said = two("list")
    assert said.code == 2
    assert f"belongs to someone else, so it does not count in {below}" in said.err


@as_root
def test_what_does_no_harm_counts_whosever_it_is(two: Talk) -> None:
    text = 'db = "recommendations.db"\nregister = "data/recommendations.yaml"\nevidence_mb = 1\n'
    text += '[mail]\nto = ["b@force.example"]\n[owners]\n"ACC" = "acc@force.example"\n'
    settings(two, text, owner=STRANGER)
    assert "To: b@force.example" in two("mail", "overdue").ok().out


DEEP = 50_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"db = {'[' * DEEP}", "nested too deeply"),
        (f"x = {'{a=' * DEEP}", "nested too deeply"),
        (f"{'a.' * DEEP}b = 1", "nested too deeply"),
        ("".join(f"{'a.' * 1000}b{n} = 1\n" for n in range(100)), "there is no setting a"),
        (f"evidence_mb = {'9' * 5000}", "cannot be read"),
        ("evidence_mb = 0", "evidence_mb must be 1 or more"),
        ("evidence_mb = 1.5", "evidence_mb must be a number"),
        ("# x\n" * 400_000, "is larger than 256 KB"),
        ("mail = 1", "mail must be a table"),
        ("mail = [1]\ndb = 'other.db'", "mail must be a table"),
    ],
    ids=["brackets", "braces", "dots", "keys", "digits", "nothing", "half", "large", "number", "list"],
)
def test_what_cannot_be_used_is_told(two: Talk, text: str, why: str) -> None:
    settings(two, text)
    said = two("list")
    assert said.code == 2
    assert why in said.err
    assert "this is a bug" not in said.err


def test_a_byte_order_mark_is_no_part_of_the_settings(two: Talk) -> None:
    settings(two, '\ufeffdb = "other.db"\n')
    assert "there is no database other.db" in two("list").err
