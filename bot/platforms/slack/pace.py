"""At most one message a second a channel, each in its turn, as Slack asks."""

import asyncio
from collections import OrderedDict

_REMEMBERED = 20_000


class Pace:
    """Hands out turns to post; a channel that was quiet gets its turn at once."""

    def __init__(self, seconds_between: float) -> None:
        self._seconds = seconds_between
        self._next: OrderedDict[tuple[str, str], float] = OrderedDict()

    async def turn(self, team: str, channel: str) -> None:
        """Returns when it is this caller's turn in the channel; turns are given in the order of asking."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._next.get((team, channel), now))
        self._next[team, channel] = at + self._seconds
        self._next.move_to_end((team, channel))
        if len(self._next) > _REMEMBERED:
            self._next.popitem(last=False)
        if at > now:
            await asyncio.sleep(at - now)
