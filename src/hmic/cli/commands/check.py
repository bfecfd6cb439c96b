"""`hmic check`: every problem in the register in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from hmic.cli.exit_codes import of_problems
from hmic.cli.options import argument, option
from hmic.cli.output import TEXTS
from hmic.cli.parsing import folder_for
from hmic.cli.run import REGISTER, Run, command


@command("check", offer=TEXTS, files=(REGISTER,))
def check(
    run: Run,
    files: Annotated[list[Path] | None, argument("FILE", "Register files (default: the register).")] = None,
    reports: Annotated[
        Path | None,
        option(
            "--reports",
            "Also look for each opening in the reports' texts in this folder.",
            "FOLDER",
            folder_for("--reports"),
        ),
    ] = None,
) -> None:
    """Find every problem in the register: where it is, and what to do about it.

    The exit code is 0 if there are no problems and 1 if there are. It also lists words in a
    finding that read like a deadline but are not given as one; they are not problems.
    """
    from hmic.cli.load_and_record import print_passed_over, say_to_come
    from hmic.register.register_files import Files
    from hmic.reports.problems_report import Counted, build, closing

    counted, dated = Counted(), list[tuple[str, str]]()
    with run.working() as working:
        read = Files(files or [run.register], reports, working.at)
        read.hints = []
        for _, register in read:
            counted.add(register)
            dated += [(report.id, report.published) for report in register.reports]
    run.show(build(read.problems, run.as_at))
    run.say(closing(read.problems, counted))
    print_passed_over(run, read.hints)
    say_to_come(run, dated)
    if read.problems:
        run.exit(of_problems(read.problems))
