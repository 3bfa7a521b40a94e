"""The Web API of a stand-in Slack as it is served: tokens, faults, uploads, response URLs.

What a method does is in `methods`; a `Refused` becomes `ok: false`. Faults asked for in advance come before or after
the work. Every call is kept in `calls`.
"""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.platforms.slack import limits
from bot.platforms.slack.playground.checks import Check, live_sequences, message_refusal
from bot.platforms.slack.playground.faults import Failing, Fault, Faults
from bot.platforms.slack.playground.methods import Methods, Refused, message_of, rewrite
from bot.platforms.slack.playground.workspace import Json, Message, Workspace

_JSON_ARGUMENTS = ("blocks", "view", "metadata", "prompts", "loading_messages", "files", "attachments")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached the Web API; `at` is on the monotonic clock."""

    method: str
    arguments: Json
    token: str
    at: float


@dataclass(slots=True)
class ResponseUrl:
    """Where a bot may answer an interaction, five times within half an hour."""

    workspace: Workspace
    channel: str
    user: str
    of: Message | None = None
    uses: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + limits.RESPONSE_URL_LIFE.total_seconds())


class WebApi(Methods):
    """The methods over HTTP, for the workspaces of one stand-in Slack."""

    def __init__(self, workspaces: dict[str, Workspace], faults: Faults) -> None:
        super().__init__()
        self.workspaces = workspaces
        self.faults = faults
        self.calls: list[Call] = []
        self.objections: list[str] = []
        """What further checks found wrong with what the bot sent; a test fails on any."""
        self.checks: list[Check] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.extra: dict[str, Callable[[Json, str], Json]] = {}
        """Methods without a workspace's token: those of OAuth and Socket Mode."""

    def routes(self) -> list[web.RouteDef]:
        """What to serve."""
        return [
            web.route("*", "/api/{method}", self._call),
            web.post("/response/{id}", self._respond),
            web.post("/upload/{id}", self._upload),
        ]

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        token = str(arguments.pop("token", "")) or request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token.startswith("Basic "):
            arguments["client_id"], _, arguments["client_secret"] = b64decode(token[6:]).decode().partition(":")
        self.calls.append(Call(method, arguments, token, time.monotonic()))
        return await self._with_fault(request, method, lambda: self._answer(method, arguments, token))

    async def _with_fault(self, request: web.Request, name: str, work: Callable[[], Json]) -> web.StreamResponse:
        fault = self.faults.take(name)
        before = {Failing.REFUSED, Failing.LIMITED, Failing.BROKEN, Failing.SILENT}
        answer = {} if fault and fault.how in before else work()
        for workspace in self.workspaces.values():
            workspace.touch()
        if fault is None:
            if answer.get("error") == "ratelimited":
                return web.json_response(answer, status=429, headers={"Retry-After": "1"})
            return web.json_response(answer)
        return await _act_out(request, fault)

    def _answer(self, method: str, arguments: Json, token: str) -> Json:
        for check in self.checks:
            self.objections += check(method, arguments)
        self.objections += [f"{method} would wake people: {sequence}" for sequence in live_sequences(method, arguments)]
        try:
            answer = self._carry_out(method, arguments, token)
        except Refused as refusal:
            return {"ok": False, "error": refusal.error, "response_metadata": {"messages": list(refusal.reasons)}}
        return {"ok": True, **answer}

    def _carry_out(self, method: str, arguments: Json, token: str) -> Json:
        if method in self.extra:
            return self.extra[method](arguments, token)
        workspace = next((w for w in self.workspaces.values() if w.bot_token == token and w.is_installed), None)
        if workspace is None:
            raise Refused("invalid_auth" if token else "not_authed")
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if handler is None:
            raise Refused("unknown_method")
        answer: Json = handler(workspace, arguments)
        return answer

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        arguments = await _arguments(request)
        self.calls.append(Call("response_url", arguments, "", time.monotonic()))
        url = self.response_urls.get(request.match_info["id"])
        if url is None or url.uses >= limits.RESPONSE_URL_USES or time.monotonic() > url.until:
            return web.json_response({"ok": False, "error": "used_url" if url else "expired_url"}, status=404)
        url.uses += 1
        return await self._with_fault(request, "response_url", lambda: self._use(url, arguments))

    def _use(self, url: ResponseUrl, arguments: Json) -> Json:
        self.objections += [
            f"response_url would wake people: {found}" for found in live_sequences("response_url", arguments)
        ]
        if arguments.get("delete_original") and url.of is not None:
            url.workspace.messages.remove(url.of)
            return {"ok": True}
        refusal = message_refusal(arguments)
        if refusal:
            return {"ok": False, "error": refusal.error, "response_metadata": {"messages": refusal.reasons}}
        if arguments.get("replace_original") and url.of is not None:
            rewrite(url.of, arguments)
            return {"ok": True}
        only_for = None if arguments.get("response_type") == "in_channel" else url.user
        channel = url.workspace.channels[url.channel]
        url.workspace.add(message_of(url.workspace, channel, arguments, only_for=only_for))
        return {"ok": True}


async def _arguments(request: web.Request) -> Json:
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    elif request.can_read_body:
        arguments |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    for key in _JSON_ARGUMENTS:
        if isinstance(arguments.get(key), str):
            arguments[key] = json.loads(arguments[key])
    return arguments


async def _act_out(request: web.Request, fault: Fault) -> web.StreamResponse:
    match fault.how:
        case Failing.REFUSED:
            return web.json_response({"ok": False, "error": fault.error})
        case Failing.LIMITED:
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": f"{fault.seconds:g}"})
        case Failing.BROKEN | Failing.BROKEN_AFTER:
            return web.Response(status=fault.status, text="upstream trouble")
        case Failing.SILENT | Failing.SILENT_AFTER:
            await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
