"""The questions of `hmic add`: each answer is checked at once, and asked again where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from hmic.cli.adding import Adding, Asked, Wanted, title_from
from hmic.cli.conversation import NO, NONE, YES, Conversation
from hmic.cli.new_ids import theme_of
from hmic.errors import RefusedError, UsageError, did_you_mean
from hmic.model import THE_FORCE, Kind, PartialDate
from hmic.plaintext import checked
from hmic.words import count, known_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmic.register_records import Finding, Report

_LISTED = 9


class Questions(Conversation):
    """A conversation about one finding; what was given on the command line is not asked."""

    def __init__(self, adding: Adding, given: Wanted) -> None:
        """Begin with what was given."""
        super().__init__(adding.run)
        self.adding = adding
        self.said = given
        self.steps: dict[str, Callable[[], None]] = {
            "report": self._report,
            "kind": self._kind,
            "requirement": self._requirement,
            "title": self._title,
            "deadlines": self._deadlines,
            "recommendations": self._recommendations,
            "addressed to": self._addressed_to,
            "area": self._area,
            "themes": self._themes,
            "owner": self._owner,
        }

    def ask_all(self) -> Wanted:
        """Ask for everything that is not known, then for what is to be changed, until it is right."""
        self.say("Press Enter to accept what is in [brackets]. Press Ctrl-C to stop:")
        self.say("nothing is written until the end.")
        for name, step in self.steps.items():
            if getattr(self.said, name.replace(" ", "_")) is None or (
                name == "report" and not self._whole()
            ):
                step()
        while not self._right():
            pass
        self.said.undated = True  # where no deadline was taken from its words
        if self.said.load is None:
            self.said.load = self.said.owner is not None or self.yes("Load it into the database now?")
        return self.said

    def _whole(self) -> bool:
        return self.adding.known(self.said.report or "") is not None or self.said.published is not None

    def _checked(self, *fields: str, **said: object) -> None:
        """Keep the answer, if the register would accept it."""
        wanted = replace(self.said, **said)  # type: ignore[arg-type]
        self.adding.check(wanted, *fields)
        self.said = wanted

    def _report(self) -> None:
        reports = self.adding.reports
        if reports:
            self.say("\nReports in the register, newest first:")
        for number, one in enumerate(reports[:_LISTED], start=1):
            self.say(f"  {number}  {one.title}, {known_day(one.published)} ({one.id})")
        if len(reports) > _LISTED:
            self.say(f"  and {count(len(reports) - _LISTED, 'earlier one')}: type the id or the title")
        asked = "Which report? Its number, or the title of a new one" if reports else "The report's title"
        there = self.ask(asked, self._report_of)
        if there is not None:
            self.said = replace(self.said, report=there.id, published=None, under=None)
            self.say(f"  {there.title} ({there.id})")
            return
        self.ask("Published (27/11/2014, or 2014-11 or 2014 if that is all you know)", self._published)
        self.ask("Inspectorate", lambda text: self._checked("inspectorate", inspectorate=text), "HMICFRS")
        name = self.adding.head(self.said).id
        self.ask("Its id in the register", self._report_id, name)

    def _report_of(self, text: str) -> Report | None:
        """A report of the register by its number, id, title or a part of that; None for a new one."""
        reports = self.adding.reports
        if not text:
            message = "a finding belongs to a report"
            raise UsageError(message, hint="type a number from the list, or the title of a new report")
        if text.isdigit() and len(text) < len("2014"):
            if 0 < int(text) <= min(len(reports), _LISTED):
                return reports[int(text) - 1]
            message = f"there is no number {text}"
            raise UsageError(message, hint="type a number from the list, or the title of a new report")
        known = self.adding.known(text)
        if known is None:
            like = [one for one in reports if text.lower() in f"{one.id} {one.title}".lower()]
            if len(like) == 1 and self.yes(f"Do you mean {like[0].title} ({like[0].id})?"):
                known = like[0]
        if known is None:
            self.adding.check(replace(self.said, report=text, published=PartialDate(2000)), "report")
            if self.adding.reports and not self.yes(f"Start a new report, {text}?"):
                message = "which report is it?"
                raise UsageError(message)
            self.said = replace(self.said, report=text, report_id=None, published=None, under=None)
        return known

    def _published(self, text: str) -> None:
        from hmic.cli.typed_days import read_day
        from hmic.words import long_day

        today = self.adding.run.world.today()
        try:
            found = PartialDate.parse(text)
        except ValueError:
            day = read_day(text, "the publication").on(today)
            found = PartialDate(day.year, day.month, day.day)
        if found.first > today:
            message = f"{known_day(str(found))} is in the future"
            raise UsageError(message, hint="give the day on which the report was published")
        self._checked("report", published=found)
        if found.exact:
            self.say(f"  {long_day(found.last)}")

    def _report_id(self, text: str) -> None:
        if any(one.id == text for one in self.adding.reports):
            message = f"{text} is the id of another report"
            raise UsageError(message, hint="give this report another id")
        self._checked("report_id", report_id=text)

    def _kind(self) -> None:
        for number, kind in enumerate(Kind, start=1):
            self.say(f"{'' if number > 1 else chr(10)}  {number}  {kind.words}")
        kind = self.ask("Kind", kind_of)
        under = self.said.under if kind is Kind.RECOMMENDATION else None
        self.said = replace(self.said, kind=kind, recommendations=None, under=under)
        concerns = self.adding.concerns(self.adding.head(self.said))
        if self.said.kind is Kind.RECOMMENDATION and concerns and self.said.under is None:
            for number, one in enumerate(concerns, start=1):
                self.say(f"  {number}  {one.title} ({one.id})")
            asked = "Is it part of a cause of concern? Its number"
            self.said.under = self.ask(asked, lambda text: _concern_of(text, concerns), "none")

    def _requirement(self) -> None:
        asked = self._text("\nWhat was asked for or criticised, in the report's words or your own")
        self.said.requirement = asked

    def _text(self, question: str) -> str:
        return self.ask_text(
            question, lambda text: self.adding.check(replace(self.said, requirement=text), "requirement")
        )

    def _title(self) -> None:
        self.ask(
            "Title, a short headline",
            lambda text: self._checked("title", title=text),
            title_from(self.said.requirement or ""),
        )

    def _deadlines(self) -> None:
        self.said.deadlines = self._dates_of(self.said.requirement or "", self.said)

    def _dates_of(self, text: str, wanted: Wanted) -> list[str]:
        """The deadlines of a text, with what each means, until there is no more."""
        proposed = self.adding.in_text(text, wanted)
        proposed += self.adding.passed_over(text, proposed, wanted)
        said: list[str] = []
        while True:
            more = (
                "Another deadline"
                if said
                else "Deadline in the report's words, such as “within three months”"
            )
            default = next((one for one in proposed if one not in said), "none")

            def read(words: str) -> list[str]:
                return [] if words.lower() in NONE else self.adding.phrases(words, wanted)

            found = self.ask(more, read, default)
            if not found:
                return said
            said += [one for one in found if one not in said]
            for line in self.adding.meanings(found, wanted):
                self.say(f"  {line}")

    def _recommendations(self) -> None:
        if self.said.kind is not Kind.CAUSE_OF_CONCERN:
            self.said.recommendations = []
            return
        self.say("\nA cause of concern has one or more recommendations.")
        asked: list[Asked] = []
        while not asked or self.yes("Does it have another recommendation?"):
            text = self._text(f"Recommendation {len(asked) + 1}")
            one = replace(self.said, kind=Kind.RECOMMENDATION)
            asked.append(Asked(text, self._dates_of(text, one)))
        self.said.recommendations = asked

    def _addressed_to(self) -> None:
        def read(text: str) -> None:
            wanted = replace(self.said, addressed_to=text, for_the_force=None)
            problem = self.adding.problem(wanted, "addressed_to")
            if problem is not None and problem.code == "unclear-addressee":
                wanted.for_the_force = self.yes(f"Must {self.adding.register.force} act on it?")
            self.adding.check(wanted, "addressed_to")
            self.said = wanted

        self.ask("Who must act", read, THE_FORCE)

    def _area(self) -> None:
        there = self.adding.known(self.said.report or "")
        areas = dict.fromkeys(one.area for one in there.findings if one.area) if there else {}
        if areas:
            self.say(f"  areas of this report: {', '.join(str(area) for area in areas)}")

        def read(text: str) -> None:
            named = next((one for one in areas if one and one.lower() == text.lower()), text)
            self._checked("area", area="" if text.lower() in NONE else named)

        self.ask("Area or chapter of the report", read, "none")

    def _themes(self) -> None:
        findings = [one for report in self.adding.reports for one in report.findings]
        known = sorted({theme for one in findings for theme in one.themes})
        if known:
            self.say(f"  themes in use: {', '.join(known)}")

        def read(text: str) -> None:
            words = [] if text.lower() in NONE else [one.strip() for one in text.split(",")]
            themes = [theme_of(one) for one in words if one]
            self._checked("themes", themes=list(dict.fromkeys(themes)))

        self.ask("Themes, with commas between them", read, "none")

    def _owner(self) -> None:
        def read(text: str) -> str | None:
            return None if text.lower() in NONE else checked(" ".join(text.split()), "the owner")

        self.said.owner = self.ask("Owner: a post, not a person", read, "none")

    def _right(self) -> bool:
        """Show what would be added, and whether that is right; else change something."""
        finding, _ = self._whole_text()
        for line in self._shown(finding):
            self.say(line)
        names = [name for name in self.steps if name != "recommendations" or finding.recommendations]

        def read(text: str) -> str:
            if text.lower() in YES | NO | set(names):
                return text.lower()
            message = f"{text!r} is not one of these"
            raise UsageError(message, hint=did_you_mean(text, names) or ", ".join(names))

        self.say(f"To change something, type {', '.join(names[:-1])} or {names[-1]}.")
        answer = self.ask(f"Add it to {self.adding.run.register}? (y or n)", read, "y")
        if answer in NO:
            message = "nothing was written"
            raise RefusedError(message)
        if answer in self.steps:
            self.steps[answer]()
            if answer == "kind" and self.said.kind is Kind.CAUSE_OF_CONCERN:
                self._recommendations()
            return False
        return True

    def _whole_text(self) -> tuple[Finding, str]:
        """The finding; where two answers do not go together, the later is asked again."""
        while True:
            problem = self.adding.problem(self.said)
            if problem is None:
                return self.adding.text(self.said)
            self.say(f"  {problem.message}{f' ({problem.help})' if problem.help else ''}")
            self._deadlines()
            self._recommendations()

    def _shown(self, finding: Finding) -> Iterable[str]:
        report = self.adding.head(self.said)
        yield f"\n{finding.id}: {finding.kind.words} of {report.title}, {known_day(report.published)}"
        yield f"  {finding.title}"
        yield from (f"  {line}" for line in finding.requirement.split("\n"))
        yield from (f"  {line}" for line in self.adding.meanings(self.said.deadlines or [], self.said))
        for one, asked in zip(finding.recommendations, self.said.recommendations or [], strict=False):
            yield f"  {one.id}: {one.requirement}"
            yield from (f"    {line}" for line in self.adding.meanings(asked.deadlines, self.said))
        about = {
            "who must act": finding.addressed_to,
            "area": finding.area,
            "themes": ", ".join(finding.themes),
            "owner": self.said.owner or "no owner",
        }
        for name, value in about.items():
            if value:
                yield f"  {name}: {value}"


def _concern_of(text: str, concerns: list[Finding]) -> str | None:
    if text.lower() in NONE:
        return None
    if text.isdigit() and 0 < int(text[:9]) <= len(concerns):
        return concerns[int(text) - 1].id
    if any(one.id == text for one in concerns):
        return text
    message = f"{text!r} is not one of these"
    raise UsageError(message, hint="type a number from the list, or none")


def kind_of(text: str) -> Kind:
    """A kind by its number in the list, its name, or as trackers shorten it."""
    from hmic.tracker.rows import KINDS

    plain = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    kinds = dict(enumerate(Kind, start=1))
    if plain.isdigit() and int(plain[:9]) in kinds:
        return kinds[int(plain)]
    if plain in KINDS:
        return Kind(KINDS[plain])
    message = f"{text!r} is not a valid kind"
    known = [kind.value.replace("_", "-") for kind in Kind]
    raise UsageError(
        message, hint=did_you_mean(plain, [*known, "afi", "rec", "coc", "obs"]) or ", ".join(known)
    )
