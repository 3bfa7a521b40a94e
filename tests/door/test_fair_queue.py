from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.door.fair_queue import FairQueue
from bot.door.inbox import ClaimedLetter
from tests.storage.samples import letter


def held(number: int, community: str = "a", conversation: str = "1") -> ClaimedLetter:
    return ClaimedLetter(letter(str(number), community=community, conversation=f"{community}/{conversation}"))


def taken(queue: FairQueue) -> list[str]:
    """The keys of all that may be answered now."""
    keys = []
    while (claimed := queue.take()) is not None:
        keys.append(claimed.letter.key)
    return keys


def test_a_conversation_is_answered_one_by_one_in_order() -> None:
    queue = FairQueue(10)
    letters = [held(n) for n in range(3)]
    for one in letters:
        queue.add(one)
    for one in letters:
        assert taken(queue) == [one.letter.key]
        queue.finish(one)
    assert queue.held == 0


def test_communities_take_turns() -> None:
    queue = FairQueue(10)
    for n in range(4):
        queue.add(held(n, "big", str(n)))
    queue.add(held(9, "small"))
    assert taken(queue) == ["0", "9", "1", "2", "3"]


def test_no_community_has_more_than_its_share_in_hand() -> None:
    queue = FairQueue(2)
    for n in range(5):
        queue.add(held(n, "big", str(n)))
    assert taken(queue) == ["0", "1"]
    queue.finish(held(0, "big", "0"))
    assert taken(queue) == ["2"]


steps = st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=80)


@given(steps, st.integers(1, 3))
def test_every_letter_is_handed_out_once_and_conversations_keep_their_order(
    plan: list[tuple[bool, int, int]], share: int
) -> None:
    queue = FairQueue(share)
    added: dict[str, list[str]] = defaultdict(list)
    finished: dict[str, list[str]] = defaultdict(list)
    in_hand: list[ClaimedLetter] = []

    def finish(one: ClaimedLetter) -> None:
        finished[one.letter.conversation].append(one.letter.key)
        queue.finish(one)

    def take() -> bool:
        one = queue.take()
        if one is not None:
            in_hand.append(one)
        conversations = [claimed.letter.conversation for claimed in in_hand]
        assert len(conversations) == len(set(conversations))
        communities = [claimed.letter.community for claimed in in_hand]
        assert all(communities.count(community) <= share for community in communities)
        assert queue.in_hand == len(in_hand)
        return one is not None

    for number, (adds, community, conversation) in enumerate(plan):
        if adds:
            one = held(number, str(community), str(conversation))
            added[one.letter.conversation].append(one.letter.key)
            queue.add(one)
        elif not take() and in_hand:
            finish(in_hand.pop(conversation % len(in_hand)))
    while take() or in_hand:
        if in_hand:
            finish(in_hand.pop())
    assert finished == added
    assert queue.held == 0
    assert list(queue) == []
