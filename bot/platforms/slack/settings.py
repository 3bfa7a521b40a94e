"""What this face is told once, when it is built; reading it from the environment is done elsewhere."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import yaml

from bot.errors import SettingsError
from bot.platforms.slack import limits

SLACK_API_URL = "https://slack.com/api/"
MANIFEST = Path(__file__).resolve().parents[3] / "deploy" / "slack-manifest.yaml"


class SlackMode(StrEnum):
    """How events reach us: one community over a socket we open, or many over HTTP with OAuth."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Where Slack is and who we are there; no secret shows in its `repr`.

    Socket Mode needs `bot_token` and `app_token`; HTTP needs `signing_secret`, `client_id` and
    `client_secret`, and `public_url` where Slack and browsers reach us, without a path.
    """

    mode: SlackMode = SlackMode.SOCKET
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 3000
    api_url: str = SLACK_API_URL
    manifest: Path = MANIFEST
    seconds_between_posts: float = limits.SECONDS_BETWEEN_POSTS
    call_seconds: float = 12.0
    """How long one call of the Web API may take before it is in doubt."""
    settling_seconds: float = 1.0
    """How long to wait after a doubt before looking whether a message arrived."""
    refresh_when_silent_for: float = 3600.0
    """Seconds without any envelope after which a socket is replaced, for one may be open and deaf."""

    def __post_init__(self) -> None:
        needed = {
            SlackMode.SOCKET: ("bot_token", "app_token"),
            SlackMode.HTTP: ("signing_secret", "client_id", "client_secret", "public_url"),
        }[self.mode]
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            names = ", ".join(f"SLACK_{name.upper()}" for name in missing)
            raise SettingsError(f"Slack in {self.mode.value} mode also needs {names}. Set them, or leave Slack out.")

    @property
    def base_url(self) -> str:
        """`api_url` with exactly one slash at its end, as the SDK wants it."""
        return self.api_url.rstrip("/") + "/"

    @property
    def authorize_url(self) -> str | None:
        """Where people allow an installation, if not at Slack itself."""
        if self.base_url == SLACK_API_URL:
            return None
        return self.base_url.removesuffix("/").removesuffix("/api") + "/oauth/v2/authorize"


def bot_scopes(manifest: Path) -> tuple[str, ...]:
    """The bot scopes that the manifest asks for: the one place where they are written.

    Raises `SettingsError` where the file is missing or is no manifest.
    """
    try:
        scopes = yaml.safe_load(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SettingsError(
            f"The Slack manifest {manifest.name} cannot be read, and the scopes stand in it. "
            "Keep deploy/slack-manifest.yaml beside the program or point the setting at your copy."
        ) from error
    return tuple(str(scope) for scope in scopes)
