"""What is drawn for people, as plain values, and the port through which it is drawn.

`Illustrator` is implemented by `bot.pictures`. A drawing holds every word that stands in it, so that the same drawing
is the same picture, and `alt_text` says in words what it shows.
"""

from dataclasses import dataclass
from typing import Protocol

MAX_ALT = 1000


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill on a scale from 0 to 10: what is there, none where it was not rated, what was there, what is enough."""

    label: str
    have: int | None
    need: int
    before: int | None = None
    checked: str = ""
    """How the self-check questions went, such as `2/3`."""


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Skills that belong together."""

    title: str
    rows: tuple[SkillRow, ...]


@dataclass(frozen=True, slots=True)
class SkillsDrawing:
    """Somebody's ratings against what their role needs."""

    title: str
    groups: tuple[SkillGroup, ...]
    have: str
    need: str
    gap: str
    before: str
    checked: str
    alt: str

    def alt_text(self) -> str:
        """What it shows, for those who cannot see it."""
        return _cut(self.alt)


@dataclass(frozen=True, slots=True)
class ProgressDrawing:
    """The last weeks, and the way left: hours done, under way and to go."""

    title: str
    weeks_title: str
    weeks: tuple[tuple[str, int], ...]
    way_title: str
    done: tuple[str, int]
    under_way: tuple[str, int]
    left: tuple[str, int]
    nothing_yet: str
    alt: str

    def alt_text(self) -> str:
        """What it shows, for those who cannot see it."""
        return _cut(self.alt)


@dataclass(frozen=True, slots=True)
class WeeksDrawing:
    """Some weeks of a community: of each, its label and how many questions had each outcome, bottom first."""

    title: str
    lead: str
    outcomes: tuple[str, ...]
    weeks: tuple[tuple[str, tuple[int, ...]], ...]
    alt: str

    def alt_text(self) -> str:
        """What it shows, for those who cannot see it."""
        return _cut(self.alt)


Drawing = SkillsDrawing | ProgressDrawing | WeeksDrawing


class Illustrator(Protocol):
    """Whoever draws."""

    async def draw(self, drawing: Drawing) -> bytes | None:
        """The picture as a PNG, or None where it could not be drawn; never raises and never holds up the loop."""
        ...


def _cut(text: str) -> str:
    return text if len(text) <= MAX_ALT else text[: MAX_ALT - 1].rstrip() + "…"
