"""Which organization a workspace belongs to, learned from what arrives, for posts that answer nothing.

Only what a workspace's own id does not tell is remembered, so most workspaces leave no trace here.
"""

from bot.platforms.marks import Marks
from bot.platforms.slack.address import Tenant

_SCOPE = "slack:tenants"
_ORG = "org"
_SEPARATOR = "|"


class TenantBook:
    """The tenants that have been heard from."""

    def __init__(self, marks: Marks | None) -> None:
        self._marks = marks
        self._known: dict[str, Tenant] = {}

    async def note(self, tenant: Tenant) -> None:
        """Remember a tenant that its workspace's id alone does not name."""
        if tenant == self._known.get(tenant.team, Tenant(tenant.team)):
            return
        if self._marks is not None:
            written = f"{tenant.enterprise}{_SEPARATOR}{_ORG if tenant.is_org else ''}"
            await self._marks.write(_SCOPE, tenant.team, written)
        # Not before it is written: else it would be known until the next start only.
        self._known[tenant.team] = tenant

    async def of(self, team: str) -> Tenant:
        """The tenant of a workspace."""
        if team not in self._known:
            written = await self._marks.read(_SCOPE, team) if self._marks is not None else None
            enterprise, _, kind = (written or "").partition(_SEPARATOR)
            self._known[team] = Tenant(team, enterprise, kind == _ORG)
        return self._known[team]
