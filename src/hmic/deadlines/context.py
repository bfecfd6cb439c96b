"""Whether deadline words are part of an instruction, and what the words around them add."""

from __future__ import annotations

import re

from hmic.deadlines import vocabulary
from hmic.deadlines.found_words import FoundWords
from hmic.deadlines.reading import DeadlineKind

_INSTRUCTS = (
    r"\b(?:should(?!\s+(?:this|the|these)\b)|must|shall|(?<!the\s)(?:needs?|ought|has|have)\s+to\b"
    r"|(?:is|are|be)\s+(?:\w+ly\s+)?(?:required|expected|asked|directed|instructed|urged|advised"
    r"|requested|called\s+upon|to|due(?!\s+to))\b|(?:we|hmic|hmicfrs|i)\s+(?:would\s+)?(?:also\s+)?"
    r"(?:recommend|expect|require|ask|request|urge|direct)s?\b|recommends?\b|recommended\s+that"
    r"|requires?\s+(?:the|all|each|every|forces|chief)\b|due\b(?!\s+to)|please|deadline|let\s+us\s+have)"
)
_WAS_TO = r"\b(?:was|were|had|been)\s+(?:\w+ly\s+)?(?:required|expected|asked|due|to\b|directed)"
_PAST = (
    r"\b(?:was|were|(?<!have\s)had|did|(?<!should\s)(?<!must\s)(?:has|have)\s+(?:\w+ly\s+|since\s+)?been)\b"
)
_STATES = (
    r"\b(?:was|were|is|are|has|have|had|did|does|do(?=\s+not)|will|would|can|could|might|(?-i:may)(?=\s+[a-z])"
    r"|cannot|it's|they're|we've|isn't|aren't|wasn't|didn't)\b"
)
_AGENT = (
    r"(?:it|he|she|force|constabulary|police|board|team|unit|group|panel|constable|hmic(?:frs)?"
    r"|inspectorate|committee|department|office|commissioner|pcc|centre|meeting|inspector)"
)
_ACTS = (
    rf"\b{_AGENT}\s+(?:(?:\w+ly|also|now|already|then|first)\s+)?\w+(?<!u)(?<!s)(?:s|ed)\b"
    r"|\b(?:they|we|officers|staff|forces|supervisors|managers|victims|callers|teams)\s+"
    r"(?:usually\s+|also\s+|often\s+|now\s+)?(?:meet|review|update|hold|use|publish|report|receive"
    r"|produce|submit|complete|expect|plan|intend|aim|wait|respond|attend|work|experience)\b"
    r"|\b(?:we|they|it)\s+(?:\w+ly\s+)?\w+ed\b"
    r"|\b(?!need)\w+ed\s+(?:the|an?|its|their|all|some|our|his|her|over)\s"
    r"|\b(?:held|met|took|began|found|gave|wrote|fell|rose|grew|became|meets)\b"
)
_ASIDE = (
    r",\s*(?:which|who|where|when|if|as|once|whose|unless|although|while|because|with|including)\b[^,.;]*,"
)
_RELATIVE = (
    r"\b(?:that|which|who|whom)\s+(?:\w+ly\s+|also\s+|not\s+)?"
    r"(?:is|are|has|have|had|was|were|do|does|did|will|would|can|could|may)\b"
)
_WHOSE = r"\b(?:which|who|whose|where|when|(?<!sure\s)(?<!ensure\s)(?<!require\s)(?<!recommend\s)that)\b"
_CONCEDES = r"^\W*(?:although|though|while|whilst|despite|because|since|given\s+that|even\s+though)\b"
_PARTICIPLE = (
    r"\b(?:\w+(?<!ne)ed|held|made|met|given|taken|seen|done|run|sent|kept|undertaken|carried\s+out)"
    r"(?:\s+(?:out|up|on|in|to\s+it))?\W*$"
)
_PASSIVE = (
    r"\b(?:be|is|are|been|being|gets?|and|or|not|have|has)\s+(?:\w+ly\s+|then\s+|also\s+)?(?:\w+ed|held|made|met|given|taken|seen"
    r"|done|run|sent|kept|undertaken|carried\s+out)(?:\s+(?:out|up|on|in|to\s+it))?\W*$"
)
_EVENTS = (
    r"incidents?|times|occasions|offences|crimes|calls|episodes|convictions|breaches|complaints"
    r"|callers|contacts|attacks|victims"
)
_COUNTED = (
    rf"\b(?:{vocabulary.NUMBER}|several|multiple|repeat\w*|more\s+than\s+\w+|fewer\s+than\s+\w+)\s+(?:or\s+(?:more|fewer)\s+)?"
    rf"(?:\w+\s+)?(?:{_EVENTS})(?:\s+(?!should|must)\w+){{0,4}}\s*$|\b(?:or\s+more|twice|once)(?:\s+\w+){{0,2}}\s*$"
)
_STANDARD = (
    r"\b(?:ensure|ensures|sure|so\s+that|assure\s+itself)\b[^.;]*\b(?:are|(?:all|each|every|any|when)\b[^.;]*\b(?:is|be|being|gets?))\b"
    r"[^.;]*$"
)
_ORDER = (
    r"\W*(?:to\s+)?(?:review|update|audit|assess|check|report|publish|submit|provide|test|monitor|hold|carry"
    r"|conduct|complete|undertake|repeat|refresh|train|inspect|evaluate|examine|ensure|make|send|share"
    r"|produce|brief|discuss|stop|begin|start|record|tell|give|write|introduce|improve)\b"
)
_SENTENCE_END = (
    r"(?<!\bno)(?<!\be\.g)(?<!\bi\.e)[.!?][\"')\]]*\s+(?=[\"'(\[]*(?-i:[A-Z]))|\n\s*\n"
    r"|(?<=[.;])\s*\n\s*(?=[-•·*(])"
)
_WHICHEVER = r"\bwhichever\s+(?:is|comes|falls|be)\b"
_NEAR = 800
_CLOSE = 120
_FEW = 3
_STATEMENT = "a statement of what is or was done, not an instruction"
_FREQUENCY = "how often something is done, not an instruction"
_COUNT = "a count of events within a length of time, not a deadline"
_SERVICE = "a standard of service for each case, not a deadline"


