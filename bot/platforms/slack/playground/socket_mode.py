"""The Socket Mode side of a stand-in Slack: connections, envelopes, acknowledgements, redelivery.

An envelope is answered once: when its socket goes away before the acknowledgement it goes out again
on another one, with the attempt counted, as Slack does.
"""

import asyncio
import itertools
import json
import time
import uuid
from collections import deque
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.platforms.slack.playground.workspace import Json

APPROXIMATE_CONNECTION_SECONDS = 18_060


@dataclass(slots=True)
class Envelope:
    """Something sent to the bot, and when and how it was acknowledged."""

    kind: str
    payload: Json
    takes_answer: bool
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempt: int = 0
    reason: str = ""
    sent_at: float = 0.0
    acknowledged_after: float | None = None
    answer: Json | None = None
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)

    def to_json(self) -> str:
        """The envelope on the wire."""
        shown: Json = {
            "envelope_id": self.id, "type": self.kind, "payload": self.payload,
            "accepts_response_payload": self.takes_answer,
        }  # fmt: skip
        if self.kind == "events_api":
            shown |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return json.dumps(shown)


class SocketSide:
    """All sockets that a bot has open to this stand-in Slack."""

    def __init__(self) -> None:
        self.sockets: list[web.WebSocketResponse] = []
        self.connections = 0
        self.fewest = 0
        """The smallest number of sockets since the first one was opened."""
        self.hello_wanted = True
        self.closes_at_once = False
        self.mute = False
        """Open sockets stay open and say nothing at all, as a half-dead connection does."""
        self.envelopes: dict[str, Envelope] = {}
        self._unacknowledged: dict[web.WebSocketResponse, dict[str, Envelope]] = {}
        self._waiting: deque[Envelope] = deque()
        self._tickets: set[str] = set()
        self._turn = itertools.count()
        self._connected = asyncio.Event()

    def ticket(self) -> str:
        """A way in for one connection, as `apps.connections.open` hands out."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from its ticket to its end."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(heartbeat=None if self.mute else 30)
        await socket.prepare(request)
        self.connections += 1
        if self.hello_wanted:
            await socket.send_str(json.dumps(self._hello()))
        if self.closes_at_once:
            await socket.close()
            return socket
        self.sockets.append(socket)
        self.fewest = self.fewest if self.connections > 1 else 1
        self._unacknowledged[socket] = {}
        self._connected.set()
        while self._waiting and not socket.closed:
            await self._send(self._waiting.popleft())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            await self._gone(socket)
        return socket

    async def send(self, envelope: Envelope) -> Envelope:
        """Sends an envelope, now or when the bot next has a socket open."""
        self.envelopes[envelope.id] = envelope
        await self._send(envelope)
        return envelope

    async def redeliver(self, envelope: Envelope, reason: str = "timeout") -> Envelope:
        """Sends the same payload once more, as Slack does when it saw no acknowledgement."""
        again = Envelope(envelope.kind, envelope.payload, envelope.takes_answer)
        again.attempt, again.reason = envelope.attempt + 1, reason
        return await self.send(again)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks the bot to come back on a new socket; `link_disabled` means not at all."""
        for socket in list(self.sockets):
            await socket.send_str(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "play"}}))

    async def drop(self) -> None:
        """Cuts every connection without a word."""
        for socket in list(self.sockets):
            await socket.close(code=1006 if socket.closed else 1011)

    async def until_connected(self, seconds: float = 10.0) -> None:
        """Waits until the bot has a socket open."""
        async with asyncio.timeout(seconds):
            while not self.sockets:
                self._connected.clear()
                await self._connected.wait()

    async def _send(self, envelope: Envelope) -> None:
        living = [socket for socket in self.sockets if not socket.closed]
        if not living:
            self._waiting.append(envelope)
            return
        socket = living[next(self._turn) % len(living)]
        self._unacknowledged[socket][envelope.id] = envelope
        envelope.sent_at = time.perf_counter()
        try:
            await socket.send_str(envelope.to_json())
        except ConnectionError:
            return

    def _acknowledge(self, answer: Json) -> None:
        envelope = self.envelopes.get(str(answer.get("envelope_id")))
        if envelope is None or envelope.acknowledged.is_set():
            return
        envelope.acknowledged_after = time.perf_counter() - envelope.sent_at
        envelope.answer = answer.get("payload")
        envelope.acknowledged.set()
        for held in self._unacknowledged.values():
            held.pop(envelope.id, None)

    async def _gone(self, socket: web.WebSocketResponse) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)
            self.fewest = min(self.fewest, len(self.sockets))
        for envelope in self._unacknowledged.pop(socket, {}).values():
            envelope.attempt, envelope.reason = envelope.attempt + 1, "connection_failed"
            await self._send(envelope)

    def _hello(self) -> Json:
        return {
            "type": "hello", "num_connections": len(self.sockets) + 1,
            "debug_info": {"host": "play", "approximate_connection_time": APPROXIMATE_CONNECTION_SECONDS},
            "connection_info": {"app_id": "A0MENTOR"},
        }  # fmt: skip
