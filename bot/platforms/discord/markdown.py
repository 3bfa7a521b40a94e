"""Spans written in Discord's Markdown, so that text stays text and only approved links lead anywhere.

Pure. Nothing written here mentions anybody, becomes an emoji, a timestamp or a link of its own, or starts a
heading, a quote or a list that was not meant. Reference: https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Callable, Sequence

from bot.platforms.discord.limits import units
from bot.platforms.text import CodeWords, Link, Span, Words, joined, parted, read

LinkPolicy = Callable[[str], bool]
"""Whether an address may be a link."""

JOINER = "\u2060"
"""Invisible and without width: what it stands in is read as before, but is no mention and no address any more."""

_MARKS = re.compile(r"[\\*_~`|\[\]<]")
_LINE_START = re.compile(r"(?m)^([ \t]*)(?:([#>+-])|(\d{1,9})([.)]))")
_MENTION = re.compile(r"@(?=everyone|here|&|!|\d)", re.IGNORECASE)
_INVITE = re.compile(r"(?i)(discord(?:app)?)\.(?=gg|com|gift|new)")
_ADDRESS = re.compile(r"(?i)(?:https?|ftp|steam|discord)://[^\s<>|\\`\"]*")
_UNLINKABLE = re.compile(r"[\s<>]")
_BEHIND_ADDRESS = ".,;:!?)]}'\"*_~|>"


def written(text: str, approved: LinkPolicy) -> str:
    """Small Markdown as Discord reads it."""
    return write(read(text), approved)


def write(spans: Sequence[Span], approved: LinkPolicy) -> str:
    """Spans as Discord reads them."""
    result = ""
    for span in spans:
        piece = _span(span, approved)
        # Marks of two neighbors would run together and mean something else.
        result += (JOINER if result[-1:] in {"*", "`"} and piece[:1] == result[-1] else "") + piece
    return result


def lines_of(text: str, budget: int, approved: LinkPolicy) -> list[str]:
    """Small Markdown as written lines, each at most `budget` long; a longer one goes on in the next."""
    return lines_of_spans(read(text), budget, approved)


def lines_of_spans(spans: Sequence[Span], budget: int, approved: LinkPolicy) -> list[str]:
    """Spans as written lines, each at most `budget` long; a longer one goes on in the next."""
    lines = []
    for line in _lines(spans):
        whole = write(joined(line), approved).lstrip()
        if units(whole) <= budget:
            lines.append(whole)
            continue
        runs = parted(line, budget, lambda span: units(_span(span, approved)) + 1) or [()]
        lines += [write(run, approved) for run in runs]
    return lines


def code_lines(text: str, budget: int) -> list[str]:
    """Lines for the inside of a fence, which nothing in them can close."""
    safe = text.replace("```", f"`{JOINER}`{JOINER}`")
    lines: list[str] = []
    for line in safe.split("\n"):
        runs = parted((CodeWords(line),), budget, lambda span: units(_inside(span))) if line else [()]
        lines += ["".join(_inside(span) for span in run) for run in runs]
    return lines


def _lines(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans of each line; an emphasis that goes over several is taken up again in each."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if not isinstance(span, Words):
            lines[-1].append(span)
            continue
        first, *others = span.text.split("\n")
        lines[-1].append(Words(first, span.bold, span.italic))
        lines += [[Words(other, span.bold, span.italic)] for other in others]
    return [[span for span in line if not isinstance(span, Words) or span.text] for line in lines]


def _span(span: Span, approved: LinkPolicy) -> str:
    match span:
        case Link(place=("discord", *ids)) if ids and ids[-1].isdecimal():
            return f"<#{ids[-1]}>"
        case Link(person=("discord", id_)) if id_.isdecimal():
            return f"<@{id_}>"
        case Link(label, place=(_, *_)) | Link(label, person=(_, *_)):
            return _words(label.replace("\n", " "), _nothing)
        case Link(label, url):
            words = _words(label.replace("\n", " "), _nothing)
            return f"[{words}](<{url}>)" if approved(url) and words.strip() and not _UNLINKABLE.search(url) else words
        case CodeWords(text):
            return f"`{text}`" if text.strip() else text
        case Words(text, bold, italic):
            return _emphasized(_words(text, approved), ("**" if bold else "") + ("*" if italic else ""))


def _words(text: str, approved: LinkPolicy) -> str:
    """Text with nothing in it that means more than itself, approved addresses in angle brackets apart."""
    result, position = "", 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_BEHIND_ADDRESS)
        result += _inert(text[position : match.start()])
        result += f"<{address}>" if approved(address) else _inert(address.replace("://", f":{JOINER}//"))
        position = match.start() + len(address)
    return _LINE_START.sub(_escape_line_start, result + _inert(text[position:]))


def _inert(text: str) -> str:
    text = _MARKS.sub(lambda mark: "\\" + mark.group(), text)
    return _INVITE.sub(rf"\1.{JOINER}", _MENTION.sub(f"@{JOINER}", text))


def _escape_line_start(match: re.Match[str]) -> str:
    indent, sign, number, after = match.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{after}"


def _emphasized(text: str, mark: str) -> str:
    words = text.strip()
    if not mark or not words:
        return text
    start = text.index(words)
    return f"{text[:start]}{mark}{words}{mark[::-1]}{text[start + len(words) :]}"


def _inside(span: Span) -> str:
    return span.label if isinstance(span, Link) else span.text


def _nothing(_: str) -> bool:
    return False
