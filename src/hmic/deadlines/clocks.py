"""The clocks that run for a whole report by law or custom, such as the statutory response."""

from __future__ import annotations

CLOCKS: dict[str, tuple[int, str]] = {
    "statutory response": (
        55,
        (
            "56 days beginning with the publication day (Police Act 1996, s.55): "
            "the last day is publication + 55"
        ),
    ),
    "super-complaint": (56, "56 days after the publication day"),
    "action plan": (28, "28 days after the publication day"),
}
"""The clocks that run for a report: days after the publication day, and the rule."""
