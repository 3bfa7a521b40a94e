"""The health of a running process: looked at in one place, told on loopback, asked for by `signpost doctor --live`.

Everything that may stop says how it is doing; the process is well while all of it is. Served by `bot.serving`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from time import perf_counter
from typing import Any

from aiohttp import web

from bot.errors import PlatformError, StorageError

PATH = "/healthz"
_LOOPBACK = "127.0.0.1"
_DATABASE_WITHIN = 2.0

Look = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """Whether the database takes writing, and how long that took, in seconds."""

    is_well: bool
    seconds: float
    reason: str = ""


async def database_health(touch: Callable[[], Awaitable[object]]) -> DatabaseHealth:
    """How the database is doing, by what happens to `touch`, which waits behind everything that is being written."""
    began = perf_counter()
    reason = ""
    try:
        async with asyncio.timeout(_DATABASE_WITHIN):
            await touch()
    except TimeoutError:
        reason = "it did not answer in time"
    except StorageError as error:
        reason = str(error)
    return DatabaseHealth(not reason, round(perf_counter() - began, 6), reason)


def whole(parts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The state of everything: each part under its name, a part made of parts as well; well where all of them are."""
    return {"is_well": all(map(_is_well, parts.values())), **parts}


def plain(health: object) -> Mapping[str, Any]:
    """A health record as JSON-able data, its verdict included."""
    data = asdict(health) if is_dataclass(health) and not isinstance(health, type) else {}
    if hasattr(health, "is_well"):
        data["is_well"] = health.is_well
    return data


async def serve_health(port: int, look: Look) -> Callable[[], Awaitable[None]]:
    """Tell the health on loopback: 200 while everything works, 503 otherwise. Returns what ends it."""

    async def answer(_: web.Request) -> web.Response:
        state = await look()
        return web.json_response(state, status=200 if state["is_well"] else 503)

    async def nothing() -> None:
        return

    if not port:
        return nothing
    app = web.Application()
    app.router.add_get(PATH, answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, _LOOPBACK, port).start()
    except OSError as error:
        await runner.cleanup()
        raise PlatformError(
            f"Port {port} for {PATH} is taken. Set SIGNPOST_HEALTH_PORT to another one, or to 0 for none."
        ) from error
    return runner.cleanup


def _is_well(part: Mapping[str, Any]) -> bool:
    inner = all(_is_well(each) for each in part.values() if isinstance(each, Mapping))
    return inner and bool(part.get("is_well", part.get("is_running", True)))
