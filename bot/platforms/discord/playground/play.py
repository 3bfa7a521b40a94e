"""`signpost play discord`: the mentor in a pretend Discord, on a page of this machine, without a server or a token.

The face is the real one and talks to the stand-in as to Discord itself.
"""

from collections.abc import Callable

from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.playground.scene import DiscordScene
from bot.platforms.discord.playground.server import PlayDiscord
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.playing.acting import act
from bot.platforms.playing.host import Host, taking

PORT = 8791
_STARTS_WITHIN = 30.0


async def play(
    face_of: Callable[[DiscordSettings], DiscordFace], announce: Callable[[str], None], port: int = PORT
) -> None:
    """Serves the page until cancelled; `announce` is told its address once somebody can use it."""
    discord = PlayDiscord()
    scene = DiscordScene(discord)
    discord.more_routes = Host(scene).routes()
    with taking(port):
        await discord.start(port)

    async def begin() -> None:
        await discord.world.until(lambda: discord.gateway.live and discord.world.commands, _STARTS_WITHIN)
        scene.begin()
        announce(f"{discord.url}/")

    try:
        await act(face_of(discord.settings(servers_known_after=0.05)), begin)
    finally:
        await discord.stop()
