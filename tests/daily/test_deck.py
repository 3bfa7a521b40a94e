"""Which tip comes: nothing twice before everything came once, neighbors that differ, the same when asked again."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.deck import Deck, Leaning, suits
from bot.daily.targets import Audience
from bot.knowledge.growth import Tip
from bot.knowledge.loader import load, shipped_folder
from tests.daily.decks import tips_of

FIRST = date(2026, 11, 22)
EVERYBODY = Audience()


def run(deck: Deck, target: str, days: int, leaning: Leaning | None = None, first: date = FIRST) -> list[str]:
    """The tips of so many days, one after the other."""
    seen: dict[str, date] = {}
    shown = []
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        tip = deck.choose(target, day, seen, (), leaning or Leaning())
        assert tip is not None
        seen[tip] = day
        shown.append(tip)
    return shown


@pytest.mark.parametrize("target", ["one", "another", "a third"])
def test_nothing_comes_twice_in_366_days_with_a_deck_of_366(target: str) -> None:
    shown = run(Deck(tips_of(366).values(), EVERYBODY), target, 366)
    assert len(set(shown)) == 366


def test_nothing_of_the_shipped_deck_comes_twice_in_366_days() -> None:
    shown = run(Deck(load(shipped_folder()).tips.values(), EVERYBODY), "a channel", 366)
    assert len(set(shown)) == 366


def test_once_the_deck_is_used_up_the_longest_unseen_comes_first() -> None:
    shown = run(Deck(tips_of(40).values(), EVERYBODY), "a channel", 120)
    assert shown[:40] == shown[40:80] == shown[80:]


def test_neighbors_differ_in_topic_and_mostly_in_kind() -> None:
    tips = tips_of(366)
    shown = [tips[id_] for id_ in run(Deck(tips.values(), EVERYBODY), "a channel", 366)]
    assert all(one.topic != other.topic for one, other in pairwise(shown[:300]))
    alike = sum(one.kind == other.kind for one, other in pairwise(shown))
    assert alike < 10


def test_two_channels_do_not_walk_in_step() -> None:
    deck = Deck(tips_of(366).values(), EVERYBODY)
    one, other = run(deck, "one", 60), run(deck, "other", 60)
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 5


@given(st.integers(1, 80), st.text(max_size=8), st.integers(0, 400))
def test_asked_twice_the_same_tip_comes(size: int, target: str, ahead: int) -> None:
    day = FIRST + timedelta(days=ahead)
    seen = {f"tip-{index}": day - timedelta(days=index + 1) for index in range(0, size, 3)}
    first = Deck(tips_of(size).values(), EVERYBODY).choose(target, day, seen)
    again = Deck(reversed(tips_of(size).values()), EVERYBODY).choose(target, day, seen)
    assert first == again
    assert first in tips_of(size)


@given(st.sets(st.integers(0, 39)), st.integers(1, 3))
def test_a_tip_is_only_for_its_audience(taken: set[int], level: int) -> None:
    audience = Audience(frozenset({"line_cook"}), level)  # type: ignore[arg-type]
    tips = tips_of(40)
    chosen = Deck(tips.values(), audience).choose("x", FIRST, {}, {f"tip-{n}" for n in taken})
    assert chosen is None or suits(tips[chosen], audience)


def test_a_deck_without_a_fitting_tip_gives_none() -> None:
    only_experts = [tip for tip in tips_of(12).values() if tip.level == 3]
    assert Deck(only_experts, Audience(level=1)).choose("x", FIRST, {}) is None


def test_a_tip_of_one_date_waits_for_it_and_comes_then() -> None:
    tips = dict(tips_of(20))
    tips["leap"] = tips["tip-0"].model_copy(update={"id": "leap", "only_on": "02-29"})
    deck = Deck(tips.values(), EVERYBODY)
    assert "leap" not in run(deck, "x", 60)
    assert deck.choose("x", date(2028, 2, 29), {}) == "leap"
    assert deck.choose("x", date(2028, 2, 29), {"leap": date(2028, 2, 1)}) != "leap"


def test_what_is_planned_elsewhere_is_not_chosen() -> None:
    deck = Deck(tips_of(10).values(), EVERYBODY)
    first = deck.choose("x", FIRST, {})
    assert first is not None
    assert deck.choose("x", FIRST, {}, {first}) != first


def test_wanted_topics_come_first_but_never_alone() -> None:
    tips = tips_of(120)
    shown = run(Deck(tips.values(), EVERYBODY), "x", 20, Leaning(wanted=frozenset({"baking"})))
    topics = Counter(tips[id_].topic for id_ in shown)
    plain = Counter(tips[id_].topic for id_ in run(Deck(tips.values(), EVERYBODY), "x", 20))
    assert topics["baking"] > plain["baking"]
    assert len(topics) > 1


def test_unwanted_topics_and_dropped_tips_come_last() -> None:
    tips = tips_of(40)
    dropped = frozenset({"tip-1", "tip-2"})
    leaning = Leaning(unwanted=frozenset({"baking"}), dropped=dropped)
    shown = run(Deck(tips.values(), EVERYBODY), "x", 40, leaning)
    assert dropped == set(shown[-2:])
    first_baking = next(index for index, id_ in enumerate(shown) if tips[id_].topic == "baking")
    others = sum(tip.topic != "baking" for tip in tips.values() if tip.id not in dropped)
    assert first_baking >= others - 2


def test_a_new_tip_in_the_deck_changes_nothing_that_was_seen() -> None:
    before = dict(tips_of(30))
    seen = {id_: FIRST - timedelta(days=n) for n, id_ in enumerate(list(before)[:20], 1)}
    after = {**before, "new": Tip.model_validate(before["tip-0"].model_dump() | {"id": "new"})}
    assert Deck(after.values(), EVERYBODY).choose("x", FIRST, seen) not in seen
