"""Made-up reports in the layouts of many years, with what a reader must find in each.

Every sentence is put together here from a seed; none is taken from a report. A report is a list of pieces
(headings, paragraphs, lists, boxes) that `pdfs.py`, `pages.py` and the text below set in their own way.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

AFI, REC, COC = "area_for_improvement", "recommendation", "cause_of_concern"


@dataclass
class Truth:
    """A finding that a reader must find: its first and last words tell it from every other."""

    kind: str
    first: str
    last: str
    area: str = ""
    deadlines: tuple[str, ...] = ()
    parts: int = 0
    concern: bool = False
    """Whether it belongs to a cause of concern."""


@dataclass
class Piece:
    """One thing on the page: `h1` to `h4`, `p`, `bullets`, `letters`, `box`, `grade`, `note`, `break`."""

    kind: str
    text: str = ""
    items: list[Any] = field(default_factory=list)
    cue: bool = False
    """Whether it is the heading that says what the box or list is."""


@dataclass
class Made:
    """A report, what it is called and graded, and its findings."""

    name: str
    title: str
    published: str
    force: str
    pieces: list[Piece]
    truth: list[Truth] = field(default_factory=list)
    grades: dict[str, str] = field(default_factory=dict)
    running: str = ""


PLACES = [
    "Northmere",
    "Westfold",
    "Easterby",
    "Harrowdale",
    "Saltmarsh",
    "Kelmarsh",
    "Thornbury",
    "Wexcombe",
    "Aldermoor",
    "Fenchester",
    "Brackenshire",
]
WHO = (
    "call handlers",
    "response officers",
    "supervisors",
    "investigators",
    "neighbourhood teams",
    "custody staff",
    "control room staff",
    "offender managers",
    "firefighters",
    "prevention staff",
    "line managers",
    "station managers",
    "analysts",
    "trainers",
)
WHAT = (
    "repeat callers",
    "missing children",
    "stalking victims",
    "vulnerable adults",
    "wanted suspects",
    "stolen vehicles",
    "rape complainants",
    "hoax calls",
    "high-rise buildings",
    "premises files",
    "hydrants",
    "domestic abuse victims",
    "elderly residents",
    "rural crime",
    "digital exhibits",
    "body-worn video",
    "risk assessments",
    "safeguarding referrals",
    "overtime claims",
    "exit interviews",
    "hate crimes",
    "bail conditions",
    "wellbeing checks",
    "equality data",
    "near misses",
    "county lines gangs",
    "firearms licences",
    "ammonia plants",
)
TOOLS = (
    "the briefing sheet",
    "its tasking board",
    "the mobile app",
    "a paper diary",
    "the duty roster",
    "its asset list",
    "the vetting log",
    "the triage desk",
    "the records system",
    "its quarterly audit",
    "a shared mailbox",
    "the case file checklist",
    "the training passport",
    "its crewing model",
)
VERBS = ("ensure that", "make sure that", "assure itself that", "put in place a process so that")
ADVERBS = (
    "promptly",
    "consistently",
    "in every station",
    "at first contact",
    "each week",
    "without exception",
    "before the next audit",
    "at shift change",
)
AREAS = (
    "Responding to the public",
    "Investigating crime",
    "Protecting vulnerable people",
    "Managing offenders and suspects",
    "Supporting victims",
    "Building, supporting and protecting the workforce",
    "Preventing crime and anti-social behaviour",
    "Disrupting serious organised crime",
)
FIRE_AREAS = (
    "Understanding the risk of fire and other emergencies",
    "Preventing fires and other risks",
    "Protecting the public through fire regulation",
    "Responding to fires and other emergencies",
    "Making best use of resources",
    "Promoting the right values and culture",
)
QUESTIONS = (
    "preventing crime and keeping people safe",
    "investigating crime and reducing re-offending",
    "protecting those who are vulnerable",
    "tackling serious and organised crime",
    "treating its workforce fairly",
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Words:
    """Made-up sentences from one seed; no two findings share their first words."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()

    def pick(self, things: Any) -> Any:
        return self.random.choice(things)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def date(self, year: int) -> str:
        return f"{self.number(1, 28)} {self.pick(MONTHS)} {year}"

    def fresh(self, make: Any) -> str:
        """Words that did not come before."""
        for _ in range(400):
            text = str(make())
            key = " ".join(text.split()[:10])
            if key not in self.used:
                self.used.add(key)
                return text
        raise AssertionError

    def good(self, who: str) -> str:
        return str(self.pick((
            f"{who} works well with partners to find {self.pick(WHAT)} and uses {self.pick(TOOLS)} {self.pick(ADVERBS)}.",
            f"We found that {self.pick(WHO)} understood what was expected of them and spoke well of {self.pick(TOOLS)}.",
            f"In the year ending 31 March {self.number(2008, 2024)}, {self.number(3, 97)} percent of {self.pick(WHAT)} were recorded within {self.number(2, 48)} hours.",
            f"There is a clear plan for {self.pick(WHAT)}, and {self.pick(WHO)} review it {self.pick(ADVERBS)}.",
            f"{self.pick(WHO).capitalize()} told us that {self.pick(TOOLS)} had made their work with {self.pick(WHAT)} easier.",
            f"Since the last round the number of {self.pick(WHAT)} has fallen by {self.number(2, 40)} percent, and staff are proud of it.",
        )))  # fmt: skip

    def wish(self, who: str) -> str:
        """A sentence with should in the running text that is no finding."""
        return str(self.pick((
            f"A victim should be told within {self.number(2, 48)} hours what happens next, and {self.pick(WHO)} know this.",
            f"Staff said that they must often use {self.pick(TOOLS)}, which takes time.",
            f"Under national guidance every {self.pick(WHO)[:-1]} should know where {self.pick(TOOLS)} is kept.",
            f"{who} recognises that it needs to do more about {self.pick(WHAT)} and has a plan.",
        )))  # fmt: skip

    def prose(self, who: str, *, lines: int | None = None) -> list[Piece]:
        """Paragraphs of running text, some with a should in them."""
        made = []
        for _ in range(lines or self.number(2, 5)):
            sentences = [self.good(who) for _ in range(self.number(2, 5))]
            if self.maybe(0.3):
                sentences.insert(self.number(1, len(sentences)), self.wish(who))
            made.append(Piece("p", " ".join(sentences)))
        return made

    def fault(self) -> str:
        return self.fresh(lambda: self.pick((
            f"{self.pick(WHO).capitalize()} don’t always check {self.pick(WHAT)} against {self.pick(TOOLS)}",
            f"Records of {self.pick(WHAT)} aren’t kept {self.pick(ADVERBS)} by {self.pick(WHO)}",
            f"{self.pick(WHAT).capitalize()} sometimes wait too long because {self.pick(TOOLS)} isn’t used {self.pick(ADVERBS)}",
            f"{self.pick(WHO).capitalize()} are unclear about {self.pick(WHAT)} and rarely use {self.pick(TOOLS)}",
            f"The quality of work on {self.pick(WHAT)} by {self.pick(WHO)} is inconsistent",
        )))  # fmt: skip

    def ask(self, who: str) -> str:
        """What somebody should do, as one sentence."""
        return self.fresh(lambda: self.pick((
            f"{who} should {self.pick(VERBS)} {self.pick(WHO)} record {self.pick(WHAT)} {self.pick(ADVERBS)} with {self.pick(TOOLS)}.",
            f"{who} should review how {self.pick(WHO)} deal with {self.pick(WHAT)} and improve {self.pick(TOOLS)} accordingly.",
            f"{who} needs to improve the way in which {self.pick(WHO)} find {self.pick(WHAT)} {self.pick(ADVERBS)}.",
            f"{who} should improve its understanding of {self.pick(WHAT)} so that {self.pick(WHO)} can act {self.pick(ADVERBS)}.",
            f"{who} must {self.pick(VERBS)} {self.pick(TOOLS)} shows {self.pick(WHAT)} to {self.pick(WHO)} {self.pick(ADVERBS)}.",
        )))  # fmt: skip

    def deed(self) -> str:
        """What is to be done, without who is to do it."""
        return self.fresh(lambda: self.pick((
            f"review {self.pick(TOOLS)} so that {self.pick(WHO)} see {self.pick(WHAT)} {self.pick(ADVERBS)}",
            f"train all {self.pick(WHO)} to find {self.pick(WHAT)} {self.pick(ADVERBS)}",
            f"make {self.pick(TOOLS)} the one place for {self.pick(WHAT)} known to {self.pick(WHO)}",
            f"agree with partners how {self.pick(WHAT)} are shared with {self.pick(WHO)} through {self.pick(TOOLS)}",
            f"reduce the number of {self.pick(WHAT)} that {self.pick(WHO)} leave off {self.pick(TOOLS)}",
        )))  # fmt: skip

    def deadline(self, year: int) -> str:
        return str(self.pick((
            f"By {self.date(year + 1)}", f"Within {self.pick(('three', 'six', 'twelve'))} months", f"Within {self.pick((28, 30, 56))} days",
            f"By {self.pick(MONTHS)} {year + 1}", f"No later than {self.date(year + 1)}", "Immediately",
        )))  # fmt: skip


