"""What holds for every command: help, slips of the hand, streams, colours, bugs, closed pipes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hmic.cli.main import COMMANDS
from tests.conftest import REAL_REGISTER, Said, Talk
from tests.registers import TWO_REPORTS


def test_help_names_every_command(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    talk("--help").ok()
    told = capsys.readouterr().out
    for name in COMMANDS:
        assert f"  {name} " in told


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(talk: Talk, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    talk(name, "--help").ok()
    assert "Usage: hmic" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("overdu",), "there is no command 'overdu'\n      did you mean overdue?"),
        (("overdue", "--asat", "2015-04-01"), "there is no option --asat\n      did you mean --as-at?"),
        (("show",), "the argument FINDING is missing"),
        (("overdue", "-f", "cvs"), "'cvs' is not a valid --format\n      did you mean csv?"),
        (("overdue", "--color", "blue"), "'blue' is not a valid --color"),
        (("list", "--as-at"), "requires an argument"),
    ],
)
def test_slips_are_answered_with_the_nearest_valid_word(
    two: Talk, args: tuple[str, ...], told: str
) -> None:
    said = two(*args)
    assert said.code == 2
    assert told in said.err
    assert said.out == ""


def test_colours_only_where_they_are_wanted(two: Talk) -> None:
    assert "\x1b[" in two("overdue", terminal=True, color=True).out
    assert "\x1b[" not in two("overdue", "-f", "table", color=True).out
    assert "\x1b[" in two("overdue", "-f", "table", "--color", "always").out
    assert "\x1b[" not in two("overdue", "--color", "never", terminal=True, color=True).out
    assert "\x1b[" not in two("overdue", terminal=True).out


def test_text_of_the_register_is_never_markup(talk: Talk) -> None:
    text = TWO_REPORTS.replace("Learn what works", '"[red]Learn[/red] [/x] :smile: [bold"')
    talk.loaded(text)
    for command in (("overdue",), ("show", "crime-2014-r1"), ("list",), ("changes",)):
        said = talk(*command, terminal=True, width=160).ok()
        assert "[red]Learn[/red] [/x] :smile: [bold" in said.out, command


def test_a_bug_is_one_sentence_and_a_log(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        message = "boom"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("hmic.store.queries.names.forces", broken)
    said = two("overdue")
    assert said.code == 2
    first, second = said.err.splitlines()
    assert first == "hmic: this is a bug in hmic (ZeroDivisionError: boom)"
    log = Path(second.split("the details are in ")[1].split(";")[0])
    assert "boom" in log.read_text()
    log.unlink()
    debug = two("overdue", "--debug")
    assert "Traceback" in debug.err


def test_settings_come_from_option_then_environment_then_file(two: Talk) -> None:
    (two.folder / "hmic.toml").write_text('db = "file.db"\n')
    assert "there is no database file.db" in two("overdue").err
    two.environ["HMIC_DB"] = "environment.db"
    assert "there is no database environment.db" in two("overdue").err
    assert "there is no database option.db" in two("overdue", "--db", "option.db").err
    two.environ.clear()
    (two.folder / "sub").mkdir()
    two.folder /= "sub"
    assert "file.db" in two("overdue").err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'bd = "x"',
            "there is no setting bd\n      valid: db, register, by, force, hub, mail, board, owners, evidence_mb",
        ),
        ("db = 1", "the setting db must be a text"),
        ("[mail]\nsmpt = 'x'", "there is no setting mail.smpt\n      did you mean smtp?"),
        ("[owners]\n'ACC Crime' = 3", "the address of 'ACC Crime' in [owners] must be a text"),
        ("db = ", "cannot be read"),
    ],
)
def test_settings_that_are_wrong(two: Talk, text: str, told: str) -> None:
    (two.folder / "hmic.toml").write_text(text)
    said = two("overdue")
    assert said.code == 2
    assert told in said.err


def test_init_makes_a_register_that_checks_and_never_overwrites(talk: Talk) -> None:
    said = talk("init", "new", "--force", 'Test"shire').ok()
    assert said.out.splitlines()[0] == "wrote new/data/recommendations.yaml"
    talk.folder /= "new"
    os.chdir(talk.folder)
    talk("check").ok()
    talk("load").ok()
    assert "Nothing is overdue." in talk("overdue", terminal=True).ok().out
    again = talk("init")
    assert again.code == 2
    assert "nothing was written" in again.err


def test_init_can_begin_with_the_register_that_comes_with_hmic(talk: Talk) -> None:
    said = talk("init", "demo", "--example").ok()
    assert "next, in the folder demo: hmic load" in said.err
    folder = talk.folder / "demo"
    assert (folder / "data" / "recommendations.yaml").read_bytes() == REAL_REGISTER.read_bytes()
    talk.folder = folder
    os.chdir(folder)
    talk("load").ok()
    assert "crime-2014-r2" in talk("overdue", "--as-at", "2015-04-01").ok().out
    again = talk("init", "--example")
    assert (again.code, "nothing was written" in again.err) == (2, True)


def test_the_example_has_its_own_force(talk: Talk) -> None:
    said = talk("init", "demo", "--example", "--force", "County Police")
    assert (said.code, "--example does not take --force" in said.err) == (2, True)
    assert not (talk.folder / "demo").exists()


def test_verify_finds_what_was_tampered_with(two: Talk) -> None:
    import sqlite3

    for note in ("one", "two", "three"):
        two("progress", "crime-2014-o1", "--note", note).ok()
    db = two.folder / "recommendations.db"
    con = sqlite3.connect(db)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute("UPDATE entry SET note = 'x' WHERE number = 2")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute("DELETE FROM entry")
    con.execute("DROP TRIGGER entry_is_not_changed")
    con.execute("UPDATE entry SET note = 'changed' WHERE number = 2")
    con.execute("UPDATE standing SET status = 'closed' WHERE finding = 'crime-2014-r1'")
    con.commit()
    con.close()
    said = two("verify")
    assert said.code == 1
    assert "the trigger entry_is_not_changed is missing" in said.out
    assert "entry 2 was changed after it was recorded" in said.out
    assert "the table standing does not agree with the journal for crime-2014-r1" in said.out


def test_verify_finds_what_was_removed(two: Talk) -> None:
    import sqlite3

    for note in ("one", "two", "three"):
        two("progress", "crime-2014-o1", "--note", note).ok()
    con = sqlite3.connect(two.folder / "recommendations.db")
    con.execute("DROP TRIGGER entry_is_not_removed")
    con.execute("DELETE FROM entry WHERE number = 2")
    con.commit()
    assert "entry 2 is missing" in two("verify").out
    con.execute("DELETE FROM entry WHERE number = 3")
    con.commit()
    con.close()
    assert "entries after 1 are missing: 3 were recorded" in two("verify").out


HMIC = [sys.executable, "-m", "hmic"]


def test_a_closed_pipe_is_no_failure(real_db: Path) -> None:
    shell = f"'{sys.executable}' -m hmic list --db '{real_db}' | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "0"
    assert done.stderr == ""


def test_an_interrupt_ends_with_130(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    talk.loaded(TWO_REPORTS)
    monkeypatch.setattr("hmic.store.queries.names.forces", interrupted)
    said = talk("overdue")
    assert said.code == 130
    assert said.err == "interrupted: nothing was left half done\n"
    assert talk("overdue", terminal=True).err == f"\n{said.err}", "below ^C and the question it answers"


def test_the_program_itself_runs(real_db: Path) -> None:
    done = subprocess.run(
        [*HMIC, "overdue", "--as-at", "2015-04-01", "--db", str(real_db)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("crime-2014-r2\trecommendation\t")
    version = subprocess.run([*HMIC, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("hmic 0.")
    bare = subprocess.run(HMIC, capture_output=True, text=True, check=True, cwd=real_db.parent)
    assert bare.stdout.startswith("Leicestershire Police, ")


@pytest.mark.parametrize(
    "command", [["overdue"], ["list"], ["summary"], ["changes"], ["show", "crime-2014-r2"], []]
)
def test_reading_commands_import_only_what_they_use(real_db: Path, command: list[str]) -> None:
    code = (
        f"import sys, json\nfrom hmic.__main__ import main\nsys.argv[1:] = {command!r}\ntry:\n    main()\n"
        "except SystemExit:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=real_db.parent
    )
    everything = json.loads(done.stderr.splitlines()[-1])
    modules = {name.split(".")[0] for name in everything}
    assert not modules & {"pydantic", "sqlite_utils", "rich", "yaml", "dateutil", "holidays", "click"}
    assert not modules & {"xlsxwriter", "icalendar", "docx", "jinja2", "secrets"}
    # What typer alone wants; what measures the coverage of tests imports much of it itself.
    unused = {"subprocess", "platform", "uuid", "gettext", "shellingham", "typer.completion"}
    assert "coverage" in modules or not unused & {*everything}
    if command == ["overdue"]:
        assert "hmic.model" not in everything
        # What measures the coverage of tests imports dataclasses itself.
        assert "coverage" in modules or "dataclasses" not in modules


def test_without_what_typer_does_not_need_everything_reads_the_same(
    two: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program leaves out modules that typer imports (`lean_typer.py`); a test's process has them all."""
    lines = ["--help", *(f"{name} --help" for name in COMMANDS), "mail statsu", "list --opne", "show"]
    lines += ["overdue --within never", "target crime-2014-r1", "export nothing"]
    code = (
        "import sys\nfrom hmic.__main__ import main\n"
        f"for line in {lines!r}:\n    sys.argv = ['hmic', *line.split()]\n    try:\n        main()\n"
        "    except SystemExit as end:\n        print(end.code, flush=True)\n"
        "assert all(type(module).__name__ != '_StandIn' for module in sys.modules.values())"
    )
    program = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=two.folder
    )
    out, err = "", ""
    for line in lines:
        said = two(*line.split())
        out += f"{said.out}{capsys.readouterr().out}{said.code}\n"
        err += said.err
    assert (program.stdout, program.stderr) == (out, err)


