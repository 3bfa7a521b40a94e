"""Who asks in `benchmarks.discord_burst`: one person in many channels, and everything the bot answers there."""

import time
from collections.abc import Sequence

from bot.platforms.discord.playground.people import Person
from bot.platforms.discord.playground.server import PlayDiscord
from bot.platforms.discord.playground.world import Channel, Interaction, Message

_QUESTIONS = (
    "how much math do I need for a step towards machine learning?",
    "I make dashboards in SQL, where do I start?",
    "do I need a degree to get a job in this field?",
    "is python enough or should I learn another language?",
    "what does a data engineer do all day?",
)
SERVERS, CHANNELS = 20, 10


class Crowd:
    """Servers, channels and a person, and everything the bot writes there."""

    def __init__(self, discord: PlayDiscord) -> None:
        self._discord = discord
        self._world = discord.world
        self._person = discord.add_person("somebody")
        self._channels: list[Channel] = []
        self.answers: dict[int, list[float]] = {}
        """When the bot answered each mention, by the mention."""
        self.elsewhere = 0
        """How many answers came outside of a thread, a reply or a response: to commands that Discord had given up."""
        discord.world.listeners.append(self._hear)

    def settle(self, servers: int = SERVERS, channels: int = CHANNELS, roles: int = 0) -> None:
        """Let there be so many servers of this size."""
        for number in range(servers):
            guild = self._discord.add_guild(f"Server {number}", self._person)
            self._channels += [self._discord.add_channel(guild, f"channel {n}") for n in range(channels)]
            for n in range(roles):
                self._discord.add_role(guild, f"role {n}")

    @property
    def person(self) -> Person:
        """Who asks."""
        return self._person

    @property
    def version(self) -> int:
        """Higher whenever something happened."""
        return self._world.version

    def mention(self, number: int) -> tuple[Message, float]:
        """One mention."""
        text = f"@bot {_QUESTIONS[number % len(_QUESTIONS)]}"
        at = time.perf_counter()
        return self._person.say(self._channels[number % len(self._channels)], text), at

    def use(self, number: int) -> Interaction:
        """One slash command."""
        channel = self._channels[number % len(self._channels)]
        return self._person.use(channel, "ask", {"question": _QUESTIONS[number % len(_QUESTIONS)]})

    def _hear(self, event: str, subject: object, _: object) -> None:
        if event != "message_create" or not isinstance(subject, Message) or subject.author is not self._world.bot:
            return
        asked = subject.channel.id if subject.channel.is_thread else subject.replies_to and subject.replies_to.id
        if not asked and subject.interaction is None:
            self.elsewhere += 1
        if asked:
            self.answers.setdefault(asked, []).append(time.perf_counter())


class Waiting:
    """What was asked and has no answer yet; looking again at what has one costs the stand-in dearly."""

    def __init__(
        self, crowd: Crowd, mentions: Sequence[tuple[Message, float]], commands: Sequence[Interaction]
    ) -> None:
        self._crowd = crowd
        self._mentions = [question.id for question, _ in reversed(mentions)]
        self._commands = list(reversed(commands))
        self._passed_over: list[Interaction] = []

    def is_over(self, elsewhere: int) -> bool:
        """Whether all have their answer; with those that are `elsewhere` it can't be told whose they are."""
        while self._mentions and self._mentions[-1] in self._crowd.answers:
            self._mentions.pop()
        self._passed_over = [command for command in self._passed_over if not answers_to(command)]
        while self._commands and len(self._passed_over) <= elsewhere:
            command = self._commands.pop()
            if not answers_to(command):
                self._passed_over.append(command)
        return not self._mentions and not self._commands and len(self._passed_over) <= elsewhere


def answers_to(command: Interaction) -> int:
    """The finished messages that answer a command."""
    found = {m.id: m for m in (command.original, *command.follow_ups) if m is not None and not m.is_deleted}
    return sum(not message.is_loading for message in found.values())
