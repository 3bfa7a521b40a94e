"""Which tip comes next: the deck of an audience laid out in a circle, and the choice from it. Pure.

The same target, day and past give the same tip. Nothing comes again before everything has come; then what was not
seen for longest. A tip of one date (`only_on`) waits for its date.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from math import inf
from zlib import crc32

from bot.daily.targets import Audience
from bot.knowledge.growth import Tip

_LOOKED_AHEAD = 12
"""Tips among which the next one in the circle is sought that differs from the one before."""
_TOPICS_APART = 2


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a target wants more of and less of; none of it ever brings a tip twice."""

    wanted: frozenset[str] = frozenset()
    """Topics that come first."""
    unwanted: frozenset[str] = frozenset()
    """Topics that come last."""
    dropped: frozenset[str] = frozenset()
    """Tips that come only once nothing else is left."""


class Deck:
    """The tips for an audience, laid out so that neighbors differ in topic and kind."""

    def __init__(self, tips: Iterable[Tip], audience: Audience) -> None:
        fitting = [tip for tip in tips if suits(tip, audience)]
        self.tips: Mapping[str, Tip] = {tip.id: tip for tip in fitting}
        self.circle: Sequence[Tip] = _spread([tip for tip in fitting if tip.only_on is None])
        self._place = {tip.id: place for place, tip in enumerate(self.circle)}
        self._dated: dict[str, list[str]] = defaultdict(list)
        for tip in fitting:
            if tip.only_on is not None:
                self._dated[tip.only_on].append(tip.id)

    def choose(
        self,
        target: str,
        day: date,
        seen: Mapping[str, date],
        taken: Collection[str] = (),
        leaning: Leaning = Leaning(),
    ) -> str | None:
        """The tip of `target` for `day`; None where the deck is empty.

        `seen` are the tips that it had, each with the last day, `taken` those that are planned for other days.
        """
        dated = [id_ for id_ in self._dated.get(f"{day:%m-%d}", ()) if id_ not in taken]
        fresh = [id_ for id_ in dated if id_ not in seen]
        if fresh:
            return fresh[0]
        last = sorted((when, id_) for id_, when in seen.items() if when < day)[-_TOPICS_APART:]
        start = self._start(target, [id_ for _, id_ in last])
        unseen = (tip for tip in self._around(start) if tip.id not in seen and tip.id not in taken)
        best = _best(unseen, [self.tips[id_] for _, id_ in last if id_ in self.tips], leaning)
        if best is not None:
            return best
        if dated:
            return dated[0]
        again = [tip for tip in self._around(start) if tip.id not in taken] or list(self._around(start))
        wanted = [tip for tip in again if tip.id not in leaning.dropped] or again
        return min(wanted, key=lambda tip: seen.get(tip.id, date.max)).id if wanted else None

    def _start(self, target: str, last: Sequence[str]) -> int:
        """The place after the tip that came last; each target begins at a place of its own."""
        for id_ in reversed(last):
            if id_ in self._place:
                return (self._place[id_] + 1) % len(self.circle)
        return crc32(target.encode()) % len(self.circle) if self.circle else 0

    def _around(self, start: int) -> Iterator[Tip]:
        """The circle, once around from there."""
        return chain(islice(self.circle, start, None), islice(self.circle, start))


def suits(tip: Tip, audience: Audience) -> bool:
    """Whether a tip is for this audience."""
    is_for_them = not tip.roles or not audience.roles or not audience.roles.isdisjoint(tip.roles)
    return is_for_them and tip.level <= audience.level


def _best(unseen: Iterable[Tip], last: Sequence[Tip], leaning: Leaning) -> str | None:
    """The first of those that cost least; looks no further than the first that costs nothing."""
    topics = {tip.topic for tip in last}
    kind = last[-1].kind if last else None

    def cost(tip: Tip) -> int:
        return (
            32 * (tip.id in leaning.dropped)
            + 8 * (tip.topic in leaning.unwanted)
            + 4 * (tip.topic in topics)
            + 2 * (bool(leaning.wanted) and tip.topic not in leaning.wanted)
            + (tip.kind == kind)
        )

    best, lowest = None, inf
    for tip in unseen:
        if (price := cost(tip)) < lowest:
            best, lowest = tip.id, price
        if lowest == 0:
            break
    return best


def _spread(tips: Sequence[Tip]) -> tuple[Tip, ...]:
    """Each topic spread evenly over the circle, then neighbors swapped where two alike would meet."""
    by_topic: dict[str, list[Tip]] = defaultdict(list)
    for tip in sorted(tips, key=lambda tip: (crc32(tip.id.encode()), tip.id)):
        by_topic[tip.topic].append(tip)
    placed: list[tuple[float, str, Tip]] = []
    for topic, theirs in by_topic.items():
        shift = crc32(topic.encode()) / 2**32
        placed += [((number + shift) / len(theirs), tip.id, tip) for number, tip in enumerate(theirs)]
    waiting = [tip for _, _, tip in sorted(placed, key=lambda place: place[:2])]
    circle: list[Tip] = []
    while waiting:
        last, near = circle[-1:], waiting[:_LOOKED_AHEAD]
        best = min(near, key=lambda tip: sum(2 * (tip.topic == t.topic) + (tip.kind == t.kind) for t in last))
        waiting.remove(best)
        circle.append(best)
    return tuple(circle)
