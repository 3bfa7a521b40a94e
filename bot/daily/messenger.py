"""The way of one tip: look whether it stands there, mark it as about to leave, send it, settle it.

What may have left is never sent again without a look. A place that refuses is tried again within the hours in which
its tip is not too late, and parked after days of it; nothing of that touches any other target.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.daily.choosing import Chooser
from bot.daily.ledger import DayState, Due, Errand, Ledger, Reason
from bot.daily.limits import DailyLimits
from bot.daily.schedule import Appointment, Zones, is_quiet, is_too_late
from bot.daily.targets import TargetState
from bot.daily.tip_words import parked_words, tip_reply
from bot.daily.wall_clock import zone_of
from bot.errors import StorageError
from bot.mentor.delivery import BlindError, Carrier, NotSentError, Post, RefusedError, told
from bot.mentor.reply import Reply
from bot.tasks import Patience

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Messenger:
    """Sees errands through, any number at a time, in the name of one keeper."""

    def __init__(
        self,
        keeper: str,
        ledger: Ledger,
        chooser: Chooser,
        carriers: Mapping[str, Carrier],
        clock: Clock,
        *,
        limits: DailyLimits = DailyLimits(),  # noqa: B008 - immutable
        zones: Zones = zone_of,
    ) -> None:
        self._keeper = keeper
        self._ledger = ledger
        self._chooser = chooser
        self._carriers = carriers
        self._clock = clock
        self._limits = limits
        self._zones = zones

    async def run(self, errand: Errand) -> bool:
        """See an errand as far as it comes now; True where its tip stands there."""
        key = errand.day.key
        if errand.day.state is DayState.SENDING:
            looked = await self._look(errand)
            if looked is not None:
                return looked
        reason = self._reason_against(errand)
        if reason is not None:
            await self._skip(errand, reason)
            return False
        tip = await self._tip(errand)
        if tip is None:
            await self._skip(errand, Reason.NO_TIP)
            return False
        now = self._clock.now()
        if not await self._ledger.begin(self._keeper, errand.day, tip, now, now + self._limits.hold):
            log.warning("tip taken over by another process", key=key)
            return False
        reply = tip_reply(self._chooser.pack(errand.target), tip, errand.day.key, errand.target.kind, now.date())
        return await self._send(errand, _post(errand, reply, now))

    async def tell_parked(self, appointment: Appointment) -> None:
        """Tell the moderators of a parked channel, once."""
        target = appointment.target
        since = appointment.refused_since or self._clock.now()
        reply = parked_words(self._chooser.pack(target), target, self._limits.parks_after.days)
        key = f"tips-parked:{target.id}:{since:%Y%m%d%H%M%S}"
        post = Post(key, target.community, target.place, None, reply, since)
        if await told(self._carriers[target.platform], post, self._limits.posting):
            await self._ledger.told(target.id, self._clock.now())

    async def _look(self, errand: Errand) -> bool | None:
        """Whether a tip in doubt is settled by what stands there; None where surely nothing does."""
        day = errand.day
        try:
            async with asyncio.timeout(self._limits.posting):
                carrier = self._carriers[errand.target.platform]
                message = await carrier.find(_post(errand, Reply(), day.begun_at or self._clock.now()))
        except BlindError:
            await self._skip(errand, Reason.UNSEEN)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody knows more than before
            log.warning("can't tell whether a tip arrived", key=day.key, reason=type(error).__name__)
            await self._put_back(errand, self._limits.look_back, in_doubt=True)
            return False
        if message is None:
            return None
        await self._settle_sent(errand, message)
        return True

    async def _send(self, errand: Errand, post: Post) -> bool:
        try:
            async with asyncio.timeout(self._limits.posting):
                message = await self._carriers[errand.target.platform].post(post)
        except RefusedError as error:
            await self._refused(errand, str(error))
        except NotSentError as error:
            log.info("tip not sent yet", key=post.key, reason=str(error))
            await self._put_back(errand, self._limits.retry, in_doubt=False)
        except Exception as error:  # noqa: BLE001 - from outside; it may stand there all the same
            log.warning("tip in doubt", key=post.key, reason=type(error).__name__)
            await self._put_back(errand, self._limits.look_back, in_doubt=True)
        else:
            await self._settle_sent(errand, message)
            return True
        return False

    async def _refused(self, errand: Errand, reason: str) -> None:
        now = self._clock.now()
        log.warning("tip refused", key=errand.day.key, target=errand.target.id, reason=reason)
        target = errand.target.id
        if await self._surely(lambda: self._ledger.refused(target, now, now - self._limits.parks_after)):
            log.warning("target parked", target=target)
            await self._skip(errand, Reason.REFUSED)
            return
        again_at = now + timedelta(seconds=self._limits.retry.after(errand.day.tries + 1))
        if errand.day.due_at is not None and is_too_late(errand.day.due_at, again_at):
            await self._skip(errand, Reason.REFUSED)
        else:
            await self._put_back(errand, self._limits.retry, in_doubt=False)

    def _reason_against(self, errand: Errand) -> Reason | None:
        """Why a tip that does not stand there is not sent any more."""
        now = self._clock.now()
        if errand.target.state is not TargetState.ACTIVE:
            return Reason.STOPPED
        if errand.day.due_at is not None and is_too_late(errand.day.due_at, now):
            return Reason.LATE
        return Reason.QUIET if is_quiet(errand.target, now, self._zones) else None

    async def _tip(self, errand: Errand) -> str | None:
        """The tip that was claimed, or another one where the pack has lost it since."""
        day = errand.day
        if day.tip in self._chooser.pack(errand.target).tips:
            return day.tip
        due = Due(Appointment(errand.target, day.day, day.due_at))
        (other,) = await self._chooser.choose([(due, day.day)])
        return other

    async def _settle_sent(self, errand: Errand, message: str) -> None:
        await self._surely(lambda: self._ledger.sent(self._keeper, errand.day, message, self._clock.now()))
        log.info("tip sent", key=errand.day.key, target=errand.target.id, tip=errand.day.tip)

    async def _skip(self, errand: Errand, reason: Reason) -> None:
        await self._surely(lambda: self._ledger.skip(self._keeper, errand.day, reason, self._clock.now()))
        log.info("tip skipped", key=errand.day.key, target=errand.target.id, reason=reason.value)

    async def _put_back(self, errand: Errand, patience: Patience, *, in_doubt: bool) -> None:
        again_at = self._clock.now() + timedelta(seconds=patience.after(errand.day.tries + 1))
        await self._surely(lambda: self._ledger.put_back(self._keeper, errand.day, again_at, in_doubt=in_doubt))

    async def _surely(self, write: Callable[[], Awaitable[T]]) -> T:
        """What `write` returns, tried a few times; where the disk stays closed, the claim runs out by itself."""
        patience = Patience(0.2, 2.0)
        for failures in range(1, 6):
            try:
                return await write()
            except StorageError as error:
                log.warning("can't write down how far a tip is", reason=str(error), attempt=failures)
                await asyncio.sleep(patience.after(failures))
        return await write()


def _post(errand: Errand, reply: Reply, since: datetime) -> Post:
    target = errand.target
    return Post(errand.day.key, target.community, target.place, target.person, reply, since)
