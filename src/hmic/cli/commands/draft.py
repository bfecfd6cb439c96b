"""`hmic draft`: the findings of a published report, proposed for a person to review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import argument, option
from hmic.cli.run import REGISTER, Run, command
from hmic.errors import HmicError, UsageError

if TYPE_CHECKING:
    from hmic.register_records import Register


_FORMS = ("yaml", "json")


@command("draft report.pdf -o peel-2026.yaml", files=(REGISTER,))
def draft(
    run: Run,
    file: Annotated[Path, argument("FILE", "A report: PDF, saved web page, Word document or text.")],
    force: Annotated[str | None, option("--force", "The force (default: the register's).", "FORCE")] = None,
    name: Annotated[str | None, option("--id", "The report's id in the register.", "REPORT")] = None,
    published: Annotated[
        str | None, option("--published", "When it was published: 2014-11-27, 2014-11 or 2014.", "DATE")
    ] = None,
    split: Annotated[
        bool, option("--split", "Make each bullet under “the force should:” a separate finding.")
    ] = False,
    form: Annotated[str | None, option("--format -f", "yaml or json.", "FORMAT")] = None,
    output: Annotated[Path | None, option("--output -o", "Write to a new file.", "FILE")] = None,
) -> None:
    """Draft the findings of a published report, for you to review.

    Nothing is loaded. Each finding keeps the report's own words. A finding with weak evidence has a
    `review` line that says so: `check` and `load` refuse the draft until you delete it. Then: hmic
    adopt FILE
    """
    from hmic.draft.compose import Given, drafted
    from hmic.draft.proposed_links import link
    from hmic.draft.read_file import read
    from hmic.words import is_slug

    if form is not None and form not in _FORMS:
        message = f"a draft cannot be written as {form}"
        raise UsageError(message, hint="it can be yaml or json")
    if name is not None and not is_slug(name):
        message = f"--id: {name!r} is not an id"
        raise UsageError(
            message, hint="use lower-case letters, digits and single hyphens, such as peel-2026"
        )
    _check_date(published)
    place = None if output is None or str(output) == "-" else output
    if place is not None:
        _refuse_existing(run, place)
    register = _register(run)
    with run.working() as working:
        working.at(0, 1, f"reading {file.name}")
        paper = read(file)
    known = register.force if register is not None else ""
    made = drafted(paper, Given(file.name, force or known, name or "", published or "", split))
    if register is not None:
        link(made, register)
    if form == "json":
        from hmic.draft import write_json

        text = write_json.written(made, run.as_at)
    else:
        from hmic.draft.write import written

        text = written(made)
    if place is None:
        run.world.stdout.write(text)
    else:
        from hmic.cli.whole_files import write_aside

        write_aside(place, text, never=run.never_written)
        run.say(f"wrote {place}")
    weak = sum(bool(one.review) for one in made.every())
    run.say(_closing(len(made.every()), weak, len(made.follow_ups), place))


def _check_date(published: str | None) -> None:
    from hmic.model import PartialDate

    if published is not None:
        try:
            PartialDate.parse(published)
        except ValueError as error:
            message = f"--published: {published!r} is not a date"
            raise UsageError(message, hint="write it as 2014-11-27, 2014-11 or 2014") from error


def _refuse_existing(run: Run, place: Path) -> None:
    """A draft that a person may have worked on is never written over."""
    from hmic.cli.whole_files import check_place

    if place.is_file() and place.stat().st_size:
        message = f"{place} already exists and may have been reviewed"
        raise HmicError(message, hint="give another file with -o, or delete this one first")
    check_place(place, run.never_written)


def _register(run: Run) -> Register | None:
    """The register, for its force and for links; without it, or where it has problems, there are none."""
    from hmic.register.register_files import check_files

    if not run.register.is_file():
        return None
    checked = check_files([run.register])
    if checked.problems or not checked.registers:
        run.say(f"{run.register} has problems, so no links are proposed: hmic check")
        return None
    return checked.registers[0][1]


def _closing(findings: int, weak: int, follow_ups: int, place: Path | None) -> str:
    import shlex

    from hmic.words import count

    counted = f"{count(findings, 'finding')} drafted, {weak} on weak evidence"
    if follow_ups:
        counted += f", and {count(follow_ups, 'follow-up')}"
    if place is None:
        return f"{counted}; save the draft with -o FILE, review it, then: hmic adopt FILE"
    return f"{counted}; review the draft, then: hmic adopt {shlex.quote(str(place))}"
