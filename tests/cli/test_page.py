"""The page of changes, as far as it can be told without a browser; `make test-browser` looks at it."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.conftest import Talk
from tests.registers import TWO_REPORTS


class Tags(HTMLParser):
    """Whether every tag that is opened is closed."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library's signature
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_says_what_the_table_says(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    talk("target", "crime-2014-o1", "2027-01-31").ok()
    page = talk("changes", "-f", "html").ok().out
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    text = " ".join(" ".join(tags.text).split())
    for row in talk("changes", "-f", "json").rows:
        assert row["title"] in text
        if len(row["steps"]) > 1:
            assert all(step["summary"] in text for step in row["steps"])
    assert "Due 27 May 2015, “within six months”" in text
    assert "requires improvement" in text


def test_a_page_of_nothing(talk: Talk) -> None:
    talk.write("register: 1\nforce: T\nreports: []\n")
    talk("load").ok()
    assert "No thread is in more than one report." in talk("changes", "-f", "html").ok().out


def test_reports_without_a_page_say_so(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    said = talk("overdue", "-f", "html")
    assert said.code == 2
    assert "this cannot be written as html" in said.err
    assert "html is for: hmic changes" in said.err


def test_suggestions_leave_out_what_is_linked(talk: Talk) -> None:
    talk.loaded(TWO_REPORTS)
    text = TWO_REPORTS.replace("      follows: [crime-2014-r1]\n", "")
    assert "crime-2014-r1" not in talk("changes", "--suggest").ok().out
    talk.write(text)
    talk("load").ok()
    first = talk("changes", "--suggest").ok().out.splitlines()[0].split("\t")
    assert first[1:3] == ["peel-2016-a1", "crime-2014-r1"]
    shown = talk("changes", "--suggest", terminal=True).ok().out
    assert "peel-2016-a1 raises again crime-2014-r1?" in shown
    talk.write("register: 1\nforce: Testshire Police\nreports: []\n")
    talk("load").ok()
    assert "No likely link found." in talk("changes", "--suggest", terminal=True).ok().out
