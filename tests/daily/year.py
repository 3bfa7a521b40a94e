"""A simulated year of daily tips: many channels, two processes, everything that can go wrong, a clock that is moved.

The ledger is the real one over a real database; its work is done in place, so that the same seed gives the same run.
`Year.verdict` compares what stands in the chat with what the ledger says, and both with what the channels wanted.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from bot.daily.bearing import Bearing
from bot.daily.choosing import Chooser
from bot.daily.ledger import DayState, Ledger, TipDay
from bot.daily.messenger import Messenger
from bot.daily.rounds import Rounds
from bot.daily.schedule import Appointment, begun, changed
from bot.daily.targets import Audience, Target, TargetKind, TargetState, channel_target_id
from bot.daily.wall_clock import zone_of
from bot.knowledge.pack import Pack
from bot.mentor.delivery import Carrier
from bot.storage.connecting import writing_engine
from bot.storage.daily import LedgerStore
from bot.storage.daily_register import ReactionStore, RegisterStore
from bot.storage.daily_rows import day_of
from bot.storage.lane import Lane
from bot.storage.migrations import bring_up_to_date
from bot.storage.tables import tip_days
from tests.clocks import StillClock
from tests.daily.chat import Chat, ChatCarrier, Crash, Faults
from tests.daily.decks import editions_with

T = TypeVar("T")

ZONES = (
    "Europe/Vienna", "Europe/London", "Europe/Lisbon", "Europe/Kyiv", "Europe/Istanbul", "Europe/Dublin",
    "Atlantic/Azores", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "America/St_Johns", "America/Halifax", "America/Havana",
    "America/Sao_Paulo", "America/Santiago", "America/Asuncion", "America/Bogota", "Pacific/Honolulu", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Marquesas", "Australia/Sydney",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Eucla", "Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tehran", "Asia/Jerusalem", "Asia/Beirut", "Africa/Cairo", "Africa/Casablanca",
    "Africa/Nairobi",
)  # fmt: skip
HOURS = (
    time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(8, 0), time(9, 0), time(12, 30), time(17, 45),
    time(23, 30),
)  # fmt: skip
DECK = 366
_PLATFORM = ("discord",)
_STEP = timedelta(minutes=5)
_WEEK = timedelta(days=7)


FAULTS = Faults(crash=0.004, lost=0.02, accepted_and_lost=0.02, not_sent=0.01)


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often what happens: faults in every call, the rest as shares of steps."""

    faults: Faults = FAULTS
    restart: float = 0.01
    downtime: float = 0.004
    change: float = 0.02
    closing: float = 0.004
    new_rules: float = 0.001


class InPlace(Lane):
    """A lane whose work is done where it is asked for, after letting others go first now and then."""

    def __init__(self, engine: Engine, random: Random) -> None:
        self._connection = engine.connect()
        self._random = random

    async def run(self, work: Callable[[Connection], T]) -> T:
        for _ in range(self._random.randrange(3)):
            await asyncio.sleep(0)
        with self._connection.begin():
            return work(self._connection)

    async def close(self) -> None:
        self._connection.close()


