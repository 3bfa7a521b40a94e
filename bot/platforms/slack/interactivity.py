"""One router for everything that is clicked, chosen, filled in or asked for while typing.

What a button or menu does stands in its value, what a form does in its private metadata, so all of
them work after a restart. Called by `listeners`; returns letters, or the views Slack shows at once.
"""

import json
from dataclasses import dataclass

from bot.door import Letter
from bot.door.letter import EventKind, event_from_json
from bot.mentor.actions import Action, StaleActionError
from bot.mentor.commands import Command
from bot.mentor.desk import FrontDesk
from bot.platforms.slack.address import Address, Surface, tenant_of
from bot.platforms.slack.command import RUN, Unfinished, options_view, read_button, suggestion_options
from bot.platforms.slack.courier import SHARE
from bot.platforms.slack.intake import Intake
from bot.platforms.slack.members import Members
from bot.platforms.slack.payload import Payload, text_at
from bot.platforms.slack.render import PICKER

STALE = Action("stale")
"""What a control of an older version becomes: the mentor says that it is old."""


@dataclass(frozen=True, slots=True)
class Modal:
    """A view to open at once, with the trigger that allows it."""

    trigger: str
    view: Payload


class Interactivity:
    """Makes letters, modals or suggestions of interactions."""

    def __init__(self, intake: Intake, members: Members, desk: FrontDesk) -> None:
        self._intake = intake
        self._members = members
        self._desk = desk

    async def picked(self, body: Payload) -> Letter | Modal:
        """A button or menu entry of ours."""
        action = (body.get("actions") or [{}])[0]
        value = text_at(action, "value") or text_at(action, "selected_option", "value")
        id_ = text_at(action, "action_id")
        if id_.startswith(RUN):
            return await self._run(body, value)
        if id_.startswith(SHARE):
            return await self._share(body, value)
        if id_.startswith(PICKER):
            chosen = {"picked": " ".join(_chosen(action))}
            return await self._intake.filled_by_choice(body, _action(id_.removeprefix(f"{PICKER}:")), chosen)
        return await self._intake.picked(body, _action(value))

    async def submitted(self, body: Payload) -> Letter:
        """A form of ours."""
        view = body.get("view") or {}
        meaning = _meaning(view)
        whence = Address.from_mapping(meaning["address"]) if meaning else self._nowhere(body)
        values = values_of(view)
        if meaning and "command" in meaning:
            path = tuple(json.loads(meaning["command"]))
            given = {name: value for name, value in values.items() if value}
            return await self._intake.invoked_by_form(body, path, given, whence)
        action = _action(str(meaning.get("action", "")))
        return await self._intake.filled(body, action, values, whence)

    async def suggestions(self, body: Payload) -> list[Payload]:
        """Entries for a menu, from what was typed so far."""
        if text_at(body, "action_id").startswith(PICKER):
            groups = await self._members.groups(tenant_of(body), text_at(body, "value"))
            return suggestion_options((name, id_) for id_, name in groups)
        _, _, rest = text_at(body, "action_id").partition(":")
        _, path, option = (*rest.split(":"), "", "", "")[:3]
        speaker = self._members.known_speaker(tenant_of(body), text_at(body, "user", "id"))
        found = await self._desk.suggest(speaker, tuple(path.split()), option, text_at(body, "value"))
        return suggestion_options((suggestion.label, suggestion.value) for suggestion in found)

    def command(self, path: tuple[str, ...]) -> Command | None:
        """The command with this name."""
        return next((command for command in self._desk.commands if command.path == path), None)

    async def _run(self, body: Payload, value: str) -> Letter | Modal:
        try:
            path, options = read_button(value)
        except (ValueError, TypeError, AttributeError):
            return await self._intake.picked(body, STALE)
        command = self.command(path)
        if command is not None and any(o.required and not options.get(o.name) for o in command.options):
            _, address = await self._intake.interaction(body)
            return Modal(address.trigger, options_view(Unfinished(command, options), address))
        return await self._intake.invoked_by_choice(body, path, options)

    async def _share(self, body: Payload, value: str) -> Letter:
        try:
            key, kind, event = json.loads(value)
            return self._intake.shared(body, str(key), event_from_json(EventKind(kind), event))
        except (ValueError, TypeError):
            return await self._intake.picked(body, STALE)

    def _nowhere(self, body: Payload) -> Address:
        tenant = tenant_of(body)
        return Address(Surface.FORM, team=tenant.team, enterprise=tenant.enterprise, user=text_at(body, "user", "id"))


def values_of(view: Payload) -> dict[str, str]:
    """What was filled in, by the key of its field; empty where nothing was."""
    values: dict[str, str] = {}
    for key, block in (view.get("state") or {}).get("values", {}).items():
        for element in block.values():
            values[key] = text_at(element, "value") or text_at(element, "selected_option", "value")
    return values


def _chosen(action: Payload) -> list[str]:
    """The ids that were picked, whichever of Slack's menus they were picked with."""
    many = action.get("selected_channels") or action.get("selected_conversations")
    if many:
        return [str(id_) for id_ in many]
    options = action.get("selected_options") or [action.get("selected_option") or {}]
    single = text_at(action, "selected_channel") or text_at(action, "selected_conversation")
    return [single] if single else [id_ for option in options if (id_ := text_at(option, "value"))]


def _meaning(view: Payload) -> Payload:
    try:
        meaning = json.loads(text_at(view, "private_metadata"))
    except ValueError:
        return {}
    return meaning if isinstance(meaning, dict) and "surface" in (meaning.get("address") or {}) else {}


def _action(encoded: str) -> Action:
    try:
        return Action.decode(encoded)
    except StaleActionError:
        return STALE
