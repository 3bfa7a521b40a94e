from datetime import timedelta

from bot.mentor.memory import Verdict
from bot.storage import Database
from bot.storage.retention import Housekeeping
from tests.clocks import StillClock
from tests.storage.samples import NOON, keep, learner, letter, occasion, question, talk

OLD = NOON - timedelta(days=181)


def housekeeping(database: Database, clock: StillClock) -> Housekeeping:
    stores = database.retention, database.communities, database.inbox, database.spool
    passing = {"shown": timedelta(days=7)}
    return Housekeeping(*stores, clock, marks=database.marks, text_days=90, passing_marks=passing)


async def test_events_that_nobody_opened_are_not_kept(database: Database, clock: StillClock) -> None:
    left = await database.spool.append("slack", NOON - timedelta(hours=2), "[]")
    fresh = await database.spool.append("slack", NOON, "[]")
    await housekeeping(database, clock).keep_house()
    assert await database.spool.read(left) is None
    assert await database.spool.read(fresh) is not None


async def test_marks_that_mean_nothing_any_more_go_and_others_stay(database: Database, clock: StillClock) -> None:
    for scope in ("shown", "told"):
        await database.marks.write(scope, "old")
    clock.move(timedelta(days=8))
    await database.marks.write("shown", "new")
    await housekeeping(database, clock).keep_house()
    kept = [await database.marks.read(*mark) for mark in (("shown", "old"), ("shown", "new"), ("told", "old"))]
    assert kept == [None, "", ""]


async def test_old_words_go_and_the_numbers_stay(database: Database) -> None:
    old = question(occasion("old", "discord:ada", conversation="discord:a", at=OLD))
    new = question(occasion("new", "discord:bob", conversation="discord:b"))
    for asked in (old, new):
        await keep(database, asked)
        await database.memory.judge(asked, asked.person, Verdict.NOT_HELPFUL, "my own words", asked.at)
    assert await database.retention.forget_old_text(NOON - timedelta(days=180)) == 1

    kept = await database.memory.question("discord:garden", old.id)
    assert kept is not None
    assert (kept.text, kept.entry, kept.confidence) == ("", old.entry, old.confidence)
    assert await database.memory.question("discord:garden", new.id) == new
    ada = await database.personal_data.export("discord:ada")
    assert (ada["verdicts"][0]["reason"], ada["talks"], ada["profile"][0]["cues"]) == ("", [], [])
    assert ada["profile"][0]["evidence"] == {"data_analyst": 1.25, "researcher": -0.5}
    bob = await database.personal_data.export("discord:bob")
    assert (bob["verdicts"][0]["reason"], len(bob["talks"]), len(bob["profile"][0]["cues"])) == ("my own words", 1, 1)


async def test_more_than_fit_into_one_transaction_are_all_forgotten(database: Database) -> None:
    for n in range(1100):
        await keep(database, question(occasion(f"event-{n}", at=OLD)))
    assert await database.retention.forget_old_text(NOON) == 1100
    assert await database.retention.forget_old_text(NOON) == 0


async def test_a_talk_that_goes_on_does_not_keep_an_old_question(database: Database) -> None:
    first = question(occasion("first", at=OLD))
    await keep(database, first)
    later = question(occasion("later"), text="thanks")
    await database.memory.record(later, talk(first), learner(later))
    await database.retention.forget_old_text(NOON - timedelta(days=180))
    assert (await database.memory.recall(occasion("next"))).talk.question == ""


async def test_cues_that_were_added_to_old_ones_grow_old_with_them(database: Database) -> None:
    first = question(occasion("first", at=OLD))
    await keep(database, first)
    await keep(database, question(occasion("later")))
    await database.retention.forget_old_text(NOON - timedelta(days=180))
    recalled = (await database.memory.recall(occasion("next"))).learner
    assert recalled.cues == ()
    await keep(database, question(occasion("fresh")))
    await database.retention.forget_old_text(NOON - timedelta(days=180))
    assert (await database.memory.recall(occasion("next"))).learner.cues != ()


async def test_a_community_keeps_words_as_long_as_it_says(database: Database, clock: StillClock) -> None:
    at = NOON - timedelta(days=100)
    asked = [
        question(occasion(f"event-{name}", f"discord:{name}", f"discord:{name}", f"discord:{name}", at))
        for name in ("short", "default", "long")
    ]
    for one in asked:
        await keep(database, one)
    await database.communities.change("discord:short", {"keep_text_days": 30})
    await database.communities.change("discord:long", {"keep_text_days": 365})
    await database.communities.change("discord:default", {"private_by_default": True})
    await database.inbox.receive("discord", letter("1"), "me")
    await housekeeping(database, clock).keep_house()
    texts = [await database.memory.question(one.community, one.id) for one in asked]
    assert [bool(one and one.text) for one in texts] == [False, False, True]
