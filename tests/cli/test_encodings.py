"""Files as Windows programs save them, and a note from the editor, which is never lost."""

from __future__ import annotations

import re
import shlex
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Talk

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-32"]
NOTE = "Briefed – naïve £5\nsecond line 警"


@pytest.fixture
def two(two: Talk) -> Talk:
    two.stdin_terminal = True
    return two


@pytest.fixture(autouse=True)
def _own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))


def editor(talk: Talk, data: bytes, code: int = 0) -> None:
    """An editor that saves these bytes below what it was given."""
    script = talk.folder / "editor.py"
    script.write_text(f"import sys\nopen(sys.argv[1], 'wb').write({data!r})\nsys.exit({code})\n")
    talk.environ["EDITOR"] = shlex.join([sys.executable, str(script)])


def kept(talk: Talk) -> list[Path]:
    return list((talk.folder / "tmp").iterdir())


def notes(talk: Talk) -> list[str]:
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con:
        return [row[0] for row in con.execute("SELECT note FROM entry")]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_note_is_kept_whatever_the_editor_saves(two: Talk, encoding: str) -> None:
    editor(two, NOTE.encode(encoding))
    two("progress", "crime-2014-r1", terminal=True).ok()
    assert notes(two) == [NOTE]
    assert kept(two) == []


LOST = {
    "another encoding": (
        ("crime-2014-r1",),
        "naïve £5".encode("cp1252"),
        "the note cannot be read: it is not UTF-8",
    ),
    "a control character": (("crime-2014-r1",), b"a\x1bb", "holds the character U+001B"),
    "too long": (("crime-2014-r1",), b"x" * 20_000, "at most 10,000 are allowed"),
    "no such finding": (("crime-2014-r99",), b"much work", "crime-2014-r99"),
    "no such part": (("crime-2014-r1", "--part", "z"), b"much work", "no part"),
}


@pytest.mark.parametrize("name", LOST)
def test_a_note_that_cannot_be_recorded_is_not_lost(two: Talk, name: str) -> None:
    args, data, why = LOST[name]
    editor(two, data)
    said = two("progress", *args, terminal=True)
    assert said.code == 2
    assert why in said.err
    assert "this is a bug" not in said.err
    found = re.search(r"your text is kept in (\S+)", " ".join(said.err.split()))
    assert found is not None
    assert Path(found[1]).read_bytes() == data
    assert notes(two) == []


def test_a_note_is_not_lost_while_another_run_writes(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmic.store.transactions.WAIT_SECONDS", 0.1)
    editor(two, b"much work")
    with closing(sqlite3.connect(two.folder / "recommendations.db", isolation_level=None)) as con:
        con.execute("BEGIN IMMEDIATE")
        said = two("progress", "crime-2014-r1", terminal=True)
    assert "your text is kept in" in said.err
    assert [path.read_bytes() for path in kept(two)] == [b"much work"]


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b" \n"])
def test_an_empty_note_leaves_nothing_behind(two: Talk, data: bytes) -> None:
    editor(two, data)
    said = two("progress", "crime-2014-r1", terminal=True)
    assert "the note is empty" in said.err
    two.environ["EDITOR"] = "true"
    two("progress", "crime-2014-r1", terminal=True)
    two.environ["EDITOR"] = "no-such-editor"
    two("progress", "crime-2014-r1", terminal=True)
    two.environ["EDITOR"] = "'"
    assert "cannot be started" in two("progress", "crime-2014-r1", terminal=True).err
    assert [path for path in kept(two) if b"Lines with #" in path.read_bytes()] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_settings_and_password_are_read_in_any_marked_encoding(two: Talk, encoding: str) -> None:
    password = two.folder / "password"
    password.write_bytes("pässwörd\r\n".encode(encoding))
    password.chmod(0o600)
    text = '[mail]\nfrom = "a@force.example"\nto = ["b@force.example"]\nuser = "hmic"\npassword_file = "password"\n'
    text += 'smtp = "smtp://127.0.0.1:1"\n[owners]\n"Jürgen" = "j@force.example"\n'
    (two.folder / "hmic.toml").write_bytes(text.encode(encoding))
    said = two("mail", "test")
    assert "nothing listens at 127.0.0.1:1" in said.err
    from hmic.config import settings
    from hmic.mail.password import password as secret

    assert secret(settings(two.folder, {}).mail, "x") == "pässwörd"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_tables_and_journals_have_a_byte_order_mark_or_none(two: Talk, encoding: str) -> None:
    (two.folder / "rows.csv").write_bytes("finding,note\ncrime-2014-r1,naïve\n".encode(encoding))
    two("progress", "--from", "rows.csv").ok()
    journal = two("export", "journal").ok().out
    (two.folder / "journal.jsonl").write_bytes(journal.encode(encoding))
    assert "1 already here" in two("import", "journal", "journal.jsonl").ok().out
    assert notes(two) == ["naïve"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n",
        b"two\nlines\n",
        b"nul\0\n",
        b"p\xe4ss\n",
        b"x" * 100_000,
        ("x" * 9000).encode("utf-32"),
    ],
)
def test_a_password_file_that_holds_no_password_is_told(two: Talk, data: bytes) -> None:
    password = two.folder / "password"
    password.write_bytes(data)
    password.chmod(0o600)
    text = '[mail]\nfrom = "a@force.example"\nto = ["b@force.example"]\nuser = "hmic"\npassword_file = "password"\n'
    (two.folder / "hmic.toml").write_text(text + 'smtp = "smtp://127.0.0.1:1"\n')
    said = two("mail", "test")
    assert said.code == 2
    assert "the password file" in said.err
