"""A report for a terminal. The only user of rich."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hmic.plaintext import shown, typed
from hmic.render.columns_fit import GUTTER, fit
from hmic.render.terminal_colours import STYLES
from hmic.reports.screen_blocks import Block, Cell, Gap, Grid, Heading, Line, Pairs, Style, Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport


def render(report: AnyReport, look: Look) -> str:
    """The report's blocks for a screen of this width; at most `limit` rows."""
    width, color, limit = look.width, look.color, look.limit
    shown = report.rows if limit is None or report.whole else report.rows[:limit]
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="256" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for block in report.blocks(shown):
        console.print(_block(block, width), soft_wrap=False)
    left = len(report.rows) - len(shown)
    if left > 0:
        console.print()
        console.print(
            Text(f"… and {left:,} more: add --all, or write them with -o FILE", STYLES[Style.MUTED])
        )
    text = out.getvalue()
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n" if text else ""


def _block(block: Block, width: int) -> RenderableType:
    match block:
        case Heading(text, remark):
            heading = Text(_safe(text), style="bold")
            if remark:
                heading.append(f"  {_safe(remark)}", style=f"not bold {STYLES[Style.MUTED]}")
            return heading
        case Line(parts, indent):
            words = Text()
            for part in parts:
                words.append(_words(part))
            return Padding(words, (0, 0, 0, indent))
        case Pairs(pairs):
            table = Table.grid(padding=(0, GUTTER, 0, 0))
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for label, value in pairs:
                table.add_row(Text(label, style=STYLES[Style.MUTED]), _words(value))
            return table
        case Grid():
            return _grid(block, width)
        case Gap():
            return Text()


def _words(words: Words) -> Text:
    cell = words if isinstance(words, Cell) else Cell(words)
    return Text(_safe(cell.text), style=STYLES[cell.style])


def _safe(text: str) -> str:
    """A text that can do nothing to a terminal, whatever an earlier version let into the journal."""
    return text if text.isprintable() else shown(typed(text))


def _grid(grid: Grid, width: int) -> RenderableType:
    """A table of the columns that fit, and its remark."""
    fitted = fit(grid.columns, [[_words(cell) for cell in row] for row in grid.rows], width)
    if grid.narrow is not None and not fitted.whole:
        return _grid(grid.narrow, width)
    table = Table(
        box=None, padding=(0, GUTTER, 0, 0), pad_edge=False, header_style=STYLES[Style.MUTED],
        collapse_padding=True,
    )  # fmt: skip
    for (column, _, _, _), room in fitted.columns:
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            overflow="fold",
            width=room,
        )
    for row in zip(*(held.texts for held, _ in fitted.columns), strict=True):
        table.add_row(*row)
    return Group(table, _block(grid.remark, width)) if grid.remark else table
