"""The mentor's face in Discord: keeps the connection, takes what arrives, and lets the door do the rest.

Built by `bot.app` once database, content and settings are proven good, for every login counts towards a daily
limit. `run` lasts until `close`; a lost connection comes back by itself, a refused token ends it.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any

import aiohttp
import discord
import structlog

from bot.clock import Clock
from bot.door import Door
from bot.errors import PlatformError
from bot.mentor.community import Communities
from bot.mentor.desk import FrontDesk
from bot.platforms.discord.address import PLATFORM
from bot.platforms.discord.calls import Calls
from bot.platforms.discord.circles import DiscordCircles
from bot.platforms.discord.client import MentorClient, Pulse, aim
from bot.platforms.discord.commands import Translate, tree_of, untranslated
from bot.platforms.discord.courier import DiscordCourier
from bot.platforms.discord.following import Threads
from bot.platforms.discord.health import DiscordHealth
from bot.platforms.discord.intake import Intake, InTalk
from bot.platforms.discord.markdown import LinkPolicy
from bot.platforms.discord.reception import Reception
from bot.platforms.discord.render import no_links
from bot.platforms.discord.rescue import Rescue
from bot.platforms.discord.responses import Responses
from bot.platforms.discord.rooms import Rooms
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.sharing import Sharing
from bot.platforms.discord.telling import Telling
from bot.platforms.discord.turns import Turns
from bot.platforms.discord.typing_signs import TypingSigns
from bot.platforms.marks import Marks
from bot.platforms.recent_settings import RecentSettings
from bot.tasks import Patience, Tasks

log = structlog.get_logger(__name__)

_SYNCED = f"{PLATFORM}:commands"
_FEW_SESSIONS = 5
"""So many sessions are left for the hand that mends things; below that we wait."""
_PASSING = (OSError, aiohttp.ClientError, TimeoutError, discord.HTTPException, discord.GatewayNotFound)
_TAKING_IN = 2.0
_LEAVING = 2.0
_GETTING_TO_KNOW = 5.0
_MAY_NOT = {
    4004: "Discord refused the token in the middle of a session. Set DISCORD_TOKEN to the bot's present one.",
    4010: "Discord refused the shard. Check DISCORD_SHARD_IDS and DISCORD_SHARD_COUNT.",
    4011: "The bot is in too many servers for so few shards. Raise DISCORD_SHARD_COUNT or leave it out.",
    4012: "Discord no longer speaks this version of its gateway. Update Signpost.",
    4013: "Discord refused the intents. Update Signpost.",
    4014: "Discord refused the intents. Update Signpost.",
}


class DiscordFace:
    """One process's presence in Discord."""

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        desk: FrontDesk,
        door: Door,
        communities: Communities,
        marks: Marks,
        follows: InTalk,
        clock: Clock,
        approved: LinkPolicy = no_links,
        share_label: str = "Show everyone",
        translate: Translate = untranslated,
        when_known: Callable[[], None] = lambda: None,
    ) -> None:
        """Build the face; nothing reaches Discord before `run`.

        `follows` says whether the mentor is in conversation with somebody; `approved` which links besides the
        sources of an answer may be links; `when_known` is called once all servers are known. Raises
        `PlatformError` where Discord could not take the commands.
        """
        self._settings = settings
        self._door = door
        self._marks = marks
        self._when_known = when_known
        self._tree = tree_of(desk.commands, translate)
        self._tasks = Tasks()
        self._pulse = Pulse()
        self._client: MentorClient | None = None
        self._ended = asyncio.Event()
        self._last_failure = ""
        self._rescue = Rescue()
        recent = RecentSettings(communities)
        self._turns = Turns(self._tasks, settings.defer_after, self._rescue)
        self.circles = DiscordCircles(self._connected)
        rooms = Rooms(self._connected)
        self._signs = TypingSigns(self._connected, rooms, settings.type_after)
        self.courier = DiscordCourier(
            rooms=rooms,
            responses=Responses(self._connected, self._turns, rooms, approved, share_label),
            telling=Telling(self._connected, rooms, recent, marks),
            signs=self._signs,
            answered=door.delivered,
            approved=approved,
            clock=clock,
        )
        self._reception = Reception(
            desk=desk,
            door=door,
            intake=Intake(
                self._us,
                settings=recent,
                threads=Threads(marks),
                in_talk=follows,
                answered=door.delivered,
                clock=clock,
            ),
            calls=Calls(self._us, self._tree, recent, clock),
            turns=self._turns,
            rooms=rooms,
            sharing=Sharing(marks, rooms),
            signs=self._signs,
        )

    async def run(self) -> None:
        """Log in, stay connected and answer until `close`; raises `PlatformError` where Discord refuses us for good."""
        aim(self._settings)
        patience, failures = Patience(), 0
        while not self._ended.is_set():
            began = monotonic()
            try:
                await self._stay_connected()
            except PlatformError:
                raise
            except Exception as error:
                failures = 1 if monotonic() - began > patience.longest else failures + 1
                self._last_failure = type(error).__name__
                wait = patience.after(failures)
                if isinstance(error, _PASSING):
                    log.warning("no connection to Discord", reason=str(error), again_in_seconds=wait)
                else:
                    log.exception("connection to Discord broke", again_in_seconds=wait)
                await self._rest(wait)

    async def close(self, seconds: float = 10.0) -> None:
        """Stop taking in, finish what is under way within `seconds`, and leave; harmless when repeated."""
        self._ended.set()
        client = self._client
        if client is not None:
            # A gateway that is gone would be waited for half a minute.
            await _at_most(_LEAVING, client.leave_gateway())
        await self._reception.rest(_TAKING_IN)
        await self._door.drain(seconds)
        self._rescue.close()
        await self._tasks.close()
        if client is not None:
            await _at_most(_LEAVING, client.close())

    def health(self) -> DiscordHealth:
        """How the connection is doing."""
        client = self._client
        latencies = [latency for _, latency in client.latencies] if client is not None else []
        slowest = max(latencies, default=math.inf)
        last = self._pulse.last_event
        return DiscordHealth(
            is_connected=client is not None and bool(self._pulse.connected),
            shards=len(self._settings.shard_ids or ()) or (client.shard_count if client is not None else 0) or 0,
            connected_shards=len(self._pulse.connected),
            latency=slowest if math.isfinite(slowest) else None,
            gateway_age=client.silent_for if client is not None else None,
            last_event_age=monotonic() - last if last else None,
            reconnects=self._pulse.reconnects,
            guilds=len(client.guilds) if client is not None else 0,
            interactions_due=self._turns.due,
            last_failure=self._last_failure,
        )

    async def _stay_connected(self) -> None:
        client = self._client = MentorClient(self._settings, self._reception, self._pulse)
        self._pulse.connected.clear()
        try:
            await client.login(self._settings.token)
            await self._wait_for_a_session(client)
            await self._sync_commands(client)
            self._tasks.start("discord opens its door", self._open_door(client))
            await self._until_disconnected(client)
        except discord.LoginFailure as error:
            raise PlatformError("Discord refused the token. Set DISCORD_TOKEN to the bot's present one.") from error
        except discord.PrivilegedIntentsRequired as error:
            raise PlatformError(_MAY_NOT[4014]) from error
        except discord.ConnectionClosed as error:
            if error.code in _MAY_NOT:
                raise PlatformError(_MAY_NOT[error.code]) from error
            raise OSError(f"the gateway closed the connection with {error.code}") from error
        finally:
            if not self._ended.is_set():
                await _at_most(_LEAVING, client.close())
                # The library does not say so of each shard when it gives up.
                self._pulse.connected.clear()

    async def _until_disconnected(self, client: MentorClient) -> None:
        # Not awaited itself: while it reconnects, the library swallows a cancellation and goes on.
        connected = self._tasks.start("discord connection", client.connect())
        await asyncio.wait({connected})
        await connected

    async def _wait_for_a_session(self, client: MentorClient) -> None:
        limits = await client.find_gateway(self._settings)
        if limits.remaining < _FEW_SESSIONS:
            log.error("hardly any sessions left today", remaining=limits.remaining, again_in_ms=limits.reset_after)
            await self._rest(limits.reset_after / 1000)
            raise OSError("waited for a new day of sessions")

    async def _sync_commands(self, client: MentorClient) -> None:
        """Tell Discord the commands where they have changed since it was told last."""
        application, told = client.application_id or 0, self._tree.fingerprint
        if await self._marks.read(_SYNCED, str(application)) == told:
            return
        try:
            await client.http.bulk_upsert_global_commands(application, payload=list(self._tree.payload))  # type: ignore[arg-type]
        except discord.HTTPException:
            # The old commands still work; the next start tries again.
            log.exception("Discord did not take the commands")
            return
        await self._marks.write(_SYNCED, str(application), told)
        log.info("commands synced", commands=len(self._tree.payload))

    async def _open_door(self, client: MentorClient) -> None:
        """Let answers go out once it is known what may be done where, or has been waited for long enough."""
        await _at_most(_GETTING_TO_KNOW, client.wait_until_ready())
        self._when_known()
        if "discord answers letters" not in self._tasks.health():
            self._tasks.keep("discord answers letters", lambda: self._door.run(self.courier))
            self._tasks.keep("discord shows that we type", self._signs.keep_showing)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()

    def _connected(self) -> discord.Client:
        if self._client is None:
            raise OSError("not connected to Discord")
        return self._client

    def _us(self) -> int:
        user = self._connected().user
        return user.id if user is not None else 0


async def _at_most(seconds: float, work: Coroutine[Any, Any, object]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await work
