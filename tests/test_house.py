"""The house: which folder may know which, who alone uses which library, and how long things are."""

from __future__ import annotations

import ast
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "hmic"
MODULES = sorted(SRC.rglob("*.py"))

MAY_KNOW = {
    "systems": set(),
    "built_commit": set(),
    "file_kinds": set(),
    "unfinished_files": {"file_kinds", "systems"},
    "model": set(),
    "addressee": {"model"},
    "errors": set(),
    "file_marks": set(),
    "words": set(),
    "config": {"errors", "plaintext", "systems"},
    "deadlines": {"words"},
    "diff": set(),
    "row_columns": set(),
    "counts": {"words"},
    "movement": {"counts"},
    "rules": {"model", "errors", "rows"},
    "entries": {"model", "errors", "plaintext", "rules"},
    "entry_records": {"entries", "model", "errors", "plaintext"},
    "evidence": {"file_kinds", "model", "errors"},
    "plaintext": {"errors"},
    "similarity": {"errors"},
    "sheets": {"errors", "plaintext", "words"},
    "tracker": {
        "words",
        "model",
        "errors",
        "deadlines",
        "sheets",
        "register_records",
        "draft",
        "addressee",
    },
    "met_or_missed": {"model"},
    "holding": {"model"},
    "standing": {"model", "met_or_missed", "holding"},
    "helper_processes": {"errors"},
    "register_records": {"model"},
    "register": {
        "words",
        "model",
        "register_records",
        "addressee",
        "errors",
        "deadlines",
        "file_marks",
        "plaintext",
        "file_kinds",
    },
    "draft": {
        "model",
        "register_records",
        "register",
        "addressee",
        "errors",
        "deadlines",
        "plaintext",
        "similarity",
        "words",
    },
    "store": {
        "words",
        "systems",
        "register_records",
        "met_or_missed",
        "holding",
        "addressee",
        "file_kinds",
        "unfinished_files",
        "model",
        "errors",
        "deadlines",
        "diff",
        "standing",
        "file_marks",
        "rules",
        "entries",
        "entry_records",
        "row_columns",
        "counts",
    },
    "reports": {
        "model",
        "register_records",
        "errors",
        "deadlines",
        "diff",
        "holding",
        "words",
        "similarity",
        "row_columns",
        "counts",
        "movement",
        "rows",
    },
    "render": {
        "model",
        "errors",
        "plaintext",
        "reports",
        "words",
        "row_columns",
        "movement",
    },
    "hub": {
        "words",
        "unfinished_files",
        "entry_records",
        "errors",
        "model",
        "register",
        "store",
    },
    "site": {"model", "counts", "movement", "reports", "render", "rows", "words"},
    "mail": {
        "file_kinds",
        "unfinished_files",
        "systems",
        "errors",
        "counts",
        "reports",
        "render",
        "store",
        "config",
        "plaintext",
    },
}
"""What each part may import, besides itself; `cli` may import all, and nobody imports `cli`.

`rows` are the types of the rows that stand beside the queries of `store`, and nothing else of it.
"""

ONLY_USER = {
    "yaml": "register",
    "openpyxl": "sheets",
    "pypdfium2": "draft",
    "lxml": "draft",
    "docx": "draft",
    "sqlite3": "store",
    "sqlite_utils": "store",
    "typer": "cli",
    "rich": "render",
    "dateutil": "deadlines",
    "holidays": "deadlines",
    "psycopg2": "hub",
    "smtplib": "mail",
    "email": "mail",
    "filelock": "mail",
    "keyring": "mail",
    "msal": "mail",
    "rapidfuzz": "similarity",
    "jinja2": "render",
    "xlsxwriter": "render",
    "icalendar": "render",
}
"""Which part alone uses a library, so that it can be changed in one place."""

ALSO = {
    ("cli/parsing.py", "dateutil"),
    ("cli/register_change.py", "filelock"),
    ("cli/tracker_load.py", "sqlite3"),
    ("draft/text_ends.py", "yaml"),
    ("render/paper_document.py", "docx"),
    ("render/word_charts.py", "docx"),
}
"""The exceptions, each with its reason beside it in the code."""


ROWS = {
    ".".join(("hmic", *module.relative_to(SRC).with_suffix("").parts)): {
        node.name
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and [ast.unparse(base) for base in node.bases] == ["NamedTuple"]
    }
    for module in MODULES
    if "store" in module.parts
}
"""The types of rows in each module of `store`."""


def part_of(module: Path) -> str:
    return module.relative_to(SRC).parts[0].removesuffix(".py")


