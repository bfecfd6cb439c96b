"""Control characters that older versions let into a journal are harmless in everything that is made of it."""

from __future__ import annotations

import email
import html
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from email import policy

import pytest

from tests.conftest import Talk
from tests.registers import CONCERN, TWO_REPORTS

EVIL = "\x00\x07\x08\x0b\x0c\r\x1b\x7f\x80\x84\x86\x9b\x9f\u202a\u202e\u2066\u2069\ufeff"
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]|\r(?!\n)")
ESC = "a" + "".join(f"{one}b" for one in EVIL)
COLUMNS = {
    "entry": ("note", "reason", "owner", "agreed_by", "closed_by", "by_post"),
    "standing": ("owner", "reason", "closed_by", "last_note"),
    "due": ("why_moved",),
    "finding": ("title", "requirement", "area", "addressed_to", "national_reference", "note", "section", "opening"),
    "report": ("title", "inspectorate", "programme", "force"),
    "register": ("force",),
    "grade": ("area", "note", "section", "opening"),
    "deadline": ("phrase", "requires", "condition"),
    "follow_up": ("summary", "section", "opening"),
    "respond_by": ("note",),
    "part": ("requirement",),
    "delivery": ("answer",),
    "message": ("subject",),
}  # fmt: skip


@pytest.fixture
def old(talk: Talk) -> Talk:
    """A database in which every text that was typed has all of them."""
    talk.loaded(TWO_REPORTS + CONCERN)
    talk("assign", "crime-2014-r1", "ACC Crime", "--by", "DCC").ok()
    talk("progress", "crime-2014-r1", "--note", "Panel set up").ok()
    talk("extend", "crime-2014-r1", "2027-02-01", "--reason", "later", "--agreed-by", "DCC").ok()
    talk(
        "progress", "peel-2022-c1-r1", "--status", "on-hold", "--note", "n", "--review-on", "2027-01-01"
    ).ok()
    talk("progress", "peel-2022-c1-r2", "--status", "closed", "--closed-by", "a letter").ok()
    talk("mail", "overdue", "--send").ok()
    with closing(sqlite3.connect(talk.folder / "recommendations.db")) as con, con:
        guards = con.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            con.execute(f"DROP TRIGGER {name}")
        for table, columns in COLUMNS.items():
            for column in columns:
                con.execute(f"UPDATE {table} SET {column} = {column} || ? WHERE {column} <> ''", [ESC])
        for _, text in guards:
            con.execute(text)
    return talk


ASKED = [
    ("list",), ("list", "--search", "panel"), ("show", "crime-2014-r1"), ("show", "peel-2022-c1-r2"), ("overdue",),
    ("overdue", "--needs-target"), ("changes",), ("changes", "crime-2014-r1"), ("changes", "--suggest"),
    ("changes", "--from", "crime-2014", "--to", "peel-2016"), ("grades",), ("summary",),
    ("summary", "--since", "2014-01-01"), ("mail", "log"),
    *(("export", what) for what in ("board", "findings", "deadlines", "progress", "grades", "follow-ups", "reports",
                                    "versions")),
]  # fmt: skip


def texts_of(data: bytes) -> str:
    """Everything that a workbook or a document says."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = (name for name in book.namelist() if not name.endswith(".jpeg"))
        return "\n".join(html.unescape(book.read(name).decode()) for name in names)


@pytest.mark.parametrize("form", ["table", "plain", "csv", "json", "md", "xlsx"])
@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_no_report_holds_them(old: Talk, asked: tuple[str, ...], form: str) -> None:
    if form == "xlsx":
        old(*asked, "-f", form, "-o", "out.xlsx").ok()
        text = texts_of((old.folder / "out.xlsx").read_bytes())
        assert "_x00" not in text
        assert not RAW.search(text)
        return
    said = old(*asked, "-f", form).ok()
    assert not RAW.search(said.out.removeprefix("\ufeff") + said.err), said
    if form == "json":
        json.loads(said.out)  # as it was recorded, in escapes
    if asked == ("export", "progress") and form != "table":
        assert (r"\u009b" if form == "json" else "?b") in said.out
    for name in ("out.txt", "out.csv"):
        old(*asked, "-o", name).ok()
        assert not RAW.search((old.folder / name).read_bytes().decode().removeprefix("\ufeff"))


def test_no_page_calendar_paper_or_mail_holds_them(old: Talk) -> None:
    old("changes", "-o", "changes.html").ok()
    old("overdue", "-o", "overdue.ics").ok()
    old("export", "deadlines", "-o", "deadlines.ics").ok()
    old("board", "--since", "2014-01-01", "-o", "papers").ok()
    assert not RAW.search(old("mail", "overdue", "--all").ok().out)
    old("mail", "overdue", "--all", "-o", "mails").ok()
    files = [*old.folder.glob("*.html"), *old.folder.glob("*.ics"), *(old.folder / "papers").iterdir()]
    assert len(files) > 6
    for file in files:
        data = file.read_bytes()
        text = texts_of(data) if file.suffix in {".xlsx", ".docx"} else data.decode().removeprefix("\ufeff")
        assert not RAW.search(text), file
    (mail,) = (old.folder / "mails").glob("*.eml")
    message = email.message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert not RAW.search(str(message["Subject"]))
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert len(parts) == 3
    for part in parts:
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert not RAW.search(content.decode().removeprefix("\ufeff")), part.get_content_type()


def test_the_journal_is_exported_as_it_was_recorded_in_escapes(old: Talk) -> None:
    said = old("export", "journal").ok()
    assert not RAW.search(said.out)
    notes = [json.loads(line).get("note") for line in said.out.splitlines()]
    assert f"Panel set up{ESC}" in notes


def test_what_is_said_of_a_changed_database_holds_none(old: Talk) -> None:
    with closing(sqlite3.connect(old.folder / "recommendations.db")) as con, con:
        con.execute("UPDATE report SET id = id || ?", [ESC])
    for asked in (("verify",), ("list", "--report", "x"), ("show", "x"), ("backup", "copy.db")):
        said = old(*asked)
        assert said.code in (1, 2)
        assert not RAW.search(said.out + said.err), said
