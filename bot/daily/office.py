"""What the features of tips share: ports, and the changing and looking ahead that all of them do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.daily.bell import Bell
from bot.daily.choosing import Chooser
from bot.daily.cities import zone_in_words
from bot.daily.hours import say_days, say_time
from bot.daily.ledger import DayState, Due, Origin, TipDay
from bot.daily.register import Reactions, Register
from bot.daily.schedule import Appointment, DueDay, begun, changed, due_days
from bot.daily.targets import Target, TargetKind, TargetState
from bot.daily.wall_clock import local_day, zone_of
from bot.errors import SignpostError
from bot.knowledge.pack import Pack
from bot.knowledge.voice_daily import DailyVoice
from bot.mentor.editions import Editions
from bot.mentor.events import Event, Speaker, Standing
from bot.mentor.learner.journal import Journal

_AT_MOST = 5
"""Times that a change is tried over, where somebody else changed or claimed something meanwhile."""
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Office:
    """Everything around targets that people and moderators can do."""

    editions: Editions
    register: Register
    reactions: Reactions
    chooser: Chooser
    journal: Journal
    clock: Clock
    bell: Bell

    def pack(self, community: str) -> Pack:
        """The pack that a community is answered from."""
        return self.editions.of(community).pack

    def voice(self, community: str) -> DailyVoice:
        """The sentences."""
        return self.pack(community).daily_voice

    async def change(self, target: str, make: Callable[[Target | None], Target | None]) -> Appointment | None:
        """Keep what `make` makes of a target, and its next appointment; None where `make` wants nothing.

        Where nothing changes nothing is written, so that an event may be worked on again.
        """
        for _ in range(_AT_MOST):
            before = await self.register.find(target)
            wanted = make(before.target if before else None)
            if wanted is None or (before is not None and before.target == wanted):
                return before
            now = self.clock.now()
            after, fallen = changed(before, wanted, now) if before else (begun(wanted, now), [])
            keeps_plan = before is not None and _same_plan(before.target, wanted)
            if await self.register.save(after, fallen, now, keeps_plan=keeps_plan):
                self.bell.ring()
                return after
        raise SignpostError("Somebody else is changing this right now. Please try again in a minute.")

    async def ahead(self, appointment: Appointment, days: int = DAYS_AHEAD) -> list[tuple[DueDay, TipDay]]:
        """The days of the coming week on which a tip is due, each with what is planned; fixed from now on.

        A tip that is retired while it is planned gives its day to another one; the other days stand.
        """
        if appointment.due_at is None:
            return []
        target = appointment.target
        until = self.today(target) + timedelta(days=days)
        due = await self.due(appointment, until)
        coming = []
        for day in due_days(target, appointment.day):
            if day.day > until:
                break
            coming.append(day)
        gone = self._gone(due)
        standing = replace(due, ahead={day: row for day, row in due.ahead.items() if day not in gone})
        planned = await self.chooser.plan(standing, [day.day for day in coming])
        for row in planned:
            if row.day in gone and row.tip is not None:
                await self.register.replan(target.id, row.day, row.tip, Origin.CHOSEN)
        rows = {**due.ahead, **{row.day: row for row in await self.register.plan(planned)}}
        return [(day, rows[day.day]) for day in coming if day.day in rows]

    def _gone(self, due: Due) -> set[date]:
        """Days that are planned with a tip that there is no more."""
        tips = self.pack(due.appointment.target.community).tips
        planned = (row for row in due.ahead.values() if row.state is DayState.PLANNED)
        return {row.day for row in planned if row.tip is not None and row.tip not in tips}

    async def due(self, appointment: Appointment, until: date) -> Due:
        """What is needed to choose tips for a target until then."""
        target = appointment.target
        rows = await self.register.days(target.id, appointment.day, until + timedelta(days=366))
        return Due(appointment, {row.day: row for row in rows}, await self.register.seen(target.id))

    def today(self, target: Target) -> date:
        """The day on the calendar of a target."""
        return local_day(self.clock.now(), zone_of(target.zone))

    def say_moment(self, moment: datetime, target: Target) -> str:
        """A moment as the people of a target write it."""
        voice = self.voice(target.community)
        there = moment.astimezone(zone_of(target.zone))
        return voice.moment.format(day=self.say_day(there.date(), target.community), time=say_time(there.time()))

    def say_day(self, day: date, community: str) -> str:
        """A day with its weekday, as people write it."""
        pack = self.pack(community)
        months = pack.learner_voice.months
        dated = pack.learner_voice.short_date.format(month=months[day.month - 1], day=day.day)
        return f"{pack.daily_voice.weekdays[day.weekday()]}, {dated}"

    def say_next(self, appointment: Appointment) -> str:
        """When the next tip comes, or why none does."""
        voice = self.voice(appointment.target.community)
        target = appointment.target
        if appointment.due_at is not None:
            return voice.next_at.format(moment=self.say_moment(appointment.due_at, target))
        return {TargetState.PAUSED: voice.is_paused, TargetState.PARKED: voice.is_parked}.get(
            target.state, voice.is_stopped
        )

    def say_target(self, target: Target) -> str:
        """When and for whom tips come, in one line; whoever gets their own knows for whom."""
        pack = self.pack(target.community)
        voice = pack.daily_voice
        days = say_days(
            target.days,
            voice.weekdays,
            every_day=voice.every_day,
            weekdays=voice.on_weekdays,
            weekend=voice.on_weekends,
        )
        hour, city = say_time(target.at), zone_in_words(target.zone)
        if target.kind is TargetKind.PERSON:
            return voice.personal_line.format(days=days, time=hour, city=city)
        roles = ", ".join(pack.roles[role].title for role in sorted(target.audience.roles) if role in pack.roles)
        level = voice.level(target.audience.level)
        return voice.target_line.format(days=days, time=hour, city=city, roles=roles or voice.every_role, level=level)


def require_moderator(event: Event) -> Speaker:
    """The speaker, if they look after this community at this moment; raises `SignpostError` otherwise."""
    return _require(event, Standing.MODERATOR, Standing.ADMIN)


def require_admin(event: Event) -> Speaker:
    """The speaker, if they administer this community at this moment; raises `SignpostError` otherwise."""
    return _require(event, Standing.ADMIN)


def _require(event: Event, *standing: Standing) -> Speaker:
    speaker = event.occasion.speaker
    if speaker.standing.isdisjoint(standing):
        raise SignpostError("That is for the people who look after this community.")
    return speaker


def _same_plan(before: Target, after: Target) -> bool:
    """Whether what was planned still fits."""
    return (before.audience, before.days) == (after.audience, after.days)
