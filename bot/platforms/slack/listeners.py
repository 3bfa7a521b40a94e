"""What Bolt calls for each kind of event: read it, write it down, acknowledge it; nothing more.

The most common event is registered first, for Bolt looks through its listeners in order; the last one
takes what nobody else wants, because an event without a listener is answered 404 and sent again.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.door import Door, Letter
from bot.errors import PlatformError
from bot.mentor.desk import FrontDesk
from bot.platforms.slack import limits
from bot.platforms.slack.address import Address, Surface, Tenant, tenant_of
from bot.platforms.slack.calls import DoubtError, RefusedError, SlackCalls, UnreachableError
from bot.platforms.slack.command import NotUnderstood, Unfinished, help_message, options_view, understand, usable
from bot.platforms.slack.intake import EDITED, Intake
from bot.platforms.slack.interactivity import Interactivity, Modal
from bot.platforms.slack.members import Members
from bot.platforms.slack.payload import Payload, text_at, words_said
from bot.platforms.slack.routing import RECEIVED_AT
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

ASK_SHORTCUT = "ask_mentor"
"""The callback id of the message shortcut in the manifest."""
_COMMAND_SHORTCUT = re.compile("^do_")
"""The callback ids of commands in the menu on messages: `do_` and their words."""

_OURS = re.compile(r"^mentor:")


@dataclass(frozen=True, slots=True)
class Listeners:
    """Everything that is listened to."""

    desk: FrontDesk
    door: Door
    intake: Intake
    interactivity: Interactivity
    members: Members
    calls: SlackCalls
    tasks: Tasks
    prompts: Sequence[str]
    arrived: Callable[[Letter], None]
    """Told of every letter that is new."""
    gone: Callable[[Tenant], Awaitable[None]]
    """Told of every workspace that has us no more."""

    def join(self, app: AsyncApp) -> None:
        """Registers every listener with Bolt."""
        app.event("app_mention")(self.on_said)
        app.event("message")(self.on_said)
        app.action(_OURS)(self.on_picked)
        app.command(re.compile(".*"))(self.on_command)
        app.view(_OURS)(self.on_submitted)
        app.shortcut(ASK_SHORTCUT)(self.on_shortcut)
        app.shortcut(_COMMAND_SHORTCUT)(self.on_command_shortcut)
        app.options(_OURS)(self.on_typed)
        app.event("app_home_opened")(self.on_home)
        app.event("app_uninstalled")(self.on_gone)
        app.event("tokens_revoked")(self.on_revoked)
        app.event(re.compile(".*"))(self.on_anything)
        app.action(re.compile(".*"))(self.on_anything)
        app.view(re.compile(".*"))(self.on_anything)
        app.view_closed(re.compile(".*"))(self.on_anything)
        app.shortcut(re.compile(".*"))(self.on_anything)

    async def on_said(self, body: Payload, context: AsyncBoltContext) -> None:
        """A mention, a direct message, a message in a thread; or word that one of them was edited."""
        is_edit = text_at(body, "event", "subtype") == EDITED
        read = self.intake.edited if is_edit else self.intake.said
        await self._take(await read(body, context[RECEIVED_AT]))

    async def on_home(self, body: Payload) -> None:
        """A tab of ours was opened: the home tab, or the conversation."""
        letter = await self.intake.opened_home(body)
        await self._take(letter)
        if letter is None and text_at(body, "event", "tab") == "messages" and self.prompts:
            self.tasks.start("slack suggests prompts", self._suggest_prompts(body))

    async def on_command(self, body: Payload, ack: AsyncAck) -> None:
        """The slash command."""
        understood = understand(words_said(text_at(body, "text"), ""), self.desk.commands)
        tenant, user = tenant_of(body), text_at(body, "user_id")
        if isinstance(understood, NotUnderstood):
            speaker = await self.members.speaker(tenant, user)
            message = help_message(understood, usable(self.desk.commands, speaker), text_at(body, "command"))
            await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        elif isinstance(understood, Unfinished):
            await ack()
            view = options_view(understood, _where_typed(body, tenant, user))
            await self._open(body, Modal(text_at(body, "trigger_id"), view))
        else:
            await self._take(await self.intake.invoked(body, understood.path, understood.options))
            await ack()

    async def on_picked(self, body: Payload, ack: AsyncAck) -> None:
        """A button or a menu."""
        outcome = await self.interactivity.picked(body)
        if isinstance(outcome, Modal):
            await ack()
            await self._open(body, outcome)
        else:
            await self._take(outcome)
            await ack()

    async def on_submitted(self, body: Payload, ack: AsyncAck) -> None:
        """A form."""
        await self._take(await self.interactivity.submitted(body))
        await ack()

    async def on_shortcut(self, body: Payload, ack: AsyncAck) -> None:
        """The shortcut on a message."""
        await self._take(await self.intake.asked_about(body))
        await ack()

    async def on_command_shortcut(self, body: Payload, ack: AsyncAck) -> None:
        """A command of ours in the menu on a message."""
        path = tuple(text_at(body, "callback_id").split("_")[1:])
        await self._take(await self.intake.invoked_on_message(body, path))
        await ack()

    async def on_typed(self, body: Payload, ack: AsyncAck) -> None:
        """Typing in a menu that asks us for its entries."""
        await ack(options=await self.interactivity.suggestions(body))

    async def on_gone(self, body: Payload) -> None:
        """A workspace removed us."""
        await self.gone(tenant_of(body))

    async def on_revoked(self, body: Payload) -> None:
        """Tokens were taken back; without a bot token we are gone."""
        tokens: dict[str, Any] = (body.get("event") or {}).get("tokens") or {}
        if tokens.get("bot"):
            await self.gone(tenant_of(body))

    async def on_anything(self, ack: AsyncAck) -> None:
        """Whatever nobody has to answer."""
        await ack()

    async def _take(self, letter: Letter | None) -> None:
        if letter is not None and await self.door.receive(letter):
            self.arrived(letter)

    async def _open(self, body: Payload, modal: Modal) -> None:
        try:
            await self.calls.call(tenant_of(body), "views.open", trigger_id=modal.trigger, view=modal.view)
        except (RefusedError, UnreachableError) as error:
            log.warning("modal not opened", reason=str(error))
            await self._say_too_slow(body)
        except DoubtError as error:
            log.warning("modal in doubt", reason=str(error))

    async def _say_too_slow(self, body: Payload) -> None:
        words = {"text": "That took me a moment too long to open. Please try again.", "response_type": "ephemeral"}
        try:
            await self.calls.answer_at(text_at(body, "response_url"), words | {"replace_original": False})
        except PlatformError as error:
            log.warning("could not even say so", reason=str(error))

    async def _suggest_prompts(self, body: Payload) -> None:
        prompts = [{"title": _title(prompt), "message": prompt} for prompt in self.prompts[: limits.SUGGESTED_PROMPTS]]
        channel = text_at(body, "event", "channel")
        try:
            await self.calls.call(
                tenant_of(body), "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=prompts
            )
        except (RefusedError, UnreachableError, DoubtError) as error:
            log.info("prompts not suggested", reason=str(error))


def _where_typed(body: Payload, tenant: Tenant, user: str) -> Address:
    return Address(
        Surface.COMMAND, team=tenant.team, enterprise=tenant.enterprise, is_org="1" if tenant.is_org else "", user=user,
        channel=text_at(body, "channel_id"), response_url=text_at(body, "response_url"),
    )  # fmt: skip


def _title(prompt: str) -> str:
    return prompt if len(prompt) <= limits.BUTTON_TEXT else prompt[: limits.BUTTON_TEXT - 1] + "…"
