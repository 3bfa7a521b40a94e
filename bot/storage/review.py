"""The inbox of moderators on disk: which questions went wrong, and in which item each lies.

Implements `bot.curation.inbox.casebook.Casebook`. Why a question belongs into the inbox is never written down: it is
read from its decision and the verdicts on it, so that a change of mind changes it by itself.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Connection,
    Float,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.clock import Clock
from bot.curation.inbox.casebook import Placement
from bot.curation.inbox.items import ASKED, Case, Item, ItemKind, has_room
from bot.curation.notices.notices import NoticeState
from bot.curation.revisions.revision import OPEN, State
from bot.mentor.memory import Verdict
from bot.mentor.reply import Decision
from bot.storage.lane import Lane
from bot.storage.tables import notices, questions, review_items, review_questions, revisions, verdicts
from bot.storage.verdicts import said

LOOKS_BACK = timedelta(days=180)
"""Older questions are nobody's wish any more; their words are mostly forgotten by then."""
_AT_ONCE = 300


class ReviewStore:
    """What moderators have to look at, in the database."""

    def __init__(self, reading: Lane, writing: Lane, clock: Clock) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock

    async def unplaced(self, community: str, unsure: float) -> tuple[Case, ...]:
        """Questions that belong into the inbox and lie in no item for their kind yet, oldest first, some hundreds."""
        values = {"community_": community, "unsure_": unsure, "since_": self._clock.now() - LOOKS_BACK}
        rows = await self._reading.run(lambda connection: connection.execute(_UNPLACED, values).all())
        return tuple(_case(row) for row in rows)

    async def begun(self, community: str) -> frozenset[str]:
        """The ids of all items that ever began and are kept, settled ones among them."""
        return await self._reading.run(lambda connection: _begun(connection, community))

    async def place(
        self, community: str, placements: Sequence[Placement], at: datetime, knowing: frozenset[str]
    ) -> bool:
        """Put questions into items; one that lies in an item for its kind already stays there.

        False, and nothing is done, where an item would begin although others began that are not in `knowing`. The
        look at them and the new rows are one transaction, so that of two processes one thinks again.
        """
        return await self._writing.run(lambda connection: _place(connection, community, placements, at, knowing))

    async def items(self, community: str) -> tuple[Item, ...]:
        """Every item with its cases that nobody has settled, by a live change or by leaving it; in no order."""
        statement = _PLACED.where(review_items.c.left_at.is_(None), _draft({State.PUBLISHED}).is_(None))
        values = {"community_": community}
        rows = await self._reading.run(lambda connection: connection.execute(statement, values).all())
        return _items(rows)

    async def item(self, community: str, id_: str) -> Item | None:
        """An item, settled or not; None where this community has none of that id."""
        statement = _PLACED.where(review_items.c.id == id_).add_columns(
            review_items.c.left_at, _draft(OPEN).label("draft"), _draft({State.PUBLISHED}).label("settled_by")
        )
        values = {"community_": community}
        rows = await self._reading.run(lambda connection: connection.execute(statement, values).all())
        for item in _items(rows):
            settled_by = rows[0].settled_by
            is_settled = settled_by is not None or rows[0].left_at is not None
            return replace(item, draft=settled_by or rows[0].draft, is_settled=is_settled)
        return None

    async def in_hand(self, community: str) -> Mapping[str, str]:
        """The drafts that are under way, by the item they came from."""
        statement = select(revisions.c.origin, revisions.c.id).where(
            revisions.c.community == community,
            revisions.c.origin.is_not(None),
            revisions.c.state.in_([state.value for state in OPEN]),
        )
        rows = await self._reading.run(lambda connection: connection.execute(statement).all())
        return {row.origin: row.id for row in rows}

    async def leave(self, community: str, item: str, person: str, at: datetime) -> None:
        """Settle an item without a change."""
        statement = _item_of(community, item).where(review_items.c.left_at.is_(None)).values(left_at=at, left_by=person)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def take_back(self, community: str, item: str) -> None:
        """Open an item again that was left as it is."""
        statement = _item_of(community, item).values(left_at=None, left_by=None)
        await self._writing.run(lambda connection: connection.execute(statement) and None)

    async def communities(self) -> tuple[str, ...]:
        """Every community in which somebody asked or wrote something within the last half year."""
        since = self._clock.now() - LOOKS_BACK
        asked = select(questions.c.community).where(questions.c.at >= since)
        statement = asked.union(select(revisions.c.community).where(revisions.c.begun_at >= since))
        return tuple(await self._reading.run(lambda connection: connection.execute(statement).scalars().all()))


def _item_of(community: str, item: str) -> Any:
    return update(review_items).where(review_items.c.id == item, review_items.c.community == community)


_WANTS_WORD = exists().where(notices.c.question == questions.c.id, notices.c.state == NoticeState.WISHED.value)

_NOT_MEANT = (said(Verdict.NOT_MEANT), ItemKind.DOUBTFUL.value)
_NOT_ANSWERED = (
    or_(questions.c.decision == Decision.HANDOVER.value, said(Verdict.ASK_PEOPLE), _WANTS_WORD),
    ItemKind.UNANSWERED.value,
)
_KIND = case(
    (said(Verdict.NOT_HELPFUL), ItemKind.CONTRADICTED.value),
    _NOT_MEANT,
    _NOT_ANSWERED,
    (
        and_(
            questions.c.decision.in_([Decision.ANSWER.value, Decision.CLARIFY.value]),
            questions.c.confidence < bindparam("unsure_", type_=Float),
            ~said(Verdict.HELPFUL),
        ),
        ItemKind.DOUBTFUL.value,
    ),
    else_=null(),
)