def test_a_run_leaves_no_file_beside_a_database(two: Talk) -> None:
    """SQLite's log goes with the last connection that is closed, so each is, also after a mistake."""
    newer = two.folder / "newer.db"
    shutil.copy(two.folder / "recommendations.db", newer)
    with closing(sqlite3.connect(newer)) as con:
        con.execute("PRAGMA user_version = 999")
    lines = ["", "overdue --as-at 2015-04-01", "list", "show crime-2014-r2", "show none", "verify"]
    lines += ["overdue --db newer.db", "load -n data/recommendations.yaml", "export journal"]
    code = (
        "import os, shlex, sys\nfrom hmic.__main__ import main\nkept = {*os.listdir(), 'recommendations.db.head'}\n"
        f"for line in {lines!r}:\n    sys.argv = ['hmic', *shlex.split(line)]\n    try:\n        main()\n"
        "    except SystemExit as end:\n        left = {*os.listdir()} - kept\n"
        "        print('ended', line, end.code, *left, sep=':', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=two.folder
    )
    ended = [line for line in done.stderr.splitlines() if line.startswith("ended:")]
    wrong = ("show none", "overdue --db newer.db")
    assert ended == [f"ended:{line}:{2 if line in wrong else 0}" for line in lines]


def test_a_terminal_is_shown_a_screenful(real: Callable[..., Said]) -> None:
    said = real("list", terminal=True).ok()
    assert "more: add --all, or write them with -o FILE" in said.out
    assert "more: add --all" not in real("list", "--all", terminal=True).ok().out
