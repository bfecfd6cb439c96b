"""Are the tests any good? Small changes are put into what decides and counts; some test must see each.

`make mutants` runs it, with mutmut: comparisons are turned round, `or` is put for `and`, numbers are raised by
one, branches taken out. What no test sees has to stand in `mutants.toml`, with the reason why none could.
"""

from __future__ import annotations

import os
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from mutmut import __main__ as mutmut
from mutmut.mutation import mutators
from mutmut.mutation.diff_apply import get_diff_for_mutant

EXPLAINED = Path(__file__).with_suffix(".toml")
LEFT_OUT = {"operator_string", "operator_arg_removal", "operator_assignment", "operator_dict_arguments"}
"""What breaks a text or a name instead of a decision."""
KILLED = {1, 3}
"""Exit codes of a mutant that a test saw."""


class Survivor(NamedTuple):
    """A change that no test saw."""

    where: str
    was: str
    now: str


def run(names: list[str]) -> None:
    """Make the mutants and run each against the tests that reach its function; known results stand."""
    mutators.mutation_operators[:] = [
        (node, operator)
        for node, operator in mutators.mutation_operators
        if operator.__name__ not in LEFT_OUT
    ]
    mutmut.cli(["run", "--max-children", str(os.cpu_count() or 2), *names], standalone_mode=False)


def survivors(names: list[str]) -> tuple[list[Survivor], Counter[str]]:
    """What no test saw, and how many mutants came to which end."""
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=names)
    found: list[Survivor] = []
    ends: Counter[str] = Counter()
    for data, name, code in mutants:
        ends[mutmut.status_by_exit_code[code]] += 1
        if code is not None and mutmut.status_by_exit_code[code] in {"survived", "no tests"}:
            lines = get_diff_for_mutant(name, path=data.path).splitlines()
            changed = [line for line in lines if line[:1] in "-+" and line[:3] not in {"---", "+++"}]
            was, now = ("\n".join(x[1:].strip() for x in changed if x[0] == sign) for sign in "-+")
            found.append(Survivor(name.rpartition("__mutmut_")[0], was, now))
    return found, ends


def main(names: list[str]) -> int:
    """Run, and tell every survivor that is not explained; 1 when there is one."""
    began = time.monotonic()
    run(names)
    found, ends = survivors(names)
    listed = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    explained = {Survivor(one["where"], one["was"].strip(), one["now"].strip()) for one in listed}
    for one in found:
        if one not in explained:
            print(
                f"\n[[survivor]]\nwhere = '{one.where}'\nwas = '''{one.was}'''\nnow = '''{one.now}'''\nwhy = ''"
            )
    for gone in sorted(explained - set(found)) if not names else ():
        print(f"\nexplained, but seen by a test or no longer there: {gone.where}: {gone.now}")
    left = [one for one in found if one not in explained]
    minutes = (time.monotonic() - began) / 60
    told = ", ".join(f"{number} {end}" for end, number in ends.most_common())
    print(f"\n{told} in {minutes:.0f} minutes; {len(left)} survivors without an explanation")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
