"""What a true Slack sends now and then, and what it refuses: each is met once here."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.reading import words_of
from bot.platforms.slack.playground.workspace import Json
from bot.platforms.slack.settings import SlackMode
from tests.slack.house import ADA, GENERAL, LIN, House, slack_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, call_seconds=1.0) as house:
        yield house


def mention(house: House, **changes: object) -> Json:
    """The event of a mention, with what makes it uncommon."""
    said = house.people.write(ADA, GENERAL, "<@U0MENTOR> how much math?")
    event: Json = house.people.event(said, kind="app_mention").payload["event"]
    return event | changes


async def deliver(house: House, event: Json, **around: object) -> None:
    """Sends an event, `around` it what its wrapper has that others have not, and waits until it is dealt with."""
    envelope = house.people.envelope(event)
    envelope.payload.update(around)
    await house.play.send(envelope)
    await house.settled()


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "subtype": "message_deleted", "deleted_ts": "1.1", "previous_message": {"user": ADA}},
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "text": "<@U0MENTOR> hi", "user": None},
        {"type": "message", "subtype": "channel_join", "user": ADA, "text": "<@U10HOME> has joined"},
        {"type": "message", "subtype": "message_changed", "message": {"text": "x"}, "previous_message": None},
        {"type": "message", "subtype": "message_replied", "message": {"user": ADA}},
        {"type": "app_mention", "user": "U9BOT", "bot_id": "B9", "text": "<@U0MENTOR> from a workflow"},
        {"type": "tokens_revoked", "tokens": {}},
        {"type": "team_access_revoked", "team_ids": ["T1"]},
    ],
    ids=lambda event: event.get("subtype", event["type"]),
)
async def test_what_is_nobodys_question_is_acknowledged_and_not_answered(house: House, event: Json) -> None:
    await deliver(house, {"channel": GENERAL, "ts": "5.5", "event_ts": "5.5", **event})
    assert house.space.said_by_bot() == []


@pytest.mark.parametrize(
    "around",
    [
        {"event_context": "4-abc", "is_ext_shared_channel": True, "context_team_id": "T0HOME"},
        {"authorizations": []},
        {"authorizations": None, "authed_users": ["U0MENTOR"]},
        {"enterprise_id": "E1", "authorizations": [
            {"enterprise_id": "E1", "team_id": None, "user_id": "U0MENTOR", "is_bot": True,
             "is_enterprise_install": True}]},
    ],
    ids=["shared channel", "no authorization", "none at all", "organization"],
)  # fmt: skip
async def test_a_mention_is_answered_whatever_stands_around_it(house: House, around: Json) -> None:
    await deliver(house, mention(house), **around)
    assert len(house.space.said_by_bot()) == 1


async def test_a_mention_from_a_neighbors_workspace_is_answered_by_ours(house: House) -> None:
    await deliver(house, mention(house, user="U0AWAY", team="T0AWAY", user_team="T0AWAY", source_team="T0AWAY"))
    (answer,) = house.space.said_by_bot()
    assert "how much math?" in answer.text
    assert house.mentor.heard[0].occasion.speaker.community == "slack:T0HOME"


async def test_a_mention_without_words_is_answered(house: House) -> None:
    await deliver(house, mention(house, text=None, attachments=[{"fallback": "a picture"}]))
    assert len(house.space.said_by_bot()) == 1


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ask what is R&amp;D &lt;and&gt; QA?", "what is R&D <and> QA?"),
        ("ask question=“how much math”", "how much math"),
    ],
    ids=["escaped", "curly quotes"],
)
async def test_what_is_typed_behind_the_command_means_what_was_typed(house: House, typed: str, asked: str) -> None:
    await house.people.slash(ADA, GENERAL, typed)
    await house.answers()
    assert house.mentor.heard[-1].text == asked


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Failing.REFUSED, error="ratelimited"),
        Fault(Failing.REFUSED, error="rate_limited"),
        Fault(Failing.BROKEN, status=503),
        Fault(Failing.BROKEN, status=504),
    ],
    ids=["limited without a header", "the other spelling", "503", "504"],
)
async def test_a_post_that_slack_is_too_busy_for_goes_out_once_later(house: House, fault: Fault) -> None:
    house.play.faults.add("chat.postMessage", fault)
    await deliver(house, mention(house))
    assert len(house.space.said_by_bot()) == 1


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "restricted_action", "cannot_reply_to_message"])
async def test_a_place_where_nothing_may_be_posted_is_given_up_and_the_next_question_answered(
    house: House, error: str
) -> None:
    house.play.faults.add("chat.postMessage", Fault(Failing.REFUSED, error=error))
    await deliver(house, mention(house))
    assert house.space.said_by_bot() == []
    await deliver(house, mention(house))
    assert len(house.space.said_by_bot()) == 1


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "msg_blocks_too_long"])
async def test_a_message_that_slack_would_not_show_goes_out_as_plain_text(house: House, error: str) -> None:
    house.play.faults.add("chat.postMessage", Fault(Failing.REFUSED, error=error))
    await deliver(house, mention(house))
    (answer,) = house.space.said_by_bot()
    assert answer.blocks == []
    assert "how much math?" in answer.text


async def test_a_private_answer_is_given_otherwise_where_the_response_url_is_gone(house: House) -> None:
    envelope = await house.people.slash(ADA, GENERAL, "ask how much math?")
    house.play.api.response_urls.pop(envelope.payload["response_url"].rpartition("/")[2])
    (answer,) = await house.answers()
    assert answer.only_for == ADA


async def test_frames_that_are_no_envelopes_cost_nobody_the_connection(house: House) -> None:
    (socket,) = house.play.socket.sockets
    for frame in (
        "ping",
        "[]",
        "null",
        '{"type":"new_kind"}',
        '{"envelope_id":"1","type":"events_api","payload":null}',
    ):
        await socket.send_str(frame)
    await deliver(house, mention(house))
    assert len(house.space.said_by_bot()) == 1
    assert house.play.socket.connections == 1


async def test_a_limit_on_connections_is_waited_out(house: House) -> None:
    house.play.faults.add("apps.connections.open", Fault(Failing.LIMITED, seconds=1.0))
    await house.play.socket.drop()
    await house.play.socket.until_connected(20)
    await deliver(house, mention(house))
    assert len(house.space.said_by_bot()) == 1
    refused, opened = house.play.api.called("apps.connections.open")[-2:]
    assert opened.at - refused.at >= 1.0


async def test_a_greeting_may_say_nothing_of_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.play.socket, "_hello", lambda: {"type": "hello"})
    await house.play.socket.drop()
    await house.play.socket.until_connected()
    await deliver(house, mention(house))
    assert len(house.space.said_by_bot()) == 1


async def test_word_that_slack_holds_events_back_is_acknowledged(tmp_path: Path) -> None:
    async with slack_house(tmp_path, SlackMode.HTTP) as house:
        told = {"token": "play", "type": "app_rate_limited", "team_id": "T0HOME", "minute_rate_limited": 1518467820}
        body = json.dumps(told)
        headers = {"Content-Type": "application/json", **house.play.http.signature(body)}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{house.url}/slack/events", data=body, headers=headers) as response,
        ):
            assert response.status == 200


async def test_a_person_of_whom_slack_tells_nothing_is_answered_like_everybody(house: House) -> None:
    house.play.faults.add("users.info", Fault(Failing.REFUSED, error="user_not_visible"))
    await house.people.slash(LIN, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert "how much math?" in words_of(answer.blocks)
