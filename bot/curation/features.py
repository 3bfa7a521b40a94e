"""Everything that those who look after the answers can do, as features of the front desk; for the composition root."""

from bot.curation.curators import Curators
from bot.curation.lending import Lending, WordsOfMembers
from bot.curation.library import Library
from bot.curation.origins import Origins
from bot.curation.overseeing import Overseeing
from bot.curation.reviewing import Reviewing
from bot.curation.updating import Updating
from bot.curation.workshop import Workshop
from bot.curation.writing import Writing
from bot.mentor.commands import Feature


def curation_features(workshop: Workshop, origins: Origins, lending: Lending) -> tuple[Feature, ...]:
    """The features of curation over one workshop."""
    curators = Curators(workshop)
    return (
        Library(workshop, curators),
        Writing(workshop, curators, origins),
        Reviewing(workshop, curators),
        Overseeing(workshop),
        Updating(workshop, curators),
        WordsOfMembers(workshop, lending),
    )
