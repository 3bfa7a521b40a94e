"""A language model behind the mentor, the same on every face."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.llm.completions import CompletionError, Failure
from tests.clocks import StillClock
from tests.llm.models import ObedientModel, ScriptedModel
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import Stage
from tests.scenarios.stages import STAGES

NURSE = "I'm a nurse. How do I cook rice?"


@pytest.fixture(params=STAGES)
async def helped(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> AsyncIterator[Stage]:
    async with STAGES[request.param](OpenHouse(tmp_path, clock, ObedientModel("As a nurse"))) as open_stage:
        yield open_stage


@pytest.fixture(params=STAGES)
async def unhelped(request: pytest.FixtureRequest, tmp_path: Path, clock: StillClock) -> AsyncIterator[Stage]:
    failing = ScriptedModel(*[CompletionError(Failure.SERVER)] * 8)
    async with STAGES[request.param](OpenHouse(tmp_path, clock, failing)) as open_stage:
        yield open_stage


async def test_fitted_words_say_so_and_the_original_is_one_press_away(helped: Stage) -> None:
    seen = await helped.say(NURSE)
    assert "As a nurse, rinse it, take one and a half cups of water" in " ".join(seen.text.split())
    assert "A language model fitted the wording" in " ".join(seen.text.split())
    original = await helped.pick("Show the original")
    assert "Rinse it, take one and a half cups of water" in " ".join(original.text.split())
    assert "language model" not in original.text


async def test_a_model_that_fails_is_never_noticed(unhelped: Stage) -> None:
    seen = await unhelped.say(NURSE)
    assert "Rinse it, take one and a half cups of water" in " ".join(seen.text.split())
    assert "language model" not in seen.text
    assert "Show the original" not in seen.choices
