"""A tip a day for oneself, in direct messages: opt-in only, at one's own hour, and ended with one click."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.daily.channel_tips import which_city
from bot.daily.hours import say_time
from bot.daily.office import Office
from bot.daily.schedule import Appointment
from bot.daily.targets import EVERY_DAY, Target, TargetKind, TargetState, person_target_id
from bot.daily.wishes import Wish, schedule_options, suggested, wish_again, wish_of
from bot.knowledge.voice_daily import DailyVoice
from bot.mentor.actions import Action
from bot.mentor.commands import Command, CommandOption, Feature, Shelf, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker
from bot.mentor.reply import (
    Block,
    Choice,
    Choices,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
)

_SNOOZE = timedelta(days=7)
_WRITTEN = ("at", "zone", "days", "quiet")


class PersonalTips(Feature):
    """What people do about the tips that they get themselves."""

    def __init__(self, office: Office, carried: Collection[str]) -> None:
        """`carried` are the platforms on which people can be written to unasked."""
        self._office = office
        self._carried = carried

    def commands(self) -> tuple[Command, ...]:
        quiet = CommandOption("quiet", "Hours in which nothing comes, such as 22:00-07:00")
        return (
            Command(
                ("tips", "me"),
                "Get a tip a day in your direct messages, at your hour",
                self._me,
                (*schedule_options(required=False), quiet),
                suggest=self._suggest,
            ),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "tips-me": self._me,
            "tips-form": self._form,
            "tips-snooze": self._snooze,
            "tips-wake": self._wake,
            "tips-stop-me": self._stop,
        }

    async def at_home(self, event: Event) -> Shelf:
        """How their own tips stand, and what can be done about them."""
        found = await self._found(event)
        voice = self._voice(event)
        if found is None or found.target.state is TargetState.STOPPED:
            start = Choice(voice.start_button, Action("tips-form"))
            return Shelf((Heading(voice.me_title), Paragraph(voice.me_none)), (start,), voice.me_title)
        lead = Paragraph(voice.me_set.format(line=self._office.say_target(found.target)))
        blocks = (Heading(voice.me_title), lead, Paragraph(self._next(found)))
        return Shelf(blocks, self._options(found.target), voice.me_title)

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        return suggested(self._office.pack(speaker.community), option, typed)

    async def _me(self, event: Invoked | Picked | Filled) -> Reply:
        """What was written is kept; where nothing was, it is shown how things stand."""
        found = await self._found(event)
        target = found.target if found is not None and found.target.state is not TargetState.STOPPED else None
        if isinstance(event, Invoked) and not any(event.options.get(name) for name in _WRITTEN):
            return self._panel(found) if found is not None and target is not None else self._offer(event)
        wish = self._wish(event, found.target if found else None)
        if not wish.zone:
            return which_city(self._voice(event), "tips-me", wish)
        speaker, id_ = event.occasion.speaker, person_target_id(event.occasion.speaker.person)
        kept = await self._office.change(
            id_,
            lambda before: Target(
                id_, TargetKind.PERSON, speaker.community, "", speaker.person, wish.at, wish.zone, wish.days,
                before.audience if before else wish.audience, quiet=wish.quiet,
            ),
        )  # fmt: skip
        assert kept is not None  # noqa: S101 - a target was wanted
        line = self._office.say_target(kept.target)
        return self._panel(kept, self._voice(event).me_set.format(line=line))

    def _wish(self, event: Invoked | Picked | Filled, before: Target | None) -> Wish:
        pack = self._office.pack(event.occasion.speaker.community)
        if isinstance(event, Invoked):
            return wish_of(pack, event.options, before, "")
        if not event.action.arguments:
            written = event.values if isinstance(event, Filled) else {}
            return wish_of(pack, {**written, "quiet": written.get("quiet", "").strip() or "none"}, before, "")
        return wish_again(event, pack)

    async def _form(self, event: Picked | Filled) -> Reply:
        """A form with everything as it is."""
        found = await self._found(event)
        voice = self._voice(event)
        target = found.target if found else None
        quiet = f"{target.quiet.start:%H:%M}-{target.quiet.end:%H:%M}" if target and target.quiet else ""
        days = target.days if target else EVERY_DAY
        named = ", ".join(voice.weekdays[day] for day in sorted(days)) if days != EVERY_DAY else voice.every_day
        rows = (
            ("at", voice.time_field, say_time(target.at) if target else "09:00", "", True),
            ("zone", voice.city_field, target.zone if target else "", voice.city_hint, True),
            ("days", voice.days_field, named, voice.days_hint, False),
            ("quiet", voice.quiet_field, quiet, voice.quiet_hint, False),
        )
        fields = tuple(
            FormField(key, label[:45], value=value, placeholder=hint[:100], required=required, max_length=80)
            for key, label, value, hint, required in rows
        )
        return Reply(form=Form(voice.form_title[:24], Action("tips-me"), fields, voice.save))

    async def _snooze(self, event: Picked | Filled) -> Reply:
        found = await self._found(event)
        if found is None:
            return self._offer(event)
        until = self._office.today(found.target) + _SNOOZE
        kept = await self._change(event, lambda target: replace(target, snoozed_until=until))
        day = self._office.say_day(until, found.target.community)
        wake = Choice(self._voice(event).wake_button, Action("tips-wake"))
        return Reply((Paragraph(self._voice(event).snoozed.format(day=day)),), (Choices((wake,)),) if kept else ())

    async def _wake(self, event: Picked | Filled) -> Reply:
        kept = await self._change(event, lambda target: replace(target, snoozed_until=None, state=TargetState.ACTIVE))
        if kept is None:
            return self._offer(event)
        return Reply((Paragraph(self._voice(event).woken.format(next=self._office.say_next(kept))),))

    async def _stop(self, event: Picked | Filled) -> Reply:
        await self._change(event, lambda target: replace(target, state=TargetState.STOPPED, snoozed_until=None))
        return Reply((Paragraph(self._voice(event).me_stopped),))

    async def _change(self, event: Event, make: Callable[[Target], Target]) -> Appointment | None:
        id_ = person_target_id(event.occasion.speaker.person)
        return await self._office.change(id_, lambda before: make(before) if before is not None else None)

    async def _found(self, event: Event) -> Appointment | None:
        return await self._office.register.find(person_target_id(event.occasion.speaker.person))

    def _offer(self, event: Event) -> Reply:
        voice = self._voice(event)
        start = Choice(voice.start_button, Action("tips-form"), Tone.MAIN)
        return Reply((Paragraph(voice.me_none), *self._not_carried(event)), (Choices((start,)),))

    def _panel(self, appointment: Appointment, lead: str | None = None) -> Reply:
        """How somebody's own tips stand, and what can be done about them."""
        target = appointment.target
        voice = self._office.voice(target.community)
        lead = lead or voice.me_set.format(line=self._office.say_target(target))
        blocks: list[Block] = [Heading(voice.me_title), Paragraph(lead), Paragraph(self._next(appointment))]
        if target.quiet is not None:
            start, end = say_time(target.quiet.start), say_time(target.quiet.end)
            blocks.append(Paragraph(voice.me_quiet.format(start=start, end=end)))
        blocks.append(Note(voice.me_follows))
        if target.platform not in self._carried:
            blocks.append(Note(voice.not_carried))
        return Reply(tuple(blocks), (Choices(self._options(target)),))

    def _options(self, target: Target) -> tuple[Choice, ...]:
        voice = self._office.voice(target.community)
        is_awake = target.state is TargetState.ACTIVE and not self._is_snoozed(target)
        snooze = Choice(voice.snooze_button, Action("tips-snooze"))
        wake = Choice(voice.wake_button, Action("tips-wake"), Tone.MAIN)
        return (
            Choice(voice.change_button, Action("tips-form")),
            snooze if is_awake else wake,
            Choice(voice.stop_button, Action("tips-stop-me"), Tone.DANGER),
        )

    def _next(self, appointment: Appointment) -> str:
        target = appointment.target
        voice = self._office.voice(target.community)
        if self._is_snoozed(target) and target.snoozed_until is not None:
            return voice.me_snoozed.format(day=self._office.say_day(target.snoozed_until, target.community))
        return self._office.say_next(appointment)

    def _is_snoozed(self, target: Target) -> bool:
        return target.snoozed_until is not None and target.snoozed_until > self._office.today(target)

    def _not_carried(self, event: Event) -> tuple[Block, ...]:
        platform = event.occasion.speaker.person.partition(":")[0]
        return () if platform in self._carried else (Note(self._voice(event).not_carried),)

    def _voice(self, event: Event) -> DailyVoice:
        return self._office.voice(event.occasion.speaker.community)
