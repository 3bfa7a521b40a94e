"""Public question sets, read from `../shared/datasets` and never copied, for the engine and its peers.

Accuracy in per cent on the test part, taught by all of the train part or by ten examples a class (the mean of
five draws). CLINC150 also has questions outside all classes: the share of them that is recognized when 95 % of
the questions inside are kept; the threshold is set on its validation part. The engine is taught by its 100
out-of-scope training questions, as in production; the peers have no use for them.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers import Peer, Remembering, Scores, peers

FOLDER = Path(__file__).parents[2] / "shared" / "datasets"
DRAWS = 5
SHOTS = 10
KEPT = 0.95
SLOW_IN_FULL = ("semantic-router",)
"""Peers that take minutes on a full set; they are measured on ten examples a class."""


@dataclass(frozen=True, slots=True)
class Split:
    """Texts with their labels."""

    texts: list[str]
    labels: list[str]

    def draw(self, seed: int) -> "Split":
        """Ten examples of each class."""
        random = np.random.default_rng(seed)
        labels = np.asarray(self.labels)
        rows = [row for c in np.unique(labels) for row in random.permutation(np.flatnonzero(labels == c))[:SHOTS]]
        return Split([self.texts[row] for row in rows], [self.labels[row] for row in rows])


def main() -> None:
    """Print the table."""
    if not FOLDER.is_dir():
        print(f"The public sets are not there: {FOLDER}")
        return
    banking = _banking("train"), _banking("test")
    clinc = json.loads((FOLDER / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    train, validation, test = (_clinc(clinc[part]) for part in ("train", "val", "test"))
    outside, _outside_validation, outside_test = (
        _clinc(clinc[f"oos_{part}"]).texts for part in ("train", "val", "test")
    )
    print("| engine | BANKING77 full | 10 a class | CLINC150 full | 10 a class | out of scope recognized | AUROC |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for peer in peers(Remembering()):
        in_full = not peer.name.startswith(SLOW_IN_FULL)
        cells = [
            _accuracy(peer, banking[0], banking[1]) if in_full else "",
            _few(peer, banking[0], banking[1]),
            "",
            _few(peer, train, test),
            "",
            "",
        ]
        if in_full:
            cells[2] = _accuracy(peer, train, test, outside)
            cells[4:] = _out_of_scope(peer, validation.texts, test.texts, outside_test)
        print(f"| {peer.name} | " + " | ".join(cells) + " |", flush=True)


def _accuracy(peer: Peer, train: Split, test: Split, outside: Sequence[str] = ()) -> str:
    peer.fit(train.texts, train.labels, outside)
    return f"{_right(peer, test):.1f}"


def _few(peer: Peer, train: Split, test: Split) -> str:
    found = []
    for seed in range(DRAWS):
        drawn = train.draw(seed)
        peer.fit(drawn.texts, drawn.labels, ())
        found.append(_right(peer, test))
    return f"{np.mean(found):.1f}"


def _right(peer: Peer, test: Split) -> float:
    classes = np.unique(np.asarray(test.labels))
    return float((classes[peer.scores(test.texts).argmax(axis=1)] == np.asarray(test.labels)).mean() * 100)


def _out_of_scope(peer: Peer, validation: Sequence[str], inside: Sequence[str], outside: Sequence[str]) -> list[str]:
    threshold = np.quantile(peer.belonging(validation), 1 - KEPT)
    kept, strange = peer.belonging(inside), peer.belonging(outside)
    return [
        f"{(strange < threshold).mean():.1%} at {(kept >= threshold).mean():.1%} kept",
        f"{auroc(kept, strange):.3f}",
    ]


def auroc(inside: Scores, outside: Scores) -> float:
    """Probability that a text inside belongs better than one outside."""
    order = np.argsort(np.argsort(np.concatenate([inside, outside]), kind="stable"), kind="stable")
    return float((order[: len(inside)].sum() - len(inside) * (len(inside) - 1) / 2) / (len(inside) * len(outside)))


def _banking(part: str) -> Split:
    with (FOLDER / "banking77" / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Split([row["text"] for row in rows], [row["category"] for row in rows])


def _clinc(rows: Sequence[Sequence[str]]) -> Split:
    return Split([row[0] for row in rows], [row[1] for row in rows])


if __name__ == "__main__":
    main()
