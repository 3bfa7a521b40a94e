"""Brings replies to people in Slack: to threads, privately, in place of an older message, into modals and the home tab.

Implements `bot.door.Courier`. What Slack keeps is posted once (see `posting`). A private answer is kept by
nobody, so it cannot be read back: after doubt it is sent once more, for silence would be worse.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.door import Letter, UndeliverableError
from bot.door.letter import event_to_json
from bot.mentor.commands import Command
from bot.mentor.events import Invoked, Picked, Said
from bot.mentor.reply import Attachment, Audience, Decision, Note, Reply
from bot.platforms.slack import limits
from bot.platforms.slack.address import Address, Surface
from bot.platforms.slack.calls import DoubtError, RefusedError, SlackCalls, UnreachableError
from bot.platforms.slack.command import command_button
from bot.platforms.slack.files import Files
from bot.platforms.slack.home import HomeTab
from bot.platforms.slack.links import LinkPolicy, no_links, with_approved_links
from bot.platforms.slack.payload import Payload, text_at
from bot.platforms.slack.pictures import Pictures
from bot.platforms.slack.posting import Place, Posting
from bot.platforms.slack.render import PICK, Extra, SlackMessage, form_view, messages_of, reply_view

log = structlog.get_logger(__name__)

SHARE = "mentor:share"
"""The button that shows a private answer to everyone; its value is the event that led to it."""

_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Wording:
    """The few words this face adds by itself."""

    share: str = "Show everyone"
    """As the mentor's own voice says it; `bot.faces` sets it."""
    too_slow: str = "That took me a moment too long to open. Please try again."
    open_again: str = "Open the form"
    no_file: str = "I couldn't hand the file over. Please try again in a minute."
    title: str = "Your mentor"


