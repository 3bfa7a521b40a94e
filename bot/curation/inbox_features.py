"""The inbox and all that hangs on it, as features of the front desk; for the composition root."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.curation.board import Changes
from bot.curation.freshness import Freshness
from bot.curation.inbox import Inbox
from bot.curation.notices import Notices
from bot.curation.statistics import Statistics
from bot.curation.telling import Telling
from bot.curation.tray import Tray
from bot.curation.watch import Watch
from bot.curation.ways_out import WaysOut
from bot.mentor.commands import Feature
from bot.mentor.learner.drawings import Illustrator
from bot.mentor.memory import Memory


@dataclass(frozen=True, slots=True)
class Counter:
    """Where moderators and those who asked are served: the features, and the watch over what is worth telling."""

    features: tuple[Feature, ...]
    watch: Watch


def inbox_counter(
    tray: Tray,
    changes: Changes,
    notices: Notices,
    *,
    memory: Memory,
    illustrator: Illustrator,
    carried: Collection[str],
) -> Counter:
    """Everything over one tray; `carried` are the platforms on which people can be written to unasked."""
    statistics = Statistics(tray, illustrator)
    features = (
        Inbox(tray),
        WaysOut(tray, changes),
        Freshness(tray, changes),
        statistics,
        Telling(tray.editions, memory, notices, tray.clock, carried),
    )
    return Counter(features, Watch(tray, notices, memory, statistics))
