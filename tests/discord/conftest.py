"""A house for each test, with a verdict of the stand-in at its end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.discord.house import House
from tests.discord.standin import schemas


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not schemas.AVAILABLE:
        terminalreporter.write_line("discord: no schemas in ../shared/specs, so only the hand rules were checked")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path, SystemClock())
    await house.start()
    yield house
    await house.stop()
    faults = house.discord.verdict()
    assert not faults, "\n".join(faults)
