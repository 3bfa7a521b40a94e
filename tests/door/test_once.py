"""Whatever a platform and a network do, each event is answered once: the door's one promise, as a property."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from bot.door import Door, Letter
from bot.storage import Database
from tests.clocks import StillClock
from tests.door.doors import open_door, until
from tests.door.mailbox import Mailbox
from tests.storage.samples import letter


@dataclass(frozen=True)
class Delivery:
    """One delivery of one of a few events, at one of two processes, perhaps under a new id."""

    event: int
    door: int
    renamed: bool

    def letter(self, number: int) -> Letter:
        key = f"slack:Ev{self.event}-{number}" if self.renamed else f"slack:Ev{self.event}"
        return letter(key, str(self.event), twin_key=f"slack:{self.event}", conversation=f"slack:{self.event % 3}")


faults = st.sampled_from([None, None, "before", "after"])
deliveries = st.builds(Delivery, st.integers(0, 9), st.integers(0, 1), st.booleans())


# Without shrinking: each example waits for real time, and a failure is a list of deliveries that reads well as it is.
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@example(received=[Delivery(0, 0, renamed=False)], network=["before"] * 12)
@given(st.lists(deliveries, max_size=40), st.lists(faults, max_size=12))
def test_each_event_is_answered_once(empty_file: Path, received: list[Delivery], network: list[str | None]) -> None:
    asyncio.run(check_once(empty_file, received, network))


async def check_once(empty_file: Path, received: list[Delivery], network: list[str | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signpost.sqlite3"
        shutil.copy(empty_file, path)
        clock, trouble = StillClock(), iter(network)
        databases = [await Database.open(path, clock) for _ in range(2)]
        mailboxes = [TroubledMailbox(Path(folder) / "mailbox.jsonl", trouble) for _ in range(2)]
        try:
            async with (
                open_door(databases[0], mailboxes[0], clock) as one,
                open_door(databases[1], mailboxes[1], clock) as two,
            ):
                doors: list[Door] = [one, two]
                async with asyncio.TaskGroup() as group:
                    for number, delivery in enumerate(received):
                        group.create_task(doors[delivery.door].receive(delivery.letter(number)))
                events = {delivery.event for delivery in received}
                await until(lambda: len(answers(mailboxes[0])) >= len(events))
        finally:
            for database in databases:
                await database.close()
        assert sorted(answers(mailboxes[0])) == sorted(map(str, events))


def answers(mailbox: Mailbox) -> list[str]:
    return [text for _, text in mailbox.messages()]


class TroubledMailbox(Mailbox):
    """A mailbox whose network breaks before or after a post, as often as it is told."""

    def __init__(self, path: Path, trouble: Iterator[str | None]) -> None:
        super().__init__(path)
        self._fault: dict[str, str | None] = {}
        self._trouble = trouble
        self.before_post = self._break_before
        self.after_post = self._break_after

    async def _break_before(self, letter: Letter) -> None:
        self._fault[letter.key] = next(self._trouble, None)
        if self._fault[letter.key] == "before":
            raise ConnectionError("broken before")

    async def _break_after(self, letter: Letter) -> None:
        if self._fault[letter.key] == "after":
            raise ConnectionError("broken after")
