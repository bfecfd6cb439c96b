"""The options that commands share, as typer reads them."""

# No postponed annotations here: typer needs the objects, and evaluating texts would cost every start.
from pathlib import Path
from typing import Annotated

import typer


def common(
    db: Annotated[
        Path | None,
        typer.Option("--db", help="The database (HMIC_DB; default recommendations.db)."),
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option("--register", help="The register (HMIC_REGISTER; data/recommendations.yaml)."),
    ] = None,
    color: Annotated[str, typer.Option("--color", help="auto, always or never.")] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say less on stderr.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show what a bug leaves behind.")] = False,
) -> None:
    """What every command takes."""


def reporting(
    as_at: Annotated[
        str | None, typer.Option("--as-at", help="As it stood on this day (YYYY-MM-DD).")
    ] = None,
    known_on: Annotated[
        str | None, typer.Option("--known-on", help="As it was recorded by this day (YYYY-MM-DD).")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="table, plain, csv, json, md, html, xlsx or ics.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to a file; its suffix gives the format."),
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help="xlsx: printed on a4 or a3.")] = "a4",
    everything: Annotated[bool, typer.Option("--all", help="Show every row on a terminal.")] = False,
) -> None:
    """What every report takes."""


def forcing(
    force: Annotated[
        str | None, typer.Option("--force", help="Only this force, where the database holds several.")
    ] = None,
) -> None:
    """What a report over several forces takes."""
