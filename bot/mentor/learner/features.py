"""Everything a learner can do, as features of the front desk. Called by the composition root."""

from bot.mentor.commands import Feature
from bot.mentor.learner.aiming import Aiming
from bot.mentor.learner.exercise import Exercises
from bot.mentor.learner.finder import RoleFinder
from bot.mentor.learner.home import Home
from bot.mentor.learner.linking import Linking
from bot.mentor.learner.links import Links
from bot.mentor.learner.paths import Paths
from bot.mentor.learner.privacy import Discloses, PersonalRecords, Privacy
from bot.mentor.learner.progress import Progress
from bot.mentor.learner.quick_checks import QuickChecks
from bot.mentor.learner.role_pages import RolePages
from bot.mentor.learner.scene import Study
from bot.mentor.learner.skills import Skills


def learner_features(
    study: Study, records: PersonalRecords, links: Links, disclosure: Discloses | None = None
) -> tuple[Feature, ...]:
    """The features of the learner over one study, in the order in which their commands are listed."""
    return (
        RoleFinder(study),
        RolePages(study),
        Skills(study),
        Paths(study),
        Progress(study),
        Exercises(study),
        QuickChecks(study),
        Home(study),
        Privacy(study, records, disclosure),
        Linking(study, links),
        Aiming(study),
    )
