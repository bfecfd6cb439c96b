"""Files that are no reports, or were made to do harm: each is refused in words, quickly, and runs nothing."""

from __future__ import annotations

import os
import time
import zipfile
from pathlib import Path
from random import Random

import pytest

from tests.conftest import Talk
from tests.draft import pages, pdfs
from tests.draft.made import LAYOUTS, Made, Piece

SHORT = Made(
    "short",
    "A short report",
    "2020",
    "Testshire Police",
    [Piece("h1", "A short report"), Piece("p", "Nothing.")],
)


def refused(talk: Talk, name: str, *words: str) -> None:
    began = time.monotonic()
    said = talk("draft", name)
    assert said.code == 2, said
    assert said.out == ""
    assert "bug" not in said.err
    assert name in said.err
    assert all(word in said.err for word in words), said.err
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", ("is empty",)),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", ("damaged",)),
        ("noise.pdf", b"%PDF-1.4\n" + os.urandom(4000), ("damaged",)),
        ("noise.docx", b"PK\x03\x04" + os.urandom(4000), ("damaged",)),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(600), ("old Word format", "docx")),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500), ("neither",)),
        ("sheet.xlsx", b"PK\x03\x04" + bytes(100), ("not a Word document",)),
    ],
)
def test_what_is_no_report(talk: Talk, name: str, data: bytes, words: tuple[str, ...]) -> None:
    (talk.folder / name).write_bytes(data)
    refused(talk, name, *words)


def test_what_is_no_file(talk: Talk) -> None:
    refused(talk, "nowhere.pdf", "cannot be read")
    (talk.folder / "folder.pdf").mkdir()
    refused(talk, "folder.pdf", "is not a file")
    os.mkfifo(talk.folder / "pipe.pdf")
    refused(talk, "pipe.pdf", "is not a file")


def test_an_encrypted_pdf_says_so(talk: Talk) -> None:
    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen import canvas

    lock = pdfencrypt.StandardEncryption("secret", ownerPassword="secret", canPrint=0)
    page = canvas.Canvas(str(talk.folder / "locked.pdf"), encrypt=lock)
    page.drawString(100, 700, "The force should not be read.")
    page.save()
    refused(talk, "locked.pdf", "encrypted", "password")


def test_a_scanned_pdf_says_so(talk: Talk) -> None:
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(talk.folder / "scan.pdf"))
    for _ in range(3):
        page.rect(50, 50, 400, 600, fill=1)
        page.showPage()
    page.save()
    refused(talk, "scan.pdf", "has no text", "OCR")


def test_two_thousand_pages_and_more(talk: Talk) -> None:
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(talk.folder / "long.pdf"))
    for number in range(2001):
        page.drawString(100, 700, f"Page {number}")
        page.showPage()
    page.save()
    refused(talk, "long.pdf", "2,001 pages", "2,000")


