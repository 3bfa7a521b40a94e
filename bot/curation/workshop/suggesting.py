"""`/kb suggest`: a first version of an answer by a language model, opened in the same form as any new entry.

It is marked as drafted by a model wherever it is shown. Saving the form makes an ordinary draft of whoever saves it,
which goes through review and gate like all others.
"""

import asyncio
from collections.abc import Mapping

from bot.curation.revisions.revision import EntryText
from bot.curation.revisions.standing import Act
from bot.curation.workshop import forms
from bot.curation.workshop.drafting import Drafted, Drafts, Wish
from bot.curation.workshop.workshop import Workshop
from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.cleaning import clean
from bot.mentor.commands import Command, CommandOption, Feature, VerbHandler
from bot.mentor.editions import Editions
from bot.mentor.events import Filled, Invoked, Picked, Standing
from bot.mentor.reply import Block, Bullets, Choice, Choices, Form, Heading, Note, Paragraph, Reply, Tone, literal
from bot.mentor.scrub import scrub

_NEAR = 3


class Suggesting(Feature):
    """Drafts by a language model, for those who write answers."""

    def __init__(self, workshop: Workshop, editions: Editions, drafts: Drafts) -> None:
        self._workshop = workshop
        self._editions = editions
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
        return {"kb-suggested": self._open}

    async def _suggest(self, event: Invoked) -> Reply:
        await self._workshop.acting(event, Act.WRITE)
        speaker = event.occasion.speaker
        edition = self._editions.of(speaker.community)
        question = scrub(clean(event.options.get("question", "")).words)
        understood = await asyncio.to_thread(edition.reader.read, question)
        near = tuple(c.entry_id for c in understood.candidates if c.entry_id in edition.pack.entries)[:_NEAR]
        drafted = await self._drafts.draft(Wish(speaker.community, speaker.person, (question,), near))
        voice = edition.pack.assistant_voice
        if drafted is None:
            return Reply((Paragraph(voice.no_draft),))
        opens = Choice(voice.open_draft_button, Action("kb-suggested", (drafted.key,)), Tone.MAIN)
        return Reply((Note(voice.drafted), *_shown(drafted)), (Choices((opens,)),))

    async def _open(self, event: Picked | Filled) -> Reply:
        await self._workshop.acting(event, Act.WRITE)
        community = event.occasion.speaker.community
        pack = self._editions.of(community).pack
        drafted = await self._drafts.drafted(event.action.argument(0), community)
        if drafted is None:
            raise SignpostError(pack.assistant_voice.draft_gone)
        text = EntryText(
            {
                "question": drafted.question,
                "answer": drafted.answer,
                "phrasings": list(drafted.phrasings),
                "next_steps": list(drafted.next_steps),
                "sources": list(drafted.sources),
            }
        )
        voice = pack.curation_voice
        form = Form(voice.form_new, Action("kb-make"), forms.fields_of_new(text, pack), voice.save)
        return Reply((Paragraph(form.title),), form=form)


def _shown(drafted: Drafted) -> tuple[Block, ...]:
    """A draft as a moderator reads it; no mark in it comes alive."""
    blocks: list[Block] = [Heading(literal(drafted.question)), Paragraph(literal(drafted.answer))]
    lists = (drafted.next_steps, drafted.phrasings)
    blocks += [Bullets(tuple(map(literal, lines))) for lines in lists if lines]
    blocks += [Note(literal(doubt)) for doubt in (drafted.summary, *drafted.doubts) if doubt]
    return tuple(blocks)
