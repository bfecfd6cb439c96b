"""A register gets a new text: by one run at a time, and only if all that belongs to it is done as well."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hmic.cli.whole_files import put, read_whole, translated
from hmic.errors import HmicError
from hmic.systems import put_in_place
from hmic.unfinished_files import clear_left, file_beside, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from hmic.register_records import Register

WAIT_SECONDS = 20
"""How long a run waits for another; that one may itself wait for the database for half of it."""


@contextmanager
def alone(register: Path) -> Iterator[None]:
    """One run at a time, from reading the register until its new text is there; HmicError after a wait.

    The system lets the lock go when a run ends in whatever way.
    """
    # Besides the mail, the register is what only one run at a time may have.
    from filelock import FileLock, Timeout

    if not register.is_file():  # then there is nothing to change, as will be said
        yield
        return
    target = register.resolve()
    place = target.with_name(f".{target.name}.lock")
    lock = FileLock(place, timeout=WAIT_SECONDS)
    with translated(register):
        try:
            lock.acquire()
        except Timeout as error:
            message = f"another run of hmic has been changing {register} for {WAIT_SECONDS} seconds"
            hint = "nothing was written; try again when that has finished"
            raise HmicError(message, hint=hint) from error
    try:
        yield
    finally:
        # Who waits for a lock that has lost its name takes another one. Windows removes it by itself.
        with suppress(OSError):
            place.unlink()
        lock.release()


class Change:
    """One change of a register's text, which is undone when what follows it fails.

    While a file is being put, and from `last` on, Ctrl-C waits: it either stops all of it or nothing.
    """

    def __init__(self, register: Path, before: bytes, after: bytes) -> None:
        self.register = register
        self.before = before
        self.after = after
        self.kept: Path | None = None
        self.is_done: Callable[[], bool] = lambda: False
        """Whether all that belongs to the new text is done, so that it stays whatever fails afterwards."""
        self._open = True
        self._came = False

    def put(self) -> None:
        """Write the new text, unless the register is not what it was when the text was made."""
        self.last()
        with translated(self.register):
            if read_whole(self.register) != self.before:
                message = f"{self.register} was changed in the meantime"
                raise HmicError(message, hint="nothing was written; try again")
            if self.after != self.before:
                self._keep()
                put(self.register, self.after)
            else:
                clear_left(self.register.resolve().parent)
        self._open = True
        if self._came:
            self.last()
            raise KeyboardInterrupt

    def last(self) -> None:
        """From here on Ctrl-C comes too late."""
        self._open = False

    def stays(self) -> None:
        """The new text stays, whatever fails from here on."""
        if self.kept is not None:
            remove(self.kept)
            self.kept = None

    def _keep(self) -> None:
        """A copy to restore if needed, made in advance because the disk may be full by then."""
        target = self.register.resolve()
        self.kept = file_beside(target, 0o600)
        self.kept.write_bytes(self.before)
        self.kept.chmod(target.stat().st_mode & 0o7777)

    def undo(self, why: BaseException) -> None:
        """Put the register back, if it is exactly what this run wrote; HmicError where it is not."""
        self.last()
        if self.kept is None:
            return
        now = None
        with suppress(OSError, HmicError):
            now = read_whole(self.register)
        if now == self.before or self.is_done():
            return
        if now == self.after:
            with translated(self.register):
                put_in_place(self.kept, self.register.resolve())
            return
        reason = "interrupted" if isinstance(why, KeyboardInterrupt) else getattr(why, "message", str(why))
        saved = f"{self.register} was changed by someone else in the meantime"
        message = f"{reason}; {saved}, so it was left as it is"
        hint = "nothing was loaded; the register may contain the new findings: check it, then hmic load"
        raise HmicError(message, hint=hint) from why

    def interrupted(self, _number: int, _frame: FrameType | None) -> None:
        """What Ctrl-C does."""
        if not self._open:
            self._came = True
            return
        self.last()
        raise KeyboardInterrupt


@contextmanager
def changing(register: Path, before: bytes, after: bytes) -> Iterator[Change]:
    """A change to be put; where what is inside fails, the register is as it was."""
    change = Change(register, before, after)
    main = threading.current_thread() is threading.main_thread()
    ours = main and callable(signal.getsignal(signal.SIGINT))
    usual = signal.signal(signal.SIGINT, change.interrupted) if ours else None
    try:
        yield change
    except BaseException as error:
        change.undo(error)
        raise
    finally:
        change.last()
        if change.kept is not None:
            remove(change.kept)
        if ours:
            signal.signal(signal.SIGINT, usual)


def register_now(place: Path) -> Register:
    """The register to which something is to be added; HmicError where it is not there or has problems."""
    from hmic.register.register_files import check_files

    if not place.is_file():
        message = f"there is no register {place}"
        raise HmicError(message, hint='start one with: hmic init . --force "Your Police"')
    checked = check_files([place])
    if checked.problems or not checked.registers:
        message = f"{place} has problems, so nothing can be added to it"
        raise HmicError(message, hint="see them with: hmic check")
    return checked.registers[0][1]
