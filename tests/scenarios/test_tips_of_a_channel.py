"""What is planned for a channel is seen, left out, brought back, paused and ended, in words that say what happened."""

import pytest

from tests.scenarios.stage import Stage, flat

pytestmark = pytest.mark.parametrize("stage", ["slack"], indirect=True)
"""Where moderators of the stage are admins, too."""


async def test_a_day_that_is_left_out_comes_back_and_each_step_says_so(stage: Stage) -> None:
    await stage.invoke("tips here", {"at": "09:00", "zone": "Vienna"}, "max")
    week = await stage.invoke("tips plan", person="max")
    assert len(week.choices) == 7
    await stage.pick(week.choices[1], "max")
    assert "no tip comes on this day" in flat(await stage.pick("Leave this day out", "max"))
    back = flat(await stage.pick("Bring it back", "max"))
    assert "A tip comes on this day again" in back
    assert "instead" not in back


async def test_what_was_stopped_is_not_paused_and_says_how_it_begins_again(stage: Stage) -> None:
    await stage.invoke("tips here", {"at": "09:00", "zone": "Vienna"}, "max")
    assert "tips resume" in flat(await stage.invoke("tips pause", person="max"))
    assert "The tips are back" in flat(await stage.invoke("tips resume", person="max"))
    assert "tips here" in flat(await stage.invoke("tips stop", person="max"))
    assert "This channel gets no tips yet" in flat(await stage.invoke("tips pause", person="max"))
    assert "no more tips come" in flat(await stage.invoke("tips plan", person="max"))


async def test_the_entry_behind_a_tip_is_named_once(stage: Stage) -> None:
    tip = await stage.invoke("tip")
    while "More on this" not in tip.choices:
        tip = await stage.pick("Another one")
    lines = (await stage.pick("More on this")).text.splitlines()
    assert lines.count(lines[0]) == 1
