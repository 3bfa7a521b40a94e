"""Nothing of one community ever reaches another: whatever is done in one, every query of the other says the same.

What is done is drawn at random, and each act is also tried with ids of the other community.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.inbox.casebook import Placement
from bot.curation.inbox.items import ItemKind
from bot.curation.inbox.sorting import Sorter
from bot.curation.notices.notices import Notice, NoticeKind
from bot.curation.notices.telling import wish_of
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.memory import Question, Verdict
from bot.mentor.reply import Decision
from bot.storage import Database
from bot.storage.notices import NoticeStore
from bot.storage.review import ReviewStore
from bot.storage.tally import TallyStore
from bot.understanding import Encoder
from tests.clocks import StillClock
from tests.curation.asked import BAKERY, KITCHEN, NOON, ask, judge
from tests.scenarios.house import cooking

TEXTS = ("how long does miso keep?", "which oven is best?", "is a wok worth it?", "how do I peel garlic?")


@cache
def encoder() -> RememberingEncoder:
    """One for all the databases that are tried."""
    return RememberingEncoder(Encoder())


Query = Callable[[Database, Sequence[str]], Awaitable[Any]]
QUERIES: dict[str, Query] = {
    "ReviewStore.unplaced": lambda database, _: database.review.unplaced(KITCHEN, 0.25),
    "ReviewStore.begun": lambda database, _: database.review.begun(KITCHEN),
    "ReviewStore.items": lambda database, _: database.review.items(KITCHEN),
    "ReviewStore.item": lambda database, items: database.review.item(KITCHEN, items[0]),
    "ReviewStore.in_hand": lambda database, _: database.review.in_hand(KITCHEN),
    "TallyStore.counts": lambda database, _: database.tally.counts(KITCHEN, NOON - timedelta(9), NOON + timedelta(9)),
    "TallyStore.uses": lambda database, _: database.tally.uses(KITCHEN, NOON - timedelta(9)),
    "NoticeStore.wishes": lambda database, _: database.notices.wishes(KITCHEN, 50),
    "NoticeStore.last": lambda database, _: database.notices.last(KITCHEN, NoticeKind.ANSWER),
}
"""Every query that is asked for a community."""
CHANGES = {"ReviewStore.place", "ReviewStore.leave", "ReviewStore.take_back"}
"""What changes something in a community; tried below with ids of the other one."""


def test_every_query_for_a_community_is_among_those_that_are_tried() -> None:
    named = {
        f"{store.__name__}.{name}"
        for store in (ReviewStore, NoticeStore, TallyStore)
        for name, method in inspect.getmembers(store, inspect.iscoroutinefunction)
        if "community" in inspect.signature(method).parameters
    }
    assert named == set(QUERIES) | CHANGES


class Two:
    """Two communities in one database: a kitchen where nothing happens any more, and a bakery."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sorter = Sorter(database.review, OneEdition(Edition.of(*cooking())), encoder(), StillClock())
        self.kitchen: list[Question] = []
        self.items: list[str] = []

    async def live_in_the_kitchen(self) -> None:
        for number, text in enumerate(TEXTS[:3]):
            self.kitchen.append(await ask(self.database, text, at=NOON + timedelta(minutes=number)))
        answered = await ask(self.database, TEXTS[3], decision=Decision.ANSWER, entry="salt", confidence=0.9)
        await judge(self.database, answered, Verdict.NOT_HELPFUL, "words of the kitchen")
        self.kitchen.append(answered)
        await self.sorter.sort(KITCHEN)
        self.items = sorted(item.id for item in await self.database.review.items(KITCHEN))
        await self.database.notices.wish(wish_of(self.kitchen[0], "discord:ann", "discord:1", NOON, private=False))

    async def act_in_the_bakery(self, act: str, number: int) -> None:
        review, database = self.database.review, self.database
        theirs, item = self.kitchen[number], self.items[number]
        match act:
            case "ask":
                await ask(database, TEXTS[number], community=BAKERY, person="discord:ben")
            case "ask the same person":
                await ask(database, TEXTS[number], community=BAKERY, person="discord:ann")
            case "contradict":
                asked = await ask(
                    database, TEXTS[number], community=BAKERY, decision=Decision.ANSWER, entry="salt", confidence=0.9
                )
                await judge(database, asked, Verdict.NOT_HELPFUL, "words of the bakery")
            case "sort":
                await self.sorter.sort(BAKERY)
            case "leave theirs":
                await review.leave(BAKERY, item, "discord:mod", NOON)
            case "take theirs back":
                await review.take_back(BAKERY, item)
            case "place theirs":
                known = await review.begun(BAKERY)
                await review.place(BAKERY, [Placement(theirs.id, "f" * 16, ItemKind.DOUBTFUL)], NOON, known)
            case "place ours with theirs":
                ours = await ask(database, TEXTS[number], community=BAKERY)
                known = await review.begun(BAKERY)
                await review.place(BAKERY, [Placement(ours.id, item, ItemKind.UNANSWERED)], NOON, known)
            case "wish for theirs":
                notice = wish_of(theirs, "discord:ben", "discord:2", NOON, private=False)
                changed = Notice(f"{notice.key}x", notice.kind, BAKERY, NOON, question=theirs.id, person="discord:ben")
                await database.notices.wish(changed)


ACTS = (
    "ask", "ask the same person", "contradict", "sort", "leave theirs", "take theirs back", "place theirs",
    "place ours with theirs", "wish for theirs",
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3)), min_size=1, max_size=8))
def test_whatever_is_done_in_one_community_every_query_of_the_other_says_the_same(acts: list[tuple[str, int]]) -> None:
    async def live() -> None:
        with TemporaryDirectory() as folder:
            database = await Database.open(Path(folder) / "signpost.sqlite3", StillClock())
            try:
                two = Two(database)
                await two.live_in_the_kitchen()
                before = {name: await query(database, two.items) for name, query in QUERIES.items()}
                for act, number in acts:
                    await two.act_in_the_bakery(act, number)
                after = {name: await query(database, two.items) for name, query in QUERIES.items()}
                assert after == before
                words = str([await database.review.items(BAKERY), await database.review.unplaced(BAKERY, 0.25)])
                assert "words of the kitchen" not in words
                assert not any(question.id in words for question in two.kitchen)
            finally:
                await database.close()

    asyncio.run(live())
