"""The rules of the house catch what they are meant to catch and leave good sentences alone."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import wording
from bot.knowledge.checking import check, findings
from bot.knowledge.documents import build, parse_yaml
from bot.knowledge.faults import Severity
from bot.knowledge.house_rules import HouseRules
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.knowledge.wording import reading_grade

COOKING = Path(__file__).parents[1] / "packs" / "cooking"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(COOKING)


def _shipped_rules() -> HouseRules:
    path = shipped_folder() / "house_rules.yaml"
    rules = build(HouseRules, parse_yaml(path.name, path.read_text(encoding="utf-8")))
    assert rules is not None
    return rules


def _with_answer(pack: Pack, text: str) -> Pack:
    entry = pack.entries["salt"].model_copy(update={"answer": text})
    return pack.model_copy(update={"entries": {**pack.entries, "salt": entry}, "rules": _shipped_rules()})


def _errors(pack: Pack, day: date = TODAY) -> list[str]:
    return [f.message for f in findings(pack, day) if f.id == "salt" and f.severity is Severity.ERROR]


def test_the_small_pack_is_clean() -> None:
    assert check(COOKING, TODAY).faults == []


def test_the_shipped_pack_has_no_errors() -> None:
    faults = check(shipped_folder(), TODAY).faults
    assert [str(fault) for fault in faults if fault.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "You must have a PhD to do this.",
        "You need to get a master's degree first.",
        "You can't get into machine learning without calculus.",
        "You cannot learn ML without strong math.",
        "Some people are not cut out for it.",
        "Real engineers use C++.",
        "Calculus is mandatory.",
        "Math is useless for this.",
        "Degrees are worthless now.",
        "No math is needed at all.",
        "A guaranteed job awaits.",
        "Anyone can become a data scientist.",
        "This is a game-changing field.",
        "Just read the book.",
        "Obviously you start with Python.",
        "You will love it!",
    ],
)
def test_gatekeeping_hype_and_condescension_are_caught(pack: Pack, sentence: str) -> None:
    assert _errors(_with_answer(pack, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "No. A degree helps for research, and a portfolio opens most other doors.",
        "People say “you must have a PhD”. For applied work that is not so.",
        "Linear algebra comes up all the time, and it is easy to refresh when you need it.",
        "It is not too late. Many people start later than you.",
        "Research asks for a lot of math. Building with libraries asks for little.",
        "The library `just` runs commands.",
    ],
)
def test_honest_sentences_pass(pack: Pack, sentence: str) -> None:
    assert _errors(_with_answer(pack, sentence)) == []


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("word " * 61, "60 are the most"),
        ("It pays $90 an hour.", "the figure “$90”; quote a dated fact"),
        ("About 40 % of people stop.", "the figure “40 %”; quote a dated fact"),
        ("It pays €61,500.50 a year.", "the figure “€61,500.50”; quote a dated fact"),
        ("See [this](https://evil.example.net/x).", "whose host is in no source"),
        ("See [this](https://[evil).", "whose host is in no source"),
        ("See {fact:nothing-there}.", "there is no fact 'nothing-there'"),
    ],
)
def test_length_figures_links_and_facts_are_checked(pack: Pack, text: str, advice: str) -> None:
    assert any(advice in message for message in _errors(_with_answer(pack, text)))


def test_a_reading_grade_rises_with_long_words_and_sentences() -> None:
    easy = "We read one book. Then we build a small thing. It works on some days. " * 3
    hard = (
        "Nevertheless, considering everything previously documented, comprehensive familiarity with "
        "probabilistic methodologies notwithstanding, practitioners "
        "predominantly demonstrate considerable organizational responsibilities throughout implementation "
        "of infrastructure, instrumentation, experimentation, communication and interdisciplinary collaboration."
    )
    assert reading_grade(easy) < 5
    assert reading_grade(hard) > 15


def test_what_people_practice_with_and_what_moderators_read_is_checked_for_its_tone(pack: Pack) -> None:
    harsh = "Some people are not cut out for it."
    skill, sentence = next(iter(pack.skills.values())), next(iter(type(pack.curation_voice).model_fields))
    spoiled = pack.model_copy(
        update={
            "rules": _shipped_rules(),
            "skills": {**pack.skills, skill.id: skill.model_copy(update={"about": harsh})},
            "curation_voice": pack.curation_voice.model_copy(update={sentence: harsh}),
        }
    )
    assert {(fault.kind, fault.id) for fault in findings(spoiled, TODAY) if "cut out" in fault.message} == {
        ("Skill", skill.id),
        ("CurationVoice", "voice"),
    }


def test_dangling_references_are_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(COOKING, tmp_path / "pack"))
    path = folder / "entries" / "salt.md"
    text = path.read_text(encoding="utf-8").replace("topics: [flavour]", "topics: [taste]")
    path.write_text(text.replace("sources: [house-notes]", "sources: [nobody]"), encoding="utf-8")
    told = " ".join(str(fault) for fault in check(folder, TODAY).faults)
    assert "entries/salt.md:2" in told
    assert "there is no topic 'taste'" in told
    assert "there is no source 'nobody'" in told


@pytest.mark.parametrize("at_once", [500, 2])
def test_a_phrasing_that_two_entries_share_is_named(pack: Pack, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_COMPARED_AT_ONCE", at_once)
    stolen = pack.entries["which-knife"].phrasings[0]
    entry = pack.entries["salt"].model_copy(update={"phrasings": (*pack.entries["salt"].phrasings, stolen.upper())})
    shared = pack.model_copy(update={"entries": {**pack.entries, "salt": entry}})
    assert ["too like" in finding.message for finding in findings(shared, TODAY)] == [True]


def test_what_is_due_for_a_recheck_is_a_warning_and_no_error(pack: Pack) -> None:
    found = [finding for finding in findings(pack, date(2031, 1, 1)) if "due for a re-check" in finding.message]
    assert len(found) == len(pack.entries)
    assert {finding.severity for finding in found} == {Severity.WARNING}
