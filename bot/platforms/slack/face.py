"""Slack's face of the mentor, built from its parts, started and closed; `bot.app` knows this class alone.

One code base for Socket Mode and for HTTP: both end in Bolt, and Bolt in `listeners`. One HTTP session
serves every call, every socket and every upload.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Clock
from bot.door import Door, Letter
from bot.errors import SettingsError, StorageError
from bot.mentor.community import Communities
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Occasion
from bot.mentor.reply import Reply
from bot.platforms.edits import Edits
from bot.platforms.marks import Marks
from bot.platforms.recent_settings import RecentSettings
from bot.platforms.slack.address import Address, Surface, Tenant
from bot.platforms.slack.calls import SlackCalls, call_timeout
from bot.platforms.slack.courier import SlackCourier, Wording
from bot.platforms.slack.home import HomeTab
from bot.platforms.slack.installations import Authorize, Installations
from bot.platforms.slack.intake import HOME_COMMAND, Intake
from bot.platforms.slack.interactivity import Interactivity
from bot.platforms.slack.links import LinkPolicy, no_links
from bot.platforms.slack.listeners import Listeners
from bot.platforms.slack.members import Members
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.posting import Posting
from bot.platforms.slack.routing import Routing
from bot.platforms.slack.settings import SlackMode, SlackSettings
from bot.platforms.slack.socket import SlackSocket, SocketHealth
from bot.platforms.slack.spool import Spool, SpooledEvents
from bot.platforms.slack.talks import FollowedTalks
from bot.platforms.slack.tenants import TenantBook
from bot.platforms.slack.tips import SlackTips
from bot.platforms.slack.tokens import OneToken
from bot.platforms.slack.waiting import WaitingSigns
from bot.platforms.slack.web import SlackWeb, oauth_settings
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

_CONNECTIONS = 200


@dataclass(frozen=True, slots=True)
class SlackHealth:
    """How the face is doing; `socket` only in Socket Mode, `unopened` the bundles of events still in the spool."""

    mode: SlackMode
    is_listening: bool
    socket: SocketHealth | None
    unopened: int = 0

    @property
    def is_well(self) -> bool:
        """Whether events can reach us at this moment."""
        return self.is_listening


@dataclass(frozen=True, slots=True)
class SlackPorts:
    """What the face needs of the rest of the house.

    `knows` tells whether the mentor is in conversation with the speaker of an occasion, in that
    conversation. `engine` reaches the database and is needed in HTTP mode alone. `prompts` are offered to
    somebody who opens the conversation; `loading` is shown while an answer takes its time. `approved` says which
    addresses may be links, `share_label` what the button says that shows a private answer to everyone.
    """

    desk: FrontDesk
    door: Door
    spooled: SpooledEvents
    clock: Clock
    knows: Callable[[Occasion], Awaitable[bool]]
    communities: Communities | None = None
    engine: AsyncEngine | None = None
    prompts: Sequence[str] = ()
    loading: Sequence[str] = ("Looking through the answers", "Checking the sources")
    marks: Marks | None = None
    approved: LinkPolicy = no_links
    share_label: str = Wording().share


class SlackFace:
    """Slack, from the first connection to the last answer."""

    def __init__(self, settings: SlackSettings, ports: SlackPorts) -> None:
        self._settings = settings
        self._ports = ports
        self._tasks = Tasks()
        self._running: _Running | None = None
        self._opened = asyncio.Event()

    async def run(self) -> None:
        """Listens and answers until closed; raises a `SignpostError` where it cannot start."""
        timeout, connector = call_timeout(self._settings.call_seconds), aiohttp.TCPConnector(limit=_CONNECTIONS)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            running = self._running = self._build(session)
            if running.web is not None:
                await running.web.open()
            running.spool.start()
            self._tasks.keep("slack answers", lambda: self._ports.door.run(running.courier))
            self._opened.set()
            try:
                await (running.web.run() if running.web else running.socket.run())
            finally:
                await self._leave(running)

    async def until_ready(self) -> None:
        """Returns once events can come in."""
        await self._opened.wait()
        if self._running is not None and self._settings.mode is SlackMode.SOCKET:
            await self._running.socket.until_connected()

    async def close(self) -> None:
        """Takes nothing new in; `run` finishes what is in hand and returns."""
        if self._running is None:
            return
        if self._running.web is not None:
            await self._running.web.close()
        else:
            await self._running.socket.close()

    def health(self) -> SlackHealth:
        """How it is doing at this moment."""
        running = self._running
        if running is None:
            return SlackHealth(self._settings.mode, False, None)
        if running.web is not None:
            return SlackHealth(self._settings.mode, running.web.is_open, None, running.spool.unopened)
        socket = running.socket.health()
        return SlackHealth(self._settings.mode, socket.connections > 0, socket, running.spool.unopened)

    @property
    def tips(self) -> SlackTips | None:
        """What brings tips to Slack, while there is a connection."""
        return self._running.tips if self._running else None

    @property
    def port(self) -> int:
        """The port that HTTP mode listens on, once it does."""
        return self._running.web.port if self._running and self._running.web else 0

    async def _leave(self, running: "_Running") -> None:
        await running.spool.close()
        await self._ports.door.drain()
        running.signs.close()
        await self._tasks.close()

    def _build(self, session: aiohttp.ClientSession) -> "_Running":
        settings, ports = self._settings, self._ports
        quiet = logging.getLogger("slack_bolt")
        client = AsyncWebClient(base_url=settings.base_url, session=session, logger=quiet)
        installations = self._installations(client)
        calls = SlackCalls(client, installations or OneToken(settings.bot_token))
        tenants = TenantBook(ports.marks)
        members = Members(calls, ports.communities, ports.clock, tenants)
        talks = FollowedTalks(ports.knows)
        settings_of = RecentSettings(ports.communities) if ports.communities is not None else None
        intake = Intake(members, settings_of, talks.follows, Edits(ports.door.delivered), ports.clock)
        home = HomeTab(calls)
        signs = WaitingSigns(calls, self._tasks, ports.loading)
        refresher = _HomeRefresher(home, intake, ports.door, self._tasks)

        def delivered(letter: Letter, reply: Reply) -> None:
            signs.take_down(letter)
            talks.heard(letter, reply)
            refresher.after(letter)

        posting = Posting(calls, Pace(settings.seconds_between_posts), settings.settling_seconds)
        wording = Wording(share=ports.share_label)
        courier = SlackCourier(
            calls, posting, home, lambda: ports.desk.commands, delivered, approved=ports.approved, wording=wording
        )
        interactivity = Interactivity(intake, members, ports.desk)
        listeners = Listeners(
            ports.desk, ports.door, intake, interactivity, members, calls, self._tasks, ports.prompts,
            arrived=signs.put_up, gone=_forgetting(installations),
        )  # fmt: skip
        app = self._bolt(client, installations)
        listeners.join(app)
        routing = Routing(app)
        spool = Spool(ports.spooled, routing.open, ports.clock)
        web = SlackWeb(app, spool, installations, settings) if installations else None
        socket = SlackSocket(
            calls, settings.app_token, routing.answer, spool.add,
            refresh_when_silent_for=settings.refresh_when_silent_for,
        )  # fmt: skip
        tips = SlackTips(calls, posting, ports.communities, lambda: self.health().is_listening, tenants, ports.approved)
        return _Running(courier, signs, spool, socket, web, tips)

    def _installations(self, client: AsyncWebClient) -> Installations | None:
        if self._settings.mode is SlackMode.SOCKET:
            return None
        if self._ports.engine is None:
            raise SettingsError("Slack in HTTP mode keeps installations in the database, and none was given.")
        return Installations(self._ports.engine, client, self._settings.client_id, self._settings.client_secret)

    def _bolt(self, client: AsyncWebClient, installations: Installations | None) -> AsyncApp:
        """Bolt answers a request once its listener has written the event down, and polls for nothing."""
        common: dict[str, Any] = {
            "name": "signpost", "client": client, "process_before_response": True,
            "attaching_conversation_kwargs_enabled": False, "logger": logging.getLogger("slack_bolt"),
        }  # fmt: skip
        if installations is None:
            return AsyncApp(**common, signing_secret="unused", authorize=_authorize_one)  # noqa: S106 - no HTTP here
        oauth = oauth_settings(self._settings, installations)
        common |= {"authorize": Authorize(installations), "oauth_settings": oauth}
        return AsyncApp(**common, signing_secret=self._settings.signing_secret)


@dataclass(frozen=True, slots=True)
class _Running:
    courier: SlackCourier
    signs: WaitingSigns
    spool: Spool
    socket: SlackSocket
    web: SlackWeb | None
    tips: SlackTips


class _HomeRefresher:
    """Shows a changed home tab to those who have seen theirs, after something they did."""

    def __init__(self, home: HomeTab, intake: Intake, door: Door, tasks: Tasks) -> None:
        self._home, self._intake, self._door, self._tasks = home, intake, door, tasks

    def after(self, letter: Letter) -> None:
        address = Address.from_mapping(letter.address)
        if address.surface is not Surface.HOME and self._home.is_open_for(address.tenant, address.user):
            self._tasks.start("slack refreshes a home tab", self._refresh(letter, address))

    async def _refresh(self, letter: Letter, address: Address) -> None:
        key = f"{letter.key}:{HOME_COMMAND[0]}"
        with suppress(StorageError):
            await self._door.receive(await self._intake.home_letter(address.tenant, address.user, key))


async def _authorize_one(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """In Socket Mode the app-level token decided already whose events come; the courier has the bot token."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="socket")  # noqa: S106 - not a token


def _forgetting(installations: Installations | None) -> Callable[[Tenant], Awaitable[None]]:
    async def forget(tenant: Tenant) -> None:
        log.info("slack workspace left", team=tenant.team)
        if installations is not None:
            await installations.remove(tenant)

    return forget
