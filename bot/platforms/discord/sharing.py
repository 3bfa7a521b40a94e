"""Showing everybody an answer that only its asker saw.

What is shown is what they saw, read from the message itself: no state is kept, and a restart between the two
makes no difference. Once for each answer, however often the button is pressed.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import discord

from bot.errors import SignpostError
from bot.mentor.reply import literal
from bot.platforms.discord.address import PLATFORM
from bot.platforms.discord.deferring import tolerating_answered
from bot.platforms.discord.markdown import written
from bot.platforms.discord.pages import Image, Page, Part, Text
from bot.platforms.discord.render import no_links
from bot.platforms.discord.rooms import Room, Rooms
from bot.platforms.discord.turn import Turn
from bot.platforms.discord.view import files_of, stamp, view_of
from bot.platforms.marks import Marks

SHARED = f"{PLATFORM}:shared"
"""The scope of marks of answers that were shown to everybody."""
_SMALL_PRINT = "-# "


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shares answers in the channel where they were asked for."""

    marks: Marks
    rooms: Rooms

    async def share(self, turn: Turn) -> None:
        """Show the message that the button stands on to everybody in its channel."""
        interaction = turn.interaction
        message = interaction.message
        if message is None or interaction.channel_id is None:
            return
        if not await self.marks.write_first(SHARED, str(message.id)):
            raise SignpostError("You've shown this one to everybody already.")
        key = f"{SHARED}:{message.id}"
        try:
            page = await _page(message, interaction.user.display_name)
            await self._show(turn, Room(interaction.channel_id, interaction.guild_id), page, key)
        except BaseException:
            await self.marks.erase(SHARED, str(message.id))
            raise

    async def _show(self, turn: Turn, room: Room, page: Page, key: str) -> None:
        if not turn.take():
            await turn.settled.wait()
            await self.rooms.write(room, (page,), key)
            # It is there for everybody; that "thinking" could not be taken away makes no failure of it.
            with suppress(discord.HTTPException):
                await turn.interaction.delete_original_response()
            return
        view, files = view_of(page, stamp(key, 0, is_last=True)), files_of(page)
        respond = turn.interaction.response.send_message
        with turn.responding():
            await tolerating_answered(turn.interaction, lambda: respond(view=view, files=files, suppress_embeds=True))


async def _page(message: discord.Message, name: str) -> Page:
    """The words and pictures of a message under the name of who shows it; without what can be picked."""
    parts: list[Part] = [Text(f"{_SMALL_PRINT}Shown by **{written(literal(name), no_links)}**")]
    components = message.components
    for index, component in enumerate(components):
        if isinstance(component, discord.TextDisplay) and not _is_prompt(components, index):
            parts.append(Text(component.content))
        elif isinstance(component, discord.MediaGalleryComponent):
            parts += [image for item in component.items if (image := await _image(item, len(parts))) is not None]
    return Page(tuple(parts))


def _is_prompt(components: Sequence[object], index: int) -> bool:
    """Whether a text is the line above buttons, which are not shown."""
    component, below = components[index], components[index + 1 : index + 2]
    small = isinstance(component, discord.TextDisplay) and component.content.startswith(_SMALL_PRINT)
    return small and index > 0 and bool(below) and isinstance(below[0], discord.ActionRow)


async def _image(item: discord.MediaGalleryItem, number: int) -> Image | None:
    try:
        png = await item.media.read()
    except discord.DiscordException:
        return None
    return Image(png, f"picture-{number}.png", item.description or "")