def edges(text: str) -> tuple[str, str]:
    words = text.split()
    return " ".join(words[:10]), " ".join(words[-5:])


def found(kind: str, text: str, **more: Any) -> Truth:
    first, last = edges(text)
    return Truth(kind, first, last, **more)


def boxes_2021(seed: int) -> Made:
    """PEEL from 2021: a grade line for each question, and shaded boxes with a bold title for each finding."""
    w = Words(seed)
    place, year = w.pick(PLACES), w.number(2021, 2025)
    force = f"{place} Police"
    made = Made(
        f"boxes-{seed}",
        f"PEEL {year}–{year % 100 + 2}: An inspection of {force}",
        w.date(year),
        force,
        [],
        running=f"PEEL {year}: {force}",
    )
    made.pieces += [
        Piece("h1", made.title),
        Piece("p", f"Published on: {made.published}"),
        Piece("h2", "Overall summary"),
        *w.prose("The force"),
    ]
    for area in w.random.sample(AREAS, w.number(4, 7)):
        grade = w.pick(("outstanding", "good", "adequate", "requires improvement", "inadequate"))
        made.grades[area] = grade
        verb = "" if grade == "requires improvement" else "is "
        made.pieces += [
            Piece("h2", area),
            Piece("p", f"{force} {verb}{'requires improvement' if not verb else grade} at {area.lower()}."),
        ]
        style = w.pick(("each", "once", "asks"))
        count = w.number(0, 3)
        for number in range(count):
            title, ask = w.fault(), w.ask("The force")
            body = f"{w.fault()}. {w.good('The force')} {ask}"
            rows = [Piece("h4", title), Piece("p", body)]
            if w.maybe(0.3):
                deeds = [w.deed() for _ in range(2)]
                rows += [
                    Piece("p", "This means that the force doesn’t:"),
                    Piece("bullets", items=[f"{deeds[0]}; and", f"{deeds[1]}."]),
                ]
            if style != "once" or number == 0:
                rows.insert(
                    0,
                    Piece(
                        "h3",
                        "Area for improvement"
                        if style != "once" or count == 1
                        else "Areas for improvement",
                        cue=True,
                    ),
                )
            made.truth.append(found(AFI, body, area=area))
            if style == "once" and number:
                made.pieces[-1].items += rows
            else:
                made.pieces.append(Piece("box", items=rows))
        if w.maybe(0.35):
            practice = [
                Piece("h3", "Innovative practice"),
                Piece("h4", f"{force} finds {w.pick(WHAT)} early"),
                Piece("p", w.good("The force")),
            ]
            made.pieces.append(Piece("box", items=practice))
        if w.maybe(0.3):
            made.pieces.append(Piece("box", items=concern(w, made, "The force", year, area)))
        made.pieces += [Piece("h3", "Main findings")]
        for _ in range(w.number(2, 4)):
            made.pieces += [
                Piece("h4", f"The force is good at finding {w.pick(WHAT)}"),
                *w.prose("The force"),
            ]
    return made


