"""`signpost play slack`: the mentor in a pretend Slack, on a page of this machine, without a workspace or a token.

The face is the real one and talks to the stand-in as to Slack itself. Only pages of this machine are
listened to: a request that another site makes a browser send is turned away.
"""

import asyncio
import html
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web

from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.page import PAGE
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.showing import shown
from bot.platforms.slack.playground.workspace import Json, Message, View

PORT = 8790
_LOOK_AGAIN_AFTER = 20.0
_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


async def play(ports: SlackPorts, announce: Callable[[str], None], port: int = PORT) -> None:
    """Serves the page until cancelled; `announce` is told its address once somebody can use it."""
    slack = PlaySlack()
    page = PlayPage(slack)
    slack.extra_routes = page.routes()
    await slack.start(port)
    face = SlackFace(slack.settings(), ports)
    running = asyncio.ensure_future(face.run())
    try:
        await face.until_ready()
        await page.greet()
        announce(f"{slack.url}/")
        await running
    finally:
        await face.close()
        await asyncio.wait({running}, timeout=15)
        await slack.stop()


class PlayPage:
    """What the page asks for and what it may do, for one person called Ada."""

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

    def routes(self) -> list[web.RouteDef]:
        """What to serve beside the stand-in's own addresses."""
        return [
            web.get("/", self._page),
            web.get("/play/state", self._state),
            web.post("/play/do", self._do),
        ]

    async def greet(self) -> None:
        """Opens the conversation, as somebody would who clicks on the app."""
        await self._people.open_home(self._me, tab="messages")

    async def _page(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        return web.Response(text=PAGE, content_type="text/html", headers=_SECURITY)

    async def _state(self, request: web.Request) -> web.Response:
        """What there is to see, at once or when it changed since `after`."""
        _only_from_here(request)
        after = int(request.query.get("after", "-1"))
        with suppress(TimeoutError):
            await self._space.until(lambda: self._space.version > after, _LOOK_AGAIN_AFTER)
        view = next((view for view in reversed(self._space.views) if view.user == self._me), None)
        homes = self._space.homes.get(self._me)
        state = {
            "version": self._space.version,
            "rooms": {name: [self._message(m) for m in self._seen(id_)] for name, id_ in self._rooms.items()},
            "home": shown(homes[-1]["blocks"], "", "home") if homes else "<p>Nothing here yet.</p>",
            "view": self._view(view) if view else None,
            "status": self._status(),
        }
        return web.json_response(state, headers=_SECURITY)

    async def _do(self, request: web.Request) -> web.Response:
        _only_from_here(request)
        deed = await request.json()
        channel = self._rooms.get(str(deed.get("room")), self._rooms["direct"])
        match deed.get("kind"):
            case "say":
                await self._say(channel, str(deed["text"]))
            case "pick":
                await self._pick(str(deed["message"]), str(deed["label"]))
            case "home":
                await self._people.open_home(self._me)
            case "send" | "shut":
                await self._finish(str(deed["view"]), deed)
        return web.json_response({})

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
        note = " <span>only visible to you</span>" if message.only_for else ""
        kind = " ".join(("reply" if message.thread_ts else "", "private" if message.only_for else "")).strip()
        text = message.text.replace(f"<@{self._space.bot_user}>", "@mentor")
        body = shown(message.blocks, text, f"{message.channel}/{message.ts}")
        return f'<article class="{kind}"><header>{html.escape(name)}{note}</header>{body}</article>'

    def _view(self, view: View) -> Json:
        content = view.content
        title = f"<h2>{html.escape(content['title']['text'])}</h2>"
        return {
            "id": view.id,
            "hash": view.hash,
            "html": title + shown(content["blocks"], "", view.id),
            "submit": html.escape(content["submit"]["text"]) if "submit" in content else "",
        }

    def _status(self) -> str:
        """What the bot says of itself while it works; Slack forgets it when the answer comes."""
        if not self._space.statuses:
            return ""
        status = self._space.statuses[-1]
        answered = self._space.said_by_bot(status["channel_id"], status["thread_ts"])
        asked = [m for m in self._space.messages if not m.is_from_bot and m.thread_ts in {None, status["thread_ts"]}]
        return "" if len(answered) >= len(asked) else f"Signpost {status['status']}"


def _only_from_here(request: web.Request) -> None:
    """Refuses what another site makes a browser send, and names that only pretend to be this machine."""
    host = request.host.rpartition(":")[0] or request.host
    origin = request.headers.get("Origin")
    if host not in _HOSTS or (origin is not None and origin != f"http://{request.host}"):
        raise web.HTTPForbidden(text="This page is for this machine alone.")
