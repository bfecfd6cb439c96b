"""What an unforeseen error means, where a damaged database can have caused it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hmic.errors import StoreError
from hmic.store.connection import open_unchecked, opened
from hmic.store.transactions import as_store_error, is_ours
from hmic.store.verifying import problems


def explained(error: Exception) -> StoreError | None:
    """What an unforeseen error means when a damaged database can have caused it; else None.

    Damage shows in many ways: SQLite's own errors, but also an invalid date or status. So the
    databases that were opened are examined before the error is called a bug.
    """
    return next((found for path in reversed(opened) if (found := _at(path, error)) is not None), None)


def _at(path: Path, error: Exception) -> StoreError | None:
    """The damage of one database."""
    if not path.exists():
        return None
    if isinstance(error, sqlite3.DatabaseError):
        if is_ours(error):
            return None
        if "constraint" not in str(error).lower():
            return as_store_error(error, path)
    try:
        with closing(open_unchecked(path)) as con:
            wrong = next(problems(con, path), None)
    except (StoreError, sqlite3.DatabaseError, ValueError) as damage:
        wrong = str(damage)
    if wrong is None:
        return None
    message = f"{path} is damaged: {wrong}"
    return StoreError(message, hint="see every problem with: hmic verify; then restore a backup")
