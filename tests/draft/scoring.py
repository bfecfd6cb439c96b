"""How much of what a made-up report holds a draft has."""

from __future__ import annotations

import re
from typing import NamedTuple

from hmic.draft.compose import Draft, Proposed
from tests.draft.made import Made, Truth

_WORD = re.compile(r"\w+")


class Score(NamedTuple):
    """What was found, missed and made up."""

    found: list[Proposed]
    missed: list[Truth]
    extra: list[Proposed]

    @property
    def recall(self) -> float:
        every = len(self.found) + len(self.missed)
        return len(self.found) / every if every else 1.0

    @property
    def precision(self) -> float:
        every = len(self.found) + len(self.extra)
        return len(self.found) / every if every else 1.0


def bare(text: str) -> str:
    """The words of a text."""
    return " ".join(_WORD.findall(text.lower()))


def score(made: Made, draft: Draft) -> Score:
    """A finding counts only with its first and last words, its kind, and nothing of another finding in it."""
    words = {one.id: bare(re.sub(r"(?m)^\([a-z]\) ", "", one.requirement)) for one in draft.every()}
    rest = list(draft.every())
    firsts = [bare(truth.first) for truth in made.truth]
    found, missed = [], []
    for truth, first in zip(made.truth, firsts, strict=True):
        for one in rest:
            text = words[one.id]
            alone = sum(other in text for other in firsts) == 1
            if one.kind == truth.kind and text.startswith(first) and bare(truth.last) in text and alone:
                found.append(one)
                rest.remove(one)
                break
        else:
            missed.append(truth)
    return Score(found, missed, rest)
