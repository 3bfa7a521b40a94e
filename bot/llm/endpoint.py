"""Any OpenAI-compatible endpoint, through the `openai` package; the only module that knows it.

The answer is read as it streams in, so that one without end is given up early, and only a whole one is returned. The
package is loaded in a thread when the first question goes out: it takes more than a second. Every failure of it,
among them bare `json.JSONDecodeError`s, becomes a `CompletionError` here.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from bot.llm.completions import Ask, Completion, CompletionError, Failure
from bot.mentor.assistance import PATIENCE

if TYPE_CHECKING:
    import httpx2
    import openai
    from openai.types.chat import ChatCompletionChunk

_LIMITED, _SERVER = 429, 500
_LONGEST_BODY = 4_000_000
"""Bytes; a streamed answer is mostly frame, and one that is larger than this is no answer."""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Which endpoint, which model, with which key."""

    key: str
    model: str
    base_url: str | None = None


class OpenAIEndpoint:
    """Asks one model at one endpoint."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._settings = settings
        self._client: openai.AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Load the package and make the client, without a word to the endpoint; harmless when repeated."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_client, self._settings)

    async def close(self) -> None:
        """Let go of connections; harmless when repeated."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def complete(self, ask: Ask) -> Completion:
        """The whole answer; raises `CompletionError`."""
        await self.open()
        if self._client is None:
            raise CompletionError(Failure.UNREACHABLE, is_charged=False)
        try:
            return await self._streamed(self._client, ask)
        except CompletionError:
            raise
        except Exception as error:
            raise _explained(error) from error

    async def _streamed(self, client: "openai.AsyncOpenAI", ask: Ask) -> Completion:
        import httpx2
        import openai
        from openai.lib._pydantic import to_strict_json_schema

        stream = await client.chat.completions.create(
            model=self._settings.model,
            messages=[{"role": "system", "content": ask.instructions}, {"role": "user", "content": ask.data}],
            response_format={
                "type": "json_schema",
                "json_schema": {
                    "name": ask.form.__name__.lower(),
                    "schema": to_strict_json_schema(ask.form),
                    "strict": True,
                },
            },
            max_completion_tokens=ask.tokens_out,
            stream=True,
            stream_options={"include_usage": True},
        )
        async with stream:
            try:
                return await _whole(stream, ask.longest)
            except (openai.APIConnectionError, httpx2.TransportError) as error:
                # It had begun to answer, which may cost; another try could cost twice.
                raise _explained(error, Failure.CUT) from error


async def _whole(chunks: "AsyncIterator[ChatCompletionChunk]", longest: int) -> Completion:
    """The answer of a stream that came to its end."""
    text, finish, usage = "", None, None
    async for chunk in chunks:
        usage = chunk.usage or usage
        for choice in (chunk.choices or ())[:1]:
            if choice.delta.refusal:
                raise CompletionError(Failure.REFUSED)
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
        if len(text) > longest:
            raise CompletionError(Failure.ENDLESS)
    if finish == "content_filter":
        raise CompletionError(Failure.REFUSED)
    if finish != "stop":
        raise CompletionError(Failure.CUT if text else Failure.EMPTY)
    if not text.strip():
        raise CompletionError(Failure.EMPTY)
    counts = (usage.prompt_tokens, usage.completion_tokens) if usage is not None else (None, None)
    return Completion(text, *counts)


def _client(settings: EndpointSettings) -> "openai.AsyncOpenAI":
    import openai

    return openai.AsyncOpenAI(
        api_key=settings.key,
        base_url=settings.base_url,
        max_retries=0,
        timeout=PATIENCE,
        default_headers={"Accept-Encoding": "identity"},
        http_client=openai.DefaultAsyncHttpxClient(event_hooks={"response": [_capped]}),
    )


async def _capped(response: "httpx2.Response") -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        # We asked for none: a few packed bytes can unfold to more than the event loop has time for.
        raise CompletionError(Failure.MALFORMED)
    response.stream = _capped_stream_type()(response.stream)


def _capped_stream_type() -> Any:
    import httpx2

    class Capped(httpx2.AsyncByteStream):
        """The bytes of an answer, up to a number that no answer needs."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            length = 0
            async for part in self._stream:
                length += len(part)
                if length > _LONGEST_BODY:
                    raise CompletionError(Failure.ENDLESS)
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()

    return Capped


def _explained(error: Exception, no_connection: Failure = Failure.UNREACHABLE) -> CompletionError:
    """A failure of the package in our terms: the one place that knows its exceptions."""
    import httpx2
    import openai

    if isinstance(error.__cause__, CompletionError):
        return error.__cause__
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return CompletionError(Failure.TIMEOUT)
        case openai.APIConnectionError() | httpx2.TransportError():
            return CompletionError(no_connection, is_charged=no_connection is not Failure.UNREACHABLE)
        case openai.APIStatusError(status_code=status, response=response):
            after = _retry_after(response.headers.get("retry-after-ms"), response.headers.get("retry-after"))
            if status == _LIMITED:
                return CompletionError(Failure.LIMITED, retry_after=after, is_charged=False)
            if status >= _SERVER:
                return CompletionError(Failure.SERVER, retry_after=after, is_charged=False)
            return CompletionError(Failure.DENIED, is_charged=False)
        case openai.APIError():
            return CompletionError(Failure.CUT)
        case ValueError() | TypeError() | AttributeError() | LookupError():
            return CompletionError(Failure.MALFORMED)
    return CompletionError(Failure.BROKEN)


def _retry_after(milliseconds: str | None, value: str | None) -> float | None:
    """Seconds to wait, given as milliseconds, seconds or a date (RFC 9110, section 10.2.3); None for anything else."""
    try:
        if milliseconds is not None:
            seconds = float(milliseconds) / 1000
        elif value is None:
            return None
        elif value.strip()[:1].isalpha():
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        else:
            seconds = float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
