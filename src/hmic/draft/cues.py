"""The words by which a report shows what it is saying: headings, lead-ins, who must act, what is wrong."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from hmic.draft.text_blocks import sentences
from hmic.model import Kind

_NUMBER = (
    r"(?:no\.?\s*)?(?:\d{1,4}(?:[.\-/]\d{1,4}){0,2}[a-z]?|[ivx]{1,5}|[a-h]|one|two|three|four|five|six)"
)
_LEADING = r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[a-h][.)]|[•\-–—*])\s+)?"
_WHOSE = (
    r"(?:(?:the|our|your|key|main|new|formal|national|force|service|local|further|additional|specific|"
    r"individual|other|accelerated|overall|summary of(?: the)?|list of|full list of|table of|previous|"
    r"remaining|outstanding|relevant|inspection|hmic(?:frs)?(?:'s|’s)?)\s+)*"
)
_AFI = (
    r"(?:(?:areas?|actions?)(?:\s*\(s\))?\s+(?:for|of|requiring|needing|that\s+need)\s+(?:further\s+|"
    r"development\s+and\s+)?"
    r"improvements?(?:\s*\(afis?\))?|afis?)"
)
_REC = r"(?:recommendations?(?:\s*\(s\))?|recs?\.?(?=\s*\d))"
_COC = r"causes?(?:\s*\(s\))?\s+(?:of|for)\s+concerns?"
_KINDS = (
    (Kind.CAUSE_OF_CONCERN, _COC),
    (Kind.AREA_FOR_IMPROVEMENT, _AFI),
    (Kind.RECOMMENDATION, _REC),
)
_REFERENCE = r"(?:\s*[(\[](?:ref(?:erence)?\.?:?\s*)?[A-Z]{0,6}[-/ ]?\d{1,6}(?:[./-]\d+)*[)\]])?"
_BEGINS = (
    r"(?-i:The|All|Each|Every|By|Within|Chief|Immediately|No\ later|With\ immediate|As\ soon|"
    r"[A-Z][\w-]+\ (?:and\ [A-Z]\w+\ )?(?:Police|"
    r"Constabulary|Fire))\b"
)
"""What a finding begins with that follows its heading without a sign between them."""
_TAIL = (
    r"(?:\s+(?:(?:to|for|from|in|on|of|identified|made|relating|and|by|about|against|arising)\b.{0,80}|"
    r"(?:list|table|summary|box|continued|\(continued\))))?"
)


class Cue(NamedTuple):
    """Words that say a finding follows: its kind, its number, and what is on the same line.

    `plural` says that several may follow; `recap` that it is a list of what the report says elsewhere.
    """

    kind: Kind
    number: str
    rest: str
    plural: bool
    reference: str = ""
    recap: bool = False
    label: str = ""


@cache
def _heads(kind: Kind, core: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """The two forms: a separate heading, and one with the finding on the same line."""
    number = rf"(?:\s*(?P<number>{_NUMBER})(?:\s+(?:of|/)\s+\d+)?)?"
    ref = f"(?P<reference>{_REFERENCE})"
    again = f"(?P<reference1>{_REFERENCE})"
    own = rf"{_LEADING}{_WHOSE}(?P<core>{core}){number}{ref}(?P<tail>{_TAIL})\s*[:.–—-]?"
    run = (
        rf"{_LEADING}{_WHOSE}(?P<core>{core})(?:\s*(?P<number>{_NUMBER})(?:\s+of\s+\d+)?{ref}\s*"
        rf"(?:[:.)–—-]\s*|\s+)|{again}\s*[:–—-]\s*|\s+(?P<reference2>[(\[]\d+[)\]])\s*"
        rf"|\s+(?={_BEGINS}))"
        r"(?P<rest>\S.*)"
    )
    return (
        (kind, re.compile(rf"{own}\Z", re.IGNORECASE | re.DOTALL)),
        (kind, re.compile(rf"{run}\Z", re.DOTALL | re.IGNORECASE)),
    )


LONGEST_HEADING = 16
"""Words in a heading; a longer line is a sentence."""

_PROSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|should|must|made|that|which|we|been|being|they|these|this)\b",
    re.IGNORECASE,
)
_RECAP = re.compile(r"\b(?:summary|list|table|full list) of\b|\bsummary\b", re.IGNORECASE)
_BOARD = re.compile(
    r"\b(?:is|are)\s+(?:asked|invited|recommended|requested)\s+to\b|"
    r"^(?:that\s+)?(?:the\s+)?(?:panel|board|committee|members?|authority|council|cabinet|meeting)\b"
    r".{0,40}\b(?:note|notes|approve|consider|endorse|receive|agree|discuss)\b|"
    r"^(?:to\s+)?(?:note|notes|noted|approve|endorse|receive|agree|accept|discuss|for\s+(?:noting|"
    r"information|decision|approval|discussion))\b",
    re.IGNORECASE,
)


def is_for_the_board(text: str) -> bool:
    """Whether a paper asks its own meeting for something: `RECOMMENDATION: note this report`."""
    return _BOARD.search(text) is not None


def heading(text: str) -> Cue | None:
    """The cue that a line is, with or without the finding behind it."""
    if len(text) > 6000:
        text = text[:6000]
    if next((ch for ch in text if ch.isalpha()), "a").islower() and not re.match(r"[a-h][.)]\s", text):
        return None
    if not re.search(r"improve|afi|rec|concern", text[:160], re.IGNORECASE):
        return None
    for kind, core in _KINDS:
        (_, own), (_, run) = _heads(kind, core)
        found = own.match(text)
        if found and _is_heading(found, text):
            return _cue(kind, found, "", text)
        found = run.match(text)
        if found and _is_run(found):
            return _cue(kind, found, found["rest"].strip(), text)
    return None


def _is_heading(found: re.Match[str], text: str) -> bool:
    if len(text.split()) > LONGEST_HEADING:
        return False
    return not _PROSE.search(found["tail"] or "") and not (text[:1].islower() and found["tail"])


def _is_run(found: re.Match[str]) -> bool:
    """`Recommendation 3 The force` is one; `recommendation a force` and `Recommendation 3 was` are none."""
    core, number, rest = found["core"], found["number"], found["rest"]
    between = found.string[found.end("core") : found.start("rest")]
    if core[:1].islower():
        return False
    if number and number.isalpha() and not re.search(r"[:.)–—-]", between):
        return False
    first = rest.split(maxsplit=1)[0]
    if not between.strip() and not number:
        return demands(rest) or begins_dated(rest)
    return first[:1].isupper() or first[:1] in "“‘\"'(" or bool(re.search(r"[:–—]|\s-\s", between))


def _cue(kind: Kind, found: re.Match[str], rest: str, text: str) -> Cue:
    groups = found.groupdict()
    core = found["core"].lower()
    plural = core.startswith(("areas", "causes")) or core.endswith(("s", "s)"))
    reference = groups.get("reference") or groups.get("reference1") or groups.get("reference2") or ""
    head = text[: found.start("core")] + (groups.get("tail") or "")
    return Cue(
        kind,
        (found["number"] or "").strip(),
        rest,
        plural and not found["number"],
        re.sub(r"[^\w./-]", "", re.sub(r"ref(?:erence)?\.?:?", "", reference, flags=re.IGNORECASE)),
        bool(_RECAP.search(head)),
        found["core"],
    )


_NAMES = (
    r"(?:Areas? for [Ii]mprovement|AREAS? FOR IMPROVEMENT|AFI|Recommendations?|RECOMMENDATIONS?|"
    r"Causes? of [Cc]oncern|CAUSES? OF CONCERN)"
)
_GRADED = r"(?:Outstanding|Good|Adequate|Requires improvement|Inadequate)"
_SPLIT = re.compile(
    rf"(?<=[.;:)!?])\s+(?={_NAMES}\s*(?:{_NUMBER}\b|[:–—(]|{_BEGINS}|$))|"
    rf"(?<=\w)\s+(?={_NAMES}\s*(?:\d{{1,3}}[:.)]|:)\s)|"
    rf"(?<=[.!?])\s+(?={_GRADED}\s+(?-i:[A-Z]))"
)
_LONG = 60
"""Words of a line in which a report without line breaks may go on after its findings."""


def run_together(text: str) -> list[str]:
    """One line that holds several findings, or a heading, findings and more text: cut where each begins."""
    parts: list[str] = []
    for part in _SPLIT.split(text):
        if part and part.strip():
            parts += _without_rest(part.strip())
    return parts


def _without_rest(text: str) -> list[str]:
    """A heading with what it asks for, and what comes after that: the next question, other sentences."""
    cue = heading(text) if len(text.split()) > 8 else None
    if cue is None or not cue.rest or cue.number:
        return [text]
    rows = sentences(cue.rest)
    kept = next((n for n, row in enumerate(rows) if n and not demands(row)), len(rows))
    if kept == len(rows) == 1 or (kept == len(rows) and not cue.plural):
        return [text]
    head = text[: len(text) - len(cue.rest)]
    if cue.plural:
        return [
            head.strip(),
            *(f"• {row}" for row in rows[:kept]),
            *([" ".join(rows[kept:])] if rows[kept:] else []),
        ]
    first = " ".join(rows[:kept])
    return [f"{head}{first}", " ".join(rows[kept:])] if len(" ".join(rows[kept:]).split()) > 3 else [text]


NEUTRAL = re.compile(
    r"(?:main|key|summary of|our|detailed|overall|initial|other)?\s*(?:findings?|conclusions?|"
    r"observations?)|"
    r"(?:good|promising|innovative|notable|effective|best|positive|developing|emerging|outstanding)\s+"
    r"(?:practices?|points?)(?:\s+\d+)?|strengths?|work in progress|summary|overall summary|background|"
    r"introduction|"
    r"context|contextual factors|methodology|about (?:this report|us|the data)|what went well|"
    r"what (?:is|the force is) doing well|next steps|conclusions?|progress|our judge?ments?|overview|"
    r"judge?ments?|grade|force in numbers|contents|foreword|definitions|glossary|appendix.*|annex.*|"
    r"our findings|findings|what we found|what happens next|housekeeping points?|action points?|the "
    r"way forward|terms of reference|"
    r"evidence|reasons?|rationale|why this matters|scope",
    re.IGNORECASE,
)


_RUN_IN = re.compile(
    r"(?:summary|background|strengths?|work in progress|good practice|context|conclusion|introduction|"
    r"evidence|rationale|"
    r"progress|response|update|our finding)\s*(?:[–—:]|\s-\s)\s*\S",
    re.IGNORECASE,
)


def begins_neutral(text: str) -> bool:
    """Whether a paragraph begins with its own heading: `Summary – The force …`."""
    return _RUN_IN.match(text) is not None


def is_neutral(text: str) -> bool:
    """Whether a heading ends a list of findings without beginning a chapter."""
    bare = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", text).strip(" :.–—-")
    return NEUTRAL.fullmatch(bare) is not None


_ASKS = re.compile(
    r"\b(?:should|must|needs?\s+to|ought\s+to|shall|has\s+to|have\s+to|(?:is|are)\s+(?:required|"
    r"recommended|advised|"
    r"asked|to\s+be)\b|would\s+benefit|would\s+be\s+benefit|consideration\s+(?:should|needs)|"
    r"could\s+(?:do\s+more|improve)|"
    r"recommend(?:s|ed)?\s+that)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\b(?:should|must|needs?\s+to)\b", re.IGNORECASE)
_BODY = (
    r"(?:force|forces|service|services|constabulary|constabularies|police|authority|fra|chief\s+\w+|"
    r"office|college|council|npcc|acpo|government|commissioners?|pccs?|department|ministry|leaders|"
    r"leadership|"
    r"officers|managers|board|inspectorate|hmic(?:frs)?|units?|rocus?|agency|cps|mopac|it|they|we|lead|"
    r"leads|"
    r"partners|executive|teams?|staff|supervisors|secretary|director|association|body|bodies|there)"
)
_FORCE_ASKED = re.compile(
    rf"\b{_BODY}[^.;:]{{0,90}}?\b(?:should|must|needs?\s+to|ought\s+to|would\s+benefit|"
    rf"is\s+required\s+to|are\s+required\s+to|has\s+to)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"(?:to\s+)?(?:ensure|make\s+sure|improve|review|develop|introduce|establish|implement|put|provide|"
    r"set|create|"
    r"carry\s+out|take|consider|agree|publish|work|reduce|increase|address|strengthen|assess|evaluate|"
    r"monitor|identify|use|produce|undertake|complete|update|record|train|give|bring|adopt|share|assure|"
    r"demonstrate|prioritise|clarify|define|embed|extend|revise|investigate|stop|begin|start|conduct|"
    r"communicate|prepare|design|understand|examine|appoint|allocate|align|have|tell|speed|explain|"
    r"reassess|analyse|build|check|support|promote|recruit|remove|respond|manage|maintain|continue|"
    r"enable|expand|test|tackle|show|seek|secure|resolve|report|reinforce|plan|make|keep|help|encourage|"
    r"determine|deliver|co-?ordinate|consult|apply|act|achieve)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:\b(?:should|must|needs?\s+to|to|that|by|in|following|as\s+follows|it|they|services?|forces?|"
    r"constables?|steps|including|improvements?|recommendations?|areas|on|for|ensure|make\s+sure|"
    r"concern)\s*[:–—-]|:)\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?:by|within|before|no\s+later\s+than|immediately|with\s+immediate\s+effect|from|as\s+soon\s+as|"
    r"as\s+a\s+matter\s+of\s+urgency|at\s+the\s+earliest|starting|on\s+or\s+before|not\s+later\s+than|"
    r"over\s+the\s+next|in\s+the\s+next|with\s+effect|urgently|forthwith|in\s+time\s+for|during)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:not|n[’']t|cannot|never|no|neither|nor|without|lacks?|lacking|absent|fails?|failed|failing|"
    r"failure|poor|"
    r"poorly|inconsisten\w+|inadequate\w*|insufficient\w*|unclear|unaware|limited|rarely|seldom|"
    r"sometimes|too|"
    r"delays?|delayed|backlogs?|weak\w*|deviat\w+|improve|improvements?|gaps?|missed|missing|outdated|"
    r"out\s+of\s+date|unable|ineffective|inefficient|slow\w*|risk|concern\w*|only|little|few|less|low|"
    r"inaccurate|incomplete|disproportionate|unsatisfactory|under-?\w+|struggl\w+|inappropriate\w*|"
    r"unreliable|vary|varies|variable)\b|n[’']t\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether somebody is to do something, by any of the words that reports use for it."""
    return _ASKS.search(text) is not None


