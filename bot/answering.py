"""The part of the house that answers: settings, database, pack, reader, mentor, built in order.

All that `signpost ask` needs, and it loads nothing else, since a single question should not wait for what only a
conversation has. `bot.app` builds the rest of the house over it. Together the two are the composition root.
"""

import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, SystemClock
from bot.curation.revisions.editions import LiveEditions
from bot.errors import SettingsError
from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from bot.mentor.circles import KnownCircles
from bot.mentor.conversation import Conversation
from bot.mentor.desk import FrontDesk
from bot.mentor.mentor import Mentor
from bot.platforms.discord.address import DIRECT
from bot.settings import Settings
from bot.storage import Database
from bot.understanding import Encoder, Reader, learn

if TYPE_CHECKING:
    from bot.llm.assistant import ModelAssistant
    from bot.llm.completions import Completions

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What it takes to answer a question."""

    settings: Settings
    clock: Clock
    pack: Pack
    encoder: Encoder
    database: Database
    editions: LiveEditions
    mentor: Mentor
    conversation: Conversation
    circles: KnownCircles
    assistant: "ModelAssistant | None"

    @property
    def desk(self) -> FrontDesk:
        """A desk that answers questions and knows no other command."""
        return FrontDesk(self.mentor.listen, [self.conversation])


def load_knowledge(
    settings: Settings, progress: Progress | None = None, folder: Path | None = None, encoder: Encoder | None = None
) -> tuple[Pack, Reader]:
    """The pack in a folder (the usual one, if left out) and a reader taught by it, from the caches where fresh."""
    pack = load(folder or settings.knowledge_folder, settings.cache_folder)
    with _ended_at_once():
        return pack, learn(pack, encoder or Encoder(), settings.cache_folder, progress)


@contextmanager
def _ended_at_once() -> Iterator[None]:
    """Lets Ctrl-C end what keeps the event loop waiting: the loop itself would hear of it only afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def answering(
    settings: Settings,
    pack: Pack,
    reader: Reader,
    database: Database,
    clock: Clock,
    *,
    endpoint: "Completions | None" = None,
    own: Mapping[str, tuple[Pack, Reader]] | None = None,
) -> Answering:
    """The mentor over an open database; a language model helps where there is an endpoint or a key.

    `own` are packs that communities use instead of the one of the house.
    """
    encoder = reader.encoder
    editions = LiveEditions(
        pack, reader, database.curation, lambda new: learn(new, encoder, settings.cache_folder), own
    )
    assistant = None
    if endpoint is not None or settings.openai_api_key is not None:
        from bot.llm.opening import Parts, assistant_over, endpoint_of

        parts = Parts(database.assistance, database.communities, lambda community: editions.of(community).pack, clock)
        found = endpoint or endpoint_of(settings)
        assistant = assistant_over(found, settings, parts) if found is not None else None
    circles = KnownCircles({DIRECT})
    mentor = Mentor(editions, database.memory, clock, assistant, circles.without_people)
    conversation = Conversation(mentor, database.memory, clock)
    return Answering(settings, clock, pack, encoder, database, editions, mentor, conversation, circles, assistant)


def make_folder(folder: Path) -> None:
    """Make sure that the data folder is there; raises `SettingsError` where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set SIGNPOST_DATA_FOLDER to one you may write to."
        ) from error


@asynccontextmanager
async def open_answering(
    settings: Settings, progress: Progress | None = None, database_file: Path | None = None
) -> AsyncIterator[Answering]:
    """All that answers a question, over the database or over another file than the usual one.

    Raises a `SignpostError` that says what to do where a part is not sound.
    """
    clock = SystemClock()
    make_folder(settings.data_folder)
    database = await Database.open(database_file or settings.database_file, clock)
    try:
        pack, reader = load_knowledge(settings, progress)
        own = {
            community: load_knowledge(settings, progress, folder, reader.encoder)
            for community, folder in settings.own_folders.items()
        }
        built = answering(settings, pack, reader, database, clock, own=own)
        await built.editions.refresh()
        try:
            yield built
        finally:
            if built.assistant is not None:
                await built.assistant.close()
    finally:
        await database.close()
