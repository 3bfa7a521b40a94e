"""The connection to Discord: discord.py's sharded client, with nothing but what the mentor needs.

No privileged intent, no mention ever, no caches but of servers, channels and roles. What arrives is handed to
one `Listener`; nothing is started here when the gateway says it is ready, for it says so again after every
lost session.
"""

import asyncio
from dataclasses import dataclass, field
from time import monotonic, perf_counter
from typing import Any, Protocol

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import Route

from bot.mentor.desk import new_reference
from bot.platforms.discord.limits import IDENTIFY_EVERY
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.sorting import Sorting
from bot.platforms.discord.turn import Turn

log = structlog.get_logger(__name__)

_LONGEST_BACKOFF = 5
"""Power of two of the seconds between attempts to reconnect: 32 at most, where the library goes up to 1,024."""
_RATE_LIMIT_PATIENCE = 60.0
_SWEPT_EVERY = 60.0


class Listener(Protocol):
    """Takes what arrives."""

    async def on_said(self, message: discord.Message) -> None:
        """Somebody wrote a message."""
        ...

    async def on_edited(self, message: discord.Message) -> None:
        """Somebody edited a message."""
        ...

    def begin(self, interaction: discord.Interaction) -> Turn | None:
        """Somebody used a command, a choice or a form, or is typing in an option; None where that is known."""
        ...

    async def on_turn(self, turn: Turn) -> None:
        """An interaction that was begun is to be answered."""
        ...

    @property
    def is_pressed(self) -> bool:
        """Whether messages had better wait for interactions."""
        ...


@dataclass(slots=True)
class Pulse:
    """When the gateway was last heard of, on the monotonic clock."""

    last_event: float = 0.0
    connected: set[int] = field(default_factory=set)
    """Shards that are connected; the library says of one that it is not sometimes twice."""
    reconnects: int = 0

    def beat(self) -> None:
        """Something arrived."""
        self.last_event = monotonic()


def intents() -> discord.Intents:
    """What the gateway is asked for: servers, and messages in them and to us; none of it is privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.dm_messages = True
    return wanted


def aim(settings: DiscordSettings) -> None:
    """Point the library at a compatible server where one is set; this holds for the whole process."""
    if settings.api_url:
        Route.BASE = settings.api_url.rstrip("/")
    if settings.gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)


class MentorClient(discord.AutoShardedClient):
    """One connection, from login to close."""

    def __init__(self, settings: DiscordSettings, listener: Listener, pulse: Pulse) -> None:
        options: dict[str, Any] = {"shard_count": settings.shard_count}
        if settings.shard_ids is not None:
            options["shard_ids"] = list(settings.shard_ids)
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=settings.servers_known_after,
            heartbeat_timeout=settings.silence,
            max_ratelimit_timeout=_RATE_LIMIT_PATIENCE,
            **options,
        )
        self._listener = listener
        self._pulse = pulse
        self._identified = 0
        self.max_concurrency = 1
        self._sorting = Sorting(self, self._begin, lambda: listener.is_pressed)
        self._sweep = self.http._try_clear_expired_ratelimits  # noqa: SLF001
        self._swept = monotonic()
        self.http._try_clear_expired_ratelimits = self._sweep_now_and_then  # type: ignore[method-assign]  # noqa: SLF001

    async def find_gateway(self, settings: DiscordSettings) -> discord.shard.SessionStartLimits:
        """Ask for the gateway, the number of shards and how many sessions may still be started today."""
        shards, url, limits = await self.http.get_bot_gateway()
        if self.shard_count is None:
            self.shard_count = shards
        if settings.api_url and not settings.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        self.max_concurrency = max(1, limits["max_concurrency"])
        return discord.shard.SessionStartLimits(**limits)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait where Discord's limit asks for it: the library waits before every shard but the first."""
        place = self._identified % self.max_concurrency
        self._identified += 1
        if place == 0 and self._identified > 1:
            await asyncio.sleep(IDENTIFY_EVERY)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard that, after an outage, comes back soon and with its session.

        Left alone the library waits for up to 17 minutes then, and begins a new session: what was said meanwhile
        would be lost. It offers no other way to change that than its own shard.
        """
        await super().launch_shard(gateway, shard_id, initial=initial)
        info = self.get_shard(shard_id)
        if info is not None:
            shard = info._parent  # noqa: SLF001
            shard._backoff._max = _LONGEST_BACKOFF  # noqa: SLF001
            shard.reconnect = lambda: shard.reidentify(ReconnectWebSocket(shard_id, resume=True))  # type: ignore[method-assign]

    @property
    def silent_for(self) -> float | None:
        """Seconds since the gateway was last heard of, by the shard that waits longest; None without a connection."""
        sockets = (shard._parent.ws for shard in self.shards.values())  # noqa: SLF001 - the library keeps it to itself
        beats = [socket._keep_alive for socket in sockets if socket is not None]  # noqa: SLF001
        return max((perf_counter() - beat._last_recv for beat in beats if beat is not None), default=None)  # noqa: SLF001

    async def leave_gateway(self) -> None:
        """Stop receiving; what is under way can still be answered."""
        self._sorting.let_all_in()
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()), return_exceptions=True)

    def _begin(self, interaction: discord.Interaction) -> None:
        self._pulse.beat()
        turn = self._listener.begin(interaction)
        if turn is not None:
            self.dispatch("turn", turn)

    def _sweep_now_and_then(self) -> None:
        """Let the library look for limits that have run out, which it else does, through all, for every new thread."""
        if monotonic() - self._swept > _SWEPT_EVERY:
            self._swept = monotonic()
            self._sweep()

    async def on_message(self, message: discord.Message) -> None:
        self._pulse.beat()
        await self._listener.on_said(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        self._pulse.beat()
        await self._listener.on_edited(payload.message)

    async def on_turn(self, turn: Turn) -> None:
        await self._listener.on_turn(turn)

    async def on_shard_connect(self, shard_id: int) -> None:
        self._pulse.beat()
        self._pulse.connected.add(shard_id)
        log.info("shard connected", shard=shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._pulse.beat()
        self._pulse.connected.add(shard_id)
        log.info("shard resumed", shard=shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._pulse.connected.discard(shard_id)
        self._pulse.reconnects += 1
        log.warning("shard disconnected", shard=shard_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        log.info("joined a server", guild=guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        log.warning("removed from a server", guild=guild.id)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:  # noqa: ARG002
        log.exception("event failed", event_kind=event_method, reference=new_reference())  # noqa: LOG004 - called within one
