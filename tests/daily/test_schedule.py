"""Which days have come, which fall away, and that none is handled twice whatever is changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.schedule import Appointment, begun, changed, come, is_quiet, is_too_late, next_moment
from bot.daily.targets import EVERY_DAY, WEEKDAYS, Quiet, Target, TargetKind, TargetState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def channel(zone: str = "Europe/Vienna", at: str = "09:00", days: frozenset[int] = EVERY_DAY) -> Target:
    return Target("t", TargetKind.CHANNEL, "discord:1", "discord:2", None, time.fromisoformat(at), zone, days)


def test_an_hour_that_has_passed_today_begins_tomorrow_and_one_to_come_today() -> None:
    passed = begun(channel(at="09:00"), NOON)
    assert (passed.day, passed.due_at) == (date(2026, 11, 22), datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
    to_come = begun(channel(at="15:00"), NOON)
    assert (to_come.day, to_come.due_at) == (date(2026, 11, 21), datetime(2026, 11, 21, 14, 0, tzinfo=UTC))


def test_only_wanted_days_come() -> None:
    days = come(channel(days=WEEKDAYS), date(2026, 11, 20), NOON + timedelta(days=3))
    assert [due.day.isoformat() for due in days] == ["2026-11-20", "2026-11-23", "2026-11-24"]


def test_a_snoozed_target_wants_nothing_until_its_day() -> None:
    snoozed = replace(channel(), snoozed_until=date(2026, 11, 28))
    assert next_moment(snoozed, date(2026, 11, 22)) == datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", [TargetState.PAUSED, TargetState.STOPPED, TargetState.PARKED])
def test_nothing_is_due_at_a_target_that_is_not_active(state: TargetState) -> None:
    assert next_moment(replace(channel(), state=state), date(2026, 11, 22)) is None


def test_a_day_that_a_calendar_left_out_is_left_out() -> None:
    days = come(channel("Pacific/Apia"), date(2011, 12, 29), datetime(2012, 1, 1, 19, 0, tzinfo=UTC))
    assert [due.day.day for due in days] == [29, 31, 1, 2]


def test_a_day_whose_hour_lies_in_the_gap_is_not_left_out() -> None:
    days = come(channel("America/Havana", at="00:30"), date(2026, 3, 7), datetime(2026, 3, 9, tzinfo=UTC))
    assert [due.day.day for due in days] == [7, 8]


def test_an_earlier_hour_that_has_passed_lets_today_fall_away() -> None:
    before = begun(channel(at="15:00"), NOON)
    after, fallen = changed(before, channel(at="09:00"), NOON)
    assert fallen == [date(2026, 11, 21)]
    assert after.day == date(2026, 11, 22)


def test_a_later_hour_keeps_today() -> None:
    before = begun(channel(at="15:00"), NOON)
    after, fallen = changed(before, channel(at="18:00"), NOON)
    assert (fallen, after.day) == ([], date(2026, 11, 21))


def test_a_zone_where_it_is_still_yesterday_brings_no_day_twice() -> None:
    target = channel("Pacific/Auckland", at="20:00")
    sent_today = Appointment(target, date(2026, 11, 22), next_moment(target, date(2026, 11, 22)))
    after, fallen = changed(sent_today, channel("Pacific/Honolulu", at="20:00"), NOON)
    assert fallen == []
    assert after.day == date(2026, 11, 22)
    assert after.due_at == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def test_days_that_passed_in_a_pause_are_not_owed() -> None:
    paused = Appointment(replace(channel(), state=TargetState.PAUSED), date(2026, 11, 1), None)
    after, fallen = changed(paused, channel(), NOON)
    assert (fallen, after.day) == ([], date(2026, 11, 22))


def test_days_ahead_that_are_no_longer_wanted_can_be_wanted_again() -> None:
    before = begun(channel(), NOON)
    weekdays, fallen = changed(before, channel(days=WEEKDAYS), NOON)
    assert (fallen, weekdays.day) == ([], date(2026, 11, 22))
    again, _ = changed(weekdays, channel(), NOON)
    assert again.due_at == before.due_at


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["Europe/Vienna", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kolkata", "America/Havana"]),
        st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
        st.sampled_from([EVERY_DAY, WEEKDAYS, frozenset({6})]),
        st.sampled_from([TargetState.ACTIVE, TargetState.ACTIVE, TargetState.PAUSED]),
        st.integers(0, 60 * 50),
    ),
    max_size=8,
)


@given(CHANGES)
def test_whatever_is_changed_days_are_handled_in_order_and_none_twice(
    changes: list[tuple[str, time, frozenset[int], TargetState, int]],
) -> None:
    now, current, handled = NOON, begun(channel(), NOON), list[date]()
    for zone, at, days, state, minutes in changes:
        now += timedelta(minutes=minutes)
        if current.target.state is TargetState.ACTIVE:
            # What a scheduler would have done until now.
            came = come(current.target, current.day, now)
            handled += [due.day for due in came]
            first = came[-1].day + timedelta(days=1) if came else current.day
            current = replace(current, day=first)
        target = replace(current.target, zone=zone, at=at, days=days, state=state)
        current, fallen = changed(current, target, now)
        handled += fallen
        assert current.due_at is None or current.due_at > now
    assert handled == sorted(set(handled))
    assert all(day < current.day for day in handled)


def test_four_hours_late_is_late_enough() -> None:
    assert not is_too_late(NOON, NOON + timedelta(hours=4))
    assert is_too_late(NOON, NOON + timedelta(hours=4, seconds=1))


@pytest.mark.parametrize(("hour", "quiet"), [(21, False), (22, True), (3, True), (7, False), (12, False)])
def test_quiet_hours_reach_over_midnight(hour: int, quiet: bool) -> None:
    target = replace(channel(), quiet=Quiet(time(22), time(7)))
    there = datetime(2026, 11, 21, hour, tzinfo=ZoneInfo("Europe/Vienna"))
    assert is_quiet(target, there.astimezone(UTC)) is quiet
