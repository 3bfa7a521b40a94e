"""The OAuth side of a stand-in Slack: consent, the exchange of codes, tokens that turn, revocation."""

import uuid
from urllib.parse import urlencode

from aiohttp import web

from bot.platforms.slack.playground.methods import Refused
from bot.platforms.slack.playground.web_api import WebApi
from bot.platforms.slack.playground.workspace import Json, Workspace

TOKEN_LIFE_SECONDS = 43_200


class OAuthSide:
    """Lets a person allow an installation at once, and hands out what an app gets for it."""

    def __init__(self, api: WebApi, client_id: str, client_secret: str) -> None:
        self._api = api
        self.client_id, self.client_secret = client_id, client_secret
        self.rotates = False
        self.is_org_wide = False
        self.installing = "T0HOME"
        """The workspace of whoever is at the consent page."""
        self.asked_scopes: list[str] = []
        self._codes: set[str] = set()
        self._refresh: dict[str, Workspace] = {}
        api.extra |= {"oauth.v2.access": self._access}

    def routes(self) -> list[web.RouteDef]:
        """What to serve."""
        return [web.get("/oauth/v2/authorize", self._consent)]

    async def _consent(self, request: web.Request) -> web.Response:
        self.asked_scopes = request.query.get("scope", "").split(",")
        code = uuid.uuid4().hex
        self._codes.add(code)
        back = urlencode({"code": code, "state": request.query.get("state", "")})
        raise web.HTTPFound(f"{request.query['redirect_uri']}?{back}")

    def _access(self, arguments: Json, _: str) -> Json:
        if (arguments.get("client_id"), arguments.get("client_secret")) != (self.client_id, self.client_secret):
            raise Refused("bad_client_secret")
        if arguments.get("grant_type") == "refresh_token":
            workspace = self._refresh.pop(arguments.get("refresh_token", ""), None)
            if workspace is None:
                raise Refused("invalid_refresh_token")
        elif arguments.get("code") in self._codes:
            self._codes.discard(arguments["code"])
            workspace = self._api.workspaces[self.installing]
            workspace.is_installed = True
        else:
            raise Refused("invalid_code")
        return self._grant(workspace)

    def _grant(self, workspace: Workspace) -> Json:
        grant: Json = {
            "app_id": "A0MENTOR", "authed_user": {"id": next(iter(workspace.people))}, "token_type": "bot",
            "scope": ",".join(self.asked_scopes), "bot_user_id": workspace.bot_user,
            "team": None if self.is_org_wide else {"id": workspace.team, "name": workspace.name},
            "enterprise": {"id": workspace.enterprise, "name": "grid"} if workspace.enterprise else None,
            "is_enterprise_install": self.is_org_wide,
        }  # fmt: skip
        if self.rotates:
            workspace.bot_token = f"xoxe.xoxb-{uuid.uuid4().hex}"
            refresh = f"xoxe-{uuid.uuid4().hex}"
            self._refresh[refresh] = workspace
            grant |= {"refresh_token": refresh, "expires_in": TOKEN_LIFE_SECONDS}
        return grant | {"access_token": workspace.bot_token}
