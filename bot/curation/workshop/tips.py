"""Tips from chat: anybody proposes one with `/tips propose`, whoever looks after answers changes one with `/kb tip`.

A tip is drafted, looked at by the gate, approved by a second person, published and rolled back like an answer; what
follows the first form is `Writing`, `Reviewing` and `History`. Whoever proposes one sees it through as far as review.
"""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from bot.curation.revisions.revision import Kind, TipText, blank, text_of
from bot.curation.revisions.standing import Act, may
from bot.curation.workshop import forms, pages
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.history import History
from bot.curation.workshop.joining import changes_nothing
from bot.curation.workshop.workshop import Acting, Workshop
from bot.curation.workshop.writing import draft_form, opens
from bot.daily.tip_words import tip_blocks
from bot.errors import SignpostError
from bot.knowledge.growth import Tip
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import Choice, Choices, Form, Heading, Note, Reply, Tone, literal

_SUGGESTED = 25
_NAME = 100
_LIKE = 72
_SUGGESTED_FROM = 45


class Tips(Feature):
    """The tips of a community, as its people write them."""

    def __init__(self, workshop: Workshop, curators: Curators, history: History) -> None:
        self._workshop = workshop
        self._curators = curators
        self._history = history

    def commands(self) -> tuple[Command, ...]:
        tip = CommandOption("tip", "The tip, or a few words of it", required=True, suggests=True)
        return (
            Command(("tips", "propose"), "Propose a tip for this community", self._propose),
            Command(
                ("kb", "tip"), "Look at a tip and change it", self._show, (tip,), needs=Standing.HELPER,
                suggest=self._suggest,
            ),
        )  # fmt: skip

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-tip-make": self._make, "kb-tip-part": self._open_part, "kb-tip-begin": self._begin}

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        texts = _texts(self._workshop.pack(speaker.community))
        near = process.extract(typed, texts, scorer=fuzz.WRatio, limit=_SUGGESTED, score_cutoff=_SUGGESTED_FROM)
        ids = [id_ for _, _, id_ in near] if typed.strip() else list(texts)[:_SUGGESTED]
        return tuple(Suggestion(texts[id_][:_NAME], id_) for id_ in ids)

    async def _propose(self, event: Invoked) -> Reply:
        await self._workshop.acting(event, Act.WRITE, own_tip=True)
        pack = self._pack(event)
        voice = pack.curation_voice
        fields = forms.fields_of_new(TipText({}), pack)
        return opens(Form(voice.form_new_tip, Action("kb-tip-make"), fields, voice.save))

    async def _make(self, event: Picked | Filled) -> Reply:
        pack = self._pack(event)
        wanted = forms.wanted_of(forms.TIP, _values(event), TipText({}), pack)
        draft = await self._curators.propose_tip(event, wanted)
        return pages.draft_page(draft, pack, pages.say_saved(wanted, pack), is_new_message=True)

    async def _show(self, event: Invoked) -> Reply:
        """A tip as it comes, with everything that those who look after it need to know; its history once it is gone."""
        acting = await self._workshop.acting(event, Act.LOOK)
        pack, words = self._workshop.pack(acting.community), event.options.get("tip", "").strip()
        published = await self._workshop.archive.history(acting.community, Kind.TIP, words)
        if words not in pack.tips and published:
            return await self._history.page(event, Kind.TIP, words)
        tip = _named(words, pack)
        published = await self._workshop.archive.history(acting.community, Kind.TIP, tip.id)
        voice, day = pack.curation_voice, self._workshop.clock.now().date()
        topic = pack.topics[tip.topic].title if tip.topic in pack.topics else tip.topic
        facts = voice.tip_facts.format(slug=literal(tip.id), topic=literal(topic), level=tip.level)
        note = Note(f"{facts}. {pages.say_changed(published, pack)}")
        blocks = (Heading(voice.tip_title), *tip_blocks(pack, tip, day), note)
        return Reply(blocks, _choices(tip, acting, pack))

    async def _open_part(self, event: Picked | Filled) -> Reply:
        """The form of a part of a tip: of the draft that was begun, or else of what is live."""
        id_, part = event.action.argument(0), event.action.argument(1)
        pack = self._pack(event)
        voice = pack.curation_voice
        draft = await self._curators.open_draft(event, Kind.TIP, id_)
        if draft is not None:
            return draft_form(draft, part, pack)
        tip = pack.tips.get(id_)
        if tip is None:
            raise SignpostError(voice.no_such_tip.format(words=literal(id_)))
        number = await self._workshop.newest(event.occasion.speaker.community, Kind.TIP, id_)
        action = Action("kb-tip-begin", (id_, part, str(number)))
        return opens(Form(voice.form_edit_tip, action, forms.fields_of(part, text_of(tip), pack), voice.save))

    async def _begin(self, event: Picked | Filled) -> Reply:
        id_, part, number = (event.action.argument(index) for index in range(3))
        pack, values = self._pack(event), _values(event)
        base = await self._workshop.piece_at(event.occasion.speaker.community, Kind.TIP, id_, int(number or 0))
        text = text_of(base) if base is not None else blank(Kind.TIP, id_)
        wanted = forms.wanted_of(part, values, text, pack)
        if changes_nothing(text, wanted):
            return pages.unchanged_page(wanted, pack)
        reason = values.get(forms.REASON, "").strip()
        draft = await self._curators.begin(event, id_, int(number or 0), wanted, reason=reason, kind=Kind.TIP)
        return pages.draft_page(draft, pack, pages.say_saved(wanted, pack), is_new_message=True)

    def _pack(self, event: Event) -> Pack:
        return self._workshop.pack(event.occasion.speaker.community)


def _named(words: str, pack: Pack) -> Tip:
    """The tip that somebody named; raises `SignpostError` where none comes near."""
    if words in pack.tips:
        return pack.tips[words]
    texts = {id_: tip.text for id_, tip in pack.tips.items()}
    near = process.extractOne(words, texts, scorer=fuzz.token_set_ratio, score_cutoff=_LIKE) if words else None
    if near is None:
        raise SignpostError(pack.curation_voice.no_such_tip.format(words=literal(words[:80])))
    return pack.tips[near[2]]


def _texts(pack: Pack) -> dict[str, str]:
    return {id_: " ".join(tip.text.split()) for id_, tip in pack.tips.items()}


def _choices(tip: Tip, acting: Acting, pack: Pack) -> tuple[Choices, ...]:
    voice = pack.curation_voice
    choices = [
        Choice(voice.edit_tip_button, pages.edit_of(Kind.TIP, tip.id), Tone.MAIN),
        Choice(voice.history_button, pages.history_of(Kind.TIP, tip.id)),
    ]
    if may(acting.role, Act.RETIRE):
        choices.append(Choice(voice.retire_button, Action("kb-retire", (tip.id, Kind.TIP.value)), Tone.DANGER))
    menu = pages.parts_menu(Kind.TIP, pack, lambda part: Action("kb-tip-part", (tip.id, part)))
    return Choices(tuple(choices)), menu


def _values(event: Picked | Filled) -> Mapping[str, str]:
    return event.values if isinstance(event, Filled) else {}
