"""Writing answers in chat: `/kb edit`, `/kb new`, `/kb drafts`, and the forms, previews and buttons of a draft.

A draft is kept from its first save, so that whoever is called away goes on later, on any device.
"""

from collections.abc import Mapping
from datetime import date

from bot.curation.gate.house import reference_objections
from bot.curation.inbox.origins import Origins
from bot.curation.revisions.overlay import piece_in, whole
from bot.curation.revisions.revision import EntryText, Kind, Piece, Revision, State, blank, text_of
from bot.curation.revisions.standing import Act
from bot.curation.workshop import forms, pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.finding import entries_suggested, entry_named
from bot.curation.workshop.joining import changes_nothing
from bot.curation.workshop.lacking import lacking_in, say_lacking
from bot.curation.workshop.passage import Passage, Rights
from bot.curation.workshop.workshop import Acting, Workshop
from bot.daily.tip_words import tip_blocks
from bot.errors import SignpostError
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.knowledge.references import references_of
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.composing import Composer
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.manners import RoleView
from bot.mentor.reply import Block, Choice, Choices, Form, Heading, Note, Paragraph, Reply

_DRAFTS_SHOWN = 25


class Writing(Feature):
    """Drafts, from the first word to the review."""

    def __init__(self, workshop: Workshop, curators: Curators, origins: Origins) -> None:
        self._workshop = workshop
        self._curators = curators
        self._origins = origins

    def commands(self) -> tuple[Command, ...]:
        entry = CommandOption(
            "entry", "The entry, by its name or a few words of its question", required=True, suggests=True
        )
        return (
            Command(
                ("kb", "edit"), "Change an answer", self._edit, (entry,), needs=Standing.HELPER, suggest=self._suggest
            ),
            Command(("kb", "new"), "Write a new entry", self._new, needs=Standing.HELPER),
            Command(("kb", "drafts"), "See drafts and go on with one", self._drafts, needs=Standing.HELPER),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-edit": self._edit_again,
            "kb-part": self._open_part,
            "kb-begin": self._begin,
            "kb-new": self._new,
            "kb-make": self._make,
            "kb-draft": self._show,
            "kb-fill": self._open_draft_part,
            "kb-save": self._save,
            "kb-preview": self._preview,
            "kb-send": self._send,
            "kb-drop": self._drop,
        }

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        return entries_suggested(typed, self._workshop.pack(speaker.community))

    async def _edit(self, event: Invoked) -> Reply:
        pack = self._pack(event)
        slug = await entry_named(event.options.get("entry", ""), self._workshop.editions.of(_community(event)))
        return await self._form(event, slug, forms.ANSWER, "", pack)

    async def _edit_again(self, event: Picked | Filled) -> Reply:
        slug, origin = event.action.argument(0), event.action.argument(1)
        return await self._form(event, slug, forms.ANSWER, origin, self._pack(event))

    async def _open_part(self, event: Picked | Filled) -> Reply:
        return await self._form(event, event.action.argument(0), event.action.argument(1), "", self._pack(event))

    async def _form(self, event: Event, slug: str, part: str, origin: str, pack: Pack) -> Reply:
        """The form of a part of an entry: of the draft that was begun, or else of what is live."""
        voice = pack.curation_voice
        draft = await self._curators.open_draft(event, Kind.ENTRY, slug)
        if draft is not None:
            return draft_form(draft, part, pack)
        entry = pack.entries.get(slug)
        if entry is None:
            raise SignpostError(voice.no_such_entry.format(words=slug))
        number = await self._workshop.newest(_community(event), Kind.ENTRY, slug)
        action = Action("kb-begin", (slug, part, str(number), origin))
        return opens(Form(voice.form_edit, action, forms.fields_of(part, text_of(entry), pack), voice.save))

    async def _open_draft_part(self, event: Picked | Filled) -> Reply:
        _, draft = await self._workshop.acting_on(event, Act.WRITE, event.action.argument(0))
        return draft_form(draft, event.action.argument(1), self._pack(event))

    async def _begin(self, event: Picked | Filled) -> Reply:
        slug, part, number, origin = (event.action.argument(index) for index in range(4))
        pack, values = self._pack(event), _values(event)
        base = await self._workshop.piece_at(_community(event), Kind.ENTRY, slug, int(number or 0))
        text = text_of(base) if base is not None else blank(Kind.ENTRY, slug)
        wanted = forms.wanted_of(part, values, text, pack)
        if changes_nothing(text, wanted):
            return pages.unchanged_page(wanted, pack)
        reason = _reason(part, values, pack)
        draft = await self._curators.begin(event, slug, int(number or 0), wanted, reason=reason, origin=origin)
        return pages.draft_page(draft, pack, pages.say_saved(wanted, pack), is_new_message=True)

    async def _new(self, event: Invoked | Picked | Filled) -> Reply:
        await self._workshop.acting(event, Act.WRITE)
        origin = event.action.argument(0) if isinstance(event, Picked | Filled) else ""
        pack = self._pack(event)
        known = await self._origins.prefill(_community(event), origin) if origin else None
        text = EntryText({"question": known.question, "phrasings": list(known.phrasings)} if known else {})
        voice = pack.curation_voice
        action = Action("kb-make", (origin,) if origin else ())
        return opens(Form(voice.form_new, action, forms.fields_of_new(text, pack), voice.save))

    async def _make(self, event: Picked | Filled) -> Reply:
        pack, values = self._pack(event), _values(event)
        acting = await self._workshop.acting(event, Act.WRITE)
        wanted = forms.wanted_of("new", values, EntryText({}), pack)
        reason = pack.assistant_voice.drafted_reason if event.action.argument(1) == forms.BY_MODEL else ""
        draft = await self._curators.begin_new(acting, wanted, event.action.argument(0), reason)
        return pages.draft_page(draft, pack, pages.say_saved(wanted, pack), is_new_message=True)

    async def _save(self, event: Picked | Filled) -> Reply:
        id_, part, version = (event.action.argument(index) for index in range(3))
        pack, values = self._pack(event), _values(event)
        _, draft = await self._workshop.acting_on(event, Act.WRITE, id_)
        wanted = forms.wanted_of(part, values, draft.written or blank(draft.kind, draft.subject), pack)
        reason = _reason(part, values, pack)
        saved = await self._curators.save(event, id_, int(version or 0), wanted, reason)
        return pages.saved_page(saved, wanted, pack)

    async def _show(self, event: Picked | Filled) -> Reply:
        _, revision = await self._workshop.acting_on(event, Act.LOOK, event.action.argument(0))
        if revision.state is State.IN_REVIEW:
            return await self._passage(event, await self._curators.look(event, revision.id))
        return pages.draft_page(revision, self._pack(event), is_new_message=True)

    async def _preview(self, event: Picked | Filled) -> Reply:
        """The entry as whoever asks would get it, the tip as it would come."""
        acting, revision = await self._workshop.acting_on(event, Act.LOOK, event.action.argument(0))
        voice, text = self._workshop.voice(acting.community), revision.written
        if text is None:
            return Reply(pages.changes_of(revision, self._pack(event)))
        try:
            pack = self._workshop.editions.changed(acting.community, revision.kind, revision.subject, text)
        except ValueError as error:
            raise SignpostError(say_lacking(lacking_in(error), revision.kind, voice)) from error
        piece = piece_in(pack, revision.kind, revision.subject) or whole(text)
        objections = reference_objections(references_of(piece, pack), pack)
        if said := [f"{one.says} {one.way_out}" for one in objections]:
            raise SignpostError("\n\n".join(said))
        blocks = _as_given(piece, pack, self._today())
        fit = [f"{one.says} {one.way_out}" for one in self._workshop.gate.too_long(blocks, pack)]
        return Reply((Note(" ".join((voice.preview_note, *(fit or [voice.preview_fits])))), *blocks))

    async def _send(self, event: Picked | Filled) -> Reply:
        passage = await self._curators.submit(event, event.action.argument(0), int(event.action.argument(1) or 0))
        return await self._passage(event, passage)

    async def _drop(self, event: Picked | Filled) -> Reply:
        return await self._passage(event, await self._curators.withdraw(event, event.action.argument(0)))

    async def _passage(self, event: Event, passage: Passage) -> Reply:
        acting, _ = await self._workshop.acting_on(event, Act.LOOK, passage.revision.id)
        return pages.passage_page(passage, self._pack(event), Rights.of(acting, passage.revision))

    async def _drafts(self, event: Invoked) -> Reply:
        acting = await self._workshop.acting(event, Act.LOOK)
        pack = self._pack(event)
        voice = pack.curation_voice
        drafts = await self._workshop.archive.in_state(acting.community, {State.DRAFT, State.IN_REVIEW}, _DRAFTS_SHOWN)
        if not drafts:
            return Reply((Paragraph(voice.drafts_none),))
        picks = tuple(
            Choice(pages.label_of(d, pack), Action("kb-draft", (d.id,)), hint=_hint(d, acting, pack)) for d in drafts
        )
        return Reply((Heading(voice.drafts_title),), (Choices(picks, voice.drafts_prompt, as_menu=True),))

    def _today(self) -> date:
        return self._workshop.clock.now().date()

    def _pack(self, event: Event) -> Pack:
        return self._workshop.pack(_community(event))


