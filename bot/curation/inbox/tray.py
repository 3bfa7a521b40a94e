"""Everything that waits in a community's inbox at this moment, from wherever it comes, in the order to look at it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.curation.inbox.casebook import Casebook, Usage
from bot.curation.inbox.items import Item, ItemKind, due_items, item_id
from bot.curation.inbox.origins import Prefill
from bot.curation.inbox.ranking import ranked
from bot.curation.inbox.sorting import Sorter
from bot.curation.revisions.editions import LiveEditions
from bot.curation.revisions.revision import Kind
from bot.curation.revisions.standing import Act, require
from bot.knowledge.pack import Pack
from bot.mentor.community import Communities
from bot.mentor.editions import Editions
from bot.mentor.events import Event

USED_WITHIN = timedelta(days=30)
"""The time over which it is counted how often an entry is used."""

_LONGEST_QUESTION = 100
_LONGEST_PHRASING = 600
"""Characters of an entry's question and of a phrasing, as `Entry` has them."""
_PHRASINGS = 8


class Conflicts(Protocol):
    """Entries and tips that a community and an update of the pack have both changed."""

    async def conflicts(self, community: str) -> Sequence[Item]:
        """An item of kind CONFLICT for each that nobody has settled."""
        ...


class Reviews(Protocol):
    """Knows what waits for a second person."""

    async def sent_to_review(self, community: str) -> Sequence[datetime]:
        """When each change that waits for approval was sent to review, in no order."""
        ...


class PackConflicts:
    """What an update of the pack left for a choice, as items."""

    def __init__(self, editions: LiveEditions) -> None:
        self._editions = editions

    async def conflicts(self, community: str) -> Sequence[Item]:
        """An item for each entry and tip that both have changed, or whose ground an update took away."""
        changes = [misfit.change for misfit in self._editions.misfits(community)]
        entries = dict.fromkeys(change.subject for change in changes if change.kind is Kind.ENTRY)
        tips = dict.fromkeys(change.subject for change in changes if change.kind is Kind.TIP)
        return [
            *(Item(item_id(ItemKind.CONFLICT, slug), ItemKind.CONFLICT, entry=slug) for slug in entries),
            *(Item(item_id(ItemKind.CONFLICT, f"tip {id_}"), ItemKind.CONFLICT, tip=id_) for id_ in tips),
        ]


@dataclass(frozen=True, slots=True)
class Tray:
    """Collects what waits."""

    casebook: Casebook
    sorter: Sorter
    conflicts: Conflicts
    usage: Usage
    reviews: Reviews
    editions: Editions
    communities: Communities
    clock: Clock

    async def require(self, event: Event, act: Act) -> str:
        """The community of whoever acts, if they may do that in it now; raises `SignpostError` otherwise."""
        speaker = event.occasion.speaker
        require(speaker, await self.communities.settings(speaker.community), act)
        return speaker.community

    def pack(self, community: str) -> Pack:
        """The pack that a community is answered from."""
        return self.editions.of(community).pack

    async def items(self, community: str) -> tuple[Item, ...]:
        """Everything that waits, the most worthwhile first."""
        await self.sorter.sort(community)
        asked = await self.casebook.items(community)
        due = await self.due(community)
        conflicts = await self.conflicts.conflicts(community)
        in_hand = await self.casebook.in_hand(community)
        found = [replace(item, draft=in_hand.get(item.id)) for item in (*asked, *due, *conflicts)]
        return ranked(found, self.clock.now())

    async def in_review(self, community: str, since: datetime | None = None) -> int:
        """How many changes wait for approval, of those that were sent after `since`."""
        sent = await self.reviews.sent_to_review(community)
        return sum(since is None or at > since for at in sent)

    async def due(self, community: str) -> tuple[Item, ...]:
        """The entries that are due for a re-check, the most used first."""
        now = self.clock.now()
        used = await self.usage.uses(community, now - USED_WITHIN)
        items = due_items(self.pack(community), now.date())
        counted = [replace(item, uses=used.get(item.entry or "", 0)) for item in items]
        return tuple(sorted(counted, key=lambda item: (-item.uses, item.entry or "")))

    async def prefill(self, community: str, origin: str) -> Prefill | None:
        """What a new answer to an item begins with: its shortest wording as the question, all as phrasings."""
        item = await self.casebook.item(community, origin)
        if item is None or not item.cases:
            return None
        fitting = tuple(text for text in item.wordings if len(text) <= _LONGEST_PHRASING)
        question = " ".join(item.text.split())[:_LONGEST_QUESTION]
        return Prefill(question[:1].upper() + question[1:], fitting[:_PHRASINGS])

    async def item(self, community: str, id_: str) -> Item | None:
        """The item of that id, settled or not."""
        item = await self.casebook.item(community, id_)
        if item is not None:
            return item
        waiting = (*await self.due(community), *await self.conflicts.conflicts(community))
        in_hand = await self.casebook.in_hand(community)
        return next((replace(each, draft=in_hand.get(id_)) for each in waiting if each.id == id_), None)
