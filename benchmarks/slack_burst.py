"""2,000 mentions in Slack, in Socket Mode and over HTTP: acknowledged in time, answered once, and how fast.

    python -m benchmarks.slack_burst [--events 2000] [--rates 100 200] [--quiet 200]

The bot runs in a process of its own, the stand-in Slack in this one, both on loopback. `burst` sends everything
at once and says how many answers a second come out; `steady` sends at a rate, some twenty times what Slack
allows one workspace, and says how soon each event is acknowledged; `quiet` sends one at a time, and the time from
event in to request out is the bot's alone. Beside it stands a bare slack-bolt bot that echoes and keeps nothing.
"""

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog

from bot.clock import SystemClock
from bot.door import Door
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion, Said
from bot.mentor.reply import Audience, Paragraph, Reply, literal
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.server import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, PlaySlack
from bot.platforms.slack.playground.socket_mode import Envelope
from bot.platforms.slack.playground.workspace import Channel, Person, Workspace
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.storage import Database

TEXT = "I make dashboards in SQL and wonder how much math I need for a step towards machine learning."
BOTS = ("signpost", "mentor", "bare")
AT_ONCE = 64
"""HTTP requests under way together."""


@dataclass(frozen=True)
class Figures:
    """What one run showed; seconds."""

    answered: int
    posts: int
    acknowledged: Sequence[float]
    seconds: float


def main() -> None:
    arguments = _arguments()
    if arguments.bot:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        asyncio.run(_be(arguments.bot, SlackMode(arguments.mode), arguments.url, Path(arguments.folder)))
        return
    print("Milliseconds are those from sending an event to its acknowledgement.\n")
    print("| bot | way in | run | answered once | answers/s | median ms | p99 ms |")
    print("|---|---|---|---|---|---|---|")
    for mode in SlackMode:
        for bot in arguments.bots:
            asyncio.run(_measure(bot, mode, arguments))


