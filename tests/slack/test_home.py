"""The home tab of the real mentor: where somebody stands, and for those who look after the workspace its settings."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.slack.playground.people import People
from bot.platforms.slack.playground.reading import labels_of, words_of
from bot.platforms.slack.playground.workspace import Person, Workspace
from tests.clocks import StillClock
from tests.scenarios.house import OpenHouse
from tests.slack.stage import SlackStage, slack_stage

LEARNER, ADMIN = "UANN", "UBOSS"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[SlackStage]:
    async with slack_stage(OpenHouse(tmp_path, StillClock())) as stage:
        stage.space.join(Person(LEARNER, "ann"))
        stage.space.join(Person(ADMIN, "boss", is_admin=True))
        yield stage


async def opened(people: People, space: Workspace, user: str) -> tuple[str, tuple[str, ...]]:
    await people.open_home(user)
    await space.until(lambda: user in space.homes)
    blocks = space.homes[user][-1]["blocks"]
    return words_of(blocks), tuple(labels_of(blocks))


async def test_a_learner_sees_their_tips_at_home_and_sets_them_up_there(stage: SlackStage) -> None:
    people, space = stage.people, stage.space
    words, labels = await opened(people, space, LEARNER)
    assert "You don't get tips from me directly" in words
    assert not {"Settings", "Channels that get a tip of the day"} & set(labels)
    await people.click_home(LEARNER, "Yes, set it up")
    await space.until(lambda: bool(space.views))
    await people.submit(space.views[0], {"at": "07:30", "zone": "Vienna", "days": "every day", "quiet": ""})
    await space.until(lambda: "at 07:30, Vienna time" in words_of(space.homes[LEARNER][-1]["blocks"]))


async def test_an_admin_finds_settings_at_home_and_changes_them_in_place(stage: SlackStage) -> None:
    people, space = stage.people, stage.space
    _, labels = await opened(people, space, ADMIN)
    assert {"Settings", "Channels that get a tip of the day"} <= set(labels)
    await people.click_home(ADMIN, "Settings")
    await space.until(lambda: bool(space.views))
    (view,) = space.views
    assert "answered for all to see" in words_of(view.content["blocks"]).replace("*", "")
    await people.click_view(view, next(label for label in labels_of(view.content["blocks"]) if "private" in label))
    await space.until(lambda: "answered privately" in words_of(view.content["blocks"]).replace("*", ""))


async def test_a_button_for_admins_does_nothing_for_others(stage: SlackStage) -> None:
    people, space = stage.people, stage.space
    await opened(people, space, ADMIN)
    space.homes[LEARNER] = space.homes[ADMIN]
    await people.click_home(LEARNER, "Settings")
    await space.until(lambda: bool(space.views))
    assert "for the people who administer" in words_of(space.views[0].content["blocks"])