def refusal(text: str, found: FoundWords, bounds: tuple[int, int], before: FoundWords | None) -> str:
    """Why the words are no deadline where they are; empty when they are one.

    `bounds` are the start and the end of the sentence that contains them; `before` is the deadline
    found before these.
    """
    if found.refusal:
        return found.refusal
    start, end = bounds
    left = text[max(start, found.start - _NEAR) : found.start]
    right = text[found.end : min(end, found.end + _NEAR)]
    if found.kind is DeadlineKind.RELATIVE and vocabulary.pattern(_COUNTED).search(left[-_CLOSE:]):
        return _COUNT
    if found.lead == "adverb" and not _adverb_instructs(left, right):
        return _STATEMENT
    asked_left, asked_right = _last(_INSTRUCTS, _quiet(left)), _asked_after(right)
    if asked_left is not None:
        return _within_instruction(found, left, left[asked_left:])
    if asked_right is not None:
        return _before_instruction(found, left, right[:asked_right], right)
    since = text[max(start, before.end) : found.start] if before else left
    return _without_instruction(found, left, right, since)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of the text starts and ends; a list after a colon is one with its lead."""
    found: list[tuple[int, int]] = []
    start = 0
    for stop in vocabulary.pattern(_SENTENCE_END).finditer(text):
        if not text[start : stop.start()].rstrip().endswith(":"):
            found.append((start, stop.start()))
            start = stop.end()
    return [*found, (start, len(text))]


def _last(form: str, text: str) -> int | None:
    ends = [match.end() for match in vocabulary.pattern(form).finditer(text)]
    return ends[-1] if ends else None


def _blanked(form: str, text: str) -> str:
    return vocabulary.pattern(form).sub(lambda match: " " * (match.end() - match.start()), text)


def _quiet(text: str) -> str:
    """The text without what was expected in the past, which looks like an instruction."""
    return _blanked(_WAS_TO, text)


def _asked_after(right: str) -> int | None:
    match = vocabulary.pattern(_INSTRUCTS).search(_quiet(right))
    return match.start() if match else None


def _within_instruction(found: FoundWords, left: str, since: str) -> str:
    """The instruction comes first: 'should … by March 2015'."""
    clause = re.split(r"[,;:]", since)[-1]
    if _last_said(_blanked(_ASIDE, clause)) == "past":
        return _STATEMENT
    if found.kind is DeadlineKind.RECURRING:
        reduced = vocabulary.pattern(_PARTICIPLE).search(left) and not vocabulary.pattern(_PASSIVE).search(
            left
        )
        if reduced or vocabulary.pattern(_WHOSE).search(clause):
            return _FREQUENCY
    short = found.kind is not DeadlineKind.ABSOLUTE and "day" in found.unit and not found.named
    if (short or found.lead == "adverb") and vocabulary.pattern(_STANDARD).search(left):
        return _SERVICE
    return ""


def _last_said(clause: str) -> str:
    """'past' when the clause's last verb of being or having says what was."""
    verbs = vocabulary.pattern(r"(?<!have\s)(?P<past>\b(?:was|were|had|did)\b)|\b(?:is|are|has|have|be)\b")
    said = list(verbs.finditer(clause))
    return "past" if said and said[-1]["past"] else ""


