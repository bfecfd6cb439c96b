"""The options that commands share, and what a command's body works with."""

from __future__ import annotations

import datetime as dt
import inspect
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import typer

from hmic.cli.options import common, forcing, reporting
from hmic.cli.world import World
from hmic.config import Settings, settings
from hmic.errors import HmicError, UsageError, did_you_mean
from hmic.render import BINARY, SUFFIXES, Format, Paper, render, render_binary

if TYPE_CHECKING:
    import sqlite3

    from hmic.render.working import Working
    from hmic.reports.value import Report

LONG = 2.0
"""Seconds after which a person wants to know how long something took."""

SCREENFUL = 50
"""How many rows a terminal is shown at once; --all shows the rest."""


class Color(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def command(
    *, reports: bool = False, forces: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options; its body gets a `Run` in their place.

    With `reports` it also takes the options of a report: date, format, output; with `forces`, --force.
    """

    def wrap(body: Callable[..., Any]) -> Callable[..., Any]:
        own = list(inspect.signature(body).parameters.values())[1:]
        shared = list(inspect.signature(common).parameters.values())
        if reports:
            shared = [*inspect.signature(reporting).parameters.values(), *shared]
        if forces:
            shared = [*inspect.signature(forcing).parameters.values(), *shared]
        names = [parameter.name for parameter in shared]

        def run(ctx: typer.Context, **given: Any) -> Any:
            values = {name: given.pop(name) for name in names}
            this = Run(ctx.obj, values)
            try:
                return body(this, **given)
            finally:
                this.say_how_long()

        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        keywords = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *shared)]
        hints = get_type_hints(body, include_extras=True)
        keywords = [p.replace(annotation=hints.get(p.name, p.annotation)) for p in keywords]
        signature = inspect.Signature([context.replace(annotation=typer.Context), *keywords])
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
        run.__doc__ = body.__doc__
        run.__name__ = body.__name__
        return run

    return wrap


def parse_day(text: str, option: str) -> dt.date:
    """A date as typed on the command line."""
    try:
        if len(text) != len("2015-04-01"):
            raise ValueError  # noqa: TRY301 - one message for every slip
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a date, for {option}"
        raise UsageError(message, hint="write it as YYYY-MM-DD, such as 2015-04-01") from None


def one_of(word: str, valid: type[StrEnum], option: str) -> Any:
    """A word of a list, however it is spelt; an error that names the nearest one."""
    plain = word.strip().lower().replace("-", " ").replace("_", " ")
    for value in valid:
        if value.value.replace("-", " ").replace("_", " ") == plain:
            return value
    message = f"{word!r} is not a valid {option}"
    raise UsageError(message, hint=did_you_mean(word, [v.value for v in valid]))


class Run:
    """One run of a command: its world, settings and shared options."""

    def __init__(self, world: World, given: dict[str, Any]) -> None:
        """Check the shared options and bring them together; `given` are those of the command line."""
        self.world = world
        self._began = time.monotonic()
        self.settings: Settings = settings(world.folder, world.environ)
        self.given_db: Path | None = given["db"]
        self.given_register: Path | None = given["register"]
        self.color: Color = one_of(given["color"], Color, "--color")
        self.quiet: bool = given["quiet"]
        self.verbose: bool = given["verbose"]
        self.as_at_text: str | None = given.get("as_at")
        self.known_on_text: str | None = given.get("known_on")
        self.output: Path | None = given.get("output")
        self.given_force: str | None = given.get("force")
        self.force: str | None = None
        """The force that --force means, once the database is open."""
        self.everything: bool = given.get("everything", False)
        self.paper: Paper = one_of(given.get("paper", "a4"), Paper, "--paper")
        form = given.get("form")
        self.form: Format | None = one_of(form, Format, "--format") if form else None

    @property
    def db(self) -> Path:
        """The database's path."""
        return self.given_db or self.settings.db

    @property
    def register(self) -> Path:
        """The register's path."""
        return self.given_register or self.settings.register

    @property
    def as_at(self) -> dt.date:
        """The day as at which to report."""
        if self.as_at_text is None:
            return self.world.today()
        return parse_day(self.as_at_text, "--as-at")

    @property
    def until(self) -> str:
        """The last publication day of what is seen: everything loaded, unless --as-at was given."""
        return self.as_at.isoformat() if self.as_at_text is not None else "~"

    def reading(self) -> sqlite3.Connection:
        """The database, seen as at the wanted day."""
        from hmic.store.connection import open_reading

        day = self.as_at
        if self.as_at_text is not None or self.known_on_text is not None:
            return self.reading_as_at(day)
        return self.narrowed(open_reading(self.db))

    def narrowed(self, con: sqlite3.Connection) -> sqlite3.Connection:
        """The database, once it is known which force --force means."""
        if self.given_force is not None:
            from hmic.store.queries.names import find_force

            self.force = find_force(con, self.given_force)
        return con

    def forces(self, con: sqlite3.Connection) -> list[str]:
        """The forces of which is reported."""
        from hmic.store.queries import names

        return [self.force] if self.force is not None else names.forces(con)

    def reading_all(self) -> sqlite3.Connection:
        """The database for what reads the whole register: with --force, only that force's rows."""
        return self._cut_down(self.reading())

    def reading_all_as_at(self, day: dt.date) -> sqlite3.Connection:
        """The same, seen as at a day."""
        return self._cut_down(self.reading_as_at(day))

    def _cut_down(self, con: sqlite3.Connection) -> sqlite3.Connection:
        if self.force is not None:
            from hmic.store.narrow import to_force

            to_force(con, self.force)
        return con

    def reading_as_at(self, day: dt.date) -> sqlite3.Connection:
        """The database, seen as at a day."""
        from hmic.store.connection import open_reading
        from hmic.store.standings import as_at

        con = self.narrowed(open_reading(self.db))
        if self.known_on_text is not None:
            from hmic.store.past import register_known_on

            register_known_on(con, self.known_on)
        # Without --as-at everything that was known is seen, whenever it was published.
        seen = day if self.as_at_text is not None or day < self.world.today() else dt.date.max
        as_at(con, seen, self.known_on)
        return con

    @property
    def known_on(self) -> dt.date | None:
        """The day by which what is taken into account had been recorded; None for everything."""
        return parse_day(self.known_on_text, "--known-on") if self.known_on_text is not None else None

    @property
    def known_until(self) -> str:
        """The last moment of --known-on, as moments sort; after every moment without it."""
        return f"{self.known_on.isoformat()}~" if self.known_on else "~"

    def say(self, text: str) -> None:
        """Something about the run, on stderr, unless --quiet."""
        if not self.quiet:
            self.world.stderr.write(text + "\n")

    @property
    def colored(self) -> bool:
        """Whether what goes to stdout is coloured."""
        if self.color is not Color.AUTO:
            return self.color is Color.ALWAYS
        if self.world.environ.get("NO_COLOR") or self.world.environ.get("TERM") == "dumb":
            return False
        return self.world.on_terminal

    def format_for_output(self) -> Format:
        """--format, else what the file's suffix says, else a table on a terminal and plain in a pipe."""
        if self.form is not None:
            return self.form
        if self.output is not None and str(self.output) != "-":
            suffix = self.output.suffix.lower()
            if suffix in SUFFIXES:
                return SUFFIXES[suffix]
            message = f"the format cannot be told from the name {self.output}"
            raise UsageError(message, hint=f"end it in {', '.join(SUFFIXES)}, or give -f")
        return Format.TABLE if self.world.on_terminal else Format.PLAIN

    def show(self, report: Report, *, bom: bool = False) -> None:
        """Write a report where it is wanted."""
        form = self.format_for_output()
        to_file = self.output is not None and str(self.output) != "-"
        if form in BINARY:
            self._show_binary(report, form)
            return
        if form is Format.CSV:
            self._show_csv(report, bom=bom)
            return
        text = render(
            report,
            form,
            width=self.world.width if not to_file else 100,
            color=self.colored and not to_file,
            limit=SCREENFUL if self.world.on_terminal and not self.everything else None,
        )
        if to_file and self.output is not None:
            from hmic.cli.files import write_aside

            write_aside(self.output, text, never=(self.db, self.register, self.settings.file))
            self.say(f"wrote {self.output}")
        else:
            self.world.stdout.write(text)

    def _show_csv(self, report: Report, *, bom: bool) -> None:
        """Write a table row by row, so that a country's needs no more memory than its rows."""
        from hmic.render import csvtext

        if self.output is None or str(self.output) == "-":
            csvtext.write(report, self.world.stdout, bom=bom)
            return
        from hmic.cli.files import write_aside

        never = (self.db, self.register, self.settings.file)
        write_aside(self.output, lambda file: csvtext.write(report, file, bom=bom), never=never)
        self.say(f"wrote {self.output}")

    def _show_binary(self, report: Report, form: Format) -> None:
        """Write what is no text into a file or a pipe; a terminal is spared."""
        to_file = self.output is not None and str(self.output) != "-"
        pipe = getattr(self.world.stdout, "buffer", None)
        if not to_file and (self.world.on_terminal or pipe is None):
            message = f"{form} is not for a terminal"
            raise UsageError(message, hint=f"write it into a file: -o FILE.{form}")
        data = render_binary(report, form, paper=self.paper)
        if to_file and self.output is not None:
            from hmic.cli.files import write_aside

            write_aside(self.output, data, never=(self.db, self.register, self.settings.file))
            self.say(f"wrote {self.output}")
        elif pipe is not None:
            pipe.write(data)

    def working(self) -> Working:
        """Tells on a terminal's stderr how far long work is."""
        from hmic.render.working import Working

        return Working(self.world.stderr, shown=self.world.stderr.isatty() and not self.quiet)

    def say_how_long(self) -> None:
        """How long the run took, on a terminal, when that was long."""
        took = time.monotonic() - self._began
        if took > LONG and self.world.stderr.isatty():
            self.say(f"took {took:.0f} seconds")

    def tell(self, text: str) -> None:
        """What was recorded, on stdout; when that cannot be written, the record stands all the same."""
        try:
            self.world.stdout.write(text + "\n")
            self.world.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            message = f"{text}: this is recorded, though it could not be written to the output"
            raise HmicError(message, hint="do not record it again; look with: hmic show") from error

    def exit(self, code: int) -> None:
        """End the command with an exit code."""
        raise typer.Exit(code)
