"""Choosing tips for targets: the deck of their community and audience, what they had, and what they lean to."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date

from bot.daily.bearing import Bearings
from bot.daily.deck import Deck, Leaning
from bot.daily.ledger import DayState, Due, TipDay
from bot.daily.register import Reaction, Reactions, Tally
from bot.daily.targets import Audience, Target
from bot.knowledge.pack import Pack
from bot.mentor.editions import Editions

_DECKS = 256
_PEOPLE_TO_TURN_A_CHANNEL = 3
"""So many more must have said "not for me" of a topic than "tried it", before a channel hears of it last."""
_TIPS_TO_TURN_A_PERSON = 2


class Chooser:
    """Chooses from the pack that answers a community now."""

    def __init__(self, editions: Editions, reactions: Reactions, bearings: Bearings) -> None:
        self._editions = editions
        self._reactions = reactions
        self._bearings = bearings
        self._decks: OrderedDict[tuple[str, Audience], Deck] = OrderedDict()

    def pack(self, target: Target) -> Pack:
        """The pack that a target's tips come from."""
        return self._editions.of(target.community).pack

    def deck_size(self, target: Target) -> int:
        """How many tips there are for a channel before one comes again."""
        return len(self._deck(self.pack(target), target.audience).circle)

    async def choose(self, wanted: Sequence[tuple[Due, date]]) -> list[str | None]:
        """A tip for one day of each target; what is planned for that day, while the pack still has it."""
        channels = {due.appointment.target.community for due, _ in wanted if due.appointment.target.person is None}
        opinions = await self._reactions.opinions(channels) if channels else {}
        return [await self._one(due, day, opinions) for due, day in wanted]

    async def plan(self, due: Due, days: Sequence[date]) -> list[TipDay]:
        """A tip for each of these days that has no row yet, each chosen with the earlier ones in mind."""
        target = due.appointment.target
        ahead, planned = dict(due.ahead), []
        opinions = await self._reactions.opinions([target.community])
        for day in days:
            if day not in ahead:
                tip = await self._one(Due(due.appointment, ahead, due.seen), day, opinions)
                ahead[day] = TipDay(target.id, day, tip)
                planned.append(ahead[day])
        return planned

    async def others(self, due: Due, day: date, number: int) -> list[str]:
        """Other tips that would do for a day, best first."""
        target = due.appointment.target
        opinions = await self._reactions.opinions([target.community])
        audience, leaning = await self._wishes(target, opinions)
        deck = self._deck(self.pack(target), audience)
        taken = {other.tip for other in due.ahead.values() if other.tip is not None}
        found: list[str] = []
        while len(found) < number:
            tip = deck.choose(target.id, day, due.seen, taken | set(found), leaning)
            if tip is None or tip in found or tip in taken:
                break
            found.append(tip)
        return found

    async def _one(self, due: Due, day: date, opinions: Mapping[str, Mapping[str, Tally]]) -> str | None:
        target = due.appointment.target
        pack = self.pack(target)
        planned = due.ahead.get(day)
        if planned is not None and planned.tip in pack.tips:
            return planned.tip
        audience, leaning = await self._wishes(target, opinions)
        elsewhere = {other.tip: other.day for other in due.ahead.values() if other.tip is not None and other.day != day}
        taken = [tip for tip, on in elsewhere.items() if due.ahead[on].state is DayState.PLANNED]
        # What is planned for the days before counts as seen, so that neighbors differ.
        seen = {**due.seen, **{tip: on for tip, on in elsewhere.items() if on < day}}
        return self._deck(pack, audience).choose(target.id, day, seen, taken, leaning)

    async def _wishes(self, target: Target, opinions: Mapping[str, Mapping[str, Tally]]) -> tuple[Audience, Leaning]:
        pack = self.pack(target)
        if target.person is None:
            said = opinions.get(target.community, {})
            against = Counter[str]()
            for tip, tally in said.items():
                if tip in pack.tips:
                    against[pack.tips[tip].topic] += tally.not_for_me - tally.tried
            unwanted = {topic for topic, number in against.items() if number >= _PEOPLE_TO_TURN_A_CHANNEL}
            return target.audience, Leaning(unwanted=frozenset(unwanted))
        bearing = await self._bearings.of(target.person, pack)
        reactions = await self._reactions.of_person(target.person)
        audience = Audience(target.audience.roles or bearing.roles, target.audience.level)
        return audience, _personal_leaning(pack, bearing.topics, reactions)

    def _deck(self, pack: Pack, audience: Audience) -> Deck:
        key = (pack.hash, audience)
        deck = self._decks.get(key)
        if deck is None:
            deck = self._decks[key] = Deck(pack.tips.values(), audience)
            if len(self._decks) > _DECKS:
                self._decks.popitem(last=False)
        self._decks.move_to_end(key)
        return deck


def _personal_leaning(pack: Pack, wanted: frozenset[str], reactions: Mapping[str, Reaction]) -> Leaning:
    against = Counter[str]()
    for tip, reaction in reactions.items():
        if tip in pack.tips:
            against[pack.tips[tip].topic] += 1 if reaction is Reaction.NOT_FOR_ME else -1
    turned = (topic for topic, number in against.items() if number >= _TIPS_TO_TURN_A_PERSON)
    return Leaning(wanted, frozenset(turned), frozenset(reactions))
