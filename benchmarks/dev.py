"""The labelled questions of the developers, read from `../shared/evals` and never copied.

First the figures that count, through `signpost route` and the scorer that lies beside the questions. Then the
engine beside its peers, all taught by the same phrasings: whether the topics of the entry that comes first meet
the labelled ones, how well in scope is told from out of scope, and how long a question takes from its text, read
one at a time. The engine also learns from the pack's out-of-scope examples, and the linear models take them for one
more class; the other peers have no use for them. Last, how far a confidence can be believed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.peers import Peer, Reading, Remembering, Scores, peers
from benchmarks.public import auroc
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.settings import Settings
from bot.understanding import Encoder, Reader, learn

FOLDER = Path(__file__).parents[2] / "shared" / "evals"
KEPT = 0.97
BINS = 5


def main() -> None:
    """Print all three."""
    if not FOLDER.is_dir():
        print(f"The labelled questions are not there: {FOLDER}")
        return
    scored = subprocess.run(
        [sys.executable, FOLDER / "score.py", FOLDER, "dev-"], capture_output=True, text=True, check=False
    )
    print("```\n" + (scored.stdout or scored.stderr).strip() + "\n```\n", flush=True)
    pack = load(shipped_folder())
    rows = [json.loads(line) for line in (FOLDER / "dev-questions.jsonl").read_text(encoding="utf-8").splitlines()]
    _compare(pack, rows)
    settings = Settings()
    _believe(pack, learn(pack, Encoder(), settings.cache_folder))


def _compare(pack: Pack, rows: Sequence[dict[str, object]]) -> None:
    texts = [str(row["text"]) for row in rows]
    inside = np.array([bool(row["in_scope"]) for row in rows])
    known = np.array([bool(row["in_scope"]) and row["coverage"] != "not_covered" for row in rows])
    pairs = [(text, entry.id) for entry in pack.entries.values() for text in (entry.question, *entry.phrasings)]
    taught = [group.examples for group in pack.out_of_scope] + [group.examples for group in pack.social]
    outside = [text for examples in taught for text in examples]
    print(
        f"| engine | topics met at 1 | at 3 | AUROC in/out of scope | out of scope let in at {KEPT:.0%} kept "
        "| a question, median | 99th percentile |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    encoder = Remembering()
    for peer in peers(encoder):
        peer.fit([text for text, _ in pairs], [entry for _, entry in pairs], outside)
        encoder.forget(texts)
        readings, times = zip(*(_timed(peer, text) for text in texts), strict=True)
        met = _met(np.concatenate([reading.scores for reading in readings]), pack, rows)[known]
        belonging = np.concatenate([reading.belonging for reading in readings])
        let_in = (belonging[~inside] >= np.quantile(belonging[inside], 1 - KEPT)).mean()
        print(
            f"| {peer.name} | {met[:, 0].mean():.1%} | {met.max(axis=1).mean():.1%} | "
            f"{auroc(belonging[inside], belonging[~inside]):.3f} | {let_in:.1%} | "
            f"{np.median(times):.1f} ms | {np.quantile(times, 0.99):.1f} ms |",
            flush=True,
        )


def _timed(peer: Peer, text: str) -> tuple[Reading, float]:
    """What a text was taken to mean, and how many milliseconds that took."""
    started = time.perf_counter()
    reading = peer.read([text])
    return reading, (time.perf_counter() - started) * 1000


def _met(scores: Scores, pack: Pack, rows: Sequence[dict[str, object]]) -> np.ndarray:
    """Whether each of the first three entries shares a topic with the labels, `(len(scores), 3)`."""
    entries = sorted(pack.entries)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :3]
    wanted = [set(row["topics"]) for row in rows]  # type: ignore[call-overload]
    return np.array(
        [[bool(wanted[n] & set(pack.entries[entries[e]].topics)) for e in line] for n, line in enumerate(best)]
    )


def _believe(pack: Pack, reader: Reader) -> None:
    """How often the first entry of golden questions is right, by its confidence."""
    golden = [question for question in pack.golden_questions if question.entries]
    found = []
    for question in golden:
        best = reader.read(question.text).best
        if best is not None:
            found.append((best.confidence, best.entry_id in question.entries))
    table = np.array(found, dtype=float)
    print(f"\n{len(found)} golden questions with an entry\n\n| confidence | questions | mean confidence | right |")
    print("|---|---|---|---|")
    places = np.minimum((table[:, 0] * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        own = table[places == place]
        if len(own):
            bounds = f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}"
            print(f"| {bounds} | {len(own)} | {own[:, 0].mean():.2f} | {own[:, 1].mean():.2f} |")


if __name__ == "__main__":
    main()