def concern(w: Words, made: Made, who: str, year: int, area: str) -> list[Piece]:
    """A cause of concern with its recommendations."""
    fault = f"{who.replace('The', 'The')} is failing {w.pick(WHAT)}: {w.fault().lower()}."
    rows = [
        Piece("h3", "Cause of concern", cue=True),
        Piece("p", fault),
        Piece("h4", "Recommendations", cue=True),
    ]
    made.truth.append(found(COC, fault, area=area))
    for _ in range(w.number(1, 2)):
        deadline = w.deadline(year)
        deeds = [w.deed() for _ in range(w.number(2, 3))]
        lead = f"{deadline}, {who[:1].lower() + who[1:]} should:"
        rows += [
            Piece("p", lead),
            Piece("bullets", items=[f"{d};" for d in deeds[:-1]] + [f"{deeds[-1]}."]),
        ]
        first, last = edges(f"{lead} {' '.join(deeds)}")
        made.truth.append(Truth(REC, first, last, area, (deadline,), len(deeds), concern=True))
    return rows


def strengths_2008(seed: int) -> Made:
    """2008: summary, strengths, work in progress and areas for improvement, block after block."""
    w = Words(seed)
    place = w.pick(PLACES)
    force = f"{place} Constabulary"
    made = Made(f"strengths-{seed}", f"{force} {w.pick(('Serious Crime', 'Neighbourhood Policing', 'Roads Policing'))}", f"{w.pick(MONTHS)} 2008", force, [],
                running=f"{force} – HMIC Inspection Report")  # fmt: skip
    made.pieces += [
        Piece("h1", "HMIC Inspection Report"),
        Piece("h1", made.title),
        Piece("p", made.published),
        Piece("h2", "Findings"),
    ]
    grade = w.pick(("Meets the standard", "Exceeds the standard", "Fails to meet the standard"))
    subject = made.title.removeprefix(f"{force} ")
    made.grades[subject] = grade.lower()
    made.pieces += [
        Piece("h2", subject),
        Piece("p", f"GRADE {grade}"),
        Piece("h3", "Contextual factors"),
        *w.prose("The force"),
    ]
    for area in ("Intelligence", "Prevention", "Enforcement", "Performance management and resilience"):
        made.pieces.append(Piece("h2", area))
        for _ in range(w.number(2, 4)):
            made.pieces += [Piece("p", f"Summary – {w.good('The force')} {w.good('The force')}")]
            made.pieces += [
                Piece("h3", "Strengths"),
                Piece("bullets", items=[w.good("The force") for _ in range(w.number(2, 5))]),
            ]
            progress = [w.good("The force") for _ in range(w.number(0, 2))] or ["None identified."]
            made.pieces += [Piece("h3", "Work in progress"), Piece("bullets", items=progress)]
            asks = [
                f"{w.fault()}. {w.ask('The force')}" if w.maybe(0.6) else w.ask("The force")
                for _ in range(w.number(1, 4))
            ]
            made.truth += [found(AFI, ask, area=area) for ask in asks]
            made.pieces += [
                Piece("h3", w.pick(("Area(s) for improvement", "Areas for improvement")), cue=True),
                Piece("bullets", items=asks),
            ]
    made.pieces += [
        Piece("h1", "Appendix 1: Glossary of Terms and Abbreviations"),
        Piece("p", "ACC assistant chief constable"),
    ]
    return made


