"""What a command's body works with: everything that was asked for, parsed before any work."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_type_hints

import typer

from hmic.cli.options import COMMON, shared
from hmic.cli.output import Offer, Output
from hmic.cli.world import World
from hmic.config import Settings, settings
from hmic.errors import HmicError, NotFoundError, UsageError
from hmic.plaintext import shown
from hmic.render.formats import Format
from hmic.render.terminal_colours import colored
from hmic.words import count, day_here, end_of, long_day

if TYPE_CHECKING:
    import sqlite3

    from hmic.render.working import Working
    from hmic.reports.report_value import AnyReport

LONG = 2.0
"""Seconds after which a person wants to know how long something took."""

READING = ("as_at", "known_on", "fresh", "force", "form", "output", "paper", "everything")
"""The parameters that every report over several forces takes, beside its own."""

Fits = Callable[[Mapping[str, Any]], Offer]
"""The formats a command can write, where they depend on its other options."""


_ALL = "all"
"""What --force takes to mean every force, where the settings name one."""

DATABASE, REGISTER = "db", "register"
"""The files that a command can work with, by the names of their options."""


def command(
    *examples: str,
    dated: bool = False,
    forces: bool = False,
    offer: Offer | None = None,
    fits: Fits | None = None,
    files: Iterable[str] = (DATABASE,),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the common options; its body gets a `Run` in their place.

    Its help begins with the `examples`, which leave out `hmic`; tests run them. A `dated` command takes
    --as-at and --known-on, and with `forces` it takes --force. What it can write is its `offer`, which its
    help names; `fits` narrows that to what was asked for. `files` says whether its help names --db and
    --register.
    """

    def wrap(body: Callable[..., Any]) -> Callable[..., Any]:
        own = list(inspect.signature(body).parameters.values())[1:]
        formats = offer.formats if offer is not None else frozenset()
        beside = shared(
            dated=dated,
            forces=forces,
            formats=formats,
            remark=offer.remark if offer is not None else "",
            files=frozenset(files),
        )
        names = [parameter.name for parameter in beside]

        def run(ctx: typer.Context, **given: Any) -> Any:
            given, unclear = _dates(ctx.obj, given)
            common = {name: given.pop(name) for name in names}
            this = Run(ctx, common, fits(given) if fits else offer, _paths(given.values()))
            for remark in unclear:
                this.say(remark)
            try:
                return body(this, **given)
            except NotFoundError as error:
                if this.unknown is None:
                    raise
                raise NotFoundError(this.unknown, hint="give a later --known-on") from error
            finally:
                this.say_how_long()

        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        keywords = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *beside)]
        hints = get_type_hints(body, include_extras=True)
        keywords = [p.replace(annotation=hints.get(p.name, p.annotation)) for p in keywords]
        signature = inspect.Signature([context.replace(annotation=typer.Context), *keywords])
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in signature.parameters.values()}
        run.__doc__ = body.__doc__
        run.__name__, run.__module__ = body.__name__, body.__module__
        run.examples = examples  # type: ignore[attr-defined]
        return run

    return wrap


