"""Deferrals from other threads, for interactions that the event loop is too busy or too stuck to defer in time.

`turns` has every turn watched; nobody else calls this.
"""

import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.parse import urlsplit

import discord
import structlog

from bot.platforms.discord.deferring import callback_of, deferral_of
from bot.platforms.discord.limits import RESCUE_AFTER
from bot.platforms.discord.turn import Turn

log = structlog.get_logger(__name__)

_GLANCE = 0.05
_HELPERS = 4
_PATIENCE = 3.0
_HEADERS = {"Content-Type": "application/json", "User-Agent": "DiscordBot"}


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


class _Line:
    """A connection to Discord without the event loop, kept open from one deferral to the next."""

    def __init__(self) -> None:
        self._address = urlsplit(discord.http.Route.BASE)
        connect = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        self._connection = connect(self._address.hostname or "", self._address.port, timeout=_PATIENCE)

    def defer(self, turn: Turn) -> None:
        """Say that the answer comes later; that it could not be said is logged."""
        interaction = turn.interaction
        path = f"{self._address.path}{callback_of(interaction)}"
        try:
            self._connection.request("POST", path, deferral_of(turn), _HEADERS)
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