_SUGGESTS = re.compile(
    r"\b(?:would|could|(?:is|are)\s+(?:needed|required|essential|important|necessary)|needs?|benefit|consider\w*|essential|"
    r"opportunit\w+|scope\s+for|work\s+on|encouraged?)\b",
    re.IGNORECASE,
)


def suggests(text: str) -> bool:
    """Whether a text wants something done, however softly it says so."""
    return asks(text) or _SUGGESTS.search(text) is not None


def asks_somebody(text: str) -> bool:
    """Whether a text says what a force, a service or another body should do."""
    return _FORCE_ASKED.search(text) is not None


_DEMANDS = re.compile(
    r"^(?P<who>[^.;:?!]{2,160}?)\b(?:should|must|needs?\s+to|ought\s+to|has\s+to|have\s+to|"
    r"would\s+benefit)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:recognis\w+|acknowledg\w+|aware|knows?|understands?|told|said|says?|accepts?|agrees?|"
    r"believes?|guidance|stated?|which|who|whether|because|"
    r"victims?|callers?|everyone|someone|anyone|people|plans?|found|legislation|act|code|law|"
    r"policy\s+says|expect\w*)\b",
    re.IGNORECASE,
)


_LABEL = re.compile(r"^[A-Z][\w’',/()& -]{1,50}[.:]\s+(?=(?:The|All|Each|Every|Chief)\s)")


