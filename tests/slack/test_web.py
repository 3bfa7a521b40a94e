"""HTTP mode takes what Slack signed, lately, and of a sane size; everything else is turned away."""

import io
import json
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp
import pytest

from bot.errors import PlatformError, SettingsError
from bot.platforms.slack import limits
from bot.platforms.slack.face import SlackFace, SlackPorts
from bot.platforms.slack.playground.http_side import event_callback
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.settings import SlackMode, SlackSettings
from tests.slack.house import ADA, GENERAL, House, settings_for, slack_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, SlackMode.HTTP) as house:
        yield house


def an_event(text: str = "<@U0MENTOR> hello?") -> str:
    event = {"type": "app_mention", "user": ADA, "channel": GENERAL, "ts": "1795000000.000100", "text": text}
    return json.dumps(event_callback("T0HOME", event, "Ev1", "U0MENTOR"))


async def post(house: House, body: str, headers: Mapping[str, str]) -> tuple[int, str]:
    sent = {"Content-Type": "application/json", **headers}
    data = io.BytesIO(body.encode())
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{house.url}/slack/events", data=data, headers=sent) as response,
    ):
        return response.status, await response.text()


async def test_a_signed_event_is_taken(house: House) -> None:
    body = an_event()
    assert (await post(house, body, house.play.http.signature(body)))[0] == 200
    await house.answers()


@pytest.mark.parametrize("age", [-400.0, 400.0])
async def test_an_event_out_of_its_time_is_turned_away(house: House, age: float) -> None:
    body = an_event()
    headers = house.play.http.signature(body, at=time.time() - age)
    assert (await post(house, body, headers))[0] == 401
    assert not house.mentor.heard


async def test_a_wrong_signature_is_turned_away(house: House) -> None:
    body = an_event()
    good = house.play.http.signature(body)
    for headers in (house.play.http.signature(body + " "), {**good, "X-Slack-Signature": "v0=0"}, {}):
        assert (await post(house, body, headers))[0] == 401
    for odd in ({"X-Slack-Request-Timestamp": "yesterday"}, {"X-Slack-Signature": "v0=ü"}, {"X-Slack-Signature": ""}):
        assert (await post(house, body, {**good, **odd}))[0] == 401
    assert not house.mentor.heard


async def test_a_body_that_is_too_long_is_not_read_to_its_end(house: House) -> None:
    body = an_event("x" * limits.BODY_BYTES)
    assert (await post(house, body, house.play.http.signature(body)))[0] == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(
                f"{house.url}/slack/events", data=endless(), headers=house.play.http.signature("")
            ) as response:
                assert response.status == 413
        except aiohttp.ClientConnectionError:
            pass  # it hung up in the middle, which is as good


async def test_what_is_no_text_is_turned_away(house: House) -> None:
    async with aiohttp.ClientSession() as session:
        headers = house.play.http.signature("") | {"Content-Type": "text/plain; charset=utf-8"}
        async with session.post(f"{house.url}/slack/events", data=b"\xff\xfe\x00", headers=headers) as response:
            assert response.status == 400


async def test_slack_can_verify_the_address(house: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "play"})
    status, text = await post(house, body, house.play.http.signature(body))
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})


async def test_nothing_else_is_served(house: House) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/slack", "/slack/events/x", "/metrics"):
            async with session.get(f"{house.url}{path}") as response:
                assert response.status == 404
        async with session.get(f"{house.url}/slack/events") as response:
            assert response.status == 405


async def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    assert SlackSettings(bot_token="x", app_token="y").host == "127.0.0.1"


async def test_an_address_in_use_is_said_plainly(house: House) -> None:
    ports = house.face._ports
    face = SlackFace(settings_for(house.play, port=house.face.port), ports)
    with pytest.raises(PlatformError, match="SLACK_PORT"):
        await face.run()


async def test_http_mode_without_a_database_is_said_plainly() -> None:
    play = PlaySlack(SlackMode.HTTP)
    face = SlackFace(play.settings(), SlackPorts(None, None, None, None, None))  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="database"):
        await face.run()


@pytest.mark.parametrize(
    ("mode", "named"), [(SlackMode.SOCKET, "SLACK_APP_TOKEN"), (SlackMode.HTTP, "SLACK_CLIENT_ID")]
)
def test_what_is_missing_in_the_settings_is_named(mode: SlackMode, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        SlackSettings(mode=mode, bot_token="x")


def test_secrets_do_not_show() -> None:
    settings = SlackSettings(bot_token="xoxb-secret", app_token="xapp-secret", signing_secret="s3cret")
    assert "secret" not in repr(settings).replace("signing_secret", "").replace("client_secret", "")
    assert "s3cret" not in repr(settings)