def imports(module: Path) -> set[str]:
    """Every module that a file imports, inside functions and for type checking too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            found.add("hmic.rows" if names <= ROWS.get(node.module, set()) else node.module)
            found |= {f"{node.module}.{name}" for name in names if node.module == "hmic"}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SRC)))
def test_imports_run_one_way(module: Path) -> None:
    part = part_of(module)
    if part in MAY_KNOW:
        assert known_to(module) <= MAY_KNOW[part], (
            f"{part} must not know {known_to(module) - MAY_KNOW[part]}"
        )


def known_to(module: Path) -> set[str]:
    """The parts of hmic that a module imports; `rows` where it may not know the rest of `store`."""
    part = part_of(module)
    known = {name.split(".")[1] for name in imports(module) if name.startswith("hmic.")}
    return known - {part, "__version__", *({"rows"} if {part, *MAY_KNOW[part]} & {"store"} else ())}


def test_nothing_is_allowed_that_nothing_needs() -> None:
    """A needless line would let in what was never wanted."""
    needed = {part: set[str]() for part in {*map(part_of, MODULES)} - {"__init__", "__main__", "cli"}}
    for module in MODULES:
        if (part := part_of(module)) in needed:
            needed[part] |= known_to(module)
    assert needed == MAY_KNOW


def only_for_types(tree: ast.AST) -> set[ast.AST]:
    """What a running program never comes to."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }


def test_no_imports_go_round_in_a_circle() -> None:
    """Those inside functions count too: they only hide a circle."""
    names = {
        ".".join(("hmic", *module.relative_to(SRC).with_suffix("").parts)).removesuffix(".__init__"): module
        for module in MODULES
    }
    graph: dict[str, set[str]] = {name: set() for name in names}
    for name, module in names.items():
        tree = ast.parse(module.read_text(encoding="utf-8"))
        unneeded = only_for_types(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in names and node not in unneeded:
                whole = (f"{node.module}.{alias.name}" for alias in node.names)
                graph[name] |= {one if one in names else node.module for one in whole}
            elif isinstance(node, ast.Import) and node not in unneeded:
                graph[name] |= {alias.name for alias in node.names} & set(names)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports go round: {' needs '.join(reversed(error.args[1]))}")


def test_each_library_has_one_user() -> None:
    """And each exception is still one."""
    users: set[tuple[str, str]] = set()
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for node in {*ast.walk(tree)} - only_for_types(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                )
                libraries = {name.split(".")[0] for name in names} & set(ONLY_USER)
                users |= {(module.relative_to(SRC).as_posix(), library) for library in libraries}
    assert {(where, name) for where, name in users if part_of(SRC / where) != ONLY_USER[name]} == ALSO
    assert {name for _, name in users} == set(ONLY_USER)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SRC)))
def test_modules_say_what_they_are_and_stay_readable(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module's first line says what lives there"
    assert len(text.splitlines()) <= 480
    assert not {"utils", "common", "helpers"} & {module.stem}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SRC)))
def test_values_of_rows_are_taken_by_name(module: Path) -> None:
    """Only what reads a cursor, in `store`, knows in which order values stand."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if part_of(module) != "store" and isinstance(node, ast.Subscript):
            number = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
            assert not (number and ast.unparse(node.value) == "row"), f"line {node.lineno}"


def test_no_two_modules_have_the_same_name() -> None:
    """So none needs another name where both are imported, and a name says which one is meant."""
    names = Counter(module.stem for module in MODULES if module.stem != "__init__")
    assert [name for name, times in names.items() if times > 1] == []


def test_the_commands_and_their_modules_are_the_same() -> None:
    from hmic.cli.main import COMMANDS, module_of

    modules = {m.stem for m in (SRC / "cli" / "commands").glob("*.py")} - {"__init__"}
    assert modules == {module_of(name) for name in COMMANDS}


MAY_READ = {
    "file_kinds.py": "`read_small` itself",
    "cli/whole_files.py": "`read_whole`, which refuses what has no end",
    "cli/journal_file.py": "line by line, of a regular file",
    "register/file_text.py": "a register, once it is known to be a regular file",
    "config.py": "at most so many bytes of a regular file",
    "draft/read_file.py": "a paper, once it is known to be a regular file",
    "draft/read_docx.py": "a paper, once it is known to be a regular file",
    "store/restoring.py": "a database's own pages",
    "systems.py": "what the system mounts",
    **dict.fromkeys(
        ("built_commit.py", "cli/completing.py", "cli/commands/init.py", "hub/setting_up.py", "site/pages.py",
         "store/schema.py"),
        "a file that comes with hmic",
    ),
}  # fmt: skip
"""Who reads a file by other means than `read_small`, and why that ends."""


def test_files_are_read_by_a_reader_that_ends() -> None:
    """At a named pipe, or at a device that a link leads to, any other reader waits or reads for ever."""
    found = {
        module.relative_to(SRC).as_posix()
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _reads(node.func.attr, node)
    }
    assert found == set(MAY_READ)


def _reads(name: str, call: ast.Call) -> bool:
    modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return name in {"read_bytes", "read_text"} or (name == "open" and any("r" in mode for mode in modes))
