"""A house whose mentor says that it does not know, unless it is sure, so that questions reach the inbox."""

from bot.app import House, furnish
from bot.storage import Database
from tests.curation.kitchen import cautious
from tests.scenarios.house import OpenHouse


class CautiousHouse(OpenHouse):
    """The house over the cautious pack, with a language model where one is given; its gate is ready."""

    async def start(self) -> House:
        """Open the house."""
        database = await Database.open(self._settings.database_file, self._clock)
        self._open.push_async_callback(database.close)
        self.house = furnish(self._settings, *cautious(), database, self._clock, endpoint=self._model)
        await self.house.workshop.warm()
        return self.house
