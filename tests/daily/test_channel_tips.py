"""Tips in a channel, set up by those who administer the community."""

from dataclasses import replace
from pathlib import Path

from bot.mentor.events import Invoked
from tests.llm.house import GARDEN, house_with, moderator, text_of


async def test_the_city_of_the_first_tips_is_the_clock_of_the_community(tmp_path: Path) -> None:
    async with house_with(tmp_path, None) as house:
        for channel, city, clock in (("1", "Vienna", "Europe/Vienna"), ("2", "Tokyo", "Europe/Vienna")):
            here = replace(moderator(), place=f"discord:{channel}")
            reply = await house.desk.handle(Invoked(here, ("tips", "here"), {"at": "9:00", "zone": city}))
            assert city in text_of(reply)
            assert (await house.database.communities.settings(GARDEN)).time_zone == clock
