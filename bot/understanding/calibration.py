"""From weights to probabilities that can be believed.

Fitted on out-of-fold readings of the pack's own texts: what a text weighs when it and a fifth of the
rest were not there to learn from. Nothing here knows a threshold; the pack has them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.understanding.matcher import Matcher, Weighed
from bot.understanding.representation import Array
from bot.understanding.softmax import Labels, SoftmaxHead, fit_softmax, log_softmax

NEIGHBORHOOD = 0.2
"""Weight of the neighborhood's density beside the head's 1, chosen on BANKING77 and CLINC150."""
NOT_WEIGHED = np.float32(-60.0)
"""Stands in a mixture for a meaning that was not on the shortlist."""
_SCOPE_STRENGTH = 30.0
_OURS = 0.5
"""Share of messages that are ours before anything is read: the examples of the pack do not say it."""
_SHARPEST, _FLATTEST, _STEPS = 2.5, 0.3, 45
_LEAST = np.float32(1e-6)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How to read what was weighed."""

    temperature: float
    """Multiplies log-probabilities of meanings before they are normalized again."""
    scope: SoftmaxHead
    """Two classes, not ours and ours, over the signals of `signals_of`."""
    means: Array
    deviations: Array

    def log_meanings(self, weighed: Weighed) -> Array:
        """Calibrated log-probability of each meaning of the shortlist, `(n texts, len(meanings))`."""
        return log_softmax(np.float32(self.temperature) * mixed(weighed))

    def scope_logits(self, signals: Array) -> Array:
        """Log-odds that texts with these signals are ours, `(n,)`."""
        logits = self.scope.logits((signals - self.means) / self.deviations)
        return np.asarray(logits[:, 1] - logits[:, 0], dtype=np.float32)


def mixed(weighed: Weighed) -> Array:
    """Head and neighborhood together, not normalized."""
    return np.asarray(weighed.head + np.float32(NEIGHBORHOOD) * weighed.density, dtype=np.float32)


def signals_of(matcher: Matcher, weighed: Weighed) -> Array:
    """What tells whether a text belongs here, `(n, 5)`.

    How much the head gives to entries against the rest, how sure it is of one of them, how near the
    nearest known question is and the nearest thing that is not ours, and how thick each side lies.
    """
    entries = matcher.is_entry[weighed.meanings]
    inside = np.exp(weighed.head[:, entries]).sum(axis=1)
    outside = np.exp(weighed.head[:, ~entries]).sum(axis=1)
    density = weighed.density
    return np.stack(
        [
            np.log((inside + _LEAST) / (outside + _LEAST)),
            _highest(weighed.head[:, entries]),
            _highest(weighed.cosine[:, entries], 0.0),
            _highest(weighed.cosine[:, ~entries], 0.0),
            _highest(density[:, entries], -30.0) - _highest(density[:, ~entries], -30.0),
        ],
        axis=1,
    ).astype(np.float32)


def calibrate(mixtures: Array, labels: Labels, signals: Array, ours: npt.NDArray[np.bool_]) -> Calibration:
    """Fit to out-of-fold readings: the temperature on what is right, the scope on what is ours."""
    temperatures = np.geomspace(_FLATTEST, _SHARPEST, _STEPS)
    rows = np.arange(len(labels))
    seen = rows[mixtures[rows, labels] > NOT_WEIGHED]
    losses = [
        -float(log_softmax(np.float32(t) * mixtures[seen])[range(len(seen)), labels[seen]].mean()) for t in temperatures
    ]
    means, deviations = signals.mean(axis=0), signals.std(axis=0) + _LEAST
    weights = np.where(ours, _OURS / max(ours.sum(), 1), (1 - _OURS) / max((~ours).sum(), 1)).astype(np.float32)
    standard = ((signals - means) / deviations).astype(np.float32)
    scope = fit_softmax(standard, ours.astype(np.intp), 2, _SCOPE_STRENGTH, weights=weights, tolerance=1e-6)
    best = float(temperatures[int(np.argmin(losses))])
    return Calibration(best, scope, means.astype(np.float32), deviations.astype(np.float32))


def _highest(values: Array, otherwise: float = -30.0) -> Array:
    return np.asarray(values.max(axis=1, initial=otherwise), dtype=np.float32)
