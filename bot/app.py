"""The composition root: settings, database, pack, mentor, platforms, built in order and torn down in reverse.

Nothing else knows how the parts fit together.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.answering import Answering, Progress, answering, open_answering
from bot.clock import Clock
from bot.curation.features import curation_features, inbox_counter
from bot.curation.gate import Gate, MessageLimit
from bot.curation.gate.remembering import RememberingEncoder
from bot.curation.inbox.sorting import Sorter
from bot.curation.inbox.tray import PackConflicts, Tray
from bot.curation.notices.watch import Watch
from bot.curation.revisions.editions import LiveEditions
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.proposals import Proposals
from bot.curation.workshop.suggesting import Suggesting
from bot.curation.workshop.workshop import Workshop
from bot.daily.bearing import JournalBearings
from bot.daily.bell import Bell
from bot.daily.channel_tips import ChannelTips
from bot.daily.choosing import Chooser
from bot.daily.features import daily_features
from bot.daily.office import Office
from bot.knowledge.pack import Pack
from bot.llm.assistant import ModelAssistant
from bot.llm.completions import Completions
from bot.llm.drafting import ModelDrafts
from bot.mentor.asking_people import AskingPeople
from bot.mentor.circles import KnownCircles
from bot.mentor.desk import FrontDesk
from bot.mentor.disclosure import Disclosure
from bot.mentor.learner.features import learner_features
from bot.mentor.learner.scene import Study
from bot.mentor.mentor import Mentor
from bot.mentor.originals import Originals
from bot.mentor.setup import Setup
from bot.pictures import Studio
from bot.platforms.discord.limits import MAX_DISPLAY_TEXT
from bot.platforms.slack.limits import PAYLOAD
from bot.settings import Settings
from bot.storage import Database
from bot.understanding import Reader

ROOM = (MessageLimit("Discord", MAX_DISPLAY_TEXT), MessageLimit("Slack", PAYLOAD))
"""What one message of each platform holds, for the gate."""
UNASKED = frozenset({"discord", "slack"})
"""The platforms on which the mentor can write to people by itself."""


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is built once."""

    settings: Settings
    clock: Clock
    pack: Pack
    editions: LiveEditions
    mentor: Mentor
    desk: FrontDesk
    database: Database
    tips: Office
    watch: Watch
    workshop: Workshop
    circles: KnownCircles
    assistant: ModelAssistant | None = None

    def approves(self, url: str) -> bool:
        """Whether a link may be sent: its host is that of a source or resource of a pack that answers somebody."""
        return self.editions.approves(url)


def furnish(
    settings: Settings,
    pack: Pack,
    reader: Reader,
    database: Database,
    clock: Clock,
    *,
    endpoint: Completions | None = None,
    own: Mapping[str, tuple[Pack, Reader]] | None = None,
) -> House:
    """The whole house over an open database; see `bot.answering.answering` for what is handed in."""
    return _furnished(answering(settings, pack, reader, database, clock, endpoint=endpoint, own=own))


def _furnished(core: Answering) -> House:
    settings, database, clock, editions = core.settings, core.database, core.clock, core.editions
    assistant, encoder = core.assistant, core.encoder
    disclosure = Disclosure(assistant.provider if assistant else None, database.communities, editions)
    studio = Studio()
    study = Study(editions, database.journal, database.memory, clock, studio)
    chooser = Chooser(editions, database.reactions, JournalBearings(database.journal, clock))
    tips = Office(editions, database.register, database.reactions, chooser, database.journal, clock, Bell())
    gate = Gate(encoder, ROOM, settings.cache_folder)
    workshop = Workshop(editions, database.curation, database.communities, gate, clock)
    sorter = Sorter(database.review, editions, RememberingEncoder(encoder), clock)
    conflicts = PackConflicts(editions)
    tray = Tray(
        database.review, sorter, conflicts, database.tally, database.curation, editions, database.communities, clock
    )
    drafts = _drafts(core)
    counter = inbox_counter(
        tray,
        database.tally,
        Proposals(workshop, Curators(workshop)),
        database.notices,
        memory=database.memory,
        archive=database.curation,
        illustrator=studio,
        carried=UNASKED,
        drafts=drafts,
    )
    features = [
        core.conversation,
        AskingPeople(editions, database.memory, clock, core.circles),
        Originals(editions, database.memory, clock),
        *learner_features(study, database.personal_data, database.links, disclosure),
        *daily_features(tips, database.memory, database.communities, UNASKED),
        *counter.features,
        *curation_features(workshop, tray, database.lending),
        Setup(database.communities, ChannelTips(tips, database.communities)),
    ]
    if drafts is not None:
        features.append(Suggesting(workshop, Curators(workshop), tray, drafts))
    desk = FrontDesk(core.mentor.listen, features)
    return House(
        settings,
        clock,
        core.pack,
        editions,
        core.mentor,
        desk,
        database,
        tips,
        counter.watch,
        workshop,
        core.circles,
        assistant,
    )


def _drafts(core: Answering) -> ModelDrafts | None:
    """Drafts by the language model, where there is one."""
    if core.assistant is None:
        return None
    database, editions = core.database, core.editions
    budget, pack_of = core.assistant.budget, lambda of: editions.of(of).pack
    return ModelDrafts(budget, database.assistance, database.communities, pack_of, core.clock)


@asynccontextmanager
async def open_house(
    settings: Settings, progress: Progress | None = None, database_file: Path | None = None
) -> AsyncIterator[House]:
    """The whole house over the database, or over another file than the usual one.

    Raises a `SignpostError` that says what to do where a part is not sound.
    """
    async with open_answering(settings, progress, database_file) as core:
        house = _furnished(core)
        try:
            yield house
        finally:
            await house.workshop.close()
