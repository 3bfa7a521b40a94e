"""In which order items are worth looking at: people waiting, times how recent it is, over the effort it takes."""

import math
from collections.abc import Iterable
from datetime import datetime

from bot.curation.inbox.items import Item, ItemKind

HALF_LIFE_DAYS = 14.0
"""After so many days without being asked again an item counts half."""
_FORGIVEN = 0.1
"""However old, an item never counts less than this share, or it would never be seen again."""
EFFORT = {
    ItemKind.CONFLICT: 1.0,
    ItemKind.DOUBTFUL: 1.0,
    ItemKind.DUE: 1.5,
    ItemKind.CONTRADICTED: 2.0,
    ItemKind.UNANSWERED: 2.0,
}
"""What it takes on the whole: a phrasing is added in a moment, an answer is written in minutes."""
_READERS = 5
"""So many readers of an answer that is due count like one person who waits."""
_NEW_ENTRY = 1.5
"""How much more it takes where no entry is near."""


def ranked(items: Iterable[Item], now: datetime) -> tuple[Item, ...]:
    """The items, the most worthwhile first; what somebody has in hand comes last."""
    return tuple(sorted(items, key=lambda item: (item.draft is not None, -worth(item, now), item.id)))


def worth(item: Item, now: datetime) -> float:
    """People waiting x recency / effort; who asked to be told counts twice."""
    people = max(item.people + item.waiting, item.uses / _READERS, 1)
    return people * _recency(item, now) / _effort(item)


def _recency(item: Item, now: datetime) -> float:
    if item.last_at is None:
        return 1.0 if item.uses else _FORGIVEN
    days = max((now - item.last_at).total_seconds() / 86400, 0.0)
    return max(math.exp2(-days / HALF_LIFE_DAYS), _FORGIVEN)


def _effort(item: Item) -> float:
    effort = EFFORT[item.kind]
    if item.kind is ItemKind.UNANSWERED and not any(case.alternatives for case in item.cases):
        return effort * _NEW_ENTRY
    return effort
