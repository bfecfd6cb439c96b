"""A page of ours as its blocks, for papers of other formats that say the same as the page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

_SILENT = {"style", "title", "svg", "figcaption"}
_CELLS = {"th", "td", "dt", "dd"}
_TEXTS = {"h1", "h2", "h3", "p", "li"} | _CELLS
_NO_WIDTH = "\N{WORD JOINER}"


class Run(NamedTuple):
    """Some text of one look; a line break is a separate run."""

    text: str
    bold: bool = False
    soft: bool = False


class Cell(NamedTuple):
    """A cell of a table; one with a number stands to the right."""

    runs: tuple[Run, ...]
    number: bool = False
    head: bool = False

    @property
    def text(self) -> str:
        """The cell's text, with its line breaks."""
        return "".join(run.text for run in self.runs)


class Block(NamedTuple):
    """A heading, paragraph, list item, chart, table, title block or new page, by the name of its tag."""

    tag: str
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    cls: str = ""

    @property
    def text(self) -> str:
        """The block's text; of a chart what it says."""
        return "".join(run.text for run in self.runs)


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.blocks


class _Reader(HTMLParser):
    """Collects blocks; of a table its rows, of a picture what is read out in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._silent = 0
        self._row: list[Cell] | None = None
        self._rows: list[tuple[Cell, ...]] = []
        self._list = "ul"
        self._cls = ""
        self._bold = self._soft = 0
        self._spans: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        cls = given.get("class") or ""
        if tag == "svg" and given.get("aria-label"):
            self.blocks.append(Block("chart", (Run(given["aria-label"] or ""),)))
        self._silent += tag in _SILENT
        self._bold += tag == "b"
        if tag in {"ul", "ol"}:
            self._list = tag
        elif tag in {"table", "dl"}:
            self._rows = []
        elif tag in {"tr", "dt"}:
            self._row = []
        if tag in _TEXTS:
            self._runs, self._cls = [], cls
        elif tag == "span":
            self._spans.append(cls in {"id", "soft"})
            self._soft += self._spans[-1]
            if self._row is not None:
                self._runs.append(Run("\n"))
        elif tag == "br":
            self._runs.append(Run("\n"))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._bold -= tag == "b"
        if tag == "span":
            self._soft -= self._spans.pop()
        if tag in _CELLS and self._row is not None:
            self._row.append(Cell(_tidy(self._runs), number=self._cls == "n", head=tag in {"th", "dt"}))
        elif tag in _TEXTS:
            runs = _tidy(self._runs)
            if runs:
                self.blocks.append(Block(self._list if tag == "li" else tag, runs, cls=self._cls))
        if tag == "section":
            self.blocks.append(Block("break"))
        if tag in {"tr", "dd"} and self._row is not None:
            self._rows.append(tuple(self._row))
            self._row = None
        elif tag in {"table", "dl"} and self._rows:
            self.blocks.append(Block(tag, rows=tuple(self._rows)))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._runs.append(Run(data, bold=self._bold > 0, soft=self._soft > 0))


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """The runs without the space that only the page's source needs."""
    made: list[Run] = []
    for run in runs:
        if run.text == "\n":
            if made:
                made[-1] = made[-1]._replace(text=made[-1].text.rstrip(" "))
                made.append(run)
            continue
        text = run.text.replace(_NO_WIDTH, "")
        words = " ".join(text.split())
        before = " " if text[:1].isspace() and made and made[-1].text[-1:] not in {" ", "\n", ""} else ""
        after = " " if words and text[-1:].isspace() else ""
        if words or before:
            made.append(run._replace(text=f"{before}{words}{after}"))
    while made and not made[-1].text.strip():
        made.pop()
    if made:
        made[-1] = made[-1]._replace(text=made[-1].text.rstrip())
    return tuple(run for run in made if run.text)
