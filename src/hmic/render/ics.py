"""Deadlines as a calendar (RFC 5545). The only user of icalendar.

Each deadline is an all-day event whose name stays, so that a calendar moves the event when the date
moves. The stamp is the report's own day: the same report gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hmic.errors import HmicError, UsageError
from hmic.plaintext import harmless
from hmic.render.formats import Format
from hmic.words import forces_words

if TYPE_CHECKING:
    from icalendar import Event as Component

    from hmic.render.formats import Look
    from hmic.reports.events import Event
    from hmic.reports.report_value import AnyReport

WARNING = dt.timedelta(days=-7)
"""How long before the day a calendar reminds."""


def render(report: AnyReport, _: Look) -> str:
    """The calendar as text; UsageError for a report that has no deadlines to put into one."""
    if report.events is None:
        message = f"there is no calendar for {report.name}"
        raise UsageError(message, hint=f"ics is for: {Format.ICS.only}")
    try:
        import icalendar
    except ImportError as error:
        message = "calendars need the library icalendar, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[ics]'") from error
    made = icalendar.Calendar()
    made.add("prodid", "-//hmic//deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    forces = forces_words(report.forces)
    name = f"Inspection deadlines: {forces}" if forces else "Inspection deadlines"
    made.add("x-wr-calname", f"{name}{report.as_known}")
    for event in report.events if report.unknown is None else ():
        made.add_component(_component(event, report.as_at))
    return harmless(str(made.to_ical(), "utf-8"))


def _component(event: Event, as_at: dt.date) -> Component:
    import icalendar

    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("dtstamp", dt.datetime.combine(as_at, dt.time(), dt.UTC))
    made.add("dtstart", event.day)
    if event.day < dt.date.max:  # without an end it is that day, too
        made.add("dtend", event.day + dt.timedelta(days=1))
    made.add("summary", event.summary)
    made.add("description", event.description)
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    if not event.cancelled and event.day >= as_at:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm.add("trigger", WARNING)
        made.add_component(alarm)
    return made
