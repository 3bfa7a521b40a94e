"""The playground shows a newcomer the mentor in Discord, on this machine alone."""

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
from bot.errors import PlatformError
from bot.mentor.events import Occasion
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.playground.lines import read, written
from bot.platforms.discord.playground.play import play
from bot.platforms.discord.playground.showing import shown
from bot.platforms.discord.playground.world import Channel, Json, Message, World
from bot.platforms.discord.settings import DiscordSettings
from bot.storage import Database
from tests.discord.house import QUICK
from tests.discord.sample_mentor import SampleMentor

COMMANDS: list[Json] = [
    {"type": 1, "name": "ask", "description": "Ask", "options": [
        {"type": 3, "name": "question", "required": True}, {"type": 5, "name": "private"}]},
    {"type": 1, "name": "role", "description": "Roles", "options": [
        {"type": 1, "name": "set", "description": "Say it", "options": [
            {"type": 3, "name": "role", "choices": [{"name": "Data analyst", "value": "data_analyst"}]}]},
        {"type": 1, "name": "show", "description": "See it"}]},
    {"type": 3, "name": "Ask the mentor about this"},
]  # fmt: skip


class Page:
    """What somebody sees and does on the page."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self._session = url, session
        self.state: dict[str, Any] = {"version": -1}

    async def do(self, place: str, **deed: Any) -> None:
        async with self._session.post(f"{self.url}play/do", json={"room": self.key(place), **deed}) as response:
            assert response.status == 200

    async def offers(self, text: str) -> list[str]:
        asked = {"room": self.key("Signpost"), "text": text}
        async with self._session.post(f"{self.url}play/offers", json=asked) as response:
            return [offer["value"] for offer in (await response.json())["offers"]]

    async def until(self, wanted: str) -> str:
        async with asyncio.timeout(15):
            while wanted not in (everything := str(self.state)):
                address = f"{self.url}play/state?after={self.state['version']}"
                async with self._session.get(address) as response:
                    self.state = await response.json()
        return everything

    def key(self, label: str) -> str:
        return str(next(place["key"] for place in self.state["places"] if place["label"] == label))

    def last(self, label: str) -> str:
        return str(self.state["rooms"][self.key(label)][-1])

    def message(self, label: str) -> str:
        found = re.search(r'data-message="(\d+)"', self.last(label))
        assert found is not None
        return found[1]


@asynccontextmanager
async def a_page(folder: Path) -> AsyncIterator[Page]:
    clock, desk = SystemClock(), SampleMentor().desk()
    database = await Database.open(folder / "signpost.sqlite3", clock)

    async def knows(_: Occasion) -> bool:
        return True

    def face_of(settings: DiscordSettings) -> DiscordFace:
        return DiscordFace(
            settings,
            desk=desk,
            door=Door("discord", database.inbox, desk.handle, clock, QUICK),
            communities=database.communities,
            marks=database.marks,
            follows=knows,
            clock=clock,
        )

    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    playing = asyncio.create_task(play(face_of, address.set_result, port=0))
    try:
        async with aiohttp.ClientSession() as session:
            page = Page(await asyncio.wait_for(address, 15), session)
            await page.until("Do I need a degree")
            yield page
    finally:
        playing.cancel()
        await asyncio.wait({playing})
        await database.close()


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with a_page(tmp_path) as page:
        yield page


async def test_a_question_is_answered_on_the_page_and_its_choices_and_forms_work(page: Page) -> None:
    await page.do("Signpost", kind="say", text="how much <b>math</b>?")
    await page.until("You said:")
    assert "&lt;b&gt;math&lt;/b&gt;?" in page.last("Signpost")
    answer = page.message("Signpost")
    await page.do("Signpost", kind="pick", message=answer, label="Two")
    await page.until("picked two")
    await page.do("Signpost", kind="pick", message=answer, label="Form")
    await page.until("What was missing?")
    await page.do("Signpost", kind="send", view=page.state["view"]["id"], values={"reason": "an example"})
    await page.until("filled in an example")
    assert page.state["view"] is None


async def test_a_mention_opens_a_thread_in_which_one_replies(page: Page) -> None:
    await page.do("# general", kind="say", text="nothing for the mentor")
    await page.do("# general", kind="say", text="@mentor how much math?")
    await page.until("You said: how much math?")
    assert "Thread: how much math?" in page.last("# general")
    await page.do(
        "how much math?", kind="say", text="and statistics?", aim="reply", message=page.message("how much math?")
    )
    await page.until("You said: and statistics?")


async def test_a_message_that_is_edited_is_answered_anew(page: Page) -> None:
    await page.do("Signpost", kind="say", text="how much meth?")
    await page.until("You said: how much meth?")
    question = re.findall(r'data-aim="edit"[^>]*data-message="(\d+)"', str(page.state["rooms"][page.key("Signpost")]))
    await page.do("Signpost", kind="say", text="how much math?", aim="edit", message=question[0])
    await page.until("You said: how much math?")
    assert len(page.state["rooms"][page.key("Signpost")]) == 2


async def test_somebody_elses_message_can_be_asked_about(page: Page) -> None:
    await page.do("# general", kind="ask", message=page.message("# general"))
    await page.until("only visible to you")
    assert "Do I need a degree" in page.last("# general")


async def test_commands_are_offered_completed_and_used(page: Page) -> None:
    assert "/role set " in await page.offers("/ro")
    assert await page.offers("/role set ") == ["/role set role="]
    assert await page.offers("/role set role=da") == ["/role set role=data_analyst", "/role set role=researcher"]
    await page.do("# general", kind="say", text="/ask how much math? private=yes")
    await page.until("You said: how much math?")
    assert "/ask, only visible to you" in page.last("# general")
    await page.do("# general", kind="say", text="/ask")
    await page.until("/ask needs question")
    await page.do("# general", kind="say", text="/unknown")
    await page.until("no such command")


async def test_pictures_are_shown_from_this_machine(page: Page) -> None:
    await page.do("Signpost", kind="say", text="picture please")
    await page.until("<img")
    found = re.search(r'<img src="(/files/[^"]+)" alt="A line that rises"', page.last("Signpost"))
    assert found is not None
    async with aiohttp.ClientSession() as session, session.get(f"{page.url.rstrip('/')}{found[1]}") as response:
        assert (await response.read()).startswith(b"\x89PNG")


async def test_the_page_loads_nothing_from_elsewhere_and_serves_nobody_else(page: Page) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(page.url) as response:
            text = await response.text()
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert not re.findall(r"https?://|src=|@import", text)
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            for address in (session.get(f"{page.url}play/state", headers=headers),
                            session.post(f"{page.url}play/do", headers=headers, json={}),
                            session.post(f"{page.url}play/offers", headers=headers, json={})):  # fmt: skip
                async with address as response:
                    assert response.status == 403


async def test_a_port_that_is_taken_is_told_in_a_sentence(page: Page) -> None:
    def no_face(_: DiscordSettings) -> DiscordFace:
        raise AssertionError("nothing is built where the page cannot be served")

    with pytest.raises(PlatformError, match="is taken"):
        await play(no_face, lambda _: None, port=int(page.url.rstrip("/").rpartition(":")[2]))


async def test_what_is_shown_cannot_break_out_of_the_page() -> None:
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(1)> [x](javascript:alert(1))'
    world = World()
    message = Message(1, Channel(2, nasty), world.bot, nasty)
    message.components = [
        {"type": 10, "content": f"-# {nasty}\n{nasty}"},
        {"type": 1, "components": [{"type": 2, "style": 1, "label": nasty, "custom_id": nasty}]},
        {"type": 1, "components": [{"type": 3, "placeholder": nasty, "options": [{"label": nasty, "value": nasty}]}]},
        {"type": 1, "components": [{"type": 8, "custom_id": nasty, "placeholder": nasty}]},
    ]
    seen = shown(message, world)
    assert "<script" not in seen
    assert "<img" not in seen
    assert 'href="javascript' not in seen


@pytest.mark.parametrize(
    ("line", "path", "options"),
    [
        ("/ask how much math?", "ask", {"question": "how much math?"}),
        ("/ask private=yes how much math?", "ask", {"question": "how much math?", "private": "yes"}),
        ('/ask question="how much math?"', "ask", {"question": "how much math?"}),
        ("/role set data analyst", "role set", {"role": "data_analyst"}),
        ("/role show", "role show", {}),
        ("/role", None, {}),
        ("/asking", None, {}),
        ("Ask the mentor about this", None, {}),
    ],
)
def test_a_line_is_read_as_a_command_with_its_options(line: str, path: str | None, options: dict[str, str]) -> None:
    typed = read(line, COMMANDS)
    assert (typed.form.path if typed else None) == path
    assert typed is None or typed.options == options


def test_a_command_is_written_so_that_it_is_read_the_same() -> None:
    typed = read('/ask question="how much math?" private=yes', COMMANDS)
    assert typed is not None
    assert typed.writing == "private"
    again = read(written(typed.form, typed.options), COMMANDS)
    assert again is not None
    assert again.options == typed.options


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("/ask how much math?", {"question": "how much math?"}),
        ("/ask question=how much math? private=yes", {"question": "how much math?", "private": "yes"}),
        ("/ask private=yes how much math?", {"private": "yes", "question": "how much math?"}),
        ('/ask question="how much private=math" private=no', {"question": "how much private=math", "private": "no"}),
        ("/role set role=Researcher", {"role": "Researcher"}),
    ],
)
def test_a_line_gives_every_word_of_it_to_the_option_it_is_meant_for(line: str, options: dict[str, str]) -> None:
    typed = read(line, COMMANDS)
    assert typed is not None
    assert typed.options == options
