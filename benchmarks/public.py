"""Public question sets, read from `../shared/datasets` and never copied, for the engine and its peers.

Accuracy in per cent on the test part, taught by all of the train part or by ten examples a class (the mean of
five draws). CLINC150 also has questions outside all classes: the share of them that is recognized when 95 % of
the questions inside are kept; the threshold is set on its validation part. The engine is taught by its 100
out-of-scope training questions, as in production, and the linear models learn them as one more class; the other
peers have no use for them.

    python -m benchmarks public [--only NAME ...]
"""

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.peers import Peer, Reading, Remembering, Scores, peers

FOLDER = Path(__file__).parents[2] / "shared" / "datasets"
DRAWS = 5
SHOTS = 10
KEPT = 0.95


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
    parser = argparse.ArgumentParser(description="Read the public sets with the engine and its peers.")
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME", help="how the names of engines begin")
    chosen = parser.parse_args()
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
        if not peer.name.startswith(tuple(chosen.only)):
            continue
        few = [_few(peer, *banking), _few(peer, train, test)]
        peer.fit(banking[0].texts, banking[0].labels, ())
        full = _accuracy(peer.read(banking[1].texts), banking[1])
        peer.fit(train.texts, train.labels, outside)
        read = peer.read(test.texts)
        strange = _out_of_scope(peer.read(validation.texts), read, peer.read(outside_test))
        cells = [f"{full:.1f}", few[0], f"{_accuracy(read, test):.1f}", few[1], *strange]
        print(f"| {peer.name} | " + " | ".join(cells) + " |", flush=True)


def _few(peer: Peer, train: Split, test: Split) -> str:
    found = []
    for seed in range(DRAWS):
        drawn = train.draw(seed)
        peer.fit(drawn.texts, drawn.labels, ())
        found.append(_accuracy(peer.read(test.texts), test))
    return f"{np.mean(found):.1f}"


def _accuracy(reading: Reading, test: Split) -> float:
    classes = np.unique(np.asarray(test.labels))
    return float((classes[reading.scores.argmax(axis=1)] == np.asarray(test.labels)).mean() * 100)


def _out_of_scope(validation: Reading, inside: Reading, outside: Reading) -> list[str]:
    threshold = np.quantile(validation.belonging, 1 - KEPT)
    return [
        f"{(outside.belonging < threshold).mean():.1%} at {(inside.belonging >= threshold).mean():.1%} kept",
        f"{auroc(inside.belonging, outside.belonging):.3f}",
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
