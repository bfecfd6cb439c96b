"""Writes the pages that are made from the program: commands, problems, register format, schema."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from hmic import addressee
from hmic.cli.completing import SCRIPTS
from hmic.cli.main import COMMANDS, app
from hmic.deadlines.clocks import CLOCKS
from hmic.model import SCALES, Kind, Status
from hmic.register.json_schema import kinds, schema_text
from hmic.register.problem_codes import CODES
from hmic.register_records import Register, fields_of
from hmic.render.formats import Format, PaperSize
from hmic.render.terminal_colours import Color
from hmic.reports import board_table
from hmic.reports.ratings import KEY
from hmic.row_columns import columns_of
from hmic.store.datasette import metadata
from hmic.store.foreign_schema import digest
from hmic.store.queries.table_rows import TABLES
from hmic.store.schema import made_anew

ROOT = Path(__file__).parent.parent
MADE = "<!-- Made by docs/generate.py from the program itself; change it there. -->\n\n"


def commands() -> str:
    """Every command's help."""
    root = typer.main.get_command(app)
    text = [f"# Commands\n\n{MADE}"]
    for name in COMMANDS:
        command = root.get_command(None, name)  # type: ignore[attr-defined]
        text.append(_help(name, command))
        text += [_help(f"{name} {one}", inner) for one, inner in getattr(command, "commands", {}).items()]
    return "".join(text)


def _help(name: str, command: Any) -> str:
    names = ["-h", "--help"]
    context = command.make_context(
        f"hmic {name}", [], resilient_parsing=True, help_option_names=names, terminal_width=78
    )
    return f"## hmic {name}\n\n```text\n{command.get_help(context).strip()}\n```\n\n"


def words() -> str:
    """What each command takes, for completion: its path, an option's names or nothing, and what follows."""
    root = typer.main.get_command(app)
    lines = _words_of("", root)
    for name in COMMANDS:
        command = root.get_command(None, name)  # type: ignore[attr-defined]
        lines += _words_of(name, command)
        for one, inner in getattr(command, "commands", {}).items():
            lines += _words_of(f"{name} {one}", inner)
    return "".join(f"{line}\n" for line in lines)


def _words_of(path: str, command: Any) -> list[str]:
    lines = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False):
            continue
        option = parameter.param_type_name == "option"
        names = " ".join(parameter.opts) if option else ""
        several = "..." if parameter.nargs != 1 else ""
        takes = "" if option and parameter.is_flag else f"{_taken(parameter)}{several}"
        lines.append(f"{path}\t{names}\t{takes}")
    return lines


def _taken(parameter: Any) -> str:
    """The words that a parameter takes, where they are few; else what its help calls them."""
    named = str(parameter.metavar)
    if named == "SHELL":
        return "=" + " ".join(SCRIPTS)
    valid: Any = {"KIND": Kind, "STATUS": Status, "SIZE": PaperSize, "WHEN": Color}.get(named)
    if named == "FORMAT":
        valid = [one for one in Format if one.value in str(parameter.help or "")] or Format
    return "=" + " ".join(value.value.replace(" ", "-") for value in valid) if valid else named


def problems() -> str:
    """Every code that `check` can give."""
    lines = [f"# Problems that check can find in a register\n\n{MADE}", "| code | meaning |\n|---|---|\n"]
    lines += [f"| `{code}` | {meaning} |\n" for code, meaning in CODES.items()]
    return "".join(lines)


def register_format() -> str:
    """Every record of the register with its fields."""
    text = [f"# The register's format\n\n{MADE}", INTRODUCTION]
    for record in kinds(Register):
        if issubclass(record, StrEnum):
            continue
        text.append(f"\n## {record.__name__}\n\n{(record.__doc__ or '').splitlines()[0]}\n\n")
        text.append("| field | needed | what it is |\n|---|---|---|\n")
        for name, field in fields_of(record).items():
            needed = "yes" if field.needed else ""
            text.append(f"| `{name}` | {needed} | {field.about}{_valid(field.holds)} |\n")
    text.append("\n## Scales\n\n| scale | grades, best first |\n|---|---|\n")
    text += [f"| `{scale}` | {', '.join(grades)} |\n" for scale, grades in SCALES.items()]
    text.append("\n## Clocks\n\n| clock | rule |\n|---|---|\n")
    text += [f"| `{clock}` | {rule} |\n" for clock, (_, rule) in CLOCKS.items()]
    text.append(WHO_ACTS.format(own=_listed(addressee.OWN), others=_listed(addressee.OTHERS)))
    return "".join(text)


def _listed(wordings: tuple[str, ...]) -> str:
    return ", ".join(wordings)


WHO_ACTS = """
## Who must act

A finding counts for the force, and can be overdue, where `addressed_to` names the force alone or among
others; so does a deadline by its `due_to`. These wordings mean the force, in upper or lower case, with
"the", "all", "each" or "every" before them: {own}; and the force's own name, with or without "Police" or
"Constabulary". These mean another body: {others}; and every other force by its name. Where the words are
neither, `hmic check` asks for `for_the_force: true` or `for_the_force: false` beside them.
"""


