"""The connection to a hub: what is asked of it. `failures.py` puts its errors in plain words."""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from hmic.errors import UsageError
from hmic.hub.hub_errors import VERSION, HubError, wrong_version
from hmic.store.hash_chain import FIRST
from hmic.store.shared import LogRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

OLDEST = 150000
"""The oldest server, as PostgreSQL numbers its versions."""

PAGE = 2000
"""Records that are read at once."""

STALL = 2
"""Seconds after which the server ends a session that holds a lock and does nothing."""

_SESSION = {
    "idle_in_transaction_session_timeout": f"{STALL}s",
    "lock_timeout": "20s",
    "statement_timeout": "60s",
    "tcp_user_timeout": "3s",
    "datestyle": "ISO",
    "timezone": "UTC",
}
"""Settings of every session, so that a stalled one does not block the others."""


class Given(NamedTuple):
    """A record to be added."""

    uid: str
    kind: str
    subjects: Sequence[str]
    body: str


class ForceHead(NamedTuple):
    """A force at the hub that the login may see, and the end of its log."""

    id: int
    name: str
    number: int
    hash: str
    writes: bool


class About(NamedTuple):
    """What a hub says of itself."""

    id: str
    login: str
    forces: list[ForceHead]


def connect(dsn: str) -> Hub:
    """Connect as libpq does: its service file, .pgpass, Kerberos. By default certificates are verified."""
    driver = _driver()
    text = f"service={dsn.removeprefix('service=')}" if re.fullmatch(r"service=\S+", dsn) else dsn
    try:
        given = driver.extensions.parse_dsn(text)
    except driver.ProgrammingError as error:
        message = f"{dsn!r} does not say where a hub is: {str(error).strip()}"
        raise UsageError(
            message, hint="such as: postgresql://hub.force.example/hmic, or service=NAME"
        ) from error
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    extra: dict[str, Any] = {
        "options": f"{given.get('options', '')} {options}".strip(),
        "connect_timeout": given.get("connect_timeout", 5),
        "tcp_user_timeout": given.get("tcp_user_timeout", 10000),
        "application_name": given.get("application_name", "hmic"),
        "client_encoding": "UTF8",
    }
    # libpq takes this where neither the DSN nor the service file says otherwise.
    os.environ.setdefault("PGSSLMODE", "verify-full")
    from hmic.hub.failures import connecting

    with connecting(text, given):
        con = driver.connect(text, **extra)
    con.autocommit = True
    if con.server_version < OLDEST:
        found = con.server_version // 10000
        con.close()
        message = f"the hub's server is PostgreSQL {found}; hmic needs 15 or newer"
        raise HubError(message, hint="ask those who run the server to upgrade it")
    return Hub(con)


def _driver() -> Any:
    try:
        import psycopg2.extensions
    except ImportError as error:
        message = "this hmic has no driver for PostgreSQL"
        raise HubError(message, hint="install it: pip install 'hmic[hub]'") from error
    return psycopg2


def password_in(dsn: str) -> bool:
    """Whether a password is part of a DSN, which is no place for one."""
    driver = _driver()
    try:
        return bool(driver.extensions.parse_dsn(dsn).get("password"))
    except driver.ProgrammingError:
        return False


class Hub:
    """A connection to a hub."""

    def __init__(self, con: Any) -> None:
        self.con = con
        self.in_transaction = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.con.close()

    def ask(self, query: str, *values: Any) -> list[Any]:
        """The rows of a query."""
        from hmic.hub.failures import asking

        with asking(), self.con.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall()) if cursor.description else []

    def quoted(self, name: str) -> str:
        """A name as SQL writes it."""
        return str(_driver().extensions.quote_ident(name, self.con))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.ask("BEGIN")
        self.in_transaction = True
        try:
            yield
        except BaseException:
            if not self.con.closed:
                from contextlib import suppress

                with suppress(HubError):
                    self.ask("ROLLBACK")
            self.in_transaction = False
            raise
        self.end()

    def end(self) -> None:
        """Commit what is open, if anything is."""
        if self.in_transaction:
            self.in_transaction = False
            self.ask("COMMIT")

    def about(self) -> About:
        """The hub, and the forces that this login sees, with the ends of their logs."""
        rows = self.ask(
            """SELECT hub.version, hub.id, session_user::text, force.id, force.name, head.number, head.hash,
            pg_has_role(session_user, force.writers, 'MEMBER')
            FROM hmic.hub LEFT JOIN hmic.force ON true LEFT JOIN hmic.head ON head.force = force.id
            ORDER BY force.id"""
        )
        if not rows:
            message = "this hub is not finished"
            raise HubError(message, hint="those who run it: hmic hub init DSN")
        version, own, login, *_ = rows[0]
        if version != VERSION:
            raise wrong_version(version)
        return About(own, login, [ForceHead(*one[3:]) for one in rows if one[3] is not None])

    def pull(self, force: ForceHead, after: int) -> Iterator[list[LogRow]]:
        """What a force's log holds after a number, in pages."""
        while True:
            rows = self.ask(
                """SELECT number, uid, kind, at, login, hash, body FROM hmic.record
                WHERE force = %s AND number > %s ORDER BY number LIMIT %s""",
                force.id, after, PAGE,
            )  # fmt: skip
            if rows:
                yield [LogRow(force.name, *one) for one in rows]
                after = rows[-1][0]
            if len(rows) < PAGE:
                return

    def hash_of(self, force: ForceHead, number: int) -> str | None:
        """The hash of a record at the hub."""
        if number == 0:
            return FIRST
        rows = self.ask("SELECT hash FROM hmic.record WHERE force = %s AND number = %s", force.id, number)
        return str(rows[0][0]) if rows else None

    def lock(self, force: int) -> None:
        """Keep other writers of a force waiting until the transaction ends."""
        self.ask("SELECT number FROM hmic.lock_head(%s)", force)

    def mail_from(self, force: int, computer: str, name: str, *, take: bool) -> tuple[str, str]:
        """Which computer sends a force's reminders: this one if none did, or with `take`; and its name."""
        query = "SELECT computer, name FROM hmic.mail_from(%s, %s, %s, %s)"
        ((there, called),) = self.ask(query, force, computer, name, take)
        return there, called

    def append(
        self,
        force: tuple[int, str],
        seen: tuple[int, str],
        looked: Sequence[str] | None,
        clock: dt.datetime,
        records: Sequence[Given],
    ) -> list[LogRow]:
        """Add records, all or none; gives everything after what was `seen`."""
        given = json.dumps([one._asdict() for one in records], ensure_ascii=False)
        rows = self.ask(
            """SELECT number, uid, kind, at, login, hash, body
            FROM hmic.append(%s, %s, %s, %s, %s, %s, %s::jsonb)""",
            VERSION, force[0], *seen, list(looked) if looked is not None else None, clock, given,
        )  # fmt: skip
        return [LogRow(force[1], *one) for one in rows]
