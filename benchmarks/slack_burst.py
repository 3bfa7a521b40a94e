"""2,000 mentions in Slack, in Socket Mode and over HTTP: acknowledged in time, answered once, and how fast.

    python -m benchmarks.slack_burst [--events 2000] [--rates 200] [--quiet 200] [--bots signpost bare]

The bot runs in a process of its own, the stand-in Slack in this one, both on loopback. `burst` sends everything
at once and says how many answers a second come out; `steady` sends at a rate, some twenty times what Slack
allows one workspace, and says how soon each event is acknowledged; `quiet` sends one at a time, and the time from
event in to request out is the bot's alone. Beside it stands a bare slack-bolt bot that echoes and keeps nothing, and
the `floor`: a program without Bolt and database that reads and acknowledges, and does nothing else.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.event_loop import run
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.socket_mode import Envelope
from bot.platforms.slack.playground.workspace import Channel, Person, Workspace
from bot.platforms.slack.settings import SlackMode

TEXT = "I make dashboards in SQL and wonder how much math I need for a step towards machine learning."
BOTS = ("signpost", "mentor", "bare", "floor")
AT_ONCE = 64
"""HTTP requests under way together."""


BURSTS = 3
"""So often everything is thrown in at once; the run in the middle is shown."""

MENTOR_EVENTS, MENTOR_RATE = 500, 50.0
"""The mentor reads every question, so fewer are asked."""


@dataclass(frozen=True)
class Figures:
    """What one run showed; seconds, and those on the bot's processors."""

    answered: int
    posts: int
    acknowledged: Sequence[float]
    seconds: float
    worked_until_acknowledged: float
    worked: float


def main() -> None:
    arguments = _arguments()
    print("Milliseconds are those from sending an event to its acknowledgement; processor milliseconds the bot's own,")
    print("for each event, until the last acknowledgement and until the last answer.\n")
    print("| bot | way in | run | answered once | answers/s | median ms | p99 ms | processor ms |")
    print("|---|---|---|---|---|---|---|---|")
    for mode in arguments.modes:
        for bot in arguments.bots:
            run(_measure(bot, SlackMode(mode), arguments))


