"""A reply as text for a terminal: the same blocks as everywhere, with the choices numbered.

Pure but for the width it is given. Links are written out, since a terminal may not open them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.mentor.reply import (
    Attachment,
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Gauges,
    Heading,
    Note,
    Paragraph,
    Picture,
    Reply,
    Sources,
    Spectrum,
    literal,
)
from bot.platforms.text import bar

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_NAME = re.compile(r"\[[^\]]+\]\((?:person|place):([^)\s]+)\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~:@&])")
_SPECTRUM_WIDTH = 56
_BAR_WIDTH = 8
_BETWEEN = "   "


def rendered(reply: Reply) -> RenderableType:
    """Every block of `reply`, one under the other; choices are rendered by `numbered`."""
    parts: list[RenderableType] = []
    for index, block in enumerate(reply.blocks):
        if index and not (isinstance(reply.blocks[index - 1], Heading)):
            parts.append(Text())
        parts.append(_block(block))
    return Group(*parts)


def numbered(choices: Sequence[Choices]) -> tuple[RenderableType, tuple[Choice, ...]]:
    """The choices with a number each, and in the order of their numbers."""
    flat: list[Choice] = []
    lines: list[RenderableType] = []
    for group in choices:
        if group.prompt:
            lines.append(Text(group.prompt, style="dim"))
        first = len(flat) + 1
        flat.extend(group.options)
        options = tuple(_choice(*each, hinted=group.as_menu) for each in enumerate(group.options, first))
        is_list = group.as_menu and any(choice.hint.strip() for choice in group.options)
        lines.append(Padding(Group(*options) if is_list else _Row(options), (0, 0, 0, 1)))
    return Group(*lines), tuple(flat)


def _choice(number: int, choice: Choice, *, hinted: bool) -> Text:
    """A choice behind its number; one of a menu with its hint, as menus show it elsewhere."""
    hint = f" · {choice.hint.strip()}" if hinted and choice.hint.strip() else ""
    return Text.assemble((f"[{number}]", "bold cyan"), f" {choice.label}", (hint, "dim"))


@dataclass(frozen=True, slots=True)
class _Row:
    """Short texts side by side; one that does not fit into a line any more begins the next."""

    items: tuple[Text, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        line = Text()
        for item in self.items:
            if line and line.cell_len + len(_BETWEEN) + item.cell_len > options.max_width:
                yield line
                line = Text()
            line = Text.assemble(line, _BETWEEN if line else "", item)
        yield line


def _named(text: str) -> str:
    """People and places by the last part of their id, which here is all the name they have."""
    return _NAME.sub(lambda match: literal(match.group(1).rpartition(":")[2]), text)


def plain(text: str) -> str:
    """Small Markdown as the words it stands for."""
    without_links = _LINK.sub(lambda match: f"{match.group(1)} ({match.group(2)})", _named(text))
    return _ESCAPED.sub(r"\1", without_links.replace("**", ""))


def _block(block: Block) -> RenderableType:
    match block:
        case Heading(text):
            return Text(plain(text), style="bold")
        case Paragraph(text):
            return Markdown(_LINK.sub(r"\1 (\2)", _named(text)))
        case Bullets(items, is_numbered):
            return _bullets(items, is_numbered=is_numbered)
        case Note(text):
            return Text(plain(text), style="dim italic")
        case Code(text, _):
            return Padding(Text(text), (0, 0, 0, 2))
        case Spectrum():
            return _spectrum(block)
        case Gauges():
            return _gauges(block)
        case Sources():
            return _sources(block)
        case Picture() | Attachment():
            return _enclosed(block)


def _enclosed(block: Picture | Attachment) -> RenderableType:
    if isinstance(block, Attachment):
        return Text(f"[file: {block.name}, {block.about}]", style="dim")
    return Group(*map(_block, block.instead)) if block.instead else Text(f"[picture: {block.alt}]", style="dim")


def _bullets(items: Sequence[str], *, is_numbered: bool) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for index, item in enumerate(items, 1):
        table.add_row(f" {index}." if is_numbered else " •", Markdown(_LINK.sub(r"\1 (\2)", _named(item))))
    return table


def _spectrum(spectrum: Spectrum) -> RenderableType:
    """A line from left to right, and under it each mark at its place."""
    lines: list[RenderableType] = []
    gap = _SPECTRUM_WIDTH - len(spectrum.left) - len(spectrum.right) - 4
    lines.append(Text(f"{spectrum.left} ◄{'─' * gap}► {spectrum.right}", style="dim"))
    for mark in spectrum.marks:
        column = round(mark.at * (_SPECTRUM_WIDTH - 1))
        label = f"{mark.label} (you)" if mark.is_asker else mark.label
        style = "bold cyan" if mark.is_asker else ""
        if column + len(label) + 2 <= _SPECTRUM_WIDTH + 24:
            lines.append(Text(" " * column + "● " + label, style=style))
        else:
            lines.append(Text(" " * max(0, column - len(label) - 1) + label + " ●", style=style))
    return Group(*lines)


def _gauges(gauges: Gauges) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for row in gauges.rows:
        cells = bar(row, _BAR_WIDTH, empty="·")
        table.add_row(Text(row.label), Text(cells, style="cyan"), Text(plain(row.text), style="dim"))
    return Group(Text(gauges.title, style="bold"), table)


def _sources(sources: Sources) -> RenderableType:
    text = Text(f"{sources.label}: ", style="dim")
    for index, citation in enumerate(sources.citations):
        text.append("; " if index else "")
        text.append(f"“{citation.title}”, {citation.author}")
        text.append(f" ({citation.published})" if citation.published else "")
        text.append(f" <{citation.url}>" if citation.url else "")
    if sources.checked is not None:
        text.append(f". Checked {sources.checked.isoformat()}")
    text.append(".")
    return text
