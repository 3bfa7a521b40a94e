"""The assistant in the whole house: what people read with a model behind it, what happens when it fails or costs."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.llm.completions import CompletionError, Failure
from bot.llm.ledger import CallBegun, CeilingKind, Ceilings, Purpose
from bot.mentor import assistance
from bot.mentor.events import Invoked
from bot.mentor.reply import Decision
from bot.serving import _language_model
from bot.storage import Database
from tests.clocks import StillClock
from tests.llm.house import GARDEN, house_with, labels, occasion, picked, said, text_of
from tests.llm.models import ObedientModel, ScriptedModel

NURSE = "I'm a nurse. How do I cook rice?"
APPROVED = "Rinse it, take one and a half cups of water"
FITTED = "As a nurse, rinse it, take one and a half cups of water"


async def test_an_answer_in_the_terms_of_the_message_says_so_and_offers_the_original(tmp_path: Path) -> None:
    async with house_with(tmp_path, ObedientModel("As a nurse")) as house:
        reply = await house.desk.handle(said(NURSE))
        assert FITTED in text_of(reply).replace("\\", "")
        assert "A language model fitted the wording" in text_of(reply)
        assert "Cook one cup tonight" in text_of(reply)
        original = await house.desk.handle(picked(reply, "Show the original"))
        assert APPROVED in text_of(original)
        assert "language model" not in text_of(original)
        assert original.replaces


async def test_a_short_answer_before_a_question_back_is_fitted_too_and_keeps_its_choices(tmp_path: Path) -> None:
    async with house_with(tmp_path, ObedientModel("As a nurse")) as house:
        reply = await house.desk.handle(said("I'm a nurse. Which knife should I buy first?"))
        assert "As a nurse, one chef's knife" in text_of(reply).replace("\\", "")
        assert {"Pastry chef", "Show the original"} <= set(labels(reply))
        original = await house.desk.handle(picked(reply, "Show the original"))
        assert "\nOne chef's knife" in text_of(original)
        assert "Pastry chef" in labels(original)


async def test_without_a_model_there_is_not_a_word_of_one(tmp_path: Path) -> None:
    async with house_with(tmp_path, None) as house:
        reply = await house.desk.handle(said(NURSE))
        assert APPROVED in text_of(reply)
        assert "Show the original" not in labels(reply)


async def test_words_that_come_back_as_they_were_are_not_called_fitted(tmp_path: Path) -> None:
    async with house_with(tmp_path, ObedientModel()) as house:
        reply = await house.desk.handle(said(NURSE))
        assert APPROVED in text_of(reply)
        assert "Show the original" not in labels(reply)


@pytest.mark.parametrize("failure", list(Failure))
async def test_after_every_failure_the_approved_words_go_out(failure: Failure, tmp_path: Path) -> None:
    model = ScriptedModel(*[CompletionError(failure, retry_after=0.0)] * 2)
    async with house_with(tmp_path, model) as house:
        reply = await house.desk.handle(said(NURSE))
    assert APPROVED in text_of(reply)
    assert "wrong" not in text_of(reply)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"sentences": []}',
        '{"sentences": null}',
        "not json",
        '{"sentences": [{"entry": 1}]}',
        "{" * 500,
    ],
)
async def test_after_every_output_that_makes_no_sense_the_approved_words_go_out(output: str, tmp_path: Path) -> None:
    async with house_with(tmp_path, ScriptedModel(output)) as house:
        assert APPROVED in text_of(await house.desk.handle(said(NURSE)))


async def test_a_model_that_hangs_costs_a_moment_and_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistance, "PATIENCE", 0.4)
    async with house_with(tmp_path, ScriptedModel(...)) as house:
        began = time.monotonic()
        assert APPROVED in text_of(await house.desk.handle(said(NURSE)))
        assert time.monotonic() - began < 20
        spent = await house.database.assistance.spent(StillClock().now().date())
    assert spent.outcomes == (("fit", "failed:timeout", 1),)
    assert spent.cost > 0


async def test_choosing_and_fitting_share_one_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistance, "PATIENCE", 0.4)
    async with house_with(tmp_path, ScriptedModel(..., ...)) as house:
        began = time.monotonic()
        await house.desk.handle(said("what about the sharp ones in my kitchen drawer"))
        assert time.monotonic() - began < 20


async def test_where_the_reader_is_unsure_the_model_chooses_among_its_candidates(tmp_path: Path) -> None:
    unsure = "what about the sharp ones in my kitchen drawer"
    async with house_with(tmp_path / "a", ObedientModel(choice="which-knife")) as house:
        chosen = await house.desk.handle(said(unsure))
    assert "One chef's knife" in text_of(chosen)
    async with house_with(tmp_path / "b", ObedientModel(choice="none")) as house:
        unchosen = await house.desk.handle(said(unsure))
    async with house_with(tmp_path / "c", None) as house:
        assert text_of(unchosen) == text_of(await house.desk.handle(said(unsure)))


async def test_the_same_question_again_costs_nothing_and_reads_the_same(tmp_path: Path) -> None:
    model = ObedientModel("As a nurse")
    async with house_with(tmp_path, model) as house:
        first = await house.desk.handle(said(NURSE))
        asked = len(model.asked)
        again = await house.desk.handle(said(f" {NURSE.replace(' ', '  ')}", person="discord:bob"))
        assert len(model.asked) == asked
        await house.desk.handle(said(NURSE, community="discord:other"))
        assert len(model.asked) > asked
    assert text_of(again) == text_of(first)


async def test_an_event_that_comes_twice_is_answered_in_the_same_words(tmp_path: Path) -> None:
    model = ObedientModel("As a nurse")
    event = said(NURSE)
    async with house_with(tmp_path, model) as house:
        first = await house.desk.handle(event)
        asked = len(model.asked)
        assert FITTED in text_of(await house.desk.handle(event)).replace("\\", "")
        assert len(model.asked) == asked
    assert FITTED in text_of(first).replace("\\", "")


async def test_a_community_can_switch_it_off_and_then_nothing_is_asked(tmp_path: Path) -> None:
    model = ObedientModel("As a nurse")
    async with house_with(tmp_path, model) as house:
        await house.database.communities.change(GARDEN, {"language_model": False})
        assert APPROVED in text_of(await house.desk.handle(said(NURSE)))
        assert model.asked == []
        told = await house.desk.handle(Invoked(occasion(), ("privacy", "show")))
        assert "switched the language model off" in text_of(told)


async def test_privacy_tells_whose_model_it_is_and_what_it_gets(tmp_path: Path) -> None:
    url = "https://models.example.org/v1"
    async with house_with(tmp_path / "a", ObedientModel(), openai_base_url=url) as house:
        told = text_of(await house.desk.handle(Invoked(occasion(), ("privacy", "show"))))
        for part in ("models.example.org", "your message", "the role you seem", "draft an answer", "switch all of it"):
            assert part in told
    async with house_with(tmp_path / "b", None) as house:
        assert "No language model is set up" in text_of(
            await house.desk.handle(Invoked(occasion(), ("privacy", "show")))
        )


async def test_nothing_personal_and_nothing_of_anybody_else_is_in_a_prompt(tmp_path: Path) -> None:
    model = ObedientModel()
    async with house_with(tmp_path, model) as house:
        await house.desk.handle(said("I'm the secret of Zelda, how do I season properly?", person="discord:zelda"))
        model.asked.clear()
        text = "Mail me at ann@example.org or +49 151 23456789, token: abcd1234efgh. How do I cook rice?"
        await house.desk.handle(said(text, person="discord:ann77"))
        await house.desk.handle(said("and how long?", person="discord:ann77"))
    prompts = "".join(ask.instructions + ask.data for ask in model.asked)
    for secret in ("ann@example.org", "23456789", "abcd1234efgh", "ann77", "elda", "secret", GARDEN):
        assert secret not in prompts
    assert "How do I cook rice?" in prompts


async def test_what_somebody_else_wrote_is_never_put_before_the_model(tmp_path: Path) -> None:
    model = ObedientModel("As a nurse")
    async with house_with(tmp_path, model) as house:
        reply = await house.desk.handle(replace(said(NURSE), author="discord:somebody"))
    assert APPROVED in text_of(reply)
    assert model.asked == []


async def test_what_it_cost_is_kept_for_every_answer(tmp_path: Path) -> None:
    async with house_with(tmp_path, ObedientModel("As a nurse")) as house:
        await house.desk.handle(said(NURSE))
        spent = await house.database.assistance.spent(StillClock().now().date())
        assert house.assistant is not None
        health = house.assistant.health()
        told = await _language_model(house)
    assert ("fit", "kept", 1) in spent.outcomes
    # 1,000 tokens in at 0.40 and 200 out at 1.60 US dollars a million, for each call.
    assert spent.cost == spent.calls * (400 + 320)
    assert told["this_month"]["cost"] == spent.cost
    assert told["model"] == health.model
    assert health.calls["fit:kept"] == 1
    assert health.breaker.answered == spent.calls


async def test_at_a_persons_ceiling_their_answers_are_the_approved_ones_and_others_keep_theirs(tmp_path: Path) -> None:
    async with house_with(tmp_path, ObedientModel("As a nurse"), assistant_person_day=0.004) as house:
        for number in range(6):
            await house.desk.handle(said(f"I'm a nurse. How do I cook rice? {number}", person="discord:ann"))
        at_ceiling = await house.desk.handle(said("I'm a nurse. How do I cook rice? again", person="discord:ann"))
        assert "language model" not in text_of(at_ceiling)
        other = await house.desk.handle(said("I'm a nurse. How do I cook rice? me too", person="discord:bob"))
        assert "language model" in text_of(other)
        (reached,) = await house.database.assistance.untold()
        assert (reached.community, reached.kind) == (GARDEN, CeilingKind.PERSON)


async def test_the_next_day_a_person_and_the_next_month_a_community_begin_anew(tmp_path: Path) -> None:
    clock = StillClock()
    async with house_with(tmp_path, ObedientModel("As a nurse"), clock, assistant_community_month=0.004) as house:
        for number in range(6):
            await house.desk.handle(said(f"{NURSE} {number}", person=f"discord:{number}"))
        assert "language model" not in text_of(await house.desk.handle(said(f"{NURSE} x")))
        assert [r.kind for r in await house.database.assistance.untold()] == [CeilingKind.COMMUNITY]
        assert "language model" in text_of(await house.desk.handle(said(f"{NURSE} y", community="discord:other")))
        clock.move(timedelta(days=20))
        assert "language model" in text_of(await house.desk.handle(said(f"{NURSE} z")))


async def test_no_number_of_calls_at_once_goes_beyond_a_ceiling(database: Database, clock: StillClock) -> None:
    ceilings = Ceilings(person_day=1000, community_month=10_000)

    def call(number: int) -> CallBegun:
        return CallBegun(f"c{number}", GARDEN, "discord:ann", Purpose.FIT, None, "m", clock.now(), 1, 1, 300)

    outcomes = await asyncio.gather(*(database.assistance.begin(call(n), ceilings) for n in range(20)))
    assert outcomes.count(None) == 3
    assert (await database.assistance.spent(clock.now().date())).cost == 900


async def test_the_decision_is_kept_before_the_wording_is_asked_for(tmp_path: Path) -> None:
    class Watching(ObedientModel):
        decided: Decision | None = None

    model = Watching("As a nurse")
    async with house_with(tmp_path, model) as house:
        event = said(NURSE)
        await house.desk.handle(event)
        earlier = (await house.database.memory.recall(event.occasion)).earlier
    assert earlier is not None
    assert earlier.decision is Decision.ANSWER
    assert json.loads(model.asked[-1].data)["entry"] == earlier.entry
