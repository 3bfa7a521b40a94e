"""2,000 mentions and 2,000 slash commands in Discord: answered once, in time, and how fast; memory; start.

    python -m benchmarks.discord_burst [--events 2000] [--rates 200] [--quiet 100] [--servers 2500]

The bot runs in a process of its own, the stand-in Discord in this one, both on loopback and speaking the true
protocol. `burst` sends everything at once; `steady` sends so many events a second; `quiet` sends one at a time,
and the time from event in to request out is the bot's alone. `signpost` is the face over a real database with a
desk that echoes, `mentor` the whole house, and `bare` a discord.py bot that echoes and keeps nothing: where
Signpost opens a thread for a mention and then writes in it, it writes one reply.
"""

import argparse
import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.discord_bots import BOTS, be
from benchmarks.discord_crowd import SERVERS, Crowd, Waiting, answers_to
from bot.event_loop import run
from bot.platforms.discord.playground.server import PlayDiscord

_PATIENCE = 120.0
_STEADY = 10.0
"""Seconds for which events come steadily."""
_STILL = 10.0
_REST, _REST_SHARE = 4.0, 0.01
"""At rest is who uses no more than this share of the processor for so many seconds."""
_GLANCE = 0.02
_AT_ONCE = 20
"""Mentions and commands each that the stand-in makes before it sends what it has."""
_LARGE_CHANNELS, _LARGE_ROLES = 30, 20


@dataclass(frozen=True)
class Figures:
    """What one run showed; seconds."""

    answered: int
    late: int
    """Commands that were answered once, but after Discord had given them up."""
    doubled: int
    lost: int
    commands: Sequence[float]
    """From sending each to the first response."""
    mentions: Sequence[float]
    """From sending each to the answer."""
    seconds: float
    processor: float
    """Seconds of the processor that the bot used."""


