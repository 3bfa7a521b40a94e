"""The blocks of a reply as Slack's blocks: for messages in Markdown, for the home tab and modals in mrkdwn.

Pure. A block that is too long for Slack comes back as several, cut between paragraphs, lines or
words and never inside a fence, a link or a character.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.mentor.reply import (
    Attachment,
    Block,
    Bullets,
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
from bot.platforms.slack import limits, markup
from bot.platforms.slack.payload import Payload
from bot.platforms.text import Words, bar, clean, cut, graphemes, plain, read, track

_INNER_BREAK = re.compile(r"\s*\n\s*")
_FENCES = re.compile(r"`{3,}")
_HEADING = 150
_CONTEXT_TEXTS = 3
"""Ours, below Slack's ten: texts of full length that fit into one message with others."""
_LABEL = 28
_BAR_CELLS = 8
_TRACK_CELLS = 24
_MARKDOWN_CHUNK = 6_000
"""Ours: a single block stays well below what a message may hold, so that two fit beside their choices."""


def message_blocks(blocks: Sequence[Block], uploaded: Mapping[str, str], *, for_one: bool = False) -> list[Payload]:
    """The blocks of a message; `uploaded` are the ids of pictures that Slack has, by name.

    Neighboring texts become one markdown block, so that people can copy an answer as a whole. `for_one` says that one
    person alone will see it.
    """
    shown: list[Payload] = []
    paper = _MESSAGE_FOR_ONE if for_one else _MESSAGE
    for block in blocks:
        for payload in _message_block(block, uploaded, paper):
            last = shown[-1] if shown else None
            if last and last["type"] == payload["type"] == "markdown" and _fit_together(last, payload):
                last["text"] += "\n\n" + payload["text"]
            else:
                shown.append(payload)
    return shown


def view_blocks(blocks: Sequence[Block]) -> list[Payload]:
    """The blocks of the home tab or a modal, where markdown blocks are not allowed."""
    return [payload for block in blocks for payload in _view_block(block)]


def plain_words(block: Block) -> str:
    """What a block says, for notifications and screen readers; not escaped."""
    match block:
        case Heading(text) | Paragraph(text) | Note(text):
            return markup.words(text)
        case Bullets(items, numbered):
            return "\n".join(f"{mark} {markup.words(item)}" for mark, item in _marked(items, numbered))
        case Code(text):
            return clean(text)
        case Spectrum():
            return "\n".join(_spectrum_lines(block))
        case Gauges(title):
            return "\n".join((markup.words(title), *_gauge_lines(block)))
        case Sources():
            return markup.words(_sources(block))
        case Picture(_, _, alt):
            return markup.words(alt)
        case Attachment(_, name, about):
            return f"{name}: {markup.words(about)}"


def _message_block(block: Block, uploaded: Mapping[str, str], paper: "_Paper") -> Iterator[Payload]:
    match block:
        case Heading(text):
            yield _markdown(f"### {_line(text, paper.dialect)}")
        case Picture(_, name, alt) if name in uploaded:
            words = cut(markup.label(alt), limits.IMAGE_ALT) or name
            yield {"type": "image", "slack_file": {"id": uploaded[name]}, "alt_text": words}
        case Picture(instead=others) if others:
            yield from (payload for other in others for payload in _message_block(other, {}, paper))
        case _:
            yield from _written(block, paper)


def _view_block(block: Block) -> Iterator[Payload]:
    match block:
        case Heading():
            yield {"type": "header", "text": plain_text(plain_words(block), limits.HEADER)}
        case Picture(instead=others) if others:
            yield from view_blocks(others)
        case _:
            yield from _written(block, _VIEW)


def _written(block: Block, paper: "_Paper") -> Iterator[Payload]:
    match block:
        case Paragraph(text) | Picture(_, _, text):
            yield from map(paper.block, markup.pieces(text, paper.dialect, paper.room))
        case Attachment():
            yield from _context(plain_words(block), paper)
        case Bullets(items, numbered):
            yield from map(paper.block, _lists(_marked(items, numbered, paper.bullet), paper.dialect, paper.room))
        case Note(text):
            yield from _context(text, paper)
        case Sources():
            yield from _context(_sources(block), paper)
        case Code(text, language):
            yield from map(paper.block, _fenced(text, language, paper))
        case Spectrum():
            yield from map(paper.block, _fenced("\n".join(_spectrum_lines(block)), "", paper))
        case Gauges(title):
            yield paper.block(f"{paper.strong}{_line(title, paper.dialect)}{paper.strong}")
            yield from map(paper.block, _fenced("\n".join(_gauge_lines(block)), "", paper))


@dataclass(frozen=True, slots=True)
class _Paper:
    """What blocks are written on: its dialect, that of small print, its kind of block, and how much fits on one."""

    dialect: markup.Dialect
    small: markup.Dialect
    block: Callable[[str], Payload]
    room: int
    bullet: str
    strong: str
    fences_grow: bool
    """Whether a fence may be longer than what it holds, and may name a language."""


def _lists(lines: Sequence[tuple[str, str]], dialect: markup.Dialect, limit: int) -> list[str]:
    """List items in texts of at most `limit` characters, cut between items where they allow it."""
    texts: list[str] = []
    for mark, item in lines:
        first, *rest = markup.pieces(item, dialect, limit - len(mark) - 1) or [""]
        line = f"{mark} {_INNER_BREAK.sub(' ', first)}"
        if texts and len(texts[-1]) + 1 + len(line) <= limit:
            texts[-1] += "\n" + line
        else:
            texts.append(line)
        texts += rest
    return texts


