"""Plain charts as SVG to stand in a page. The only user of leather.

Each bar's label says its number, so that nothing has to be measured by eye. Colours and letters are left
to the page, so that a chart follows light, dark and black on white. The same numbers give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from hmic.errors import HmicError

WIDTH, BAR, FRAME = 420, 26, 60
_TICKS = 4


def bars(title: str, values: Sequence[tuple[str, int]]) -> str:
    """A bar for each label and number, the first on top; the title is read out, not drawn."""
    try:
        import leather
    except ImportError as error:
        message = "the paper's charts need the library leather, which is not installed"
        raise HmicError(message, hint="install it with: pip install 'hmic[board]'") from error
    top = max([1, *(number for _, number in values)])
    step = max(1, -(-top // _TICKS))
    ticks = list(range(0, top + step, step))
    chart = leather.Chart()
    chart.add_x_scale(0, ticks[-1])
    chart.add_x_axis(ticks=ticks)
    chart.add_bars([(number, f"{label}: {number}") for label, number in values])
    drawn = chart.to_svg(width=WIDTH, height=FRAME + BAR * len(values))
    told = escape(f"{title}. " + ", ".join(f"{label} {number}" for label, number in values), quote=True)
    size = f'viewBox="0 0 {WIDTH} {FRAME + BAR * len(values)}"'
    bare = re.sub(r' (?:fill|stroke|font-family|font-size|xmlns|version)="[^"]*"', "", drawn)
    return re.sub(r'<svg width="\d+" height="\d+"', f'<svg role="img" aria-label="{told}" {size}', bare)
