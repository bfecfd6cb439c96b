"""A text and the day from which it counts → every deadline in it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import replace

from hmic.deadlines import vocabulary
from hmic.deadlines.context import condition, continuing_until, refusal, sentences, starting
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.grammar import read_at, read_whole, triggers
from hmic.deadlines.listed import with_listed
from hmic.deadlines.moment import year_named
from hmic.deadlines.reading import Anchor, DeadlineKind, Reading
from hmic.deadlines.recurrence import frequency
from hmic.deadlines.rrules import rrule_text
from hmic.words import long_day

_AT_MOST = (
    r"at\s+least|in\s+any\s+(?:event|case)|certainly|otherwise|at\s+the\s+latest|(?:no|not)\s+later\s+than"
)
_WISHED = r"ideally|preferably|if\s+possible|where(?:ver)?\s+possible"
_SOFTER = rf"{_AT_MOST}|{_WISHED}|thereafter|from\s+then\s+on(?:wards)?|after\s+that"
_AND = r"(?:and\s+then|and|but|or|then)\b"
_GAP = rf"(?!.*\band\s*,)[\s,;(]*(?:{_AND})?[\s,;(]*(?:(?:{_SOFTER}|by|then|of|in)\b)?[\s,]*$"
_ON = rf"\s*(?:[,;(]\s*(?:{_AND})?|{_AND})[\s,;(]*"
_ONWARD = rf"{_ON}(?:(?:{_SOFTER})\b)?[\s,]*"
_WHICHEVER = (
    r"\s*,?\s*\(?whichever\s+(?:is|comes|falls|be)\s+(?:the\s+)?"
    r"(?:(?P<later>later|latest|last)|sooner|soonest|earlier|earliest|first)\b"
)
_UNDATED = (DeadlineKind.IMMEDIATE, DeadlineKind.URGENT)
_DATED = (DeadlineKind.ABSOLUTE, DeadlineKind.RELATIVE)
_NOTHING = "no deadline words"
_REACH = 16


def readings(text: str, anchor: Anchor) -> tuple[Reading, ...]:
    """Every deadline in the text, in order, or the one reading of kind NONE that says why."""
    plain = vocabulary.plain(text)
    kept, refused = kept_and_refused(plain, anchor)
    if not kept:
        if refused:
            phrase = vocabulary.squeezed(text[refused[0].start : refused[0].end])
            return (Reading(phrase, DeadlineKind.NONE, None, exact=True, rule=refused[0].refusal),)
        return (Reading(vocabulary.squeezed(text), DeadlineKind.NONE, None, exact=True, rule=_NOTHING),)
    bounds = sentences(plain)
    return tuple(_reading(text, plain, kept, place, bounds) for place in range(len(kept)))


def kept_and_refused(text: str, anchor: Anchor) -> tuple[list[FoundWords], list[FoundWords]]:
    """The deadlines of a plain text, those that are one joined, and the words refused."""
    found, refused = _found(text, anchor)
    return _joined(text, found, anchor), refused


def _found(text: str, anchor: Anchor) -> tuple[list[FoundWords], list[FoundWords]]:
    """The deadline words that are deadlines, and those that are not with the reason."""
    kept: list[FoundWords] = []
    refused: list[FoundWords] = []
    bounds = sentences(text)
    place = 0
    while trigger := vocabulary.pattern(triggers()).search(text, place):
        before = kept[-1] if kept else None
        found = read_at(text, trigger.start(), anchor, before)
        place = trigger.end()
        if found is None:
            continue
        why = refusal(text, found, bounds[bisect_right(bounds, (found.start, len(text))) - 1], before)
        if why and not found.refusal:
            why = _refused_alone(text, found, kept, anchor, why)
        if why:
            refused.append(replace(found, refusal=why))
        else:
            kept += with_listed(text, found, anchor)
            place = max(place, kept[-1].end)
    whole = None if kept else read_whole(text, anchor)
    if whole:
        (refused if whole.refusal else kept).append(whole)
    return kept, refused


def _refused_alone(text: str, found: FoundWords, kept: list[FoundWords], anchor: Anchor, why: str) -> str:
    """Why the words are no deadline even without those beside them: 'quarterly and within a year'.

    `why` is the answer with them; it stays unless deadline words are joined on.
    """
    start = found.start
    for before in reversed(kept):
        if not vocabulary.pattern(rf"{_ONWARD}$").match(text[before.end : start]):
            break
        start = before.start
    end = found.end
    while beside := _beside(text, end, anchor, found):
        end = beside.end
    if (start, end) == (found.start, found.end):
        return why
    own = text[:start] + text[found.start : found.end] + text[end:]
    moved = replace(found, start=start, end=start + found.end - found.start)
    bounds = sentences(own)
    return refusal(own, moved, bounds[bisect_right(bounds, (start, len(own))) - 1], None)


def _beside(text: str, end: int, anchor: Anchor, before: FoundWords) -> FoundWords | None:
    """The deadline words that are joined on to others which end at `end`."""
    for form in (_ON, _ONWARD):
        link = vocabulary.pattern(form).match(text, end)
        found = read_at(text, link.end(), anchor, before) if link else None
        if found and not found.refusal:
            return found
    return None


def _joined(text: str, found: list[FoundWords], anchor: Anchor) -> list[FoundWords]:
    """Deadlines that are side by side and are one: 'starting immediately and by 30 June 2023'."""
    kept: list[FoundWords] = []
    for this in found:
        one = None
        gap = text[kept[-1].end : this.start] if kept else ""
        if kept and (vocabulary.pattern(_GAP).match(gap) or _begins(kept[-1], this, gap)):
            one = _whichever(text, gap, kept[-1], this)
            if one is None and not _two(text, gap, kept[-1], this):
                one = _join(kept[-1], this, anchor)
        if one:
            kept[-1] = one
        else:
            kept.append(this)
    return kept


def _whichever(text: str, gap: str, first: FoundWords, then: FoundWords) -> FoundWords | None:
    """'Within six months or by 31 December, whichever is sooner': the one of the two that counts."""
    which = vocabulary.pattern(_WHICHEVER).match(text, then.end)
    if which is None or not vocabulary.pattern(r".*\bor\b").match(gap) or not (first.due and then.due):
        return None
    pick = max if which["later"] else min
    found = pick(first, then, key=lambda one: one.due or dt.date.max)
    other = then if found is first else first
    rule = f"{found.rule}, the {'later' if which['later'] else 'earlier'} of the two days named"
    exact = found.exact and other.exact
    return replace(found, start=first.start, end=which.end(), rule=rule, exact=exact)


def _begins(first: FoundWords, then: FoundWords, gap: str) -> bool:
    """Whether the first says from when the second recurs: 'From July 2018, … at least annually'."""
    opening = first.lead == "from" or (first.starts and first.kind is DeadlineKind.ABSOLUTE)
    recurs = then.kind is DeadlineKind.RECURRING and not then.named
    return opening and recurs and not vocabulary.pattern(r"[.!?]\s").search(gap)


def _two(text: str, gap: str, first: FoundWords, then: FoundWords) -> bool:
    """Whether they are two, though side by side: 'within three months and immediately'.

    'Immediately and in any event within 28 days' is one, and so is 'within 28 days, ideally at once'.
    """
    if vocabulary.pattern(r".*\bor\b").match(gap):
        return True
    kinds = {first.kind, then.kind}
    if DeadlineKind.IMMEDIATE not in kinds or not kinds & {*_DATED, DeadlineKind.RECURRING}:
        return False
    recurs_from_now = then.kind is DeadlineKind.RECURRING
    apart = vocabulary.pattern(rf".*(?:[,;]|\b{_AND})").match(gap)
    if recurs_from_now or first.starts or then.starts or not apart:
        return False
    both = text[then.start - len(gap) : then.end]
    if first.kind is DeadlineKind.IMMEDIATE and vocabulary.pattern(rf".*\b(?:{_AT_MOST})\b").match(both):
        return False
    wished = rf".*\b(?:{_WISHED})\b"
    return not vocabulary.pattern(wished).match(both + text[then.end :][:_REACH])


def _join(first: FoundWords, then: FoundWords, anchor: Anchor) -> FoundWords | None:
    """The two as one deadline; None when they are two."""
    if first.kind in _UNDATED and then.kind in _DATED:
        rule = f"{then.rule}, {_manner(first)}"
        return replace(then, start=first.start, rule=rule, starts=then.starts or first.starts)
    if first.kind in (*_DATED, DeadlineKind.RECURRING) and then.kind in _UNDATED:
        return replace(first, end=then.end, rule=f"{first.rule}, {_manner(then)}")
    if first.kind in _DATED and first.due == then.due and then.kind in _DATED:
        return replace(first, end=then.end)
    own_day = then.named and then.due != first.due
    if then.kind is DeadlineKind.RECURRING and first.due and first.every is None and not own_day:
        exact = anchor.exact if first.yearless else first.exact
        rule = year_named(first.rule).removeprefix("to have begun by ")
        return replace(
            then, start=first.start, due=first.due, exact=exact, rule=rule, nominal=first.nominal,
            starts=first.starts and first.lead != "from",
        )  # fmt: skip
    if then.kind is first.kind and first.kind in _UNDATED:
        return replace(first, end=then.end)
    return None


def _manner(undated: FoundWords) -> str:
    return f"and to be begun {'at once' if undated.kind is DeadlineKind.IMMEDIATE else 'urgently'}"


def _reading(
    text: str, plain: str, kept: list[FoundWords], place: int, bounds: list[tuple[int, int]]
) -> Reading:
    """The reading of one deadline, with what the words around it add."""
    found = kept[place]
    own, end = bounds[bisect_right(bounds, (found.start, len(text))) - 1]
    if place + 1 < len(kept):
        end = min(end, kept[place + 1].start)
    if place and kept[place - 1].start >= own:
        own = found.start  # what comes before it in the sentence belongs to the deadline before it
    ongoing = continuing_until(plain, found, end)
    return Reading(
        phrase=vocabulary.squeezed(text[found.start : ongoing or found.end]),
        kind=found.kind,
        due=found.due,
        exact=found.exact,
        rule=_rule(found),
        recurs=_recurs(found),
        continuing=found.continuing or ongoing is not None,
        condition=condition(plain, own, found, end),
        starts=found.starts or starting(plain, own, found, end),
    )


def _rule(found: FoundWords) -> str:
    if found.every is None or found.due is None:
        return found.rule
    return f"{frequency(found.every)}, first due {long_day(found.due)}: {found.rule}"


def _recurs(found: FoundWords) -> str | None:
    if found.every is None or found.due is None:
        return None
    return rrule_text(found.every, found.due, found.nominal, found.until)
