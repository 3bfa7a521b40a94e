"""Where an answer goes: what Slack told us with an event, kept with the letter until it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from bot.platforms.slack.payload import Payload, text_at


class Surface(StrEnum):
    """What the answer becomes."""

    THREAD = "thread"
    """A message in the thread of what was said, in a channel or directly."""
    COMMAND = "command"
    """A private answer to a slash command or shortcut, or an open one where the reply is for the room."""
    MESSAGE = "message"
    """Follows, or changes, the message in which something was picked."""
    EPHEMERAL = "ephemeral"
    """The same, where only one person sees that message."""
    MODAL = "modal"
    """Follows a choice that was made in the home tab or in a modal."""
    FORM = "form"
    """Follows a form that was sent."""
    HOME = "home"
    """The home tab itself."""
    SHARED = "shared"
    """A private answer that its reader shows to everyone."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """Whose token speaks: a workspace, or a whole organization where the app is installed there."""

    team: str
    enterprise: str = ""
    is_org: bool = False

    @property
    def community(self) -> str:
        """The community this is to the mentor."""
        return f"slack:{self.team}"


@dataclass(frozen=True, slots=True)
class Address:
    """Everything needed to answer one event, without asking Slack about it again."""

    surface: Surface
    team: str
    user: str
    enterprise: str = ""
    is_org: str = ""
    channel: str = ""
    thread: str = ""
    message: str = ""
    """Timestamp of the message in which something was picked."""
    response_url: str = ""
    trigger: str = ""
    view: str = ""
    """Id of the modal in which something was picked."""
    quiet: str = ""
    """Set where the community does not want answers for everybody in this channel."""
    instead_of: str = ""
    """What the messages of the answer are marked with that this one takes the place of."""

    @property
    def tenant(self) -> Tenant:
        """Whose token answers."""
        return Tenant(self.team, self.enterprise, bool(self.is_org))

    @property
    def is_quiet(self) -> bool:
        """Whether everything said there is for one person alone."""
        return bool(self.quiet)

    @property
    def is_direct(self) -> bool:
        """Whether it is a conversation with nobody else in it."""
        return self.channel.startswith("D")

    def to_mapping(self) -> dict[str, str]:
        """The address as a letter carries it."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: str(value) for name, value in given if value}

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> "Address":
        """The address a letter carries; unknown names are left out, for an older version may have written it."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in mapping.items() if name in known}
        return cls(**(given | {"surface": Surface(mapping["surface"])}))  # type: ignore[arg-type]


def tenant_of(body: Payload) -> Tenant:
    """The tenant of any payload; in shared channels the authorization says who we are, not the sender's team."""
    authorizations = body.get("authorizations") or [{}]
    first = authorizations[0]
    team = text_at(body, "team", "id") or text_at(body, "team_id") or text_at(body, "user", "team_id")
    enterprise = text_at(body, "enterprise", "id") or text_at(body, "enterprise_id")
    is_org = first.get("is_enterprise_install", body.get("is_enterprise_install"))
    return Tenant(
        text_at(first, "team_id") or team, text_at(first, "enterprise_id") or enterprise, is_org in {True, "true"}
    )
