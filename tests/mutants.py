"""Are the tests any good? Small changes are put into what decides and counts; some test must see each.

`make mutants` runs it: comparisons are turned round, `or` is put for `and`, numbers are raised by one, branches
taken out, as mutmut makes them. `make mutants PART=standing` runs one part, `PART=spans` one module of a part.

Everything is imported and every test run once, to learn which test reaches which line. Then each change is
tried in a fork of that process, with the tests that reach its line, the quickest first. Only what none of a part's
quick tests sees meets its wider ones. What no test sees has to stand in `mutants.toml`, with the reason why none could.
"""

from __future__ import annotations

import ast
import difflib
import functools
import gc
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import coverage
import pytest
from _pytest.tmpdir import tmppath_result_key
from mutmut.mutation import mutators
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.mutation.trampoline import set_mutant_under_test

ROOT = Path(__file__).parent.parent
EXPLAINED = Path(__file__).with_suffix(".toml")
LEFT_OUT = {"operator_string", "operator_arg_removal", "operator_assignment", "operator_dict_arguments"}
"""What breaks a text or a name instead of a decision."""
PYTEST = ["-o", "addopts=", "-s", "-qqq", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov",
          "--hypothesis-profile", "mutants"]  # fmt: skip
AT_MOST = 10
"""A change that makes a test take so many times as long, and a second more, never ends."""


class Part(NamedTuple):
    """What is changed, the quick tests that have to see it, and those that what survives them meets."""

    files: list[str]
    tests: list[str]
    wider: list[str]


def named(form: str, names: str) -> list[str]:
    """A file for each name."""
    return [form.format(name) for name in names.split()]


PARTS = {
    "standing": Part(
        named("src/hmic/{}.py", "standing holding met_or_missed rules addressee"),
        named("tests/test_{}.py", "standing met_or_missed rules addressee"),
        [],
    ),
    "reports": Part(
        named("src/hmic/{}.py", "counts movement")
        + named(
            "src/hmic/reports/{}.py",
            "since summary_report overdue_report changes_report threads board_table ratings board_paper fell_due first_page",
        ),
        named(
            "tests/test_{}.py",
            "counting since summary overdue_screen threads board_table paper_words paper_sections",
        ),
        ["tests/cli/test_paper.py"],
    ),
    "deadlines": Part(
        ["src/hmic/deadlines/*.py"],
        named("tests/test_deadline{}.py", "s _words _grammar"),
        ["tests/test_deadlines_beside.py"],
    ),
}


class Survivor(NamedTuple):
    """A change that no test saw."""

    where: str
    was: str
    now: str


class Mutant(NamedTuple):
    """A change: its name, the lines of the whole function's file that are reached with it, and what it is."""

    name: str
    file: str
    lines: frozenset[int]
    change: Survivor


def changed(file: str, source: Path) -> Iterator[Mutant]:
    """Write every change of a file into it, each asleep until it is called by its name."""
    made = mutate_file_contents(file, source.read_text(encoding="utf-8"))
    source.write_text(made.code, encoding="utf-8")
    module = file.removeprefix("src/").removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    code, statements = made.code.splitlines(), [*_statements(made.code)]
    for name in made.mutant_names:
        function = name.rpartition("__mutmut_")[0]
        whole, other = (made.line_span_by_function_name[one] for one in (f"{function}__mutmut_orig", name))
        first, last = whole.start, whole.end
        old = code[first - 1 : last]
        new = [line.replace(name, f"{function}__mutmut_orig") for line in code[other.start - 1 : other.end]]
        steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        differ = [step for step in steps if step[0] != "equal"]
        was = "\n".join(line.strip() for step in differ for line in old[step[1] : step[2]])
        now = "\n".join(line.strip() for step in differ for line in new[step[3] : step[4]])
        line = first + differ[0][1]
        heads = [
            head for head in statements if line in head and first <= head.start and head.stop <= last + 1
        ]
        reached = min(heads, key=len, default=range(first, last + 1))
        yield Mutant(
            f"{module}.{name}", file, frozenset(reached), Survivor(f"{module}.{function}", was, now)
        )


