"""Any reply the mentor can make, for property tests, and what a person reads in it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

import regex
from hypothesis import strategies as st

from bot.mentor.actions import Action
from bot.mentor.reply import (
    Attachment,
    Audience,
    Block,
    Bullets,
    Choice,
    Choices,
    Citation,
    Code,
    FieldKind,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picker,
    PickerKind,
    Picture,
    Reply,
    Sources,
    Spectrum,
    Tone,
    literal,
)
from bot.platforms.text import plain, read

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
GOOD = "https://good.example/a"
_TRICKS = [
    *[
        "@everyone",
        "@here",
        "<@123>",
        "<@&5>",
        "<#7>",
        "<t:0:R>",
        "<:a:1>",
        "</ask:1>",
        "https://evil.example/a_b",
        "discord.gg/abc",
        "word",
        "a_b_c",
    ],
    *[
        "[x](https://evil.example)",
        "[x](https://good.example/a)",
        "**",
        "*",
        "`",
        "```",
        "||",
        "~~",
        "__",
        ">",
        "#",
        "-",
        "1.",
        "-#",
        "\\",
        "\\*",
    ],
    *("> ", "# ", "- ", "1. ", "-# ", "\u202e", "\u2066", "\x00", "\u200b", FAMILY, "e\u0301", "\n", "\n\n", " ", GOOD),
]


def approved(url: str) -> bool:
    return url.startswith("https://good.example/")


def is_source(url: str, reply: Reply) -> bool:
    """Whether it is the address of a source that the reply names."""
    return any(c.url == url for block in reply.blocks if isinstance(block, Sources) for c in block.citations)


tricky = st.lists(st.one_of(st.sampled_from(_TRICKS), st.text(max_size=6)), max_size=30).map("".join)
lengthy = st.builds(
    lambda word, size: f"{word} " * (size // (len(word) + 1) + 1),
    st.sampled_from(["word", FAMILY, "a" * 90, GOOD]),
    st.integers(1, 6000),
)
text = st.one_of(tricky, tricky.map(literal), lengthy)
line = st.one_of(tricky, st.just("A line"))
share = st.floats(0, 1)
actions = st.builds(
    lambda verb, part: Action(verb, (part,)), st.sampled_from(["show", "role"]), st.text("abc123-", max_size=40)
)
gauges = st.builds(
    Gauge,
    line,
    st.floats(-1, 12),
    st.sampled_from([4.0, 10.0, 0.0]),
    line,
    st.none() | st.floats(0, 12),
    st.none() | st.floats(0, 12),
)
citations = st.builds(
    Citation, line, line, st.none() | st.just("https://source.example/x?a=(b)") | st.just(GOOD), st.none() | line
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, text),
    st.builds(Paragraph, text),
    st.builds(Bullets, st.lists(text, max_size=6).map(tuple), st.booleans()),
    st.builds(Note, text),
    st.builds(Code, text, line),
    st.builds(Spectrum, line, line, st.lists(st.builds(Mark, line, share, st.booleans()), max_size=6).map(tuple)),
    st.builds(Gauges, line, st.lists(gauges, max_size=8).map(tuple)),
    st.builds(Sources, line, st.lists(citations, max_size=5).map(tuple), st.none() | st.just(date(2026, 11, 12))),
    st.builds(Picture, st.just(b"png"), line, text),
    st.builds(Attachment, st.just(b"content"), line, line),
)
choices = st.builds(
    Choices,
    st.lists(st.builds(Choice, line.map(lambda t: t[:75]), actions, st.sampled_from(Tone), line), max_size=60).map(
        tuple
    ),
    line,
    st.booleans(),
)
pickers = st.builds(
    Picker,
    st.sampled_from(PickerKind),
    actions,
    line,
    st.lists(st.just("12"), max_size=2).map(tuple),
    st.integers(0, 40),
)
fields = st.builds(
    FormField,
    st.just("key"),
    line,
    st.sampled_from(FieldKind),
    text,
    line,
    st.booleans(),
    st.integers(0, 5000),
)
forms = st.builds(
    Form,
    line,
    actions,
    st.lists(fields, min_size=1, max_size=5).map(
        lambda found: tuple(replace(f, key=f"k{n}") for n, f in enumerate(found))
    ),
)
replies = st.builds(
    Reply,
    st.lists(blocks, max_size=8).map(tuple),
    st.lists(choices, max_size=6).map(tuple),
    st.sampled_from(Audience),
    pickers=st.lists(pickers, max_size=3, unique_by=lambda picker: picker.action.encode()).map(tuple),
)


def meant(block: Block) -> str:
    """What a person is to read in a block, without its drawing."""
    match block:
        case Heading(words) | Paragraph(words) | Note(words):
            return plain(read(words))
        case Picture(_, _, alt):
            return plain(read(alt))
        case Bullets(items, _):
            return "".join(plain(read(item)) for item in items)
        case Code(words, _):
            return words
        case Spectrum(left, right, marks):
            return left + right + "".join(mark.label + ("(you)" if mark.is_asker else "") for mark in marks)
        case Gauges(title, rows):
            return plain(read(title)) + "".join(row.label + plain(read(row.text.replace("\n", " "))) for row in rows)
        case Sources(label, cited, checked):
            day = f"checked {checked:%B} {checked.day}, {checked.year}" if checked else ""
            return label + day + "".join(f"{c.title}{c.author}{c.published or ''}" for c in cited)
        case Attachment(_, name, about):
            return f"{name}:{about}"


_NOT_WORDS = regex.compile(r"[\s\p{Cf}\p{Cc}█▒░─●┃↔•·,“”…]+")


def bare(words: str) -> str:
    """Words without white space, drawing and what nobody sees."""
    return _NOT_WORDS.sub("", words)


@dataclass
class Shown:
    """What Discord shows of a text, read by a reader of its own, so that it does not share the writer's mistakes.

    `alive` is what is neither code nor escaped nor part of a link, each of these replaced by a blank: only there
    could a mention or a naked address come alive.
    """

    text: str = ""
    alive: str = ""
    addresses: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


_FENCE = re.compile(r"(?m)^```[a-z0-9+#-]*\n(.*?)\n```$", re.DOTALL)
_LINE_MARK = re.compile(r"^(?:-# |### | {0,3}- | {0,3}\d+\. )")
_INLINE = re.compile(
    r"\\([^A-Za-z0-9\s])|`([^`]+)`|\[((?:\\.|[^\[\]\\])+)\]\(<([^>\s]*)>\)|<(https?://[^>\s]*)>|(\*+)|(.)", re.DOTALL
)


def read_back(markdown: str) -> Shown:
    shown, position = Shown(), 0
    for fence in _FENCE.finditer(markdown):
        _read_lines(markdown[position : fence.start()], shown)
        shown.text += fence[1]
        shown.codes.append(fence[1])
        position = fence.end()
    _read_lines(markdown[position:], shown)
    return shown


def _read_lines(markdown: str, shown: Shown) -> None:
    for line in markdown.split("\n"):
        _read_inline(_LINE_MARK.sub("", line), shown)
        shown.text += "\n"
        shown.alive += "\n"


def _read_inline(line: str, shown: Shown) -> None:
    for escaped, code, label, target, address, marks, other in _INLINE.findall(line):
        if label:
            inner = Shown()
            _read_inline(label, inner)
            shown.text += inner.text
            shown.addresses.append(target)
        elif not marks:
            shown.text += escaped or code or address or other
        if code:
            shown.codes.append(code)
        if address:
            shown.addresses.append(address)
        shown.alive += other or " "
