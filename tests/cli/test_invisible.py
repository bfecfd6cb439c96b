"""Characters that no reader sees: no two names look the same, and no text says nothing."""

from __future__ import annotations

import json
import unicodedata

import pytest

from hmic import plaintext
from tests.conftest import Talk

UNSEEN = [
    "\u200b", "\u200e", "\u2060", "\u00ad", "\u3164", "\U000e0041", "\u061c", "\u180e", "\u034f", "\ufff9",
    "\ufdd0", "\U0001fffe", "\u2800", "\u115f", "\u200c", "\u200d", "\ufe0f", "\uffa0", "\U000e0100",
]  # fmt: skip
IN_REGISTER = [*(one for one in UNSEEN if one not in "\u200c\u200d\ufe0f\U000e0100"), "\ufeff", "\u2028"]


@pytest.fixture
def two(two: Talk) -> Talk:
    two("assign", "crime-2014-r1", "ACC Crime").ok()
    return two


def test_no_text_says_nothing_and_no_two_owners_look_the_same(two: Talk) -> None:
    for unseen in UNSEEN:
        code = f"U+{ord(unseen):04X}"
        said = two("progress", "crime-2014-r1", "--note", f"{unseen} {unseen}\n")
        assert said.code == 2, code
        assert "--note has nothing that can be seen" in said.err
        for name in (f"ACC{unseen} Crime", f"{unseen}ACC Crime", unseen):
            said = two("assign", "crime-2014-o1", name)
            assert said.code == 2, code
            assert f"holds the invisible character {code}" in said.err
        assert two("progress", "crime-2014-r1", "--note", "x", "--by", f"D{unseen}CC").code == 2
    two("progress", "crime-2014-r1", "--note", "Officers 👩‍🚒 ❤️ and a soft\u00adhyphen").ok()
    (two.folder / "x.csv").write_text(
        "finding,note,by\ncrime-2014-r1,\u200b,ACC\u2060 Crime\n", encoding="utf-8"
    )
    assert two("progress", "--from", "x.csv").code == 2


def test_a_register_names_the_place_of_each(talk: Talk) -> None:
    for unseen in IN_REGISTER:
        for text in (unseen, f"\\U{ord(unseen):08X}"):
            name = json.dumps("Testshire", ensure_ascii=False)[:-1] + text + '"'
            talk.write(f"register: 1\nforce: {name}\nreports: []\n")
            said = talk("check")
            assert said.code == 1, text
            assert "character U+" in said.out


