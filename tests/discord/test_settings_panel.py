"""The settings panel in Discord: opened by an admin, changed with Discord's own menus, seen by nobody else."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.mentor.community import CommunitySettings
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Filled
from bot.mentor.reply import Paragraph, Reply
from bot.mentor.setup import Setup
from tests.discord.house import House, words_of


class KeptInTheHouse:
    """The settings in whatever database the house has open."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def settings(self, community: str) -> CommunitySettings:
        assert self._house.database is not None
        return await self._house.database.communities.settings(community)

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:
        assert self._house.database is not None
        return await self._house.database.communities.change(community, fields)


class NoTips:
    async def lines(self, community: str) -> tuple[str, ...]:
        return ()

    async def put_here(self, event: Filled, at: str, zone: str) -> Reply:
        return Reply((Paragraph(f"every day at {at} in {zone}, in {event.occasion.place}"),))


@pytest.mark.timeout(30)
async def test_an_admin_sets_the_mentor_up_and_everything_counts_at_once(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    setup = Setup(KeptInTheHouse(house), NoTips())
    house.desk = FrontDesk(house.mentor.listen, [setup])
    await house.start()
    moderators = house.discord.add_role(house.guild, "moderators")
    questions = house.discord.add_channel(house.guild, "questions")
    opened = await house.response_to(house.owner.use(house.channel, "settings"))
    assert opened.seen_by == house.owner.user.id
    changed = house.owner.press(opened, "Answer /ask privately")
    assert await house.response_to(changed) is opened
    assert "privately, unless somebody asks" in words_of(opened)

    await house.response_to(house.owner.pick(opened, "1:settings:places", [str(questions.id)]))
    await house.response_to(house.owner.pick(opened, "1:settings:moderators", [str(moderators.id)]))
    assert f"only in <#{questions.id}>" in words_of(opened)
    assert "1 group picked below" in words_of(opened)

    form = await house.modal_of(house.owner.press(opened, "A tip of the day in this channel"))
    told = await house.response_to(house.owner.fill(form, {"at": "9:00", "zone": "Vienna"}))
    assert f"every day at 9:00 in Vienna, in discord:{house.channel.id}" in words_of(told)

    await house.restart()
    assert await house.response_to(house.owner.press(opened, "No language model here")) is opened
    kept = await KeptInTheHouse(house).settings(f"discord:{house.guild.id}")
    assert kept == CommunitySettings(
        moderator_groups=(str(moderators.id),),
        answers_in=(str(questions.id),),
        private_by_default=True,
        language_model=False,
    )
    refused = await house.response_to(house.ann.use(house.channel, "settings"))
    assert "the people who look after this community" in words_of(refused)
    pressed = await house.response_to(house.ann.press(opened, "Let a language model help"))
    assert "for the people who administer" in words_of(pressed)
    assert not (await KeptInTheHouse(house).settings(f"discord:{house.guild.id}")).language_model
    await house.stop()
    assert house.discord.verdict() == []
