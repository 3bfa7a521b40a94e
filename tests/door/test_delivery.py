"""What becomes of an answer that is hard to deliver: sent once, never blindly repeated, never dropped in silence."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.door import DoorLimits, Letter, UndeliverableError
from bot.mentor.reply import Reply
from bot.storage import Database
from tests.clocks import StillClock
from tests.door.doors import open_door, until
from tests.door.mailbox import Mailbox, shown
from tests.storage.samples import letter


@pytest.mark.parametrize("failures", [1, 2, 3, 12])
async def test_a_post_that_failed_is_repeated_only_after_a_look(
    database: Database, mailbox: Mailbox, clock: StillClock, failures: int
) -> None:
    left = failures

    async def break_down(_: Letter) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ConnectionError("502 before it was posted")

    mailbox.before_post = break_down
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert mailbox.answered() == {"discord:event-1": 1}
    assert len(mailbox.looks) == failures


async def test_a_platform_that_is_away_is_told_in_a_line_for_each_try(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    left = 3

    async def break_down(_: Letter) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise ConnectionError("nobody is there")

    mailbox.before_post = break_down
    with capture_logs() as logs:
        async with open_door(database, mailbox, clock) as door:
            await door.receive(letter())
            await until(lambda: door.health().held == 0)
    away = [log for log in logs if log["event"] == "platform away"]
    assert [(log["attempt"], log["reason"]) for log in away] == [
        (attempt, "ConnectionError: nobody is there") for attempt in (1, 2, 3)
    ]
    assert not any("exc_info" in log for log in away)


async def test_a_post_that_failed_after_it_arrived_is_not_repeated(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    async def break_down(_: Letter) -> None:
        raise ConnectionError("502 after it was posted")

    mailbox.after_post = break_down
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
        assert await door.delivered("discord:event-1") == "message:discord:event-1"
    assert mailbox.answered() == {"discord:event-1": 1}


async def test_while_it_cannot_tell_it_does_not_post_again(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    async def cannot_tell(_: Letter) -> str | None:
        nonlocal looks
        looks += 1
        if looks == 5:
            clock.move(timedelta(minutes=11))
        raise ConnectionError("the platform is away")

    async def break_down(_: Letter) -> None:
        raise ConnectionError("502")

    mailbox.after_post = break_down
    monkeypatch.setattr(mailbox, "find_delivered", cannot_tell)
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert looks == 5
    assert mailbox.answered() == {"discord:event-1": 1}


async def test_what_can_never_be_delivered_is_tried_once(
    database: Database, mailbox: Mailbox, clock: StillClock
) -> None:
    tries = 0

    async def gone(_: Letter) -> None:
        nonlocal tries
        tries += 1
        raise UndeliverableError("The channel is gone.")

    mailbox.before_post = gone
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert (tries, mailbox.looks) == (1, [])


async def test_a_reply_that_the_platform_will_not_take_becomes_a_sentence_with_a_reference(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver, tries = mailbox.deliver, 0

    async def refuse(letter: Letter, reply: Reply) -> str:
        nonlocal tries
        tries += 1
        if shown(reply) == "hello":
            raise ValueError("400: this reply cannot be sent")
        return await deliver(letter, reply)

    monkeypatch.setattr(mailbox, "deliver", refuse)
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter(text="hello"))
        await until(lambda: door.health().held == 0)
    ((_, text),) = mailbox.messages()
    assert "went wrong on my side" in text
    assert tries == DoorLimits().attempts + 1


async def test_what_fails_again_and_again_by_itself_is_given_up(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def refuse(*_: object) -> str:
        nonlocal tries
        tries += 1
        raise ValueError("400")

    monkeypatch.setattr(mailbox, "deliver", refuse)
    async with open_door(database, mailbox, clock) as door:
        await door.receive(letter())
        await until(lambda: door.health().held == 0)
    assert (mailbox.messages(), tries) == ([], 2 * DoorLimits().attempts)


@pytest.mark.parametrize("trouble", [UndeliverableError("No permission to read."), ConnectionError("away")])
async def test_what_a_crash_left_in_doubt_and_cannot_be_looked_up_is_not_sent_again(
    database: Database, mailbox: Mailbox, clock: StillClock, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    looked_for = []

    async def cannot_tell(letter: Letter) -> str | None:
        looked_for.append(letter.key)
        clock.move(timedelta(minutes=6))
        raise trouble

    await database.inbox.receive("discord", letter(), "dead")
    await database.inbox.begin_sending("dead", "discord:event-1")
    monkeypatch.setattr(mailbox, "find_delivered", cannot_tell)
    async with open_door(database, mailbox, clock) as door:
        await until(lambda: bool(looked_for) and door.health().held == 0)
    assert mailbox.messages() == []
    assert await database.inbox.claim("discord", "next", 10) == ()
