"""Rectangles and lines on a page → the boxes that hold text."""

from __future__ import annotations

from hmic.draft.bullets import SIGNS
from hmic.draft.pdf_page import Area, Sheet, Word

_THIN = 3.5
"""Points up to which a rectangle is a line."""
_NEAR = 4.0
_LINE = 24.0
"""Points up to which a rectangle is the shade of one line."""
_HANGING = 60.0
"""Points by which a line of a box can be set in."""
_LEAST = (120.0, 14.0)
"""A box is at least so wide and so high."""
_BAR = (1.8, 14.0)
"""How wide a bar beside a text is, in points."""
_MOST_OF_PAGE = 0.7


def boxes(sheet: Sheet) -> list[Area]:
    """The page's boxes, the largest first; one that holds most of the page's rows as a table is none."""
    filled = [a for a in sheet.areas if a.colour is not None and not _is_line(a)]
    framed = [a for a in sheet.areas if a.colour is None and not _is_line(a)]
    lines = [a for a in sheet.areas if _is_line(a)]
    frames = _frames(lines)
    found = [*_merged(filled, sheet.words), *framed, *frames]
    found = [a for a in found if a.right - a.left >= _LEAST[0] and a.top - a.bottom >= _LEAST[1]]
    kept: list[Area] = []
    for area in sorted(found, key=lambda a: -a.size):
        inside = next((k for k in kept if _inside(area, k)), None)
        if inside is None and _has_words(area, sheet.words):
            kept.append(area)
    return _joined_strips([*kept, *_beside_bars(sheet, kept)])


def _is_line(area: Area) -> bool:
    return min(area.right - area.left, area.top - area.bottom) <= _THIN


def _has_words(area: Area, words: list[Word]) -> bool:
    return sum(area.holds((w.left + w.right) / 2, w.middle) for w in words) >= 1


def _inside(inner: Area, outer: Area) -> bool:
    return (
        inner.left >= outer.left - _NEAR and inner.right <= outer.right + _NEAR
        and inner.bottom >= outer.bottom - _NEAR and inner.top <= outer.top + _NEAR
    )  # fmt: skip


def _merged(filled: list[Area], words: list[Word]) -> list[Area]:
    """Stripes of one colour under one another are one box: word processors shade line by line."""
    kept: list[Area] = []
    for area in sorted(filled, key=lambda a: (-a.top, a.left)):
        above = next((other for other in reversed(kept[-40:]) if _goes_on(other, area, words)), None)
        if above is None:
            kept.append(Area(area.left, area.bottom, area.right, area.top, area.colour))
        else:
            above.left, above.right = min(area.left, above.left), max(area.right, above.right)
            above.bottom, above.top = min(area.bottom, above.bottom), max(area.top, above.top)
    for area in kept:
        signs = [
            w.left
            for w in words
            if len(w.text) == 1 and w.text in SIGNS and area.bottom < w.middle < area.top
        ]
        area.left = min([area.left, *(left for left in signs if area.left - _HANGING < left < area.left)])
    return kept


def _goes_on(above: Area, area: Area, words: list[Word]) -> bool:
    """Whether a stripe goes on with what is above: it touches, or only a paragraph's space is between."""
    if above.colour != area.colour:
        return False
    wide = min(area.right, above.right) - max(area.left, above.left)
    if wide <= 0.6 * min(area.right - area.left, above.right - above.left):
        return False
    gap = above.bottom - area.top
    if gap <= _NEAR and area.bottom <= above.top + _NEAR:
        return True
    height = area.top - area.bottom
    if height > _LINE or gap > 1.6 * height or abs(area.left - above.left) > _HANGING:
        return False
    between = (w for w in words if area.top < w.middle < above.bottom)
    return not any(area.left < (w.left + w.right) / 2 < area.right for w in between)


def _frames(lines: list[Area]) -> list[Area]:
    """Boxes drawn as four lines: two level ones of the same width, joined by upright ones."""
    level = [a for a in lines if a.right - a.left > _LEAST[0]]
    upright = [a for a in lines if a.top - a.bottom > _LEAST[1]]
    level.sort(key=lambda a: -a.top)
    found: list[Area] = []
    for upper in level:
        for lower in level:
            same = abs(upper.left - lower.left) < _NEAR and abs(upper.right - lower.right) < _NEAR
            if not same or lower.top > upper.bottom - _LEAST[1]:
                continue
            sides = [
                a for a in upright
                if a.top > upper.bottom - 2 * _NEAR and a.bottom < lower.top + 2 * _NEAR
                and (abs(a.left - upper.left) < _NEAR or abs(a.right - upper.right) < _NEAR)
            ]  # fmt: skip
            if len({a.left < (upper.left + upper.right) / 2 for a in sides}) == 2:
                found.append(Area(upper.left, lower.bottom, upper.right, upper.top, None))
                break
    return found


def _joined_strips(kept: list[Area]) -> list[Area]:
    """A heading's strip on top of a box of the same width belongs to it."""
    kept = sorted(kept, key=lambda a: -a.top)
    found: list[Area] = []
    for area in kept:
        above = next(
            (
                f
                for f in found
                if abs(f.bottom - area.top) < 3
                and abs(f.left - area.left) < _NEAR
                and abs(f.right - area.right) < _NEAR
            ),
            None,
        )
        if above is not None and (above.top - above.bottom < 45):
            above.bottom = area.bottom
        else:
            found.append(area)
    return found


def _beside_bars(sheet: Sheet, known: list[Area]) -> list[Area]:
    """Text with a bar at its left: a box of which only one side is drawn."""
    found: list[Area] = []
    for bar in sheet.areas:
        tall, wide = bar.top - bar.bottom, bar.right - bar.left
        if not (_BAR[0] <= wide <= _BAR[1] and tall > _LINE and tall < _MOST_OF_PAGE * sheet.height):
            continue
        rows = [w for w in sheet.words if bar.bottom - 1 < w.middle < bar.top + 1]
        beside = any(-_LINE / 2 < bar.left - w.right < _LINE / 2 for w in rows)
        alike = any(
            other is not bar and abs(other.top - bar.top) < _NEAR and abs(other.bottom - bar.bottom) < _NEAR
            and other.right - other.left <= _BAR[1]
            for other in sheet.areas
        )  # fmt: skip
        if beside or alike or any(_touch(bar, area) for area in known):
            continue
        right = _right_of(bar, rows)
        if right - bar.right >= _LEAST[0]:
            found.append(Area(bar.left, bar.bottom, right, bar.top, bar.colour))
    return found


def _touch(one: Area, other: Area) -> bool:
    return (
        one.left <= other.right + _NEAR and other.left <= one.right + _NEAR
        and one.bottom <= other.top and other.bottom <= one.top
    )  # fmt: skip


def _right_of(bar: Area, words: list[Word]) -> float:
    """How far the text goes that begins right beside a bar; a wide gap ends it, as between columns."""
    right = bar.right
    for word in sorted((w for w in words if w.left > bar.right - 1), key=lambda w: w.left):
        if word.left - right > (_LINE if right > bar.right else 2 * _LINE):
            break
        right = max(right, word.right)
    return right
