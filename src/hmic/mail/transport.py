"""What a transport promises: each message handed over, with what came of it for each recipient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from hmic.mail.message import Parcel


class Outcome(NamedTuple):
    """What came of a message for one recipient: a state of the ledger and what was answered."""

    state: str
    answer: str


class Transport(Protocol):
    """Hands messages over."""

    def deliver(
        self, parcel: Parcel, handing_over: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Outcome]:
        """Hand a message over; gives what came of it for each recipient.

        `handing_over` is called with the recipients who may get the message from now on, before the
        first of its bytes leaves. Failures of any sort are outcomes, never exceptions.
        """

    def close(self) -> None:
        """End the connection, if it is open."""


def seconds(number: int) -> str:
    """A limit in words: `1 second`, `60 seconds`."""
    return f"{number} second{'' if number == 1 else 's'}"
