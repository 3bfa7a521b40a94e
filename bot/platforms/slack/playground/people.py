"""What people in a stand-in Slack do: write, mention, click, fill in, open the home tab.

Each deed makes the payloads Slack would make and hands them to whichever transport the bot listens
on; a mention arrives as two events, as in the real thing.
"""

import time
import uuid
from collections.abc import Awaitable, Callable, Mapping

from bot.platforms.slack import limits
from bot.platforms.slack.playground.http_side import event_callback
from bot.platforms.slack.playground.reading import element_of
from bot.platforms.slack.playground.socket_mode import Envelope
from bot.platforms.slack.playground.web_api import ResponseUrl, WebApi
from bot.platforms.slack.playground.workspace import Json, Message, View, Workspace

Send = Callable[[Envelope], Awaitable[Envelope]]


class People:
    """The deeds of the people in one workspace."""

    def __init__(self, workspace: Workspace, api: WebApi, send: Send) -> None:
        self.workspace = workspace
        self._api = api
        self._send = send
        self.trigger_life = limits.TRIGGER_LIFE.total_seconds()
        self.url = ""
        """Where this stand-in Slack is, for response URLs."""

    async def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Mentions the bot in a channel: an `app_mention` and its `message` twin."""
        said = self.write(user, channel, f"<@{self.workspace.bot_user}> {text}", thread_ts)
        await self._send(self.event(said, kind="app_mention"))
        await self._send(self.event(said))
        return said

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Writes in a channel, in a thread or directly to the bot."""
        said = self.write(user, channel, text, thread_ts)
        await self._send(self.event(said))
        return said

    def write(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Puts a message into a channel without telling the bot."""
        space = self.workspace
        return space.add(Message(channel, space.next_ts(), user, text, thread_ts=thread_ts))

    async def edit(self, said: Message, text: str, after: float = 5.0) -> Envelope:
        """Writes a message anew, so many seconds after it was written."""
        before = said.to_json()
        said.text = text
        said.edits += 1
        edited = {"user": said.user, "ts": f"{float(said.ts) + after:.6f}"}
        channel, ts = self.workspace.channels[said.channel], self.workspace.next_ts()
        event = {
            "type": "message", "subtype": "message_changed", "hidden": True, "channel": said.channel, "ts": ts,
            "event_ts": ts, "channel_type": "im" if channel.is_im else "channel", "previous_message": before,
            "message": {**said.to_json(), "edited": edited},
        }  # fmt: skip
        return await self._send(self.envelope(event))

    def event(self, said: Message, kind: str = "message", event_id: str | None = None) -> Envelope:
        """The event of a message, with a new id unless one is given."""
        channel = self.workspace.channels[said.channel]
        event: Json = {**said.to_json(), "type": kind, "channel": said.channel, "event_ts": said.ts}
        if kind == "message":
            event["channel_type"] = "im" if channel.is_im else "channel"
        return self.envelope(event, event_id)

    def envelope(self, event: Json, event_id: str | None = None) -> Envelope:
        """Any event in its wrapper."""
        space = self.workspace
        id_ = event_id or f"Ev{uuid.uuid4().hex[:10].upper()}"
        return Envelope("events_api", event_callback(space.team, event, id_, space.bot_user, space.enterprise), False)

    async def open_home(self, user: str, tab: str = "home") -> Envelope:
        """Opens the bot's home or messages tab."""
        event = {
            "type": "app_home_opened", "user": user, "channel": self.workspace.direct(user).id, "tab": tab,
            "event_ts": self.workspace.next_ts(),
        }  # fmt: skip
        return await self._send(self.envelope(event))

    async def slash(self, user: str, channel: str, text: str, command: str = "/mentor") -> Envelope:
        """Types the slash command."""
        payload = {
            **self._who(user), "channel_id": channel, "channel_name": self.workspace.channels[channel].name,
            "command": command, "text": text, "api_app_id": "A0MENTOR", "is_enterprise_install": "false",
            "response_url": self.response_url(user, channel), "trigger_id": self.trigger(user),
        }  # fmt: skip
        return await self._send(Envelope("slash_commands", payload, True))

    async def click(self, user: str, message: Message, label: str) -> Envelope:
        """Picks the button or menu entry with this label in a message."""
        return await self._send(self.picked(user, message, label))

    def picked(self, user: str, message: Message, label: str) -> Envelope:
        """What picking sends, not sent yet."""
        _, _, action = element_of(message.blocks, label)
        envelope = self._about(user, message)
        envelope.payload["actions"] = [action | {"action_ts": self.workspace.next_ts()}]
        return envelope

    def _about(self, user: str, message: Message) -> Envelope:
        """An interaction with a message, what was done not filled in yet."""
        container = {
            "type": "message", "message_ts": message.ts, "channel_id": message.channel,
            "is_ephemeral": message.only_for is not None,
        } | ({"thread_ts": message.thread_ts} if message.thread_ts else {})  # fmt: skip
        payload = self._interaction("block_actions", user) | {
            "container": container, "channel": {"id": message.channel, "name": "somewhere"},
            "response_url": self.response_url(user, message.channel, message),
        }  # fmt: skip
        if message.only_for is None:
            payload["message"] = message.to_json()
        return Envelope("interactive", payload, True)

    async def click_home(self, user: str, label: str) -> Envelope:
        """Picks something in the home tab."""
        view = self.workspace.homes[user][-1]
        _, _, action = element_of(view["blocks"], label)
        payload = self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": "VHOME"}, "view": {"id": "VHOME", **view},
            "actions": [action | {"action_ts": self.workspace.next_ts()}],
        }  # fmt: skip
        return await self._send(Envelope("interactive", payload, True))

    async def click_view(self, view: View, label: str) -> Envelope:
        """Picks something in an open modal."""
        _, _, action = element_of(view.content["blocks"], label)
        payload = self._interaction("block_actions", view.user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": {"id": view.id, "hash": view.hash, **view.content},
            "actions": [action | {"action_ts": self.workspace.next_ts()}],
        }
        return await self._send(Envelope("interactive", payload, True))

    async def choose(self, user: str, message: Message, prompt: str, picked: Json) -> Envelope:
        """Picks with Slack's own menu of channels or groups, under this prompt; `picked` is what it selects."""
        section = next(
            block for block in message.blocks if block["type"] == "section" and block["text"]["text"] == prompt
        )
        envelope = self._about(user, message)
        envelope.payload["actions"] = [{"action_id": section["accessory"]["action_id"], **picked}]
        return await self._send(envelope)

    async def submit(self, view: View, values: Mapping[str, str]) -> Envelope:
        """Fills in an open modal, by block id, and sends it."""
        state: Json = {}
        for block in view.content["blocks"]:
            if block["type"] == "input":
                element, block_id = block["element"], block["block_id"]
                state[block_id] = {element["action_id"]: _filled(element, values.get(block_id))}
        payload = self._interaction("view_submission", view.user) | {
            "view": {**view.content, "id": view.id, "hash": view.hash, "state": {"values": state}},
            "response_urls": [], "is_enterprise_install": False, "enterprise": None,
        }  # fmt: skip
        answered = await self._send(Envelope("interactive", payload, True))
        if not answered.answer and view in self.workspace.views:
            self.workspace.views.remove(view)
        return answered

    async def shortcut(self, user: str, message: Message, callback_id: str = "ask_mentor") -> Envelope:
        """Uses the message shortcut on anybody's message."""
        payload = self._interaction("message_action", user) | {
            "callback_id": callback_id, "channel": {"id": message.channel, "name": "somewhere"},
            "message": message.to_json(), "message_ts": message.ts, "action_ts": self.workspace.next_ts(),
            "response_url": self.response_url(user, message.channel),
        }  # fmt: skip
        return await self._send(Envelope("interactive", payload, True))

    async def type_in_menu(self, view: View, action_id: str, typed: str) -> Envelope:
        """Types into a menu of a modal that asks the bot for its entries."""
        where = {"container": {"type": "view", "view_id": view.id}, "view": {**view.content, "id": view.id}}
        return await self.type_anywhere(view.user, action_id, typed, where)

    async def type_anywhere(self, user: str, action_id: str, typed: str, where: Json | None = None) -> Envelope:
        """Types into such a menu, and waits for the entries."""
        asked = {"action_id": action_id, "block_id": "b", "value": typed}
        envelope = Envelope("interactive", self._interaction("block_suggestion", user) | asked | (where or {}), True)
        await self._send(envelope)
        await envelope.acknowledged.wait()
        return envelope

    def trigger(self, user: str) -> str:
        """A trigger id with which the bot may open one modal soon."""
        id_ = f"{uuid.uuid4().int % 10**13}.{uuid.uuid4().hex[:8]}"
        self._api.triggers[id_] = (self.workspace, user, time.monotonic() + self.trigger_life)
        return id_

    def response_url(self, user: str, channel: str, of: Message | None = None) -> str:
        """An address at which the bot may answer five times."""
        id_ = uuid.uuid4().hex
        self._api.response_urls[id_] = ResponseUrl(self.workspace, channel, user, of)
        return f"{self.url}/response/{id_}"

    def _who(self, user: str) -> Json:
        space = self.workspace
        return {
            "token": "play", "team_id": space.team, "team_domain": space.name, "user_id": user,
            "user_name": space.people[user].name,
        }  # fmt: skip

    def _interaction(self, kind: str, user: str) -> Json:
        space = self.workspace
        person = {"id": user, "username": space.people[user].name, "team_id": space.team}
        enterprise = {"id": space.enterprise, "name": "grid"} if space.enterprise else None
        return {
            "type": kind, "team": {"id": space.team, "domain": space.name}, "user": person, "api_app_id": "A0MENTOR",
            "token": "play", "trigger_id": self.trigger(user), "enterprise": enterprise, "is_enterprise_install": False,
        }  # fmt: skip


def _filled(element: Json, value: str | None) -> Json:
    kind = element["type"]
    if kind in {"static_select", "external_select", "radio_buttons"}:
        option = next((o for o in element.get("options", []) if value in {o["value"], o["text"]["text"]}), None)
        if option is None and value and kind == "external_select":
            option = {"text": {"type": "plain_text", "text": value}, "value": value}
        return {"type": kind, "selected_option": option or element.get("initial_option")}
    return {"type": kind, "value": value if value is not None else element.get("initial_value")}
