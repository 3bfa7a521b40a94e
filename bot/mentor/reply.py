"""What the mentor says back, free of any platform.

A reply is blocks of text from top to bottom, then groups of choices. Text in blocks is the small
Markdown that every face knows: `**bold**`, `*italic*`, `` `code` ``, `[label](https://...)`, and
`[a channel](place:...)` and `[somebody](person:...)`, which each platform shows in its own way. Words that came
from a person go in through `literal` and never mean anything but themselves. Faces render
every kind of block and decide nothing.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.mentor.actions import Action

_MEANT_AS_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:@&])")


def literal(text: str) -> str:
    """`text` from a person, escaped so that no Markdown, link or mention in it comes alive."""
    return _MEANT_AS_MARKDOWN.sub(r"\\\1", text)


MAX_LABEL = 75
"""Characters of the label of a choice; Slack's buttons take no more."""


def shortened(text: str, most: int = MAX_LABEL) -> str:
    """`text` in one line of at most `most` characters; "…" stands for what is left out."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


class Decision(StrEnum):
    """What was made of a message; the value is what is stored, counted and printed."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HANDOVER = "handover"
    DECLINE = "decline"
    SOCIAL = "social"


class Audience(StrEnum):
    """Who may see a reply."""

    ASKER = "asker"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Heading:
    """A short line above what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One or more paragraphs of small Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: why this was matched, when it was checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Lines shown as they are, in one width."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A named place between the two ends of a spectrum, `at` from 0 to 1."""

    label: str
    at: float
    is_asker: bool = False


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Places on a line between two ends."""

    left: str
    right: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One row of a scale: `value` out of `maximum`, and what it means. `high` is the end of a range."""

    label: str
    value: float
    maximum: float
    text: str
    high: float | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Gauges:
    """Rows of scales under one title, such as the depth of each subject or the share of each role."""

    title: str
    rows: tuple[Gauge, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source under an answer."""

    title: str
    author: str
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of what stands above and the day it was last checked."""

    label: str
    citations: tuple[Citation, ...]
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with words for those who cannot see it.

    Where no picture can be shown, `instead` is, which says the same in rows, or else the words.
    """

    png: bytes
    name: str
    alt: str
    instead: "tuple[Block, ...]" = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for the asker to keep, and a line about it; `name` ends in what kind of file it is."""

    content: bytes
    name: str
    about: str


Block = Heading | Paragraph | Bullets | Note | Code | Spectrum | Gauges | Sources | Picture | Attachment


class Tone(StrEnum):
    """How much a choice stands out."""

    QUIET = "quiet"
    MAIN = "main"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person can pick: at most `MAX_LABEL` characters of label, 100 of `hint`."""

    label: str
    action: Action
    tone: Tone = Tone.QUIET
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices that belong together; shown as buttons, or as a menu with `prompt` in it."""

    options: tuple[Choice, ...]
    prompt: str = ""
    as_menu: bool = False


class PickerKind(StrEnum):
    """What can be picked with a picker."""

    PLACE = "place"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Picker:
    """The platform's own way to pick places (channels) or groups (roles) of the community.

    What was picked comes back as `Filled` under the key `picked`, the platform's ids separated by spaces;
    `chosen` are the ids picked so far.
    """

    kind: PickerKind
    action: Action
    prompt: str
    chosen: tuple[str, ...] = ()
    at_most: int = 1


class FieldKind(StrEnum):
    """What a person writes into a field."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: `label` at most 45 characters, `placeholder` at most 100."""

    key: str
    label: str
    kind: FieldKind = FieldKind.SHORT
    value: str = ""
    placeholder: str = ""
    required: bool = True
    max_length: int = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """Something to fill in: `title` at most 24 characters, one to five fields; `action` gets what was written."""

    title: str
    action: Action
    fields: tuple[FormField, ...]
    submit: str = "Send"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the mentor says back to one event.

    `replaces` says that the message whose choice was picked is changed in place rather than followed
    by another. A reply with a `form` shows nothing but the form. `follow` says whether the talk goes on
    from here without the mentor being addressed again. `pickers` are shown where the platform has them.
    """

    blocks: tuple[Block, ...] = ()
    choices: tuple[Choices, ...] = ()
    audience: Audience = Audience.ASKER
    decision: Decision | None = None
    form: Form | None = None
    replaces: bool = False
    follow: bool = True
    pickers: tuple[Picker, ...] = ()
