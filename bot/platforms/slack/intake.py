"""What Slack sends, made into letters: who said, picked, filled in or commanded what, and where the answer goes.

A pure reading of payloads, but for what it asks: what standing somebody has, whether a thread is followed, where
the community wants answers, what time it is. None comes back for what nobody has to answer.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.clock import Clock
from bot.door import Letter
from bot.mentor.actions import Action
from bot.mentor.events import Event, Filled, Invoked, Occasion, Picked, Said
from bot.platforms.edits import Edits, is_soon_enough, key_of_edit
from bot.platforms.recent_settings import RecentSettings
from bot.platforms.slack.address import Address, Surface, Tenant, tenant_of
from bot.platforms.slack.members import Members
from bot.platforms.slack.payload import Payload, mentions, text_at, words_said

HOME_COMMAND = ("home",)
"""The command whose reply is the home tab."""

EDITED = "message_changed"
"""The kind of message that tells that another one was edited."""

_HEARD_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})

Follows = Callable[[Occasion], Awaitable[bool]]
"""Whether the mentor is in conversation with the speaker of this occasion, in its thread."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Makes letters of payloads."""

    members: Members
    settings: RecentSettings | None
    follows: Follows
    edits: Edits
    clock: Clock

    async def said(self, body: Payload, received_at: datetime) -> Letter | None:
        """A mention, a direct message, or an answer in a thread that is followed."""
        event = body.get("event") or {}
        tenant, bot_user = tenant_of(body), _bot_user(body)
        if not _is_persons(event, bot_user) or text_at(event, "subtype") not in _HEARD_SUBTYPES:
            return None
        direct = event.get("channel_type") in {"im", "app_home"} or text_at(event, "channel").startswith("D")
        is_mention = event.get("type") == "app_mention"
        if not direct and not is_mention and mentions(text_at(event, "text")):
            return None  # it names us, and then its twin is on the way as app_mention, or it is for somebody else
        channel, ts = text_at(event, "channel"), text_at(event, "ts")
        if not direct and not is_mention and text_at(event, "thread_ts") in {"", ts}:
            return None
        is_quiet = not direct and not await self._may_answer_in(tenant, channel)
        said, address = self._words(tenant, bot_user, channel, event, direct=direct, is_quiet=is_quiet)
        if not direct and not is_mention and (is_quiet or not await self.follows(said.occasion)):
            return None
        self.edits.heard(said.occasion.id, said.occasion.id)
        key = f"slack:{text_at(body, 'event_id')}"
        return Letter(key, said, address.to_mapping(), received_at, said.occasion.id)

    async def edited(self, body: Payload, received_at: datetime) -> Letter | None:
        """A question put anew soon after it was asked; its answer takes the place of the one before."""
        event = body.get("event") or {}
        tenant, bot_user, channel = tenant_of(body), _bot_user(body), text_at(event, "channel")
        message, before = event.get("message") or {}, event.get("previous_message") or {}
        asked_at, edited_at = _moment(text_at(message, "ts")), _moment(text_at(message, "edited", "ts"))
        if not _is_persons(message, bot_user) or asked_at is None or edited_at is None:
            return None
        if text_at(message, "text") == text_at(before, "text") or not is_soon_enough(asked_at, edited_at):
            return None
        question = _said_id(tenant, channel, text_at(message, "ts"))
        latest, again = await self.edits.latest(question), key_of_edit(question, edited_at)
        if latest is None or again <= latest:
            return None  # where it names us only now, Slack tells of a mention
        direct = channel.startswith("D")
        is_quiet = not direct and not await self._may_answer_in(tenant, channel)
        said, address = self._words(tenant, bot_user, channel, message, direct=direct, is_quiet=is_quiet)
        self.edits.heard(question, again)
        anew = Said(replace(said.occasion, id=again), said.text, instead_of=latest)
        address = replace(address, instead_of=latest)
        key = f"slack:{text_at(body, 'event_id')}"
        return Letter(key, anew, address.to_mapping(), received_at, again)

    def _words(
        self, tenant: Tenant, bot_user: str, channel: str, message: Payload, *, direct: bool, is_quiet: bool
    ) -> tuple[Said, Address]:
        """What a message says, and where its answer goes: into its thread, or to its writer alone."""
        user, ts = text_at(message, "user"), text_at(message, "ts")
        root = text_at(message, "thread_ts") or ts
        occasion = Occasion(
            id=_said_id(tenant, channel, ts),
            at=_moment(ts) or self.clock.now(),
            speaker=self.members.known_speaker(tenant, user),
            conversation=f"slack:{tenant.team}:{channel}:{root}" + ("" if direct else f":{user}"),
            place=f"slack:{tenant.team}:{channel}:{root}",
            private=direct or is_quiet,
        )
        address = Address(
            Surface.THREAD, channel=channel, thread=root, message=ts, quiet="1" if is_quiet else "",
            **_whose(tenant, user),
        )  # fmt: skip
        return Said(occasion, words_said(text_at(message, "text"), bot_user)), address

    async def opened_home(self, body: Payload) -> Letter | None:
        """Somebody opened the home tab."""
        event = body.get("event") or {}
        tenant, user = tenant_of(body), text_at(event, "user")
        if event.get("tab") != "home" or not user:
            return None
        return await self.home_letter(tenant, user, f"slack:{text_at(body, 'event_id')}")

    async def home_letter(self, tenant: Tenant, user: str, key: str) -> Letter:
        """A letter that is answered by publishing the home tab of `user`."""
        occasion = await self._occasion(key, tenant, user, f"slack:{tenant.team}:home:{user}")
        return self._letter(key, Invoked(occasion, HOME_COMMAND), Address(Surface.HOME, **_whose(tenant, user)))

    async def invoked(self, body: Payload, path: tuple[str, ...], options: Mapping[str, str]) -> Letter:
        """A slash command whose words were understood."""
        tenant, user, channel = tenant_of(body), text_at(body, "user_id"), text_at(body, "channel_id")
        address = Address(
            Surface.COMMAND, channel=channel, response_url=text_at(body, "response_url"),
            trigger=text_at(body, "trigger_id"), quiet=await self._quiet(tenant, channel), **_whose(tenant, user),
        )  # fmt: skip
        occasion = await self._occasion(f"slack:command:{address.trigger}", tenant, user, _room(tenant, channel, user))
        return self._letter(
            occasion.id, Invoked(replace(occasion, place=_place(tenant, channel)), path, options), address
        )

    async def asked_about(self, body: Payload) -> Letter:
        """The shortcut on somebody's message."""
        tenant, address = tenant_of(body), _address_of_interaction(body, Surface.COMMAND)
        thread = text_at(body, "message", "thread_ts")
        occasion = await self._occasion(
            f"slack:shortcut:{address.trigger}", tenant, address.user, _room(tenant, address.channel, address.user)
        )
        occasion = replace(occasion, place=_place(tenant, address.channel))
        author = text_at(body, "message", "user")
        text = words_said(text_at(body, "message", "text"), "")
        said = Said(occasion, text, f"slack:{tenant.team}:{author}" if author and author != address.user else None)
        quiet = await self._quiet(tenant, address.channel)
        return self._letter(occasion.id, said, replace(address, thread=thread, quiet=quiet))

    async def invoked_on_message(self, body: Payload, path: tuple[str, ...]) -> Letter:
        """A command in the menu on somebody's message."""
        tenant, address = tenant_of(body), _address_of_interaction(body, Surface.COMMAND)
        occasion = await self._occasion(
            f"slack:shortcut:{address.trigger}", tenant, address.user, _room(tenant, address.channel, address.user)
        )
        author, stamp = text_at(body, "message", "user"), text_at(body, "message", "ts")
        options = {
            "text": words_said(text_at(body, "message", "text"), ""),
            "author": f"slack:{tenant.team}:{author}" if author else "",
            "link": f"slack:{tenant.team}:{address.channel}:{stamp}",
        }
        occasion = replace(occasion, place=_place(tenant, address.channel), private=False)
        thread = text_at(body, "message", "thread_ts")
        return self._letter(occasion.id, Invoked(occasion, path, options), replace(address, thread=thread))

    async def picked(self, body: Payload, action: Action) -> Letter:
        """A button or a menu entry."""
        occasion, address = await self.interaction(body)
        return self._letter(occasion.id, Picked(occasion, action), address)

    async def filled_by_choice(self, body: Payload, action: Action, values: Mapping[str, str]) -> Letter:
        """A picker, which is a form of one field."""
        occasion, address = await self.interaction(body)
        return self._letter(occasion.id, Filled(occasion, action, values), address)

    async def invoked_by_choice(self, body: Payload, path: tuple[str, ...], options: Mapping[str, str]) -> Letter:
        """A command that somebody reached by a button or a form."""
        occasion, address = await self.interaction(body)
        return self._letter(occasion.id, Invoked(occasion, path, options), address)

    async def filled(self, body: Payload, action: Action, values: Mapping[str, str], whence: Address) -> Letter:
        """A form; `whence` is where it was opened."""
        occasion, address = await self.submission(body, whence)
        return self._letter(occasion.id, Filled(occasion, action, values), address)

    async def invoked_by_form(
        self, body: Payload, path: tuple[str, ...], options: Mapping[str, str], whence: Address
    ) -> Letter:
        """A command whose options were filled in."""
        occasion, address = await self.submission(body, whence)
        return self._letter(occasion.id, Invoked(occasion, path, options), address)

    def shared(self, body: Payload, key: str, event: Event) -> Letter:
        """The event behind a private answer that its reader shows to everyone; once, however often it is clicked."""
        address = _address_of_interaction(body, Surface.SHARED)
        return self._letter(f"slack:shared:{key}", event, address)

    async def interaction(self, body: Payload) -> tuple[Occasion, Address]:
        """When, by whom and where something was picked, and where the answer goes."""
        tenant = tenant_of(body)
        container = body.get("container") or {}
        if container.get("type") == "view":
            surface = Surface.MODAL
        else:
            surface = Surface.EPHEMERAL if container.get("is_ephemeral") else Surface.MESSAGE
        address = _address_of_interaction(body, surface)
        occasion = await self._occasion(
            f"slack:picked:{address.trigger}", tenant, address.user, _talk_of(tenant, address)
        )
        private = surface is not Surface.MESSAGE or address.is_direct
        return replace(occasion, place=_place(tenant, address.channel, address.thread), private=private), address

    async def submission(self, body: Payload, whence: Address) -> tuple[Occasion, Address]:
        """The same for a form that was sent."""
        tenant, view = tenant_of(body), body.get("view") or {}
        key = f"slack:form:{text_at(view, 'id')}:{text_at(view, 'hash')}"
        address = replace(
            whence, surface=Surface.FORM, user=text_at(body, "user", "id"), trigger=text_at(body, "trigger_id"), view=""
        )
        occasion = await self._occasion(key, tenant, address.user, _talk_of(tenant, address))
        return replace(occasion, place=_place(tenant, address.channel, address.thread)), address

    async def _may_answer_in(self, tenant: Tenant, channel: str) -> bool:
        return self.settings is None or (await self.settings.of(tenant.community)).may_answer_in(channel)

    async def _quiet(self, tenant: Tenant, channel: str) -> str:
        return "" if channel.startswith("D") or await self._may_answer_in(tenant, channel) else "1"

    async def _occasion(self, id_: str, tenant: Tenant, user: str, conversation: str) -> Occasion:
        return Occasion(id_, self.clock.now(), await self.members.speaker(tenant, user), conversation)

    def _letter(self, key: str, event: Event, address: Address) -> Letter:
        return Letter(key, event, address.to_mapping(), self.clock.now())


