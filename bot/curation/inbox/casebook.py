"""The ports of the inbox: which question lies in which item, what was left as it is, and how much answers are used.

`Casebook` is implemented by `bot.storage.review`, `Usage` by `bot.storage.tally`. Every call names the community and
sees nothing of another one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.curation.inbox.items import Case, Item, ItemKind


@dataclass(frozen=True, slots=True)
class Placement:
    """Which item a question goes into."""

    question: str
    item: str
    kind: ItemKind
    entry: str | None = None


class Usage(Protocol):
    """Knows how much the answers of a community are used."""

    async def uses(self, community: str, since: datetime) -> Mapping[str, int]:
        """How often each entry was given as an answer since then; entries that were not are missing."""
        ...


class Casebook(Protocol):
    """Where items are kept."""

    async def unplaced(self, community: str, unsure: float) -> tuple[Case, ...]:
        """Questions that belong into the inbox and lie in no item for their kind yet, oldest first, some hundreds.

        An answer below the confidence `unsure` counts as doubtful, unless it was found helpful.
        """
        ...

    async def begun(self, community: str) -> frozenset[str]:
        """The ids of all items that ever began and are kept, settled ones among them."""
        ...

    async def place(
        self, community: str, placements: Sequence[Placement], at: datetime, knowing: frozenset[str]
    ) -> bool:
        """Put questions into items; one that lies in an item for its kind already stays there.

        False, and nothing is done, where an item would begin although others began that are not in `knowing`: one of
        them may ask the same, so it is to be thought over.
        """
        ...

    async def items(self, community: str) -> tuple[Item, ...]:
        """Every item with its cases that nobody has settled, by a live change or by leaving it; in no order."""
        ...

    async def item(self, community: str, id_: str) -> Item | None:
        """An item, settled or not; None where this community has none of that id, or its words were forgotten.

        Its draft is the one under way or, once it is settled by a change, the one that settled it.
        """
        ...

    async def in_hand(self, community: str) -> Mapping[str, str]:
        """The drafts that are under way, by the item they came from."""
        ...

    async def leave(self, community: str, item: str, person: str, at: datetime) -> None:
        """Settle an item without a change."""
        ...

    async def take_back(self, community: str, item: str) -> None:
        """Open an item again that was left as it is."""
        ...

    async def communities(self) -> tuple[str, ...]:
        """Every community in which somebody asked or wrote something within the last half year."""
        ...
