"""The home tab: where a learner stands, published only where it is not what they see already."""

import json
from collections import OrderedDict
from hashlib import blake2b

from bot.mentor.reply import Reply
from bot.platforms.slack.address import Tenant
from bot.platforms.slack.calls import SlackCalls
from bot.platforms.slack.render import home_view

_REMEMBERED = 10_000


class HomeTab:
    """Publishes home tabs and remembers what each person's looks like."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls
        self._shown: OrderedDict[tuple[str, str], str] = OrderedDict()

    def is_open_for(self, tenant: Tenant, user: str) -> bool:
        """Whether this person has seen their home tab lately, so that a change is worth showing."""
        return (tenant.team, user) in self._shown

    async def publish(self, tenant: Tenant, user: str, reply: Reply) -> str:
        """Shows `reply` as the home tab of `user`; nothing is sent where it looks the same already."""
        view = home_view(reply)
        look = blake2b(json.dumps(view, sort_keys=True).encode(), digest_size=8).hexdigest()
        if self._shown.get((tenant.team, user)) != look:
            await self._calls.call(tenant, "views.publish", user_id=user, view=view)
            self._shown[tenant.team, user] = look
        self._shown.move_to_end((tenant.team, user))
        if len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)
        return f"home:{user}:{look}"
