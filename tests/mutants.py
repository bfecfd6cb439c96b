"""Are the tests any good? Small changes are put into what decides and counts; some test must see each.

`make mutants` runs it, with mutmut: comparisons are turned round, `or` is put for `and`, numbers are raised by
one, branches taken out. `make mutants PART=standing` runs one part of it. Each part has the tests that were
worked out by hand for it, and they alone have to see every change. What none sees has to stand in
`mutants.toml`, with the reason why none could.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation import mutators
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.state import state
from mutmut.workers import isolation

EXPLAINED = Path(__file__).with_suffix(".toml")
PARTS = {
    "standing": (
        ["src/hmic/standing.py", "src/hmic/dues.py", "src/hmic/rules.py"],
        ["tests/test_standing.py", "tests/test_dues.py", "tests/test_rules.py"],
    ),
    "reports": (
        [
            "src/hmic/counts.py",
            "src/hmic/movement.py",
            *(
                f"src/hmic/reports/{name}.py"
                for name in ("since", "summary_report", "board_paper", "board_table")
            ),
        ],
        [
            f"tests/{name}.py"
            for name in (
                "test_counting",
                "test_since",
                "test_summary",
                "test_board_table",
                "test_paper_words",
                "cli/test_paper",
            )
        ],
    ),
    "deadlines": (
        ["src/hmic/deadlines/*"],
        [f"tests/test_deadline{name}.py" for name in ("s", "_words", "s_beside", "_grammar")],
    ),
}
"""What is changed, and the tests that have to see it."""
LEFT_OUT = {"operator_string", "operator_arg_removal", "operator_assignment", "operator_dict_arguments"}
"""What breaks a text or a name instead of a decision."""
SEEN = {"killed", "timeout", "caught by type check"}
"""How a mutant ends that a test saw."""


class Survivor(NamedTuple):
    """A change that no test saw."""

    where: str
    was: str
    now: str


class QuickestFirst(isolation.ForkServerRunner):  # type: ignore[misc] # mutmut is only there for this
    """Runs the tests that take least first: the first that fails ends it."""

    def submit(self, mutant: str, tests: list[str], *limits: float) -> None:
        """Hand over a mutant with the tests that reach its function."""
        super().submit(mutant, sorted(tests, key=state().duration_by_test.__getitem__), *limits)


def run(part: str) -> None:
    """Make the part's mutants anew, and run each against the tests that reach its function."""
    shutil.rmtree("mutants", ignore_errors=True)
    gone = [path for path in [*PARTS[part][0], *PARTS[part][1]] if not list(Path().glob(path))]
    assert not gone, f"the part {part} names what is not there: {', '.join(gone)}"
    isolation.ForkServerRunner = QuickestFirst
    config().only_mutate, config().pytest_add_cli_args_test_selection = PARTS[part]
    mutators.mutation_operators[:] = [
        (node, operator)
        for node, operator in mutators.mutation_operators
        if operator.__name__ not in LEFT_OUT
    ]
    mutmut.cli(["run", "--max-children", str(os.cpu_count() or 2)], standalone_mode=False)


def survivors() -> tuple[list[Survivor], Counter[str]]:
    """What no test saw, and how many mutants came to which end."""
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=[])
    found: list[Survivor] = []
    ends: Counter[str] = Counter()
    for data, name, code in mutants:
        end = mutmut.status_by_exit_code[code]
        ends[end] += 1
        if end in SEEN:
            continue
        lines = get_diff_for_mutant(name, path=data.path).splitlines()
        changed = [line for line in lines if line[:1] in "-+" and line[:3] not in {"---", "+++"}]
        was, now = ("\n".join(x[1:].strip() for x in changed if x[0] == sign) for sign in "-+")
        found.append(Survivor(name.rpartition("__mutmut_")[0], was, now))
    return found, ends


def explained(part: str) -> set[Survivor]:
    """What no test can see in the files of a part."""
    listed = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    return {
        Survivor(one["where"], one["was"].strip(), one["now"].strip())
        for one in listed
        if any(
            fnmatch(f"src/{one['where'].rpartition('.')[0].replace('.', '/')}.py", p)
            for p in PARTS[part][0]
        )
    }


def try_part(part: str) -> int:
    """Run a part, and tell every survivor that is not explained; 1 when there is one."""
    began = time.monotonic()
    run(part)
    found, ends = survivors()
    known = explained(part)
    left = [one for one in found if one not in known]
    for one in left:
        print(
            f"\n[[survivor]]\nwhere = '{one.where}'\nwas = '''{one.was}'''\nnow = '''{one.now}'''\nwhy = ''"
        )
    for gone in sorted(known - set(found)):
        print(f"\nexplained, but seen by a test or no longer there: {gone.where}: {gone.now}")
    minutes = (time.monotonic() - began) / 60
    told = ", ".join(f"{number} {end}" for end, number in ends.most_common())
    print(f"\n{part}: {told} in {minutes:.0f} minutes; {len(left)} survivors without an explanation")
    return 1 if left or known - set(found) or not ends else 0


def main(parts: list[str]) -> int:
    """Run the parts that are named, or all; 1 when one has a survivor without an explanation."""
    if unknown := [part for part in parts if part not in PARTS]:
        print(f"no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
        return 2
    if len(parts) == 1:
        return try_part(parts[0])
    # mutmut keeps what it found in the process, so each part has one of its own.
    runs = [subprocess.run([sys.executable, __file__, part], check=False) for part in parts or PARTS]
    return max(run.returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
