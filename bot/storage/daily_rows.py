"""Rows of the tables of tips as what they mean to the domain, and back. Used by the stores of tips."""

import json
from collections.abc import Collection, Mapping
from datetime import date, time
from functools import cache
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, select, type_coerce

from bot.daily.ledger import DayState, Origin, Reason, TipDay
from bot.daily.schedule import Appointment
from bot.daily.targets import Audience, Quiet, Target, TargetKind, TargetState
from bot.storage.tables import tip_days


def appointment_of(row: Any) -> Appointment:
    """The appointment in a row of `tip_targets`."""
    quiet = Quiet(_hour(row.quiet_from), _hour(row.quiet_until)) if row.quiet_from else None
    target = Target(
        id=row.id,
        kind=TargetKind(row.kind),
        community=row.community,
        place=row.place,
        person=row.person,
        at=_hour(row.at),
        zone=row.zone,
        days=_week(tuple(row.days)),
        audience=_audience(tuple(row.roles), row.level),
        state=TargetState(row.state),
        snoozed_until=row.snoozed_until,
        quiet=quiet,
    )
    return Appointment(target, row.next_day, row.next_at, row.version, row.refused_since)


def target_row(appointment: Appointment) -> dict[str, Any]:
    """An appointment as a row of `tip_targets`, without what is kept about its refusals and its version."""
    target = appointment.target
    return {
        "id": target.id,
        "platform": target.platform,
        "kind": target.kind.value,
        "community": target.community,
        "place": target.place,
        "person": target.person,
        "at": target.at.isoformat("minutes"),
        "zone": target.zone,
        "days": sorted(target.days),
        "roles": sorted(target.audience.roles),
        "level": target.audience.level,
        "state": target.state.value,
        "snoozed_until": target.snoozed_until,
        "quiet_from": target.quiet.start.isoformat("minutes") if target.quiet else None,
        "quiet_until": target.quiet.end.isoformat("minutes") if target.quiet else None,
        "next_day": appointment.day,
        "next_at": appointment.due_at,
    }


def day_of(row: Any) -> TipDay:
    """The day in a row of `tip_days`."""
    reason = Reason(row.reason) if row.reason else None
    return TipDay(
        row.target, row.day, row.tip, DayState(row.state), Origin(row.origin), reason, row.due_at, row.tries,
        row.begun_at, row.message,
    )  # fmt: skip


def day_row(day: TipDay, person: str | None) -> dict[str, Any]:
    """A day as a row of `tip_days`."""
    return {
        "target": day.target,
        "day": day.day,
        "key": day.key,
        "person": person,
        "tip": day.tip,
        "state": day.state.value,
        "origin": day.origin.value,
        "reason": day.reason.value if day.reason else None,
        "due_at": day.due_at,
        "keeper": None,
        "try_at": None,
        "tries": day.tries,
        "begun_at": day.begun_at,
        "message": day.message,
        "settled_at": None,
    }


def seen_by(connection: Connection, targets: Collection[str]) -> Mapping[str, Mapping[str, date]]:
    """The tips that targets had or are about to have, each with the last day."""
    found: dict[str, Mapping[str, date]] = {}
    for target, tips, days in connection.execute(_SEEN, {"targets_": list(targets)}):
        last: dict[str, str] = {}
        for tip, day in zip(json.loads(tips), json.loads(days), strict=True):
            if day > last.get(tip, ""):
                last[tip] = day
        found[target] = {tip: date.fromisoformat(day) for tip, day in last.items()}
    return found


# Thousands of targets share a few hours, weeks and audiences.
_hour = cache(time.fromisoformat)


@cache
def _week(days: tuple[int, ...]) -> frozenset[int]:
    return frozenset(days)


@cache
def _audience(roles: tuple[str, ...], level: int) -> Audience:
    return Audience(frozenset(roles), level)  # type: ignore[arg-type]


_LEFT = (DayState.CLAIMED.value, DayState.SENDING.value, DayState.SENT.value)


def _seen() -> Any:
    theirs: Any = bindparam("targets_", expanding=True)
    # Gathered here and sorted out in Python: grouping by tip as well takes SQLite half as long again.
    return (
        select(
            tip_days.c.target,
            func.json_group_array(tip_days.c.tip),
            func.json_group_array(type_coerce(tip_days.c.day, Text)),
        )
        .where(tip_days.c.target.in_(theirs), tip_days.c.tip.is_not(None), tip_days.c.state.in_(_LEFT))
        .group_by(tip_days.c.target)
    )


_SEEN = _seen()
