"""What the mentor says unasked, on the faces where it can: the notifier beside a face, and what somebody was told."""

from bot.app import House
from bot.curation.notices.notifier import Notifier
from bot.mentor.delivery import Carrier, LateCarrier
from bot.platforms.discord.playground.people import words_of
from bot.platforms.discord.playground.rest import direct_channel
from bot.platforms.discord.tips import DiscordTips
from bot.platforms.slack.playground.reading import words_of as words_in_slack
from tests.discord.stage import DiscordStage
from tests.scenarios.stage import Stage
from tests.slack.stage import SlackStage


def notifier_of(stage: Stage, house: House) -> Notifier:
    """The notifier that the process would keep running beside its face."""
    carriers: dict[str, Carrier]
    if isinstance(stage, DiscordStage):
        face = stage.face
        courier = face.courier
        tips = DiscordTips(
            courier.rooms, courier.telling, courier.approved, house.clock, lambda: face.health().is_connected
        )
        carriers = {"discord": tips}
    else:
        assert isinstance(stage, SlackStage)
        carriers = {"slack": LateCarrier(lambda: stage.face.tips)}
    return Notifier(house.database.notices, house.watch, carriers, house.clock)


def written_directly(stage: Stage, person: str) -> list[str]:
    """What the mentor wrote to somebody directly, the oldest first."""
    if isinstance(stage, DiscordStage):
        messages = direct_channel(stage.world, stage.person(person).user.id).messages
        return [words_of(message) for message in messages if message.author.is_bot]
    assert isinstance(stage, SlackStage)
    direct = stage.space.direct(f"U{person.upper()}").id
    return [words_in_slack(message.blocks) for message in stage.space.said_by_bot(direct)]