def demands(text: str) -> bool:
    """Whether a text begins by telling somebody what to do, and does not report what is known or said.

    A few words may come before that as its name: `Release. The force should …`.
    """
    label = _LABEL.match(text)
    if label is not None and not _PROSE.search(label[0]):
        text = text[label.end() :]
    found = _DEMANDS.match(text)
    return found is not None and not _REPORTED.search(found["who"])


def has_should(text: str) -> bool:
    """Whether a sentence has should, must or needs to."""
    return _LISTED.search(text) is not None


def commands(text: str) -> bool:
    """Whether a text begins with what to do: `Review the policy …`."""
    return _IMPERATIVE.match(text) is not None


_TOPIC = re.compile(r"\w+\s+(?:of|and)\b", re.IGNORECASE)
_HINDSIGHT = re.compile(
    r"\b(?:should|must|ought\s+to)\s+(?:not\s+)?have\s+(?:\w+ly\s+)?(?:been|done|made|taken|known|given|seen|"
    r"got|told|had|\w+ed)\b",
    re.IGNORECASE,
)


def demands_or_commands(text: str) -> bool:
    """Whether a text begins by saying what must be done: `Use of force` only names something."""
    named = _TOPIC.match(text) is not None or len(text.split()) < _FEWEST
    return demands(text) or (begins_dated(text) and asks(text)) or (commands(text) and not named)


