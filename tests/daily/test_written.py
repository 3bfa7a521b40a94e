"""Hours, days, quiet hours and cities as people write them."""

from datetime import time

import pytest

from bot.daily.cities import city_of, nearest_cities, zone_in_words
from bot.daily.hours import read_days, read_quiet, read_time, say_days
from bot.daily.targets import EVERY_DAY, WEEKDAYS, Quiet

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9", "09:00"), ("at 09:00", "09:00"), ("9am", "09:00"), ("9.30 pm", "21:30"), ("noon", "12:00"),
        ("at midnight", "00:00"), ("0930", "09:30"), ("12 am", "00:00"), ("12 p.m.", "12:00"), ("17h30", "17:30"),
        ("7 o'clock", "07:00"),
    ],
)  # fmt: skip
def test_an_hour_is_read_however_it_is_written(written: str, meant: str) -> None:
    assert read_time(written) == time.fromisoformat(meant)


@pytest.mark.parametrize("written", ["", "soon", "25:00", "9:75", "13 pm", "0 am", "-3"])
def test_what_is_no_hour_is_none(written: str) -> None:
    assert read_time(written) is None


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("every day", EVERY_DAY), ("Weekdays", WEEKDAYS), ("weekends", frozenset({5, 6})),
        ("mon-thu", frozenset({0, 1, 2, 3})), ("fri to mon", frozenset({4, 5, 6, 0})),
        ("Tuesdays and thursday", frozenset({1, 3})), ("mon wed fri", frozenset({0, 2, 4})),
        ("mon, wed/fri", frozenset({0, 2, 4})),
    ],
)  # fmt: skip
def test_days_are_read_by_name_and_range(written: str, days: frozenset[int]) -> None:
    assert read_days(written, NAMES) == days


@pytest.mark.parametrize("written", ["", "never", "mon-xyz", "m"])
def test_what_names_no_days_is_none(written: str) -> None:
    assert read_days(written, NAMES) is None


@pytest.mark.parametrize("written", ["22:00-07:00", "10 pm to 7 am", "22 – 7", "from 22 until 7"])
def test_quiet_hours_are_read(written: str) -> None:
    assert read_quiet(written) == Quiet(time(22), time(7))


@pytest.mark.parametrize("written", ["", "22:00", "22-22", "night"])
def test_what_are_no_quiet_hours_is_none(written: str) -> None:
    assert read_quiet(written) is None


def test_days_are_said_in_few_words() -> None:
    def said(days: frozenset[int]) -> str:
        return say_days(days, NAMES, every_day="every day", weekdays="on weekdays", weekend="at weekends")

    assert [said(EVERY_DAY), said(WEEKDAYS), said(frozenset({0, 4}))] == ["every day", "on weekdays", "Monday, Friday"]


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Vienna", "Europe/Vienna"), ("munich", "Europe/Berlin"), ("São Paulo", "America/Sao_Paulo"),
        ("Europe/Kyiv", "Europe/Kyiv"), ("san francisco", "America/Los_Angeles"), ("Vienna, Austria", "Europe/Vienna"),
        ("india", "Asia/Kolkata"), ("utc", "UTC"), ("mumbai", "Asia/Kolkata"),
    ],
)  # fmt: skip
def test_a_city_or_a_country_with_one_clock_names_its_zone(written: str, zone: str) -> None:
    city = city_of(written)
    assert city is not None
    assert city.zone == zone


@pytest.mark.parametrize("written", ["Atlantis", "xyzzy", "United States"])
def test_what_names_no_one_zone_is_asked_again(written: str) -> None:
    assert city_of(written) is None


@pytest.mark.parametrize(
    ("typed", "label"),
    [("vien", "Vienna, Austria"), ("new y", "New York, United States"), ("mumbay", "Mumbai, India"),
     ("japan", "Tokyo, Japan"), ("asia/kat", "Kathmandu, Nepal")],
)  # fmt: skip
def test_cities_are_completed_while_they_are_typed(typed: str, label: str) -> None:
    assert label in [city.label for city in nearest_cities(typed, 25)]


def test_with_nothing_typed_some_of_every_part_of_the_world_are_shown() -> None:
    shown = nearest_cities("", 25)
    assert len(shown) == 25
    assert len({city.zone.partition("/")[0] for city in shown}) >= 5


def test_a_zone_is_called_by_its_city() -> None:
    assert zone_in_words("America/Argentina/Buenos_Aires") == "Buenos Aires"
