"""What each method of the Web API does in a workspace of the stand-in Slack, with Slack's refusals.

Each is a function from a workspace and arguments to an answer, named as Slack names it, and found by that name in
`web_api`.
"""

import time
from collections.abc import Callable, Sequence

from bot.platforms.slack import limits
from bot.platforms.slack.playground.checks import message_refusal, view_refusal
from bot.platforms.slack.playground.workspace import Channel, Json, Message, View, Workspace


class Refused(Exception):  # noqa: N818 - it is Slack's word for an outcome, not a fault of ours
    """`ok: false` with this code and these reasons."""

    def __init__(self, error: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(error)
        self.error, self.reasons = error, tuple(reasons)


class Methods:
    """The methods that a mentor calls, and what outlasts a call."""

    def __init__(self) -> None:
        self.triggers: dict[str, tuple[Workspace, str, float]] = {}
        self.uploads: dict[str, bytes] = {}
        self.uploads_at = ""
        self.seconds_between_posts: float | None = None
        self._last_post: dict[tuple[str, str], float] = {}

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
        message = message_of(workspace, channel, arguments)
        workspace.add(message)
        return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}

    def _chat_postEphemeral(self, workspace: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        channel = _channel(workspace, arguments.get("channel", ""))
        if arguments.get("user") not in channel.people:
            raise Refused("user_not_in_channel")
        if "metadata" in arguments:
            raise Refused("invalid_arguments", ("an ephemeral message has no metadata",))
        message = workspace.add(message_of(workspace, channel, arguments, only_for=arguments["user"]))
        return {"message_ts": message.ts}

    def _chat_update(self, workspace: Workspace, arguments: Json) -> Json:
        message = workspace.message(arguments.get("channel", ""), arguments.get("ts", ""))
        if message is None or message.only_for:
            raise Refused("message_not_found")
        if not message.is_from_bot:
            raise Refused("cant_update_message")
        rewrite(message, arguments)
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

    def _files_completeUploadExternal(self, _: Workspace, arguments: Json) -> Json:  # noqa: N802 - Slack's name
        files = arguments.get("files") or []
        if any(file["id"] not in self.uploads for file in files):
            raise Refused("file_not_found")
        return {"files": [{"id": file["id"]} for file in files]}

    def _keep_pace(self, workspace: Workspace, channel: Channel) -> None:
        now = time.monotonic()
        last = self._last_post.get((workspace.team, channel.id))
        if self.seconds_between_posts and last is not None and now - last < self.seconds_between_posts:
            raise Refused("ratelimited")
        self._last_post[workspace.team, channel.id] = now


def _channel(workspace: Workspace, id_: str) -> Channel:
    if id_ in workspace.people:
        return workspace.direct(id_)
    channel = workspace.channels.get(id_)
    if channel is None:
        raise Refused("channel_not_found")
    if not channel.has_bot:
        raise Refused("not_in_channel")
    return channel


def message_of(workspace: Workspace, channel: Channel, arguments: Json, only_for: str | None = None) -> Message:
    """A message of the bot's; raises `Refused` where Slack would not take it."""
    refusal = message_refusal(arguments)
    if refusal:
        raise Refused(refusal.error, refusal.reasons)
    return Message(
        channel.id, workspace.next_ts(), workspace.bot_user, arguments.get("text") or "",
        arguments.get("blocks") or [], arguments.get("thread_ts"), arguments.get("metadata"), only_for,
        is_from_bot=True,
    )  # fmt: skip


def rewrite(message: Message, arguments: Json) -> None:
    """Puts something else in a message; raises `Refused` where Slack would not take it."""
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
