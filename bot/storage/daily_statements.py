"""The statements of the ledger of tips, each written once; for `bot.storage.daily`."""

from typing import Any

from sqlalchemy import bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.daily.ledger import DayState
from bot.daily.targets import TargetKind, TargetState
from bot.storage.tables import tip_days, tip_targets
from bot.storage.tables.base import Moment

_LOOKED_AT = 1000
"""Targets that are due and that one look takes in, the longest waiting first; a long queue costs no more."""

_PLATFORMS: Any = bindparam("platforms_", expanding=True)
_TARGETS: Any = bindparam("targets_", expanding=True)

ACTIVE = select(tip_targets).where(
    tip_targets.c.platform.in_(_PLATFORMS), tip_targets.c.state == TargetState.ACTIVE.value
)
PARKED_UNTOLD = select(tip_targets).where(
    tip_targets.c.platform.in_(_PLATFORMS),
    tip_targets.c.state == TargetState.PARKED.value,
    tip_targets.c.told_at.is_(None),
    tip_targets.c.kind == TargetKind.CHANNEL.value,
)
TARGETS_OF = select(tip_targets).where(tip_targets.c.id.in_(_TARGETS))
AHEAD = (
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


DUE = _due_ids()
KEEP_DAY = _keep_day()
UNMOVED = select(tip_targets.c.id, tip_targets.c.version, tip_targets.c.next_day).where(
    tip_targets.c.id.in_(_TARGETS), tip_targets.c.state == TargetState.ACTIVE.value
)
HANDLED = select(tip_days.c.target, tip_days.c.day).where(
    tip_days.c.target.in_(_TARGETS),
    tip_days.c.day >= bindparam("first_", type_=tip_days.c.day.type),
    tip_days.c.state != DayState.PLANNED.value,
)
MOVE_ON = (
    update(tip_targets)
    .where(tip_targets.c.id == bindparam("id_"))
    .values(next_day=bindparam("next_day_"), next_at=bindparam("next_at_"))
)
RECKON = (
    update(tip_targets)
    .where(
        tip_targets.c.id == bindparam("id_"),
        tip_targets.c.version == bindparam("version_"),
        tip_targets.c.next_day == bindparam("day_"),
        tip_targets.c.state == TargetState.ACTIVE.value,
    )
    .values(next_at=bindparam("next_at_"))
)
FORGET_PASSED_PLANS = delete(tip_days).where(
    tip_days.c.target.in_(_TARGETS),
    tip_days.c.day < select(tip_targets.c.next_day).where(tip_targets.c.id == tip_days.c.target).scalar_subquery(),
    tip_days.c.state == DayState.PLANNED.value,
)
OPEN = (
    select(tip_days.c.key)
    .join(tip_targets, tip_targets.c.id == tip_days.c.target)
    .where(tip_days.c.try_at <= bindparam("now_"), tip_targets.c.platform.in_(_PLATFORMS))
    .order_by(tip_days.c.try_at)
    .limit(bindparam("limit_"))
)
TAKE_OVER = (
    update(tip_days)
    .where(tip_days.c.key.in_(OPEN))
    .values(keeper=bindparam("keeper_"), try_at=bindparam("until_"), tries=tip_days.c.tries + 1)
    .returning(tip_days)
)
_mine = (
    (tip_days.c.key == bindparam("key_"))
    & (tip_days.c.keeper == bindparam("keeper_"))
    & (tip_days.c.tries == bindparam("tries_"))
    & tip_days.c.settled_at.is_(None)
)
BEGIN = (
    update(tip_days)
    .where(_mine, tip_days.c.try_at > bindparam("now_"))
    .values(
        state=DayState.SENDING.value,
        tip=bindparam("tip_"),
        begun_at=bindparam("now_"),
        try_at=bindparam("until_"),
    )
)
SETTLE = (
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
SETTLE_SENT = SETTLE.returning(
    select(tip_targets.c.refused_since)
    .where(tip_targets.c.id == tip_days.c.target)
    .scalar_subquery()
    .label("refused_since")
)
PUT_BACK = update(tip_days).where(_mine).values(state=bindparam("state_"), try_at=bindparam("again_at_"), keeper=None)
IS_FINE = (
    update(tip_targets)
    .where(tip_targets.c.id == bindparam("target_"), tip_targets.c.refused_since.is_not(None))
    .values(refused_since=None)
)
REFUSED = (
    update(tip_targets)
    .where(tip_targets.c.id == bindparam("target_"))
    .values(refused_since=func.coalesce(tip_targets.c.refused_since, bindparam("now_", type_=Moment)))
)
PARK = (
    update(tip_targets)
    .where(
        tip_targets.c.id == bindparam("target_"),
        tip_targets.c.state == TargetState.ACTIVE.value,
        tip_targets.c.refused_since <= bindparam("parks_before_"),
    )
    .values(state=TargetState.PARKED.value, version=tip_targets.c.version + 1, next_at=None, told_at=None)
)
NEXT = select(
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
