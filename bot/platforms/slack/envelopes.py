"""Envelopes of Socket Mode: what is in one is taken in, and then it is acknowledged on the socket that it came by.

Events are acknowledged once they are in the spool, with others of their bundle; clicks, forms and commands once they
are written down, each with its answer. Called by `socket`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import structlog

from bot.errors import StorageError
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.routing import is_event
from bot.platforms.slack.spool import Bundle
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

Answer = Callable[[Payload], Awaitable[Payload | None]]
"""Takes an envelope and returns what to acknowledge with; raises where it must not be acknowledged."""

ToSpool = Callable[[Payload], Bundle]
"""Takes an event in; it is acknowledged once its bundle is written."""

_ACKNOWLEDGED_WITHIN = 2.0
"""Seconds for what is in hand when we close; Slack gives three for all of it."""

_ANSWERED_AT_ONCE = 64
"""Clicks, forms and commands under way together; of a burst, the first are acknowledged while the last wait."""


@dataclass(slots=True, eq=False)
class Source:
    """A socket with the envelopes that came by it."""

    socket: aiohttp.ClientWebSocketResponse
    bundle: Bundle | None = None
    """What its latest event is written down with,"""
    unacknowledged: list[str] = field(default_factory=list)
    """and the envelopes that are acknowledged then."""


class Envelopes:
    """The envelopes of all sockets."""

    def __init__(self, answer: Answer, to_spool: ToSpool, tasks: Tasks) -> None:
        self._answer = answer
        self._to_spool = to_spool
        self._tasks = tasks
        self._turns = asyncio.Semaphore(_ANSWERED_AT_ONCE)
        self._under_way = 0
        self._all_acknowledged = asyncio.Event()
        self._all_acknowledged.set()

    def take_in(self, source: Source, envelope: Payload) -> None:
        """Take an envelope in: an event into the spool, all else to whoever answers at once."""
        payload = envelope.get("payload")
        if not isinstance(payload, dict) or not is_event(payload):
            self._acknowledge_soon("slack envelope", self._acknowledge(source, envelope))
            return
        bundle = self._to_spool(payload)
        if bundle is not source.bundle:
            source.bundle, source.unacknowledged = bundle, []
            written = self._acknowledge_together(source, bundle, source.unacknowledged)
            self._acknowledge_soon("slack envelopes", written)
        source.unacknowledged.append(envelope["envelope_id"])

    async def acknowledged(self) -> None:
        """Wait, for no longer than a moment, until all that was taken in is acknowledged."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_ACKNOWLEDGED_WITHIN):
                await self._all_acknowledged.wait()

    def _acknowledge_soon(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._under_way += 1
        self._all_acknowledged.clear()
        self._tasks.start(name, work).add_done_callback(self._is_acknowledged)

    def _is_acknowledged(self, _: asyncio.Task[None]) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._all_acknowledged.set()

    async def _acknowledge_together(self, source: Source, bundle: Bundle, envelopes: list[str]) -> None:
        try:
            await bundle.written()
        except StorageError as error:
            log.warning("slack envelopes not acknowledged", reason=str(error))
            return
        for envelope in envelopes:
            await _send(source, {"envelope_id": envelope})

    async def _acknowledge(self, source: Source, envelope: Payload) -> None:
        async with self._turns:
            answer = await self._answer(envelope)
        acknowledgement: Payload = {"envelope_id": envelope["envelope_id"]}
        if answer is not None:
            acknowledgement["payload"] = answer
        await _send(source, acknowledgement)


def envelope_in(text: str) -> Payload:
    """What a frame says; nothing where it is no envelope, which must not cost us the connection."""
    try:
        envelope = orjson.loads(text)
    except orjson.JSONDecodeError:
        envelope = None
    if not isinstance(envelope, dict):
        log.warning("slack sent what is no envelope", characters=len(text))
        return {}
    return envelope


async def _send(source: Source, acknowledgement: Payload) -> None:
    if source.socket.closed:
        return  # Slack sends it again on another connection, and there it is known
    with suppress(ConnectionError):
        await source.socket.send_str(orjson.dumps(acknowledgement).decode())
