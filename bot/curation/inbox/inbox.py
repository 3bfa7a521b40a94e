"""The inbox: `/kb inbox` shows what is most worth looking at, with its ways out and a menu of what else waits."""

from collections.abc import Mapping
from datetime import date

from bot.curation.inbox.board import Changes
from bot.curation.inbox.drafting import NO_HELP, Drafts, Help, help_with
from bot.curation.inbox.item_words import hint_of, item_blocks, label_of
from bot.curation.inbox.items import Item, ItemKind, nearest_entries
from bot.curation.inbox.tray import Tray
from bot.curation.revisions.standing import Act
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.knowledge.voice_inbox import InboxVoice
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, Shelf, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Standing
from bot.mentor.reply import Block, Choice, Choices, Heading, Note, Paragraph, Reply, Tone, literal, shortened

_MENU = 20
_NEAR = 6
"""Entries that are offered to take a phrasing; one more choice leads to all the others."""


class Inbox(Feature):
    """Shows what waits."""

    def __init__(self, tray: Tray, changes: Changes, drafts: Drafts | None = None) -> None:
        self._tray = tray
        self._changes = changes
        self._drafts = drafts

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("kb", "inbox"),
                "See what nobody could answer, what didn't help, and what is due for a check",
                self._show,
                needs=Standing.HELPER,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-inbox": self._show, "kb-item": self._show_item}

    async def at_home(self, event: Event) -> Shelf:
        """How much waits, for those who look after the answers."""
        speaker = event.occasion.speaker
        if Standing.HELPER not in speaker.standing:
            return Shelf()
        voice = self._tray.pack(speaker.community).inbox_voice
        number = len(await self._tray.items(speaker.community))
        lead = {0: voice.empty, 1: voice.one_at_home}.get(number) or voice.at_home.format(number=number)
        button = Choice(voice.open_button, Action("kb-inbox", ("open",)))
        said, review = review_words(await self._tray.in_review(speaker.community), voice)
        return Shelf((Heading(voice.title), Paragraph(lead), *said), (*((button,) if number else ()), *review))

    async def _show(self, event: Invoked | Picked | Filled) -> Reply:
        community = await self._tray.require(event, Act.LOOK)
        # From a message that all moderators see, the inbox opens beside it, for one of them.
        replaces = isinstance(event, Picked) and event.occasion.private and not event.action.arguments
        return await self._page(await self._tray.items(community), community, None, replaces=replaces)

    async def _show_item(self, event: Picked | Filled) -> Reply:
        community = await self._tray.require(event, Act.LOOK)
        items = await self._tray.items(community)
        wanted = event.action.argument(0)
        item = next((item for item in items if item.id == wanted), None)
        if item is None:
            raise SignpostError(self._tray.pack(community).inbox_voice.gone)
        return await self._page(items, community, item, replaces=event.occasion.private)

    async def _page(self, items: tuple[Item, ...], community: str, chosen: Item | None, *, replaces: bool) -> Reply:
        """The inbox with one item open: the one chosen, or the one most worth looking at."""
        self._changes.get_ready(community)
        pack, day = self._tray.pack(community), self._tray.clock.now().date()
        in_review = await self._tray.in_review(community)
        if not items:
            said, review = review_words(in_review, pack.inbox_voice)
            blocks = (Heading(pack.inbox_voice.title), Paragraph(pack.inbox_voice.empty), *said)
            return Reply(blocks, (Choices(review),) if review else (), replaces=replaces)
        item = chosen or items[0]
        help_ = await help_with(item, community, pack, self._drafts, self._tray.communities)
        return inbox_page(items, item, pack, day, help_, in_review=in_review, replaces=replaces)


def inbox_page(
    items: tuple[Item, ...], item: Item, pack: Pack, day: date, help_: Help, *, in_review: int, replaces: bool = False
) -> Reply:
    """The inbox with `item` open; `in_review` changes wait for approval beside it."""
    voice = pack.inbox_voice
    lead = voice.one_waits if len(items) == 1 else voice.waiting.format(number=len(items))
    summed_up = pack.assistant_voice.summed_up.format(summary=literal(help_.summary))
    notes = (Note(summed_up),) if help_.summary else ()
    said, review = review_words(in_review, voice)
    blocks: tuple[Block, ...] = (Heading(voice.title), Paragraph(lead), *said, *item_blocks(item, pack, day), *notes)
    others = [other for other in items if other.id != item.id][:_MENU]
    menu = Choices(tuple(_to_item(other, pack) for other in others), voice.next_prompt, as_menu=True)
    choices = (*ways_out(item, pack, help_), menu, Choices(review))
    return Reply(blocks, tuple(group for group in choices if group.options), replaces=replaces)


def review_words(number: int, voice: InboxVoice) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
    """What is said of changes that wait for approval, and the way to them; nothing where none does."""
    if not number:
        return (), ()
    said = voice.review_one if number == 1 else voice.review.format(number=number)
    return (Paragraph(said),), (to_review(voice),)


def to_review(voice: InboxVoice) -> Choice:
    """The way to what waits for approval."""
    return Choice(voice.review_button, Action("kb-review", ("open",)))


def ways_out(item: Item, pack: Pack, help_: Help = NO_HELP) -> tuple[Choices, ...]:
    """What a moderator can make of an item, each in one click and a form at most."""
    voice = pack.inbox_voice
    if item.draft is not None:
        return (Choices((Choice(voice.draft_button, Action("kb-draft", (item.draft,)), Tone.MAIN),)),)
    entry = item.entry or ""
    if item.kind is ItemKind.CONFLICT:
        about = (item.tip, "tip") if item.tip is not None else (entry,)
        return (Choices((Choice(voice.merge_button, Action("kb-merge", about), Tone.MAIN),)),)
    if item.kind is ItemKind.DUE:
        still_right = Choice(voice.recheck_button, Action("kb-recheck", (entry,)), Tone.MAIN)
        return (Choices((still_right, Choice(voice.edit_button, Action("kb-edit", (entry, item.id))))),)
    near = nearest_entries(item, pack)
    return (_phrasing_menu(item, pack), Choices(_buttons(item, near[0].id if near else None, pack, help_)))


def _phrasing_menu(item: Item, pack: Pack) -> Choices:
    voice = pack.inbox_voice
    near = nearest_entries(item, pack)[:_NEAR]
    picks = [Choice(shortened(e.question), Action("kb-phrasing", (item.id, e.id))) for e in near]
    other = Choice(voice.other_entry, Action("kb-phrasing", (item.id, "")))
    return Choices((*picks, other), voice.phrasing_menu, as_menu=True)


def _buttons(item: Item, nearest: str | None, pack: Pack, help_: Help) -> tuple[Choice, ...]:
    voice = pack.inbox_voice
    new = Choice(voice.new_button, Action("kb-new", (item.id,)), Tone.MAIN)
    edit = Choice(voice.edit_button, Action("kb-edit", (nearest, item.id))) if nearest else None
    not_ours = Choice(voice.not_ours_button, Action("kb-not-ours", (item.id, "")))
    leave = Choice(voice.leave_button, Action("kb-leave", (item.id,)))
    drafted = Choice(pack.assistant_voice.draft_button, Action("kb-draft-for-me", (item.id,)))
    first = (new, edit) if item.kind is ItemKind.UNANSWERED else (edit, new)
    choices = (*first, drafted if help_.is_offered else None, not_ours, leave)
    return tuple(choice for choice in choices if choice is not None)


def _to_item(item: Item, pack: Pack) -> Choice:
    return Choice(label_of(item, pack), Action("kb-item", (item.id,)), hint=hint_of(item, pack)[:100])
