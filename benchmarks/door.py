"""How fast events go through the door, everything written down, beside the same without a disk.

    python -m benchmarks.door [--events 4000]

Prints: a burst (events a second, and how long `receive` took, which is when a platform may be acknowledged), a
quiet server (event in to answer out), the mentor's memory, and the bare queue that nothing would survive.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.clock import SystemClock
from bot.door import Door, Letter
from bot.mentor.events import Event, Occasion, Said, Speaker
from bot.mentor.memory import Cue, Learner, Question, Talk, question_id
from bot.mentor.reply import Decision, Paragraph, Reply
from bot.storage import Database

QUIET = 300
TEXT = "I make dashboards in SQL and wonder how much math I need for a step towards machine learning. " * 2


class Counter:
    """A courier that only notes when an answer came out."""

    def __init__(self) -> None:
        self.delivered: dict[str, float] = {}
        self.expected = 0
        self.is_done = asyncio.Event()

    def expect(self, events: int) -> None:
        self.expected = len(self.delivered) + events
        self.is_done.clear()

    async def deliver(self, letter: Letter, reply: Reply) -> str:
        assert reply.blocks
        self.delivered[letter.key] = time.perf_counter()
        if len(self.delivered) == self.expected:
            self.is_done.set()
        return f"message:{letter.key}"

    async def find_delivered(self, letter: Letter) -> str | None:
        return f"message:{letter.key}" if letter.key in self.delivered else None


async def thanks(_: Event) -> Reply:
    return Reply((Paragraph("Thanks for asking."),))


def letter(n: int) -> Letter:
    now = SystemClock().now()
    speaker = Speaker(f"discord:{n % 7}", f"discord:{n % 500}")
    said = Said(Occasion(f"discord:{n}", now, speaker, f"discord:thread-{n % 500}", "general"), TEXT)
    return Letter(f"discord:{n}", said, {"channel": str(n % 500), "message": str(n)}, now)


async def measured(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


def show(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    median, tail = statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.99)] * 1000
    print(f"{what:44} median {median:8.2f} ms   99th percentile {tail:8.2f} ms")


async def burst(door: Door, courier: Counter, events: int) -> None:
    letters = [letter(n) for n in range(events)]
    courier.expect(events)
    started = time.perf_counter()
    received = await asyncio.gather(*(measured(partial(door.receive, one)) for one in letters))
    taken_in = time.perf_counter() - started
    await courier.is_done.wait()
    while door.health().held:  # noqa: ASYNC110 - nobody is told when a letter is settled
        await asyncio.sleep(0.001)
    answered = time.perf_counter() - started
    print(f"{'burst, written down':44} {events / taken_in:8.0f} events a second")
    print(f"{'burst, answered and settled':44} {events / answered:8.0f} events a second")
    show("burst, until written down", received)


async def quiet(door: Door, courier: Counter, first: int) -> None:
    taken = []
    for n in range(first, first + QUIET):
        sent = letter(n)
        started = time.perf_counter()
        courier.expect(1)
        await door.receive(sent)
        await courier.is_done.wait()
        taken.append(courier.delivered[sent.key] - started)
    show("quiet, event in to answer out", taken)


async def memory(database: Database) -> None:
    recalls, records = [], []
    for n in range(2000):
        occasion = letter(n).event.occasion
        started = time.perf_counter()
        recollection = await database.memory.recall(occasion)
        recalls.append(time.perf_counter() - started)
        person, community = occasion.speaker.person, occasion.speaker.community
        question = Question(
            question_id(occasion.id), occasion.id, community, person, occasion.conversation, occasion.place,
            occasion.at, TEXT, Decision.ANSWER, "how-much-math", "data_analyst", 0.8, ("statistics", "calculus"),
        )  # fmt: skip
        answered = (*recollection.talk.answered, f"entry-{n}/data_analyst")[-40:]
        talk = Talk(occasion.conversation, TEXT, "how-much-math", "data_analyst", answered=answered)
        learner = Learner(person, community, None, {"data_analyst": 1.5}, (Cue("dashboards", "data_analyst"),))
        started = time.perf_counter()
        await database.memory.record(question, replace(talk), learner)
        records.append(time.perf_counter() - started)
    show("memory, recall", recalls)
    show("memory, record", records)


async def without_a_disk(events: int) -> None:
    queue: asyncio.Queue[Letter] = asyncio.Queue()
    courier = Counter()

    async def work() -> None:
        while True:
            sent = await queue.get()
            await courier.deliver(sent, await thanks(sent.event))
            queue.task_done()

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(work()) for _ in range(32)]
        for n in range(events):
            queue.put_nowait(letter(n))
        await queue.join()
        for worker in workers:
            worker.cancel()
    print(f"{'for comparison: a queue in memory':44} {events / (time.perf_counter() - started):8.0f} events a second")


async def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "signpost.sqlite3", SystemClock())
        courier = Counter()
        door = Door("discord", database.inbox, thanks, SystemClock())
        running = asyncio.ensure_future(door.run(courier))
        await door.receive(letter(-1))
        courier.expect(1)
        await courier.is_done.wait()
        await burst(door, courier, events)
        await quiet(door, courier, events)
        await memory(database)
        await door.drain()
        await running
        await database.close()
    await without_a_disk(events)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=4000, help="events in the burst")
    asyncio.run(main(parser.parse_args().events))
