"""The check of fitted wording: a model that lies is caught, one that does as it is asked mostly is not."""

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.llm.lexis import root, tokens
from bot.llm.verification import FitAnswer, FitSentence, Reason, Rejection
from bot.mentor.approving import leans
from bot.mentor.assistance import Approved, ApprovedSentence, Fitted
from tests.llm.outputs import approved_answers, lists, output_of, rows, verifier

LIES, HONEST = rows("lies"), rows("honest")


def unchanged(approved: Approved) -> FitAnswer:
    said = [FitSentence(entry=approved.entry, says=[s.number], text=s.text) for s in approved.sentences]
    return FitAnswer(sentences=said)


@pytest.mark.parametrize("row", LIES, ids=lambda row: f"{row['kind']}-{row['of']}-{row['half']}")
def test_a_lie_is_caught(row: dict[str, Any]) -> None:
    assert isinstance(output_of(row).verified(), Rejection)


@pytest.mark.parametrize("row", LIES, ids=lambda row: f"{row['kind']}-{row['of']}-{row['half']}")
def test_of_a_lie_nothing_is_shown(row: dict[str, Any]) -> None:
    assert output_of(row).checked().fitted is None


@pytest.mark.parametrize("half", ["tuning", "reported"])
def test_beside_an_honest_sentence_a_lie_is_not_shown_either(half: str) -> None:
    pairs = [pair for lie in LIES for honest in HONEST if (pair := beside(lie, honest)) and pair["half"] == half]
    assert len(pairs) > 100
    for row in pairs:
        output = output_of(row)
        assert isinstance(output.verified(), Rejection)
        fitted = output.checked().fitted
        shown = " ".join(fitted.paragraphs).replace("\\", "") if fitted is not None else ""
        lies = [*row["lie"].get("change", {}).values(), *(merged["text"] for merged in row["lie"].get("merge", []))]
        assert not any(lie in shown for lie in lies), row


@pytest.mark.parametrize(("half", "written", "whole", "least"), [("tuning", 49, 24, 39), ("reported", 53, 5, 25)])
def test_what_is_reworded_too_freely_costs_a_sentence_and_not_the_answer(
    half: str, written: int, whole: int, least: int
) -> None:
    rows_of_half = [row for row in HONEST if row["half"] == half and "order" not in row]
    pairs = [pair for one, other in combinations(rows_of_half, 2) if (pair := beside(one, other))]
    outputs = [output_of(row) for row in pairs]
    assert len(outputs) == written
    assert sum(isinstance(output.verified(), Fitted) for output in outputs) >= whole
    assert sum(output.checked().fitted is not None for output in outputs) >= least


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("You need linear algebra to follow shapes and statistics to judge results.", None),
        ("You must learn statistics and linear algebra.", None),
        ("You need 3 years of statistics.", Reason.NUMBER),
        ("You need statistics, see https://x.example.", Reason.LINK),
    ],
)
def test_one_sentence_is_said_as_it_was_approved_and_a_sign_of_a_lie_ends_it(
    changed: str, reason: Reason | None
) -> None:
    approved = approved_answers()["math"]
    answer = unchanged(approved)
    answer.sentences[1].text = changed
    answer.sentences[0].text = "High-school maths is enough to start; the rest depends on the work."
    checked = verifier().checked(answer, approved, "")
    if reason is not None:
        assert checked.fitted is None
        assert checked.refused[-1].reason is reason
        return
    assert checked.fitted is not None
    assert "school maths" in checked.fitted.paragraphs[0]
    assert approved.sentences[1].text in checked.fitted.paragraphs[0]
    assert changed not in checked.fitted.paragraphs[0]


