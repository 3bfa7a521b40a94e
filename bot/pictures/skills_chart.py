"""A profile: each skill on a line from 0 to 10, what is there against what is enough.

What is there is a dot, what is enough an open diamond, the gap between them a dashed bar: readable without color.
"""

from dataclasses import dataclass

from bot.mentor.learner.drawings import SkillRow, SkillsDrawing
from bot.pictures.paper import (
    BIG,
    BLUE,
    GROUND,
    INK,
    LINE,
    ORANGE,
    QUIET,
    SKY,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    width_of,
    wrapped,
)

_MARGIN = 0.12
_LEFT = 1.56
"""Where the scale begins; labels stand before it."""
_NUMBERS = 0.46
_CHECKS = 0.28
"""Room for the numbers after the scale, and for the check questions after those."""
_ROW = 0.215
_EXTRA_LINE = 0.145
_GROUP = 0.26
_TITLE_LINE = 0.19
_LEGEND_LINE = 0.17
_BOTTOM = 0.27
_SCALE = 10
_GAP = {"color": ORANGE, "linewidth": 2.6, "linestyle": (0, (1.4, 0.7))}


@dataclass(frozen=True, slots=True)
class _Chart:
    """Where things stand, in inches."""

    sheet: Sheet
    right: float
    """Where the scale ends."""

    def x(self, rating: float) -> float:
        return _LEFT + (self.right - _LEFT) * rating / _SCALE


def paint_skills(drawing: SkillsDrawing) -> bytes:
    """The picture of a profile."""
    rows = [row for group in drawing.groups for row in group.rows]
    has_checks = any(row.checked for row in rows)
    title = wrapped(drawing.title, BIG, WIDTH - 2 * _MARGIN, lines=2, weight="bold")
    labels = {row: wrapped(row.label, TEXT, _LEFT - _MARGIN - 0.1, lines=2) for row in rows}
    head = 0.36 + _TITLE_LINE * len(title) + _LEGEND_LINE * has_checks
    height = head + _GROUP * len(drawing.groups) + sum(_tall(labels[row]) for row in rows) + _BOTTOM
    chart = _Chart(Sheet(height), WIDTH - _NUMBERS - _CHECKS * has_checks)
    _head(chart.sheet, drawing, title, height)
    _grid(chart, height - head - 0.04)
    y = height - head
    for group in drawing.groups:
        y -= _GROUP
        chart.sheet.write((_MARGIN, y + 0.08), group.title, size=SMALL, color=QUIET, weight="bold")
        for row in group.rows:
            tall = _tall(labels[row])
            _row(chart, row, labels[row], y - tall / 2)
            y -= tall
    return chart.sheet.as_png(few_colors=True)


def _tall(label: list[str]) -> float:
    return _ROW + _EXTRA_LINE * (len(label) - 1)


def _head(sheet: Sheet, drawing: SkillsDrawing, title: list[str], height: float) -> None:
    """The title, and what each mark means."""
    y = height - 0.18
    for line in title:
        sheet.write((_MARGIN, y), line, size=BIG, weight="bold")
        y -= _TITLE_LINE
    y -= 0.02
    rows = [row for group in drawing.groups for row in group.rows]
    x = _MARGIN + 0.05
    _dot(sheet, (x, y))
    x = _legend(sheet, x, y, drawing.have)
    _diamond(sheet, (x, y))
    x = _legend(sheet, x, y, drawing.need)
    sheet.line((x - 0.04, y), (x + 0.12, y), **_GAP)
    x = _legend(sheet, x + 0.1, y, drawing.gap)
    if any(row.before is not None for row in rows):
        _ring(sheet, (x, y))
        _legend(sheet, x, y, drawing.before)
    if any(row.checked for row in rows):
        sheet.write((_MARGIN, y - _LEGEND_LINE), f"✓ {drawing.checked}", size=SMALL)


def _legend(sheet: Sheet, x: float, y: float, label: str) -> float:
    """The meaning of a mark at `x`, and where the next mark goes."""
    sheet.write((x + 0.1, y), label, size=SMALL)
    return x + 0.1 + width_of(label, SMALL) + 0.2


def _grid(chart: _Chart, top: float) -> None:
    for value in range(0, _SCALE + 1, 2):
        x = chart.x(value)
        chart.sheet.line((x, _BOTTOM), (x, top), color=LINE, linewidth=0.9 if value in (0, _SCALE) else 0.5)
        chart.sheet.write((x, _BOTTOM - 0.12), str(value), size=SMALL, color=QUIET, ha="center")


def _row(chart: _Chart, row: SkillRow, label: list[str], y: float) -> None:
    sheet, have = chart.sheet, row.have or 0
    for index, line in enumerate(label):
        sheet.write((_MARGIN, y + _EXTRA_LINE * ((len(label) - 1) / 2 - index)), line)
    sheet.line((chart.x(0), y), (chart.right, y), color=LINE, linewidth=0.7)
    if have:
        sheet.line((chart.x(0), y), (chart.x(have), y), color=BLUE, linewidth=2.2, solid_capstyle="butt")
    if row.need > have:
        sheet.line((chart.x(have), y), (chart.x(row.need), y), **_GAP)
    if row.before is not None:
        _ring(sheet, (chart.x(row.before), y))
    if row.need:
        _diamond(sheet, (chart.x(row.need), y), is_reached=row.need == row.have)
    numbers = (chart.right + _NUMBERS - 0.06, y)
    if row.have is None:
        sheet.write(numbers, "?", color=QUIET, ha="right")
        return
    _dot(sheet, (chart.x(have), y))
    sheet.write(numbers, f"{have}/{row.need}" if row.need else str(have), ha="right")
    if row.checked:
        sheet.write((WIDTH - 0.05, y), f"✓{row.checked}", size=SMALL - 1.2, color=QUIET, ha="right")


def _dot(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark(at, "o", 6.4, color=BLUE, markeredgecolor=GROUND)


def _diamond(sheet: Sheet, at: tuple[float, float], *, is_reached: bool = False) -> None:
    """What is enough; larger where the dot stands in it."""
    size = 8.6 if is_reached else 6.2
    sheet.mark(at, "D", size, markerfacecolor=GROUND, markeredgecolor=INK, markeredgewidth=1.3)


def _ring(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.mark(at, "o", 5.2, markerfacecolor=SKY, markeredgecolor=BLUE, markeredgewidth=0.8)
