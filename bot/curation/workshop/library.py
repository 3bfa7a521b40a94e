"""Looking at the answers as they stand: `/kb show` and `/kb find`."""

from collections.abc import Mapping

from bot.curation.revisions.revision import Kind
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop import forms, pages
from bot.curation.workshop.finding import entries_suggested, entry_named, found, has_words
from bot.curation.workshop.workshop import Acting, Workshop
from bot.errors import SignpostError
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.manners import RoleView
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
    shortened,
)

_PHRASINGS_SHOWN = 5
_REVISIONS_SHOWN = 25


class Library(Feature):
    """The answers as they stand."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def commands(self) -> tuple[Command, ...]:
        entry = CommandOption("entry", "The entry, or a few words of its question", required=True, suggests=True)
        words = CommandOption("words", "What it is about, in any words", required=True)
        helper = Standing.HELPER
        return (
            Command(("kb", "show"), "Look at an entry", self._show, (entry,), needs=helper, suggest=self._suggest),
            Command(("kb", "find"), "Find entries, by words or by meaning", self._find, (words,), needs=helper),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-show": self._show_again}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        return entries_suggested(typed, self._workshop.pack(speaker.community)) if option == "entry" else ()

    async def _find(self, event: Invoked) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        words = event.options.get("words", "").strip()
        edition = self._workshop.editions.of(acting.community)
        voice = edition.pack.curation_voice
        entries = await found(words, edition)
        new = Choices((Choice(voice.new_button, Action("kb-new")),))
        if not entries:
            return Reply((Paragraph(voice.found_none.format(words=literal(words))),), (new,))
        picks = tuple(Choice(shortened(e.question), Action("kb-show", (e.id,)), hint=e.id) for e in entries)
        menu = Choices(picks, voice.found_prompt, as_menu=True)
        title = Heading(voice.found_title.format(words=literal(words)))
        if any(has_words(entry, words) for entry in entries):
            return Reply((title,), (menu,))
        return Reply((title, Paragraph(voice.found_near)), (menu, new))

    async def _show(self, event: Invoked) -> Reply:
        edition = self._workshop.editions.of(event.occasion.speaker.community)
        return await self._entry(event, await entry_named(event.options.get("entry", ""), edition))

    async def _show_again(self, event: Picked | Filled) -> Reply:
        return await self._entry(event, event.action.argument(0))

    async def _entry(self, event: Event, slug: str) -> Reply:
        """An entry as it is answered, with everything that those who look after it need to know."""
        acting = await self._workshop.acting(event, Act.LOOK)
        edition = self._workshop.editions.of(acting.community)
        pack, voice = edition.pack, edition.pack.curation_voice
        entry = pack.entries.get(slug)
        if entry is None:
            raise SignpostError(voice.no_such_entry.format(words=literal(slug)))
        day = self._workshop.clock.now().date()
        published = await self._workshop.archive.history(acting.community, Kind.ENTRY, slug)
        facts = voice.entry_facts.format(
            slug=literal(slug), checked=entry.checked, due=pack.recheck_on(entry), owner=literal(entry.owner)
        )
        asked = Bullets(tuple(literal(phrasing) for phrasing in entry.phrasings[:_PHRASINGS_SHOWN]))
        blocks: tuple[Block, ...] = (
            *edition.composer.entry_blocks(entry, RoleView(), day, whole=True),
            Paragraph(voice.entry_asked.format(number=len(entry.phrasings))),
            asked,
            Note(f"{facts}. {pages.say_changed(published, pack)}"),
        )
        return Reply(blocks, self._entry_choices(entry, acting, pack))

    def _entry_choices(self, entry: Entry, acting: Acting, pack: Pack) -> tuple[Choices, ...]:
        voice, slug = pack.curation_voice, entry.id
        choices = [
            Choice(voice.edit_button, Action("kb-edit", (slug, "")), Tone.MAIN),
            Choice(voice.asked_button, Action("kb-part", (slug, forms.ASKED))),
            Choice(voice.history_button, pages.history_of(Kind.ENTRY, slug)),
        ]
        if may(acting.role, Act.RETIRE):
            choices.append(Choice(voice.retire_button, Action("kb-retire", (slug,)), Tone.DANGER))
        return Choices(tuple(choices)), pages.parts_menu(Kind.ENTRY, pack, lambda part: Action("kb-part", (slug, part)))
