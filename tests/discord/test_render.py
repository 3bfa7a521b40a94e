"""Any reply fits Discord's limits, keeps its meaning, and is parted only where it may be."""

import json
import re

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.mentor.actions import Action
from bot.mentor.reply import (
    Bullets,
    Choice,
    Choices,
    Code,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Reply,
    Spectrum,
)
from bot.platforms.discord.blocks import passage_of
from bot.platforms.discord.limits import Budget, units
from bot.platforms.discord.pages import Buttons, Menu, Page, Text
from bot.platforms.discord.playground.rules import message_faults, modal_faults
from bot.platforms.discord.render import modal_of, no_links, pages_of
from bot.platforms.discord.view import modal_of_page, nonce, stamp, view_of
from bot.platforms.text import graphemes
from tests.discord import replies as any_
from tests.discord.standin import schemas

thorough = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
small = st.sampled_from([Budget(), Budget(text=300), Budget(text=90, components=12)])


def payload(page: Page) -> dict[str, object]:
    names = [image.name for image in page.images] + [file.name for file in page.files]
    return {
        "components": view_of(page, 7).to_components(),  # type: ignore[no-untyped-call]
        "attachments": [{"id": n, "filename": sent} for n, sent in enumerate(names)],
        "flags": 1 << 15,
        "allowed_mentions": {"parse": []},
    }


@thorough
@given(any_.replies)
async def test_any_reply_fits_discords_limits(reply: Reply) -> None:
    for page in pages_of(reply, any_.approved):
        body = payload(page)
        assert list(message_faults(body, is_v2=True)) == []
        if schemas.AVAILABLE:
            assert list(schemas.request_faults("POST", "/channels/1/messages", json.loads(json.dumps(body)))) == []


@thorough
@given(any_.forms)
async def test_any_form_fits_discords_limits(form: Form) -> None:
    modal = modal_of_page(modal_of(form)).to_dict()
    assert list(modal_faults(modal)) == []
    if schemas.AVAILABLE:
        body = {"type": 9, "data": json.loads(json.dumps(modal))}
        assert list(schemas.request_faults("POST", "/interactions/1/t/callback", body)) == []


@thorough
@given(any_.replies, small)
@example(Reply((Heading("A" * 5000), Paragraph("b"))), Budget())
@example(Reply((Code("a\n" * 3000),)), Budget())
def test_any_reply_keeps_its_words_in_their_order(reply: Reply, budget: Budget) -> None:
    reply = Reply(reply.blocks)
    pages = pages_of(reply, any_.approved, shows_pictures=False, budget=budget)
    shown = any_.bare("".join(any_.read_back(page.text).text for page in pages))
    wanted = any_.bare("".join(any_.meant(block) for block in reply.blocks))
    assert shown in {wanted, wanted or "Done."}


@thorough
@given(any_.replies, small)
@example(Reply((Heading("A" * 60), Paragraph("b " * 40), Paragraph("c"))), Budget(text=120))
def test_a_block_that_fits_on_a_page_is_never_parted(reply: Reply, budget: Budget) -> None:
    pages = pages_of(Reply(reply.blocks), any_.approved, shows_pictures=False, budget=budget)
    for block in reply.blocks:
        passage = passage_of(block, budget.text, lambda url: any_.approved(url) or any_.is_source(url, reply))
        whole = passage.text(passage.lines)
        # A heading of up to an eighth of the page goes with what it stands above.
        if whole.strip() and units(whole) < budget.text * 7 // 8:
            assert any(whole in page.text for page in pages)


@thorough
@given(any_.replies, small)
def test_no_page_tears_a_fence_a_link_or_a_grapheme(reply: Reply, budget: Budget) -> None:
    for page in pages_of(reply, any_.approved, shows_pictures=False, budget=budget):
        for part in page.parts:
            if isinstance(part, Text):
                alive = any_.read_back(part.markdown).alive
                assert "`" not in alive
                assert "](" not in alive
                assert not any(g in part.markdown for g in ("\u200d\n", "\n\u200d"))
                assert not {g for g in graphemes(part.markdown) if g in any_.FAMILY and len(g) > 1} - {any_.FAMILY}


@thorough
@given(any_.replies)
def test_nothing_mentions_anybody_and_only_approved_links_lead_anywhere(reply: Reply) -> None:
    for page in pages_of(reply, any_.approved):
        shown = any_.read_back(page.text)
        assert not re.search(r"@(?:everyone|here|&?\d)|<[@#:at/]", shown.alive)
        assert not re.search(r"\w://", shown.alive)
        assert not re.search(r"discord\.(?:gg|com)", shown.alive)
        assert all(
            any_.approved(address) or address.startswith("https://source.example/") for address in shown.addresses
        )


@thorough
@given(any_.replies)
def test_every_choice_can_be_picked(reply: Reply) -> None:
    offered = {choice.action.encode() for group in reply.choices for choice in group.options}
    shown: set[str] = {picker.action.encode() for picker in reply.pickers}
    for page in pages_of(reply, any_.approved):
        for part in page.parts:
            if isinstance(part, Buttons):
                shown |= {button.state for button in part.buttons}
            if isinstance(part, Menu):
                shown |= {option.state for option in part.options}
    assert offered <= shown


