"""The faces of one process, built from the house: the second part of the composition root.

A face for each platform that has a token, each with a door of its own; nothing reaches a platform before it runs.
`bot.serving` runs them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.app import House
from bot.door import Door
from bot.garbage_collection import keep_for_good
from bot.mentor.delivery import Carrier, LateCarrier
from bot.platforms.discord.face import DiscordFace
from bot.platforms.discord.following import HINTED, LEFT
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.sharing import SHARED
from bot.platforms.discord.tips import DiscordTips
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.settings import SLACK_API_URL, SlackMode, SlackSettings
from bot.settings import Settings

PASSING_MARKS = {SHARED: timedelta(days=7), LEFT: timedelta(days=365), HINTED: timedelta(days=365)}
"""Marks of the faces that nobody looks at any more after a while: there is one for each answer or thread."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One face of this process: how to run it, end it and look at its health."""

    name: str
    run: Callable[[], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    health: Callable[[], object]
    door: Door
    tips: Carrier


def discord_settings(settings: Settings) -> DiscordSettings | None:
    """What the Discord face is told, or None where no token is set."""
    if settings.discord_token is None:
        return None
    ids = settings.discord_shard_ids
    return DiscordSettings(
        token=settings.discord_token.get_secret_value(),
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        shard_count=settings.discord_shard_count,
        shard_ids=tuple(int(id_) for id_ in ids.split(",")) if ids else None,
    )


def slack_settings(settings: Settings) -> SlackSettings | None:
    """What the Slack face is told: Socket Mode where an app-level token is set, HTTP where a client id is."""
    secrets = {
        name: value.get_secret_value()
        for name in ("bot_token", "app_token", "signing_secret", "client_secret")
        if (value := getattr(settings, f"slack_{name}")) is not None
    }
    if not secrets and settings.slack_client_id is None:
        return None
    is_http = settings.slack_client_id is not None and settings.slack_app_token is None
    return SlackSettings(
        mode=SlackMode.HTTP if is_http else SlackMode.SOCKET,
        client_id=settings.slack_client_id or "",
        public_url=settings.slack_public_url or "",
        host=settings.slack_host,
        port=settings.slack_port,
        api_url=settings.slack_api_url or SLACK_API_URL,
        **secrets,
    )


def presences(house: House) -> tuple[Presence, ...]:
    """A face for each platform that has a token; nothing reaches a platform yet."""
    built = []
    if (discord := discord_settings(house.settings)) is not None:
        built.append(_discord(house, discord))
    if (slack := slack_settings(house.settings)) is not None:
        built.append(_slack(house, slack))
    return tuple(built)


def _discord(house: House, settings: DiscordSettings) -> Presence:
    door = Door("discord", house.database.inbox, house.desk.handle, house.clock)
    return _of_discord(_discord_face(house, settings, door), door, house)


def _of_discord(face: DiscordFace, door: Door, house: House) -> Presence:
    courier = face.courier
    tips = DiscordTips(
        courier.rooms, courier.telling, courier.approved, house.clock, lambda: face.health().is_connected
    )
    return Presence("discord", face.run, face.close, face.health, door, tips)


def _discord_face(house: House, settings: DiscordSettings, door: Door) -> DiscordFace:
    face = DiscordFace(
        settings,
        desk=house.desk,
        door=door,
        communities=house.database.communities,
        marks=house.database.marks,
        follows=house.mentor.is_in_talk,
        clock=house.clock,
        approved=house.approves,
        share_label=house.pack.voice.share,
        when_known=keep_for_good,
    )
    house.circles.meet("discord", face.circles)
    return face


def _slack(house: House, settings: SlackSettings) -> Presence:
    ports = slack_ports(house)
    return _of_slack(SlackFace(settings, ports), ports)


def _of_slack(face: SlackFace, ports: SlackPorts) -> Presence:
    return Presence("slack", face.run, face.close, face.health, ports.door, LateCarrier(lambda: face.tips))


def slack_ports(house: House) -> SlackPorts:
    """What the Slack face needs of the house, with a door of its own."""
    return SlackPorts(
        desk=house.desk,
        door=Door("slack", house.database.inbox, house.desk.handle, house.clock),
        spooled=house.database.spool,
        clock=house.clock,
        knows=house.mentor.is_in_talk,
        communities=house.database.communities,
        engine=house.database.engine,
        marks=house.database.marks,
        prompts=house.pack.voice.prompt_examples,
        approved=house.approves,
        share_label=house.pack.voice.share,
    )


async def play_slack(
    house: House, announce: Callable[[str], None], beside: Callable[[Presence], None], port: int | None = None
) -> None:
    """The mentor in a pretend Slack on a page of this machine, until cancelled; `beside` is handed its face once."""
    from bot.platforms.slack.playground.play import PORT, play

    ports = slack_ports(house)

    def face_of(settings: SlackSettings) -> SlackFace:
        face = SlackFace(settings, ports)
        beside(_of_slack(face, ports))
        return face

    await play(face_of, announce, PORT if port is None else port)


async def play_discord(
    house: House, announce: Callable[[str], None], beside: Callable[[Presence], None], port: int | None = None
) -> None:
    """The mentor in a pretend Discord on a page of this machine, until cancelled; `beside` is handed its face once."""
    from bot.platforms.discord.playground.play import PORT, play

    door = Door("discord", house.database.inbox, house.desk.handle, house.clock)

    def face_of(settings: DiscordSettings) -> DiscordFace:
        face = _discord_face(house, settings, door)
        beside(_of_discord(face, door, house))
        return face

    await play(face_of, announce, PORT if port is None else port)
