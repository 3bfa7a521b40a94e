"""A member's message becomes an answer only when its author says so, under the name they choose."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.curation.revisions.overlay import A_MEMBER
from bot.curation.revisions.revision import Kind, State
from bot.curation.workshop.joining import Wanted
from bot.curation.workshop.passage import Outcome
from bot.mentor.actions import Action
from bot.mentor.reply import Audience, Reply
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.bench import GARDEN, Bench

WORDS = "Cold butter, cold water, and stop kneading the moment the dough holds together."
LINK = "https://discord.com/channels/1/2/3"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield Bench(database, clock)
    await database.close()


async def asked(bench: Bench, author: str = "discord:gil", person: str = "mona") -> Reply:
    return await bench.invoke("kb", "keep", person=person, text=WORDS, author=author, link=LINK)


def lend(reply: Reply, label: str) -> Action:
    return next(c.action for group in reply.choices for c in group.options if c.label == label)


async def drafts(bench: Bench) -> int:
    return len(await bench.database.curation.in_state(GARDEN, {State.DRAFT}))


async def test_the_author_is_asked_where_they_see_it_and_nothing_is_made_before(bench: Bench) -> None:
    reply = await asked(bench)
    assert reply.audience is Audience.ROOM
    assert "person:discord:gil" in str(reply.blocks)
    assert await drafts(bench) == 0


async def test_what_its_author_lends_is_a_draft_with_them_as_its_source(bench: Bench) -> None:
    reply = await asked(bench)
    opened = await bench.pick(lend(reply, "Yes, keep it"), "gil")
    assert opened.form is not None
    thanked = await bench.fill(opened.form.action, {"name": "Gil G."}, "gil")
    assert "Gil G" in str(thanked.blocks)
    (draft,) = await bench.database.curation.in_state(GARDEN, {State.DRAFT})
    assert draft.person == "discord:mona"
    wanted = {
        "question": "How do I make a short crust?",
        "phrasings": ["how do I make pie dough"],
        "next_steps": ["Chill your butter."],
    }
    saved = await bench.curators.save(bench.event(), draft.id, 1, Wanted(wanted), "")
    assert (await bench.publish(saved.revision)).outcome is Outcome.PUBLISHED
    pack = bench.editions.of(GARDEN).pack
    (source,) = (pack.sources[id_] for id_ in pack.entries[draft.subject].sources)
    assert source.author == "Gil G."
    await bench.database.personal_data.forget("discord:gil")
    await bench.editions.refresh()
    assert bench.editions.of(GARDEN).pack.sources[source.id].author == A_MEMBER
    kept = await bench.database.curation.history(GARDEN, Kind.ENTRY, draft.subject)
    deeds = await bench.database.curation.deeds(GARDEN)
    assert "Gil G" not in str((kept, deeds, await bench.database.curation.saves(GARDEN, draft.id)))


async def test_a_draft_of_lent_words_is_previewed_with_the_name_that_stands_under_them(bench: Bench) -> None:
    opened = await bench.pick(lend(await asked(bench), "Yes, keep it"), "gil")
    assert opened.form is not None
    await bench.fill(opened.form.action, {"name": "Gil G."}, "gil")
    await bench.editions.refresh()
    (draft,) = await bench.database.curation.in_state(GARDEN, {State.DRAFT})
    wanted = {"question": "A short crust?", "phrasings": ["pie dough"], "next_steps": ["Chill your butter."]}
    await bench.curators.save(bench.event(), draft.id, 1, Wanted(wanted), "")
    assert "Gil G." in str((await bench.pick(Action("kb-preview", (draft.id,)))).blocks)


async def test_who_lends_words_without_a_name_is_a_member(bench: Bench) -> None:
    opened = await bench.pick(lend(await asked(bench), "Yes, keep it"), "gil")
    assert opened.form is not None
    thanked = await bench.fill(opened.form.action, {"name": "  "}, "gil")
    assert A_MEMBER in str(thanked.blocks)


async def test_nobody_lends_the_words_of_another(bench: Bench) -> None:
    reply = await asked(bench)
    refused = await bench.pick(lend(reply, "Yes, keep it"), "max")
    assert "Only the person who wrote it" in str(refused.blocks)
    assert await drafts(bench) == 0


async def test_of_words_that_their_author_keeps_nothing_is_kept(bench: Bench) -> None:
    reply = await asked(bench)
    action = lend(reply, "No, thank you")
    await bench.pick(action, "gil")
    words = await bench.database.lending.find(GARDEN, action.argument(0))
    assert words is not None
    assert words.words == ""
    again = await bench.pick(lend(reply, "Yes, keep it"), "gil")
    assert "settled already" in str(again.blocks)


async def test_only_those_who_look_after_the_answers_ask(bench: Bench) -> None:
    reply = await asked(bench, person="gil2")
    assert "people who look after" in str(reply.blocks)


async def test_a_name_is_text_and_never_markup(bench: Bench) -> None:
    reply = await asked(bench)
    opened = await bench.pick(lend(reply, "Yes, keep it"), "gil")
    assert opened.form is not None
    thanked = await bench.fill(opened.form.action, {"name": "[free](https://evil.example) @everyone"}, "gil")
    assert "](https://evil.example)" not in str(thanked.blocks)
