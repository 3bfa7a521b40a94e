"""Socket Mode that heals itself: always one living connection, a new one before an old one goes.

Slack replaces connections every few hours and says so; connections also die unseen, or live and stay
silent. Each is looked after by its own task; between two attempts the wait grows, so that nothing spins.
"""

import asyncio
import random
from dataclasses import dataclass, field
from enum import StrEnum

import aiohttp
import structlog

from bot.errors import PlatformError
from bot.platforms.slack.calls import LimitedError, RefusedError, SlackCalls
from bot.platforms.slack.envelopes import Answer, Envelopes, Source, ToSpool, envelope_in
from bot.platforms.slack.payload import text_at
from bot.tasks import Patience, Tasks

log = structlog.get_logger(__name__)

_LAST_FOR_GOOD = 30.0
"""Seconds after which a connection counts as one that worked, and the wait begins anew."""

_GREETED_WITHIN = 10.0
_OLD_ONE_MAY_FINISH = 30.0
_HEARTBEAT = 10.0


class SocketState(StrEnum):
    """How Socket Mode is doing."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    SWITCHED_OFF = "switched_off"
    """Slack says that Socket Mode is not enabled for the app; someone has to enable it."""
    REFUSED = "refused"
    """The app-level token is not accepted."""
    CLOSED = "closed"


@dataclass(slots=True)
class SocketHealth:
    """What an operator wants to know; ages are in seconds."""

    state: SocketState = SocketState.CONNECTING
    connections: int = 0
    opened: int = 0
    failures_in_a_row: int = 0
    seconds_since_envelope: float | None = None
    last_failure: str = ""


@dataclass(slots=True, eq=False)
class _Connection:
    socket: aiohttp.ClientWebSocketResponse
    opened_at: float
    greeted: asyncio.Event = field(default_factory=asyncio.Event)
    replaced: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = Source(self.socket)


class SlackSocket:
    """All connections of this process to Slack's Socket Mode."""

    def __init__(
        self, calls: SlackCalls, app_token: str, answer: Answer, to_spool: ToSpool, *,
        refresh_when_silent_for: float, patience: Patience | None = None,
    ) -> None:  # fmt: skip
        self._calls = calls
        self._app_token = app_token
        self._silence = refresh_when_silent_for
        self._patience = patience or Patience(0.5, 30.0)
        self._tasks = Tasks()
        self._living: list[_Connection] = []
        self._health = SocketHealth()
        self._last_envelope: float | None = None
        self._connected = asyncio.Event()
        self._closing = asyncio.Event()
        self._envelopes = Envelopes(answer, to_spool, self._tasks)

    async def run(self) -> None:
        """Stays connected until closed."""
        while not self._closing.is_set():
            started = _now()
            try:
                connection = await self._open()
            except (PlatformError, aiohttp.ClientError, TimeoutError, OSError) as error:
                await self._after_failure(error)
                continue
            await self._until_to_be_replaced(connection)
            if self._closing.is_set():
                break
            log.info("slack socket is replaced", reason=connection.reason)
            if _now() - started < _LAST_FOR_GOOD:
                await self._after_failure(None, connection.reason)
            else:
                self._health.failures_in_a_row = 0

    async def until_connected(self) -> None:
        """Returns once Slack has greeted us."""
        await self._connected.wait()

    async def close(self) -> None:
        """Takes nothing new, lets what is being acknowledged finish, and closes every connection."""
        self._closing.set()
        await self._envelopes.acknowledged()
        for connection in list(self._living):
            connection.replaced.set()
            await connection.socket.close()
        await self._tasks.close()
        self._health.state = SocketState.CLOSED

    def health(self) -> SocketHealth:
        """How it is doing at this moment."""
        self._health.connections = len(self._living)
        age = None if self._last_envelope is None else _now() - self._last_envelope
        self._health.seconds_since_envelope = age
        return self._health

    async def _open(self) -> _Connection:
        """A new connection that Slack has greeted."""
        opened = await self._calls.once("apps.connections.open", self._app_token, {})
        session = self._calls.client.session
        if session is None:
            raise aiohttp.ClientConnectionError("the session is closed")
        timeout = aiohttp.ClientWSTimeout(ws_close=5.0)
        url = text_at(opened, "url")
        async with asyncio.timeout(_GREETED_WITHIN):
            socket = await session.ws_connect(url, heartbeat=_HEARTBEAT, timeout=timeout, max_msg_size=0)
        if self._closing.is_set():
            await socket.close()
            raise aiohttp.ClientConnectionError("closing")
        connection = _Connection(socket, _now())
        self._tasks.start("slack socket reads", self._read(connection))
        try:
            async with asyncio.timeout(_GREETED_WITHIN):
                await connection.greeted.wait()
            if connection.replaced.is_set():
                raise aiohttp.ClientConnectionError(connection.reason)
        except (TimeoutError, aiohttp.ClientError, asyncio.CancelledError):
            await socket.close()
            raise
        self._health.opened += 1
        self._health.state = SocketState.CONNECTED
        self._connected.set()
        return connection

    async def _read(self, connection: _Connection) -> None:
        self._living.append(connection)
        try:
            async for message in connection.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(connection, message.data)
        finally:
            self._living.remove(connection)
            if not self._living and self._health.state is SocketState.CONNECTED:
                self._health.state = SocketState.CONNECTING
            connection.reason = connection.reason or f"closed with {connection.socket.close_code}"
            connection.greeted.set()
            connection.replaced.set()

    def _take(self, connection: _Connection, text: str) -> None:
        envelope = envelope_in(text)
        match envelope.get("type"):
            case "hello":
                connection.greeted.set()
            case "disconnect":
                connection.reason = text_at(envelope, "reason") or "disconnect"
                if connection.reason == "link_disabled":
                    self._health.state = SocketState.SWITCHED_OFF
                self._tasks.start("slack socket steps back", self._step_back(connection))
            case _ if self._closing.is_set():
                pass  # Slack sends events again, to whoever is there then
            case _ if "envelope_id" in envelope:
                self._last_envelope = _now()
                self._envelopes.take_in(connection.source, envelope)

    async def _step_back(self, connection: _Connection) -> None:
        """Lets an old connection finish while a new one is opened, then closes it."""
        connection.replaced.set()
        try:
            async with asyncio.timeout(_OLD_ONE_MAY_FINISH):
                while len(self._living) < 2 and not connection.socket.closed:  # noqa: PLR2004, ASYNC110 - it and the new
                    await asyncio.sleep(0.05)
        except TimeoutError:
            log.warning("no new slack socket in time")
        await connection.socket.close()

    async def _until_to_be_replaced(self, connection: _Connection) -> None:
        """Returns when the connection closed, Slack wants another one, or nothing came for too long."""
        while not connection.replaced.is_set():
            heard = max(self._last_envelope or 0.0, connection.opened_at)
            wait = heard + self._silence - _now()
            if wait <= 0:
                connection.reason = "silent for too long"
                self._tasks.start("slack socket steps back", self._step_back(connection))
                return
            try:
                async with asyncio.timeout(wait):
                    await connection.replaced.wait()
            except TimeoutError:
                continue

    async def _after_failure(self, error: Exception | None, reason: str = "") -> None:
        self._health.failures_in_a_row += 1
        self._health.last_failure = type(error).__name__ if error else reason
        if isinstance(error, RefusedError):
            self._health.last_failure = error.code
            is_off = error.code in {"socket_mode_disabled", "forbidden_team", "not_allowed_token_type"}
            self._health.state = SocketState.SWITCHED_OFF if is_off else SocketState.REFUSED
        elif not self._living:
            self._health.state = SocketState.CONNECTING
        wait = self._patience.after(self._health.failures_in_a_row) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        if isinstance(error, LimitedError):
            wait = max(wait, error.seconds)
        if error is not None:
            log.warning("slack socket failed", reason=self._health.last_failure, again_in_seconds=round(wait, 2))
        await self._pause(wait)

    async def _pause(self, seconds: float) -> None:
        """Waits, but not for longer than we are wanted."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return


def _now() -> float:
    return asyncio.get_running_loop().time()
