import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.door import DoorLimits, Letter
from bot.door.inbox import Arrival
from bot.errors import StorageError
from bot.mentor.events import Event
from bot.mentor.reply import Reply
from bot.storage import Database
from tests.clocks import StillClock
from tests.door.doors import QUICK, open_door, until
from tests.door.mailbox import Mailbox, echo
from tests.storage.samples import letter


async def test_a_letter_is_answered_and_its_answer_known(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async with open_door(database, mailbox, clock) as door:
        assert await door.receive(letter(text="hello"))
        await until(lambda: door.health().held == 0)
        assert mailbox.messages() == [("discord:event-1", "hello")]
        assert await door.delivered("discord:event-1") == "message:discord:event-1"
        assert mailbox.looks == []


async def test_a_letter_delivered_again_is_not_answered_again(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async with open_door(database, mailbox, clock) as door:
        first = await asyncio.gather(*(door.receive(letter()) for _ in range(5)))
        await until(lambda: door.health().held == 0)
        assert [*first, await door.receive(letter())].count(True) == 1
    assert mailbox.answered() == {"discord:event-1": 1}


async def test_a_conversation_is_answered_in_order_and_others_beside_it(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    limits = replace(QUICK, workers=8, workers_per_community=8)
    async with open_door(database, mailbox, clock, limits=limits) as door:
        letters = [letter(f"{n:03}", conversation=f"discord:{n % 5}") for n in range(100)]
        assert all(await asyncio.gather(*map(door.receive, letters)))
        await until(lambda: door.health().held == 0)
    by_conversation = defaultdict(list)
    for key, _ in mailbox.messages():
        by_conversation[int(key) % 5].append(key)
    assert all(keys == sorted(keys) and len(keys) == 20 for keys in by_conversation.values())
    assert 1 < mailbox.most_under_way <= 5


async def test_no_more_letters_are_in_hand_than_there_are_workers(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    limits = replace(QUICK, workers=4, workers_per_community=3)
    async with open_door(database, mailbox, clock, limits=limits) as door:
        for n in range(40):
            await door.receive(letter(str(n), conversation=f"discord:{n}", community=f"discord:{n % 2}"))
        await until(lambda: door.health().held == 0)
    assert len(mailbox.answered()) == 40
    assert mailbox.most_under_way <= 4


async def test_a_slow_community_does_not_make_another_wait(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    slow = asyncio.Event()

    async def wait_for_slow(letter: Letter) -> None:
        if letter.community == "discord:slow":
            await slow.wait()

    mailbox.before_post = wait_for_slow
    limits = replace(QUICK, workers=4, workers_per_community=3)
    async with open_door(database, mailbox, clock, limits=limits) as door:
        for n in range(20):
            await door.receive(letter(f"slow-{n}", community="discord:slow", conversation=f"discord:slow-{n}"))
        await door.receive(letter("quick", community="discord:quick", conversation="discord:quick"))
        await until(lambda: mailbox.answered() == {"quick": 1})
        slow.set()
        await until(lambda: len(mailbox.answered()) == 21)


async def test_what_does_not_fit_into_memory_waits_on_disk_and_keeps_its_order(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    limits = replace(QUICK, held=10, workers=4, workers_per_community=4)
    most_held = 0

    async def note(_: Letter) -> None:
        nonlocal most_held
        most_held = max(most_held, door.health().held)

    mailbox.before_post = note
    async with open_door(database, mailbox, clock, limits=limits) as door:
        letters = [letter(f"{n:03}", conversation=f"discord:{n % 7}") for n in range(150)]
        assert all(await asyncio.gather(*map(door.receive, letters)))
        await until(lambda: len(mailbox.answered()) == 150)
    keys = [key for key, _ in mailbox.messages()]
    for conversation in range(7):
        mine = [key for key in keys if int(key) % 7 == conversation]
        assert mine == sorted(mine)
    assert most_held <= 10


async def test_letters_from_before_the_door_opened_are_answered(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    await database.inbox.receive("discord", letter("early"), None)
    async with open_door(database, mailbox, clock):
        await until(lambda: mailbox.answered() == {"early": 1})


async def test_letters_older_than_ten_minutes_expire_unanswered(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    await database.inbox.receive("discord", letter("old"), None)
    clock.move(timedelta(minutes=10, seconds=1))
    await database.inbox.receive("discord", replace(letter("new"), received_at=clock.now()), None)
    async with open_door(database, mailbox, clock) as door:
        await until(lambda: mailbox.answered() == {"new": 1} and door.health().held == 0)
    assert await database.inbox.claim("discord", "next", 10) == ()
    assert await database.inbox.receive("discord", letter("old"), None) is Arrival.DUPLICATE


async def test_a_failure_of_the_mentor_is_answered_with_a_reference(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async def fail(_: Event) -> Reply:
        raise LookupError("a defect")

    async with open_door(database, mailbox, clock, fail) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    ((_, text),) = mailbox.messages()
    assert "went wrong on my side" in text


async def test_a_mentor_who_takes_too_long_is_answered_for(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async def never(_: Event) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    async with open_door(database, mailbox, clock, never, replace(QUICK, handling=0.01)) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert mailbox.answered() == {"discord:event-1": 1}


async def test_a_disk_that_is_full_when_an_answer_is_sent_does_not_double_it(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, failures = database.inbox.settle, 3

    async def full(*arguments: object) -> bool:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise StorageError("The disk is full.")
        return await settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(database.inbox, "settle", full)
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert failures == -1
    assert mailbox.answered() == {"discord:event-1": 1}


async def test_a_letter_that_cannot_be_written_down_is_not_acknowledged(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async with open_door(database, mailbox, clock) as door:
        await database.writing.run_bare(lambda driver: driver.execute("PRAGMA max_page_count=1").fetchall())
        with pytest.raises(StorageError, match="disk is full"):
            await door.receive(letter(text="long " * 20_000))
        assert door.health().held == 0
        await database.writing.run_bare(lambda driver: driver.execute("PRAGMA max_page_count=100000").fetchall())
        assert await door.receive(letter(text="long " * 20_000))
        await until(lambda: len(mailbox.answered()) == 1)


async def test_a_face_that_gives_up_while_it_hands_in_a_letter_still_has_it_answered(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async with open_door(database, mailbox, clock) as door:
        handing_in = asyncio.ensure_future(door.receive(letter()))
        await asyncio.sleep(0)
        handing_in.cancel()
        await until(lambda: mailbox.answered() == {"discord:event-1": 1})


async def test_draining_finishes_what_is_in_hand(database: Database, mailbox: Mailbox, clock: StillClock) -> None:
    may_post = asyncio.Event()

    async def wait(_: Letter) -> None:
        await may_post.wait()

    mailbox.before_post = wait
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        draining = asyncio.ensure_future(door.drain(10))
        await until(lambda: not door.health().is_open)
        may_post.set()
        await draining
        assert mailbox.answered() == {"discord:event-1": 1}


async def test_what_draining_leaves_is_answered_after_the_next_start(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async def hang(_: Letter) -> None:
        await asyncio.Event().wait()

    mailbox.before_post = hang
    limits = replace(QUICK, workers=2)
    async with open_door(database, mailbox, clock, limits=limits) as door:
        for n in range(5):
            await door.receive(letter(str(n), conversation=f"discord:{n}"))
        await until(lambda: mailbox.under_way == 2)
        await door.drain(0.05)
        assert await door.receive(letter("late", conversation="discord:late"))
    assert mailbox.answered() == {}
    next_time = Mailbox(mailbox.path)
    async with open_door(database, next_time, clock) as door:
        await until(lambda: len(next_time.answered()) == 6)
        await until(lambda: door.health().held == 0)
    assert set(next_time.answered().values()) == {1}
    assert sorted(next_time.looks) == ["0", "1"]


async def test_two_doors_on_one_file_answer_each_letter_once_and_in_order(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    other_database = await Database.open(database.path, clock)
    other_mailbox = Mailbox(mailbox.path)
    try:
        async with open_door(database, mailbox, clock) as one, open_door(other_database, other_mailbox, clock) as two:
            letters = [letter(f"{n:03}", conversation=f"discord:{n % 6}") for n in range(90)]
            for sent in letters:
                assert sorted(await asyncio.gather(one.receive(sent), two.receive(sent))) == [False, True]
            await until(lambda: len(mailbox.answered()) == 90)
    finally:
        await other_database.close()
    keys = [key for key, _ in mailbox.messages()]
    assert len(keys) == len(set(keys)) == 90
    for conversation in range(6):
        mine = [key for key in keys if int(key) % 6 == conversation]
        assert mine == sorted(mine)


async def test_a_process_that_was_taken_for_dead_sends_nothing_more(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    may_reply = asyncio.Event()

    async def slow(event: Event) -> Reply:
        await may_reply.wait()
        return await echo(event)

    late = Mailbox(mailbox.path.with_name("late.jsonl"))
    async with open_door(database, late, clock, slow) as one:
        await one.receive(letter())
        clock.move(timedelta(seconds=20))
        async with open_door(database, mailbox, clock):
            await until(lambda: mailbox.answered() == {"discord:event-1": 1})
            may_reply.set()
            await until(lambda: one.health().held == 0)
    assert late.messages() == []


async def test_a_defect_in_the_door_itself_ends_one_letter_and_not_the_door(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_sending = database.inbox.begin_sending

    async def defective(keeper: str, key: str) -> bool:
        if key == "1":
            raise LookupError("a defect")
        return await begin_sending(keeper, key)

    monkeypatch.setattr(database.inbox, "begin_sending", defective)
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter("1"))
        await door.receive(letter("2"))
        await until(lambda: door.health().held == 0)
    assert mailbox.answered() == {"2": 1}


async def test_health_tells_what_waits_and_for_how_long(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    may_post = asyncio.Event()

    async def wait(_: Letter) -> None:
        await may_post.wait()

    mailbox.before_post = wait
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter("1"))
        await door.receive(letter("2"))
        await until(lambda: mailbox.under_way == 1)
        clock.move(timedelta(seconds=30))
        health = door.health()
        assert (health.is_open, health.held, health.in_hand, health.oldest_seconds) == (True, 2, 1, 30.0)
        may_post.set()
        await until(lambda: door.health().held == 0)
    assert not door.health().is_open


def test_the_limits_are_those_that_were_promised() -> None:
    assert DoorLimits().expiry == 600


async def test_what_arrived_is_acknowledged_once_it_is_on_disk_and_before_anything_is_answered(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    said, may_be_said = asyncio.Event(), asyncio.Event()

    async def acknowledge() -> None:
        said.set()
        await may_be_said.wait()

    async with open_door(database, mailbox, clock, limits=replace(QUICK, acknowledged_first=60)) as door:
        first = asyncio.ensure_future(door.receive(letter(), acknowledge))
        await said.wait()
        assert not await door.receive(letter(), acknowledge)
        assert await door.receive(letter("discord:event-2"))
        await until(lambda: door.health().held == 2)
        assert door.health().in_hand == 0
        may_be_said.set()
        assert await first
        await until(lambda: door.health().held == 0)
    assert mailbox.answered() == {"discord:event-1": 1, "discord:event-2": 1}


async def test_answers_wait_for_acknowledgements_no_longer_than_it_is_worth(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    is_asked, may_be_said = asyncio.Event(), asyncio.Event()

    async def acknowledge() -> None:
        is_asked.set()
        await may_be_said.wait()

    async with open_door(database, mailbox, clock, limits=replace(QUICK, acknowledged_first=0.0)) as door:
        first = asyncio.ensure_future(door.receive(letter(), acknowledge))
        await until(is_asked.is_set)
        assert await door.receive(letter("discord:event-2", conversation="discord:2"))
        await until(lambda: mailbox.answered()["discord:event-2"] == 1)
        assert not first.done()
        may_be_said.set()
        assert await first
