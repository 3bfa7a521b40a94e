"""What standing people have: workspace admins, and members of the moderators' group.

Slack says neither with an event, so it is asked, once in ten minutes a person; when it does not
answer in time, nobody has any standing.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.errors import SignpostError
from bot.mentor.community import Communities, CommunitySettings
from bot.mentor.events import Speaker, Standing
from bot.platforms.slack import limits
from bot.platforms.slack.address import Tenant
from bot.platforms.slack.calls import RefusedError, SlackCalls
from bot.platforms.slack.payload import Payload, text_at
from bot.platforms.slack.tenants import TenantBook

log = structlog.get_logger(__name__)

_REMEMBERED = 5_000
_ANSWER_WITHIN = 1.2
"""Seconds; what remains of Slack's three is for writing the event down."""


class Members:
    """The people of every workspace, as speakers."""

    def __init__(
        self, calls: SlackCalls, communities: Communities | None, clock: Clock, tenants: TenantBook | None = None
    ) -> None:
        self._calls = calls
        self._tenants = tenants or TenantBook(None)
        self._communities = communities
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[Speaker, float]] = OrderedDict()
        self._groups: dict[str, tuple[tuple[_Group, ...], float]] = {}

    def known_speaker(self, tenant: Tenant, user: str) -> Speaker:
        """The speaker with what is known of their standing, without asking."""
        found = self._known.get((tenant.team, user))
        return found[0] if found else stranger(tenant, user)

    async def speaker(self, tenant: Tenant, user: str) -> Speaker:
        """The speaker with their standing, asked for if it was not lately."""
        now = self._clock.now().timestamp()
        found = self._known.get((tenant.team, user))
        if found and now - found[1] < limits.MEMBERSHIP_LIFE / timedelta(seconds=1):
            return found[0]
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                speaker = await self._ask(tenant, user, now)
        except (SignpostError, TimeoutError) as error:
            log.warning("standing unknown", reason=type(error).__name__)
            return stranger(tenant, user)
        self._known[tenant.team, user] = speaker, now
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return speaker

    async def _ask(self, tenant: Tenant, user: str, now: float) -> Speaker:
        await self._tenants.note(tenant)
        answer = await self._calls.call(tenant, "users.info", user=user)
        person = answer.get("user") or {}
        groups = await self._groups_of(tenant, user, now)
        vouched = [Standing.ADMIN] if person.get("is_admin") or person.get("is_owner") else []
        settings = CommunitySettings()
        if self._communities is not None:
            settings = await self._communities.settings(tenant.community)
        return replace(stranger(tenant, user), standing=settings.standing_of(vouched, groups), groups=groups)

    async def groups(self, tenant: Tenant, typed: str) -> tuple[tuple[str, str], ...]:
        """Ids and names of the user groups whose name holds what was typed."""
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                known = await self._all_groups(tenant, self._clock.now().timestamp())
        except (SignpostError, TimeoutError) as error:
            log.warning("groups unknown", reason=type(error).__name__)
            return ()
        return tuple((group.id, group.name) for group in known if typed.lower() in group.name.lower())

    async def _groups_of(self, tenant: Tenant, user: str, now: float) -> frozenset[str]:
        return frozenset(group.id for group in await self._all_groups(tenant, now) if user in group.users)

    async def _all_groups(self, tenant: Tenant, now: float) -> "tuple[_Group, ...]":
        found = self._groups.get(tenant.team)
        if found is None or now - found[1] >= limits.MEMBERSHIP_LIFE / timedelta(seconds=1):
            answer = await self._listed(tenant)
            found = tuple(map(_Group.of, answer.get("usergroups") or ())), now
            self._groups[tenant.team] = found
        return found[0]

    async def _listed(self, tenant: Tenant) -> Payload:
        """Slack's list of user groups; an empty one where it gives none, for admins are admins all the same."""
        try:
            return await self._calls.call(tenant, "usergroups.list", include_users="true")
        except RefusedError as refused:
            if refused.is_about_token:
                raise
            log.warning("no user groups to ask for", team=tenant.team, code=refused.code)
            return {}


@dataclass(frozen=True, slots=True)
class _Group:
    """A user group and who is in it."""

    id: str
    name: str
    users: frozenset[str]

    @classmethod
    def of(cls, group: Payload) -> "_Group":
        id_ = text_at(group, "id")
        return cls(id_, text_at(group, "name") or id_, frozenset(group.get("users") or ()))


def speaker_id(tenant: Tenant, user: str) -> str:
    """A person of a workspace as the mentor knows them; user ids are only unique within one."""
    return f"slack:{tenant.team}:{user}"


def stranger(tenant: Tenant, user: str) -> Speaker:
    """A speaker of whose standing nothing is known."""
    return Speaker(tenant.community, speaker_id(tenant, user))