def _dates(world: World, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The parameters with dates for what was typed, and what to say of those with two orders."""
    if "hmic.cli.typed_days" not in sys.modules:  # no date was typed
        return dict(given), []
    from hmic.cli.typed_days import meant

    return meant(given, world.today())


def _paths(given: Iterable[Any]) -> Iterator[Path]:
    """The paths among the values of options and arguments."""
    for value in given:
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Path))


class Run:
    """One run of a command: its world and settings, and the shared options as values."""

    def __init__(
        self, ctx: typer.Context, given: Mapping[str, Any], offer: Offer | None, read: Iterable[Path] = ()
    ) -> None:
        """Bring together what was `given`; what cannot be used is refused here.

        `read` are the other paths on the command line.
        """
        self.world: World = ctx.obj
        self._ctx = ctx
        self._began = time.monotonic()
        self.settings: Settings = settings(self.world.folder, self.world.environ)
        self.db: Path = given["db"] or self.settings.db
        self.register: Path = given["register"] or self.settings.register
        self.quiet: bool = given["quiet"]
        self.verbose: bool = given["verbose"]
        self.as_at_given: dt.date | None = given.get("as_at")
        """The day of --as-at; None without it."""
        self.as_at: dt.date = self.as_at_given or self.world.today()
        """The day as at which to report."""
        self.known_on: dt.date | None = given.get("known_on")
        """The day by which what is taken into account had been recorded; None for everything."""
        self.fresh: bool = given.get("fresh") or False
        """Whether a joined database is brought up to date before it is read."""
        self.unknown: str | None = None
        """Says that nothing had been loaded by --known-on, once the database is open."""
        self.given_force = self._wanted_force(given)
        self._age_said = False
        self.force: str | None = None
        """The force that --force means, once the database is open."""
        self._output = self._wanted(given, offer, read) if offer is not None else None

    def _wanted_force(self, given: Mapping[str, Any]) -> str | None:
        """What --force says, else the settings; None where a command takes none, and for `all`."""
        force = (given["force"] or self.settings.force) if "force" in given else None
        return None if force is not None and force.strip().lower() == _ALL else force

    def _wanted(self, given: Mapping[str, Any], offer: Offer, read: Iterable[Path]) -> Output:
        never = (*self.never_written, *read)
        able = self.world.on_terminal and self.world.shows_escape_codes
        color = colored(given["color"], self.world.environ, able=able)
        return offer.wanted(given, world=self.world, color=color, never=never, say=self.say)

    @property
    def output(self) -> Output:
        """Where the result goes; only for a command that has an offer."""
        assert self._output is not None  # noqa: S101 - a slip in the program
        return self._output

    @property
    def never_written(self) -> tuple[Path | None, ...]:
        """Files that no result is ever written over; the database first."""
        mail = self.settings.mail
        return (self.db, self.register, self.settings.file, mail.password_file, mail.ca_file)

    def takes_only(self, asked: str, *names: str) -> None:
        """Refuse every option given beside `names`: with what was `asked` it would mean nothing."""
        for parameter in self._ctx.command.params:
            name = str(parameter.name)
            if name in names or name in COMMON:
                continue
            source = self._ctx.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE":
                option = parameter.opts[0] if parameter.opts[0].startswith("-") else name.upper()
                message = f"{asked} does not take {option}"
                raise UsageError(message, hint=f"leave it out; see {self._ctx.command_path} --help")

    @property
    def whole(self) -> Any:
        """The program with all its commands."""
        return self._ctx.find_root().command

    def reading(self, day: dt.date | None = None) -> sqlite3.Connection:
        """The database as it is to be seen, or as at another day."""
        con = self.reading_all_forces(day)
        self.narrow(con)
        return con

    def reading_all_forces(self, day: dt.date | None = None) -> sqlite3.Connection:
        """The same for every force; names that were typed are looked up among all, then it is narrowed."""
        from hmic.store.connection import open_reading

        if self.fresh:
            from hmic.cli.at_hub import sync

            self.fresh = False
            sync(self)
        con = open_reading(self.db)
        self._say_how_old(con)
        self._find_force(con)
        if day is not None or self.as_at_given is not None or self.known_on is not None:
            self._see(con, day or self.as_at)
        return con

    def _say_how_old(self, con: sqlite3.Connection) -> None:
        """Say how old a copy of the hub's is when that is more than a day, and what is not shared yet."""
        from hmic.store.hub_state import age, joined

        state = None if self._age_said else joined(con)
        self._age_said = True
        if state is not None:
            for remark in age(con, state, self.world.clock()):
                self.say(remark)

    def _find_force(self, con: sqlite3.Connection) -> None:
        if self.given_force is not None:
            from hmic.store.queries.names import find_force

            try:
                self.force = find_force(con, self.given_force)
            except NotFoundError as error:
                if self.given_force == self.settings.force:
                    error.message += " (from HMIC_FORCE or the setting force of hmic.toml)"
                raise

    def _see(self, con: sqlite3.Connection, day: dt.date) -> None:
        """Let a connection see the register and the journal as at a day, and as known on --known-on."""
        from hmic.store.view import see

        moment = None
        if self.known_on is not None:
            from hmic.store.earlier_register import first_loaded

            moment = end_of(self.known_on)
            first = first_loaded(con, self.force)
            if first is None or first >= moment:
                since = f": the register was first loaded on {long_day(day_here(first))}" if first else ""
                self.unknown = f"Nothing was recorded by {long_day(self.known_on)}{since}"
        # What is loaded is published by now, though of a month or a year alone the last day may be to come.
        see(con, day if day < self.world.today() else None, moment)

    def narrow(self, con: sqlite3.Connection) -> None:
        """Let a connection see the force of --force only."""
        self._find_force(con)
        if self.force is not None:
            from hmic.store.view import only

            only(con, self.force)

    def forces(self, con: sqlite3.Connection) -> list[str]:
        """The forces in the report."""
        from hmic.store.queries import names

        return [self.force] if self.force is not None else names.forces(con)

    def say(self, text: str) -> None:
        """Print a message about the run on stderr, unless --quiet."""
        if not self.quiet:
            self.world.stderr.write(f"{shown(text)}\n")

    def put(self, text: str) -> None:
        """Print sentences on stdout; a file's name in them can do nothing to a terminal."""
        self.world.stdout.write(shown(text))

    def show(self, report: AnyReport, *, bom: bool = False) -> None:
        """Write a report where it is wanted; where nothing had been loaded by then, that is the answer."""
        report = report._replace(known_on=self.known_on)
        if self.unknown is not None:
            report = report.of_nothing(self.unknown)
            if self.output.form not in {Format.TABLE, Format.MARKDOWN}:
                self.say(self.unknown)
        self.output.show(report, bom=bom)

    def working(self) -> Working:
        """Show progress of long work on stderr, on a terminal."""
        from hmic.render.working import Working

        return Working(self.world.stderr, shown=self.world.stderr.isatty() and not self.quiet)

    def say_how_long(self) -> None:
        """Say how long the run took, on a terminal, if it was long."""
        took = time.monotonic() - self._began
        if took > LONG and self.world.stderr.isatty():
            self.say(f"took {count(round(took), 'second')}")

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Leave the time out in which a person thinks about an answer."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - began

    def print_recorded(self, text: str) -> None:
        """Print what was recorded. If that cannot be printed, the error says that it is recorded."""
        with self.done(f"{text}: this is recorded", "do not record it again; check with: hmic show"):
            self.put(f"{text}\n")

    @contextmanager
    def done(self, what: str, hint: str) -> Iterator[None]:
        """Print the result of finished work. If that fails, the error says that the work is done."""
        try:
            yield
            self.world.stdout.flush()
        except BrokenPipeError:
            raise
        except (OSError, HmicError) as error:
            message = f"{what}, but it could not be written to the output"
            raise HmicError(message, hint=hint) from error

    def exit(self, code: int) -> NoReturn:
        """End the command with one of `exit_codes`."""
        raise typer.Exit(code)
