"""How the connection to Discord is doing, for /healthz and `signpost doctor --live`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiscordHealth:
    """A moment's state. Ages are in seconds; None where there was nothing yet."""

    is_connected: bool
    shards: int
    connected_shards: int
    latency: float | None
    """Seconds between the last heartbeat and its acknowledgement, the slowest shard's."""
    gateway_age: float | None
    """Seconds since the gateway was last heard of, be it a heartbeat's echo, by the shard that waits longest."""
    last_event_age: float | None
    reconnects: int
    guilds: int
    interactions_due: int
    """Interactions that wait for their first response."""
    last_failure: str = ""

    @property
    def is_well(self) -> bool:
        """Whether questions reach us and answers leave."""
        return self.is_connected and self.connected_shards >= self.shards
