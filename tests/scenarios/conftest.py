"""The stage that a scenario is played on: each scenario is played on all of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import StillClock
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import Stage
from tests.scenarios.stages import STAGES


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def home(tmp_path: Path, clock: StillClock) -> OpenHouse:
    return OpenHouse(tmp_path, clock)


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, home: OpenHouse) -> AsyncIterator[Stage]:
    async with STAGES[request.param](home) as open_stage:
        yield open_stage
