"""What is sent arrives once, whatever Slack does meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.mentor.desk import FrontDesk
from bot.mentor.events import Said
from bot.mentor.reply import Attachment, Paragraph, Reply
from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.reading import words_of
from tests.slack.house import ADA, GENERAL, LIN, House, slack_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, call_seconds=0.5) as house:
        yield house


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Failing.BROKEN),
        Fault(Failing.BROKEN_AFTER),
        Fault(Failing.HUNG_UP),
        Fault(Failing.SILENT, seconds=1.0),
        Fault(Failing.SILENT_AFTER, seconds=1.0),
        Fault(Failing.REFUSED, error="internal_error"),
    ],
    ids=lambda fault: fault.how.value,
)
async def test_a_post_in_doubt_is_looked_for_before_it_is_sent_again(house: House, fault: Fault) -> None:
    house.play.faults.add("chat.postMessage", fault)
    await house.people.mention(ADA, GENERAL, "how much math?")
    await house.answers()
    await house.settled()
    assert len(house.space.said_by_bot()) == 1
    assert house.play.api.called("conversations.replies")


async def test_a_long_answer_that_broke_off_is_completed_and_not_repeated(house: House) -> None:
    house.play.faults.add("chat.postMessage", *[Fault(Failing.BROKEN_AFTER)] * 3)
    await house.people.mention(ADA, GENERAL, "a long story")
    await house.settled()
    texts = [words_of(answer.blocks) for answer in house.space.said_by_bot()]
    assert len(texts) > 2
    assert len(set(texts)) == len(texts)


async def test_retry_after_is_obeyed(house: House) -> None:
    house.play.faults.add("chat.postMessage", Fault(Failing.LIMITED, seconds=1.0))
    await house.people.mention(ADA, GENERAL, "how much math?")
    await house.answers()
    first, second = house.play.api.called("chat.postMessage")
    assert second.at - first.at >= 1.0
    assert not house.play.api.called("conversations.replies")


async def test_blocks_that_slack_refuses_go_out_as_plain_text(house: House) -> None:
    house.play.faults.add("chat.postMessage", Fault(Failing.REFUSED, error="invalid_blocks"))
    await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    assert (answer.blocks, answer.text) == ([], "You asked: how much math?")


async def test_a_channel_that_is_gone_is_given_up_and_holds_up_nobody(house: House) -> None:
    house.play.faults.add("chat.postMessage", Fault(Failing.REFUSED, error="is_archived"))
    await house.people.mention(ADA, GENERAL, "into the void")
    await house.space.until(lambda: bool(house.play.api.called("chat.postMessage")))
    await house.people.say(LIN, house.space.direct(LIN).id, "anyone?")
    (answer,) = await house.answers()
    await house.settled()
    assert answer.channel == house.space.direct(LIN).id
    assert len(house.play.api.called("chat.postMessage")) == 2


async def test_a_private_answer_finds_its_way_when_the_response_url_is_used_up(house: House) -> None:
    house.play.faults.add("response_url", Fault(Failing.REFUSED, error="used_url"))
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert answer.only_for == ADA
    assert len(house.play.api.called("chat.postEphemeral")) == 1


async def test_a_private_answer_reaches_people_where_the_bot_is_no_member(house: House) -> None:
    house.space.channels[GENERAL].has_bot = False
    house.play.faults.add("response_url", Fault(Failing.REFUSED, error="expired_url"))
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert answer.channel == house.space.direct(ADA).id


async def test_a_private_answer_finds_its_way_when_the_response_url_cannot_be_reached(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.people, "response_url", lambda *_: "http://127.0.0.1:1/response/nowhere")
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert answer.only_for == ADA


async def test_a_private_answer_that_could_not_leave_is_tried_until_it_can(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.people, "response_url", lambda *_: "http://127.0.0.1:1/response/nowhere")
    house.play.faults.add("chat.postEphemeral", *[Fault(Failing.LIMITED, seconds=0.0)] * 15)
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert answer.only_for == ADA


async def test_a_home_tab_that_slack_refuses_is_not_asked_for_again_and_again(house: House) -> None:
    house.play.faults.add("views.publish", *[Fault(Failing.REFUSED, error="not_enabled")] * 50)
    await house.people.open_home(ADA)
    await house.settled()
    assert len(house.play.api.called("views.publish")) == 1


async def test_a_private_answer_in_doubt_is_sent_once_more_and_no_oftener(house: House) -> None:
    house.play.faults.add("response_url", *[Fault(Failing.BROKEN)] * 4)
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    await house.settled()
    assert len(house.play.api.called("response_url")) == 2


async def test_a_form_that_opened_too_late_comes_with_a_button_that_opens_it(house: House) -> None:
    house.people.trigger_life = -1.0
    await house.people.slash(ADA, GENERAL, "skills")
    (too_late,) = await house.answers()
    house.people.trigger_life = 3.0
    await house.people.click(ADA, too_late, "Open the form")
    await house.space.until(lambda: bool(house.space.views))
    assert len(house.space.views[0].content["blocks"]) == 2


async def test_a_command_form_that_opened_too_late_says_so(house: House) -> None:
    house.people.trigger_life = -1.0
    await house.people.slash(ADA, GENERAL, "role set")
    (too_late,) = await house.answers()
    assert "too long" in too_late.text


async def test_a_picture_that_cannot_be_brought_is_told_in_words(house: House) -> None:
    house.play.faults.add("files.completeUploadExternal", Fault(Failing.BROKEN))
    await house.people.mention(ADA, GENERAL, "every block please")
    (answer,) = await house.answers()
    assert "image" not in [block["type"] for block in answer.blocks]
    assert "Your skills" in words_of(answer.blocks)


async def test_a_file_is_handed_over_once_however_often_its_words_are_tried(tmp_path: Path) -> None:
    async def give(_: Said) -> Reply:
        return Reply((Paragraph("Here it is."), Attachment(b"{}", "everything.json", "All that is kept about you")))

    async with slack_house(tmp_path, desk=FrontDesk(give, []), call_seconds=0.5) as house:
        house.play.faults.add("chat.postMessage", *[Fault(Failing.BROKEN)] * 4)
        await house.people.say(ADA, house.space.direct(ADA).id, "my data, please")
        await house.answers()
        await house.settled()
        assert len(house.play.api.called("files.completeUploadExternal")) == 1


async def test_one_message_a_second_goes_to_a_channel_and_other_channels_do_not_wait(tmp_path: Path) -> None:
    async with slack_house(tmp_path, seconds_between_posts=0.3) as house:
        house.play.api.seconds_between_posts = 0.25
        for number in range(4):
            await house.people.mention(ADA, GENERAL, f"question {number}")
        await house.people.say(LIN, house.space.direct(LIN).id, "and me?")
        await house.answers(5)
        posts = [call for call in house.play.api.called("chat.postMessage") if call.arguments["channel"] == GENERAL]
        gaps = [later.at - earlier.at for earlier, later in pairwise(posts)]
        other = next(c for c in house.play.api.called("chat.postMessage") if c.arguments["channel"] != GENERAL)
        assert min(gaps) >= 0.25
        assert len(posts) == 4
        assert other.at < posts[1].at


async def test_a_token_that_is_not_accepted_ends_the_matter(house: House) -> None:
    house.space.bot_token = "xoxb-another"
    await house.people.mention(ADA, GENERAL, "anyone?")
    await house.settled()
    assert len(house.play.api.called("chat.postMessage")) == 1


async def test_answers_wake_nobody_and_unfurl_nothing(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "tell &lt;!channel&gt; and <@U20HOME> about <https://evil.example|this>")
    (answer,) = await house.answers()
    (call,) = house.play.api.called("chat.postMessage")
    assert (call.arguments["unfurl_links"], call.arguments["unfurl_media"]) == (False, False)
    sent = answer.text + str(answer.blocks)
    assert "<!" not in sent
    assert "<@" not in sent
    assert "https://evil" not in sent


async def test_closing_finishes_what_is_in_hand(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        house.mentor.open.clear()
        envelope = await house.people.say(ADA, house.space.direct(ADA).id, "wait for me")
        await house.space.until(lambda: bool(house.space.statuses))
        closing = asyncio.create_task(house.face.close())
        await asyncio.sleep(0)
        house.mentor.open.set()
        await closing
        await house.running
        (answer,) = house.space.said_by_bot()
        assert answer.thread_ts == envelope.ts
