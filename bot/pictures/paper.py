"""A sheet to draw on: size, colors, letters, lines and marks, and how it becomes a PNG.

Colors are from the palette of Okabe and Ito (2008), told apart by people with every kind of color vision; no color
carries a meaning alone. The sheet is opaque and pale, so that it reads alike on a light and on a dark ground; letters
are large enough for a picture 360 pixels wide. Everything is placed in inches from the bottom left: charts this small
need no axes, which would cost more time than all the rest.
"""

import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

WIDTH = 4.0
"""Inches; with `_DOTS` to the inch 800 pixels, which a phone shows at less than half."""
_DOTS = 200

GROUND = "#f6f5f2"
INK = "#1d2530"
QUIET = "#5b6470"
LINE = "#c9ccd1"
BLUE = "#0072b2"
ORANGE = "#d55e00"
SKY = "#8fc3e8"

BIG = 10.5
TEXT = 9.0
SMALL = 7.6

_FONT = "DejaVu Sans"
_COLORS = 128


class UnwritableError(Exception):
    """A text has letters that the font of the pictures lacks; it is said in words instead."""


class Sheet:
    """One picture while it is drawn; later things lie over earlier ones."""

    def __init__(self, height: float) -> None:
        self._figure = Figure(figsize=(WIDTH, height), dpi=_DOTS, facecolor=GROUND)
        self._canvas: Any = FigureCanvasAgg(self._figure)

    def line(self, start: tuple[float, float], end: tuple[float, float], **how: Any) -> None:
        """A straight line."""
        self._add(Line2D([start[0], end[0]], [start[1], end[1]], **how))

    def mark(self, at: tuple[float, float], shape: str, size: float, **how: Any) -> None:
        """A mark of a shape of matplotlib's, `size` in points."""
        self._add(Line2D([at[0]], [at[1]], marker=shape, markersize=size, linestyle="none", **how))

    def box(self, corner: tuple[float, float], wide: float, tall: float, **how: Any) -> None:
        """A rectangle over its bottom left corner."""
        self._add(Rectangle(corner, wide, tall, **how))

    def write(self, at: tuple[float, float], text: str, *, size: float = TEXT, color: str = INK, **how: Any) -> None:
        """Letters, as they are; raises `UnwritableError` where the font lacks one."""
        require_letters(text)
        self._figure.text(
            *at, text, size=size, color=color, va="center", parse_math=False, family=_FONT,
            transform=self._figure.dpi_scale_trans, **how,
        )  # fmt: skip

    def as_png(self, *, few_colors: bool) -> bytes:
        """The sheet as a PNG; with few colors it takes a third of the room, which a large one needs."""
        from PIL import Image

        self._canvas.draw()
        size = self._canvas.get_width_height()
        drawn = Image.frombuffer("RGBA", size, self._canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
        if few_colors:
            drawn = drawn.quantize(_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        out = io.BytesIO()
        drawn.save(out, format="PNG", compress_level=6)
        return out.getvalue()

    def _add(self, artist: Line2D | Rectangle) -> None:
        artist.set_transform(self._figure.dpi_scale_trans)
        self._figure.add_artist(artist)


def require_letters(text: str) -> None:
    """Raise `UnwritableError` where the font lacks a letter of `text`."""
    font = get_font(findfont(_FONT))
    if any(not font.get_char_index(ord(letter)) for letter in text):
        raise UnwritableError


def wrapped(text: str, size: float, inches: float, *, lines: int, weight: str = "normal") -> list[str]:
    """`text` in at most so many lines of at most so many inches; what is left over ends in an ellipsis."""
    made: list[str] = []
    current = ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if not current or width_of(longer, size, weight) <= inches:
            current = longer
        else:
            made.append(current)
            current = word
    made.append(current)
    if len(made) > lines:
        made = [*made[: lines - 1], " ".join(made[lines - 1 :])]
    return [_cut(line, size, inches, weight) for line in made]


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """How many inches `text` is wide."""
    font = get_font(findfont(FontProperties(family=_FONT, weight=weight)))
    font.set_size(size, _DOTS)
    font.set_text(text, 0.0)
    width, _ = font.get_width_height()
    return float(width) / 64 / _DOTS


def _cut(line: str, size: float, inches: float, weight: str) -> str:
    if width_of(line, size, weight) <= inches:
        return line
    while line and width_of(line + "…", size, weight) > inches:
        line = line[:-1]
    return line.rstrip() + "…"
