"""The stand-in Discord as one server on loopback: the REST API, the gateway and the files.

Used by `signpost play discord`, by the tests and by the benchmark.
"""

from aiohttp import web

from bot.platforms.discord.playground import access
from bot.platforms.discord.playground.faults import Faults
from bot.platforms.discord.playground.gateway import Gateway
from bot.platforms.discord.playground.people import Person
from bot.platforms.discord.playground.posts import Posts, world_thread
from bot.platforms.discord.playground.rest import PREFIX, Rest, direct_channel
from bot.platforms.discord.playground.world import Channel, ChannelType, Guild, Message, Role, User, World
from bot.platforms.discord.settings import DiscordSettings

EVERYDAY = (
    access.VIEW_CHANNEL
    | access.SEND_MESSAGES
    | access.ATTACH_FILES
    | access.READ_HISTORY
    | access.CREATE_THREADS
    | access.SEND_IN_THREADS
)
"""What everyone may do in a new server; the bot as well, which is exactly what its invite link asks for."""


class PlayDiscord:
    """One stand-in Discord."""

    def __init__(self, first_id: int | None = None) -> None:
        self.world = World(first_id)
        self.faults = Faults()
        self.posts = Posts(self.world)
        self.gateway = Gateway(self.world, lambda: self.gateway_url)
        self.rest = Rest(self.world, self.posts, self.gateway, self.faults, lambda: self.gateway_url)
        self.more_routes: list[web.RouteDef] = []
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self, port: int = 0) -> None:
        """Listen on loopback, on any free port unless told which."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(self.more_routes)
        app.add_routes(
            [
                web.get("/gateway/", self.gateway.serve),
                web.get("/files/{id}/{name}", self._file),
                web.route("*", PREFIX + "/{path:.*}", self.rest.serve),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=4096)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.address = self.url

    async def stop(self) -> None:
        """Break every line and stop listening."""
        self.gateway.abort_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens."""
        return f"ws://127.0.0.1:{self._port}/gateway/"

    def settings(self, **more: object) -> DiscordSettings:
        """The settings that aim a bot at it."""
        return DiscordSettings("MTIz.stand.in", f"{self.url}{PREFIX}", self.gateway_url, **more)  # type: ignore[arg-type]

    def add_guild(
        self, name: str, owner: Person | None = None, permissions: int = EVERYDAY, id_: int | None = None
    ) -> Guild:
        """A server with the bot in it."""
        world = self.world
        id_ = id_ or world.new_id()
        guild = Guild(id_, name, owner.user.id if owner is not None else self.add_person("owner").user.id)
        guild.roles[id_] = Role(id_, "@everyone", permissions)
        guild.members[world.bot.id] = set()
        guild.members[guild.owner] = set()
        world.guilds[id_] = guild
        world.tell("guild_create", guild, guild)
        return guild

    def add_channel(self, guild: Guild, name: str, kind: ChannelType = ChannelType.TEXT) -> Channel:
        """A channel in a server."""
        channel = Channel(self.world.new_id(), name, kind, guild)
        guild.channels[channel.id] = self.world.channels[channel.id] = channel
        self.world.tell("channel_create", channel, channel)
        return channel

    def add_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """A role in a server."""
        role = Role(self.world.new_id(), name, permissions)
        guild.roles[role.id] = role
        return role

    def add_person(self, name: str, *guilds: Guild) -> Person:
        """A person, who joins some servers."""
        user = User(self.world.new_id(), name)
        self.world.users[user.id] = user
        for guild in guilds:
            guild.members[user.id] = set()
        return Person(user, self.world, self.posts)

    def add_thread(self, message: Message, name: str, owner: Person) -> Channel:
        """A thread that a person opens under a message."""
        return world_thread(self.world, message.channel, message.id, name, owner.user)

    def direct(self, person: Person) -> Channel:
        """The direct messages between the bot and a person."""
        return direct_channel(self.world, person.user.id)

    def change_channel(self, channel: Channel) -> None:
        """Tell the bot that a channel has changed."""
        self.world.tell("channel_update", channel, channel)

    def delete_channel(self, channel: Channel) -> None:
        """A channel goes away with everything in it."""
        channel.is_deleted = True
        self.world.tell("thread_delete" if channel.is_thread else "channel_delete", channel, channel)

    def kick(self, guild: Guild) -> None:
        """The bot is thrown out of a server."""
        self.world.tell("guild_delete", guild, guild)
        guild.is_left = True

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.files.get(f"{request.match_info['id']}/{request.match_info['name']}")
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="image/png")
