"""Tips go the way of answers: proposed by anybody, approved by another, each community's own, taken back in a click."""

from collections.abc import AsyncIterator
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.curation.inbox.items import ItemKind
from bot.curation.inbox.tray import PackConflicts
from bot.curation.revisions.overlay import Change, Overlay, applied
from bot.curation.revisions.revision import AsShipped, Kind, Revision, TipText, text_of
from bot.curation.revisions.standing import Act
from bot.curation.workshop.curators import PROPOSED_AT_ONCE
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.passage import Outcome, Passage
from bot.daily.bell import Bell
from bot.daily.choosing import Chooser
from bot.daily.office import Office
from bot.daily.single_tips import SingleTips
from bot.daily.targets import Target, TargetKind, channel_target_id, person_target_id
from bot.errors import SignpostError
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Invoked
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.bench import GARDEN, OTHER, Bench
from tests.daily.year import NoBearings
from tests.scenarios.house import cooking

PACK = cooking()[0]
TOAST = "Toast a spoon of cumin in a dry pan until you smell it. Then compare it with the raw one."
PROPOSED = Wanted({"text": TOAST, "sources": ["house-notes"], "topic": "flavour", "minutes": 5})


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield Bench(database, clock)
    await database.close()


async def sent(bench: Bench, draft: Revision, person: str) -> Passage:
    passage = await bench.curators.submit(bench.event(person), draft.id, draft.version)
    assert passage.outcome is Outcome.WAITS, passage
    return passage


async def published(bench: Bench, draft: Revision, person: str = "gil") -> Revision:
    passage = await sent(bench, draft, person)
    revision = passage.revision
    done = await bench.curators.approve(bench.event("max"), revision.id, revision.version, passage.digest)
    assert done.outcome is Outcome.PUBLISHED
    return done.revision


async def changed(bench: Bench, id_: str, fields: dict[str, object], number: int = 0) -> Revision:
    return await bench.curators.begin(bench.event(), id_, number, Wanted(fields), reason="better", kind=Kind.TIP)


async def test_who_only_asks_proposes_a_tip_and_another_makes_it_live(bench: Bench) -> None:
    live = await published(bench, await bench.curators.propose_tip(bench.event("gil"), PROPOSED))
    assert bench.workshop.pack(GARDEN).tips[live.subject].text == TOAST
    assert live.subject not in bench.workshop.pack(OTHER).tips
    deeds = await bench.database.curation.deeds(GARDEN)
    assert [(deed.act, deed.standing) for deed in reversed(deeds)] == [
        ("wrote", "learner"), ("submitted", "learner"), ("approved", "curator"),
    ]  # fmt: skip


async def test_what_a_proposal_leaves_out_is_taken_from_the_answer_nearest_to_it(bench: Bench) -> None:
    text = "Cook rice with a little less water tomorrow, and taste both."
    near = Wanted({"text": text, "sources": ["rice-guide"], "topic": "a topic that nobody knows"})
    live = await published(bench, await bench.curators.propose_tip(bench.event("gil"), near))
    tip = bench.workshop.pack(GARDEN).tips[live.subject]
    assert (tip.topic, tip.kind, tip.level) == (PACK.entries["cook-rice"].topics[0], "try", 1)


async def test_who_only_asks_sees_and_changes_nothing_but_their_own_proposal(bench: Bench) -> None:
    own = await bench.curators.propose_tip(bench.event("gil"), PROPOSED)
    saved = await bench.curators.save(bench.event("gil"), own.id, 1, Wanted({"minutes": 3}), "")
    assert saved.revision.written is not None
    assert saved.revision.written.fields["minutes"] == 3
    await bench.curators.withdraw(bench.event("gil"), own.id)
    theirs = await bench.curators.propose_tip(bench.event("gilda"), PROPOSED)
    answer = await bench.draft()
    for id_ in (theirs.id, answer.id):
        for act in (
            bench.curators.look(bench.event("gil"), id_),
            bench.curators.save(bench.event("gil"), id_, 1, Wanted({"text": "Mine."}), ""),
            bench.curators.submit(bench.event("gil"), id_, 1),
            bench.curators.withdraw(bench.event("gil"), id_),
        ):
            with pytest.raises(SignpostError, match="people who look after"):
                await act
    for decision in (
        bench.curators.approve(bench.event("gilda"), theirs.id, 1, ""),
        bench.curators.reject(bench.event("gilda"), theirs.id, "no"),
        bench.curators.redact(bench.event("gilda"), theirs.id),
        bench.curators.retire(bench.event("gil"), Kind.TIP, "weigh-flour", ""),
    ):
        with pytest.raises(SignpostError, match="people who look after"):
            await decision


