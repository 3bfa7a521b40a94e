"""Each limit of Slack's at its edge: what fits goes out whole, one more is cut or parted."""

from pathlib import Path

import pytest

from bot.mentor.actions import MAX_ENCODED, Action
from bot.mentor.reply import (
    Bullets,
    Choice,
    Choices,
    FieldKind,
    Form,
    FormField,
    Heading,
    Note,
    Paragraph,
    Picture,
    Reply,
)
from bot.platforms.slack import limits
from bot.platforms.slack.address import Address, Surface
from bot.platforms.slack.command import command_button, read_button
from bot.platforms.slack.playground.checks import message_refusal, view_refusal
from bot.platforms.slack.playground.faults import Failing, Fault
from bot.platforms.slack.playground.people import People
from bot.platforms.slack.render import form_view, home_view, messages_of
from tests.slack.house import ADA, GENERAL, slack_house

WHENCE = Address(Surface.FORM, team="T0HOME", user="U10HOME", channel="C10HOME")


def sent(reply: Reply) -> list[dict[str, object]]:
    messages = [message.to_arguments() for message in messages_of(reply, {"p": "F1"})]
    assert [message_refusal(message) for message in messages] == [None] * len(messages)
    return messages


@pytest.mark.parametrize(("characters", "messages"), [(limits.MARKDOWN // 2, 1), (limits.MARKDOWN * 2, 2)])
def test_markdown_is_parted_at_its_limit(characters: int, messages: int) -> None:
    assert len(sent(Reply((Paragraph("x" * (characters - 2)),)))) == messages


def test_more_than_fifty_blocks_become_two_messages() -> None:
    note = Note("small print")
    assert len(sent(Reply((note,) * (limits.MESSAGE_BLOCKS)))) == 1
    assert len(sent(Reply((note,) * (limits.MESSAGE_BLOCKS + 1)))) == 2


def test_a_home_tab_never_has_more_than_a_hundred_blocks() -> None:
    view = home_view(Reply((Paragraph("one"),) * (limits.VIEW_BLOCKS + 1)))
    assert len(view["blocks"]) == limits.VIEW_BLOCKS
    assert view_refusal(view) is None


@pytest.mark.parametrize(("length", "sections"), [(limits.SECTION, 1), (limits.SECTION + 1, 2)])
def test_a_section_is_parted_at_its_limit(length: int, sections: int) -> None:
    assert len(home_view(Reply((Paragraph("x" * length),)))["blocks"]) == sections


@pytest.mark.parametrize("length", [limits.HEADER, limits.HEADER + 1])
def test_a_header_is_cut_at_its_limit(length: int) -> None:
    (header,) = home_view(Reply((Heading("x" * length),)))["blocks"]
    assert header["text"]["text"].endswith("…") is (length > limits.HEADER)
    assert len(header["text"]["text"]) <= limits.HEADER


@pytest.mark.parametrize("length", [limits.CONTEXT_TEXT, limits.CONTEXT_TEXT + 1])
def test_small_print_is_parted_at_its_limit(length: int) -> None:
    (message,) = messages_of(Reply((Note("x" * length),)))
    (context,) = message.blocks
    assert len(context["elements"]) == 1 + (length > limits.CONTEXT_TEXT) <= limits.CONTEXT_ELEMENTS


@pytest.mark.parametrize("length", [limits.BUTTON_TEXT, limits.BUTTON_TEXT + 1])
def test_a_label_is_cut_at_its_limit(length: int) -> None:
    choice = Choice("x" * length, Action("more"))
    (message,) = messages_of(Reply((), (Choices((choice,)), Choices((choice,), as_menu=True))))
    button, menu = (block["elements"][0] for block in message.blocks)
    for text in (button["text"]["text"], menu["options"][0]["text"]["text"]):
        assert len(text) == limits.BUTTON_TEXT == limits.OPTION_TEXT
        assert text.endswith("…") is (length > limits.BUTTON_TEXT)


@pytest.mark.parametrize(("count", "rows"), [(limits.ACTIONS_ELEMENTS, 1), (limits.ACTIONS_ELEMENTS + 1, 2)])
def test_buttons_are_parted_into_rows(count: int, rows: int) -> None:
    choices = tuple(Choice(f"Choice {n}", Action("more", (str(n),))) for n in range(count))
    (message,) = messages_of(Reply((), (Choices(choices),)))
    assert len(message.blocks) == rows


@pytest.mark.parametrize(("count", "menus"), [(limits.SELECT_OPTIONS, 1), (limits.SELECT_OPTIONS + 1, 2)])
def test_a_menu_holds_a_hundred(count: int, menus: int) -> None:
    choices = tuple(Choice(str(n), Action("m", (str(n),))) for n in range(count))
    (message,) = messages_of(Reply((), (Choices(choices, as_menu=True),)))
    assert [len(block["elements"][0]["options"]) for block in message.blocks] == [100, *[1] * (menus - 1)]


def test_hints_and_prompts_are_cut_to_what_slack_shows() -> None:
    choices = Choices((Choice("One", Action("m"), hint="h" * 100),), "p" * 200, as_menu=True)
    (message,) = messages_of(Reply((), (choices,)))
    menu = message.blocks[0]["elements"][0]
    assert len(menu["options"][0]["description"]["text"]) == limits.OPTION_DESCRIPTION
    assert len(menu["placeholder"]["text"]) == limits.PLACEHOLDER


def test_the_longest_action_fits_everything_that_carries_it() -> None:
    longest = Action("v", ("a" * (MAX_ENCODED - 4),))
    assert len(longest.encode()) == MAX_ENCODED <= limits.OPTION_VALUE
    view = form_view(Form("Title", longest, (FormField("k", "Label"),)), WHENCE)
    assert len(view["private_metadata"]) <= limits.PRIVATE_METADATA


def test_options_too_long_for_a_button_are_asked_for_again() -> None:
    assert read_button(command_button("Ask", ("ask",), {"question": "q" * 1900}).value)[1] == {"question": "q" * 1900}
    assert read_button(command_button("Ask", ("ask",), {"question": "q" * 2000}).value) == (("ask",), {})


def test_a_form_keeps_to_the_limits_of_modals() -> None:
    field = FormField("k", "L" * 45, FieldKind.LONG, "v" * 4000, "p" * 100, max_length=4000)
    view = form_view(Form("T" * limits.MODAL_TITLE, Action("a"), (field,) * 1, submit="S" * 30), WHENCE)
    element = view["blocks"][0]["element"]
    assert view_refusal(view) is None
    assert element["max_length"] == limits.INPUT_TEXT == len(element["initial_value"])
    assert len(view["submit"]["text"]) == limits.MODAL_BUTTON


def test_the_words_for_a_picture_are_cut_to_what_slack_takes() -> None:
    (message,) = messages_of(Reply((Picture(b"", "p", "a" * 3000),)), {"p": "F1"})
    assert len(message.blocks[0]["alt_text"]) == limits.IMAGE_ALT


def test_the_text_of_a_message_stays_far_below_where_slack_cuts() -> None:
    (message, *_) = messages_of(Reply((Bullets(("word " * 2000,)),)))
    assert len(message.text) <= limits.FALLBACK_TEXT + 1 < limits.TEXT


async def test_no_more_than_ten_loading_messages_and_four_prompts_are_sent(tmp_path: Path) -> None:
    prompts = tuple(f"prompt {n}" for n in range(limits.SUGGESTED_PROMPTS + 2))
    async with slack_house(tmp_path, prompts=prompts) as house:
        await house.people.open_home(ADA, tab="messages")
        await house.space.until(lambda: bool(house.space.prompts))
        assert len(house.space.prompts[0]["prompts"]) == limits.SUGGESTED_PROMPTS
        assert len(house.face._ports.loading) <= limits.LOADING_MESSAGES


async def test_a_response_url_is_used_five_times_and_then_the_answer_goes_another_way(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        await house.people.slash(ADA, GENERAL, "ask a long story")
        await house.settled()
        assert len(house.play.api.called("response_url")) <= limits.RESPONSE_URL_USES
        url = next(iter(house.play.api.response_urls.values()))
        url.uses = limits.RESPONSE_URL_USES
        await house.people.slash(ADA, GENERAL, "ask again")
        for fresh in house.play.api.response_urls.values():
            fresh.uses = limits.RESPONSE_URL_USES
        await house.settled()
        assert all(message.only_for == ADA for message in house.space.said_by_bot())


async def test_retry_after_in_an_odd_form_does_not_hold_us_up(tmp_path: Path) -> None:
    async with slack_house(tmp_path) as house:
        house.play.faults.add("chat.postMessage", Fault(Failing.LIMITED, seconds=0.0))
        await house.people.mention(ADA, GENERAL, "hello?")
        await house.answers()


def test_a_trigger_lives_for_three_seconds_in_the_stand_in() -> None:
    assert People(None, None, None).trigger_life == limits.TRIGGER_LIFE.total_seconds() == 3.0  # type: ignore[arg-type]
