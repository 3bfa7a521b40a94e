"""Which servers somebody shares with the mentor, whatever some of them answer."""

from typing import Any, cast

import aiohttp
import discord

from bot.mentor.circles import Circle
from bot.platforms.discord.circles import DiscordCircles


class Guild:
    """A server that answers as it is told."""

    def __init__(self, id_: int, name: str, error: Exception | None = None) -> None:
        self.id, self.name, self._error = id_, name, error

    async def fetch_member(self, _: int) -> None:
        if self._error is not None:
            raise self._error


class Client:
    guilds: Any = (
        Guild(1, "Kitchen"),
        Guild(2, "Garden", aiohttp.ServerDisconnectedError()),
        Guild(3, "Cellar", ConnectionResetError()),
        Guild(4, "Attic", TimeoutError()),
    )


async def test_a_server_that_cannot_be_asked_hides_no_other() -> None:
    circles = DiscordCircles(lambda: cast("discord.Client", Client()))
    assert await circles.shared_with("discord:7") == (Circle("discord:1", "Kitchen"),)
    assert await circles.share("discord:7", "discord:2") is None
