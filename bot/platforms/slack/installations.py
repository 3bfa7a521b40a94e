"""Workspaces and organizations that installed us over HTTP: their tokens, kept in our database and renewed in time.

Slack's own SQLAlchemy stores keep them, in three tables that `prepare` makes where they are missing.
Nothing is kept of the person who installed. Badges are remembered for a minute, because every event needs one.
"""

import asyncio
import logging
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.address import Tenant
from bot.platforms.slack.tokens import Badge

log = structlog.get_logger(__name__)

STATE_SECONDS = 600
"""How long somebody may take to allow an installation."""

_RENEW_MINUTES_BEFORE = 120
_BADGE_SECONDS = 60.0
_REMEMBERED = 10_000


class InstallationStore(AsyncSQLAlchemyInstallationStore):
    """Slack's store, without the person who installed."""

    async def async_save(self, installation: Installation) -> None:
        """Keeps an installation, but not who made it."""
        installation.user_id = ""
        installation.user_token = installation.user_refresh_token = None
        await super().async_save(installation)


class StateStore(AsyncSQLAlchemyOAuthStateStore):
    """Slack's store of installations under way; a state is used once, and old ones are swept out."""

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state, after sweeping out those that ran out."""
        expired = self.oauth_states.c.expire_at < datetime.now(UTC).replace(tzinfo=None)
        async with self.engine.begin() as connection:
            await connection.execute(delete(self.oauth_states).where(expired))
        return str(await super().async_issue(*args, **kwargs))

    async def async_consume(self, state: str) -> bool:
        """Whether the state was ours and still good; in one statement, so that it is so only once."""
        column = self.oauth_states.c
        fresh = (column.state == state) & (column.expire_at > datetime.now(UTC).replace(tzinfo=None))
        async with self.engine.begin() as connection:
            used = await connection.execute(delete(self.oauth_states).where(fresh))
        return used.rowcount == 1


class Installations:
    """The badges of all workspaces; implements `Tokens`."""

    def __init__(self, engine: AsyncEngine, client: AsyncWebClient, client_id: str, client_secret: str) -> None:
        quiet = logging.getLogger("slack_sdk.oauth")
        self.store = InstallationStore(client_id=client_id, engine=engine, logger=quiet)
        self.states = StateStore(expiration_seconds=STATE_SECONDS, engine=engine, logger=quiet)
        self._rotator = AsyncTokenRotator(client_id=client_id, client_secret=client_secret, client=client)
        self._badges: OrderedDict[Tenant, tuple[Badge, float]] = OrderedDict()
        self._turn = asyncio.Lock()

    async def prepare(self) -> None:
        """Makes the tables where they are missing."""
        await self.store.create_tables()  # type: ignore[no-untyped-call]
        await self.states.create_tables()  # type: ignore[no-untyped-call]

    async def badge(self, tenant: Tenant) -> Badge | None:
        """The badge of `tenant`, renewed where it runs out soon."""
        known = self._known(tenant)
        if known is not None:
            return known
        async with self._turn:
            badge = self._known(tenant) or await self._look_up(tenant)
            if badge is not None:
                self._badges[tenant] = badge, asyncio.get_running_loop().time()
                if len(self._badges) > _REMEMBERED:
                    self._badges.popitem(last=False)
        return badge

    async def forget(self, tenant: Tenant) -> None:
        """Look `tenant` up anew next time."""
        self._badges.pop(tenant, None)

    async def remove(self, tenant: Tenant) -> None:
        """`tenant` has us no more: nothing of its installation stays."""
        team = None if tenant.is_org else tenant.team
        await self.store.async_delete_all(enterprise_id=tenant.enterprise or None, team_id=team)
        self._badges.clear()

    def _known(self, tenant: Tenant) -> Badge | None:
        found = self._badges.get(tenant)
        fresh = found is not None and asyncio.get_running_loop().time() - found[1] < _BADGE_SECONDS
        return found[0] if found is not None and fresh else None

    async def _look_up(self, tenant: Tenant) -> Badge | None:
        bot = await self._find(tenant)
        if bot is None:
            return None
        try:
            renewed = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=_RENEW_MINUTES_BEFORE
            )
        except (SlackTokenRotationError, aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
            # Another process may have used the refresh token a moment ago; then its token is in the store by now.
            # Where Slack cannot be reached, the present one is good for two hours more.
            log.warning("slack token not renewed", team=tenant.team, reason=type(error).__name__)
            renewed = await self._find(tenant)
        else:
            if renewed is not None:
                await self.store.async_save_bot(renewed)
        current = renewed or bot
        return Badge(current.bot_token, current.bot_user_id or "", current.bot_id or "")

    async def _find(self, tenant: Tenant) -> Bot | None:
        """The workspace's own installation first, then its organization's."""
        enterprise = tenant.enterprise or None
        for is_org in (False, True) if enterprise else (False,):
            bot = await self.store.async_find_bot(
                enterprise_id=enterprise, team_id=None if is_org else tenant.team, is_enterprise_install=is_org
            )
            if bot is not None:
                return bot
        return None


class Authorize(AsyncAuthorize):
    """Tells Bolt who we are in a workspace from our own records; the SDK would ask Slack for each event."""

    def __init__(self, tokens: "Installations") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._tokens = tokens

    async def __call__(
        self,
        *,
        context: Any,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002 - Bolt names it
        **_: Any,
    ) -> AuthorizeResult | None:
        tenant = Tenant(team_id or "", enterprise_id or "", bool(context.is_enterprise_install))
        badge = await self._tokens.badge(tenant)
        if badge is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=badge.token, bot_id=badge.bot_id,
            bot_user_id=badge.bot_user,
        )  # fmt: skip
