"""A stand-in Slack on loopback: everything an unmodified slack-bolt talks to, in one process.

`PlaySlack` starts on a free port of 127.0.0.1 and is used by `signpost play slack`, by the tests and
by the benchmark. It keeps everything in memory and never calls anyone but the bot.
"""

from aiohttp import web

from bot.platforms.slack.playground.faults import Faults
from bot.platforms.slack.playground.http_side import HttpSide
from bot.platforms.slack.playground.methods import Refused
from bot.platforms.slack.playground.oauth_side import OAuthSide
from bot.platforms.slack.playground.people import People
from bot.platforms.slack.playground.socket_mode import Envelope, SocketSide
from bot.platforms.slack.playground.web_api import WebApi
from bot.platforms.slack.playground.workspace import Json, Person, Workspace
from bot.platforms.slack.settings import SlackMode, SlackSettings

APP_TOKEN = "xapp-play"  # noqa: S105
CLIENT_ID, CLIENT_SECRET = "1.2", "play-secret"


class PlaySlack:
    """One stand-in Slack with one workspace, or more after `add_workspace`."""

    def __init__(self, mode: SlackMode = SlackMode.SOCKET) -> None:
        self.mode = mode
        self.workspaces: dict[str, Workspace] = {}
        self.faults = Faults()
        self.api = WebApi(self.workspaces, self.faults)
        self.socket = SocketSide()
        self.http = HttpSide()
        self.oauth = OAuthSide(self.api, CLIENT_ID, CLIENT_SECRET)
        self.people: dict[str, People] = {}
        self.is_socket_mode_enabled = True
        self.extra_routes: list[web.RouteDef] = []
        self.api.extra["apps.connections.open"] = self._open_connection
        self.home = self.add_workspace(Workspace())
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._port}"

    def add_workspace(self, workspace: Workspace) -> Workspace:
        """Adds a workspace with two people and a channel called general."""
        self.workspaces[workspace.team] = workspace
        tail = workspace.team[1:]
        for person in (Person(f"U1{tail}", "ada", is_admin=True), Person(f"U2{tail}", "lin")):
            workspace.join(person)
        workspace.open_channel(f"C1{tail}", "general")
        self.people[workspace.team] = People(workspace, self.api, self.send)
        return workspace

    async def start(self, port: int = 0) -> None:
        """Opens the door on loopback; the same `port` may be used again after `stop`."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes([*self.api.routes(), *self.oauth.routes(), web.get("/link", self.socket.serve)])
        app.add_routes(self.extra_routes)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self._port, reuse_address=True)
        await site.start()
        addresses = self._runner.addresses
        self._port = int(addresses[0][1])
        self.api.uploads_at = self.url
        for people in self.people.values():
            people.url = self.url

    async def stop(self) -> None:
        """Goes away, cutting what is open."""
        await self.socket.drop()
        await self.http.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def send(self, envelope: Envelope) -> Envelope:
        """Hands something that happened to the bot, over the transport in use."""
        if self.mode is SlackMode.SOCKET:
            return await self.socket.send(envelope)
        return await self.http.send(envelope)

    def settings(self, public_url: str = "http://127.0.0.1", port: int = 0) -> SlackSettings:
        """The settings with which a face talks to this stand-in."""
        return SlackSettings(
            mode=self.mode, bot_token=self.home.bot_token, app_token=APP_TOKEN, client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET, signing_secret=self.http.signing_secret, public_url=public_url, port=port,
            api_url=f"{self.url}/api/",
        )  # fmt: skip

    def _open_connection(self, _: Json, token: str) -> Json:
        if token != APP_TOKEN:
            raise Refused("invalid_auth")
        if not self.is_socket_mode_enabled:
            raise Refused("socket_mode_disabled")
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={self.socket.ticket()}"}
