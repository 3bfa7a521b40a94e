"""Whatever the mentor says, Slack takes it whole, and nothing in it comes alive that we did not make."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.mentor.actions import Action
from bot.mentor.reply import (
    Attachment,
    Block,
    Bullets,
    Choice,
    Choices,
    Citation,
    Code,
    Form,
    FormField,
    Gauge,
    Gauges,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picker,
    PickerKind,
    Picture,
    Reply,
    Sources,
    Spectrum,
    Tone,
    literal,
)
from bot.platforms.slack import limits, markup
from bot.platforms.slack.address import Address, Surface
from bot.platforms.slack.payload import Payload, words_said
from bot.platforms.slack.playground.checks import message_refusal, view_refusal
from bot.platforms.slack.playground.reading import labels_of, words_of
from bot.platforms.slack.render import form_view, home_view, messages_of, reply_view
from bot.platforms.text import read
from tests.slack.house import schema_faults

T = TypeVar("T")

NASTY = (
    "<!channel>", "<!here>", "<@U20HOME>", "<#C10HOME>", "<https://evil.example|click>", "https://evil.example/x",
    "evil.example", "[click](https://evil.example)", "```", "`", "~~~", "*bold*", "_it_", "~gone~", "&lt;", "&amp;",
    "@channel", "@everyone", "\u202egnorw", "\u2066", "\u200f", "> quote", "# head", "- item", "1. one", "| a | b |",
    "\\", "\x00", "\r\n", "👩‍👩‍👧‍👦", "e\u0301", "ما هو", "<mailto:a@b.c|x>", "a@b.example", "---", "===",
)  # fmt: skip

people_say = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(max_size=30), st.sampled_from([" ", "\n", "\n\n"])), max_size=40
).map("".join)
words = people_say.map(literal)
small_markdown = st.lists(
    st.one_of(words, words.map(lambda w: f"**{w}**"), words.map(lambda w: f"*{w}*"),
              st.just("[source](https://example.org/a_b?c=1&d=2)"), st.just("`x < y`")), max_size=6
).map(" ".join)  # fmt: skip
lengthy = st.one_of(small_markdown, st.integers(1, 3000).map("word ".__mul__), st.integers(1, 7000).map("é".__mul__))
labels = people_say.map(lambda text: text[:75])


def a_gauge(label: str, value: float, text: str) -> Gauge:
    return Gauge(label, value, 4, text, high=min(4.0, value + 1))


def a_few(strategy: st.SearchStrategy[T], at_most: int = 6) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=at_most).map(tuple)


codes = st.one_of(people_say, st.integers(1, 3000).map("x = `1`\n".__mul__))
marks = st.builds(Mark, labels, st.floats(0, 1), st.booleans())
gauges = st.builds(a_gauge, labels, st.floats(0, 4), small_markdown)
addresses = st.sampled_from([None, "https://example.org/x"])
citations = st.builds(Citation, people_say, people_say, addresses, st.none())
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, small_markdown),
    st.builds(Paragraph, lengthy),
    st.builds(Bullets, a_few(small_markdown, 8), st.booleans()),
    st.builds(Note, lengthy),
    st.builds(Code, codes, st.sampled_from(["", "python", "a b`"])),
    st.builds(Spectrum, labels, labels, a_few(marks)),
    st.builds(Gauges, small_markdown, a_few(gauges, 14)),
    st.builds(Sources, labels, a_few(citations)),
    st.builds(Picture, st.just(b"png"), st.just("p.png"), lengthy),
    st.builds(Attachment, st.just(b"{}"), st.just("you.json"), small_markdown),
)
choices = st.builds(
    Choice, labels, st.builds(Action, st.sampled_from(["helpful", "unhelpful", "role"]), st.just(("x",))),
    st.sampled_from(Tone), people_say.map(lambda text: text[:100]),
)  # fmt: skip
pickers = st.builds(
    Picker,
    st.sampled_from(PickerKind),
    st.just(Action("places")),
    small_markdown,
    a_few(st.just("C1")),
    st.integers(1, 3),
)
groups = st.builds(Choices, st.lists(choices, min_size=1, max_size=30).map(tuple), labels, st.booleans())
replies = st.builds(Reply, a_few(blocks, 12), a_few(groups, 5), pickers=a_few(pickers, 2))
HOME = Address(Surface.THREAD, team="T0HOME", user="U10HOME", channel="C10HOME")
MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


OURS = re.compile(r"<https://example\.org/[^<>|]*\|[^<>]*>|\]\(https://example\.org/[^)]*\)")


CODE = re.compile(r"(`{3,})[a-z]*\n.*?\n\1|`[^`\n]+`", re.DOTALL)
"""Where Slack makes nothing of anything, and where people want to copy what stands there as it is."""


def alive(sent: object) -> list[str]:
    """What Slack would make a mention, a link or a turn of direction of, beside our own links."""
    found = []
    for text in strings(sent):
        rest = OURS.sub("", text)
        found += re.findall(r"<[!@#][^>]*>|<https?:[^>]*>", rest)
        found += re.findall(r"https?://\w|(?<!\w)@(?:channel|here|everyone)\b", CODE.sub("", rest))
        found += re.findall("[\u202a-\u202e\u2066-\u2069\x00]", rest)
    return found


def without_values(sent: Sequence[Payload]) -> list[Payload]:
    """Blocks without the state of their buttons, which nobody sees."""
    return [
        {key: value for key, value in block.items() if key != "elements"}
        | {"elements": [{k: v for k, v in e.items() if k != "value"} for e in block.get("elements", [])]}
        for block in sent
    ]


@MANY
@given(replies)
def test_any_reply_is_taken_by_slack(reply: Reply) -> None:
    for message in messages_of(reply, {"p.png": "F1"}):
        arguments = message.to_arguments() | {"channel": "C1"}
        assert message_refusal(arguments) is None, message_refusal(arguments)
        assert schema_faults("chat.postMessage", arguments) == []
        assert alive([message.text, without_values(message.blocks)]) == []


@MANY
@given(replies)
@example(Reply((Paragraph("\\@channel\\_"),)))
def test_any_reply_fits_a_modal_and_the_home_tab(reply: Reply) -> None:
    for view in (home_view(reply), reply_view(reply, "Your mentor", HOME)):
        assert view_refusal(view) is None, view_refusal(view)
        assert alive(without_values(view["blocks"])) == []


@MANY
@given(people_say, people_say, people_say)
def test_any_form_fits_a_modal(title: str, label: str, value: str) -> None:
    field = FormField("why", label[:45], value=value, placeholder=label[:100])
    view = form_view(Form(title[:24], Action("rated"), (field,)), HOME)
    assert view_refusal(view) is None, view_refusal(view)


@MANY
@given(people_say)
def test_what_a_person_said_reads_the_same_after_rendering(text: str) -> None:
    (message, *_) = messages_of(Reply((Paragraph(literal(text)),)))
    if "text" in message.blocks[0]:
        shown = words_of(message.blocks).replace("\u2060", "")
        assert squeezed(shown) == squeezed(
            "".join(s.text for s in read(literal(text)) if hasattr(s, "text"))
        ) or not squeezed(text)


@MANY
@given(lengthy, st.integers(200, 3000))
def test_pieces_keep_every_word_and_stay_within_their_room(text: str, room: int) -> None:
    for dialect in (markup.markdown, markup.mrkdwn):
        parts = markup.pieces(text, dialect, room)
        assert all(0 < len(part) <= room for part in parts)
        assert squeezed("".join(parts)).count("word") == squeezed(dialect(read(text))).count("word")
        assert all(part.count("[source](") == part.count("](https://example.org/a_b?c=1&amp;d=2)") for part in parts)


def squeezed(text: str) -> str:
    return re.sub(r"[\s…]+", "", text)


def test_fences_are_closed_in_every_piece_and_hold_what_would_close_them() -> None:
    code = "\n".join(["print('```')"] * 900)
    for message in messages_of(Reply((Code(code, "python"),))):
        for block in message.blocks:
            lines = block["text"].split("\n")
            assert lines[0] == "````python"
            assert lines[-1] == "````"
    for block in home_view(Reply((Code(code, "python"),)))["blocks"]:
        assert block["text"]["text"].count("```") == 2


def test_choices_become_feedback_buttons_menus_and_buttons() -> None:
    helpful, unhelpful = Choice("Helpful", Action("helpful", ("q",))), Choice("Not", Action("unhelpful", ("q",)))
    menu = Choices(tuple(Choice(f"Role {n}", Action("role", (str(n),))) for n in range(130)), "Which?", as_menu=True)
    (message,) = messages_of(Reply((Paragraph("Hello"),), (menu, Choices((helpful, unhelpful)))))
    assert [block["type"] for block in message.blocks] == ["markdown", "actions", "actions", "context_actions"]
    menus = [block["elements"][0] for block in message.blocks[1:3]]
    assert sum(len(menu["options"]) for menu in menus) == 130
    assert labels_of(message.blocks)[-2:] == ("Helpful", "Not")


def test_every_picked_thing_carries_its_action() -> None:
    action = Action("show", ("an_entry", "0123456789abcdef", "data_analyst"))
    (message,) = messages_of(Reply((), (Choices((Choice("More", action),)),)))
    assert Action.decode(message.blocks[-1]["elements"][0]["value"]) == action


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        ("<@U0MENTOR> how much math?", "how much math?"),
        ("ask <@U20HOME> &amp; <@U3|lin> &lt;now&gt;", "ask @someone & @lin <now>"),
        ("<!here> see <#C1|general> and <#C2>", "@here see #general and #a-channel"),
        ("<https://example.org/x|this page> or <https://example.org/y>", "this page (https://example.org/x) or https://example.org/y"),
        ("<!date^1^{date}|today>, <!subteam^S1|@mods>", "@today, @@mods"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_people_write_is_read_as_words(sent: str, read_as: str) -> None:
    assert words_said(sent, "U0MENTOR") == read_as


def test_links_of_ours_stay_links_in_both_dialects() -> None:
    spans = read("See [the *book*](https://example.org/a_b?c=1&d=2).")
    assert markup.markdown(spans) == "See [the book](https://example.org/a_b?c=1&amp;d=2)."
    assert markup.mrkdwn(spans).startswith("See <https://example.org/a_b?c=1&amp;d=2|the ")


def test_the_notification_is_short_and_plain() -> None:
    (message, *_) = messages_of(Reply((Paragraph("**word** " * 3000),)))
    assert len(message.text) <= limits.FALLBACK_TEXT + 10
    assert "*" not in message.text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Try `/kb find`.", "`/mentor kb find`"),
        ("Try `/tips`.", "`/mentor tips`"),
        ("Try `/mentor help`.", "`/mentor help`"),
        ("See `/etc/hosts`.", "`/etc/hosts`"),
    ],
)
def test_a_command_is_named_as_it_is_typed_in_slack(written: str, shown: str) -> None:
    spans = read(written)
    assert shown in markup.markdown(spans)
    assert shown in markup.mrkdwn(spans)
