"""A ledger that forgets when the process ends and sets no ceiling: for measuring and for a first look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.llm.ledger import CallBegun, CallEnded, CeilingKind, Ceilings, KeptWords, Reached, Spent
from bot.mentor.community import CommunitySettings


@dataclass(slots=True)
class ScratchLedger:
    """Every call, in the order in which they began and ended."""

    begun: dict[str, CallBegun] = field(default_factory=dict)
    ended: list[CallEnded] = field(default_factory=list)

    async def begin(self, call: CallBegun, ceilings: Ceilings) -> CeilingKind | None:  # noqa: ARG002 - none holds here
        self.begun[call.id] = call
        return None

    async def end(self, call: CallEnded) -> None:
        self.ended.append(call)

    async def fitted(self, key: str) -> tuple[str, ...] | None:  # noqa: ARG002 - every answer is asked for anew
        return None

    async def keep_fitted(self, words: KeptWords) -> None:
        """Nothing is kept."""

    async def spent(self, since: date) -> Spent:  # noqa: ARG002 - all of it is recent
        ended = self.ended
        tokens = sum(call.tokens_in for call in ended), sum(call.tokens_out for call in ended)
        return Spent(len(ended), *tokens, sum(call.cost for call in ended))

    async def untold(self) -> tuple[Reached, ...]:
        return ()

    async def told(self, reached: Reached, at: datetime) -> None:
        """Nobody is told."""

    def ended_with(self) -> list[tuple[CallBegun, CallEnded]]:
        """Each call that ended, as it began and as it ended."""
        return [(self.begun[call.id], call) for call in self.ended]


class DefaultCommunities:
    """Every community as it is before anybody sets it up."""

    async def settings(self, community: str) -> CommunitySettings:  # noqa: ARG002 - all alike
        return CommunitySettings()

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:  # noqa: ARG002
        """Nothing is kept."""
        return CommunitySettings()
