import asyncio
import itertools
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.door.inbox import Arrival, LetterState
from bot.storage import Database
from bot.storage.inbox import MAX_TRIES
from tests.clocks import StillClock
from tests.storage.samples import NOON, letter

FAR = NOON + timedelta(minutes=1)


async def test_a_letter_comes_back_as_it_was(database: Database) -> None:
    sent = letter(text="What is an embedding? 🦉", twin_key="discord:general:1")
    assert await database.inbox.receive("discord", sent, None) is Arrival.WAITING
    (claimed,) = await database.inbox.claim("discord", "me", 10)
    assert claimed.letter == sent
    assert not claimed.in_doubt


async def test_a_letter_is_for_its_own_door(database: Database) -> None:
    await database.inbox.receive("discord", letter(), None)
    assert await database.inbox.claim("slack", "me", 10) == ()


async def test_a_second_key_makes_a_duplicate_too(database: Database) -> None:
    await database.inbox.receive("slack", letter("slack:Ev1", twin_key="slack:T1:C1:1.0:message"), "me")
    twin = letter("slack:Ev2", twin_key="slack:T1:C1:1.0:message")
    assert await database.inbox.receive("slack", twin, "me") is Arrival.DUPLICATE


async def test_a_settled_letter_keeps_its_keys_and_nothing_a_person_said(database: Database) -> None:
    await database.inbox.stay_alive("me", FAR)
    await database.inbox.receive("discord", letter(text="my secret plan", twin_key="twin"), "me")
    assert await database.inbox.begin_sending("me", "discord:event-1")
    assert await database.inbox.settle("me", "discord:event-1", LetterState.SENT, "message-9")

    def rows(connection: Connection) -> list[dict[str, object]]:
        return [dict(row) for row in connection.execute(text("SELECT * FROM inbox")).mappings()]

    (row,) = await database.reading.run(rows)
    kept = {name for name, value in row.items() if value is not None}
    assert kept == {"number", "door", "key", "twin_key", "state", "received_at", "tries", "answer", "settled_at"}
    assert "discord:ada" not in map(str, row.values())
    assert await database.inbox.answer_to("discord:event-1") == "message-9"
    assert await database.inbox.receive("discord", letter(), "me") is Arrival.DUPLICATE


async def test_only_its_keeper_may_say_how_far_a_letter_is(database: Database) -> None:
    await database.inbox.receive("discord", letter(), "me")
    assert not await database.inbox.begin_sending("other", "discord:event-1")
    assert not await database.inbox.settle("other", "discord:event-1", LetterState.SENT, "x")
    assert await database.inbox.begin_sending("me", "discord:event-1")
    assert await database.inbox.settle("me", "discord:event-1", LetterState.SENT, "x")
    assert not await database.inbox.settle("me", "discord:event-1", LetterState.FAILED)


async def test_a_claim_holds_for_as_long_as_its_keeper_lives(database: Database, clock: StillClock) -> None:
    await database.inbox.stay_alive("other", NOON + timedelta(seconds=15))
    await database.inbox.receive("discord", letter(), "other")
    await database.inbox.begin_sending("other", "discord:event-1")
    clock.move(timedelta(seconds=14))
    assert await database.inbox.claim("discord", "me", 10) == ()
    clock.move(timedelta(seconds=2))
    (taken,) = await database.inbox.claim("discord", "me", 10)
    assert taken.in_doubt
    assert not await database.inbox.settle("other", "discord:event-1", LetterState.SENT, "too late")


async def test_what_a_keeper_gives_back_is_free_at_once(database: Database) -> None:
    await database.inbox.stay_alive("other", FAR)
    await database.inbox.receive("discord", letter(), "other")
    await database.inbox.leave("other")
    assert len(await database.inbox.claim("discord", "me", 10)) == 1


async def test_a_conversation_stays_in_one_hand(database: Database) -> None:
    await database.inbox.stay_alive("me", FAR)
    await database.inbox.stay_alive("other", FAR)
    assert await database.inbox.receive("discord", letter("1"), "other") is Arrival.CLAIMED
    assert await database.inbox.receive("discord", letter("2"), "me") is Arrival.WAITING
    assert await database.inbox.receive("discord", letter("3"), "other") is Arrival.WAITING
    assert await database.inbox.receive("discord", letter("4", conversation="discord:else"), "me") is Arrival.CLAIMED
    assert await database.inbox.claim("discord", "me", 10) == ()
    await database.inbox.settle("other", "1", LetterState.SENT, "x")
    assert [claimed.letter.key for claimed in await database.inbox.claim("discord", "me", 10)] == ["2", "3"]


async def test_claims_take_turns_between_communities(database: Database) -> None:
    for n in range(6):
        await database.inbox.receive("discord", letter(f"big-{n}", community="discord:big"), None)
    for n in range(2):
        await database.inbox.receive("discord", letter(f"small-{n}", community="discord:small"), None)
    claimed = await database.inbox.claim("discord", "me", 4)
    assert [one.letter.key for one in claimed] == ["big-0", "small-0", "big-1", "small-1"]


