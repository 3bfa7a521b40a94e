"""Brings to Slack what nobody asked for there: tips into channels and direct messages, a word to moderators.

Implements `bot.mentor.delivery.Carrier` over the posting that answers use, so that a tip carries metadata by which it
is known again. Which organization a workspace belongs to is learned from what arrives, and remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.door import UndeliverableError
from bot.mentor.community import Communities
from bot.mentor.delivery import BlindError, NotSentError, Post, RefusedError
from bot.platforms.slack.calls import RefusedError as RefusedBySlackError
from bot.platforms.slack.calls import SlackCalls, UnreachableError
from bot.platforms.slack.links import LinkPolicy, no_links, with_approved_links
from bot.platforms.slack.payload import text_at
from bot.platforms.slack.posting import Place, Posting
from bot.platforms.slack.render import SlackMessage, messages_of
from bot.platforms.slack.tenants import TenantBook

_LEAVES_WITHIN = timedelta(minutes=3)
"""What is sent has arrived by then, or never will."""


@dataclass(frozen=True, slots=True)
class SlackTips:
    """Delivers tips to all workspaces."""

    calls: SlackCalls
    posting: Posting
    communities: Communities | None
    listening: Callable[[], bool]
    tenants: TenantBook
    approved: LinkPolicy = no_links

    def is_ready(self) -> bool:
        """Whether there is a connection at all."""
        return self.listening()

    async def post(self, post: Post) -> str:
        """Send it once; after doubt it is read back first."""
        try:
            place = await self._place(post)
            return await self.posting.post(place, self._messages(post), post.key)
        except (UndeliverableError, RefusedBySlackError) as error:
            raise RefusedError(str(error)) from error
        except UnreachableError as error:
            raise NotSentError(str(error)) from error

    async def find(self, post: Post) -> str | None:
        """Where it stands, among our messages of that time."""
        try:
            return await self.posting.find(await self._place(post), post.key)
        except RefusedBySlackError as error:
            raise BlindError(str(error)) from error

    async def tell(self, post: Post) -> None:
        """Tell the moderators of a workspace in the channel that they chose for it."""
        settings = await self.communities.settings(post.community) if self.communities is not None else None
        if settings is None or settings.moderators_channel is None:
            raise RefusedError("no channel for moderators was chosen")
        place = Place(await self.tenants.of(_team(post.community)), settings.moderators_channel, "", post.since)
        try:
            if await self.posting.find(place, post.key) is None:
                await self.posting.post(place, self._messages(post), post.key)
        except (UndeliverableError, RefusedBySlackError) as error:
            raise RefusedError(str(error)) from error

    def _messages(self, post: Post) -> tuple[SlackMessage, ...]:
        return messages_of(with_approved_links(post.reply, self.approved))

    async def _place(self, post: Post) -> Place:
        until = post.since + _LEAVES_WITHIN
        if post.person is not None:
            _, team, user = post.person.split(":")
            tenant = await self.tenants.of(team)
            opened = await self.calls.call(tenant, "conversations.open", users=user)
            return Place(tenant, text_at(opened, "channel", "id"), "", post.since, until)
        _, team, channel, *thread = post.place.split(":")
        return Place(await self.tenants.of(team), channel, thread[0] if thread else "", post.since, until)


def _team(community: str) -> str:
    return community.partition(":")[2]
