"""What the commands of a joined database share: the way to its hub, and recording there."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING

from hmic.errors import HmicError, RefusedError, UsageError
from hmic.words import in_utc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from hmic.cli.run import Run
    from hmic.hub.joining import Came
    from hmic.hub.link import About, Hub
    from hmic.hub.sharing import Decide, Place
    from hmic.model import Entry
    from hmic.store.hub_state import Joined
    from hmic.store.journal_merge import Taken
    from hmic.store.to_share import Pending


def connected(run: Run, dsn: str | None = None) -> Hub:
    """A connection to the hub that is given, else to the one that the settings name."""
    from hmic.hub.link import connect

    where = dsn or run.settings.hub
    if where is None:
        message = "hmic.toml does not say where the hub is"
        raise UsageError(message, hint='add a line to it: hub = "service=NAME"')
    return connect(where)


def place_of(run: Run, con: sqlite3.Connection, state: Joined) -> Place:
    """A joined database as the hub's modules take it."""
    from hmic.hub.sharing import Place

    return Place(con, run.db, state, run.world.clock)


def moment_of(run: Run, ahead: dt.timedelta) -> tuple[str, dt.date]:
    """The moment in UTC and the day, where the hub's clock is so far ahead of this computer's."""
    moment = run.world.clock() + ahead
    return in_utc(moment), moment.astimezone().date()


def share_with(
    run: Run, con: sqlite3.Connection, state: Joined, decide: Decide, *, fresh: bool = False
) -> list[Entry]:
    """Write at the hub what is decided; with `fresh` once the database is up to date."""
    from hmic.hub import sharing, syncing

    place = place_of(run, con, state)
    with connected(run) as hub:
        if fresh:
            syncing.bring_up_to_date(con, run.db, hub, run.world.clock())
        return sharing.share(place, hub, decide)


def record_shared(
    run: Run,
    con: sqlite3.Connection,
    state: Joined,
    work: Callable[[sqlite3.Connection, str, dt.date], list[Entry]],
    *,
    later: bool,
) -> list[Entry]:
    """Record at the hub or, with `later`, keep it here; `work` admits entries as at a moment and a day."""
    from hmic.hub.sharing import Decided, keep_for_later

    def decide(con: sqlite3.Connection, ahead: dt.timedelta) -> Decided:
        return Decided(work(con, *moment_of(run, ahead)))

    if later:
        return keep_for_later(place_of(run, con, state), decide)
    return share_with(run, con, state, decide)


def merge_shared(
    run: Run,
    con: sqlite3.Connection,
    state: Joined,
    work: Callable[[sqlite3.Connection, str, dt.date], Taken],
) -> Taken:
    """Merge another journal at the hub; what came of it, with the numbers that entries have here then."""
    from hmic.hub.sharing import Decided
    from hmic.store.journal import newest, recorded_after
    from hmic.store.shared import numbers_of

    taken: list[Taken] = []

    def decide(con: sqlite3.Connection, ahead: dt.timedelta) -> Decided:
        last = newest(con)
        taken[:] = [work(con, *moment_of(run, ahead))]
        return Decided(recorded_after(con, last), merged=True)

    share_with(run, con, state, decide, fresh=True)

    def here(entry: Entry) -> Entry:
        return entry._replace(number=numbers_of(con, [entry.uid])[entry.uid])

    found = taken[0]
    return found._replace(
        disagreements=[
            one._replace(ours=here(one.ours), theirs=here(one.theirs), counts=here(one.counts))
            for one in found.disagreements
        ],
        unfit=[one._replace(entry=here(one.entry)) for one in found.unfit],
    )


def as_of_today(run: Run, entries: list[Entry], today: dt.date) -> list[Entry]:
    """Entries that happened today, where the hub's clock says another day than this computer's."""
    here = run.world.today()
    if here == today:
        return entries
    moved = [one._replace(on=today) if one.on == here else one for one in entries]
    if moved != entries:
        run.say(f"this computer's clock is wrong: it says {here}; {today}, the hub's day, is recorded")
    return moved


def sync(run: Run) -> tuple[str, bool]:
    """Bring the database up to date and share what waits, and say what could not be shared.

    Gives what happened, in words, and whether all was shared.
    """
    from hmic.store import hub_log, hub_state
    from hmic.store.connection import open_reading

    with closing(open_reading(run.db)) as con:
        state = hub_state.joined(con)
        if state is None:
            message = f"{run.db} has not joined a hub"
            raise RefusedError(message, hint="join one with: hmic join DSN")
        with connected(run) as hub:
            about = hub.about()
            heads = {one.name: (one.number, one.hash) for one in about.forces}
            if about.id == state.hub and hub_log.is_current(con, state, heads, run.world.clock()):
                return f"{run.db}: nothing new", True
            return _sync(run, state, hub, about)


