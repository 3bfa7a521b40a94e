"""The house that scenarios are played in: the real mentor over the small pack, a real database in a file."""

from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import House, furnish
from bot.clock import Clock
from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from bot.llm.completions import Completions
from bot.settings import Settings
from bot.storage import Database
from bot.understanding import Encoder, Reader, learn

COOKING = Path(__file__).parents[1] / "packs" / "cooking"


@cache
def cooking() -> tuple[Pack, Reader]:
    """The small pack and a reader taught by it, once for all tests of a process."""
    pack = load(COOKING)
    with TemporaryDirectory() as folder:
        return pack, learn(pack, Encoder(), Path(folder))


class OpenHouse:
    """A house that can be closed and opened again over the same file, with a language model where one is given.

    `house` is the one that is open.
    """

    house: House

    def __init__(self, folder: Path, clock: Clock, model: Completions | None = None) -> None:
        self._settings = Settings(data_folder=folder, knowledge_folder=COOKING, openai_api_key=None)
        self._clock = clock
        self._model = model
        self._open = AsyncExitStack()

    async def start(self) -> House:
        """Open the house."""
        pack, reader = cooking()
        database = await Database.open(self._settings.database_file, self._clock)
        self._open.push_async_callback(database.close)
        self.house = furnish(self._settings, pack, reader, database, self._clock, endpoint=self._model)
        return self.house

    async def stop(self) -> None:
        """Close it, as the end of the process would."""
        await self._open.aclose()
