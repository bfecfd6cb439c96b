"""What the hub's tests share: one server, a fresh hub for each test, and people at their own computers."""

from __future__ import annotations

import datetime as dt
import itertools
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Said, Talk
from tests.hub.server import PASSWORD, Server, served
from tests.registers import CONCERN, TWO_REPORTS

REGISTER = TWO_REPORTS + CONCERN
FORCE = "Testshire Police"

_COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with served() as one:
        yield one


class HubDesk:
    """A hub with people: each has a folder and a login of their own."""

    def __init__(self, server: Server, folder: Path, here: pytest.MonkeyPatch) -> None:
        self.server, self.folder, self.here = server, folder, here
        self.db = f"hub{next(_COUNTER)}"
        server.sql(f"CREATE DATABASE {self.db}", db="postgres")
        self.pgpass = folder / "pgpass"
        self.pgpass.write_text(f"*:*:*:*:{PASSWORD}\n")
        self.pgpass.chmod(0o600)
        here.setenv("PGPASSFILE", str(self.pgpass))
        here.delenv("PGSSLMODE", raising=False)
        self.boss = self.computer("boss")
        self.boss("hub", "init", self.dsn("boss")).ok()

    def dsn(self, user: str, **more: str) -> str:
        return self.server.dsn(user, self.db, **more)

    def sql(self, text: str) -> list[tuple[object, ...]]:
        return self.server.sql(text, db=self.db)

    def group(self, force: str) -> str:
        return f"{self.db}_{force.split(maxsplit=1)[0].lower()}"

    def force(self, name: str = FORCE) -> None:
        """A force at the hub, with its groups."""
        group = self.group(name)
        said = self.boss("hub", "force", "add", name, "--readers", f"{group}_r", "--writers", f"{group}_w",
                         "--hub", self.dsn("boss"))  # fmt: skip
        said.ok()

    def computer(self, name: str) -> At:
        """A computer with nothing on it."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return At(folder, self.here)

    def person(self, name: str, *groups: str) -> At:
        """Somebody with a login; `groups` such as `Testshire_w`."""
        login = f"{self.db}_{name}"
        self.server.login(login, *(f"{self.db}_{group.lower()}" for group in groups))
        talk = self.computer(name)
        talk.dsn = self.dsn(login)
        talk.login = login
        return talk

    def officer(self, name: str = "liz") -> At:
        """A force's officer, whose database is the first to join."""
        self.force()
        talk = self.person(name, "testshire_w")
        talk.write(register_of(FORCE))
        talk("load").ok()
        talk("join", talk.dsn).ok()
        return talk

    def joined(self, name: str, *groups: str) -> At:
        """Somebody with a copy of the hub's."""
        talk = self.person(name, *(groups or ("testshire_w",)))
        talk("join", talk.dsn).ok()
        return talk


def register_of(force: str, prefix: str = "") -> str:
    """A force's register; the prefix tells its ids from another's."""
    text = textwrap.indent(textwrap.dedent(REGISTER), "  ")
    for name in ("crime-2014", "peel-2016", "peel-2022"):
        text = text.replace(name, prefix + name)
    return f"register: 1\nforce: {force}\nreports:\n{text}"


class At(Talk):
    """Talks in its own folder, whichever folder the test is in."""

    dsn = ""
    login = ""

    def __init__(self, folder: Path, here: pytest.MonkeyPatch) -> None:
        super().__init__(folder, now=dt.datetime.now(dt.UTC))
        self.here = here

    def __call__(self, *args: str, terminal: bool = False, width: int = 80, color: bool = False) -> Said:
        self.here.chdir(self.folder)
        return super().__call__(*args, terminal=terminal, width=width, color=color)


@pytest.fixture
def desk(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HubDesk:
    return HubDesk(server, tmp_path, monkeypatch)
