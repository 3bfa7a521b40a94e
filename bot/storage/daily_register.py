"""Targets of tips, what is planned for them, and what people said of tips, on disk.

Implements `bot.daily.register.Register` and `Reactions`. A target is only saved over the version that was read, and
what was planned is only changed while its day has not come.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.daily.ledger import DayState, Origin, Reason, TipDay
from bot.daily.register import Reaction, Tally
from bot.daily.schedule import Appointment
from bot.daily.targets import TargetKind, TargetState
from bot.storage.daily_rows import appointment_of, day_of, day_row, seen_by, target_row
from bot.storage.lane import Lane
from bot.storage.tables import tip_days, tip_reactions, tip_targets


class RegisterStore:
    """Targets and plans in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def find(self, target: str) -> Appointment | None:
        """The target with this id."""
        statement = select(tip_targets).where(tip_targets.c.id == target)
        row = await self._reading.run(lambda connection: connection.execute(statement).first())
        return None if row is None else appointment_of(row)

    async def channels(self, community: str) -> tuple[Appointment, ...]:
        """The channels of a community that were not stopped."""
        statement = (
            select(tip_targets)
            .where(
                tip_targets.c.community == community,
                tip_targets.c.kind == TargetKind.CHANNEL.value,
                tip_targets.c.state != TargetState.STOPPED.value,
            )
            .order_by(tip_targets.c.saved_at, tip_targets.c.id)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(appointment_of, rows))

    async def save(
        self, appointment: Appointment, fallen: Sequence[date], now: datetime, *, keeps_plan: bool = True
    ) -> bool:
        """Keep a target over the version it was read as, in one transaction with the days that fall away."""
        return await self._writing.run(
            lambda connection: _save(connection, appointment, fallen, now, keeps_plan=keeps_plan)
        )

    async def days(self, target: str, first: date, last: date) -> tuple[TipDay, ...]:
        """The rows of these days."""
        statement = (
            select(tip_days)
            .where(tip_days.c.target == target, tip_days.c.day.between(first, last))
            .order_by(tip_days.c.day)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return tuple(map(day_of, rows))

    async def seen(self, target: str) -> Mapping[str, date]:
        """The tips that a target had."""
        return await self._reading.run(lambda connection: seen_by(connection, [target]).get(target, {}))

    async def plan(self, days: Sequence[TipDay]) -> tuple[TipDay, ...]:
        """Add rows where there are none, and read all of them."""
        return await self._writing.run(lambda connection: tuple(_plan(connection, day) for day in days))

    async def replan(self, target: str, day: date, tip: str, origin: Origin) -> bool:
        """Give a day that has not come another tip."""
        planned = TipDay(target, day, tip, DayState.PLANNED, origin)
        return await self._writing.run(lambda connection: _put(connection, planned, None))

    async def leave_out(self, target: str, day: date, now: datetime) -> bool:
        """Settle a day that has not come as skipped; its tip stays in the row, so that it can come back."""
        skipped = TipDay(target, day, None, DayState.SKIPPED, Origin.CHOSEN, Reason.MODERATOR)
        return await self._writing.run(lambda connection: _put(connection, skipped, now))

    async def named(self, key: str) -> TipDay | None:
        """The day with this key."""
        statement = select(tip_days).where(tip_days.c.key == key)
        row = await self._reading.run(lambda connection: connection.execute(statement).first())
        return None if row is None else day_of(row)


class ReactionStore:
    """What people said of tips, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def react(self, person: str, community: str, tip: str, reaction: Reaction, at: datetime) -> None:
        """Keep what somebody said, over what they said before."""
        row = {"person": person, "community": community, "tip": tip, "reaction": reaction.value, "at": at}
        await self._writing.run(lambda connection: connection.execute(_REACT, row) and None)

    async def of_person(self, person: str) -> Mapping[str, Reaction]:
        """What somebody said, the latest last."""
        statement = select(tip_reactions).where(tip_reactions.c.person == person).order_by(tip_reactions.c.at)
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return {row.tip: Reaction(row.reaction) for row in rows}

    async def opinions(self, communities: Collection[str]) -> Mapping[str, Mapping[str, Tally]]:
        """What was said in each community of each tip."""
        theirs = {"communities_": list(communities)}
        return await self._reading.run(lambda connection: _opinions(connection, theirs))

    async def tallies(self, community: str) -> Mapping[str, Tally]:
        """The same for one community, and how often each tip was sent there."""
        theirs = {"communities_": [community]}
        return await self._reading.run(lambda connection: _with_sent(connection, theirs, community))


_COMMUNITIES: Any = bindparam("communities_", expanding=True)
_REACT = insert(tip_reactions)
_REACT = _REACT.on_conflict_do_update(
    index_elements=[tip_reactions.c.person, tip_reactions.c.community, tip_reactions.c.tip],
    set_={"reaction": _REACT.excluded.reaction, "at": _REACT.excluded.at},
)
_SAID = (
    select(
        tip_reactions.c.community,
        tip_reactions.c.tip,
        func.sum(case((tip_reactions.c.reaction == Reaction.TRIED.value, 1), else_=0)).label("tried"),
        func.sum(case((tip_reactions.c.reaction == Reaction.NOT_FOR_ME.value, 1), else_=0)).label("not_for_me"),
    )
    .where(tip_reactions.c.community.in_(_COMMUNITIES))
    .group_by(tip_reactions.c.community, tip_reactions.c.tip)
)
_SENT = (
    select(tip_days.c.tip, func.count().label("sent"))
    .join(tip_targets, tip_targets.c.id == tip_days.c.target)
    .where(
        tip_targets.c.community.in_(_COMMUNITIES),
        tip_targets.c.kind == TargetKind.CHANNEL.value,
        tip_days.c.state == DayState.SENT.value,
    )
    .group_by(tip_days.c.tip)
)
_ADD_DAY = insert(tip_days).on_conflict_do_nothing()
_DAY = select(tip_days).where(tip_days.c.target == bindparam("target_"), tip_days.c.day == bindparam("day_"))
_OPEN_TARGET = select(tip_targets.c.person).where(
    tip_targets.c.id == bindparam("target_"), tip_targets.c.next_day <= bindparam("day_")
)
_FORGET_PLANS = delete(tip_days).where(
    tip_days.c.target == bindparam("target_"),
    tip_days.c.state == DayState.PLANNED.value,
    tip_days.c.origin == Origin.CHOSEN.value,
)


def _save(
    connection: Connection, appointment: Appointment, fallen: Sequence[date], now: datetime, *, keeps_plan: bool
) -> bool:
    target = appointment.target
    row = target_row(appointment) | {
        "version": appointment.version + 1, "refused_since": None, "told_at": None, "saved_at": now,
    }  # fmt: skip
    if appointment.version == 0:
        saved = connection.execute(insert(tip_targets).on_conflict_do_nothing(), row)
    else:
        here = (tip_targets.c.id == target.id) & (tip_targets.c.version == appointment.version)
        # Nobody may have claimed a day since: it would come a second time.
        here &= tip_targets.c.next_day <= appointment.day
        saved = connection.execute(update(tip_targets).where(here).values(row))
    if saved.rowcount != 1:
        return False
    for day in fallen:
        gone = TipDay(target.id, day, None, DayState.SKIPPED, reason=Reason.MOVED)
        connection.execute(_put_over(), day_row(gone, target.person) | {"settled_at": now})
    if not keeps_plan:
        connection.execute(_FORGET_PLANS, {"target_": target.id})
    return True


def _plan(connection: Connection, day: TipDay) -> TipDay:
    where = {"target_": day.target, "day_": day.day}
    person = connection.execute(_OPEN_TARGET, where).first()
    if person is not None:
        connection.execute(_ADD_DAY, day_row(day, person.person))
    row = connection.execute(_DAY, where).first()
    return day if row is None else day_of(row)


def _put(connection: Connection, day: TipDay, settled_at: datetime | None) -> bool:
    """Write a day over what was planned or skipped there, if it has not come yet."""
    person = connection.execute(_OPEN_TARGET, {"target_": day.target, "day_": day.day}).first()
    if person is None:
        return False
    row = day_row(day, person.person) | {"settled_at": settled_at}
    return connection.execute(_put_over(), row).rowcount == 1


def _put_over() -> Any:
    new = insert(tip_days)
    planned = tip_days.c.state == DayState.PLANNED.value
    left_out = (tip_days.c.state == DayState.SKIPPED.value) & (tip_days.c.reason == Reason.MODERATOR.value)
    return new.on_conflict_do_update(
        index_elements=[tip_days.c.target, tip_days.c.day],
        set_={
            "tip": func.coalesce(new.excluded.tip, tip_days.c.tip),
            **{name: new.excluded[name] for name in ("state", "origin", "reason", "settled_at")},
        },
        where=planned | left_out,
    )


def _opinions(connection: Connection, theirs: Mapping[str, Any]) -> dict[str, dict[str, Tally]]:
    opinions: defaultdict[str, dict[str, Tally]] = defaultdict(dict)
    for row in connection.execute(_SAID, theirs):
        opinions[row.community][row.tip] = Tally(tried=row.tried, not_for_me=row.not_for_me)
    return opinions


def _with_sent(connection: Connection, theirs: Mapping[str, Any], community: str) -> dict[str, Tally]:
    tallies = dict(_opinions(connection, theirs).get(community, {}))
    for row in connection.execute(_SENT, theirs):
        tallies[row.tip] = replace(tallies.get(row.tip, Tally()), sent=row.sent)
    return tallies
