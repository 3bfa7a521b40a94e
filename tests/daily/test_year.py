"""Exactly one tip or a recorded skip for each channel and local day, whatever happens meanwhile."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from tests.daily.year import Year

SEED = 20261121


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of thousands of tips are not logged one by one."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("start", "days"),
    [("2027-03-27", 2), ("2027-10-30", 2)],
    ids=["when clocks go forward", "when clocks go back"],
)
async def test_each_channel_gets_one_tip_or_a_recorded_skip_each_local_day(
    tmp_path: Path, start: str, days: int
) -> None:
    year = Year(tmp_path / "days.sqlite3", SEED, 500, datetime.fromisoformat(start).replace(tzinfo=UTC))
    try:
        await year.run(days)
        assert await year.verdict() == []
        assert year.counts["sent"] > 400
    finally:
        await year.close()


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_a_whole_year_of_five_hundred_channels_in_forty_zones_has_no_double_and_no_loss(tmp_path: Path) -> None:
    year = Year(tmp_path / "year.sqlite3", SEED, 500, datetime(2026, 11, 22, tzinfo=UTC))
    try:
        await year.run(366)
        assert await year.verdict() == []
        assert year.counts["sent"] > 100_000
    finally:
        await year.close()
