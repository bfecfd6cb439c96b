"""The options that several commands share: each is declared once, and parsed before a command begins."""

# No postponed annotations here: typer needs the objects, and evaluating texts would cost every start.
import datetime as dt
import inspect
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from hmic.cli.parsing import Period, day_for, number_of, parse_period, text_for, word_of
from hmic.render.formats import Format, PaperSize
from hmic.render.terminal_colours import Color
from hmic.reports.grouping import By as By_


def day_option(name: str, said: str) -> Any:
    """An option that takes a date."""
    return typer.Option(name, metavar="DATE", parser=day_for(name), help=said)


def text_option(name: str, said: str, *, metavar: str = "TEXT", lines: bool = False) -> Any:
    """An option that takes a text for the journal; with `lines` it may have line breaks."""
    return typer.Option(name, metavar=metavar, parser=text_for(name, lines=lines), help=said)


def period_option(name: str, said: str) -> Any:
    """An option that takes a time from today on."""
    return typer.Option(name, metavar="PERIOD", parser=parse_period, help=said)


AsAt = Annotated[
    dt.date | None, day_option("--as-at", "Report as at this day (31/3/2024; default: today).")
]
KnownOn = Annotated[
    dt.date | None, day_option("--known-on", "Use only what was recorded by this day (31/3/2024).")
]
Force = Annotated[
    str | None,
    typer.Option("--force", metavar="FORCE", help="Only this force, or all (default: force in hmic.toml)."),
]
Paper = Annotated[
    PaperSize | None,
    typer.Option(
        "--paper",
        metavar="SIZE",
        parser=word_of(PaperSize, "--paper"),
        help="Paper size of a workbook: a4 or a3 (default: a4).",
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file. Its suffix sets the format."),
]
Everything = Annotated[bool, typer.Option("--all", help="Show every row on a terminal.")]

Finding = Annotated[str, typer.Argument(metavar="FINDING", help="The finding's id, such as crime-2014-r2.")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="POST", help="Only findings this post owns.")]
On = Annotated[dt.date | None, day_option("--on", "The day it happened (31/3/2024; default: today).")]
By = Annotated[
    str | None, text_option("--by", "The post recording it (default: by in hmic.toml).", metavar="POST")
]
Reason = Annotated[
    str | None,
    text_option("--reason", "Why. Needed to move a date or withdraw an entry.", lines=True),
]
Note = Annotated[str | None, text_option("--note", "A note for the journal.", lines=True)]
Within = Annotated[Period | None, period_option("--within", "Add what falls due soon: 30d, 6w or 3m.")]
RollUp = Annotated[
    By_ | None,
    typer.Option(
        "--by",
        metavar="GROUP",
        parser=word_of(By_, "--by"),
        help="Roll up: a line for each force or each theme.",
    ),
]
Later = Annotated[
    bool, typer.Option("--later", help="Joined to a hub: keep it here until the next hmic sync.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Joined to a hub: hmic sync first.")]
Far = Annotated[bool, typer.Option("--far", help="Accept a date more than ten years ahead.")]

deadline_number = number_of("a deadline", "hmic show FINDING lists its deadlines with their numbers")

DeadlineNumber = Annotated[
    int | None,
    typer.Option(
        "--deadline",
        metavar="NUMBER",
        parser=deadline_number,
        help="Which deadline, by its number in hmic show.",
    ),
]

_Db = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help="The database (HMIC_DB; default: recommendations.db)."),
]
_Register = Annotated[
    Path | None,
    typer.Option(
        "--register",
        metavar="FILE",
        help="The register (HMIC_REGISTER; default: data/recommendations.yaml).",
    ),
]
_Color = Annotated[
    Color,
    typer.Option(
        "--color",
        metavar="WHEN",
        parser=word_of(Color, "--color"),
        show_default=False,
        help="auto, always or never (default: auto).",
    ),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say less on stderr.")]
_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show the full traceback.")]

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
        option = typer.Option("--format", "-f", metavar="FORMAT", parser=parser, help=said)
        wanted |= {"form": (Annotated[Format | None, option], None), "output": (OutputFile, None)}
        if Format.XLSX in formats:
            wanted["paper"] = (Paper, None)
        wanted["everything"] = (Everything, False)
    wanted |= _COMMON
    for name in {"db", "register"} - files:
        option = typer.Option(f"--{name}", hidden=True)
        wanted[name] = (Annotated[Path | None, option], None)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, annotation=annotation, default=default)
        for name, (annotation, default) in wanted.items()
    ]
