"""The inbox as a moderator of the small pack meets it: real storage, real reading, changes on paper."""

from dataclasses import dataclass, field

from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.inbox.freshness import Freshness
from bot.curation.inbox.inbox import Inbox
from bot.curation.inbox.sorting import Sorter
from bot.curation.inbox.tray import Tray
from bot.curation.inbox.ways_out import WaysOut
from bot.curation.notices.notices import Notices
from bot.curation.notices.telling import Telling
from bot.curation.notices.watch import Watch
from bot.curation.numbers.statistics import Statistics
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.conversation import Conversation
from bot.mentor.desk import FrontDesk
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.events import Filled, Invoked, Occasion, Picked
from bot.mentor.learner.drawings import Drawing
from bot.mentor.mentor import Mentor
from bot.mentor.reply import Bullets, Code, Gauges, Heading, Note, Paragraph, Reply
from bot.storage import Database
from bot.understanding import Encoder, Reader
from tests.clocks import StillClock
from tests.curation.absent import NoConflicts
from tests.curation.asked import ChangesOnPaper, by_moderator
from tests.scenarios.house import cooking


def cautious() -> tuple[Pack, Reader]:
    """The small pack, answering only what it is sure of: with so few entries it would find each question near one."""
    pack, reader = cooking()
    thresholds = pack.tuning.thresholds.model_copy(update={"answer": 0.6})
    return pack.model_copy(update={"tuning": pack.tuning.model_copy(update={"thresholds": thresholds})}), reader


class NoPictures:
    """Draws nothing."""

    async def draw(self, drawing: Drawing) -> bytes | None:
        return None


@dataclass
class Kitchen:
    """A desk with the features of the inbox."""

    database: Database
    clock: StillClock
    changes: ChangesOnPaper = field(default_factory=ChangesOnPaper)

    def __post_init__(self) -> None:
        self.editions = OneEdition(Edition.of(*cautious()))
        database = self.database
        self.sorter = Sorter(database.review, self.editions, RememberingEncoder(Encoder()), self.clock)
        self.tray = Tray(
            database.review, self.sorter, NoConflicts(), database.tally, database.curation, self.editions,
            database.communities, self.clock,
        )  # fmt: skip
        self.statistics = Statistics(self.tray, database.tally, NoPictures())
        self.mentor = Mentor(self.editions, database.memory, self.clock)
        features = [
            Conversation(self.mentor, database.memory, self.clock),
            Inbox(self.tray, self.changes),
            WaysOut(self.tray, self.changes),
            Freshness(self.tray, self.changes),
            self.statistics,
            Telling(self.editions, database.memory, self.notices, self.clock, {"discord"}),
        ]
        self.desk = FrontDesk(self.mentor.listen, features)
        self._events = 0

    @property
    def notices(self) -> Notices:
        return self.database.notices

    def watch(self) -> Watch:
        """A watch over everything."""
        return Watch(self.tray, self.notices, self.database.memory, self.statistics, self.database.curation)

    async def invoke(self, *path: str, occasion: Occasion | None = None, **options: str) -> Reply:
        return await self.desk.handle(Invoked(occasion or self._occasion(), path, options))

    async def pick(self, action: Action, occasion: Occasion | None = None) -> Reply:
        return await self.desk.handle(Picked(occasion or self._occasion(), action))

    async def fill(self, action: Action, occasion: Occasion | None = None, **values: str) -> Reply:
        return await self.desk.handle(Filled(occasion or self._occasion(), action, values))

    def _occasion(self) -> Occasion:
        self._events += 1
        return by_moderator(f"event-{self._events}", at=self.clock.now())


def text_of(reply: Reply) -> str:
    """All words of a reply."""
    lines: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Note(text) | Code(text):
                lines.append(text)
            case Bullets(items):
                lines += items
            case Gauges(title, rows):
                lines += [title, *(f"{row.label}: {row.text}" for row in rows)]
            case _:
                lines.append(type(block).__name__)
    return "\n".join(lines).replace("\\", "")


def choice(reply: Reply, label: str) -> Action:
    """What the choice with this label does."""
    return next(option.action for group in reply.choices for option in group.options if option.label == label)


def labels(reply: Reply) -> list[str]:
    """The labels of all choices."""
    return [option.label for group in reply.choices for option in group.options]
