"""The command `sendmail`, which every mail server on a Unix machine brings with it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hmic.errors import HmicError
from hmic.mail.transport import Outcome, seconds
from hmic.store.mail_ledger import FAILED, HANDING_OVER, REFUSED, SENT

if TYPE_CHECKING:
    from hmic.mail.message import Parcel

_PLACES = "/usr/sbin:/usr/lib:/usr/local/sbin:/usr/bin:/bin"
"""Where it lies; cron's own PATH leaves most of these out."""

_PERMANENT = {64: "usage", 65: "data", 67: "no such user", 68: "no such host", 77: "not permitted"}
"""Exit codes that will not change by trying again (sysexits.h)."""


class Sendmail:
    """Gives each message to the command's standard input."""

    def __init__(self, path: str | None, timeout: int, say: Callable[[str], None]) -> None:
        found = shutil.which(path) if path else shutil.which("sendmail", path=_PLACES)
        if found is None:
            message = f"the command {path or 'sendmail'} is not installed on this machine"
            raise HmicError(message, hint="install a mail server, or set smtp in [mail] of hmic.toml")
        self.path = found
        self.timeout = timeout
        self.say = say

    def deliver(
        self, parcel: Parcel, handing_over: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Outcome]:
        """Run the command once for all recipients."""
        handing_over(parcel.recipients)
        return dict.fromkeys(parcel.recipients, self._run(parcel))

    def _run(self, parcel: Parcel) -> Outcome:
        command = [self.path, "-i", "-f", parcel.sender, "--", *parcel.recipients]
        # The command wants the system's own line ends.
        content = parcel.content.replace(b"\r\n", b"\n")
        try:
            done = subprocess.run(  # noqa: S603 - addresses are checked and come after `--`
                command, input=content, capture_output=True, timeout=self.timeout, check=False
            )
        except subprocess.TimeoutExpired:
            return Outcome(HANDING_OVER, f"{self.path} did not finish within {seconds(self.timeout)}")
        except OSError as error:
            return Outcome(FAILED, f"{self.path} cannot be run: {(error.strerror or str(error)).lower()}")
        if done.returncode == 0:
            return Outcome(SENT, "taken by sendmail")
        if done.returncode < 0:
            # Ended from outside: it may have handed the message on before.
            return Outcome(HANDING_OVER, f"{self.path} was stopped by signal {-done.returncode}")
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = f"{self.path} failed with exit code {done.returncode}{': ' + said[-1] if said else ''}"
        return Outcome(REFUSED if done.returncode in _PERMANENT else FAILED, why)

    def close(self) -> None:
        """Nothing is open."""
