"""Softmax regression, fitted with L-BFGS in plain NumPy: the head that names the class of a text.

Deterministic: same examples, same weights. Fitting is a matter of seconds for a few thousand
examples; one more class can be fitted to a finished head in a fraction of that.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]
Objective = Callable[[Array], tuple[float, Array]]

_MEMORY = 10
_ENOUGH_DECREASE = 1e-4
_SMALLEST_STEP = 1e-6


@dataclass(frozen=True, slots=True)
class SoftmaxHead:
    """Weights `(classes, dimensions)` and biases `(classes,)`."""

    weights: Array
    biases: Array

    def logits(self, features: Array) -> Array:
        """Unnormalized log-probabilities, `(n, classes)`."""
        # OpenBLAS reads beyond narrow rows and raises the flag for what lies there; the numbers are right
        # (numpy/numpy#24067).
        with np.errstate(invalid="ignore"):
            return features @ self.weights.T + self.biases


def log_softmax(logits: Array) -> Array:
    """Log-probabilities along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)


def fit_softmax(
    features: Array,
    labels: Labels,
    classes: int,
    strength: float,
    *,
    weights: Array | None = None,
    families: Array | None = None,
    tolerance: float = 1e-4,
    steps: int = 100,
) -> SoftmaxHead:
    """Fit a head that minimizes the mean log-loss plus a penalty on the weights.

    `strength` is the inverse of the penalty: larger trusts the examples more. `weights` weigh the examples.
    `families`, `(classes, groups)`, says how much each class belongs to each group: what a group's classes have
    in common is then learned from the examples of all of them.
    """
    count, dimensions = features.shape
    share = np.full(count, 1 / count, dtype=np.float32) if weights is None else (weights / weights.sum())
    share = share.astype(np.float32)[:, None]
    penalty = np.float32(1 / (strength * count))
    belongs = np.zeros((classes, 0), dtype=np.float32) if families is None else families.astype(np.float32)
    groups = belongs.shape[1]
    rows = np.arange(count)

    def parts(flat: Array) -> tuple[Array, Array, Array]:
        own = flat[: classes * dimensions].reshape(classes, dimensions)
        common = flat[classes * dimensions : (classes + groups) * dimensions].reshape(groups, dimensions)
        return own, common, flat[(classes + groups) * dimensions :]

    def objective(flat: Array) -> tuple[float, Array]:
        own, common, biases = parts(flat)
        log_probabilities = log_softmax(features @ (own + belongs @ common).T + biases)
        loss = -float((log_probabilities[rows, labels] * share[:, 0]).sum())
        slope = np.exp(log_probabilities)
        slope[rows, labels] -= 1
        slope *= share
        gradient = np.empty_like(flat)
        own_slope, common_slope, bias_slope = parts(gradient)
        np.matmul(slope.T, features, out=own_slope)
        np.matmul(belongs.T, own_slope, out=common_slope)
        own_slope += penalty * own
        common_slope += penalty * common
        bias_slope[:] = slope.sum(axis=0)
        return loss + float(0.5 * penalty * (np.square(own).sum() + np.square(common).sum())), gradient

    start = np.zeros((classes + groups) * dimensions + classes, dtype=np.float32)
    own, common, biases = parts(minimize(objective, start, tolerance, steps))
    return SoftmaxHead(np.ascontiguousarray(own + belongs @ common), biases.copy())


@dataclass(frozen=True, slots=True)
class Taught:
    """What a class was before it is fitted anew: its weights with its bias at the end, and its examples."""

    row: Array
    own: Array


def fit_one_more(
    head: SoftmaxHead, seen: Array, own: Array, strength: float, *, before: Taught | None = None, steps: int = 60
) -> SoftmaxHead:
    """The head with one class added, whose examples are `own`; the other classes keep their weights.

    `seen` are examples of the other classes, to be told apart from. A class that was fitted `before`, with all others
    and in another way, moves only by what its examples changed: with the same ones it stays as it was.
    """
    dimensions = seen.shape[1]
    count = np.float32(len(seen) + len(own if before is None else before.own))

    def loss_with(own: Array) -> Objective:
        features = np.concatenate([seen, own])
        others = head.logits(features)
        top = others.max(axis=1, keepdims=True)
        rest = (top + np.log(np.exp(others - top).sum(axis=1, keepdims=True)))[:, 0]
        target = np.zeros(len(features), dtype=np.float32)
        target[len(seen) :] = 1

        def loss(flat: Array) -> tuple[float, Array]:
            margin = features @ flat[:-1] + flat[-1] - rest
            slope = (1 / (1 + np.exp(-margin)) - target) / count
            gradient = np.concatenate([features.T @ slope, slope.sum(keepdims=True)])
            return float((np.logaddexp(0, margin) - target * margin).sum() / count), gradient

        return loss

    penalty = np.float32(1 / (strength * count))
    start, settled = np.append(np.zeros(dimensions, np.float32), head.biases.mean()), np.zeros(dimensions + 1)
    if before is not None:
        start, settled = before.row, loss_with(before.own)(before.row)[1]
        settled[:-1] += penalty * before.row[:-1]
    loss_now = loss_with(own)

    def objective(flat: Array) -> tuple[float, Array]:
        loss, gradient = loss_now(flat)
        gradient[:-1] += penalty * flat[:-1]
        value = loss + float(0.5 * penalty * np.square(flat[:-1]).sum() - settled @ flat)
        return value, (gradient - settled).astype(np.float32)

    found = minimize(objective, start.astype(np.float32), 1e-6, steps)
    return SoftmaxHead(np.vstack([head.weights, found[:-1]]), np.append(head.biases, found[-1]))


def minimize(objective: Objective, start: Array, tolerance: float, steps: int) -> Array:
    """L-BFGS with a backtracking line search; ends where no slope is steeper than `tolerance`.

    Nocedal and Wright, Numerical Optimization, algorithm 7.4.
    """
    here, (value, slope) = start, objective(start)
    past: deque[tuple[Array, Array, float]] = deque(maxlen=_MEMORY)
    for _ in range(steps):
        if float(np.abs(slope).max()) <= tolerance:
            break
        direction = _descent(slope, past)
        along = float(slope @ direction)
        step = 1.0 if past else min(1.0, 1.0 / float(np.abs(slope).sum()))
        while True:
            there = here + np.float32(step) * direction
            new_value, new_slope = objective(there)
            if new_value <= value + _ENOUGH_DECREASE * step * along or step < _SMALLEST_STEP:
                break
            step *= 0.5
        if new_value >= value:
            break
        moved, turned = there - here, new_slope - slope
        curvature = float(moved @ turned)
        if curvature > 0:
            past.append((moved, turned, 1 / curvature))
        here, value, slope = there, new_value, new_slope
    return here


def _descent(slope: Array, past: deque[tuple[Array, Array, float]]) -> Array:
    direction = -slope
    weights = []
    for moved, turned, inverse in reversed(past):
        weight = inverse * float(moved @ direction)
        weights.append(weight)
        direction = direction - np.float32(weight) * turned
    if past:
        moved, turned, inverse = past[-1]
        direction = direction * np.float32(1 / (inverse * float(turned @ turned)))
    for (moved, turned, inverse), weight in zip(past, reversed(weights), strict=True):
        direction = direction + np.float32(weight - inverse * float(turned @ direction)) * moved
    return direction
