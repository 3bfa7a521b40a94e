"""A house for tests: the stand-in Discord, a real database, the real door, the real face, a sample mentor."""

import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock, SystemClock
from bot.door import Door
from bot.door.limits import DoorLimits
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.playground.people import Person, words_of
from bot.platforms.discord.playground.world import Channel, Interaction, Message
from bot.storage import Database
from bot.tasks import Tasks
from tests.discord.sample_mentor import SampleMentor
from tests.discord.standin.strict import StrictDiscord

QUICK = DoorLimits(first_wait=0.05, longest_wait=0.2, glance=0.1, visibility=1.5)


class House:
    """One community with two people in it, and the mentor, who can be restarted."""

    def __init__(self, folder: Path, clock: Clock, defer_after: float = 1.2, beside: "House | None" = None) -> None:
        """A house with a Discord of its own, or a second process `beside` another, on the same database."""
        self.discord: StrictDiscord = beside.discord if beside is not None else StrictDiscord()
        # So that a restart need not wait for five seconds.
        self.discord.gateway.max_concurrency = 16
        self.owner = self.discord.add_person("Olga")
        self.guild = self.discord.add_guild("Learners", self.owner)
        self.channel = self.discord.add_channel(self.guild, "general")
        self.ann = self.discord.add_person("Ann", self.guild)
        self.ben = self.discord.add_person("Ben", self.guild)
        self.mentor = SampleMentor()
        self.clock = clock
        self.defer_after = defer_after
        self.silence = 60.0
        self.follows: set[tuple[str, str]] = set()
        self.desk: FrontDesk = self.mentor.desk()
        self.database: Database | None = None
        self.face: DiscordFace | None = None
        self._path = folder / "signpost.sqlite3"
        self._tasks = Tasks()

    async def start(self) -> None:
        """Open everything and wait until the bot is there."""
        await self.discord.start()
        await self.start_bot()
        await self.discord.world.until(lambda: self.discord.gateway.live)

    async def start_bot(self, **settings: object) -> None:
        """Start the mentor's process, as it were."""
        await self.open_bot(**settings)
        assert self.face is not None
        self._tasks.start("face", self.face.run())

    async def open_bot(self, **settings: object) -> None:
        """Build the mentor's process without letting it run."""
        await asyncio.to_thread(_begin_with_an_empty_file, self._path)
        self.database = await Database.open(self._path, self.clock)
        door = Door("discord", self.database.inbox, self.desk.handle, self.clock, QUICK)
        self.face = DiscordFace(
            self.discord.settings(
                defer_after=self.defer_after, silence=self.silence, servers_known_after=0.03, **settings
            ),
            desk=self.desk,
            door=door,
            communities=self.database.communities,
            marks=self.database.marks,
            follows=self._follows,
            clock=self.clock,
        )

    async def stop_bot(self) -> None:
        """End the mentor's process in good order."""
        if self.face is not None and self.database is not None:
            await self.face.close()
            await self.database.close()

    async def stop(self) -> None:
        """Close everything."""
        await self.stop_process()
        await self.discord.stop()

    async def stop_process(self) -> None:
        """Close everything but the stand-in."""
        self.mentor.gate.set()
        await self.stop_bot()
        await self._tasks.close()

    async def restart(self) -> None:
        """End the mentor's process and start it again."""
        await self.stop_bot()
        before = len(self.discord.gateway.sessions)
        await self.start_bot()
        await self.discord.world.until(lambda: len(self.discord.gateway.sessions) > before)

    async def answer_to(self, question: Message) -> Message:
        """The mentor's answer to a message, in a thread under it, in place or directly."""
        return await self.discord.world.until(lambda: next(iter(self.answers_to(question)), None))

    def answers_to(self, question: Message) -> list[Message]:
        """All the mentor's messages that answer a message."""
        world = self.discord.world
        bot = world.bot.id
        thread = world.channels.get(question.id)
        if thread is not None:
            return [m for m in thread.messages if m.author.id == bot and not m.is_deleted]
        later = [m for m in question.channel.messages if m.author.id == bot and m.id > question.id and not m.is_deleted]
        return [m for m in later if question.channel.guild is None or m.replies_to is question]

    async def response_to(self, interaction: Interaction) -> Message:
        """The mentor's finished answer to an interaction."""

        def finished() -> Message | None:
            found = [m for m in (interaction.original, *interaction.follow_ups) if m is not None]
            return next((m for m in found if not m.is_loading and not m.is_deleted), None)

        return await self.discord.world.until(finished)

    async def modal_of(self, interaction: Interaction) -> Interaction:
        """The interaction, once it has opened a modal."""
        await self.discord.world.until(lambda: interaction.modal)
        return interaction

    async def until(self, holds: Callable[[], object]) -> None:
        """Look again and again until something holds, also what the stand-in knows nothing of."""
        async with asyncio.timeout(10):
            while not (await found if inspect.isawaitable(found := holds()) else found):  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    def talks_with(self, person: Person, channel: Channel) -> None:
        """Let the mentor know that it is in conversation with somebody."""
        self.follows.add((f"discord:{person.user.id}", f"discord:{channel.id}:{person.user.id}"))

    async def _follows(self, occasion: Occasion) -> bool:
        if (occasion.speaker.person, occasion.conversation) in self.follows:
            return True
        return any(event.occasion.conversation == occasion.conversation for event in self.mentor.heard)


_empty_file: list[bytes] = []


def _begin_with_an_empty_file(path: Path) -> None:
    """A migrated database without content, made once for all tests of a process."""
    if path.exists():
        return
    if not _empty_file:
        asyncio.run(_migrated(path))
        _empty_file.append(path.read_bytes())
    path.write_bytes(_empty_file[0])


async def _migrated(path: Path) -> None:
    await (await Database.open(path, SystemClock())).close()


__all__ = ["QUICK", "House", "words_of"]
