"""The mentor's words about practicing: exercises and quick checks; a part of `voice/learner.yaml`."""

from typing import Annotated

from bot.knowledge.base import Line
from bot.knowledge.filling import Fills, Sentences


class PracticeVoice(Sentences):
    """Sentences and labels of exercises and quick checks."""

    # Exercises
    exercise_none: Line
    exercise_which: Line
    exercise_prompt: Line
    exercise_inputs: Line
    exercise_expected: Line
    exercise_self_check: Line
    hint_button: Annotated[Line, Fills("number")]
    code_button: Line
    code_title: Line
    code_field: Line
    code_hint: Line
    output_field: Line
    output_hint: Line
    code_submit: Line
    code_empty: Line
    code_right: Line
    code_met: Annotated[Line, Fills("met", "of")]
    code_problem: Annotated[Line, Fills("line", "message")]
    code_missing: Line
    output_missing: Line
    code_long: Annotated[Line, Fills("lines", "enough")]
    code_there: Annotated[Line, Fills("labels")]
    code_more: Annotated[Line, Fills("number")]
    sign_missing: Annotated[Line, Fills("label", "hint")]
    numbers_differ: Annotated[Line, Fills("label", "number", "expected", "found")]
    numbers_end: Annotated[Line, Fills("label", "expected", "number")]
    code_not_run: Line
    # Quick checks
    quiz_button: Line
    quiz_none: Line
    quiz_intro: Line
    quiz_prompt: Line
    quiz_unknown: Annotated[Line, Fills("topic")]
    quiz_due_button: Annotated[Line, Fills("number")]
    quiz_count: Annotated[Line, Fills("number", "of")]
    quiz_result: Annotated[Line, Fills("right", "of")]
    quiz_back_on: Annotated[Line, Fills("day")]
    quiz_again: Line
    quiz_gone: Line
    repeat_start: Line
    repeat_stop: Line
    repeat_on: Annotated[Line, Fills("number")]
    repeat_off: Line
    repeat_is_on: Annotated[Line, Fills("number")]
