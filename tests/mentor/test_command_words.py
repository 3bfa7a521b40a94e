"""Commands typed as words: what is meant by a name, a group, a typo."""

import pytest

from bot.mentor.command_words import parse_words
from bot.mentor.commands import Command, CommandOption
from bot.mentor.events import Invoked
from bot.mentor.reply import Reply


async def _nothing(_: Invoked) -> Reply:
    raise AssertionError


COMMANDS = (
    Command(("tip",), "One now", _nothing),
    Command(("path", "show"), "See it", _nothing),
    Command(("path", "hours"), "How many", _nothing, options=(CommandOption("hours", "Hours a week", required=True),)),
    Command(("tips", "me"), "For me", _nothing),
    Command(("tips", "here"), "For all", _nothing),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("path hours 6", ("path", "hours")),
        ("path", ("path", "show")),
        (" PATH ", ("path", "show")),
        ("tips", ("tips", "me")),
        ("tip", ("tip",)),
    ],
)
def test_the_name_of_a_group_alone_means_its_first_command(typed: str, meant: tuple[str, ...]) -> None:
    parsed = parse_words(typed, COMMANDS)

    assert parsed.command is not None
    assert parsed.command.path == meant
    assert parsed.missing is None


@pytest.mark.parametrize("typed", ["path shwo", "pth", "path for me please"])
def test_a_typo_is_not_taken_for_a_command_but_the_nearest_are_named(typed: str) -> None:
    parsed = parse_words(typed, COMMANDS)

    assert parsed.command is None
    assert ("path", "show") in [command.path for command in parsed.near]


@pytest.mark.parametrize("typed", ["", "   ", "zzzzqqq"])
def test_what_resembles_nothing_names_nothing(typed: str) -> None:
    assert parse_words(typed, COMMANDS).command is None
    assert parse_words(typed, COMMANDS).near == ()
