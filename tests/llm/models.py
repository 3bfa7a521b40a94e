"""Language models behind the port: one that plays a script, and one that does as it is asked."""

import asyncio
import json
from collections import deque
from typing import Any

from bot.llm.completions import Ask, Completion, CompletionError, Failure
from bot.llm.drafting import DraftAnswer


class ScriptedModel:
    """Gives back what was put in, one for each question, and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = deque(answers)
        self.asked: list[Ask] = []
        self.is_closed = False

    def enqueue(self, *answers: Any) -> None:
        """A text, data to be JSON, a `Completion`, or a `CompletionError`; `...` hangs for ever."""
        self.answers.extend(answers)

    async def complete(self, ask: Ask) -> Completion:
        self.asked.append(ask)
        answer = self.answers.popleft()
        if answer is ...:
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Completion):
            return answer
        return Completion(answer if isinstance(answer, str) else json.dumps(answer), 1000, 200)

    async def close(self) -> None:
        self.is_closed = True


class ObedientModel(ScriptedModel):
    """Fits and chooses as the instructions say: opens with what the asker said they are, and chooses `choice`."""

    def __init__(self, opening: str = "", choice: str = "none") -> None:
        super().__init__()
        self.opening = opening
        self.choice = choice

    async def complete(self, ask: Ask) -> Completion:
        self.asked.append(ask)
        data = json.loads(ask.data)
        return Completion(json.dumps(self._fitted(data) if "approved" in data else {"entry": self.choice}), 1000, 200)

    def _fitted(self, data: dict[str, Any]) -> dict[str, Any]:
        sentences = [
            {"entry": data["entry"], "says": [sentence["number"]], "text": sentence["text"]}
            for sentence in data["approved"]
        ]
        if self.opening:
            first = sentences[0]["text"]
            sentences[0]["text"] = f"{self.opening}, {first[0].lower()}{first[1:]}"
        return {"sentences": sentences}


def failing(error: CompletionError, times: int = 2) -> ScriptedModel:
    """A model that fails so often."""
    return ScriptedModel(*[error] * times)


class DraftingModel(ScriptedModel):
    """Drafts what was put in, and has nothing to say where anything else is asked of it."""

    async def complete(self, ask: Ask) -> Completion:
        if ask.form is DraftAnswer:
            return await super().complete(ask)
        raise CompletionError(Failure.REFUSED)
