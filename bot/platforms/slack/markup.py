"""Spans of small Markdown written in the two dialects that Slack understands.

`markdown` goes into markdown blocks, `mrkdwn` into sections and context, `label` and `words` into what
Slack does not read for marks. Whatever was text stays text: it becomes no mention, no link, no emphasis.

People are named by a mention in a `..._for_one` dialect only, for what one person alone sees: there it wakes nobody.
Where others read along nothing keeps a mention from waking people, so there it is their id.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from bot.platforms.text import CodeWords, Link, Span, Words, clean, parted, plain, read

Dialect = Callable[[Iterable[Span]], str]

JOINER = "\u2060"
"""Invisible and without width: what it stands in is read as before, but is no address any more."""

_ADDRESS = re.compile(
    r"(?i)(?:https?|ftp|mailto|tel|slack):(?=\S)"
    r"|(?<=[a-z0-9])\.(?=[a-z]{2})"
    r"|@(?=(?:here|channel|everyone)(?![^\W_]))"
)
"""What Slack would make a link or a mention of by itself, naked domains among them."""

_CONTROL_SEQUENCE = re.compile(r"(?i)<(?=[!@#]|https?:|mailto:|tel:)")
_MARKDOWN_MARKS = re.compile(r"[\\`*~\[\]|]|(?<!\w)_|_(?!\w)")
_MARKDOWN_LINE = re.compile(r"(?m)^([ \t]*)(?:(&gt;|[#+=-])|(\d{1,9})([.)]))(?=[\s#&+=-]|$)")
_MRKDWN_MARKS = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")
_MRKDWN_LINE = re.compile(r"(?m)^(?=&gt;)")
_COMMAND = re.compile(r"\A/(?!mentor\b)(?=[a-z]+(?: [a-z]+)*\Z)")


def markdown(spans: Iterable[Span]) -> str:
    """The spans for a markdown block."""
    return _MARKDOWN_LINE.sub(_escaped_line_mark, "".join(map(partial(_markdown_span, _by_id), spans)))


def markdown_for_one(spans: Iterable[Span]) -> str:
    """The spans for a markdown block that one person alone sees."""
    return _MARKDOWN_LINE.sub(_escaped_line_mark, "".join(map(partial(_markdown_span, _by_name), spans)))


def mrkdwn(spans: Iterable[Span]) -> str:
    """The spans for a section or a context block."""
    return _MRKDWN_LINE.sub(JOINER, "".join(map(partial(_mrkdwn_span, _by_id), spans)))


def mrkdwn_for_one(spans: Iterable[Span]) -> str:
    """The spans for a section or a context block that one person alone sees."""
    return _MRKDWN_LINE.sub(JOINER, "".join(map(partial(_mrkdwn_span, _by_name), spans)))


def words(text: str) -> str:
    """Small Markdown as words alone, for labels and notifications; not escaped."""
    return inert(plain(read(text)))


def label(text: str) -> str:
    """`text` as a `plain_text` object shows it: Slack takes nothing in it as a sign, and no reader should."""
    return _CONTROL_SEQUENCE.sub("‹", inert(text)).strip()


def inert(text: str) -> str:
    """`text` in which Slack finds no address and no name to call, though it reads the same."""
    return _ADDRESS.sub(lambda found: f"{found.group()}{JOINER}", clean(text))


def escape(text: str) -> str:
    """`& < >` as Slack wants them: https://docs.slack.dev/messaging/formatting-message-text#escaping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pieces(text: str, dialect: Dialect, limit: int) -> list[str]:
    """Small Markdown in texts of at most `limit` characters, parted between words at most."""
    spans = read(text)
    whole = dialect(spans).strip()
    if len(whole) <= limit:
        return [whole] if whole else []
    runs = parted(spans, limit, lambda span: len(dialect([span])))
    return [written for run in runs if (written := dialect(run).strip())]


def _by_name(user: str) -> str:
    return f"<@{user}>"


def _by_id(user: str) -> str:
    return f"`{user}`"


def _markdown_span(named: Callable[[str], str], span: Span) -> str:
    match span:
        case Link(place=("slack", _, channel, *_)) if channel.isalnum():
            return f"<#{channel}>"
        case Link(person=("slack", _, user)) if user.isalnum():
            return named(user)
        case Link(text, place=(_, *_)) | Link(text, person=(_, *_)):
            return _markdown_words(text)
        case Link(text, url):
            return f"[{_markdown_words(text)}]({escape(clean(url))})"
        case CodeWords(text):
            return f"`{escape(clean(_as_typed(text)))}`"
        case Words(text, bold, italic):
            return _emphasized(_markdown_words(text), ("**" if bold else "") + ("*" if italic else ""))


def _mrkdwn_span(named: Callable[[str], str], span: Span) -> str:
    match span:
        case Link(place=("slack", _, channel, *_)) if channel.isalnum():
            return f"<#{channel}>"
        case Link(person=("slack", _, user)) if user.isalnum():
            return named(user)
        case Link(text, place=(_, *_)) | Link(text, person=(_, *_)):
            return _mrkdwn_words(text)
        case Link(text, url):
            return f"<{escape(clean(url))}|{_mrkdwn_words(text).replace('|', '¦')}>"
        case CodeWords(text):
            return f"`{escape(clean(_as_typed(text)))}`"
        case Words(text, bold, italic):
            return _emphasized(_mrkdwn_words(text), ("*" if bold else "") + ("_" if italic else ""))


def _as_typed(code: str) -> str:
    """A command as it is typed here: a workspace shares the names, so there is one for all of ours."""
    return _COMMAND.sub("/mentor ", code)


def _markdown_words(text: str) -> str:
    return escape(_MARKDOWN_MARKS.sub(lambda mark: "\\" + mark.group(), inert(text)))


def _mrkdwn_words(text: str) -> str:
    """There is no escape for marks in mrkdwn; beside a joiner they open and close nothing."""
    return escape(_MRKDWN_MARKS.sub(lambda mark: f"{JOINER}{mark.group()}{JOINER}", inert(text)))


def _emphasized(text: str, mark: str) -> str:
    """Marks stand right at the words, with the space outside; empty words get none."""
    inner = text.strip()
    if not mark or not inner:
        return text
    start = text.index(inner)
    return f"{text[:start]}{mark}{inner}{mark[::-1]}{text[start + len(inner) :]}"


def _escaped_line_mark(match: re.Match[str]) -> str:
    indent, sign, number, after = match.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{after}"
