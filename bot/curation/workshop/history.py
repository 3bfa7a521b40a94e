"""Looking back: `/kb history`, what each revision changed, the way back to one, retiring and redacting.

The same for answers and for tips; the actions of this feature name the kind of piece they are about.
"""

from collections.abc import Mapping

from bot.curation.revisions.overlay import piece_in
from bot.curation.revisions.revision import Content, Kind, Revision, text_of
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop import forms, pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.differences import difference
from bot.curation.workshop.finding import entries_suggested, entry_named
from bot.curation.workshop.passage import Outcome, Rights
from bot.curation.workshop.workshop import Acting, Workshop
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import (
    MAX_LABEL,
    Block,
    Bullets,
    Choice,
    Choices,
    FieldKind,
    Form,
    FormField,
    Heading,
    Paragraph,
    Reply,
    Tone,
)

_REVISIONS_SHOWN = 25


class History(Feature):
    """Pieces as they stood."""

    def __init__(self, workshop: Workshop, curators: Curators) -> None:
        self._workshop = workshop
        self._curators = curators

    def commands(self) -> tuple[Command, ...]:
        entry = CommandOption("entry", "The entry, or a few words of its question", required=True, suggests=True)
        compare = CommandOption("compare", "Two revision numbers to compare, such as 0 1")
        return (
            Command(
                ("kb", "history"), "See every revision of an entry, and go back to one", self._history,
                (entry, compare), needs=Standing.HELPER, suggest=self._suggest,
            ),
        )  # fmt: skip

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-history": self._history_again,
            "kb-revision": self._revision,
            "kb-back": self._back,
            "kb-retire": self._retire,
            "kb-redact": self._redact,
        }

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        return entries_suggested(typed, self._workshop.pack(speaker.community)) if option == "entry" else ()

    async def _history(self, event: Invoked) -> Reply:
        slug = await self._named(event, event.options.get("entry", ""))
        compare = event.options.get("compare", "").replace(",", " ").split()
        if not compare:
            return await self.page(event, Kind.ENTRY, slug)
        acting = await self._workshop.acting(event, Act.LOOK)
        newest = await self._workshop.newest(acting.community, Kind.ENTRY, slug)
        if not newest:
            return await self.page(event, Kind.ENTRY, slug)
        numbers = [int(number) for number in compare if number.isdecimal()]
        if len(numbers) != len(compare) or len(numbers) != 2 or max(numbers) > newest:  # noqa: PLR2004 - any two
            raise SignpostError(self._workshop.voice(acting.community).numbers_unread.format(newest=newest))
        return await self._between(acting, slug, min(numbers), max(numbers))

    async def _named(self, event: Invoked, words: str) -> str:
        """The slug that was named, of an entry that is retired too."""
        community = event.occasion.speaker.community
        name = words.strip()
        if await self._workshop.archive.history(community, Kind.ENTRY, name):
            return name
        return await entry_named(name, self._workshop.editions.of(community))

    async def _history_again(self, event: Picked | Filled) -> Reply:
        return await self.page(event, pages.kind_in(event, 1), event.action.argument(0))

    async def page(self, event: Event, kind: Kind, subject: str) -> Reply:
        """Every published revision of a piece, the newest first."""
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        published = await self._workshop.archive.history(acting.community, kind, subject)
        title = Heading(voice.history_title.format(title=_title(kind, subject, published, pack)))
        if not published:
            return Reply((title, Paragraph(voice.history_none)))
        lines = [pages.history_line(revision, pack) for revision in reversed(published)][:_REVISIONS_SHOWN]
        if self._workshop.shipped(acting.community, kind, subject) is not None:
            lines.append(voice.history_first)
        picks = tuple(
            Choice(f"{one.number} · {pages.say_day(one.decided_at or one.changed_at, pack)}"[:MAX_LABEL],
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
        kind, subject = revision.kind, revision.subject
        title = voice.revision_title.format(number=number, title=pages.title_of(revision, pack))
        # Before its first revision a piece that did not come with the pack was not there at all.
        has_before = number > 1 or self._workshop.shipped(acting.community, kind, subject) is not None
        blocks = (
            Heading(title),
            Paragraph(pages.history_line(revision, pack)),
            *((Paragraph(voice.revision_against.format(number=number - 1)),) if has_before else ()),
            *await self._compared(acting.community, kind, subject, (number - 1, number)),
        )
        newest = await self._workshop.newest(acting.community, kind, subject)
        choices = []
        if number != newest and revision.content is not None and may(acting.role, Act.ROLL_BACK):
            choices.append(_back(kind, subject, number, pack))
        if number == 1 == newest and has_before and may(acting.role, Act.ROLL_BACK):
            choices.append(_back(kind, subject, 0, pack, voice.back_to_button.format(number=0)))
        if number != newest and revision.content is not None and may(acting.role, Act.REDACT):
            choices.append(Choice(voice.redact_button, Action("kb-redact", (revision.id, "")), Tone.DANGER))
        choices.append(Choice(voice.history_button, pages.history_of(kind, subject)))
        return Reply(blocks, (Choices(tuple(choices)),))

    async def _between(self, acting: Acting, slug: str, first: int, second: int) -> Reply:
        pack = self._workshop.pack(acting.community)
        voice = pack.curation_voice
        published = await self._workshop.archive.history(acting.community, Kind.ENTRY, slug)
        title = voice.revision_title.format(number=second, title=_title(Kind.ENTRY, slug, published, pack))
        against = Paragraph(voice.revision_against.format(number=first))
        newest = published[-1].number if published else 0
        label = voice.back_to_button.format(number=first)
        before = await self._content_at(acting.community, Kind.ENTRY, slug, first)
        can_go_back = first != newest and before is not None and may(acting.role, Act.ROLL_BACK)
        back = (_back(Kind.ENTRY, slug, first, pack, label),) if can_go_back else ()
        compared = await self._compared(acting.community, Kind.ENTRY, slug, (first, second))
        return Reply((Heading(title), against, *compared), (Choices(back),) if back else ())

    async def _compared(self, community: str, kind: Kind, subject: str, numbers: tuple[int, int]) -> tuple[Block, ...]:
        """What changed from one number to the other; that words were redacted, where there is nothing to compare."""
        pack = self._workshop.pack(community)
        before, after = [await self._content_at(community, kind, subject, number) for number in numbers]
        if before is None and numbers[0] > 0 and after is not None:
            return (Paragraph(pack.curation_voice.redacted_before.format(number=numbers[0])),)
        return difference(before, after, pack)

    async def _content_at(self, community: str, kind: Kind, subject: str, number: int) -> Content | None:
        """What was written at a number; None where its words were redacted, or at 0 where it was not there yet."""
        if number > 0:
            published = await self._workshop.archive.history(community, kind, subject)
            return next((one.content for one in published if one.number == number), None)
        shipped = self._workshop.shipped(community, kind, subject)
        return text_of(shipped) if shipped is not None else None

    async def _back(self, event: Picked | Filled) -> Reply:
        subject, number = event.action.argument(0), int(event.action.argument(1) or 0)
        kind = pages.kind_in(event, 2)
        passage = await self._curators.roll_back(event, kind, subject, number)
        pack = self._workshop.pack(event.occasion.speaker.community)
        voice = pack.curation_voice
        if passage.outcome is Outcome.PUBLISHED:
            history = Choices((Choice(voice.history_button, pages.history_of(kind, subject)),))
            return Reply((Paragraph(voice.back_done.format(number=number)),), (history,))
        page = pages.passage_page(passage, pack)
        return Reply((Paragraph(voice.back_refused), *page.blocks[1:]), page.choices)

    async def _retire(self, event: Picked | Filled) -> Reply:
        """The first press asks for a reason."""
        acting = await self._workshop.acting(event, Act.RETIRE)
        pack, subject = self._workshop.pack(acting.community), event.action.argument(0)
        kind, voice = pages.kind_in(event, 1), pack.curation_voice
        if isinstance(event, Filled):
            passage = await self._curators.retire(event, kind, subject, event.values.get(forms.REASON, "").strip())
            return pages.passage_page(passage, pack, Rights.of(acting, passage.revision))
        field = FormField(forms.REASON, voice.field_reason, FieldKind.SHORT, max_length=300)
        title = voice.retire_tip_title if kind is Kind.TIP else voice.retire_title
        return Reply((Paragraph(title),), form=Form(title, event.action, (field,)))

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


def _title(kind: Kind, subject: str, published: tuple[Revision, ...], pack: Pack) -> str:
    if piece_in(pack, kind, subject) is not None or not published:
        return pages.title_of_piece(kind, subject, pack)
    return pages.title_of(published[-1], pack)


def _back(kind: Kind, subject: str, number: int, pack: Pack, label: str = "") -> Choice:
    label = label or pack.curation_voice.back_button
    return Choice(label, Action("kb-back", (subject, str(number), kind.value)), Tone.MAIN)
