"""Where a result goes and in which format: decided before any work, so that no work is wasted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hmic.cli.options import in_words
from hmic.errors import UsageError
from hmic.render import render
from hmic.render.formats import BINARY, SUFFIXES, Format, Look, PaperSize

if TYPE_CHECKING:
    from hmic.cli.world import World
    from hmic.render.formats import Content
    from hmic.reports.report_value import AnyReport

SCREENFUL = 50
"""How many rows a terminal is shown at once; --all shows the rest."""

FILE_WIDTH = 100
"""Columns of a table in a file."""


class Output(NamedTuple):
    """A file, a pipe or a terminal, and the format that goes into it."""

    world: World
    path: Path | None
    """The file; None for stdout."""
    form: Format
    paper: PaperSize
    everything: bool
    """Whether a terminal is shown every row."""
    color: bool
    never: tuple[Path | None, ...]
    """Files that are never written over."""
    say: Callable[[str], None]
    """Called with a sentence that says where the result went."""

    def show(self, report: AnyReport, *, bom: bool = False) -> None:
        """Write a report; `bom` marks CSV for Excel."""
        to_file = self.path is not None
        look = Look(
            width=FILE_WIDTH if to_file else self.world.width,
            color=self.color and not to_file,
            limit=SCREENFUL if self.world.on_terminal and not self.everything else None,
            bom=bom,
            guarded=to_file,
            paper=self.paper,
        )
        self.write(render(report, self.form, look))

    def write(self, content: Content, remark: str = "") -> None:
        """Write text or bytes unchanged; `remark` follows the name of the file in the message."""
        if self.path is not None:
            from hmic.cli.whole_files import write_aside

            write_aside(self.path, content, never=self.never)
            self.say(f"wrote {self.path}{remark}")
        elif isinstance(content, str):
            self.world.stdout.write(content)
        elif isinstance(content, bytes):
            self.world.stdout.buffer.write(content)
        else:
            content(self.world.stdout)


class Offer(NamedTuple):
    """What a command can write: its formats, and the one that goes into a pipe."""

    formats: frozenset[Format]
    piped: Format = Format.PLAIN
    remark: str = ""
    """For the help: which format is only for a part of the command."""

    def wanted(
        self,
        given: Mapping[str, Any],
        *,
        world: World,
        color: bool,
        never: tuple[Path | None, ...],
        say: Callable[[str], None],
    ) -> Output:
        """What the options ask for, once all that can be known to fail has been refused."""
        path: Path | None = given.get("output")
        path = None if path is None or str(path) == "-" else path
        form = self._format(given.get("form"), path, world)
        paper: PaperSize | None = given.get("paper")
        if paper is not None and form is not Format.XLSX:
            message = f"--paper is for a workbook, but this is {form}"
            raise UsageError(message, hint="leave the option out, or add -f xlsx")
        if path is not None:
            from hmic.cli.whole_files import check_place

            check_place(path, never)
        elif form in BINARY and (world.on_terminal or getattr(world.stdout, "buffer", None) is None):
            message = f"{form} cannot be shown on a terminal"
            raise UsageError(message, hint=f"write it to a file: -o FILE.{form}")
        everything: bool = given.get("everything", False)
        return Output(world, path, form, paper or PaperSize.A4, everything, color, never, say)

    def _format(self, given: Format | None, path: Path | None, world: World) -> Format:
        """--format, else what the file's suffix says, else a table on a terminal and plain in a pipe."""
        form = given
        if form is None and len(self.formats) == 1:
            return next(iter(self.formats))
        if form is None and path is not None:
            form = SUFFIXES.get(path.suffix.lower())
            if form is None:
                ends = ", ".join(suffix for suffix, form in SUFFIXES.items() if form in self.formats)
                message = f"the name {path} does not say which format to write"
                raise UsageError(message, hint=f"end the name in {ends}, or add -f FORMAT")
        if form is None:
            return Format.TABLE if world.on_terminal and Format.TABLE in self.formats else self.piped
        if form not in self.formats:
            message = f"this cannot be written as {form}"
            here = f"it can be {in_words(self.formats)}"
            raise UsageError(message, hint=f"{here}; {form} is for: {form.only}" if form.only else here)
        return form


TABLES = Offer(frozenset(form for form in Format if not form.only))
"""The formats of nearly every report."""
TEXTS = Offer(TABLES.formats - {Format.XLSX})
"""Reports about a run, which need no workbook."""
