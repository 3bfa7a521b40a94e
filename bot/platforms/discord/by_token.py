"""What an interaction's token alone allows, in this process or the next: respond, look, fill in, take away, add.

The library ties all of this to the interaction it received. After a restart there is none, so its adapter for
interactions is used here directly, and nowhere else.
"""

from dataclasses import dataclass
from typing import Any

import discord
from discord import InteractionResponseType
from discord.http import MultipartParameters, handle_message_parameters
from discord.webhook.async_ import async_context, interaction_message_response_params, interaction_response_params

from bot.platforms.discord.address import InteractionAddress
from bot.platforms.discord.pages import ModalPage, Page
from bot.platforms.discord.view import files_of, modal_of_page, view_of


@dataclass(frozen=True, slots=True)
class ByToken:
    """One interaction, reached by its token through a client. Each page goes out with its mark."""

    client: discord.Client
    address: InteractionAddress

    async def open_modal(self, modal: ModalPage) -> None:
        """Respond with a modal."""
        await self._respond(interaction_response_params(_kind("modal"), modal_of_page(modal).to_dict()))

    async def respond(self, page: Page, mark: int, *, is_private: bool) -> None:
        """Respond with a message."""
        with interaction_message_response_params(
            type=_kind("channel_message"),
            view=view_of(page, mark),
            files=files_of(page) or discord.utils.MISSING,
            flags=discord.MessageFlags(suppress_embeds=True, ephemeral=is_private),
            allowed_mentions=self.client.allowed_mentions,
        ) as params:
            await self._respond(params)

    async def change(self, page: Page, mark: int) -> None:
        """Respond by changing the message on which something was picked."""
        with interaction_message_response_params(
            type=_kind("message_update"),
            view=view_of(page, mark),
            attachments=files_of(page),
            allowed_mentions=self.client.allowed_mentions,
        ) as params:
            await self._respond(params)

    async def fill_in(self, page: Page, mark: int) -> None:
        """Put a page in the place of the first response; raises `NotFound` where there was none."""
        with handle_message_parameters(
            view=view_of(page, mark), attachments=files_of(page), allowed_mentions=self.client.allowed_mentions
        ) as params:
            await async_context.get().edit_original_interaction_response(
                *self._names, payload=params.payload, multipart=params.multipart, files=params.files, **self._through
            )

    async def first_response(self) -> discord.Message:
        """The first response; raises `NotFound` where there was none."""
        data = await async_context.get().get_original_interaction_response(*self._names, **self._through)
        channel = self.client.get_partial_messageable(self.address.channel, guild_id=self.address.guild)
        return discord.Message(state=self._state, channel=channel, data=data)

    async def take_away(self) -> None:
        """Delete the first response; raises `HTTPException` where there is none."""
        await async_context.get().delete_original_interaction_response(*self._names, **self._through)

    async def add(self, page: Page, mark: int, *, is_private: bool) -> None:
        """Send a further message; Discord takes no nonce with it, so that it cannot be repeated without harm."""
        # As `Interaction.followup` makes it; `Webhook.partial` is of a kind that may not answer privately.
        data: Any = {
            "id": self.address.application,
            "type": discord.WebhookType.application.value,
            "token": self.address.token,
        }
        hook = discord.Webhook.from_state(data, state=self._state)
        await hook.send(
            view=view_of(page, mark), files=files_of(page), ephemeral=is_private, suppress_embeds=True, wait=True
        )

    async def _respond(self, params: MultipartParameters) -> None:
        await async_context.get().create_interaction_response(
            self.address.id, self.address.token, params=params, **self._through
        )

    @property
    def _names(self) -> tuple[int, str]:
        return self.address.application, self.address.token

    @property
    def _state(self) -> Any:
        return self.client._connection  # noqa: SLF001 - the library offers no other way

    @property
    def _through(self) -> dict[str, Any]:
        http = self.client.http
        session = http._HTTPClient__session  # type: ignore[attr-defined]  # noqa: SLF001
        return {"session": session, "proxy": http.proxy, "proxy_auth": http.proxy_auth}


def _kind(name: str) -> int:
    return int(InteractionResponseType[name].value)
