"""Everything that those who look after the answers can do, as features of the front desk; for the composition root."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.curation.inbox.board import Changes
from bot.curation.inbox.drafting import Drafts
from bot.curation.inbox.freshness import Freshness
from bot.curation.inbox.inbox import Inbox
from bot.curation.inbox.origins import Origins
from bot.curation.inbox.tray import Tray
from bot.curation.inbox.ways_out import WaysOut
from bot.curation.notices.notices import Notices
from bot.curation.notices.proposed import TellingProposers
from bot.curation.notices.telling import Telling
from bot.curation.notices.watch import Watch
from bot.curation.numbers.counts import Tally
from bot.curation.numbers.statistics import Statistics
from bot.curation.revisions.archive import Archive
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.history import History
from bot.curation.workshop.kept_words import Lending
from bot.curation.workshop.lending import WordsOfMembers
from bot.curation.workshop.library import Library
from bot.curation.workshop.overseeing import Overseeing
from bot.curation.workshop.reviewing import Reviewing
from bot.curation.workshop.tips import Tips
from bot.curation.workshop.updating import Updating
from bot.curation.workshop.workshop import Workshop
from bot.curation.workshop.writing import Writing
from bot.mentor.commands import Feature
from bot.mentor.learner.drawings import Illustrator
from bot.mentor.memory import Memory


def curation_features(workshop: Workshop, origins: Origins, lending: Lending) -> tuple[Feature, ...]:
    """The features of curation over one workshop."""
    curators = Curators(workshop)
    history = History(workshop, curators)
    return (
        Library(workshop),
        history,
        Tips(workshop, curators, history),
        Writing(workshop, curators, origins),
        Reviewing(workshop, curators),
        Overseeing(workshop),
        Updating(workshop, curators),
        WordsOfMembers(workshop, lending),
    )


@dataclass(frozen=True, slots=True)
class Counter:
    """Where moderators and those who asked are served: the features, and the watch over what is worth telling."""

    features: tuple[Feature, ...]
    watch: Watch


def inbox_counter(
    tray: Tray,
    tally: Tally,
    changes: Changes,
    notices: Notices,
    *,
    memory: Memory,
    archive: Archive,
    illustrator: Illustrator,
    carried: Collection[str],
    drafts: Drafts | None = None,
) -> Counter:
    """Everything over one tray.

    `carried` are the platforms on which people can be written to unasked, `drafts` a language model that drafts.
    """
    statistics = Statistics(tray, tally, illustrator)
    features = (
        Inbox(tray, changes, drafts),
        WaysOut(tray, changes),
        Freshness(tray, changes),
        statistics,
        Telling(tray.editions, memory, notices, tray.clock, carried),
        TellingProposers(tray.editions, archive, notices, tray.clock, carried),
    )
    return Counter(features, Watch(tray, notices, memory, statistics, archive))
