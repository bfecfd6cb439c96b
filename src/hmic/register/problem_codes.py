"""The stable codes of what can be wrong in a register, and what each one means."""

from __future__ import annotations

CODES: dict[str, str] = {
    "unreadable": "The file is missing or may not be read.",
    "too-large": "The file is larger than any register can be.",
    "empty-file": "The file holds nothing.",
    "not-utf-8": "The file is not in the encoding UTF-8.",
    "not-yaml": "The text is not YAML, or nests too deep, or holds more than one document.",
    "alias": "The file uses an anchor, an alias or a tag; the register is plain YAML only.",
    "control-character": "A control character or a mark that reverses writing stands in the text.",
    "line-break": "A line break in a text of one line, such as a title or a force's name.",
    "too-long": "A title, a name or another text of one line that is longer than any can be.",
    "duplicate-key": "A key stands twice in one mapping.",
    "unknown-key": "A key that the format does not know.",
    "missing-field": "A field that must be there is not.",
    "wrong-type": "A text where a list is expected, a list where a text is, and so on.",
    "unknown-value": "A word that is not one of the field's own list.",
    "empty-text": "A field is there but holds nothing.",
    "bad-id": "An id is not a slug: lower-case letters, digits and single hyphens.",
    "bad-date": "A date that does not exist or is not written as 2014-11-27.",
    "bad-version": "The file is of a format that this version of hmic does not know.",
    "duplicate-id": "Two reports or findings have the same id.",
    "unknown-link": "A link to a finding or report that does not exist.",
    "forward-link": "A link that points forward in time, or within the same report.",
    "circular-link": "Findings that follow one another in a circle.",
    "deadline-not-understood": "Deadline words from which no deadline can be read.",
    "several-deadlines": "One phrase that holds several deadlines.",
    "deadline-before-report": "A deadline that falls before the day from which it counts.",
    "issued-after-report": "A finding or a clock that was issued after the report that holds it.",
    "unclear-addressee": "Words for who is to act that do not tell whether the force must.",
    "concern-without-recommendation": "A cause of concern without a recommendation of its own.",
    "misplaced-recommendations": "Recommendations inside something that is no cause of concern.",
    "not-reviewed": "What a program drafted and no person has reviewed: its `review` line is still there.",
    "grade-not-on-scale": "A grade that is not on the report's scale, or a grade without a scale.",
    "duplicate-part": "Two parts of one finding have the same letter.",
    "duplicate-area": "An area's name stands in two places of the table of areas.",
    "report-text-missing": "The file that holds a report's text is not in the folder.",
    "opening-not-found": "A passage's opening words do not stand in the report's text.",
}

CLOCKS: dict[str, tuple[int, str]] = {
    "statutory response": (
        55,
        (
            "56 days beginning with the publication day (Police Act 1996, s.55): "
            "the last day is publication + 55"
        ),
    ),
    "super-complaint": (56, "56 days after the publication day"),
    "action plan": (28, "28 days after the publication day"),
}
"""The clocks that run for a report: days after the publication day, and the rule."""
