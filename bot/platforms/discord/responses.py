"""Answers to interactions: as the first response, in the place of a deferral, or after a restart by token alone.

A first response and an edit can be repeated without harm, a follow-up cannot, for Discord takes no nonce with
it. So what everybody sees goes into the channel where we may write there, and follow-ups are left for the
further pages of long private answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.mentor.reply import Audience, Reply
from bot.platforms.discord.address import Delivered, InteractionAddress, Opening
from bot.platforms.discord.by_token import ByToken
from bot.platforms.discord.calls import SHARE
from bot.platforms.discord.markdown import LinkPolicy
from bot.platforms.discord.pages import Button, Page
from bot.platforms.discord.render import form_in_words, modal_of, pages_of
from bot.platforms.discord.rooms import Room, Rooms, explained
from bot.platforms.discord.turns import Turns
from bot.platforms.discord.view import stamp

log = structlog.get_logger(__name__)

_LOST = 10062
_NO_MORE_RESPONSES = frozenset({40060, _LOST})


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
        # Without a turn the interaction reached another process, or this one before a restart.
        is_open = turn.take() if turn is not None else await self._is_unanswered(address)
        if is_open:
            try:
                if await self._respond(address, key, reply):
                    return await self._with_further_pages(address, key, reply)
            finally:
                if turn is not None:
                    turn.settled.set()
        elif turn is not None:
            await turn.settled.wait()
        return await self._fill_in(address, key, form_in_words(reply.form) if reply.form is not None else reply)

    async def find(self, address: InteractionAddress, key: str) -> Delivered | None:
        """The answer to an interaction that went out before, or None where surely none did."""
        try:
            is_ours = await self._is_ours(address, key)
        except discord.NotFound:
            return await self._find_elsewhere(address, key)
        return Delivered(address.channel, (address.id,)) if is_ours else None

    async def _is_ours(self, address: InteractionAddress, key: str) -> bool:
        """Whether the response that is there is the answer to this letter; raises `NotFound` where there is none."""
        message = await self._by_token(address).first_response()
        first = message.components[0] if message.components else None
        known = {stamp(key, 0, is_last=True), stamp(key, 0, is_last=False)}
        return getattr(first, "id", None) in known and not message.flags.loading

    async def _is_unanswered(self, address: InteractionAddress) -> bool:
        try:
            await self._by_token(address).first_response()
        except discord.NotFound:
            return True
        return False

    async def _respond(self, address: InteractionAddress, key: str, reply: Reply) -> bool:
        """Give the first response; False where Discord lost the interaction or has another response already.

        Discord may have this very one: the library repeats what seems to have failed.
        """
        try:
            await self._give(address, key, reply)
        except discord.HTTPException as error:
            if error.code not in _NO_MORE_RESPONSES:
                raise
            log.info("no first response any more", interaction=address.id, code=error.code)
            if error.code == _LOST:
                return False
            return reply.form is not None or await self._is_ours(address, key)
        return True

    async def _give(self, address: InteractionAddress, key: str, reply: Reply) -> None:
        interaction = self._by_token(address)
        if reply.form is not None:
            await interaction.open_modal(modal_of(reply.form))
            return
        pages = self._pages(address, reply)
        mark = stamp(key, 0, is_last=len(pages) == 1)
        if _replaces(address, reply):
            await interaction.change(pages[0], mark)
        else:
            await interaction.respond(pages[0], mark, is_private=_is_private(address, reply))

    async def _with_further_pages(self, address: InteractionAddress, key: str, reply: Reply) -> Delivered:
        if reply.form is None:
            await self._follow_up(address, key, reply, self._pages(address, reply))
        return Delivered(address.channel, (address.id,))

    async def _fill_in(self, address: InteractionAddress, key: str, reply: Reply) -> Delivered:
        """The answer in the place of a deferral, or, where the interaction is lost, outside of it."""
        pages = self._pages(address, reply)
        if _belongs_to_room(address, reply):
            return await self._for_everybody(address, key, reply, pages)
        mark = stamp(key, 0, is_last=len(pages) == 1)
        if address.opening is Opening.COMMAND and not address.is_private and _is_private(address, reply):
            # It was deferred for all to see, and a deferral keeps its visibility.
            await self._take_away(address)
            with explained(address.guild, address.channel, "view_channel"):
                await self._by_token(address).add(pages[0], mark, is_private=True)
            return Delivered(address.channel, (address.id,))
        try:
            await self._by_token(address).fill_in(pages[0], mark)
        except discord.NotFound:
            return await self._elsewhere(address, key, reply, pages)
        await self._follow_up(address, key, reply, pages)
        return Delivered(address.channel, (address.id,))

    async def _for_everybody(
        self, address: InteractionAddress, key: str, reply: Reply, pages: Sequence[Page]
    ) -> Delivered:
        """A choice was answered late and privately deferred, but its answer is for the room."""
        if _replaces(address, reply) and address.message is not None:
            before = Delivered(address.channel, (address.message,))
            delivered = await self.rooms.rewrite(before, address.guild, pages, key)
        else:
            delivered = await self.rooms.write(Room(address.channel, address.guild), pages, key)
        await self._take_away(address)
        return delivered

    async def _take_away(self, address: InteractionAddress) -> None:
        try:
            await self._by_token(address).take_away()
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
            with explained(address.guild, address.channel, "view_channel"):
                await self._by_token(address).add(page, mark, is_private=_is_private(address, reply))

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

    def _by_token(self, address: InteractionAddress) -> ByToken:
        return ByToken(self.client(), address)


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
