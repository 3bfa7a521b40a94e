"""Whose turn it is: letters held in memory, handed out fairly and in order.

Of each conversation one letter is in hand at a time, the oldest. Communities take turns, and none has more than
its share in hand, so a busy one cannot make the others wait. A plain structure without waiting; used by the door.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.door.inbox import ClaimedLetter


@dataclass(slots=True)
class _Community:
    conversations: dict[str, deque[ClaimedLetter]] = field(default_factory=dict)
    ready: deque[str] = field(default_factory=deque)
    in_hand: int = 0
    has_turn: bool = False


class FairQueue:
    """The letters a door holds; every operation takes constant time."""

    def __init__(self, most_per_community: int) -> None:
        self._most = most_per_community
        self._communities: dict[str, _Community] = {}
        self._turns: deque[str] = deque()
        self._held = 0
        self._in_hand = 0

    @property
    def held(self) -> int:
        """How many letters are here, those in hand among them."""
        return self._held

    @property
    def in_hand(self) -> int:
        """How many letters are being answered."""
        return self._in_hand

    def add(self, claimed: ClaimedLetter) -> None:
        """Put a letter behind the others of its conversation."""
        letter = claimed.letter
        community = self._communities.setdefault(letter.community, _Community())
        queue = community.conversations.get(letter.conversation)
        if queue is None:
            queue = community.conversations[letter.conversation] = deque()
            community.ready.append(letter.conversation)
        queue.append(claimed)
        self._held += 1
        self._line_up(letter.community, community)

    def take(self) -> ClaimedLetter | None:
        """The letter whose turn it is, or None where none may be answered now."""
        if not self._turns:
            return None
        name = self._turns.popleft()
        community = self._communities[name]
        community.has_turn = False
        claimed = community.conversations[community.ready.popleft()][0]
        community.in_hand += 1
        self._in_hand += 1
        self._line_up(name, community)
        return claimed

    def finish(self, claimed: ClaimedLetter) -> None:
        """Take a letter that was in hand off the queue."""
        letter = claimed.letter
        community = self._communities[letter.community]
        queue = community.conversations[letter.conversation]
        queue.popleft()
        community.in_hand -= 1
        self._in_hand -= 1
        self._held -= 1
        if queue:
            community.ready.append(letter.conversation)
        else:
            del community.conversations[letter.conversation]
        if community.conversations:
            self._line_up(letter.community, community)
        else:
            del self._communities[letter.community]

    def __iter__(self) -> Iterator[ClaimedLetter]:
        for community in self._communities.values():
            for queue in community.conversations.values():
                yield from queue

    def _line_up(self, name: str, community: _Community) -> None:
        if community.ready and community.in_hand < self._most and not community.has_turn:
            community.has_turn = True
            self._turns.append(name)