def questions_2014(seed: int) -> Made:
    """2014 and 2015: a question, text, and a list of recommendations or areas for improvement at its end."""
    w = Words(seed)
    place, year = w.pick(PLACES), w.number(2014, 2019)
    force = f"{place} Police"
    made = Made(
        f"questions-{seed}",
        f"PEEL: Police effectiveness {year}",
        f"{w.pick(MONTHS)} {year}",
        force,
        [],
        running=f"Effectiveness {year}",
    )
    made.pieces += [
        Piece("h1", made.title),
        Piece("p", f"An inspection of {force}"),
        Piece("p", made.published),
        Piece("h2", "Introduction"),
        *w.prose("The force"),
    ]
    for what in w.random.sample(QUESTIONS, w.number(3, 5)):
        area = what[:1].upper() + what[1:]
        grade = w.pick(("Outstanding", "Good", "Requires improvement", "Inadequate"))
        made.grades[area] = grade.lower()
        made.pieces += [
            Piece("h2", f"How effective is the force at {what}?"),
            Piece("grade", grade),
            *w.prose("The force", lines=3),
        ]
        for sub in w.random.sample(
            ("Identifying risk", "Working with partners", "Learning from experience"), 2
        ):
            made.pieces += [Piece("h3", sub), *w.prose("The force", lines=2)]
        made.pieces += [Piece("h3", "Summary of findings"), *w.prose("The force", lines=1)]
        boxed = w.maybe(0.5)
        rows: list[Piece] = []
        if w.maybe(0.6):
            asks = [w.ask("The force") for _ in range(w.number(1, 4))]
            made.truth += [found(AFI, ask, area=area) for ask in asks]
            rows += [
                Piece(
                    "h4", "Area for improvement" if len(asks) == 1 else "Areas for improvement", cue=True
                ),
                Piece("bullets", items=asks),
            ]
        if w.maybe(0.6):
            rows.append(Piece("h4", "Recommendations", cue=True))
            for _ in range(w.number(1, 3)):
                rows += dated(w, made, force, year, area)
        made.pieces += [Piece("box", items=rows)] if boxed and rows else rows
    made.pieces += [
        Piece("h2", "Annex A – HMIC judgments"),
        Piece("p", "The categories are:"),
        Piece("bullets", items=["outstanding;", "good;", "requires improvement; and", "inadequate."]),
    ]
    return made