def _before_instruction(found: FoundWords, left: str, between: str, right: str) -> str:
    """The words come first: 'By March 2015, the force should …'."""
    clause = re.split(r"[,;:]|\b(?:and|but)\b", left)[-1]
    if vocabulary.pattern(_PARTICIPLE).search(left) or vocabulary.pattern(_PAST).search(clause):
        return _STATEMENT
    if vocabulary.pattern(_CONCEDES).search(left) and "," not in left:
        return _STATEMENT
    if found.kind is DeadlineKind.RELATIVE and vocabulary.pattern(_WHOSE).search(clause):
        return _STATEMENT
    between = _blanked(_RELATIVE, _blanked(_ASIDE, between + right[len(between) : len(between) + 1]))
    if vocabulary.pattern(_STATES).search(between):
        return _STATEMENT
    return ""


def _without_instruction(found: FoundWords, left: str, right: str, since: str) -> str:
    """Nothing around it instructs: a deadline only where nothing is stated either."""
    loose = found.yearless or not vocabulary.pattern(r"\W*(?:to\s+be\s+\w+\s+)?\Z").match(
        left + right.partition(",")[0]
    )
    if found.lead in {"in", "on", "from"} and loose:
        return _STATEMENT
    around = _blanked(_WHICHEVER, f"{left} {right}")
    if vocabulary.pattern(_STATES).search(around) or vocabulary.pattern(_ACTS).search(around):
        recurring = found.kind is DeadlineKind.RECURRING
        return _FREQUENCY if recurring else _STATEMENT
    loose = found.kind is DeadlineKind.RECURRING or found.lead == "adverb"
    if loose and not (_brief(since) and _brief(right)):
        return _FREQUENCY if found.kind is DeadlineKind.RECURRING else _STATEMENT
    participle = vocabulary.pattern(_PARTICIPLE).search(left)
    if participle and not vocabulary.pattern(r"\b(?:to\s+be|to\s+have|be)\s+(?:\w+\s+){1,4}$").search(left):
        if found.kind is DeadlineKind.RECURRING:
            return _FREQUENCY
        if found.kind is DeadlineKind.RELATIVE and "day" in found.unit and not found.named:
            return _SERVICE
    return ""


def _brief(words_around: str) -> bool:
    """Whether the words are a few, or begin as an order does: 'Review the register …'."""
    few = len(words_around.split()) <= _FEW
    return few or vocabulary.pattern(_ORDER).match(words_around) is not None


