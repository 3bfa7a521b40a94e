"""The ledger of tips on disk: who is due, whose each day is, and what became of it.

Implements `bot.daily.ledger.Ledger`. A claim is one transaction for all targets in it: each moves on to its next day
only if nobody moved or changed it since, and only then its row is written.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.daily.ledger import Claim, DayState, Due, Errand, Reason, TipDay
from bot.daily.schedule import Appointment
from bot.daily.targets import TargetKind, TargetState
from bot.storage.daily_rows import appointment_of, day_of, day_row, seen_by
from bot.storage.lane import Lane
from bot.storage.tables import tip_days, tip_targets
from bot.storage.tables.base import Moment

_LOOKED_AT = 1000
"""Targets that are due and that one look takes in, the longest waiting first; a long queue costs no more."""


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
        return await self._writing.run(
            lambda connection: tuple(
                errand for claim in claims for errand in _claim(connection, keeper, claim, until, now)
            )
        )

    async def take_over(
        self, keeper: str, platforms: Collection[str], now: datetime, until: datetime, limit: int
    ) -> tuple[Errand, ...]:
        """Days that nobody holds any more; one glance where there are none."""
        wanted = {"platforms_": list(platforms), "now_": now, "limit_": limit}
        if not await self._reading.run(lambda connection: connection.execute(_OPEN, wanted | {"limit_": 1}).first()):
            return ()
        mine = wanted | {"keeper_": keeper, "until_": until}
        return await self._writing.run(lambda connection: _take_over(connection, mine))

    async def begin(self, keeper: str, day: TipDay, tip: str, now: datetime, until: datetime) -> bool:
        """Mark a day as about to leave, while it is `keeper`'s."""
        mine = _held(keeper, day) | {"tip_": tip, "now_": now, "until_": until}
        return await self._writing.run(lambda connection: connection.execute(_BEGIN, mine).rowcount == 1)

    async def sent(self, keeper: str, day: TipDay, message: str, now: datetime) -> None:
        """Settle a day as sent."""
        values = _settled(keeper, day, DayState.SENT, now) | {"message_": message}

        def settle(connection: Connection) -> None:
            if connection.execute(_SETTLE, values).rowcount:
                connection.execute(_IS_FINE, {"target_": day.target})

        await self._writing.run(settle)

    async def skip(self, keeper: str, day: TipDay, reason: Reason, now: datetime) -> None:
        """Settle a day as skipped."""
        values = _settled(keeper, day, DayState.SKIPPED, now) | {"reason_": reason.value}
        await self._writing.run(lambda connection: connection.execute(_SETTLE, values) and None)

    async def put_back(self, keeper: str, day: TipDay, again_at: datetime, *, in_doubt: bool) -> None:
        """Let go of a day until then."""
        state = DayState.SENDING if in_doubt else DayState.CLAIMED
        values = _held(keeper, day) | {"state_": state.value, "again_at_": again_at}
        await self._writing.run(lambda connection: connection.execute(_PUT_BACK, values) and None)

    async def refused(self, target: str, now: datetime, parks_before: datetime) -> bool:
        """Note a refusal, and park a target that has had nothing else since before then."""
        values = {"target_": target, "now_": now, "parks_before_": parks_before}

        def note(connection: Connection) -> bool:
            connection.execute(_REFUSED, values)
            return connection.execute(_PARK, values).rowcount == 1

        return await self._writing.run(note)

    async def next_moment(self, platforms: Collection[str]) -> datetime | None:
        """The earliest of all moments at which there is something to do."""
        wanted = {"platforms_": list(platforms)}
        row = await self._reading.run(lambda connection: connection.execute(_NEXT, wanted).one())
        return min((moment for moment in row if moment is not None), default=None)

    async def appointments(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Every active target."""
        return await self._targets(platforms, tip_targets.c.state == TargetState.ACTIVE.value)

    async def reckon_anew(self, appointments: Sequence[Appointment]) -> None:
        """Keep new moments, where nothing else changed."""
        rows = [{"id_": a.target.id, "version_": a.version, "day_": a.day, "next_at_": a.due_at} for a in appointments]
        if rows:
            await self._writing.run(lambda connection: connection.execute(_RECKON, rows) and None)

    async def parked_untold(self, platforms: Collection[str]) -> tuple[Appointment, ...]:
        """Parked channels whose people were not told."""
        parked = tip_targets.c.state == TargetState.PARKED.value
        return await self._targets(
            platforms, parked & tip_targets.c.told_at.is_(None) & (tip_targets.c.kind == TargetKind.CHANNEL.value)
        )

    async def told(self, target: str, now: datetime) -> None:
        """Note that they were."""
        statement = update(tip_targets).where(tip_targets.c.id == target).values(told_at=now)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def _targets(self, platforms: Collection[str], which: Any) -> tuple[Appointment, ...]:
        statement = select(tip_targets).where(tip_targets.c.platform.in_(platforms), which)
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(appointment_of, rows))


_PLATFORMS: Any = bindparam("platforms_", expanding=True)
_TARGETS: Any = bindparam("targets_", expanding=True)

_TARGETS_OF = select(tip_targets).where(tip_targets.c.id.in_(_TARGETS))
_AHEAD = (
    select(tip_days)
    .join(tip_targets, tip_targets.c.id == tip_days.c.target)
    .where(tip_days.c.target.in_(_TARGETS), tip_days.c.day >= tip_targets.c.next_day)
)


def _due_ids() -> Any:
    lane = func.coalesce(tip_targets.c.person, tip_targets.c.community)
    waiting = (
        select(tip_targets.c.id, lane.label("lane"), tip_targets.c.next_at)
        .where(tip_targets.c.next_at <= bindparam("now_"), tip_targets.c.platform.in_(_PLATFORMS))
        .order_by(tip_targets.c.next_at, tip_targets.c.id)
        .limit(literal(_LOOKED_AT))
        .subquery("waiting")
    )
    turn = func.row_number().over(partition_by=waiting.c.lane, order_by=waiting.c.next_at)
    return select(waiting.c.id).order_by(turn, waiting.c.next_at, waiting.c.id).limit(bindparam("limit_"))


def _keep_day() -> Any:
    new = insert(tip_days)
    columns = ("tip", "state", "reason", "due_at", "keeper", "try_at", "settled_at")
    return new.on_conflict_do_update(
        index_elements=[tip_days.c.target, tip_days.c.day],
        set_={name: new.excluded[name] for name in columns},
        where=tip_days.c.state == DayState.PLANNED.value,
    )


_DUE = _due_ids()
_KEEP_DAY = _keep_day()
_MOVE_ON = (
    update(tip_targets)
    .where(
        tip_targets.c.id == bindparam("id_"),
        tip_targets.c.version == bindparam("version_"),
        tip_targets.c.next_day == bindparam("day_"),
        tip_targets.c.state == TargetState.ACTIVE.value,
    )
    .values(next_day=bindparam("next_day_"), next_at=bindparam("next_at_"))
)
_RECKON = (
    update(tip_targets)
    .where(
        tip_targets.c.id == bindparam("id_"),
        tip_targets.c.version == bindparam("version_"),
        tip_targets.c.next_day == bindparam("day_"),
        tip_targets.c.state == TargetState.ACTIVE.value,
    )
    .values(next_at=bindparam("next_at_"))
)
_FORGET_PASSED_PLANS = delete(tip_days).where(
    tip_days.c.target == bindparam("id_"),
    tip_days.c.day < bindparam("next_day_"),
    tip_days.c.state == DayState.PLANNED.value,
)
_OPEN = (
    select(tip_days.c.key)
    .join(tip_targets, tip_targets.c.id == tip_days.c.target)
    .where(tip_days.c.try_at <= bindparam("now_"), tip_targets.c.platform.in_(_PLATFORMS))
    .order_by(tip_days.c.try_at)
    .limit(bindparam("limit_"))
)
_TAKE_OVER = (
    update(tip_days)
    .where(tip_days.c.key.in_(_OPEN))
    .values(keeper=bindparam("keeper_"), try_at=bindparam("until_"), tries=tip_days.c.tries + 1)
    .returning(tip_days)
)
_mine = (
    (tip_days.c.key == bindparam("key_"))
    & (tip_days.c.keeper == bindparam("keeper_"))
    & (tip_days.c.tries == bindparam("tries_"))
    & tip_days.c.settled_at.is_(None)
)
_BEGIN = (
    update(tip_days)
    .where(_mine, tip_days.c.try_at > bindparam("now_"))
    .values(
        state=DayState.SENDING.value,
        tip=bindparam("tip_"),
        begun_at=bindparam("now_"),
        try_at=bindparam("until_"),
    )
)
_SETTLE = (
    update(tip_days)
    .where(_mine)
    .values(
        state=bindparam("state_"),
        reason=bindparam("reason_"),
        message=bindparam("message_"),
        settled_at=bindparam("settled_at_"),
        keeper=None,
        try_at=None,
    )
)
_PUT_BACK = update(tip_days).where(_mine).values(state=bindparam("state_"), try_at=bindparam("again_at_"), keeper=None)
_IS_FINE = (
    update(tip_targets)
    .where(tip_targets.c.id == bindparam("target_"), tip_targets.c.refused_since.is_not(None))
    .values(refused_since=None)
)
_REFUSED = (
    update(tip_targets)
    .where(tip_targets.c.id == bindparam("target_"))
    .values(refused_since=func.coalesce(tip_targets.c.refused_since, bindparam("now_", type_=Moment)))
)
_PARK = (
    update(tip_targets)
    .where(
        tip_targets.c.id == bindparam("target_"),
        tip_targets.c.state == TargetState.ACTIVE.value,
        tip_targets.c.refused_since <= bindparam("parks_before_"),
    )
    .values(state=TargetState.PARKED.value, version=tip_targets.c.version + 1, next_at=None, told_at=None)
)
_NEXT = select(
    select(tip_targets.c.next_at)
    .where(tip_targets.c.next_at.is_not(None), tip_targets.c.platform.in_(_PLATFORMS))
    .order_by(tip_targets.c.next_at)
    .limit(1)
    .scalar_subquery(),
    select(tip_days.c.try_at)
    .join(tip_targets, tip_targets.c.id == tip_days.c.target)
    .where(tip_days.c.try_at.is_not(None), tip_targets.c.platform.in_(_PLATFORMS))
    .order_by(tip_days.c.try_at)
    .limit(1)
    .scalar_subquery(),
)


def _due(connection: Connection, wanted: Mapping[str, Any]) -> tuple[Due, ...]:
    ids = connection.execute(_DUE, wanted).scalars().all()
    if not ids:
        return ()
    theirs = {"targets_": list(ids)}
    found = {row.id: appointment_of(row) for row in connection.execute(_TARGETS_OF, theirs)}
    ahead: defaultdict[str, dict[date, TipDay]] = defaultdict(dict)
    for row in connection.execute(_AHEAD, theirs):
        ahead[row.target][row.day] = day_of(row)
    seen = seen_by(connection, ids)
    return tuple(Due(found[id_], ahead.get(id_, {}), seen.get(id_, {})) for id_ in ids)


def _claim(connection: Connection, keeper: str, claim: Claim, until: datetime, now: datetime) -> list[Errand]:
    appointment = claim.appointment
    target = appointment.target
    move = {
        "id_": target.id, "version_": appointment.version, "day_": appointment.day, "next_day_": claim.next_day,
        "next_at_": claim.next_at,
    }  # fmt: skip
    if connection.execute(_MOVE_ON, move).rowcount != 1:
        return []
    mine = []
    for day in claim.days:
        held = {"keeper": keeper, "try_at": until} if day.state is DayState.CLAIMED else {"settled_at": now}
        if connection.execute(_KEEP_DAY, day_row(day, target.person) | held).rowcount == 1 and "keeper" in held:
            mine.append(Errand(day, target))
    connection.execute(_FORGET_PASSED_PLANS, move)
    return mine


def _take_over(connection: Connection, wanted: Mapping[str, Any]) -> tuple[Errand, ...]:
    rows = connection.execute(_TAKE_OVER, wanted).all()
    ids = {"targets_": list({row.target for row in rows})}
    found = {row.id: appointment_of(row).target for row in connection.execute(_TARGETS_OF, ids)}
    return tuple(Errand(day_of(row), found[row.target]) for row in rows)


def _held(keeper: str, day: TipDay) -> dict[str, Any]:
    return {"keeper_": keeper, "key_": day.key, "tries_": day.tries}


def _settled(keeper: str, day: TipDay, state: DayState, now: datetime) -> dict[str, Any]:
    return _held(keeper, day) | {"state_": state.value, "settled_at_": now, "reason_": None, "message_": None}
