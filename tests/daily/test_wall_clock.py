"""The wall clock of every zone, on every day of the year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.wall_clock import local_day, moment_of, zone_of
from bot.errors import SignpostError

ZONES = (
    "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns",
    "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Chatham", "America/Havana", "UTC", "Asia/Tehran",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        ("2026-07-01", "09:00", "Europe/Vienna", "2026-07-01T07:00"),
        ("2026-01-01", "09:00", "Europe/Vienna", "2026-01-01T08:00"),
        ("2026-03-29", "02:30", "Europe/Vienna", "2026-03-29T01:00"),
        ("2026-10-25", "02:30", "Europe/Vienna", "2026-10-25T00:30"),
        ("2026-03-08", "02:15", "America/New_York", "2026-03-08T07:00"),
        ("2026-11-01", "01:15", "America/New_York", "2026-11-01T05:15"),
        ("2026-10-04", "02:10", "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2026-03-08", "00:30", "America/Havana", "2026-03-08T05:00"),
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T10:00"),
    ],
)
def test_an_hour_of_a_zone_is_this_moment(day: str, at: str, zone: str, moment: str) -> None:
    found = moment_of(date.fromisoformat(day), time.fromisoformat(at), ZoneInfo(zone))
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2037, 12, 30)), st.times(timezones=st.none()), st.sampled_from(ZONES))
def test_every_hour_fires_on_its_day_at_its_time_or_right_after_a_gap(day: date, at: time, name: str) -> None:
    zone, at = ZoneInfo(name), at.replace(microsecond=0)
    moment = moment_of(day, at, zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert timedelta() <= shown - wanted <= timedelta(hours=2)
    earlier = moment - timedelta(seconds=1)
    assert earlier.astimezone(zone).replace(tzinfo=None) < wanted


@given(st.dates(date(2020, 1, 1), date(2037, 12, 30)), st.times(timezones=st.none()), st.sampled_from(ZONES))
def test_tips_of_following_days_come_in_order(day: date, at: time, name: str) -> None:
    zone = ZoneInfo(name)
    first, second = (moment_of(day + timedelta(days=ahead), at, zone) for ahead in (0, 1))
    assert timedelta(hours=21) < second - first < timedelta(hours=27)


def test_the_local_day_is_that_of_the_calendar_on_the_wall() -> None:
    moment = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert local_day(moment, zone_of("Pacific/Auckland")) == date(2026, 11, 22)


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../etc/passwd", "/etc/localtime"])
def test_a_zone_nobody_knows_is_told_in_a_sentence(name: str) -> None:
    with pytest.raises(SignpostError, match="large city"):
        zone_of(name)
