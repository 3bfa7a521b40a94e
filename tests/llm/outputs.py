"""Outputs of a model as rows of a file: an approved answer with a few sentences changed, added or left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.assistance import AssistanceTuning
from bot.knowledge.house_rules import HouseRules
from bot.knowledge.loader import shipped_folder
from bot.llm.lexis import Lexis
from bot.llm.verification import Checked, FitAnswer, FitSentence, Rejection, Verifier
from bot.mentor.approving import leans
from bot.mentor.assistance import Approved, ApprovedSentence, Fitted

FOLDER = Path(__file__).parent


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file beside this one."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def verifier() -> Verifier:
    """The check, by the lists and rules of the shipped pack."""
    rules = HouseRules.model_validate(_shipped("house_rules.yaml"))
    return Verifier(Lexis(lists()), rules)


@cache
def lists() -> AssistanceTuning:
    """The shipped lists."""
    return AssistanceTuning.model_validate(_shipped("language_model.yaml"))


def _shipped(name: str) -> Any:
    return yaml.safe_load((shipped_folder() / name).read_text(encoding="utf-8"))


@cache
def approved_answers() -> Mapping[str, Approved]:
    """The approved answers that rows change."""
    kept: dict[str, Any] = yaml.safe_load((FOLDER / "approved.yaml").read_text(encoding="utf-8"))
    return {
        name: Approved(
            name,
            row["question"],
            row["role"],
            tuple(
                ApprovedSentence(number, text, leans=number > 1 and leans(text, lists()))
                for number, text in enumerate(row["sentences"], 1)
            ),
        )
        for name, row in kept.items()
    }


@dataclass(frozen=True)
class Output:
    """One row: the approved answer, the message, and what the model made of it."""

    approved: Approved
    message: str
    answer: FitAnswer

    def verified(self) -> Fitted | Rejection:
        return verifier().verify(self.answer, self.approved, self.message)

    def checked(self) -> Checked:
        return verifier().checked(self.answer, self.approved, self.message)


def output_of(row: Mapping[str, Any]) -> Output:
    """`change` gives other words to a sentence, `drop` leaves some out, `merge` says several at once, `order` puts
    them otherwise, `add` puts a sentence that names the numbers it claims to say, `entry` names another entry."""
    approved = approved_answers()[row["of"]]
    texts = {sentence.number: sentence.text for sentence in approved.sentences} | row.get("change", {})
    order = [number for number in row.get("order", list(texts)) if number not in row.get("drop", [])]
    said = [([number], texts[number]) for number in order]
    for merged in row.get("merge", []):
        numbers = merged["says"]
        at = next(place for place, (says, _) in enumerate(said) if says[0] == numbers[0])
        said = [pair for pair in said if pair[0][0] not in numbers]
        said.insert(at, (numbers, merged["text"]))
    said += [(added["says"], added["text"]) for added in row.get("add", [])]
    entry = row.get("entry", row["of"])
    sentences = [FitSentence(entry=entry, says=says, text=text) for says, text in said]
    return Output(approved, row.get("message", "tell me about it"), FitAnswer(sentences=sentences))
