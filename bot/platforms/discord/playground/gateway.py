"""The gateway: sessions with heartbeat, zlib-stream, resume and everything that can happen to a connection.

https://docs.discord.com/developers/events/gateway
"""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from aiohttp import WSMsgType, web

from bot.platforms.discord.playground import payloads
from bot.platforms.discord.playground.world import Channel, Guild, Json, Message, World

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _INVALID, _HELLO, _ACK = 0, 1, 2, 6, 7, 9, 10, 11
_PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
_KEPT = 20_000
_INTENT = {"thread": 1 << 0, "guild": 1 << 0, "channel": 1 << 0, "message": 1 << 9}
_DIRECT_MESSAGES = 1 << 12


class Session:
    """One session of one shard; it outlives its connections."""

    def __init__(self, id_: str, shard: tuple[int, int], intents: int) -> None:
        self.id = id_
        self.shard = shard
        self.intents = intents
        self.sequence = 0
        self.kept: deque[tuple[int, Json]] = deque(maxlen=_KEPT)
        self.connection: Connection | None = None
        self.is_invalid = False

    def dispatch(self, event: str, payload: Json) -> None:
        """Send an event, or keep it until the session is resumed."""
        self.sequence += 1
        frame = {"op": _DISPATCH, "t": event, "s": self.sequence, "d": payload}
        self.kept.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.send(frame)

    def has(self, guild: Guild | None) -> bool:
        """Whether events of a server belong to this shard; direct messages belong to the first."""
        return (guild.id >> 22) % self.shard[1] == self.shard[0] if guild is not None else self.shard[0] == 0


class Connection:
    """One websocket with its compression."""

    def __init__(self, socket: web.WebSocketResponse, *, compresses: bool) -> None:
        self.socket = socket
        self.is_silent = False
        self._squeeze = zlib.compressobj() if compresses else None
        self._waiting: asyncio.Queue[bytes | str | None] = asyncio.Queue()

    def send(self, frame: Json) -> None:
        """Put a frame on its way."""
        if self.is_silent:
            return
        text = json.dumps(frame)
        if self._squeeze is None:
            self._waiting.put_nowait(text)
        else:
            self._waiting.put_nowait(self._squeeze.compress(text.encode()) + self._squeeze.flush(zlib.Z_SYNC_FLUSH))

    async def pump(self) -> None:
        """Send what is put on its way until the end."""
        while (data := await self._waiting.get()) is not None:
            with suppress(ConnectionError):
                await (self.socket.send_bytes(data) if isinstance(data, bytes) else self.socket.send_str(data))

    def abort(self) -> None:
        """Break the line without a word."""
        if self.socket._req is not None and self.socket._req.transport is not None:  # noqa: SLF001 - no other way
            self.socket._req.transport.abort()  # noqa: SLF001


