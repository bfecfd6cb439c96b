"""Words that say how often: every six months, quarterly, at least annually."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hmic.deadlines import vocabulary
from hmic.deadlines.spans import Span

_UNIT = r"day|week|fortnight|month|quarter|(?:financial\s+|calendar\s+)?year"
_TIMES = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
    "six times": 6,
    "one time": 1,
    "two times": 2,
}
_ADVERBS = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (3, "month"),
    "biannually": (6, "month"),
    "bi-annually": (6, "month"),
    "half-yearly": (6, "month"),
    "biennially": (2, "year"),
    "annually": (1, "year"),
    "yearly": (1, "year"),
}
_ADJECTIVE = r"annual|biannual|bi-annual|biennial"
_SOFT = r"(?:(?:at\s+least|at\s+a\s+minimum|no\s+less\s+(?:often\s+)?than|not\s+less\s+than|on)\s+)*"
_LY = "|".join(sorted(_ADVERBS, key=len, reverse=True))
_OFTEN = "|".join(_TIMES).replace(" ", r"\s+")
HINT = r"each|every|once|twice|time|ly\b|annual|biennial|interval"
"""What occurs in every text that says how often; most say no such thing, and need none of the forms."""
FORMS = (
    (
        r"(?:once\s+)?(?:each\s+and\s+)?(?:every|each)\s+(?:(?:single|subsequent|successive|following)\s+)?"
        rf"(?:(?P<n>{vocabulary.NUMBER}|other|second|third)"
        rf"(?:\s+(?:to|or)\s+(?P<upper>{vocabulary.NUMBER}))?\s+)?(?:calendar\s+)?(?P<unit>{_UNIT})s?\b"
    ),
    (
        rf"(?P<times>{_OFTEN})\s+(?:in\s+)?(?:every|each|per|an?)\s+"
        rf"(?:(?P<n>{vocabulary.NUMBER})\s+)?(?P<unit>{_UNIT})s?\b"
    ),
    rf"(?P<times>{_OFTEN})\s+(?P<unit>year|annual|month|week)ly\b",
    (
        rf"(?:an?\s+)?(?:(?P<adverb>{_LY})|(?P<adjective>{_ADJECTIVE})(?=\s+basis)"
        rf"|(?P<n>{vocabulary.NUMBER})[\s-]?(?P<unit>week|month|year)ly)\b(?:\s+(?P<basis>basis))?"
    ),
    (
        rf"at\s+(?:regular\s+)?(?:(?P<adverb>{_LY})|(?P<n>{vocabulary.NUMBER})[\s-](?P<unit>month|week|year)ly)"
        r"\s+(?P<basis>intervals)\b"
    ),
    rf"at\s+(?:regular\s+)?intervals\s+of\s+(?P<n>{vocabulary.NUMBER})\s+(?P<unit>{_UNIT})s?\b",
)
_THEREAFTER = (
    r"\s*,?\s*(?:thereafter|after\s+that|after\s+this|afterwards|from\s+then(?:\s+on(?:wards)?)?"
    r"|following\s+(?:that|this)(?:\s+date)?|subsequently)\b"
)
# An adverb is followed by the end of its clause or by a word that begins another part of it; any
# other word after 'monthly' is the thing that is monthly.
_FOLLOWS = (
    r"\s*(?:$|[^\w\s]|(?:thereafter|after|from|by|before|on|in|at|to|and|or|but|with|for|of|until|starting"
    r"|beginning|commencing|the|its|their|all|any|how|whether|what|that|this|these|those|each|every"
    r"|through|so|as|against|if|where|when|within|over|once|using|via|between|our|his|her|who|which"
    r"|should|must|follow(?:ing|ed)|subsequently|afterwards|then|plus|again|also"
    r"|(?:review|publish|report|monitor|update|audit|test|check|assess|provide|submit|send)"
    r"(?:\s+(?:the|its|their|all|any|it|them|each|on|to|how|whether|an?)|(?=\W*$)))\b)"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often something is due, where the words end, and whether they say 'thereafter'."""

    end: int
    every: Span
    thereafter: bool = False


def frequency(every: Span) -> str:
    """How often, as a rule states it: every six calendar months."""
    return f"every {every.unit if every.count == 1 else every.name}"


def read_pattern(text: str, start: int) -> Pattern | None:
    """How often, as the words at `start` say it; None when they do not."""
    if vocabulary.pattern(HINT).search(text, start) is None:
        return None
    begin = vocabulary.after(_SOFT, text, start)
    for form in FORMS:
        match = vocabulary.pattern(form).match(text, begin)
        if match:
            part = match.groupdict()
            every = _every(match.end(), part)
            adverb = part.get("adverb") or (part.get("n") and match[0].lower().endswith("ly"))
            if every is None or (adverb and not part.get("basis") and not _ends_clause(text, match.end())):
                return None
            return _thereafter(text, Pattern(match.end(), every))
    return None


def _ends_clause(text: str, end: int) -> bool:
    return vocabulary.pattern(_FOLLOWS).match(text, end) is not None


def _thereafter(text: str, pattern: Pattern) -> Pattern:
    match = vocabulary.pattern(_THEREAFTER).match(text, pattern.end)
    return replace(pattern, end=match.end(), thereafter=True) if match else pattern


def _every(end: int, part: dict[str, str | None]) -> Span | None:
    """The span from one occurrence to the next; None where the words give no whole one."""
    adverb = part.get("adverb") or (f"{part['adjective']}ly" if part.get("adjective") else None)
    if adverb:
        return Span(end, *_ADVERBS[adverb.lower()])
    unit = (part["unit"] or "").lower().split()[-1]
    count = vocabulary.number(part.get("upper") or part.get("n") or "one")
    count, unit = {
        "fortnight": (2 * count, "week"),
        "quarter": (3 * count, "month"),
        "annual": (count, "year"),
    }.get(unit, (count, unit))
    times = _TIMES[vocabulary.squeezed(part.get("times") or "once").lower()]
    if times > 1:
        count, unit = (12 * count, "month") if unit == "year" else (count, unit)
        if count % times:
            return None
    return Span(end, count // times, unit) if count else None
