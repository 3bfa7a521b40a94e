"""Interactions whose first response is still due, and the promise that each gets one in time.

An interaction is lost three seconds after it was made. Whoever takes a turn gives its first response: the
answer itself, where it is ready; otherwise, a little more than a second after it was made, a deferral; and where
the event loop is held up by something, or has more to do than it can, a deferral from another thread. Nobody else
responds first.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.parse import urlsplit

import discord
import structlog

from bot.platforms.discord.lag import Lag
from bot.platforms.discord.limits import DEFER_NOT_BEFORE, RESCUE_AFTER, TOKEN_LIVES
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

_GLANCE = 0.05
_HELPERS = 4
_PATIENCE = 3.0
_HEADERS = {"Content-Type": "application/json", "User-Agent": "DiscordBot"}
_ALREADY_ANSWERED = 40060
_EPHEMERAL = b'{"type":5,"data":{"flags":64}}'
_PUBLIC = b'{"type":5}'
_NO_CHOICES = b'{"type":8,"data":{"choices":[]}}'


class Turn:
    """One interaction and whether somebody gives its first response already."""

    def __init__(self, interaction: discord.Interaction, *, is_private: bool, lag: float = 0.0) -> None:
        self.interaction = interaction
        self.is_private = is_private
        """Whether a deferral shows to its person only."""
        self.began = monotonic() - lag
        """When it was made, as far as we can tell."""
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
        self._lag = Lag()

    def begin(self, interaction: discord.Interaction, *, is_private: bool) -> Turn | None:
        """Start the clock for an interaction; None where it was begun before."""
        if interaction.id in self._turns:
            return None
        lag = self._lag.of(interaction.created_at.timestamp())
        turn = self._turns[interaction.id] = Turn(interaction, is_private=is_private, lag=lag)
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
    """Threads that defer what the event loop cannot: one that looks, and a few that are called where something is late.

    They speak HTTP by themselves, each over one connection, which costs a fraction of what the loop would need.
    """

    def __init__(self, after: float = RESCUE_AFTER) -> None:
        self._after = after
        self._watched: dict[int, Turn] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._late: SimpleQueue[Turn] = SimpleQueue()
        self._helping = 0

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
            if not self._watched and self._late.empty():
                self._wake.wait()
                self._wake.clear()
                continue
            with self._lock:
                self._watched = {id_: turn for id_, turn in self._watched.items() if not turn.is_taken}
                late = [turn for turn in self._watched.values() if monotonic() - turn.began > self._after]
                for turn in late:
                    if turn.take():
                        self._late.put(turn)
                needed = min(self._late.qsize(), _HELPERS - self._helping)
                self._helping += needed
            for _ in range(needed):
                threading.Thread(target=self._help, name="discord-rescue-helper", daemon=True).start()
            threading.Event().wait(_GLANCE)

    def _help(self) -> None:
        """Defer what is late until nothing is."""
        line = _Line()
        try:
            while True:
                line.defer(self._late.get_nowait())
        except Empty:
            pass
        finally:
            line.close()
            with self._lock:
                self._helping -= 1


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


class _Line:
    """A connection to Discord without the event loop, kept open from one deferral to the next."""

    def __init__(self) -> None:
        self._address = urlsplit(discord.http.Route.BASE)
        connect = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        self._connection = connect(self._address.hostname or "", self._address.port, timeout=_PATIENCE)

    def defer(self, turn: Turn) -> None:
        """Say that the answer comes later; that it could not be said is logged."""
        interaction = turn.interaction
        body = _NO_CHOICES if turn.is_completion else _EPHEMERAL if turn.is_private else _PUBLIC
        path = f"{self._address.path}/interactions/{interaction.id}/{interaction.token}/callback"
        try:
            self._connection.request("POST", path, body, _HEADERS)
            response = self._connection.getresponse()
            response.read()
            log.warning("deferred while the loop was held up", interaction=interaction.id, status=response.status)
        except (OSError, HTTPException) as error:
            log.warning("could not defer while the loop was held up", interaction=interaction.id, reason=str(error))
            self._connection.close()
        finally:
            turn.settle()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
