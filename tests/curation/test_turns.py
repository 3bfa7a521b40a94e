"""Turns of phrase as rows of a matrix that is mostly 0."""

import numpy as np
import pytest

from bot.curation.gate.turns import Turns

TEXTS = [
    "You are too old for this",
    "too old is no reason",
    "an old oven",
    "no oven is too old",
    "this oven is too old",
]


def test_a_row_has_length_1_and_its_products_are_those_of_the_whole_matrix() -> None:
    turns = Turns(TEXTS)
    rows = turns.rows(TEXTS)
    matrix = np.zeros((rows.height, rows.width), dtype=np.float32)
    matrix[rows.rows, rows.columns] = rows.values
    assert "too old" in turns.known
    assert np.linalg.norm(matrix, axis=1) == pytest.approx([1, 1, 0, 1, 1])
    by_turn, by_text = np.arange(rows.width, dtype=np.float32), np.arange(rows.height, dtype=np.float32)
    assert rows.times(by_turn) == pytest.approx(matrix @ by_turn)
    assert rows.transposed_times(by_text) == pytest.approx(matrix.T @ by_text)


def test_what_a_text_says_twice_counts_once_and_what_is_rare_not_at_all() -> None:
    turns = Turns(TEXTS)
    rows = turns.rows(["too old", "too old too old too old", "a rare spoon", ""])
    once, again = (rows.columns[rows.rows == row].tolist() for row in (0, 1))
    assert once
    assert sorted(once) == sorted(again)
    assert set(rows.rows.tolist()) == {0, 1}
