"""What the driver's failures mean, in plain words, each with what to do."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hmic.hub import hub_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_OFFLINE = "you can still read; to record now and share later, add --later"
_ASK = "ask those who run the hub"

_CONNECTING: tuple[tuple[str, str, str], ...] = (
    (r'password authentication failed for user "(.*?)"', "the hub refuses the password of {0}",
     "correct it in .pgpass or the service file"),
    (r"no password supplied", "the hub asks for a password, but none is set",
     "put it into .pgpass, or use Kerberos; it does not belong in hmic.toml"),
    (r'role "(.*?)" does not exist', "the hub has no login {0}", _ASK),
    (r'role "(.*?)" is not permitted to log in', "{0} is a group at the hub, not a login", _ASK),
    (r'database "(.*?)" does not exist', "the hub's server has no database {0}", "check the DSN"),
    (r'permission denied for database "(.*?)"', "this login may not use the database {0}", _ASK),
    (r'no pg_hba.conf entry.*?user "(.*?)"', "the hub does not admit {0} from this computer", _ASK),
    (r'definition of service "(.*?)" not found', "no service file names {0}",
     "add it to ~/.pg_service.conf, or set PGSERVICEFILE"),
    (r'root certificate file "(.*?)" does not exist', ("there is no CA certificate {0} to "
"check the hub's certificate"),
     "put the CA's certificate there, or set sslrootcert"),
    (r'certificate for "(.*?)".*? does not match host name "(.*?)"',
     "the hub's certificate is for {0}, not for {1}", "use that name in the DSN"),
    (r"does not support SSL", "the hub's server does not encrypt connections",
     "ask those who run it to set ssl = on"),
    (r"could not initiate GSSAPI|GSSAPI continuation error|No Kerberos credentials",
     "there is no Kerberos ticket for the hub", "get one with: kinit"),
)  # fmt: skip


@contextmanager
def connecting(dsn: str, given: Mapping[str, Any]) -> Iterator[None]:
    """Turn a failure to connect into a message with a cause and a remedy."""
    import psycopg2

    try:
        yield
    except psycopg2.OperationalError as error:
        text = " ".join(str(error).split())
        if "certificate verify failed" in text:
            raise _certificate(given) from error
        for pattern, message, hint in _CONNECTING:
            found = re.search(pattern, text)
            if found:
                raise hub_errors.HubError(message.format(*found.groups()), hint=hint) from error
        where = given.get("host") or given.get("service") or dsn
        message = f"the hub {where} cannot be reached: {_last(text)}"
        raise hub_errors.UnreachableError(message, hint=_OFFLINE) from error


def _last(text: str) -> str:
    """The cause at the end of libpq's sentence."""
    text = re.sub(r"\s*Is the server running.*?\?", "", text)
    text = re.sub(
        r'^connection to server (?:at|on socket) ".*?"(?: \(.*?\))?(?:, port \d+)? failed: ', "", text
    )
    return text.removeprefix("FATAL: ").strip() or "no answer"


def _certificate(given: Mapping[str, Any]) -> hub_errors.HubError:
    """Why the server's certificate is not accepted; libpq does not say, so it is looked at once more."""
    from hmic.hub.certificate import why_refused

    return hub_errors.HubError(*_because(why_refused(given)))


def _because(code: int | None) -> tuple[str]:
    expired, early = 10, 9
    if code == expired:
        return ("the hub's certificate has expired: ask those who run the hub for a new one",)
    if code == early:
        return ("the hub's certificate is not valid yet: check this computer's clock",)
    return ("the hub's certificate is not from a CA that this computer trusts: check sslrootcert",)


@contextmanager
def asking() -> Iterator[None]:
    """Turn a failure of a query into a message with a cause and a remedy."""
    import psycopg2

    try:
        yield
    except psycopg2.Error as error:
        raise _as_hub_error(error) from error


def _as_hub_error(error: Any) -> hub_errors.HubError:
    code = error.pgcode
    own = _OWN.get(code)
    if own is not None:
        return own(error)
    if code == _NO_RIGHT and "for function" in str(error):
        return _may_not()
    known = _CODES.get(code)
    if known is not None:
        return hub_errors.HubError(known[0], hint=known[1])
    text = " ".join(str(error).split())
    if code is None or code.startswith(("08", "57", "25P03")):
        return hub_errors.LostError(
            f"the connection to the hub broke: {_last(text)}", hint="try again in a moment"
        )
    return hub_errors.HubError(f"the hub reports an error: {text}", hint=_ASK)


def _may_not() -> hub_errors.HubError:
    return hub_errors.DeniedError("this login cannot record for the force", hint=_ASK)


_OWN: dict[str, Callable[[Any], hub_errors.HubError]] = {
    "HM001": lambda _: _may_not(),
    "HM002": lambda _: hub_errors.HubError(
        "an entry is at the hub with different content", hint="hmic sync"
    ),
    "HM003": lambda _: hub_errors.ForkedError("the hub does not recognise this database's state"),
    "HM004": lambda _: hub_errors.ChangedError("something changed in the meantime"),
    "HM005": lambda error: hub_errors.ClockError(error.diag.message_detail),
    "HM008": lambda _: hub_errors.HubError(
        "the hub is of another version of hmic", hint="see it with: hmic sync"
    ),
}

_NO_RIGHT = "42501"

_CODES = {
    "3F000": ("there is no hub in this database", "make one with: hmic hub init DSN"),
    "42P01": ("there is no hub in this database", "make one with: hmic hub init DSN"),
    "42883": ("the hub is of another version of hmic", "upgrade hmic, or the hub: hmic hub init DSN"),
    _NO_RIGHT: ("this login has no rights on the hub",
              "ask those who run it to make it a member of the force's readers or writers"),
    "55P03": ("the hub is busy: someone else has been recording for 20 seconds", "try again in a moment"),
    "57014": ("the hub took more than 60 seconds", "try again; if it continues, contact whoever runs it"),
    "53300": ("the hub has no free connections", "try again in a moment"),
    "25006": ("the hub is read-only at the moment: it is a standby, or is being repaired", _ASK),
}  # fmt: skip
