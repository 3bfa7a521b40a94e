"""Twelve weeks as bars with their numbers, and the way as one bar: done, under way, to go.

A week without anything is an empty place, not a gap in a chain.
"""

from bot.mentor.learner.drawings import ProgressDrawing
from bot.pictures.paper import BIG, BLUE, GROUND, INK, LINE, QUIET, SKY, SMALL, WIDTH, Sheet, wrapped

_HEIGHT = 3.3
_MARGIN = 0.16
_INNER = WIDTH - 2 * _MARGIN
_BARS_TOP = 2.55
_BARS_BOTTOM = 1.55
_WAY_BOTTOM = 0.52
_WAY_TALL = 0.26
_LABEL_EVERY = 4


def paint_progress(drawing: ProgressDrawing) -> bytes:
    """The picture of somebody's weeks and way."""
    sheet = Sheet(_HEIGHT)
    title = wrapped(drawing.title, BIG, _INNER, lines=1, weight="bold")[0]
    sheet.write((_MARGIN, 3.08), title, size=BIG, weight="bold")
    sheet.write((_MARGIN, 2.84), drawing.weeks_title, size=SMALL, color=QUIET)
    _weeks(sheet, drawing)
    way_title = wrapped(drawing.way_title, SMALL, _INNER, lines=1)[0]
    sheet.write((_MARGIN, 0.98), way_title, size=SMALL, color=QUIET)
    _way(sheet, drawing)
    return sheet.as_png(few_colors=False)


def _weeks(sheet: Sheet, drawing: ProgressDrawing) -> None:
    last = len(drawing.weeks) - 1
    step = _INNER / len(drawing.weeks)
    most = max(done for _, done in drawing.weeks)
    sheet.line((_MARGIN, _BARS_BOTTOM), (WIDTH - _MARGIN, _BARS_BOTTOM), color=LINE, linewidth=1.0)
    for index, (label, done) in enumerate(drawing.weeks):
        left = _MARGIN + step * (index + 0.14)
        middle, right = left + step * 0.36, left + step * 0.72
        if done:
            tall = (_BARS_TOP - _BARS_BOTTOM - 0.16) * (0.15 + 0.85 * done / most)
            sheet.box((left, _BARS_BOTTOM), right - left, tall, color=BLUE, linewidth=0)
            sheet.write((middle, _BARS_BOTTOM + tall + 0.09), str(done), size=SMALL, ha="center")
        if index % _LABEL_EVERY == 0 or index == last:
            x, side = (left, "left") if index == 0 else (right, "right") if index == last else (middle, "center")
            sheet.write((x, _BARS_BOTTOM - 0.13), label, size=SMALL, color=QUIET, ha=side)
    if not most:
        middle = (_BARS_TOP + _BARS_BOTTOM) / 2
        sheet.write((WIDTH / 2, middle), drawing.nothing_yet, color=QUIET, ha="center")


def _way(sheet: Sheet, drawing: ProgressDrawing) -> None:
    """The hours of the way as one bar, and what its parts mean."""
    parts = ((drawing.done, BLUE, ""), (drawing.under_way, SKY, "////"), (drawing.left, GROUND, ""))
    total = sum(hours for (_, hours), *_ in parts)
    x = _MARGIN
    for (_, hours), color, hatch in parts:
        wide = _INNER * hours / total if total else 0
        if wide:
            look = {"facecolor": color, "hatch": hatch, "edgecolor": INK, "linewidth": 0.0}
            sheet.box((x, _WAY_BOTTOM), wide, _WAY_TALL, **look)
        x += wide
    sheet.box((_MARGIN, _WAY_BOTTOM), _INNER, _WAY_TALL, fill=False, edgecolor=INK, linewidth=0.9)
    x = _MARGIN
    for (label, hours), color, hatch in parts:
        sheet.box((x, 0.2), 0.15, 0.12, facecolor=color, hatch=hatch, edgecolor=INK, linewidth=0.7)
        sheet.write((x + 0.21, 0.26), f"{label}: {hours} h", size=SMALL)
        x += _INNER / len(parts)
