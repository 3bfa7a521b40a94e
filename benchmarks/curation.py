"""What the gate and the exchange of files promise, measured on the shipped pack.

    python -m benchmarks.curation [faults] [alarms] [speed] [files]

Without names all of them run. `faults` are the seeded ones of `tests/curation/seeded`; `alarms` shows the gate each
entry of the shipped pack as if it were new; `speed` looks at a change with 400 golden questions and 500 of a
community over 1,500 entries, and learns a publication; `files` imports 1,200 files of questions and answers.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from bot.curation.files.exchange import entry_files
from bot.curation.files.foreign import Given, Piece, entry_of, pieces_of_folder
from bot.curation.files.twins import compare
from bot.curation.gate import Asked, Gate, MessageLimit, ObjectionKind
from bot.curation.revisions.knowledge import Knowledge
from bot.knowledge.entry import Entry
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.understanding import Encoder, Reader, learn
from tests.curation.seeded_faults import Half, SeededFault, changed, contradictions, duplicates, thefts, tones

DAY = date(2026, 11, 22)
LIMITS = (MessageLimit("Discord", 4000), MessageLimit("Slack", 13_200))
ENTRIES, GOLDEN, RECENT, WORDS = 1_500, 400, 500, 60
FILES = 1_200
CACHE = Path(tempfile.gettempdir()) / "signpost-benchmark-curation"


def main() -> None:
    parts: dict[str, Callable[[], None]] = {"faults": faults, "alarms": alarms, "speed": speed, "files": files}
    parser = argparse.ArgumentParser(description="Measure the gate and the exchange of files.")
    parser.add_argument("parts", nargs="*", help=f"any of: {', '.join(parts)}")
    for name in parser.parse_args().parts or list(parts):
        print(f"\n### {name}\n", flush=True)
        parts[name]()


def faults() -> None:
    """How many seeded faults of each kind are caught."""
    old, gate = _shipped()
    print("| seeded | caught, half to tune | caught, half to report |\n|---|---|---|")
    kinds: dict[str, Iterable[SeededFault]] = {
        "duplicates": duplicates(old.pack),
        "duplicates, written after tuning": duplicates(old.pack, "duplicates_unseen"),
        "contradictions": contradictions(old.pack),
        "contradictions, written after tuning": contradictions(old.pack, "contradictions_unseen"),
        "thefts of a golden question": thefts(old.pack),
        "gatekeeping": tones(old.pack),
        "gatekeeping, written after tuning": tones(old.pack, "tone_unseen"),
    }
    for name, cases in kinds.items():
        caught, total, missed = Counter[Half](), Counter[Half](), []
        for case in cases:
            report = gate.examine(old, changed(old, case.entry), case.entry.id, DAY)
            hit = any(o.kind in case.kinds for o in report.objections)
            total[case.half] += 1
            caught[case.half] += hit
            if not hit:
                missed.append(case.about)
        tune, told = (f"{caught[half]} of {total[half]}" for half in Half)
        print(f"| {name} | {tune} | {told} |", flush=True)
        for about in missed:
            print(f"missed: {about}", flush=True)


def alarms() -> None:
    """How many entries of the shipped pack are objected to as if they were new; all of it without the replay."""
    old, gate = _shipped()
    found: dict[str, set[ObjectionKind]] = {}
    for entry in old.pack.entries.values():
        without = Knowledge(_less(old.pack, entry.id), old.reader.without_entry(entry.id))
        kinds = {o.kind for o in gate.objections(without, old, entry.id, DAY)}
        if kinds:
            found[entry.id] = kinds
    count = Counter(kind.value for kinds in found.values() for kind in kinds)
    share = len(found) / len(old.pack.entries)
    print(f"{len(found)} of {len(old.pack.entries)} entries ({share:.1%}): {dict(count)}", flush=True)
    for id_, kinds in found.items():
        print(id_, *sorted(kinds))


def _learn(old: Knowledge, entry: Entry, into: list[Knowledge]) -> None:
    into.append(changed(old, entry))


def speed() -> None:
    """One look at a change in a large pack, the first time and again; and learning a publication."""
    shipped = load(shipped_folder())
    encoder = Encoder()
    pack, asked = _large(shipped)
    started = time.perf_counter()
    reader = learn(pack, encoder, CACHE)
    print(f"learning {len(pack.entries)} entries: {time.perf_counter() - started:.1f} s", flush=True)
    gate, old = Gate(encoder, LIMITS, CACHE), Knowledge(pack, reader)
    print("| | seconds |\n|---|---|")
    entry = next(iter(shipped.entries.values()))
    _timed("preparing: tone, encodings, what is answered now", lambda: gate.prepare(old, asked))
    for turn in ("first look", "second look, another wording"):
        entry = entry.model_copy(update={"phrasings": (*entry.phrasings, f"what else is there to it, {turn}")})
        new: list[Knowledge] = []
        _timed(f"{turn}: learning the change", partial(_learn, old, entry, new))
        _timed(f"{turn}: the gate", partial(gate.examine, old, new[0], entry.id, DAY, asked=asked))
    cold = Gate(encoder, LIMITS, CACHE)
    _timed("the gate without preparing", lambda: cold.examine(old, new[0], entry.id, DAY, asked=asked))


def files() -> None:
    """1,200 Markdown files with front matter read, held beside the shipped pack and written as entries."""
    pack, chance = load(shipped_folder()), random.Random(3)
    words = sorted({word for entry in pack.entries.values() for word in entry.answer.split()})
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FILES):
            question, answer = (" ".join(chance.choices(words, k=count)) for count in (9, 110))
            text = f'---\ntitle: "{question.replace(chr(34), "")}"\n---\n\n{answer}\n'
            (Path(folder) / f"q{number}.md").write_text(text, encoding="utf-8")
        given = Given("imported", "mentors", "stance", "Ask.", DAY, tuple(pack.topics), pack.rules)

        def bring() -> None:
            taken: set[str] = set()
            made = [entry_of(p, given, taken) for p in pieces_of_folder(Path(folder)) if isinstance(p, Piece)]
            new = [entry for entry in made if isinstance(entry, Entry)]
            found = compare(new, list(pack.entries.values()), Encoder())
            print(f"{len(entry_files(new))} entries, {len(found.twins)} there already", flush=True)

        _timed(f"{FILES} files", bring)


def _timed(what: str, act: Callable[[], object]) -> None:
    started, worked = time.perf_counter(), time.process_time()
    act()
    clock, work = time.perf_counter() - started, time.process_time() - worked
    print(f"| {what} | {clock:.2f} by the clock, {work:.2f} on the processor |", flush=True)


def _shipped() -> tuple[Knowledge, Gate]:
    pack, encoder = load(shipped_folder()), Encoder()
    reader: Reader = learn(pack, encoder, CACHE)
    return Knowledge(pack, reader), Gate(encoder, LIMITS, CACHE)


def _less(pack: Pack, id_: str) -> Pack:
    return pack.model_copy(update={"entries": {i: entry for i, entry in pack.entries.items() if i != id_}})


def _large(shipped: Pack) -> tuple[Pack, tuple[Asked, ...]]:
    """The shipped pack grown to 1,500 entries by others in scrambled words, with 400 golden and 500 real questions."""
    chance = random.Random(7)
    entries: dict[str, Entry] = dict(shipped.entries)
    vocabulary = sorted({word for entry in entries.values() for word in entry.question.lower().split()})
    patterns = list(shipped.entries.values())
    while len(entries) < ENTRIES:
        pattern = chance.choice(patterns)
        id_ = f"grown-{len(entries)}"
        phrasings = tuple(
            dict.fromkeys(
                f"{chance.choice(vocabulary)} {p[:90]} {chance.choice(vocabulary)}" for p in pattern.phrasings[:12]
            )
        )
        entries[id_] = pattern.model_copy(
            update={"id": id_, "question": f"{pattern.question[:80]} ({len(entries)})", "phrasings": phrasings}
        )
    golden = tuple(q for q in shipped.golden_questions if len(q.text.split()) <= WORDS)
    asked = [
        Asked(f"asked-{n}", p) for n, p in enumerate(chance.sample([p for e in patterns for p in e.phrasings], RECENT))
    ]
    grown = {"entries": entries, "hash": "grown", "golden_questions": golden[:GOLDEN]}
    return shipped.model_copy(update=grown), tuple(asked)


if __name__ == "__main__":
    main()
