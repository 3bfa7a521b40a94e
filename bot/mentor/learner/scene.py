"""What every feature of the learner starts from: who asks, where they stand, and the words to say it in."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.knowledge.learner_tuning import LearnerTuning
from bot.knowledge.pack import Pack
from bot.knowledge.voice_learner import LearnerVoice
from bot.mentor.actions import Action
from bot.mentor.commands import Feature
from bot.mentor.editions import Edition, Editions
from bot.mentor.events import Event, Picked
from bot.mentor.learner.drawings import Drawing, Illustrator
from bot.mentor.learner.journal import Chronicle, Deed, Journal, Kind
from bot.mentor.learner.record import Record, record_of
from bot.mentor.learner.rhythm import WEEKS
from bot.mentor.memory import Learner, Memory
from bot.mentor.reply import Block, Choice, Choices, Paragraph, Picture, Reply, Tone

_ASKED_WITHIN = timedelta(weeks=WEEKS + 1)

Page = Callable[[Event], Awaitable[Reply]]
"""Something a learner can look at, whatever led there."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One event of a learner and everything that is known when it happens."""

    event: Event
    edition: Edition
    chronicle: Chronicle
    record: Record
    now: datetime

    @property
    def pack(self) -> Pack:
        """The content that this community is answered from."""
        return self.edition.pack

    @property
    def voice(self) -> LearnerVoice:
        """The sentences."""
        return self.edition.pack.learner_voice

    @property
    def tuning(self) -> LearnerTuning:
        """The thresholds."""
        return self.edition.pack.learner

    @property
    def day(self) -> date:
        """Today, in UTC."""
        return self.now.date()

    @property
    def person(self) -> str:
        """Who did this."""
        return self.event.occasion.speaker.person

    @property
    def roles(self) -> tuple[str, ...]:
        """The role they chose, or those of their mix, as far as the pack knows them."""
        return tuple(role for role in self.record.roles if role in self.pack.roles)

    @property
    def heading_for(self) -> str:
        """The roles in a sentence: `a data analyst`, or two with the word for a mix between them."""
        return f" {self.voice.mix_joint} ".join(self.pack.roles[role].article for role in self.roles)

    def deed(
        self,
        kind: Kind,
        about: str = "",
        value: int | None = None,
        detail: Mapping[str, Any] | None = None,
        part: int = 0,
    ) -> Deed:
        """What this event adds to the journal."""
        occasion = self.event.occasion
        speaker = occasion.speaker
        return Deed(
            occasion.id, speaker.person, speaker.community, kind, self.now, about, value, detail or {}, part
        )  # fmt: skip

    def say_day(self, day: date) -> str:
        """A day as people write it."""
        voice = self.voice
        return voice.date.format(day=day.day, month=voice.months[day.month - 1], year=day.year)


@dataclass(slots=True)
class Study:
    """What the features of the learner share: ports, and the pages that lead to one another."""

    editions: Editions
    journal: Journal
    memory: Memory
    clock: Clock
    illustrator: Illustrator
    pages: dict[str, Page] = field(default_factory=dict)

    async def scene(self, event: Event) -> Scene:
        """The scene of an event, as the rows say now."""
        now = self.clock.now()
        speaker = event.occasion.speaker
        chronicle = await self.journal.recall(speaker.person, now - _ASKED_WITHIN)
        return Scene(event, self.editions.of(speaker.community), chronicle, record_of(chronicle), now)

    async def write(self, scene: Scene, deeds: Iterable[Deed]) -> tuple[tuple[Deed, ...], Scene]:
        """Keep deeds, and the scene as it is with them."""
        written = await self.journal.write(tuple(deeds))
        return written, await self.scene(scene.event)

    async def choose_role(self, scene: Scene, role: str | None) -> Scene:
        """Keep the role that the learner chose, and the scene as it is then."""
        learner = Learner(scene.person, scene.event.occasion.speaker.community, role)
        await self.memory.choose_role(learner, scene.now)
        return await self.scene(scene.event)

    async def picture(self, drawing: Drawing, name: str, instead: tuple[Block, ...]) -> tuple[Block, ...]:
        """A drawing as a picture, or `instead` where it cannot be drawn."""
        png = await self.illustrator.draw(drawing)
        return instead if png is None else (Picture(png, f"{name}.png", drawing.alt_text(), instead),)


class LearnerFeature(Feature):
    """A feature of the learner over the shared study."""

    def __init__(self, study: Study) -> None:
        self.study = study


def page(name: str, label: str, tone: Tone = Tone.QUIET) -> Choice:
    """A choice that opens a page."""
    return Choice(label, Action("page", (name,)), tone)


def choices(*options: Choice | None, prompt: str = "", as_menu: bool = False) -> tuple[Choices, ...]:
    """One group of the choices that there are; none where there is none."""
    there = tuple(option for option in options if option is not None)
    return (Choices(there, prompt, as_menu),) if there else ()


def choose_role_first(scene: Scene, then: str) -> Reply:
    """What is said where a page needs a role and none was chosen: the roles, and a way to find one."""
    voice = scene.voice
    roles = sorted(scene.pack.roles.values(), key=lambda role: role.place)
    menu = Choices(
        tuple(Choice(role.title, Action("aim", (role.id, then)), hint=role.tagline[:100]) for role in roles),
        scene.pack.voice.role_prompt,
        as_menu=True,
    )
    find = page("find", voice.find_button, Tone.MAIN) if scene.pack.finder else None
    return Reply((Paragraph(voice.role_first),), (*choices(find), menu), replaces=is_pick(scene))


def is_pick(scene: Scene) -> bool:
    """Whether a choice led here, so that the reply takes the place of the message it was in."""
    return isinstance(scene.event, Picked)
