"""Each kind of block as passages of Discord's Markdown.

Pure. A passage is kept on one page where it fits on one; only a passage that is larger than a whole page is
parted, between its lines. Bars stand in inline code, so that they line up on a phone, and the words beside
them wrap as words do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    literal,
)
from bot.platforms.discord.limits import GAUGE_CELLS, SPECTRUM_CELLS
from bot.platforms.discord.markdown import LinkPolicy, code_lines, lines_of
from bot.platforms.text import bar, track

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
            return Passage(
                tuple(f"### {line}" for line in lines_of(" ".join(text.split()), room, approved)), None, True
            )
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
            return Passage(tuple(f"-# {line}" for line in lines_of(literal(f"{name}: {about}"), room, approved)))
        case Code(text, language):
            name = _LANGUAGE.sub("", language.lower())[:20]
            return Passage(tuple(code_lines(text, budget - len(name) - 8)), name)
        case Spectrum():
            return Passage(tuple(_spectrum(block, room, approved)))
        case Gauges(title, rows):
            heading = lines_of(f"**{title}**", room, approved) if title else []
            return Passage((*heading, *(line for row in rows for line in _gauge(row, room, approved))))
        case Sources():
            return Passage(tuple(_sources(block, room, approved)))


def _spectrum(spectrum: Spectrum, room: int, approved: LinkPolicy) -> list[str]:
    lines = lines_of(f"*{literal(spectrum.left)} ↔ {literal(spectrum.right)}*", room, approved)
    for mark in spectrum.marks:
        label = f"**{literal(mark.label)} (you)**" if mark.is_asker else literal(mark.label)
        lines += lines_of(f"`{track(mark.at, SPECTRUM_CELLS)}` {label}", room, approved)
    return lines


def _gauge(row: Gauge, room: int, approved: LinkPolicy) -> list[str]:
    cells = bar(row, GAUGE_CELLS)
    if row.target is not None and row.maximum > 0:
        at = min(GAUGE_CELLS - 1, max(0, round(row.target / row.maximum * GAUGE_CELLS) - 1))
        cells = cells[:at] + _TARGET + cells[at + 1 :]
    text = f" · {row.text}" if row.text else ""
    return lines_of(f"`{cells}` **{literal(row.label)}**{text}".replace("\n", " "), room, approved)


def _sources(sources: Sources, room: int, approved: LinkPolicy) -> list[str]:
    checked = sources.checked
    day = f" · checked {checked.day} {checked:%B %Y}" if checked is not None else ""
    lines = lines_of(f"**{literal(sources.label)}**{day}", room, approved)
    for citation in sources.citations:
        lines += lines_of(f"• {_citation(citation)}", room, approved)
    return [f"-# {line}" for line in lines]


def _citation(citation: Citation) -> str:
    title = literal(" ".join(citation.title.split()))
    named = f"[{title}]({citation.url})" if citation.url else f"“{title}”"
    return ", ".join(part for part in (named, literal(citation.author), literal(citation.published or "")) if part)


def _hanging(mark: str, lines: Sequence[str]) -> list[str]:
    """Lines behind a mark; those after the first are set in under it."""
    written = [line for line in lines if line.strip()] or [""]
    return [mark + written[0], *(" " * len(mark) + line for line in written[1:])]


def _without_outer_blanks(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple("\n".join(lines).strip("\n").split("\n"))
