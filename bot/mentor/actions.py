"""What a choice does when it is picked, written so that it outlives a restart.

An `Action` is a verb and a few arguments. Its encoded form travels through the platform as the
state of a button or a menu, starts with a version, and is never longer than `MAX_ENCODED`.
"""

from dataclasses import dataclass

from bot.errors import SignpostError

VERSION = "1"
MAX_ENCODED = 100
"""Discord allows 100 characters in a custom_id, the tightest limit of all faces."""

_SEPARATOR = ":"


class StaleActionError(SignpostError):
    """A choice that an older or newer version made, or that nobody made."""


@dataclass(frozen=True, slots=True)
class Action:
    """A verb of the mentor and its arguments, such as `role` with `("data_analyst",)`."""

    verb: str
    arguments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(_SEPARATOR in part for part in (self.verb, *self.arguments)):
            raise ValueError(f"an action's parts hold no {_SEPARATOR!r}")
        if len(self.encode()) > MAX_ENCODED:
            raise ValueError(f"an action is at most {MAX_ENCODED} characters when encoded")

    def encode(self) -> str:
        """The state to hand to a platform, at most `MAX_ENCODED` characters."""
        return _SEPARATOR.join((VERSION, self.verb, *self.arguments))

    def argument(self, index: int) -> str:
        """The argument at `index`, empty where the action has fewer."""
        return self.arguments[index] if index < len(self.arguments) else ""

    @classmethod
    def decode(cls, encoded: str) -> "Action":
        """The action behind a state that came back; raises `StaleActionError` for any other text."""
        version, *parts = encoded.split(_SEPARATOR)
        if version != VERSION or not parts or not parts[0] or len(encoded) > MAX_ENCODED:
            raise StaleActionError(
                "This button is from an older conversation. Ask me again and I'll give you a fresh one."
            )
        return cls(parts[0], tuple(parts[1:]))
