"""From text to reply, database included: latency, questions a second, a cold start, resident memory.

Run with `python -m benchmarks talking`. Questions are the golden ones of up to 60 words, one after another on
one core, each by another person; the database is a file on this machine's disk.
"""

import asyncio
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.app import House, open_house
from bot.mentor.events import Occasion, Said, Speaker
from bot.settings import Settings

QUESTIONS = 600
WORDS = 60
COLD_STARTS = 5


def main() -> None:
    """Print the table."""
    os.sched_setaffinity(0, {0})
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        # First, since a child is charged with the memory of the process that started it.
        rows = _cold_starts(Path(folder))
        rows += asyncio.run(_talk(Settings(data_folder=Path(folder))))
    for name, value, target in rows:
        print(f"| {name} | {value} | {target} |")


async def _talk(settings: Settings) -> list[tuple[str, str, str]]:
    async with open_house(settings) as house:
        texts = [q.text for q in house.pack.golden_questions if len(q.text.split()) <= WORDS][:QUESTIONS]
        await _ask_all(house, texts[:50], "warm")
        started = time.perf_counter()
        took = await _ask_all(house, texts, "cold")
        whole = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ordered = sorted(took)
    return [
        ("text to reply, median", f"{statistics.median(ordered) * 1000:.1f} ms", "6 ms"),
        ("text to reply, 99th percentile", f"{ordered[int(len(ordered) * 0.99)] * 1000:.1f} ms", "30 ms"),
        ("questions a second, one after another", f"{len(texts) / whole:.0f}", "150"),
        ("resident memory while talking", f"{megabytes:.0f} MB", "250 MB"),
    ]


async def _ask_all(house: House, texts: list[str], run: str) -> list[float]:
    took = []
    for number, text in enumerate(texts):
        occasion = Occasion(
            f"bench:{run}:{number}",
            datetime.now(UTC),
            Speaker("bench:home", f"bench:{run}-{number}"),
            f"bench:{run}-{number}",
        )
        started = time.perf_counter()
        await house.desk.handle(Said(occasion, text))
        took.append(time.perf_counter() - started)
    return took


def _cold_starts(folder: Path) -> list[tuple[str, str, str]]:
    """`signpost ask` in a process of its own, with the cache in place."""
    command = [sys.executable, "-m", "bot", "ask", "how much math do I need?", "--data", str(folder)]
    took, peaks = [], []
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        took.append(time.perf_counter() - started)
        peaks.append(usage.ru_maxrss / 1024)
        if status:
            sys.exit("signpost ask failed")
    return [
        ("`signpost ask`, cold start, cache present", f"{statistics.median(took):.2f} s", "1.2 s"),
        ("its resident memory", f"{statistics.median(peaks):.0f} MB", "250 MB"),
    ]


if __name__ == "__main__":
    main()