def _statements(code: str) -> Iterator[range]:
    """The lines of each statement in a function, of one with a body those before it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            body = getattr(node, "body", None)
            last = body[0].lineno if body else (node.end_lineno or node.lineno) + 1
            yield range(node.lineno, max(last, node.lineno + 1))


class Tries:
    """A session of pytest that tries every change instead of running its tests."""

    def __init__(self, folder: Path, mutants: list[Mutant], known: set[Survivor], wider: list[str]) -> None:
        """The changed files are in `folder`; `known` survive, and do not meet the `wider` tests."""
        self.folder, self.mutants, self.known, self.wider = folder, mutants, known, wider
        self.left: list[Mutant] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the quick tests, then what survives them with the wider ones."""
        wide = [item for item in session.items if item.nodeid.startswith(tuple(self.wider))]
        quick = [item for item in session.items if item not in wide]
        self.left = self.tried(quick, self.mutants)
        unexplained = [one for one in self.left if one.change not in self.known]
        if unexplained and wide:
            print(f"{len(unexplained)} meet the wider tests", flush=True)
            seen = {one.name for one in unexplained} - {one.name for one in self.tried(wide, unexplained)}
            self.left = [one for one in self.left if one.name not in seen]
        return True

    def tried(self, items: list[pytest.Item], mutants: list[Mutant]) -> list[Mutant]:
        """The changes that no test sees of those that reach them."""
        reach, took = self.reached(items)
        print(f"{len(items)} tests take {sum(took):.0f} seconds", flush=True)
        quickest = sorted(range(len(items)), key=took.__getitem__)
        _, failed = os.waitpid(forked("", [(items[place], took[place]) for place in quickest]), 0)
        assert not failed, "in a fork, a test fails though nothing is changed"
        left: list[Mutant] = []
        running: dict[int, Mutant] = {}
        for one in mutants:
            if len(running) >= (os.cpu_count() or 2):
                left += ended(running)
            reaching = {place for line in one.lines for place in reach.get((one.file, line), ())}
            tests = [(items[place], took[place]) for place in quickest if place in reaching]
            running[forked(one.name, tests)] = one
        while running:
            left += ended(running)
        return left

    def reached(self, items: list[pytest.Item]) -> tuple[dict[tuple[str, int], set[int]], list[float]]:
        """Run every test without a change: which of them reach each line, and how long each takes."""
        measured = coverage.Coverage(
            data_file=None,
            config_file=False,
            include=sorted({f"{self.folder}/{one.file}" for one in self.mutants}),
        )
        took: list[float] = []
        caches, imported = [*cached()], len(sys.modules)
        for place, item in enumerate(items):
            if imported != len(sys.modules):
                caches, imported = [*cached()], len(sys.modules)
            for cache in caches:  # what is remembered reaches no line
                cache.cache_clear()
            began = time.process_time()
            measured.start()
            measured.switch_context(str(place))
            run(item, items[(place + 1) % len(items)])
            measured.stop()
            took.append(time.process_time() - began)
        for cache in cached():
            cache.cache_clear()
        data = measured.get_data()
        reach = {
            (str(Path(file).relative_to(self.folder)), line): {int(name) for name in names if name}
            for file in data.measured_files()
            for line, names in data.contexts_by_lineno(file).items()
        }
        return reach, took


def forked(name: str, tests: list[tuple[pytest.Item, float]]) -> int:
    """Try the change of this name in a fork, which ends with 1 when a test sees it and with 0 when none does."""
    pid = os.fork()
    if pid:
        return pid
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    set_mutant_under_test(name)
    try:
        for (item, seconds), (following, _) in zip(tests, [*tests[1:], *tests[:1]], strict=True):
            end = int(time.process_time() + AT_MOST * seconds) + 2
            resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
            run(item, following)
    except BaseException:  # noqa: BLE001 # whatever a test ends with
        os._exit(1)
    os._exit(0)


