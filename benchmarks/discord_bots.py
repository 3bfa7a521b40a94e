"""The bots that `benchmarks.discord_burst` measures, each in a process of its own."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bot.mentor.events import Invoked, Occasion, Said
    from bot.mentor.reply import Reply

BOTS = ("signpost", "mentor", "bare")


async def be(bot: str, api: str, gateway: str, folder: Path) -> None:
    """Serve until the process is ended."""
    if bot != "bare":
        from bot.garbage_collection import look_seldom

        look_seldom()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    await {"bare": _be_bare, "signpost": _be_echo, "mentor": _be_mentor}[bot](api, gateway, folder)


async def _be_mentor(api: str, gateway: str, folder: Path) -> None:
    """The whole house, as `signpost run` opens and serves it."""
    from pydantic import SecretStr

    from bot.app import open_house
    from bot.serving import serve
    from bot.settings import Settings

    settings = Settings(
        data_folder=folder, discord_token=SecretStr("MTIz.stand.in"), discord_api_url=api, discord_gateway_url=gateway,
        health_port=0,
    )  # fmt: skip
    async with open_house(settings) as house:
        await serve(house)


async def _be_echo(api: str, gateway: str, folder: Path) -> None:
    """Signpost's face and door over a real database; the desk says back what it heard."""
    from bot.clock import SystemClock
    from bot.door import Door
    from bot.garbage_collection import keep_for_good
    from bot.mentor.commands import Command, CommandOption, Feature
    from bot.mentor.desk import FrontDesk
    from bot.mentor.reply import Audience, Paragraph, Reply, literal
    from bot.platforms.discord.face import DiscordFace
    from bot.platforms.discord.settings import DiscordSettings
    from bot.storage import Database

    async def echo(said: "Said") -> "Reply":
        return Reply((Paragraph(literal(said.text)),), audience=Audience.ROOM)

    async def ask(invoked: "Invoked") -> "Reply":
        return Reply((Paragraph(literal(invoked.options["question"])),), audience=Audience.ROOM)

    class Ask(Feature):
        def commands(self) -> tuple[Command, ...]:
            options = (CommandOption("question", "Your question", required=True),)
            return (Command(("ask",), "Ask", ask, options, may_be_public=True),)

    async def knows_nobody(_: "Occasion") -> bool:
        return False

    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    desk = FrontDesk(echo, [Ask()])
    face = DiscordFace(
        DiscordSettings("MTIz.stand.in", api, gateway),
        desk=desk,
        door=Door("discord", database.inbox, desk.handle, clock),
        communities=database.communities,
        marks=database.marks,
        follows=knows_nobody,
        clock=clock,
        when_known=keep_for_good,
    )
    keep_for_good()
    await face.run()


async def _be_bare(api: str, gateway: str, _: Path) -> None:
    """What discord.py does by itself, as its guide shows it."""
    import discord
    from discord import app_commands
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from yarl import URL

    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, URL(gateway)
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = True
    client = discord.AutoShardedClient(intents=intents, allowed_mentions=discord.AllowedMentions.none())
    tree = app_commands.CommandTree(client)

    @tree.command(name="ask", description="Ask")
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.send_message(question)

    @client.event
    async def setup_hook() -> None:
        await tree.sync()

    @client.event
    async def on_message(message: discord.Message) -> None:
        if client.user in message.mentions:
            await message.reply(message.content)

    await client.start("MTIz.stand.in")
