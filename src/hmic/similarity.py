"""How alike two findings are: their words, the rarer the better, and what they are about."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hmic.errors import HmicError

RARE, WORDING, THEMES = 0.5, 0.3, 0.2
"""What each part counts, chosen on the links of the shipped register: see bench/suggest.py."""

_WORD = re.compile(r"[a-z]{4,}")
_ENDINGS = ("ing", "ion", "ed", "es", "ly", "s")
_SHORTEST = 4
_COMMON = 0.15
"""A word in more than this part of all findings says nothing about which matter it is."""


class Text(NamedTuple):
    """What is compared of a finding."""

    text: str
    themes: frozenset[str]


def alike(texts: Sequence[Text], pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[float, int, int]]:
    """How alike each of the pairs is, from 0 to 100; `pairs` are places in `texts`."""
    try:
        from rapidfuzz import fuzz, utils
    except ImportError as error:
        message = "--suggest needs the library rapidfuzz, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[suggest]'") from error

    plain = [utils.default_process(text.text) for text in texts]
    weights, lengths = _weights(texts)
    for m, n in pairs:
        both = weights[m].keys() & weights[n].keys()
        shared = sum(weights[m][word] ** 2 for word in both)
        rare = 100 * shared / (lengths[m] * lengths[n]) if shared else 0.0
        wording = fuzz.token_set_ratio(plain[m], plain[n])
        themes = _overlap(texts[m].themes, texts[n].themes)
        yield RARE * rare + WORDING * wording + THEMES * themes, m, n


def candidates(texts: Sequence[Text]) -> set[tuple[int, int]]:
    """The pairs worth comparing: those that share a word which is not common. Later place first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for word in _stems(text.text):
            places[word].append(place)
    most = max(3, _COMMON * len(texts))
    return {
        (later, earlier)
        for where in places.values()
        if len(where) <= most
        for number, later in enumerate(where)
        for earlier in where[:number]
    }


def _stems(text: str) -> set[str]:
    """The words of a text without their endings."""
    return {_stem(word) for word in _WORD.findall(text.lower())}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


def _weights(texts: Sequence[Text]) -> tuple[list[dict[str, float]], list[float]]:
    """Each text's words with their weight: rarer words weigh more (inverse document frequency)."""
    stems = [_stems(text.text) for text in texts]
    spread = Counter(word for words in stems for word in words)
    weights = [{word: math.log(len(texts) / spread[word]) for word in words} for words in stems]
    lengths = [math.sqrt(sum(w * w for w in own.values())) or 1.0 for own in weights]
    return weights, lengths


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """How much of both sets is in either, from 0 to 100."""
    every = left | right
    return 100 * len(left & right) / len(every) if every else 0.0
