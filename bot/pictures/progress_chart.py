"""Twelve weeks as bars with their numbers, and the way as one bar: done, under way, to go.

A week without anything is an empty place, not a gap in a chain.
"""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from bot.mentor.learner.drawings import ProgressDrawing
from bot.pictures.paper import (
    BIG,
    BLUE,
    INK,
    LINE,
    QUIET,
    SHEET,
    SKY,
    SMALL,
    WIDTH,
    as_png,
    lettered,
    sheet,
    wrapped,
    write,
)

_HEIGHT = 3.3
_MARGIN = 0.16
_BARS_TOP = 2.55
_BARS_BOTTOM = 1.55
_WAY_TOP = 0.78
_WAY_BOTTOM = 0.52


def paint_progress(drawing: ProgressDrawing) -> bytes:
    """The picture of somebody's weeks and way."""
    figure = sheet(_HEIGHT)
    axes = lettered(figure, _HEIGHT)
    inner = WIDTH - 2 * _MARGIN
    write(
        axes,
        (_MARGIN, 3.08),
        wrapped(figure, drawing.title, BIG, inner, lines=1, weight="bold")[0],
        size=BIG,
        weight="bold",
    )
    write(axes, (_MARGIN, 2.84), drawing.weeks_title, size=SMALL, color=QUIET)
    _weeks(axes, drawing)
    write(axes, (_MARGIN, 0.98), wrapped(figure, drawing.way_title, SMALL, inner, lines=1)[0], size=SMALL, color=QUIET)
    _way(axes, drawing)
    return as_png(figure)


def _weeks(axes: Axes, drawing: ProgressDrawing) -> None:
    number = len(drawing.weeks)
    step = (WIDTH - 2 * _MARGIN) / number
    most = max((done for _, done in drawing.weeks), default=0)
    axes.plot([_MARGIN, WIDTH - _MARGIN], [_BARS_BOTTOM] * 2, color=LINE, linewidth=1.0)
    for index, (label, done) in enumerate(drawing.weeks):
        x = _MARGIN + step * (index + 0.5)
        if done:
            tall = (_BARS_TOP - _BARS_BOTTOM - 0.16) * (0.15 + 0.85 * done / most)
            axes.add_patch(Rectangle((x - step * 0.36, _BARS_BOTTOM), step * 0.72, tall, color=BLUE, linewidth=0))
            write(axes, (x, _BARS_BOTTOM + tall + 0.09), str(done), size=SMALL, ha="center")
        if index % 4 == 0 or index == number - 1:
            ha = "left" if index == 0 else "right" if index == number - 1 else "center"
            at = x - step * 0.36 if index == 0 else x + step * 0.36 if index == number - 1 else x
            write(axes, (at, _BARS_BOTTOM - 0.13), label, size=SMALL, color=QUIET, ha=ha)
    if not most:
        write(axes, (WIDTH / 2, (_BARS_TOP + _BARS_BOTTOM) / 2), drawing.nothing_yet, color=QUIET, ha="center")


def _way(axes: Axes, drawing: ProgressDrawing) -> None:
    parts = ((drawing.done, BLUE, "", SHEET), (drawing.under_way, SKY, "////", INK), (drawing.left, SHEET, "", QUIET))
    total = sum(hours for (_, hours), *_ in parts)
    inner = WIDTH - 2 * _MARGIN
    x = _MARGIN
    for (_, hours), color, hatch, edge in parts:
        wide = inner * hours / total if total else 0
        if wide:
            axes.add_patch(
                Rectangle(
                    (x, _WAY_BOTTOM),
                    wide,
                    _WAY_TOP - _WAY_BOTTOM,
                    facecolor=color,
                    hatch=hatch,
                    edgecolor=edge,
                    linewidth=0.0,
                )
            )
        x += wide
    axes.add_patch(
        Rectangle((_MARGIN, _WAY_BOTTOM), inner, _WAY_TOP - _WAY_BOTTOM, fill=False, edgecolor=INK, linewidth=0.9)
    )
    y, x = 0.26, _MARGIN
    for (label, hours), color, hatch, _ in parts:
        axes.add_patch(Rectangle((x, y - 0.06), 0.15, 0.12, facecolor=color, hatch=hatch, edgecolor=INK, linewidth=0.7))
        write(axes, (x + 0.21, y), f"{label}: {hours} h", size=SMALL)
        x += inner / 3
