"""Calls of Slack's Web API, told apart by what may have happened: done, refused, not sent, or in doubt.

The only place that knows the SDK's and aiohttp's exceptions. Nothing is repeated here but what
Slack surely did not do: a 429 after its `Retry-After`, and a connection that never came about.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformError
from bot.platforms.slack.address import Tenant
from bot.platforms.slack.payload import Payload
from bot.platforms.slack.tokens import Tokens

log = structlog.get_logger(__name__)

_MAX_RETRY_AFTER = 40.0
_PATIENCE = 5
_IN_DOUBT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_LIMITED = frozenset({"ratelimited", "rate_limited"})
"""Slack says both, and not always with the status and the header that should come with it."""
_TOKEN_TROUBLE = frozenset({"invalid_auth", "token_expired", "token_revoked", "account_inactive", "not_authed"})


def call_timeout(seconds: float) -> aiohttp.ClientTimeout:
    """For the shared session: the SDK's own time-out is not used where it is given one."""
    return aiohttp.ClientTimeout(total=seconds, connect=min(4.0, seconds))


class RefusedError(PlatformError):
    """Slack did not do it and said why in `code`."""

    def __init__(self, method: str, code: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(f"Slack refused {method}: {code}")
        self.code, self.reasons = code, reasons

    @property
    def is_about_token(self) -> bool:
        """Whether we are not let in at all."""
        return self.code in _TOKEN_TROUBLE


class UnreachableError(PlatformError):
    """The request surely never reached Slack."""


class DoubtError(PlatformError):
    """The request was sent and nobody knows whether it was carried out."""


class LimitedError(PlatformError):
    """Slack did not do it because it was asked too often, and may be asked again after `seconds`."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(f"Slack limits {method}.")
        self.seconds = seconds


class SlackCalls:
    """Slack's Web API for every tenant, over one HTTP session."""

    def __init__(self, client: AsyncWebClient, tokens: Tokens) -> None:
        client.retry_handlers = []  # the SDK's own would post again after a connection that broke
        self.client = client
        self._tokens = tokens
        self._closed_until: dict[tuple[str, str], float] = {}

    async def call(self, tenant: Tenant, method: str, **arguments: Any) -> Payload:
        """The answer of a method; raises `RefusedError`, `UnreachableError` or `DoubtError`."""
        for _ in range(_PATIENCE):
            await self._wait_for_turn(tenant, method)
            badge = await self._tokens.badge(tenant)
            if badge is None:
                raise RefusedError(method, "account_inactive")
            try:
                return await self.once(method, badge.token, arguments)
            except LimitedError as limited:
                loop = asyncio.get_running_loop()
                self._closed_until[tenant.team, method] = loop.time() + limited.seconds
                log.warning("slack limits us", method=method, seconds=limited.seconds)
            except RefusedError as refused:
                if refused.is_about_token:
                    await self._tokens.forget(tenant)
                raise
        raise UnreachableError(f"Slack kept limiting {method}.")

    async def once(self, method: str, token: str, arguments: Mapping[str, Any]) -> Payload:
        """One attempt with a given token; raises as `call` does, and `LimitedError`."""
        body = {key: value for key, value in arguments.items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"}
        try:
            if method in _READ_AS_FORM:
                response = await self.client.api_call(method, data=body, headers=headers)
            else:
                response = await self.client.api_call(method, json=body, headers=headers)
        except SlackApiError as error:
            raise _meaning(method, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise UnreachableError("Slack cannot be reached.") from error
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError, TypeError, AttributeError) as error:
            raise DoubtError(f"Slack did not answer {method}.") from error
        data = response.data
        if not isinstance(data, dict):
            raise DoubtError(f"Slack answered {method} with something else than JSON.")
        return data

    async def answer_at(self, response_url: str, message: Payload) -> None:
        """Uses a response URL; raises as `call` does."""
        if self.client.session is None:
            raise UnreachableError("There is no connection to Slack any more.")
        try:
            async with self.client.session.post(response_url, json=message) as response:
                text = await response.text()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise UnreachableError("Slack cannot be reached.") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DoubtError("Slack did not answer at the response URL.") from error
        if response.status >= 500:  # noqa: PLR2004
            raise DoubtError("Slack broke off at the response URL.")
        if response.status != 200 or '"ok":false' in text.replace(" ", ""):  # noqa: PLR2004
            raise RefusedError("response_url", _code_in(text))

    async def _wait_for_turn(self, tenant: Tenant, method: str) -> None:
        closed = self._closed_until.get((tenant.team, method))
        if closed is None:
            return
        wait = closed - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)
        self._closed_until.pop((tenant.team, method), None)


_READ_AS_FORM = frozenset(
    {"conversations.replies", "conversations.history", "conversations.open", "users.info", "usergroups.list",
     "files.getUploadURLExternal", "auth.test", "apps.connections.open"}
)  # fmt: skip
"""Methods that take no JSON body: https://docs.slack.dev/apis/web-api#methods_supporting_json."""


def _meaning(method: str, error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429 or code in _LIMITED:  # noqa: PLR2004
        headers = getattr(response, "headers", None) or {}
        return LimitedError(method, _seconds(headers.get("Retry-After")))
    if status >= 500 or code is None or code in _IN_DOUBT:  # noqa: PLR2004
        return DoubtError(f"Slack broke off at {method}.")
    messages = (data.get("response_metadata") or {}).get("messages") or () if isinstance(data, dict) else ()
    return RefusedError(method, str(code), tuple(str(message) for message in messages))


def _seconds(value: str | None) -> float:
    try:
        return min(max(float(value or 1), 0.0), _MAX_RETRY_AFTER)
    except ValueError:
        return 1.0


def _code_in(text: str) -> str:
    for code in ("expired_url", "used_url", "invalid_blocks", "no_text", "msg_blocks_too_long", "expired_trigger_id"):
        if code in text:
            return code
    return "refused"
