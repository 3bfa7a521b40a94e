"""What stands in for a part of curation that a test has no use for."""

from collections.abc import Sequence
from datetime import date

from bot.curation.gate.report import GateReport, Objection
from bot.curation.inbox.items import Item
from bot.curation.inbox.origins import Prefill
from bot.curation.revisions.archive import Asked
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.pack import Pack
from bot.mentor.reply import Block


class OpenGate:
    """A gate that lets everything pass, until it is told what to say."""

    def __init__(self) -> None:
        self.report: GateReport | None = None

    def examine(
        self,
        old: Knowledge,
        new: Knowledge,
        slug: str | None,
        day: date,
        *,
        asked: tuple[Asked, ...] = (),
    ) -> GateReport:
        return self.report or GateReport(replayed=len(asked))

    def examine_tip(self, old: Pack, new: Pack, id_: str) -> GateReport:
        return self.report or GateReport()

    def too_long(self, blocks: Sequence[Block], pack: Pack) -> tuple[Objection, ...]:
        return ()

    def prepare(self, knowledge: Knowledge) -> None:
        """There is nothing to do."""

    def close(self) -> None:
        """There is nothing to end."""


class NoOrigins:
    """There is no inbox."""

    async def prefill(self, community: str, origin: str) -> Prefill | None:
        return None


class NoConflicts:
    """For a pack that is never updated."""

    async def conflicts(self, community: str) -> Sequence[Item]:
        return ()
