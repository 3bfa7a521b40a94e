"""What a moderator makes of an item in one click: a phrasing, a friendly no, nothing; each is taken back in one more.

Writing and editing an answer open the form of the drafts (`kb-new`, `kb-edit`) with the item as their origin.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.curation.inbox.board import Changes, Proposed
from bot.curation.inbox.items import Item
from bot.curation.inbox.tray import Tray
from bot.curation.revisions.revision import revision_id
from bot.curation.revisions.standing import Act
from bot.errors import SignpostError
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Feature, Suggestion, VerbHandler
from bot.mentor.events import Filled, Picked
from bot.mentor.mentor import audience_of
from bot.mentor.reply import Choice, Choices, Form, FormField, Paragraph, Reply, literal

_LEARNED_AT_ONCE = 5
"""Wordings that are taken from one item; more would outweigh what curators chose."""
_LONGEST = 600
"""Characters of a phrasing, as `Entry` has it."""
_OTHER_KINDS = 10


class WaysOut(Feature):
    """Settles items."""

    def __init__(self, tray: Tray, changes: Changes) -> None:
        self._tray = tray
        self._changes = changes

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "kb-phrasing": self._add_phrasing,
            "kb-not-ours": self._not_ours,
            "kb-leave": self._leave,
            "kb-unleave": self._unleave,
            "kb-undo": self._undo,
        }

    async def _add_phrasing(self, event: Picked | Filled) -> Reply:
        """Teach an entry the words of an item; the entry is in the action, or named in a form."""
        pack, item = await self._item(event)
        wanted = event.action.argument(1)
        if not wanted and isinstance(event, Picked):
            return Reply(form=_which_entry(event.action, pack))
        named = wanted if isinstance(event, Picked) else event.values.get("entry", "")
        entry = entry_named(named, pack)
        voice = pack.inbox_voice
        fitting = [text for text in item.wordings if len(text) <= _LONGEST]
        if not fitting:
            raise SignpostError(voice.too_long)
        proposed = _made_before(event, item)
        if proposed is None:
            taught = with_phrasings(entry, fitting[:_LEARNED_AT_ONCE])
            if taught == entry:
                raise SignpostError(voice.phrasing_known.format(question=literal(entry.question)))
            proposed = await self._changes.propose(event, taught, voice.phrasing_reason, item.id)
        sentence = voice.phrasing_live if proposed.is_live else voice.phrasing_sent
        return _done(event, sentence.format(question=literal(entry.question)), proposed, pack)

    async def _not_ours(self, event: Picked | Filled) -> Reply:
        """Teach that messages like these are not ours: as the likeliest kind, or as the one picked then."""
        pack, item = await self._item(event)
        voice = pack.inbox_voice
        kinds = [other.kind for other in pack.out_of_scope]
        if not kinds:
            raise SignpostError(voice.no_kinds)
        picked, instead_of = event.action.argument(1), event.action.argument(2)
        kind = picked if picked in kinds else await self._likeliest_kind(event, item, kinds)
        if instead_of:
            await self._changes.withdraw(event, instead_of)
        fitting = tuple(text for text in item.wordings if len(text) <= _LONGEST)[:_LEARNED_AT_ONCE]
        if not fitting:
            raise SignpostError(voice.too_long)
        proposed = await self._changes.propose_not_ours(event, kind, fitting, voice.not_ours_reason, item.id)
        sentence = voice.not_ours_live if proposed.is_live else voice.not_ours_sent
        done = _done(event, sentence.format(kind=kind_words(kind)), proposed, pack)
        others = [other for other in kinds if other != kind][:_OTHER_KINDS]
        again = tuple(
            Choice(kind_words(other), Action("kb-not-ours", (item.id, other, proposed.draft))) for other in others
        )
        return replace(done, choices=(*done.choices, Choices(again, voice.kind_menu, as_menu=True))) if again else done

    async def _leave(self, event: Picked | Filled) -> Reply:
        pack, item = await self._item(event)
        speaker = event.occasion.speaker
        await self._tray.casebook.leave(speaker.community, item.id, speaker.person, self._tray.clock.now())
        voice = pack.inbox_voice
        undo = Choice(voice.undo_button, Action("kb-unleave", (item.id,)))
        return _in_place(event, voice.leave_done, undo, _to_inbox(pack))

    async def _unleave(self, event: Picked | Filled) -> Reply:
        community = await self._tray.require(event, Act.WRITE)
        await self._tray.casebook.take_back(community, event.action.argument(0))
        return _undone(event, self._tray.pack(community))

    async def _undo(self, event: Picked | Filled) -> Reply:
        await self._changes.withdraw(event, event.action.argument(0))
        return _undone(event, self._tray.pack(event.occasion.speaker.community))

    async def _item(self, event: Picked | Filled) -> tuple[Pack, Item]:
        """The pack and the item that the action names, for somebody who may settle it at this moment."""
        community = await self._tray.require(event, Act.WRITE)
        pack = self._tray.pack(community)
        item = await self._tray.item(community, event.action.argument(0))
        own = item is not None and _made_before(event, item) is not None
        if item is None or (item.is_settled and not own):
            raise SignpostError(pack.inbox_voice.gone)
        if item.draft is not None and not own and item.draft != event.action.argument(2):
            raise SignpostError(pack.inbox_voice.in_hand)
        return pack, item

    async def _likeliest_kind(self, event: Picked | Filled, item: Item, kinds: list[str]) -> str:
        reader = self._tray.editions.of(event.occasion.speaker.community).reader
        likeliest = (await asyncio.to_thread(reader.read, item.text)).out_of_scope_kind
        return likeliest if likeliest in kinds else kinds[0]


def _made_before(event: Picked | Filled, item: Item) -> Proposed | None:
    """What this very click led to when it was worked on before."""
    return Proposed(item.draft, item.is_settled) if item.draft == revision_id(event.occasion.id) else None


def with_phrasings(entry: Entry, texts: list[str]) -> Entry:
    """`entry` with those of `texts` that it does not know yet among its phrasings."""
    known = {_plain(phrasing) for phrasing in (entry.question, *entry.phrasings)}
    new = []
    for text in texts:
        if _plain(text) not in known:
            known.add(_plain(text))
            new.append(" ".join(text.split()))
    return entry.model_copy(update={"phrasings": (*entry.phrasings, *new)}) if new else entry


def entry_named(words: str, pack: Pack) -> Entry:
    """The entry that a moderator names by its id or by words of its question; raises `SignpostError` for none."""
    asked = words.strip()
    if asked in pack.entries:
        return pack.entries[asked]
    known = [Suggestion(entry.question, entry.id) for entry in pack.entries.values()]
    found = nearest(asked, known) if asked else ()
    if not found:
        raise SignpostError(pack.inbox_voice.no_such_entry.format(words=literal(asked)))
    return pack.entries[found[0].value]


def kind_words(kind: str) -> str:
    """The id of a kind of message as words."""
    return kind.replace("_", " ")


def _which_entry(action: Action, pack: Pack) -> Form:
    voice = pack.inbox_voice
    field = FormField("entry", voice.other_entry_field, placeholder=voice.other_entry_example, max_length=100)
    return Form(voice.other_entry_title, action, (field,))


def _done(event: Picked | Filled, sentence: str, proposed: Proposed, pack: Pack) -> Reply:
    undo = Choice(pack.inbox_voice.undo_button, Action("kb-undo", (proposed.draft,)))
    return _in_place(event, sentence, undo, _to_inbox(pack))


def _undone(event: Picked | Filled, pack: Pack) -> Reply:
    return _in_place(event, pack.inbox_voice.undone, _to_inbox(pack))


def _in_place(event: Picked | Filled, sentence: str, *choices: Choice) -> Reply:
    """In the place of what was picked from, for whoever sees that: a moderator alone, or all in their channel."""
    audience = audience_of(event.occasion)
    return Reply((Paragraph(sentence),), (Choices(choices),), audience, replaces=True)


def _to_inbox(pack: Pack) -> Choice:
    return Choice(pack.inbox_voice.inbox_button, Action("kb-inbox"))


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
