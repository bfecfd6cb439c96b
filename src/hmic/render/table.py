"""A report for a terminal. The only user of rich."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hmic.plaintext import shown, typed
from hmic.reports.screen_blocks import Block, Cell, Gap, Grid, Heading, Line, Pairs, Style, Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hmic.render.formats import Look
    from hmic.reports.report_value import AnyReport

_STYLES = {
    Style.PLAIN: "",
    Style.STRONG: "bold",
    Style.MUTED: "dim",
    Style.OVERDUE: "bold red",
    Style.SOON: "yellow",
    Style.GOOD: "green",
}
_GUTTER = 2


def render(report: AnyReport, look: Look) -> str:
    """The report's blocks for a screen of this width; at most `limit` rows."""
    width, color, limit = look.width, look.color, look.limit
    shown = report.rows if limit is None or report.whole else report.rows[:limit]
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="standard" if color else None,
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
        console.print(Text(f"… and {left:,} more: add --all, or write them with -o FILE", "dim"))
    text = out.getvalue()
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n" if text else ""


def _block(block: Block, width: int) -> RenderableType:
    match block:
        case Heading(text, remark):
            heading = Text(_safe(text), style="bold")
            if remark:
                heading.append(f"  {_safe(remark)}", style="not bold dim")
            return heading
        case Line(parts, indent):
            words = Text()
            for part in parts:
                words.append(_words(part))
            return Padding(words, (0, 0, 0, indent))
        case Pairs(pairs):
            table = Table.grid(padding=(0, _GUTTER, 0, 0))
            table.add_column(no_wrap=True)
            table.add_column(overflow="fold")
            for label, value in pairs:
                table.add_row(Text(label, style="dim"), _words(value))
            return table
        case Grid():
            return _grid(block, width)
        case Gap():
            return Text()


def _words(words: Words) -> Text:
    cell = words if isinstance(words, Cell) else Cell(words)
    return Text(_safe(cell.text), style=_STYLES[cell.style])


def _safe(text: str) -> str:
    """A text that can do nothing to a terminal, whatever an earlier version let into the journal."""
    return text if text.isprintable() else shown(typed(text))


def _grid(grid: Grid, width: int) -> Table:
    """The columns that fit; the least important are left out first, and the last may stretch."""
    columns = grid.columns
    texts = [[_words(row[n]) for row in grid.rows] for n in range(len(columns))]
    widths = [
        column.stretch or max([cell_len(column.heading), *map(_cell_len, texts[n])])
        for n, column in enumerate(columns)
    ]
    if grid.narrow is not None and sum(w + _GUTTER for w in widths) - _GUTTER > width:
        return _grid(grid.narrow, width)
    shown = list(range(len(columns)))
    while sum(widths[n] + _GUTTER for n in shown) - _GUTTER > width:
        least = max(shown, key=lambda n: columns[n].priority)
        if columns[least].priority == 0:
            break
        shown.remove(least)
    table = Table(
        box=None, padding=(0, _GUTTER, 0, 0), pad_edge=False, header_style="dim",
        collapse_padding=True,
    )  # fmt: skip
    for n in shown:
        column = columns[n]
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=not column.stretch,
            min_width=min(column.stretch, 20) if column.stretch else widths[n],
        )
    for row in zip(*(texts[n] for n in shown), strict=True):
        table.add_row(*row)
    return table


def _cell_len(text: Text) -> int:
    return text.cell_len
