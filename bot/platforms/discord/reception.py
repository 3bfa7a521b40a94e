"""Takes what arrives: messages and interactions become letters, and the door does the rest.

What only the face answers is answered here: completions, showing a private answer to everybody, writing to the
mentor in a form. Whatever fails on the way says a sentence and a reference, for every kind of event alike.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import discord
import structlog
from discord import app_commands

from bot.door import Door, Letter
from bot.errors import SignpostError
from bot.mentor.commands import Suggestion
from bot.mentor.desk import FrontDesk, failure, new_reference
from bot.mentor.reply import Audience, FieldKind, Form, FormField, Note, Paragraph, Reply
from bot.platforms.discord.address import InteractionAddress, Opening, from_mapping
from bot.platforms.discord.calls import SHARE, WRITE, WRITE_FIELD, Calls, state_of
from bot.platforms.discord.commands import call_of
from bot.platforms.discord.deferring import tolerating_answered
from bot.platforms.discord.intake import Hint, Intake, key_of
from bot.platforms.discord.keyed_lock import KeyedLock
from bot.platforms.discord.limits import MAX_FIELD_INPUT, MAX_SUGGESTION, MAX_SUGGESTIONS, units
from bot.platforms.discord.pages import Button
from bot.platforms.discord.render import modal_of, pages_of
from bot.platforms.discord.rooms import Room, Rooms
from bot.platforms.discord.sharing import Sharing
from bot.platforms.discord.turn import Turn
from bot.platforms.discord.turns import Turns
from bot.platforms.discord.typing_signs import TypingSigns
from bot.platforms.discord.view import modal_of_page, stamp, view_of
from bot.platforms.text import cut

log = structlog.get_logger(__name__)

_HINT = Reply(
    (
        Note(
            "In channels, Discord shows me only messages that reply to me or mention me. "
            "Press Reply on one of my messages, or write to me here."
        ),
    )
)
_WRITE_LABEL = "Write to me"
_FORM = Form(
    "Write to the mentor",
    WRITE,
    (FormField(WRITE_FIELD, "Your question, in your own words", FieldKind.LONG, max_length=MAX_FIELD_INPUT),),
)


class Reception:
    """What the connection hands its events to."""

    def __init__(
        self,
        *,
        desk: FrontDesk,
        door: Door,
        intake: Intake,
        calls: Calls,
        turns: Turns,
        rooms: Rooms,
        sharing: Sharing,
        signs: TypingSigns,
    ) -> None:
        self._desk = desk
        self._door = door
        self._intake = intake
        self._calls = calls
        self._turns = turns
        self._rooms = rooms
        self._sharing = sharing
        self._signs = signs
        self._channels = KeyedLock()
        self._arriving = 0
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    async def on_said(self, message: discord.Message) -> None:
        """Somebody wrote a message."""
        await self._taking_in(message, lambda: self._intake.said(message))

    async def on_edited(self, message: discord.Message) -> None:
        """Somebody edited a message."""
        await self._taking_in(message, lambda: self._intake.edited(message))

    def begin(self, interaction: discord.Interaction) -> Turn | None:
        """Somebody used a command, a choice or a form, or is typing in an option; None where that is known."""
        if interaction.type is discord.InteractionType.ping:
            return None
        return self._turns.begin(interaction, is_private=interaction.guild_id is not None)

    @property
    def is_pressed(self) -> bool:
        """Whether messages had better wait for interactions."""
        return self._turns.are_pressing

    async def on_turn(self, turn: Turn) -> None:
        """An interaction that was begun is to be answered."""
        with self._arrival():
            try:
                await self._answer(turn)
            except Exception as error:  # noqa: BLE001 - the funnel: all of it becomes a sentence
                await self._told_of_failure(turn, error)

    async def rest(self, seconds: float) -> None:
        """Wait, for at most `seconds`, until everything that arrived has been taken in."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._at_rest.wait()

    async def _taking_in(self, message: discord.Message, work: Callable[[], Awaitable[Letter | Hint | None]]) -> None:
        with self._arrival():
            try:
                async with self._channels.hold(message.channel.id):
                    found = await work()
                    if isinstance(found, Letter):
                        await self._receive(found)
                if isinstance(found, Hint):
                    await self._hint(found)
            except Exception as error:  # noqa: BLE001 - the funnel: all of it becomes a sentence
                reply, _ = _mishap(error, "message", message.id)
                guild = message.guild.id if message.guild is not None else None
                room = Room(message.channel.id, guild, message.id if guild is not None else None)
                await self._rooms.write(room, pages_of(reply), key_of(message))

    async def _receive(self, letter: Letter) -> None:
        is_new = False
        self._signs.put_up(letter)
        try:
            is_new = await self._door.receive(letter)
        finally:
            if not is_new:
                self._signs.take_down(letter)

    async def _answer(self, turn: Turn) -> None:
        interaction = turn.interaction
        state = state_of(interaction)
        if turn.is_completion:
            await self._complete(turn)
        elif state == SHARE.encode():
            await self._sharing.share(turn)
        elif state == WRITE.encode() and interaction.type is discord.InteractionType.component:
            if turn.take():
                with turn.responding():
                    await interaction.response.send_modal(modal_of_page(modal_of(_FORM)))
        else:
            letter = await self._calls.letter(interaction)
            turn.is_private = _defers_privately(from_mapping(letter.address))
            if not await self._door.receive(letter, lambda: self._turns.hurry(turn)):
                self._turns.leave(interaction.id)

    async def _complete(self, turn: Turn) -> None:
        interaction = turn.interaction
        call = call_of(interaction.data or {})
        command = self._calls.tree.commands.get(call.path)
        found: tuple[Suggestion, ...] = ()
        if command is not None and call.focused is not None:
            speaker = await self._calls.speaker(interaction)
            found = await self._desk.suggest(speaker, command.path, call.focused, call.options[call.focused])
        by_value = {s.value: s.label for s in found if s.label.strip() and units(s.value) <= MAX_SUGGESTION}
        choices = [
            app_commands.Choice(name=cut(label, MAX_SUGGESTION, units), value=value)
            for value, label in list(by_value.items())[:MAX_SUGGESTIONS]
        ]
        if turn.take():
            with turn.responding():
                await interaction.response.autocomplete(choices)

    async def _hint(self, hint: Hint) -> None:
        pages = pages_of(_HINT, extra=(Button(_WRITE_LABEL, WRITE.encode()),))
        await self._rooms.write(Room(hint.channel, hint.guild), pages, f"discord:hint:{hint.message}")

    async def _told_of_failure(self, turn: Turn, error: Exception) -> None:
        try:
            await self._say_failure(turn, error)
        except discord.HTTPException as refused:
            log.warning("failure not told", interaction=turn.interaction.id, status=refused.status, code=refused.code)

    async def _say_failure(self, turn: Turn, error: Exception) -> None:
        interaction = turn.interaction
        reply, line = _mishap(error, interaction.type.name, interaction.id)
        view = view_of(pages_of(reply)[0], stamp(f"discord:interaction:{interaction.id}", 0, is_last=True))
        if not turn.take():
            await turn.settled.wait()
            if not turn.is_completion:
                await interaction.edit_original_response(view=view)
        elif turn.is_completion:
            choice = app_commands.Choice(name=cut(line, MAX_SUGGESTION, units), value=str(interaction.id))
            await interaction.response.autocomplete([choice])
        else:
            hidden = interaction.guild_id is not None
            respond = interaction.response.send_message
            with turn.responding():
                await tolerating_answered(interaction, lambda: respond(view=view, ephemeral=hidden))

    @contextmanager
    def _arrival(self) -> Iterator[None]:
        """Counts what is being taken in."""
        self._arriving += 1
        self._at_rest.clear()
        try:
            yield
        finally:
            self._arriving -= 1
            if not self._arriving:
                self._at_rest.set()


def _mishap(error: Exception, kind: str, id_: int) -> tuple[Reply, str]:
    """What somebody reads about a failure on the way to the mentor: as a reply, and as a line."""
    if isinstance(error, SignpostError):
        log.warning("refused", event_kind=kind, reason=type(error).__name__)
        return Reply((Paragraph(str(error)),), audience=Audience.ASKER), str(error)
    reference = new_reference()
    log.error("failed", event_kind=kind, occasion=id_, reference=reference, exc_info=error)
    return failure(reference), f"Something went wrong on my side. Reference: {reference}"


def _defers_privately(address: object) -> bool:
    """Whether a deferral shows to its person only; what a choice leads to may be private, so it does."""
    if not isinstance(address, InteractionAddress) or address.is_direct:
        return False
    return address.opening in {Opening.CHOICE, Opening.FORM} or address.is_private