class Gateway:
    """Every session, and the events of the world made into theirs."""

    def __init__(self, world: World, address: Callable[[], str]) -> None:
        self._world = world
        self._address = address
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.heartbeat_seconds = 41.25
        self.accepts = True
        self.max_concurrency = 1
        self.identifies: list[float] = []
        self.remaining_sessions = 1000
        self.on_frame: Callable[[str, Json], None] = _unwatched
        """Told of every frame, with `in` or `out`."""
        self.repeats = 1
        """How often each message and interaction is delivered."""
        self.shuffle: Callable[[list[tuple[str, Json]]], None] | None = None
        self._held: list[tuple[Session, str, Json]] = []
        self.holds = False
        world.listeners.append(self._tell)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        if not self.accepts:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(compress=False, max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(socket, compresses=request.query.get("compress") == "zlib-stream")
        self.connections.add(connection)
        pump = asyncio.get_running_loop().create_task(connection.pump(), name="gateway pump")
        session: Session | None = None
        connection.send(
            {"op": _HELLO, "t": None, "s": None, "d": {"heartbeat_interval": self.heartbeat_seconds * 1000}}
        )
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                frame = json.loads(message.data)
                self.on_frame("in", frame)
                session = self._take(frame, connection, session)
        finally:
            self.connections.discard(connection)
            if session is not None and session.connection is connection:
                session.connection = None
            pump.cancel()
        return socket

    def redeliver(self, events: Iterable[tuple[Session, str, Json]]) -> None:
        """Send events that were held back, in the order given."""
        for session, event, payload in events:
            session.dispatch(event, payload)

    def release(self) -> list[tuple[Session, str, Json]]:
        """The events held back so far; none are held back from now on."""
        held, self._held, self.holds = self._held, [], False
        return held

    async def close_all(self, code: int) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            await connection.socket.close(code=code, message=b"")

    def abort_all(self) -> None:
        """Break every line."""
        for connection in list(self.connections):
            connection.abort()

    def ask_to_reconnect(self) -> None:
        """Ask every session to come back on a new connection."""
        for connection in list(self.connections):
            connection.send({"op": _RECONNECT, "t": None, "s": None, "d": None})

    def invalidate_all(self, *, resumable: bool = False) -> None:
        """Say that every session is no more."""
        for session in self.sessions.values():
            session.is_invalid = not resumable
            if session.connection is not None:
                session.connection.send({"op": _INVALID, "t": None, "s": None, "d": resumable})

    def fall_silent(self) -> None:
        """Keep the lines open and say nothing any more, not even to heartbeats."""
        for connection in self.connections:
            connection.is_silent = True

    @property
    def live(self) -> list[Session]:
        """The sessions that are connected."""
        return [session for session in self.sessions.values() if session.connection is not None]

    def _take(self, frame: Json, connection: Connection, session: Session | None) -> Session | None:
        match frame.get("op"):
            case 1:
                connection.send({"op": _ACK, "t": None, "s": None, "d": None})
            case 2:
                return self._identify(frame["d"], connection)
            case 6:
                return self._resume(frame["d"], connection) or session
            case _:
                pass
        return session

    def _identify(self, data: Json, connection: Connection) -> Session:
        now = monotonic()
        recent = [moment for moment in self.identifies if now - moment < 4.5]  # noqa: PLR2004 - Discord says 5
        if len(recent) >= self.max_concurrency:
            self._world.breach("gateway", "identifies more often than max_concurrency allows")
        self.identifies.append(now)
        self.remaining_sessions -= 1
        if data["intents"] & _PRIVILEGED:
            self._world.breach("gateway", "asks for a privileged intent")
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(f"session-{len(self.sessions) + 1}", (shard[0], shard[1]), data["intents"])
        session.connection = connection
        self.sessions[session.id] = session
        guilds = [g for g in self._world.guilds.values() if session.has(g) and not g.is_left]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": payloads.own_user_json(self._world.bot),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self._address(),
                "shard": list(session.shard),
                "application": {"id": str(self._world.application), "flags": 0, "flags_new": "0"},
            },
        )
        for guild in guilds:
            session.dispatch("GUILD_CREATE", payloads.guild_json(guild, self._world.bot))
        self._world.touch()
        return session

    def _resume(self, data: Json, connection: Connection) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or session.is_invalid:
            connection.send({"op": _INVALID, "t": None, "s": None, "d": False})
            return None
        session.connection = connection
        for sequence, frame in session.kept:
            if sequence > data["seq"]:
                connection.send(frame)
        session.dispatch("RESUMED", {})
        self._world.touch()
        return session

    def _tell(self, event: str, subject: Any, where: Channel | Guild | None) -> None:
        guild = where.guild if isinstance(where, Channel) else where
        for session in self.sessions.values():
            if session.is_invalid or not session.has(guild) or not _wanted(event, guild, session.intents):
                continue
            payload = self._payload(event, subject, session)
            if payload is None:
                continue
            name = "THREAD_CREATE" if event == "thread_join" else event.upper()
            times = self.repeats if event in {"message_create", "interaction_create"} else 1
            for _ in range(times):
                if self.holds:
                    self._held.append((session, name, payload))
                else:
                    self.on_frame("out", {"op": _DISPATCH, "t": name, "s": session.sequence + 1, "d": payload})
                    session.dispatch(name, payload)

    def _payload(self, event: str, subject: Any, session: Session) -> Json | None:
        bot = self._world.bot
        match event:
            case "message_create" | "message_update":
                if subject.seen_by is not None:
                    return None
                return payloads.message_event(subject, bot, session.intents)
            case "message_delete":
                return _gone(subject)
            case "interaction_create":
                return payloads.interaction_json(subject, self._world)
            case "thread_create":
                return {**payloads.channel_json(subject, bot.id), "newly_created": True}
            case "thread_join":
                return payloads.channel_json(subject, bot.id)
            case "channel_create" | "channel_update" | "channel_delete" | "thread_update" | "thread_delete":
                return payloads.channel_json(subject, bot.id)
            case "guild_create":
                return payloads.guild_json(subject, bot)
            case "guild_delete":
                return {"id": str(subject.id)}
            case _:
                return None


def _wanted(event: str, guild: Guild | None, intents: int) -> bool:
    kind = event.split("_", maxsplit=1)[0]
    if kind == "message" and guild is None:
        return bool(intents & _DIRECT_MESSAGES)
    needed = _INTENT.get(kind)
    return needed is None or bool(intents & needed)


def _gone(message: Message) -> Json:
    guild = message.channel.guild
    where = {"guild_id": str(guild.id)} if guild is not None else {}
    return {"id": str(message.id), "channel_id": str(message.channel.id), **where}


def _unwatched(_: str, __: Json) -> None:
    return None
