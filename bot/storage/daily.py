"""The ledger of tips on disk: who is due, whose each day is, and what became of it.

Implements `bot.daily.ledger.Ledger`. A claim is one transaction for all targets in it: each moves on to its next day
only if nobody moved or changed it since, and only then its row is written.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, update

from bot.clock import Clock
from bot.daily.ledger import Claim, DayState, Due, Errand, Reason, TipDay
from bot.daily.schedule import Appointment
from bot.daily.targets import Target
from bot.storage.daily_rows import appointment_of, day_of, day_row, seen_by
from bot.storage.daily_statements import (
    ACTIVE,
    AHEAD,
    BEGIN,
    DUE,
    FORGET_PASSED_PLANS,
    HANDLED,
    IS_FINE,
    KEEP_DAY,
    MOVE_ON,
    NEXT,
    OPEN,
    PARK,
    PARKED_UNTOLD,
    PUT_BACK,
    RECKON,
    REFUSED,
    SETTLE,
    SETTLE_SENT,
    TAKE_OVER,
    TARGETS_OF,
    UNMOVED,
)
from bot.storage.lane import Lane
from bot.storage.prepared import Prepared
from bot.storage.tables import tip_targets

# Once for each tip, where all else is once for many.
_BEGIN = Prepared(BEGIN)
_SETTLE_SENT = Prepared(SETTLE_SENT)


class LedgerStore:
    """The ledger in the database."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def due(self, platforms: Collection[str], now: datetime, limit: int) -> tuple[Due, ...]:
        """Targets that are due, every lane in its turn."""
        wanted = {"platforms_": list(platforms), "now_": now, "limit_": limit}
        return await self._reading.run(lambda connection: _due(connection, wanted))

    async def claim(self, keeper: str, claims: Sequence[Claim], until: datetime) -> tuple[Errand, ...]:
        """Move each target on and write its days down, where it is still as it was read."""
        now = self._clock.now()
        if not claims:
            return ()
        return await self._writing.run(lambda connection: _claim(connection, keeper, claims, until, now))

    async def take_over(
        self, keeper: str, platforms: Collection[str], now: datetime, until: datetime, limit: int
    ) -> tuple[Errand, ...]:
        """Days that nobody holds any more; one glance where there are none."""
        wanted = {"platforms_": list(platforms), "now_": now, "limit_": limit}
        if not await self._reading.run(lambda connection: connection.execute(OPEN, wanted | {"limit_": 1}).first()):
            return ()
        mine = wanted | {"keeper_": keeper, "until_": until}
        return await self._writing.run(lambda connection: _take_over(connection, mine))

    async def begin(self, keeper: str, day: TipDay, tip: str, now: datetime, until: datetime) -> bool:
        """Mark a day as about to leave, while it is `keeper`'s."""
        mine = _held(keeper, day) | {"tip_": tip, "now_": now, "until_": until}
        return await self._writing.run(lambda connection: _BEGIN.run(connection, mine).rowcount == 1)

    async def sent(self, keeper: str, day: TipDay, message: str, now: datetime) -> None:
        """Settle a day as sent."""
        values = _settled(keeper, day, DayState.SENT, now) | {"message_": message}

        def settle(connection: Connection) -> None:
            settled = _SETTLE_SENT.run(connection, values).fetchone()
            if settled is not None and settled[0] is not None:
                connection.execute(IS_FINE, {"target_": day.target})

        await self._writing.run(settle)

    async def skip(self, keeper: str, day: TipDay, reason: Reason, now: datetime) -> None:
        """Settle a day as skipped."""
        values = _settled(keeper, day, DayState.SKIPPED, now) | {"reason_": reason.value}
        await self._writing.run(lambda connection: connection.execute(SETTLE, values) and None)

    async def put_back(self, keeper: str, day: TipDay, again_at: datetime, *, in_doubt: bool) -> None:
        """Let go of a day until then."""
        state = DayState.SENDING if in_doubt else DayState.CLAIMED
        values = _held(keeper, day) | {"state_": state.value, "again_at_": again_at}
        await self._writing.run(lambda connection: connection.execute(PUT_BACK, values) and None)

    async def refused(self, target: str, now: datetime, parks_before: datetime) -> bool:
        """Note a refusal, and park a target that has had nothing else since before then."""
        values = {"target_": target, "now_": now, "parks_before_": parks_before}

        def note(connection: Connection) -> bool:
            connection.execute(REFUSED, values)
            return connection.execute(PARK, values).rowcount == 1

        return await self._writing.run(note)

    async def next_moment(self, platforms: Collection[str]) -> datetime | None:
        """The earliest of all moments at which there is something to do."""
        wanted = {"platforms_": list(platforms)}
        row = await self._reading.run(lambda connection: connection.execute(NEXT, wanted).one())
        return min((moment for moment in row if moment is not None), default=None)

    async def appointments(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Every active target."""
        return await self._targets(ACTIVE, platforms)

    async def reckon_anew(self, appointments: Sequence[Appointment]) -> None:
        """Keep new moments, where nothing else changed."""
        rows = [{"id_": a.target.id, "version_": a.version, "day_": a.day, "next_at_": a.due_at} for a in appointments]
        if rows:
            await self._writing.run(lambda connection: connection.execute(RECKON, rows) and None)

    async def parked_untold(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Parked channels whose people were not told."""
        return await self._targets(PARKED_UNTOLD, platforms)

    async def told(self, target: str, now: datetime) -> None:
        """Note that they were."""
        statement = update(tip_targets).where(tip_targets.c.id == target).values(told_at=now)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def _targets(self, statement: Select[Any], platforms: Collection[str]) -> tuple[Appointment, ...]:
        wanted = {"platforms_": list(platforms)}
        # In the lane's own thread: thousands of rows would hold the loop for too long.
        return await self._reading.run(
            lambda connection: tuple(map(appointment_of, connection.execute(statement, wanted)))
        )


def _due(connection: Connection, wanted: Mapping[str, Any]) -> tuple[Due, ...]:
    ids = connection.execute(DUE, wanted).scalars().all()
    if not ids:
        return ()
    theirs = {"targets_": list(ids)}
    found = {row.id: appointment_of(row) for row in connection.execute(TARGETS_OF, theirs)}
    ahead: defaultdict[str, dict[date, TipDay]] = defaultdict(dict)
    for row in connection.execute(AHEAD, theirs):
        ahead[row.target][row.day] = day_of(row)
    seen = seen_by(connection, ids)
    return tuple(Due(found[id_], ahead.get(id_, {}), seen.get(id_, {})) for id_ in ids)


def _claim(
    connection: Connection, keeper: str, claims: Sequence[Claim], until: datetime, now: datetime
) -> tuple[Errand, ...]:
    """All claims in a few statements; nobody else writes between them, for the transaction has the lock already."""
    theirs = {"targets_": [claim.appointment.target.id for claim in claims]}
    unmoved = {(row.id, row.version, row.next_day) for row in connection.execute(UNMOVED, theirs)}
    ours = [claim for claim in claims if _as_read(claim.appointment) in unmoved]
    if not ours:
        return ()
    first = {"first_": min(claim.appointment.day for claim in ours)}
    handled = {(row.target, row.day) for row in connection.execute(HANDLED, theirs | first)}
    days = [
        (day, claim.appointment.target) for claim in ours for day in claim.days if (day.target, day.day) not in handled
    ]
    moves = [
        {"id_": claim.appointment.target.id, "next_day_": claim.next_day, "next_at_": claim.next_at} for claim in ours
    ]
    connection.execute(MOVE_ON, moves)
    if days:
        connection.execute(KEEP_DAY, [_claimed_row(keeper, day, target, until, now) for day, target in days])
    connection.execute(FORGET_PASSED_PLANS, theirs)
    return tuple(Errand(day, target) for day, target in days if day.state is DayState.CLAIMED)


def _as_read(appointment: Appointment) -> tuple[str, int, date]:
    return appointment.target.id, appointment.version, appointment.day


def _claimed_row(keeper: str, day: TipDay, target: Target, until: datetime, now: datetime) -> dict[str, Any]:
    is_ours = day.state is DayState.CLAIMED
    return day_row(day, target.person) | {
        "keeper": keeper if is_ours else None,
        "try_at": until if is_ours else None,
        "settled_at": None if is_ours else now,
    }


def _take_over(connection: Connection, wanted: Mapping[str, Any]) -> tuple[Errand, ...]:
    rows = connection.execute(TAKE_OVER, wanted).all()
    ids = {"targets_": list({row.target for row in rows})}
    found = {row.id: appointment_of(row).target for row in connection.execute(TARGETS_OF, ids)}
    return tuple(Errand(day_of(row), found[row.target]) for row in rows)


def _held(keeper: str, day: TipDay) -> dict[str, Any]:
    return {"keeper_": keeper, "key_": day.key, "tries_": day.tries}


def _settled(keeper: str, day: TipDay, state: DayState, now: datetime) -> dict[str, Any]:
    return _held(keeper, day) | {"state_": state.value, "settled_at_": now, "reason_": None, "message_": None}
