"""An independent judge: `emulate`, a Slack that we did not write, signs events, keeps messages and runs the OAuth loop.

Slow: see `tests.judges`.
"""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy.ext.asyncio import create_async_engine

from bot.clock import SystemClock
from bot.door import Door
from bot.mentor.events import Occasion
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.settings import MANIFEST, SlackMode, SlackSettings, bot_scopes
from bot.storage import Database
from tests.judges import MARKS, fetched
from tests.slack.house import QUICK
from tests.slack.samples import SampleMentor, sample_desk

pytestmark = MARKS

PACKAGES = ("emulate@0.12.2", "node@22.23.3")
LAUNCHER = Path(__file__).with_name("emulate.mjs")
CLIENT_ID, CLIENT_SECRET, SECRET = "12.34", "emulated", "emulated-signing"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Emulated:
    """The emulated Slack, as somebody with a browser and a token meets it."""

    def __init__(self, url: str, bot_url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.bot_url, self._session = url, bot_url, session

    async def call(self, method: str, token: str = "xoxp-ada", **arguments: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(f"{self.url}/api/{method}", json=arguments, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
        assert answer["ok"], (method, answer)
        return answer

    async def install(self) -> int:
        """The whole loop: our install page, the consent page, the pick of a user, our last page."""
        async with self._session.get(f"{self.bot_url}/slack/install") as page:
            cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in page.cookies.items())
            link = (await page.text()).split('<a href="')[1].split('"')[0].replace("&amp;", "&")
        async with self._session.get(link) as consent:
            form = (await consent.text()).split("<form", 2)[1]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
        address = f"{self.url}/oauth/v2/authorize/callback"
        async with self._session.post(address, data=fields, allow_redirects=False) as back:
            location = back.headers["Location"]
        async with self._session.get(location, headers={"Cookie": cookies}) as done:
            return done.status


@asynccontextmanager
async def emulated(folder: Path, mentor: SampleMentor) -> AsyncIterator[Emulated]:
    """Our face over HTTP, and `emulate` as its Slack."""
    packages, port, slack_port = await fetched(*PACKAGES), free_port(), free_port()
    url, bot_url = f"http://localhost:{slack_port}", f"http://127.0.0.1:{port}"
    seed = {
        "slack": {
            "signing_secret": SECRET,
            "strict_scopes": True,
            "team": {"name": "garden", "domain": "garden"},
            "users": [{"name": "ada", "real_name": "Ada", "email": "ada@example.org"}],
            "channels": [{"name": "general"}],
            "oauth_apps": [
                {
                    "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Signpost", "bot_name": "signpost",
                    "redirect_uris": [f"{bot_url}/slack/oauth_redirect"], "scopes": list(bot_scopes(MANIFEST)),
                }
            ],
            "tokens": [
                {
                    "token": "xoxp-ada", "user": "ada",
                    "scopes": ["chat:write", "im:write", "im:history", "channels:read", "users:read"],
                }
            ],
        }
    }  # fmt: skip
    node = str(packages / "node_modules" / "node" / "bin" / "node")
    arguments = (str(LAUNCHER), str(packages), str(slack_port), f"{bot_url}/slack/events", json.dumps(seed))
    program = await asyncio.create_subprocess_exec(
        node, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    assert await asyncio.wait_for(program.stdout.readline(), 60)
    clock = SystemClock()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'installations.sqlite3'}")
    desk = sample_desk(mentor)

    async def knows(_: Occasion) -> bool:
        return False

    settings = SlackSettings(
        mode=SlackMode.HTTP, signing_secret=SECRET, client_id=CLIENT_ID, client_secret=CLIENT_SECRET,
        public_url=bot_url, port=port, api_url=f"{url}/api/",
    )  # fmt: skip
    ports = SlackPorts(
        desk, Door("slack", database.inbox, desk.handle, clock, QUICK), database.spool, clock, knows, engine=engine
    )
    face = SlackFace(settings, ports)
    running = asyncio.create_task(face.run())
    try:
        await asyncio.wait_for(face.until_ready(), 15)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield Emulated(url, bot_url, session)
    finally:
        await face.close()
        await asyncio.wait_for(running, 20)
        await engine.dispose()
        await database.close()
        program.kill()
        await program.wait()


async def test_installed_asked_answered_and_read_back_on_a_slack_we_did_not_write(tmp_path: Path) -> None:
    mentor = SampleMentor()
    async with emulated(tmp_path, mentor) as slack:
        assert await slack.install() == 200
        people = (await slack.call("users.list"))["members"]
        bot = next(person["id"] for person in people if person["is_bot"] and "signpost" in person["name"])
        channel = (await slack.call("conversations.open", users=bot))["channel"]["id"]
        asked, (answer,) = await ask(slack, channel, "how much math do I need?")
        assert answer["user"] == bot
        assert answer["text"] == "You asked: how much math do I need?"
        assert [block["type"] for block in answer["blocks"]][:1] == ["markdown"]
        assert answer["metadata"]["event_type"] == "signpost_answer"
        # Its own answer came to it as an event, too; when it answers the next question it has not replied to that.
        await ask(slack, channel, "and statistics?")
        assert len(await thread_of(slack, channel, asked)) == 1
        assert [said.text for said in mentor.heard] == ["how much math do I need?", "and statistics?"]


async def ask(slack: Emulated, channel: str, text: str) -> tuple[str, list[dict[str, Any]]]:
    """Writes as a person and waits until there are answers in the thread."""
    asked: str = (await slack.call("chat.postMessage", channel=channel, text=text))["ts"]
    async with asyncio.timeout(20):
        while not (answers := await thread_of(slack, channel, asked)):  # noqa: ASYNC110 - another program's state
            await asyncio.sleep(0.02)
    return asked, answers


async def thread_of(slack: Emulated, channel: str, root: str) -> list[dict[str, Any]]:
    thread = await slack.call("conversations.replies", channel=channel, ts=root)
    return [message for message in thread["messages"] if message["ts"] != root]
