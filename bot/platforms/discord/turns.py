"""Interactions whose first response is still due, and the promise that each gets one in time.

An interaction is lost three seconds after it was made. Whoever takes a turn gives its first response: the
answer itself, where it is ready; otherwise, a little more than a second after it was made, a deferral; and where
the event loop is held up by something, a deferral from another thread. Where many are due at once, or one has
waited for long already, nobody hopes for the answer: they are hurried, which is to say deferred as soon as they are
written down. Nobody else responds first.
"""

import asyncio

import discord

from bot.platforms.discord.deferring import defer, defer_cheaply
from bot.platforms.discord.lag import Lag
from bot.platforms.discord.limits import DEFER_NOT_BEFORE, DEFERRALS_AT_ONCE, HURRY_ABOVE, HURRY_AFTER, TOKEN_LIVES
from bot.platforms.discord.rescue import Rescue
from bot.platforms.discord.turn import Turn
from bot.tasks import Tasks


class Turns:
    """Every turn that may still be answered, by the id of its interaction."""

    def __init__(self, tasks: Tasks, defer_after: float, rescue: Rescue) -> None:
        self._tasks = tasks
        self._defer_after = defer_after
        self._rescue = rescue
        self._turns: dict[int, Turn] = {}
        self._due: set[Turn] = set()
        self._hurried: set[Turn] = set()
        self._lines = asyncio.Semaphore(DEFERRALS_AT_ONCE)
        self._lag = Lag()

    def begin(self, interaction: discord.Interaction, *, is_private: bool) -> Turn | None:
        """Start the clock for an interaction; None where it was begun before."""
        if interaction.id in self._turns:
            return None
        lag = self._lag.of(interaction.created_at.timestamp())
        turn = Turn(interaction, is_private=is_private, lag=lag, when_taken=self._is_no_longer_due)
        self._turns[interaction.id] = turn
        self._due.add(turn)
        if lag > HURRY_AFTER or len(self._due) > HURRY_ABOVE:
            turn.is_hurried = True
            self._hurried.add(turn)
        loop = asyncio.get_running_loop()
        loop.call_later(max(DEFER_NOT_BEFORE, self._defer_after - lag), self._become_due, turn)
        loop.call_later(TOKEN_LIVES, self._turns.pop, interaction.id, None)
        self._rescue.watch(turn)
        return turn

    def get(self, interaction: int) -> Turn | None:
        """The turn of an interaction that began in this process and can still be answered."""
        return self._turns.get(interaction)

    def leave(self, interaction: int) -> None:
        """Leave an interaction to another process, which has it too."""
        turn = self._turns.pop(interaction, None)
        if turn is not None:
            turn.take()

    async def hurry(self, turn: Turn) -> None:
        """Defer a turn that is hurried, now that it is known whether everybody may see that; others wait."""
        if not turn.is_hurried:
            return
        async with self._lines:
            if turn.take():
                await self._settled(turn, is_cheap=True)

    @property
    def due(self) -> int:
        """How many interactions wait for their first response."""
        return len(self._due)

    @property
    def are_pressing(self) -> bool:
        """Whether some are hurried and not deferred yet, so that everything else had better wait."""
        return bool(self._hurried)

    def _become_due(self, turn: Turn) -> None:
        if turn.take():
            self._tasks.start("defer an interaction", self._settled(turn, is_cheap=turn.is_hurried))

    async def _settled(self, turn: Turn, *, is_cheap: bool) -> None:
        with turn.responding():
            await (defer_cheaply(turn) if is_cheap else defer(turn))

    def _is_no_longer_due(self, turn: Turn) -> None:
        self._due.discard(turn)
        self._hurried.discard(turn)
