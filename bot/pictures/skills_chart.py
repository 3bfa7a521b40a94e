"""A profile: each skill on a line from 0 to 10, what is there against what is enough.

What is there is a dot, what is enough an open diamond, the gap between them a dashed bar: readable without color.
"""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bot.mentor.learner.drawings import SkillRow, SkillsDrawing
from bot.pictures.paper import (
    BIG,
    BLUE,
    INK,
    LINE,
    ORANGE,
    QUIET,
    SHEET,
    SKY,
    SMALL,
    TEXT,
    WIDTH,
    as_png,
    lettered,
    sheet,
    wrapped,
    write,
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
_DASHES = (0, (1.4, 0.7))


@dataclass(frozen=True, slots=True)
class _Chart:
    """Where things stand, in inches."""

    axes: Axes
    right: float
    """Where the scale ends."""

    def x(self, rating: float) -> float:
        return _LEFT + (self.right - _LEFT) * rating / _SCALE


def paint_skills(drawing: SkillsDrawing) -> bytes:
    """The picture of a profile."""
    rows = [row for group in drawing.groups for row in group.rows]
    has_before, has_checks = any(row.before is not None for row in rows), any(row.checked for row in rows)
    probe = sheet(1)
    title = wrapped(probe, drawing.title, BIG, WIDTH - 2 * _MARGIN, lines=2, weight="bold")
    labels = {row: wrapped(probe, row.label, TEXT, _LEFT - _MARGIN - 0.1, lines=2) for row in rows}
    head = 0.36 + _TITLE_LINE * len(title) + _LEGEND_LINE * has_checks
    height = head + _GROUP * len(drawing.groups) + sum(_tall(labels[row]) for row in rows) + _BOTTOM
    figure = sheet(height)
    chart = _Chart(lettered(figure, height), WIDTH - _NUMBERS - _CHECKS * has_checks)
    _head(chart.axes, drawing, title, height, has_before=has_before, has_checks=has_checks)
    _grid(chart, height - head - 0.04)
    y = height - head
    for group in drawing.groups:
        y -= _GROUP
        write(chart.axes, (_MARGIN, y + 0.08), group.title, size=SMALL, color=QUIET, weight="bold")
        for row in group.rows:
            tall = _tall(labels[row])
            _row(chart, row, labels[row], y - tall / 2)
            y -= tall
    return as_png(figure)


def _tall(label: list[str]) -> float:
    return _ROW + _EXTRA_LINE * (len(label) - 1)


def _head(
    axes: Axes, drawing: SkillsDrawing, title: list[str], height: float, *, has_before: bool, has_checks: bool
) -> None:
    y = height - 0.18
    for line in title:
        write(axes, (_MARGIN, y), line, size=BIG, weight="bold")
        y -= _TITLE_LINE
    y -= 0.03
    gap = Line2D([], [], color=ORANGE, linewidth=2.6, linestyle=_DASHES)
    marks = [(_dot(0, 0), drawing.have), (_diamond(0, 0), drawing.need), (gap, drawing.gap)]
    if has_before:
        marks.append((_ring(0, 0), drawing.before))
    axes.legend(
        [mark for mark, _ in marks], [label for _, label in marks], loc="center left", ncols=len(marks),
        bbox_to_anchor=(_MARGIN - 0.05, y), bbox_transform=axes.transData, frameon=False, fontsize=SMALL,
        labelcolor=INK, handletextpad=0.4, columnspacing=1.0, handlelength=1.5, borderpad=0, borderaxespad=0,
    )  # fmt: skip
    if has_checks:
        write(axes, (_MARGIN + 0.03, y - _LEGEND_LINE), f"✓ {drawing.checked}", size=SMALL)


def _grid(chart: _Chart, top: float) -> None:
    for value in range(0, _SCALE + 1, 2):
        x = chart.x(value)
        chart.axes.plot([x, x], [_BOTTOM, top], color=LINE, linewidth=0.9 if value in (0, _SCALE) else 0.5, zorder=0)
        write(chart.axes, (x, _BOTTOM - 0.12), str(value), size=SMALL, color=QUIET, ha="center")


def _row(chart: _Chart, row: SkillRow, label: list[str], y: float) -> None:
    axes, have = chart.axes, row.have or 0
    for index, line in enumerate(label):
        write(axes, (_MARGIN, y + _EXTRA_LINE * ((len(label) - 1) / 2 - index)), line)
    axes.plot([chart.x(0), chart.right], [y, y], color=LINE, linewidth=0.7, zorder=1)
    if have:
        axes.plot([chart.x(0), chart.x(have)], [y, y], color=BLUE, linewidth=2.2, zorder=2, solid_capstyle="butt")
    if row.need > have:
        axes.plot(
            [chart.x(have), chart.x(row.need)], [y, y], color=ORANGE, linewidth=2.6, linestyle=_DASHES, zorder=2
        )  # fmt: skip
    if row.need:
        axes.add_line(_diamond(chart.x(row.need), y, is_reached=row.need == row.have))
    if row.before is not None:
        axes.add_line(_ring(chart.x(row.before), y))
    if row.have is None:
        write(axes, (chart.right + _NUMBERS - 0.06, y), "?", color=QUIET, ha="right")
        return
    axes.add_line(_dot(chart.x(have), y))
    number = f"{have}/{row.need}" if row.need else str(have)
    write(axes, (chart.right + _NUMBERS - 0.06, y), number, ha="right")
    if row.checked:
        write(axes, (WIDTH - 0.05, y), f"✓{row.checked}", size=SMALL - 1.2, color=QUIET, ha="right")


def _dot(x: float, y: float) -> Line2D:
    return Line2D([x], [y], marker="o", markersize=6.4, color=BLUE, markeredgecolor=SHEET, linestyle="none", zorder=5)


def _diamond(x: float, y: float, *, is_reached: bool = False) -> Line2D:
    """What is enough; larger where the dot stands in it."""
    return Line2D(
        [x], [y], marker="D", markersize=8.6 if is_reached else 6.2, markerfacecolor=SHEET, markeredgecolor=INK,
        markeredgewidth=1.3, linestyle="none", zorder=4,
    )  # fmt: skip


def _ring(x: float, y: float) -> Line2D:
    return Line2D(
        [x], [y], marker="o", markersize=5.2, markerfacecolor=SKY, markeredgecolor=BLUE, markeredgewidth=0.8,
        linestyle="none", zorder=3,
    )  # fmt: skip
