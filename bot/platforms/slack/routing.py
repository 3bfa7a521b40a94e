"""The way into Bolt, for what waits for an answer and for events that were acknowledged already.

Bolt parses and routes both alike. What fails in a listener comes back from Bolt as a status; here it becomes an
error again, so that it is not acknowledged, or opened once more.
"""

import json
from datetime import datetime

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import StorageError
from bot.platforms.slack.payload import Payload

RECEIVED_AT = "received_at"
"""Under this name a listener finds in Bolt's context when an event reached us."""

_FAILED = 500


class Routing:
    """Hands to Bolt what came in."""

    def __init__(self, app: AsyncApp) -> None:
        self._app = app

    async def answer(self, envelope: Payload) -> Payload | None:
        """What to acknowledge an envelope of Socket Mode with; raises where it must not be acknowledged."""
        request = SocketModeRequest.from_dict(envelope)
        if request is None:
            return None
        response = await run_async_bolt_app(self._app, request)
        if response.status >= _FAILED:
            raise StorageError("Something could not be written down, so Slack is asked to send it again.")
        return _payload_of(response.body)

    async def open(self, event: Payload, received_at: datetime) -> None:
        """Takes an event to its listener; its signature, where it had one, was verified when it came in."""
        request = AsyncBoltRequest(body=event, mode="socket_mode", context={RECEIVED_AT: received_at})
        response = await self._app.async_dispatch(request)
        if response.status >= _FAILED:
            raise StorageError("An event was not taken in.")


def is_event(payload: Payload) -> bool:
    """Whether this tells that something happened, and waits for nothing but the word that it arrived."""
    return payload.get("type") == "event_callback"


def _payload_of(body: str) -> Payload | None:
    if not body:
        return None
    parsed = json.loads(body) if body.startswith("{") else {"text": body}
    return parsed if isinstance(parsed, dict) else None
