"""What people are told unasked, once: that there is an answer now, what is new for moderators, what the week was like.

A notice is a row before it is a message, and its key is the same however often it is made or tried: so nothing is
said twice and nothing is lost. A wish waits, without a time to be sent at, until an answer appears. `Notices` is
implemented by `bot.storage.notices`; `bot.curation.notices.notifier` sends them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol


class NoticeKind(StrEnum):
    """What a notice is about; the value is what is stored."""

    ANSWER = "answer"
    """There is an answer now, for somebody who asked."""
    PROPOSAL = "proposal"
    """What became of a tip, for whoever proposed it."""
    NEWS = "news"
    """Something new waits in the inbox."""
    DIGEST = "digest"
    """The week: what is due, by how much it is used, and the numbers."""


class NoticeState(StrEnum):
    """How a notice stands; the value is what is stored."""

    WISHED = "wished"
    """Somebody wants to be told; there is nothing to say yet."""
    WAITING = "waiting"
    """To be sent when its time has come."""
    SENDING = "sending"
    """It may have left: whoever takes it over looks first whether it stands there."""
    SENT = "sent"
    DROPPED = "dropped"
    """It is not sent any more: nobody may write there, or there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to be. `place` is where it is said, None where it goes to the person, or to moderators."""

    key: str
    kind: NoticeKind
    community: str
    made_at: datetime
    question: str | None = None
    person: str | None = None
    place: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    state: NoticeState = NoticeState.WISHED
    tries: int = 0
    begun_at: datetime | None = None

    @property
    def platform(self) -> str:
        """The platform that it leaves by."""
        return self.community.partition(":")[0]

    @property
    def is_for_moderators(self) -> bool:
        """Whether it goes to where moderators read, and not to somebody who wanted to be told."""
        return self.kind in {NoticeKind.NEWS, NoticeKind.DIGEST}


def notice_key(kind: NoticeKind, *about: str) -> str:
    """The key of a notice: the same each time it is made about the same; 24 characters."""
    return f"kb-{kind.value[:4]}-{blake2b(':'.join(about).encode(), digest_size=8).hexdigest()}"


class Notices(Protocol):
    """Where notices are kept."""

    async def wish(self, notice: Notice) -> bool:
        """Keep the wish to be told; False where it was kept, or fulfilled, before."""
        ...

    async def unwish(self, key: str, person: str) -> bool:
        """Forget a wish of this person that has not been fulfilled."""
        ...

    async def announce(self, notice: Notice, at: datetime) -> bool:
        """Keep a notice to be sent from then on; False where one of this key was made before."""
        ...

    async def answerable(self, limit: int) -> Sequence["Answerable"]:
        """Wishes whose question's item was answered by something published since; of every community."""
        ...

    async def decided(self, limit: int) -> Sequence["Decided"]:
        """Wishes about a proposed tip on which somebody has decided since; of every community."""
        ...

    async def wishes(self, community: str, limit: int) -> Sequence["Wish"]:
        """Wishes of a community whose question still has its words, oldest first."""
        ...

    async def fulfil(self, key: str, detail: Mapping[str, str], at: datetime) -> None:
        """There is an answer: let a wish be sent from then on; nothing happens where it is no wish any more."""
        ...

    async def claim(
        self, keeper: str, platforms: Sequence[str], now: datetime, until: datetime, limit: int
    ) -> Sequence[Notice]:
        """Take notices whose time has come; until then nobody else takes them."""
        ...

    async def begin(self, keeper: str, key: str, now: datetime, until: datetime) -> bool:
        """Mark it as about to leave; False where somebody else has taken it over."""
        ...

    async def settle(self, key: str, state: NoticeState, message: str | None, at: datetime) -> None:
        """It stands there, or is not sent any more."""
        ...

    async def put_back(self, keeper: str, key: str, again_at: datetime, *, in_doubt: bool) -> None:
        """Try it again then; `in_doubt` where it may stand there."""
        ...

    async def last(self, community: str, kind: NoticeKind) -> datetime | None:
        """When a notice of this kind was made last for a community."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that nothing was published for: the words of its question, and the entry that was not enough, if any."""

    key: str
    text: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class Answerable:
    """A wish that can be fulfilled: by which entry its question was answered."""

    key: str
    community: str
    entry: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A wish about a proposed tip that can be fulfilled: by which revision it was decided on."""

    key: str
    revision: str


class NothingToSayError(Exception):
    """What a notice was about is settled meanwhile."""
