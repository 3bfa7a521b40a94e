"""The real mentor over the small pack and a real database, with a language model of the test's making behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import House, furnish
from bot.llm.completions import Completions
from bot.mentor.actions import Action
from bot.mentor.events import Occasion, Picked, Said, Speaker, Standing
from bot.mentor.reply import Bullets, Heading, Note, Paragraph, Reply
from bot.settings import Settings
from bot.storage import Database
from tests.clocks import StillClock
from tests.scenarios.house import COOKING, cooking

GARDEN = "discord:garden"
_numbers = count()


@asynccontextmanager
async def house_with(
    folder: Path, model: Completions | None, clock: StillClock | None = None, **settings: Any
) -> AsyncIterator[House]:
    """A house, closed at the end."""
    clock = clock or StillClock()
    chosen = Settings(
        **{"data_folder": folder, "knowledge_folder": COOKING, "openai_api_key": None, **settings},
    )
    database = await Database.open(chosen.database_file, clock)
    try:
        yield furnish(chosen, *cooking(), database, clock, endpoint=model)
    finally:
        await database.close()


def occasion(person: str = "discord:ann", community: str = GARDEN, id_: str | None = None) -> Occasion:
    number = next(_numbers)
    return Occasion(id_ or f"llm-{number}", StillClock().now(), Speaker(community, person), f"talk-{number}")


def moderator(community: str = GARDEN) -> Occasion:
    """An occasion of somebody who looks after a community."""
    speaker = Speaker(community, "discord:mod", frozenset({Standing.ADMIN, Standing.MODERATOR, Standing.HELPER}))
    return Occasion(occasion().id, StillClock().now(), speaker, "mods")


def said(text: str, **about: Any) -> Said:
    return Said(occasion(**about), text)


def picked(reply: Reply, label: str, by: Occasion | None = None, **about: Any) -> Picked:
    """Picking the choice with this label."""
    action = next(choice.action for group in reply.choices for choice in group.options if choice.label == label)
    return Picked(by or occasion(**about), Action.decode(action.encode()))


def text_of(reply: Reply) -> str:
    """Everything a reply says in words."""
    texts = []
    for block in reply.blocks:
        if isinstance(block, Heading | Paragraph | Note):
            texts.append(block.text)
        elif isinstance(block, Bullets):
            texts += block.items
    return "\n".join(texts)


def labels(reply: Reply) -> list[str]:
    return [choice.label for group in reply.choices for choice in group.options]
