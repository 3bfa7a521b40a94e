"""Discord as a stage: the real face and door, the stand-in Discord, people who write directly to the mentor."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bot.app import House
from bot.door import Door
from bot.door.limits import DoorLimits
from bot.mentor.events import Occasion
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.playground.people import Person, words_of
from bot.platforms.discord.playground.world import Channel, Interaction, Message, World
from bot.platforms.discord.view import stamp
from bot.tasks import Tasks
from tests.discord.standin.strict import StrictDiscord
from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import MEMBERS, MODERATORS, Seen

_MOST_PAGES = 10
_PATIENCE = 30.0
"""Seconds; the gate reads all golden questions before it answers, which takes its time on a busy machine."""
_MANAGE_MESSAGES = 1 << 13


class DiscordStage:
    """People in their direct messages with the mentor."""

    def __init__(self, open_house: OpenHouse) -> None:
        self._open_house = open_house
        self._discord = StrictDiscord()
        self._discord.gateway.max_concurrency = 16
        self._people: dict[str, Person] = {}
        self._newest: dict[str, Message] = {}
        self._opened: dict[str, Interaction] = {}
        self._tasks = Tasks()
        self._face: DiscordFace | None = None
        owner = self._discord.add_person("olga")
        self._guild = self._discord.add_guild("Kitchen", owner)
        self._square = self._discord.add_channel(self._guild, "square")
        self._moderating = self._discord.add_role(self._guild, "moderators", _MANAGE_MESSAGES)

    async def start(self) -> None:
        await self._discord.start()
        await self._start_bot()

    async def stop(self) -> None:
        await self._stop_bot()
        await self._tasks.close()
        await self._discord.stop()
        faults = self._discord.verdict()
        assert not faults, "\n".join(faults)

    async def restart(self) -> None:
        await self._stop_bot()
        await self._start_bot()

    async def say(self, text: str, person: str = "ann") -> Seen:
        who = self._person(person)
        question = who.say(self._discord.direct(who), text)
        return await self._answer(person, f"discord:message:{question.id}", self._discord.direct(who).messages)

    async def pick(self, label: str, person: str = "ann") -> Seen:
        who = self._person(person)
        return await self._outcome(person, who.press(self._newest[person], label))

    async def invoke(self, path: str, options: Mapping[str, str] | None = None, person: str = "ann") -> Seen:
        who = self._person(person)
        room = self._square if person in MEMBERS else self._discord.direct(who)
        return await self._outcome(person, who.use(room, path, options))

    async def fill(self, values: Mapping[str, str], person: str = "ann") -> Seen:
        return await self._outcome(person, self._person(person).fill(self._opened[person], values))

    @property
    def face(self) -> DiscordFace:
        """The face of the process that runs now."""
        assert self._face is not None
        return self._face

    @property
    def square(self) -> Channel:
        """The channel of the community that members are in."""
        return self._square

    @property
    def world(self) -> World:
        """Everything there is in the stand-in."""
        return self._discord.world

    def person(self, name: str) -> Person:
        """Somebody, for what only Discord has."""
        return self._person(name)

    async def _outcome(self, person: str, interaction: Interaction) -> Seen:
        key = f"discord:interaction:{interaction.id}"
        channel = interaction.channel.messages

        def done() -> bool | None:
            return interaction.modal is not None or _whole(channel, key) is not None or None

        await self._discord.world.until(done, _PATIENCE)
        if interaction.modal is not None:
            self._opened[person] = interaction
            fields = tuple(label["component"]["custom_id"] for label in interaction.modal["components"])
            return Seen("", form=fields)
        return await self._answer(person, key, channel)

    async def _answer(self, person: str, key: str, messages: Sequence[Message]) -> Seen:
        found = await self._discord.world.until(lambda: _whole(messages, key), _PATIENCE)
        labels = [label for message in found for label in message.labels()]
        with_choices = [message for message in found if message.labels()]
        if with_choices:
            self._newest[person] = with_choices[-1]
        return Seen("\n\n".join(words_of(message) for message in found), tuple(labels), is_private=True)

    def _person(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = self._newcomer(name)
        return self._people[name]

    def _newcomer(self, name: str) -> Person:
        if name not in MEMBERS:
            return self._discord.add_person(name)
        person = self._discord.add_person(name, self._guild)
        if name in MODERATORS:
            self._guild.members[person.user.id].add(self._moderating.id)
        return person

    async def _start_bot(self) -> None:
        house = await self._open_house.start()
        self._face = face_of(house, self._discord)
        before = len(self._discord.gateway.sessions)
        self._tasks.start("face", self._face.run())
        await self._discord.world.until(lambda: len(self._discord.gateway.sessions) > before or None)

    async def _stop_bot(self) -> None:
        assert self._face is not None
        await self._face.close()
        await self._open_house.stop()


def face_of(house: House, discord: StrictDiscord) -> DiscordFace:
    """The face that a house shows in Discord."""
    database = house.database
    limits = DoorLimits(first_wait=0.05, longest_wait=0.2, glance=0.1)

    async def follows(occasion: Occasion) -> bool:
        return bool((await database.memory.recall(occasion)).talk.question)

    face = DiscordFace(
        discord.settings(),
        desk=house.desk,
        door=Door("discord", database.inbox, house.desk.handle, house.clock, limits),
        communities=database.communities,
        marks=database.marks,
        follows=follows,
        clock=house.clock,
        approved=house.approves,
        share_label=house.pack.voice.share,
    )
    house.circles.meet("discord", face.circles)
    return face


def _whole(messages: Sequence[Message], key: str) -> list[Message] | None:
    """The pages that answer a letter, once the last of them is there."""
    by_mark = {m.components[0]["id"]: m for m in messages if m.components and not m.is_deleted and not m.is_loading}
    found: list[Message] = []
    for number in range(_MOST_PAGES):
        last = by_mark.get(stamp(key, number, is_last=True))
        if last is not None:
            return [*found, last]
        page = by_mark.get(stamp(key, number, is_last=False))
        if page is None:
            return None
        found.append(page)
    return None


@asynccontextmanager
async def discord_stage(open_house: OpenHouse) -> AsyncIterator[DiscordStage]:
    """The stand-in with the mentor in it, open for as long as the test runs."""
    stage = DiscordStage(open_house)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()