def _adverb_instructs(left: str, right: str) -> bool:
    """Whether 'immediately' and the like are next to 'should', a comma or the edge of a clause."""
    if vocabulary.pattern(
        r"\s*(?:available|apparent|obvious|adjacent|aware|upon|before|behind|below|recogni\w+)\b"
    ).match(right):
        return False
    if vocabulary.pattern(r"\b(?:to|of|not|most|more|very|responds?|answered|dealt\s+with)\s*$").search(
        left
    ):
        return (
            vocabulary.pattern(r"\b(?:needs?|has|have|is|are|required|expected|asked)\s+to\s*$").search(
                left
            )
            is not None
        )
    near = vocabulary.pattern(rf"(?:{_INSTRUCTS}|,|;|:|-|\band|\bthen|^\W*)\s*$").search(left)
    return (
        near is not None
        or vocabulary.pattern(r"\s*(?:$|[^\w\s]|and\b|but\b|to\b|the\b)").match(right) is not None
    )


_CONDITION = (
    r"\b(?:(?:if|where|when|as)\s+(?:it\s+is\s+|this\s+is\s+|found\s+to\s+be\s+|deemed\s+)?(?:required|necessary|needed|relevant"
    r"|appropriate|applicable)(?:\s+following\s+(?:the|that|this|its)\s+\w+)?"
    r"|(?<!be\s)subject\s+to\s+[^,.;:]{3,60}|depending\s+on\s+[^,.;:]{3,60}|unless\s+[^,.;:]{3,60})"
)
_IF_AFTER = r"\s*,\s*(?P<words>(?:if|unless|provided|where|should)\s+[^,.;:]{3,80}?)\s*(?=,|$)"
_IF_BEFORE = r"(?P<words>\b(?:if|unless|provided|where)\s+[^,.;:]{3,80}?)\s*,\s*(?:then\s*,?\s*)?$"
_STARTED = (
    r"\b(?:should|must|shall|to)\b[^.;]{0,160}?\b(?:started|begun|commenced)\b"
    r"|\b(?:should|must|shall)\b(?:,[^,]{0,80},)?\s+(?:start|begin|commence)\b"
    r"|^\W*(?:start|begin|commence)\b"
)
_START_BEFORE = (
    r"\b(?:start|started|starting|begin|begun|beginning|commence|commenced|commencing)\b(?:\s+\w+){0,2}\s*$"
)
_CONTINUES = (
    r"^\W{0,3}\s*(?:and\s+(?:be\s+|then\s+|is\s+|to\s+be\s+)?)?(?:ongoing|on-going|thereafter|continuing|continuously|on\s+an\s+ongoing"
    r"\s+basis|beyond|onwards?|from\s+then\s+on(?:wards)?|on\s+a\s+continuing\s+basis)\b"
    r"(?:\s+(?:following|after|from)\s+(?:that|this)(?:\s+(?:date|point|time))?|\s+thereafter)?"
)


def condition(text: str, start: int, found: FoundWords, end: int) -> str | None:
    """The words on which the deadline depends, between the places `start` and `end`."""
    after = vocabulary.pattern(_IF_AFTER).match(text, found.end, end)
    if after:
        return vocabulary.squeezed(after["words"])
    before = vocabulary.pattern(_IF_BEFORE).search(text[start : found.start])
    if before:
        return vocabulary.squeezed(before["words"])
    match = vocabulary.pattern(_CONDITION).search(text, start, end)
    return vocabulary.squeezed(match[0]) if match else None


def starting(text: str, start: int, found: FoundWords, end: int) -> bool:
    """Whether the deadline is met by starting."""
    return bool(
        vocabulary.pattern(_START_BEFORE).search(text, start, found.start)
        or vocabulary.pattern(_STARTED).search(text, start, end)
    )


def continuing_until(text: str, found: FoundWords, end: int) -> int | None:
    """Where 'and ongoing following that date' and the like end after the words; None without."""
    match = vocabulary.pattern(_CONTINUES).match(text[found.end : end])
    return found.end + match.end() if match else None
