"""What is dropped by itself: the words of old questions, letters nobody came for, keys that will not be repeated.

Rows stay for their numbers; words go. `Housekeeping.run` is kept going by `bot.serving`; several processes may
run it on one file.
"""

import asyncio
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from bot.clock import Clock
from bot.mentor.community import DEFAULT_TEXT_DAYS
from bot.storage.communities import CommunityStore
from bot.storage.inbox import InboxStore
from bot.storage.lane import Lane
from bot.storage.marks import MarkStore
from bot.storage.spool import SpoolStore
from bot.storage.tables import fitted_words, learners, questions, talks, verdicts

KEYS_KEPT = timedelta(days=7)
"""Slack repeats an event for an hour, Discord a session for minutes; a week is far beyond both."""
SPOOLED_KEPT = timedelta(hours=1)
"""Far more than the minutes after which a face leaves an event unopened, for one that never comes back."""
_EVERY_SECONDS = 6 * 3600.0
_AT_ONCE = 500
"""Rows in one transaction, so that nobody waits for a big clean-up."""


class RetentionStore:
    """Forgets words by their age."""

    def __init__(self, writing: Lane) -> None:
        self._writing = writing

    async def forget_old_text(
        self, before: datetime, community: str | None = None, except_in: Collection[str] = ()
    ) -> int:
        """Remove every word of a person from before then, in one community or in all but some.

        Questions and verdicts stay as numbers, without their words. Returns how many questions lost theirs.
        """
        forgotten = 0
        while changed := await self._writing.run(
            lambda connection: _forget_questions(connection, before, community, except_in)
        ):
            forgotten += changed
        await self._writing.run(lambda connection: _forget_rest(connection, before, community, except_in))
        return forgotten

    async def tidy(self) -> None:
        """Let SQLite renew its statistics and fold its log into the file."""
        await self._writing.run_bare(_tidy)


class Housekeeping:
    """Keeps the promise about how long words are kept, every few hours."""

    def __init__(
        self,
        retention: RetentionStore,
        communities: CommunityStore,
        inbox: InboxStore,
        spool: SpoolStore,
        clock: Clock,
        *,
        marks: MarkStore,
        text_days: int = DEFAULT_TEXT_DAYS,
        passing_marks: Mapping[str, timedelta] | None = None,
    ) -> None:
        """`passing_marks` says of the scopes of marks that mean nothing after a while how long that is."""
        self._retention = retention
        self._communities = communities
        self._inbox = inbox
        self._spool = spool
        self._marks = marks
        self._passing_marks = passing_marks or {}
        self._clock = clock
        self._text_days = text_days

    async def run(self) -> None:
        """Keep house until cancelled."""
        while True:
            await self.keep_house()
            await asyncio.sleep(_EVERY_SECONDS)

    async def keep_house(self) -> None:
        """Drop everything that is too old now; a community's own limit wins over the general one."""
        now = self._clock.now()
        own = {
            community: settings.keep_text_days
            for community, settings in (await self._communities.all_settings()).items()
            if settings.keep_text_days is not None
        }
        for community, days in own.items():
            await self._retention.forget_old_text(now - timedelta(days=days), community)
        await self._retention.forget_old_text(now - timedelta(days=self._text_days), except_in=tuple(own))
        await self._inbox.forget(now - KEYS_KEPT)
        await self._spool.forget(now - SPOOLED_KEPT)
        for scope, kept in self._passing_marks.items():
            await self._marks.forget(scope, now - kept)
        await self._retention.tidy()


def _forget_questions(
    connection: Connection, before: datetime, community: str | None, except_in: Collection[str]
) -> int:
    old = (
        select(questions.c.id)
        .where(questions.c.text.is_not(None), questions.c.at < before, *_within(questions, community, except_in))
        .limit(_AT_ONCE)
    )
    ids = connection.execute(old).scalars().all()
    connection.execute(update(questions).where(questions.c.id.in_(ids)).values(text=None))
    return len(ids)


def _forget_rest(connection: Connection, before: datetime, community: str | None, except_in: Collection[str]) -> None:
    of_theirs = select(questions.c.id).where(*_within(questions, community, except_in))
    connection.execute(
        update(verdicts)
        .where(verdicts.c.at < before, verdicts.c.reason != "", verdicts.c.question.in_(of_theirs))
        .values(reason="")
    )
    too_old = (fitted_words.c.at < before, *_within(fitted_words, community, except_in))
    connection.execute(delete(fitted_words).where(*too_old))
    connection.execute(delete(talks).where(talks.c.asked_at < before, *_within(talks, community, except_in)))
    old_cues = (learners.c.cues_since < before, learners.c.cues != "[]", *_within(learners, community, except_in))
    # The age of single cues is not kept: once the first may be too old, all go.
    connection.execute(update(learners).where(*old_cues).values(cues="[]"))


def _within(table: Table, community: str | None, except_in: Collection[str]) -> tuple[ColumnElement[Any], ...]:
    if community is not None:
        return (table.c.community == community,)
    return (table.c.community.not_in(except_in),) if except_in else ()


def _tidy(driver: sqlite3.Connection) -> None:
    driver.execute("PRAGMA optimize")
    driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
