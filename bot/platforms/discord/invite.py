"""The permissions the mentor needs in Discord, each with its reason, and the link that asks for exactly these.

Pure; `signpost doctor` prints the link.
"""

from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Mapping
from urllib.parse import urlencode

REASONS: Mapping[str, str] = {
    "view_channel": "to see that it was mentioned",
    "send_messages": "to answer where threads are not possible",
    "create_public_threads": "to answer in a thread, so that the channel stays quiet",
    "send_messages_in_threads": "to answer in threads",
    "read_message_history": "to reply to a question, and to see after a crash whether it was answered",
    "attach_files": "to show pictures",
}
"""Each permission by discord.py's name for it."""

_BITS = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
}
"""https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags"""

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "create_public_threads": "Create Public Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}


def permission_bits() -> int:
    """All the permissions as the number that Discord knows them by."""
    return sum(_BITS[name] for name in REASONS)


def permission_title(name: str) -> str:
    """What Discord's settings call a permission."""
    return _NAMES.get(name, name.replace("_", " ").title())


def invite_link(application: int | str, site: str = "https://discord.com") -> str:
    """The address at which somebody adds the mentor to their server."""
    query = urlencode(
        {
            "client_id": str(application),
            "scope": "bot applications.commands",
            "permissions": str(permission_bits()),
            "integration_type": "0",
        }
    )
    return f"{site}/oauth2/authorize?{query}"


def application_of(token: str) -> int | None:
    """The application's id, which stands in front of a bot's token; None where it is no such token."""
    head = token.split(".", maxsplit=1)[0]
    try:
        return int(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (Error, ValueError):
        return None