def beside(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two rows as one output, with the first as its `lie`; empty where they are about the same sentence or message."""
    is_one_answer = (one["of"], one["half"]) == (other["of"], other["half"]) and not (
        "message" in one and "message" in other
    )
    if not is_one_answer or touched(one) & touched(other) or {"order", "add"} & {*one, *other}:
        return {}
    change = one.get("change", {}) | other.get("change", {})
    return {**other, **one, "change": change, "merge": one.get("merge", []) + other.get("merge", []), "lie": one}


def touched(row: dict[str, Any]) -> set[int]:
    return {
        *row.get("change", {}),
        *row.get("drop", []),
        *(n for merged in row.get("merge", []) for n in merged["says"]),
    }


def test_there_are_a_hundred_lies_of_every_kind_and_thirty_that_were_never_tuned_on() -> None:
    assert Counter(row["half"] for row in LIES) == {"tuning": 100, "reported": 30}
    assert len({str(row) for row in LIES}) == 130
    kinds = Counter(row["kind"] for row in LIES)
    assert {"figure", "link", "requirement", "instruction", "caveat", "turned", "name"} <= set(kinds)


@pytest.mark.parametrize(("half", "written", "least"), [("tuning", 40, 28), ("reported", 30, 9)])
def test_what_an_honest_model_makes_passes_as_often_as_is_reported(half: str, written: int, least: int) -> None:
    passed = [isinstance(output_of(row).verified(), Fitted) for row in HONEST if row["half"] == half]
    assert len(passed) == written
    assert sum(passed) >= least


@pytest.mark.parametrize("name", approved_answers())
def test_the_approved_words_themselves_pass_as_they_are(name: str) -> None:
    approved = approved_answers()[name]
    assert verifier().verify(unchanged(approved), approved, "") == Fitted((approved.words,))


def test_every_number_and_every_negation_of_an_approved_answer_is_needed() -> None:
    for approved in approved_answers().values():
        for sentence in approved.sentences:
            for word in ("not", "never", "rarely", "hardly", "may", "some", "most", *filter(str.isdigit, "0123456789")):
                if word not in sentence.text:
                    continue
                answer = unchanged(approved)
                answer.sentences[sentence.number - 1].text = sentence.text.replace(word, "", 1)
                assert isinstance(verifier().verify(answer, approved, ""), Rejection), (sentence.text, word)


CLAIMS = st.sampled_from(
    [
        "must",
        "never",
        "guaranteed",
        "only",
        "PhD",
        "90%",
        "two",
        "because",
        "Google",
        "https://x.example",
        "better",
        "I",
    ]
)


@settings(deadline=None)
@given(name=st.sampled_from(sorted(approved_answers())), at=st.integers(0, 200), word=CLAIMS)
def test_no_word_that_carries_a_claim_gets_in_anywhere(name: str, at: int, word: str) -> None:
    approved = approved_answers()[name]
    answer = unchanged(approved)
    sentence = answer.sentences[at % len(answer.sentences)]
    spoken = sentence.text.split(" ")
    place = at // len(answer.sentences) % len(spoken)
    sentence.text = " ".join([*spoken[:place], word, *spoken[place:]])
    assert isinstance(verifier().verify(answer, approved, word), Rejection)


def test_no_two_words_that_carry_a_claim_change_places() -> None:
    lexis = verifier().lexis
    for approved in approved_answers().values():
        for sentence in approved.sentences:
            spoken = sentence.text.rstrip(".").split(" ")
            for one, other in combinations(range(len(spoken)), 2):
                moved = list(spoken)
                moved[one], moved[other] = moved[other], moved[one]
                answer = unchanged(approved)
                answer.sentences[sentence.number - 1].text = text = " ".join(moved) + "."
                if lexis.claims(text) != lexis.claims(sentence.text):
                    assert isinstance(verifier().verify(answer, approved, ""), Rejection), text


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_any_output_at_all_is_judged_without_a_failure(text: str, message: str) -> None:
    approved = approved_answers()["math"]
    answer = unchanged(approved)
    answer.sentences[0].text = text
    verdict = verifier().verify(answer, approved, message)
    assert isinstance(verdict, Rejection) or text.split() == approved.sentences[0].text.split()


@pytest.mark.parametrize(
    ("opening", "message", "is_fine"),
    [
        ("As a nurse", "I'm a nurse. How do I begin?", True),
        ("As a nurse", "hello! im a nurse who codes a bit", True),
        ("As a nurse", "My sister is a nurse", False),
        ("As a nurse", "Am I a nurse?", False),
        ("As a nurse", "I'm not a nurse", False),
        ("Since you build apps", "I build apps and like it", True),
        ("Since you build apps", "Should I build apps?", False),
        ("Since you need no math", "I need no math, right?", False),
        ("With two years of SQL", "I have two years of SQL", True),
        ("With a PhD", "I have a PhD", False),
        ("As an ML engineer", "what is it like?", True),
        ("For a nurse", "what is it like?", False),
    ],
)
def test_a_sentence_opens_only_with_what_the_asker_said_of_themselves(
    opening: str, message: str, is_fine: bool
) -> None:
    approved = approved_answers()["math"]
    answer = unchanged(approved)
    first = approved.sentences[0].text
    answer.sentences[0].text = f"{opening}, {first[0].lower()}{first[1:]}"
    assert isinstance(verifier().verify(answer, approved, message), Fitted) is is_fine


def test_marks_in_a_changed_sentence_do_not_come_alive() -> None:
    approved = approved_answers()["gpu"]
    answer = unchanged(approved)
    answer.sentences[0].text = "You do not have to buy one to begin: - really."
    assert isinstance(verifier().verify(answer, approved, ""), Rejection)
    answer.sentences[0].text = "You do not have to buy one to begin."
    fitted = verifier().verify(answer, approved, "")
    assert isinstance(fitted, Fitted)
    assert fitted.paragraphs[0].startswith("You do not have to buy one to begin\\.")


def test_reasons_tell_what_to_look_at() -> None:
    found = Counter(verdict.reason for row in LIES if isinstance(verdict := output_of(row).verified(), Rejection))
    assert {Reason.NUMBER, Reason.LINK, Reason.NAME, Reason.ADDED, Reason.LOST, Reason.TURNED, Reason.SOURCE} <= set(
        found
    )


def test_short_forms_and_inflections_are_one_and_tenses_are_not() -> None:
    assert tokens("It isn't, you’ll see: can't won't") == [
        "it",
        "is",
        "not",
        "you",
        "will",
        "see",
        "can",
        "not",
        "will",
        "not",
    ]
    assert root("uses") == root("use") == root("using")
    assert root("needed") != root("need")
    assert root("hardly") != root("hard")


@pytest.mark.parametrize(
    ("source", "text", "is_same"),
    [
        ("Build it again if you like it.", "If you like it, build it again.", True),
        ("If you like it, build it again.", "Build it again if you like it.", True),
        ("Don't spend money before a project needs it.", "Before a project needs it, don't spend money.", True),
        ("You can finish it in a week.", "In a week, you can finish it.", True),
        ("You cannot finish it in a week.", "In a week, you cannot finish it.", False),
        ("You need a card only if you train networks.", "If you train networks, you need a card only.", False),
        ("Ask them if they hire.", "If they hire, ask them.", False),
        ("Some of it helps you notice when data is odd.", "When data is odd, some of it helps you notice.", False),
        ("You gain from having done it once with care.", "Once with care, you gain from having done it.", False),
        (
            "A talk with people in a company is good in a week.",
            "In a company is good in a week, a talk with people.",
            False,
        ),
        (
            "Try both in small before you choose if both fit.",
            "If both fit, try both in small before you choose.",
            False,
        ),
        ("Learn SQL and write a report if you like it.", "If you like it, learn SQL and write a report.", False),
        ("Ask people in research.", "In research, ask people.", False),
        ("Firms pay more for SQL than for Excel when you begin.", "When you begin, firms pay more for Excel.", False),
        ("Calculus matters less at first than a chart.", "At first, calculus matters less than a chart.", True),
        ("Train, but not at first.", "At first, train, but not.", False),
        ("Work is dull, because it pays little at first.", "Work is dull at first, because it pays little.", False),
    ],
)
def test_a_part_moves_only_where_it_says_the_same(source: str, text: str, is_same: bool) -> None:
    approved = Approved("tried", "Is it so?", None, (ApprovedSentence(1, source),))
    answer = FitAnswer(sentences=[FitSentence(entry="tried", says=[1], text=text)])
    assert isinstance(verifier().verify(answer, approved, ""), Fitted) is is_same


@pytest.mark.parametrize(("opening", "is_fine"), [("However", True), ("In short", True), ("Therefore", False)])
def test_a_later_sentence_may_open_with_what_only_connects_it(opening: str, is_fine: bool) -> None:
    approved = approved_answers()["papers"]
    answer = unchanged(approved)
    answer.sentences[1].text = f"{opening}, engineers can go for years without reading any."
    assert isinstance(verifier().verify(answer, approved, ""), Fitted) is is_fine


@pytest.mark.parametrize(
    ("sentence", "does"),
    [("One project is enough.", False), ("Buy one.", True), ("Most people do.", False), ("Most do it.", True)],
)
def test_a_number_leans_only_where_it_does_not_say_of_what(sentence: str, does: bool) -> None:
    assert leans(sentence, lists()) is does
