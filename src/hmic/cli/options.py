"""The options that several commands share: each is declared once, and parsed before a command begins."""

# No postponed annotations here: typer needs the objects, and evaluating texts would cost every start.
import datetime as dt
import inspect
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hmic.cli.parsing import Period, day_for, number_of, parse_period, text_for, word_of
from hmic.render import Format, Paper


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def day_option(name: str, said: str) -> Any:
    """An option that takes a date."""
    return typer.Option(name, metavar="DATE", parser=day_for(name), help=said)


def text_option(name: str, said: str, *, metavar: str = "TEXT", lines: bool = False) -> Any:
    """An option that takes a text for the journal; with `lines` it may have line breaks."""
    return typer.Option(name, metavar=metavar, parser=text_for(name, lines=lines), help=said)


def reason_option(said: str) -> Any:
    """The option --reason."""
    return text_option("--reason", said, lines=True)


def period_option(name: str, said: str) -> Any:
    """An option that takes a time from today on."""
    return typer.Option(name, metavar="PERIOD", parser=parse_period, help=said)


AsAt = Annotated[dt.date | None, day_option("--as-at", "As it stood on this day (YYYY-MM-DD).")]
KnownOn = Annotated[
    dt.date | None, day_option("--known-on", "As it was recorded by this day (YYYY-MM-DD).")
]
Force = Annotated[
    str | None, typer.Option("--force", help="Only this force, where the database holds several.")
]
PaperSize = Annotated[
    Paper | None,
    typer.Option(
        "--paper", metavar="SIZE", parser=word_of(Paper, "--paper"), help="xlsx: printed on a4 or a3."
    ),
]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to a file; its suffix gives the format.")
]
Everything = Annotated[bool, typer.Option("--all", help="Show every row on a terminal.")]

By = Annotated[str | None, text_option("--by", "The post that says so (HMIC_BY).", metavar="POST")]
Within = Annotated[Period | None, period_option("--within", "Add what falls due soon: 30d, 6w or 3m.")]
Far = Annotated[bool, typer.Option("--far", help="A date more than ten years ahead is meant.")]

deadline_number = number_of("a deadline", "hmic show lists them, each with its number")

DeadlineNumber = Annotated[
    int | None,
    typer.Option(
        "--deadline",
        metavar="NUMBER",
        parser=deadline_number,
        help="Which one, by its number.",
    ),
]

_Db = Annotated[
    Path | None, typer.Option("--db", help="The database (HMIC_DB; default recommendations.db).")
]
_Register = Annotated[
    Path | None,
    typer.Option("--register", help="The register (HMIC_REGISTER; data/recommendations.yaml)."),
]
_Color = Annotated[
    Color,
    typer.Option(
        "--color", metavar="WHEN", parser=word_of(Color, "--color"), help="auto, always or never."
    ),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say less on stderr.")]
_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]
_Debug = Annotated[bool, typer.Option("--debug", help="Show what a bug leaves behind.")]

_COMMON: dict[str, tuple[Any, Any]] = {
    "db": (_Db, None),
    "register": (_Register, None),
    "color": (_Color, Color.AUTO),
    "quiet": (_Quiet, False),
    "verbose": (_Verbose, False),
    "debug": (_Debug, False),
}
COMMON = frozenset(_COMMON)
"""What every command takes, by the names of the parameters."""


def in_words(formats: Iterable[Format]) -> str:
    """Formats for a sentence, in the order in which they are always named."""
    *most, last = [form.value for form in Format if form in set(formats)]
    return f"{', '.join(most)} or {last}" if most else last


def shared(*, dated: bool, forces: bool, formats: frozenset[Format]) -> list[inspect.Parameter]:
    """The parameters that a command gets beside its own."""
    wanted: dict[str, tuple[Any, Any]] = {}
    if forces:
        wanted["force"] = (Force, None)
    if dated:
        wanted |= {"as_at": (AsAt, None), "known_on": (KnownOn, None)}
    if formats:
        parser = word_of(Format, "--format")
        option = typer.Option(
            "--format", "-f", metavar="FORMAT", parser=parser, help=f"{in_words(formats)}."
        )
        wanted |= {"form": (Annotated[Format | None, option], None), "output": (OutputFile, None)}
        if Format.XLSX in formats:
            wanted["paper"] = (PaperSize, None)
        wanted["everything"] = (Everything, False)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, annotation=annotation, default=default)
        for name, (annotation, default) in {**wanted, **_COMMON}.items()
    ]
