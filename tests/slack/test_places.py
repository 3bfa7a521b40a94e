"""What a community decides about where it is answered and what may be a link holds in Slack too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.mentor.commands import Feature
from bot.mentor.community import CommunitySettings
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Said, Standing
from bot.mentor.reply import Audience, Bullets, Citation, Note, Paragraph, Reply, Sources
from bot.platforms.slack.links import with_approved_links
from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.reading import labels_of, words_of
from bot.platforms.slack.playground.workspace import Person
from bot.platforms.slack.render import home_view
from tests.slack.house import ADA, GENERAL, LIN, House, slack_house

ELSEWHERE = "C99HOME"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path) as house:
        house.space.open_channel(ELSEWHERE, "elsewhere")
        settings = CommunitySettings(answers_in=(ELSEWHERE,))
        await house.database.communities.change(f"slack:{house.space.team}", settings.model_dump())
        yield house


async def test_where_the_mentor_is_not_wanted_only_the_asker_sees_the_answer(house: House) -> None:
    asked = await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    assert (answer.only_for, answer.thread_ts) == (ADA, asked.ts)
    assert house.mentor.heard[0].occasion.private


async def test_where_it_is_wanted_everybody_sees_the_answer(house: House) -> None:
    await house.people.mention(ADA, ELSEWHERE, "how much math?")
    (answer,) = await house.answers()
    assert answer.only_for is None


async def test_a_thread_where_it_is_not_wanted_is_not_followed(house: House) -> None:
    asked = await house.people.mention(ADA, GENERAL, "how much math?")
    await house.answers()
    await house.people.say(ADA, GENERAL, "and statistics?", asked.ts)
    await house.settled()
    assert len(house.mentor.heard) == 1


async def test_a_private_answer_cannot_be_shown_where_the_mentor_is_not_wanted(house: House) -> None:
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (answer,) = await house.answers()
    assert "Show everyone" not in labels_of(answer.blocks)
    await house.people.slash(ADA, ELSEWHERE, "ask how much math?")
    _, shareable = await house.answers(2)
    assert "Show everyone" in labels_of(shareable.blocks)


async def test_admins_are_admins_where_slack_lists_no_user_groups(house: House) -> None:
    house.space.join(Person("U77HOME", "boss", is_admin=True))
    house.play.faults.add("usergroups.list", Fault(Failing.REFUSED, error="plan_upgrade_required"))
    await house.people.slash("U77HOME", GENERAL, "role show")
    await house.settled()
    assert Standing.ADMIN in house.mentor.invoked[0].occasion.speaker.standing


async def test_the_button_that_shows_an_answer_says_what_the_house_calls_it(tmp_path: Path) -> None:
    async with slack_house(tmp_path, share_label="Let all see it") as house:
        await house.people.slash(ADA, GENERAL, "ask how much math?")
        (answer,) = await house.answers()
        await house.people.click(ADA, answer, "Let all see it")
        await house.answers(2)


async def test_only_sources_and_approved_addresses_are_links(tmp_path: Path) -> None:
    async def listen(_: Said) -> Reply:
        told = Paragraph("Read [this](https://good.example/a), [that](https://evil.example/b) or `[c](https://x.y)`.")
        cited = Sources("Sources", (Citation("A book", "An author", "https://book.example/c", "2020"),))
        return Reply((told, Note("See [more](https://evil.example/n)."), cited), audience=Audience.ROOM)

    desk = FrontDesk(listen, list[Feature]())
    async with slack_house(tmp_path, desk=desk, approved=lambda url: "good.example" in url) as house:
        await house.people.mention(ADA, GENERAL, "what shall I read?")
        (answer,) = await house.answers()
        assert "evil" not in str(answer.blocks)
        assert "[this](https://good.example/a)" in str(answer.blocks)
        assert "https://book.example/c" in str(answer.blocks)
        assert "Read this" in words_of(answer.blocks).replace("[", "").replace("](https://good.example/a)", "")


def test_the_words_of_a_link_that_may_not_stand_mean_no_more_than_themselves() -> None:
    named = "[a place](place:slack:T1:C1), [a friend](person:slack:T1:U1)"
    reply = Reply((Paragraph(rf"[a **b** \[c\]](https://evil.example) and {named}"),))
    (block,) = with_approved_links(reply, lambda _: False).blocks
    assert block == Paragraph(rf"a b \[c\] and {named}")


@pytest.mark.parametrize(("audience", "is_mentioned"), [(Audience.ASKER, True), (Audience.ROOM, False)])
async def test_somebody_is_named_by_a_mention_only_where_nobody_else_reads_along(
    tmp_path: Path, *, audience: Audience, is_mentioned: bool
) -> None:
    async def listen(_: Said) -> Reply:
        said = f"By [somebody](person:slack:T10HOME:{LIN})."
        return Reply((Paragraph(said), Bullets((said,)), Note(said)), audience=audience)

    desk = FrontDesk(listen, list[Feature]())
    async with slack_house(tmp_path, desk=desk) as house:
        await house.people.mention(ADA, GENERAL, "who wrote it?")
        (answer,) = await house.answers()
        assert (answer.only_for == ADA) is is_mentioned
        assert str(answer.blocks).count(f"<@{LIN}>") == (3 if is_mentioned else 0)
        assert str(answer.blocks).count(f"`{LIN}`") == (0 if is_mentioned else 3)
        assert f"<@{LIN}>" not in answer.text


def test_views_name_people_for_they_are_seen_by_who_opened_them() -> None:
    reply = Reply((Paragraph(f"By [somebody](person:slack:T10HOME:{LIN})."),))
    assert f"<@{LIN}>" in str(home_view(reply)["blocks"])
