"""Packs with as many tips as a test needs, and editions that answer everybody from one of them."""

from functools import cache
from pathlib import Path

from bot.knowledge.growth import Tip
from bot.knowledge.loader import load
from bot.knowledge.pack import Pack
from bot.mentor.editions import Edition, OneEdition
from bot.understanding import Context, Understanding

COOKING = Path(__file__).parents[1] / "packs" / "cooking"
KINDS = ("try", "read", "know", "ask", "habit")


class NoReader:
    """Reads nothing; nobody asks anything where it is used."""

    def read(self, text: str, context: Context | None = None) -> Understanding:
        raise AssertionError(text)


@cache
def cooking_pack() -> Pack:
    return load(COOKING)


def tips_of(number: int) -> dict[str, Tip]:
    """Tips over all topics, kinds, roles and levels of the small pack, more of some than of others."""
    pack = cooking_pack()
    topics, roles = list(pack.topics), list(pack.roles)
    tips = {}
    for index in range(number):
        topic = topics[(index * index + index // 3) % len(topics)]
        tips[f"tip-{index}"] = Tip.model_validate(
            {
                "id": f"tip-{index}",
                "text": f"Number {index}: taste what you cook, and write down what you would change.",
                "kind": KINDS[(index * 7 + index // 5) % len(KINDS)],
                "topic": topic,
                "roles": [roles[index % len(roles)]] if index % 4 == 0 else [],
                "level": 1 + index % 3,
                "minutes": 1 + index % 10,
                "sources": ["house-notes"],
            }
        )
    return tips


def editions_with(number: int) -> OneEdition:
    """The small pack with so many tips, for everybody."""
    pack = cooking_pack().model_copy(update={"tips": tips_of(number), "hash": f"deck-of-{number}"})
    return OneEdition(Edition.of(pack, NoReader()))
