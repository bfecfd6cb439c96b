"""The owners' digests and the officer's email, before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from email.headerregistry import Address
from typing import TYPE_CHECKING, NamedTuple

from hmic.counts import RESPONSE, apart_by_id
from hmic.errors import HmicError
from hmic.mail.addresses import address
from hmic.mail.message import Parcel, parcel
from hmic.mail.reminder_days import is_due, reminded, step
from hmic.mail.smtp_setting import outbox_folder
from hmic.reports import email_text
from hmic.reports.email_text import Email, Facts
from hmic.store import mail_ledger
from hmic.store.mail_ledger import RemindedRow

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3

    from hmic.config import Mail
    from hmic.counts import Apart
    from hmic.store.queries.overdue_rows import OverdueRow

OFFICER = "officer"
"""The audience of the officer's message in the ledger."""


class Addresses(NamedTuple):
    """Everybody who writes or is written to."""

    sender: Address
    officer: tuple[Address, ...]
    owners: Mapping[str, Address]
    """Post in lower case → address."""
    audience: str
    """The officer's name in the ledger; other addresses than those of the settings are another audience."""

    def about(self, force: str | None) -> Addresses:
        """The same for one force of several; the officer's message about it is a separate audience."""
        return self if force is None else self._replace(audience=f"{self.audience}, {force}")


class Outgoing(NamedTuple):
    """A message that is to be sent, and what it reminds of."""

    audience: str
    officer: bool
    to: tuple[Address, ...]
    said: Email
    reminders: tuple[RemindedRow, ...]
    table: bool
    reply_to: Address | None = None
    form: bytes | None = None
    """What the owner fills in and sends back, in place of the table."""

    def packed(self, facts: Facts, addresses: Addresses, moment: dt.datetime) -> Parcel:
        """The message itself."""
        table = facts.report if self.table else None
        if table is not None and not self.officer:
            mine = {(reminder.item, reminder.number) for reminder in self.reminders}
            table = table._replace(rows=[row for row in table.rows if row.key in mine])
        return parcel(
            self.said,
            sender=addresses.sender,
            to=self.to,
            moment=moment,
            reply_to=self.reply_to,
            table=table,
            form=self.form,
        )


def addresses(mail: Mail, owners: Mapping[str, str], to: Sequence[str] = ()) -> Addresses:
    """The addresses of the settings, each checked; `to` replaces the officer's.

    Messages into an outbox can be tried without any.
    """
    trying = outbox_folder(mail) is not None
    given, chosen = mail.sender, tuple(to) or mail.to
    if trying:
        chosen = chosen or ("officer@localhost",)
        given = given or "hmic@localhost"
    if not given or not chosen:
        key = "to" if given else "from"
        message = f"there is no address to send {key}: the setting mail.{key} is missing"
        example = 'to = ["liaison@force.example"]' if given else 'from = "liaison@force.example"'
        raise HmicError(message, hint=f"write {example} under [mail] in hmic.toml")
    where = "--to" if to else "mail.to in hmic.toml"
    officer = _once(address(text, where) for text in chosen)
    audience = OFFICER
    if to:
        audience = f"{OFFICER}: {', '.join(sorted(one.addr_spec for one in officer))}"
    return Addresses(
        sender=address(given, "mail.from in hmic.toml"),
        officer=officer,
        owners={post.lower(): address(text, f"[owners], {post}") for post, text in owners.items()},
        audience=audience,
    )


def _once(found: Iterable[Address]) -> tuple[Address, ...]:
    """Each mailbox once, as it is first written: with a name or without, in capitals or not."""
    mailboxes: dict[str, Address] = {}
    for one in found:
        mailboxes.setdefault(one.addr_spec.lower(), one)
    return tuple(mailboxes.values())


def to_owners(con: sqlite3.Connection, facts: Facts, who: Addresses, *, everything: bool) -> list[Outgoing]:
    """A digest for each owner with an address and with at least one reminder that is due.

    With `everything` the back-off is ignored.
    """
    lines = _owned(facts)
    history = mail_ledger.reminded(con, [line.finding for line in lines], facts.report.as_at.isoformat())
    said = reminded([] if everything else history)
    prepared = []
    for owner in sorted({line.owner or "" for line in lines}):
        mine = [line for line in lines if line.owner == owner]
        now = [line for line in mine if is_due(line, said)]
        where = who.owners.get(owner.lower())
        if not now or where is None:
            continue
        before = [line for line in mine if line not in now]
        reply_to = who.officer[0]
        form = _form(con, owner, facts)
        words = email_text.to_owner(owner, facts, now, before, reply_to.addr_spec, form=form is not None)
        prepared.append(Outgoing(owner, False, (where,), words, _reminders(now), True, reply_to, form))  # noqa: FBT003
    return prepared


def _form(con: sqlite3.Connection, owner: str, facts: Facts) -> bytes | None:
    """The owner's form; None where no workbook can be written, and the table goes out instead."""
    from hmic.render.form_workbook import render
    from hmic.reports.owner_form import build
    from hmic.store.queries import form_rows, list_rows

    rows = form_rows.owned(con, owner)
    deadlines = list_rows.deadlines_of(con, [row.finding for row in rows])
    try:
        return render(build(owner, rows, deadlines, facts.report.as_at, facts.report.forces))
    except HmicError:
        return None


def to_officer(
    con: sqlite3.Connection,
    facts: Facts,
    who: Addresses,
    *,
    everything: bool,
    owners: bool,
    undelivered: Mapping[str, str],
) -> Outgoing | None:
    """The message with everything; None when each address has it for this day and nothing is new.

    An address that refused it for good on this day is left out.

    With `owners`, those who cannot be written to are named in it.
    """
    lines = facts.report.rows
    day = facts.report.as_at.isoformat()
    history = mail_ledger.reminded(con, [line.finding for line in lines], day, officer=who.audience)
    said = reminded([] if everything else history)
    now = [line for line in lines if is_due(line, said)]
    to = who.officer
    if not everything:
        refused = mail_ledger.refused_on(con, day)
        have = {} if now else mail_ledger.officer_emailed_on(con, who.audience, day)
        to = tuple(
            one for one in to if one.addr_spec not in have and (who.audience, one.addr_spec) not in refused
        )
    if not to:
        return None
    words = email_text.to_officer(
        facts,
        frozenset(line.key for line in now),
        without_address=without_address(facts, who) if owners else {},
        undelivered=undelivered,
    )
    return Outgoing(who.audience, True, to, words, _reminders(now), bool(lines))  # noqa: FBT003


def without_address(facts: Facts, who: Addresses) -> dict[str, Apart]:
    """Owners that cannot be written to, with how much of what the message lists is theirs."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in _owned(facts):
        if line.owner and line.owner.lower() not in who.owners:
            found.setdefault(line.owner, []).append((line.finding, line.kind))
    return {owner: apart_by_id(items) for owner, items in sorted(found.items())}


def _owned(facts: Facts) -> list[OverdueRow]:
    return [line for line in facts.report.rows if line.owner and line.kind != RESPONSE]


def _reminders(lines: Iterable[OverdueRow]) -> tuple[RemindedRow, ...]:
    return tuple(
        RemindedRow(line.finding, line.deadline, line.due, line.owner, step(line.days_after))
        for line in lines
    )
