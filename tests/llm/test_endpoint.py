"""The real `openai` package against a stand-in on loopback: what is sent, and what becomes of every kind of failure."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.llm.completions import Ask, Completion, CompletionError, Failure
from bot.llm.endpoint import EndpointSettings, OpenAIEndpoint
from bot.llm.verification import FitAnswer
from tests.llm import standin
from tests.llm.standin import Behavior, StandIn, chunk, events, says, stand_in

ANSWER = json.dumps({"sentences": [{"entry": "rice", "says": [1], "text": "Rinse “it” – twice."}]})
ASK = Ask("You fit words.", '{"message": "hello"}', FitAnswer, 2000)


async def asked(endpoint: StandIn, within: float = 3.0) -> Completion:
    model = OpenAIEndpoint(EndpointSettings("sk-test", "a-model", endpoint.url))
    try:
        # Loading the package is not what is measured here.
        await model.open()
        async with asyncio.timeout(within):
            return await model.complete(ASK)
    finally:
        await model.close()


async def test_a_whole_answer_comes_back_with_every_character_and_what_it_took() -> None:
    async with stand_in(says(ANSWER, size=1)) as endpoint:
        assert await asked(endpoint) == Completion(ANSWER, 321, 45)
    sent = endpoint.received[0]
    assert endpoint.keys == ["Bearer sk-test"]
    assert sent["model"] == "a-model"
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["messages"][0]["content"] == "You fit words."
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in sent
    assert "user" not in sent


async def test_an_endpoint_that_does_not_count_is_no_failure() -> None:
    async with stand_in(events(chunk(ANSWER), chunk(finish="stop"))) as endpoint:
        assert await asked(endpoint) == Completion(ANSWER, None, None)


AN_HOUR = 3600.0
IN_AN_HOUR = format_datetime(datetime.now(UTC) + timedelta(seconds=AN_HOUR), usegmt=True)


@pytest.mark.parametrize(
    ("behavior", "failure"),
    [
        (standin.status(500), Failure.SERVER),
        (standin.status(503), Failure.SERVER),
        (standin.status(529), Failure.SERVER),
        (standin.status(429), Failure.LIMITED),
        (standin.status(401), Failure.DENIED),
        (standin.status(400), Failure.DENIED),
        (standin.status(404), Failure.DENIED),
        (standin.hangs_up, Failure.UNREACHABLE),
        (standin.dies_after('{"sentences": [{"entry"'), Failure.CUT),
        (standin.dies_after(ANSWER), Failure.CUT),
        (events(chunk("{"), ending=""), Failure.CUT),
        (events(chunk(ANSWER), chunk(finish="length")), Failure.CUT),
        (events(chunk("no"), chunk(finish="content_filter")), Failure.REFUSED),
        (events(chunk(delta={"refusal": "I can't."}), chunk(finish="stop")), Failure.REFUSED),
        (events(chunk(finish="stop"), standin.USAGE), Failure.EMPTY),
        (events(chunk("  \n "), chunk(finish="stop")), Failure.EMPTY),
        (events(), Failure.EMPTY),
        (events("data: {not json\n\n"), Failure.MALFORMED),
        (events('data: {"choices": 7}\n\n'), Failure.MALFORMED),
        (events('data: {"choices": [{"delta": null}]}\n\n'), Failure.MALFORMED),
        (events('data: {"error": {"message": "overloaded"}}\n\n'), Failure.CUT),
        (standin.body("<html>down for repair</html>", "text/html"), Failure.EMPTY),
        (standin.body("{"), Failure.EMPTY),
        (standin.never_ends, Failure.ENDLESS),
        (standin.floods, Failure.ENDLESS),
        (standin.packs, Failure.MALFORMED),
    ],
)
async def test_every_failure_has_its_name(behavior: Behavior, failure: Failure) -> None:
    async with stand_in(behavior) as endpoint:
        with pytest.raises(CompletionError) as caught:
            await asked(endpoint)
    assert caught.value.failure is failure


@pytest.mark.parametrize("behavior", [standin.hangs, standin.trickles])
async def test_who_waits_for_ever_is_left_when_the_caller_says_so(behavior: Behavior) -> None:
    async with stand_in(behavior) as endpoint:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await asked(endpoint, within=0.3)
        assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "Retry_After": "9"}, 0.25),
        ({"Retry_After": IN_AN_HOUR}, AN_HOUR),
        ({"Retry_After": "-3"}, 0.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "nan"}, None),
        ({}, None),
    ],
)
async def test_what_an_endpoint_asks_to_wait_is_read(headers: dict[str, str], seconds: float | None) -> None:
    async with stand_in(standin.status(429, **headers)) as endpoint:
        with pytest.raises(CompletionError) as caught:
            await asked(endpoint)
    slack = 600 if seconds == AN_HOUR else 0
    assert caught.value.retry_after == (seconds if seconds is None else pytest.approx(seconds, abs=slack))
    assert not caught.value.is_charged


async def test_nobody_there_is_unreachable() -> None:
    async with stand_in() as endpoint:
        pass
    with pytest.raises(CompletionError) as caught:
        await asked(endpoint)
    assert caught.value.failure is Failure.UNREACHABLE


def test_without_a_key_the_package_is_not_even_loaded() -> None:
    program = (
        "import sys; from bot.settings import Settings; import bot.app, bot.llm.opening as o;"
        "assert o.endpoint_of(Settings(openai_api_key=None, _env_file=None)) is None;"
        "print([m for m in sys.modules if m in ('openai', 'httpx2')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
