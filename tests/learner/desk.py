"""A front desk with the features of the learner over a real database, and a person in front of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from typing import Any

from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.desk import FrontDesk
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.events import Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.learner.drawings import Drawing
from bot.mentor.learner.features import learner_features
from bot.mentor.learner.scene import Study
from bot.mentor.reply import Bullets, Gauges, Heading, Note, Paragraph, Reply
from bot.storage import Database
from tests.clocks import StillClock
from tests.mentor.readings import ScriptedReader
from tests.scenarios.house import COOKING

_numbers = count()


@cache
def cooking_pack() -> Pack:
    """The small pack, without a reader."""
    return load(COOKING)


class Blackboard:
    """An illustrator that remembers what it should draw, and draws it or not."""

    def __init__(self, png: bytes | None = b"\x89PNG") -> None:
        self.png = png
        self.drawn: list[Drawing] = []

    async def draw(self, drawing: Drawing) -> bytes | None:
        self.drawn.append(drawing)
        return self.png


@dataclass(slots=True)
class Kitchen:
    """Everything around the desk that a test may look at."""

    database: Database
    clock: StillClock
    pack: Pack = field(default_factory=cooking_pack)
    board: Blackboard = field(default_factory=Blackboard)

    def person(self, name: str = "discord:ann", *standing: Standing, community: str = "discord:1") -> "Visitor":
        """Somebody in front of a desk of their own, over the same database."""
        editions = OneEdition(Edition.of(self.pack, ScriptedReader()))
        study = Study(editions, self.database.journal, self.database.memory, self.clock, self.board)
        features = learner_features(study, self.database.personal_data, self.database.links)
        speaker = Speaker(community, name, frozenset(standing))
        return Visitor(FrontDesk(_nothing, features), speaker, self.clock)


class Visitor:
    """A person who uses commands, picks choices and fills in forms, and remembers the last reply."""

    def __init__(self, desk: FrontDesk, speaker: Speaker, clock: StillClock) -> None:
        self.desk = desk
        self._speaker = speaker
        self._clock = clock
        self.reply = Reply()

    async def use(self, path: str, **options: str) -> Reply:
        return await self._do(Invoked(self.occasion(), tuple(path.split()), options))

    async def pick(self, label: str) -> Reply:
        return await self.do_again(self.action(label))

    async def do_again(self, action: Action, occasion: Occasion | None = None) -> Reply:
        return await self._do(Picked(occasion or self.occasion(), action))

    async def fill(self, **values: str) -> Reply:
        assert self.reply.form is not None
        prefilled: Mapping[str, str] = {field.key: field.value for field in self.reply.form.fields}
        return await self._do(Filled(self.occasion(), self.reply.form.action, {**prefilled, **values}))

    def action(self, label: str) -> Action:
        found = [c.action for group in self.reply.choices for c in group.options if c.label.startswith(label)]
        assert found, f"no choice {label!r} among {labels(self.reply)}"
        return found[0]

    def occasion(self) -> Occasion:
        return Occasion(f"event-{next(_numbers)}", self._clock.now(), self._speaker, "talk")

    async def _do(self, event: Any) -> Reply:
        self.reply = await self.desk.handle(event)
        return self.reply


def text(reply: Reply) -> str:
    """All the words of a reply."""
    parts: list[str] = []
    for block in reply.blocks:
        match block:
            case Paragraph(words) | Heading(words) | Note(words):
                parts.append(words)
            case Bullets(items):
                parts += items
            case Gauges(title, rows):
                parts += [title, *(f"{row.label}: {row.text}" for row in rows)]
            case _:
                parts.append(type(block).__name__)
    return "\n".join(parts)


def labels(reply: Reply) -> list[str]:
    """The labels of all choices."""
    return [choice.label for group in reply.choices for choice in group.options]


def with_skills_of(pack: Pack, **needed: dict[str, int]) -> Pack:
    """The pack, with other needs of its skills."""
    skills = {id_: skill.model_copy(update={"needed": needed.get(id_, {})}) for id_, skill in pack.skills.items()}
    return pack.model_copy(update={"skills": skills})


async def _nothing(_: Said) -> Reply:
    return replace(Reply())