def _whose(tenant: Tenant, user: str) -> dict[str, str]:
    return {"team": tenant.team, "enterprise": tenant.enterprise, "is_org": "1" if tenant.is_org else "", "user": user}


def _address_of_interaction(body: Payload, surface: Surface) -> Address:
    container = body.get("container") or {}
    message_ts = text_at(container, "message_ts") or text_at(body, "message_ts") or text_at(body, "message", "ts")
    return Address(
        surface,
        channel=text_at(body, "channel", "id") or text_at(container, "channel_id"),
        thread=text_at(container, "thread_ts") or text_at(body, "message", "thread_ts"),
        message=message_ts,
        response_url=text_at(body, "response_url"),
        trigger=text_at(body, "trigger_id"),
        view="" if text_at(body, "view", "type") == "home" else text_at(container, "view_id"),
        **_whose(tenant_of(body), text_at(body, "user", "id")),
    )


def _room(tenant: Tenant, channel: str, user: str) -> str:
    return f"slack:{tenant.team}:{channel}:{user}"


def _talk_of(tenant: Tenant, address: Address) -> str:
    """A choice belongs to the talk in whose thread it stands, and so to the same memory."""
    if not address.channel:
        return f"slack:{tenant.team}:home:{address.user}"
    if not address.thread:
        return _room(tenant, address.channel, address.user)
    return f"slack:{tenant.team}:{address.channel}:{address.thread}" + ("" if address.is_direct else f":{address.user}")


def _place(tenant: Tenant, channel: str, thread: str = "") -> str:
    return ":".join(part for part in (tenant.community, channel, thread) if part)


def _said_id(tenant: Tenant, channel: str, ts: str) -> str:
    """A message as an occasion, the same for each of the events that tell of it."""
    return f"slack:{tenant.team}:{channel}:{ts}:said"


def _is_persons(message: Payload, bot_user: str) -> bool:
    return text_at(message, "user") not in {"", bot_user} and not message.get("bot_id")


def _bot_user(body: Payload) -> str:
    authorizations = body.get("authorizations") or [{}]
    return text_at(authorizations[0], "user_id")


def _moment(ts: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None
