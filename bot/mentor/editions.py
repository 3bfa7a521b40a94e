"""Which pack answers whom: each community may have an edition of its own.

An `Edition` is a pack with the reader it taught and the composer that speaks from it; it is immutable, so
a message that is being answered keeps the edition it began with while a new one is published.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.knowledge.pack import Pack
from bot.mentor.composing import Composer
from bot.understanding import Context, Understanding


class Reads(Protocol):
    """What turns a text into an `Understanding`; `bot.understanding.Reader` does."""

    def read(self, text: str, context: Context | None = None) -> Understanding:
        """What `text` means, given what went before."""
        ...


@dataclass(frozen=True, slots=True)
class Edition:
    """A pack, ready to answer from."""

    pack: Pack
    reader: Reads
    composer: Composer

    @classmethod
    def of(cls, pack: Pack, reader: Reads) -> "Edition":
        """The edition of a pack and the reader it taught."""
        return cls(pack, reader, Composer(pack))


class Editions(Protocol):
    """Where the mentor finds what to answer a community from."""

    def of(self, community: str) -> Edition:
        """The edition that answers `community` now; never waits."""
        ...


@dataclass(frozen=True, slots=True)
class OneEdition:
    """The same edition for everybody."""

    edition: Edition

    def of(self, community: str) -> Edition:  # noqa: ARG002 - everybody
        return self.edition