def _sync(run: Run, state: Joined, link: Hub, about: About) -> tuple[str, bool]:
    from hmic.hub import syncing, waiting
    from hmic.hub.sharing import Decided
    from hmic.plaintext import shown
    from hmic.store import hub_log, hub_state
    from hmic.store.admission import admit
    from hmic.store.connection import open_writing
    from hmic.store.transactions import transaction
    from hmic.words import count

    with closing(open_writing(run.db)) as con:
        done = syncing.bring_up_to_date(con, run.db, link, run.world.clock(), about)

        def again(given: list[Entry]) -> Decide:
            def decide(con: sqlite3.Connection, ahead: dt.timedelta) -> Decided:
                now, today = moment_of(run, ahead)
                added, refused = admit(con, as_of_today(run, given, today), now, today, far=True)
                for _, error in refused:
                    raise error
                return Decided(added)

            return decide

        state = hub_state.joined(con) or state
        sent = waiting.send_waiting(place_of(run, con, state), link, again)
        with transaction(con, run.db):
            hub_log.mark_loads_seen(con)
    said = [count(done.entries, "new entry", "new entries")] if done.entries else []
    said += [count(done.loads, "load")] if done.loads else []
    said += [f"{count(len(sent.entries), 'entry', 'entries')} shared"] if sent.entries else []
    said += [f"{count(n, 'record')} restored to {name}" for name, n in done.returned.items()]
    problems = list(_not_shared(sent.refused))
    hints = {one.hint: None for one in problems if one.hint}
    for line in (*(one.message for one in problems), *hints):
        run.say(shown(line))
    return f"{run.db}: {', '.join(said) or 'nothing new'}", not problems


def _not_shared(refused: Sequence[tuple[Pending, HmicError]]) -> Iterator[HmicError]:
    """Why each of what waited was not shared, and what to do about it."""
    import json

    from hmic.store.shared import LOAD, kind_of, subjects_of

    loads = {one.batch for one, _ in refused if kind_of(one.body) == LOAD}
    for one, error in refused:
        if kind_of(one.body) == LOAD:
            why = error.message.removesuffix(": run hmic sync first")
            hint = "look at it with hmic load --dry-run, then: hmic load; hmic sync"
            yield HmicError(f"the register that waited was not loaded: {why}", hint=hint)
            continue
        what = f"{subjects_of(json.loads(one.body))[0]}: not shared ({one.uid[:8]})"
        if one.batch in loads:
            yield HmicError(f"{what} until the register is loaded")
        else:
            hint = "record it differently, then: hmic sync --drop ENTRY"
            yield HmicError(f"{what}: {error.message}", hint=hint)


def make_again(run: Run, copy: Path | None = None) -> Came:
    """Make a joined database again from its hub, with what only an older `copy` of it has handed in."""
    from hmic.hub import joining
    from hmic.hub.hub_errors import UnreachableError

    try:
        with connected(run) as hub:
            return joining.made_again(run.db, hub, hub.about(), run.world.clock(), copy)
    except UnreachableError as error:
        error.hint = "a joined database is made again from its hub; to leave the hub: hmic leave"
        raise


def must_mail_here(run: Run, *, take_over: bool) -> None:
    """Refuse to send where another computer sends a joined database's reminders; or take that over."""
    from hmic.store.connection import open_reading
    from hmic.store.hub_state import joined

    if not run.db.exists():
        return
    with closing(open_reading(run.db)) as con:
        state = joined(con)
        run.narrow(con)
    if state is None:
        return
    import platform
    import uuid

    with connected(run) as hub:
        for force, number in state.forces.items():
            if run.force in {None, force}:
                mine = f"{uuid.getnode():x} {run.db.resolve()}"
                computer, name = hub.mail_from(number, mine, platform.node(), take=take_over)
                if computer != mine:
                    message = f"reminders for {force} go out from {name}"
                    raise RefusedError(message, hint="to send them from here from now on: --take-over")


def drop(run: Run, name: str) -> None:
    """Give up one entry that waits; what was recorded together with it goes on waiting."""
    from hmic.store import to_share
    from hmic.store.connection import open_writing
    from hmic.store.transactions import transaction

    least = 4
    with closing(open_writing(run.db)) as con, transaction(con, run.db):
        meant = [one.uid for one in to_share.waiting(con) if one.uid.startswith(name)]
        if len(name) < least or len(meant) != 1:
            message = f"no waiting entry is called {name}"
            raise RefusedError(message, hint="hmic sync lists the entries that cannot be shared")
        to_share.settle(con, meant)


def set_hub(folder: Path, dsn: str | None) -> Path:
    """Write where the hub is into hmic.toml, or take it out; everything else in it stays."""
    import json
    import re

    from hmic.cli.whole_files import put
    from hmic.config import FILE

    file = next((f for f in (d / FILE for d in (folder, *folder.parents)) if f.is_file()), folder / FILE)
    lines = _settings_text(file).splitlines(keepends=True)
    head = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[:head] if not re.match(r"\s*hub\s*=", line)]
    if dsn is not None:
        if kept and not kept[-1].endswith("\n"):
            kept[-1] += "\n"
        while kept and not kept[-1].strip():
            kept.pop()
        kept += [f"hub = {json.dumps(dsn, ensure_ascii=False)}\n", *(["\n"] if lines[head:] else [])]
    text = "".join([*kept, *lines[head:]])
    if file.exists() or dsn is not None:
        put(file, text)
    return file


def _settings_text(file: Path) -> str:
    """The settings as they are; nothing where there are none."""
    from hmic.file_kinds import read_small
    from hmic.plaintext import decoded

    try:
        return decoded(read_small(file))
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        message = f"{file} cannot be read: {why}"
        raise HmicError(message, hint="correct the file, or move it away") from error
