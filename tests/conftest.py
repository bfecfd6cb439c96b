"""What tests share: a folder with a register, and whole conversations with the program."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import signal
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from hmic.cli.main import run
from hmic.cli.world import World
from hmic.store.connection import opened
from tests.grammar import miscounted
from tests.registers import TWO_REPORTS

ROOT = Path(__file__).parent.parent
REAL_REGISTER = ROOT / "data" / "recommendations.yaml"
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)

# Started in the background a shell lets its children ignore Ctrl-C, and they theirs: tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long one example takes says something of the machine and nothing of the program.
hypothesis.settings.register_profile("hmic", deadline=None)
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=30,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile("hmic")

SLOW = (
    "draft/", "faults/", "mail/", "store/test_foreign", "store/test_generated", "store/test_known_files",
    "store/test_old_databases", "store/test_plans", "store/test_reference", "store/test_restore",
    "store/test_every_cell", "store/test_verify", "cli/test_add", "cli/test_any_text", "cli/test_board", "cli/test_dates", "cli/test_edges",
    "cli/test_encodings", "cli/test_evidence", "cli/test_heads", "cli/test_history", "cli/test_journal",
    "cli/test_letting", "cli/test_long", "cli/test_nothing", "cli/test_page", "cli/test_paper",
    "cli/test_public", "cli/test_round", "cli/test_settings", "cli/test_slips", "cli/test_voice",
    "cli/test_what", "cli/test_common", "cli/test_counts", "cli/test_help", "cli/test_load", "cli/test_merging", "cli/test_reports",
    "cli/test_register_change", "cli/test_site", "cli/test_old_characters", "cli/test_signs", "test_packages", "test_systems", "tracker/", "register/test_bounds", "test_a_year", "test_deadline_hints", "test_deadlines_beside",
)  # fmt: skip
"""What `make test-quick` leaves out. It runs what decides and counts, the sessions of the README and the guide,
and a few of the generated registers, journals and edits."""

HEAD = "register: 1\nforce: Testshire Police\nreports:\n"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make test-quick` leaves out."""
    folder = str(Path(__file__).parent)
    for item in items:
        if str(item.path).removeprefix(folder + os.sep).replace(os.sep, "/").startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@dataclass
class Said:
    """One conversation: what was asked and what came back."""

    args: tuple[str, ...]
    code: int
    out: str
    err: str

    def ok(self) -> Said:
        assert self.code == 0, self
        return self

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of an answer in JSON."""
        document: dict[str, Any] = json.loads(self.ok().out)
        assert document["format"] == 1
        return list(document["rows"])


@dataclass
class Talk:
    """Talks to the program in a folder, with a clock and an environment of its own."""

    folder: Path
    now: dt.datetime = NOW
    environ: dict[str, str] = field(default_factory=dict)
    stdin_terminal: bool = False
    answers: str = ""
    """What is typed when the terminal asks."""

    def __call__(self, *args: str, terminal: bool = False, width: int = 80, color: bool = False) -> Said:
        out = Terminal() if terminal else io.StringIO()
        err = Terminal() if terminal else io.StringIO()
        world = World(
            stdin=Terminal(self.answers) if self.stdin_terminal else io.StringIO(),
            stdout=out,
            stderr=err,
            environ={"COLUMNS": str(width), **({} if color else {"NO_COLOR": "1"}), **self.environ},
            folder=self.folder,
            clock=lambda: self.now,
        )
        code = run(list(args), world)
        said = Said(args, code, out.getvalue(), err.getvalue())
        assert not miscounted(said.out + said.err), said
        return said

    def shown(self, finding: str, *more: str) -> dict[str, Any]:
        """What `hmic show` says of a finding, in JSON."""
        return self("show", finding, *more, "-f", "json").rows[0]

    def journal(self) -> list[dict[str, Any]]:
        """Every entry, as `hmic export journal` writes it."""
        return [json.loads(line) for line in self("export", "journal").ok().out.splitlines()]

    def write(self, text: str, name: str = "data/recommendations.yaml") -> Path:
        """Put a register into the folder; lines of reports are put under a head of their own."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        body = textwrap.dedent(text)
        if not body.startswith("register:"):
            body = HEAD + textwrap.indent(body, "  ")
        path.write_text(body, encoding="utf-8")
        return path

    def loaded(self, text: str) -> Talk:
        """A register written and loaded."""
        self.write(text)
        self("load").ok()
        return self


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    """A fresh folder to talk about, whose databases no later test has opened."""
    monkeypatch.chdir(tmp_path)
    yield Talk(tmp_path)
    opened.clear()


@pytest.fixture
def two(talk: Talk) -> Talk:
    """Two reports, loaded."""
    return talk.loaded(TWO_REPORTS)


@pytest.fixture(scope="session")
def real_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real register, loaded once."""
    folder = tmp_path_factory.mktemp("real")
    db = folder / "recommendations.db"
    Talk(folder)("load", str(REAL_REGISTER), "--db", str(db)).ok()
    return db


@pytest.fixture
def real(talk: Talk, real_db: Path) -> Callable[..., Said]:
    """Talks to the program about the real register."""

    def say(*args: str, terminal: bool = False, width: int = 80) -> Said:
        return talk(*args, "--db", str(real_db), terminal=terminal, width=width)

    return say