_PLACED_KIND = case(
    (review_items.c.kind.not_in([kind.value for kind in ASKED]), review_items.c.kind),
    _NOT_MEANT,
    _NOT_ANSWERED,
    else_=ItemKind.DOUBTFUL.value,
)
"""The kind of a question in its item, which may hold others of another kind."""

_REASONS = (
    select(func.json_group_array(verdicts.c.reason, type_=String))
    .where(verdicts.c.question == questions.c.id, verdicts.c.reason != "")
    .scalar_subquery()
)


def _draft(states: Collection[State]) -> Any:
    """The draft of an item that is in one of some states."""
    return (
        select(revisions.c.id)
        .where(
            revisions.c.community == review_items.c.community,
            revisions.c.origin == review_items.c.id,
            revisions.c.state.in_([state.value for state in states]),
        )
        .limit(1)
        .scalar_subquery()
    )


def _cases(kind: Any) -> Select[Any]:
    return select(
        questions.c.id,
        questions.c.person,
        questions.c.at,
        questions.c.text,
        questions.c.decision,
        questions.c.entry,
        questions.c.confidence,
        questions.c.alternatives,
        kind.label("kind"),
        _REASONS.label("reasons"),
        said(Verdict.NOT_HELPFUL, Verdict.NOT_MEANT).label("is_disputed"),
        _WANTS_WORD.label("wants_word"),
    ).where(questions.c.community == bindparam("community_"), questions.c.text.is_not(None))


_PLACED = (
    _cases(_PLACED_KIND)
    .add_columns(review_items.c.id.label("item"), review_items.c.entry.label("about"), review_items.c.opened_at)
    .add_columns(review_items.c.kind.label("item_kind"))
    .join(review_questions, review_questions.c.question == questions.c.id)
    .join(review_items, review_items.c.id == review_questions.c.item)
    .where(review_items.c.community == bindparam("community_"))
    .order_by(review_items.c.id, questions.c.at, questions.c.id)
)


def _unplaced() -> Select[Any]:
    lies = (
        select(review_items.c.kind)
        .join(review_questions, review_questions.c.item == review_items.c.id)
        .where(review_questions.c.question == questions.c.id)
        .scalar_subquery()
    )
    is_right_there = and_(lies == ItemKind.UNANSWERED.value, _KIND.in_([ItemKind.DOUBTFUL.value]))
    return (
        _cases(_KIND)
        .where(questions.c.at >= bindparam("since_", type_=questions.c.at.type), _KIND.is_not(None))
        .where(or_(lies.is_(None), and_(lies != _KIND, ~is_right_there)))
        .order_by(questions.c.at, questions.c.id)
        .limit(_AT_ONCE)
    )


_UNPLACED = _unplaced()


def _begun(connection: Connection, community: str) -> frozenset[str]:
    statement = select(review_items.c.id).where(review_items.c.community == community)
    return frozenset(connection.execute(statement).scalars())


def _place(
    connection: Connection, community: str, placements: Sequence[Placement], at: datetime, knowing: frozenset[str]
) -> bool:
    begins = any(placement.item not in knowing for placement in placements)
    if begins and not _begun(connection, community) <= knowing:
        return False
    for placement in placements:
        item = {"id": placement.item, "kind": placement.kind.value, "entry": placement.entry}
        connection.execute(
            insert(review_items).on_conflict_do_nothing(), item | {"community": community, "opened_at": at}
        )
        known = {"question_": placement.question, "item_": placement.item, "community_": community}
        if connection.execute(_ARE_THEIRS, known).first() is None:
            continue
        lies_as = connection.execute(_LIES_AS, known).scalar()
        if lies_as is None or not has_room(ItemKind(lies_as), placement.kind):
            row = {"question": placement.question, "community": community, "item": placement.item, "at": at}
            connection.execute(_PUT, row)
            if placement.kind is ItemKind.UNANSWERED:
                connection.execute(_NOW_UNANSWERED, known)
    return True


_ARE_THEIRS = select(questions.c.id).where(
    questions.c.id == bindparam("question_"),
    questions.c.community == bindparam("community_"),
    exists().where(review_items.c.id == bindparam("item_"), review_items.c.community == bindparam("community_")),
)
"""A question and an item, where both are of the community."""

_LIES_AS = (
    select(review_items.c.kind)
    .join(review_questions, review_questions.c.item == review_items.c.id)
    .where(review_questions.c.question == bindparam("question_"))
)

_NOW_UNANSWERED = (
    update(review_items)
    .where(review_items.c.id == bindparam("item_"), review_items.c.kind == ItemKind.DOUBTFUL.value)
    .values(kind=ItemKind.UNANSWERED.value)
)

_PUT = insert(review_questions)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[review_questions.c.question], set_={"item": _PUT.excluded.item, "at": _PUT.excluded.at}
)


def _items(rows: Sequence[Row[Any]]) -> tuple[Item, ...]:
    items = []
    for id_, group in groupby(rows, key=lambda row: row.item):
        members = list(group)
        first = members[0]
        cases = tuple(_case(row) for row in members)
        items.append(Item(id_, ItemKind(first.item_kind), cases, first.about, first.opened_at))
    return tuple(items)


def _case(row: Row[Any]) -> Case:
    return Case(
        question=row.id,
        kind=ItemKind(row.kind),
        asker=row.person,
        at=row.at,
        text=row.text,
        decision=row.decision,
        entry=row.entry,
        confidence=row.confidence,
        alternatives=tuple(row.alternatives),
        reasons=tuple(json.loads(row.reasons)),
        is_disputed=bool(row.is_disputed),
        wants_word=bool(row.wants_word),
    )