def test_what_is_already_in_a_journal_opens_verifies_and_is_merged(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions let such characters in."""
    with monkeypatch.context() as earlier:
        earlier.setattr("hmic.entries.fault", lambda *_, **__: None)
        earlier.setattr("hmic.plaintext.fault", lambda *_, **__: None)
        two("assign", "crime-2014-o1", "ACC\u200b Crime").ok()
        two("progress", "crime-2014-o1", "--note", "\u200b", "--by", "D\u00adCC").ok()
    two("verify").ok()
    assert "ACC" in two("list").ok().out
    two("export", "journal", "-o", "j.jsonl").ok()
    two("load", "--db", "second.db").ok()
    assert "3 entries imported" in two("import", "journal", "j.jsonl", "--db", "second.db").ok().out
    two("verify", "--db", "second.db").ok()


LIKE = {
    "\u0410CC Crime": "U+0410", "AC\u0421 Crime": "U+0421", "\u0410\u0421\u0421": "U+0410",
    "ACC Cr\u0456me": "U+0456", "\uff21CC Crime": "U+FF21", "\u039dCC": "U+039D", "\U0001d400CC": "U+1D400",
    "ACC Cr\u0131me \u0251": "U+0251", "O\u02bcNeill": "U+02BC", "ACC \u13dauties": "U+13DA", "Chie\ufb00": "U+FB00",
}  # fmt: skip
"""Names that look like others, each with the letter that is named."""
ACCENTS = (
    "Pennaeth yr Adran Ŵyn Ŷd â ê î ô û ẁ ÿ ẃ", "Café Zoë Ñuñez Łódź Þór Æsir ß", "Zw y\u0302r", "Ș ț ŵ’s – O'Neill",
    "警察", "Начальник отдела", "Αρχηγός",
)  # fmt: skip
"""Names in the letters of one script."""


def test_no_name_looks_like_another_by_letters_of_other_alphabets(two: Talk) -> None:
    (two.folder / "hmic.toml").write_text("", encoding="utf-8")
    for name, code in LIKE.items():
        rows = f"finding,note,by\ncrime-2014-r1,x,{name}\n"
        (two.folder / "x.csv").write_text(rows, encoding="utf-8")
        for given in (
            ("assign", "crime-2014-o1", name),
            ("progress", "crime-2014-r1", "--note", "x", "--by", name),
            (
                "extend",
                "crime-2014-r1",
                "2027-01-31",
                "--reason",
                "r",
                "--agreed-by",
                name,
                "--deadline",
                "1",
            ),
            ("progress", "--from", "x.csv"),
            ("add", "--report", "crime-2014", "--kind", "afi", "--requirement", "Do.", "--owner", name),
        ):
            said = two(*given)
            assert (said.code, f"holds {code}, " in said.err) == (2, True), (given, said)
    for name in ACCENTS:
        two("assign", "crime-2014-o1", name).ok()
    two("verify").ok()


def test_another_journal_s_names_are_told_and_kept(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier version let them in, and no entry that is honest is refused; none comes in unsaid."""
    with monkeypatch.context() as earlier:
        earlier.setattr("hmic.entries.fault", lambda *_, **__: None)
        earlier.setattr("hmic.plaintext.fault", lambda *_, **__: None)
        earlier.setattr("hmic.entries.look_alike", lambda _: None)
        two("assign", "crime-2014-o1", "\u0410CC Crime").ok()
        two("assign", "crime-2014-r1", "ACC\u200b Crime").ok()
        two("progress", "crime-2014-o1", "--note", "fine").ok()
    two("export", "journal", "-o", "j.jsonl").ok()
    two("load", "--db", "second.db").ok()
    said = two("import", "journal", "j.jsonl", "--db", "second.db").ok().out
    assert "2 entries from the other journal would have been refused here" in said
    assert (
        "entry 2, 20 Nov 2026, by someone: the field 'owner' holds U+0410, CYRILLIC CAPITAL LETTER A"
        in said
    )
    assert (
        "entry 3, 20 Nov 2026, by someone: the field 'owner' holds the invisible character U+200B" in said
    )
    assert "hmic correct ENTRY" in said


def test_every_format_character_is_settled() -> None:
    """Whatever Unicode calls a format character is refused somewhere, or joins what can be seen."""
    for code in range(0x110000):
        letter = chr(code)
        if unicodedata.category(letter) == "Cf" and plaintext.fault(f"a{letter}") is None:
            assert (
                "ARABIC" in unicodedata.name(letter)
                or "SYRIAC" in unicodedata.name(letter)
                or (unicodedata.name(letter).startswith(("KAITHI", "EGYPTIAN")))
            ), hex(code)


def test_nothing_is_left_out_of_a_new_finding_in_silence(two: Talk) -> None:
    place = two.folder / "data/recommendations.yaml"
    concern = ("--kind", "cause-of-concern", "--requirement", "Children wait.", "--recommendation")
    for number, unseen in enumerate([*UNSEEN, "\ufeff", "\u202e", "x" * 101]):
        ways = [
            ("--kind", "afi", "--requirement"),
            concern,
            ("--kind", "afi", "--requirement", "Do.", "--title"),
        ]
        for how in ways[: 3 if number < 4 else 1]:
            text = f"Answer{unseen} calls {number} {len(how)} sooner."
            said = two("add", "--report", "crime-2014", *how, text)
            kept = unseen in place.read_text(encoding="utf-8")
            code = f"U+{ord(unseen[0]):04X}" if len(unseen) == 1 else "more than a hundred times in a row"
            assert kept or code in said.err + said.out, (code, how)
