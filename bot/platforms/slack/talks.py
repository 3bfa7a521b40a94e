"""Which threads are followed: those in which the mentor talks with somebody and may go on unmentioned.

A thread is followed for the person who asked, not for everyone in it, so that people can talk among
themselves. After a restart the mentor's own memory tells.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.door import Letter
from bot.mentor.events import Occasion
from bot.mentor.reply import Reply

_REMEMBERED = 20_000


class FollowedTalks:
    """Says whether a message in a thread is meant for the mentor."""

    def __init__(self, knows: Callable[[Occasion], Awaitable[bool]]) -> None:
        self._knows = knows
        self._followed: OrderedDict[str, bool] = OrderedDict()

    async def follows(self, occasion: Occasion) -> bool:
        """Whether the speaker of `occasion` is in conversation with the mentor there."""
        known = self._followed.get(occasion.conversation)
        if known is None:
            known = await self._knows(occasion)
            self._remember(occasion.conversation, follow=known)
        return known

    def heard(self, letter: Letter, reply: Reply) -> None:
        """An answer was given: the talk goes on, or it ended."""
        self._remember(letter.conversation, follow=reply.follow)

    def _remember(self, conversation: str, *, follow: bool) -> None:
        self._followed[conversation] = follow
        self._followed.move_to_end(conversation)
        if len(self._followed) > _REMEMBERED:
            self._followed.popitem(last=False)
