"""What is planned for a channel, seen a week ahead: a day's tip swapped, left out or pinned; and what people said."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.daily.channel_tips import channel_of
from bot.daily.ledger import DayState, Origin, TipDay
from bot.daily.office import Office, require_moderator
from bot.daily.register import Tally
from bot.daily.schedule import Appointment, DueDay, due_days
from bot.daily.targets import channel_target_id
from bot.daily.tip_words import in_short, place_words, tip_blocks
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.mentor.command_words import nearest
from bot.mentor.commands import MAX_SUGGESTIONS, Command, CommandOption, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import MAX_LABEL, Block, Bullets, Choice, Choices, Heading, Note, Paragraph, Reply, Tone, literal

_OTHERS = 5
_RATES_SHOWN = 12
_A_YEAR = timedelta(days=366)
_NAME = 100


class PlanTips(Feature):
    """What moderators do about single days."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("tips", "plan"),
                "See and change what comes in the next seven days",
                self._plan,
                needs=Standing.MODERATOR,
            ),
            Command(
                ("tips", "pin"),
                "Choose the tip of one day yourself",
                self._pin,
                (
                    CommandOption("tip", "Words of the tip", required=True, suggests=True),
                    CommandOption("day", "The day, such as 2026-12-24", required=True, suggests=True),
                ),
                needs=Standing.MODERATOR,
                suggest=self._suggest,
            ),
            Command(
                ("tips", "rates"), "See which tips people tried, and which were not for them", self._rates,
                needs=Standing.MODERATOR,
            ),
        )  # fmt: skip

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "tips-plan": self._plan,
            "tips-day": self._day,
            "tips-take": self._take,
            "tips-leave-out": self._leave_out,
        }

    async def _plan(self, event: Invoked | Picked | Filled) -> Reply:
        """The coming week; what is shown here is what comes."""
        appointment = await self._appointment(event)
        target = appointment.target
        pack = self._office.pack(target.community)
        voice = pack.daily_voice
        coming = await self._office.ahead(appointment)
        if not coming:
            return Reply((Paragraph(self._office.say_next(appointment)), Note(voice.plan_none)))
        lines = tuple(
            voice.plan_line.format(day=self._office.say_day(due.day, target.community), tip=_line(pack, row, due.day))
            for due, row in coming
        )
        options = tuple(
            Choice(self._office.say_day(due.day, target.community)[:MAX_LABEL], _on("tips-day", row))
            for due, row in coming
        )
        return Reply(
            (Heading(voice.plan_title.format(place=place_words(pack, target))), Bullets(lines)),
            (Choices(options, voice.plan_prompt, as_menu=True),),
        )

    async def _day(self, event: Invoked | Picked | Filled) -> Reply:
        return await self._show_day(event, await self._appointment(event), self._day_in(event))

    async def _take(self, event: Picked | Filled) -> Reply:
        """Another tip for a day, or a day brought back with the one that it had."""
        appointment, day = await self._appointment(event), self._day_in(event)
        pack, tip = self._office.pack(appointment.target.community), event.action.argument(2)
        if tip not in pack.tips:
            raise SignpostError(pack.daily_voice.tip_gone)
        before = await self._office.register.days(appointment.target.id, day, day)
        was_out = any(row.state is DayState.SKIPPED for row in before)
        is_done = await self._office.register.replan(appointment.target.id, day, tip, Origin.SWAPPED)
        done = pack.daily_voice.brought_back if was_out else pack.daily_voice.taken
        return await self._show_day(event, appointment, day, done if is_done else None)

    async def _leave_out(self, event: Picked | Filled) -> Reply:
        appointment, day = await self._appointment(event), self._day_in(event)
        now = self._office.clock.now()
        is_done = await self._office.register.leave_out(appointment.target.id, day, now)
        return await self._show_day(event, appointment, day, "" if is_done else None)

    async def _show_day(self, event: Event, appointment: Appointment, day: date, done: str | None = "") -> Reply:
        """One day with its tip and what can be done about it; without `done` where it was too late to do it."""
        target = appointment.target
        pack = self._office.pack(target.community)
        voice = pack.daily_voice
        found = next(((due, row) for due, row in await self._office.ahead(appointment) if due.day == day), None)
        if found is None or done is None:
            return Reply((Paragraph(voice.day_passed),))
        due, row = found
        is_out = row.state is DayState.SKIPPED
        blocks: list[Block] = [Note(done)] if done else []
        blocks.append(Heading(voice.day_title.format(moment=self._office.say_moment(due.at, target))))
        blocks += [Paragraph(voice.left_out)] if is_out else []
        blocks += tip_blocks(pack, pack.tips[row.tip], day) if row.tip in pack.tips else ()
        back = Choice(voice.plan_button, Action("tips-plan", (target.id,)))
        if is_out:
            tips = [row.tip] if row.tip in pack.tips else await self._others(appointment, due)
            bring = [Choice(voice.bring_back_button, _on("tips-take", row, tip), Tone.MAIN) for tip in tips[:1] if tip]
            return Reply(tuple(blocks), (Choices((*bring, back)),), replaces=isinstance(event, Picked))
        others = tuple(
            Choice(in_short(pack, tip, day)[:MAX_LABEL], _on("tips-take", row, tip))
            for tip in await self._others(appointment, due)
        )
        groups = (
            Choices(others, voice.swap_prompt, as_menu=True),
            Choices((Choice(voice.leave_out_button, _on("tips-leave-out", row)), back)),
        )
        return Reply(tuple(blocks), groups if others else groups[1:], replaces=isinstance(event, Picked))

    async def _others(self, appointment: Appointment, due: DueDay) -> list[str]:
        needed = await self._office.due(appointment, due.day)
        return await self._office.chooser.others(needed, due.day, _OTHERS)

    async def _pin(self, event: Invoked) -> Reply:
        """A tip for one day, up to a year ahead."""
        appointment = await self._appointment(event)
        target = appointment.target
        pack = self._office.pack(target.community)
        voice = pack.daily_voice
        tip, day = event.options.get("tip", "").strip(), _iso(event.options.get("day", ""))
        if tip not in pack.tips:
            found = nearest(tip, _tip_names(self._office, target.community))
            if not found:
                raise SignpostError(voice.pin_tip_unread.format(text=literal(tip[:MAX_LABEL])))
            tip = found[0].value
        if day is None:
            raise SignpostError(voice.pin_day_unread.format(text=literal(event.options.get("day", "")[:MAX_LABEL])))
        said = self._office.say_day(day, target.community)
        is_wanted = any(due.day == day for due in _upcoming(appointment, self._office.today(target) + _A_YEAR))
        if not is_wanted or not await self._office.register.replan(target.id, day, tip, Origin.PINNED):
            raise SignpostError(voice.pin_not_wanted.format(day=said))
        return Reply((Paragraph(voice.pinned.format(day=said)), *tip_blocks(pack, pack.tips[tip], day)))

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        if option == "tip":
            return nearest(typed, _tip_names(self._office, speaker.community))
        today = self._office.clock.now().date()
        ahead = [today + timedelta(days=days) for days in range(1, MAX_SUGGESTIONS + 1)]
        days = [Suggestion(self._office.say_day(day, speaker.community)[:_NAME], day.isoformat()) for day in ahead]
        typed_day = _iso(typed)
        return tuple(days) if typed_day is None else (Suggestion(typed_day.isoformat(), typed_day.isoformat()),)

    async def _rates(self, event: Invoked) -> Reply:
        """What people said of tips: first those that most were not happy with, then those that most tried."""
        speaker = require_moderator(event)
        pack = self._office.pack(speaker.community)
        voice = pack.daily_voice
        tallies = await self._office.reactions.tallies(speaker.community)
        said = [
            (tip, tally) for tip, tally in tallies.items() if (tally.tried or tally.not_for_me) and tip in pack.tips
        ]
        if not said:
            return Reply((Paragraph(voice.rates_none),))
        day = self._office.clock.now().date()
        lines = tuple(
            voice.rates_line.format(
                tip=in_short(pack, tip, day), sent=tally.sent, tried=tally.tried, not_for_me=tally.not_for_me
            )
            for tip, tally in sorted(said, key=lambda pair: _rank(pair[1]))[:_RATES_SHOWN]
        )
        return Reply((Heading(voice.rates_title), Bullets(lines)))

    async def _appointment(self, event: Invoked | Picked | Filled) -> Appointment:
        speaker = require_moderator(event)
        named = "" if isinstance(event, Invoked) else event.action.argument(0)
        return await channel_of(self._office, speaker, named or channel_target_id(event.occasion.place))

    def _day_in(self, event: Invoked | Picked | Filled) -> date:
        day = None if isinstance(event, Invoked) else _iso(event.action.argument(1))
        if day is None:
            raise SignpostError(self._office.voice(event.occasion.speaker.community).day_passed)
        return day


def _line(pack: Pack, row: TipDay, day: date) -> str:
    """A planned day in one line."""
    if row.state is DayState.SKIPPED:
        return pack.daily_voice.plan_left_out
    short = in_short(pack, row.tip, day)
    return pack.daily_voice.plan_pinned.format(tip=short) if row.origin is Origin.PINNED else short


def _on(verb: str, row: TipDay, *more: str) -> Action:
    return Action(verb, (row.target, row.day.isoformat(), *more))


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _upcoming(appointment: Appointment, until: date) -> list[DueDay]:
    days: list[DueDay] = []
    for due in due_days(appointment.target, appointment.day):
        if due.day > until:
            break
        days.append(due)
    return days


def _tip_names(office: Office, community: str) -> tuple[Suggestion, ...]:
    pack, day = office.pack(community), office.clock.now().date()
    return tuple(Suggestion(in_short(pack, tip, day)[:_NAME], tip) for tip in pack.tips)


def _rank(tally: Tally) -> tuple[int, int]:
    return -tally.not_for_me, -tally.tried