def dated(w: Words, made: Made, force: str, year: int, area: str) -> list[Piece]:
    """A recommendation with a deadline, two deadlines, or lettered parts."""
    deadline = w.deadline(year)
    sort = w.number(1, 3)
    if sort == 1:
        deeds = [w.deed() for _ in range(3)]
        lead = f"{deadline}, {force} should ensure that it can:"
        first, last = edges(f"{lead} {' '.join(deeds)}")
        made.truth.append(Truth(REC, first, last, area, (deadline,), 3))
        return [
            Piece("p", lead),
            Piece("letters", items=[f"{deeds[0]};", f"{deeds[1]}; and", f"{deeds[2]}."]),
        ]
    if sort == 2:
        later = f"by {w.pick(MONTHS)} {year + 2}"
        text = f"{deadline}, {force} should {w.deed()} and {later} should have begun to {w.deed()}."
        made.truth.append(found(REC, text, area=area, deadlines=(deadline, later)))
        return [Piece("p", text)]
    text = f"{deadline}, {force} should {w.deed()}."
    made.truth.append(found(REC, text, area=area, deadlines=(deadline,)))
    return [Piece("p", text)]


def fire_2019(seed: int) -> Made:
    """Fire and rescue: pillars with a grade, causes of concern, lists of areas for improvement."""
    w = Words(seed)
    place, year = w.pick(PLACES), w.number(2018, 2025)
    force = f"{place} Fire and Rescue Service"
    made = Made(
        f"fire-{seed}",
        f"Effectiveness, efficiency and people: {force}",
        w.date(year),
        force,
        [],
        running=f"{force} {year}",
    )
    made.pieces += [
        Piece("h1", made.title),
        Piece("p", f"Published {made.published}"),
        Piece("h2", "Overview"),
        *w.prose("The service"),
    ]
    for area in w.random.sample(FIRE_AREAS, w.number(3, 6)):
        grade = w.pick(("Outstanding", "Good", "Requires improvement", "Inadequate"))
        made.grades[area] = grade.lower()
        made.pieces += [Piece("h2", area), Piece("grade", grade)]
        if w.maybe(0.4):
            made.pieces.append(Piece("box", items=concern(w, made, "The service", year, area)))
        if w.maybe(0.8):
            asks = [w.ask("The service") for _ in range(w.number(1, 4))]
            made.truth += [found(AFI, ask, area=area) for ask in asks]
            head = Piece(
                "h3", "Area for improvement" if len(asks) == 1 else "Areas for improvement", cue=True
            )
            listed = Piece("bullets", items=asks) if len(asks) > 1 else Piece("p", asks[0])
            made.pieces += [Piece("box", items=[head, listed])] if w.maybe(0.5) else [head, listed]
        made.pieces.append(
            Piece(
                "p",
                "We set out our detailed findings below. These are the basis for our judgment of the service in this area.",
            )
        )
        for _ in range(w.number(2, 4)):
            made.pieces += [
                Piece("h4", f"The service plans well for {w.pick(WHAT)}"),
                *w.prose("The service"),
            ]
    return made


BODIES = (
    "All chief constables",
    "The Home Office",
    "The College of Policing",
    "The National Police Chiefs’ Council",
    "Chief constables",
    "All forces",
    "Police and crime commissioners",
)


