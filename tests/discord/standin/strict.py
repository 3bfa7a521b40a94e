"""The stand-in as a judge: it fails a test by itself where the bot does what Discord would not take."""

from typing import Any

from bot.platforms.discord.playground.rest import Request
from bot.platforms.discord.playground.server import PlayDiscord
from bot.platforms.discord.playground.world import Interaction, Json
from tests.discord.standin import schemas


class StrictDiscord(PlayDiscord):
    """A stand-in that holds every request, answer and frame against the published schemas."""

    def __init__(self, first_id: int | None = None) -> None:
        super().__init__(first_id)
        self.abandoned: set[int] = set()
        """Interactions that nobody could answer, since the bot was not there."""
        if schemas.AVAILABLE:
            self.rest.on_request = self._check_request
            self.rest.on_answer = self._check_answer
            self.gateway.on_frame = self._check_frame

    def abandon(self, interaction: Interaction) -> None:
        """Expect no answer to an interaction."""
        self.abandoned.add(interaction.id)

    def verdict(self) -> list[str]:
        """Everything that was wrong, in sentences."""
        found = [f"{breach.kind}: {breach.text}" for breach in self.world.breaches]
        for interaction in self.world.interactions.values():
            if interaction.response is None and interaction.id not in self.abandoned:
                found.append(f"no answer: interaction {interaction.id} of kind {interaction.type}")
            original = interaction.original
            if original is not None and original.is_loading and not original.is_deleted:
                found.append(f"no answer: interaction {interaction.id} is still thinking")
        return found

    def _check_request(self, request: Request) -> None:
        for fault in schemas.request_faults(request.method, request.path, request.body):
            self.world.breach("schema", fault)

    def _check_answer(self, request: Request, status: int, body: Any) -> None:
        for fault in schemas.answer_faults(request.method, request.path, status, body):
            self.world.breach("stand-in", fault)

    def _check_frame(self, direction: str, frame: Json) -> None:
        for fault in schemas.frame_faults(direction, frame):
            self.world.breach("schema" if direction == "in" else "stand-in", fault)
