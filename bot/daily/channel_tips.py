"""Tips in channels: where, when and for whom they come, a preview, and pausing, resuming and stopping them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.daily.office import Office, require_admin, require_moderator
from bot.daily.schedule import Appointment
from bot.daily.targets import Target, TargetKind, TargetState, channel_target_id
from bot.daily.tip_words import place_words, tip_blocks
from bot.daily.wishes import Wish, audience_options, schedule_options, suggested, wish_again, wish_of
from bot.errors import SignpostError
from bot.knowledge.voice_daily import DailyVoice
from bot.mentor.actions import Action
from bot.mentor.commands import Command, Feature, Shelf, Suggestion, VerbHandler
from bot.mentor.community import Communities
from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import (
    Block,
    Bullets,
    Choice,
    Choices,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Reply,
    Tone,
    shortened,
)

_SMALL_DECK = 60
_UTC = "UTC"


class ChannelTips(Feature):
    """What admins do about the tips of their channels."""

    def __init__(self, office: Office, communities: Communities) -> None:
        self._office = office
        self._communities = communities

    def commands(self) -> tuple[Command, ...]:
        return (
            Command(
                ("tips", "here"),
                "Post a tip of the day in this channel",
                self._here,
                (*schedule_options(required=True), *audience_options()),
                needs=Standing.ADMIN,
                suggest=self._suggest,
            ),
            Command(("tips", "list"), "See which channels get tips, and when", self._list, needs=Standing.MODERATOR),
            Command(
                ("tips", "preview"), "See the next tip of this channel now", self._preview, needs=Standing.MODERATOR
            ),
            Command(("tips", "pause"), "Pause the tips in this channel", self._pause, needs=Standing.ADMIN),
            Command(("tips", "resume"), "Let the tips come again in this channel", self._resume, needs=Standing.ADMIN),
            Command(("tips", "stop"), "End the tips in this channel", self._stop, needs=Standing.ADMIN),
        )

    def verbs(self) -> Mapping[str, VerbHandler]:
        return {
            "tips-here": self._here,
            "tips-list": self._list,
            "tips-of": self._open,
            "tips-preview": self._preview,
            "tips-pause": self._pause,
            "tips-resume": self._resume,
            "tips-stop": self._stop,
        }

    async def at_home(self, event: Event) -> Shelf:
        """A way to the tips of the channels, for those who look after the community."""
        speaker = event.occasion.speaker
        if Standing.MODERATOR not in speaker.standing:
            return Shelf()
        return Shelf(choices=(Choice(self._office.voice(speaker.community).list_title, Action("tips-list")),))

    async def lines(self, community: str) -> tuple[str, ...]:
        """Where tips come in a community, and when, a line for each channel."""
        pack = self._office.pack(community)
        return tuple(
            pack.daily_voice.list_line.format(
                place=place_words(pack, each.target), line=self._office.say_target(each.target), next=""
            ).strip()
            for each in await self._office.register.channels(community)
        )

    async def put_here(self, event: Filled, at: str, zone: str) -> Reply:
        """Let a tip come every day where `event` happened, as the command does."""
        return await self._here(Invoked(event.occasion, ("tips", "here"), {"at": at, "zone": zone}))

    async def _suggest(self, speaker: Speaker, option: str, typed: str) -> tuple[Suggestion, ...]:
        return suggested(self._office.pack(speaker.community), option, typed)

    async def _here(self, event: Invoked | Picked | Filled) -> Reply:
        """Set the schedule that a command, a picked city or a form says; ask for the city where it is not clear."""
        speaker = require_admin(event)
        pack, place = self._office.pack(speaker.community), event.occasion.place
        if not place:
            raise SignpostError(pack.daily_voice.no_place)
        wish = await self._wish(event)
        if not wish.zone:
            return which_city(pack.daily_voice, "tips-here", wish)
        id_ = channel_target_id(place)
        kept = await self._office.change(
            id_,
            lambda before: Target(
                id_, TargetKind.CHANNEL, speaker.community, before.place if before else place, None, wish.at, wish.zone,
                wish.days, wish.audience,
            ),
        )  # fmt: skip
        assert kept is not None  # noqa: S101 - a target was wanted
        await self._keep_clock(speaker.community, wish.zone)
        return self._panel(kept, pack.daily_voice.here_set.format(line=self._office.say_target(kept.target)))

    async def _wish(self, event: Invoked | Picked | Filled) -> Wish:
        speaker = event.occasion.speaker
        pack = self._office.pack(speaker.community)
        if isinstance(event, Invoked):
            found = await self._office.register.find(channel_target_id(event.occasion.place))
            return wish_of(pack, event.options, found.target if found else None, await self._usual_zone(event))
        return wish_again(event, pack)

    async def _usual_zone(self, event: Event) -> str:
        """The zone that this community's other channels go by, or that its settings name; empty where unknown."""
        community = event.occasion.speaker.community
        others = await self._office.register.channels(community)
        settings = await self._communities.settings(community)
        return others[0].target.zone if others else settings.time_zone if settings.time_zone != _UTC else ""

    async def _keep_clock(self, community: str, zone: str) -> None:
        """The first city that an admin names is the community's clock for everything else, such as its digest."""
        settings = await self._communities.settings(community)
        if settings.time_zone == _UTC != zone:
            await self._communities.change(community, {"time_zone": zone})

    async def _list(self, event: Event) -> Reply:
        speaker = require_moderator(event)
        pack = self._office.pack(speaker.community)
        voice = pack.daily_voice
        found = await self._office.register.channels(speaker.community)
        if not found:
            return Reply((Paragraph(voice.none_anywhere),))
        lines = tuple(
            voice.list_line.format(
                place=place_words(pack, each.target),
                line=self._office.say_target(each.target),
                next=self._office.say_next(each),
            )
            for each in found
        )
        options = tuple(
            Choice(shortened(f"{number}. {self._office.say_target(each.target)}"), Action("tips-of", (each.target.id,)))
            for number, each in enumerate(found, 1)
        )
        return Reply(
            (Heading(voice.list_title), Bullets(lines, numbered=True)),
            (Choices(options, voice.list_prompt, as_menu=True),),
        )

    async def _open(self, event: Picked | Filled) -> Reply:
        appointment = await self._appointment(event)
        voice = self._office.voice(appointment.target.community)
        place = place_words(self._office.pack(appointment.target.community), appointment.target)
        line = voice.list_line.format(place=place, line=self._office.say_target(appointment.target), next="").strip()
        return self._panel(appointment, line)

    async def _preview(self, event: Invoked | Picked | Filled) -> Reply:
        appointment = await self._appointment(event)
        pack = self._office.pack(appointment.target.community)
        voice = pack.daily_voice
        coming = await self._office.ahead(appointment)
        shown = next(((due, row) for due, row in coming if row.tip in pack.tips), None)
        if shown is None:
            return Reply((Paragraph(self._office.say_next(appointment) if not coming else voice.no_tips),))
        due, row = shown
        moment = self._office.say_moment(due.at, appointment.target)
        tip = pack.tips[row.tip or ""]
        return Reply((Heading(voice.preview_title.format(moment=moment)), *tip_blocks(pack, tip, due.day)))

    async def _pause(self, event: Invoked | Picked | Filled) -> Reply:
        return await self._turn(event, TargetState.PAUSED, lambda voice, _: voice.paused)

    async def _resume(self, event: Invoked | Picked | Filled) -> Reply:
        return await self._turn(
            event, TargetState.ACTIVE, lambda voice, kept: voice.resumed.format(next=self._office.say_next(kept))
        )

    async def _stop(self, event: Invoked | Picked | Filled) -> Reply:
        return await self._turn(event, TargetState.STOPPED, lambda voice, _: voice.stopped)

    async def _turn(
        self, event: Invoked | Picked | Filled, state: TargetState, words: Callable[[DailyVoice, Appointment], str]
    ) -> Reply:
        require_admin(event)
        appointment = await self._appointment(event)
        if appointment.target.state is TargetState.STOPPED and state is not TargetState.ACTIVE:
            raise SignpostError(self._office.voice(appointment.target.community).none_here)
        kept = await self._office.change(
            appointment.target.id, lambda before: replace(before, state=state) if before else None
        )
        voice = self._office.voice(appointment.target.community)
        return Reply((Paragraph(words(voice, kept or appointment)),))

    async def _appointment(self, event: Invoked | Picked | Filled) -> Appointment:
        """The channel that a choice names, or the one that a command was used in; raises where it gets no tips."""
        speaker = event.occasion.speaker
        named = "" if isinstance(event, Invoked) else event.action.argument(0)
        return await channel_of(self._office, speaker, named or channel_target_id(event.occasion.place))

    def _panel(self, appointment: Appointment, lead: str) -> Reply:
        """Where a channel stands and what can be done about it."""
        target = appointment.target
        pack = self._office.pack(target.community)
        voice = pack.daily_voice
        number = self._office.chooser.deck_size(target)
        blocks: list[Block] = [Paragraph(lead), Paragraph(self._office.say_next(appointment))]
        if number < _SMALL_DECK:
            blocks.append(Note(voice.small_deck.format(number=number)))
        is_active = target.state is TargetState.ACTIVE
        turn = ("tips-pause", voice.pause_button) if is_active else ("tips-resume", voice.resume_button)
        options = (
            Choice(voice.preview_button, Action("tips-preview", (target.id,)), Tone.MAIN),
            Choice(voice.plan_button, Action("tips-plan", (target.id,))),
            Choice(turn[1], Action(turn[0], (target.id,))),
            Choice(voice.stop_channel_button, Action("tips-stop", (target.id,)), Tone.DANGER),
        )
        return Reply(tuple(blocks), (Choices(options if is_active else options[2:]),))


async def channel_of(office: Office, speaker: Speaker, target: str) -> Appointment:
    """A channel of the speaker's own community that gets tips; raises `SignpostError` for any other."""
    found = await office.register.find(target)
    is_ours = found is not None and found.target.community == speaker.community
    if found is None or not is_ours or found.target.kind is not TargetKind.CHANNEL:
        raise SignpostError(office.voice(speaker.community).none_here)
    return found


def which_city(voice: DailyVoice, verb: str, wish: Wish) -> Reply:
    """A choice of cities that may have been meant, or a form where there are none; `verb` gets the rest of the wish."""
    try:
        if wish.cities:
            options = tuple(
                Choice(shortened(city.label), Action(verb, (city.zone, *wish.parts()))) for city in wish.cities
            )
            return Reply((Paragraph(voice.city_which),), (Choices(options),))
        action = Action(verb, ("", *wish.parts()))
    except ValueError as error:  # more roles than a choice can carry
        raise SignpostError(voice.city_which) from error
    fields = (FormField("zone", voice.city_field[:45], placeholder=voice.city_hint[:100], max_length=80),)
    return Reply(form=Form(voice.form_title[:24], action, fields, voice.save))
