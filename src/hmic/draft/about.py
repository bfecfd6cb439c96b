"""What a report says of itself: its title, its day, who wrote it and about whom."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hmic.draft import cues
from hmic.draft.text_blocks import Block, ReportText, Role
from hmic.model import PartialDate
from hmic.words import MONTHS

_MONTHS = {
    name: number
    for number, full in enumerate(MONTHS, start=1)
    for name in (full.lower(), full[:3].lower(), *(("sept",) if full == "September" else ()))
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_SLASHED = re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d\d)\b")
_MONTH_ONLY = re.compile(rf"(?<!\w){_MONTH}\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:publish(?:ed|ing)?(?:\s+(?:on|date|at))?|embargo\w*|publication date|date of publication|"
    r"posted|first published|issued)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:©|copyright|\(c\))\D{0,40}(?P<year>20\d\d)|first published\D{0,10}(?P<year2>20\d\d)", re.IGNORECASE
)
_FORCE = re.compile(
    r"\b(?P<name>(?:(?:City of London|Greater Manchester|West Midlands|[A-Z][a-z]+(?:shire)?)(?:[ "
    r"-](?:and|of|on|&|upon|the)[ -]|[ -])?"
    r"(?:[A-Z][a-z-]+[ ]?){0,4}?)(?:Police|Constabulary|Fire (?:and|&) Rescue (?:Service|Authority)|"
    r"Fire Brigade|Police Service))\b"
)
_NO_FORCE = re.compile(r"Inspector|Majesty|College|Chief|National|Royal|^HMIC|Home Office")
_NOT_TITLE = re.compile(
    r"^(?:her|his) majesty|^hmic(?:frs)?$|^inspecting (?:policing|fire)|^(?:©|isbn|www\.|https?:)|"
    r"crown copyright|^contents|^page \d|^dear |"
    r"under embargo|embargoed|^official|^to:|^from:|floor|^\W*$|^summary|^overall summary|^foreword|"
    r"^share|^print|^cookies|^skip to|^menu$|^home$|^search|^get this|^accessibility|^first published|"
    r"^about us|^publications?$|^agenda item|^report (?:of|to|by)|^date|^subject|^the judgment|^our "
    r"judge?ments?$",
    re.IGNORECASE,
)
_RUNNING = 12
"""Words in a paragraph that is no cover any more."""
_FRONT = 45
"""Blocks that can be the cover."""


_Dated = tuple[PartialDate, str]
"""A date, and where it comes from."""


@dataclass(slots=True)
class About:
    """What was found, and where the day comes from."""

    title: str = ""
    published: PartialDate | None = None
    published_source: str = ""
    inspectorate: str = "HMICFRS"
    force: str = ""


def about(paper: ReportText) -> About:
    """What a paper's first page says; empty where it says nothing."""
    front = _cover(paper.blocks)
    text = "\n".join(b.text for b in paper.blocks)
    found = About()
    found.published, found.published_source = _published(front, paper.blocks)
    found.force = _force(front, text)
    found.title = _title(paper, front, found)
    year = found.published.year if found.published else None
    named = bool(re.search(r"HMICFRS|Fire & Rescue Services|Fire and Rescue Services", text))
    found.inspectorate = "HMICFRS" if named or (year is not None and year > 2017) else "HMIC"
    if year is None and not re.search(r"\bHMIC\b", text):
        found.inspectorate = "HMICFRS"
    return found


def _cover(blocks: list[Block]) -> list[Block]:
    """What comes before the first list of findings, and not beyond the first pages."""
    front = [b for b in blocks if b.page in {None, 1, 2, 3}][:_FRONT]
    first = next((n for n, b in enumerate(front) if cues.heading(b.text) is not None and n > 1), len(front))
    return front[:first]


def _published(front: list[Block], every: list[Block]) -> tuple[PartialDate | None, str]:
    """A letter's day, else the day of publication, else the cover's day or month, else the year."""
    found = None
    if any(re.match(r"dear\s", block.text, re.IGNORECASE) for block in front):
        found = _first(front, _day, 5, "The letter is dated")
    return found or _stated([*front, *every[-15:]]) or _of_cover(front, every) or (None, "")


def _first(
    blocks: list[Block], read: Callable[[str], PartialDate | None], most: int, said: str
) -> _Dated | None:
    """The date in the first block of few words that has one."""
    for block in blocks:
        day = read(block.text)
        if (
            day
            and len(block.text.split()) <= most
            and not (cues.asks(block.text) or _CHANGED.search(block.text))
        ):
            return day, f"{said} “{_short(block.text)}”."
    return None


