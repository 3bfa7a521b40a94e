"""Saying that an answer comes later: the library's way, and one that costs a fifth of it for when thousands wait.

Called by `turns` and, for the words alone, by `rescue`. A deferral is never of the silent kind: what is sent later
then takes the place of "thinking", which repeats without harm.
"""

from collections.abc import Awaitable, Callable

import aiohttp
import discord
import structlog
from discord.http import Route

from bot.platforms.discord.turn import Turn

log = structlog.get_logger(__name__)

_ALREADY_ANSWERED = 40060
_EPHEMERAL = b'{"type":5,"data":{"flags":64}}'
_PUBLIC = b'{"type":5}'
_NO_CHOICES = b'{"type":8,"data":{"choices":[]}}'
_HEADERS = {"Content-Type": "application/json"}
_PATIENCE = aiohttp.ClientTimeout(total=3.0)


def deferral_of(turn: Turn) -> bytes:
    """What is sent to Discord; completions cannot be deferred, so none are sent in time."""
    return _NO_CHOICES if turn.is_completion else _EPHEMERAL if turn.is_private else _PUBLIC


def callback_of(interaction: discord.Interaction) -> str:
    """Where it is sent, below the address of the API."""
    return f"/interactions/{interaction.id}/{interaction.token}/callback"


async def defer(turn: Turn) -> None:
    """Defer in the library's way: limits are kept, and what failed in passing is repeated."""
    try:
        await tolerating_answered(turn.interaction, lambda: _by_library(turn))
    except discord.HTTPException as error:
        log.warning("could not defer", interaction=turn.interaction.id, status=error.status, code=error.code)
    except (aiohttp.ClientError, OSError) as error:
        log.warning("could not defer", interaction=turn.interaction.id, reason=type(error).__name__)


async def defer_cheaply(turn: Turn) -> None:
    """Defer over the library's session without its models and locks; with them where Discord does not say yes at once.

    Each interaction has one callback, used once, so that there is no limit to be counted along.
    """
    http = turn.interaction.client.http
    session: aiohttp.ClientSession = turn.interaction._session  # noqa: SLF001 - the library's own, proxy and all
    url = f"{Route.BASE}{callback_of(turn.interaction)}"
    try:
        async with session.post(
            url,
            data=deferral_of(turn),
            headers=_HEADERS,
            timeout=_PATIENCE,
            proxy=http.proxy,
            proxy_auth=http.proxy_auth,
        ) as response:
            if response.ok:
                return
    except (aiohttp.ClientError, OSError) as error:
        log.info("deferring again", interaction=turn.interaction.id, reason=type(error).__name__)
    await defer(turn)


async def tolerating_answered(interaction: discord.Interaction, respond: Callable[[], Awaitable[object]]) -> None:
    """Give a first response; that one was given already is fine, since a repeated one may be the reason."""
    try:
        await respond()
    except discord.InteractionResponded:
        pass
    except discord.HTTPException as error:
        if error.code != _ALREADY_ANSWERED:
            raise
        log.info("response was accepted before", interaction=interaction.id)


async def _by_library(turn: Turn) -> None:
    response = turn.interaction.response
    if turn.is_completion:
        await response.autocomplete([])
    else:
        await response.defer(ephemeral=turn.is_private, thinking=True)
