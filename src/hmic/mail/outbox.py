"""A folder of messages: delivery without a server, to try things out or to be fetched from there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hmic.mail.transport import Outcome
from hmic.store.mail_ledger import FAILED, SENT
from hmic.systems import flushed, put_in_place
from hmic.unfinished_files import file_beside, remove

if TYPE_CHECKING:
    from hmic.mail.message import Parcel


_UNSENT = b"X-Unsent: 1\r\n"


class Outbox:
    """Writes each message as a file `.eml`, which any mail program opens.

    Outlook opens it as a draft that is ready to be sent: X-Unsent says that it was not sent yet
    (https://learn.microsoft.com/archive/blogs/stephen_griffin/did-i-send-that).
    """

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        """The folder is made when it is first needed."""
        self.folder = folder
        self.say = say

    def deliver(
        self, parcel: Parcel, handing_over: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Outcome]:
        """Write the message aside and move it into place: it is there whole or not at all."""
        target = self.folder / name(parcel)
        aside = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            aside = file_beside(target)
            handing_over(parcel.recipients)
            with aside.open("wb") as file:
                file.write(_UNSENT + parcel.content)
                file.flush()
                flushed(file.fileno())
            put_in_place(aside, target)
        except OSError as error:
            if aside is not None:
                remove(aside)
            why = f"{target} cannot be written: {(error.strerror or str(error)).lower()}"
            return dict.fromkeys(parcel.recipients, Outcome(FAILED, why))
        self.say(f"wrote {target}")
        return dict.fromkeys(parcel.recipients, Outcome(SENT, str(target)))

    def close(self) -> None:
        """Nothing is open."""


def name(parcel: Parcel) -> str:
    """The file's name: the first recipient, and a mark that is the same for the same message."""
    mark = hashlib.sha256(parcel.message_id.encode()).hexdigest()[:12]
    who = "".join(letter if letter.isalnum() else "-" for letter in parcel.recipients[0])
    return f"{who}-{mark}.eml"
