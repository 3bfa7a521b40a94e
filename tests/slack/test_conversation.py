"""What people can do in Slack, in Socket Mode and over HTTP alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.mentor.events import Standing
from bot.platforms.slack.playground.reading import labels_of, words_of
from bot.platforms.slack.settings import SlackMode
from tests.slack.house import ADA, GENERAL, LIN, House, slack_house


@pytest.fixture(params=[SlackMode.SOCKET, SlackMode.HTTP], ids=["socket", "http"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, request.param) as house:
        yield house


async def test_a_mention_is_answered_once_in_its_thread(house: House) -> None:
    asked = await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    await house.settled()
    assert house.space.said_by_bot() == [answer]
    assert (answer.channel, answer.thread_ts, answer.only_for) == (GENERAL, asked.ts, None)
    assert words_of(answer.blocks).startswith("You asked: how much math?")
    assert [said.text for said in house.mentor.heard] == ["how much math?"]


async def test_a_thread_is_followed_for_the_one_who_asked_and_for_nobody_else(house: House) -> None:
    asked = await house.people.mention(ADA, GENERAL, "how much math?")
    await house.answers()
    await house.people.say(LIN, GENERAL, "I think a lot of it", asked.ts)
    await house.people.say(ADA, GENERAL, f"<@{LIN}> really?", asked.ts)
    await house.people.say(ADA, GENERAL, "and statistics?", asked.ts)
    await house.answers(2)
    await house.settled()
    assert [said.text for said in house.mentor.heard] == ["how much math?", "and statistics?"]


async def test_a_talk_that_ended_is_not_followed(house: House) -> None:
    asked = await house.people.mention(ADA, GENERAL, "bye")
    await house.answers()
    await house.people.say(ADA, GENERAL, "so I told them", asked.ts)
    await house.people.mention(ADA, GENERAL, "one more thing", asked.ts)
    await house.answers(2)
    assert [said.text for said in house.mentor.heard] == ["bye", "one more thing"]


async def test_a_thread_is_followed_after_a_restart_where_the_mentor_remembers_it(house: House) -> None:
    old = house.space.next_ts()
    house.known.add(f"slack:{house.space.team}:{GENERAL}:{old}:{ADA}")
    await house.people.say(LIN, GENERAL, "not for you", old)
    await house.people.say(ADA, GENERAL, "back again", old)
    await house.answers()
    assert [said.text for said in house.mentor.heard] == ["back again"]


async def test_a_direct_message_is_answered_in_its_thread(house: House) -> None:
    channel = house.space.direct(ADA).id
    said = await house.people.say(ADA, channel, "where do I start? a &lt; b")
    (answer,) = await house.answers()
    assert (answer.channel, answer.thread_ts, answer.only_for) == (channel, said.ts, None)
    assert house.mentor.heard[0].text == "where do I start? a < b"
    assert house.mentor.heard[0].occasion.private
    assert {"Helpful", "Not helpful", "Only me", "Data analyst"} <= set(labels_of(answer.blocks))


async def test_words_in_a_channel_without_a_mention_are_nobodys_business(house: House) -> None:
    await house.people.say(ADA, GENERAL, "how much math do I need?")
    await house.people.say(ADA, GENERAL, f"<@{LIN}> how much math do I need?")
    await house.people.mention(LIN, GENERAL, "you there?")
    await house.answers()
    assert [said.text for said in house.mentor.heard] == ["you there?"]


async def test_the_slash_command_answers_privately_and_can_be_shown_to_everyone(house: House) -> None:
    await house.people.slash(ADA, GENERAL, "ask how much math?")
    (private,) = await house.answers()
    assert private.only_for == ADA
    await house.people.click(ADA, private, "Show everyone")
    await house.people.click(ADA, private, "Show everyone")
    _, shown = await house.answers(2)
    await house.settled()
    assert shown.only_for is None
    assert "how much math?" in words_of(shown.blocks)
    assert len(house.space.said_by_bot()) == 2


@pytest.mark.parametrize("typed", ["", "   ", "skilz", "rle sho"])
async def test_a_bare_command_or_a_typo_gives_help_with_buttons(house: House, typed: str) -> None:
    envelope = await house.people.slash(LIN, GENERAL, typed)
    await envelope.acknowledged.wait()
    assert envelope.answer is not None
    blocks = envelope.answer["blocks"]
    assert {"ask", "role show", "skills"} <= set(labels_of(blocks))
    assert "settings" not in labels_of(blocks)
    if typed == "skilz":
        assert "Did you mean /mentor skills?" in words_of(blocks).replace("`", "")


async def test_only_admins_see_the_commands_for_admins(house: House) -> None:
    envelope = await house.people.slash(ADA, GENERAL, "")
    await envelope.acknowledged.wait()
    assert envelope.answer is not None
    assert "settings" in labels_of(envelope.answer["blocks"])


async def test_a_command_that_lacks_something_asks_for_it_in_a_form(house: House) -> None:
    await house.people.slash(ADA, GENERAL, "role set")
    await house.space.until(lambda: bool(house.space.views))
    (view,) = house.space.views
    await house.people.submit(view, {"role": "researcher"})
    (answer,) = await house.answers()
    assert answer.only_for == ADA
    assert "researcher" in words_of(answer.blocks)
    assert house.mentor.invoked[0].options == {"role": "researcher"}


async def test_a_menu_asks_for_its_entries_while_somebody_types(house: House) -> None:
    await house.people.slash(ADA, GENERAL, "tips")
    await house.space.until(lambda: bool(house.space.views))
    (view,) = house.space.views
    envelope = await house.people.type_in_menu(view, "mentor:suggest:tips:city", "ber")
    await envelope.acknowledged.wait()
    assert envelope.answer is not None
    assert [option["value"] for option in envelope.answer["options"]] == ["berlin", "bern"]


async def test_a_choice_changes_the_message_in_place(house: House) -> None:
    await house.people.say(ADA, house.space.direct(ADA).id, "how much math?")
    (answer,) = await house.answers()
    await house.people.click(ADA, answer, "Data analyst")
    await house.space.until(lambda: answer.edits > 0)
    assert "terms of a data_analyst" in words_of(answer.blocks)
    assert house.space.said_by_bot() == [answer]


async def test_what_is_personal_is_shown_to_that_person_only(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    await house.people.click(LIN, answer, "Helpful")
    _, thanks = await house.answers(2)
    assert (thanks.only_for, words_of(thanks.blocks)) == (LIN, "Thank you, noted.")
    assert house.mentor.acted[0].occasion.speaker.person == f"slack:{house.space.team}:{LIN}"


async def test_the_last_click_on_feedback_reaches_the_mentor_too(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "how much math?")
    (answer,) = await house.answers()
    await house.people.click(ADA, answer, "Helpful")
    await house.answers(2)
    await house.people.click(ADA, answer, "Not helpful")
    await house.space.until(lambda: bool(house.space.views))
    await house.people.submit(house.space.views[0], {"reason": "too short"})
    *_, noted = await house.answers(3)
    assert "too short" in words_of(noted.blocks)
    assert [event.action.verb for event in house.mentor.acted] == ["helpful", "unhelpful", "unhelpful"]


async def test_the_shortcut_asks_about_somebody_elses_message(house: House) -> None:
    said = house.people.write(LIN, GENERAL, "do I need a degree?")
    await house.people.shortcut(ADA, said)
    (answer,) = await house.answers()
    assert answer.only_for == ADA
    assert house.mentor.heard[0].author == f"slack:{house.space.team}:{LIN}"


async def test_the_home_tab_is_published_only_when_it_changed(house: House) -> None:
    await house.people.open_home(ADA)
    await house.space.until(lambda: ADA in house.space.homes)
    await house.people.open_home(ADA)
    await house.settled()
    assert len(house.space.homes[ADA]) == 1
    await house.people.slash(ADA, GENERAL, "role set researcher")
    await house.space.until(lambda: len(house.space.homes[ADA]) == 2)
    assert "researcher" in words_of(house.space.homes[ADA][-1]["blocks"])


async def test_a_choice_in_the_home_tab_is_answered_in_a_modal(house: House) -> None:
    await house.people.open_home(ADA)
    await house.space.until(lambda: ADA in house.space.homes)
    await house.people.click_home(ADA, "I am a researcher")
    await house.space.until(lambda: bool(house.space.views) and len(house.space.homes[ADA]) == 2)
    assert "terms of a researcher" in words_of(house.space.views[0].content["blocks"])


async def test_opening_the_conversation_suggests_prompts(house: House) -> None:
    await house.people.open_home(ADA, tab="messages")
    await house.space.until(lambda: bool(house.space.prompts))
    assert [prompt["message"] for prompt in house.space.prompts[0]["prompts"]] == [
        "How much math do I need?",
        "Which role fits me?",
    ]
    assert ADA not in house.space.homes


async def test_a_slow_answer_shows_that_it_is_worked_on_and_a_quick_one_does_not(house: House) -> None:
    channel = house.space.direct(ADA).id
    await house.people.say(ADA, channel, "quick")
    await house.answers()
    house.mentor.open.clear()
    said = await house.people.say(ADA, channel, "slow")
    await house.space.until(lambda: bool(house.space.statuses))
    house.mentor.open.set()
    await house.answers(2)
    (status,) = house.space.statuses
    assert (status["channel_id"], status["thread_ts"]) == (channel, said.ts)
    assert status["loading_messages"]


async def test_a_form_works_from_the_slash_command_to_the_answer(house: House) -> None:
    await house.people.slash(ADA, GENERAL, "skills")
    await house.space.until(lambda: bool(house.space.views))
    await house.people.submit(house.space.views[0], {"math": "7"})
    (answer,) = await house.answers()
    assert "Math 7" in words_of(answer.blocks)


async def test_every_kind_of_block_is_taken_by_slack_with_its_picture(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "every block please")
    (answer,) = await house.answers()
    assert [block["type"] for block in answer.blocks] == [
        "markdown", "context", "context", "image", "actions", "context_actions", "actions",
    ]  # fmt: skip
    assert len(house.play.api.uploads) == 1


async def test_a_long_answer_becomes_several_messages_with_the_choices_under_the_last(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "a long story")
    await house.settled()
    answers = house.space.said_by_bot()
    assert len(answers) > 2
    assert [bool(labels_of(answer.blocks)) for answer in answers] == [False] * (len(answers) - 1) + [True]


async def test_a_defect_is_answered_with_a_sentence_and_a_reference(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "explode")
    (answer,) = await house.answers()
    assert answer.only_for == ADA
    assert "reference" in words_of(answer.blocks)


async def test_unknown_events_and_buttons_are_acknowledged(house: House) -> None:
    unknown = house.people.envelope({"type": "app_context_changed", "user": ADA, "event_ts": "1.2"})
    await house.play.send(unknown)
    await unknown.acknowledged.wait()
    assert unknown.attempt == 0


async def test_a_choice_in_a_modal_changes_that_modal(house: House) -> None:
    await house.people.open_home(ADA)
    await house.space.until(lambda: ADA in house.space.homes)
    await house.people.click_home(ADA, "I am a researcher")
    await house.space.until(lambda: bool(house.space.views))
    (view,) = house.space.views
    await house.people.click_view(view, "Data analyst")
    await house.space.until(lambda: "terms of a data_analyst" in words_of(view.content["blocks"]))


async def test_channels_and_groups_are_picked_with_slacks_own_menus(house: House) -> None:
    house.space.groups["S0MODS"] = (ADA,)
    await house.people.slash(ADA, GENERAL, "settings")
    (panel,) = await house.answers()
    await house.people.choose(ADA, panel, "Where may I answer?", {"selected_channels": [GENERAL, "C2"]})
    *_, places = await house.answers(2)
    option = {"text": {"type": "plain_text", "text": "mods"}, "value": "S0MODS"}
    await house.people.choose(ADA, panel, "Who looks after me?", {"selected_option": option})
    *_, group = await house.answers(3)
    assert [words_of(m.blocks) for m in (places, group)] == [f"Picked {GENERAL} C2.", "Picked S0MODS."]
    assert house.mentor.invoked[0].occasion.speaker.groups == {"S0MODS"}


async def test_the_menu_of_groups_asks_us_for_its_entries(house: House) -> None:
    house.space.groups |= {"S0MODS": (ADA,), "S0ALL": (ADA, LIN)}
    found = await house.people.type_anywhere(ADA, "mentor:picker:1:places", "mod")
    assert found.answer is not None
    assert [option["value"] for option in found.answer["options"]] == ["S0MODS"]


async def test_only_an_admin_and_a_moderator_have_standing(house: House) -> None:
    house.space.groups["S0MODS"] = (LIN,)
    community = f"slack:{house.space.team}"
    await house.database.communities.change(community, {"moderator_groups": ("S0MODS",)})
    for person in (ADA, LIN):
        await house.people.mention(person, GENERAL, "how much math?")
    *_, answer = await house.answers(2)
    for person in (ADA, LIN):
        await house.people.click(person, answer, "Helpful")
    await house.answers(4)
    standing = {event.occasion.speaker.person[-7:]: event.occasion.speaker.standing for event in house.mentor.acted}
    assert standing == {ADA: set(Standing), LIN: {Standing.MODERATOR, Standing.HELPER}}
