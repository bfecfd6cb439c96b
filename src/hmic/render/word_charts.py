"""Charts of a Word document: Word's own, drawn from the numbers that they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hmic.render.paper_page import Chart

_NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_DARK = '<a:solidFill><a:srgbClr val="444444"/></a:solidFill>'
_SMALL = (
    '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{}" b="{}"><a:latin typeface="Arial"/></a:defRPr></a:pPr>'
    "<a:endParaRPr/></a:p></c:txPr>"
)
_PAGE_MM, _ROW_MM, _REST_MM, _LINE_MM = 170, 7, 10, 55
_EMU = 36_000
"""So many units of the format are a millimetre."""
_YEAR = 365.25


def add(document: Any, chart: Chart, description: str, number: int) -> None:
    """Put a chart at the end of the document; `description` is read out in its place."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    drawn = _line(chart.history) if chart.history else _bars(chart.bars)
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    body = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{drawn}'.encode()
    package = document.part.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), kind, body, package)
    held = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    high = _LINE_MM if chart.history else _ROW_MM * len(chart.bars) + _REST_MM
    place = f"""<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
      xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
      xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" {_NAMES}>
      <wp:inline><wp:extent cx="{_PAGE_MM * _EMU}" cy="{high * _EMU}"/>
      <wp:docPr id="{number}" name="Chart {number}" descr="{escape(description, quote=True)}"/>
      <wp:cNvGraphicFramePr/>
      <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
      <c:chart r:id="{held}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""
    run = document.add_paragraph().add_run()
    run._r.append(parse_xml(place))  # noqa: SLF001 - the library has no call for it


def _space(plot: str) -> str:
    return (
        f'<c:chartSpace {_NAMES}><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea><c:layout/>{plot}</c:plotArea><c:plotVisOnly val="1"/></c:chart>'
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def _axis(kind: str, name: int, other: int, place: str, more: str, *, shown: bool) -> str:
    order = "maxMin" if kind == "catAx" else "minMax"
    crosses = '<c:crosses val="min"/>' + ("" if kind == "catAx" else '<c:crossBetween val="between"/>')
    return (
        f'<c:{kind}><c:axId val="{name}"/><c:scaling><c:orientation val="{order}"/>{more}</c:scaling>'
        f'<c:delete val="{0 if shown else 1}"/><c:axPos val="{place}"/>'
        '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_SMALL.format(900, 0)}'
        f'<c:crossAx val="{other}"/>{crosses}</c:{kind}>'
    )


def _bars(values: Sequence[tuple[str, int]]) -> str:
    """A bar for each label, the first on top, each with its number."""
    labels = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(label)}</c:v></c:pt>' for n, (label, _) in enumerate(values)
    )
    numbers = "".join(f'<c:pt idx="{n}"><c:v>{number}</c:v></c:pt>' for n, (_, number) in enumerate(values))
    some = f'<c:ptCount val="{len(values)}"/>'
    return _space(
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr>{_DARK}</c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{_SMALL.format(900, 1)}<c:dLblPos val="outEnd"/>{_shown("Val")}</c:dLbls>'
        f"<c:cat><c:strLit>{some}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>0</c:formatCode>{some}{numbers}</c:numLit></c:val></c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        + _axis("catAx", 1, 2, "l", "", shown=True)
        + _axis("valAx", 2, 1, "b", '<c:min val="0"/>', shown=False)
    )


def _points(values: Iterable[object]) -> str:
    return "".join(
        f'<c:pt idx="{n}"><c:v>{escape(str(value))}</c:v></c:pt>' for n, value in enumerate(values)
    )


def _shown(what: str) -> str:
    parts = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return "".join(f'<c:show{part} val="{int(part == what)}"/>' for part in parts)


def _line(history: Sequence[tuple[dt.date, int]]) -> str:
    """A line over time that goes up and down where something happened; its last point has its number."""
    points: list[tuple[float, int]] = []
    for day, number in history:
        place = round(day.year + (day.timetuple().tm_yday - 1) / _YEAR, 3)
        points += [(place, points[-1][1])] if points else []
        points.append((place, number))
    some = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(points)}"/>'
    xs, ys = _points(x for x, _ in points), _points(y for _, y in points)
    label = (
        f'<c:dLbls><c:dLbl><c:idx val="{len(points) - 1}"/>{_SMALL.format(1000, 1)}<c:dLblPos val="r"/>'
        f"{_shown('Val')}</c:dLbl>{_shown('')}</c:dLbls>"
    )
    first, last = int(points[0][0]), int(points[-1][0]) + 1
    step = max(1, -(-(last - first) // 12))
    return _space(
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/><c:ser><c:idx val="0"/>'
        f'<c:order val="0"/><c:spPr><a:ln w="28575">{_DARK}</a:ln></c:spPr>'
        f'<c:marker><c:symbol val="none"/></c:marker>{label}'
        f"<c:xVal><c:numLit>{some}{xs}</c:numLit></c:xVal><c:yVal><c:numLit>{some}{ys}</c:numLit></c:yVal>"
        '<c:smooth val="0"/></c:ser><c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
        + _axis("valAx", 1, 2, "b", f'<c:max val="{last}"/><c:min val="{first}"/>', shown=True).replace(
            "</c:valAx>", f'<c:majorUnit val="{step}"/></c:valAx>'
        )
        + _axis("valAx", 2, 1, "l", '<c:min val="0"/>', shown=True)
    )
