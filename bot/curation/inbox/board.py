"""The port through which moderators' changes are made: proposed, taken back, and what has become of them.

`Changes` is the life of a revision as the inbox needs it. A change goes the same way whoever asks for it: through the
gate, and past a second person where the community wants one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.knowledge.entry import Entry
from bot.mentor.events import Event


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a change that was proposed: it is live, or waits for a second person."""

    draft: str
    is_live: bool


class Changes(Protocol):
    """Makes changes to what a community is answered from, in the name of whoever acts in the event."""

    def get_ready(self, community: str) -> None:
        """Begin with what the first change will need, for somebody who may soon propose one; nobody waits for it."""
        ...

    async def propose(self, event: Event, entry: Entry, reason: str, origin: str) -> Proposed:
        """Propose an entry, new or changed; `origin` is the item of the inbox that it settles, or empty.

        Raises `SignpostError` with the gate's objections and a way out where it cannot be, and before anything is
        done where that which looks at changes is not ready within some seconds.
        """
        ...

    async def propose_not_ours(
        self, event: Event, kind: str, examples: Sequence[str], reason: str, origin: str
    ) -> Proposed:
        """Propose that messages like these are declined, as this kind."""
        ...

    async def withdraw(self, event: Event, draft: str) -> None:
        """Take a change back: the draft while it is one, otherwise what was published by it, as a new revision."""
        ...