def _context(text: str, paper: _Paper) -> Iterator[Payload]:
    """Small print; where nothing in it is marked, as text that Slack does not read for marks at all."""
    spans = read(text)
    if all(isinstance(span, Words) and not span.bold and not span.italic for span in spans):
        lines = _parted_lines(markup.words(text).strip(), limits.CONTEXT_TEXT)
        elements = [plain_text(line, limits.CONTEXT_TEXT) for line in lines if line.strip()]
    else:
        pieces = markup.pieces(text, paper.small, limits.CONTEXT_TEXT)
        elements = [{"type": "mrkdwn", "text": piece, "verbatim": True} for piece in pieces]
    for start in range(0, len(elements), _CONTEXT_TEXTS):
        yield {"type": "context", "elements": elements[start : start + _CONTEXT_TEXTS]}


def _sources(sources: Sources) -> str:
    """The sources as small Markdown on one line."""
    cited = []
    for citation in sources.citations:
        title = literal(citation.title)
        title = f"[{title}]({citation.url})" if citation.url else f"“{title}”"
        published = f" ({literal(citation.published)})" if citation.published else ""
        cited.append(f"{title}, {literal(citation.author)}{published}")
    checked = f". Checked {sources.checked.isoformat()}" if sources.checked else ""
    return f"{literal(sources.label)}: {'; '.join(cited)}{checked}."


def _fenced(text: str, language: str, paper: _Paper) -> Iterator[str]:
    """Text in one width, each piece in a fence of its own that nothing inside it can close."""
    cleaned = clean(text)
    if paper.fences_grow:
        fence = "`" * max(3, 1 + max((len(run) for run in _FENCES.findall(cleaned)), default=0))
        opening = fence + (language if language.isalnum() else "")
    else:
        fence = opening = "```"
        cleaned = _FENCES.sub(lambda run: markup.JOINER.join(run.group()), cleaned)
    room = paper.room - len(opening) - len(fence) - 2
    for piece in _parted_lines(cleaned, room):
        yield f"{opening}\n{markup.escape(piece)}\n{fence}"


def _parted_lines(text: str, limit: int) -> Iterator[str]:
    """`text` in parts whose escaped form has at most `limit` characters, between lines where they allow it."""
    part = ""
    for line in text.splitlines(keepends=True):
        if len(markup.escape(part + line)) <= limit:
            part += line
            continue
        if part:
            yield part.rstrip("\n")
        part = ""
        for sign in graphemes(line):
            if len(markup.escape(part + sign)) > limit:
                yield part
                part = ""
            part += sign
    if part.strip():
        yield part.rstrip("\n")


def _marked(items: Sequence[str], numbered: bool, bullet: str = "-") -> list[tuple[str, str]]:
    return [(f"{number}." if numbered else bullet, item) for number, item in enumerate(items, 1)]


def _fit_together(one: Payload, other: Payload) -> bool:
    return len(one["text"]) + len(other["text"]) + 2 <= _MARKDOWN_CHUNK


def plain_text(text: str, limit: int) -> Payload:
    """A text object that Slack reads for no marks, of at most `limit` characters and never empty."""
    return {"type": "plain_text", "text": cut(markup.label(text), limit) or "…", "emoji": False}


def _markdown(text: str) -> Payload:
    return {"type": "markdown", "text": text}


def _section(text: str) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _line(text: str, dialect: markup.Dialect) -> str:
    """A heading: one line, its emphasis left to whoever writes it."""
    return dialect([Words(cut(_INNER_BREAK.sub(" ", plain(read(text))).strip(), _HEADING))])


def _gauge_lines(gauges: Gauges) -> list[str]:
    """One line a row: its name, a bar, its words; the names as wide as the widest."""
    width = max((len(_name(row)) for row in gauges.rows), default=0)
    return [
        f"{_name(row).ljust(width)}  {bar(row, _BAR_CELLS)}  {_INNER_BREAK.sub(' ', plain(read(row.text)))}".rstrip()
        for row in gauges.rows
    ]


def _name(row: Gauge) -> str:
    return cut(_INNER_BREAK.sub(" ", plain(read(row.label))), _LABEL)


def _spectrum_lines(spectrum: Spectrum) -> list[str]:
    """The two ends, then a line for each mark with its place on the way between them."""
    left, right = clean(spectrum.left), clean(spectrum.right)
    gap = " " * max(1, _TRACK_CELLS - len(left) - len(right))
    marks = [
        f"{track(mark.at, _TRACK_CELLS)}  {clean(mark.label)}{' ← you' if mark.is_asker else ''}"
        for mark in spectrum.marks
    ]
    return [f"{left}{gap}{right}", *marks]


_MESSAGE = _Paper(markup.markdown, markup.mrkdwn, _markdown, _MARKDOWN_CHUNK, "-", "**", fences_grow=True)
_MESSAGE_FOR_ONE = replace(_MESSAGE, dialect=markup.markdown_for_one, small=markup.mrkdwn_for_one)
_VIEW = _Paper(markup.mrkdwn_for_one, markup.mrkdwn_for_one, _section, limits.SECTION, "•", "*", fences_grow=False)
"""Views are for whoever opened them."""
