"""`signpost play discord`: the mentor in a pretend Discord, on a page of this machine, without a server or a token.

The face is the real one and talks to the stand-in as to Discord itself.
"""

import asyncio
from collections.abc import Callable

from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.playground.scene import DiscordScene
from bot.platforms.discord.playground.server import PlayDiscord
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.playing.host import Host, taking

PORT = 8791
_STARTS_WITHIN = 30.0
_ENDS_WITHIN = 15.0


async def play(
    face_of: Callable[[DiscordSettings], DiscordFace], announce: Callable[[str], None], port: int = PORT
) -> None:
    """Serves the page until cancelled; `announce` is told its address once somebody can use it."""
    discord = PlayDiscord()
    scene = DiscordScene(discord)
    discord.more_routes = Host(scene).routes()
    with taking(port):
        await discord.start(port)
    face = face_of(discord.settings(servers_known_after=0.05))
    running = asyncio.ensure_future(face.run())
    try:
        await discord.world.until(lambda: discord.gateway.live and discord.world.commands, _STARTS_WITHIN)
        scene.begin()
        announce(f"{discord.url}/")
        await running
    finally:
        await face.close()
        await asyncio.wait({running}, timeout=_ENDS_WITHIN)
        await discord.stop()
