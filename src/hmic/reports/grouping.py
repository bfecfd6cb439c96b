"""What reports can be rolled up by."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """What a report is rolled up by."""

    FORCE = "force"
    THEME = "theme"