def ended(running: dict[int, Mutant]) -> list[Mutant]:
    """Wait until one of them ends: the change when no test saw it."""
    pid, status = os.wait()
    one = running.pop(pid)
    return [] if status else [one]


def run(item: pytest.Item, following: pytest.Item) -> None:
    """Run one test, and keep up what the following one needs; raises what the test raises."""
    assert isinstance(item, pytest.Function)
    state = item.session._setupstate
    item._initrequest()
    item.stash[tmppath_result_key] = {}
    state.teardown_exact(item)
    state.setup(item)
    item.runtest()
    state.teardown_exact(None if following is item else following)


def cached() -> Iterator[functools._lru_cache_wrapper[object]]:
    """Every function of the program that remembers, but not that of its patterns, which no change alters."""
    for one in gc.get_objects():
        ours = isinstance(one, functools._lru_cache_wrapper) and one.__module__.startswith("hmic.")
        if ours and one.__name__ != "pattern":
            yield one


def explained(files: Iterable[str]) -> set[Survivor]:
    """What no test can see in some files."""
    listed = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    modules = {file.removesuffix(".py").removeprefix("src/").replace("/", ".") for file in files}
    return {
        Survivor(one["where"], one["was"].strip(), one["now"].strip())
        for one in listed
        if re.sub(r"\.x[_ǁ][^.]*$", "", one["where"]) in modules
    }


def try_files(name: str, part: Part, files: list[str]) -> int:
    """Try every change of some files, and tell each survivor that is not explained; 1 when there is one."""
    began = time.monotonic()
    mutators.mutation_operators[:] = [
        (node, operator)
        for node, operator in mutators.mutation_operators
        if operator.__name__ not in LEFT_OUT
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        shutil.copytree(ROOT / "src", home / "src", ignore=shutil.ignore_patterns("__pycache__"))
        sys.path[:0] = [str(home / "src"), str(ROOT)]
        mutants = [one for file in files for one in changed(file, home / file)]
        tries = Tries(home, mutants, explained(files), part.wider)
        code = pytest.main([*PYTEST, f"--basetemp={home}/tests", *part.tests, *part.wider], plugins=[tries])
    if code or not mutants:
        print(f"{name}: its tests end with {code} where nothing is changed")
        return 2
    survived = {one.change for one in tries.left}
    for one in (left := sorted(survived - tries.known)):
        print(
            f"\n[[survivor]]\nwhere = '{one.where}'\nwas = '''{one.was}'''\nnow = '''{one.now}'''\nwhy = ''"
        )
    for gone in (seen := sorted(tries.known - survived)):
        print(f"\nexplained, but seen by a test or no longer there: {gone.where}: {gone.now}")
    minutes = (time.monotonic() - began) / 60
    print(
        f"\n{name}: {len(mutants)} changes, {len(mutants) - len(tries.left)} seen by a test,"
        f" {len(survived & tries.known)} explained, {len(left)} survivors without an explanation,"
        f" in {minutes:.0f} minutes"
    )
    return 1 if left or seen else 0


def chosen(name: str) -> tuple[Part, list[str]]:
    """The part of this name with all its files, or the part and the one file of a module of this name."""
    for title, part in PARTS.items():
        gone = [form for form in part.files if not list(Path().glob(form))]
        assert not gone, f"the part {title} names what is not there: {', '.join(gone)}"
        files = sorted(str(path) for form in part.files for path in Path().glob(form))
        if name == title:
            return part, files
        if one := [file for file in files if Path(file).stem == name]:
            return part, one
    sys.exit(f"no part and no module {name!r}; the parts are: {', '.join(PARTS)}")


def main(names: list[str]) -> int:
    """Try the parts or modules that are named, or all; 1 when one has a survivor without an explanation."""
    os.chdir(ROOT)
    if len(names) == 1:
        return try_files(names[0], *chosen(names[0]))
    # What is imported stays, so each has a process of its own.
    runs = [subprocess.run([sys.executable, __file__, name], check=False) for name in names or PARTS]
    return max(run.returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
