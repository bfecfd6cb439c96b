"""One round of sending: what an earlier one left, then the owners, then the officer.

Each message is noted in the ledger before it is handed over, and its outcome after. A message that surely
reached no one is composed again, from what is true now. One that someone has, or may have, is sent to the
others unchanged, with the same Message-ID, and on the same day only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import HmicError, InterruptionError, StoreError
from hmic.mail import outgoing
from hmic.mail.message import Parcel
from hmic.mail.transport import Outcome
from hmic.store.mail_ledger import HANDING_OVER, REFUSED, SENT, Ledger, refused_on

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from hmic.mail.outgoing import Addresses, Outgoing
    from hmic.mail.transport import Transport
    from hmic.reports.email_text import Facts
    from hmic.store.mail_ledger import UnsentRow


class BusyError(HmicError):
    """Another run is sending at this moment."""


@contextmanager
def alone(db: Path) -> Iterator[None]:
    """One run at a time sends from a database; BusyError for a second one.

    The system lets the lock go when a run ends in whatever way.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{db.resolve()}.mail-lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        message = "another run is sending email for this database; this run sent nothing"
        raise BusyError(message, hint="try again when it has finished; nothing is sent twice") from error


class Result(NamedTuple):
    """What came of a message for one recipient."""

    audience: str
    recipient: str
    subject: str
    message_id: str
    outcome: Outcome


class Round:
    """One round; `clock` gives the present moment, `stamp` the same as the ledger writes it."""

    def __init__(
        self,
        ledger: Ledger,
        transport: Transport,
        addresses: Addresses,
        clock: Callable[[], dt.datetime],
        stamp: Callable[[], str],
    ) -> None:
        self.ledger = ledger
        self.transport = transport
        self.addresses = addresses
        self.clock = clock
        self.stamp = stamp
        self.results: list[Result] = []

    def send(self, facts: Facts, *, owners: bool, everything: bool) -> list[Result]:
        """Send what is due, or with `everything` all reminders; gives the result of each message."""
        day = facts.report.as_at.isoformat()
        con, who = self.ledger.con, self.addresses
        refused = {} if everything else refused_on(con, day)
        self._finish(day, drop=everything)
        stuck = {result.audience for result in self._unsent()}
        if owners:
            for email in outgoing.to_owners(con, facts, who, everything=everything):
                key = (email.audience, email.to[0].addr_spec)
                if key in refused:
                    self._refused_before(email.audience, key[1], refused[key])
                elif email.audience not in stuck:
                    self._send(email, facts)
        untold = {r.audience: r.outcome.answer for r in self._unsent() if r.audience != who.audience}
        for one in who.officer:
            if (who.audience, one.addr_spec) in refused:
                answer = refused[who.audience, one.addr_spec]
                self._refused_before(who.audience, one.addr_spec, answer)
        last = outgoing.to_officer(
            con, facts, who, everything=everything, owners=owners, undelivered=untold
        )
        if last is not None and who.audience not in stuck:
            self._send(last, facts)
        return self.results

    def _unsent(self) -> list[Result]:
        return [result for result in self.results if result.outcome.state != SENT]

    def _refused_before(self, audience: str, recipient: str, answer: str) -> None:
        said = f"{answer} – refused earlier today and not tried again; --all tries again"
        self.results.append(Result(audience, recipient, "", "", Outcome(REFUSED, said)))

    def _finish(self, day: str, *, drop: bool) -> None:
        """Go on with what an earlier round left."""
        for row in self.ledger.unsent():
            if drop or row.day != day or not row.reached or row.content is None:
                self.ledger.give_up(row.number, row.recipients, self.stamp())
                continue
            wanted = self._still_wanted(row)
            gone = [recipient for recipient in row.recipients if recipient not in wanted]
            if gone:
                self.ledger.give_up(row.number, gone, self.stamp())
            if wanted:
                sender = self.addresses.sender.addr_spec
                rest = Parcel(row.message_id, sender, tuple(wanted), row.content)
                self._hand_over(row.number, rest, row.audience, row.subject)

    def _still_wanted(self, row: UnsentRow) -> list[str]:
        """Those whose address is still the same in the settings."""
        who = self.addresses
        owner = who.owners.get(row.audience.lower())
        known = (
            {one.addr_spec for one in who.officer} if row.officer else {owner.addr_spec if owner else ""}
        )
        return [recipient for recipient in row.recipients if recipient in known]

    def _send(self, email: Outgoing, facts: Facts) -> None:
        packed = email.packed(facts, self.addresses, self.clock())
        number = self.ledger.note(
            packed.message_id,
            email.audience,
            officer=email.officer,
            day=facts.report.as_at.isoformat(),
            subject=email.said.subject,
            moment=self.stamp(),
            content=packed.content,
            recipients=packed.recipients,
            reminders=email.reminders,
        )
        self._hand_over(number, packed, email.audience, email.said.subject)

    def _hand_over(self, number: int, packed: Parcel, audience: str, subject: str) -> None:
        def handing_over(recipients: Sequence[str]) -> None:
            states = dict.fromkeys(recipients, (HANDING_OVER, None))
            self.ledger.mark(number, states, self.stamp())

        try:
            outcomes = self.transport.deliver(packed, handing_over)
        except KeyboardInterrupt as interrupt:
            to = ", ".join(packed.recipients)
            message = f"the email to {to} may have been sent; if that is not known, the next run sends it"
            raise InterruptionError(message) from interrupt
        states = {recipient: (outcome.state, outcome.answer) for recipient, outcome in outcomes.items()}
        try:
            self.ledger.mark(number, states, self.stamp())
        except StoreError as error:
            to = ", ".join(packed.recipients)
            message = f"{error.message}; it is not recorded whether the email to {to} was sent"
            hint = "fix that first; the email may have arrived, and the next run sends it again"
            raise StoreError(message, hint=hint) from error
        self.results += [
            Result(audience, recipient, subject, packed.message_id, outcome)
            for recipient, outcome in outcomes.items()
        ]