async def _measure(bot: str, mode: SlackMode, arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play = PlaySlack(mode)
        await play.start()
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.slack_burst", "--bot", bot, "--mode", mode.value, "--url", play.url,
            "--folder", folder, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            assert program.stdout is not None
            address = (await asyncio.wait_for(program.stdout.readline(), 240)).decode().strip()
            assert address, f"{bot} did not start"
            play.http.request_url = f"{address}/slack/events"
            if mode is SlackMode.HTTP and bot != "bare":
                await _install(address)
            await _run(play, arguments.events // 10, None)
            _print(bot, mode, "burst", await _run(play, arguments.events, None), arguments.events)
            for rate in arguments.rates:
                _print(bot, mode, f"steady {rate:g}/s", await _run(play, arguments.events, rate), arguments.events)
            median, p99 = await _quiet(play, arguments.quiet)
            print(
                f"| {bot} | {mode.value} | quiet, event in to request out | | | {median:.1f} | {p99:.1f} |", flush=True
            )
        finally:
            with suppress(ProcessLookupError):
                program.terminate()
            await program.wait()
            await play.stop()


async def _run(play: PlaySlack, events: int, rate: float | None) -> Figures:
    """Sends so many mentions, each in a channel of its own, and waits for all answers."""
    envelopes = [_mention(play, number) for number in range(events)]
    channels = {envelope.payload["event"]["channel"] for envelope in envelopes}
    before = len(play.home.messages)
    gate = asyncio.Semaphore(AT_ONCE if play.mode is SlackMode.HTTP else events)
    started = time.perf_counter()

    async def send(number: int, envelope: Envelope) -> None:
        if rate is not None:
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        async with gate:
            await play.send(envelope)

    def answers() -> int:
        return len(play.home.messages) - before

    await asyncio.gather(*(send(n, envelope) for n, envelope in enumerate(envelopes)))
    await play.home.until(lambda: answers() >= events, 300)
    seconds = time.perf_counter() - started
    await asyncio.sleep(0.5)
    answered = {message.channel for message in play.home.messages[before:]} & channels
    acknowledged = [e.acknowledged_after for e in envelopes if e.acknowledged_after is not None]
    return Figures(len(answered), answers(), acknowledged, seconds)


async def _quiet(play: PlaySlack, events: int) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, from sending an event to the request that answers it."""
    took = []
    for number in range(events):
        envelope = _mention(play, number)
        calls = len(play.api.called("chat.postMessage"))
        await play.send(envelope)
        await play.home.until(lambda calls=calls: len(play.api.called("chat.postMessage")) > calls, 30)  # type: ignore[misc]
        took.append((play.api.called("chat.postMessage")[-1].at - envelope.sent_at) * 1000)
    return statistics.median(took), _p99(took)


def _mention(play: PlaySlack, number: int) -> Envelope:
    space: Workspace = play.home
    number += len(space.channels)
    user, channel = f"UX{number}", f"CX{number}"
    space.people[user] = Person(user, "somebody")
    space.channels[channel] = Channel(channel, "somewhere", people={user})
    people = play.people[space.team]
    event = {
        "type": "app_mention", "user": user, "channel": channel, "text": f"<@{space.bot_user}> {TEXT}",
        "ts": space.next_ts(), "event_ts": space.next_ts(),
    }  # fmt: skip
    return people.envelope(event)


def _print(bot: str, mode: SlackMode, run: str, figures: Figures, events: int) -> None:
    once = (
        "all"
        if figures.answered == figures.posts == events
        else f"{figures.answered} of {events}, {figures.posts} posts"
    )
    times = [seconds * 1000 for seconds in figures.acknowledged]
    print(
        f"| {bot} | {mode.value} | {run} | {once} | {events / figures.seconds:.0f} "
        f"| {statistics.median(times):.1f} | {_p99(times):.1f} |",
        flush=True,
    )


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


async def _install(address: str) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{address}/slack/install") as page:
            link = (await page.text()).split('<a href="')[1].split('"')[0].replace("&amp;", "&")
            cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in page.cookies.items())
        async with browser.get(link, allow_redirects=False) as consent:
            back = consent.headers["Location"]
        async with browser.get(back.replace("http://127.0.0.1/", f"{address}/"), headers={"Cookie": cookie}) as done:
            assert done.ok, await done.text()


async def _be(bot: str, mode: SlackMode, url: str, folder: Path) -> None:
    if bot == "bare":
        await _be_bare(mode, url)
    else:
        await _be_signpost(bot, mode, url, folder)


async def _be_signpost(bot: str, mode: SlackMode, url: str, folder: Path) -> None:
    """Signpost's face over a real database; the desk echoes, or is the mentor's own."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from bot.collector import keep_for_good

    async def serve(desk: FrontDesk, database: Database) -> None:
        door = Door("slack", database.inbox, desk.handle, SystemClock())
        engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'installations.sqlite3'}")
        settings = SlackSettings(
            mode=mode, bot_token="xoxb-play", app_token=APP_TOKEN, signing_secret="play", client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET, public_url="http://127.0.0.1", api_url=f"{url}/api/", port=0,
        )  # fmt: skip
        face = SlackFace(settings, SlackPorts(desk, door, SystemClock(), _knows_nobody, engine=engine))
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
        await handler.connect_async()
        print("http://127.0.0.1:0", flush=True)
        await asyncio.Event().wait()
    from aiohttp import web

    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


async def _echo(said: Said) -> Reply:
    return Reply((Paragraph(literal(said.text)),), audience=Audience.ROOM)


async def _knows_nobody(_: Occasion) -> bool:
    return False


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rates", type=float, nargs="*", default=[100.0, 200.0])
    parser.add_argument("--quiet", type=int, default=200)
    parser.add_argument("--bots", nargs="+", choices=BOTS, default=BOTS)
    parser.add_argument("--bot", choices=BOTS, help=argparse.SUPPRESS)
    parser.add_argument("--mode", choices=[mode.value for mode in SlackMode], default="socket")
    parser.add_argument("--url", default="")
    parser.add_argument("--folder", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
