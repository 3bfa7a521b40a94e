"""What this face is told once, when it is built; reading it from the environment is done elsewhere."""

from dataclasses import dataclass, field

from bot.errors import SettingsError
from bot.platforms.discord.limits import DEFER_AFTER, TYPE_AFTER


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """Who we are at Discord and where Discord is; the token does not show in its `repr`.

    Without `shard_count` Discord says how many shards there are. `shard_ids` are those of this process;
    they need `shard_count`.
    """

    token: str = field(repr=False)
    api_url: str | None = None
    """A compatible API instead of Discord's own, version included: `http://127.0.0.1:8080/api/v10`."""
    gateway_url: str | None = None
    """A compatible gateway instead of Discord's own."""
    shard_count: int | None = None
    shard_ids: tuple[int, ...] | None = None
    defer_after: float = DEFER_AFTER
    """Seconds after which an interaction is deferred."""
    type_after: float = TYPE_AFTER
    """Seconds after which the mentor shows as typing where a message is being answered."""
    servers_known_after: float = 0.25
    """Seconds without a further server after which all are taken to be known."""
    silence: float = 60.0
    """Seconds without a word from the gateway after which a connection is left for a new one."""

    def __post_init__(self) -> None:
        if self.shard_ids is not None and self.shard_count is None:
            raise SettingsError("DISCORD_SHARD_IDS also needs DISCORD_SHARD_COUNT. Set both, or neither.")
        if self.shard_ids is not None and any(not 0 <= id_ < (self.shard_count or 0) for id_ in self.shard_ids):
            raise SettingsError(f"DISCORD_SHARD_IDS has to lie between 0 and {(self.shard_count or 0) - 1}.")
