"""Answers to interactions: as the first response, in the place of a deferral, or after a restart by token alone.

A first response and an edit can be repeated without harm, a follow-up cannot, for Discord takes no nonce with
it. So what everybody sees goes into the channel where we may write there, and follow-ups are left for the
further pages of long private answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import discord
import structlog

from bot.mentor.reply import Audience, Reply
from bot.platforms.discord.address import Delivered, InteractionAddress, Opening
from bot.platforms.discord.calls import SHARE
from bot.platforms.discord.markdown import LinkPolicy
from bot.platforms.discord.pages import Button, Page
from bot.platforms.discord.render import form_in_words, modal_of, pages_of
from bot.platforms.discord.rooms import Room, Rooms, explained
from bot.platforms.discord.turns import Turn, Turns, tolerating_answered
from bot.platforms.discord.view import files_of, modal_of_page, stamp, view_of

log = structlog.get_logger(__name__)

_ORIGINAL = cast("int", "@original")
"""Discord's name for the first response; the library asks for an id and passes on what it gets."""


@dataclass(frozen=True, slots=True)
class Responses:
    """Answers interactions through whichever client is connected."""

    client: Callable[[], discord.Client]
    turns: Turns
    rooms: Rooms
    approved: LinkPolicy
    share_label: str

    async def answer(self, address: InteractionAddress, key: str, reply: Reply) -> Delivered:
        """Deliver `reply` once, as what it is, in whatever state the interaction is."""
        turn = self.turns.get(address.id)
        if reply.form is not None:
            if turn is not None and turn.take():
                return await self._open_form(turn, address, reply)
            reply = form_in_words(reply.form)
        pages = self._pages(address, reply)
        if turn is not None and turn.take():
            return await self._respond(turn, address, key, reply, pages)
        if turn is not None:
            await turn.settled.wait()
        return await self._fill_in(address, key, reply, pages)

    async def find(self, address: InteractionAddress, key: str) -> Delivered | None:
        """The answer to an interaction that went out before, or None where surely none did."""
        try:
            message = await self._hook(address).fetch_message(_ORIGINAL)
        except discord.NotFound:
            return await self._find_elsewhere(address, key)
        first = message.components[0] if message.components else None
        known = {stamp(key, 0, is_last=True), stamp(key, 0, is_last=False)}
        if getattr(first, "id", None) in known and not message.flags.loading:
            return Delivered(address.channel, (message.id,))
        return None

    async def _open_form(self, turn: Turn, address: InteractionAddress, reply: Reply) -> Delivered:
        assert reply.form is not None  # noqa: S101 - the caller looked
        modal = modal_of_page(modal_of(reply.form))
        with explained(None, address.channel):
            await tolerating_answered(turn.interaction, lambda: turn.interaction.response.send_modal(modal))
        turn.settled.set()
        return Delivered(address.channel, (address.id,))

    async def _respond(
        self, turn: Turn, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]
    ) -> Delivered:
        """The first response."""
        mark = stamp(key, 0, is_last=len(pages) == 1)
        response = turn.interaction.response
        view, files = view_of(pages[0], mark), files_of(pages[0])
        try:
            with explained(address.guild, address.channel):
                if _replaces(address, reply):
                    await tolerating_answered(
                        turn.interaction, lambda: response.edit_message(view=view, attachments=files)
                    )
                else:
                    private = _is_private(address, reply)
                    await tolerating_answered(
                        turn.interaction,
                        lambda: response.send_message(view=view, files=files, ephemeral=private, suppress_embeds=True),
                    )
        finally:
            turn.settled.set()
        await self._follow_up(address, key, reply, pages)
        return Delivered(address.channel, (address.id,))

    async def _fill_in(self, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]) -> Delivered:
        """The answer in the place of a deferral, or, where the interaction is lost, outside of it."""
        hook = self._hook(address)
        if _belongs_to_room(address, reply):
            return await self._for_everybody(hook, address, key, reply, pages)
        mark = stamp(key, 0, is_last=len(pages) == 1)
        if address.opening is Opening.COMMAND and not address.is_private and _is_private(address, reply):
            # It was deferred for all to see, and a deferral keeps its visibility.
            await self._take_away(hook, address)
            with explained(address.guild, address.channel):
                await hook.send(view=view_of(pages[0], mark), files=files_of(pages[0]), ephemeral=True, wait=True)
            return Delivered(address.channel, (address.id,))
        try:
            await hook.edit_message(_ORIGINAL, view=view_of(pages[0], mark), attachments=files_of(pages[0]))
        except discord.NotFound:
            return await self._elsewhere(address, key, reply, pages)
        await self._follow_up(address, key, reply, pages)
        return Delivered(address.channel, (address.id,))

    async def _for_everybody(
        self, hook: discord.Webhook, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]
    ) -> Delivered:
        """A choice was answered late and privately deferred, but its answer is for the room."""
        if _replaces(address, reply) and address.message is not None:
            before = Delivered(address.channel, (address.message,))
            delivered = await self.rooms.rewrite(before, address.guild, pages, key)
        else:
            delivered = await self.rooms.write(Room(address.channel, address.guild), pages, key)
        await self._take_away(hook, address)
        return delivered

    async def _take_away(self, hook: discord.Webhook, address: InteractionAddress) -> None:
        try:
            await hook.delete_message(_ORIGINAL)
        except discord.HTTPException as error:
            log.info("nothing deferred to take away", interaction=address.id, code=error.code)

    async def _follow_up(self, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]) -> None:
        """The further pages of an answer."""
        if len(pages) == 1:
            return
        if not _is_private(address, reply) and self.rooms.allows(Room(address.channel, address.guild), "send_messages"):
            await self.rooms.write(Room(address.channel, address.guild), pages, key, present=(address.id,))
            return
        for number, page in enumerate(pages[1:], 1):
            mark = stamp(key, number, is_last=number == len(pages) - 1)
            with explained(address.guild, address.channel):
                await self._hook(address).send(
                    view=view_of(page, mark),
                    files=files_of(page),
                    ephemeral=_is_private(address, reply),
                    suppress_embeds=True,
                    wait=True,
                )

    async def _elsewhere(self, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]) -> Delivered:
        """The interaction is lost, since nothing responded to it before a crash: write to the person instead."""
        if _is_private(address, reply) and not address.is_direct:
            room = await self.rooms.direct(address.user)
        else:
            room = Room(address.channel, address.guild)
        return await self.rooms.write(room, pages, key)

    async def _find_elsewhere(self, address: InteractionAddress, key: str) -> Delivered | None:
        if not address.is_direct:
            direct = await self.rooms.find(await self.rooms.direct(address.user), key, address.id)
            if direct is not None:
                return direct
        room = Room(address.channel, address.guild)
        return await self.rooms.find(room, key, address.id) if self.rooms.allows(room, "read_message_history") else None

    def _pages(self, address: InteractionAddress, reply: Reply) -> tuple[Page, ...]:
        shares = address.may_be_shared and _is_private(address, reply) and not address.is_direct
        extra = (Button(self.share_label, SHARE.encode()),) if shares and reply.blocks else ()
        return pages_of(reply, self.approved, extra=extra)

    def _hook(self, address: InteractionAddress) -> discord.Webhook:
        # As `Interaction.followup` makes it; `Webhook.partial` is of a kind that may not answer privately.
        data: Any = {"id": address.application, "type": discord.WebhookType.application.value, "token": address.token}
        return discord.Webhook.from_state(data, state=self.client()._connection)  # noqa: SLF001


def _is_private(address: InteractionAddress, reply: Reply) -> bool:
    """Whether only the person sees it; in direct messages nobody else is there, and there it is better kept."""
    return not address.is_direct and (address.is_private or reply.audience is Audience.ASKER)


def _replaces(address: InteractionAddress, reply: Reply) -> bool:
    """Whether the message with the choice is changed in place; never so that all see what is one person's."""
    if not reply.replaces or address.message is None:
        return False
    return address.is_direct or address.is_message_private or reply.audience is Audience.ROOM


def _belongs_to_room(address: InteractionAddress, reply: Reply) -> bool:
    """Whether a late answer to a choice is for the room, while its deferral showed to one person only."""
    from_message = address.opening in {Opening.CHOICE, Opening.FORM} and not address.is_direct
    return from_message and not _is_private(address, reply)
