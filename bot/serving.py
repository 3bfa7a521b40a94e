"""The faces of one process, run together and ended together, with the chores that go on beside them.

The last part of the composition root: `bot.app` builds the house, `bot.faces` what it shows of itself, this keeps all
of it going. A platform that refuses us for good does not take the others down with it.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog

from bot.app import House
from bot.curation.notices.notifier import Notifier
from bot.daily.scheduler import Scheduler
from bot.errors import PlatformError, SignpostError, StorageError
from bot.faces import PASSING_MARKS, Presence, presences
from bot.garbage_collection import keep_for_good
from bot.health import database_health, plain, serve_health, whole
from bot.llm.ceiling_alerts import CeilingAlerts
from bot.llm.opening import terms_of
from bot.mentor.desk import new_reference
from bot.storage.retention import Housekeeping
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

_ALIVE = "process:alive"
"""The mark that is written whenever somebody asks how the process is doing."""
_SPENT_WITHIN = 2.0
"""Seconds in which the cost of this month is read, or left out."""
_LEAVING_WITHIN = 25.0
"""Seconds in which a face finishes what it has in hand: its spool, its door and its tasks each end by themselves."""
_END_SIGNALS = (signal.SIGTERM, signal.SIGINT)


Game = Callable[[House, Callable[[str], None], Callable[[Presence], None]], Awaitable[None]]
"""One of `play_discord` and `play_slack`."""


async def serve(house: House) -> None:
    """Run every face until the process is told to stop; raises `PlatformError` where none could stay."""
    faces = presences(house)
    keep_for_good()
    chores, tips = Tasks(), scheduler(house, faces)
    # Before anything runs: where its port is taken, there is nothing to be ended.
    end_health = await serve_health(house.settings.health_port, lambda: _look(house, faces, chores, tips.health))
    try:
        _start_chores(house, faces, chores, tips)
        with _told_to_stop() as stop:
            await run_together(faces, stop, chores)
    finally:
        await end_health()


async def play(house: House, game: Game, announce: Callable[[str], None]) -> None:
    """Run one face on its playground until cancelled, with what people are promised there: notices and tips."""
    chores = Tasks()

    def beside(face: Presence) -> None:
        chores.keep("tips", scheduler(house, (face,)).run)
        chores.keep("editions", house.editions.run)
        chores.start("warms the gate", house.workshop.warm())
        chores.keep("notices", notifier(house, (face,)).run)

    try:
        await game(house, announce, beside)
    finally:
        await chores.close()


async def run_together(
    faces: Sequence[Presence], stop: asyncio.Event, chores: Tasks, leaving_within: float = _LEAVING_WITHIN
) -> None:
    """Run faces until `stop`, and return once each has finished what it had in hand; `chores` end first.

    Raises `PlatformError` where none is left to run.
    """
    tasks = Tasks()
    running = {tasks.start(face.name, _until_refused(face)): face for face in faces}
    stopped = tasks.start("waits for the end", _end_of(stop))
    try:
        while running and not stopped.done():
            done, _ = await asyncio.wait({*running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopped}:
                running.pop(task)
        if not stopped.done():
            raise PlatformError(
                "No platform is left to serve; the reasons stand above. Mend the settings and start again."
            )
    finally:
        # First, so that a tip that is on its way still has a face to leave by.
        await chores.close()
        await asyncio.gather(*map(_close, running.values()))
        if running:
            await asyncio.wait(running, timeout=leaving_within)
        await tasks.close()


def _start_chores(house: House, faces: tuple[Presence, ...], chores: Tasks, tips: Scheduler) -> None:
    """Start what goes on beside the faces."""
    chores.keep("housekeeping", _housekeeping(house).run)
    chores.keep("tips", tips.run)
    if house.assistant is not None:
        chores.keep("language model", _ceiling_alerts(house, faces).run)
    chores.keep("editions", house.editions.run)
    chores.start("warms the gate", house.workshop.warm())
    chores.keep("notices", notifier(house, faces).run)


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Set when the process is asked to end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _END_SIGNALS:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in _END_SIGNALS:
            loop.remove_signal_handler(number)


def scheduler(house: House, faces: tuple[Presence, ...]) -> Scheduler:
    """What sends the tips of the day by all faces."""
    carriers = {face.name: face.tips for face in faces}
    return Scheduler(house.database.ledger, house.tips.chooser, carriers, house.clock, house.tips.bell)


def _ceiling_alerts(house: House, faces: tuple[Presence, ...]) -> CeilingAlerts:
    """What tells moderators that the language model has used what was set aside for it."""
    carriers = {face.name: face.tips for face in faces}
    ceilings = terms_of(house.settings).ceilings
    return CeilingAlerts(
        house.database.assistance,
        carriers,
        lambda community: house.mentor.editions.of(community).pack.assistant_voice,
        house.clock,
        ceilings,
    )


def notifier(house: House, faces: tuple[Presence, ...]) -> Notifier:
    """What tells people by all faces that there is an answer now, and moderators what is new."""
    carriers = {face.name: face.tips for face in faces}
    return Notifier(house.database.notices, house.watch, carriers, house.clock)


async def _end_of(stop: asyncio.Event) -> None:
    await stop.wait()


async def _until_refused(face: Presence) -> None:
    log.info("starting", platform=face.name)
    try:
        await face.run()
    except SignpostError as error:
        log.error("platform refused us", platform=face.name, reason=str(error))  # noqa: TRY400 - the sentence says it
    except Exception:
        log.exception("platform failed", platform=face.name, reference=new_reference())
    else:
        return
    # It ended by itself: what it has open, its door among it, must not work on beside the others.
    await _close(face)


async def _close(face: Presence) -> None:
    try:
        await face.close()
    except Exception:
        log.exception("platform not left in good order", platform=face.name, reference=new_reference())


def _housekeeping(house: House) -> Housekeeping:
    database = house.database
    return Housekeeping(
        database.retention,
        database.communities,
        database.inbox,
        database.spool,
        house.clock,
        marks=database.marks,
        text_days=house.settings.keep_text_days,
        passing_marks=PASSING_MARKS,
    )


async def _language_model(house: House) -> Mapping[str, Any]:
    """How the language model is doing, and what it cost this month; the cost is left out where it cannot be read."""
    if house.assistant is None:
        return {}
    try:
        async with asyncio.timeout(_SPENT_WITHIN):
            spent = await house.database.assistance.spent(house.clock.now().date().replace(day=1))
    except (TimeoutError, StorageError):
        spent = None
    return {**plain(house.assistant.health()), "this_month": plain(spent)}


async def _look(
    house: House, faces: tuple[Presence, ...], chores: Tasks, tips: Callable[[], object]
) -> Mapping[str, Any]:
    """How everything in this process is doing."""
    database = house.database
    return whole(
        {
            "platforms": {face.name: {**plain(face.health()), "door": plain(face.door.health())} for face in faces},
            "database": plain(
                await database_health(lambda: database.marks.write(_ALIVE, "at", str(house.clock.now())))
            ),
            "tips": plain(tips()),
            "language_model": await _language_model(house),
            "tasks": {name: plain(health) for name, health in chores.health().items()},
        }
    )
