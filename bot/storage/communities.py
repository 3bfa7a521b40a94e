"""The settings of each community, validated whenever they go in or come out.

Implements `bot.mentor.community.Communities`.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select
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
        return await self._reading.run(lambda connection: _settings(connection, community))

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:
        """Change these fields of the settings of `community` and no others; the settings as they are then.

        They are read and written in one transaction, so that nothing another process changes meanwhile is lost.
        """
        return await self._writing.run(lambda connection: _change(connection, community, fields, self._clock.now()))

    async def all_settings(self) -> Mapping[str, CommunitySettings]:
        """The settings of every community that saved some."""
        statement = select(communities.c.community, communities.c.settings)
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return {row.community: CommunitySettings.model_validate(row.settings) for row in rows}


def _settings(connection: Connection, community: str) -> CommunitySettings:
    saved = connection.execute(select(communities.c.settings).where(communities.c.community == community)).scalar()
    return CommunitySettings() if saved is None else CommunitySettings.model_validate(saved)


def _change(connection: Connection, community: str, fields: Mapping[str, object], at: datetime) -> CommunitySettings:
    before = _settings(connection, community)
    after = CommunitySettings.model_validate({**before.model_dump(), **fields})
    _save(connection, community, after, at)
    return after


def _save(connection: Connection, community: str, settings: CommunitySettings, at: datetime) -> None:
    kept = settings.model_dump(mode="json", exclude_defaults=True)
    connection.execute(_SAVE, {"community": community, "settings": kept, "saved_at": at})


_SAVE = insert(communities)
_SAVE = _SAVE.on_conflict_do_update(
    index_elements=[communities.c.community],
    set_={"settings": _SAVE.excluded.settings, "saved_at": _SAVE.excluded.saved_at},
)
