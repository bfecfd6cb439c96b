"""Completion of what is typed, asked as the shells ask it and tried in those that are on this machine."""

from __future__ import annotations

import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyte
import pytest

from hmic.cli.completing import SCRIPTS
from hmic.cli.main import COMMANDS
from hmic.model import Status
from tests.conftest import Talk


@pytest.fixture
def two(two: Talk) -> Talk:
    two("assign", "crime-2014-r1", "ACC Crime").ok()
    two("assign", "crime-2014-o1", "Head of Custody").ok()
    return two


def words(talk: Talk, *typed: str) -> list[str]:
    said = talk("completion", "words", "--", *typed).ok()
    assert said.err == ""
    return said.out.splitlines()


def test_every_command_and_every_option_is_offered(two: Talk) -> None:
    assert words(two, "") == list(COMMANDS)
    assert words(two, "ov") == ["overdue"]
    for name in COMMANDS:
        offered = words(two, name, "--")
        listed = two(name, "--help").ok().out.split("\nOptions")[-1]
        shown = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", listed, re.MULTILINE))
        assert name == "mail" or shown <= set(offered), name
    assert words(two, "overdue", "--needs") == ["--needs-target"]
    assert "overdue" in words(two, "mail", "")
    assert "--send" in words(two, "mail", "overdue", "--s")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("show", "crime-2014-r"), ["crime-2014-r1", "crime-2014-r2"]),
        (("show", "CRIME-2014-R1"), ["crime-2014-r1"]),
        (("show", "crime-2014-r1", ""), []),
        (("list", "--report", ""), ["crime-2014", "peel-2016"]),
        (("list", "--owner", "a"), ["ACC Crime"]),
        (("list", "--open", "--owner", ""), ["ACC Crime", "Head of Custody"]),
        (("list", "--theme", "w"), ["what-works", "workforce"]),
        (("list", "--status", ""), [status.value.replace(" ", "-") for status in Status]),
        (("list", "--color", "a"), ["auto", "always"]),
        (("overdue", "--force", ""), ["Testshire Police"]),
        (("progress", "--note", "a", "peel"), ["peel-2016-a1"]),
        (("changes", "--from", "p"), ["peel-2016"]),
        (("completion", "z"), ["zsh"]),
        (("nonsense", ""), []),
        (("show", "--no-such", ""), ["crime-2014-o1", "crime-2014-r1", "crime-2014-r2", "peel-2016-a1"]),
        ((), list(COMMANDS)),
        (('""',), list(COMMANDS)),
    ],
)
def test_values_come_from_the_database(two: Talk, typed: tuple[str, ...], offered: list[str]) -> None:
    assert words(two, *typed) == offered


def test_without_a_database_there_is_nothing_to_offer_and_no_noise(talk: Talk) -> None:
    assert words(talk, "show", "") == []
    (talk.folder / "recommendations.db").write_text("no database" * 100)
    assert words(talk, "list", "--owner", "") == []


def test_a_shell_that_is_not_known_is_told_which_are(talk: Talk) -> None:
    said = talk("completion", "bsh")
    assert (said.code, "bash" in said.err) == (2, True)
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert talk("completion", shell).ok().out == SCRIPTS[shell]


ASKED = {
    "bash": """{script}
COMP_WORDS=(hmic {words}); COMP_CWORD={last}; _hmic hmic; printf '%s\\n' "${{COMPREPLY[@]}}"
""",
    "zsh": """compdef() {{ : }}; compadd() {{ shift; print -l -- "$@" }}
{script}
words=(hmic {words}); CURRENT={count}; _hmic
""",
    "fish": """{script}
complete -C 'hmic {words}'
""",
}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_completes(two: Talk, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} on this machine")

    def asked(*typed: str) -> list[str]:
        """What the shell offers for the words as they are typed."""
        count = len(typed) + 1
        text = ASKED[shell].format(
            script=SCRIPTS[shell], words=" ".join(typed), last=count - 1, count=count
        )
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [shell, "-c", text], capture_output=True, text=True, check=True, cwd=two.folder,
            env={"PATH": path, "HOME": str(two.folder)},
        )  # fmt: skip
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.splitlines() if line]

    assert asked("ov") == ["overdue"]
    assert asked("show", "crime-2014-r") == ["crime-2014-r1", "crime-2014-r2"]
    assert [found.replace("\\ ", " ") for found in asked("list", "--owner", "A")] == ["ACC Crime"]


def processor_time(folder: Path, *command: str) -> float:
    """The least of a few runs of the whole program."""
    least = 9.0
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "hmic", *command], cwd=folder, check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return least


def test_an_answer_takes_less_than_half_of_a_reading_command(real_db: Path) -> None:
    """Under 150 ms, of which a busy machine makes more; it stretches both alike."""
    asked = processor_time(real_db.parent, "completion", "words", "--", "list", "--owner", "")
    assert asked < 0.15
    assert asked < 0.7 * processor_time(real_db.parent, "overdue")


def test_the_quick_way_gives_the_same_answers(two: Talk) -> None:
    """A shell asks in a process of its own, which never comes to the list of commands."""
    for typed in (("",), ("show", "crime-2014-r"), ("list", "--owner", ""), ("mail", "")):
        command = [sys.executable, "-X", "importtime", "-m", "hmic", "completion", "words", "--", *typed]
        done = subprocess.run(command, cwd=two.folder, check=True, capture_output=True, text=True)
        assert done.stdout.splitlines() == words(two, *typed)
        assert not re.search(r"\b(typer|rich|difflib|subprocess|inspect)$", done.stderr, re.MULTILINE)


PRESSED = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {script}"),
    "zsh": (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source {script}"),
    "fish": (["fish", "--no-config", "-i"], "source {script}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", PRESSED)
def test_a_person_presses_the_tab_key(two: Talk, shell: str) -> None:
    """The whole way on a terminal of its own, the shell's part too: what stands on its screen after the key."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} on this machine")
    script = two.folder / f"completion.{shell}"
    script.write_text(SCRIPTS[shell], encoding="utf-8")
    command, ready = PRESSED[shell]
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the shell's process
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        env = {"PATH": path, "HOME": str(two.folder), "TERM": "xterm", "PS1": "> ", "LC_ALL": "C.UTF-8"}
        os.chdir(two.folder)
        os.execvpe(command[0], command, env)  # noqa: S606 - the shell itself is what is tried
    screen = pyte.Screen(100, 40)
    stream = pyte.ByteStream(screen)

    def until(text: str) -> None:
        """Wait until a text is on the screen."""
        end = time.monotonic() + 40
        while text not in "\n".join(screen.display):
            assert time.monotonic() < end, "\n".join(screen.display)
            if select.select([terminal], [], [], 0.5)[0]:
                stream.feed(os.read(terminal, 65_536))

    try:
        for typed, shown in (
            (f"{ready.format(script=script.name)}; echo re''ady\n", "ready"),
            ("hmic list --owner A\t", "ACC\\ Crime"),
            ("\x15hmic show crime-2014-o\t", "show crime-2014-o1"),
            ("\x15hmic over\t", "hmic overdue"),
            ("\x15hmic mail overdue --se\t", "--send"),
        ):
            os.write(terminal, typed.encode())
            until(shown)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
