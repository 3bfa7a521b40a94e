"""Choices are pressed, picked and filled in, by whom they were meant for and by others, before and after a restart."""

from bot.mentor.actions import Action
from bot.mentor.events import Filled, Picked
from bot.mentor.reply import Audience, Paragraph, Picker, PickerKind, Reply
from bot.platforms.discord.playground.world import Message
from tests.discord.house import House, words_of


async def _asked(house: House, text: str = "a question") -> Message:
    return await house.answer_to(house.ann.say(house.channel, f"@bot {text}"))


async def test_a_press_is_answered_with_a_further_message(house: House) -> None:
    answer = await _asked(house)
    further = await house.response_to(house.ann.press(answer, "Again"))
    assert words_of(further) == "picked a"
    assert further is not answer


async def test_a_line_of_a_menu_is_a_choice_like_any_other(house: House) -> None:
    answer = await _asked(house)
    assert words_of(await house.response_to(house.ann.press(answer, "Two"))) == "picked two"


async def test_a_choice_that_replaces_changes_the_message_it_stands_on(house: House) -> None:
    answer = await _asked(house)
    changed = await house.response_to(house.ann.press(answer, "Replace"))
    assert changed is answer
    assert "in its place" in words_of(answer)


async def test_a_form_opens_and_what_is_filled_in_arrives(house: House) -> None:
    answer = await _asked(house)
    opened = await house.modal_of(house.ann.press(answer, "Form"))
    assert opened.modal is not None
    assert opened.modal["title"] == "What was missing?"
    done = await house.response_to(house.ann.fill(opened, {"reason": "an example"}))
    assert words_of(done) == "filled in an example"
    assert done.seen_by == house.ann.user.id


async def test_a_command_can_open_a_form(house: House) -> None:
    opened = await house.modal_of(house.ann.use(house.channel, "form"))
    done = await house.response_to(house.ann.fill(opened, {"reason": "more"}))
    assert words_of(done) == "filled in more"


async def test_choices_work_after_a_restart(house: House) -> None:
    answer = await _asked(house)
    await house.restart()
    assert words_of(await house.response_to(house.ann.press(answer, "One"))) == "picked one"
    changed = await house.response_to(house.ann.press(answer, "Replace"))
    assert changed is answer


async def test_a_form_that_was_open_during_a_restart_still_arrives(house: House) -> None:
    opened = await house.modal_of(house.ann.use(house.channel, "form"))
    await house.restart()
    done = await house.response_to(house.ann.fill(opened, {"reason": "late"}))
    assert words_of(done) == "filled in late"


async def test_a_button_nobody_made_gets_a_sentence_and_no_failure(house: House) -> None:
    answer = await _asked(house)
    answer.components[-1]["components"][0] = {"type": 2, "id": 99, "style": 2, "label": "Old", "custom_id": "0:old"}
    told = await house.response_to(house.ann.press(answer, "Old"))
    assert "older conversation" in words_of(told)
    assert told.seen_by == house.ann.user.id


async def test_a_pick_in_a_private_answer_stays_private(house: House) -> None:
    private = await house.response_to(house.ann.use(house.channel, "ask", {"question": "math", "private": True}))
    assert (await house.response_to(house.ann.press(private, "Again"))).seen_by == house.ann.user.id
    replaced = await house.response_to(house.ann.press(private, "Replace"))
    assert replaced is private
    assert "Show everyone" in replaced.labels()


async def test_what_is_for_the_asker_alone_never_takes_the_place_of_what_all_see(house: House) -> None:
    async def personal(event: Picked | Filled) -> Reply:
        return Reply((Paragraph("your own progress"),), audience=Audience.ASKER, replaces=True)

    house.desk._verbs = {**house.desk._verbs, "again": personal}
    answer = await _asked(house)
    told = await house.response_to(house.ann.press(answer, "Again"))
    assert told is not answer
    assert told.seen_by == house.ann.user.id
    assert "your own progress" not in words_of(answer)


async def test_in_direct_messages_nothing_disappears(house: House) -> None:
    answer = await house.answer_to(house.ann.say(house.discord.direct(house.ann), "hello"))
    further = await house.response_to(house.ann.press(answer, "Again"))
    asked = await house.response_to(house.ann.use(answer.channel, "role show"))
    assert further.seen_by is None
    assert asked.seen_by is None


async def test_channels_and_roles_are_picked_with_discords_own_menus(house: House) -> None:
    async def panel(event: Picked | Filled) -> Reply:
        house.mentor.heard.append(event)
        picker = Picker(PickerKind.PLACE, Action("again", ("places",)), "Channels", (str(house.channel.id),), at_most=5)
        roles = Picker(PickerKind.GROUP, Action("replace", ("roles",)), "Roles")
        return Reply((Paragraph("Settings"),), pickers=(picker, roles))

    house.desk._verbs = {**house.desk._verbs, "again": panel}
    answer = await _asked(house)
    shown = await house.response_to(house.ann.press(answer, "Again"))
    menu = next(row["components"][0] for row in shown.components if row["type"] == 1)
    assert menu["type"] == 8
    assert menu["default_values"][0]["type"] == "channel"
    state = Action("again", ("places",)).encode()
    await house.response_to(house.ann.pick(shown, state, [str(house.channel.id)]))
    filled = house.mentor.heard[-1]
    assert isinstance(filled, Filled)
    assert filled.values == {"picked": str(house.channel.id)}


async def test_a_number_and_a_yes_arrive_as_words(house: House) -> None:
    told = await house.response_to(house.ann.use(house.channel, "hours", {"a_week": 7.5}))
    assert "a_week=7.5" in words_of(told)
