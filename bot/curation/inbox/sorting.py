"""Puts what went wrong into items: each new question beside those that ask the same, or into an item of its own.

`Sorter.sort` is called before the inbox is shown and by the watch over it; doing it again changes nothing.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.clock import Clock
from bot.curation.inbox.casebook import Casebook, Placement
from bot.curation.inbox.items import ASKED, Case, Item, ItemKind, item_id
from bot.curation.inbox.likeness import Encodes, Groups, Vectors
from bot.mentor.editions import Editions
from bot.understanding.encoder import DIMENSION

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
            began = 0
            seen: set[str] = set()
            # What had begun is read first: whatever another process begins from here on makes us look again.
            knowing = await self._casebook.begun(community)
            while cases := await self._new(community, seen):
                items = await self._casebook.items(community)
                placements = await asyncio.to_thread(self._placements, cases, items)
                if await self._casebook.place(community, placements, self._clock.now(), knowing):
                    seen.update(case.question for case in cases)
                    began += len({placement.item for placement in placements} - knowing)
                knowing = await self._casebook.begun(community)
            return began

    async def _new(self, community: str, seen: set[str]) -> tuple[Case, ...]:
        """What is still to be placed; each question is tried once, so that the sorting ends whatever happens."""
        cases = await self._casebook.unplaced(community, self._unsure(community))
        return tuple(case for case in cases if case.question not in seen)

    def _unsure(self, community: str) -> float:
        return self._editions.of(community).pack.tuning.thresholds.unsure

    def _placements(self, cases: Sequence[Case], items: Sequence[Item]) -> list[Placement]:
        """The item of each case; runs in a thread, for encoding takes milliseconds a text."""
        asked = _Shelf(self._vector)
        shelves = {kind: asked if kind in ASKED else _Shelf(self._vector) for kind in ItemKind}
        for item in items:
            shelves[item.kind].put(item.id, item.entry, [case.text for case in item.cases])
        return [shelves[case.kind].place(case) for case in cases]

    def _vector(self, text: str) -> Vectors:
        if text not in self._vectors:
            self._vectors[text] = self._encoder.encode([text])[0]
            if len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        self._vectors.move_to_end(text)
        return self._vectors[text]


class _Shelf:
    """The items of the kinds that may lie together, while questions are put into them."""

    def __init__(self, vector_of: Callable[[str], Vectors]) -> None:
        self._vector_of = vector_of
        self._groups = Groups(DIMENSION)
        self._ids: list[str] = []
        self._sizes: list[int] = []
        self._of_entry: dict[str, str] = {}

    def put(self, id_: str, entry: str | None, texts: Sequence[str]) -> None:
        """An item that is there already."""
        if entry is not None:
            self._of_entry[entry] = id_
            return
        number = self._begin(id_)
        for text in texts:
            self._take_in(text, number)

    def place(self, case: Case) -> Placement:
        """Put a question into the item it belongs to, or begin one with it."""
        if case.kind is ItemKind.CONTRADICTED and case.entry is not None:
            # What was said against an answer belongs to the answer, however it was asked for.
            id_ = self._of_entry.setdefault(case.entry, item_id(case.kind, case.question))
            return Placement(case.question, id_, case.kind, case.entry)
        found = self._groups.find(self._vector_of(case.text))
        number = self._begin(item_id(case.kind, case.question)) if found is None else found
        self._take_in(case.text, number)
        return Placement(case.question, self._ids[number], case.kind)

    def _begin(self, id_: str) -> int:
        self._ids.append(id_)
        self._sizes.append(0)
        return self._groups.begin()

    def _take_in(self, text: str, number: int) -> None:
        if self._sizes[number] < _COMPARED:
            self._sizes[number] += 1
            self._groups.take_in(self._vector_of(text), number)
