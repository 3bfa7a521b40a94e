"""What the mentor believes about the role a person is heading for.

A naive Bayes update over a uniform prior: each message multiplies in the likelihood the role reader
gave it, what it left unrevealed being spread evenly. What a person chose is never overridden by belief.
"""

import math
from collections.abc import Iterable, Mapping

_FADE = 0.5
"""A role said in so many words halves what earlier messages weighed: people change their mind."""
_LIMIT = 6.0
"""No sum of log-likelihoods leaves this range, so that one new statement can still turn a belief."""


def updated(
    evidence: Mapping[str, float],
    likelihood: Mapping[str, float],
    unrevealed: float,
    roles: Iterable[str],
    *,
    stated: bool,
) -> dict[str, float]:
    """The evidence after one more message; log-likelihoods by role, centered on 0."""
    names = tuple(roles)
    even = unrevealed / len(names)
    fade = _FADE if stated else 1.0
    summed = {
        name: evidence.get(name, 0.0) * fade + math.log(max(likelihood.get(name, 0.0) + even, 1e-3)) for name in names
    }
    middle = sum(summed.values()) / len(names)
    return {name: max(-_LIMIT, min(_LIMIT, value - middle)) for name, value in summed.items()}


def shares(evidence: Mapping[str, float], roles: Iterable[str]) -> dict[str, float]:
    """The probability of each role given the evidence; they sum to 1."""
    weights = {name: math.exp(evidence.get(name, 0.0)) for name in roles}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
