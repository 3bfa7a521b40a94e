"""What a reply becomes in Discord: pages, one message each, made of a few kinds of part.

Plain values without the library, so that rendering is pure and fast to test; `view` turns a page into what
discord.py sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.mentor.reply import FieldKind, PickerKind, Tone
from bot.platforms.discord.limits import Budget, units


@dataclass(frozen=True, slots=True)
class Text:
    """Text in Discord's Markdown."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that is sent along; `name` is unique on its page."""

    png: bytes
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that is sent along; `name` is unique on its page."""

    content: bytes
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; `state` is what comes back."""

    label: str
    state: str
    tone: Tone = Tone.QUIET


@dataclass(frozen=True, slots=True)
class Buttons:
    """One to five buttons side by side."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a menu."""

    label: str
    state: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu from which one line is picked; what comes back is the state of the line."""

    state: str
    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NativePicker:
    """Discord's own menu of channels or roles."""

    state: str
    kind: PickerKind
    prompt: str
    chosen: tuple[int, ...] = ()
    at_most: int = 1


Control = Buttons | Menu | NativePicker
Part = Text | Image | File | Control


@dataclass(frozen=True, slots=True)
class Page:
    """One message, from top to bottom."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Everything written on it."""
        return "\n".join(part.markdown for part in self.parts if isinstance(part, Text))

    @property
    def images(self) -> tuple[Image, ...]:
        """The pictures on it."""
        return tuple(part for part in self.parts if isinstance(part, Image))

    @property
    def files(self) -> tuple[File, ...]:
        """The files on it."""
        return tuple(part for part in self.parts if isinstance(part, File))


@dataclass(frozen=True, slots=True)
class ModalField:
    """One field of a modal."""

    key: str
    label: str
    kind: FieldKind
    value: str
    placeholder: str
    required: bool
    max_length: int


@dataclass(frozen=True, slots=True)
class ModalPage:
    """A form in front of everything else."""

    title: str
    state: str
    fields: tuple[ModalField, ...]


class Draft:
    """A page while it is filled, and how much of its budget is left."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._parts: list[Part] = []

    def holds(self, text: str, separator: str) -> bool:
        """Whether `text` still fits, behind the text above it where there is some."""
        if units(self._separated(text, separator)) > self._text_left:
            return False
        return self._ends_in_text or self._components < self._budget.components

    @property
    def room(self) -> int:
        """How many units of text a new text on it may have."""
        return self._text_left if self._ends_in_text or self._components < self._budget.components else 0

    def holds_parts(self, parts: Sequence[Part]) -> bool:
        """Whether all of these still fit."""
        pictures = sum(isinstance(part, Image | File) for part in (*self._parts, *parts))
        text = sum(units(part.markdown) for part in parts if isinstance(part, Text))
        components = self._components + sum(map(components_of, parts))
        return pictures <= self._budget.pictures and text <= self._text_left and components <= self._budget.components

    def write(self, text: str, separator: str) -> None:
        """Add text, to the text above it where there is some."""
        if self._ends_in_text and isinstance(last := self._parts[-1], Text):
            self._parts[-1] = Text(last.markdown + separator + text)
        elif text:
            self._parts.append(Text(text))

    def add(self, parts: Sequence[Part]) -> None:
        """Add a picture or a control, with the line above it."""
        self._parts += parts

    def page(self) -> Page:
        """The page as it stands."""
        return Page(tuple(self._parts))

    def _separated(self, text: str, separator: str) -> str:
        return separator + text if text and self._ends_in_text else text

    @property
    def _components(self) -> int:
        return sum(map(components_of, self._parts))

    @property
    def _text_left(self) -> int:
        return self._budget.text - sum(units(part.markdown) for part in self._parts if isinstance(part, Text))

    @property
    def _ends_in_text(self) -> bool:
        return bool(self._parts) and isinstance(self._parts[-1], Text)


def components_of(part: Part) -> int:
    """How many of a message's components a part takes, nested ones counted."""
    match part:
        case Text() | Image() | File():
            return 1
        case Buttons(buttons):
            return 1 + len(buttons)
        case Menu() | NativePicker():
            return 2
