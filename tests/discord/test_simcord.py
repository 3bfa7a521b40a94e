"""An independent judge: simcord, which runs the face in process against its own idea of Discord.

It knows deferrals, late and double answers, limits, permissions, intents and context menus; what it finds wrong
fails a test. The door is a straight one here, since the judge cannot see work in other threads.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import simcord

from bot.clock import SystemClock
from bot.door import Letter
from bot.mentor.community import CommunitySettings
from bot.mentor.events import Occasion
from bot.platforms.discord.client import MentorClient
from bot.platforms.discord.commands import ASK_ABOUT
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.words import text_in
from tests.discord.sample_mentor import SampleMentor
from tests.discord.standin import schemas


class StraightDoor:
    """Answers at once, and once."""

    def __init__(self, mentor: SampleMentor) -> None:
        self._desk = mentor.desk()
        self._seen: set[str] = set()
        self.face: DiscordFace | None = None

    async def receive(self, letter: Letter, acknowledge: object = None) -> bool:
        if letter.key in self._seen:
            return False
        self._seen.add(letter.key)
        assert self.face is not None
        self.face._tasks.start("answer", self._answer(letter))
        return True

    async def delivered(self, key: str) -> str | None:
        return None

    async def _answer(self, letter: Letter) -> None:
        assert self.face is not None
        await self.face.courier.deliver(letter, await self._desk.handle(letter.event))


class Defaults:
    async def settings(self, community: str) -> CommunitySettings:
        return CommunitySettings()

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:
        raise AssertionError(f"{community} was to keep the defaults, and not {fields}")


class MarksInMemory:
    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}

    async def read(self, scope: str, name: str) -> str | None:
        return self._marks.get((scope, name))

    async def write(self, scope: str, name: str, value: str = "") -> None:
        self._marks[scope, name] = value

    async def write_first(self, scope: str, name: str, value: str = "") -> bool:
        is_first = (scope, name) not in self._marks
        self._marks.setdefault((scope, name), value)
        return is_first

    async def erase(self, scope: str, name: str) -> None:
        self._marks.pop((scope, name), None)


@dataclass
class Judged:
    """A server with Ann in it, the mentor, and the judge."""

    env: simcord.Env
    mentor: SampleMentor
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor


@asynccontextmanager
async def judged() -> AsyncIterator[Judged]:
    """The mentor before the judge, and at the end the schemas held against everything it sent."""
    mentor = SampleMentor()
    door = StraightDoor(mentor)
    settings = DiscordSettings("token", shard_count=1, defer_after=0.1)

    async def follows(_: Occasion) -> bool:
        return True

    face = DiscordFace(
        settings,
        desk=mentor.desk(),
        door=door,  # type: ignore[arg-type]
        communities=Defaults(),
        marks=MarksInMemory(),
        follows=follows,
        clock=SystemClock(),
    )
    door.face = face
    client = face._client = MentorClient(settings, face._reception, face._pulse)
    async with simcord.run(client) as env:
        await face._sync_commands(client)
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        ann = guild.add_member(env.create_user("ann"))
        yield Judged(env, mentor, guild, channel, ann)
        face._rescue.close()
        env.raise_errors()
        if schemas.AVAILABLE:
            for request in env.http_requests:
                if request.json is not None:
                    faults = list(schemas.request_faults(request.method, request.path, request.json))
                    assert not faults, faults


def words_in(message: simcord.ResponseMessage | None) -> str:
    assert message is not None
    return "\n".join(text_in(message.components))


async def test_it_agrees_on_commands_public_and_private() -> None:
    async with judged() as here:
        public = await here.ann.slash(here.channel, "ask", question="how much math?")
        private = await here.ann.slash(here.channel, "ask", question="how much math?", private=True)
        assert "how much math?" in words_in(public.response)
        assert (public.ephemeral, private.ephemeral) == (False, True)
        assert not public.deferred


async def test_it_agrees_on_deferrals() -> None:
    async with judged() as here:
        result = await here.ann.slash(here.channel, "ask", question="nap first")
        callbacks = [request.json for request in here.env.http_requests if "callback" in request.path]
        assert [body["type"] for body in callbacks if body] == [5]
        assert "nap first" in words_in(result.response)
        assert result.followups == []


async def test_it_agrees_on_long_answers() -> None:
    async with judged() as here:
        result = await here.ann.slash(here.channel, "ask", question="long", private=True)
        texts = [words_in(message) for message in (result.response, *result.followups)]
        assert ["Part 0" in texts[0], "Part 5" in texts[-1]] == [True, True]
        assert all(message.ephemeral for message in result.followups)


async def test_it_agrees_on_modals_buttons_and_menus() -> None:
    async with judged() as here:
        answer = (await here.ann.slash(here.channel, "ask", question="math")).response
        assert answer is not None
        opened = await here.ann.click(answer, label="Form")
        assert opened.modal is not None
        done = await here.ann.submit_modal(opened, {"reason": "more examples"})
        assert "filled in more examples" in words_in(done.response)
        assert "picked a" in words_in((await here.ann.click(answer, label="Again")).response)
        assert "picked two" in words_in((await here.ann.select(answer, ["1:again:two"])).response)
        await here.ann.click(answer, label="Replace")
        assert "in its place" in words_in(answer)


async def test_it_agrees_on_completions() -> None:
    async with judged() as here:
        found = await here.ann.autocomplete(here.channel, "role set", "role", "da")
        assert [choice["value"] for choice in found] == ["data_analyst", "researcher"]
        assert len(await here.ann.autocomplete(here.channel, "role set", "role", "many")) == 25


async def test_it_agrees_on_the_context_menu() -> None:
    async with judged() as here:
        ben = here.guild.add_member(here.env.create_user("ben"))
        message = await ben.send(here.channel, "is a degree needed?")
        result = await here.ann.context_menu(here.channel, ASK_ABOUT, message)
        assert "is a degree needed?" in words_in(result.response)
        assert result.ephemeral


async def test_it_agrees_that_mentions_reach_us_and_other_messages_do_not() -> None:
    async with judged() as here:
        await here.ann.send(here.channel, "how much math?")
        me = here.guild.me
        assert me is not None
        await here.ann.send(here.channel, f"{me.mention} how much math?")
        await here.env.settle()
        assert [getattr(event, "text", "") for event in here.mentor.heard] == ["how much math?"]


async def test_it_agrees_on_failures() -> None:
    async with judged() as here:
        result = await here.ann.slash(here.channel, "ask", question="broken")
        assert "reference:" in words_in(result.response)
        assert result.ephemeral