def _valid(holds: type) -> str:
    """The words of a closed list."""
    return ": " + ", ".join(f"`{value}`" for value in holds) if issubclass(holds, StrEnum) else ""


INTRODUCTION = """\
The register is plain YAML: text with two-space indentation, no anchors, aliases or tags. Every value
is read as text, so a date needs no quotes and `no` means no. A deadline can be plain words
(`- within three months`) or a mapping with its details. `hmic check` lists every problem and its line;
editors check and complete the file with `data/recommendations.schema.json`.
"""


KNOWN_YEARS = range(1990, 2028)
"""The years whose bank holidays are settled; later ones are looked up when they are needed."""


def bank_holidays() -> str:
    """The settled bank holidays as a module, so that few runs need the library."""
    from holidays import country_holidays

    days = sorted(day.isoformat() for day in country_holidays("GB", subdiv="ENG", years=KNOWN_YEARS))
    lines = [" ".join(days[n : n + 9]) for n in range(0, len(days), 9)]
    text = "\n".join(f"    {line}" for line in lines)
    return (
        '"""The bank holidays of England and Wales: made by docs/generate.py from a library."""\n\n'
        "from __future__ import annotations\n\n"
        f"YEARS = range({KNOWN_YEARS.start}, {KNOWN_YEARS.stop})\n"
        f'_DAYS = """\n{text}\n"""\n'
        "BANK_HOLIDAYS = frozenset(_DAYS.split())\n"
    )


def exports() -> str:
    """Every field of every export."""
    text = [f"# What can be exported\n\n{MADE}", EXPORTS]
    for name, row in {"board": board_table.Row, **TABLES}.items():
        text.append(f"\n## hmic export {name}\n\n| field | type | what it is |\n|---|---|---|\n")
        for column in columns_of(row):
            hidden = name == "board" and column.name in board_table.PRIVATE
            private = "; not with `--public`" if hidden else ""
            text.append(f"| `{column.name}` | {column.type} | {column.about}{private} |\n")
    text.append("\n## The ratings\n\n| rating | when |\n|---|---|\n")
    text += [f"| {word} | {rule} |\n" for word, rule in KEY]
    return "".join(text)


EXPORTS = """\
`hmic export board` is the table for boards, with one row for each finding. The others are whole tables
for analysts. `hmic export journal` writes each journal entry as a JSON line, for `hmic import journal`. A
database rebuilt from the register and that journal is the same; a test rebuilds it and compares.

**Types of field.** A `date` is ISO (`2015-03-31`); where only a month or year is known it is text.
A `flag` is yes or no, or of a day `exact` or `not exact`. A `list` is in one cell, with semicolons between
its texts; each of `records` is on a separate line. In JSON they are lists. An empty cell means that there
is no value.

**CSV** follows RFC 4180: commas, quotes doubled, lines that end in CR LF, UTF-8. `--bom` puts a byte-order
mark at the start, so that Excel opens it correctly with a double-click; the board table has it by default.
Line breaks within a cell are kept.

**`--public`** leaves out the force's own words in the journal: owners, notes, reasons, evidence
and who agreed. Two things are still published: the title block of `[board]` in
`hmic.toml` (`author`, `purpose`; no `marking`), and the register's texts, including a finding's `note` on
the pages of `hmic site --public`. Write nothing private there.

**The apostrophe.** A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break,
and reads texts such as `1-2`, `2015-03`, `0012` or `3 May` as numbers and dates. hmic puts an apostrophe
before such a text, and before one that already begins with an apostrophe. Remove one leading apostrophe
to get the original text. Fields of the type `number`, and whole days in a `date`, have none:
they are meant to be numbers and dates. What `-o` writes into a file separated by tabs (`.tsv`, `.txt`) is
guarded in the same way; in a pipe it is not. Workbooks (`-f xlsx`) and JSON do not need this.
"""


def expected() -> str:
    """The digest of a new database's schema, by which a foreign one is known."""
    made = "# Made by docs/generate.py from schema.sql; change it there.\n"
    title = "The digest of a new database's schema; see `foreign_schema.py`."
    return f'"""{title}"""\n\n{made}SCHEMA = "{digest(made_anew())}"\n'


PAGES = {
    ROOT / "src" / "hmic" / "cli" / "words.txt": words,
    ROOT / "docs" / "exports.md": exports,
    ROOT / "docs" / "commands.md": commands,
    ROOT / "docs" / "problems.md": problems,
    ROOT / "docs" / "register-format.md": register_format,
    ROOT / "data" / "recommendations.schema.json": schema_text,
    ROOT / "data" / "datasette.json": metadata,
    ROOT / "src" / "hmic" / "store" / "schema_digest.py": expected,
    ROOT / "src" / "hmic" / "deadlines" / "bank_holidays.py": bank_holidays,
}


def main() -> int:
    """Write the pages; with --check only say which are not current."""
    stale = [path for path, make in PAGES.items() if not path.exists() or path.read_text("utf-8") != make()]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: make docs")
        return 1 if stale else 0
    for path in stale:
        path.write_text(PAGES[path](), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