_FEWEST = 4
"""Words of the shortest headline that tells somebody what to do, without should or must."""


def looks_back(text: str) -> bool:
    """Whether a text says what should have been done: `it should have recorded them`."""
    return _HINDSIGHT.search(text) is not None


def leads_in(text: str) -> bool:
    """Whether a list must follow: `Within 28 days, the service should:`."""
    return _LEAD_IN.search(text) is not None


def begins_dated(text: str) -> bool:
    """Whether a text begins with a deadline: `By 31 March 2024, …`."""
    return _DATED.match(text) is not None


_ONLY_DEADLINE = re.compile(
    r"(?:immediate(?:ly)?|with immediate effect|forthwith|urgently|as a matter of urgency|as soon as "
    r"(?:possible|practicable)|"
    r"within\s+(?:the\s+next\s+)?[\w-]+\s+(?:working\s+)?(?:days?|weeks?|months?|"
    r"years?)(?:\s+of\s+[^.]{3,50})?|"
    r"(?:by|before|no later than)\s+(?:the\s+end\s+of\s+)?[\w ,]{3,30}\d{4})\s*[:.–—-]?",
    re.IGNORECASE,
)


def only_deadline(text: str) -> bool:
    """Whether a line is a deadline and nothing else, as a heading over the findings due by then."""
    return _ONLY_DEADLINE.fullmatch(text.strip()) is not None


