"""The commands every face offers, declared once.

A feature hands in `Command`s; a face turns the whole table into its own kind of command (slash
commands, one slash command with words, lines that start with a slash) and sends back `Invoked`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.mentor.events import Event, Filled, Invoked, Picked, Speaker, Standing
from bot.mentor.reply import Block, Choice, Reply

MAX_SUGGESTIONS = 25
"""Discord shows at most 25 autocomplete choices of at most 100 characters."""


class OptionKind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: what is shown and what is sent."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CommandOption:
    """A named value of a command. `fixed` are all the values there are; `suggests` asks while typing."""

    name: str
    description: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False
    fixed: tuple[Suggestion, ...] = ()
    suggests: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can tell the mentor to do: one or two words, a line about it, its options.

    `may_be_public` marks commands whose reply others may see; all other replies are the asker's alone.
    `needs` hides the command from people without that standing and refuses them if they call it all the same.
    """

    path: tuple[str, ...]
    description: str
    handler: Callable[[Invoked], Awaitable[Reply]]
    options: tuple[CommandOption, ...] = ()
    may_be_public: bool = False
    needs: Standing | None = None
    message_label: str = ""
    """Set where the command is about somebody's message: it is offered under this name in the menu on messages, at most
    24 characters, and gets the message as its options `text`, `author` and `link`."""
    suggest: Callable[[Speaker, str, str], Awaitable[tuple[Suggestion, ...]]] | None = None
    """Takes who asks, the option's name and what was typed so far."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of somebody's home page: what it shows, and what can be picked for it, further down under `prompt`."""

    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    prompt: str = ""


VerbHandler = Callable[[Picked | Filled], Awaitable[Reply]]
"""What picking a choice or sending a form with a certain verb leads to."""


class Feature:
    """A part of the mentor that joins the front desk with commands and verbs of its own, and a shelf at home."""

    def commands(self) -> tuple[Command, ...]:
        """The commands it adds."""
        return ()

    def verbs(self) -> Mapping[str, VerbHandler]:
        """What it does for each verb of its choices and forms."""
        return {}

    async def at_home(self, event: Event) -> Shelf:  # noqa: ARG002 - for those who show something
        """What it shows on the home page of whoever looks."""
        return Shelf()

    def meet(self, others: "Sequence[Feature]") -> None:
        """Told once of every feature of the desk, itself among them."""


Handler = Callable[[Event], Awaitable[Reply]]
