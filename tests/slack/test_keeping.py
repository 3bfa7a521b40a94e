"""The menu on messages holds the commands that are about one."""

from pathlib import Path

from bot.mentor.desk import FrontDesk
from bot.mentor.events import Speaker
from bot.platforms.slack.command import usable
from bot.platforms.slack.playground.reading import words_of
from tests.curation.keeping import Keeper, silence
from tests.slack.house import ADA, GENERAL, LIN, slack_house


async def test_a_command_about_a_message_is_used_from_the_menu_on_it_and_seen_by_all(tmp_path: Path) -> None:
    async with slack_house(tmp_path, desk=FrontDesk(silence, [Keeper()])) as house:
        said = house.people.write(LIN, GENERAL, "Read the error from the bottom up.")
        await house.people.shortcut(ADA, said, "do_kb_keep")
        (answer,) = await house.answers()
        assert "Read the error from the bottom up" in words_of(answer.blocks)
        assert LIN in words_of(answer.blocks)
        assert answer.only_for is None


def test_it_is_no_command_to_type() -> None:
    shown = usable(Keeper().commands(), Speaker("slack:T1", "slack:T1:U1"))
    assert [command.path for command in shown] == [("kb", "show")]
