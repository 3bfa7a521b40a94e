"""The durable inbox: letters from receipt to answer, claimed by one process at a time.

Implements `bot.door.inbox.Inbox`. What a person wrote and what could be used to answer them leave the row
with the answer; the keys stay for a few days so that a late repetition is recognised.
"""

import json
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.door.inbox import Arrival, ClaimedLetter, LetterState
from bot.door.letter import EventKind, Letter, event_from_json, event_to_json
from bot.storage.lane import Lane
from bot.storage.prepared import Prepared
from bot.storage.tables import inbox, keepers

log = structlog.get_logger(__name__)

MAX_TRIES = 3
"""Times a letter is claimed: one whose handling ends the process must not end it for ever."""
_LOOKED_AT = 5000
"""Waiting letters that one claim looks at, oldest first, so that a long backlog costs no more than a short one."""


class InboxStore:
    """The inbox in the database."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def receive(self, door: str, letter: Letter, keeper: str | None) -> Arrival:
        """Write a letter down, claimed by `keeper` unless earlier ones of its conversation are in other hands."""
        row = _row(door, letter, keeper)
        arrived = await self._writing.run(lambda connection: _RECEIVE.run(connection, row).fetchone())
        if arrived is None:
            return Arrival.DUPLICATE
        return Arrival.WAITING if arrived[0] is None else Arrival.CLAIMED

    async def claim(self, door: str, keeper: str, limit: int) -> tuple[ClaimedLetter, ...]:
        """Letters that nobody alive works on, fairly over the communities; one glance where there are none."""
        wanted = {"door_": door, "keeper_": keeper, "now_": self._clock.now(), "limit_": limit}
        if not await self._reading.run(lambda connection: _is_anything_free(connection, wanted)):
            return ()
        return await self._writing.run(lambda connection: _claim(connection, wanted))

    async def begin_sending(self, keeper: str, key: str) -> bool:
        """Mark that an answer is about to leave; False where the claim was lost."""
        mine = {"keeper_": keeper, "key_": key}
        return await self._writing.run(lambda connection: _BEGIN_SENDING.run(connection, mine).rowcount == 1)

    async def settle(self, keeper: str, key: str, state: LetterState, answer: str | None = None) -> bool:
        """Mark a letter as done and forget what it said; False where the claim was lost."""
        values = {
            "keeper_": keeper,
            "key_": key,
            "state_": state.value,
            "answer_": answer,
            "settled_at_": self._clock.now(),
        }
        return await self._writing.run(lambda connection: _SETTLE.run(connection, values).rowcount == 1)

    async def stay_alive(self, keeper: str, until: datetime) -> None:
        """Keep what `keeper` has claimed until then."""
        row = {"keeper": keeper, "alive_until": until}
        await self._writing.run(lambda connection: connection.execute(_STAY_ALIVE, row) and None)

    async def leave(self, keeper: str) -> None:
        """Give back what `keeper` has claimed and not finished."""
        await self._writing.run(lambda connection: _leave(connection, keeper))

    async def answer_to(self, key: str) -> str | None:
        """The id of the message that answered the letter with this key or twin key, where it is still known."""
        statement = select(inbox.c.answer).where(or_(inbox.c.key == key, inbox.c.twin_key == key))
        return await self._reading.run(lambda connection: connection.execute(statement).scalar())

    async def forget(self, before: datetime) -> None:
        """Drop the keys of letters settled before then, keepers that ended before then, and what nobody came for.

        A letter waits for ever where its face is not run any more, and what somebody wrote must not.
        """

        def drop(connection: Connection) -> None:
            connection.execute(delete(inbox).where(inbox.c.settled_at < before))
            connection.execute(delete(keepers).where(keepers.c.alive_until < before))
            is_nobodys = or_(inbox.c.keeper.is_(None), inbox.c.keeper.not_in(select(keepers.c.keeper)))
            connection.execute(delete(inbox).where(_unsettled, inbox.c.received_at < before, is_nobodys))

        await self._writing.run(drop)


_unsettled = inbox.c.settled_at.is_(None)
_GIVEN = (
    "door", "key", "twin_key", "state", "received_at", "community", "conversation", "person", "kind", "event",
    "address", "tries",
)  # fmt: skip
_KEPT_NOTHING = dict.fromkeys(("community", "conversation", "person", "kind", "event", "address", "keeper"))


def _receive() -> Prepared:
    earlier = inbox.alias("earlier")
    in_other_hands = exists().where(
        earlier.c.settled_at.is_(None),
        earlier.c.conversation == bindparam("conversation_"),
        earlier.c.keeper.is_distinct_from(bindparam("keeper_")),
    )
    return Prepared(
        insert(inbox)
        .values(keeper=case((~in_other_hands, bindparam("keeper_"))))
        .on_conflict_do_nothing()
        .returning(inbox.c.keeper),
        also=_GIVEN,
    )


_alive = select(keepers.c.keeper).where(keepers.c.alive_until > bindparam("now_"))
_abandoned = and_(
    _unsettled,
    inbox.c.door == bindparam("door_"),
    inbox.c.keeper.is_not(None),
    inbox.c.keeper != bindparam("keeper_"),
    inbox.c.keeper.not_in(_alive),
)


def _claimable() -> Any:
    other = inbox.alias("other")
    in_other_hands = select(other.c.conversation).where(
        other.c.settled_at.is_(None),
        other.c.door == bindparam("door_"),
        other.c.keeper.in_(_alive),
        other.c.keeper != bindparam("keeper_"),
    )
    free = (
        select(inbox.c.number, inbox.c.community)
        .where(
            _unsettled,
            inbox.c.door == bindparam("door_"),
            inbox.c.keeper.is_(None),
            inbox.c.conversation.not_in(in_other_hands),
        )
        .order_by(inbox.c.number)
        .limit(literal(_LOOKED_AT))
        .subquery("free")
    )
    turn = func.row_number().over(partition_by=free.c.community, order_by=free.c.number)
    return select(free.c.number).order_by(turn, free.c.number).limit(bindparam("limit_"))


_RECEIVE = _receive()
_CLAIMABLE = _claimable()
_IS_ABANDONED = select(inbox.c.number).where(_abandoned).limit(1)
_RELEASE_ABANDONED = update(inbox).where(_abandoned).values(keeper=None)
_mine = and_(inbox.c.key == bindparam("key_"), inbox.c.keeper == bindparam("keeper_"), _unsettled)
_BEGIN_SENDING = Prepared(update(inbox).where(_mine).values(state=LetterState.SENDING.value))
_SETTLE = Prepared(
    update(inbox)
    .where(_mine)
    .values(
        state=bindparam("state_"), answer=bindparam("answer_"), settled_at=bindparam("settled_at_"), **_KEPT_NOTHING
    )
)
_STAY_ALIVE = insert(keepers)
_STAY_ALIVE = _STAY_ALIVE.on_conflict_do_update(
    index_elements=[keepers.c.keeper], set_={"alive_until": _STAY_ALIVE.excluded.alive_until}
)


def _row(door: str, letter: Letter, keeper: str | None) -> dict[str, Any]:
    kind, event = event_to_json(letter.event)
    return {
        "door": door,
        "conversation_": letter.conversation,
        "keeper_": keeper,
        "key": letter.key,
        "twin_key": letter.twin_key,
        "state": LetterState.RECEIVED.value,
        "received_at": letter.received_at,
        "community": letter.community,
        "conversation": letter.conversation,
        "person": letter.event.occasion.speaker.person,
        "kind": kind.value,
        "event": event,
        "address": json.dumps(dict(letter.address)),
        "tries": 1 if keeper else 0,
    }


def _is_anything_free(connection: Connection, wanted: dict[str, Any]) -> bool:
    one = {**wanted, "limit_": 1}
    return any(connection.execute(statement, one).first() for statement in (_IS_ABANDONED, _CLAIMABLE))


def _claim(connection: Connection, wanted: dict[str, Any]) -> tuple[ClaimedLetter, ...]:
    connection.execute(_RELEASE_ABANDONED, wanted)
    numbers = connection.execute(_CLAIMABLE, wanted).scalars().all()
    rows = connection.execute(
        update(inbox)
        .where(inbox.c.number.in_(numbers))
        .values(keeper=wanted["keeper_"], tries=inbox.c.tries + 1)
        .returning(inbox)
    ).all()
    turns = {number: turn for turn, number in enumerate(numbers)}
    claimed = []
    for row in sorted(rows, key=lambda row: turns[row.number]):
        letter = _letter(row)
        if letter is None or row.tries > MAX_TRIES:
            log.error("letter given up", key=row.key, tries=row.tries, readable=letter is not None)
            given_up = {
                "key_": row.key,
                "keeper_": row.keeper,
                "state_": LetterState.FAILED.value,
                "answer_": None,
                "settled_at_": wanted["now_"],
            }
            _SETTLE.run(connection, given_up)
        else:
            claimed.append(ClaimedLetter(letter, in_doubt=row.state == LetterState.SENDING.value))
    return tuple(claimed)


def _leave(connection: Connection, keeper: str) -> None:
    # A letter that was not begun is as good as new; one on its way counts as a try.
    untried = case((inbox.c.state == LetterState.RECEIVED.value, inbox.c.tries - 1), else_=inbox.c.tries)
    connection.execute(update(inbox).where(inbox.c.keeper == keeper, _unsettled).values(keeper=None, tries=untried))
    connection.execute(delete(keepers).where(keepers.c.keeper == keeper))


def _letter(row: Row[Any]) -> Letter | None:
    """The letter in a row, or None where another version of us wrote one that we cannot read."""
    try:
        event = event_from_json(EventKind(row.kind), row.event)
        return Letter(row.key, event, json.loads(row.address), row.received_at, row.twin_key)
    except (ValidationError, ValueError):
        return None
