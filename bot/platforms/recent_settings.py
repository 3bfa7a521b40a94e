"""The settings of communities, asked for at every event and read from the database every few seconds at most."""

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

    async def of(self, community: str) -> CommunitySettings:
        """The settings of `community`."""
        now = self._monotonic()
        known = self._known.get(community)
        if known is not None and now - known[0] < self._seconds:
            return known[1]
        settings = await self._communities.settings(community)
        self._known[community] = (now, settings)
        self._known.move_to_end(community)
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return settings

    def forget(self, community: str) -> None:
        """Read the settings of `community` afresh at its next event."""
        self._known.pop(community, None)
