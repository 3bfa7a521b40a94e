"""The sentences about a learner's way: each fills only what is there to be filled."""

import pytest
from pydantic import ValidationError

from bot.knowledge.filling import words_to_fill
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.voice_learner import LearnerVoice
from bot.mentor.learner.journal import Kind
from tests.learner.desk import cooking_pack

SHIPPED = load(shipped_folder()).learner_voice


def test_a_pack_without_sentences_of_its_own_has_the_shipped_ones() -> None:
    assert cooking_pack().learner_voice == SHIPPED


def test_a_sentence_that_fills_what_is_not_there_is_refused_with_what_may_be() -> None:
    with pytest.raises(ValidationError, match=r"'rated_line' fills \{rtaing\}"):
        LearnerVoice.model_validate({**SHIPPED.model_dump(), "rated_line": "{skill}: {rtaing}"})


def test_every_state_and_phase_has_its_words() -> None:
    for phase in ("goal", "pretrained", "finetune", "deploy", "foundation", "theory", "job"):
        assert SHIPPED.phase(phase)
    for state in ("open", "started", "done", "skipped", "kept"):
        assert SHIPPED.state(state)
        assert "{step}" in SHIPPED.step_marked(state)


def test_every_kind_of_deed_has_a_name_where_people_see_what_is_kept() -> None:
    assert {kind.value for kind in Kind} <= set(SHIPPED.privacy_kinds)


def test_the_words_to_fill_are_found() -> None:
    assert words_to_fill("{a} and {b}, {{not}}") == {"a", "b"}
