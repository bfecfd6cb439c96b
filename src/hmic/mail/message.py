"""An email → the message that is handed over, with the table attached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, NamedTuple

from hmic.plaintext import harmless
from hmic.render import csvtext, emails

if TYPE_CHECKING:
    from hmic.reports.email_text import Email
    from hmic.reports.overdue_report import Overdue

_POLICY = SMTP.clone(max_line_length=76)


class Parcel(NamedTuple):
    """What a transport needs: the envelope and the message."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


def parcel(
    said: Email,
    *,
    sender: Address,
    to: Sequence[Address],
    moment: dt.datetime,
    reply_to: Address | None = None,
    table: Overdue | None = None,
    form: bytes | None = None,
) -> Parcel:
    """The message in 7-bit ASCII, so that any server accepts it; a form replaces the table.

    Headers are set through the library, which refuses a line break in any of them.
    """
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = harmless(" ".join(said.subject.split()))
    message["From"] = sender
    message["To"] = tuple(to)
    if reply_to is not None:
        message["Reply-To"] = reply_to
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = make_msgid(domain=sender.domain)
    # Programs that answer by themselves, such as absence notes, leave these messages alone (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(emails.text(said), cte="quoted-printable")
    message.add_alternative(emails.page(said), subtype="html", cte="quoted-printable")
    if form is not None:
        message.add_attachment(
            form,
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            filename="form.xlsx",
        )
    elif table is not None:
        message.add_attachment(
            csvtext.text(table, bom=True).encode(),
            maintype="text",
            subtype="csv",
            filename=f"overdue-{table.as_at.isoformat()}.csv",
            params={"charset": "utf-8"},
        )
    return Parcel(
        message_id=str(message["Message-ID"]),
        sender=sender.addr_spec,
        recipients=tuple(dict.fromkeys(one.addr_spec for one in to)),
        content=message.as_bytes(),
    )
