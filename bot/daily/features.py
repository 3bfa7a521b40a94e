"""Everything that people and moderators can do about tips, as features of the front desk; for the composition root."""

from collections.abc import Collection

from bot.daily.channel_tips import ChannelTips
from bot.daily.office import Office
from bot.daily.personal_tips import PersonalTips
from bot.daily.plan_tips import PlanTips
from bot.daily.single_tips import SingleTips
from bot.mentor.commands import Feature
from bot.mentor.community import Communities
from bot.mentor.memory import Memory


def daily_features(
    office: Office, memory: Memory, communities: Communities, carried: Collection[str]
) -> tuple[Feature, ...]:
    """The features of tips over one office; `carried` are the platforms on which people can be written to unasked."""
    return (
        SingleTips(office, memory),
        PersonalTips(office, carried),
        ChannelTips(office, communities),
        PlanTips(office),
    )