async def _measure(bot: str, mode: SlackMode, arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        play = PlaySlack(mode)
        await play.start()
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.slack_bots", bot, mode.value, play.url, folder,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            assert program.stdout is not None
            address = (await asyncio.wait_for(program.stdout.readline(), 240)).decode().strip()
            assert address, f"{bot} did not start"
            play.http.request_url = f"{address}/slack/events"
            if mode is SlackMode.HTTP and bot in {"signpost", "mentor"}:
                await _install(address)
            await _try(Trial(play, bot, program.pid), arguments)
        finally:
            with suppress(ProcessLookupError):
                program.terminate()
            await program.wait()
            await play.stop()


@dataclass(frozen=True)
class Trial:
    """A bot that runs, and the stand-in Slack it talks to."""

    play: PlaySlack
    bot: str
    process: int

    @property
    def is_answering(self) -> bool:
        """Whether it does more than acknowledge."""
        return self.bot != "floor"

    def show(self, run: str, figures: Figures, events: int) -> None:
        """One line of the table."""
        all_once = not self.is_answering or figures.answered == figures.posts == events
        once = "all" if all_once else f"{figures.answered} of {events}, {figures.posts} posts"
        answers = f"{events / figures.seconds:.0f}" if self.is_answering else "-"
        times = [seconds * 1000 for seconds in figures.acknowledged]
        works = [seconds * 1000 / events for seconds in (figures.worked_until_acknowledged, figures.worked)]
        print(
            f"| {self.bot} | {self.play.mode.value} | {run} | {once if self.is_answering else '-'} | {answers} "
            f"| {statistics.median(times):.1f} | {_p99(times):.1f} | {works[0]:.2f}, {works[1]:.2f} |",
            flush=True,
        )


async def _try(trial: Trial, arguments: argparse.Namespace) -> None:
    events, rates = (MENTOR_EVENTS, [MENTOR_RATE]) if trial.bot == "mentor" else (arguments.events, arguments.rates)
    await _run(trial, events // 10, None)
    bursts = [await _run(trial, events, None) for _ in range(BURSTS)]
    trial.show(f"{events} at once", sorted(bursts, key=lambda figures: _p99(figures.acknowledged))[BURSTS // 2], events)
    for rate in rates:
        trial.show(f"{events} at {rate:g}/s", await _run(trial, events, rate), events)
    if trial.is_answering:
        median, p99 = await _quiet(trial.play, arguments.quiet)
        mode = trial.play.mode.value
        print(f"| {trial.bot} | {mode} | quiet, event in to request out | | | {median:.1f} | {p99:.1f} | |", flush=True)


async def _run(trial: Trial, events: int, rate: float | None) -> Figures:
    """Sends so many mentions, each in a channel of its own, and waits for all answers."""
    play = trial.play
    envelopes = [_mention(play, number) for number in range(events)]
    channels = {envelope.payload["event"]["channel"] for envelope in envelopes}
    before = len(play.home.messages)
    gate = asyncio.Semaphore(AT_ONCE if play.mode is SlackMode.HTTP else events)
    worked, started = _processor_seconds(trial.process), time.perf_counter()

    async def send(number: int, envelope: Envelope) -> None:
        if rate is not None:
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        async with gate:
            await play.send(envelope)

    await asyncio.gather(*(send(n, envelope) for n, envelope in enumerate(envelopes)))
    await asyncio.gather(*(envelope.acknowledged.wait() for envelope in envelopes))
    until_acknowledged = _processor_seconds(trial.process) - worked
    if trial.is_answering:
        await play.home.until(lambda: len(play.home.messages) - before >= events, 300)
    seconds = time.perf_counter() - started
    await asyncio.sleep(0.5)
    answers = play.home.messages[before:]
    acknowledged = [e.acknowledged_after for e in envelopes if e.acknowledged_after is not None]
    return Figures(
        len({message.channel for message in answers} & channels), len(answers), acknowledged, seconds,
        until_acknowledged, _processor_seconds(trial.process) - worked,
    )  # fmt: skip


def _processor_seconds(process: int) -> float:
    """What all threads of a process have worked so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _quiet(play: PlaySlack, events: int) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, from sending an event to the request that answers it."""
    took = []
    for number in range(events):
        envelope = _mention(play, number)
        calls = len(play.api.called("chat.postMessage"))
        await play.send(envelope)
        await play.home.until(lambda calls=calls: len(play.api.called("chat.postMessage")) > calls, 30)  # type: ignore[misc]
        took.append((play.api.called("chat.postMessage")[-1].at - envelope.sent_at) * 1000)
    return statistics.median(took), _p99(took)


def _mention(play: PlaySlack, number: int) -> Envelope:
    space: Workspace = play.home
    number += len(space.channels)
    user, channel = f"UX{number}", f"CX{number}"
    space.people[user] = Person(user, "somebody")
    space.channels[channel] = Channel(channel, "somewhere", people={user})
    people = play.people[space.team]
    event = {
        "type": "app_mention", "user": user, "channel": channel, "text": f"<@{space.bot_user}> {TEXT}",
        "ts": space.next_ts(), "event_ts": space.next_ts(),
    }  # fmt: skip
    return people.envelope(event)


def _p99(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.99) - 1]


async def _install(address: str) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{address}/slack/install") as page:
            link = (await page.text()).split('<a href="')[1].split('"')[0].replace("&amp;", "&")
            cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in page.cookies.items())
        async with browser.get(link, allow_redirects=False) as consent:
            back = consent.headers["Location"]
        async with browser.get(back.replace("http://127.0.0.1/", f"{address}/"), headers={"Cookie": cookie}) as done:
            assert done.ok, await done.text()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--rates", type=float, nargs="*", default=[200.0])
    parser.add_argument("--quiet", type=int, default=200)
    parser.add_argument("--modes", nargs="+", choices=[mode.value for mode in SlackMode], default=list(SlackMode))
    parser.add_argument("--bots", nargs="+", choices=BOTS, default=BOTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
