"""A tip for now, and what can be said of any tip: tried it, not for me, more on this."""

from collections.abc import Mapping
from dataclasses import replace

from bot.daily.ledger import Due
from bot.daily.office import Office
from bot.daily.register import Reaction
from bot.daily.schedule import Appointment
from bot.daily.targets import Target, TargetKind, person_target_id
from bot.daily.tip_words import tip_reply
from bot.knowledge.growth import Tip
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, VerbHandler
from bot.mentor.events import Event, Filled, Picked
from bot.mentor.learner.journal import Deed, Kind
from bot.mentor.manners import RoleGround, RoleView
from bot.mentor.memory import Memory
from bot.mentor.reply import Choice, Choices, Paragraph, Reply

_SHOWN_AT_MOST = 20
"""Tips that somebody can ask for on one day, one after the other."""
_UTC = "UTC"


class SingleTips(Feature):
    """What anybody does with single tips."""

    def __init__(self, office: Office, memory: Memory) -> None:
        self._office = office
        self._memory = memory

    def commands(self) -> tuple[Command, ...]:
        return (Command(("tip",), "Get one small thing to learn or try now", self._tip, may_be_public=True),)

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {"tip-next": self._next, "tip-tried": self._tried, "tip-pass": self._pass, "tip-more": self._more}

    async def _tip(self, event: Event) -> Reply:
        return await self._numbered(event, 1)

    async def _next(self, event: Picked | Filled) -> Reply:
        number = event.action.argument(0)
        return await self._numbered(event, int(number) if number.isdecimal() else 1)

    async def _numbered(self, event: Event, number: int) -> Reply:
        """The so manieth tip of this day for somebody; the same when asked again."""
        speaker = event.occasion.speaker
        pack, day = self._office.pack(speaker.community), event.occasion.at.date()
        target = await self._target(event)
        appointment = Appointment(target, day, None)
        due = Due(appointment, seen=await self._office.register.seen(target.id))
        found = await self._office.chooser.others(due, day, min(number, _SHOWN_AT_MOST))
        if not found:
            return Reply((Paragraph(pack.daily_voice.no_tips),))
        reply = tip_reply(pack, found[-1], "", None, day)
        if len(found) < number or number >= _SHOWN_AT_MOST:
            return reply
        another = Choice(pack.daily_voice.another_button, Action("tip-next", (str(number + 1),)))
        return Reply(reply.blocks, (*reply.choices, Choices((another,))), follow=False)

    async def _tried(self, event: Picked | Filled) -> Reply:
        """Kept for the choice of tips to come, and in the learner's journal for their progress."""
        tip = await self._react(event, Reaction.TRIED)
        voice = self._office.voice(event.occasion.speaker.community)
        if tip is None:
            return Reply((Paragraph(voice.tip_gone),))
        occasion, speaker = event.occasion, event.occasion.speaker
        deed = Deed(occasion.id, speaker.person, speaker.community, Kind.TIP_TRIED, self._office.clock.now(), tip.id)
        await self._office.journal.write([deed])
        progress = Choice(voice.progress_button, Action("page", ("progress",)))
        return Reply((Paragraph(voice.tried),), (Choices((progress,)),))

    async def _pass(self, event: Picked | Filled) -> Reply:
        tip = await self._react(event, Reaction.NOT_FOR_ME)
        voice = self._office.voice(event.occasion.speaker.community)
        return Reply((Paragraph(voice.tip_gone if tip is None else voice.not_for_me),))

    async def _more(self, event: Picked | Filled) -> Reply:
        """The entry behind a tip, in the terms of the asker's role."""
        speaker = event.occasion.speaker
        edition = self._office.editions.of(speaker.community)
        pack, tip = edition.pack, edition.pack.tips.get(event.action.argument(0))
        if tip is None or tip.entry not in pack.entries:
            return Reply((Paragraph(pack.daily_voice.tip_gone),))
        role = (await self._memory.recall(event.occasion)).learner.chosen_role
        view = RoleView(role, RoleGround.CHOSEN, 1.0) if role in pack.roles else RoleView()
        entry = pack.entries[tip.entry]
        blocks = edition.composer.entry_blocks(entry, view, self._office.clock.now().date())
        return Reply(tuple(blocks))

    async def _react(self, event: Picked | Filled, reaction: Reaction) -> Tip | None:
        speaker = event.occasion.speaker
        tip = self._office.pack(speaker.community).tips.get(event.action.argument(0))
        if tip is not None:
            await self._office.reactions.react(speaker.person, speaker.community, tip.id, reaction, event.occasion.at)
        return tip

    async def _target(self, event: Event) -> Target:
        """The person as a target: their own one where they have one, so that nothing comes twice.

        The tips are those of the community in which they ask, wherever their personal ones come from.
        """
        speaker = event.occasion.speaker
        id_ = person_target_id(speaker.person)
        found = await self._office.register.find(id_)
        if found is not None:
            return replace(found.target, community=speaker.community)
        return Target(id_, TargetKind.PERSON, speaker.community, "", speaker.person, event.occasion.at.time(), _UTC)
