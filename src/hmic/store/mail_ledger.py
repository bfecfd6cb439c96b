"""The ledger of the mail: each message before and after it is handed over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hmic.row_columns import Day
from hmic.store.queries import read
from hmic.store.seals import seal
from hmic.store.transactions import transaction

WAITING, HANDING_OVER, SENT = "waiting", "handing over", "sent"
REFUSED, FAILED, GIVEN_UP = "refused", "failed", "given up"
"""What can be known of a delivery.

`handing over` stands from the moment at which the server may have the message until its answer; where it
is found by a later run, no one can know whether the message arrived.
"""


class RemindedRow(NamedTuple):
    """A date that a message reminded of."""

    item: str
    number: int
    due: str
    owner: str | None
    step: int


class UnsentRow(NamedTuple):
    """A message that somebody still waits for."""

    number: int
    message_id: str
    audience: str
    officer: int
    day: str
    subject: str
    content: bytes | None
    recipients: tuple[str, ...]
    """Those who have not got it."""
    reached: int
    """How many have it, or may have it."""


class SentRow(NamedTuple):
    """A message and one of its recipients."""

    message: int
    day: Day
    audience: str
    recipient: str
    state: str
    changed_at: str
    subject: str
    message_id: str
    answer: str | None


class Ledger:
    """The ledger of one database; each change is committed by itself, so that a crash loses none."""

    def __init__(self, con: sqlite3.Connection, path: Path) -> None:
        """`con` must be open for writing."""
        self.con = con
        self.path = path

    def note(
        self,
        message_id: str,
        audience: str,
        *,
        officer: bool,
        day: str,
        subject: str,
        moment: str,
        content: bytes,
        recipients: Sequence[str],
        reminders: Iterable[RemindedRow],
    ) -> int:
        """A message that is about to be sent; gives its number."""
        with transaction(self.con, self.path):
            number = self.con.execute(
                "INSERT INTO message (message_id, audience, officer, day, subject, composed_at, content) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [message_id, audience, officer, day, subject, moment, content],
            ).lastrowid
            assert number is not None  # noqa: S101 - SQLite gives every row a number
            self.con.executemany(
                "INSERT INTO delivery VALUES (?, ?, ?, ?, NULL)",
                [(number, recipient, WAITING, moment) for recipient in dict.fromkeys(recipients)],
            )
            self.con.executemany(
                "INSERT INTO reminder (item, number, message, due, owner, step) VALUES (?, ?, ?, ?, ?, ?)",
                [(r.item, r.number, number, r.due, r.owner, r.step) for r in reminders],
            )
            seal(self.con, "message", number)
        return number

    def mark(self, number: int, states: Mapping[str, tuple[str, str | None]], moment: str) -> None:
        """What came of a message: recipient → state and answer."""
        with transaction(self.con, self.path):
            self.con.executemany(
                "UPDATE delivery SET state = ?, answer = ?, changed_at = ? "
                "WHERE message = ? AND recipient = ?",
                [(state, answer, moment, number, who) for who, (state, answer) in states.items()],
            )
            self._let_go(number)

    def give_up(self, number: int, recipients: Sequence[str], moment: str) -> None:
        """No one waits for a message any more; why it did not go out before stays in the ledger."""
        with transaction(self.con, self.path):
            self.con.executemany(
                "UPDATE delivery SET state = ?, changed_at = ?, "
                "answer = coalesce(answer || '; ', '') || 'a later message replaced it' "
                "WHERE message = ? AND recipient = ?",
                [(GIVEN_UP, moment, number, recipient) for recipient in recipients],
            )
            self._let_go(number)

    def _let_go(self, number: int) -> None:
        """A message's bytes are kept only while somebody waits for them; then it is sealed as it is."""
        self.con.execute(
            "UPDATE message SET content = NULL WHERE number = ? AND NOT EXISTS (SELECT 1 FROM delivery "
            "WHERE message = ? AND state IN ('waiting', 'handing over', 'failed'))",
            [number, number],
        )
        seal(self.con, "message", number)

    def unsent(self) -> list[UnsentRow]:
        """The messages that somebody still waits for, the oldest first."""
        rows = self.con.execute(
            """SELECT message.number, message_id, audience, officer, day, subject, content,
            (SELECT json_group_array(recipient) FROM delivery WHERE message = message.number
             AND state IN ('waiting', 'handing over', 'failed')),
            (SELECT count(*) FROM delivery WHERE message = message.number
             AND state IN ('sent', 'handing over'))
            FROM message WHERE number IN
            (SELECT message FROM delivery WHERE state IN ('waiting', 'handing over', 'failed'))
            ORDER BY message.number"""
        )
        return [UnsentRow._make((*row[:7], tuple(json.loads(row[7])), row[8])) for row in rows]


_IN_TIME = """NOT EXISTS (SELECT 1 FROM message AS later
WHERE later.number > message.number AND later.day < message.day)"""
"""A message that was not composed by a clock that ran ahead: none after it is of an earlier day."""


def reminded(
    con: sqlite3.Connection, items: Sequence[str], day: str, *, officer: str | None = None
) -> list[RemindedRow]:
    """The reminders of some items by a day (ISO), in the order in which they were sent.

    With `officer`, in the messages to that audience; else in the owners' digests. A message counts when
    somebody has it, and when the clock was right.
    """
    rows = con.execute(
        f"""SELECT item, reminder.number, due, owner, step, message.day
        FROM json_each(?) AS wanted
        CROSS JOIN reminder ON reminder.item = wanted.value
        JOIN message ON message.number = reminder.message
        WHERE {"NOT message.officer" if officer is None else "message.officer AND message.audience = ?"}
        AND EXISTS (SELECT 1 FROM delivery WHERE delivery.message = message.number AND state = 'sent')
        ORDER BY reminder.message""",  # noqa: S608 - fixed texts only
        [json.dumps(list(dict.fromkeys(items))), *([] if officer is None else [officer])],
    ).fetchall()
    least, result = day, []
    for *row, sent in reversed(rows):
        if sent <= least:
            least = sent
            result.append(RemindedRow._make(row))
    return result[::-1]


def officer_emailed_on(con: sqlite3.Connection, audience: str, day: str) -> dict[str, str]:
    """Who got the officer's message on a day: recipient → the moment (UTC)."""
    return dict(
        con.execute(
            f"""SELECT recipient, max(changed_at) FROM message JOIN delivery ON message = message.number
            WHERE day = ? AND officer AND audience = ? AND state = 'sent' AND {_IN_TIME}
            GROUP BY recipient""",  # noqa: S608 - fixed texts only
            [day, audience],
        ).fetchall()
    )


def refused_on(con: sqlite3.Connection, day: str) -> dict[tuple[str, str], str]:
    """Who refused a message for good on a day: audience and recipient → the answer."""
    rows = con.execute(
        f"""SELECT audience, recipient, answer FROM message JOIN delivery ON message = message.number
        WHERE day = ? AND state = 'refused' AND {_IN_TIME}
        ORDER BY message.number""",  # noqa: S608 - fixed texts only
        [day],
    )
    return {(audience, recipient): answer or "" for audience, recipient, answer in rows}


def history(con: sqlite3.Connection, limit: int) -> list[SentRow]:
    """The newest messages with each recipient, the newest first."""
    rows = con.execute(
        """SELECT message.number AS message, day, audience, recipient, state, changed_at, subject,
        message_id, answer
        FROM (SELECT * FROM message ORDER BY number DESC LIMIT ?) AS message
        JOIN delivery ON delivery.message = message.number
        ORDER BY message.number DESC, recipient""",
        [limit],
    )
    return read(rows, SentRow)
