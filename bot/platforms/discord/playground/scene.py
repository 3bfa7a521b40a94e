"""What one person called Ada sees and does in the pretend Discord: a server of hers, its threads, and the mentor.

She owns the server, so that everything an admin can do is there to be tried as well.
"""

from collections.abc import Sequence
from contextlib import suppress

from bot.platforms.discord.commands import ASK_ABOUT
from bot.platforms.discord.playground.lines import Typed, forms, read, written
from bot.platforms.discord.playground.people import Person
from bot.platforms.discord.playground.server import PlayDiscord
from bot.platforms.discord.playground.showing import opened, shown
from bot.platforms.discord.playground.world import Channel, Interaction, Message
from bot.platforms.playing import widgets
from bot.platforms.playing.host import Json, Offer, Opened, Place
from bot.platforms.playing.page import Look

_DIRECT = "Ask anything, or type / for the commands."
_CHANNEL = "Write to the channel; @mentor in front asks the mentor. Type / for the commands."
_THREAD = "Press Reply under an answer, or put @mentor in front: Discord shows me no other words in a channel."
_MENTION = "@mentor"
_BEN_SAYS = "I make dashboards in SQL. Do I need a degree to get into machine learning?"
_COMPLETES_WITHIN = 2.0
_MOST_OFFERS = 25


class DiscordScene:
    """Ada in her server."""

    look = Look("Discord", side="#1e1f22", here="#4752c4")

    def __init__(self, discord: PlayDiscord) -> None:
        self._discord = discord
        self._world = discord.world
        self._ada = discord.add_person("Ada")
        self._guild = discord.add_guild("Learning together", self._ada)
        self._general = discord.add_channel(self._guild, "general")
        discord.add_channel(self._guild, "questions")
        discord.add_role(self._guild, "moderators")
        self._ben = discord.add_person("Ben", self._guild)
        self._direct = discord.direct(self._ada)
        self._open: Interaction | None = None

    @property
    def ada(self) -> Person:
        """Who looks at the page."""
        return self._ada

    def begin(self) -> None:
        """Somebody else has said something already, which can be asked about."""
        self._ben.say(self._general, _BEN_SAYS)

    @property
    def version(self) -> int:
        return self._world.version

    async def changed(self, after: int, seconds: float) -> None:
        with suppress(TimeoutError):
            await self._world.until(lambda: self._world.version > after, seconds)

    def places(self) -> Sequence[Place]:
        found = [Place(str(self._direct.id), "Signpost", _DIRECT)]
        channels = [c for c in self._guild.channels.values() if not c.is_deleted]
        for channel in channels:
            if not channel.is_thread:
                found.append(Place(str(channel.id), f"# {channel.name}", _CHANNEL))
                threads = [thread for thread in channels if thread.parent is channel]
                found += [Place(str(thread.id), thread.name, _THREAD, under=True) for thread in threads]
        return found

    def articles(self, place: str) -> Sequence[str]:
        channel = self._world.channels[int(place)]
        return [self._article(message) for message in self._world.visible(channel, self._ada.user)]

    def opened(self) -> Opened | None:
        return opened(self._open) if self._open is not None and self._open.modal is not None else None

    def status(self) -> str:
        return ""

    async def do(self, deed: Json) -> None:
        message = self._world.messages.get(int(deed.get("message") or 0))
        match deed.get("kind"):
            case "say":
                self._say(self._world.channels[int(deed["room"])], str(deed["text"]), message, str(deed.get("aim")))
            case "pick" if message is not None:
                self._await_form(self._ada.press(message, str(deed["label"])))
            case "choose" if message is not None:
                self._ada.pick(message, str(deed["state"]), [str(value) for value in deed["values"]])
            case "ask" if message is not None:
                self._ada.ask_about(message)
            case "send" | "shut":
                self._finish(deed)

    async def offers(self, room: str, text: str) -> Sequence[Offer]:
        typed = read(text, self._world.commands)
        if typed is None:
            found = [form for form in forms(self._world.commands) if form.path.startswith(text[1:].lstrip())]
            return [Offer(f"/{form.path} ", form.description) for form in found[:_MOST_OFFERS]]
        if typed.writing is None:
            return [
                Offer(f"{text.rstrip()} {option['name']}=", option["description"])
                for option in typed.form.options
                if option["name"] not in typed.options
            ]
        return await self._completions(self._world.channels[int(room)], typed, typed.writing)

    async def _completions(self, channel: Channel, typed: Typed, writing: str) -> Sequence[Offer]:
        option = next(o for o in typed.form.options if o["name"] == writing)
        choices = option.get("choices") or []
        if option.get("autocomplete"):
            others = {name: value for name, value in typed.options.items() if name != writing}
            asked = self._ada.type_in(channel, typed.form.path, writing, typed.options[writing], others)
            with suppress(TimeoutError):
                choices = await self._world.until(lambda: asked.choices, _COMPLETES_WITHIN)
        return [
            Offer(written(typed.form, {**typed.options, writing: str(choice["value"])}), choice["name"])
            for choice in choices
        ]

    def _say(self, channel: Channel, text: str, about: Message | None, aim: str) -> None:
        """Write a message, in reply to one or instead of one where it aims at it, or use a command."""
        said = "@bot" + text[len(_MENTION) :] if text.lower().startswith(_MENTION) else text
        if aim == "edit" and about is not None and about.author is self._ada.user:
            self._ada.edit(about, said)
        elif text.startswith("/"):
            self._use(channel, text)
        else:
            self._ada.say(channel, said, about if aim == "reply" else None)

    def _use(self, channel: Channel, text: str) -> None:
        """Use a command; what it lacks is said where Discord would not let one send it."""
        typed = read(text, self._world.commands)
        if typed is None:
            self._whisper(channel, "There is no such command. Type / to see which there are.")
        elif typed.missing is not None:
            self._whisper(channel, f"/{typed.form.path} needs {typed.missing}: /{typed.form.path} {typed.missing}=…")
        else:
            try:
                self._await_form(self._ada.use(channel, typed.form.path, typed.options))
            except ValueError:
                self._whisper(channel, "One of these options takes a number.")

    def _whisper(self, channel: Channel, text: str) -> None:
        """Something that Discord itself says to one person."""
        note = Message(self._world.new_id(), channel, self._ada.user, text, seen_by=self._ada.user.id)
        self._discord.posts.show(note)

    def _await_form(self, interaction: Interaction) -> None:
        """Show the form that an interaction opens, should it open one."""
        self._open = interaction

    def _finish(self, deed: Json) -> None:
        interaction, self._open = self._open, None
        if deed["kind"] == "send" and interaction is not None and interaction.modal is not None:
            self._ada.fill(interaction, {str(k): str(v) for k, v in deed.get("values", {}).items()})
        self._world.touch()

    def _article(self, message: Message) -> str:
        of, acts = str(message.id), []
        thread = self._guild.channels.get(message.id)
        if thread is not None:
            acts.append(widgets.go(f"Thread: {thread.name}", str(thread.id)))
        if message.author is self._world.bot and message.channel.guild is not None and message.seen_by is None:
            acts.append(widgets.aim("Reply", "reply", of, "You reply to the mentor. Send as usual."))
        if message.author is self._ada.user and message.seen_by is None:
            said = message.content.replace(f"<@{self._world.bot.id}>", _MENTION)
            acts.append(widgets.aim("Edit", "edit", of, "You change your message. Send as usual.", said))
        if not message.author.is_bot and message.seen_by is None:
            acts.append(widgets.act(ASK_ABOUT, "ask", of))
        return shown(message, self._world, acts)
