"""The whole program beside a stand-in Discord: how it is asked for its health, and how it ends."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.diagnosis import State
from bot.cli.live import diagnoses
from bot.errors import StorageError
from bot.health import database_health, whole
from bot.platforms.discord.playground.server import PlayDiscord
from bot.settings import setting_names

COOKING = str(Path(__file__).parents[1] / "packs" / "cooking")
PATIENCE = 45.0


class Program:
    """`signpost run` and `signpost doctor --live` with the same settings."""

    def __init__(self, discord: PlayDiscord, folder: Path) -> None:
        told = discord.settings()
        self._folder = folder
        self._settings = {name: value for name, value in os.environ.items() if name not in setting_names()} | {
            "SIGNPOST_DATA_FOLDER": str(folder),
            "SIGNPOST_KNOWLEDGE_FOLDER": COOKING,
            "SIGNPOST_HEALTH_PORT": str(_free_port()),
            "DISCORD_TOKEN": told.token,
            "DISCORD_API_URL": str(told.api_url),
            "DISCORD_GATEWAY_URL": str(told.gateway_url),
            "COLUMNS": "200",
        }

    async def begin(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, env=self._settings, cwd=self._folder,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def doctor(self) -> tuple[int, str]:
        asked = await self.begin("doctor", "--live")
        out, _ = await asyncio.wait_for(asked.communicate(), PATIENCE)
        return int(asked.returncode or 0), out.decode()

    async def until(self, code: int) -> str:
        """What the doctor says once it leaves with `code`."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found, out = await self.doctor()
                if found == code:
                    return out


@pytest.fixture
async def discord() -> AsyncIterator[PlayDiscord]:
    discord = PlayDiscord()
    discord.gateway.max_concurrency = 16
    await discord.start()
    yield discord
    await discord.stop()


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_the_process_says_how_it_is_and_ends_in_good_order(discord: PlayDiscord, tmp_path: Path) -> None:
    program = Program(discord, tmp_path)
    ann = discord.add_person("Ann")
    code, out = await program.doctor()
    assert (code, "Nothing answers on port" in out) == (1, True)
    running = await program.begin("run")
    try:
        await discord.world.until(lambda: discord.gateway.live, PATIENCE)
        out = await program.until(0)
        for told in ("discord", "gateway heard of", "database", "takes writing", "tips", "none sent since the start"):
            assert told in out
        discord.gateway.accepts = False
        discord.gateway.abort_all()
        assert "not connected" in await program.until(1)
        discord.gateway.accepts = True
        await program.until(0)
        direct = discord.direct(ann)
        ann.say(direct, "how do I cook rice?")
        running.send_signal(signal.SIGTERM)
        assert await _ended(running, 12) == 0
        assert len([message for message in direct.messages if message.author.is_bot]) <= 1
    finally:
        if running.returncode is None:
            running.kill()
            await running.communicate()


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_nobody_logs_in_before_content_and_database_are_proven_good(discord: PlayDiscord, tmp_path: Path) -> None:
    program = Program(discord, tmp_path)
    content = await program.begin("run", "--knowledge", "/nowhere")
    assert await _ended(content, PATIENCE) == 1
    (tmp_path / "signpost.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 99)
    database = await program.begin("run")
    assert await _ended(database, PATIENCE) == 1
    assert discord.rest.requests == []
    assert discord.gateway.identifies == []


def test_every_part_is_told_in_words_and_one_bad_part_makes_all_of_it_bad() -> None:
    tips = {"is_well": True, "sent": 3, "last_sent_at": "2026-11-21T09:00:00+00:00", "overdue": 0, "last_look_age": 1}
    discord = {
        "is_well": False, "is_connected": False, "shards": 2, "connected_shards": 1, "gateway_age": 90.0,
        "latency": 0.04, "guilds": 12, "last_failure": "OSError", "door": {"held": 3, "oldest_seconds": 7.0},
    }  # fmt: skip
    parts: dict[str, Any] = {
        "platforms": {"discord": discord},
        "database": {"is_well": True, "seconds": 0.001, "reason": ""},
        "tips": tips,
        "tasks": {"tips": {"is_running": True, "failures_in_a_row": 2, "failures": 2, "last_failure": "KeyError"}},
    }
    state = whole(parts)
    assert not state["is_well"]
    told = {found.part: found for found in diagnoses(state)}
    assert told["discord"].text == (
        "not connected, 1 of 2 shards, gateway heard of 2 min ago, heartbeat 40 ms, 12 servers, "
        "3 messages wait, the oldest for 7 s, last failure: OSError"
    )
    assert (told["discord"].state, told["database"].state) == (State.BAD, State.GOOD)
    assert "failed 2 times in a row" in next(f.text for f in diagnoses(state) if f.state is State.NOTE)
    assert "last one at 2026-11-21 09:00 UTC, 3 since the start" in [found.text for found in diagnoses(state)]
    discord["is_well"] = True
    assert whole(parts)["is_well"]
    parts["tasks"]["tips"]["is_running"] = False
    assert not whole(parts)["is_well"]


def test_what_the_language_model_does_and_costs_is_told_and_its_rest_is_no_illness() -> None:
    breaker = {"resting": 0.0, "failures_in_a_row": 0, "answered": 12, "failed": 0, "last_failure": ""}
    model: dict[str, Any] = {
        "model": "m", "provider": "models.example.org", "breaker": breaker, "calls": {},
        "this_month": {"calls": 40, "tokens_in": 1, "tokens_out": 1, "cost": 1_230_000, "outcomes": []},
    }  # fmt: skip
    (told, _) = diagnoses({"language_model": model})
    assert (told.state, told.text) == (
        State.GOOD,
        "m at models.example.org: 12 answers since the start, $1.23 this month for 40 calls",
    )
    breaker |= {"resting": 25.0, "failed": 5, "last_failure": "timeout"}
    model["this_month"] = None
    (told, _) = diagnoses({"language_model": model})
    assert told.state is State.NOTE
    assert told.text.endswith("5 failures, the last: timeout, not asked for 25 s")


async def test_a_database_that_does_not_take_writing_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full() -> None:
        raise StorageError("The disk is full.")

    async def stuck() -> None:
        await asyncio.Event().wait()

    async def works() -> None:
        return

    monkeypatch.setattr("bot.health._DATABASE_WITHIN", 0.05)
    found = [await database_health(touch) for touch in (works, full, stuck)]
    assert [(health.is_well, health.reason) for health in found] == [
        (True, ""),
        (False, "The disk is full."),
        (False, "it did not answer in time"),
    ]


async def _ended(program: asyncio.subprocess.Process, seconds: float) -> int | None:
    await asyncio.wait_for(program.communicate(), seconds)
    return program.returncode


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
