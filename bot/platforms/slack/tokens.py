"""With which token we speak in a workspace, and who we are there.

`Tokens` has two kinds: one token from the settings, or one for each installation in our database,
renewed before it runs out. Nobody else sees a token.
"""

from dataclasses import dataclass, field
from typing import Protocol

from bot.platforms.slack.address import Tenant


@dataclass(frozen=True, slots=True)
class Badge:
    """What lets us speak in a workspace."""

    token: str = field(repr=False)
    bot_user: str = ""
    bot_id: str = ""


class Tokens(Protocol):
    """Finds the badge for a tenant."""

    async def badge(self, tenant: Tenant) -> Badge | None:
        """The badge for `tenant`, or None where we are not installed any more."""
        ...

    async def forget(self, tenant: Tenant) -> None:
        """Look the badge up anew next time: Slack did not accept the one that was given."""
        ...


class OneToken:
    """The one workspace that the settings name."""

    def __init__(self, token: str) -> None:
        self._badge = Badge(token)

    async def badge(self, tenant: Tenant) -> Badge | None:  # noqa: ARG002
        return self._badge

    async def forget(self, tenant: Tenant) -> None:
        """Nothing to look up anew."""
