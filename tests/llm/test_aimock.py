"""An independent judge: `aimock`, an OpenAI endpoint that we did not write, fits words and fails on demand.

Slow: see `tests.judges`.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.llm.endpoint import EndpointSettings, OpenAIEndpoint
from bot.mentor import assistance
from bot.mentor.events import Invoked
from tests.clocks import StillClock
from tests.door.doors import until
from tests.judges import MARKS, fetched
from tests.llm.house import house_with, labels, moderator, picked, said, text_of

pytestmark = MARKS

PACKAGE = "@copilotkit/aimock@1.43.0"
LAUNCHER = Path(__file__).with_name("aimock.mjs")
NURSE = "I'm a nurse. How do I cook rice?"
APPROVED = "Rinse it, take one and a half cups of water"
FITTED = "As a nurse, rinse it, take one and a half cups of water"


@asynccontextmanager
async def mocked() -> AsyncIterator[str]:
    """The address of a running aimock."""
    program = await asyncio.create_subprocess_exec(
        "node",
        str(LAUNCHER),
        str(await fetched(PACKAGE)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        yield (await asyncio.wait_for(program.stdout.readline(), 60)).decode().strip()
    finally:
        program.kill()
        await program.wait()


@asynccontextmanager
async def endpoint_at(url: str) -> AsyncIterator[OpenAIEndpoint]:
    endpoint = OpenAIEndpoint(EndpointSettings("sk-mock", "gpt-4.1-mini", f"{url}/v1"))
    await endpoint.open()
    try:
        yield endpoint
    finally:
        await endpoint.close()


async def requests_at(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/__aimock/journal") as answer:
        journal = await answer.json()
    return len(journal if isinstance(journal, list) else journal["entries"])


@pytest.mark.parametrize("how", ["", " case-slow"])
async def test_fitted_by_an_endpoint_we_did_not_write_every_character_arrives(how: str, tmp_path: Path) -> None:
    async with mocked() as url, endpoint_at(url) as endpoint, house_with(tmp_path, endpoint) as house:
        reply = await house.desk.handle(said(NURSE + how))
        assert FITTED in text_of(reply).replace("\\", "")
        assert "Then let it rest ten minutes with the lid on." in text_of(reply)
        assert "Show the original" in labels(reply)
        spent = await house.database.assistance.spent(StillClock().now().date())
    assert spent.tokens_in > 0
    assert spent.tokens_out > 0


@pytest.mark.parametrize(
    ("case", "outcome", "requests"),
    [
        ("500", "failed:server", 2),
        ("429", "failed:limited", 2),
        ("401", "failed:denied", 1),
        ("drop", "failed:server", 2),
        ("time-out", "failed:timeout", 1),
        ("cut", "failed:", 1),
        ("disconnect", "failed:", 1),
        ("hang-up", "failed:", 1),
        ("malformed", "failed:", 1),
        ("nonsense", "failed:malformed", 1),
        ("empty", "failed:empty", 1),
        ("lie", "rejected:", 1),
    ],
)
async def test_every_failure_ends_in_the_approved_words_in_time(
    case: str, outcome: str, requests: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistance, "PATIENCE", 3.0)
    async with mocked() as url, endpoint_at(url) as endpoint, house_with(tmp_path, endpoint) as house:
        began = time.monotonic()
        reply = await house.desk.handle(said(f"{NURSE} case-{case}"))
        assert time.monotonic() - began < 30
        outcomes: list[str] = []

        async def is_booked() -> bool:
            """What a call cost is booked behind the reply that did not wait for it."""
            spent = await house.database.assistance.spent(StillClock().now().date())
            outcomes[:] = [row[1] for row in spent.outcomes if row[0] == "fit"]
            return bool(outcomes) and "open" not in outcomes

        await until(is_booked)
        assert await requests_at(url) >= requests
    assert APPROVED in text_of(reply)
    assert "language model" not in text_of(reply)
    (fit,) = outcomes
    assert fit.startswith(outcome)


@pytest.mark.parametrize(("how", "is_drafted"), [("", True), (" case-slow", True), (" case-500", False)])
async def test_an_item_of_the_inbox_is_drafted_or_left_to_the_form(how: str, is_drafted: bool, tmp_path: Path) -> None:
    async with mocked() as url, endpoint_at(url) as endpoint, house_with(tmp_path, endpoint) as house:
        answered = await house.desk.handle(said(f"How do I cook rice?{how}"))
        await house.desk.handle(picked(answered, "Ask a person"))
        inbox = await house.desk.handle(Invoked(moderator(), ("kb", "inbox"), {}))
        page = await house.desk.handle(picked(inbox, "Draft it for me", by=moderator()))
    assert ("Drafted by a language model" in text_of(page)) is is_drafted
    assert ("Open it as a new entry" in labels(page)) is is_drafted
    assert ("Write an answer" in labels(page)) is not is_drafted
