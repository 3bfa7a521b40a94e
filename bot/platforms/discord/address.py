"""Where an answer goes, as it is written down with its letter.

Everything that is needed to answer after a restart stands here, as strings; nothing else about the event does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.mentor.commands import Command
from bot.mentor.events import Event, Invoked, Said

PLATFORM = "discord"
DIRECT = f"{PLATFORM}:dm"
"""The community of everybody who writes directly."""


@dataclass(frozen=True, slots=True)
class MessageAddress:
    """The answer to a message goes where the message was written, or into a thread that is opened under it.

    `direct_to` is a person who is answered directly instead, since the mentor may not answer in the channel.
    `instead_of` is the key of the letter whose answer this one replaces.
    """

    channel: int
    question: int
    guild: int | None = None
    thread_title: str | None = None
    direct_to: int | None = None
    instead_of: str | None = None
    refers: bool = True
    """Whether the answer is written as a reply to the question."""


class Opening(StrEnum):
    """What an interaction began with."""

    COMMAND = "command"
    MESSAGE_COMMAND = "message_command"
    CHOICE = "choice"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class InteractionAddress:
    """The answer to an interaction goes to the interaction.

    `message` is the message with the choice that was picked, `is_message_private` whether only the person sees
    it. `is_direct` says that nobody else reads along anyway, `may_be_shared` that the answer may be shown to all.
    """

    id: int
    token: str
    application: int
    opening: Opening
    channel: int
    user: int
    guild: int | None = None
    message: int | None = None
    is_message_private: bool = False
    is_private: bool = True
    may_be_shared: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether it happened where nobody else reads along."""
        return self.guild is None


Address = MessageAddress | InteractionAddress


def to_mapping(address: Address) -> Mapping[str, str]:
    """An address as strings; what is unknown is left out."""
    kind = "message" if isinstance(address, MessageAddress) else "interaction"
    written = {name: _written(getattr(address, name)) for name in address.__dataclass_fields__}
    return {"kind": kind, **{name: value for name, value in written.items() if value is not None}}


def from_mapping(written: Mapping[str, str]) -> Address:
    """The address that `to_mapping` wrote; raises `KeyError` or `ValueError` for anything else."""
    guild = _number(written, "guild")
    if written["kind"] == "message":
        return MessageAddress(
            channel=int(written["channel"]),
            question=int(written["question"]),
            guild=guild,
            thread_title=written.get("thread_title"),
            direct_to=_number(written, "direct_to"),
            instead_of=written.get("instead_of"),
            refers=written["refers"] == "yes",
        )
    return InteractionAddress(
        id=int(written["id"]),
        token=written["token"],
        application=int(written["application"]),
        opening=Opening(written["opening"]),
        channel=int(written["channel"]),
        user=int(written["user"]),
        guild=guild,
        message=_number(written, "message"),
        is_message_private=written["is_message_private"] == "yes",
        is_private=written["is_private"] == "yes",
        may_be_shared=written["may_be_shared"] == "yes",
    )


def may_be_shared(event: Event, command: Command | None) -> bool:
    """Whether everybody may see the answer if the asker wants them to."""
    return isinstance(event, Said) or (isinstance(event, Invoked) and command is not None and command.may_be_public)


@dataclass(frozen=True, slots=True)
class Delivered:
    """An answer that was delivered: the channel it stands in and its messages, in order."""

    channel: int
    messages: tuple[int, ...]

    def __str__(self) -> str:
        """As it is written down."""
        return f"{self.channel}:{','.join(map(str, self.messages))}"

    @classmethod
    def parse(cls, written: str) -> "Delivered | None":
        """The answer that was written down so, or None where the text is something else."""
        channel, _, messages = written.partition(":")
        ids = messages.split(",")
        if not channel.isdecimal() or not all(id_.isdecimal() for id_ in ids):
            return None
        return cls(int(channel), tuple(map(int, ids)))


def community_of(guild: int | None) -> str:
    """The community that a guild is; everybody's direct messages are one."""
    return DIRECT if guild is None else f"{PLATFORM}:{guild}"


def person_of(user: int) -> str:
    """The person that a user is."""
    return f"{PLATFORM}:{user}"


def conversation_of(channel: int, user: int) -> str:
    """The talk with a user in a channel or thread."""
    return f"{PLATFORM}:{channel}:{user}"


def place_of(channel: int, thread: int | None = None) -> str:
    """The place that a channel, or a thread in it, is."""
    return f"{PLATFORM}:{channel}" + (f":{thread}" if thread is not None else "")


def channel_at(place: str) -> int:
    """The channel or thread in which `place` is written to; raises `ValueError` for other platforms' places."""
    platform, *ids = place.split(":")
    if platform != PLATFORM or not ids:
        raise ValueError(f"{place} is no place in Discord")
    return int(ids[-1])


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def _number(written: Mapping[str, str], name: str) -> int | None:
    value = written.get(name)
    return None if value is None else int(value)