_CHANGED = re.compile(
    r"\b(?:updated|reviewed|modified|accessed|printed|retrieved|downloaded)\b", re.IGNORECASE
)
"""Of the day on which a page was changed or seen."""


def _stated(blocks: list[Block]) -> _Dated | None:
    """The date of a line that is about publishing."""
    for block in blocks:
        text = block.text
        if (
            _SAYS.search(text)
            and len(text) < 300
            and not _CHANGED.search(text)
            and not re.search(r"\b(?:data|figures|statistics)\b", text)
        ):
            day = _day(text) or _month(text)
            if day:
                return day, f"The text says “{_short(text)}”."
    return None


def _of_cover(front: list[Block], every: list[Block]) -> _Dated | None:
    day = _first(front, _day, 8, "The text is dated") or _first(front, _month, 16, "The cover says")
    if day is not None:
        return day
    for block in every:
        found = _YEAR.search(block.text)
        if found:
            return PartialDate(
                int(found["year"] or found["year2"])
            ), f"The text says “{_short(block.text)}”."
    return None


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:97]}…"


def _day(text: str) -> PartialDate | None:
    found = _DAY.search(text) or _ISO.search(text) or _SLASHED.search(text)
    if not found:
        return None
    month = _MONTHS.get(found["month"].lower()) or int(found["month"])
    try:
        dt.date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None
    return PartialDate(int(found["year"]), month, int(found["day"]))


def _month(text: str) -> PartialDate | None:
    found = _MONTH_ONLY.search(text)
    return PartialDate(int(found["year"]), _MONTHS[found["month"].lower()]) if found else None


def _bare(name: str) -> str:
    """A force's name without the words for its head."""
    return re.sub(
        r"^(?:The\s+)?(?:(?:Chief\s+)?Constable\s+of\s+)?(?:The\s+)?", "", name, flags=re.IGNORECASE
    )


def _force(front: list[Block], text: str) -> str:
    """The force or service that is named first on the cover, else the one named most."""
    for block in front:
        short = len(block.text) < 300
        for found in _FORCE.finditer(block.text) if short else ():
            if not _NO_FORCE.search(found["name"]):
                return _bare(found["name"])
    every = (_bare(found["name"]) for found in _FORCE.finditer(text[:60000]))
    names = Counter(name for name in every if not _NO_FORCE.search(name))
    return max(sorted(names), key=lambda name: names[name]) if names else ""


def _title(paper: ReportText, front: list[Block], found: About) -> str:
    letter = next((n for n, b in enumerate(front) if re.match(r"dear\s", b.text, re.IGNORECASE)), None)
    rows = front[letter + 1 :] if letter is not None else front
    for number, block in enumerate(rows):
        text = block.text
        if letter is None and len(text.split()) > _RUNNING and text.endswith("."):
            break
        if not _may_be_title(block) or (block.box is not None and block.strong and cues.asks(text)):
            continue
        if (
            found.force
            and text.lower() == found.force.lower()
            and number + 1 < len(rows)
            and _may_be_title(rows[number + 1])
        ):
            return f"{text}: {rows[number + 1].text}"
        following = rows[number + 1] if number + 1 < len(rows) else None
        dated = following is not None and (_day(following.text) or _month(following.text))
        if (
            following is not None and not dated and _may_be_title(following) and len(text.split()) <= 6
            and len(following.text.split()) <= 12 and following.is_heading and letter is None
            and not following.text.endswith("?")
        ):  # fmt: skip
            return f"{text}: {following.text}" if not text.endswith(":") else f"{text} {following.text}"
        return text.rstrip(" :")
    return paper.title or _programme(paper)


_PROGRAMME = re.compile(
    r"\bPEEL(?: assessment(?: framework)?)?(?: \w+)? (?P<round>20\d\d(?:[/–-]\d\d(?:\d\d)?)?)",
    re.IGNORECASE,
)


def _programme(paper: ReportText) -> str:
    """The round of inspections that a text without a cover names first."""
    for block in paper.blocks:
        found = _PROGRAMME.search(block.text)
        if found:
            return f"PEEL {found['round']}"
    return ""


def _may_be_title(block: Block) -> bool:
    text = block.text
    return (
        block.role in {Role.HEADING, Role.TEXT}
        and 2 <= len(text.split()) <= 24
        and len(text) < 160
        and not _NOT_TITLE.search(text)
        and not (_DAY.fullmatch(text) or _MONTH_ONLY.fullmatch(text))
        and cues.heading(text) is None
        and ". " not in text
        and not text.endswith((".", ";", ","))
    )
