"""The breaker before a model: two tries in the time that is left, obeying the endpoint, open when it keeps failing."""

import asyncio
import time

import pytest

from bot.llm.breaker import Breaker, BreakerLimits
from bot.llm.completions import Ask, Completion, CompletionError, Failure
from bot.llm.verification import FitAnswer
from tests.llm.models import ScriptedModel

ASK = Ask("Do it.", "{}", FitAnswer, 100)
SERVER = CompletionError(Failure.SERVER, is_charged=False)


class Turned:
    """A clock that moves only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.at = time.monotonic()
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


def breaker_to(*answers: object, clock: Turned, limits: BreakerLimits | None = None) -> tuple[Breaker, ScriptedModel]:
    model = ScriptedModel(*answers)
    return Breaker(model, limits or BreakerLimits(), now=clock.now, sleep=clock.sleep), model


async def failure_of(breaker: Breaker, clock: Turned, patience: float = 6.0) -> CompletionError:
    with pytest.raises(CompletionError) as caught:
        await breaker.ask(ASK, clock.now() + patience)
    return caught.value


@pytest.mark.parametrize("failure", [Failure.SERVER, Failure.LIMITED, Failure.UNREACHABLE])
async def test_what_may_pass_is_tried_twice_with_a_little_chance_in_between(failure: Failure) -> None:
    clock = Turned()
    breaker, model = breaker_to(CompletionError(failure), "fine", clock=clock)
    assert (await breaker.ask(ASK, clock.now() + 6)).text == "fine"
    assert len(model.asked) == 2
    assert 0.2 <= clock.slept[0] <= 0.7


async def test_two_tries_are_all_there_are() -> None:
    clock = Turned()
    breaker, model = breaker_to(SERVER, SERVER, "too late", clock=clock)
    assert (await failure_of(breaker, clock)).failure is Failure.SERVER
    assert len(model.asked) == 2


@pytest.mark.parametrize(
    "failure", [Failure.MALFORMED, Failure.REFUSED, Failure.DENIED, Failure.EMPTY, Failure.ENDLESS]
)
async def test_what_another_try_would_not_mend_is_not_tried_again(failure: Failure) -> None:
    clock = Turned()
    breaker, model = breaker_to(CompletionError(failure), clock=clock)
    assert (await failure_of(breaker, clock)).failure is failure
    assert len(model.asked) == 1


async def test_an_endpoint_that_says_when_is_asked_again_then_and_not_before() -> None:
    clock = Turned()
    breaker, model = breaker_to(CompletionError(Failure.LIMITED, retry_after=2.5), "fine", clock=clock)
    await breaker.ask(ASK, clock.now() + 6)
    assert 2.7 <= clock.slept[0] <= 3.2
    assert len(model.asked) == 2


async def test_while_an_endpoint_wants_to_be_left_alone_for_a_moment_no_other_question_is_sent() -> None:
    model = ScriptedModel(CompletionError(Failure.LIMITED, retry_after=2.5), "fine", "fine")
    clock, waiting, go = Turned(), asyncio.Event(), asyncio.Event()

    async def wait(_: float) -> None:
        waiting.set()
        await go.wait()

    breaker = Breaker(model, now=clock.now, sleep=wait)
    first = asyncio.ensure_future(breaker.ask(ASK, clock.now() + 6))
    await waiting.wait()
    assert (await failure_of(breaker, clock)).failure is Failure.RESTING
    go.set()
    assert (await first).text == "fine"
    assert len(model.asked) == 2


async def test_an_endpoint_that_wants_to_be_left_alone_for_long_is_left_alone_by_everybody() -> None:
    clock = Turned()
    breaker, model = breaker_to(CompletionError(Failure.LIMITED, retry_after=60), "fine", clock=clock)
    assert (await failure_of(breaker, clock)).failure is Failure.LIMITED
    assert (await failure_of(breaker, clock)).failure is Failure.RESTING
    assert len(model.asked) == 1
    clock.at += 61
    assert (await breaker.ask(ASK, clock.now() + 6)).text == "fine"


async def test_an_endpoint_that_keeps_failing_is_left_alone_and_then_lets_one_through() -> None:
    clock = Turned()
    breaker, model = breaker_to(
        *[CompletionError(Failure.MALFORMED)] * 6, "fine", clock=clock, limits=BreakerLimits(failures=5)
    )
    for _ in range(5):
        await failure_of(breaker, clock)
    assert (await failure_of(breaker, clock)).failure is Failure.RESTING
    assert breaker.health().resting == 30.0
    clock.at += 31
    assert (await failure_of(breaker, clock)).failure is Failure.MALFORMED
    clock.at += 31
    assert (await failure_of(breaker, clock)).failure is Failure.RESTING
    clock.at += 30
    assert (await breaker.ask(ASK, clock.now() + 6)).text == "fine"
    assert breaker.health().failures_in_a_row == 0
    assert len(model.asked) == 7


async def test_while_one_question_sees_whether_it_works_again_no_other_is_sent() -> None:
    clock = Turned()
    breaker, model = breaker_to(CompletionError(Failure.EMPTY), ..., clock=clock, limits=BreakerLimits(failures=1))
    await failure_of(breaker, clock)
    clock.at += 31
    probe = asyncio.ensure_future(breaker.ask(ASK, clock.now() + 6))
    while len(model.asked) < 2:  # noqa: ASYNC110 - the model's own record
        await asyncio.sleep(0)
    assert (await failure_of(breaker, clock)).failure is Failure.RESTING
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)


async def test_a_model_that_will_not_say_something_is_not_failing() -> None:
    clock = Turned()
    breaker, _ = breaker_to(*[CompletionError(Failure.REFUSED)] * 20, clock=clock)
    for _ in range(20):
        assert (await failure_of(breaker, clock)).failure is Failure.REFUSED


async def test_a_model_that_hangs_is_given_up_in_time() -> None:
    breaker = Breaker(ScriptedModel(...))
    began = time.monotonic()
    with pytest.raises(CompletionError) as caught:
        await breaker.ask(ASK, began + 0.2)
    assert caught.value.failure is Failure.TIMEOUT
    assert time.monotonic() - began < 20


async def test_a_defect_of_an_endpoint_is_a_failure_like_any_other() -> None:
    clock = Turned()
    breaker, _ = breaker_to(KeyError("odd"), clock=clock)
    assert (await failure_of(breaker, clock)).failure is Failure.BROKEN


async def test_who_finds_no_room_in_time_was_not_sent_and_costs_nothing() -> None:
    model = ScriptedModel(..., Completion("never asked"))
    breaker = Breaker(model, BreakerLimits(at_once=1))
    asking = [asyncio.ensure_future(breaker.ask(ASK, time.monotonic() + 0.2)) for _ in range(2)]
    sent, unsent = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(sent, CompletionError)
    assert isinstance(unsent, CompletionError)
    assert (sent.failure, sent.is_charged) == (Failure.TIMEOUT, True)
    assert (unsent.failure, unsent.is_charged) == (Failure.BUSY, False)
    assert len(model.asked) == 1
    assert breaker.health().failures_in_a_row == 1


async def test_many_that_fail_together_open_the_breaker_once_and_those_behind_them_are_not_sent() -> None:
    class Failing(ScriptedModel):
        async def complete(self, ask: Ask) -> Completion:
            self.asked.append(ask)
            await asyncio.sleep(0)
            raise CompletionError(Failure.MALFORMED)

    clock, model = Turned(), Failing()
    breaker = Breaker(model, BreakerLimits(at_once=8, failures=5), now=clock.now, sleep=clock.sleep)
    asking = (breaker.ask(ASK, clock.now() + 6) for _ in range(60))
    outcomes = await asyncio.gather(*asking, return_exceptions=True)
    failures = [getattr(outcome, "failure", None) for outcome in outcomes]
    assert breaker.health().resting == 30.0
    assert len(model.asked) < 16
    assert failures.count(Failure.RESTING) == 60 - len(model.asked)


async def test_a_model_that_refuses_when_it_is_tried_again_is_back() -> None:
    clock = Turned()
    breaker, _ = breaker_to(
        CompletionError(Failure.EMPTY),
        CompletionError(Failure.REFUSED),
        "fine",
        clock=clock,
        limits=BreakerLimits(failures=1),
    )
    await failure_of(breaker, clock)
    clock.at += 31
    assert (await failure_of(breaker, clock)).failure is Failure.REFUSED
    assert (await breaker.ask(ASK, clock.now() + 6)).text == "fine"
