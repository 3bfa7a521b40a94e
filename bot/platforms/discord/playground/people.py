"""What people do in the stand-in Discord: write, edit, press, pick, fill in, use commands.

Every act reaches the bot as the event that Discord would send, and says what became of it where that is asked.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platforms.discord.playground import payloads
from bot.platforms.discord.playground.posts import Posts
from bot.platforms.discord.playground.world import Channel, Interaction, Json, Message, User, World, walk

_COMMAND, _COMPONENT, _COMPLETION, _MODAL = 2, 3, 4, 5
_BUTTON, _MENU = 2, 3
_CHAT, _MESSAGE_COMMAND = 1, 3
_SUBCOMMAND = 1
_BOOLEAN, _INTEGER, _NUMBER = 5, 4, 10


@dataclass(frozen=True, slots=True)
class Person:
    """One person and everything they can do."""

    user: User
    world: World
    posts: Posts

    def say(self, channel: Channel, text: str, replies_to: Message | None = None) -> Message:
        """Write a message; `@bot` mentions the mentor."""
        mention = f"<@{self.world.bot.id}>"
        return self.posts.by_person(self.user, channel, text.replace("@bot", mention), replies_to)

    def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        self.posts.edit_by_person(message, text.replace("@bot", f"<@{self.world.bot.id}>"))

    def delete(self, message: Message) -> None:
        """Delete a message."""
        self.posts.delete(message)

    def use(self, channel: Channel, path: str, options: Mapping[str, Any] | None = None) -> Interaction:
        """Use a command, given as its words, with the options it declares."""
        command, chain, declared = self._command(path)
        given = [self._option(declared, name, value) for name, value in (options or {}).items()]
        return self._act(_COMMAND, channel, self._command_data(command, chain, given))

    def type_in(
        self, channel: Channel, path: str, option: str, text: str, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Type in an option that completes while one types."""
        command, chain, declared = self._command(path)
        given = [self._option(declared, name, value) for name, value in (options or {}).items()]
        given.append({**self._option(declared, option, text), "focused": True})
        return self._act(_COMPLETION, channel, self._command_data(command, chain, given))

    def ask_about(self, message: Message, label: str = "Ask the mentor about this") -> Interaction:
        """Use a line of the context menu on a message."""
        command = next(c for c in self.world.commands if (c["type"], c["name"]) == (_MESSAGE_COMMAND, label))
        data = {
            "id": command["id"],
            "name": command["name"],
            "type": _MESSAGE_COMMAND,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): payloads.message_json(message)}},
        }
        return self._act(_COMMAND, message.channel, data)

    def press(self, message: Message, label: str) -> Interaction:
        """Press a button, or pick a line of a menu, by its label."""
        for component in walk(message.components):
            if component.get("type") == _BUTTON and component.get("label") == label:
                data = {"component_type": _BUTTON, "custom_id": component["custom_id"], "id": component["id"]}
                return self._act(_COMPONENT, message.channel, data, message)
            for option in component.get("options") or []:
                if option["label"] == label:
                    return self.pick(message, component["custom_id"], [option["value"]])
        raise LookupError(f"no choice {label!r} among {message.labels()}")

    def pick(self, message: Message, state: str, values: Sequence[str]) -> Interaction:
        """Pick in a menu, or in a picker of channels or roles, given by its custom id."""
        menu = next(c for c in walk(message.components) if c.get("custom_id") == state)
        data: Json = {"component_type": menu["type"], "custom_id": state, "id": menu["id"], "values": list(values)}
        if menu["type"] != _MENU:
            data["resolved"] = self._resolved(message.channel, values)
        return self._act(_COMPONENT, message.channel, data, message)

    def fill(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Fill in the modal that an interaction opened, and send it."""
        modal = opened.modal or {}
        labels = [
            {
                "type": label["type"],
                "id": number,
                "component": {
                    "type": label["component"]["type"],
                    "id": 100 + number,
                    "custom_id": label["component"]["custom_id"],
                    "value": values.get(label["component"]["custom_id"], label["component"].get("value") or ""),
                },
            }
            for number, label in enumerate(modal["components"], 1)
        ]
        data = {"custom_id": modal["custom_id"], "components": labels}
        return self._act(_MODAL, opened.channel, data, opened.message, opened)

    def _act(
        self,
        kind: int,
        channel: Channel,
        data: Json,
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        world = self.world
        token = secrets.token_urlsafe(24)
        interaction = Interaction(world.new_id(), token, kind, self.user, channel, data, message, opened_by)
        world.interactions[interaction.id] = world.by_token[token] = interaction
        world.tell("interaction_create", interaction, channel)
        return interaction

    def _command(self, path: str) -> tuple[Json, list[str], Sequence[Json]]:
        first, *rest = path.split()
        command = next((c for c in self.world.commands if c["type"] == _CHAT and c["name"] == first), None)
        if command is None:
            raise LookupError(f"no command /{first}; known are {[c['name'] for c in self.world.commands]}")
        declared: Sequence[Json] = command["options"]
        for word in rest:
            declared = next(o for o in declared if o["name"] == word and o["type"] == _SUBCOMMAND).get("options") or []
        return command, rest, declared

    def _command_data(self, command: Json, chain: Sequence[str], given: list[Json]) -> Json:
        options = given
        for word in reversed(chain):
            options = [{"name": word, "type": _SUBCOMMAND, "options": options}]
        return {"id": command["id"], "name": command["name"], "type": _CHAT, "options": options}

    def _option(self, declared: Sequence[Json], name: str, value: Any) -> Json:
        option = next(o for o in declared if o["name"] == name)
        if option["type"] == _BOOLEAN:
            value = value in (True, "true", "yes")
        elif option["type"] in {_INTEGER, _NUMBER}:
            value = float(value)
        return {"name": name, "type": option["type"], "value": value}

    def _resolved(self, channel: Channel, values: Sequence[str]) -> Json:
        guild = channel.guild
        if guild is None:
            return {}
        channels = {v: payloads.channel_json(guild.channels[int(v)]) for v in values if int(v) in guild.channels}
        roles = {v: payloads.role_json(guild.roles[int(v)]) for v in values if int(v) in guild.roles}
        for found in channels.values():
            found["permissions"] = "0"
        return ({"channels": channels} if channels else {}) | ({"roles": roles} if roles else {})


def words_of(message: Message) -> str:
    """What a person reads in a message: Discord's Markdown as the words it shows."""
    text = re.sub(r"\[((?:\\.|[^\]\\])*)\]\(<?([^)>]*)>?\)", r"\1 (\2)", message.text)
    text = re.sub(r"(?m)^(?:-# |#{1,3} |> )", "", text)
    text = re.sub(r"(?<!\\)(?:\*\*|\*|`)", "", text)
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text).replace("\u2060", "")
