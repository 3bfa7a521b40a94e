"""Text that chat faces share: read, cut and parted without breaking anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mentor.reply import Gauge
from bot.platforms.text import CodeWords, Link, Span, Words, bar, clean, cut, graphemes, parted, plain, read, track

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a **b** *c*", (Words("a "), Words("b", bold=True), Words(" "), Words("c", italic=True))),
        ("***d***", (Words("d", bold=True, italic=True),)),
        ("`x*y`", (CodeWords("x*y"),)),
        ("[a **b**](https://e.org/x)", (Link("a b", "https://e.org/x"),)),
        (r"\*not\* \[a\](b)", (Words("*not* [a](b)"),)),
        ("2 * 3 ** 4", (Words("2 * 3 ** 4"),)),
        ("[a](javascript:x)", (Words("[a](javascript:x)"),)),
        ("", ()),
    ],
)
def test_small_markdown_is_read_into_spans(text: str, spans: tuple[Span, ...]) -> None:
    assert read(text) == spans


def test_what_turns_the_direction_or_controls_is_left_out() -> None:
    assert clean("a\u202eb\x00c\u2066d\r\ne") == "abcd\ne"


@given(st.lists(st.sampled_from(["a", " ", FAMILY, "e\u0301", "\n"])).map("".join), st.integers(0, 12))
def test_cutting_tears_no_grapheme_and_keeps_within_the_limit(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    assert (
        short == text
        or not short
        or graphemes(text)[: len(graphemes(short)) - 1] == graphemes(short)[:-1]
        or (text.startswith(short[:-1].rstrip()))
    )


@given(st.lists(st.sampled_from(["a", " ", FAMILY, "bc", "**", "*", "`d`"])).map("".join), st.integers(8, 40))
def test_parting_keeps_every_word_and_the_budget(text: str, budget: int) -> None:
    spans = read(text)
    runs = parted(spans, budget, lambda span: len(plain((span,))))
    assert "".join(plain(run) for run in runs).replace(" ", "") == plain(spans).replace(" ", "")
    assert all(len(plain(run)) <= budget for run in runs)


def test_parting_keeps_a_link_whole() -> None:
    link = Link("a label of some length", "https://e.org/x")
    runs = parted((Words("before it stands this"), link, Words("and after it this")), 30, lambda s: len(plain((s,))))
    assert sum(link in run for run in runs) == 1


@pytest.mark.parametrize(
    ("gauge", "cells"),
    [
        (Gauge("x", 2, 4, "", high=3), "█████▒▒▒░░"),
        (Gauge("x", 0, 4, ""), "░░░░░░░░░░"),
        (Gauge("x", 9, 4, ""), "██████████"),
        (Gauge("x", 1, 0, ""), "░░░░░░░░░░"),
    ],
)
def test_a_gauge_is_a_bar_of_ten_cells(gauge: Gauge, cells: str) -> None:
    assert bar(gauge, 10) == cells


@pytest.mark.parametrize(("at", "drawn"), [(0.0, "●────"), (0.5, "──●──"), (1.0, "────●"), (7.0, "────●")])
def test_a_mark_stands_at_its_place_on_the_track(at: float, drawn: str) -> None:
    assert track(at, 5) == drawn
