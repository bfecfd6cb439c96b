"""`hmic adopt`: a reviewed draft goes into the register file."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hmic.cli.options import argument, option
from hmic.cli.output import TEXTS
from hmic.cli.run import REGISTER, Run, command
from hmic.errors import HmicError
from hmic.plaintext import one_line

if TYPE_CHECKING:
    from hmic.draft.adopting import Adopted, Half

_MARK = b"\xef\xbb\xbf"


@command("adopt peel-2025.yaml", offer=TEXTS, files=(REGISTER,))
def adopt(
    run: Run,
    file: Annotated[Path, argument("FILE", "A draft that you have reviewed.")],
    dry_run: Annotated[bool, option("--dry-run -n", "Show what would be added. Write nothing.")] = False,
) -> None:
    """Put a reviewed draft into the register file, at its place by date.

    The draft and the resulting register are checked first. Nothing else in the register changes, and
    a finding that it already has is not added twice.
    """
    from hmic.cli.register_change import alone

    _refuse_other(file)
    with nullcontext() if dry_run else alone(run.register):
        _adopt(run, file, dry_run=dry_run)


def _adopt(run: Run, file: Path, *, dry_run: bool) -> None:
    from hmic.cli.load_and_record import end_with_problems, passed_over, print_passed_over
    from hmic.cli.register_change import changing
    from hmic.cli.whole_files import read_whole
    from hmic.draft.checked import adoption

    before = read_whole(run.register) if run.register.is_file() else b""
    found = adoption(run.register, file)
    if found.problems or found.adopted is None:
        end_with_problems(run, found.problems)
    adopted = found.adopted
    for one in adopted.other:
        run.world.stderr.write(one_line(_half_there(one, run.register)) + "\n")
    if adopted.text == found.old:
        all_of = "the rest of" if adopted.other else "all of"
        run.say(f"nothing to adopt: {run.register} already has {all_of} {file}")
        return
    if not dry_run:
        mark = _MARK if before.startswith(_MARK) else b""
        with changing(run.register, before, mark + adopted.text.encode()) as change:
            change.put()
    run.say(_closing(adopted, run.register, dry_run=dry_run))
    for move in found.moves:
        run.say(
            f"{move.report} {f'closes {move.finding}' if move.closed else f'opens {move.finding} again'}"
        )
    if not dry_run:
        run.say("next: hmic load")
    print_passed_over(run, passed_over(str(run.register), adopted.text, adopted.findings))


def _refuse_other(file: Path) -> None:
    if file.exists() and not file.is_file():
        message = f"{file} is not a file"
        raise HmicError(message, hint="give the path of a draft, as hmic draft writes it")


def _half_there(one: Half, register: Path) -> str:
    """What was not taken, and what to do where it is another finding after all."""
    if one.same_words:
        kept, way = "these words under another id", f"write it into {register} by hand, then hmic load"
    else:
        kept, way = "its own wording for this id", "give it another id in the draft, and adopt again"
    return (
        f"{one.name} (there: {one.there}): the register keeps {kept}; if this is a different finding, {way}"
    )


def _closing(adopted: Adopted, register: Path, *, dry_run: bool) -> str:
    from hmic.words import count

    counted = {"finding": len(adopted.findings), "follow-up": adopted.follow_ups, "grade": adopted.grades}
    added = [count(number, word) for word, number in counted.items() if number] or [count(0, "finding")]
    named = f" in {', '.join(adopted.reports)}" if adopted.reports else ""
    there = f"; it already had {count(len(adopted.there), 'finding')}" if adopted.there else ""
    what = " and ".join([*([", ".join(added[:-1])] if added[1:] else []), added[-1]])
    return f"{register} {'would get' if dry_run else 'got'} {what}{named}{there}"
