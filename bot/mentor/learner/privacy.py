"""What is kept about somebody: shown on one screen, given as one file, deleted in one transaction."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.mentor.actions import Action
from bot.mentor.commands import Command, VerbHandler
from bot.mentor.events import Event, Filled, Picked
from bot.mentor.learner.scene import LearnerFeature, Scene, Study, choices, is_pick, page
from bot.mentor.reply import Attachment, Block, Bullets, Choice, Heading, Note, Paragraph, Reply, Tone

_CONFIRM_WITHIN = timedelta(minutes=10)
"""An old button must not delete anything."""


class PersonalRecords(Protocol):
    """Where everything about a person is found; implemented by `bot.storage.personal_data`."""

    async def export(self, *people: str) -> dict[str, Any]:
        """Everything kept about these identities, by kind, ready for `json.dumps`."""
        ...

    async def forget(self, *people: str) -> Mapping[str, int]:
        """Forget these identities in one transaction; how many rows of each kind there were."""
        ...


class Discloses(Protocol):
    """Tells what goes to anybody else; `bot.mentor.disclosure` does."""

    async def words(self, community: str) -> str:
        """What holds for somebody who writes in `community` now."""
        ...


class Privacy(LearnerFeature):
    """A learner's own data, in their own hands."""

    def __init__(self, study: Study, records: PersonalRecords, disclosure: Discloses | None = None) -> None:
        super().__init__(study)
        self._records = records
        self._disclosure = disclosure
        study.pages["privacy"] = self._show

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(("privacy", "show"), "See what I keep about you, get it as a file, or delete it", self._show),
            Command(("privacy", "export"), "Get everything I keep about you as one file", self._export),
            Command(("privacy", "delete"), "Delete everything I keep about you", self._ask),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"export": self._export, "forget-ask": self._ask, "forget": self._forget}

    async def _show(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        voice = scene.voice
        kept = counts(await self._records.export(*scene.chronicle.people))
        names = voice.privacy_kinds
        lines = tuple(f"{names.get(kind) or kind_words(kind)}: {number}" for kind, number in kept.items() if number)
        blocks: list[Block] = [Heading(voice.privacy_title), Paragraph(voice.privacy_what)]
        blocks.append(Bullets(lines) if lines else Paragraph(voice.privacy_nothing))
        if len(scene.chronicle.people) > 1:
            platforms = ", ".join(platform_of(person) for person in scene.chronicle.people)
            blocks.append(Paragraph(voice.privacy_linked.format(platforms=platforms)))
        if self._disclosure is not None:
            blocks.append(Paragraph(await self._disclosure.words(event.occasion.speaker.community)))
        blocks.append(Note(voice.privacy_who))
        part = Choice(voice.part_button, Action("part")) if len(scene.chronicle.people) > 1 else None
        return Reply(
            tuple(blocks),
            choices(
                Choice(voice.export_button, Action("export"), Tone.MAIN),
                Choice(voice.forget_button, Action("forget-ask"), Tone.DANGER),
                part,
            ),
            replaces=is_pick(scene),
        )

    async def _export(self, event: Event) -> Reply:
        scene = await self.study.scene(event)
        kept = await self._records.export(*scene.chronicle.people)
        content = await asyncio.to_thread(_as_file, kept)
        name = f"my-data-{scene.day.isoformat()}.json"
        return Reply((Paragraph(scene.voice.export_here), Attachment(content, name, scene.voice.export_about)))

    async def _ask(self, event: Event) -> Reply:
        """Say what would be deleted, and ask once more."""
        scene = await self.study.scene(event)
        voice = scene.voice
        platforms = ", ".join(platform_of(person) for person in scene.chronicle.people)
        sure = Action("forget", (str(int(scene.now.timestamp())),))
        return Reply(
            (Paragraph(voice.forget_ask.format(platforms=platforms)),),
            choices(
                Choice(voice.forget_sure, sure, Tone.DANGER),
                Choice(voice.export_first, Action("export")),
                page("privacy", voice.forget_keep),
            ),
            replaces=is_pick(scene),
        )

    async def _forget(self, event: Picked | Filled) -> Reply:
        scene = await self.study.scene(event)
        voice = scene.voice
        if not _is_fresh(event.action.argument(0), scene.now):
            again = choices(Choice(voice.forget_button, Action("forget-ask"), Tone.DANGER))
            return Reply((Paragraph(voice.forget_late),), again, replaces=True)
        rows = sum((await self._records.forget(*scene.chronicle.people)).values())
        return Reply((Paragraph(voice.forgotten if rows else voice.forgotten_before),), replaces=True)


def counts(export: Mapping[str, Any]) -> dict[str, int]:
    """How much of each kind there is in an export; the deeds of the journal by what was done."""
    found = Counter({kind: len(rows) for kind, rows in export.items() if isinstance(rows, list)})
    found.update(row["kind"] for row in export.get("journal", ()))
    return {kind: number for kind, number in found.items() if kind not in {"people", "journal"}}


def kind_words(kind: str) -> str:
    """The name of a kind of data as people read it."""
    return kind.replace("_", " ").capitalize()


def platform_of(person: str) -> str:
    """The platform an identity is on."""
    return person.partition(":")[0].capitalize()


def _is_fresh(stamp: str, now: datetime) -> bool:
    return stamp.isdigit() and 0 <= now.timestamp() - int(stamp) <= _CONFIRM_WITHIN.total_seconds()


def _as_file(kept: Mapping[str, Any]) -> bytes:
    return json.dumps(kept, indent=2, ensure_ascii=False).encode()


def own_data(scene: Scene) -> tuple[Block, ...]:
    """A line about what is kept, for pages about something else."""
    number = len(scene.chronicle.deeds) + len(scene.record.asked_at)
    return (Note(scene.voice.privacy_line.format(number=number)),)
