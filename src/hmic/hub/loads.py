"""Sharing a load of the register."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from hmic.errors import RefusedError
from hmic.hub.crossing import at
from hmic.hub.hub_errors import ChangedError, HubError, LostError
from hmic.hub.link import Given, Hub
from hmic.hub.syncing import bring_up_to_date
from hmic.hub.taking import Taking
from hmic.store import hub_log
from hmic.store.hub_log import LOAD
from hmic.store.transactions import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmic.hub.sharing import Place

_TRIES = 5


class Load(NamedTuple):
    """A force's register as it is to be loaded: its files as text."""

    force: str
    body: str


def share_load(place: Place, hub: Hub, loads: Sequence[Load]) -> None:
    """Load at the hub, and take that in. Refused if somebody loaded since this database last looked."""
    for load in loads:
        if load.force not in place.state.forces:
            message = f"the hub has no force {load.force}, or this login may not see it"
            raise HubError(message, hint=f'those who run it: hmic hub force add "{load.force}"')
    given = [(load.force, Given(hub_log.new_uid(), LOAD, (), load.body)) for load in loads]
    since = {load.force: (place.state.seen_loads or {}).get(load.force, 0) for load in loads}
    for force, number in since.items():
        _refuse_if_loaded(place, force, number)
    for _ in range(_TRIES):
        try:
            pages = _send(place, hub, given)
        except ChangedError:
            bring_up_to_date(place.con, place.path, hub, place.clock())
            for force, number in since.items():
                _refuse_if_loaded(place, force, number)
            continue
        except LostError as error:
            hint = "see whether it arrived with: hmic sync; if it did not, load again"
            raise LostError(error.message, hint=hint) from error
        with transaction(place.con, place.path):
            taking = Taking(place.con)
            for force, rows in pages:
                taking.take(force, rows)
            taking.finish()
            hub_log.mark_loads_seen(place.con)
        return
    message = "the hub changes faster than this computer can follow; nothing was loaded"
    raise HubError(message, hint="try again in a moment")


def _send(
    place: Place, hub: Hub, given: Sequence[tuple[str, Given]]
) -> list[tuple[str, list[hub_log.LogRow]]]:
    with ExitStack() as stack:
        if len(given) > 1:
            stack.enter_context(hub.transaction())
        return [
            (
                force,
                hub.append(
                    (place.state.forces[force], force),
                    hub_log.cursor_of(place.con, force),
                    None,
                    place.clock(),
                    [one],
                ),
            )
            for force, one in sorted(given, key=lambda pair: place.state.forces[pair[0]])
        ]


def _refuse_if_loaded(place: Place, force: str, since: int) -> None:
    load = hub_log.last_load(place.con, force, since)
    if load is not None:
        who, when = load
        message = f"{who} loaded {at(when)}: run hmic sync first"
        raise RefusedError(message, hint="then hmic load --dry-run shows what your file would change")
