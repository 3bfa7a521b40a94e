"""A workshop over a real database and the small pack, with people who look after its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from bot.curation.features import curation_features
from bot.curation.revisions.editions import LiveEditions
from bot.curation.revisions.revision import Revision
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.passage import Outcome, Passage
from bot.curation.workshop.workshop import Examines, Workshop
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.mentor import Mentor
from bot.mentor.reply import Reply
from bot.storage import Database
from bot.understanding import Reader
from tests.clocks import StillClock
from tests.curation.absent import NoOrigins, OpenGate
from tests.scenarios.house import cooking

GARDEN, OTHER = "discord:garden", "discord:other"
TWO_CUPS = "Rinse it, take two cups of water to a cup of rice, and leave it on low heat."


def never_learned(_: Pack) -> Reader:
    raise AssertionError("so few changes are learned one by one")


@dataclass
class Bench:
    """What moderators use, in one process; several benches over one file are several processes."""

    database: Database
    clock: StillClock
    gate: Examines = field(default_factory=OpenGate)
    pack: Pack | None = None

    def __post_init__(self) -> None:
        pack, reader = cooking()
        self.editions = LiveEditions(self.pack or pack, reader, self.database.curation, never_learned)
        self.workshop = Workshop(
            self.editions, self.database.curation, self.database.communities, self.gate, self.clock
        )
        self.curators = Curators(self.workshop)
        self.mentor = Mentor(self.editions, self.database.memory, self.clock)
        self.desk = FrontDesk(self.mentor.listen, curation_features(self.workshop, NoOrigins(), self.database.lending))

    def occasion(self, person: str = "mona", community: str = GARDEN, id_: str | None = None) -> Occasion:
        """Something that a moderator does."""
        return Occasion(id_ or uuid4().hex, self.clock.now(), speaker(person, community), f"talk-{uuid4().hex}")

    def event(self, person: str = "mona", community: str = GARDEN, id_: str | None = None) -> Event:
        return Invoked(self.occasion(person, community, id_), ("kb", "drafts"))

    async def invoke(self, *path: str, person: str = "mona", **options: str) -> Reply:
        return await self.desk.handle(Invoked(self.occasion(person), path, options))

    async def pick(self, action: Action, person: str = "mona", community: str = GARDEN) -> Reply:
        return await self.desk.handle(Picked(self.occasion(person, community), action))

    async def fill(self, action: Action, values: Mapping[str, str], person: str = "mona") -> Reply:
        return await self.desk.handle(Filled(self.occasion(person), action, values))

    async def answer(self, question: str, community: str = GARDEN) -> str:
        """What somebody who has never asked before is answered."""
        return str((await self.mentor.listen(Said(self.occasion(uuid4().hex, community), question))).blocks)

    async def draft(self, person: str = "mona", answer: str = TWO_CUPS, number: int = 0) -> Revision:
        """A draft of the entry about rice."""
        wanted = Wanted({"answer": answer})
        return await self.curators.begin(self.event(person), "cook-rice", number, wanted, reason="more water")

    async def publish(self, draft: Revision, person: str = "mona", approver: str = "max") -> Passage:
        """Send a draft to review and approve it."""
        sent = await self.curators.submit(self.event(person), draft.id, draft.version)
        assert sent.outcome is Outcome.WAITS, sent
        revision = sent.revision
        return await self.curators.approve(self.event(approver), revision.id, revision.version, sent.digest)


def speaker(person: str, community: str = GARDEN) -> Speaker:
    """Somebody who moderates, unless their name says that they only ask."""
    standing = frozenset() if person.startswith("gil") else frozenset({Standing.MODERATOR, Standing.HELPER})
    return Speaker(community, f"discord:{person}", standing)
