"""One interaction whose first response exactly one party gives, in whatever thread it is.

Made by `turns`; taken by the answer, by a deferral of the loop or by one of the rescuing threads.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import discord


class Turn:
    """One interaction and whether somebody gives its first response already."""

    def __init__(
        self,
        interaction: discord.Interaction,
        *,
        is_private: bool,
        lag: float = 0.0,
        when_taken: Callable[["Turn"], None] | None = None,
    ) -> None:
        self.interaction = interaction
        self.is_private = is_private
        """Whether a deferral shows to its person only."""
        self.began = monotonic() - lag
        """When it was made, as far as we can tell."""
        self.is_hurried = False
        """Whether there is so much to do that it is deferred as soon as it is written down."""
        self.settled = asyncio.Event()
        """Set once the first response has reached Discord, or whoever took the turn has given up."""
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._is_taken = False
        self._when_taken = when_taken

    def take(self) -> bool:
        """True for exactly one of all who ask, in any thread: whoever gets it responds."""
        with self._lock:
            taken, self._is_taken = self._is_taken, True
        if not taken and self._when_taken is not None:
            self._when_taken(self)
        return not taken

    @contextmanager
    def responding(self) -> Iterator[None]:
        """Around what whoever took the turn does: when it is over, however it ended, nobody waits for it any more."""
        try:
            yield
        finally:
            self.settled.set()

    @property
    def is_taken(self) -> bool:
        """Whether somebody responds already."""
        return self._is_taken

    @property
    def is_completion(self) -> bool:
        """Whether completions are wanted: they cannot be deferred, so none are sent in time."""
        return self.interaction.type is discord.InteractionType.autocomplete

    def settle(self) -> None:
        """Say that the first response is through; from any thread."""
        self._loop.call_soon_threadsafe(self.settled.set)
