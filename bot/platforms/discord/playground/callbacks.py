"""Responses to interactions: the first one in time and once, then edits and follow-ups by token.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from time import monotonic
from typing import TYPE_CHECKING, Any

from bot.platforms.discord.playground import payloads
from bot.platforms.discord.playground.posts import Posts, Refusal
from bot.platforms.discord.playground.rules import modal_faults
from bot.platforms.discord.playground.world import Interaction, Json, Message, World

if TYPE_CHECKING:
    from bot.platforms.discord.playground.rest import Answer, Request

LOST_AFTER = 3.0
_TOKEN_LIVES = 900.0
_EPHEMERAL, _LOADING = 64, 128
_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9
_MODAL_SUBMIT, _COMPLETION = 5, 4


class Callbacks:
    """Takes the bot's responses."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts

    def respond(self, request: "Request", id_: str, token: str) -> "Answer":
        """The first response."""
        interaction = self._world.interactions.get(int(id_))
        if interaction is None or interaction.token != token:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.response is not None:
            if not interaction.was_doubted:
                self._world.breach("double answer", f"interaction {id_} was responded to twice")
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        after = monotonic() - interaction.began
        if after > LOST_AFTER:
            self._world.breach("late answer", f"interaction {id_} was responded to after {after:.2f} s")
            raise Refusal(404, 10062, "Unknown interaction")
        kind, data = int(request.body["type"]), request.body.get("data") or {}
        self._insist_on_kind(interaction, kind)
        self._carry_out(interaction, kind, data, request.files)
        interaction.response, interaction.responded_after = kind, after
        self._world.touch()
        return 200, _callback_json(interaction, kind)

    def follow_up(self, request: "Request", _: str, token: str) -> "Answer":
        """Another message; the first one after a deferral takes its place and its visibility."""
        interaction = self._by_token(token)
        if interaction.response is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        message = self._posts.compose(interaction.channel, request.body, request.files)
        message.interaction = interaction
        original = interaction.original
        if original is not None and original.is_loading and not original.is_deleted:
            message.seen_by = original.seen_by
            original.is_deleted = True
            interaction.original = message
        elif int(request.body.get("flags") or 0) & _EPHEMERAL:
            message.seen_by = interaction.user.id
        interaction.follow_ups.append(message)
        self._posts.show(message)
        return 200, payloads.message_json(message)

    def fetch(self, _: "Request", __: str, token: str, id_: str) -> "Answer":
        """A message that was sent with the token."""
        return 200, payloads.message_json(self._message(token, id_))

    def edit(self, request: "Request", _: str, token: str, id_: str) -> "Answer":
        """Change a message that was sent with the token."""
        message = self._message(token, id_)
        was_loading = message.is_loading
        message.flags &= ~_LOADING
        self._posts.edit(message, request.body, request.files)
        if was_loading:
            message.edited_at = None
        return 200, payloads.message_json(message)

    def delete(self, _: "Request", token_owner: str, token: str, id_: str) -> "Answer":  # noqa: ARG002
        """Take a message away that was sent with the token."""
        self._posts.delete(self._message(token, id_))
        return 204, None

    def _insist_on_kind(self, interaction: Interaction, kind: int) -> None:
        allowed = {_MESSAGE, _DEFERRED}
        if interaction.type == _COMPLETION:
            allowed = {_CHOICES}
        elif interaction.type != _MODAL_SUBMIT:
            allowed.add(_MODAL)
        if interaction.message is not None:
            allowed |= {_DEFERRED_UPDATE, _UPDATE}
        if kind not in allowed:
            self._world.breach("response", f"a response of kind {kind} to an interaction of kind {interaction.type}")
            raise Refusal(400, 50035, "Invalid Form Body: type")

    def _carry_out(self, interaction: Interaction, kind: int, data: Json, files: dict[str, bytes]) -> None:
        match kind:
            case 4:
                message = self._posts.compose(interaction.channel, data, files)
                self._present(interaction, message, data)
            case 5:
                message = Message(self._world.new_id(), interaction.channel, self._world.bot, flags=_LOADING)
                self._present(interaction, message, data)
            case 6:
                interaction.original = interaction.message
            case 7 if interaction.message is not None:
                interaction.original = interaction.message
                self._posts.edit(interaction.message, data, files)
            case 8:
                self._complete(interaction, data)
            case _:
                self._posts.refuse_body(list(modal_faults(data)))
                interaction.modal = data

    def _present(self, interaction: Interaction, message: Message, data: Json) -> None:
        if int(data.get("flags") or 0) & _EPHEMERAL:
            message.seen_by = interaction.user.id
        message.interaction = interaction
        interaction.original = self._posts.show(message)

    def _complete(self, interaction: Interaction, data: Json) -> None:
        choices: list[Json] = data.get("choices") or []
        faults = [f"{len(choices)} completions, 25 are allowed"] if len(choices) > 25 else []  # noqa: PLR2004
        faults += [
            f"a completion has 1 to 100 characters: {choice!r}"
            for choice in choices
            if not 1 <= len(choice["name"]) <= 100 or not 1 <= len(str(choice["value"])) <= 100  # noqa: PLR2004
        ]
        self._posts.refuse_body(faults)
        interaction.choices = choices

    def _by_token(self, token: str) -> Interaction:
        interaction = self._world.by_token.get(token)
        if interaction is None or monotonic() - interaction.began > _TOKEN_LIVES:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return interaction

    def _message(self, token: str, id_: str) -> Message:
        interaction = self._by_token(token)
        if id_ == "@original":
            return self._posts.original_of(interaction)
        found = next((m for m in interaction.follow_ups if m.id == int(id_) and not m.is_deleted), None)
        if found is None:
            raise Refusal(404, 10008, "Unknown Message")
        return found


def _callback_json(interaction: Interaction, kind: int) -> Any:
    written: Json = {"interaction": {"id": str(interaction.id), "type": interaction.type}}
    if interaction.original is not None and kind in {_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE}:
        written["interaction"] |= {
            "response_message_id": str(interaction.original.id),
            "response_message_loading": interaction.original.is_loading,
            "response_message_ephemeral": interaction.original.seen_by is not None,
        }
        if kind in {_MESSAGE, _UPDATE}:
            written["resource"] = {"type": kind, "message": payloads.message_json(interaction.original)}
    return written
