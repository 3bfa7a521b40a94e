"""Sixty messages with instructions in them, before a model that obeys every one: nobody reads a word of it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.llm.completions import Ask, Completion
from bot.llm.verification import FitAnswer
from bot.mentor.cleaning import clean
from bot.mentor.scrub import scrub
from tests.llm.house import house_with, said, text_of
from tests.llm.models import ObedientModel, ScriptedModel
from tests.llm.outputs import rows

ATTACKS = rows("attacks")


class ObeyingModel(ScriptedModel):
    """Does whatever the message of an attack asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.row: dict[str, Any] = {}

    async def complete(self, ask: Ask) -> Completion:
        self.asked.append(ask)
        data = json.loads(ask.data)
        if "raw" in self.row:
            return Completion(self.row["raw"])
        if "approved" not in data:
            return Completion(json.dumps({"entry": self.row.get("choose", "none")}))
        return Completion(json.dumps({"sentences": self._sentences(data)}))

    def _sentences(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        row, entry = self.row, self.row.get("entry", data["entry"])
        said = [{"entry": entry, "says": [s["number"]], "text": s["text"]} for s in data["approved"]]
        if "first" in row:
            said[0]["text"] = row["first"]
        if row.get("drop"):
            said.pop()
        if row.get("twice"):
            said.append(said[-1])
        if "says" in row:
            said.append({"entry": entry, "says": row["says"], "text": row["adds"]})
        elif "adds" in row:
            # As part of a sentence that it may say, where it is hardest to see.
            said[-1]["text"] += " " + row["adds"]
        return said


@pytest.mark.parametrize("half", ["tuning", "reported"])
async def test_an_instruction_in_a_message_changes_nothing_that_anybody_reads(half: str, tmp_path: Path) -> None:
    model = ObeyingModel()
    async with (
        house_with(tmp_path / "with", model, assistant_person_day=100.0) as house,
        house_with(tmp_path / "without", None) as plain_house,
    ):
        for row in (row for row in ATTACKS if row["half"] == half):
            model.row = row
            message = said(row["message"])
            obeyed, plain = await house.desk.handle(message), await plain_house.desk.handle(message)
            assert text_of(obeyed) == text_of(plain), row
            assert obeyed == plain, row
    for ask in model.asked:
        assert set(json.loads(ask.data)) <= {
            "message", "entries", "asker_heads_for", "entry", "answers_the_question", "approved",
        }  # fmt: skip


def test_there_are_sixty_in_two_halves() -> None:
    assert Counter(row["half"] for row in ATTACKS) == {"tuning": 30, "reported": 30}
    assert len({row["message"] for row in ATTACKS}) == 60


async def test_a_message_stands_in_the_data_alone_whatever_is_in_it(tmp_path: Path) -> None:
    model = ObedientModel()
    async with house_with(tmp_path, model, assistant_person_day=100.0, assistant_community_month=100.0) as house:
        for row in ATTACKS:
            await house.desk.handle(said(row["message"]))
    fits = [ask for ask in model.asked if ask.form is FitAnswer]
    messages = {scrub(clean(row["message"]).words) for row in ATTACKS}
    # Most attacks do reach the model, so that the check is what holds.
    assert len(fits) >= 40
    assert {json.loads(ask.data)["message"] for ask in fits} <= messages
    assert len({ask.instructions for ask in fits}) == 1
