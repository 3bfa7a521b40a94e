"""An entry is opened by its name, its question or words of it, and none where what was typed is of something else."""

import pytest

from bot.curation.workshop.finding import entry_named
from bot.errors import SignpostError
from bot.mentor.editions import Edition
from tests.scenarios.house import cooking

EDITION = Edition.of(*cooking()[:2])


@pytest.mark.parametrize("typed", ["cook-rice", "How do I cook rice?", "how do i cok rice", "cook rice"])
async def test_an_entry_is_found_by_name_question_and_words(typed: str) -> None:
    assert await entry_named(typed, EDITION) == "cook-rice"


@pytest.mark.parametrize("typed", ["cook rice bees", "ice", "nothing like that at all", ""])
async def test_words_of_something_else_open_nothing(typed: str) -> None:
    with pytest.raises(SignpostError):
        await entry_named(typed, EDITION)
