"""Text as every chat face needs it: small Markdown read into spans, cut and parted without breaking anything.

Pure. Nothing here knows a platform: a face reads with `read`, writes spans in its own dialect, and measures
in its own unit. What was text stays text; what is one sign to a reader (a grapheme) is never torn.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from bot.mentor.reply import Gauge, literal

ELLIPSIS = "…"

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>(?:\\.|[^\[\]\\\n])+)\]\((?P<url>(?:https?://|place:|person:)[^\s()<>|\"]+)\)"
    r"|(?P<bold>\*\*)"
    r"|(?P<italic>\*)"
)
_LONE_STAR = re.compile(r"(?<!\*)(?:\*\*)*\*(?!\*)")
"""A star that is left over when two each make bold."""
_PLACE, _PERSON = "place:", "person:"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of everything after them."""

_GRAPHEME = regex.compile(r"\X")
_WORD = re.compile(r"\s*\S+|\s+$")


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
    """A link: what it is called and where it leads; `place:` names a channel, `person:` somebody."""

    label: str
    url: str

    @property
    def place(self) -> tuple[str, ...]:
        """The parts of the place that it names, the platform first; none where it leads elsewhere."""
        return tuple(self.url.removeprefix(_PLACE).split(":")) if self.url.startswith(_PLACE) else ()

    @property
    def person(self) -> tuple[str, ...]:
        """The parts of the id of whom it names, the platform first; none where it leads elsewhere."""
        return tuple(self.url.removeprefix(_PERSON).split(":")) if self.url.startswith(_PERSON) else ()


Span = Words | CodeWords | Link
Measure = Callable[[str], int]


def clean(text: str) -> str:
    """`text` without control characters and without marks that turn the direction of what follows."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read(text: str) -> tuple[Span, ...]:
    """The spans of small Markdown in `text`; a mark without its partner is text."""
    text = clean(text)
    spans: list[Span] = []
    run: list[str] = []
    bold = italic = False

    def close_run() -> None:
        if run and (said := "".join(run)):
            spans.append(Words(said, bold, italic))
        run.clear()

    position = 0
    for match in _TOKEN.finditer(text):
        run.append(text[position : match.start()])
        position = match.end()
        if match["escaped"]:
            run.append(match["escaped"])
        elif match["code"]:
            close_run()
            spans.append(CodeWords(match["code"]))
        elif match["url"]:
            close_run()
            spans.append(Link(plain(read(match["label"])), match["url"]))
        elif match["bold"] and (bold or text.find("**", position) >= 0):
            close_run()
            bold = not bold
        elif match["italic"] and (italic or _LONE_STAR.search(text, position)):
            close_run()
            italic = not italic
        else:
            run.append(match.group())
    run.append(text[position:])
    close_run()
    return tuple(spans)


def plain(spans: Iterable[Span]) -> str:
    """Only the words, for labels, names and notifications."""
    return "".join(span.label if isinstance(span, Link) else span.text for span in spans)


def plain_line(text: str) -> str:
    """Small Markdown as one line of words."""
    return " ".join(plain(read(text)).split())


def unlinked(text: str, approved: Callable[[str], bool]) -> str:
    """Small Markdown in which a link that is not approved is its words alone; places and people stay."""

    def kept(match: re.Match[str]) -> str:
        url = match["url"]
        if url is None or url.startswith((_PLACE, _PERSON)) or approved(url):
            return match.group()
        return literal(plain(read(match["label"])))

    return _TOKEN.sub(kept, text)


def graphemes(text: str) -> list[str]:
    """`text` in the signs that a reader sees as one."""
    return _GRAPHEME.findall(text)


def cut(text: str, limit: int, measure: Measure = len) -> str:
    """`text` in at most `limit` units, with an ellipsis for what is missing; never torn inside a grapheme."""
    if measure(text) <= limit:
        return text
    room = limit - measure(ELLIPSIS)
    return _head(text, room, measure).rstrip() + ELLIPSIS if room >= 0 else ""


def parted(spans: Sequence[Span], budget: int, size: Callable[[Span], int]) -> list[tuple[Span, ...]]:
    """`spans` in runs of at most `budget`, parted between words, never inside a link, a code or a grapheme.

    `size` measures one written span. Only a single word, code or label that is larger than the whole budget is
    taken apart, between its graphemes.
    """
    runs: list[tuple[Span, ...]] = []
    current: list[Span] = []
    used = 0
    for atom in _atoms(spans, budget, size):
        if current and used + size(atom) > budget:
            runs.append(tuple(current))
            current, used = [], 0
        current.append(atom if current else _without_leading_space(atom))
        used += size(current[-1])
    if current:
        runs.append(tuple(current))
    return [joined(run) for run in runs]


def joined(run: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of a run, words of one emphasis that stand side by side as one span again."""
    whole: list[Span] = []
    for span in run:
        last = whole[-1] if whole else None
        if isinstance(span, Words) and isinstance(last, Words) and (span.bold, span.italic) == (last.bold, last.italic):
            whole[-1] = replace(last, text=last.text + span.text)
        elif not isinstance(span, Words) or span.text:
            whole.append(span)
    return tuple(whole)


def bar(row: Gauge, cells: int, *, full: str = "█", between: str = "▒", empty: str = "░") -> str:
    """A gauge as `cells` signs of one width: full up to its value, half full up to the end of its range."""
    filled = _share(row.value, row.maximum, cells)
    reach = max(filled, _share(row.high, row.maximum, cells) if row.high is not None else filled)
    return full * filled + between * (reach - filled) + empty * (cells - reach)


def track(at: float, cells: int, *, line: str = "─", mark: str = "●") -> str:
    """A line of `cells` signs with a mark at its place, `at` from 0 to 1."""
    place = round(min(1.0, max(0.0, at)) * (cells - 1))
    return line * place + mark + line * (cells - 1 - place)


def _share(value: float, maximum: float, cells: int) -> int:
    return min(cells, max(0, round(value / maximum * cells))) if maximum > 0 else 0


def _head(text: str, room: int, measure: Measure) -> str:
    kept: list[str] = []
    for sign in graphemes(text):
        room -= measure(sign)
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept)


def _atoms(spans: Iterable[Span], budget: int, size: Callable[[Span], int]) -> Iterator[Span]:
    for span in spans:
        whole = [span] if not isinstance(span, Words) else [replace(span, text=word) for word in _words(span.text)]
        for atom in whole:
            if size(atom) <= budget:
                yield atom
            else:
                yield from _torn(atom, budget, size)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _torn(atom: Span, budget: int, size: Callable[[Span], int]) -> Iterator[Span]:
    """An atom larger than the budget: a link keeps its address and loses the end of its label."""
    if isinstance(atom, Link):
        room = budget - (size(atom) - size(replace(atom, label="")))
        if room > 0:
            yield replace(atom, label=cut(atom.label, room // 2))
        else:
            yield from _torn(Words(atom.label), budget, size)
        return
    signs = graphemes(atom.text)
    if size(atom) <= budget or not signs:
        yield atom
    elif len(signs) == 1:
        # One sign of more marks than a page holds is nobody's word.
        yield replace(atom, text=atom.text[: max(1, budget // 4)])
    else:
        middle = len(signs) // 2
        for half in (signs[:middle], signs[middle:]):
            yield from _torn(replace(atom, text="".join(half)), budget, size)


def _without_leading_space(atom: Span) -> Span:
    return replace(atom, text=atom.text.lstrip()) if isinstance(atom, Words) else atom
