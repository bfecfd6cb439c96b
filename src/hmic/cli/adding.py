"""One finding as a person says it → checked like any other, put into the register, loaded and assigned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hmic.cli.new_ids import id_for, next_id
from hmic.errors import NotFoundError, RefusedError, UsageError, did_you_mean
from hmic.model import THE_FORCE, Entry, EntryKind, Kind, PartialDate
from hmic.register_records import Deadline, Finding, Register, Report
from hmic.words import count, long_day

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator

    from hmic.cli.run import Run
    from hmic.deadlines import Anchor
    from hmic.errors import Problem

_TYPED = "what was typed"
_ABOUT = ("report", "report_id", "published", "under")
"""The fields of the report, without which nothing else can be checked."""


@dataclass(slots=True)
class Asked:
    """A recommendation of a cause of concern: what it asks for, and its deadline words."""

    requirement: str
    deadlines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Wanted:
    """What a person has said of a finding so far; None where that was not said."""

    report: str | None = None
    """The id of a report in the register, or the title of a new one."""
    report_id: str | None = None
    published: PartialDate | None = None
    inspectorate: str | None = None
    id: str | None = None
    kind: Kind | None = None
    title: str | None = None
    requirement: str | None = None
    deadlines: list[str] | None = None
    undated: bool = False
    """The requirement sets no deadline, even where its words read like one."""
    addressed_to: str | None = None
    for_the_force: bool | None = None
    area: str | None = None
    themes: list[str] | None = None
    follows: list[str] = field(default_factory=list)
    under: str | None = None
    recommendations: list[Asked] | None = None
    owner: str | None = None
    load: bool | None = None


class Adding:
    """The register that a finding goes into, and what can be said of it there."""

    def __init__(self, run: Run) -> None:
        """Read the register; HmicError where nothing can be put into it."""
        from hmic.cli.register_change import register_now

        self.run = run
        self.register = register_now(run.register)
        newest = sorted(self.register.reports, key=lambda one: PartialDate.parse(one.published).last)
        self.reports = newest[::-1]
        """Newest first."""

    def known(self, name: str) -> Report | None:
        """The report of this id or title."""
        wanted = " ".join(name.lower().split())
        return next((one for one in self.reports if wanted in {one.id, one.title.lower()}), None)

    def head(self, wanted: Wanted) -> Report:
        """The report that a finding goes into, with none of its findings."""
        name = wanted.report or ""
        there = self.known(name)
        if there is not None:
            return _bare(there)
        day = str(wanted.published or "")
        return Report(
            id=wanted.report_id or id_for(name, day),
            title=name,
            published=day,
            inspectorate=wanted.inspectorate or "HMICFRS",
        )

    def refuse_taken(self, wanted: Wanted) -> None:
        """Refuse a new report under the id of another, whether it was typed or made from the title."""
        own = self.head(wanted)
        other = self.known(own.id)
        if other is not None:
            message = f"{own.id} is the id of {other.title}, {other.published}, not of {own.title}"
            raise RefusedError(
                message, hint=f"give this report another id, such as: --report-id {own.id}-2"
            )

    def concern(self, name: str) -> tuple[Report, Finding]:
        """A cause of concern of the register with its report."""
        concerns = {
            one.id: (_bare(report), one)
            for report in self.reports
            for one in report.findings
            if one.kind is Kind.CAUSE_OF_CONCERN
        }
        if name in concerns:
            return concerns[name]
        message = f"there is no cause of concern {name!r}"
        raise NotFoundError(
            message, hint=did_you_mean(name, concerns) or "see hmic list --kind cause-of-concern"
        )

    def concerns(self, report: Report) -> list[Finding]:
        """The causes of concern of a report."""
        there = self.known(report.id)
        return [one for one in there.findings if one.kind is Kind.CAUSE_OF_CONCERN] if there else []

    def anchor(self, wanted: Wanted) -> Anchor:
        """The day from which the words of a deadline count."""
        from hmic.deadlines import ISSUED, Anchor

        report, concern = self.head(wanted), None
        if wanted.under is not None:
            report, concern = self.concern(wanted.under)
        if concern is not None and concern.issued is not None:
            return Anchor(PartialDate.parse(concern.issued).last, source=ISSUED)
        day = PartialDate.parse(report.published)
        return Anchor(day.last, day.exact, day.source)

    def phrases(self, words: str, wanted: Wanted) -> list[str]:
        """The deadlines in some words, each in its own; HmicError where one of them cannot be read."""
        from hmic.deadlines import read, unread

        readings = read(words, self.anchor(wanted))
        several = len(readings) > 1 and not unread(words, self.anchor(wanted))
        found = [one.phrase for one in readings] if several else [words]
        self.check(replace(wanted, deadlines=found), "deadlines")
        return found

    def in_text(self, text: str, wanted: Wanted, kind: Kind | None = None) -> list[str]:
        """The deadlines that the words of a requirement begin or end with, as a draft would find them."""
        from hmic.draft.candidates import Candidate
        from hmic.draft.wording import deadlines

        kind = kind or wanted.kind or Kind.RECOMMENDATION
        statement = [line for line in text.split("\n") if line.strip()]
        return deadlines(Candidate(kind, [], "", statement=statement), self.anchor(wanted), None)[0]

    def passed_over(self, text: str, phrases: list[str], wanted: Wanted) -> list[str]:
        """The deadlines in the words of a requirement that are none of these phrases."""
        from hmic.deadlines.passed_over import passed_over

        published = PartialDate.parse(self.head(wanted).published)
        anchor = self.anchor(wanted)
        first = min(published.first, anchor.day)
        return [one.phrase for one in passed_over([text], phrases, anchor, first)]

    def meanings(self, phrases: list[str], wanted: Wanted) -> Iterator[str]:
        """What each deadline's words mean, as `hmic when` says it."""
        from hmic.deadlines import read

        for phrase in phrases:
            reading = read(phrase, self.anchor(wanted))[0]
            due = long_day(reading.due) if reading.due else "no date, so it needs a target"
            about = "" if reading.exact or not reading.due else "about "
            yield f"“{phrase}” is {about}{due}: {reading.rule}"

    def check(self, wanted: Wanted, *fields: str) -> None:
        """Refuse values that the register would refuse: in these fields, or in all if none is named."""
        problem = self.problem(wanted, *fields)
        if problem is None:
            return
        hint = problem.help or ""
        if problem.code == "unclear-addressee":
            hint = "say so with --for-the-force or --not-for-the-force"
        if problem.code == "several-deadlines":
            hint = f"give each deadline separately: {hint.split(': ', 1)[-1]}"
        raise UsageError(problem.message, hint=hint or None)

    def problem(self, wanted: Wanted, *fields: str) -> Problem | None:
        """The first problem that a register with only this in it has; what was not said is filled in."""
        from hmic.draft.yaml_lines import register_text
        from hmic.register.register_files import check_document
        from hmic.register.yaml_reader import parse

        if fields:
            said = {name: getattr(wanted, name) for name in (*fields, *_ABOUT)}
            if "addressed_to" in fields:
                said["for_the_force"] = wanted.for_the_force
            wanted = Wanted(kind=Kind.RECOMMENDATION, title="…", requirement="…")
            wanted = replace(wanted, **said)
        report = self.head(wanted)
        finding = self.finding(wanted, report)
        published = report.published or "2000"
        whole = replace(report, published=published, findings=(finding,))
        register = Register(register=1, force=self.register.force, reports=(whole,))
        return next(iter(check_document(parse(register_text(register), _TYPED))[1]), None)

    def finding(self, wanted: Wanted, report: Report) -> Finding:
        """The finding as the register has it, under the next free id."""
        kind = wanted.kind or Kind.RECOMMENDATION
        name = wanted.id or next_id(self.run.db, self.register, wanted.under or report.id, kind)
        inner = wanted.recommendations or ([Asked("…")] if kind is Kind.CAUSE_OF_CONCERN else [])
        return Finding(
            id=name,
            kind=kind,
            title=wanted.title or "",
            requirement=wanted.requirement or "",
            deadlines=tuple(Deadline(phrase=phrase) for phrase in wanted.deadlines or ()),
            addressed_to=wanted.addressed_to or THE_FORCE,
            for_the_force=wanted.for_the_force,
            area=wanted.area or None,
            themes=tuple(wanted.themes or ()),
            follows=tuple(wanted.follows),
            recommendations=tuple(_inner(name, *each) for each in enumerate(inner, start=1)),
        )

    def text(self, wanted: Wanted) -> tuple[Finding, str]:
        """The finding, and a register with only its report in it; HmicError where it cannot be added."""
        from hmic.draft.yaml_lines import register_text

        report, concern = self.head(wanted), None
        if wanted.under is not None:
            report, concern = self.concern(wanted.under)
        new = self.finding(wanted, report)
        whole = finding = self._unfinished(report, new, wanted) or new
        if concern is not None:
            whole = Finding(
                id=concern.id, kind=concern.kind, title=concern.title, requirement=concern.requirement,
                recommendations=(finding,),
            )  # fmt: skip
        undated = self._undated(finding, wanted)
        reports = (replace(report, findings=(whole,)),)
        register = Register(register=1, force=self.register.force, reports=reports)
        return finding, register_text(register, undated)

    def _undated(self, finding: Finding, wanted: Wanted) -> set[str]:
        """The findings of which a person said that the deadline words in them are none."""
        every = [finding, *finding.recommendations] if wanted.undated else []
        return {
            one.id for one in every if not one.deadlines and self.passed_over(one.requirement, [], wanted)
        }

    def _unfinished(self, report: Report, finding: Finding, wanted: Wanted) -> Finding | None:
        """The same finding in the register, where it is only to be loaded: of a run that was cut off.

        Any other that has its id or its words is refused.
        """
        there = self.known(report.id)
        from hmic.draft.adopting import words_of

        words = words_of(finding.requirement)
        for known in there.findings if there else ():
            for one in (known, *known.recommendations):
                same = words_of(one.requirement) == words
                if one.id != finding.id and not same:
                    continue
                waits = same and not self._is_loaded(one.id)
                if waits and (wanted.load or wanted.owner):
                    return one
                what = "these words" if same else "this id"
                message = f"{report.id} already has a finding with {what}: {one.id}, {one.title}"
                hint = f"to see it: hmic show {one.id}; to change it, edit {self.run.register}"
                raise RefusedError(message, hint="it is not loaded yet: hmic load" if waits else hint)
        return None

    def _is_loaded(self, finding: str) -> bool:
        from contextlib import closing

        from hmic.store.connection import open_reading
        from hmic.store.queries import names

        if not self.run.db.exists():
            return False
        with closing(open_reading(self.run.db)) as con:
            return finding in names.known(con, "finding")

    def assignment(
        self, finding: Finding, owner: str, on: dt.date, by: str | None
    ) -> Callable[[sqlite3.Connection], Iterator[tuple[str, Entry]]]:
        """The journal entries that give a finding, and a concern's recommendations, to a post."""

        def made(con: sqlite3.Connection) -> Iterator[tuple[str, Entry]]:
            from hmic.cli.recording import as_known

            post = as_known(con, owner)
            for one in (finding, *finding.recommendations):
                yield one.id, Entry(finding=one.id, kind=EntryKind.ASSIGNMENT, on=on, by=by, owner=post)

        return made


def _bare(report: Report) -> Report:
    """A report without its findings and grades."""
    return Report(
        id=report.id, title=report.title, published=report.published, inspectorate=report.inspectorate
    )


def _inner(above: str, number: int, asked: Asked) -> Finding:
    return Finding(
        id=f"{above}-r{number}",
        kind=Kind.RECOMMENDATION,
        title=title_from(asked.requirement),
        requirement=asked.requirement,
        deadlines=tuple(Deadline(phrase=phrase) for phrase in asked.deadlines),
    )


def title_from(requirement: str) -> str:
    """A headline made from the requirement, as a draft does."""
    from hmic.draft.candidates import Candidate
    from hmic.draft.headlines import headline

    statement = [line for line in requirement.split("\n") if line.strip()]
    return headline(Candidate(Kind.RECOMMENDATION, [], "", statement=statement))


def what_was_added(finding: Finding) -> str:
    """A finding in a few words."""
    inner = finding.recommendations
    more = f" with {count(len(inner), 'recommendation')}" if inner else ""
    return f"{finding.id}: {finding.kind.words}{more}"
