"""What people are told unasked, on disk: one row for each message, from the wish for it to the place where it stands.

Implements `bot.curation.notices.notices.Notices`. A row is claimed in one transaction, so that no two processes send
it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.curation.notices.notices import Answerable, Decided, Notice, NoticeKind, NoticeState, Wish
from bot.curation.revisions.revision import OPEN, Kind, State
from bot.storage.lane import Lane
from bot.storage.tables import notices, questions, review_items, review_questions, revisions

_UNSETTLED = (NoticeState.WAITING.value, NoticeState.SENDING.value)


class NoticeStore:
    """Notices, in the database."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def wish(self, notice: Notice) -> bool:
        """Keep the wish to be told; False where it was kept, or fulfilled, before."""
        known = select(questions.c.id).where(
            questions.c.id == notice.question, questions.c.community == notice.community
        )
        statement = insert(notices).values(_row(notice)).on_conflict_do_nothing()

        def keep(connection: Connection) -> bool:
            is_known = notice.question is None or connection.execute(known).first() is not None
            return is_known and connection.execute(statement).rowcount > 0

        return await self._writing.run(keep)

    async def unwish(self, key: str, person: str) -> bool:
        """Forget a wish of this person that has not been fulfilled."""
        statement = notices.delete().where(
            notices.c.key == key, notices.c.person == person, notices.c.state == NoticeState.WISHED.value
        )
        return await self._writing.run(lambda connection: connection.execute(statement).rowcount > 0)

    async def announce(self, notice: Notice, at: datetime) -> bool:
        """Keep a notice to be sent from then on; False where one of this key was made before."""
        row = _row(notice) | {"state": NoticeState.WAITING.value, "try_at": at}
        statement = insert(notices).values(row).on_conflict_do_nothing()
        return await self._writing.run(lambda connection: connection.execute(statement).rowcount > 0)

    async def answerable(self, limit: int) -> Sequence[Answerable]:
        """Wishes whose question's item was answered by something published since; of every community."""
        newest = func.max(revisions.c.decided_at)
        statement = (
            select(notices.c.key, notices.c.community, revisions.c.subject, newest)
            .join(review_questions, review_questions.c.question == notices.c.question)
            .join(review_items, review_items.c.id == review_questions.c.item)
            .join(
                revisions,
                and_(revisions.c.origin == review_items.c.id, revisions.c.community == review_items.c.community),
            )
            .where(
                notices.c.state == NoticeState.WISHED.value,
                notices.c.community == review_items.c.community,
                revisions.c.state == State.PUBLISHED.value,
                revisions.c.kind == Kind.ENTRY.value,
            )
            .group_by(notices.c.key)
            .limit(limit)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return [Answerable(row.key, row.community, row.subject) for row in rows]

    async def decided(self, limit: int) -> Sequence[Decided]:
        """Wishes about a proposed tip on which somebody has decided since; of every community."""
        statement = (
            select(notices.c.key, revisions.c.id)
            .join(
                revisions,
                and_(
                    revisions.c.id == func.json_extract(notices.c.detail, "$.revision"),
                    revisions.c.community == notices.c.community,
                ),
            )
            .where(
                notices.c.kind == NoticeKind.PROPOSAL.value,
                notices.c.state == NoticeState.WISHED.value,
                revisions.c.state.not_in([state.value for state in OPEN]),
            )
            .limit(limit)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return [Decided(row.key, row.id) for row in rows]

    async def wishes(self, community: str, limit: int) -> Sequence[Wish]:
        """Wishes of a community whose question still has its words, oldest first."""
        statement = (
            select(notices.c.key, questions.c.text, questions.c.entry)
            .join(questions, questions.c.id == notices.c.question)
            .where(
                notices.c.community == community,
                questions.c.community == community,
                notices.c.state == NoticeState.WISHED.value,
                questions.c.text.is_not(None),
            )
            .order_by(notices.c.made_at, notices.c.key)
            .limit(limit)
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return [Wish(row.key, row.text, row.entry) for row in rows]

    async def fulfil(self, key: str, detail: Mapping[str, str], at: datetime) -> None:
        """There is an answer: let a wish be sent from then on; nothing happens where it is no wish any more."""
        statement = (
            update(notices)
            .where(notices.c.key == key, notices.c.state == NoticeState.WISHED.value)
            .values(state=NoticeState.WAITING.value, detail=dict(detail), try_at=at)
        )
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def claim(
        self, keeper: str, platforms: Sequence[str], now: datetime, until: datetime, limit: int
    ) -> Sequence[Notice]:
        """Take notices whose time has come; until then nobody else takes them."""
        due = (
            select(notices)
            .where(notices.c.try_at <= now, notices.c.platform.in_(platforms), notices.c.state.in_(_UNSETTLED))
            .order_by(notices.c.try_at, notices.c.key)
            .limit(limit)
        )

        def take(connection: Connection) -> Sequence[Notice]:
            taken = [_notice(row) for row in connection.execute(due).all()]
            keys = [notice.key for notice in taken]
            connection.execute(update(notices).where(notices.c.key.in_(keys)).values(keeper=keeper, try_at=until))
            return taken

        return await self._writing.run(take)

    async def begin(self, keeper: str, key: str, now: datetime, until: datetime) -> bool:
        """Mark it as about to leave; False where somebody else has taken it over."""
        statement = (
            update(notices)
            .where(notices.c.key == key, notices.c.keeper == keeper, notices.c.state.in_(_UNSETTLED))
            .values(state=NoticeState.SENDING.value, begun_at=now, try_at=until)
        )
        return await self._writing.run(lambda connection: connection.execute(statement).rowcount > 0)

    async def settle(self, key: str, state: NoticeState, message: str | None, at: datetime) -> None:
        """It stands there, or is not sent any more."""
        values = {"state": state.value, "message": message, "settled_at": at, "try_at": None, "keeper": None}
        statement = update(notices).where(notices.c.key == key, notices.c.state.in_(_UNSETTLED)).values(values)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def put_back(self, keeper: str, key: str, again_at: datetime, *, in_doubt: bool) -> None:
        """Try it again then; `in_doubt` where it may stand there."""
        state = NoticeState.SENDING if in_doubt else NoticeState.WAITING
        values = {"state": state.value, "try_at": again_at, "keeper": None, "tries": notices.c.tries + 1}
        statement = update(notices).where(notices.c.key == key, notices.c.keeper == keeper).values(values)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def last(self, community: str, kind: NoticeKind) -> datetime | None:
        """When a notice of this kind was made last for a community."""
        statement = select(func.max(notices.c.made_at)).where(
            notices.c.community == community, notices.c.kind == kind.value
        )
        return await self._reading.run(lambda connection: connection.execute(statement).scalar())


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "kind": notice.kind.value,
        "platform": notice.platform,
        "community": notice.community,
        "question": notice.question,
        "person": notice.person,
        "place": notice.place,
        "detail": dict(notice.detail),
        "made_at": notice.made_at,
        "state": notice.state.value,
        "tries": notice.tries,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        key=row.key,
        kind=NoticeKind(row.kind),
        community=row.community,
        made_at=row.made_at,
        question=row.question,
        person=row.person,
        place=row.place,
        detail=row.detail,
        state=NoticeState(row.state),
        tries=row.tries,
        begun_at=row.begun_at,
    )
