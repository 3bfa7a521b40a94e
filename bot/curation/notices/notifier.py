"""Brings notices to where they belong, once each, whatever becomes of the process half way.

The way of a notice is that of a tip: claimed, looked for where it may stand already, marked as about to leave, sent,
settled. `Notifier.run` is kept running by `bot.serving`; any number of processes may do so at once.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog

from bot.clock import Clock
from bot.curation.notices.notices import NothingToSayError, Notice, Notices, NoticeState
from bot.curation.notices.watch import Watch
from bot.errors import StorageError
from bot.mentor.delivery import BlindError, Carrier, NotSentError, Post, RefusedError
from bot.mentor.reply import Reply
from bot.tasks import Patience

log = structlog.get_logger(__name__)

_RETRY = Patience(30.0, 1800.0)
_LOOK_BACK = Patience(30.0, 900.0)
_NOT_YET = Patience(1.0, 600.0)


@dataclass(frozen=True, slots=True)
class NotifierLimits:
    """Seconds, where nothing else is said."""

    glance: float = 1.0
    """Between two looks for what is to be sent."""
    posting: float = 60.0
    hold: timedelta = timedelta(minutes=3)
    """A process that has not settled what it claimed by then loses it."""
    at_once: int = 20
    tries: int = 60
    """After so many it is given up: with the waits above, most of a day."""


class Notifier:
    """Sends what `Watch` finds worth telling."""

    def __init__(
        self,
        notices: Notices,
        watch: Watch,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        limits: NotifierLimits = NotifierLimits(),
    ) -> None:
        self._keeper = uuid4().hex
        self._notices = notices
        self._watch = watch
        self._carriers = carriers
        self._clock = clock
        self._limits = limits

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self.turn()
            await asyncio.sleep(self._limits.glance)

    async def turn(self) -> int:
        """Look once for what is worth telling, and tell what is due; the number of notices that were taken."""
        await self._watch.look()
        ready = tuple(platform for platform, carrier in self._carriers.items() if carrier.is_ready())
        if not ready:
            return 0
        now = self._clock.now()
        taken = await self._notices.claim(self._keeper, ready, now, now + self._limits.hold, self._limits.at_once)
        for notice in taken:
            await self._try_to_tell(notice)
        return len(taken)

    async def _try_to_tell(self, notice: Notice) -> None:
        """What is wrong with one notice keeps no other one waiting; it is tried again, and given up in the end."""
        try:
            await self._tell(notice)
        except StorageError:
            raise
        except Exception:
            log.exception("notice failed", key=notice.key, kind=notice.kind.value)
            await self._put_back(notice, _RETRY, in_doubt=notice.state is NoticeState.SENDING)

    async def _tell(self, notice: Notice) -> None:
        """See one notice as far as it comes now."""
        is_in_doubt = notice.state is NoticeState.SENDING and not notice.is_for_moderators
        if is_in_doubt and await self._is_settled(notice):
            return
        try:
            reply = await self._watch.words(notice)
        except NothingToSayError:
            await self._settle(notice, NoticeState.DROPPED)
            return
        if reply is None:
            # This process may not know of the publication yet, or it was taken back.
            await self._put_back(notice, _NOT_YET, in_doubt=notice.state is NoticeState.SENDING)
            return
        now = self._clock.now()
        if await self._notices.begin(self._keeper, notice.key, now, now + self._limits.hold):
            await self._send(notice, _post(notice, reply))

    async def _is_settled(self, notice: Notice) -> bool:
        """Whether a notice in doubt needs no sending now, because it stands there or nobody can tell."""
        try:
            async with asyncio.timeout(self._limits.posting):
                message = await self._carriers[notice.platform].find(_post(notice, Reply()))
        except BlindError:
            await self._settle(notice, NoticeState.DROPPED)
            return True
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody knows more than before
            log.warning("can't tell whether a notice arrived", key=notice.key, reason=type(error).__name__)
            await self._put_back(notice, _LOOK_BACK, in_doubt=True)
            return True
        if message is not None:
            await self._settle(notice, NoticeState.SENT, message)
        return message is not None

    async def _send(self, notice: Notice, post: Post) -> None:
        carrier = self._carriers[notice.platform]
        message: str | None = None
        try:
            async with asyncio.timeout(self._limits.posting):
                if notice.is_for_moderators:
                    await carrier.tell(post)
                else:
                    message = await carrier.post(post)
        except RefusedError as error:
            log.warning("notice refused", key=notice.key, reason=str(error))
            await self._settle(notice, NoticeState.DROPPED)
        except NotSentError as error:
            log.info("notice not sent yet", key=notice.key, reason=str(error))
            await self._put_back(notice, _RETRY, in_doubt=False)
        except Exception as error:  # noqa: BLE001 - from outside; it may stand there all the same
            log.warning("notice in doubt", key=notice.key, reason=type(error).__name__)
            await self._put_back(notice, _LOOK_BACK, in_doubt=True)
        else:
            await self._settle(notice, NoticeState.SENT, message)
            log.info("notice sent", key=notice.key, kind=notice.kind.value)

    async def _settle(self, notice: Notice, state: NoticeState, message: str | None = None) -> None:
        await self._notices.settle(notice.key, state, message, self._clock.now())

    async def _put_back(self, notice: Notice, patience: Patience, *, in_doubt: bool) -> None:
        if notice.tries >= self._limits.tries:
            await self._settle(notice, NoticeState.DROPPED)
            return
        again_at = self._clock.now() + timedelta(seconds=patience.after(notice.tries + 1))
        await self._notices.put_back(self._keeper, notice.key, again_at, in_doubt=in_doubt)


def _post(notice: Notice, reply: Reply) -> Post:
    # A place wins over the person: they asked where others read along.
    person = notice.person if notice.place is None else None
    since = notice.begun_at or notice.made_at
    return Post(notice.key, notice.community, notice.place or "", person, reply, since)
