"""What can go wrong with a hub, and the version of it that this hmic works with."""

from __future__ import annotations

import datetime as dt

from hmic.errors import HmicError, RefusedError

VERSION = 1
"""The version of `hub.sql` that this hmic works with."""


class HubError(HmicError):
    """The hub cannot be used, or refuses."""


class UnreachableError(HubError):
    """There is no way to the hub at this moment; nothing was sent."""


class LostError(HubError):
    """The connection broke after something was sent: whether it arrived is not known."""


class ChangedError(HubError):
    """Something that the caller looked at has changed since."""


class ForkedError(HubError):
    """The caller's log does not lead up to the hub's."""


class ClockError(HubError):
    """This computer's clock is more than a day off; `moment` is the hub's."""

    def __init__(self, moment: str) -> None:
        super().__init__("this computer's clock is more than a day off", hint="set its date and time")
        self.moment = dt.datetime.fromisoformat(moment)


class LoadedError(RefusedError):
    """Somebody loaded the register since whoever works here last looked."""


class DeniedError(HubError):
    """The login may not write for the force."""


def wrong_version(found: int) -> HubError:
    """The error for a hub of another version."""
    if found > VERSION:
        message = f"the hub was made by a newer version of hmic (schema {found}, known: {VERSION})"
        return HubError(message, hint="upgrade hmic on this computer; nothing has been changed")
    message = f"the hub was made by an older version of hmic (schema {found}, needed: {VERSION})"
    return HubError(message, hint="those who run it: hmic hub init DSN, with the new version")
