"""The Web API of a stand-in Slack: the methods that a mentor calls, with Slack's refusals.

Each method is a function from a workspace and arguments to an answer; a `Refused` becomes
`ok: false`. Faults asked for in advance come before or after the work. Every call is kept in `calls`.
"""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from bot.platforms.slack import limits
from bot.platforms.slack.playground.checks import Check, live_sequences, message_refusal, view_refusal
from bot.platforms.slack.playground.faults import Failing, Fault, Faults
from bot.platforms.slack.playground.workspace import Channel, Json, Message, View, Workspace

_JSON_ARGUMENTS = ("blocks", "view", "metadata", "prompts", "loading_messages", "files", "attachments")


class Refused(Exception):  # noqa: N818 - it is Slack's word for an outcome, not a fault of ours
    """`ok: false` with this code and these reasons."""

    def __init__(self, error: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(error)
        self.error, self.reasons = error, tuple(reasons)


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


class WebApi:
    """The methods, over the workspaces of one stand-in Slack."""

    def __init__(self, workspaces: dict[str, Workspace], faults: Faults) -> None:
        self.workspaces = workspaces
        self.faults = faults
        self.calls: list[Call] = []
        self.objections: list[str] = []
        """What further checks found wrong with what the bot sent; a test fails on any."""
        self.checks: list[Check] = []
        self.triggers: dict[str, tuple[Workspace, str, float]] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.uploads: dict[str, bytes] = {}
        self.seconds_between_posts: float | None = None
        self.extra: dict[str, Callable[[Json, str], Json]] = {}
        """Methods without a workspace's token: those of OAuth and Socket Mode."""
        self._last_post: dict[tuple[str, str], float] = {}

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
        self.objections += [f"{method} would wake people: {sequence}" for sequence in live_sequences(arguments)]
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

    # what a bot is and sees

    def _auth_test(self, workspace: Workspace, _: Json) -> Json:
        return {
            "url": "http://127.0.0.1/", "team": workspace.name, "team_id": workspace.team, "user": "mentor",
            "user_id": workspace.bot_user, "bot_id": "B0MENTOR",
        }  # fmt: skip

    def _users_info(self, workspace: Workspace, arguments: Json) -> Json:
        person = workspace.people.get(arguments.get("user", ""))
        if person is None:
            raise Refused("user_not_found")
        return {"user": {"id": person.id, "name": person.name, "is_admin": person.is_admin, "is_bot": person.is_bot}}

    def _usergroups_list(self, workspace: Workspace, _: Json) -> Json:
        return {"usergroups": [{"id": id_, "users": list(users)} for id_, users in workspace.groups.items()]}

    def _conversations_open(self, workspace: Workspace, arguments: Json) -> Json:
        return {"channel": {"id": _channel(workspace, arguments.get("users", "")).id}}

    def _conversations_replies(self, workspace: Workspace, arguments: Json) -> Json:
        root = arguments.get("ts", "")
        return self._page(workspace, arguments, lambda m: root in {m.ts, m.thread_ts})

    def _conversations_history(self, workspace: Workspace, arguments: Json) -> Json:
        return self._page(workspace, arguments, lambda m: m.thread_ts in {None, m.ts})

    def _page(self, workspace: Workspace, arguments: Json, belongs: Callable[[Message], bool]) -> Json:
        channel = _channel(workspace, arguments.get("channel", ""))
        oldest = float(arguments.get("oldest") or 0)
        found = [
            m for m in workspace.messages
            if m.channel == channel.id and m.only_for is None and belongs(m) and float(m.ts) > oldest
        ]  # fmt: skip
        start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
        shown = [m.to_json() for m in found[start : start + size]]
        if str(arguments.get("include_all_metadata")).lower() not in {"true", "1"}:
            shown = [{key: value for key, value in m.items() if key != "metadata"} for m in shown]
        more = start + size < len(found)
        cursor = {"next_cursor": str(start + size) if more else ""}
        return {"messages": shown, "has_more": more, "response_metadata": cursor}

    # what a bot says

    def _chat_postMessage(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        channel = _channel(workspace, arguments.get("channel", ""))
        self._keep_pace(workspace, channel)
        message = _message(workspace, channel, arguments)
        workspace.add(message)
        return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}

    def _chat_postEphemeral(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        channel = _channel(workspace, arguments.get("channel", ""))
        if arguments.get("user") not in channel.people:
            raise Refused("user_not_in_channel")
        if "metadata" in arguments:
            raise Refused("invalid_arguments", ("an ephemeral message has no metadata",))
        message = workspace.add(_message(workspace, channel, arguments, only_for=arguments["user"]))
        return {"message_ts": message.ts}

    def _chat_update(self, workspace: Workspace, arguments: Json) -> Json:
        message = workspace.message(arguments.get("channel", ""), arguments.get("ts", ""))
        if message is None or message.only_for:
            raise Refused("message_not_found")
        if not message.is_from_bot:
            raise Refused("cant_update_message")
        _rewrite(message, arguments)
        message.metadata = arguments.get("metadata", message.metadata)
        workspace.touch()
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _chat_delete(self, workspace: Workspace, arguments: Json) -> Json:
        message = workspace.message(arguments.get("channel", ""), arguments.get("ts", ""))
        if message is None or message.only_for:
            raise Refused("message_not_found")
        if not message.is_from_bot:
            raise Refused("cant_delete_message")
        workspace.messages.remove(message)
        workspace.touch()
        return {"channel": message.channel, "ts": message.ts}

    def _assistant_threads_setStatus(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        if len(arguments.get("loading_messages") or []) > limits.LOADING_MESSAGES:
            raise Refused("invalid_arguments")
        if not arguments.get("thread_ts"):
            raise Refused("invalid_thread_ts")
        workspace.statuses.append(arguments)
        return {}

    def _assistant_threads_setSuggestedPrompts(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802
        if "thread_ts" in arguments:
            raise Refused("invalid_arguments", ("with agent_view prompts have no thread_ts",))
        if len(arguments.get("prompts") or []) > limits.SUGGESTED_PROMPTS:
            raise Refused("too_many_prompts")
        workspace.prompts.append(arguments)
        return {}

    # views and files

    def _views_open(self, workspace: Workspace, arguments: Json) -> Json:
        _, user, until = self.triggers.pop(arguments.get("trigger_id", ""), (None, "", 0.0))
        if not user:
            raise Refused("invalid_trigger_id")
        if time.monotonic() > until:
            raise Refused("expired_trigger_id")
        view = _view(workspace, user, arguments)
        workspace.views.append(view)
        return {"view": {**view.content, "id": view.id, "hash": view.hash}}

    def _views_update(self, workspace: Workspace, arguments: Json) -> Json:
        view = next((view for view in workspace.views if view.id == arguments.get("view_id")), None)
        if view is None:
            raise Refused("not_found")
        view.content, view.hash = _checked_view(arguments), workspace.next_ts()
        return {"view": {**view.content, "id": view.id, "hash": view.hash}}

    _views_push = _views_open

    def _views_publish(self, workspace: Workspace, arguments: Json) -> Json:
        content = _checked_view(arguments)
        workspace.homes.setdefault(arguments.get("user_id", ""), []).append(content)
        return {"view": {**content, "id": f"V{workspace.next_ts()}"}}

    def _files_getUploadURLExternal(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        if not arguments.get("filename") or int(arguments.get("length") or 0) <= 0:
            raise Refused("invalid_arguments")
        id_ = f"F{workspace.next_ts().replace('.', '')}"
        return {"file_id": id_, "upload_url": f"{self.uploads_at}/upload/{id_}"}

    uploads_at = ""

    def _files_completeUploadExternal(self, _: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        files = arguments.get("files") or []
        if any(file["id"] not in self.uploads for file in files):
            raise Refused("file_not_found")
        return {"files": [{"id": file["id"]} for file in files]}

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
        self.objections += [f"response_url would wake people: {found}" for found in live_sequences(arguments)]
        if arguments.get("delete_original") and url.of is not None:
            url.workspace.messages.remove(url.of)
            return {"ok": True}
        refusal = message_refusal(arguments)
        if refusal:
            return {"ok": False, "error": refusal.error, "response_metadata": {"messages": refusal.reasons}}
        if arguments.get("replace_original") and url.of is not None:
            _rewrite(url.of, arguments)
            return {"ok": True}
        only_for = None if arguments.get("response_type") == "in_channel" else url.user
        channel = url.workspace.channels[url.channel]
        url.workspace.add(_message(url.workspace, channel, arguments, only_for=only_for))
        return {"ok": True}

    def _keep_pace(self, workspace: Workspace, channel: Channel) -> None:
        now = time.monotonic()
        last = self._last_post.get((workspace.team, channel.id))
        if self.seconds_between_posts and last is not None and now - last < self.seconds_between_posts:
            raise Refused("ratelimited")
        self._last_post[workspace.team, channel.id] = now


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


def _channel(workspace: Workspace, id_: str) -> Channel:
    if id_ in workspace.people:
        return workspace.direct(id_)
    channel = workspace.channels.get(id_)
    if channel is None:
        raise Refused("channel_not_found")
    if not channel.has_bot:
        raise Refused("not_in_channel")
    return channel


def _message(workspace: Workspace, channel: Channel, arguments: Json, only_for: str | None = None) -> Message:
    refusal = message_refusal(arguments)
    if refusal:
        raise Refused(refusal.error, refusal.reasons)
    return Message(
        channel.id, workspace.next_ts(), workspace.bot_user, arguments.get("text") or "",
        arguments.get("blocks") or [], arguments.get("thread_ts"), arguments.get("metadata"), only_for,
        is_from_bot=True,
    )  # fmt: skip


def _rewrite(message: Message, arguments: Json) -> None:
    refusal = message_refusal(arguments)
    if refusal:
        raise Refused(refusal.error, refusal.reasons)
    message.text, message.blocks = arguments.get("text") or "", arguments.get("blocks") or []
    message.edits += 1


def _checked_view(arguments: Json) -> Json:
    content: Json = arguments.get("view") or {}
    refusal = view_refusal(content)
    if refusal:
        raise Refused(refusal.error, refusal.reasons)
    return content


def _view(workspace: Workspace, user: str, arguments: Json) -> View:
    return View(f"V{workspace.next_ts()}", user, _checked_view(arguments), workspace.next_ts())
