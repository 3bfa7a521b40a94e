"""The numbers add up, silence is unknown, and nobody is named."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.curation.numbers.counts import Counts, Week
from bot.curation.numbers.statistics import weeks_drawing
from bot.mentor.memory import Verdict
from bot.mentor.reply import Decision
from bot.pictures.studio import MAX_BYTES, paint
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.asked import KITCHEN, NOON, ask, judge
from tests.curation.kitchen import Kitchen, text_of

HOUR = timedelta(hours=1)


@pytest.fixture
async def kitchen(tmp_path: Path) -> AsyncIterator[Kitchen]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield Kitchen(database, clock)
    await database.close()


async def a_week(database: Database) -> None:
    """Twelve messages of three people, one of them a greeting, and what was said of five answers."""
    answer: dict[str, Any] = {"decision": Decision.ANSWER, "entry": "salt", "confidence": 0.9}
    for number, verdicts in enumerate(
        [(Verdict.HELPFUL,), (Verdict.NOT_HELPFUL,), (Verdict.NOT_MEANT,), (Verdict.HELPFUL, Verdict.NOT_MEANT), (), ()]
    ):
        asked = await ask(database, f"salt {number}?", at=NOON - number * HOUR, **answer)
        for person, verdict in zip(("discord:ann", "discord:ben"), verdicts, strict=False):
            await database.memory.judge(asked, person, verdict, "", NOON)
    clarify: dict[str, Any] = {"decision": Decision.CLARIFY, "entry": "which-knife", "confidence": 0.9}
    asked = await ask(database, "which knife?", person="discord:ben", at=NOON - HOUR, **clarify)
    await judge(database, asked, Verdict.HELPFUL)
    for text in ("how long does miso keep?", "how do I peel garlic?"):
        await ask(database, text, person="discord:cay", at=NOON - 30 * HOUR)
    for text in ("who wins?", "fix my car"):
        await ask(database, text, person="discord:cay", at=NOON - HOUR, decision=Decision.DECLINE)
    await ask(database, "hi", at=NOON - HOUR, decision=Decision.SOCIAL)


async def test_each_question_counts_once_and_silence_is_unknown(kitchen: Kitchen) -> None:
    await a_week(kitchen.database)
    counts = await kitchen.database.tally.counts(KITCHEN, NOON - timedelta(7), NOON + HOUR)
    assert counts == Counts(
        asked=11, people=3, answered=6, clarified=1, handed_over=2, declined=2, social=1, helpful=2, contradicted=3
    )
    assert counts.unknown == 2
    assert counts.asked == counts.given + counts.handed_over + counts.declined


async def test_uses_are_counted_by_entry(kitchen: Kitchen) -> None:
    await a_week(kitchen.database)
    assert await kitchen.database.tally.uses(KITCHEN, NOON - timedelta(7)) == {"salt": 6, "which-knife": 1}


async def test_stats_say_what_became_of_the_questions_and_what_is_missing(kitchen: Kitchen) -> None:
    await a_week(kitchen.database)
    kitchen.clock.move(HOUR)
    shown = text_of(await kitchen.invoke("kb", "stats"))
    for line in (
        "Answered: 6 (55%)", "Left to people: 2 (18%)", "Not ours: 2 (18%)", "Found helpful: 2 (29%)",
        "Nothing said: 2 (29%)", "“how do I peel garlic?” 1 person, waiting for 1 day",
        "5 of 7 answers were never given in 90 days.",
    ):  # fmt: skip
        assert line in shown
    assert "discord:" not in shown


async def test_a_community_where_nobody_asked_gets_a_sentence(kitchen: Kitchen) -> None:
    assert "Nobody has asked anything" in text_of(await kitchen.invoke("kb", "stats"))


def test_the_picture_of_the_weeks_is_a_small_png_that_says_in_words_what_it_shows(kitchen: Kitchen) -> None:
    weeks = [
        Week(NOON - timedelta(7 * n), Counts(asked=n * 9, answered=n * 6, handed_over=n * 2, declined=n))
        for n in range(8, 0, -1)
    ]
    drawing = weeks_drawing(weeks, kitchen.tray.pack(KITCHEN))
    png = paint(drawing)
    assert png.startswith(b"\x89PNG")
    assert len(png) < MAX_BYTES
    assert "9 asked, 6 answered, 2 left to people, 1 not ours" in drawing.alt_text()
    assert paint(weeks_drawing(weeks, kitchen.tray.pack(KITCHEN))) == png


def test_a_week_of_nothing_can_be_drawn(kitchen: Kitchen) -> None:
    assert paint(weeks_drawing([Week(NOON)], kitchen.tray.pack(KITCHEN))).startswith(b"\x89PNG")
