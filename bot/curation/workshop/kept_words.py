"""The port through which words of members are kept that somebody asked for.

`Lending` is implemented by `bot.storage.lending`; `bot.curation.workshop.lending` asks and settles.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.curation.revisions.revision import Deed


class Lent(StrEnum):
    """What has become of a wish for somebody's words."""

    ASKED = "asked"
    LENT = "lent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KeptWords:
    """A message that somebody would like to keep; `keeper` asked for it, `name` is how its author is credited."""

    id: str
    community: str
    place: str
    link: str
    person: str
    words: str
    state: Lent
    at: datetime
    keeper: str | None = None
    name: str = ""
    revision: str | None = None


class Lending(Protocol):
    """Where words that were asked for are kept."""

    async def find(self, community: str, id_: str) -> KeptWords | None:
        """Words of a member of this community."""
        ...

    async def ask(self, words: KeptWords, deed: Deed) -> bool:
        """Keep the wish for somebody's words, with the line of the record; False where it is there already."""
        ...

    async def settle(self, words: KeptWords, deed: Deed) -> bool:
        """Keep what the author said of a wish that is still open; the words are gone where they said no."""
        ...
