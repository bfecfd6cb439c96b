"""The exit codes, which scripts rely on, and which of them problems of a register give."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hmic.errors import Problem

DONE = 0
"""Done, or nothing to report; also where the pipe was closed."""

ATTENTION = 1
"""It worked, and the answer needs attention: a problem, or with --exit-code what is overdue or changed."""

FAILED = 2
"""It could not be done: usage, an unknown finding, the database, a file, the mail server, a bug."""

INTERRUPTED = 130


def of_problems(problems: Iterable[Problem]) -> int:
    """A file that cannot be read was not checked at all."""
    return FAILED if any(problem.code == "unreadable" for problem in problems) else ATTENTION
