"""The HTTP side of a stand-in Slack: signed requests to the bot's address, retried as Slack does."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.platforms.slack import limits
from bot.platforms.slack.playground.socket_mode import Envelope
from bot.platforms.slack.playground.workspace import Json


@dataclass(slots=True)
class HttpSide:
    """Sends what happens to `request_url`, signed with `signing_secret`; `retry_after` are Slack's waits in seconds."""

    request_url: str = ""
    signing_secret: str = "play"  # noqa: S105
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    statuses: list[int] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None

    async def send(self, envelope: Envelope) -> Envelope:
        """Sends an envelope until it is acknowledged or Slack would give up."""
        waits = self.retry_after if envelope.kind == "events_api" else ()
        for wait in (*waits, None):
            if await self.try_once(envelope):
                return envelope
            if wait is None:
                break
            envelope.attempt += 1
            await asyncio.sleep(wait)
        return envelope

    async def try_once(self, envelope: Envelope) -> bool:
        """One request; True where the bot acknowledged it in time."""
        body, content_type = _body(envelope)
        headers = {"Content-Type": content_type, **self.signature(body)}
        if envelope.attempt:
            headers |= {
                "X-Slack-Retry-Num": str(envelope.attempt),
                "X-Slack-Retry-Reason": envelope.reason or "http_error",
            }
        envelope.sent_at = time.perf_counter()
        try:
            async with self._open().post(
                self.request_url, data=body, headers=headers,
                timeout=aiohttp.ClientTimeout(total=limits.ACKNOWLEDGE_WITHIN.total_seconds()),
            ) as response:  # fmt: skip
                text = await response.text()
        except TimeoutError:
            envelope.reason = "http_timeout"
            return False
        except aiohttp.ClientError:
            envelope.reason = "connection_failed"
            return False
        self.statuses.append(response.status)
        if response.status != 200:  # noqa: PLR2004
            envelope.reason = "http_error"
            return False
        envelope.acknowledged_after = time.perf_counter() - envelope.sent_at
        envelope.answer = json.loads(text) if text.startswith("{") else None
        envelope.acknowledged.set()
        return True

    def signature(self, body: str, at: float | None = None) -> dict[str, str]:
        """The headers by which the bot knows that `body` is Slack's."""
        timestamp = str(int(time.time() if at is None else at))
        signed = SignatureVerifier(self.signing_secret).generate_signature(timestamp=timestamp, body=body)
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signed or ""}

    async def close(self) -> None:
        """Closes the connections to the bot."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def _body(envelope: Envelope) -> tuple[str, str]:
    form = "application/x-www-form-urlencoded"
    match envelope.kind:
        case "events_api":
            return json.dumps(envelope.payload), "application/json"
        case "slash_commands":
            return urlencode(envelope.payload), form
        case _:
            return urlencode({"payload": json.dumps(envelope.payload)}), form


def event_callback(team: str, event: Json, event_id: str, bot_user: str, enterprise: str | None = None) -> Json:
    """The wrapper in which every event of the Events API comes."""
    return {
        "token": "play", "team_id": team, "enterprise_id": enterprise, "api_app_id": "A0MENTOR", "event": event,
        "type": "event_callback", "event_id": event_id, "event_time": int(time.time()),
        "authorizations": [
            {"enterprise_id": enterprise, "team_id": team, "user_id": bot_user, "is_bot": True,
             "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
    }  # fmt: skip
