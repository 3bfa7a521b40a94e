"""Interactions made into letters: who used, picked or filled in what, and where the answer goes.

Interactions that only the face itself answers (completions, sharing, writing to the mentor by a button) are
told apart here and handled elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.clock import Clock
from bot.door import Letter
from bot.mentor.actions import Action
from bot.mentor.commands import Command
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said, Speaker
from bot.platforms.discord.address import (
    InteractionAddress,
    Opening,
    community_of,
    conversation_of,
    may_be_shared,
    person_of,
    place_of,
    to_mapping,
)
from bot.platforms.discord.commands import PRIVATE_OPTION, CommandTree, call_of
from bot.platforms.discord.people import speaker_of
from bot.platforms.discord.words import text_in, values_in, words_said
from bot.platforms.recent_settings import RecentSettings

SHARE = Action("discord", ("share",))
"""Show everybody a private answer."""
WRITE = Action("discord", ("write",))
"""Write to the mentor in a form."""
WRITE_FIELD = "text"

_MESSAGE_COMMAND = 3
_NATIVE_PICKERS = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes letters of interactions, for the user whose id `us` returns."""

    us: Callable[[], int]
    tree: CommandTree
    settings: RecentSettings
    clock: Clock

    async def letter(self, interaction: discord.Interaction) -> Letter:
        """The letter that an interaction is; raises `StaleActionError` for choices that are not ours any more."""
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.application_command if data.get("type") == _MESSAGE_COMMAND:
                return await self._asked_about(interaction, data)
            case discord.InteractionType.application_command:
                return await self._invoked(interaction, data)
            case discord.InteractionType.modal_submit:
                return await self._filled(interaction, data)
            case _:
                return await self._picked(interaction, data)

    async def speaker(self, interaction: discord.Interaction) -> Speaker:
        """Who used it."""
        settings = await self.settings.of(community_of(interaction.guild_id))
        return speaker_of(interaction.user, interaction.guild_id, settings, str(interaction.locale))

    def command(self, data: Mapping[str, Any]) -> tuple[Command | None, Mapping[str, str]]:
        """The command that was used and its options."""
        call = call_of(data)
        return self.tree.commands.get(call.path), call.options

    async def _invoked(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> Letter:
        command, options = self.command(data)
        private = await self._is_private(interaction, command, options)
        occasion = await self._occasion(interaction, private=private)
        path = command.path if command is not None else call_of(data).path
        event = Invoked(occasion, path, dict(options))
        return self._sealed(interaction, event, Opening.COMMAND, command)

    async def _asked_about(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> Letter:
        messages = (data.get("resolved") or {}).get("messages") or {}
        target = messages.get(str(data.get("target_id"))) or {}
        author = int((target.get("author") or {}).get("id", 0))
        text = target.get("content") or "\n".join(text_in(target.get("components") or ()))
        command, _ = self.command(data)
        if command is not None:
            link = f"https://discord.com/channels/{interaction.guild_id}/{interaction.channel_id}/{target.get('id')}"
            options = {"text": words_said(text, self.us()), "author": person_of(author), "link": link}
            event = Invoked(await self._occasion(interaction, private=False), command.path, options)
            return self._sealed(interaction, event, Opening.COMMAND, command)
        said = Said(
            await self._occasion(interaction, private=True),
            words_said(text, self.us()),
            author=person_of(author) if author != interaction.user.id else None,
        )
        return self._sealed(interaction, said, Opening.MESSAGE_COMMAND)

    async def _picked(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> Letter:
        occasion = await self._occasion(interaction, private=_is_message_private(interaction))
        values = [str(value) for value in data.get("values") or ()]
        state = str(data.get("custom_id", ""))
        if data.get("component_type") in _NATIVE_PICKERS:
            event: Event = Filled(occasion, Action.decode(state), {"picked": " ".join(values)})
        else:
            event = Picked(occasion, Action.decode(values[0] if values else state))
        return self._sealed(interaction, event, Opening.CHOICE)

    async def _filled(self, interaction: discord.Interaction, data: Mapping[str, Any]) -> Letter:
        action = Action.decode(str(data.get("custom_id", "")))
        values = values_in(data.get("components") or ())
        if action == WRITE:
            occasion = await self._occasion(interaction, private=interaction.guild_id is None)
            event: Event = Said(occasion, words_said(values.get(WRITE_FIELD, ""), self.us()))
        else:
            event = Filled(await self._occasion(interaction, private=_is_message_private(interaction)), action, values)
        return self._sealed(interaction, event, Opening.FORM)

    async def _is_private(
        self, interaction: discord.Interaction, command: Command | None, options: Mapping[str, str]
    ) -> bool:
        if interaction.guild_id is None or command is None or not command.may_be_public:
            return True
        settings = await self.settings.of(community_of(interaction.guild_id))
        if not settings.may_answer_in(str(_parent(interaction))):
            return True
        wanted = options.get(PRIVATE_OPTION)
        return settings.private_by_default if wanted is None else wanted == "true"

    async def _occasion(self, interaction: discord.Interaction, *, private: bool) -> Occasion:
        channel, parent = interaction.channel_id or 0, _parent(interaction)
        return Occasion(
            id=f"discord:interaction:{interaction.id}",
            at=interaction.created_at,
            speaker=await self.speaker(interaction),
            conversation=conversation_of(channel, interaction.user.id),
            place=place_of(parent, channel if channel != parent else None),
            private=private,
        )

    def _sealed(
        self, interaction: discord.Interaction, event: Event, opening: Opening, command: Command | None = None
    ) -> Letter:
        message = interaction.message
        address = InteractionAddress(
            id=interaction.id,
            token=interaction.token,
            application=interaction.application_id,
            opening=opening,
            channel=interaction.channel_id or 0,
            user=interaction.user.id,
            guild=interaction.guild_id,
            message=message.id if message is not None else None,
            is_message_private=_is_message_private(interaction),
            is_private=event.occasion.private,
            may_be_shared=_has_share(message) or may_be_shared(event, command),
        )
        return Letter(event.occasion.id, event, to_mapping(address), self.clock.now())


def state_of(interaction: discord.Interaction) -> str:
    """The custom id that an interaction came with, if any."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


def _is_message_private(interaction: discord.Interaction) -> bool:
    """Whether only the person sees the message that an interaction came from; without one, what follows is theirs."""
    if interaction.guild_id is None or interaction.message is None:
        return True
    return interaction.message.flags.ephemeral


def _has_share(message: discord.Message | None) -> bool:
    """Whether the message already offers to be shown to everybody; what takes its place does so too."""
    if message is None or not message.flags.ephemeral:
        return False
    rows = (row.children for row in message.components if isinstance(row, discord.ActionRow))
    return any(getattr(child, "custom_id", None) == SHARE.encode() for row in rows for child in row)


def _parent(interaction: discord.Interaction) -> int:
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return interaction.channel_id or 0
