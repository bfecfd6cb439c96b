"""The options that several commands share: each is declared once, and parsed before a command begins."""

# No postponed annotations here: typer needs the objects, and evaluating texts would cost every start.
import datetime as dt
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from hmic.cli.parsing import Period, day_for, number_of, parse_period, text_for, word_of
from hmic.render.formats import Format, PaperSize
from hmic.render.terminal_colours import Color
from hmic.reports.grouping import By as By_


def option(
    names: str, said: str, value: str | None = None, parser: Callable[[str], Any] | None = None, **more: Any
) -> Any:
    """An option by its `names`, with what the help says of it; `value` is what the help calls its value."""
    return typer.Option(*names.split(), metavar=value, parser=parser, help=said, **more)


def argument(value: str, said: str, parser: Callable[[str], Any] | None = None) -> Any:
    """An argument by what the help calls it."""
    return typer.Argument(metavar=value, parser=parser, help=said)


def day_option(name: str, said: str) -> Any:
    """An option that takes a date."""
    return option(name, said, "DATE", day_for(name))


def text_option(name: str, said: str, *, metavar: str = "TEXT", lines: bool = False) -> Any:
    """An option that takes a text for the journal; with `lines` it may have line breaks."""
    return option(name, said, metavar, text_for(name, lines=lines))


def period_option(name: str, said: str) -> Any:
    """An option that takes a time from today on."""
    return option(name, said, "PERIOD", parse_period)


AsAt = Annotated[
    dt.date | None, day_option("--as-at", "Report as at this day (31/3/2024; default: today).")
]
KnownOn = Annotated[
    dt.date | None, day_option("--known-on", "Use only what was recorded by this day (31/3/2024).")
]
Force = Annotated[
    str | None, option("--force", "Only this force, or all (default: force in hmic.toml).", "FORCE")
]
Paper = Annotated[
    PaperSize | None,
    option(
        "--paper",
        "Paper size of a workbook: a4 or a3 (default: a4).",
        "SIZE",
        word_of(PaperSize, "--paper"),
    ),
]
OutputFile = Annotated[
    Path | None, option("--output -o", "Write to a file. Its suffix sets the format.", "FILE")
]
Everything = Annotated[bool, option("--all", "Show every row on a terminal.")]

Finding = Annotated[str, argument("FINDING", "The finding's id, such as crime-2014-r2.")]
Owner = Annotated[str | None, option("--owner", "Only findings this post owns.", "POST")]
On = Annotated[dt.date | None, day_option("--on", "The day it happened (31/3/2024; default: today).")]
By = Annotated[
    str | None, text_option("--by", "The post recording it (default: by in hmic.toml).", metavar="POST")
]
Reason = Annotated[
    str | None, text_option("--reason", "Why. Needed to move a date or withdraw an entry.", lines=True)
]
Note = Annotated[str | None, text_option("--note", "A note for the journal.", lines=True)]
Within = Annotated[Period | None, period_option("--within", "Add what falls due soon: 30d, 6w or 3m.")]
RollUp = Annotated[
    By_ | None,
    option("--by", "Roll up: a line for each force or each theme.", "GROUP", word_of(By_, "--by")),
]
Later = Annotated[bool, option("--later", "Joined to a hub: keep it here until the next hmic sync.")]
Fresh = Annotated[bool, option("--fresh", "Joined to a hub: hmic sync first.")]
Far = Annotated[bool, option("--far", "Accept a date more than ten years ahead.")]

deadline_number = number_of("a deadline", "hmic show FINDING lists its deadlines with their numbers")

DeadlineNumber = Annotated[
    int | None,
    option("--deadline", "Which deadline, by its number in hmic show.", "NUMBER", deadline_number),
]

_Db = Annotated[Path | None, option("--db", "The database (HMIC_DB; default: recommendations.db).", "FILE")]
_Register = Annotated[
    Path | None,
    option("--register", "The register (HMIC_REGISTER; default: data/recommendations.yaml).", "FILE"),
]
_Color = Annotated[
    Color,
    option(
        "--color",
        "auto, always or never (default: auto).",
        "WHEN",
        word_of(Color, "--color"),
        show_default=False,
    ),
]
_Quiet = Annotated[bool, option("--quiet -q", "Say less on stderr.")]
_Verbose = Annotated[bool, option("--verbose -v", "Say more on stderr.")]
_Debug = Annotated[bool, option("--debug", "Show the full traceback.")]

_COMMON: dict[str, tuple[Any, Any]] = {
    "db": (_Db, None),
    "register": (_Register, None),
    "color": (_Color, Color.AUTO),
    "quiet": (_Quiet, False),
    "verbose": (_Verbose, False),
    "debug": (_Debug, False),
}
COMMON = frozenset(_COMMON)
"""The names of the parameters that every command takes."""


def in_words(formats: Iterable[Format]) -> str:
    """Formats for a sentence, always in the same order."""
    *most, last = [form.value for form in Format if form in set(formats)]
    return f"{', '.join(most)} or {last}" if most else last


def shared(
    *, dated: bool, forces: bool, formats: frozenset[Format], remark: str, files: frozenset[str]
) -> list[inspect.Parameter]:
    """The parameters that a command gets beside its own.

    `remark` says for which part of a command a format is. Only those of --db and --register that are
    named in `files` are listed in the help; the other is taken all the same, since scripts give both.
    """
    wanted: dict[str, tuple[Any, Any]] = {}
    if forces:
        wanted["force"] = (Force, None)
    if dated:
        wanted |= {"as_at": (AsAt, None), "known_on": (KnownOn, None), "fresh": (Fresh, False)}
    if formats:
        parser = word_of(Format, "--format")
        said = f"{in_words(formats)}{remark}."
        form = option("--format -f", said, "FORMAT", parser)
        wanted |= {"form": (Annotated[Format | None, form], None), "output": (OutputFile, None)}
        if Format.XLSX in formats:
            wanted["paper"] = (Paper, None)
        wanted["everything"] = (Everything, False)
    wanted |= _COMMON
    for name in {"db", "register"} - files:
        wanted[name] = (Annotated[Path | None, typer.Option(f"--{name}", hidden=True)], None)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, annotation=annotation, default=default)
        for name, (annotation, default) in wanted.items()
    ]
