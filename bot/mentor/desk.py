"""The front desk: the one door into the mentor for every face.

It routes an event to the feature that owns its command or verb and never raises: an error a person
may read becomes a reply with its sentence, every other one a reply with a reference id that is in the log.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.errors import SignpostError
from bot.mentor.commands import MAX_SUGGESTIONS, Command, Feature, Suggestion, VerbHandler
from bot.mentor.events import Event, Filled, Invoked, Picked, Said, Speaker
from bot.mentor.reply import Audience, Note, Paragraph, Reply

log = structlog.get_logger(__name__)


class FrontDesk:
    """Takes every event of every face and returns the reply to it."""

    def __init__(self, listen: Callable[[Said], Awaitable[Reply]], features: Sequence[Feature]) -> None:
        self._listen = listen
        self._commands = {command.path: command for feature in features for command in feature.commands()}
        self._verbs: Mapping[str, VerbHandler] = {
            verb: handler for feature in features for verb, handler in feature.verbs().items()
        }
        for feature in features:
            feature.meet(features)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command there is, in the order in which features declared them."""
        return tuple(self._commands.values())

    async def handle(self, event: Event) -> Reply:
        """The reply to `event`; a failure becomes a sentence and a reference id, never an exception."""
        try:
            return await self._route(event)
        except SignpostError as error:
            log.warning("refused", event_kind=type(event).__name__, reason=type(error).__name__)
            return Reply(blocks=(Paragraph(str(error)),), audience=Audience.ASKER)
        except Exception:
            reference = new_reference()
            log.exception("failed", event_kind=type(event).__name__, reference=reference)
            return failure(reference)

    async def suggest(self, speaker: Speaker, path: tuple[str, ...], option: str, typed: str) -> tuple[Suggestion, ...]:
        """Completions for an option while it is typed, at most `MAX_SUGGESTIONS`; one that says so where it failed."""
        command = self._commands.get(path)
        if command is None or command.suggest is None or not _may_use(command, speaker):
            return ()
        try:
            return (await command.suggest(speaker, option, typed))[:MAX_SUGGESTIONS]
        except Exception:
            reference = new_reference()
            log.exception("suggesting failed", command=" ".join(path), reference=reference)
            return (Suggestion(f"Something went wrong on my side. Reference: {reference}", typed or reference),)

    async def _route(self, event: Event) -> Reply:
        match event:
            case Said():
                return await self._listen(event)
            case Invoked():
                command = self._commands.get(event.path)
                if command is None:
                    raise SignpostError("I don't know that command. Try help to see what I can do.")
                if not _may_use(command, event.occasion.speaker):
                    raise SignpostError("That command is for the people who look after this community.")
                return await command.handler(event)
            case Picked() | Filled():
                handler = self._verbs.get(event.action.verb)
                if handler is None:
                    raise SignpostError("That button belongs to an older version of me. Ask again for a fresh one.")
                return await handler(event)


def failure(reference: str) -> Reply:
    """What a person reads when something broke on our side."""
    return Reply(
        blocks=(
            Paragraph("Something went wrong on my side, and nothing you wrote is lost. Please try again in a minute."),
            Note(f"If it happens again, tell the people who run me this reference: {reference}"),
        ),
        audience=Audience.ASKER,
    )


def new_reference() -> str:
    """A short id that ties what a person saw to a line in the log."""
    return secrets.token_hex(4)


def _may_use(command: Command, speaker: Speaker) -> bool:
    return command.needs is None or command.needs in speaker.standing
