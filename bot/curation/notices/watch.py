"""Finds what is worth telling: what somebody waited for, something new for moderators, the end of a week.

It only writes notices down, each under a key that makes it one; `bot.curation.notices.notifier` calls it and
sends them.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.curation.inbox.items import Item
from bot.curation.inbox.tray import Tray
from bot.curation.notices.notice_words import answer_words, digest_words, news_words
from bot.curation.notices.notices import NothingToSayError, Notice, NoticeKind, Notices, notice_key
from bot.curation.notices.proposed import proposal_words, proposed
from bot.curation.numbers.statistics import Statistics
from bot.curation.revisions.archive import Archive
from bot.daily.wall_clock import zone_of
from bot.errors import StorageError
from bot.mentor.editions import Edition
from bot.mentor.memory import Memory
from bot.mentor.reply import Audience, Reply
from bot.understanding import Verdict, verdict

NEWS_EVERY = timedelta(hours=4)
"""Moderators hear of new items at most so often, of all of them at once."""
DIGEST_AT = 9
"""The hour of Monday, on the community's clock, from which its week is told; it falls away after three days."""
_DIGEST_WITHIN = timedelta(days=3)
_ROUND_EVERY = timedelta(minutes=5)
_NEW_WITHIN = timedelta(days=1)
_AT_ONCE = 50
_READ_AGAIN = 500
"""Waiting questions that are read again; the oldest, which may wait in vain, must not keep the others from it."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Watch:
    """Looks over all communities, quickly for answers and every few minutes for the rest."""

    tray: Tray
    notices: Notices
    memory: Memory
    statistics: Statistics
    archive: Archive
    _round_at: datetime | None = None
    _read: dict[str, str] = field(default_factory=dict)
    """By community the hash of the pack by which its waiting questions were read last."""

    async def look(self) -> None:
        """Write down what is worth telling by now."""
        now = self.tray.clock.now()
        for found in await self.notices.answerable(_AT_ONCE):
            await self.notices.fulfil(found.key, {"entry": found.entry}, now)
        for decided in await self.notices.decided(_AT_ONCE):
            await self.notices.fulfil(decided.key, {"revision": decided.revision}, now)
        if self._round_at is None or now - self._round_at >= _ROUND_EVERY:
            self._round_at = now
            for community in await self.tray.casebook.communities():
                await self._try_round(community, now)

    async def words(self, notice: Notice) -> Reply | None:
        """What a notice says; None where that is not known here yet.

        Raises `NothingToSayError` where there is nothing to say any more.
        """
        edition, day = self.tray.editions.of(notice.community), self.tray.clock.now().date()
        match notice.kind:
            case NoticeKind.ANSWER:
                return await self._answer(notice, edition)
            case NoticeKind.PROPOSAL:
                tip = await proposed(self.archive, notice.community, notice.detail.get("revision", ""))
                if tip is None:
                    raise NothingToSayError
                return proposal_words(tip, edition.pack, day)
            case NoticeKind.NEWS:
                wanted = set(notice.detail.get("items", "").split())
                items = [item for item in await self.tray.items(notice.community) if item.id in wanted]
                sent = await self._sent_to_review_since(notice)
                if not items and not sent:
                    raise NothingToSayError
                return news_words(tuple(items), sent, edition.pack, day)
            case NoticeKind.DIGEST:
                numbers = await self.statistics.blocks(notice.community)
                return digest_words(numbers, await self.tray.due(notice.community), edition.pack)

    async def _answer(self, notice: Notice, edition: Edition) -> Reply | None:
        question = await self.memory.question(notice.community, notice.question or "")
        if question is None:
            raise NothingToSayError
        entry = notice.detail.get("entry", "")
        if entry not in edition.pack.entries:
            return None
        audience = Audience.ROOM if notice.place is not None else Audience.ASKER
        return answer_words(edition, question, entry, self.tray.clock.now().date(), audience)

    async def _try_round(self, community: str, now: datetime) -> None:
        """What is wrong with one community keeps no other one waiting."""
        try:
            await self._round(community, now)
        except StorageError:
            raise
        except Exception:
            log.exception("a community is not looked after", community=community)

    async def _round(self, community: str, now: datetime) -> None:
        await self._read_again(community, now)
        # So that nobody who opens the inbox waits for a day's questions to be read.
        await self.tray.sorter.sort(community)
        settings = await self.tray.communities.settings(community)
        if settings.moderators_channel is None:
            return
        await self._news(community, now)
        local = now.astimezone(zone_of(settings.time_zone))
        monday = (local - timedelta(days=local.weekday())).replace(hour=DIGEST_AT, minute=0, second=0, microsecond=0)
        if monday <= local < monday + _DIGEST_WITHIN:
            key = notice_key(NoticeKind.DIGEST, community, f"{monday:%G-%V}")
            await self.notices.announce(Notice(key, NoticeKind.DIGEST, community, now), now)

    async def _news(self, community: str, now: datetime) -> None:
        last = await self.notices.last(community, NoticeKind.NEWS)
        if last is not None and now - last < NEWS_EVERY:
            return
        since = last or now - _NEW_WITHIN
        new = [item.id for item in await self.tray.items(community) if _is_new(item, since)]
        sent = await self.tray.in_review(community, since)
        if new or sent:
            # Two processes that find the same news make one notice of it.
            key = notice_key(NoticeKind.NEWS, community, *new[:1], str(len(new)), str(sent), f"{last}")
            detail = {"items": " ".join(new[:_AT_ONCE]), "since": since.isoformat()}
            await self.notices.announce(Notice(key, NoticeKind.NEWS, community, now, detail=detail), now)

    async def _sent_to_review_since(self, notice: Notice) -> int:
        """How many changes that still wait for approval are new to moderators."""
        since = notice.detail.get("since")
        return await self.tray.in_review(notice.community, datetime.fromisoformat(since)) if since else 0

    async def _read_again(self, community: str, now: datetime) -> None:
        """Read waiting questions by what was published or updated since, whoever wrote it and for what."""
        edition = self.tray.editions.of(community)
        if self._read.get(community) == edition.pack.hash:
            return
        self._read[community] = edition.pack.hash
        for wish in await self.notices.wishes(community, _READ_AGAIN):
            entry = await asyncio.to_thread(_surely_answered_by, edition, wish.text)
            if entry is not None and entry != wish.entry:
                await self.notices.fulfil(wish.key, {"entry": entry}, now)


def _surely_answered_by(edition: Edition, text: str) -> str | None:
    """The entry that a question would be answered with today, without a doubt; reads it, which takes milliseconds."""
    understood, thresholds = edition.reader.read(text), edition.pack.tuning.thresholds
    best = understood.best
    if best is None or verdict(understood, thresholds) is not Verdict.ANSWER or best.confidence < thresholds.unsure:
        return None
    return best.entry_id


def _is_new(item: Item, since: datetime) -> bool:
    return item.opened_at is not None and item.opened_at > since and item.draft is None
