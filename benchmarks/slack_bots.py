"""The bots that `benchmarks.slack_burst` measures, each a process of its own.

    python -m benchmarks.slack_bots BOT MODE URL FOLDER

`signpost` is our face over a real database with a desk that echoes, `mentor` the whole house, `bare` slack-bolt as
its guide shows it, which echoes and keeps nothing, and `floor` reads and acknowledges, and does nothing else. Each
prints its address once it is ready.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import orjson
import structlog
from aiohttp import web

from bot.clock import SystemClock
from bot.door import Door
from bot.event_loop import run
from bot.garbage_collection import keep_for_good, look_seldom
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion, Said
from bot.mentor.reply import Audience, Paragraph, Reply, literal
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.server import APP_TOKEN, CLIENT_ID, CLIENT_SECRET
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.storage import Database


def main() -> None:
    look_seldom()
    bot, mode, url, folder = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    run(_be(bot, SlackMode(mode), url, Path(folder)))


async def _be(bot: str, mode: SlackMode, url: str, folder: Path) -> None:
    if bot == "bare":
        await _be_bare(mode, url)
    elif bot == "floor":
        await _be_floor(mode, url)
    else:
        await _be_signpost(bot, mode, url, folder)


async def _be_signpost(bot: str, mode: SlackMode, url: str, folder: Path) -> None:
    """Signpost's face over a real database; the desk echoes, or is the mentor's own."""
    from sqlalchemy.ext.asyncio import create_async_engine

    async def serve(desk: FrontDesk, database: Database) -> None:
        door = Door("slack", database.inbox, desk.handle, SystemClock())
        engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'installations.sqlite3'}")
        settings = SlackSettings(
            mode=mode, bot_token="xoxb-play", app_token=APP_TOKEN, signing_secret="play", client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET, public_url="http://127.0.0.1", api_url=f"{url}/api/", port=0,
        )  # fmt: skip
        ports = SlackPorts(desk, door, database.spool, SystemClock(), _knows_nobody, engine=engine)
        face = SlackFace(settings, ports)
        running = asyncio.create_task(face.run())
        await face.until_ready()
        keep_for_good()
        print(f"http://127.0.0.1:{face.port}", flush=True)
        await running

    if bot == "mentor":
        from bot.app import open_house
        from bot.settings import Settings

        async with open_house(Settings(data_folder=folder)) as house:
            await serve(house.desk, house.database)
    else:
        await serve(FrontDesk(_echo, []), await Database.open(folder / "signpost.sqlite3", SystemClock()))


async def _be_bare(mode: SlackMode, url: str) -> None:
    """What slack-bolt does by itself, as its guide shows it."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    app = AsyncApp(client=AsyncWebClient(token="xoxb-play", base_url=f"{url}/api/"), signing_secret="play")

    @app.event("app_mention")
    async def echo(event: dict[str, str], say: Callable[..., Awaitable[object]]) -> None:
        await say(text=event["text"].replace("<", "&lt;"), thread_ts=event["ts"])

    if mode is SlackMode.SOCKET:
        handler = AsyncSocketModeHandler(app, APP_TOKEN)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        print("http://127.0.0.1:0", flush=True)
        await asyncio.Event().wait()
    await _serve(app.web_app())


async def _be_floor(mode: SlackMode, url: str) -> None:
    """Reads, acknowledges, forgets: what no bot in this language can be faster than."""
    if mode is SlackMode.HTTP:
        server = web.Application()
        server.add_routes([web.post("/slack/events", _acknowledge)])
        await _serve(server)
    async with aiohttp.ClientSession() as session:
        badge = {"Authorization": f"Bearer {APP_TOKEN}"}
        async with session.post(f"{url}/api/apps.connections.open", headers=badge) as opened:
            link = (await opened.json())["url"]
        async with session.ws_connect(link, max_msg_size=0) as socket:
            print("http://127.0.0.1:0", flush=True)
            async for message in socket:
                if envelope := orjson.loads(message.data).get("envelope_id"):
                    await socket.send_str(orjson.dumps({"envelope_id": envelope}).decode())


async def _acknowledge(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


async def _serve(server: web.Application) -> None:
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


async def _echo(said: Said) -> Reply:
    return Reply((Paragraph(literal(said.text)),), audience=Audience.ROOM)


async def _knows_nobody(_: Occasion) -> bool:
    return False


if __name__ == "__main__":
    main()
