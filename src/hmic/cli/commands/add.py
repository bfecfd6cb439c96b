"""`hmic add`: one finding, by questions or options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmic.cli.options import By, option
from hmic.cli.parsing import parse_published, text_for
from hmic.cli.run import DATABASE, REGISTER, Run, command
from hmic.errors import NotFoundError, RefusedError, UsageError, did_you_mean
from hmic.model import Kind, PartialDate
from hmic.words import is_slug

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator

    from hmic.cli.adding import Adding, Wanted
    from hmic.model import Entry
    from hmic.register_records import Finding

Several = list[str] | None


def _kind(text: str) -> Kind:
    from hmic.cli.add_questions import kind_of

    return kind_of(text)


def _theme(text: str) -> str:
    from hmic.cli.new_ids import theme_of

    return theme_of(text)


def _text(name: str, said: str, metavar: str = "TEXT", *, lines: bool = False) -> Any:
    return typer.Option(name, metavar=metavar, parser=text_for(name, lines=lines), help=said)


@command(
    'add --report crime-2014 --kind afi --requirement "Answer sooner."',
    files=(DATABASE, REGISTER),
)
def add(
    run: Run,
    report: Annotated[
        str | None, _text("--report", "The report: its id, or the title of a new one.", "REPORT")
    ] = None,
    published: Annotated[
        Any,  # a PartialDate or a date; the library takes no union
        option(
            "--published",
            "New report: date published, such as 27/11/2014 or 2014-11.",
            "DATE",
            parse_published,
        ),
    ] = None,
    inspectorate: Annotated[
        str | None, _text("--inspectorate", "New report: the inspectorate (default: HMICFRS).")
    ] = None,
    report_id: Annotated[
        str | None, _text("--report-id", "New report: its id (default: from its title).")
    ] = None,
    kind: Annotated[
        Kind | None,
        option(
            "--kind",
            "recommendation, area-for-improvement (afi), cause-of-concern or observation.",
            "KIND",
            _kind,
        ),
    ] = None,
    requirement: Annotated[
        str | None, _text("--requirement", "What was asked for or criticised.", lines=True)
    ] = None,
    title: Annotated[str | None, _text("--title", "A headline (default: from the requirement).")] = None,
    deadline: Annotated[
        Several, _text("--deadline", "Deadline words, such as “within three months” (repeatable).", "WORDS")
    ] = None,
    no_deadline: Annotated[
        bool, option("--no-deadline", "The requirement sets no deadline, whatever its words.")
    ] = False,
    recommendation: Annotated[
        Several,
        _text("--recommendation", "A recommendation of a cause of concern (repeatable).", lines=True),
    ] = None,
    under: Annotated[
        str | None, _text("--under", "The cause of concern that a recommendation is part of.", "FINDING")
    ] = None,
    addressed_to: Annotated[
        str | None, _text("--addressed-to", "Who must act (default: the force).")
    ] = None,
    for_the_force: Annotated[
        bool | None, option("--for-the-force/--not-for-the-force", "If --addressed-to does not settle it.")
    ] = None,
    area: Annotated[str | None, _text("--area", "The report's area or chapter.", "AREA")] = None,
    theme: Annotated[Several, option("--theme", "A theme (repeatable).", "THEME", _theme)] = None,
    follows: Annotated[
        Several, _text("--follows", "An earlier finding that this one repeats (repeatable).", "FINDING")
    ] = None,
    name: Annotated[str | None, _text("--id", "The finding's id (default: the next free one).")] = None,
    owner: Annotated[
        str | None, _text("--owner", "Also load it and assign it to this post.", "POST")
    ] = None,
    load: Annotated[bool, option("--load", "Also load the register.")] = False,
    dry_run: Annotated[
        bool, option("--dry-run -n", "Check it and show what would be added. Write nothing.")
    ] = False,
    by: By = None,
) -> None:
    """Add one finding to the register: by questions on a terminal, or by options.

    hmic asks for anything you did not give, says at once what deadline words mean, and checks everything
    before writing. Nothing else in the register changes.
    """
    from hmic.cli.adding import Adding, Wanted

    adding = Adding(run)
    wanted = Wanted(
        report=report, report_id=report_id, published=_day(published), inspectorate=inspectorate, id=name,
        kind=kind, title=title, requirement=requirement, deadlines=deadline, undated=no_deadline,
        addressed_to=addressed_to,
        for_the_force=for_the_force, area=area, themes=theme, follows=list(follows or ()), under=under,
        owner=" ".join(owner.split()) if owner else None, load=True if load or owner else None,
    )  # fmt: skip
    _settle(adding, wanted, recommendation)
    missing = _missing(adding, wanted)
    if missing and run.world.on_terminal and run.world.stdin.isatty():
        from hmic.cli.add_questions import Questions

        wanted = Questions(adding, wanted).ask_all()
    elif missing:
        message = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        raise UsageError(message, hint="on a terminal, hmic add asks for it; see hmic add --help")
    _fill(adding, wanted)
    _say_left_out(run, wanted)
    if dry_run:
        _show(run, Adding(run), wanted)
        return
    from hmic.cli.register_change import alone

    with alone(run.register):
        _add(run, Adding(run), wanted, by)


def _day(published: Any) -> PartialDate | None:
    if published is None or isinstance(published, PartialDate):
        return published
    day: dt.date = published
    return PartialDate(day.year, day.month, day.day)


def _settle(adding: Adding, wanted: Wanted, recommendations: Several) -> None:
    """Look up what is named, and refuse what does not go together."""
    if wanted.under is not None:
        report, _ = adding.concern(wanted.under)
        if wanted.report is not None and adding.known(wanted.report) != report:
            message = f"{wanted.under} belongs to {report.id}, not to {wanted.report}"
            raise UsageError(message, hint="leave out --report")
        wanted.report = report.id
        wanted.kind = wanted.kind or Kind.RECOMMENDATION
        if wanted.kind is not Kind.RECOMMENDATION:
            message = "only a recommendation can be part of a cause of concern"
            raise UsageError(message, hint="leave out --kind or --under")
    if wanted.report is not None:
        _settle_report(adding, wanted)
    if recommendations is not None:
        from hmic.cli.adding import Asked

        if wanted.kind is not Kind.CAUSE_OF_CONCERN:
            message = "--recommendation is for a cause of concern"
            raise UsageError(message, hint="add --kind cause-of-concern, or leave it out")
        wanted.recommendations = [Asked(text) for text in recommendations]


def _settle_report(adding: Adding, wanted: Wanted) -> None:
    there = adding.known(wanted.report or "")
    if there is not None:
        new = {
            "--published": (wanted.published, there.published),
            "--report-id": (wanted.report_id, there.id),
            "--inspectorate": (wanted.inspectorate, there.inspectorate),
        }
        beside = [
            option for option, (said, is_so) in new.items() if said is not None and str(said) != is_so
        ]
        wanted.report = there.id
        if beside:
            message = f"{there.id} is already in the register, so it does not take {beside[0]}"
            raise UsageError(message, hint=f"leave it out, or edit {adding.run.register}")
    elif is_slug(wanted.report or ""):
        message = f"there is no report {wanted.report!r}"
        hint = did_you_mean(wanted.report or "", [one.id for one in adding.reports])
        raise NotFoundError(message, hint=hint or "for a new report give its title and --published")
    elif wanted.published is not None:
        adding.refuse_taken(wanted)
        adding.check(wanted, "report", "report_id", "inspectorate")


def _missing(adding: Adding, wanted: Wanted) -> list[str]:
    """The options without which there is no finding."""
    missing = [f"--{name}" for name in ("report", "kind", "requirement") if getattr(wanted, name) is None]
    if wanted.report is not None and adding.known(wanted.report) is None and wanted.published is None:
        missing.insert(0, "--published, for a new report,")
    if wanted.kind is Kind.CAUSE_OF_CONCERN and not wanted.recommendations:
        missing.append("--recommendation")
    return missing


def _fill(adding: Adding, wanted: Wanted) -> None:
    """Fill in what follows: a headline, and the deadlines in the requirement."""
    from hmic.cli.adding import title_from

    text = wanted.requirement or ""
    wanted.title = wanted.title or title_from(text)
    if wanted.deadlines is not None:
        wanted.deadlines = [one for words in wanted.deadlines for one in adding.phrases(words, wanted)]
    elif not wanted.undated:
        wanted.deadlines = adding.in_text(text, wanted)
    for asked in wanted.recommendations or []:
        if not asked.deadlines and not wanted.undated:
            asked.deadlines = adding.in_text(asked.requirement, wanted, Kind.RECOMMENDATION)
    adding.check(wanted)
    if not wanted.undated:
        _refuse_passed_over(adding, wanted)


def _say_left_out(run: Run, wanted: Wanted) -> None:
    """Name what was typed and does not get into the register; also with --quiet."""
    from hmic.draft.text_blocks import left_out

    inner = [one.requirement for one in wanted.recommendations or ()]
    texts = [wanted.title, wanted.requirement, wanted.area, *inner]
    for said in left_out("\n".join(one for one in texts if one)):
        run.world.stderr.write(f"left out of the text: {said}\n")


def _refuse_passed_over(adding: Adding, wanted: Wanted) -> None:
    """A deadline in the words is taken or said to be none: it is never passed over in silence."""
    own = wanted.deadlines or []
    inner = wanted.recommendations or []
    every = [*own, *(phrase for asked in inner for phrase in asked.deadlines)]
    for phrase in adding.passed_over(wanted.requirement or "", every, wanted):
        message = f"the requirement holds the deadline words {phrase!r}"
        given = "".join(f"--deadline '{one}' " for one in own)
        raise UsageError(
            message, hint=f"give {given}--deadline '{phrase}', or --no-deadline if that is not a deadline"
        )
    for asked in inner:
        for phrase in adding.passed_over(asked.requirement, [*own, *asked.deadlines], wanted):
            message = f"a recommendation holds the deadline words {phrase!r}"
            hint = (
                "begin it with them, or add it by itself with --under and --deadline, or say --no-deadline"
            )
            raise UsageError(message, hint=hint)


def _show(run: Run, adding: Adding, wanted: Wanted) -> None:
    """Say what would be added."""
    from hmic.cli.load_and_record import adopted_from

    finding, text = adding.text(wanted)
    adopted_from(run, "this finding", text)
    run.world.stdout.write("\n".join(_said(adding, finding, wanted)) + "\n")
    run.say("nothing was written")


def _add(run: Run, adding: Adding, wanted: Wanted, by: str | None) -> None:
    """Put it into the register as that is by now, load and assign it if asked, and report it."""
    from hmic.cli.load_and_record import load_with_entries
    from hmic.cli.recording import post

    finding, text = adding.text(wanted)
    said = "\n".join(_said(adding, finding, wanted))
    made: Callable[[sqlite3.Connection], Iterator[tuple[str, Entry]]] | None = None
    if wanted.owner is not None:
        made = adding.assignment(finding, wanted.owner, run.world.today(), post(run, by))
    elif wanted.load:
        made = _nothing
    taken = load_with_entries(run, "this finding", text, made)
    if not taken.adopted.findings and not made:
        message = f"{run.register} already has it"
        raise RefusedError(message)
    for entry in taken.entries:
        said += f"\n{entry.finding}: assigned to {entry.owner}, entry {entry.number}"
    run.print_recorded(said)
    run.say(f"next: hmic show {finding.id}" if wanted.load or wanted.owner else "next: hmic load")


def _nothing(_con: sqlite3.Connection) -> Iterator[tuple[str, Entry]]:
    """Nothing is recorded beside the load."""
    yield from ()


def _said(adding: Adding, finding: Finding, wanted: Wanted) -> list[str]:
    from hmic.cli.adding import what_was_added

    said = [f"{what_was_added(finding)}, in {adding.run.register}", f"  {finding.title}"]
    said += [f"  {line}" for line in adding.meanings(wanted.deadlines or [], wanted)]
    for asked in wanted.recommendations or []:
        said += [f"  {line}" for line in adding.meanings(asked.deadlines, wanted)]
    return said
