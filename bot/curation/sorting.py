"""Puts what went wrong into items: each new question beside those that ask the same, or into an item of its own.

`Sorter.sort` is called before the inbox is shown and by the watch over it; doing it again changes nothing.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence

import numpy as np

from bot.clock import Clock
from bot.curation.casebook import Casebook, Placement
from bot.curation.items import Case, Item, ItemKind, item_id
from bot.curation.likeness import Encodes, Vectors, group_for
from bot.mentor.editions import Editions

_REMEMBERED = 4000
_COMPARED = 12
"""Members of an item that a new question is compared with; the oldest say well enough what it is about."""


class Sorter:
    """Sorts the questions of every community, one community at a time."""

    def __init__(self, casebook: Casebook, editions: Editions, encoder: Encodes, clock: Clock) -> None:
        self._casebook = casebook
        self._editions = editions
        self._encoder = encoder
        self._clock = clock
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._turn = asyncio.Lock()

    async def sort(self, community: str) -> int:
        """Place everything that is not placed yet; the number of items that began."""
        async with self._turn:
            begun = 0
            seen: set[str] = set()
            while cases := await self._new(community, seen):
                seen.update(case.question for case in cases)
                items = await self._casebook.items(community)
                placements = await asyncio.to_thread(self._placements, cases, items)
                known = {item.id for item in items}
                begun += len({placement.item for placement in placements} - known)
                await self._casebook.place(community, placements, self._clock.now())
            return begun

    async def _new(self, community: str, seen: set[str]) -> tuple[Case, ...]:
        """What is still to be placed; each question is tried once, so that the sorting ends whatever happens."""
        cases = await self._casebook.unplaced(community, self._unsure(community))
        return tuple(case for case in cases if case.question not in seen)

    def _unsure(self, community: str) -> float:
        return self._editions.of(community).pack.tuning.thresholds.unsure

    def _placements(self, cases: Sequence[Case], items: Sequence[Item]) -> list[Placement]:
        """The item of each case; runs in a thread, for encoding takes milliseconds a text."""
        groups = [_Group(item.id, item.kind, item.entry, [c.text for c in item.cases][:_COMPARED]) for item in items]
        by_kind: dict[ItemKind, list[_Group]] = defaultdict(list)
        for group in groups:
            by_kind[group.kind].append(group)
        return [self._placement(case, by_kind[case.kind]) for case in cases]

    def _placement(self, case: Case, groups: "list[_Group]") -> Placement:
        entry = case.entry if case.kind is ItemKind.CONTRADICTED else None
        if entry is not None:
            # What was said against an answer belongs to the answer, however it was asked for.
            number = next((number for number, group in enumerate(groups) if group.entry == entry), None)
        else:
            number = group_for(self._vector(case.text), [self._matrix(group.texts) for group in groups])
        if number is None:
            groups.append(_Group(item_id(case.kind, case.question), case.kind, entry, []))
            number = len(groups) - 1
        group = groups[number]
        if len(group.texts) < _COMPARED:
            group.texts.append(case.text)
        return Placement(case.question, group.id, case.kind, entry)

    def _matrix(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        if text not in self._vectors:
            self._vectors[text] = self._encoder.encode([text])[0]
            if len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        self._vectors.move_to_end(text)
        return self._vectors[text]


class _Group:
    """An item while questions are put into it."""

    __slots__ = ("entry", "id", "kind", "texts")

    def __init__(self, id_: str, kind: ItemKind, entry: str | None, texts: list[str]) -> None:
        self.id = id_
        self.kind = kind
        self.entry = entry
        self.texts = texts
