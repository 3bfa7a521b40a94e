"""HTTP mode: Slack's requests and people's installations, on an address of our own.

A body that is too long is not read to its end, and nothing counts that Slack did not sign in the last five minutes.
Events are written down and acknowledged; all else goes to Bolt, which verifies for itself. Nothing else is served.
"""

import asyncio
import html
from collections.abc import Mapping, Sequence

import orjson
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.errors import PlatformError, StorageError
from bot.platforms.slack import limits
from bot.platforms.slack.installations import STATE_SECONDS, Installations
from bot.platforms.slack.payload import Payload, text_at
from bot.platforms.slack.routing import is_event
from bot.platforms.slack.settings import SlackSettings, bot_scopes
from bot.platforms.slack.spool import Spool

log = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

_TIME, _SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
_RATE_LIMITED, _RATE_LIMITED_SINCE = "app_rate_limited", "minute_rate_limited"
_LONGEST_TIME = 20
_READ_WITHIN = 2.0
"""Seconds in which a body must arrive; Slack's own limit for the whole is three."""


def oauth_settings(settings: SlackSettings, installations: Installations) -> AsyncOAuthSettings:
    """How Bolt installs us; the scopes are those of the manifest."""
    return AsyncOAuthSettings(
        client_id=settings.client_id, client_secret=settings.client_secret, scopes=bot_scopes(settings.manifest),
        user_scopes=[], redirect_uri=settings.public_url.rstrip("/") + REDIRECT_PATH, install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH, authorization_url=settings.authorize_url,
        installation_store=installations.store, installation_store_bot_only=True, state_store=installations.states,
        state_expiration_seconds=STATE_SECONDS,
        callback_options=AsyncCallbackOptions(success=_on_success, failure=_on_failure),
    )  # fmt: skip


class SlackWeb:
    """The server of HTTP mode."""

    def __init__(self, app: AsyncApp, spool: Spool, installations: Installations, settings: SlackSettings) -> None:
        self._app = app
        self._spool = spool
        self._verifier = SignatureVerifier(settings.signing_secret)
        self._installations = installations
        self._host, self._port = settings.host, settings.port
        self._runner: web.AppRunner | None = None
        self._closed = asyncio.Event()

    @property
    def port(self) -> int:
        """The port it listens on, once it runs."""
        return self._port

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._runner is not None

    async def open(self) -> None:
        """Starts listening; raises `PlatformError` where the address is taken."""
        await self._installations.prepare()
        server = web.Application(client_max_size=limits.BODY_BYTES)
        server.add_routes(
            [
                web.post(EVENTS_PATH, self._on_event),
                web.get(INSTALL_PATH, self._on_install),
                web.get(REDIRECT_PATH, self._on_redirect),
            ]
        )
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise PlatformError(
                f"I can't listen on {self._host}:{self._port}. Free that port or set SLACK_PORT to another one."
            ) from error
        self._port = int(runner.addresses[0][1])
        self._runner = runner

    async def run(self) -> None:
        """Serves until closed."""
        await self._closed.wait()

    async def close(self) -> None:
        """Stops listening and lets requests in hand finish."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
        self._closed.set()

    async def _on_event(self, request: web.Request) -> web.StreamResponse:
        if (request.content_length or 0) > limits.BODY_BYTES:
            return web.Response(status=413, text="too long")
        if not _may_be_signed(request.headers):
            return web.Response(status=401, text="not signed")
        try:
            async with asyncio.timeout(_READ_WITHIN):
                told = self._event_in(request, await request.read()) or await to_bolt_request(request)
        except web.HTTPRequestEntityTooLarge:
            return web.Response(status=413, text="too long")
        except (TimeoutError, UnicodeDecodeError, ValueError):
            return web.Response(status=400, text="unreadable")
        if isinstance(told, AsyncBoltRequest):
            return await to_aiohttp_response(await self._app.async_dispatch(told))
        if told.get("type") == _RATE_LIMITED:
            # Bolt knows no listener for it, and Slack wants to hear that it was heard.
            log.warning("slack holds events back", team=text_at(told, "team_id"), since=told.get(_RATE_LIMITED_SINCE))
            return web.Response()
        return await self._to_spool(told)

    def _event_in(self, request: web.Request, body: bytes) -> Payload | None:
        """What Slack tells and waits for no answer to; None for whatever else comes, on which Bolt decides."""
        time, signature = request.headers.get(_TIME), request.headers.get(_SIGNATURE)
        if not body.startswith(b"{") or not self._verifier.is_valid(body, time, signature):
            return None
        payload = orjson.loads(body)
        is_told = is_event(payload) or payload.get("type") == _RATE_LIMITED
        return payload if is_told else None

    async def _to_spool(self, event: Payload) -> web.Response:
        try:
            await self._spool.add(event).written()
        except StorageError:
            return web.Response(status=500, text="not written down")
        return web.Response()

    async def _on_install(self, request: web.Request) -> web.StreamResponse:
        flow = self._app.oauth_flow
        assert flow is not None  # noqa: S101 - HTTP mode always has one
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def _on_redirect(self, request: web.Request) -> web.StreamResponse:
        flow = self._app.oauth_flow
        assert flow is not None  # noqa: S101 - HTTP mode always has one
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))


def _may_be_signed(headers: Mapping[str, str]) -> bool:
    """Whether Bolt can verify the signature at all: it fails on a time that is no number, and on odd letters."""
    time, signature = headers.get(_TIME, ""), headers.get(_SIGNATURE, "")
    return time.isascii() and time.isdecimal() and len(time) < _LONGEST_TIME and signature.isascii()


async def _on_success(args: AsyncSuccessArgs) -> BoltResponse:
    name = args.installation.team_name or args.installation.enterprise_name or "your workspace"
    return _page(200, "Signpost is here", f"It is installed in {name}. Open it in Slack and ask your first question.")


async def _on_failure(args: AsyncFailureArgs) -> BoltResponse:
    again = "Nothing was installed. Please start again from the install link."
    return _page(args.suggested_status_code, "That did not work", again)


def _page(status: int, title: str, text: str) -> BoltResponse:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title>"
        '<body style="font:1.1rem/1.5 system-ui;margin:4rem auto;max-width:32rem;padding:0 1rem">'
        f"<h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>"
    )
    headers: dict[str, str | Sequence[str]] = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return BoltResponse(status=status, body=body, headers=headers)
