"""The list of commands, and one run of the program with its exit code."""

from __future__ import annotations

import keyword
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmic.cli.exit_codes import DONE, FAILED, INTERRUPTED
from hmic.cli.help import HelpfulCommand, HelpfulGroup, write_examples, write_list, write_purpose
from hmic.cli.world import World
from hmic.errors import HmicError, InterruptionError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

GROUPS = {
    "Register": {
        "init": "Start an empty register, settings and schema in a folder",
        "draft": "Draft the findings of a published report, to review",
        "adopt": "Put a reviewed draft into the register",
        "add": "Add one finding, by questions or options",
        "check": "Find every problem in the register",
        "load": "Check the register, then load it into the database",
        "when": "Explain deadline words: the date and the rule",
    },
    "Report": {
        "overdue": "List what is overdue, and what is due soon",
        "list": "List findings, filtered and searched",
        "show": "Show everything about one finding",
        "changes": "Show how each thread changed between inspections",
        "grades": "Show each area's grade at each inspection",
        "summary": "Count findings by kind and status, and reconcile",
    },
    "Record": {
        "progress": "Record progress: a status, a note, evidence",
        "assign": "Assign a finding to a post",
        "target": "Set the force's own date for a finding",
        "extend": "Move a deadline to a later date, with the reason",
        "correct": "Withdraw a journal entry, with the reason",
    },
    "Send and export": {
        "mail": "Email the overdue report, and see what was sent",
        "board": "Write the board papers into a folder",
        "site": "Write everything as web pages into a folder",
        "export": "Export a table as CSV, or the journal",
        "import": "Merge another journal, or import a tracker",
    },
    "Together": {
        "hub": "Make a hub: one journal for many people, on PostgreSQL",
        "join": "Join a hub, with this database or a new copy",
        "sync": "Bring the database up to date with its hub",
        "leave": "Leave the hub and work alone",
    },
    "Keep safe": {
        "backup": "Copy the database, even while it is in use",
        "restore": "Restore a copy and keep the present file",
        "verify": "Check the database file and the journal",
        "completion": "Print the tab-completion script for a shell",
    },
}
"""Every command with what it does, in the order of the help; each has a module of its name."""

COMMANDS = {name: about for group in GROUPS.values() for name, about in group.items()}

EXAMPLES = (
    "overdue --within 30d",
    "show crime-2014-r2",
    'progress crime-2014-r2 --note "Review begun" --by "ACC Crime"',
)


def module_of(name: str) -> str:
    """The module of a command; a Python keyword gets an underscore."""
    return f"{name}_" if keyword.iskeyword(name) else name


class Commands(HelpfulGroup):
    """Import a command's module only when it is used."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """The commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - likewise
        """The command, or an error that names the nearest one."""
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        if cmd_name not in COMMANDS:
            hint = did_you_mean(cmd_name, COMMANDS)
            message = f"there is no command {cmd_name!r}"
            raise HmicError(message, hint=hint or "see them all with: hmic --help")
        module = import_module(f"hmic.cli.commands.{module_of(cmd_name)}")
        command = typer.main.get_command(_app_of(cmd_name, module))
        command.name = cmd_name
        if isinstance(command, HelpfulGroup):
            command.examples = module.EXAMPLES
        self.commands[cmd_name] = command
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The commands in groups. None of them is imported for that."""
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS]")
        formatter.write("\n")
        write_purpose(formatter, self.help)
        write_examples(formatter, EXAMPLES)
        formatter.write("Help on a command: hmic COMMAND --help\n")
        for group, commands in GROUPS.items():
            write_list(formatter, group, list(commands.items()))
        records = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
        write_list(formatter, "Options", [record for record in records if record])


_PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None}
_HELP = {"help_option_names": ["-h", "--help"]}


def _app_of(name: str, module: ModuleType) -> typer.Typer:
    """A command, or a group of them where its module has EXAMPLES of the whole."""
    group: dict[str, Any] = {}
    if hasattr(module, "EXAMPLES"):
        group = {"cls": HelpfulGroup, "no_args_is_help": True, "help": f"{COMMANDS[name]}."}
    app = typer.Typer(context_settings=_HELP, **_PLAIN, **group)
    for body in vars(module).values():
        if hasattr(body, "examples") and body.__module__ == module.__name__:
            app.command(cls=HelpfulCommand)(body)
    return app


app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
    **_PLAIN,
)


def _version(value: bool) -> None:  # noqa: FBT001 - the library calls it so
    if value:
        from hmic import __version__
        from hmic.built_commit import commit

        here = commit()
        typer.echo(f"hmic {__version__}{f' ({here})' if here else ''}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Show the version, and the commit of a checkout.",
        ),
    ] = False,
) -> None:
    """Keep track of what police inspections asked for, by when, and what has been done."""
    if not version and ctx.invoked_subcommand is None:
        from hmic.cli.at_a_glance import show_at_a_glance

        show_at_a_glance(ctx)


def run(argv: Sequence[str] | None = None, world: World | None = None) -> int:
    """Run one command line. Output goes to the world's streams; returns the exit code."""
    world = world or World.real()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _dispatch(arguments, world)
        world.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
        return DONE
    except OSError:  # `_dispatch` has said so
        _silence_stdout()
        return FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except InterruptionError as interruption:
        _say_interrupted(world, str(interruption))
        return INTERRUPTED
    if code == INTERRUPTED:
        _say_interrupted(world, "nothing was left half done")
    return code


def _dispatch(arguments: list[str], world: World) -> int:
    try:
        code = app(args=arguments, standalone_mode=False, prog_name="hmic", obj=world)
        world.stdout.flush()
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except BrokenPipeError:
        raise
    except SystemExit as end:  # the library's answer to a closed pipe
        raise BrokenPipeError from end
    except Exception as error:  # noqa: BLE001 - a bug ends in a sentence, not a traceback
        from hmic.cli.error_messages import say_what_failed

        return say_what_failed(world, arguments, error, COMMANDS)
    return code if isinstance(code, int) else DONE


def _say_interrupted(world: World, what: str) -> None:
    """What became of the work; on a terminal below the line with the question and ^C."""
    world.stderr.write(f"{chr(10) if world.stderr.isatty() else ''}interrupted: {what}\n")


def _silence_stdout() -> None:
    """Keep the interpreter from reporting, when it exits, what could not be written: hmic has."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass
