"""What is published carries no post, no note and no evidence: taken out of the rows, before any is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmic.store.queries.overdue_rows import OverdueRow

Row = TypeVar("Row", bound=tuple[Any, ...])

PRIVATE = frozenset(
    {"owner", "last_note", "last_note_on", "why_moved", "reason", "review_on", "closed_by", "agreed_by"}
)
"""The fields of rows that hold posts, or what the force wrote in its own words."""


def blanked(row: Row) -> Row:
    """A row of a query without what is private."""
    names: tuple[str, ...] = row._fields  # type: ignore[attr-defined] # every row is a NamedTuple
    return row._replace(**dict.fromkeys(PRIVATE.intersection(names)))  # type: ignore[attr-defined,no-any-return] # as above


def rows(found: Iterable[Row], *, public: bool) -> list[Row]:
    """Rows for what is published or is not."""
    return [blanked(row) for row in found] if public else list(found)


def coming(found: Iterable[OverdueRow], *, public: bool) -> list[OverdueRow]:
    """What is overdue or falls due soon; a review date is the force's own until it has passed."""
    return [row for row in rows(found, public=public) if not public or row.deadline or row.days_overdue > 0]
