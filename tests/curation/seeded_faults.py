"""The seeded faults as changes to the shipped pack: what a gate must object to, half to tune it and half to report."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from bot.curation.gate import ObjectionKind
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack

FOLDER = Path(__file__).parent / "seeded"


class Half(StrEnum):
    """Odd cases are there to tune the gate by, even ones to report."""

    TUNE = "tune"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class SeededFault:
    """An entry with a fault; `kinds` are the objections of which one must be raised."""

    entry: Entry
    kinds: frozenset[ObjectionKind]
    half: Half
    about: str


def duplicates(pack: Pack, name: str = "duplicates") -> Iterator[SeededFault]:
    """New entries that say an existing one again."""
    for number, row in _rows(name):
        like = pack.entries[row["of"]]
        entry = _new(pack, number, row, topics=like.topics, phrasings=tuple(row["phrasings"]))
        yield SeededFault(entry, frozenset({ObjectionKind.DUPLICATE}), _half(number), row["of"])


def contradictions(pack: Pack, name: str = "contradictions") -> Iterator[SeededFault]:
    """New entries with a figure that is not that of a fact or of another entry, or a word turned into its opposite."""
    for number, row in _rows(name):
        entry = _new(pack, number, row, phrasings=(row["question"],))
        yield SeededFault(entry, frozenset({ObjectionKind.CONTRADICTION}), _half(number), row["against"])


def thefts(pack: Pack) -> Iterator[SeededFault]:
    """Entries that get phrasings which belong to another one, or to nobody."""
    for number, row in _rows("thefts"):
        robbing = pack.entries[row["to"]]
        entry = robbing.model_copy(update={"phrasings": (*robbing.phrasings, *row["phrasings"])})
        kinds = frozenset({ObjectionKind.GOLDEN, ObjectionKind.SCOPE})
        yield SeededFault(entry, kinds, _half(number), row["golden"])


def tones(pack: Pack, name: str = "tone") -> Iterator[SeededFault]:
    """Entries with a sentence that shuts people out in the middle of their answer."""
    entries = list(pack.entries.values())
    for number, sentence in _rows(name):
        entry = entries[number * 7 % len(entries)]
        said = entry.model_copy(update={"depends": f"It depends on the role. {sentence} Look at a few ads first."})
        yield SeededFault(said, frozenset({ObjectionKind.TONE}), _half(number), sentence)


def changed(knowledge: Knowledge, entry: Entry) -> Knowledge:
    """The knowledge with `entry` in it."""
    pack = knowledge.pack.model_copy(update={"entries": {**knowledge.pack.entries, entry.id: entry}})
    return Knowledge(pack, knowledge.reader.with_entry(entry))


def _rows(name: str) -> Iterator[tuple[int, Any]]:
    return enumerate(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))


def _half(number: int) -> Half:
    return Half.REPORT if number % 2 else Half.TUNE


def _new(pack: Pack, number: int, row: dict[str, Any], **more: Any) -> Entry:
    pattern = next(iter(pack.entries.values()))
    return Entry.model_validate(
        {
            "id": f"seeded-{number}",
            "question": row["question"],
            "answer": row["answer"],
            "topics": pattern.topics,
            "kind": pattern.kind,
            "owner": "mentors",
            "checked": pattern.checked,
            "sources": pattern.sources,
            "next_steps": ("Write down what you found.",),
            **more,
        }
    )