class Mortal:
    """A store whose process may end before or after everything that it does."""

    def __init__(self, store: object, process: "Process") -> None:
        self._store = store
        self._process = process

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        work = getattr(self._store, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            self._process.maybe_end()
            result = await work(*args, **kwargs)
            if name == "refused" and result:
                self._process.year.parked(*args)
            self._process.maybe_end()
            return result

        return call


class NoBearings:
    """Nobody is heading anywhere."""

    async def of(self, person: str, pack: Pack) -> Bearing:
        return Bearing()


class Process:
    """One process of the mentor, from its start to its end."""

    def __init__(self, number: int, year: "Year") -> None:
        self.is_dead = False
        self.year = year
        self._random = year.random
        self._crash = year.trouble.faults.crash
        self._rules = dict(year.rules)
        keeper = f"process-{number}"
        ledger = cast("Ledger", Mortal(year.ledger, self))
        carriers: dict[str, Carrier] = {
            "discord": ChatCarrier(year.chat, year.random, year.trouble.faults, self.maybe_end)
        }
        self._rounds = Rounds(keeper, ledger, year.chooser, year.clock, zones=self._zone)
        self._messenger = Messenger(keeper, ledger, year.chooser, carriers, year.clock, zones=self._zone)
        self._ledger = ledger

    def maybe_end(self) -> None:
        """End now, if it is dead already or its time has come."""
        if self.is_dead or self._random.random() < self._crash:
            self.is_dead = True
            raise Crash

    async def begin(self) -> None:
        await self._guarded(self._rounds.reckon_anew(_PLATFORM))

    async def work(self) -> None:
        """Do everything that is due, as the scheduler does."""
        is_more = True
        while is_more and not self.is_dead:
            takings = await self._guarded(self._rounds.take(_PLATFORM, 64))
            if takings is None:
                return
            is_more = takings.is_more
            await asyncio.gather(*(self._guarded(self._messenger.run(errand)) for errand in takings.errands))
        for parked in await self._guarded(self._ledger.parked_untold(_PLATFORM)) or ():
            await self._guarded(self._messenger.tell_parked(parked))

    async def _guarded(self, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except Crash:
            self.is_dead = True
            return None

    def _zone(self, name: str) -> ZoneInfo:
        return zone_of(self._rules.get(name, name))


@dataclass(frozen=True, slots=True)
class Rule:
    """What a channel wanted from a moment on."""

    since: datetime
    target: Target


class Year:
    """Channels, processes, a chat and a clock."""

    def __init__(self, file: Path, seed: int, channels: int, start: datetime, trouble: Trouble | None = None) -> None:
        self.random = Random(seed)
        self.trouble = trouble or Trouble()
        self.clock = StillClock(start)
        self.chat = Chat(self.clock)
        self.rules: dict[str, str] = {}
        self.channels = channels
        engine = writing_engine(file)
        self._lane = InPlace(engine, self.random)
        lanes = (self._lane, self._lane)
        self.ledger, self.register = LedgerStore(*lanes, self.clock), RegisterStore(*lanes)
        self.chooser = Chooser(editions_with(DECK), ReactionStore(*lanes), NoBearings())
        self.wanted: defaultdict[str, list[Rule]] = defaultdict(list)
        self.counts = Counter[str]()
        self._processes: list[Process] = []
        self._born = 0
        self._reopens: list[tuple[datetime, str]] = []

    async def run(self, days: int) -> None:
        """Let so many days pass."""
        await self._lane.run(bring_up_to_date)
        await self._settle_in()
        end = self.clock.now() + timedelta(days=days)
        while self.clock.now() < end:
            upcoming = await self.ledger.next_moment(_PLATFORM) or end
            self._move_to(min(max(upcoming, self.clock.now() + timedelta(seconds=1)), end))
            await self._happen()
            await self._keep_two()
            await asyncio.gather(*(process.work() for process in self._processes))
        await self._come_to_rest()

    async def verdict(self) -> list[str]:
        """Everything that is not as it must be."""
        rows = await self._lane.run(lambda connection: [day_of(row) for row in connection.execute(select(tip_days))])
        self.counts.update(f"{row.state} {row.reason or ''}".strip() for row in rows)
        by_target: defaultdict[str, dict[date, TipDay]] = defaultdict(dict)
        for row in rows:
            by_target[row.target][row.day] = row
        faults = [f"{key} stands {len(found)} times" for key, found in self.chat.by_key.items() if len(found) > 1]
        faults += [fault for row in rows for fault in self._faults_of(row)]
        for target, theirs in by_target.items():
            faults += self._faults_of_target(target, theirs)
        told = Counter(message.key for message in self.chat.told)
        return faults + [f"{key} was told {number} times" for key, number in told.items() if number > 1]

    async def close(self) -> None:
        await self._lane.close()

    def parked(self, target: str, *_: object) -> None:
        """Nothing is wanted of a channel that was parked."""
        self.counts["parked"] += 1
        parked = replace(self.wanted[target][-1].target, state=TargetState.PARKED)
        self.wanted[target].append(Rule(self.clock.now(), parked))

    # What the world does

    async def _settle_in(self) -> None:
        for number in range(self.channels):
            place = f"discord:{number}"
            target = Target(
                channel_target_id(place), TargetKind.CHANNEL, f"discord:guild-{number // 3}", place, None,
                self.random.choice(HOURS), ZONES[number % len(ZONES)], self._some_days(), Audience(),
            )  # fmt: skip
            await self.register.save(begun(target, self.clock.now()), (), self.clock.now())
            self.wanted[target.id].append(Rule(self.clock.now(), target))

    async def _happen(self) -> None:
        trouble, chance = self.trouble, self.random.random
        if chance() < trouble.downtime:
            for process in self._processes:
                process.is_dead = True
            self.counts["downtimes"] += 1
            self._move_to(self.clock.now() + timedelta(minutes=self.random.choice((2, 30, 200, 260, 900, 3000))))
        if chance() < trouble.new_rules:
            self.rules[self.random.choice(ZONES)] = self.random.choice(ZONES)
            self.counts["new rules"] += 1
            for process in self._processes:
                process.is_dead = True
        for process in self._processes:
            process.is_dead |= chance() < trouble.restart
        if chance() < trouble.closing:
            place = f"discord:{self.random.randrange(self.channels)}"
            self.chat.closed.add(place)
            opens = self.clock.now() + timedelta(hours=self.random.choice((1, 3, 8, 30, 120)))
            self._reopens.append((opens, place))
            self.counts["closings"] += 1
        await self._reopen()
        if chance() < trouble.change:
            await self._change(channel_target_id(f"discord:{self.random.randrange(self.channels)}"))

    async def _reopen(self) -> None:
        due = [place for at, place in self._reopens if at <= self.clock.now()]
        self._reopens = [(at, place) for at, place in self._reopens if at > self.clock.now()]
        for place in due:
            self.chat.closed.discard(place)
            found = await self.register.find(channel_target_id(place))
            if found is not None and found.target.state is TargetState.PARKED:
                await self._save(found, replace(found.target, state=TargetState.ACTIVE))

    async def _change(self, id_: str) -> None:
        before = await self.register.find(id_)
        assert before is not None
        if before.target.state is TargetState.PARKED:
            return
        choices: tuple[Callable[[Target], Target], ...] = (
            lambda target: replace(target, zone=self.random.choice(ZONES)),
            lambda target: replace(target, at=self.random.choice(HOURS)),
            lambda target: replace(target, days=self._some_days()),
            lambda target: replace(
                target,
                state=TargetState.ACTIVE if target.state is TargetState.PAUSED else TargetState.PAUSED,
            ),
        )
        self.counts["changes"] += 1
        # Who pauses means to go on.
        is_paused = before.target.state is TargetState.PAUSED
        await self._save(before, (choices[-1] if is_paused else self.random.choice(choices))(before.target))

    async def _save(self, before: Appointment, target: Target) -> None:
        now = self.clock.now()
        after, fallen = changed(before, target, now, lambda name: zone_of(self.rules.get(name, name)))
        assert await self.register.save(after, fallen, now)
        self.wanted[target.id].append(Rule(now, target))

    async def _keep_two(self) -> None:
        for index in range(2):
            if index >= len(self._processes) or self._processes[index].is_dead:
                self._born += 1
                self.counts["processes"] += 1
                process = Process(self._born, self)
                self._processes[index : index + 1] = [process]
                await process.begin()

    async def _come_to_rest(self) -> None:
        """A day without new troubles, in which everything in doubt is settled and nothing new is due."""
        self.trouble = replace(self.trouble, faults=Faults())
        self.chat.closed.clear()
        for id_ in list(self.wanted):
            found = await self.register.find(id_)
            if found is not None and found.target.state is TargetState.ACTIVE:
                await self._save(found, replace(found.target, state=TargetState.PAUSED))
        self._processes = []
        for _ in range(12):
            self._move_to(self.clock.now() + timedelta(hours=1))
            await self._keep_two()
            await asyncio.gather(*(process.work() for process in self._processes))

    def _move_to(self, moment: datetime) -> None:
        """On to the next of the five minutes after a moment, so that steps are few."""
        later = max(moment, self.clock.now())
        rounded = datetime.fromtimestamp(-(-later.timestamp() // _STEP.total_seconds()) * _STEP.total_seconds(), UTC)
        self.clock.move(rounded - self.clock.now())

    def _some_days(self) -> frozenset[int]:
        every_day = frozenset(range(7))
        return self.random.choice((every_day, every_day, every_day, frozenset(range(5)), frozenset({1, 4})))

    # What must hold

    def _faults_of(self, row: TipDay) -> list[str]:
        found = self.chat.by_key.get(row.key, [])
        name = f"{row.target} on {row.day}"
        if row.state is DayState.SENT:
            late = [message for message in found if row.due_at and message.at - row.due_at > timedelta(hours=4)]
            early = [message for message in found if row.due_at and message.at < row.due_at]
            return ([] if found else [f"{name} is lost"]) + [f"{name} came at {m.at}" for m in (*late, *early)]
        if row.state is DayState.SKIPPED:
            return [f"{name} was skipped ({row.reason}), and stands there"] if found else []
        return [f"{name} is still {row.state}"]

    def _faults_of_target(self, id_: str, rows: dict[date, TipDay]) -> list[str]:
        rules = self.wanted[id_]
        faults = []
        day, last = min(rows), max(rows)
        while day <= last:
            if day not in rows and all(rule.target.wants(day) for rule in self._in_force(rules, day)):
                faults.append(f"{id_} has nothing on {day}")
            day += timedelta(days=1)
        sent = sorted((row for row in rows.values() if row.state is DayState.SENT), key=lambda row: row.day)
        tips = [row.tip for row in sent]
        faults += [f"{id_} got {tip} {number} times" for tip, number in Counter(tips).items() if number > 1]
        moments = [self.chat.by_key[row.key][0].at for row in sent if self.chat.by_key[row.key]]
        for one, other in pairwise(moments):
            changed_between = any(one - _WEEK <= rule.since <= other for rule in rules[1:])
            if other - one < timedelta(hours=16) and not changed_between and not self.counts["new rules"]:
                faults.append(f"{id_} got two tips within {other - one}")
        return faults

    def _in_force(self, rules: list[Rule], day: date) -> list[Rule]:
        """What was wanted at any time while it was that day anywhere, a day around it included."""
        begin = datetime.combine(day, time(), UTC) - timedelta(days=2)
        end = begin + timedelta(days=5)
        return [
            rule
            for rule, following in zip(rules, [*rules[1:], None], strict=True)
            if rule.since < end and (following is None or following.since > begin)
        ]
