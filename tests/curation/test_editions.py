"""Every community's own edition: live everywhere at once, over updates of the pack, and never in another's answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from bot.curation.revisions.editions import LiveEditions
from bot.curation.revisions.overlay import A_MEMBER, Change, Overlay, applied
from bot.curation.revisions.revision import (
    AsShipped,
    EntryText,
    Kind,
    NotOurs,
    Retired,
    content_of,
    document_of,
    text_of,
)
from bot.curation.revisions.standing import Act
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.passage import Outcome
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.mentor.actions import Action
from bot.storage import Database
from bot.tasks import Tasks
from tests.clocks import StillClock
from tests.curation.bench import GARDEN, OTHER, Bench
from tests.scenarios.house import cooking

PACK = cooking()[0]
RICE = PACK.entries["cook-rice"]


async def soon(holds: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something holds; how long that takes is for the benchmarks to say."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - another process tells of no change
            await asyncio.sleep(0.01)


@pytest.fixture
async def benches(tmp_path: Path) -> AsyncIterator[tuple[Bench, Bench]]:
    """Two processes over one file: each with a database, editions and readers of its own."""
    clock = StillClock()
    databases = [await Database.open(tmp_path / "signpost.sqlite3", clock) for _ in range(2)]
    yield Bench(databases[0], clock), Bench(databases[1], clock)
    for database in databases:
        await database.close()


async def test_a_publication_is_answered_from_in_every_process_without_a_restart(
    benches: tuple[Bench, Bench],
) -> None:
    here, there = benches
    tasks = Tasks()
    tasks.keep("editions", there.editions.run)
    draft = await here.draft()
    sent = await here.curators.submit(here.event(), draft.id, draft.version)

    async def is_new(bench: Bench) -> bool:
        return "two cups" in await bench.answer("how do I cook rice?")

    published = await here.curators.approve(here.event("max"), draft.id, draft.version, sent.digest)
    assert published.outcome is Outcome.PUBLISHED
    assert await is_new(here)
    await soon(lambda: is_new(there))
    await tasks.close()
    assert "two cups" not in await there.answer("how do I cook rice?", OTHER)


async def test_whoever_asks_while_an_edition_learns_is_answered_by_the_one_before(
    benches: tuple[Bench, Bench],
) -> None:
    here, _ = benches
    before = here.editions.of(GARDEN)
    draft = await here.draft()
    publishing = asyncio.ensure_future(here.publish(draft))
    answers = []
    while not publishing.done():
        answers.append(await here.answer("how do I cook rice?"))
    await publishing
    assert all("cups of water" in answer for answer in answers)
    assert before.pack.entries["cook-rice"] == RICE


async def test_what_one_process_decided_another_does_not_decide_again(benches: tuple[Bench, Bench]) -> None:
    here, there = benches
    draft = await here.draft()
    sent = await here.curators.submit(here.event(), draft.id, draft.version)
    approvals = [
        bench.curators.approve(bench.event(person), draft.id, draft.version, sent.digest)
        for bench, person in ((here, "max"), (there, "mila"))
    ]
    outcomes = {type(o).__name__ if isinstance(o, BaseException) else o.outcome.value
                for o in await asyncio.gather(*approvals, return_exceptions=True)}  # fmt: skip
    assert Outcome.PUBLISHED.value in outcomes
    assert len(await here.database.curation.history(GARDEN, Kind.ENTRY, "cook-rice")) == 1


async def test_one_overlay_that_cannot_be_used_keeps_no_other_community_waiting(
    benches: tuple[Bench, Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = benches
    await here.publish(await here.draft())
    archive = there.database.curation
    whole = archive.overlay

    async def broken(community: str) -> Overlay:
        if community == OTHER:
            raise ValueError("this one is spoilt")
        return await whole(community)

    monkeypatch.setattr(archive, "overlay", broken)
    monkeypatch.setattr(archive, "versions", lambda: _versions({OTHER: 1, GARDEN: 1}))
    await there.editions.refresh()
    assert "two cups" in await there.answer("how do I cook rice?")


async def _versions(versions: dict[str, int]) -> dict[str, int]:
    return versions


def changed(**fields: object) -> Entry:
    return Entry.model_validate({**RICE.model_dump(mode="json"), **fields})


def overlay(*changes: Change, names: dict[str, str] | None = None) -> Overlay:
    return Overlay(GARDEN, 1, changes, names or {})


def updated(**fields: object) -> Pack:
    return PACK.model_copy(update={"entries": {**PACK.entries, "cook-rice": changed(**fields)}})


def ours(entry: Entry, base: Entry | None = RICE) -> Change:
    return Change("r1", Kind.ENTRY, entry.id, 1, text_of(entry), base)


def test_an_update_of_the_pack_and_a_communitys_change_are_both_kept() -> None:
    mine = ours(changed(answer="Take two cups."))
    result = applied(overlay(mine), updated(checked="2026-11-20"))
    assert not result.misfits
    entry = result.pack.entries["cook-rice"]
    assert (entry.answer, entry.checked) == ("Take two cups.", date(2026, 11, 20))


def test_where_both_changed_a_field_the_community_stands_and_somebody_is_asked() -> None:
    mine = ours(changed(answer="Take two cups."))
    result = applied(overlay(mine), updated(answer="Take three cups."))
    assert result.pack.entries["cook-rice"].answer == "Take two cups."
    (misfit,) = result.misfits
    assert [conflict.field for conflict in misfit.conflicts] == ["answer"]


def test_an_entry_whose_source_an_update_took_away_goes_back_to_what_is_shipped_and_is_named() -> None:
    mine = ours(changed(answer="Take two cups.", sources=["a-lost-book"]))
    result = applied(overlay(mine), PACK)
    assert result.pack.entries["cook-rice"] == RICE
    assert [misfit.change for misfit in result.misfits] == [mine]


def test_a_new_entry_that_leans_on_nothing_is_left_out() -> None:
    entry = RICE.model_copy(update={"id": "our-rice", "topics": ("lost_topic",)})
    result = applied(overlay(ours(entry, None)), PACK)
    assert "our-rice" not in result.pack.entries
    assert len(result.misfits) == 1


def test_a_retired_entry_is_gone_and_one_as_shipped_is_back() -> None:
    retired = Change("r1", Kind.ENTRY, "cook-rice", 1, Retired())
    assert "cook-rice" not in applied(overlay(retired), PACK).pack.entries
    back = Change("r2", Kind.ENTRY, "cook-rice", 2, AsShipped())
    assert applied(overlay(back), PACK).pack.entries["cook-rice"] == RICE


def test_a_member_is_credited_while_they_lend_their_name() -> None:
    source = {"id": "member-abc", "title": "A message in this community", "author": "Ada"}
    fields = {**text_of(RICE).fields, "sources": ["member-abc"]}
    change = Change("r1", Kind.ENTRY, "cook-rice", 1, EntryText(fields, (source,), "abc"), RICE)
    lent = applied(overlay(change, names={"abc": "Ada"}), PACK).pack
    assert lent.sources["member-abc"].author == "Ada"
    taken_back = applied(overlay(change), PACK).pack
    assert taken_back.sources["member-abc"].author == A_MEMBER
    assert lent.hash != taken_back.hash


@pytest.mark.parametrize(
    "content", [None, Retired(), AsShipped(), NotOurs("off_topic", ("a", "b")), EntryText({"id": "x"}, kept="abc")]
)
def test_content_comes_back_from_its_document_as_it_was(content: object) -> None:
    assert content_of(document_of(content)) == content  # type: ignore[arg-type]


async def test_messages_that_are_not_ours_are_declined_and_taken_back(benches: tuple[Bench, Bench]) -> None:
    here, _ = benches
    kind = PACK.out_of_scope[0].kind
    examples = ("who wins the football on sunday", "football scores please", "is there football on tonight")
    acting = await here.workshop.acting(here.event(), Act.WRITE)
    draft = await here.curators.begin_with(
        acting, Kind.NOT_OURS, "", NotOurs(kind, examples), number=0, reason="not about food"
    )
    await here.publish(draft)
    taught = next(k for k in here.editions.of(GARDEN).pack.out_of_scope if k.kind == kind)
    assert set(examples) <= set(taught.examples)
    understood = here.editions.of(GARDEN).reader.read("any football on this sunday?")
    assert understood.out_of_scope_kind == kind
    await here.curators.withdraw(here.event(), draft.id)
    assert here.editions.of(GARDEN).pack.out_of_scope == PACK.out_of_scope


async def test_a_preview_changes_nothing_that_is_live(benches: tuple[Bench, Bench]) -> None:
    here, _ = benches
    new = await here.editions.preview(GARDEN, Kind.ENTRY, "cook-rice", text_of(changed(answer="Take two cups.")))
    assert new.pack.entries["cook-rice"].answer == "Take two cups."
    assert here.editions.of(GARDEN).pack.entries["cook-rice"] == RICE
    with pytest.raises(ValueError, match="validation error"):
        await here.editions.preview(GARDEN, Kind.ENTRY, "cook-rice", EntryText({"id": "cook-rice"}))


async def test_another_answer_to_the_same_question_changes_no_other_answer(benches: tuple[Bench, Bench]) -> None:
    here, _ = benches
    before = here.editions.knowledge(GARDEN).reader
    await here.publish(await here.draft())
    assert here.editions.knowledge(GARDEN).reader is before
    asked_otherwise = Wanted({"phrasings": [*RICE.phrasings, "why is my risotto a brick"]})
    draft = await here.curators.begin(here.event(), "cook-rice", 1, asked_otherwise, reason="risotto")
    await here.publish(draft)
    assert here.editions.knowledge(GARDEN).reader is not before
    assert "two cups" in await here.answer("why is my risotto a brick")


async def test_a_draft_begun_on_an_older_text_keeps_what_was_published_meanwhile(
    benches: tuple[Bench, Bench],
) -> None:
    here, _ = benches
    await here.publish(await here.draft())
    late = await here.curators.begin(here.event("mila"), "cook-rice", 0, Wanted({"depends": "The rice."}), reason="")
    again = await here.curators.submit(here.event("mila"), late.id, late.version)
    assert again.outcome is Outcome.LOOK_AGAIN
    assert again.revision.written is not None
    assert "two cups" in again.revision.written.fields["answer"]


@pytest.mark.parametrize(("button", "answer"), [("Keep ours", "Take two cups."), ("Take the update", "Take three.")])
async def test_what_an_update_clashes_with_is_settled_by_one_click(tmp_path: Path, button: str, answer: str) -> None:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    before = Bench(database, clock)
    await before.publish(await before.draft(answer="Take two cups."))
    after = Bench(database, clock, pack=updated(answer="Take three.", next_steps=["Taste it."]))
    await after.editions.refresh()
    assert after.editions.of(GARDEN).pack.entries["cook-rice"].answer == "Take two cups."
    shown = await after.pick(Action("kb-merge", ("cook-rice",)))
    assert "Take three" in str(shown.blocks)
    await after.pick(next(c.action for group in shown.choices for c in group.options if c.label == button))
    entry = after.editions.of(GARDEN).pack.entries["cook-rice"]
    assert (entry.answer, entry.next_steps) == (answer, ("Taste it.",))
    assert after.editions.misfits(GARDEN) == ()
    await database.close()


async def test_a_community_with_a_folder_of_its_own_never_sees_what_comes_with_the_house(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    pack, reader = cooking()
    own_pack = pack.model_copy(update={"entries": {"cook-rice": RICE}})
    own_reader = reader
    for slug in pack.entries:
        own_reader = own_reader if slug == "cook-rice" else own_reader.without_entry(slug)
    editions = LiveEditions(pack, reader, database.curation, lambda _: reader, {OTHER: (own_pack, own_reader)})
    assert set(editions.of(OTHER).pack.entries) == set(editions.below(OTHER).entries) == {"cook-rice"}
    assert set(editions.of(GARDEN).pack.entries) == set(pack.entries)
    found = editions.of(OTHER).reader.read("which knife should I buy first").candidates
    assert {candidate.entry_id for candidate in found} == {"cook-rice"}
    await database.close()