class SlackCourier:
    """Carries replies to Slack; one for all workspaces."""

    def __init__(
        self,
        calls: SlackCalls,
        posting: Posting,
        home: HomeTab,
        commands: Callable[[], Sequence[Command]],
        delivered: Callable[[Letter, Reply], None],
        *,
        approved: LinkPolicy = no_links,
        wording: Wording = Wording(),
    ) -> None:
        self._calls = calls
        self._posting = posting
        self._home = home
        self._pictures = Pictures(calls)
        self._files = Files(calls)
        self._commands = commands
        self._delivered = delivered
        self._approved = approved
        self._wording = wording
        self._private: OrderedDict[str, int] = OrderedDict()
        self._handed_over: OrderedDict[str, None] = OrderedDict()

    async def deliver(self, letter: Letter, reply: Reply) -> str:
        """Brings `reply` to where the letter's answer belongs."""
        address = Address.from_mapping(letter.address)
        reply = with_approved_links(reply, self._approved)
        if not await self._handed_over_once(letter, address, reply):
            reply = replace(reply, blocks=(*reply.blocks, Note(self._wording.no_file)))
        try:
            id_ = await self._bring(letter, address, reply)
        except RefusedError as refused:
            if refused.is_about_token:
                raise  # it is looked up anew
            raise UndeliverableError(str(refused)) from refused
        self._delivered(letter, reply)
        return id_

    async def find_delivered(self, letter: Letter) -> str | None:
        """The message that answers `letter`, read back where Slack keeps such messages."""
        address = Address.from_mapping(letter.address)
        if address.instead_of:
            return None  # putting the same words in the same place again does no harm
        places = [(address.channel, _thread_of(address)), (address.user, "")]
        for channel, thread in places if address.channel else places[1:]:
            try:
                place = Place(address.tenant, channel, thread, letter.received_at)
                found = await self._posting.find(place, _mark_of(letter))
            except RefusedError as refused:
                if refused.is_about_token:
                    raise UndeliverableError(str(refused)) from refused
                continue  # a channel we are not in holds nothing of ours
            if found is not None:
                return found
            if address.surface is Surface.THREAD:
                break
        return None

    async def _handed_over_once(self, letter: Letter, address: Address, reply: Reply) -> bool:
        """Whether the files of a reply got there, however often its words have to be tried."""
        if letter.key in self._handed_over:
            return True
        if not await self._files.hand_over(address, reply):
            return False
        if any(isinstance(block, Attachment) for block in reply.blocks):
            self._handed_over[letter.key] = None
            if len(self._handed_over) > _REMEMBERED:
                self._handed_over.popitem(last=False)
        return True

    async def _bring(self, letter: Letter, address: Address, reply: Reply) -> str:
        if reply.form is not None:
            return await self._open_form(letter, address, reply)
        if address.surface is Surface.HOME:
            return await self._home.publish(address.tenant, address.user, reply)
        if address.surface is Surface.MODAL:
            return await self._show_in_modal(letter, address, reply)
        return await self._say(letter, address, reply)

    # what Slack keeps, and what only one person sees

    async def _say(self, letter: Letter, address: Address, reply: Reply) -> str:
        uploaded = await self._pictures.upload(address.tenant, reply)
        if reply.replaces and address.surface in {Surface.MESSAGE, Surface.EPHEMERAL}:
            return await self._replace(letter, address, reply, uploaded)
        if self._is_open(address, reply):
            return await self._post(letter, address, reply, uploaded)
        messages = messages_of(reply, uploaded, self._extras(letter, address, reply), for_one=True)
        return await self._whisper(letter, address, messages)

    async def _post(self, letter: Letter, address: Address, reply: Reply, uploaded: Mapping[str, str]) -> str:
        channel = address.channel or address.user
        messages = messages_of(reply, uploaded, for_one=address.is_direct or not address.channel)
        try:
            place = Place(address.tenant, channel, _thread_of(address), letter.received_at)
            if address.instead_of:
                place = replace(place, since=letter.event.occasion.at)
                return await self._posting.post_anew(place, messages, address.instead_of, _mark_of(letter))
            return await self._posting.post(place, messages, _mark_of(letter))
        except UndeliverableError:
            if not address.response_url:
                raise
            return await self._whisper(letter, address, messages)

    async def _whisper(
        self, letter: Letter, address: Address, messages: Sequence[SlackMessage], *, replace_original: bool = False
    ) -> str:
        if self._was_tried_twice(letter.key):
            return f"unseen:{letter.key}"
        for index, message in enumerate(messages):
            try:
                await self._whisper_one(letter, address, message, replace_original=replace_original and index == 0)
            except UnreachableError:
                if not index:
                    self._private[letter.key] -= 1  # surely nobody saw anything of it yet
                raise
        return f"private:{letter.key}"

    async def _whisper_one(
        self, letter: Letter, address: Address, message: SlackMessage, *, replace_original: bool
    ) -> None:
        arguments = message.to_arguments()
        if address.response_url:
            body = arguments | {"response_type": "ephemeral", "replace_original": replace_original}
            try:
                await self._calls.answer_at(address.response_url, body | _threaded(address))
            except (RefusedError, UnreachableError) as error:
                log.info("response url of no use", reason=str(error))
            else:
                return
        try:
            if address.channel:
                await self._calls.call(
                    address.tenant, "chat.postEphemeral", channel=address.channel, user=address.user,
                    thread_ts=address.thread or None, **arguments,
                )  # fmt: skip
                return
        except RefusedError as refused:
            log.info("private answer refused here", code=refused.code)
        place = Place(address.tenant, address.user, "", letter.received_at)
        await self._posting.post(place, (message,), _mark_of(letter))

    async def _replace(self, letter: Letter, address: Address, reply: Reply, uploaded: Mapping[str, str]) -> str:
        for_one = address.is_direct or address.surface is Surface.EPHEMERAL
        messages = messages_of(reply, uploaded, for_one=for_one)
        if address.surface is Surface.EPHEMERAL:
            return await self._whisper(letter, address, messages, replace_original=True)
        first, *rest = messages
        try:
            await self._calls.call(
                address.tenant, "chat.update", channel=address.channel, ts=address.message, **first.to_arguments()
            )
        except RefusedError as refused:
            log.info("message cannot be changed", code=refused.code)
            return await self._whisper(letter, address, messages)
        if rest:
            place = Place(address.tenant, address.channel, _thread_of(address), letter.received_at)
            await self._posting.post(place, rest, _mark_of(letter))
        return address.message

    # modals

    async def _open_form(self, letter: Letter, address: Address, reply: Reply) -> str:
        assert reply.form is not None  # noqa: S101 - seen by the caller
        try:
            return await self._open(address, form_view(reply.form, address))
        except (RefusedError, UnreachableError) as error:
            log.info("form not opened", reason=str(error))
        again = Reply((Note(self._wording.too_slow),), audience=Audience.ASKER)
        return await self._whisper(letter, address, messages_of(again, extras=self._way_back(letter)))

    async def _show_in_modal(self, letter: Letter, address: Address, reply: Reply) -> str:
        view = reply_view(reply, self._wording.title, address)
        try:
            if address.view:
                await self._calls.call(address.tenant, "views.update", view_id=address.view, view=view)
                return address.view
            return await self._open(address, view)
        except (RefusedError, UnreachableError) as error:
            log.info("answer not shown in a modal", reason=str(error))
        return await self._say(letter, replace(address, surface=Surface.FORM), reply)

    async def _open(self, address: Address, view: Payload) -> str:
        """Opens a modal; a trigger works once, so after doubt nothing is left to repeat."""
        method = "views.push" if address.view else "views.open"
        try:
            answer = await self._calls.call(address.tenant, method, trigger_id=address.trigger, view=view)
        except DoubtError:
            return "view:unseen"
        return text_at(answer, "view", "id") or "view"

    def _way_back(self, letter: Letter) -> tuple[Extra, ...]:
        """The button that leads to the same form again, with a fresh trigger."""
        match letter.event:
            case Picked(_, action):
                return (Extra(self._wording.open_again, PICK, action.encode()),)
            case Invoked(_, path, options):
                return (command_button(self._wording.open_again, path, options),)
            case _:
                return ()

    # who sees it

    def _is_open(self, address: Address, reply: Reply) -> bool:
        if address.surface is Surface.SHARED:
            return True
        if address.is_quiet:
            return False
        if address.surface in {Surface.COMMAND, Surface.EPHEMERAL}:
            return reply.audience is Audience.ROOM
        return reply.audience is Audience.ROOM or address.is_direct or not address.channel

    def _extras(self, letter: Letter, address: Address, reply: Reply) -> tuple[Extra, ...]:
        is_shareable = address.surface is Surface.COMMAND and address.channel and not address.is_quiet
        if not is_shareable or not self._may_be_shared(letter, reply):
            return ()
        kind, event = event_to_json(letter.event)
        value = json.dumps([letter.key, kind.value, event], ensure_ascii=False, separators=(",", ":"))
        return (Extra(self._wording.share, SHARE, value),) if len(value) <= limits.BUTTON_VALUE else ()

    def _may_be_shared(self, letter: Letter, reply: Reply) -> bool:
        match letter.event:
            case Said():
                return reply.decision is Decision.ANSWER
            case Invoked(_, path):
                return any(command.path == path and command.may_be_public for command in self._commands())
            case _:
                return False

    def _was_tried_twice(self, key: str) -> bool:
        self._private[key] = self._private.get(key, 0) + 1
        if len(self._private) > _REMEMBERED:
            self._private.popitem(last=False)
        return self._private[key] > 2  # noqa: PLR2004 - once, and once more after doubt


def _mark_of(letter: Letter) -> str:
    """What the messages of an answer are marked with: the same for each event that tells of one message."""
    return letter.twin_key or letter.key


def _thread_of(address: Address) -> str:
    """The thread to answer in: the one it was said in, or one under the message that something was picked in."""
    if address.surface is Surface.MESSAGE and not address.thread:
        return address.message
    return address.thread


def _threaded(address: Address) -> Payload:
    return {"thread_ts": address.thread} if address.thread else {}
