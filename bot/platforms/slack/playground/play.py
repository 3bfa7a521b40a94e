"""`signpost play slack`: the mentor in a pretend Slack, on a page of this machine, without a workspace or a token.

The face is the real one and talks to the stand-in as to Slack itself.
"""

import asyncio
import html
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.platforms.playing.acting import act
from bot.platforms.playing.host import Host, Offer, Opened, Place, taking
from bot.platforms.playing.page import Look
from bot.platforms.playing.widgets import actions, article, button
from bot.platforms.slack.face import SlackFace
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.showing import opened, shown
from bot.platforms.slack.playground.workspace import Json, Message
from bot.platforms.slack.settings import SlackSettings

PORT = 8790
_PROMPT = "prompt"
_MENTIONED = re.compile(r"&lt;@([A-Z0-9]+)&gt;")
_ROOMS = (
    Place("direct", "Signpost", "Ask anything, or type /mentor for the commands."),
    Place("general", "# general", "Write to the channel; @mentor in front asks the mentor. /mentor works here too."),
    Place("home", "Home tab", "Where you stand, published by the mentor.", writes=False),
)


async def play(
    face_of: Callable[[SlackSettings], SlackFace], announce: Callable[[str], None], port: int = PORT
) -> None:
    """Serves the page until cancelled; `announce` is told its address once somebody can use it."""
    slack = PlaySlack()
    scene = SlackScene(slack)
    slack.extra_routes = Host(scene).routes()
    with taking(port):
        await slack.start(port)
    face = face_of(slack.settings())

    async def begin() -> None:
        await face.until_ready()
        await scene.greet()
        announce(f"{slack.url}/")

    try:
        await act(face, begin)
    finally:
        await slack.stop()


class SlackScene:
    """What one person called Ada sees and does."""

    look = Look("Slack", side="#3f0e40", here="#1164a3")

    def __init__(self, slack: PlaySlack) -> None:
        self._slack = slack
        self._space = slack.home
        self._people = slack.people[slack.home.team]
        self._me = next(iter(slack.home.people))
        self._rooms = {
            "direct": slack.home.direct(self._me).id,
            "general": next(id_ for id_, channel in slack.home.channels.items() if not channel.is_im),
        }
        self._threads: dict[str, str] = {}

    async def greet(self) -> None:
        """Opens the conversation, as somebody would who clicks on the app."""
        await self._people.open_home(self._me, tab="messages")

    @property
    def version(self) -> int:
        return self._space.version

    async def changed(self, after: int, seconds: float) -> None:
        with suppress(TimeoutError):
            await self._space.until(lambda: self._space.version > after, seconds)

    def places(self) -> Sequence[Place]:
        return _ROOMS

    def articles(self, place: str) -> Sequence[str]:
        if place == "home":
            homes = self._space.homes.get(self._me)
            return (self._named(shown(homes[-1]["blocks"], "", "home")) if homes else "<p>Nothing here yet.</p>",)
        seen = self._seen(self._rooms[place])
        return [self._message(message) for message in seen] or [*self._suggestions(place)]

    def _suggestions(self, place: str) -> Iterator[str]:
        """The prompts that Slack shows where nothing was said yet."""
        if place == "direct" and self._space.prompts:
            titles = [prompt["title"] for prompt in self._space.prompts[-1]["prompts"]]
            yield article("Signpost", actions(*(button(title, _PROMPT, "") for title in titles)), note="suggests")

    def opened(self) -> Opened | None:
        view = next((view for view in reversed(self._space.views) if view.user == self._me), None)
        if view is None:
            return None
        page = opened(view)
        return replace(page, html=self._named(page.html))

    def status(self) -> str:
        """What the bot says of itself while it works; Slack forgets it when the answer comes."""
        if not self._space.statuses:
            return ""
        status = self._space.statuses[-1]
        answered = self._space.said_by_bot(status["channel_id"], status["thread_ts"])
        asked = [m for m in self._space.messages if not m.is_from_bot and m.thread_ts in {None, status["thread_ts"]}]
        return "" if len(answered) >= len(asked) else f"Signpost {status['status']}"

    async def offers(self, room: str, text: str) -> Sequence[Offer]:  # noqa: ARG002 - Slack completes no words
        return ()

    async def do(self, deed: Json) -> None:
        channel = self._rooms.get(str(deed.get("room")), self._rooms["direct"])
        match deed.get("kind"):
            case "say":
                await self._say(channel, str(deed["text"]))
            case "pick":
                await self._pick(str(deed["message"]), str(deed["label"]))
            case "visit" if deed.get("room") == "home":
                await self._people.open_home(self._me)
            case "send" | "shut":
                await self._finish(str(deed["view"]), deed)

    async def _say(self, channel: str, text: str) -> None:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        command, _, words = escaped.partition(" ")
        if command == "/mentor":
            envelope = await self._people.slash(self._me, channel, words)
            await asyncio.wait_for(envelope.acknowledged.wait(), 5)
            if envelope.answer:
                self._add_private(channel, envelope.answer)
        elif channel == self._rooms["direct"]:
            said = await self._people.say(self._me, channel, escaped, self._threads.get(channel))
            self._threads.setdefault(channel, said.ts)
        elif escaped.lower().startswith("@mentor"):
            said = await self._people.mention(self._me, channel, escaped[len("@mentor") :].strip(" :,"))
            self._threads[channel] = said.ts
        else:
            await self._people.say(self._me, channel, escaped, self._threads.get(channel))

    async def _pick(self, where: str, label: str) -> None:
        if where == _PROMPT:
            for prompt in self._space.prompts[-1]["prompts"]:
                if prompt["title"] == label:
                    await self._say(self._rooms["direct"], prompt["message"])
            return
        if where == "home":
            await self._people.click_home(self._me, label)
            return
        view = next((view for view in self._space.views if view.id == where), None)
        if view is not None:
            await self._people.click_view(view, label)
            return
        channel, _, ts = where.partition("/")
        message = self._space.message(channel, ts)
        if message is not None:
            await self._people.click(self._me, message, label)

    async def _finish(self, view_id: str, deed: Json) -> None:
        view = next((view for view in self._space.views if view.id == view_id), None)
        if view is None:
            return
        if deed["kind"] == "send":
            await self._people.submit(view, {str(k): str(v) for k, v in deed.get("values", {}).items()})
        if view in self._space.views:
            self._space.views.remove(view)
        self._space.touch()

    def _add_private(self, channel: str, answer: Json) -> None:
        text, blocks = str(answer.get("text", "")), answer.get("blocks", [])
        ts = self._space.next_ts()
        self._space.add(Message(channel, ts, self._space.bot_user, text, blocks, only_for=self._me, is_from_bot=True))

    def _seen(self, channel: str) -> list[Message]:
        return [m for m in self._space.messages if m.channel == channel and m.only_for in {None, self._me}]

    def _message(self, message: Message) -> str:
        name = "Signpost" if message.is_from_bot else self._space.people[message.user].name.capitalize()
        kind = " ".join(("reply" if message.thread_ts else "", "private" if message.only_for else "")).strip()
        text = message.text.replace(f"<@{self._space.bot_user}>", "@mentor")
        body = self._named(shown(message.blocks, text, f"{message.channel}/{message.ts}"))
        return article(name, body, kind=kind, note="only visible to you" if message.only_for else "")

    def _named(self, page: str) -> str:
        """HTML with the names of those who are mentioned in it."""
        people = self._space.people

        def name(found: re.Match[str]) -> str:
            return f"<strong>@{html.escape(people[found[1]].name if found[1] in people else found[1])}</strong>"

        return _MENTIONED.sub(name, page)
