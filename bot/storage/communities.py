"""The settings of each community, validated whenever they go in or come out.

Implements `bot.mentor.community.Communities`.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.mentor.community import CommunitySettings
from bot.storage.lane import Lane
from bot.storage.tables import communities


class CommunityStore:
    """What communities decided, in the database."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def settings(self, community: str) -> CommunitySettings:
        """The settings of `community`; the defaults where none were saved."""
        statement = select(communities.c.settings).where(communities.c.community == community)
        saved = await self._reading.run(lambda connection: connection.execute(statement).scalar())
        return CommunitySettings() if saved is None else CommunitySettings.model_validate(saved)

    async def save(self, community: str, settings: CommunitySettings) -> None:
        """Keep the settings of `community` from now on."""
        row = {
            "community": community,
            "settings": settings.model_dump(mode="json", exclude_defaults=True),
            "saved_at": self._clock.now(),
        }
        await self._writing.run(lambda connection: connection.execute(_SAVE, row) and None)

    async def all_settings(self) -> Mapping[str, CommunitySettings]:
        """The settings of every community that saved some."""
        statement = select(communities.c.community, communities.c.settings)
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return {row.community: CommunitySettings.model_validate(row.settings) for row in rows}


_SAVE = insert(communities)
_SAVE = _SAVE.on_conflict_do_update(
    index_elements=[communities.c.community],
    set_={"settings": _SAVE.excluded.settings, "saved_at": _SAVE.excluded.saved_at},
)
