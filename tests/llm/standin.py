"""A stand-in for an OpenAI-compatible endpoint on loopback: each request is met by the next behavior put in."""

import asyncio
import gzip
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Behavior = Callable[[web.Request], Awaitable[web.StreamResponse]]


class StandIn:
    """What came in, and what is done about what comes in next."""

    def __init__(self) -> None:
        self.url = ""
        self.behaviors: deque[Behavior] = deque()
        self.received: list[dict[str, Any]] = []
        self.keys: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.received.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        return await self.behaviors.popleft()(request)


@asynccontextmanager
async def stand_in(*behaviors: Behavior) -> AsyncIterator[StandIn]:
    """An endpoint that behaves so, request by request."""
    endpoint = StandIn()
    endpoint.behaviors.extend(behaviors)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield endpoint
    finally:
        await runner.cleanup()


def chunk(text: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One event of a stream."""
    delta: dict[str, Any] = {"content": text} if text is not None else {}
    return {
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [{"index": 0, "delta": delta | more.pop("delta", {}), "finish_reason": finish}], **more,
    }  # fmt: skip


USAGE = {
    "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [],
    "usage": {"prompt_tokens": 321, "completion_tokens": 45, "total_tokens": 366},
}  # fmt: skip


async def _stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    return response


def says(text: str, size: int = 7) -> Behavior:
    """A whole answer, in pieces."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return events(*map(chunk, pieces), chunk(finish="stop"), USAGE)


def events(*data: dict[str, Any] | str, ending: str = "data: [DONE]\n\n") -> Behavior:
    """A stream of these events; a text goes out as it is."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await _stream(request)
        for event in data:
            line = event if isinstance(event, str) else f"data: {json.dumps(event)}\n\n"
            await response.write(line.encode())
        await response.write(ending.encode())
        return response

    return behave


def dies_after(text: str) -> Behavior:
    """A stream whose connection breaks."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await _stream(request)
        await response.write(f"data: {json.dumps(chunk(text))}\n\n".encode())
        if request.transport is not None:
            request.transport.abort()
        return response

    return behave


def status(code: int, **headers: str) -> Behavior:
    """An error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def behave(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "no", "type": "e"}}, status=code, headers=named)

    return behave


def body(text: str, content_type: str = "application/json") -> Behavior:
    """A whole body with status 200, whatever is in it."""

    async def behave(_: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type)

    return behave


async def hangs(request: web.Request) -> web.StreamResponse:
    """Nothing, for ever."""
    await asyncio.Event().wait()
    return await _stream(request)


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The connection breaks before a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def never_ends(request: web.Request) -> web.StreamResponse:
    """Words without end."""
    response = await _stream(request)
    while True:
        await response.write(f"data: {json.dumps(chunk('and so on '))}\n\n".encode())


async def floods(request: web.Request) -> web.StreamResponse:
    """Bytes without end, and not one event among them."""
    response = await _stream(request)
    while True:
        await response.write(b"x" * 100_000)


async def packs(_: web.Request) -> web.StreamResponse:
    """Few bytes that unfold to very many."""
    packed = gzip.compress(b"data: " + b"x" * 20_000_000, 1)
    headers = {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
    return web.Response(body=packed, headers=headers)


async def trickles(request: web.Request) -> web.StreamResponse:
    """A comment now and then, and never an answer."""
    response = await _stream(request)
    while True:
        await response.write(b": still here\n\n")
        await asyncio.sleep(0.05)
