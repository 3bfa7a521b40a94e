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


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> AsyncIterator[Stage]:
    async with STAGES[request.param](OpenHouse(tmp_path, clock)) as open_stage:
        yield open_stage
