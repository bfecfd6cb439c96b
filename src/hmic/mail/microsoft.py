"""Signing in at Microsoft 365 without a stored password: OAuth 2.0 by device code (RFC 8628).

Microsoft's library msal leads the conversation; the mail server then takes the access token by XOAUTH2
(https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
What msal keeps, the refresh token above all, is in the system's keyring. Tests speak the protocol with a
stand-in; it was not tried with the real service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hmic.errors import HmicError
from hmic.plaintext import shown

if TYPE_CHECKING:
    from hmic.config import Mail

SCOPES = ("https://outlook.office.com/SMTP.Send",)
_SERVICE = "hmic Microsoft 365"
_PIECE = 1000
"""Characters of one entry of the keyring: Windows takes no more than 1280
(https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw)."""
_MOST_PIECES = 200
_AGAIN = "sign in with: hmic mail login"


def sign_in(mail: Mail, say: Callable[[str], None]) -> str:
    """Let a person sign in with a browser, on any machine; gives the account's name."""
    with _explained(mail):
        cache, app = _app(mail, "")
        flow = app.initiate_device_flow(scopes=list(SCOPES))
        if "user_code" not in flow:
            raise _refused(flow)
        minutes = int(flow.get("expires_in", 900)) // 60
        where, code = shown(flow["verification_uri"]), shown(flow["user_code"])
        say(f"open {where} in a browser and enter the code {code}")
        say(f"waiting, for at most {minutes} minutes, until you have signed in there")
        answer = app.acquire_token_by_device_flow(flow)
        if "access_token" not in answer:
            raise _refused(answer)
        _keep(mail, cache.serialize())
        claims = answer.get("id_token_claims") or {}
        return shown(str(claims.get("preferred_username", "an account without a name")))


def token(mail: Mail) -> str:
    """An access token for the mail server, renewed where the last one has ended."""
    with _explained(mail):
        cache, app = _app(mail, _kept(mail))
        accounts = app.get_accounts()
        if not accounts:
            message = f"no one is signed in to Microsoft 365 for {mail.user}"
            raise HmicError(message, hint=_AGAIN)
        answer = app.acquire_token_silent_with_error(list(SCOPES), accounts[0]) or {}
        if cache.has_state_changed:
            _keep(mail, cache.serialize())
        if "access_token" not in answer:
            raise _refused(answer)
        return str(answer["access_token"])


def sign_out(mail: Mail) -> bool:
    """Forget what the keyring holds; whether there was anything."""
    with _explained(mail):
        there = bool(_kept(mail))
        _forget(mail)
        return there


def _app(mail: Mail, kept: str) -> tuple[Any, Any]:
    """The library's cache of tokens, and the library with it."""
    import msal

    cache = msal.SerializableTokenCache()
    if kept:
        cache.deserialize(kept)
    app = msal.PublicClientApplication(
        mail.microsoft_client,
        authority=f"{mail.microsoft_login.rstrip('/')}/{mail.microsoft_tenant}",
        token_cache=cache,
        http_client=_session(mail),
        instance_discovery=False,
    )
    return cache, app


def _session(mail: Mail) -> Any:
    """A connection that trusts `ca_file`: of itself, requests lets REQUESTS_CA_BUNDLE go before it."""
    from functools import partial

    import requests

    session: Any = requests.Session()
    trusted = {"verify": str(mail.ca_file)} if mail.ca_file else {}
    session.request = partial(session.request, timeout=mail.timeout, **trusted)
    return session


@contextmanager
def _explained(mail: Mail) -> Iterator[None]:
    """Every way in which this can fail, in plain words."""
    try:
        import keyring.errors
        import msal
        import requests
    except ImportError as error:
        message = (
            "signing in to Microsoft 365 needs the libraries msal and keyring, which are not installed"
        )
        raise HmicError(message, hint="install them with: pip install 'hmic[outlook]'") from error
    try:
        yield
    except keyring.errors.KeyringError as error:
        message = f"the keyring cannot be used: {shown(str(error)) or type(error).__name__}"
        raise HmicError(message, hint="unlock it, and run this as the user whose keyring it is") from error
    except requests.exceptions.SSLError as error:
        message = f"the certificate of {mail.microsoft_login} is not trusted"
        raise HmicError(message, hint="set ca_file to the certificate of your proxy's authority") from error
    except requests.exceptions.RequestException as error:
        message = f"{mail.microsoft_login} cannot be reached: {type(error).__name__}"
        raise HmicError(message, hint="check the network, and the proxy in HTTPS_PROXY") from error
    except msal.exceptions.MsalError as error:
        message = f"{mail.microsoft_login} gave an unexpected answer: {shown(str(error))[:300]}"
        raise HmicError(message, hint="try again later") from error
    except (ValueError, KeyError, RuntimeError) as error:  # what msal makes of answers that are none
        message = f"{mail.microsoft_login} gave no usable answer for the tenant {mail.microsoft_tenant}"
        raise HmicError(message, hint="check microsoft_tenant and microsoft_login in hmic.toml") from error


_HINTS = {
    "authorization_declined": "the sign-in was declined; run it again",
    "access_denied": "the sign-in was declined; run it again",
    "expired_token": "the code has expired; run it again and enter the new code",
    "code_expired": "the code has expired; run it again and enter the new code",
    "unauthorized_client": "check microsoft_client; the application must allow public client flows",
    "invalid_client": "check microsoft_client; the application must allow public client flows",
    "invalid_request": "check microsoft_client and microsoft_tenant in hmic.toml",
    "invalid_scope": "the application needs the delegated permission SMTP.Send",
}


def _refused(answer: dict[str, Any]) -> HmicError:
    """Why there is no token, by the codes of OAuth 2.0; of the description its first sentence."""
    code = str(answer.get("error", "no answer"))
    said = str(answer.get("error_description") or code).splitlines()[0]
    message = f"Microsoft 365 gives no access: {shown(said)[:300]}"
    return HmicError(message, hint=_HINTS.get(code, _AGAIN))


def _names(mail: Mail) -> Iterator[str]:
    return (f"{mail.user} {number}" for number in range(_MOST_PIECES))


def _kept(mail: Mail) -> str:
    """What the keyring holds for the user: nothing, where a piece is missing or of another writing."""
    import keyring

    pieces = []
    for name in _names(mail):
        piece = keyring.get_password(_SERVICE, name)
        if piece is None:
            break
        pieces.append(piece)
    text = "".join(pieces)
    try:
        return text if isinstance(json.loads(text), dict) else ""
    except ValueError:
        return ""


def _keep(mail: Mail, text: str) -> None:
    import keyring

    _forget(mail)
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    for name, piece in zip(_names(mail), pieces, strict=False):
        keyring.set_password(_SERVICE, name, piece)


def _forget(mail: Mail) -> None:
    import keyring

    for name in _names(mail):
        if keyring.get_password(_SERVICE, name) is None:
            return
        keyring.delete_password(_SERVICE, name)
