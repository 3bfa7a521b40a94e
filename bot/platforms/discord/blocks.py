"""Each kind of block as passages of Discord's Markdown.

Pure. A passage is kept on one page where it fits on one; only a passage that is larger than a whole page is
parted, between its lines. Bars stand in inline code, so that they line up on a phone, and the words beside
them wrap as words do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.mentor.reply import (
    Attachment,
    Block,
    Bullets,
    Citation,
    Code,
    Gauge,
    Gauges,
    Heading,
    Note,
    Paragraph,
    Picture,
    Sources,
    Spectrum,
)
from bot.platforms.discord.limits import GAUGE_CELLS, SPECTRUM_CELLS
from bot.platforms.discord.markdown import LinkPolicy, code_lines, lines_of, lines_of_spans
from bot.platforms.text import CodeWords, Link, Span, Words, bar, clean, read, track

_LONGEST_MARK = 8
"""Units that a line's own mark takes at most: an indent, a number, a sign for small print."""
_LANGUAGE = re.compile(r"[^a-z0-9+#-]")
_TARGET = "┃"


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together. A `fence` is opened and closed around them on every page they stand on."""

    lines: tuple[str, ...]
    fence: str | None = None
    is_heading: bool = False

    def text(self, lines: Sequence[str]) -> str:
        """Some of the lines as they stand on a page."""
        body = "\n".join(lines)
        return body if self.fence is None or not lines else f"```{self.fence}\n{body}\n```"


def passage_of(block: Block, budget: int, approved: LinkPolicy) -> Passage:
    """A block as a passage whose lines are each at most `budget` units long; a picture as its words."""
    room = budget - _LONGEST_MARK
    match block:
        case Heading(text):
            lines = lines_of(" ".join(text.split()), room, approved)
            return Passage(tuple(f"### {line}" for line in lines if line.strip()), is_heading=True)
        case Paragraph(text):
            return Passage(_without_outer_blanks(lines_of(text, room, approved)))
        case Bullets(items, numbered):
            marks = [f"{number}. " if numbered else "- " for number in range(1, len(items) + 1)]
            return Passage(
                tuple(
                    line
                    for mark, item in zip(marks, items, strict=True)
                    for line in _hanging(mark, lines_of(item.strip(), room, approved))
                )
            )
        case Note(text) | Picture(alt=text):
            return Passage(tuple(f"-# {line}" for line in lines_of(text.strip(), room, approved) if line.strip()))
        case Attachment(_, name, about):
            return Passage(
                tuple(
                    f"-# {line}" for line in lines_of_spans([Words(f"{_line(name)}: {_line(about)}")], room, approved)
                )
            )
        case Code(text, language):
            name = _LANGUAGE.sub("", language.lower())[:20]
            return Passage(tuple(code_lines(text, budget - len(name) - 8)) if text.strip() else (), name)
        case Spectrum():
            return Passage(tuple(_spectrum(block, room, approved)))
        case Gauges():
            return Passage(tuple(_gauges(block, room, approved)))
        case Sources():
            return Passage(tuple(_sources(block, room, approved)))


def _spectrum(spectrum: Spectrum, room: int, approved: LinkPolicy) -> list[str]:
    ends = f"{_line(spectrum.left)} ↔ {_line(spectrum.right)}"
    lines = lines_of_spans([Words(ends, italic=True)], room, approved)
    for mark in spectrum.marks:
        label = Words(f"{_line(mark.label)} (you)", bold=True) if mark.is_asker else Words(_line(mark.label))
        lines += lines_of_spans([CodeWords(track(mark.at, SPECTRUM_CELLS)), Words(" "), label], room, approved)
    return lines


def _gauges(gauges: Gauges, room: int, approved: LinkPolicy) -> list[str]:
    lines = lines_of_spans(_bold(gauges.title), room, approved) if gauges.title.strip() else []
    for row in gauges.rows:
        beside = read(" ".join(row.text.split()))
        spans: list[Span] = [CodeWords(_cells(row)), Words(" "), Words(_line(row.label), bold=True)]
        if beside:
            spans += [Words(" · "), *beside]
        lines += lines_of_spans(spans, room, approved)
    return lines


def _cells(row: Gauge) -> str:
    cells = bar(row, GAUGE_CELLS)
    if row.target is None or row.maximum <= 0:
        return cells
    at = min(GAUGE_CELLS - 1, max(0, round(row.target / row.maximum * GAUGE_CELLS) - 1))
    return cells[:at] + _TARGET + cells[at + 1 :]


def _sources(sources: Sources, room: int, approved: LinkPolicy) -> list[str]:
    checked = sources.checked
    day = f" · checked {checked:%B} {checked.day}, {checked.year}" if checked is not None else ""
    lines = lines_of_spans([Words(_line(sources.label), bold=True), Words(day)], room, approved)
    for citation in sources.citations:
        lines += lines_of_spans(_citation(citation), room, approved)
    return [f"-# {line}" for line in lines]


def _citation(citation: Citation) -> list[Span]:
    """Not by way of Markdown, in which an address with parentheses would end too soon."""
    title = _line(citation.title)
    rest = "".join(f", {_line(part)}" for part in (citation.author, citation.published) if part)
    if citation.url and title:
        return [Words("• "), Link(title, citation.url), Words(rest)]
    return [Words(f"• “{title}”{rest}" if title else f"•{rest}")]


def _bold(text: str) -> list[Span]:
    spans = read(" ".join(text.split()))
    return [replace(span, bold=True) if isinstance(span, Words) else span for span in spans]


def _line(text: str) -> str:
    """Text that is meant to the letter, on one line."""
    return " ".join(clean(text).split())


def _hanging(mark: str, lines: Sequence[str]) -> list[str]:
    """Lines behind a mark; those after the first are set in under it."""
    written = [line for line in lines if line.strip()] or [""]
    return [mark + written[0], *(" " * len(mark) + line for line in written[1:])]


def _without_outer_blanks(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple("\n".join(lines).strip("\n").split("\n"))
