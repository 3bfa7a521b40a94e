"""Interactions whose first response is still due, and the promise that each gets one in time.

An interaction is lost three seconds after it was made. Whoever takes a turn gives its first response: the
answer itself, where it is ready; otherwise, after a little more than a second, a deferral; and where the event
loop is held up by something, a deferral from another thread. Nobody else responds first.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from time import monotonic
from urllib.parse import urlsplit

import discord
import structlog

from bot.platforms.discord.limits import RESCUE_AFTER, TOKEN_LIVES
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

_GLANCE = 0.05
_ALREADY_ANSWERED = 40060
_EPHEMERAL = b'{"type":5,"data":{"flags":64}}'
_PUBLIC = b'{"type":5}'
_NO_CHOICES = b'{"type":8,"data":{"choices":[]}}'


class Turn:
    """One interaction and whether somebody gives its first response already."""

    def __init__(self, interaction: discord.Interaction, *, is_private: bool) -> None:
        self.interaction = interaction
        self.is_private = is_private
        """Whether a deferral shows to its person only."""
        self.began = monotonic()
        self.settled = asyncio.Event()
        """Set once the deferral has reached Discord, or surely has not."""
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._is_taken = False

    def take(self) -> bool:
        """True for exactly one of all who ask, in any thread: whoever gets it responds."""
        with self._lock:
            taken, self._is_taken = self._is_taken, True
            return not taken

    @property
    def is_taken(self) -> bool:
        """Whether somebody responds already."""
        return self._is_taken

    @property
    def is_completion(self) -> bool:
        """Whether completions are wanted: they cannot be deferred, so none are sent in time."""
        return self.interaction.type is discord.InteractionType.autocomplete

    def settle(self) -> None:
        """Say that the deferral is through; from any thread."""
        self._loop.call_soon_threadsafe(self.settled.set)


class Turns:
    """Every turn that may still be answered, by the id of its interaction."""

    def __init__(self, tasks: Tasks, defer_after: float, rescue: "Rescue") -> None:
        self._tasks = tasks
        self._defer_after = defer_after
        self._rescue = rescue
        self._turns: dict[int, Turn] = {}

    def begin(self, interaction: discord.Interaction, *, is_private: bool) -> Turn | None:
        """Start the clock for an interaction; None where it was begun before."""
        if interaction.id in self._turns:
            return None
        turn = self._turns[interaction.id] = Turn(interaction, is_private=is_private)
        loop = asyncio.get_running_loop()
        loop.call_later(self._defer_after, self._become_due, turn)
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

    @property
    def due(self) -> int:
        """How many interactions wait for their first response."""
        return sum(not turn.is_taken for turn in self._turns.values())

    def _become_due(self, turn: Turn) -> None:
        if turn.take():
            self._tasks.start("defer an interaction", self._defer(turn))

    async def _defer(self, turn: Turn) -> None:
        try:
            await tolerating_answered(turn.interaction, lambda: _deferral(turn))
        except discord.HTTPException as error:
            log.warning("could not defer", interaction=turn.interaction.id, status=error.status, code=error.code)
        finally:
            turn.settled.set()


class Rescue:
    """A thread that defers what the event loop, held up by something, cannot."""

    def __init__(self, after: float = RESCUE_AFTER) -> None:
        self._after = after
        self._watched: dict[int, Turn] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def watch(self, turn: Turn) -> None:
        """Look after a turn until somebody has taken it."""
        with self._lock:
            self._watched[turn.interaction.id] = turn
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._look_after, name="discord-rescue", daemon=True)
                self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """End the thread; harmless when repeated."""
        self._is_closed = True
        self._wake.set()

    def _look_after(self) -> None:
        while not self._is_closed:
            if not self._watched:
                self._wake.wait()
                self._wake.clear()
                continue
            for turn in self._late():
                # One thread each: they are few, and none may wait for another.
                threading.Thread(target=_rescue, args=(turn,), daemon=True).start()
            threading.Event().wait(_GLANCE)

    def _late(self) -> list[Turn]:
        with self._lock:
            self._watched = {id_: turn for id_, turn in self._watched.items() if not turn.is_taken}
            return [t for t in self._watched.values() if monotonic() - t.began > self._after and t.take()]


async def tolerating_answered(interaction: discord.Interaction, respond: Callable[[], Awaitable[object]]) -> None:
    """Give a first response; that one was given already is fine, since a repeated one may be the reason."""
    try:
        await respond()
    except discord.InteractionResponded:
        pass
    except discord.HTTPException as error:
        if error.code != _ALREADY_ANSWERED:
            raise
        log.info("response was accepted before", interaction=interaction.id)


async def _deferral(turn: Turn) -> None:
    response = turn.interaction.response
    if turn.is_completion:
        await response.autocomplete([])
    else:
        # Never the silent kind: what is sent later then takes the place of "thinking", which repeats harmlessly.
        await response.defer(ephemeral=turn.is_private, thinking=True)


def _rescue(turn: Turn) -> None:
    interaction = turn.interaction
    body = _NO_CHOICES if turn.is_completion else _EPHEMERAL if turn.is_private else _PUBLIC
    address = urlsplit(discord.http.Route.BASE)
    connect = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = connect(address.hostname or "", address.port, timeout=3.0)
    try:
        path = f"{address.path}/interactions/{interaction.id}/{interaction.token}/callback"
        connection.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "DiscordBot"})
        status = connection.getresponse().status
        log.warning("deferred while the loop was held up", interaction=interaction.id, status=status)
    except (OSError, HTTPException) as error:
        log.warning("could not defer while the loop was held up", interaction=interaction.id, reason=str(error))
    finally:
        connection.close()
        turn.settle()
