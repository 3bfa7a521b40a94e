"""Looking at the answers: `/kb show`, `/kb find`, `/kb history` with what a revision changed, and the way back."""

from collections.abc import Mapping

from bot.curation.revisions.revision import Content, Kind, Revision, text_of
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop import forms, pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.differences import difference
from bot.curation.workshop.finding import entries_suggested, entry_named, found
from bot.curation.workshop.passage import Outcome, Rights
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
    FieldKind,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    literal,
)

_PHRASINGS_SHOWN = 5
_REVISIONS_SHOWN = 25
_LABEL = 75


class Library(Feature):
    """The answers as they stand, and as they stood."""

    def __init__(self, workshop: Workshop, curators: Curators) -> None:
        self._workshop = workshop
        self._curators = curators

    def commands(self) -> tuple[Command, ...]:
        entry = CommandOption("entry", "The entry, or a few words of its question", required=True, suggests=True)
        words = CommandOption("words", "What it is about, in any words", required=True)
        compare = CommandOption("compare", "Two revision numbers to compare, such as 1 3")
        helper = Standing.HELPER
        return (
            Command(("kb", "show"), "Look at an entry", self._show, (entry,), needs=helper, suggest=self._suggest),
            Command(("kb", "find"), "Find entries, by words or by meaning", self._find, (words,), needs=helper),
            Command(
                ("kb", "history"), "See every revision of an entry, and go back to one", self._history,
                (entry, compare), needs=helper, suggest=self._suggest,
            ),
        )  # fmt: skip

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-show": self._show_again,
            "kb-history": self._history_again,
            "kb-revision": self._revision,
            "kb-back": self._back,
            "kb-retire": self._retire,
            "kb-redact": self._redact,
        }

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        return entries_suggested(typed, self._workshop.pack(speaker.community)) if option == "entry" else ()

    async def _find(self, event: Invoked) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        words = event.options.get("words", "").strip()
        edition = self._workshop.editions.of(acting.community)
        voice = edition.pack.curation_voice
        entries = found(words, edition)
        if not entries:
            new = Choices((Choice(voice.new_button, Action("kb-new")),))
            return Reply((Paragraph(voice.found_none.format(words=literal(words))),), (new,))
        picks = tuple(Choice(_short(e.question), Action("kb-show", (e.id,)), hint=e.id) for e in entries)
        title = Heading(voice.found_title.format(words=literal(words)))
        lines = Bullets(tuple(f"{literal(e.question)} ({literal(e.id)})" for e in entries))
        return Reply((title, lines), (Choices(picks, voice.found_prompt, as_menu=True),))

    async def _show(self, event: Invoked) -> Reply:
        edition = self._workshop.editions.of(event.occasion.speaker.community)
        return await self._entry(event, entry_named(event.options.get("entry", ""), edition))

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
            Note(f"{facts}. {_changed(published, pack)}"),
        )
        return Reply(blocks, self._entry_choices(entry, acting, pack))

    def _entry_choices(self, entry: Entry, acting: Acting, pack: Pack) -> tuple[Choices, ...]:
        voice, slug = pack.curation_voice, entry.id
        choices = [
            Choice(voice.edit_button, Action("kb-edit", (slug, "")), Tone.MAIN),
            Choice(voice.asked_button, Action("kb-part", (slug, forms.ASKED))),
            Choice(voice.history_button, Action("kb-history", (slug,))),
        ]
        if may(acting.role, Act.RETIRE):
            choices.append(Choice(voice.retire_button, Action("kb-retire", (slug,)), Tone.DANGER))
        return Choices(tuple(choices)), pages.parts_menu(pack, lambda part: Action("kb-part", (slug, part)))

    async def _history(self, event: Invoked) -> Reply:
        edition = self._workshop.editions.of(event.occasion.speaker.community)
        slug = await self._named(event, event.options.get("entry", ""))
        compare = event.options.get("compare", "").replace(",", " ").split()
        if not compare:
            return await self._all_of(event, slug)
        acting = await self._workshop.acting(event, Act.LOOK)
        newest = await self._workshop.newest(acting.community, Kind.ENTRY, slug)
        numbers = [int(number) for number in compare if number.isdecimal()]
        if len(numbers) != len(compare) or len(numbers) != 2 or max(numbers) > newest:  # noqa: PLR2004 - any two
            raise SignpostError(edition.pack.curation_voice.numbers_unread.format(newest=newest))
        return await self._between(acting, slug, numbers[0], numbers[1])

    async def _named(self, event: Invoked, words: str) -> str:
        """The slug that was named, of an entry that is retired too."""
        community = event.occasion.speaker.community
        name = words.strip()
        if await self._workshop.archive.history(community, Kind.ENTRY, name):
            return name
        return entry_named(name, self._workshop.editions.of(community))

    async def _history_again(self, event: Picked | Filled) -> Reply:
        return await self._all_of(event, event.action.argument(0))

    async def _all_of(self, event: Event, slug: str) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        published = await self._workshop.archive.history(acting.community, Kind.ENTRY, slug)
        title = Heading(voice.history_title.format(title=self._title(slug, published, pack)))
        if not published:
            return Reply((title, Paragraph(voice.history_none)))
        lines = [pages.history_line(revision, pack) for revision in reversed(published)][:_REVISIONS_SHOWN]
        if slug in self._workshop.editions.below(acting.community).entries:
            lines.append(voice.history_first)
        picks = tuple(
            Choice(f"{one.number} · {pages.say_day(one.decided_at or one.changed_at, pack)}"[:_LABEL],
                   Action("kb-revision", (one.id,)), hint=one.reason[:100])
            for one in list(reversed(published))[:_REVISIONS_SHOWN]
        )  # fmt: skip
        return Reply((title, Bullets(tuple(lines))), (Choices(picks, voice.history_prompt, as_menu=True),))

    async def _revision(self, event: Picked | Filled) -> Reply:
        """One revision: what it changed, and the way back to it."""
        acting = await self._workshop.acting(event, Act.LOOK)
        revision = await self._workshop.draft(acting.community, event.action.argument(0))
        pack = self._workshop.pack(acting.community)
        voice, number = pack.curation_voice, revision.number or 0
        before = await self._content_at(acting.community, revision.subject, number - 1)
        title = voice.revision_title.format(number=number, title=pages.title_of(revision, pack))
        blocks = (
            Heading(title),
            Paragraph(pages.history_line(revision, pack)),
            Paragraph(voice.revision_against.format(number=number - 1)),
            *difference(before, revision.content, voice),
        )
        newest = await self._workshop.newest(acting.community, revision.kind, revision.subject)
        choices = []
        if number != newest and revision.content is not None and may(acting.role, Act.ROLL_BACK):
            choices.append(_back(revision.subject, number, pack))
        if number - 1 == 0 and number == newest and may(acting.role, Act.ROLL_BACK):
            choices.append(_back(revision.subject, 0, pack))
        if number != newest and revision.content is not None and may(acting.role, Act.REDACT):
            choices.append(Choice(voice.redact_button, Action("kb-redact", (revision.id, "")), Tone.DANGER))
        choices.append(Choice(voice.history_button, Action("kb-history", (revision.subject,))))
        return Reply(blocks, (Choices(tuple(choices)),))

    async def _between(self, acting: Acting, slug: str, first: int, second: int) -> Reply:
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        before = await self._content_at(acting.community, slug, first)
        after = await self._content_at(acting.community, slug, second)
        published = await self._workshop.archive.history(acting.community, Kind.ENTRY, slug)
        title = voice.revision_title.format(number=second, title=self._title(slug, published, pack))
        against = Paragraph(voice.revision_against.format(number=first))
        back = (_back(slug, first, pack),) if may(acting.role, Act.ROLL_BACK) else ()
        return Reply((Heading(title), against, *difference(before, after, voice)), (Choices(back),) if back else ())

    async def _content_at(self, community: str, slug: str, number: int) -> Content | None:
        if number > 0:
            published = await self._workshop.archive.history(community, Kind.ENTRY, slug)
            return next((one.content for one in published if one.number == number), None)
        shipped = self._workshop.editions.below(community).entries.get(slug)
        return text_of(shipped) if shipped is not None else None

    async def _back(self, event: Picked | Filled) -> Reply:
        slug, number = event.action.argument(0), int(event.action.argument(1) or 0)
        passage = await self._curators.roll_back(event, Kind.ENTRY, slug, number)
        pack = self._workshop.pack(event.occasion.speaker.community)
        voice = pack.curation_voice
        if passage.outcome is Outcome.PUBLISHED:
            history = Choices((Choice(voice.history_button, Action("kb-history", (slug,))),))
            return Reply((Paragraph(voice.back_done.format(number=number)),), (history,))
        page = pages.passage_page(passage, pack)
        return Reply((Paragraph(voice.back_refused), *page.blocks[1:]), page.choices)

    async def _retire(self, event: Picked | Filled) -> Reply:
        """The first press asks for a reason."""
        acting = await self._workshop.acting(event, Act.RETIRE)
        pack, slug = self._workshop.pack(acting.community), event.action.argument(0)
        voice = pack.curation_voice
        if isinstance(event, Filled):
            passage = await self._curators.retire(event, slug, event.values.get(forms.REASON, "").strip())
            return pages.passage_page(passage, pack, Rights.of(acting, passage.revision))
        field = FormField(forms.REASON, voice.field_reason, FieldKind.SHORT, max_length=300)
        return Reply((Paragraph(voice.retire_title),), form=Form(voice.retire_title, event.action, (field,)))

    async def _redact(self, event: Picked | Filled) -> Reply:
        """The first press says what it does, the second does it."""
        acting = await self._workshop.acting(event, Act.REDACT)
        voice = self._workshop.voice(acting.community)
        id_, is_sure = event.action.argument(0), event.action.argument(1)
        if not is_sure:
            sure = Choice(voice.redact_sure, Action("kb-redact", (id_, "sure")), Tone.DANGER)
            return Reply((Paragraph(voice.redact_ask),), (Choices((sure,)),))
        await self._curators.redact(event, id_)
        return Reply((Paragraph(voice.redact_done),), replaces=True)

    def _title(self, slug: str, published: tuple[Revision, ...], pack: Pack) -> str:
        if slug in pack.entries or not published:
            entry = pack.entries.get(slug)
            return literal(entry.question if entry else slug)
        return pages.title_of(published[-1], pack)


def _back(slug: str, number: int, pack: Pack) -> Choice:
    return Choice(pack.curation_voice.back_button, Action("kb-back", (slug, str(number))), Tone.MAIN)


def _changed(published: tuple[Revision, ...], pack: Pack) -> str:
    voice = pack.curation_voice
    if not published:
        return voice.entry_shipped
    count = len(published)
    times = voice.once if count == 1 else voice.times.format(number=count)
    return voice.entry_changed.format(times=times, number=published[-1].number)


def _short(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1].rstrip() + "…"
