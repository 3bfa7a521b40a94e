"""The life of a revision: nothing is lost, nothing is overwritten, nobody approves themselves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.curation.gate.gate import Gate
from bot.curation.gate.report import Consequence, GateReport, Objection, ObjectionKind, Seen
from bot.curation.revisions.archive import Asked
from bot.curation.revisions.revision import Kind, State
from bot.curation.revisions.standing import Act
from bot.curation.workshop.curators import Curators
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.passage import Outcome
from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.reply import Decision
from bot.storage import Database
from bot.understanding import Encoder
from tests.clocks import StillClock
from tests.curation.absent import OpenGate
from tests.curation.bench import GARDEN, OTHER, TWO_CUPS, Bench


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "signpost.sqlite3"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def gate() -> OpenGate:
    return OpenGate()


@pytest.fixture
async def bench(path: Path, clock: StillClock, gate: OpenGate) -> AsyncIterator[Bench]:
    database = await Database.open(path, clock)
    yield Bench(database, clock, gate)
    await database.close()


async def state_of(bench: Bench, id_: str) -> State:
    return (await bench.workshop.draft(GARDEN, id_)).state


async def test_nobody_approves_what_they_wrote_where_a_second_person_is_asked_for(bench: Bench) -> None:
    draft = await bench.draft()
    sent = await bench.curators.submit(bench.event(), draft.id, draft.version)
    with pytest.raises(SignpostError, match="somebody else has to approve"):
        await bench.curators.approve(bench.event(), draft.id, draft.version, sent.digest)
    assert await state_of(bench, draft.id) is State.IN_REVIEW


async def test_nobody_approves_what_they_had_a_hand_in(bench: Bench) -> None:
    draft = await bench.draft("mona")
    saved = await bench.curators.save(bench.event("max"), draft.id, 1, Wanted({"depends": "On the rice."}), "")
    sent = await bench.curators.submit(bench.event(), draft.id, saved.revision.version)
    with pytest.raises(SignpostError, match="somebody else"):
        await bench.curators.approve(bench.event("max"), draft.id, saved.revision.version, sent.digest)


async def test_where_no_second_person_is_asked_for_a_curator_publishes_alone(bench: Bench) -> None:
    await bench.database.communities.change(GARDEN, {"second_person": False})
    published = await bench.publish(await bench.draft(), approver="mona")
    assert published.outcome is Outcome.PUBLISHED
    assert "two cups" in await bench.answer("how do I cook rice?")


async def test_who_only_asks_changes_nothing(bench: Bench) -> None:
    draft = await bench.draft()
    for act in (
        bench.draft("gil"),
        bench.curators.submit(bench.event("gil"), draft.id, 1),
        bench.curators.approve(bench.event("gil"), draft.id, 1, ""),
        bench.curators.reject(bench.event("gil"), draft.id, "no"),
        bench.curators.withdraw(bench.event("gil"), draft.id),
        bench.curators.redact(bench.event("gil"), draft.id),
        bench.curators.roll_back(bench.event("gil"), Kind.ENTRY, "cook-rice", 0),
        bench.curators.retire(bench.event("gil"), Kind.ENTRY, "cook-rice", ""),
    ):
        with pytest.raises(SignpostError, match="people who look after"):
            await act
    assert await state_of(bench, draft.id) is State.DRAFT


async def test_another_community_reaches_nothing(bench: Bench) -> None:
    draft = await bench.draft()
    await bench.publish(draft)
    for act in (
        bench.curators.look(bench.event("eve", OTHER), draft.id),
        bench.curators.redact(bench.event("eve", OTHER), draft.id),
        bench.curators.withdraw(bench.event("eve", OTHER), draft.id),
    ):
        with pytest.raises(SignpostError, match="isn't there"):
            await act
    archive = bench.database.curation
    assert await archive.revision(OTHER, draft.id) is None
    assert await archive.in_state(OTHER, set(State)) == ()
    assert await archive.history(OTHER, Kind.ENTRY, "cook-rice") == ()
    assert await archive.saves(OTHER, draft.id) == ()
    assert await archive.deeds(OTHER) == ()
    assert await archive.asked(OTHER) == ()
    assert (await archive.overlay(OTHER)).changes == ()
    assert "two cups" not in await bench.answer("how do I cook rice?", OTHER)


async def test_the_approver_accepts_the_list_that_they_saw_and_no_other(bench: Bench, gate: OpenGate) -> None:
    draft = await bench.draft()
    sent = await bench.curators.submit(bench.event(), draft.id, draft.version)
    answered = Seen(Decision.ANSWER, "salt")
    gate.report = GateReport((), (Consequence(Asked("q", "is this new?"), Seen(Decision.HANDOVER), answered),), 1)
    again = await bench.curators.approve(bench.event("max"), draft.id, draft.version, sent.digest)
    assert again.outcome is Outcome.LOOK_AGAIN
    shown = str((await bench.invoke("kb", "review", person="max")).blocks)
    assert bench.editions.of(GARDEN).pack.entries["salt"].question in shown
    assert await state_of(bench, draft.id) is State.IN_REVIEW
    now = await bench.curators.approve(bench.event("max"), draft.id, draft.version, again.digest)
    assert now.outcome is Outcome.PUBLISHED
    assert now.revision.accepted == again.digest


async def test_what_the_gate_objects_to_is_neither_sent_nor_published(bench: Bench, gate: OpenGate) -> None:
    draft = await bench.draft()
    passed = await bench.curators.submit(bench.event(), draft.id, draft.version)
    gate.report = GateReport((Objection(ObjectionKind.TONE, "It shuts people out.", "Say it kindly."),))
    refused = await bench.curators.approve(bench.event("max"), draft.id, draft.version, passed.digest)
    assert refused.outcome is Outcome.OBJECTED
    second = await bench.draft()
    assert (await bench.curators.submit(bench.event(), second.id, 1)).outcome is Outcome.OBJECTED
    assert await state_of(bench, second.id) is State.DRAFT
    assert "two cups" not in await bench.answer("how do I cook rice?")


async def test_what_was_sent_back_is_a_draft_again_and_approved_by_no_button_of_before(bench: Bench) -> None:
    draft = await bench.draft()
    sent = await bench.curators.submit(bench.event(), draft.id, draft.version)
    back = await bench.curators.reject(bench.event("max"), draft.id, "which rice?")
    assert (back.state, back.verdict) == (State.DRAFT, "which rice?")
    assert await bench.curators.open_draft(bench.event(), Kind.ENTRY, "cook-rice") == back
    for late in (
        bench.curators.approve(bench.event("max"), draft.id, draft.version, sent.digest),
        bench.curators.reject(bench.event("max"), draft.id, "no"),
    ):
        with pytest.raises(SignpostError, match="doesn't wait"):
            await late
    again = await bench.publish(back)
    assert again.revision.verdict == ""


async def test_a_draft_that_is_half_an_entry_is_kept_and_says_what_it_lacks(bench: Bench) -> None:
    acting = await bench.workshop.acting(bench.event(), Act.WRITE)
    draft = await bench.curators.begin_new(acting, Wanted({"question": "How long do eggs keep?"}), "")
    sent = await bench.curators.submit(bench.event(), draft.id, draft.version)
    assert sent.outcome is Outcome.UNFINISHED
    assert {"answer", "phrasings", "sources", "next_steps"} <= {lack.field for lack in sent.lacking}


async def test_what_a_draft_leans_on_that_is_not_there_is_shown_to_the_gate(bench: Bench) -> None:
    """Live it would be left out, which the gate must not take for no change."""
    bench.workshop = replace(bench.workshop, gate=Gate(Encoder()))
    curators = Curators(bench.workshop)
    for wanted in ({"answer": "Take {fact:nowhere}."}, {"topics": ["nothing"]}, {"sources": ["nowhere"]}):
        draft = await curators.begin(bench.event(), "cook-rice", 0, Wanted(wanted), reason="")
        sent = await curators.submit(bench.event(), draft.id, draft.version)
        assert sent.outcome is Outcome.OBJECTED
        assert sent.report is not None
        assert ObjectionKind.REFERENCE in {objection.kind for objection in sent.report.objections}


async def test_a_source_that_only_this_community_has_stays_with_what_cites_it(bench: Bench) -> None:
    eggs = {"id": "eggs-at-home", "title": "Eggs at home", "author": "A farmer"}
    cites = Wanted({"answer": TWO_CUPS, "sources": ["eggs-at-home"]}, (eggs,))
    await bench.publish(await bench.curators.begin(bench.event(), "cook-rice", 0, cites, reason=""))
    await bench.publish(await bench.draft(answer="Three cups of water.", number=1))
    salted = Wanted({"sources": ["eggs-at-home"]})
    await bench.publish(await bench.curators.begin(bench.event(), "salt", 0, salted, reason=""))
    await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 0)
    pack = bench.workshop.pack(GARDEN)
    assert pack.entries["salt"].sources == ("eggs-at-home",)
    assert pack.sources["eggs-at-home"].author == "A farmer"
    assert not bench.editions.misfits(GARDEN)
    assert "Three cups" in str((await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 2)).revision)
    assert "Three cups" in await bench.answer("how do I cook rice?")


async def test_a_draft_without_a_difference_is_not_sent(bench: Bench) -> None:
    same = await bench.curators.begin(bench.event(), "cook-rice", 0, Wanted({}), reason="")
    with pytest.raises(SignpostError, match="nothing to send"):
        await bench.curators.submit(bench.event(), same.id, same.version)


async def test_two_who_change_different_fields_of_a_draft_lose_nothing(bench: Bench) -> None:
    draft = await bench.draft()
    first = await bench.curators.save(bench.event("max"), draft.id, 1, Wanted({"depends": "On the rice."}), "")
    later = await bench.curators.save(bench.event("mona"), draft.id, 1, Wanted({"next_steps": ["Taste it."]}), "")
    assert (first.revision.version, later.revision.version) == (2, 3)
    assert later.others == ("depends",)
    fields = later.revision.written.fields if later.revision.written else {}
    assert fields["depends"] == "On the rice."
    assert fields["next_steps"] == ["Taste it."]
    assert fields["answer"] == TWO_CUPS


async def test_two_who_change_the_same_field_of_a_draft_keep_both_texts(bench: Bench) -> None:
    draft = await bench.draft()
    await bench.curators.save(bench.event("max"), draft.id, 1, Wanted({"answer": "Use a rice cooker."}), "")
    later = await bench.curators.save(bench.event("mona"), draft.id, 1, Wanted({"answer": "Boil it."}), "")
    assert [clash.field for clash in later.clashes] == ["answer"]
    theirs, mine = await bench.workshop.draft(GARDEN, draft.id), later.revision
    assert mine.id != theirs.id
    assert theirs.written is not None
    assert theirs.written.fields["answer"] == "Use a rice cooker."
    assert mine.written is not None
    assert mine.written.fields["answer"] == "Boil it."


async def test_the_later_of_two_publications_is_merged_and_looked_at_again(bench: Bench) -> None:
    slow = await bench.curators.begin(bench.event(), "cook-rice", 0, Wanted({"depends": "On the rice."}), reason="")
    sent = await bench.curators.submit(bench.event(), slow.id, slow.version)
    await bench.publish(await bench.draft("mila"))
    again = await bench.curators.approve(bench.event("max"), slow.id, slow.version, sent.digest)
    assert again.outcome is Outcome.LOOK_AGAIN
    assert again.revision.base_number == 1
    now = await bench.curators.approve(bench.event("max"), slow.id, again.revision.version, again.digest)
    assert now.outcome is Outcome.PUBLISHED
    entry = bench.editions.of(GARDEN).pack.entries["cook-rice"]
    assert (entry.answer, entry.depends) == (TWO_CUPS, "On the rice.")


@pytest.mark.parametrize(("keeps_live", "answer"), [(True, TWO_CUPS), (False, "Use a rice cooker.")])
async def test_what_both_publications_change_is_somebodys_choice(
    bench: Bench, answer: str, *, keeps_live: bool
) -> None:
    slow = await bench.draft(answer="Use a rice cooker.")
    sent = await bench.curators.submit(bench.event(), slow.id, slow.version)
    await bench.publish(await bench.draft("mila"))
    clashed = await bench.curators.approve(bench.event("max"), slow.id, slow.version, sent.digest)
    assert clashed.outcome is Outcome.CLASHED
    assert [conflict.field for conflict in clashed.conflicts] == ["answer"]
    await bench.curators.settle_clash(bench.event(), slow.id, slow.version, keeps_live=keeps_live)
    settled = await bench.workshop.draft(GARDEN, slow.id)
    assert settled.base_number == 1
    assert settled.written is not None
    assert settled.written.fields["answer"] == answer


async def test_an_event_that_is_worked_on_again_changes_nothing(bench: Bench) -> None:
    event = bench.event(id_="once")
    wanted = Wanted({"answer": TWO_CUPS})
    first = await bench.curators.begin(event, "cook-rice", 0, wanted, reason="more water")
    assert await bench.curators.begin(event, "cook-rice", 0, wanted, reason="more water") == first
    sent = await bench.curators.submit(bench.event(), first.id, 1)
    approval = bench.event("max", id_="approval")
    for _ in range(2):
        published = await bench.curators.approve(approval, first.id, 1, sent.digest)
        assert published.outcome is Outcome.PUBLISHED
    assert len(await bench.database.curation.history(GARDEN, Kind.ENTRY, "cook-rice")) == 1
    assert [deed.act for deed in await bench.database.curation.deeds(GARDEN)] == ["approved", "submitted", "wrote"]


async def test_what_was_live_before_comes_back_as_a_new_revision(bench: Bench) -> None:
    first = await bench.publish(await bench.draft())
    await bench.publish(await bench.draft("mila", "Boil it in plenty of water.", 1))
    back = await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 1)
    assert back.outcome is Outcome.PUBLISHED
    assert back.revision.number == 3
    assert "two cups" in await bench.answer("how do I cook rice?")
    await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 0)
    assert "one and a half cups" in await bench.answer("how do I cook rice?")
    assert first.revision.content is not None


async def test_two_revisions_are_compared_from_the_older_to_the_newer_with_the_way_back_to_the_older(
    bench: Bench,
) -> None:
    await bench.publish(await bench.draft())
    await bench.publish(await bench.draft(answer=f"{TWO_CUPS} Rest it.", number=1))
    page = await bench.invoke("kb", "history", entry="cook-rice", compare="2 1")
    assert "+ Rest it." in str(page.blocks)
    ((button,),) = [group.options for group in page.choices]
    assert button.label == "Go back to revision 1"
    await bench.pick(button.action)
    assert bench.editions.of(GARDEN).pack.entries["cook-rice"].answer == TWO_CUPS


async def test_where_there_is_no_revision_to_compare_the_history_says_so(bench: Bench) -> None:
    page = await bench.invoke("kb", "history", entry="cook-rice", compare="1 3")
    assert "Nobody here has changed this" in str(page.blocks)
    await bench.publish(await bench.draft())
    page = await bench.invoke("kb", "history", entry="cook-rice", compare="1 3")
    assert "such as 0 1" in str(page.blocks)


async def test_a_revision_whose_words_were_redacted_is_compared_with_nothing(bench: Bench) -> None:
    first = await bench.draft()
    await bench.publish(first)
    second = await bench.draft(answer=f"{TWO_CUPS} Rest it.", number=1)
    await bench.publish(second)
    await bench.curators.redact(bench.event(), first.id)
    for page in (
        await bench.invoke("kb", "history", entry="cook-rice", compare="1 2"),
        await bench.pick(Action("kb-revision", (second.id,))),
    ):
        assert "The words of revision 1 were redacted" in str(page.blocks)
        assert "two cups" not in str(page.blocks)
    assert "The words of this revision were redacted" in str(
        (await bench.invoke("kb", "history", entry="cook-rice", compare="0 1")).blocks
    )


async def test_the_live_revision_is_no_way_back(bench: Bench) -> None:
    await bench.publish(await bench.draft())
    page = await bench.invoke("kb", "history", entry="cook-rice", compare="1 1")
    assert not page.choices


async def test_a_roll_back_goes_through_the_gate_too(bench: Bench, gate: OpenGate) -> None:
    await bench.publish(await bench.draft())
    gate.report = GateReport((Objection(ObjectionKind.GOLDEN, "It breaks one.", "Mend it."),))
    assert (await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 0)).outcome is Outcome.OBJECTED
    assert "two cups" in await bench.answer("how do I cook rice?")


async def test_withdrawing_what_was_published_puts_back_what_stood_before(bench: Bench) -> None:
    draft = await bench.draft()
    await bench.publish(draft)
    taken = await bench.curators.withdraw(bench.event(), draft.id)
    assert taken.outcome is Outcome.PUBLISHED
    assert "one and a half cups" in await bench.answer("how do I cook rice?")


async def test_a_draft_is_taken_back_by_its_author_and_by_curators_only(bench: Bench) -> None:
    draft = await bench.draft()
    assert (await bench.curators.withdraw(bench.event(), draft.id)).outcome is Outcome.TAKEN_BACK
    with pytest.raises(SignpostError, match="settled"):
        await bench.curators.withdraw(bench.event(), draft.id)


async def test_the_words_of_a_revision_are_redacted_once_it_is_not_live(bench: Bench) -> None:
    draft = await bench.draft()
    await bench.publish(draft)
    with pytest.raises(SignpostError, match="live or still a draft"):
        await bench.curators.redact(bench.event(), draft.id)
    await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 0)
    redacted = await bench.curators.redact(bench.event(), draft.id)
    assert redacted.content is None
    assert redacted.reason == ""
    assert all(save.content is None for save in await bench.database.curation.saves(GARDEN, draft.id))
    assert {deed.detail for deed in await bench.database.curation.deeds(GARDEN) if deed.revision == draft.id} == {""}
    with pytest.raises(SignpostError, match="nothing to go back to"):
        await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 1)


async def test_a_retired_entry_answers_nobody_until_it_comes_back(bench: Bench) -> None:
    sent = await bench.curators.retire(bench.event(), Kind.ENTRY, "cook-rice", "we only bake")
    await bench.curators.approve(bench.event("max"), sent.revision.id, sent.revision.version, sent.digest)
    assert "cook-rice" not in bench.editions.of(GARDEN).pack.entries
    assert "cups of water" not in await bench.answer("how do I cook rice?")
    await bench.curators.roll_back(bench.event(), Kind.ENTRY, "cook-rice", 0)
    assert "one and a half cups" in await bench.answer("how do I cook rice?")


async def test_a_community_is_looked_after_where_somebody_wrote_though_nobody_asked(bench: Bench) -> None:
    assert await bench.database.review.communities() == ()
    await bench.draft()
    assert await bench.database.review.communities() == (GARDEN,)
