"""First versions by a language model: of an answer somebody asks for, or of one that an item of the inbox lacks.

`/kb suggest` and "Draft it for me" show a draft, marked as drafted by a model; it opens in the form of any new entry,
and its phrasings in that of the nearest entry. Saving the form makes an ordinary draft of whoever saves it, which
goes through review and gate like all others and says where its first words came from.
"""

import asyncio
from collections.abc import Mapping, Sequence

from bot.curation.inbox.drafting import Drafted, Drafts, Wish, wish_for
from bot.curation.inbox.items import Item, nearest_entries
from bot.curation.inbox.tray import Tray
from bot.curation.revisions.revision import EntryText, Kind, Written, text_of
from bot.curation.revisions.standing import Act
from bot.curation.workshop import forms
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.workshop import Workshop
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.cleaning import clean
from bot.mentor.commands import Command, CommandOption, Feature, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Standing
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
    shortened,
)
from bot.mentor.scrub import scrub

_NEAR = 3


class Suggesting(Feature):
    """Drafts by a language model, for those who write answers."""

    def __init__(self, workshop: Workshop, curators: Curators, tray: Tray, drafts: Drafts) -> None:
        self._workshop = workshop
        self._curators = curators
        self._tray = tray
        self._drafts = drafts

    def commands(self) -> tuple[Command, ...]:
        question = CommandOption("question", "What people ask, in their words", required=True)
        return (
            Command(
                ("kb", "suggest"),
                "Have a language model draft an answer for you to review",
                self._suggest,
                (question,),
                needs=Standing.HELPER,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-draft-for-me": self._suggest_for_item,
            "kb-suggested": self._open,
            "kb-suggested-ways": self._open_phrasings,
        }

    async def _suggest(self, event: Invoked) -> Reply:
        await self._workshop.acting(event, Act.WRITE)
        speaker = event.occasion.speaker
        edition = self._workshop.editions.of(speaker.community)
        question = scrub(clean(event.options.get("question", "")).words)
        understood = await asyncio.to_thread(edition.reader.read, question)
        near = tuple(c.entry_id for c in understood.candidates if c.entry_id in edition.pack.entries)[:_NEAR]
        drafted = await self._drafts.draft(Wish(speaker.community, speaker.person, (question,), near))
        if drafted is None:
            return Reply((Paragraph(edition.pack.assistant_voice.no_draft),))
        return _page(drafted, None, edition.pack)

    async def _suggest_for_item(self, event: Picked | Filled) -> Reply:
        """A draft for an item; where there is none, the way to the empty form."""
        speaker = event.occasion.speaker
        pack, item = await self._item(event)
        drafted = await self._drafts.draft(wish_for(item, speaker.community, speaker.person, pack))
        if drafted is None:
            by_hand = Choice(pack.inbox_voice.new_button, Action("kb-new", (item.id,)), Tone.MAIN)
            return Reply((Paragraph(pack.assistant_voice.no_draft_for_item),), (Choices((by_hand,)),))
        return _page(drafted, item, pack)

    async def _open(self, event: Picked | Filled) -> Reply:
        """A draft in the form of a new entry; for an item, with what people asked in front of its phrasings."""
        await self._workshop.acting(event, Act.WRITE)
        drafted, origin = await self._drafted(event), event.action.argument(1)
        pack = self._workshop.pack(_community(event))
        asked = await self._tray.prefill(_community(event), origin) if origin else None
        text = EntryText(
            {
                "question": drafted.question,
                "answer": drafted.answer,
                "phrasings": _joined(asked.phrasings if asked else (), drafted.phrasings),
                "next_steps": list(drafted.next_steps),
                "sources": list(drafted.sources),
            }
        )
        action = Action("kb-make", (origin, forms.BY_MODEL))
        return _opens(action, pack.curation_voice.form_new, forms.fields_of_new(text, pack), pack)

    async def _open_phrasings(self, event: Picked | Filled) -> Reply:
        """The phrasings of a draft in the form of the nearest entry, or of the draft of it that was begun."""
        pack, item = await self._item(event)
        drafted = await self._drafted(event)
        near = nearest_entries(item, pack)
        if not near:
            raise SignpostError(pack.assistant_voice.draft_gone)
        slug, reason = near[0].id, pack.assistant_voice.drafted_reason
        begun = await self._curators.open_draft(event, Kind.ENTRY, slug)
        before: Written
        if begun is not None and begun.written is not None:
            before, action = begun.written, Action("kb-save", (begun.id, forms.ASKED, str(begun.version)))
        else:
            number = await self._workshop.newest(_community(event), Kind.ENTRY, slug)
            before, action = text_of(near[0]), Action("kb-begin", (slug, forms.ASKED, str(number), item.id))
        known = before.fields.get("phrasings") or ()
        fields = {**before.fields, "phrasings": _joined(known, (*item.wordings, *drafted.phrasings))}
        shown = forms.fields_of(forms.ASKED, EntryText(fields, before.sources), pack, reason)
        return _opens(action, pack.curation_voice.form_edit, shown, pack)

    async def _item(self, event: Picked | Filled) -> tuple[Pack, Item]:
        """The pack and the item that waits: named last in the action; raises `SignpostError` where it waits no more."""
        community = await self._tray.require(event, Act.WRITE)
        pack = self._tray.pack(community)
        item = await self._tray.item(community, event.action.arguments[-1])
        if item is None or item.is_settled or not item.cases:
            raise SignpostError(pack.inbox_voice.gone)
        return pack, item

    async def _drafted(self, event: Picked | Filled) -> Drafted:
        community = _community(event)
        drafted = await self._drafts.drafted(event.action.argument(0), community)
        if drafted is None:
            raise SignpostError(self._workshop.pack(community).assistant_voice.draft_gone)
        return drafted


def _page(drafted: Drafted, item: Item | None, pack: Pack) -> Reply:
    """A draft with its mark, and what a moderator may make of it."""
    voice = pack.assistant_voice
    opens = Action("kb-suggested", (drafted.key, item.id) if item is not None else (drafted.key,))
    choices = [Choice(voice.open_draft_button, opens, Tone.MAIN)]
    near = nearest_entries(item, pack) if item is not None else ()
    if item is not None and near:
        label = shortened(voice.add_phrasings_button.format(question=near[0].question))
        choices.append(Choice(label, Action("kb-suggested-ways", (drafted.key, item.id))))
    return Reply((Note(voice.drafted), *_shown(drafted)), (Choices(tuple(choices)),))


def _shown(drafted: Drafted) -> tuple[Block, ...]:
    """A draft as a moderator reads it; no mark in it comes alive."""
    blocks: list[Block] = [Heading(literal(drafted.question)), Paragraph(literal(drafted.answer))]
    lists = (drafted.next_steps, drafted.phrasings)
    blocks += [Bullets(tuple(map(literal, lines))) for lines in lists if lines]
    blocks += [Note(literal(doubt)) for doubt in (drafted.summary, *drafted.doubts) if doubt]
    return tuple(blocks)


def _joined(first: Sequence[str], then: Sequence[str]) -> list[str]:
    """Lines of both, none twice."""
    different = {" ".join(line.lower().split()): line for line in (*reversed(then), *reversed(first))}
    return list(reversed(different.values()))


def _opens(action: Action, title: str, fields: tuple[FormField, ...], pack: Pack) -> Reply:
    form = Form(title, action, fields, pack.curation_voice.save)
    return Reply((Paragraph(title),), form=form)


def _community(event: Event) -> str:
    return event.occasion.speaker.community
