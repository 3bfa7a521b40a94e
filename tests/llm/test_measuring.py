"""What operators see of the language model: `eval` compares, `doctor` looks."""

import json

import pytest

from bot.llm.evaluation import Evaluation
from bot.llm.examination import examined
from bot.llm.opening import Parts, assistant_over
from bot.llm.scratch import DefaultCommunities
from bot.mentor.editions import Edition, OneEdition
from bot.settings import Settings
from tests.clocks import StillClock
from tests.llm import standin
from tests.llm.models import ObedientModel, ScriptedModel
from tests.llm.standin import Behavior, says, stand_in
from tests.scenarios.house import cooking

QUESTIONS = ("I'm a nurse. How do I cook rice?", "I'm a nurse. how do I season properly?", "my laptop does not start")


async def evaluated(model: ScriptedModel | None) -> dict[str, str]:
    pack, reader = cooking()
    clock = StillClock()
    evaluation = Evaluation(OneEdition(Edition.of(pack, reader)), clock)
    if model is not None:
        parts = Parts(evaluation.ledger, DefaultCommunities(), lambda _: pack, clock)
        evaluation.assistant = assistant_over(model, Settings(openai_api_key=None), parts)
    await evaluation.ask_all(QUESTIONS, lambda _: None)
    return dict(evaluation.lines())


async def test_without_a_model_the_plain_mentor_is_counted() -> None:
    lines = await evaluated(None)
    assert lines["questions"] == "3"
    assert lines["without: answer"] == "2"
    assert not any(name.startswith("with:") for name in lines)


async def test_with_a_model_both_are_counted_with_what_it_cost() -> None:
    lines = await evaluated(ObedientModel("As a nurse"))
    assert lines["with: same entry and decision"] == "3 of 3"
    assert lines["with: answers in fitted words"] == "2"
    assert float(lines["with: likeness to the approved"]) > 0.8
    assert lines["calls, fit: kept"] == "2"
    assert "a question" in lines["cost in US dollars"]


async def test_refused_wording_is_counted_by_reason() -> None:
    lie = {"sentences": [{"entry": "cook-rice", "says": [1, 2], "text": "Rice takes 3 hours."}]}
    lines = await evaluated(ScriptedModel(*[lie] * 6))
    assert lines["calls, fit: rejected:number"] == "1"
    assert lines["calls, fit: rejected:source"] == "1"
    assert lines["with: answers in fitted words"] == "0"


@pytest.mark.parametrize(
    ("behavior", "is_well", "told"),
    [
        (says(json.dumps({"ready": True})), True, "answers in"),
        (says("yes, I am"), False, "structured"),
        (standin.status(401), False, "OPENAI_API_KEY"),
        (standin.hangs_up, False, "OPENAI_BASE_URL"),
    ],
)
async def test_a_look_says_how_it_is_and_what_to_do(behavior: Behavior, is_well: bool, told: str) -> None:
    async with stand_in(behavior, behavior) as endpoint:
        settings = Settings(openai_api_key="sk-test", openai_base_url=endpoint.url, assistant_model="a-model")
        look = await examined(settings)
    assert look.is_well is is_well
    assert told in look.text
    assert "a-model at 127.0.0.1" in look.text
    assert "sk-test" not in look.text
