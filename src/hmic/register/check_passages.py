"""Whether each passage's opening words are in the text of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hmic.errors import Problem
from hmic.file_kinds import read_small
from hmic.plaintext import decoded
from hmic.register.yaml_tree import Document, Mapping, Scalar

_LARGEST = 256 << 20
"""Bytes of a report's text: far more than any has."""
_WORD = re.compile(r"\w+")


class _Texts:
    """The reports' texts as bare words: line breaks, quotes, dashes and bullets do not count."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, str] = {}
        self.why: dict[str, str] = {}
        """Why a text cannot be had."""

    def of(self, name: str) -> str | None:
        if name not in self.known and name not in self.why:
            try:
                self.known[name] = _bare(_text(read_small(self.folder / name, _LARGEST)))
            except (FileNotFoundError, NotADirectoryError, ValueError):
                self.why[name] = f"there is no {name} in {self.folder}"
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                self.why[name] = f"{name} in {self.folder} cannot be read: {why}"
        return self.known.get(name)


def _text(data: bytes) -> str:
    """A report's text; of one in an old encoding, what plain letters there are."""
    try:
        return decoded(data)
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _bare(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "


def check_passages(documents: list[Document], folder: Path) -> Iterator[Problem]:
    """Every `opening` that is not found in its report's text in `folder`."""
    texts = _Texts(folder)
    files = dict(_files(documents))
    for document in documents:
        root = document.root
        for report in root.each("reports") if isinstance(root, Mapping) else ():
            if isinstance(report, Mapping):
                yield from _report(document, report, texts, files)


def _files(documents: list[Document]) -> Iterator[tuple[str, str]]:
    for document in documents:
        root = document.root
        for report in root.each("reports") if isinstance(root, Mapping) else ():
            if isinstance(report, Mapping) and (file := report.text("file")):
                yield report.text("id") or "", file


def _report(document: Document, report: Mapping, texts: _Texts, files: dict[str, str]) -> Iterator[Problem]:
    """A report known only from a mention is looked for in the report that mentions it."""
    file = report.text("file") or files.get(report.text("mentioned_in") or "")
    openings = list(_openings(report))
    if file is None or not openings:
        return
    text = texts.of(file)
    if text is None:
        node = report.get("file") or report.items["id"][1]
        yield document.problem(node, "report-text-missing", texts.why[file], "check --reports")
        return
    for node in openings:
        if _bare(node.value) not in text:
            message = f"these words are not in {file}"
            hint = "copy the passage's first words exactly" + _how_far(node.value, text)
            yield document.problem(node, "opening-not-found", message, hint)


def _how_far(opening: str, text: str) -> str:
    """Where the words part from the text, as a help to find the slip."""
    words = _WORD.findall(opening.lower())
    count = len(words)
    while count and f" {' '.join(words[:count])} " not in text:
        count -= 1
    return f"; found up to {' '.join(words[:count])!r}" if count > 1 else ""


def _openings(item: Mapping) -> Iterator[Scalar]:
    source = item.get("source")
    opening = source.get("opening") if isinstance(source, Mapping) else None
    if isinstance(opening, Scalar) and not opening.is_null:
        yield opening
    for key in ("grades", "findings", "recommendations", "follow_ups"):
        for inner in item.each(key):
            if isinstance(inner, Mapping):
                yield from _openings(inner)
