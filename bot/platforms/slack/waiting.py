"""A sign that the mentor is thinking, for direct conversations, put up only when an answer takes a while.

Slack takes it down by itself when the answer is posted, or after two minutes.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from bot.door import Letter
from bot.errors import PlatformError
from bot.platforms.slack import limits
from bot.platforms.slack.address import Address, Surface
from bot.platforms.slack.calls import SlackCalls
from bot.tasks import Tasks

log = structlog.get_logger(__name__)

PATIENCE = 0.4
"""Seconds without an answer after which people wonder; nearly all answers are faster."""


_REMEMBERED = 1_000


class WaitingSigns:
    """The signs of all answers that are being worked on."""

    def __init__(self, calls: SlackCalls, tasks: Tasks, loading: Sequence[str], patience: float = PATIENCE) -> None:
        self._calls = calls
        self._tasks = tasks
        self._loading = list(loading[: limits.LOADING_MESSAGES])
        self._patience = patience
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._answered: OrderedDict[str, None] = OrderedDict()
        """Answers that were faster than the word that their event came in."""

    def put_up(self, letter: Letter) -> None:
        """An event came in: unless it is answered soon, say that it is worked on."""
        address = Address.from_mapping(letter.address)
        if letter.key in self._answered:
            del self._answered[letter.key]
        elif address.surface is Surface.THREAD and address.is_direct:
            loop = asyncio.get_running_loop()
            self._due[letter.key] = loop.call_later(self._patience, self._start, letter.key, address)

    def take_down(self, letter: Letter) -> None:
        """The answer is there."""
        handle = self._due.pop(letter.key, None)
        if handle is not None:
            handle.cancel()
            return
        self._answered[letter.key] = None
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)

    def close(self) -> None:
        """Puts up no more."""
        for handle in self._due.values():
            handle.cancel()
        self._due.clear()

    def _start(self, key: str, address: Address) -> None:
        if self._due.pop(key, None) is not None:
            self._tasks.start("slack shows that we think", self._show(address))

    async def _show(self, address: Address) -> None:
        try:
            await self._calls.call(
                address.tenant, "assistant.threads.setStatus", channel_id=address.channel, thread_ts=address.thread,
                status="is thinking…", loading_messages=self._loading or None,
            )  # fmt: skip
        except PlatformError as error:
            log.info("status not shown", reason=str(error))