def _reason(part: str, values: Mapping[str, str], pack: Pack) -> str:
    """Why somebody changed it; the form of all roles asks for none where it has no room."""
    unasked = pack.curation_voice.reason_roles if part == forms.ROLES else ""
    return values.get(forms.REASON, unasked).strip()


def _as_given(piece: Piece, pack: Pack, day: date) -> tuple[Block, ...]:
    if isinstance(piece, Tip):
        return tip_blocks(pack, piece, day)
    return Composer(pack).entry_blocks(piece, RoleView(), day, whole=True)


def _hint(draft: Revision, acting: Acting, pack: Pack) -> str:
    voice = pack.curation_voice
    is_back = voice.is_rejected if draft.verdict else voice.is_draft
    state = voice.is_in_review if draft.state is State.IN_REVIEW else is_back
    return f"{state}, {voice.is_mine}" if draft.person == acting.person else state


def draft_form(draft: Revision, part: str, pack: Pack) -> Reply:
    """The form of a part of a draft, with what was written so far."""
    voice, text = pack.curation_voice, draft.written or blank(draft.kind, draft.subject)
    title = voice.form_edit_tip if draft.kind is Kind.TIP else voice.form_edit
    action = Action("kb-save", (draft.id, part, str(draft.version)))
    return opens(Form(title, action, forms.fields_of(part, text, pack, draft.reason), voice.save))


def opens(form: Form) -> Reply:
    """A reply that opens a form."""
    return Reply((Paragraph(form.title),), form=form)


def _values(event: Picked | Filled) -> Mapping[str, str]:
    return event.values if isinstance(event, Filled) else {}


def _community(event: Event) -> str:
    return event.occasion.speaker.community
