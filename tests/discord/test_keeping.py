"""The menu on messages holds the commands that are about one."""

from pathlib import Path

from bot.clock import SystemClock
from bot.mentor.desk import FrontDesk
from tests.curation.keeping import Keeper, silence
from tests.discord.house import House, words_of


async def test_a_command_about_a_message_is_used_from_the_menu_on_it_and_seen_by_all(tmp_path: Path) -> None:
    house = House(tmp_path, SystemClock())
    house.desk = FrontDesk(silence, [Keeper()])
    await house.start()
    said = house.ben.say(house.channel, "Read the error from the bottom up.")
    answer = await house.response_to(house.ann.ask_about(said, "Keep as an answer"))
    assert "Read the error from the bottom up" in words_of(answer)
    assert str(house.ben.user.id) in words_of(answer)
    assert answer.seen_by is None
    group = next(command for command in house.discord.world.commands if command["name"] == "kb")
    assert [option["name"] for option in group["options"]] == ["show"]
    await house.stop()
    assert house.discord.verdict() == []
