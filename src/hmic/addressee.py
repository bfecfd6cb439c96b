"""Whether the words that name who must act mean the force. Pure.

The inspectorate addresses its findings in many ways: "the force", "all chief constables", "chief constables
and police and crime commissioners". What is addressed to the force, alone or among others, counts for it;
what is addressed to other bodies alone does not. Words that are neither are never guessed at.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from hmic.model import THE_FORCE

OWN = (
    "the force", "force", "forces", "police forces", "police force", "constabulary", "constabularies",
    "chief constable", "chief constables", "chief officer", "chief officers", "chief officer team",
    "chief officer group", "deputy chief constable", "deputy chief constables", "assistant chief constable",
    "assistant chief constables", "senior officers", "every force", "police leaders",
)  # fmt: skip
"""Wordings that mean the force, with "all", "each", "every", "the" or "its" before them or without."""

OTHERS = (
    "home office", "home secretary", "government", "policing minister", "department for education",
    "department of health", "department of health and social care", "ministry of justice",
    "college of policing", "national policing improvement agency", "npia",
    "national police chiefs council", "npcc", "chief constables council",
    "association of chief police officers", "acpo",
    "police and crime commissioner", "police and crime commissioners", "pcc", "pccs", "mayor", "mayors",
    "association of police and crime commissioners", "apcc", "police authority", "police authorities",
    "local policing body", "local policing bodies", "deputy mayor for policing", "police and crime panel",
    "police and crime panels", "crown prosecution service", "cps", "national crime agency", "nca",
    "serious organised crime agency", "soca", "serious fraud office", "national fraud intelligence bureau",
    "regional organised crime unit", "regional organised crime units", "rocu", "rocus", "regional unit",
    "regional units", "hmic", "hmicfrs", "inspectorate", "hmcpsi", "iopc", "ipcc",
    "independent office for police conduct", "independent police complaints commission",
    "hm prison and probation service", "hmpps", "probation service", "national probation service",
    "prison service", "youth justice board", "youth offending teams", "local authority",
    "local authorities", "council", "councils", "county council", "city council",
    "local criminal justice boards", "local criminal justice board",
    "partner", "partners", "partner agencies", "partner organisations",
    "statutory partners", "safeguarding partners", "nhs", "nhs england", "fire and rescue services",
    "national police lead", "national lead", "national leads", "national policing lead",
    "national policing leads", "police digital service", "police ict company",
    "counter terrorism policing", "courts", "hm courts and tribunals service", "hmcts",
    "disclosure and barring service", "dbs", "forensic science regulator", "ofsted",
    "care quality commission", "cqc", "other agencies", "other bodies",
)  # fmt: skip
"""Wordings that mean another body."""

FORCES = (
    "avon and somerset", "bedfordshire", "cambridgeshire", "cheshire", "city of london", "cleveland",
    "cumbria", "derbyshire", "devon and cornwall", "dorset", "durham", "dyfed-powys", "essex",
    "gloucestershire", "greater manchester", "gwent", "hampshire and isle of wight",
    "hertfordshire", "humberside", "kent", "lancashire", "leicestershire", "lincolnshire", "merseyside",
    "metropolitan", "norfolk", "northamptonshire", "northumbria", "north wales", "north yorkshire",
    "nottinghamshire", "south wales", "south yorkshire", "staffordshire", "suffolk", "surrey", "sussex",
    "thames valley", "warwickshire", "west mercia", "west midlands", "west yorkshire", "wiltshire",
    "british transport", "civil nuclear", "ministry of defence", "police scotland",
    "police service of northern ireland",
)  # fmt: skip
"""The forces of England and Wales and their neighbours: another one than the register's is another body."""

_SUFFIX = r"(?: (?:police service|police force|police|constabulary))"
_FILLING = re.compile(
    r"\b(?:the|all|each|every|both|its|their|and|or|with|together|jointly|working|in|of|across|"
    r"england|wales|relevant|territorial|local|43|through|leads?|consultation|consulting)\b"
)


class Acts(NamedTuple):
    """Whether the force must act, and why, in a sentence."""

    force: bool
    why: str


def acts(words: str, force: str, *, said: bool | None = None) -> Acts | None:
    """Whether a finding or deadline that is addressed in these words counts for the force.

    `force` is the force's name, `said` what the register says of it explicitly. None when the words do not
    say.

    >>> acts("all chief constables", "Testshire Police").force
    True
    >>> acts("the College of Policing", "Testshire Police").force
    False
    >>> acts("the working group", "Testshire Police") is None
    True
    """
    if said is not None:
        return Acts(said, f"the register says so (`for_the_force: {str(said).lower()}`)")
    if words == THE_FORCE:
        return Acts(force=True, why="it is addressed to the force")
    return _read(words, force)


@cache
def _read(words: str, force: str) -> Acts | None:
    own_name = re.sub(_SUFFIX + "$", "", _plain(force))
    left, others = _taken(_pattern(OTHERS), _plain(words))
    left, own = _taken(_pattern((f"chief constable of {own_name}", own_name), f"{_SUFFIX}?"), left)
    left, forces = _taken(_pattern(FORCES, f"{_SUFFIX}?", "(?:chief constable of )?"), left)
    left, more = _taken(_pattern(OWN), left)
    if _FILLING.sub(" ", left).split() or not (own or more or others or forces):
        return None
    if own or more:
        among = ", among others" if others or forces else ""
        return Acts(force=True, why=f"it is addressed to “{words}”, which includes the force{among}")
    return Acts(force=False, why=f"it is addressed to “{words}”, which is not the force")


def _plain(words: str) -> str:
    """Lower case, with nothing but letters, digits, hyphens and single spaces."""
    text = words.lower().replace("&", " and ").replace("’", "").replace("'", "")
    return " ".join(re.sub(r"[^a-z0-9-]+", " ", text).split())


@cache
def _pattern(wordings: tuple[str, ...], suffix: str = "", prefix: str = "") -> re.Pattern[str]:
    longest_first = sorted(map(_plain, wordings), key=len, reverse=True)
    return re.compile(rf"\b{prefix}(?:{'|'.join(map(re.escape, longest_first))}){suffix}(?![\w-])")


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without what the pattern finds in it, and whether it found anything."""
    left, number = pattern.subn(" ", text)
    return left, number > 0