def test_a_docx_that_unpacks_without_end(talk: Talk) -> None:
    place = pages.write_docx(SHORT, talk.folder / "bomb.docx")
    with zipfile.ZipFile(place, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/bomb.xml", b"<a>" + b"0" * (80 << 20) + b"</a>")
    refused(talk, "bomb.docx", "unpacks to", "malicious")


def test_a_docx_with_entities_reads_nothing_from_outside(talk: Talk) -> None:
    secret = talk.folder / "secret.txt"
    secret.write_text("the secret words", encoding="utf-8")
    place = pages.write_docx(SHORT, talk.folder / "plain.docx")
    with zipfile.ZipFile(place) as packed, zipfile.ZipFile(talk.folder / "entity.docx", "w") as other:
        for part in packed.infolist():
            data = packed.read(part)
            if part.filename == "word/document.xml":
                head = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa">'
                head += (
                    "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9))
                    + "]>"
                )
                text = data.decode().replace("Nothing.", "Nothing. &secret; &a8;")
                data = text.replace("?>", f"?>{head}", 1).encode()
            other.writestr(part.filename, data)
    said = talk("draft", "entity.docx")
    assert "secret words" not in said.out + said.err
    assert len(said.out) < 100_000
    assert "bug" not in said.err


def test_a_page_that_nests_without_end(talk: Talk) -> None:
    deep = "<div>" * 100_000 + "The force should stop." + "</div>" * 100_000
    (talk.folder / "deep.html").write_text(f"<html><body>{deep}</body></html>", encoding="utf-8")
    refused(talk, "deep.html", "nests deeper")


def test_a_page_fetches_and_runs_nothing(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", never)
    body = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head><link rel="stylesheet" href="http://x.example/a.css">'
        '<script src="http://x.example/a.js"></script></head><body><img src="http://x.example/a.png">'
        "<h2>Recommendation</h2><p>The force should stop. &x;</p><iframe src='http://x.example/'></iframe></body></html>"
    )
    (talk.folder / "page.html").write_text(body, encoding="utf-8")
    said = talk("draft", "page.html").ok()
    assert "The force should stop." in said.out
    assert "root:" not in said.out


def test_strange_pages_and_texts_make_a_draft_and_no_bug(talk: Talk) -> None:
    strange = {
        "unclosed.html": "<html><h2>Recommendation<p>The force should <b>stop <i>it</p><table><td>x",
        "cp1252.txt": "Recommendation\n\nThe force should use \x91quotes\x92 \x96 and more.\n",
        "turned.txt": "Recommendation\n\nThe force should \u202eturn\u202c and \x1b[31mcolour\x1b[0m.\n",
        "one-line.txt": "Recommendation 1 The force should stop. " * 3000,
        "long-word.txt": "Recommendation\n\nThe force should " + "x" * 200_000 + "\n",
        "spaces.txt": "Recommendations\n\n" + " " * 300_000 + "The force should stop.\n",
        "bullets.txt": "Areas for improvement\n" + "•" * 50_000 + " The force should stop.\n",
        "yaml.txt": 'Recommendation\n\nThe force should: "a: b" # c {d} [e] & *f !g | > % @ `h` - ? \\n "\n',
    }
    for name, text in strange.items():
        data = text.encode("cp1252", "replace") if name.startswith("cp1252") else text.encode()
        (talk.folder / name).write_bytes(data)
        began = time.monotonic()
        said = talk("draft", name, "--published", "2020", "--force", "Testshire Police")
        assert said.code in {0, 2}, (name, said)
        assert "bug" not in said.err, (name, said.err)
        assert time.monotonic() - began < 20, name
        if said.code == 0:
            place: Path = talk.folder / f"{name}.yaml"
            place.write_text(said.out, encoding="utf-8")
            codes = {row.split("\t")[3] for row in talk("check", f"{name}.yaml").out.splitlines()}
            assert codes <= {"not-reviewed"}, (name, codes)


def test_without_the_libraries_it_says_what_to_install(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pypdfium2" else found(name)
    )
    pdfs.write(LAYOUTS["letter"](1), talk.folder / "report.pdf")
    said = talk("draft", "report.pdf")
    assert said.code == 2
    assert "pip install 'hmic[draft]'" in said.err


def test_no_other_command_imports_them(talk: Talk) -> None:
    import subprocess
    import sys

    script = "import sys; from hmic.cli.main import run; run(['--help']); print({'lxml', 'docx', 'pypdfium2'} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=talk.folder
    )
    assert said.stdout.endswith("set()\n")


WORDS = [
    "The",
    "force",
    "should",
    "by",
    "within",
    "Recommendation",
    "Area",
    "for",
    "improvement",
    "(",
    ")",
    ":",
    ";",
    ".",
    "1",
    "2.3",
    "(a)",
    "•",
    "-",
    "—",
    "Police",
    "and",
    "of",
    "to",
    "not",
    "good",
    "at",
    "Requires",
    "improvement",
    "How",
    "effective",
    "is",
    "?",
    "[12]",
    "£",
    "%",
    "“",
    "”",
    "’",
    "_",
    "*",
    "#",
    "30",
    "March",
    "2024",
    "concern",
    "Cause",
]


@pytest.mark.parametrize("seed", range(4))
def test_any_words_in_any_order_make_a_draft(seed: int) -> None:
    from hmic.draft.compose import Given, drafted
    from hmic.draft.read_text import read
    from hmic.draft.write import written
    from hmic.register.yaml_reader import parse

    random = Random(seed)
    between = (" ", " ", " ", "\n", "\n\n", "  ", "") if seed else (" ",)
    text = "".join(random.choice(WORDS) + random.choice(between) for _ in range(6000))
    began = time.process_time()
    draft = drafted(read(text), Given("report.txt"))
    assert not parse(written(draft), "draft.yaml").problems
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "unit", ["Police ", "of the force and ", "Recommendation ", "• x ", "(a) ", "The the "]
)
def test_no_repetition_takes_long(unit: str) -> None:
    from hmic.draft.compose import Given, drafted
    from hmic.draft.read_text import read

    began = time.process_time()
    drafted(read("Recommendations\n\nThe " + unit * 15_000), Given("report.txt"))
    assert time.process_time() - began < 15
