"""A pack of 10,000 entries beside one of 50: learning, a start with the cache, reading a question.

The entries are made up from words, six phrasings each, on the shipped pack's roles and out-of-scope examples.
"""

import random
import statistics
import tempfile
import time
from pathlib import Path

from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, learn

SIZES = (50, 10_000)
PHRASINGS = 6
QUESTIONS = 200
THINGS = """bread soup garden bicycle piano engine river castle planet violin kettle marathon passport camera island
tent novel orchard lantern compass saddle harbor glacier pottery chess ballet drone beehive quilt anchor telescope"""
DEEDS = "build clean paint repair sell borrow measure store teach carry name insure heat cut draw plan share test"
PLACES = "at home|in winter|with children|on a budget|for a friend|by hand|in a week|without tools|at school"
SHAPES = (
    "how do I {deed} a {thing} {place}",
    "{deed} my {thing} {place}, any advice?",
    "is it hard to {deed} a {thing} {place}",
    "I want to {deed} one {thing} {place}",
    "best way to {deed} the {thing} {place}?",
    "what do I need to {deed} a {thing} {place}",
)


def main() -> None:
    """Print the table."""
    shipped = load(shipped_folder())
    encoder = Encoder()
    print("| entries | learning | start with the cache | reading a question, median | 99th percentile |")
    print("|---|---|---|---|---|", flush=True)
    for size in SIZES:
        pack, questions = _made_up(shipped, size)
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            learn(pack, encoder, Path(folder))
            learned = time.perf_counter() - started
            stored = Path(folder) / "pack.json"
            stored.write_text(pack.model_dump_json(), encoding="utf-8")
            started = time.perf_counter()
            reader = learn(Pack.model_validate_json(stored.read_bytes()), Encoder(), Path(folder))
            start = time.perf_counter() - started
        times = []
        for question in questions:
            started = time.perf_counter()
            reader.read(question)
            times.append((time.perf_counter() - started) * 1000)
        late = statistics.quantiles(times, n=100)[-1]
        print(
            f"| {size} | {learned:.0f} s | {start:.2f} s | {statistics.median(times):.2f} ms | {late:.2f} ms |",
            flush=True,
        )


def _made_up(shipped: Pack, size: int) -> tuple[Pack, list[str]]:
    """The pack with `size` entries of made-up phrasings, and questions near them."""
    pattern = next(iter(shipped.entries.values()))
    chance = random.Random(0)
    subjects = [
        (deed, thing, place) for deed in DEEDS.split() for thing in THINGS.split() for place in PLACES.split("|")
    ]
    subjects = [(d, f"{t} {n}" if n else t, p) for n in range(size // len(subjects) + 1) for d, t, p in subjects]
    chance.shuffle(subjects)
    entries = {}
    for number, (deed, thing, place) in enumerate(subjects[:size]):
        phrasings = tuple(shape.format(deed=deed, thing=thing, place=place) for shape in SHAPES[:PHRASINGS])
        id_ = f"made-up-{number}"
        entries[id_] = pattern.model_copy(
            update={
                "id": id_,
                "question": phrasings[0],
                "phrasings": phrasings,
                "answer": f"To {deed} a {thing}: begin.",
            }
        )
    pack = shipped.model_copy(update={"entries": entries, "hash": f"made-up-{size}", "golden_questions": ()})
    asked = chance.sample(subjects[:size], min(size, QUESTIONS))
    return pack, [f"someone told me to {deed} a {thing} {place}, how?" for deed, thing, place in asked]


if __name__ == "__main__":
    main()
