"""Running the mentor, looking at its health, and playing with its faces without a token."""

import asyncio
from contextlib import AsyncExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import DataOption, KnowledgeOption

if TYPE_CHECKING:
    from bot.settings import Settings


class Playground(StrEnum):
    """A face that can be tried on this machine alone."""

    DISCORD = "discord"
    SLACK = "slack"


def run(knowledge: KnowledgeOption = None, data: DataOption = None) -> None:
    """Start the mentor: on every platform that has a token, or else in this terminal."""
    from bot.event_loop import run as run_loop
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    if settings.has_platforms:
        run_loop(_serve(settings))
    else:
        asyncio.run(talk_here(knowledge, data))


def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the running process how it is doing; fails where it is not well.")
    ] = False,
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Look at settings, database, content, encoder and platforms, and say what to do about each."""
    if live:
        from bot.cli.live import examine_live

        raise typer.Exit(examine_live(data))
    from bot.cli.doctor import examine

    raise typer.Exit(asyncio.run(examine(knowledge, data)))


def play(
    face: Annotated[str, typer.Argument(help="Which face to look at: discord or slack.", metavar="FACE")],
) -> None:
    """See the mentor's messages as a platform would show them, without a token."""
    from bot.cli.shown import fail
    from bot.event_loop import run as run_loop

    try:
        chosen = Playground(face.strip().lower())
    except ValueError:
        known = " or ".join(f"`signpost play {one.value}`" for one in Playground)
        fail(f"There is no playground called {face!r}. Try {known}.")
        raise typer.Exit(2) from None
    run_loop(_play(chosen))


async def _serve(settings: "Settings") -> None:
    """Serve the platforms until told to stop."""
    from bot.app import open_house
    from bot.cli.shown import logged, progress_bar
    from bot.serving import serve

    with logged(settings, for_people=False):
        async with AsyncExitStack() as stack:
            with progress_bar() as progress:
                house = await stack.enter_async_context(open_house(settings, progress))
            await serve(house)


async def talk_here(knowledge: Path | None, data: Path | None) -> None:
    """A conversation in this terminal over the database."""
    from rich.console import Console

    from bot.app import open_house
    from bot.cli.shown import logged, progress_bar
    from bot.mentor.conversation import welcome
    from bot.platforms.terminal.face import TerminalFace
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    with logged(settings, for_people=True):
        async with AsyncExitStack() as stack:
            with progress_bar() as progress:
                house = await stack.enter_async_context(open_house(settings, progress))
            await TerminalFace(house.desk, house.clock, Console()).run(welcome(house.pack.voice))


async def _play(face: Playground) -> None:
    """The real mentor behind a pretend platform, over a database of its own, until interrupted."""
    from bot.app import open_house
    from bot.cli.shown import logged, progress_bar
    from bot.faces import play_discord, play_slack
    from bot.serving import play as play_game
    from bot.settings import load_settings

    settings = load_settings()
    with logged(settings, for_people=True):
        async with AsyncExitStack() as stack:
            with progress_bar() as progress:
                playground = settings.data_folder / "playground.sqlite3"
                house = await stack.enter_async_context(open_house(settings, progress, playground))
            games = {Playground.DISCORD: play_discord, Playground.SLACK: play_slack}
            await play_game(house, games[face], lambda url: typer.echo(f"Open {url} in a browser. Ctrl-C ends it."))
