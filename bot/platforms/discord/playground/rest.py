"""The REST API, as far as the mentor uses it, with everything that can go wrong with a request.

https://docs.discord.com/developers/reference
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from aiohttp import BodyPartReader, web

from bot.platforms.discord.playground import access, payloads
from bot.platforms.discord.playground.callbacks import Callbacks
from bot.platforms.discord.playground.faults import Fault, Faults
from bot.platforms.discord.playground.gateway import Gateway
from bot.platforms.discord.playground.posts import Posts, Refusal
from bot.platforms.discord.playground.rules import command_faults
from bot.platforms.discord.playground.world import Channel, ChannelType, Json, Message, World

PREFIX = "/api/v10"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    body: Any
    files: dict[str, bytes] = field(default_factory=dict, compare=False)
    query: dict[str, str] = field(default_factory=dict)
    at: float = field(default_factory=monotonic, compare=False)

    def __str__(self) -> str:
        """As faults look for it."""
        return f"{self.method} {self.path}"


Answer = tuple[int, Any]
Handler = Callable[..., Answer]


class Rest:
    """Answers requests and keeps them for whoever wants to look."""

    def __init__(
        self, world: World, posts: Posts, gateway: Gateway, faults: Faults, address: Callable[[], str]
    ) -> None:
        self._world = world
        self._posts = posts
        self._gateway = gateway
        self._faults = faults
        self._address = address
        self.token: str | None = None
        """The only token that is taken; any where it is None."""
        self.requests: list[Request] = []
        self.keeps_requests = True
        self.on_request: Callable[[Request], None] = _unwatched
        self.on_answer: Callable[[Request, int, Any], None] = _unwatched_answer
        callbacks = Callbacks(world, posts)
        self._routes: list[tuple[re.Pattern[str], Handler]] = [
            (re.compile(f"^{pattern}$"), handler)
            for pattern, handler in (
                (r"GET /users/@me", self._me),
                (r"GET /oauth2/applications/@me|GET /applications/@me", self._application),
                (r"GET /gateway/bot", self._gateway_bot),
                (r"GET /gateway", lambda _: (200, {"url": self._address()})),
                (r"PUT /applications/(\d+)/commands", self._set_commands),
                (r"GET /applications/(\d+)/commands", lambda _, __: (200, world.commands)),
                (r"POST /users/@me/channels", self._open_direct),
                (r"GET /guilds/(\d+)/members/(\d+)", self._member),
                (r"GET /channels/(\d+)", self._get_channel),
                (r"GET /channels/(\d+)/messages", self._history),
                (r"POST /channels/(\d+)/messages", self._post),
                (r"GET /channels/(\d+)/messages/(\d+)", self._get_message),
                (r"PATCH /channels/(\d+)/messages/(\d+)", self._edit),
                (r"DELETE /channels/(\d+)/messages/(\d+)", self._delete),
                (r"POST /channels/(\d+)/messages/(\d+)/threads", self._thread),
                (r"POST /channels/(\d+)/typing", lambda _, __: (204, None)),
                (r"POST /interactions/(\d+)/([^/]+)/callback", callbacks.respond),
                (r"POST /webhooks/(\d+)/([^/]+)", callbacks.follow_up),
                (r"GET /webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", callbacks.fetch),
                (r"PATCH /webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", callbacks.edit),
                (r"DELETE /webhooks/(\d+)/([^/]+)/messages/(@original|\d+)", callbacks.delete),
            )
        ]

    async def serve(self, raw: web.Request) -> web.StreamResponse:
        """Answer one request, or have it fail as the faults say."""
        request = await _read(raw)
        if self.keeps_requests:
            self.requests.append(request)
        self.on_request(request)
        if self._faults.latency is not None:
            await asyncio.sleep(self._faults.latency())
        fault = self._faults.strike(str(request))
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        headers, limited = self._limit(request)
        if limited is not None:
            return _response(429, limited, headers | {"Via": "1.1 stand-in"})
        if fault is not None and fault.status and not fault.after_effect:
            return _response(fault.status, {"message": "stand-in fault", "code": 0}, headers)
        if self.token is not None and raw.headers.get("Authorization", f"Bot {self.token}") != f"Bot {self.token}":
            return _response(401, {"message": "401: Unauthorized", "code": 0}, headers)
        status, body = self._answer(request)
        self.on_answer(request, status, body)
        if fault is not None and fault.status:
            self._doubt(request, fault)
            return _response(fault.status, {"message": "stand-in fault", "code": 0}, headers)
        return _response(status, body, headers)

    def _answer(self, request: Request) -> Answer:
        line = f"{request.method} {request.path}"
        for pattern, handler in self._routes:
            match = pattern.match(line)
            if match:
                try:
                    return handler(request, *match.groups())
                except Refusal as refusal:
                    return refusal.status, refusal.body
        self._world.breach("route", f"{line} is no route the stand-in knows")
        return 404, {"message": "404: Not Found", "code": 0}

    def _limit(self, request: Request) -> tuple[dict[str, str], Json | None]:
        headers: dict[str, str] = {}
        bucket = re.sub(r"/messages/\d+", "/messages/id", request.path)
        for limit in self._faults.limits:
            state = limit.take(str(request), bucket)
            if state is None:
                continue
            left, seconds = state
            if not limit.is_global:
                headers = {
                    "X-RateLimit-Limit": str(limit.requests),
                    "X-RateLimit-Remaining": str(max(0, left)),
                    "X-RateLimit-Reset-After": f"{seconds:.3f}",
                    "X-RateLimit-Reset": f"{seconds + 1:.3f}",
                    "X-RateLimit-Bucket": f"{request.method}-{hash(bucket) & 0xFFFF:x}",
                }
            if left < 0:
                limit.give_back(bucket)
                body = {"message": "You are being rate limited.", "retry_after": seconds, "global": limit.is_global}
                return headers, body
        return headers, None

    def _doubt(self, request: Request, _: Fault) -> None:
        """Remember that the bot does not know whether its first response arrived."""
        match = re.match(r"/interactions/(\d+)/", request.path)
        if match and int(match[1]) in self._world.interactions:
            self._world.interactions[int(match[1])].was_doubted = True

    def _me(self, _: Request) -> Answer:
        return 200, payloads.own_user_json(self._world.bot)

    def _application(self, _: Request) -> Answer:
        return 200, {
            "id": str(self._world.application),
            "name": self._world.bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "type": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "hook": True,
            "owner": payloads.user_json(self._world.bot),
            "team": None,
            "redirect_uris": [],
            "rpc_origins": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
        }

    def _gateway_bot(self, _: Request) -> Answer:
        limit = {
            "total": 1000,
            "remaining": self._gateway.remaining_sessions,
            "reset_after": 1000,
            "max_concurrency": self._gateway.max_concurrency,
        }
        return 200, {"url": self._address(), "shards": 1, "session_start_limit": limit}

    def _set_commands(self, request: Request, _: str) -> Answer:
        self._posts.refuse_body(list(command_faults(request.body)))
        world = self._world
        world.syncs += 1
        world.commands = [
            {
                "type": 1,
                "options": [],
                "description": "",
                "default_member_permissions": None,
                **command,
                "id": str(world.new_id()),
                "application_id": str(world.application),
                "version": str(world.new_id()),
            }
            for command in request.body
        ]
        world.touch()
        return 200, world.commands

    def _open_direct(self, request: Request) -> Answer:
        user = self._world.users.get(int(request.body["recipient_id"]))
        if user is None:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return 200, payloads.channel_json(direct_channel(self._world, user.id))

    def _get_channel(self, _: Request, id_: str) -> Answer:
        channel = self._channel(id_)
        if access.missing(channel, self._world.bot.id, access.VIEW_CHANNEL):
            raise Refusal(403, 50001, "Missing Access")
        return 200, payloads.channel_json(channel, self._world.bot.id)

    def _history(self, request: Request, id_: str) -> Answer:
        channel = self._channel(id_)
        lacking = access.missing(channel, self._world.bot.id, access.VIEW_CHANNEL | access.READ_HISTORY)
        if lacking:
            self._world.breach("permission", f"{', '.join(lacking)} in #{channel.name}")
            return 200, []
        limit, after = int(request.query.get("limit", 50)), int(request.query.get("after", 0))
        before = int(request.query.get("before", 1 << 63))
        visible = [m for m in channel.messages if not m.is_deleted and m.seen_by is None and after < m.id < before]
        chosen = visible[:limit] if after else visible[-limit:]
        return 200, [self._as_read(message) for message in reversed(chosen)]

    def _as_read(self, message: Message) -> Json:
        return {key: value for key, value in payloads.message_json(message).items() if key != "nonce"}

    def _post(self, request: Request, id_: str) -> Answer:
        return 200, payloads.message_json(self._posts.by_bot(self._channel(id_), request.body, request.files))

    def _get_message(self, _: Request, channel: str, id_: str) -> Answer:
        return 200, self._as_read(self._message(channel, id_))

    def _edit(self, request: Request, channel: str, id_: str) -> Answer:
        message = self._message(channel, id_)
        return 200, payloads.message_json(self._posts.edit(message, request.body, request.files))

    def _delete(self, _: Request, channel: str, id_: str) -> Answer:
        message = self._message(channel, id_)
        if message.author.id != self._world.bot.id:
            self._world.breach("permission", "deletes somebody else's message")
            raise Refusal(403, 50013, "Missing Permissions")
        self._posts.delete(message)
        return 204, None

    def _thread(self, request: Request, channel: str, id_: str) -> Answer:
        thread = self._posts.open_thread(self._message(channel, id_), str(request.body.get("name", "")))
        return 201, payloads.channel_json(thread, self._world.bot.id)

    def _member(self, _: Request, guild: str, user: str) -> Answer:
        found = self._world.guilds.get(int(guild))
        if found is None or found.is_left:
            raise Refusal(404, 10004, "Unknown Guild")
        if int(user) not in found.members:
            raise Refusal(404, 10007, "Unknown Member")
        member = payloads.member_json(found, int(user))
        return 200, {**member, "user": payloads.user_json(self._world.users[int(user)])}

    def _channel(self, id_: str) -> Channel:
        channel = self._world.channels.get(int(id_))
        if channel is None or channel.is_deleted:
            raise Refusal(404, 10003, "Unknown Channel")
        if channel.guild is not None and channel.guild.is_left:
            raise Refusal(403, 50001, "Missing Access")
        return channel

    def _message(self, channel: str, id_: str) -> Message:
        found = self._world.messages.get(int(id_))
        if found is None or found.is_deleted or found.channel is not self._channel(channel) or found.seen_by:
            raise Refusal(404, 10008, "Unknown Message")
        return found


def direct_channel(world: World, user: int) -> Channel:
    """The direct messages between the bot and a person."""
    for channel in world.channels.values():
        if channel.recipient is not None and channel.recipient.id == user:
            return channel
    person = world.users[user]
    channel = Channel(world.new_id(), f"@{person.name}", ChannelType.DM, recipient=person, members={user, world.bot.id})
    world.channels[channel.id] = channel
    return channel


async def _read(raw: web.Request) -> Request:
    files: dict[str, bytes] = {}
    body: Any = None
    if raw.content_type == "multipart/form-data":
        async for part in await raw.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                files[str(part.name)] = content
    elif raw.can_read_body:
        text = await raw.text()
        body = json.loads(text) if text else None
    return Request(raw.method, raw.path.removeprefix(PREFIX), body, files, dict(raw.query))


def _response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={**headers, "Content-Type": "application/json"}
    )


def _unwatched(_: Request) -> None:
    return None


def _unwatched_answer(_: Request, __: int, ___: Any) -> None:
    return None
