"""Weeks as stacked bars with their totals: how many questions had which outcome. No color carries a meaning alone."""

from bot.mentor.learner.drawings import WeeksDrawing
from bot.pictures.paper import BIG, BLUE, GROUND, INK, LINE, QUIET, SKY, SMALL, WIDTH, Sheet, wrapped

_HEIGHT = 2.9
_MARGIN = 0.16
_INNER = WIDTH - 2 * _MARGIN
_TOP = 2.1
_BOTTOM = 0.78
_LOOKS = (
    {"facecolor": BLUE, "hatch": "", "edgecolor": INK, "linewidth": 0.5},
    {"facecolor": SKY, "hatch": "////", "edgecolor": INK, "linewidth": 0.5},
    {"facecolor": GROUND, "hatch": "....", "edgecolor": INK, "linewidth": 0.5},
)
_LABEL_EVERY = 2


def paint_weeks(drawing: WeeksDrawing) -> bytes:
    """The picture of a community's weeks."""
    sheet = Sheet(_HEIGHT)
    title = wrapped(drawing.title, BIG, _INNER, lines=1, weight="bold")[0]
    sheet.write((_MARGIN, 2.7), title, size=BIG, weight="bold")
    sheet.write((_MARGIN, 2.46), wrapped(drawing.lead, SMALL, _INNER, lines=1)[0], size=SMALL, color=QUIET)
    _bars(sheet, drawing)
    _legend(sheet, drawing)
    return sheet.as_png(few_colors=False)


def _bars(sheet: Sheet, drawing: WeeksDrawing) -> None:
    step = _INNER / len(drawing.weeks)
    most = max((sum(numbers) for _, numbers in drawing.weeks), default=0) or 1
    last = len(drawing.weeks) - 1
    sheet.line((_MARGIN, _BOTTOM), (WIDTH - _MARGIN, _BOTTOM), color=LINE, linewidth=1.0)
    for index, (label, numbers) in enumerate(drawing.weeks):
        left = _MARGIN + step * (index + 0.16)
        wide, y = step * 0.68, _BOTTOM
        for number, look in zip(numbers, _LOOKS, strict=False):
            tall = (_TOP - _BOTTOM) * number / most
            if number:
                sheet.box((left, y), wide, tall, **look)
            y += tall
        if sum(numbers):
            sheet.write((left + wide / 2, y + 0.1), str(sum(numbers)), size=SMALL, ha="center")
        if (last - index) % _LABEL_EVERY == 0:
            x, side = (left + wide, "right") if index == last else (left + wide / 2, "center")
            sheet.write((x, _BOTTOM - 0.13), label, size=SMALL, color=QUIET, ha=side)


def _legend(sheet: Sheet, drawing: WeeksDrawing) -> None:
    x = _MARGIN
    for label, look in zip(drawing.outcomes, _LOOKS, strict=False):
        sheet.box((x, 0.2), 0.15, 0.12, **look)
        sheet.write((x + 0.21, 0.26), label, size=SMALL)
        x += _INNER / len(drawing.outcomes)