def national(seed: int) -> Made:
    """A national report: numbered recommendations to many bodies, most with a date."""
    w = Words(seed)
    year = w.number(2012, 2025)
    made = Made(
        f"national-{seed}",
        f"Out of sight: How police forces deal with {w.pick(WHAT)}",
        w.date(year),
        "",
        [],
        running="Out of sight",
    )
    made.pieces += [
        Piece("h1", made.title),
        Piece("p", f"Published: {made.published}"),
        Piece("h2", "Summary"),
        *w.prose("The police service"),
    ]
    number = 0
    style = w.pick(("heading", "run", "box"))
    for chapter in (
        "Finding victims",
        "Sharing what is known",
        "Leading the work",
        "Training",
        "Looking ahead",
    ):
        made.pieces += [Piece("h2", chapter), *w.prose("The police service", lines=4)]
        for _ in range(w.number(0, 3)):
            number += 1
            who, deadline = w.pick(BODIES), w.deadline(year)
            small = who[:1].lower() + who[1:] if who.startswith(("A", "T", "Chief", "Police")) else who
            body = f"{deadline}, {small} should {w.deed()}."
            rows: list[Piece]
            if w.maybe(0.3):
                deeds = [w.deed() for _ in range(3)]
                lead = body.split(" should ", maxsplit=1)[0] + " should:"
                rows = [
                    Piece("p", lead),
                    Piece("bullets", items=[f"{deeds[0]};", f"{deeds[1]}; and", f"{deeds[2]}."]),
                ]
                first, last = edges(f"{lead} {' '.join(deeds)}")
                made.truth.append(Truth(REC, first, last, "", (deadline,), 3))
            else:
                rows = [Piece("p", body)]
                made.truth.append(found(REC, body, deadlines=(deadline,)))
            if style == "run":
                rows[0] = Piece("p", f"Recommendation {number}: {rows[0].text}")
                made.pieces += rows
            else:
                rows.insert(0, Piece("h3", f"Recommendation {number}", cue=True))
                made.pieces += [Piece("box", items=rows)] if style == "box" else rows
            made.pieces += w.prose("The police service", lines=2)
    return made


def letter(seed: int) -> Made:
    """A letter after a revisit: what was asked before, and what became of it."""
    w = Words(seed)
    place, year = w.pick(PLACES), w.number(2016, 2025)
    force = f"{place} Fire and Rescue Service"
    made = Made(f"letter-{seed}", f"Revisit letter: {force}", w.date(year), force, [])
    made.pieces += [Piece("p", made.published), Piece("p", "Dear Chief Fire Officer"), Piece("h2", f"{force}: progress against the cause of concern"),
                    Piece("p", f"We returned to {force} to review progress. {w.good('The service')}")]  # fmt: skip
    made.pieces += concern(w, made, "The service", year, "")
    made.pieces += [
        Piece("h3", "Progress"),
        Piece("p", f"The service has made good progress. {w.good('The service')}"),
        Piece("p", "Yours sincerely"),
        Piece("p", "HM Inspector of Fire & Rescue Services"),
    ]
    return made


LAYOUTS = {
    "boxes": boxes_2021, "strengths": strengths_2008, "questions": questions_2014, "fire": fire_2019, "national": national,
    "letter": letter,
}  # fmt: skip


def without_cues(made: Made) -> Made:
    """The same with the headings of boxes lost; what has no box keeps its own."""
    pieces = []
    for piece in made.pieces:
        if piece.kind == "box":
            pieces.append(Piece("box", items=[inner for inner in piece.items if not inner.cue]))
        else:
            pieces.append(piece)
    return Made(
        made.name, made.title, made.published, made.force, pieces, made.truth, made.grades, made.running
    )


def as_text(made: Made, *, width: int = 0) -> str:
    """The report as text comes out of a page: a bullet to a line, empty lines between."""
    import textwrap

    lines: list[str] = []

    def put(text: str, mark: str = "") -> None:
        whole = f"{mark}{text}"
        lines.extend(textwrap.wrap(whole, width) if width else [whole])

    def each(pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.kind == "box":
                each(piece.items)
            elif piece.kind in {"bullets", "letters"}:
                for number, item in enumerate(piece.items):
                    put(item, "• " if piece.kind == "bullets" else f"({'abcdefgh'[number]}) ")
                lines.append("")
            elif piece.kind != "break":
                put(piece.text)
                lines.append("")

    each(made.pieces)
    return "\n".join(lines) + "\n"
