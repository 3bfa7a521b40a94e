"""A scheduler over a real database for tests on the stand-ins: targets that are due now, and waits that are short."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.clock import Clock
from bot.daily.bell import Bell
from bot.daily.choosing import Chooser
from bot.daily.ledger import Ledger, TipDay
from bot.daily.limits import DailyLimits
from bot.daily.schedule import Appointment
from bot.daily.scheduler import Scheduler
from bot.daily.targets import Target, TargetKind, channel_target_id, person_target_id
from bot.mentor.delivery import Carrier
from bot.storage import Database
from bot.tasks import Patience
from tests.daily.decks import editions_with
from tests.daily.year import NoBearings

SHORT = DailyLimits(
    posts_a_second=1000.0,
    posting=10.0,
    hold=timedelta(seconds=12),
    retry=Patience(0.1, 0.5),
    look_back=Patience(0.1, 0.5),
    glance=0.2,
    finishing=2.0,
)
LEFT_SOON = DailyLimits(
    posts_a_second=1000.0,
    posting=1.0,
    hold=timedelta(seconds=1.5),
    retry=Patience(0.1, 0.5),
    look_back=Patience(0.1, 0.5),
    glance=0.2,
)
"""For a process that is going to die: what it held is free soon."""


def scheduler_of(
    database: Database,
    carriers: Mapping[str, Carrier],
    clock: Clock,
    limits: DailyLimits = SHORT,
    ledger: Ledger | None = None,
) -> Scheduler:
    chooser = Chooser(editions_with(40), database.reactions, NoBearings())
    return Scheduler(ledger or database.ledger, chooser, carriers, clock, Bell(), limits=limits)


def due_channel(community: str, place: str, ago: timedelta = timedelta(minutes=1)) -> Appointment:
    """A channel whose tip was due so long ago."""
    at = datetime.now(UTC) - ago
    id_ = channel_target_id(place)
    return _due(Target(id_, TargetKind.CHANNEL, community, place, None, time(at.hour, at.minute), "UTC"), at)


def due_person(community: str, person: str) -> Appointment:
    """A person whose tip is due now."""
    at = datetime.now(UTC) - timedelta(minutes=1)
    id_ = person_target_id(person)
    return _due(Target(id_, TargetKind.PERSON, community, "", person, time(at.hour, at.minute), "UTC"), at)


async def register_all(database: Database, appointments: Sequence[Appointment]) -> None:
    for appointment in appointments:
        assert await database.register.save(appointment, (), datetime.now(UTC))


async def day_now(database: Database, appointment: Appointment) -> TipDay | None:
    """The day that was due, as it stands in the ledger."""
    rows = await database.register.days(appointment.target.id, appointment.day, appointment.day)
    return rows[0] if rows else None


def _due(target: Target, at: datetime) -> Appointment:
    return Appointment(target, at.date(), at.replace(second=0, microsecond=0))