@given(st.text(max_size=60), st.integers(0, 30))
def test_nonces_and_stamps_are_the_same_each_time_and_within_their_limits(key: str, page: int) -> None:
    assert len(nonce(key, page)) <= 25
    assert nonce(key, page) == nonce(key, page)
    assert 0 < stamp(key, page, is_last=True) < 2**31
    assert stamp(key, page, is_last=True) != stamp(key, page, is_last=False)


def test_a_reply_of_blocks_that_fit_is_parted_only_between_them() -> None:
    blocks = tuple(Paragraph(f"{n} " + "word " * 150) for n in range(12))
    pages = pages_of(Reply(blocks))
    found = [paragraph for page in pages for paragraph in page.text.split("\n\n")]
    assert [paragraph.split()[0] for paragraph in found] == [str(n) for n in range(12)]
    assert len(pages) == 3


def test_a_heading_stays_with_what_it_stands_above() -> None:
    pages = pages_of(Reply((Paragraph("a" * 3985), Heading("What comes next"), Paragraph("b"))))
    assert [page.text for page in pages] == ["a" * 3985, "### What comes next\nb"]


def test_a_code_larger_than_a_page_is_fenced_on_each() -> None:
    pages = pages_of(Reply((Code("line\n" * 1500, "python"),)))
    assert len(pages) > 1
    for page in pages:
        assert page.text.startswith("```python\n")
        assert page.text.endswith("\n```")


def test_what_closes_a_fence_inside_a_code_closes_none() -> None:
    text = pages_of(Reply((Code("a\n```\nb"),)))[0].text
    assert text.count("```") == 2


def test_choices_stand_under_the_text_in_rows_of_five_and_many_become_a_menu() -> None:
    few = Choices(tuple(Choice(f"c{n}", Action("a", (str(n),))) for n in range(7)), "Which")
    many = Choices(tuple(Choice(f"d{n}", Action("b", (str(n),))) for n in range(30)), "Which")
    page = pages_of(Reply((Paragraph("text"),), (few, many)))[0]
    kinds = [type(part).__name__ for part in page.parts]
    assert kinds == ["Text", "Text", "Buttons", "Buttons", "Menu", "Menu"]
    assert isinstance(page.parts[1], Text)
    assert page.parts[1].markdown == "-# Which"


def test_the_same_choice_twice_is_shown_once() -> None:
    twice = Choices((Choice("a", Action("x")), Choice("b", Action("x"))))
    buttons = pages_of(Reply((Paragraph("text"),), (twice, twice)))[0].parts[1]
    assert isinstance(buttons, Buttons)
    assert [button.label for button in buttons.buttons] == ["a"]


def test_bars_line_up_and_stand_in_code_beside_words_that_wrap() -> None:
    rows = (Gauge("Linear algebra", 2, 4, "use it", high=3), Gauge("Calculus", 3, 10, "", target=7))
    marks = (Mark("Engineer", 0.0), Mark("Researcher", 1.0, is_asker=True))
    text = pages_of(Reply((Gauges("Math", rows), Spectrum("build", "research", marks))))[0].text
    assert text.split("\n") == [
        "**Math**",
        "`█████▒▒▒░░` **Linear algebra** · use it",
        "`███░░░┃░░░` **Calculus**",
        "",
        "*build ↔ research*",
        "`●──────────` Engineer",
        "`──────────●` **Researcher (you)**",
    ]


def test_lists_notes_and_headings_use_discords_own_marks() -> None:
    text = pages_of(Reply((Heading("One"), Bullets(("a\nb", "c"), numbered=True), Bullets(("d",)), Note("small"))))[
        0
    ].text
    assert text == "### One\n1. a\n   b\n2. c\n\n- d\n\n-# small"


@pytest.mark.parametrize("written", ["[x](https://evil.example)", "https://evil.example", "<https://evil.example>"])
def test_a_link_that_nobody_approved_is_only_its_words(written: str) -> None:
    text = pages_of(Reply((Paragraph(written),)), no_links)[0].text
    assert "https://" not in text
    assert "](" not in text


def test_pictures_keep_their_place_and_have_names_of_their_own() -> None:
    blocks = (Paragraph("a"), Picture(b"1", "Then & now.PNG", "x"), Paragraph("b"), Picture(b"2", "then now", "y"))
    page = pages_of(Reply(blocks))[0]
    assert [type(part).__name__ for part in page.parts] == ["Text", "Image", "Text", "Image"]
    assert [image.name for image in page.images] == ["then-now.png", "then-now-1.png"]


def test_a_reply_without_anything_still_says_something() -> None:
    assert pages_of(Reply())[0].text == "Done."


def test_a_form_is_cut_to_what_a_modal_holds() -> None:
    field = FormField("key", "L" * 60, value="v" * 50, placeholder="p" * 120, max_length=20)
    modal = modal_of(Form("T" * 60, Action("a"), (field,) * 7))
    assert len(modal.title) == 45
    assert len(modal.fields) == 5
    assert (len(modal.fields[0].label), len(modal.fields[0].value), len(modal.fields[0].placeholder)) == (45, 20, 100)


def test_somebody_is_named_by_a_mention_that_wakes_nobody() -> None:
    (page,) = pages_of(Reply((Paragraph("By [somebody](person:discord:77)."),)), any_.approved)
    sent = payload(page)
    assert "<@77>" in json.dumps(sent["components"])
    assert sent["allowed_mentions"] == {"parse": []}
