"""Which questions are put together, measured on questions that people sorted by hand.

`clusters.jsonl` has two halves without a cluster in common: the distances were chosen on the first, the figures are
those of the second. Questions come in one after the other, so that each order gives other groups; many are tried.
"""

import json
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bot.curation.inbox.likeness import Groups, Vectors
from bot.understanding import Encoder

LABELED = [json.loads(line) for line in (Path(__file__).parent / "clusters.jsonl").read_text().splitlines()]
ORDERS = 20


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return Encoder().encode([row["text"] for row in LABELED])


def grouped(vectors: Vectors) -> list[int]:
    """The group of each question, taken in one after the other."""
    groups = Groups(vectors.shape[1])
    numbers = []
    for vector in vectors:
        found = groups.find(vector)
        number = groups.begin() if found is None else found
        groups.take_in(vector, number)
        numbers.append(number)
    return numbers


def precision_and_recall(half: str, vectors: Vectors) -> tuple[float, float]:
    """Over pairs of questions: of those put together, how many belong together; of those that do, how many are."""
    rows = [number for number, row in enumerate(LABELED) if row["half"] == half]
    right = wrong = missed = 0
    for seed in range(ORDERS):
        Random(seed).shuffle(rows)
        numbers = grouped(vectors[rows])
        for (one, first), (other, second) in combinations(zip(rows, numbers, strict=True), 2):
            belong = LABELED[one]["cluster"] == LABELED[other]["cluster"]
            right += belong and first == second
            wrong += not belong and first == second
            missed += belong and first != second
    return right / (right + wrong), right / (right + missed)


@pytest.mark.parametrize("half", ["tune", "report"])
def test_questions_that_are_put_together_ask_the_same(vectors: Vectors, half: str) -> None:
    precision, recall = precision_and_recall(half, vectors)
    assert precision >= 0.9
    assert recall >= 0.6


def test_no_cluster_lies_in_both_halves() -> None:
    halves = {(row["cluster"], row["half"]) for row in LABELED}
    assert len(halves) == len({cluster for cluster, _ in halves})


def test_a_question_that_is_far_from_one_member_begins_a_group_of_its_own() -> None:
    near, far = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    assert grouped(np.stack([near, near])) == [0, 0]
    assert grouped(np.stack([near, far])) == [0, 1]
    groups = Groups(2)
    group = groups.begin()
    for vector in (near, near, near, far):
        groups.take_in(vector, group)
    assert groups.find(near) is None


def test_a_thousand_questions_find_room() -> None:
    vectors = np.eye(1000, dtype=np.float32)
    assert grouped(np.concatenate([vectors, vectors])) == [*range(1000), *range(1000)]