def main() -> None:
    """Measure, or be one of the bots that are measured."""
    arguments = _arguments()
    if arguments.bot:
        logging.getLogger("discord").setLevel(logging.CRITICAL)
        run(be(arguments.bot, arguments.api, arguments.gateway, Path(arguments.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for bot in arguments.bots:
            (Path(folder) / bot).mkdir()
        if "mentor" in arguments.bots:
            run(_learn(Path(folder) / "mentor"))
        run(_measure(arguments, Path(folder)))


async def _measure(arguments: argparse.Namespace, folder: Path) -> None:
    print("First response: from sending the event to the first thing the bot answers, be it that it thinks.\n")
    print("Of the times, in ms, the median and the 99th percentile. The processor is that of the bot alone.\n")
    print("| bot | run | answered once | answers/s | processor, ms each | commands, first response | mentions |")
    print("|---|---|---|---|---|---|---|")
    held: list[str] = []
    for bot in arguments.bots:
        async with _running(bot, folder / bot) as (discord, crowd, seconds, pid):
            # What a start leaves to be done behind it, such as reading ahead for moderators, is not measured here.
            await _at_rest(pid)
            held.append(_holding(bot, SERVERS, seconds, pid))
            await _run(crowd, pid, arguments.events // 10, None)
            _print(bot, "burst", 2 * arguments.events, await _run(crowd, pid, arguments.events, None))
            for rate in arguments.rates:
                events = min(arguments.events, round(rate * _STEADY / 2))
                _print(bot, f"steady {rate:g}/s", 2 * events, await _run(crowd, pid, events, rate))
            await _print_quiet(bot, discord, crowd, pid, arguments.quiet)
    print("\n| bot | servers | start to READY, s | memory, MB | highest, MB |\n|---|---|---|---|---|")
    print("\n".join(held), flush=True)
    for bot in arguments.bots:
        async with _running(bot, folder / bot, arguments.servers) as (_, _, seconds, pid):
            await _at_rest(pid)
            print(_holding(bot, arguments.servers, seconds, pid), flush=True)


@asynccontextmanager
async def _running(
    bot: str, folder: Path, large: int | None = None
) -> AsyncIterator[tuple[PlayDiscord, Crowd, float, int]]:
    """A stand-in with a bot that is READY: how long that took, and the id of its process."""
    discord = PlayDiscord()
    discord.rest.keeps_requests = False
    discord.gateway.max_concurrency = 16
    crowd = Crowd(discord)
    if large is None:
        crowd.settle()
    else:
        crowd.settle(large, _LARGE_CHANNELS, _LARGE_ROLES)
    await discord.start()
    told = discord.settings()
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.discord_burst", "--bot", bot, "--api", str(told.api_url),
        "--gateway", str(told.gateway_url), "--folder", str(folder),
    )  # fmt: skip
    try:
        await discord.world.until(lambda: discord.gateway.live and discord.world.commands, _PATIENCE)
        yield discord, crowd, time.perf_counter() - began, program.pid
    finally:
        with suppress(ProcessLookupError):
            program.terminate()
        await program.wait()
        await discord.stop()


async def _learn(folder: Path) -> None:
    """Let the mentor learn its pack, so that what is measured is an everyday start."""
    from bot.app import open_house
    from bot.settings import Settings

    async with open_house(Settings(data_folder=folder)):
        pass


async def _run(crowd: Crowd, pid: int, events: int, rate: float | None) -> Figures:
    """So many mentions and as many commands, in turn, and everything that is answered to them."""
    began, used = time.perf_counter(), _processor(pid)
    mentions, commands, elsewhere = [], [], crowd.elsewhere
    for number in range(events):
        # Without a pause in a burst nothing would leave before all of it is made, which takes half a second.
        if rate is not None:
            await asyncio.sleep(max(0.0, began + 2 * number / rate - time.perf_counter()))
        elif number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        mentions.append(crowd.mention(number))
        commands.append(crowd.use(number))
    waiting = Waiting(crowd, mentions, commands)
    patience = _Patience(crowd)
    # Looked at now and then: what would be told of every change costs more than what is measured.
    while not waiting.is_over(crowd.elsewhere - elsewhere) and not patience.is_over():  # noqa: ASYNC110
        await asyncio.sleep(_GLANCE)
    seconds, used = patience.last - began, _processor(pid) - used
    await asyncio.sleep(1)
    answers = [len(crowd.answers.get(question.id, ())) for question, _ in mentions]
    answers += [answers_to(command) for command in commands]
    first = [command.responded_after for command in commands if command.responded_after is not None]
    then = [crowd.answers[question.id][0] - at for question, at in mentions if question.id in crowd.answers]
    late = crowd.elsewhere - elsewhere
    doubled = sum(n > 1 for n in answers) + max(0, late - answers.count(0))
    return Figures(answers.count(1), late, doubled, max(0, answers.count(0) - late), first, then, seconds, used)


class _Patience:
    """Ends when nothing has happened for a while: what was given up is never answered by some."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._version = crowd.version
        self._since = time.perf_counter()

    @property
    def last(self) -> float:
        """When something happened last, as far as it was seen."""
        return self._since

    def is_over(self) -> bool:
        """Whether nothing more is to be waited for."""
        if self._crowd.version != self._version:
            self._version, self._since = self._crowd.version, time.perf_counter()
        return time.perf_counter() - self._since > _STILL


def _print(bot: str, name: str, asked: int, figures: Figures) -> None:
    once = "all" if figures.answered == asked else f"{figures.answered} of {asked}"
    if figures.late:
        once += f", {figures.late} too late for a response and in the channel"
    if figures.doubled or figures.lost:
        once += f", {figures.doubled} twice, {figures.lost} never"
    print(
        f"| {bot} | {name} | {once} | {asked / figures.seconds:.0f} "
        f"| {figures.processor / asked * 1000:.2f} | {_spread(figures.commands)} "
        f"| {_spread(figures.mentions)} |",
        flush=True,
    )


async def _print_quiet(bot: str, discord: PlayDiscord, crowd: Crowd, pid: int, events: int) -> None:
    """One event at a time, from sending it to the request that it leads to."""
    arrivals: list[float] = []
    used = _processor(pid)
    discord.rest.on_request = lambda _: arrivals.append(time.perf_counter())
    commands, mentions = [], []
    for number in range(events):
        arrivals.clear()
        began = time.perf_counter()
        command = crowd.use(number)
        await discord.world.until(lambda command=command: answers_to(command), _PATIENCE)  # type: ignore[misc]
        commands.append(arrivals[0] - began)
        await asyncio.sleep(_GLANCE)
        arrivals.clear()
        question, began = crowd.mention(number)
        await discord.world.until(lambda question=question: crowd.answers.get(question.id), _PATIENCE)  # type: ignore[misc]
        mentions.append(arrivals[0] - began)
        await asyncio.sleep(_GLANCE)
    each = (_processor(pid) - used) / max(1, 2 * events) * 1000
    print(f"| {bot} | quiet, to request out | | | {each:.2f} | {_spread(commands)} | {_spread(mentions)} |", flush=True)


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:.1f}, {ordered[int(len(ordered) * 0.99) - 1] * 1000:.1f}"


async def _at_rest(pid: int) -> None:
    """Wait until a process has taken in what it was told."""
    before = -1.0
    while (now := _processor(pid)) - before > _REST * _REST_SHARE:
        before = now
        await asyncio.sleep(_REST)


def _processor(pid: int) -> float:
    """Seconds of the processor that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _holding(bot: str, servers: int, seconds: float, pid: int) -> str:
    memory, highest = _memory(pid)
    return f"| {bot} | {servers} | {seconds:.2f} | {memory:.0f} | {highest:.0f} |"


def _memory(pid: int) -> tuple[float, float]:
    """Megabytes that a process holds now, and the most it held."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(lines["VmRSS"].split()[0]) / 1024, int(lines["VmHWM"].split()[0]) / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000, help="mentions, and as many commands")
    parser.add_argument("--rates", type=float, nargs="*", default=[200.0])
    parser.add_argument("--quiet", type=int, default=100)
    parser.add_argument("--servers", type=int, default=2500)
    parser.add_argument("--bots", nargs="+", choices=BOTS, default=BOTS)
    parser.add_argument("--bot", choices=BOTS, help=argparse.SUPPRESS)
    parser.add_argument("--api", default="", help=argparse.SUPPRESS)
    parser.add_argument("--gateway", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