_TO = re.compile(
    r"to(?:\s+(?:the|all|and|of|for|in|chief|every|each|police|fire|[A-Z][\w’',&()-]*|\w+s)){1,16}\s*[:.]?",
    re.IGNORECASE,
)


_OF_ITSELF = re.compile(
    r"^[^.;:]{0,60}\b(?:recommendations?|areas?\s+for\s+improvement|findings|"
    r"report)\b[^.;:]{0,80}?\b(?:should|must)\b|"
    r"\b(?:hmic(?:frs)?|we)\s+(?:has|have)\s+(?:made|developed|set\s+out|identified)\b",
    re.IGNORECASE,
)


def of_itself(text: str) -> bool:
    """Whether a text is about the recommendations as such: how they came about or are to be read."""
    asking = [row for row in sentences(text) if asks(row)]
    return bool(_OF_ITSELF.search(text)) and all(_OF_ITSELF.search(row) for row in asking)


def addresses(text: str) -> bool:
    """Whether a line says to whom a recommendation is made, and nothing else: `To the Home Office:`."""
    return _TO.fullmatch(text) is not None


def criticises(text: str) -> bool:
    """Whether a text says that something is not as it should be."""
    return _WRONG.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence or a list item does, not as a heading."""
    return bool(re.search(r"[.;:!,][)\]”’'\"]*(?:\s*\d{1,2})?$", text))
