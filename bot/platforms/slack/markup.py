"""Small Markdown read once and written in the two dialects that Slack understands.

`markdown` goes into markdown blocks, `mrkdwn` into sections and context; `plain` is for notifications
and labels. Whatever was text stays text: in neither dialect does it become a mention, a link, an
emphasis or a turn of the writing direction.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>(?:\\.|[^\[\]\\\n])+)\]\((?P<url>https?://[^\s()<>|\"]+)\)"
    r"|(?P<bold>\*\*)"
    r"|(?P<italic>\*)"
)
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of everything after them."""

_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|tel|slack):(?=\S)|\b(www)\.(?=\w)|@(?=(?:here|channel|everyone)\b)")
_JOINER = "\u2060"
"""Invisible and without width: what it stands in is read as before, but is no address any more."""

_CONTROL_SEQUENCE = re.compile(r"(?i)<(?=[!@#]|https?:|mailto:|tel:)")
_MARKDOWN_MARKS = re.compile(r"[\\`*~\[\]|]|(?<!\w)_|_(?!\w)")
_MARKDOWN_LINE = re.compile(r"(?m)^([ \t]*)(?:([#>+=-])|(\d{1,9})([.)]))(?=[\s#>+=-]|$)")
_MRKDWN_MARKS = re.compile(r"[*_~`]")
_MRKDWN_LINE = re.compile(r"(?m)^(?=(?:>|&gt;))")


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it is to be read, with its emphasis."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class CodeWords:
    """Text in one width."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that our own content made."""

    label: str
    url: str


Span = Words | CodeWords | Link


def read(text: str) -> tuple[Span, ...]:
    """The spans of small Markdown in `text`; a mark without its partner is text."""
    spans: list[Span] = []
    bold = italic = False
    run: list[str] = []

    def close_run() -> None:
        if run:
            spans.append(Words("".join(run), bold, italic))
            run.clear()

    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() < position:
            continue
        run.append(text[position : match.start()])
        position = match.end()
        kind = match.lastgroup
        if kind == "escaped":
            run.append(_as_person_wrote(match["escaped"], text, match))
        elif kind == "code":
            close_run()
            spans.append(CodeWords(match["code"]))
        elif kind == "url":
            close_run()
            spans.append(Link(plain(read(match["label"])), match["url"]))
        elif kind == "bold" and (bold or "**" in text[position:]):
            close_run()
            bold = not bold
        elif kind == "italic" and (italic or "*" in text[position:].replace("**", "")):
            close_run()
            italic = not italic
        else:
            run.append(match.group())
    run.append(text[position:])
    close_run()
    return tuple(span for span in spans if not isinstance(span, Words) or span.text)


def clean(text: str) -> str:
    """`text` without control characters and without marks that turn the direction of what follows."""
    return _UNWANTED.sub("", text)


def escape(text: str) -> str:
    """`& < >` as Slack wants them: https://docs.slack.dev/messaging/formatting-message-text#escaping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(spans: Iterable[Span]) -> str:
    """Only the words, for labels and notifications; not escaped."""
    return "".join(
        _inert(span.text) if isinstance(span, Words) else clean(span.text if isinstance(span, CodeWords) else span.label)
        for span in spans
    )


def label(text: str) -> str:
    """`text` as a `plain_text` object shows it: Slack takes nothing in it as a sign, and neither should we."""
    return _CONTROL_SEQUENCE.sub("‹", clean(text)).strip()


def markdown(spans: Iterable[Span]) -> str:
    """The spans for a markdown block."""
    return _MARKDOWN_LINE.sub(_escape_line_mark, "".join(_markdown_span(span) for span in spans))


def mrkdwn(spans: Iterable[Span]) -> str:
    """The spans for a section or a context block."""
    return _MRKDWN_LINE.sub(_JOINER, "".join(_mrkdwn_span(span) for span in spans))


def _markdown_span(span: Span) -> str:
    match span:
        case Link(text, url):
            return f"[{_markdown_words(text)}]({_address(url)})"
        case CodeWords(text):
            return f"`{escape(clean(text))}`"
        case Words(text, bold, italic):
            return _emphasized(_markdown_words(text), ("**" if bold else "") + ("*" if italic else ""))


def _mrkdwn_span(span: Span) -> str:
    match span:
        case Link(text, url):
            return f"<{_address(url)}|{_mrkdwn_words(text).replace('|', '¦')}>"
        case CodeWords(text):
            return f"`{escape(clean(text))}`"
        case Words(text, bold, italic):
            return _emphasized(_mrkdwn_words(text), ("*" if bold else "") + ("_" if italic else ""))


def _markdown_words(text: str) -> str:
    return escape(_MARKDOWN_MARKS.sub(lambda mark: "\\" + mark.group(), _inert(text)))


def _mrkdwn_words(text: str) -> str:
    return escape(_MRKDWN_MARKS.sub(lambda mark: f"{_JOINER}{mark.group()}{_JOINER}", _inert(text)))


def _inert(text: str) -> str:
    return _ADDRESS.sub(lambda found: f"{found.group()}{_JOINER}", clean(text))


def _address(url: str) -> str:
    return escape(clean(url))


def _emphasized(text: str, mark: str) -> str:
    words = text.strip()
    if not mark or not words:
        return text
    start = text.index(words)
    return f"{text[:start]}{mark}{words}{mark[::-1]}{text[start + len(words):]}"


def _escape_line_mark(match: re.Match[str]) -> str:
    indent, sign, number, after = match.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{after}"


def _as_person_wrote(character: str, text: str, match: re.Match[str]) -> str:
    """Escaped marks come from a person: their dots join no domain, for Slack links even naked ones."""
    between_letters = text[: match.start()][-1:].isalnum() and text[match.end() :][:1].isalpha()
    return character + _JOINER if character == "." and between_letters else character
