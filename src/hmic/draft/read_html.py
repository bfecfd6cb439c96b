"""A saved web page → blocks. Nothing is fetched, and no script is run."""

from __future__ import annotations

import re
from typing import Any

from hmic.draft import cues
from hmic.draft.bullets import inline, mark
from hmic.draft.tables import HtmlTables
from hmic.draft.text_blocks import GUESSED, Block, ReportText, Role, squeezed
from hmic.errors import HmicError

_SKIP = frozenset({
    "script", "style", "noscript", "template", "head", "nav", "footer", "form", "select", "svg",
    "iframe", "object", "video", "audio", "canvas", "input", "textarea", "label", "aside", "dialog", "math",
    "map",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "li", "dt", "dd", "blockquote", "pre", "td", "th",
    "tr", "table", "ul", "ol", "dl", "figure", "figcaption", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
    "body", "html", "center", "address", "details", "summary", "hr", "fieldset", "thead", "tbody", "tfoot",
})  # fmt: skip
_BOXED = re.compile(
    r"(?:^|[\s_-])(?:box|callout|panel|highlight|recommendation|recommendations|afi|cause-of-concern|"
    r"area-for-improvement|areas-for-improvement|"
    r"inset|alert|well|shaded|card|boxout|coc|concern|notice|has-background)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PAGE_PARTS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|cookies?|footer|sidebar|share|sharing|"
    r"social|skip|toc|contents|pagination|"
    r"search|print|related|newsletter|banner-cookie|site-header|masthead|screen-reader-text|"
    r"visually-hidden|sr-only)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHADED = re.compile(
    r"background(?:-color)?\s*:\s*(?!#fff(?:fff)?\b|white|none|transparent|inherit|initial|"
    r"rgb\(255,\s*255,\s*255\))[#\w]",
    re.IGNORECASE,
)
_FRAMED = re.compile(r"(?<![-\w])border(?:-left)?\s*:\s*(?!0|none)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOLDS = re.compile(r"accordion|\btab|collaps|expand|toggle|drawer|carousel", re.IGNORECASE)
"""Of the machinery by which a page folds: what it holds is the page and no box."""
_MANY_HEADINGS = 3
_BOLD = frozenset({"b", "strong"})
MOST_BLOCKS = 200_000


def read(data: bytes, name: str) -> ReportText:
    """The blocks of a page."""
    from lxml import etree, html

    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding=_encoding(data)
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        message = f"{name} is not a web page that can be read"
        raise HmicError(message, hint="save the page again, as a web page") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        message = f"{name} nests deeper than any page does"
        raise HmicError(message, hint="save the page again, or print it to a PDF and draft that")
    walker = _Walker(root)
    body = root.find("body")
    walker.walk(root if body is None else body)
    title = root.findtext(".//title") or ""
    return ReportText(
        "web page",
        walker.blocks,
        None,
        squeezed(re.split(r"\s[-–|]\s(?=HMIC|His Maj|Her Maj|GOV|Home)", title)[0]),
    )


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are; else what the page says of itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


class _Walker:
    """Goes through the tree without recursion, and ends a block where the page does."""

    def __init__(self, root: Any) -> None:
        self.boxed = _boxes(root)
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.bold = 0
        self.plain = 0
        self.boxes = 0
        self.box: list[int] = []
        self.lists: list[tuple[str, int]] = []
        self.heading = 0
        self.item: tuple[str, str] | None = None
        self.strong_depth = 0
        self.note = 0
        self.tables = HtmlTables()

    def walk(self, root: Any) -> None:
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self.leave(node)
                self.add(node.tail)
                continue
            if not isinstance(node.tag, str) or self.skipped(node):
                self.add(node.tail)
                continue
            self.enter(node)
            self.add(node.text)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
        self.close()

    @staticmethod
    def skipped(node: Any) -> bool:
        if node.tag in _SKIP or node.get("hidden") is not None or node.get("aria-hidden") == "true":
            return True
        if node.tag == "button":
            return not _heads(node)
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        text = _PAGE_PARTS.search(names) if node.tag not in {"body", "html", "main", "article"} else None
        return bool(text) or bool(_HIDDEN.search(node.get("style") or ""))

    def add(self, text: str | None) -> None:
        if self.note and text and text.strip(" [](),").isdigit():
            return  # the number of a footnote
        if text and text.strip():
            if self.strong_depth:
                self.bold += len(text.strip())
            else:
                self.plain += len(text.strip(" \t\r\n.:"))
        if text:
            self.text.append(text)

    def enter(self, node: Any) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self.close()
        if tag == "br":
            self.line_break()
        elif tag in _BOLD:
            self.strong_depth += 1
        elif tag == "sup":
            self.text.append(" ")
            self.note += 1
        elif tag in {"ul", "ol"}:
            self.lists.append(
                (tag, int(node.get("start") or 1) - 1 if str(node.get("start") or 1).isdigit() else 0)
            )
        elif tag == "li":
            self.begin_item(node)
        elif tag[0] == "h" and tag[1:].isdigit():
            self.heading = int(tag[1:])
        self.tables.enter(node, self.blocks)
        if tag in _BLOCKS and node in self.boxed:
            self.boxes += 1
            self.box.append(self.boxes)

    def begin_item(self, node: Any) -> None:
        if not self.lists:
            self.item = ("•", "")
            return
        kind, count = self.lists[-1]
        self.lists[-1] = (kind, count + 1)
        label = ""
        if kind == "ol":
            style = node.getparent().get("type") or ""
            style += node.getparent().get("style") or ""
            letters = style.startswith(("a", "A")) or "alpha" in style
            label = chr(ord("a") + count) if letters and count < 26 else str(count + 1)
        self.item = ("1" if kind == "ol" else "•", label)

    def line_break(self) -> None:
        """Two breaks end a paragraph; one after a bold line ends its title."""
        if (self.text and self.text[-1] == "\n") or (self.bold and not self.plain):
            self.close()
        else:
            self.text.append("\n")

    def leave(self, node: Any) -> None:
        tag = node.tag
        if tag in _BLOCKS:
            self.close()
        if tag in _BOLD:
            self.strong_depth -= 1
        elif tag == "sup":
            self.note -= 1
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.item = None
        elif tag[0] == "h" and tag[1:].isdigit():
            self.heading = 0
        self.boxes += self.tables.leave(node, self.blocks, self.boxes + 1)
        if tag in _BLOCKS and self.box and node in self.boxed:
            self.box.pop()

    def close(self) -> None:
        """End the block that is being read."""
        text = squeezed("".join(self.text))
        bold = self.bold > 0 and self.plain == 0
        self.text, self.bold, self.plain = [], 0, 0
        if not text or len(self.blocks) >= MOST_BLOCKS:
            return
        for number, part in enumerate(inline(text)):
            self.blocks.append(self.block(part, bold=bold, number=number))

    def block(self, text: str, *, bold: bool, number: int) -> Block:
        block = Block(text, box=self.box[-1] if self.box else None, strong=bold, gap=not self.lists)
        if self.heading:
            block.role, block.level = Role.HEADING, self.heading
            return block
        if self.item is not None or number:
            block.role, block.depth = Role.BULLET, 20 * len(self.lists)
            block.glyph, block.label = self.item or ("•", "")
            own = mark(text)
            if own is not None and not block.label:
                block.text, block.label = own.rest, own.label
            self.item = ("•", "") if self.item is None else self.item
            block.strong = False
            return block
        own = mark(text)
        if own is not None and (own.glyph or own.label):
            block.role, block.glyph, block.label, block.text = (
                Role.BULLET,
                own.glyph or "1",
                own.label,
                own.rest,
            )
        elif bold and len(text.split()) <= 40 and not cues.ends_sentence(text):
            block.role, block.level = Role.HEADING, GUESSED - 1
        return block


def _heads(button: Any) -> bool:
    """Whether a button is a heading: it is in or around one, and folds what comes below."""
    near = (button.getparent(), *button)
    return any(
        isinstance(one.tag, str) and re.fullmatch("h[1-6]|summary", one.tag)
        for one in near
        if one is not None
    )


def _boxes(root: Any) -> set[Any]:
    """What looks like a box, without what holds a whole part of the page: several boxes or headings."""
    inside: dict[Any, list[int]] = {}
    found = set()
    for node in reversed(list(root.iter())):  # inner ones first
        boxes, headings = inside.pop(node, [0, 0])
        own = _looks_boxed(node) and boxes < 2 and headings < _MANY_HEADINGS
        if own:
            found.add(node)
        above = inside.setdefault(node.getparent(), [0, 0])
        above[0] += boxes + own
        above[1] += headings + (isinstance(node.tag, str) and re.fullmatch("h[1-6]", node.tag) is not None)
    return found


def _looks_boxed(node: Any) -> bool:
    if node.tag in {"blockquote", "fieldset"}:
        return True
    if node.tag not in {"div", "section", "article", "td", "table", "details", "figure"}:
        return False
    style = node.get("style") or ""
    if (
        _SHADED.search(style)
        or _FRAMED.search(style)
        or node.get("bgcolor", "").lower() not in {"", "#ffffff", "white"}
    ):
        return True
    names = (node.get("class") or "").split()
    return any(_BOXED.search(name) and not _FOLDS.search(name) for name in names)