async def test_who_only_asks_has_a_few_tips_waiting_at_a_time(bench: Bench) -> None:
    for _ in range(PROPOSED_AT_ONCE):
        last = await bench.curators.propose_tip(bench.event("gil"), PROPOSED)
    with pytest.raises(SignpostError, match="room for another"):
        await bench.curators.propose_tip(bench.event("gil"), PROPOSED)
    await bench.curators.withdraw(bench.event("gil"), last.id)
    await bench.curators.propose_tip(bench.event("gil"), PROPOSED)
    for _ in range(PROPOSED_AT_ONCE + 1):
        await bench.curators.propose_tip(bench.event("mona"), PROPOSED)


async def test_a_shipped_tip_is_changed_rolled_back_and_its_words_are_redacted(bench: Bench) -> None:
    await published(bench, await changed(bench, "weigh-flour", {"minutes": 7}), "mona")
    second = await published(bench, await changed(bench, "weigh-flour", {"minutes": 9}, 1), "mona")
    assert (second.number, bench.workshop.pack(GARDEN).tips["weigh-flour"].minutes) == (2, 9)
    await bench.curators.roll_back(bench.event(), Kind.TIP, "weigh-flour", 0)
    assert bench.workshop.pack(GARDEN).tips["weigh-flour"] == PACK.tips["weigh-flour"]
    redacted = await bench.curators.redact(bench.event(), second.id)
    assert redacted.content is None
    history = await bench.database.curation.history(GARDEN, Kind.TIP, "weigh-flour")
    assert [(one.number, one.content) for one in history[1:]] == [(2, None), (3, AsShipped())]


async def test_two_who_change_one_tip_are_both_heard(bench: Bench) -> None:
    mine, theirs = (
        await changed(bench, "feed-on-sight", {"minutes": 7}),
        await changed(bench, "feed-on-sight", {"roles": ["home_cook"], "kind": "know"}),
    )
    await published(bench, theirs, "mona")
    late = await bench.curators.submit(bench.event(), mine.id, mine.version)
    assert late.outcome is Outcome.LOOK_AGAIN
    await published(bench, late.revision, "mona")
    tip = bench.workshop.pack(GARDEN).tips["feed-on-sight"]
    assert (tip.minutes, tip.roles, tip.kind) == (7, ("home_cook",), "know")


async def test_half_a_tip_is_named_by_what_it_lacks(bench: Bench) -> None:
    draft = await bench.curators.propose_tip(bench.event("gil"), Wanted({"text": "Too short."}))
    passage = await bench.curators.submit(bench.event("gil"), draft.id, 1)
    assert passage.outcome is Outcome.UNFINISHED
    assert {lack.field for lack in passage.lacking} == {"text", "sources"}


def test_an_update_and_a_community_that_changed_one_tip_never_come_to_a_silent_choice() -> None:
    shipped = PACK.tips["weigh-flour"]
    ours, before = shipped.model_copy(update={"minutes": 7}), shipped.model_copy(update={"minutes": 9})
    overlay = Overlay(GARDEN, 1, (Change("r", Kind.TIP, shipped.id, 1, text_of(ours), before),))
    result = applied(overlay, PACK)
    assert result.pack.tips[shipped.id].minutes == 7
    assert [conflict.field for conflict in result.misfits[0].conflicts] == ["minutes"]


async def test_a_tip_whose_ground_an_update_took_away_waits_in_the_inbox(bench: Bench) -> None:
    text = TipText({**text_of(PACK.tips["weigh-flour"]).fields, "sources": ["a-book-that-is-gone"]})
    draft = await bench.curators.begin_with(
        await bench.workshop.acting(bench.event(), Act.WRITE), Kind.TIP, "weigh-flour", text, number=0, reason=""
    )
    await published(bench, draft, "mona")
    assert bench.workshop.pack(GARDEN).tips["weigh-flour"] == PACK.tips["weigh-flour"]
    (item,) = await PackConflicts(bench.editions).conflicts(GARDEN)
    assert (item.kind, item.tip, item.entry) == (ItemKind.CONFLICT, "weigh-flour", None)


