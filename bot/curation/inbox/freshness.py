"""What is due for a check: `/kb recheck` lists it by use, and one click says that an answer is still right.

A check is a change like any other: a revision of the entry with today's date. A fact that has run out is left out of
answers by itself; checking the answer does not bring its number back, only a new source for it does.
"""

from collections.abc import Mapping

from bot.curation.inbox.board import Changes
from bot.curation.inbox.item_words import day_words
from bot.curation.inbox.items import Item, ItemKind, expired_facts, item_id
from bot.curation.inbox.tray import Tray
from bot.curation.inbox.ways_out import entry_named
from bot.curation.revisions.standing import Act
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import Block, Bullets, Choice, Choices, Heading, Note, Paragraph, Reply, literal, shortened

_LISTED = 8
_MENU = 20


class Freshness(Feature):
    """Keeps answers in date."""

    def __init__(self, tray: Tray, changes: Changes) -> None:
        self._tray = tray
        self._changes = changes

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("kb", "recheck"),
                "See which answers are due for a check, or say that one is still right",
                self._recheck,
                (CommandOption("entry", "The answer that you checked and that is still right", suggests=True),),
                needs=Standing.HELPER,
                suggest=self._suggest,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"kb-recheck": self._pick}

    async def _recheck(self, event: Invoked) -> Reply:
        await self._tray.require(event, Act.LOOK)
        wanted = event.options.get("entry", "")
        return await self._checked(event, wanted) if wanted else await self._list(event)

    async def _pick(self, event: Picked | Filled) -> Reply:
        return await self._checked(event, event.action.argument(0))

    async def _list(self, event: Event) -> Reply:
        community = event.occasion.speaker.community
        self._changes.get_ready(community)
        pack, due = self._tray.pack(community), await self._tray.due(community)
        voice = pack.inbox_voice
        if not due:
            return Reply((Heading(voice.recheck_title), Paragraph(voice.recheck_none)))
        picks = tuple(
            Choice(shortened(pack.entries[item.entry].question), Action("kb-recheck", (item.entry,)))
            for item in due[:_MENU]
            if item.entry in pack.entries
        )
        blocks: tuple[Block, ...] = (
            Heading(voice.recheck_title),
            Paragraph(voice.recheck_lead.format(number=len(due))),
            Bullets(due_lines(due[:_LISTED], pack)),
        )
        return Reply(blocks, (Choices(picks, voice.recheck_menu, as_menu=True),))

    async def _checked(self, event: Event, wanted: str) -> Reply:
        """Propose the entry as checked today; the item it settles is its own."""
        pack = self._tray.pack(await self._tray.require(event, Act.WRITE))
        voice, today = pack.inbox_voice, self._tray.clock.now().date()
        entry = entry_named(wanted, pack)
        checked = entry.model_copy(update={"checked": today})
        proposed = await self._changes.propose(event, checked, voice.recheck_reason, item_id(ItemKind.DUE, entry.id))
        sentence = voice.recheck_live if proposed.is_live else voice.recheck_sent
        said = sentence.format(question=literal(entry.question), day=day_words(today, pack))
        expired = [pack.facts[id_] for id_ in expired_facts(entry, pack, today)]
        facts = ", ".join(literal(f"{fact.property} of {fact.subject}") for fact in expired)
        note = (Note(voice.recheck_facts.format(facts=facts)),) if expired else ()
        undo = Choice(voice.undo_button, Action("kb-undo", (proposed.draft,)))
        inbox = Choice(voice.inbox_button, Action("kb-inbox"))
        return Reply((Paragraph(said), *note), (Choices((undo, inbox)),), replaces=isinstance(event, Picked))

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:  # noqa: ARG002
        pack = self._tray.pack(speaker.community)
        due = [pack.entries[item.entry] for item in await self._tray.due(speaker.community) if item.entry]
        others = [entry for entry in pack.entries.values() if entry not in due] if typed.strip() else []
        return nearest(typed, [Suggestion(entry.question[:100], entry.id) for entry in (*due, *others)])


def due_lines(items: tuple[Item, ...], pack: Pack) -> tuple[str, ...]:
    """Entries that are due, each in a line: its question, since when, whose it is, how often it is given."""
    voice = pack.inbox_voice
    lines = []
    for item in items:
        entry = pack.entries[item.entry or ""]
        line = voice.recheck_line.format(
            question=literal(entry.question), owner=literal(entry.owner), checked=entry.checked.isoformat()
        )
        lines.append(f"{line} {voice.uses.format(number=item.uses)}" if item.uses else line)
    return tuple(lines)
