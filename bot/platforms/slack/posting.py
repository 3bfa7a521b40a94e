"""Posting where Slack keeps what was posted: in turn, once, and found again by its metadata.

A post in doubt is never repeated blindly: our own messages are read back first. Called by the courier.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from bot.door import UndeliverableError
from bot.platforms.slack import limits
from bot.platforms.slack.address import Tenant
from bot.platforms.slack.calls import DoubtError, RefusedError, SlackCalls, UnreachableError
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.payload import Payload, text_at
from bot.platforms.slack.render import SlackMessage

log = structlog.get_logger(__name__)

METADATA_TYPE = "signpost_answer"
TOO_MUCH_FOR_SLACK = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "markdown_text_conflict"}
)
"""Refusals of what a message looks like; its plain text goes out instead."""

_TRIES = 3
_PAGES = 4
_CLOCKS_APART = timedelta(minutes=2)
_HALF_DONE = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is posted, `since` when it can be there and, where that is known, `until` when at the latest."""

    tenant: Tenant
    channel: str
    thread: str
    since: datetime
    until: datetime | None = None


class Posting:
    """Posts the messages of an answer, and finds them again."""

    def __init__(self, calls: SlackCalls, pace: Pace, settling_seconds: float = 1.0) -> None:
        self._calls = calls
        self._pace = pace
        self._settling = settling_seconds
        self._half_done: OrderedDict[str, dict[int, str]] = OrderedDict()
        """Parts of long answers that were found when not all of them were."""

    async def post(self, place: "Place", messages: Sequence[SlackMessage], key: str) -> str:
        """Posts every message that is not there yet and returns the timestamp of the first.

        Raises `UndeliverableError` where Slack will never take it, `DoubtError` where it stays unclear.
        """
        there = self._half_done.pop(key, {})
        stamps = []
        for part, message in enumerate(messages):
            stamp = there.get(part)
            if stamp is None:
                stamp = await self._surely_once(place, message, _Mark(key, part, len(messages)))
            stamps.append(stamp)
        return stamps[0]

    async def post_anew(self, place: "Place", messages: Sequence[SlackMessage], before: str, key: str) -> str:
        """Puts every message in the place of one with the key `before`; what is left over there goes.

        Returns the timestamp of the first, raises as `post` does, and does no harm when repeated.
        """
        there = {**(await self._read_back(place, before))[0], **(await self._read_back(place, key))[0]}
        stamps = []
        for part, message in enumerate(messages):
            mark, stamp = _Mark(key, part, len(messages)), there.pop(part, None)
            if stamp is None:
                stamp = await self._surely_once(place, message, mark)
            else:
                await self._change(place, stamp, message, mark)
            stamps.append(stamp)
        for stamp in there.values():
            try:
                await self._calls.call(place.tenant, "chat.delete", channel=place.channel, ts=stamp)
            except RefusedError as refused:
                log.info("an older message stays", code=refused.code)
        return stamps[0]

    async def find(self, place: "Place", key: str) -> str | None:
        """The timestamp of the answer with this key where all of it is there; remembers what is there of it."""
        found, parts = await self._read_back(place, key)
        if parts and len(found) == parts:
            return found[0]
        if found:
            self._half_done[key] = found
            if len(self._half_done) > _HALF_DONE:
                self._half_done.popitem(last=False)
        return None

    async def _surely_once(self, place: "Place", message: SlackMessage, mark: "_Mark") -> str:
        arguments = message.to_arguments()
        for _ in range(_TRIES):
            await self._pace.turn(place.tenant.team, place.channel)
            try:
                answer = await self._calls.call(
                    place.tenant, "chat.postMessage", channel=place.channel, thread_ts=place.thread or None,
                    metadata=mark.to_metadata(), **arguments,
                )  # fmt: skip
            except UnreachableError:
                await asyncio.sleep(self._settling)
            except DoubtError:
                await asyncio.sleep(self._settling)
                found, _ = await self._read_back(place, mark.key)
                if mark.part in found:
                    return found[mark.part]
            except RefusedError as refused:
                if refused.code not in TOO_MUCH_FOR_SLACK or "blocks" not in arguments:
                    raise UndeliverableError(str(refused)) from refused
                log.exception("slack would not show our blocks", code=refused.code, reasons=refused.reasons)
                arguments = {name: value for name, value in arguments.items() if name != "blocks"}
            else:
                return text_at(answer, "ts")
        raise DoubtError("Slack could not be reached to post an answer.")

    async def _change(self, place: "Place", stamp: str, message: SlackMessage, mark: "_Mark") -> None:
        arguments = message.to_arguments()
        for _ in range(2):
            try:
                await self._calls.call(
                    place.tenant, "chat.update", channel=place.channel, ts=stamp, metadata=mark.to_metadata(),
                    **arguments,
                )  # fmt: skip
            except RefusedError as refused:
                if refused.code not in TOO_MUCH_FOR_SLACK or "blocks" not in arguments:
                    raise UndeliverableError(str(refused)) from refused
                log.exception("slack would not show our blocks", code=refused.code, reasons=refused.reasons)
                arguments = {name: value for name, value in arguments.items() if name != "blocks"}
            else:
                return

    async def _read_back(self, place: "Place", key: str) -> tuple[dict[int, str], int]:
        """Our messages with this key by part, and how many parts there should be."""
        oldest = f"{(place.since - _CLOCKS_APART).timestamp():.6f}"
        latest = f"{(place.until + _CLOCKS_APART).timestamp():.6f}" if place.until else None
        where = {"channel": place.channel} | ({"ts": place.thread} if place.thread else {})
        method = "conversations.replies" if place.thread else "conversations.history"
        found: dict[int, str] = {}
        parts, cursor = 0, ""
        for _ in range(_PAGES):
            page = await self._calls.call(
                place.tenant, method, **where, oldest=oldest, latest=latest, include_all_metadata="true",
                limit=limits.HISTORY_PAGE, cursor=cursor or None,
            )  # fmt: skip
            for message in page.get("messages") or ():
                mark = _Mark.of(message)
                if mark is not None and mark.key == _short(key):
                    found.setdefault(mark.part, text_at(message, "ts"))
                    parts = mark.parts
            cursor = text_at(page, "response_metadata", "next_cursor")
            if not cursor:
                break
        return found, parts


class _Mark:
    """What a message of ours carries to be known again; Slack keeps it with the message."""

    __slots__ = ("key", "part", "parts")

    def __init__(self, key: str, part: int, parts: int) -> None:
        self.key, self.part, self.parts = key, part, parts

    def to_metadata(self) -> Payload:
        payload = {"answers": _short(self.key), "part": self.part, "parts": self.parts}
        return {"event_type": METADATA_TYPE, "event_payload": payload}

    @classmethod
    def of(cls, message: Payload) -> "_Mark | None":
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") != METADATA_TYPE or not text_at(payload, "answers"):
            return None
        return cls(payload["answers"], int(payload.get("part", 0)), int(payload.get("parts", 1)))


def _short(key: str) -> str:
    """A key as metadata carries it: everyone in the channel may read that, so it tells nothing."""
    return blake2b(key.encode(), digest_size=12).hexdigest()
