"""What is left of a text beside its deadlines, and names a day, a length of time or how often."""

from __future__ import annotations

from collections.abc import Iterator

from hmic.deadlines import vocabulary
from hmic.deadlines.context import continuing_until
from hmic.deadlines.grammar import read_at
from hmic.deadlines.moment import NoSuchDateError
from hmic.deadlines.moment_words import read_moment
from hmic.deadlines.reader import kept_and_refused
from hmic.deadlines.reading import Anchor, DeadlineKind, Reading
from hmic.deadlines.spans import after_span, read_span

_WORD = r"(?<![\w-])\w+"
_NOT_READ = "named beside a deadline, and not read as one"


def rest(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """Each such words, in order; no text raises."""
    plain = vocabulary.plain(text)
    kept, _ = kept_and_refused(plain, anchor)
    taken = [(one.start, continuing_until(plain, one, len(plain)) or one.end) for one in kept]
    found: list[Reading] = []
    begin = 0
    for end, following in [*taken, (len(plain), len(plain))]:
        for start, stop in _named(plain[:end], begin, anchor):
            phrase = vocabulary.squeezed(text[start:stop])
            found.append(Reading(phrase, DeadlineKind.NONE, None, exact=True, rule=_NOT_READ))
        begin = following
    return tuple(found)


def _named(text: str, begin: int, anchor: Anchor) -> Iterator[tuple[int, int]]:
    """Where such words start and end, from the place `begin` on."""
    while word := vocabulary.pattern(_WORD).search(text, begin):
        end = _end(text, word.start(), anchor)
        if end:
            yield word.start(), end
        begin = end or word.end()


def _end(text: str, start: int, anchor: Anchor) -> int | None:
    """Where the words end that begin at `start` and name a day or a length of time; None without."""
    span = read_span(text, start)
    end, own = after_span(text, span) if span else (None, True)
    if not own:  # 'a six-month pilot' is a pilot
        return None
    found = read_at(text, start, anchor, None)
    if found:
        return found.end
    try:
        moment = read_moment(text, start, anchor)
    except NoSuchDateError as missing:
        return missing.end
    except (OverflowError, ValueError):
        return end
    return moment.end if moment else end