async def test_a_letter_that_ends_every_process_is_given_up(database: Database, clock: StillClock) -> None:
    await database.inbox.receive("discord", letter(), "keeper-0")
    for n in range(1, MAX_TRIES):
        assert len(await database.inbox.claim("discord", f"keeper-{n}", 10)) == 1
    assert await database.inbox.claim("discord", "last", 10) == ()
    assert await database.inbox.claim("discord", "very-last", 10) == ()


async def test_a_letter_nobody_can_read_is_given_up_and_does_not_stop_the_others(database: Database) -> None:
    await database.inbox.receive("discord", letter("1"), None)
    await database.inbox.receive("discord", letter("2", conversation="discord:else"), None)
    await database.writing.run(
        lambda connection: connection.execute(text("UPDATE inbox SET event = '{\"odd\": 1}' WHERE key = '1'")) and None
    )
    assert [one.letter.key for one in await database.inbox.claim("discord", "me", 10)] == ["2"]


async def test_old_keys_are_dropped_and_letters_on_their_way_are_not(database: Database, clock: StillClock) -> None:
    await database.inbox.stay_alive("me", clock.now() + timedelta(days=30))
    await database.inbox.receive("discord", letter("1"), "me")
    await database.inbox.receive("discord", letter("2"), "me")
    await database.inbox.settle("me", "1", LetterState.SENT, "x")
    clock.move(timedelta(days=8))
    await database.inbox.forget(clock.now() - timedelta(days=7))
    assert await database.inbox.receive("discord", letter("1"), None) is not Arrival.DUPLICATE
    assert await database.inbox.receive("discord", letter("2"), None) is Arrival.DUPLICATE


async def test_what_nobody_came_for_in_a_week_is_not_kept(database: Database, clock: StillClock) -> None:
    await database.inbox.stay_alive("gone", clock.now())
    await database.inbox.receive("slack", letter("1", person="discord:ada"), None)
    await database.inbox.receive("slack", letter("2", person="discord:ada", conversation="discord:else"), "gone")
    clock.move(timedelta(days=6))
    await database.inbox.forget(clock.now() - timedelta(days=7))
    assert len((await database.personal_data.export("discord:ada"))["being_answered"]) == 2
    clock.move(timedelta(days=2))
    await database.inbox.forget(clock.now() - timedelta(days=7))
    assert (await database.personal_data.export("discord:ada"))["being_answered"] == []


async def test_two_who_claim_at_once_never_get_the_same_letter(path: Path) -> None:
    clock = StillClock()
    first, second = await Database.open(path, clock), await Database.open(path, clock)
    try:
        for keeper in ("a", "b"):
            await first.inbox.stay_alive(keeper, FAR)
        for n in range(60):
            await first.inbox.receive("discord", letter(f"{n}", conversation=f"discord:{n % 20}"), None)
        claims = await asyncio.gather(
            *(
                database.inbox.claim("discord", keeper, 4)
                for _, (keeper, database) in itertools.product(range(8), (("a", first), ("b", second)))
            )
        )
        keys = Counter(one.letter.key for claim in claims for one in claim)
        assert keys
        assert set(keys.values()) == {1}
    finally:
        await first.close()
        await second.close()


deliveries = st.lists(
    st.tuples(
        st.integers(0, 7), st.sampled_from(["own", "twin", "both", "renamed"]), st.sampled_from([None, "me", "other"])
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(deliveries)
def test_whatever_the_order_and_the_repetition_an_event_is_taken_in_once(
    empty_file: Path, received: list[tuple[int, str, str | None]]
) -> None:
    asyncio.run(check_taken_in_once(empty_file, received))


async def check_taken_in_once(empty_file: Path, received: list[tuple[int, str, str | None]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signpost.sqlite3"
        shutil.copy(empty_file, path)
        database = await Database.open(path, StillClock())
        try:
            known: set[str] = set()
            for n, (event, naming, keeper) in enumerate(received):
                key = f"key-{event}-{n}" if naming == "renamed" else f"key-{event}"
                twin = None if naming == "own" else f"twin-{event}"
                arrived = await database.inbox.receive("slack", letter(key, twin_key=twin), keeper)
                names = {key} | ({twin} if twin else set())
                assert (arrived is Arrival.DUPLICATE) == bool(names & known)
                if arrived is not Arrival.DUPLICATE:
                    known |= names
        finally:
            await database.close()


@pytest.mark.parametrize("state", [LetterState.EXPIRED, LetterState.FAILED])
async def test_a_letter_without_an_answer_has_none(database: Database, state: LetterState) -> None:
    await database.inbox.receive("discord", letter(), "me")
    assert await database.inbox.settle("me", "discord:event-1", state)
    assert await database.inbox.answer_to("discord:event-1") is None
    assert await database.inbox.answer_to("never seen") is None
