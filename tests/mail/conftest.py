"""A force with something overdue, and its settings for a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Talk
from tests.mail.servers import PASSWORD, Running

Office = Callable[..., Talk]

REGISTER = """
    - id: crime
      title: Crime inspection
      inspectorate: HMIC
      published: 2026-01-10
      findings:
        - id: crime-r1
          kind: recommendation
          title: Crime recording
          requirement: Record every crime – even “small” ones – within a day.
          deadlines:
            - phrase: within three months
        - id: crime-r2
          kind: recommendation
          title: Domestic abuse
          requirement: Give each victim an address to turn to.
          deadlines:
            - phrase: by 31 October 2026
              requires: the address exists
            - phrase: by 10 December 2026
              requires: every victim has it
        - id: crime-r3
          kind: recommendation
          title: Custody
          requirement: Check each cell.
          deadlines:
            - phrase: by 30 September 2026
"""


@pytest.fixture
def office(talk: Talk) -> Office:
    """Settings for a server, and a loaded register; with `owners`, two posts that have something."""

    def made(
        server: Running | None = None,
        *,
        smtp: str | None = None,
        to: tuple[str, ...] = ("officer@force.example",),
        owners: bool = False,
        timeout: int = 5,
        register: str = REGISTER,
    ) -> Talk:
        lines = ["[mail]", 'from = "Liaison <liaison@force.example>"', f"to = {list(to)!r}"]
        lines += [f'smtp = "{smtp or (server.url if server else "outbox:outbox")}"', f"timeout = {timeout}"]
        if server is not None and server.security != "smtp":
            secret = talk.folder / "password"
            secret.write_bytes(PASSWORD + b"\n")
            secret.chmod(0o600)
            lines += ['user = "hmic"', 'password_file = "password"', f'ca_file = "{server.ca_file}"']
        lines += [
            "[owners]",
            '"ACC Crime" = "crime@force.example"',
            '"Head of Custody" = "custody@force.example"',
        ]
        (talk.folder / "hmic.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if not (talk.folder / "recommendations.db").exists():
            talk.loaded(register)
            if owners:
                talk("assign", "crime-r1", "ACC Crime").ok()
                talk("assign", "crime-r2", "ACC Crime").ok()
                talk("assign", "crime-r3", "Head of Custody").ok()
        return talk

    return made


def eml(folder: Path) -> list[Path]:
    """The messages in a folder, by the time of their writing."""
    return sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
