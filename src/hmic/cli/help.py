"""The help of every command: examples first, then what it does and what it takes."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from hmic.cli.options import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = tuple[str, str]


class HelpfulCommand(TyperCommand):
    """A command whose help begins with its examples."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write examples, purpose, usage, arguments and options, in this order."""
        write_examples(formatter, getattr(self.callback, "examples", ()))
        write_purpose(formatter, self.help)
        self.format_usage(ctx, formatter)
        arguments: list[Row] = []
        own: list[Row] = []
        shared: list[Row] = []
        for parameter in self.get_params(ctx):
            if parameter.param_type_name == "argument":
                arguments.append((str(parameter.metavar), str(getattr(parameter, "help", "") or "")))
            elif record := parameter.get_help_record(ctx):
                common = parameter.name in COMMON or parameter.name == "help"
                (shared if common else own).append(record)
        write_list(formatter, "Arguments", arguments)
        write_list(formatter, "Options", own)
        write_list(formatter, "Options of every command", shared)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The arguments by their names, those that may be left out in brackets, then the options."""
        arguments = [p for p in self.get_params(ctx) if p.param_type_name == "argument"]
        names = [f"{p.metavar}{'...' if p.nargs != 1 else ''}" for p in arguments]
        pieces = [name if p.required else f"[{name}]" for name, p in zip(names, arguments, strict=True)]
        return [*pieces, "[OPTIONS]"]


class HelpfulGroup(TyperGroup):
    """A command with subcommands, such as `hmic mail`."""

    examples: tuple[str, ...] = ()

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write examples, purpose, usage, commands and options, in this order."""
        write_examples(formatter, self.examples)
        write_purpose(formatter, self.help)
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS]")
        self.format_commands(ctx, formatter)
        records = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
        write_list(formatter, "Options", [record for record in records if record])


def write_examples(formatter: Any, examples: Iterable[str]) -> None:
    """Write command lines that can be typed as they are."""
    lines = [f"  hmic {example}\n" for example in examples]
    if lines:
        formatter.write(f"Example{'s' if len(lines) > 1 else ''}:\n")
        formatter.write("".join(lines))
        formatter.write("\n")


def write_purpose(formatter: Any, text: str | None) -> None:
    """Write what a command does."""
    if text:
        formatter.write_text(inspect.cleandoc(text))
        formatter.write("\n")


def write_list(formatter: Any, heading: str, rows: list[Row]) -> None:
    """Write names and what they mean, in two columns."""
    if rows:
        with formatter.section(heading):
            formatter.write_dl(rows)
