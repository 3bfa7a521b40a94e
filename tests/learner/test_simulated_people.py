"""The role finder of the shipped pack on made-up people: 200 of each role, a fifth of their answers beside it."""

import random
import statistics

from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.mentor.learner.belief import next_question, prior, ranked, updated

PEOPLE = 200
NOISE = 0.2


def walk(pack: Pack, role: str, dice: random.Random) -> tuple[str, int]:
    tuning = pack.learner.finder
    belief, asked = prior({}, pack.roles, tuning), list[str]()
    while (question := next_question(belief, pack.finder, asked, len(asked), tuning)) is not None:
        weights = [option.weights.get(role, 1.0) for option in question.options]
        best = weights.index(max(weights))
        others = [index for index in range(len(weights)) if index != best]
        belief = updated(belief, question, dice.choice(others) if dice.random() < NOISE else best, tuning.lapse)
        asked.append(question.id)
    return ranked(belief)[0], len(asked)


def test_nine_in_ten_find_their_role_within_five_questions() -> None:
    pack = load(shipped_folder())
    found = {role: [walk(pack, role, random.Random(f"{role}{n}")) for n in range(PEOPLE)] for role in pack.roles}
    for role, people in found.items():
        assert statistics.mean(first == role for first, _ in people) >= 0.9, role
    assert statistics.mean(number for people in found.values() for _, number in people) <= 5
    assert max(number for people in found.values() for _, number in people) <= 7
