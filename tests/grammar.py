"""A count and its noun agree, and a month has its capital, wherever one is put into words."""

from __future__ import annotations

import re

_MANY = (
    r"(?:findings|observations|deadlines|days|weeks|months|years|hours|minutes|seconds|entries|reports|responses"
    r"|forces|problems|rows|files|messages|parts|times|threads|recommendations|links|items|lines|letters"
    r"|characters|areas for improvement|causes of concern|targets|papers|inspections|grades|owners|pieces)\b"
)
_ONE = r"(?:finding|observation|deadline|entry|response|thread|day|problem|row|area for improvement|cause of concern)\b"
_BETWEEN = r"(?:(?:open|closed|new|more|other|overdue|earlier|journal|calendar|working|further) ){0,2}"
_NOT_IN_A_WORD = r"(?<![\w.,:/~-])"
_WRONG = re.compile(
    rf"{_NOT_IN_A_WORD}(?:1 {_BETWEEN}{_MANY}|(?:0|[2-9]|[1-9]\d{{1,2}}|[1-9]\d?,\d{{3}}) {_BETWEEN}{_ONE}"
    rf"|1 (?:finding|observation) (?:are|have)\b|(?:[2-9]|[1-9]\d{{1,2}}) (?:findings|observations) (?:is|has)\b)"
    r"|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}\b"
)


def miscounted(text: str) -> list[str]:
    """Where a text says '1 findings', 'the 1 open observations', '2 finding' or '21 nov 2026'."""
    return [match[0] for match in _WRONG.finditer(text)]
