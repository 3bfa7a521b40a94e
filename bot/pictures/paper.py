"""What all pictures share: size, colors, type, and how a figure becomes a PNG.

Colors are from the palette of Okabe and Ito (2008), told apart by people with every kind of color vision; no color
carries a meaning alone. The sheet is opaque and pale, so that it reads alike on a light and on a dark ground; type
is large enough for a picture 360 pixels wide.
"""

import io
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH = 4.0
"""Inches; with `DOTS` to the inch 800 pixels, which a phone shows at less than half."""
DOTS = 200

SHEET = "#f6f5f2"
INK = "#1d2530"
QUIET = "#5b6470"
LINE = "#c9ccd1"
BLUE = "#0072b2"
ORANGE = "#d55e00"
SKY = "#8fc3e8"

BIG = 10.5
TEXT = 9.0
SMALL = 7.6

_INCH = 72.0


class UnwritableError(Exception):
    """A text has letters that the font of the pictures lacks; it is said in words instead."""


def sheet(height: float) -> Figure:
    """An empty sheet of `height` inches, measured from the bottom left in inches by `place`."""
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=SHEET)
    FigureCanvasAgg(figure)
    return figure


def lettered(figure: Figure, height: float) -> Axes:
    """Axes over the whole sheet, measured in inches from the bottom left."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    return axes


def write(axes: Axes, at: tuple[float, float], text: str, *, size: float = TEXT, color: str = INK, **how: Any) -> None:
    """Letters on the sheet, as they are; raises `UnwritableError` where the font lacks one."""
    from matplotlib.font_manager import findfont, get_font

    font = get_font(findfont("DejaVu Sans"))
    if any(not font.get_char_index(ord(letter)) for letter in text):
        raise UnwritableError
    axes.text(*at, text, size=size, color=color, va="center", parse_math=False, family="DejaVu Sans", **how)


def as_png(figure: Figure) -> bytes:
    """The sheet as a PNG; with few colors it takes a third of the room, and no more time."""
    from PIL import Image

    canvas: Any = figure.canvas
    canvas.draw()
    sheet_ = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    out = io.BytesIO()
    few = sheet_.convert("RGB").quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, format="PNG", compress_level=6)
    return out.getvalue()


def wrapped(figure: Figure, text: str, size: float, inches: float, *, lines: int, weight: str = "normal") -> list[str]:
    """`text` in at most so many lines of at most so many inches; what is left over ends in an ellipsis."""
    words = text.split()
    made: list[str] = []
    current = ""
    for word in words:
        longer = f"{current} {word}".strip()
        if not current or width_of(figure, longer, size, weight) <= inches:
            current = longer
        else:
            made.append(current)
            current = word
    made.append(current)
    if len(made) > lines:
        made = [*made[: lines - 1], " ".join(made[lines - 1 :])]
    return [_cut(figure, line, size, inches, weight) for line in made]


def width_of(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """How many inches `text` is wide."""
    from matplotlib.font_manager import FontProperties

    canvas: Any = figure.canvas
    renderer = canvas.get_renderer()
    width, _, _ = renderer.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), ismath=False)
    return float(width) / DOTS


def _cut(figure: Figure, line: str, size: float, inches: float, weight: str) -> str:
    if width_of(figure, line, size, weight) <= inches:
        return line
    while line and width_of(figure, line + "…", size, weight) > inches:
        line = line[:-1]
    return line.rstrip() + "…"
