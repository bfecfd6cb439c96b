"""`hmic when`: what deadline words mean."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from hmic.cli.options import argument, option
from hmic.cli.output import TABLES
from hmic.cli.parsing import parse_published
from hmic.cli.run import Run, command
from hmic.errors import UsageError
from hmic.model import PartialDate

LONGEST_QUESTION = 2_000


@command('when "within three months" --published 2014-11-27', offer=TABLES, files=())
def when(
    run: Run,
    phrase: Annotated[list[str], argument("WORDS", 'The words, such as "within three months".')],
    published: Annotated[
        Any,  # a PartialDate or a date; the library takes no union
        option(
            "--published",
            "When the report was published: 27/11/2014, 2014-11 or 2014.",
            "DATE",
            parse_published,
        ),
    ],
) -> None:
    """Explain deadline words: each date, its rule, and whether it is exact."""
    from hmic.deadlines import Anchor, read, unread
    from hmic.reports import when_report

    words = " ".join(phrase)
    if len(words) > LONGEST_QUESTION:
        message = f"the words have {len(words):,} characters; at most {LONGEST_QUESTION:,} are read"
        raise UsageError(message, hint="give only the sentence with the deadline")
    if isinstance(published, dt.date):
        published = PartialDate.parse(published.isoformat())
    anchor = Anchor(published.last, exact=published.exact, source=published.source)
    readings = (*read(words, anchor), *unread(words, anchor))
    run.show(when_report.build(readings, anchor, run.as_at))
