"""The playground shows a newcomer the mentor in Slack, on this machine alone."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.door import Door
from bot.mentor.events import Occasion
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.play import play
from bot.platforms.slack.playground.showing import shown
from bot.platforms.slack.playground.workspace import Json
from bot.storage import Database
from tests.slack.house import PROMPTS, QUICK
from tests.slack.samples import SampleMentor, sample_desk


class Page:
    """What somebody sees and does on the page."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self._session = url, session
        self.state: dict[str, Any] = {"version": -1}

    async def do(self, **deed: Any) -> None:
        async with self._session.post(f"{self.url}play/do", json=deed) as response:
            assert response.status == 200

    async def until(self, wanted: str) -> str:
        async with asyncio.timeout(15):
            while wanted not in (everything := str(self.state)):
                address = f"{self.url}play/state?after={self.state['version']}"
                async with self._session.get(address) as response:
                    self.state = await response.json()
        return everything

    def last(self, room: str) -> str:
        return str(self.state["rooms"][room][-1])


@asynccontextmanager
async def a_page(folder: Path) -> AsyncIterator[Page]:
    clock, mentor = SystemClock(), SampleMentor()
    database = await Database.open(folder / "signpost.sqlite3", clock)
    desk = sample_desk(mentor)

    async def knows(_: Occasion) -> bool:
        return False

    ports = SlackPorts(
        desk, Door("slack", database.inbox, desk.handle, clock, QUICK), database.spool, clock, knows,
        prompts=PROMPTS, approved=lambda url: url.startswith("https://example.org/"),
    )  # fmt: skip
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    playing = asyncio.create_task(play(lambda settings: SlackFace(settings, ports), address.set_result, port=0))
    try:
        async with aiohttp.ClientSession() as session:
            yield Page(await asyncio.wait_for(address, 15), session)
    finally:
        playing.cancel()
        await asyncio.wait({playing})
        await database.close()


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with a_page(tmp_path) as page:
        yield page


async def test_a_question_is_answered_on_the_page_and_its_buttons_work(page: Page) -> None:
    await page.do(kind="say", room="direct", text="how much <b>math</b>?")
    await page.until("You asked:")
    assert "how much &lt;b&gt;math&lt;/b&gt;?" in page.last("direct")
    found = re.search(r'data-message="([^"]+)" data-label="Helpful"', page.last("direct"))
    assert found is not None
    await page.do(kind="pick", message=found[1], label="Helpful")
    await page.until("Thank you, noted.")


async def test_a_conversation_begins_with_suggestions_that_can_be_picked(page: Page) -> None:
    await page.until(PROMPTS[0])
    await page.do(kind="pick", room="direct", message="prompt", label=PROMPTS[0])
    await page.until("You asked:")
    assert PROMPTS[1] not in page.last("direct")


async def test_commands_forms_and_the_home_tab_work_on_the_page(page: Page) -> None:
    await page.do(kind="say", room="general", text="/mentor")
    await page.until("Here is what you can write")
    assert "only visible to you" in page.last("general")
    await page.do(kind="say", room="general", text="/mentor skills")
    await page.until("Your skills")
    await page.do(kind="send", view=page.state["view"]["id"], values={"math": "7"})
    await page.until("Math 7")
    await page.do(kind="visit", room="home")
    await page.until("I am a researcher")
    await page.do(kind="pick", message="home", label="I am a researcher")
    await page.until("terms of a researcher")
    await page.do(kind="pick", message=page.state["view"]["id"], label="Data analyst")
    await page.until("terms of a data_analyst")


async def test_a_mention_in_the_channel_is_answered_in_its_thread(page: Page) -> None:
    await page.do(kind="say", room="general", text="nothing for the mentor")
    await page.do(kind="say", room="general", text="@mentor every block please")
    await page.until("Two thirds of the way")
    assert "reply" in page.last("general")
    link = '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noreferrer">a link</a>'
    assert link in page.last("general")


async def test_the_page_loads_nothing_from_elsewhere_and_serves_nobody_else(page: Page) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(page.url) as response:
            text = await response.text()
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert not re.findall(r"https?://|src=|@import", text)
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with session.get(f"{page.url}play/state", headers=headers) as response:
                assert response.status == 403


def test_what_is_shown_cannot_break_out_of_the_page() -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    text = {"type": "plain_text", "text": nasty}
    element = {"type": "plain_text_input", "initial_value": nasty}
    blocks: list[Json] = [
        {"type": "markdown", "text": nasty},
        {"type": "section", "text": {"type": "mrkdwn", "text": nasty}},
        {"type": "header", "text": text},
        {"type": "context", "elements": [text]},
        {"type": "actions", "elements": [{"type": "button", "text": text, "value": nasty}]},
        {"type": "input", "block_id": nasty, "label": text, "element": element},
    ]
    seen = shown(blocks, "", nasty) + shown([], nasty, "")
    assert "<script" not in seen
    assert "<img" not in seen
