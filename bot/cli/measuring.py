"""Measuring what the mentor makes of messages: one line of JSON for each, through the mentor itself."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import DataOption, KnowledgeOption
from bot.errors import SignpostError

if TYPE_CHECKING:
    from bot.mentor.manners import Outcome
    from bot.mentor.mentor import Mentor
    from bot.understanding import Understanding

_ALTERNATIVES = 6


def route(
    file: Annotated[Path, typer.Argument(help="Lines of JSON with `id` and `text`, or `turns`: a list of texts.")],
    knowledge: KnowledgeOption = None,
    data: DataOption = None,
) -> None:
    """Write what the mentor makes of each message in FILE: decision, entry, topics, role, confidence.

    Each line is a talk of its own, and nothing is kept.
    """
    asyncio.run(_route(file, knowledge, data))


async def _route(file: Path, knowledge: Path | None, data: Path | None) -> None:
    from bot.answering import load_knowledge
    from bot.cli.shown import logged, progress_bar
    from bot.clock import SystemClock
    from bot.mentor.editions import Edition, OneEdition
    from bot.mentor.mentor import Mentor
    from bot.mentor.scratch import ScratchMemory
    from bot.settings import load_settings

    settings = load_settings(knowledge_folder=knowledge, data_folder=data)
    rows = list(rows_of(file))
    with logged(settings, for_people=True), progress_bar() as progress:
        pack, reader = load_knowledge(settings, progress)
        editions = OneEdition(Edition.of(pack, reader))
        for done, row in enumerate(rows):
            mentor = Mentor(editions, ScratchMemory(), SystemClock())
            progress("Reading messages", done, len(rows))
            texts = row["turns"] if "turns" in row else [row["text"]]
            lines = [await _weigh(mentor, str(row["id"]), turn, text) for turn, text in enumerate(texts)]
            result = {"id": row["id"], "turns": lines} if "turns" in row else {"id": row["id"], **lines[0]}
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


async def _weigh(mentor: "Mentor", row: str, turn: int, text: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    from bot.mentor.events import Occasion, Speaker

    occasion = Occasion(
        f"route:{row}:{turn}", datetime.now(UTC), Speaker("route:local", "route:someone"), f"route:{row}"
    )
    started = time.perf_counter()
    outcome, understanding = await mentor.weigh(occasion, text)
    milliseconds = (time.perf_counter() - started) * 1000
    return _line(mentor, outcome, understanding, milliseconds)


def _line(
    mentor: "Mentor", outcome: "Outcome", understanding: "Understanding | None", milliseconds: float
) -> dict[str, Any]:
    """One outcome as data. A question handed over names the topics it seems to be about, but no entry."""
    from bot.mentor.reply import Decision

    entries = mentor.editions.of("").pack.entries
    about = outcome.entry
    if outcome.decision is Decision.HANDOVER and outcome.alternatives:
        about = outcome.alternatives[0][0]
    return {
        "decision": outcome.decision.value,
        "entry": outcome.entry,
        "topics": list(entries[about].topics) if about in entries else [],
        "confidence": round(outcome.confidence, 4),
        "role": outcome.view.role,
        "role_confidence": round(outcome.view.confidence, 4),
        "alternatives": [
            {"entry": entry, "confidence": round(confidence, 4)}
            for entry, confidence in outcome.alternatives[:_ALTERNATIVES]
        ],
        "matched_phrasing": understanding.matched_phrasing if understanding else None,
        "kind": outcome.kind,
        "latency_ms": round(milliseconds, 3),
    }


def rows_of(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines; raises `SignpostError` that says which line is wrong and how."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SignpostError(f"I can't read {file}: {error.strerror}. Give me a file of JSON lines.") from error
    except UnicodeDecodeError as error:
        raise SignpostError(f"{file} is not text in UTF-8. Give me a file of JSON lines.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SignpostError(f"{file}:{number} is not JSON ({error}). Each line is one JSON object.") from error
        texts = row.get("turns", [row.get("text")]) if isinstance(row, dict) else [None]
        if not isinstance(row, dict) or "id" not in row or not all(isinstance(text, str) for text in texts):
            raise SignpostError(f"{file}:{number} needs an `id` and a `text`, or `turns`: a list of texts.")
        yield row
