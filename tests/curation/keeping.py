"""A feature with a line in the menu on messages, for the tests of faces."""

from collections.abc import Mapping

from bot.mentor.commands import Command, Feature, VerbHandler
from bot.mentor.events import Invoked, Said
from bot.mentor.reply import Audience, Paragraph, Reply, literal


class Keeper(Feature):
    """Says to everybody what message it was used on, and by whom it is."""

    def commands(self) -> tuple[Command, ...]:
        keep = Command(
            ("kb", "keep"), "Keep it", self._keep, may_be_public=True, message_label="Keep as an answer"
        )  # fmt: skip
        return (Command(("kb", "show"), "Look", self._keep), keep)

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {}

    async def _keep(self, event: Invoked) -> Reply:
        said = f"{event.options['text']} by {event.options['author']}"
        return Reply((Paragraph(literal(said)),), audience=Audience.ROOM)


async def silence(_: Said) -> Reply:
    """What is said to everything else."""
    return Reply((Paragraph("Hm."),))