async def test_a_planned_tip_that_is_retired_gives_its_day_away_and_the_other_days_stand(bench: Bench) -> None:
    await bench.database.communities.change(GARDEN, {"second_person": False})
    office = _office(bench)
    channel = Target(channel_target_id("c1"), TargetKind.CHANNEL, GARDEN, "c1", None, time(9), "UTC")
    appointment = await office.change(channel.id, lambda _: channel)
    assert appointment is not None
    before = {due.day: row.tip for due, row in await office.ahead(appointment)}
    day, gone = sorted(before.items())[2]
    assert gone is not None
    retiring = await bench.curators.retire(bench.event(), Kind.TIP, gone, "we do not bake")
    revision = retiring.revision
    await bench.curators.approve(bench.event(), revision.id, revision.version, retiring.digest)
    after = {due.day: row.tip for due, row in await office.ahead(appointment)}
    assert after.pop(day) not in {None, *before.values()}
    before.pop(day)
    assert after == before


async def test_a_change_of_the_deck_leaves_what_is_planned_as_it_is(bench: Bench) -> None:
    office = _office(bench)
    channel = Target(channel_target_id("c1"), TargetKind.CHANNEL, GARDEN, "c1", None, time(9), "UTC")
    appointment = await office.change(channel.id, lambda _: channel)
    assert appointment is not None
    before = [row.tip for _, row in await office.ahead(appointment)]
    await published(bench, await bench.curators.propose_tip(bench.event("gil"), PROPOSED))
    assert [row.tip for _, row in await office.ahead(appointment)] == before


async def test_a_tip_asked_for_is_of_the_community_in_which_it_is_asked_for(bench: Bench) -> None:
    office, today = _office(bench), bench.clock.now()
    await published(bench, await bench.curators.propose_tip(bench.event("gil"), dated(today)))
    mine = Target(person_target_id("discord:gil"), TargetKind.PERSON, GARDEN, "", "discord:gil", time(9), "UTC")
    await office.change(mine.id, lambda _: mine)
    desk = FrontDesk(bench.mentor.listen, [SingleTips(office, bench.database.memory)])
    here, there = [await desk.handle(Invoked(bench.occasion("gil", one), ("tip",))) for one in (GARDEN, OTHER)]
    assert TOAST in str(here.blocks)
    assert TOAST not in str(there.blocks)
    assert there.choices


def dated(day: datetime) -> Wanted:
    """The proposal as a tip of one date, which comes before all others on it."""
    return Wanted({**PROPOSED.fields, "only_on": f"{day:%m-%d}"})


def _office(bench: Bench) -> Office:
    chooser = Chooser(bench.editions, bench.database.reactions, NoBearings())
    database = bench.database
    return Office(bench.editions, database.register, database.reactions, chooser, database.journal, bench.clock, Bell())


STEPS = st.lists(
    st.tuples(st.sampled_from([GARDEN, OTHER]), st.sampled_from(["propose", "edit", "retire", "back"])), max_size=7
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
async def test_no_tip_of_one_community_ever_reaches_another(steps: list[tuple[str, str]]) -> None:
    """Whatever both do, each has what it would have had alone."""
    both, alone = await _lived(steps), {}
    for community in (GARDEN, OTHER):
        alone[community] = (await _lived([step for step in steps if step[0] == community]))[community]
    assert both == alone


async def _lived(steps: list[tuple[str, str]]) -> dict[str, dict[str, object]]:
    with TemporaryDirectory() as folder:
        clock = StillClock()
        database = await Database.open(Path(folder) / "signpost.sqlite3", clock)
        bench = Bench(database, clock)
        for community in (GARDEN, OTHER):
            await database.communities.change(community, {"second_person": False})
        for number, (community, step) in enumerate(steps):
            ours = sum(1 for one, _ in steps[:number] if one == community)
            await _act(bench, community, step, f"{community} {ours}")
        decks = {one: dict[str, object](bench.workshop.pack(one).tips) for one in (GARDEN, OTHER)}
        await database.close()
    return decks


async def _act(bench: Bench, community: str, step: str, words: str) -> None:
    event, curators = bench.event("mona", community), bench.curators
    if step == "back":
        await curators.roll_back(event, Kind.TIP, "weigh-flour", 0)
        return
    if step == "propose":
        draft = await curators.propose_tip(event, Wanted({**PROPOSED.fields, "text": f"{words}: {TOAST}"}))
    elif step == "edit":
        number = await bench.workshop.newest(community, Kind.TIP, "weigh-flour")
        wanted = Wanted({"text": f"{words}: weigh a cup of flour."})
        draft = await curators.begin(event, "weigh-flour", number, wanted, reason=words, kind=Kind.TIP)
    else:
        draft = (await curators.retire(event, Kind.TIP, "one-acid", words)).revision
    passage = await curators.submit(bench.event("mona", community), draft.id, draft.version)
    revision = passage.revision
    await curators.approve(bench.event("mona", community), revision.id, revision.version, passage.digest)
