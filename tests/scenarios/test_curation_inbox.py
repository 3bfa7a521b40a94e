"""What nobody could answer is answered by those who look after the answers, on every face, and who asked is told."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.platforms.discord.playground.people import words_of
from bot.platforms.discord.playground.world import Message as DiscordMessage
from bot.platforms.slack.playground.reading import words_of as words_in_slack
from bot.platforms.slack.playground.workspace import Message as SlackMessage
from tests.clocks import StillClock
from tests.discord.stage import DiscordStage
from tests.scenarios.cautious_house import CautiousHouse
from tests.scenarios.miso import ANSWER, MISO, WRITTEN
from tests.scenarios.stage import Seen, Stage, flat
from tests.scenarios.stages import STAGES
from tests.scenarios.unasked import notifier_of
from tests.slack.house import GENERAL
from tests.slack.stage import SlackStage

IN_OTHER_WORDS = "for how long can I keep miso in a fridge?"
FOR_REVIEW = "See what waits for approval"
TOAST = "Toast a spoon of cumin in a dry pan until you smell it. Then compare it with the raw one."
TELL_ME = "Tell me when there's an answer"


@pytest.fixture
def kitchen(tmp_path: Path, clock: StillClock) -> CautiousHouse:
    return CautiousHouse(tmp_path, clock)


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, kitchen: CautiousHouse) -> AsyncIterator[Stage]:
    async with STAGES[request.param](kitchen) as open_stage:
        yield open_stage


async def ask(stage: Stage, words: str = MISO, person: str = "gil") -> Seen:
    return await stage.invoke("ask", {"question": words}, person)


async def publish_an_answer(stage: Stage) -> None:
    """Mona writes it from the inbox, Max agrees."""
    await stage.invoke("kb inbox", person="mona")
    opened = await stage.pick("Write an answer", "mona")
    assert opened.form is not None
    await stage.fill(WRITTEN, "mona")
    assert "Somebody else approves it" in flat(await stage.pick("Send to review", "mona"))
    assert "would be answered otherwise" in flat(await stage.invoke("kb review", person="max"))
    assert "It is live" in flat(await stage.pick("Approve", "max"))


async def test_a_question_handed_over_is_in_the_inbox_with_its_ways_out(stage: Stage) -> None:
    await ask(stage)
    page = await stage.invoke("kb inbox", person="mona")
    assert MISO in flat(page)
    assert "Asked by 1 person on" in flat(page)
    assert {"Write an answer", "Edit the answer", "Not ours", "Leave it", "How do I cook rice?"} <= set(page.choices)
    assert page.is_private


async def test_each_way_out_is_one_click_and_so_is_the_way_back(stage: Stage) -> None:
    await ask(stage)
    await stage.invoke("kb inbox", person="mona")
    for way, done in (("How do I cook rice?", "with a second person"), ("Leave it", "Left as it is")):
        assert done in flat(await stage.pick(way, "mona"))
        assert "Taken back" in flat(await stage.pick("Undo", "mona"))
        assert MISO in flat(await stage.pick("Back to the inbox", "mona"))
    opened = await stage.pick("Another answer …", "mona")
    assert opened.form == ("entry",)
    assert "with a second person" in flat(await stage.fill({"entry": "how much salt"}, "mona"))


async def test_the_inbox_and_its_buttons_outlive_a_restart(stage: Stage) -> None:
    await ask(stage)
    await stage.invoke("kb inbox", person="mona")
    await stage.restart()
    assert "Left as it is" in flat(await stage.pick("Leave it", "mona"))
    assert "Nothing waits here" in flat(await stage.invoke("kb inbox", person="mona"))


async def test_what_is_due_and_the_numbers_are_a_command_away(stage: Stage, clock: StillClock) -> None:
    await ask(stage)
    # Discord dates what people do by its own ids, which the stand-in makes from the machine's clock.
    clock.move(datetime.now(UTC) - clock.now() + timedelta(hours=1))
    numbers = flat(await stage.invoke("kb stats", person="mona"))
    assert "Left to people" in numbers
    assert MISO in numbers
    clock.move(timedelta(days=1200))
    assert "are due, the most used first" in flat(await stage.invoke("kb recheck", person="mona"))
    assert "Thank you" in flat(await stage.pick("How much salt is enough?", "mona"))


async def test_who_looks_after_the_answers_sees_at_home_how_much_waits(stage: Stage) -> None:
    await ask(stage)
    assert "One thing waits for you" in flat(await stage.invoke("home", person="mona"))
    assert MISO in flat(await stage.pick("Open the inbox", "mona"))


async def test_what_was_sent_to_review_is_a_click_from_the_inbox_and_from_home(stage: Stage) -> None:
    await ask(stage)
    for text in (TOAST, "Salt the water of a soup twice: once at the beginning, and once at the end."):
        await proposed(stage, text)
    assert "2 changes wait for approval" in flat(await stage.invoke("home", person="mona"))
    page = await stage.invoke("kb inbox", person="mona")
    assert "2 changes wait for approval" in flat(page)
    assert MISO in flat(page)
    listed = await stage.pick(FOR_REVIEW, "mona")
    assert "Waiting for approval" in flat(listed)
    await stage.pick(next(label for label in listed.choices if label.startswith("Toast")), "mona")
    assert FOR_REVIEW in (await stage.pick("Approve", "mona")).choices
    assert "Approve" in (await stage.pick(FOR_REVIEW, "mona")).choices
    assert FOR_REVIEW not in (await stage.pick("Approve", "mona")).choices
    await stage.invoke("kb inbox", person="mona")
    await stage.pick("Leave it", "mona")
    assert FOR_REVIEW not in (await stage.invoke("kb inbox", person="mona")).choices


async def proposed(stage: Stage, text: str) -> None:
    """Gil proposes a tip and sends it to review."""
    await stage.invoke("tips propose", person="gil")
    await stage.fill({"text": text, "sources": "house-notes", "topic": "flavour", "minutes": "5"}, "gil")
    assert "Somebody else approves it" in flat(await stage.pick("Send to review", "gil"))


async def test_an_unknown_question_is_answered_and_the_same_in_other_words_too(stage: Stage) -> None:
    assert TELL_ME in (await ask(stage)).choices
    await publish_an_answer(stage)
    assert ANSWER in flat(await ask(stage, IN_OTHER_WORDS))
    assert "Nothing waits here" in flat(await stage.invoke("kb inbox", person="mona"))


@pytest.mark.parametrize("stage", ["discord", "slack"], indirect=True)
async def test_who_wanted_to_know_is_told_once_where_they_asked(stage: Stage, kitchen: CautiousHouse) -> None:
    await ask(stage)
    assert "once there's an answer" in flat(await stage.pick(TELL_ME, "gil"))
    await stage.restart()
    notifier = notifier_of(stage, kitchen.house)
    await notifier.turn()
    assert told(stage) == []
    await publish_an_answer(stage)
    for _ in range(3):
        await notifier.turn()
    (said,) = told(stage)
    assert MISO in said
    assert ANSWER in said


def told(stage: Stage) -> list[str]:
    """What was said unasked where Gil asked: for all in Discord, directly in Slack, where commands are private."""
    if isinstance(stage, DiscordStage):
        said = [words_of(message) for message in stage.square.messages]
    else:
        assert isinstance(stage, SlackStage)
        direct = stage.space.direct("UGIL").id
        said = [words_in_slack(message.blocks) for message in stage.space.said_by_bot(direct)]
    return [words for words in said if "There's an answer now" in words]


@pytest.mark.parametrize("stage", ["discord", "slack"], indirect=True)
async def test_moderators_hear_of_it_in_their_channel_and_settle_it_there(
    stage: Stage, kitchen: CautiousHouse, clock: StillClock
) -> None:
    community, channel = await moderators_read(stage, kitchen)
    await ask(stage)
    clock.move(datetime.now(UTC) - clock.now() + timedelta(minutes=1))
    await notifier_of(stage, kitchen.house).turn()
    (news,) = said_in(stage, channel)
    assert "Something new waits in the inbox" in news
    assert MISO in news
    await press_in(stage, channel, "Leave it")
    assert "Left as it is" in said_in(stage, channel)[0]
    assert await kitchen.house.watch.tray.items(community) == ()


@pytest.mark.parametrize("stage", ["discord", "slack"], indirect=True)
async def test_moderators_hear_in_their_channel_of_what_was_sent_to_review_and_it_opens_for_one_of_them(
    stage: Stage, kitchen: CautiousHouse, clock: StillClock
) -> None:
    _, channel = await moderators_read(stage, kitchen)
    await ask(stage, "how do I cook rice?")
    clock.move(datetime.now(UTC) - clock.now() + timedelta(minutes=1))
    await proposed(stage, TOAST)
    clock.move(timedelta(minutes=1))
    await notifier_of(stage, kitchen.house).turn()
    (news,) = said_in(stage, channel)
    assert "A change was sent to review" in news
    await press(stage, channel, FOR_REVIEW, lambda: "It waits for approval" in whispered_in(stage, channel))
    assert said_in(stage, channel) == [news]


@pytest.mark.parametrize("stage", ["discord", "slack"], indirect=True)
async def test_the_week_is_told_with_its_numbers_in_a_picture(
    stage: Stage, kitchen: CautiousHouse, clock: StillClock
) -> None:
    _, channel = await moderators_read(stage, kitchen)
    await ask(stage)
    now = datetime.now(UTC)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=10)
    clock.move(monday - clock.now())
    await notifier_of(stage, kitchen.house).turn()
    (week,) = [said for said in said_in(stage, channel) if "Your week" in said]
    assert "Left to people" in week
    assert "No answer is due for a check" in week


async def moderators_read(stage: Stage, kitchen: CautiousHouse) -> tuple[str, str]:
    """Choose a channel for moderators; the community and the channel."""
    if isinstance(stage, DiscordStage):
        assert stage.square.guild is not None
        community, channel = f"discord:{stage.square.guild.id}", str(stage.square.id)
    else:
        assert isinstance(stage, SlackStage)
        community, channel = f"slack:{stage.space.team}", GENERAL
    await kitchen.house.database.communities.change(community, {"moderators_channel": channel})
    return community, channel


def posts_in(stage: Stage, channel: str) -> list[DiscordMessage | SlackMessage]:
    """What the mentor wrote for all to see in the channel of the moderators."""
    if isinstance(stage, DiscordStage):
        mine = stage.world.bot.id
        return [m for m in stage.square.messages if m.author.id == mine and m.seen_by is None and m.interaction is None]
    assert isinstance(stage, SlackStage)
    return [message for message in stage.space.said_by_bot(channel) if message.only_for is None]


def said_in(stage: Stage, channel: str) -> list[str]:
    """The same in words."""
    posts = posts_in(stage, channel)
    words = [words_of(p) if isinstance(p, DiscordMessage) else words_in_slack(p.blocks) for p in posts]
    return [re.sub(r"[*_\\]", "", each) for each in words]


async def press_in(stage: Stage, channel: str, label: str) -> None:
    """Let Mona pick something in the first post there, and wait until it looks otherwise."""
    before = said_in(stage, channel)[0]
    await press(stage, channel, label, lambda: said_in(stage, channel)[0] != before)


async def press(stage: Stage, channel: str, label: str, is_done: Callable[[], bool]) -> None:
    """Let Mona, who is there, pick something in the first post, and wait."""
    await stage.invoke("help", person="mona")
    post = posts_in(stage, channel)[0]
    if isinstance(post, DiscordMessage):
        assert isinstance(stage, DiscordStage)
        stage.person("mona").press(post, label)
        await stage.world.until(is_done)
    else:
        assert isinstance(stage, SlackStage)
        await stage.people.click("UMONA", post, label)
        await stage.space.until(is_done)


def whispered_in(stage: Stage, channel: str) -> str:
    """What only one person sees there, in words."""
    if isinstance(stage, DiscordStage):
        return "\n".join(words_of(message) for message in stage.square.messages if message.seen_by is not None)
    assert isinstance(stage, SlackStage)
    said = stage.space.said_by_bot(channel)
    return "\n".join(words_in_slack(message.blocks) for message in said if message.only_for is not None)
