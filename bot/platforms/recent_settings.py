"""The settings of communities, asked for at every event and read from the database every few seconds at most."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from bot.mentor.community import Communities, CommunitySettings


class RecentSettings:
    """Settings that are at most `seconds` old, for the `remembered` communities used last."""

    def __init__(
        self,
        communities: Communities,
        seconds: float = 5.0,
        remembered: int = 5000,
        monotonic: Callable[[], float] = monotonic,
    ) -> None:
        self._communities = communities
        self._seconds = seconds
        self._remembered = remembered
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[float, CommunitySettings]] = OrderedDict()
        self._reading = asyncio.Lock()

    async def of(self, community: str) -> CommunitySettings:
        """The settings of `community`."""
        known = self._fresh(community)
        if known is not None:
            return known
        # One reads, and the thousand others of a burst take what it brings.
        async with self._reading:
            known = self._fresh(community)
            return known if known is not None else await self._read(community)

    def _fresh(self, community: str) -> CommunitySettings | None:
        known = self._known.get(community)
        return known[1] if known is not None and self._monotonic() - known[0] < self._seconds else None

    async def _read(self, community: str) -> CommunitySettings:
        now = self._monotonic()
        settings = await self._communities.settings(community)
        self._known[community] = (now, settings)
        self._known.move_to_end(community)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return settings
