"""What the learner's features promise, measured: the role finder on made-up people, pictures, paths, a million rows.

    python -m benchmarks.learner [finder] [pictures] [paths] [rows]

Without names all of them run. Made-up people of a role pick the option that suits their role most; with a chance of
20 % they pick another one instead, whichever. A second, harder crowd draws every answer from the role's weights.
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog

from bot.clock import SystemClock
from bot.knowledge.growth import FinderQuestion
from bot.knowledge.loader import load, shipped_folder
from bot.knowledge.pack import Pack
from bot.mentor.desk import FrontDesk
from bot.mentor.editions import Edition, OneEdition
from bot.mentor.events import Invoked, Occasion, Said, Speaker
from bot.mentor.learner.belief import likelihoods, next_question, prior, ranked, updated
from bot.mentor.learner.drawings import SkillGroup, SkillRow, SkillsDrawing
from bot.mentor.learner.features import learner_features
from bot.mentor.learner.gaps import needs
from bot.mentor.learner.journal import Chronicle, Kind
from bot.mentor.learner.planning import plan
from bot.mentor.learner.record import Rated, Record, StepMark, StepState, record_of
from bot.mentor.learner.scene import Study
from bot.mentor.reply import Reply
from bot.pictures import Studio
from bot.storage import Database
from bot.understanding import Context, Understanding

PEOPLE = 200
NOISE = 0.2
ROWS = 1_000_000
LEARNERS = 5_000
RATED, MARKED = 0.7, 0.3

Answer = Callable[[FinderQuestion, str, random.Random], int]
Order = Callable[[dict[str, float], Pack, Sequence[str], int], FinderQuestion | None]


def main() -> None:
    parts = {"finder": finder, "pictures": pictures, "paths": paths, "rows": rows}
    parser = argparse.ArgumentParser(description="Measure the learner's features.")
    parser.add_argument("parts", nargs="*", help=f"any of: {', '.join(parts)}")
    wanted = parser.parse_args().parts or list(parts)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    pack = load(shipped_folder())
    for name in wanted:
        print(f"\n{name}")
        parts[name](pack)


# The role finder


def finder(pack: Pack) -> None:
    for title, answer in (("20 % noise", suiting), ("answers drawn from the weights, and 20 % noise", drawn)):
        print(f"  {PEOPLE} people a role, {title}")
        for name, order in ORDERS.items():
            right, asked = [], []
            for role in pack.roles:
                found = [one_person(pack, role, answer, order, random.Random(f"{role}-{n}")) for n in range(PEOPLE)]
                right.append(statistics.mean(first == role for first, _ in found))
                asked.append(statistics.mean(number for _, number in found))
            first, number = statistics.mean(right), statistics.mean(asked)
            print(f"    {name:36} right first {first:.1%} (worst role {min(right):.1%}), questions {number:.2f}")


def one_person(pack: Pack, role: str, answer: Answer, order: Order, dice: random.Random) -> tuple[str, int]:
    """The role that came out first, and how many questions it took."""
    belief = prior({}, pack.roles, pack.learner.finder)
    asked: list[str] = []
    while (question := order(belief, pack, asked, len(asked))) is not None:
        belief = updated(belief, question, answer(question, role, dice), pack.learner.finder.lapse)
        asked.append(question.id)
    return ranked(belief)[0], len(asked)


def suiting(question: FinderQuestion, role: str, dice: random.Random) -> int:
    weights = [option.weights.get(role, 1.0) for option in question.options]
    best = dice.choice([index for index, weight in enumerate(weights) if weight == max(weights)])
    others = [index for index in range(len(weights)) if index != best]
    return dice.choice(others) if dice.random() < NOISE else best


def drawn(question: FinderQuestion, role: str, dice: random.Random) -> int:
    options = range(len(question.options))
    if dice.random() < NOISE:
        return dice.choice(options)
    return dice.choices(options, likelihoods(question, [role], 0.0)[role])[0]


def by_information(belief: dict[str, float], pack: Pack, asked: Sequence[str], answered: int) -> FinderQuestion | None:
    return next_question(belief, pack.finder, asked, answered, pack.learner.finder)


def in_order(belief: dict[str, float], pack: Pack, asked: Sequence[str], answered: int) -> FinderQuestion | None:
    tuning = pack.learner.finder
    if len(asked) >= tuning.most_questions or (
        answered >= tuning.fewest_answers and max(belief.values()) >= tuning.sure
    ):
        return None
    return next((question for question in pack.finder if question.id not in asked), None)


def first_five(belief: dict[str, float], pack: Pack, asked: Sequence[str], answered: int) -> FinderQuestion | None:  # noqa: ARG001
    return next((question for question in pack.finder[:5] if question.id not in asked), None)


ORDERS: dict[str, Order] = {
    "highest information gain": by_information,
    "fixed order, same rule for stopping": in_order,
    "fixed order, the first five": first_five,
}


# Pictures


def pictures(pack: Pack) -> None:
    asyncio.run(draw(pack))


async def draw(pack: Pack) -> None:
    studio = Studio()
    started = time.perf_counter()
    await studio.draw(profile(pack, 0))
    print(f"  the very first, matplotlib imported: {milliseconds(started):.0f} ms")
    watch, sizes = Watch(), []
    for seed in range(1, 21):
        with watch:
            png = await studio.draw(profile(pack, seed))
        sizes.append(len(png or b""))
    print(f"  a profile: {watch}, at most {max(sizes) // 1000} KB")
    started = time.perf_counter()
    for _ in range(100):
        await studio.draw(profile(pack, 20))
    print(f"  the same again: {milliseconds(started) / 100:.3f} ms")
    studio.close()


def profile(pack: Pack, seed: int) -> SkillsDrawing:
    dice = random.Random(seed)
    families = dict.fromkeys(skill.family for skill in pack.skills.values())
    groups = tuple(
        SkillGroup(
            family,
            tuple(
                SkillRow(skill.title, dice.randint(0, 10), dice.randint(1, 9), dice.randint(0, 10), "2/3")
                for skill in pack.skills.values()
                if skill.family == family
            ),
        )
        for family in families
    )
    voice = pack.learner_voice
    return SkillsDrawing(
        f"Profile {seed}", groups, voice.chart_have, voice.chart_need, voice.chart_gap, voice.chart_before,
        voice.chart_checked, "",
    )  # fmt: skip


# Paths


def paths(pack: Pack) -> None:
    clock = SystemClock()
    watch = Watch()
    for seed in range(2_000):
        dice = random.Random(seed)
        roles = tuple(dice.sample(list(pack.paths), dice.choice([1, 1, 2])))
        rated = {skill: (Rated(dice.randint(0, 10), clock.now()),) for skill in pack.skills if dice.random() < RATED}
        marks = {
            step.id: StepMark(dice.choice(list(StepState)), clock.now(), "x")
            for role in roles
            for step in pack.paths[role].steps
            if dice.random() < MARKED
        }
        record = replace(record_of(Chronicle(("x",))), ratings=rated, steps=marks)
        with watch:
            first = lay(pack, roles, record, clock)
        assert first == lay(pack, roles, record, clock), "the same input gives the same path"
    print(f"  2,000 profiles: {watch}")


def lay(pack: Pack, roles: tuple[str, ...], record: Record, clock: SystemClock) -> object:
    return plan(pack.paths, roles, needs(pack.skills, roles), record, day=clock.now().date(), hours_a_week=7)


# A million rows


class Silent:
    """A reader for a desk that is not asked anything."""

    def read(self, text: str, context: Context | None = None) -> Understanding:
        raise RuntimeError(f"Nobody was to be asked, and {len(text)} characters were, {context}")


def rows(pack: Pack) -> None:
    asyncio.run(walk(pack))


async def walk(pack: Pack) -> None:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(Path(folder) / "rows.sqlite3", clock)
        fill(database.path, made_up(pack, clock))
        print(f"  {ROWS:,} rows of {LEARNERS:,} learners")
        editions = OneEdition(Edition.of(pack, Silent()))
        study = Study(editions, database.journal, database.memory, clock, Studio())
        desk = FrontDesk(listen, learner_features(study, database.personal_data, database.links))
        await desk.handle(asking("progress show", 0, clock))
        for command in ("progress show", "path show", "skills show", "home"):
            for what in ("first", "second"):
                watch = Watch()
                for number in range(1, 101):
                    with watch:
                        reply = await desk.handle(asking(command, number, clock))
                    assert len(reply.blocks) > 1
                print(f"  /{command}, the {what} time for each of 100 learners: {watch}")
        watch = Watch()
        with watch:
            await database.journal.cohort("discord:1", clock.now() - timedelta(weeks=12))
        print(f"  the cohort of all of them: {watch}")
        await database.close()


_INSERT = (
    "INSERT INTO journal (occasion, part, person, community, kind, about, value, detail, at) "
    "VALUES (?, 0, ?, 'discord:1', ?, ?, ?, ?, ?)"
)


def fill(path: Path, made: Sequence[tuple[object, ...]]) -> None:
    """Write rows as fast as SQLite can; nothing of them is precious."""
    driver = sqlite3.connect(path)
    driver.execute("PRAGMA synchronous=OFF")
    driver.execute("PRAGMA cache_size=-200000")
    driver.executemany(_INSERT, made)
    driver.commit()
    driver.close()


def made_up(pack: Pack, clock: SystemClock) -> list[tuple[object, ...]]:
    dice = random.Random(1)
    steps = [step.id for path in pack.paths.values() for step in path.steps]
    skills, roles = list(pack.skills), list(pack.paths)
    now = int(clock.now().timestamp() * 1e6)
    made: list[tuple[object, ...]] = []
    for number in range(ROWS):
        person = f"discord:{number % LEARNERS}"
        at = now - dice.randrange(int(2e13))
        if number < LEARNERS:
            made.append((f"o{number}", person, Kind.MIX, "", None, f'{{"roles":["{dice.choice(roles)}"]}}', now))
        elif number % 2:
            state = f'{{"state":"{dice.choice(list(StepState))}"}}'
            made.append((f"o{number}", person, Kind.STEP, dice.choice(steps), None, state, at))
        else:
            made.append((f"o{number}", person, Kind.RATING, dice.choice(skills), dice.randint(0, 10), None, at))
    return made


def asking(command: str, person: int, clock: SystemClock) -> Invoked:
    speaker = Speaker("discord:1", f"discord:{person}")
    return Invoked(Occasion(f"{command}-{time.perf_counter_ns()}", clock.now(), speaker, "c"), tuple(command.split()))


async def listen(_: Said) -> Reply:
    return Reply()


class Watch:
    """Times of the same thing: by the clock, and by the processor, which does not count what others do meanwhile."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.busy: list[float] = []

    def __enter__(self) -> None:
        self._started, self._worked = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.times.append(milliseconds(self._started))
        self.busy.append((time.process_time() - self._worked) * 1000)

    def __str__(self) -> str:
        last = int(0.99 * (len(self.times) - 1))
        return (
            f"median {statistics.median(self.times):.1f} ms, 99 % within {sorted(self.times)[last]:.1f} ms "
            f"(processor {statistics.median(self.busy):.1f} and {sorted(self.busy)[last]:.1f} ms)"
        )


def milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
