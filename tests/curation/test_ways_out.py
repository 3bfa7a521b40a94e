"""Each item has its ways out, one click and a form at most, and one click back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.mentor.actions import Action
from bot.mentor.memory import Verdict
from bot.mentor.reply import Decision
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.asked import KITCHEN, NOON, ask, by_moderator, judge
from tests.curation.kitchen import Kitchen, choice, labels, text_of

MISO = "how long does miso keep in the fridge?"


@pytest.fixture
async def kitchen(tmp_path: Path) -> AsyncIterator[Kitchen]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield Kitchen(database, clock)
    await database.close()


async def test_an_item_says_what_was_asked_by_how_many_when_and_how_it_was_understood(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    await ask(kitchen.database, "how long can I keep miso in my fridge", person="discord:ben", at=NOON - timedelta(3))
    shown = text_of(await kitchen.invoke("kb", "inbox"))
    assert "how long can I keep miso in my fridge" in shown
    assert "Asked by 2 people: first on November 18, last on November 21." in shown
    assert "The nearest I know is" in shown
    assert "ann" not in shown


async def test_what_most_people_ask_comes_first_and_the_rest_is_in_a_menu(kitchen: Kitchen) -> None:
    await ask(kitchen.database, "can I sharpen a knife on a plate?", person="discord:cay")
    for person in ("discord:ann", "discord:ben"):
        await ask(kitchen.database, MISO, person=person)
    page = await kitchen.invoke("kb", "inbox")
    assert "2 things wait" in text_of(page)
    assert MISO in text_of(page)
    other = await kitchen.pick(choice(page, "can I sharpen a knife on a plate?"))
    assert "can I sharpen a knife on a plate?" in text_of(other)


async def test_an_empty_inbox_says_so(kitchen: Kitchen) -> None:
    assert "Nothing waits here" in text_of(await kitchen.invoke("kb", "inbox"))


async def test_only_those_who_look_after_the_answers_see_it(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    occasion = by_moderator()
    learner = type(occasion)(
        "x", NOON, type(occasion.speaker)(KITCHEN, "discord:eve"), occasion.conversation, occasion.place
    )
    for reply in (
        await kitchen.invoke("kb", "inbox", occasion=learner),
        await kitchen.pick(Action("kb-inbox"), learner),
        await kitchen.pick(Action("kb-leave", ("0" * 16,)), learner),
        await kitchen.pick(Action("kb-recheck", ("salt",)), learner),
        await kitchen.invoke("kb", "stats", occasion=learner),
    ):
        assert "look after" in text_of(reply)
        assert MISO not in text_of(reply)


async def test_words_become_a_phrasing_in_one_click_and_back_in_one(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    page = await kitchen.invoke("kb", "inbox")
    rice = kitchen.tray.pack(KITCHEN).entries["cook-rice"]
    done = await kitchen.pick(choice(page, rice.question))
    ((entry, _, origin),) = kitchen.changes.entries
    assert entry.id == "cook-rice"
    assert entry.phrasings == (*rice.phrasings, MISO)
    (item,) = await kitchen.database.review.items(KITCHEN)
    assert origin == item.id
    assert "second person" in text_of(done)
    await kitchen.pick(choice(done, "Undo"))
    assert kitchen.changes.withdrawn == ["draft-1"]


async def test_words_become_a_phrasing_of_an_entry_that_is_named_in_a_form(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    page = await kitchen.invoke("kb", "inbox")
    form = (await kitchen.pick(choice(page, "Another answer …"))).form
    assert form is not None
    await kitchen.fill(form.action, entry="how much salt")
    assert kitchen.changes.entries[0][0].id == "salt"
    nothing = await kitchen.fill(form.action, entry="zzzz qqqq")
    assert "don't know an answer like" in text_of(nothing)


async def test_what_is_not_ours_teaches_the_likeliest_kind_and_another_one_is_a_click_away(kitchen: Kitchen) -> None:
    await ask(kitchen.database, "my laptop screen flickers since the update")
    page = await kitchen.invoke("kb", "inbox")
    done = await kitchen.pick(choice(page, "Not ours"))
    ((kind, examples, _),) = kitchen.changes.not_ours
    assert examples == ("my laptop screen flickers since the update",)
    other = next(label for label in labels(done) if label not in {"Undo", "Back to the inbox"})
    await kitchen.pick(choice(done, other))
    assert kitchen.changes.withdrawn == ["not-ours-1"]
    assert kitchen.changes.not_ours[1][0] != kind


async def test_leaving_an_item_is_one_click_and_so_is_taking_it_back(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    page = await kitchen.invoke("kb", "inbox")
    left = await kitchen.pick(choice(page, "Leave it"))
    assert "Nothing waits here" in text_of(await kitchen.invoke("kb", "inbox"))
    assert "Taken back" in text_of(await kitchen.pick(choice(left, "Undo")))
    assert MISO in text_of(await kitchen.invoke("kb", "inbox"))


async def test_two_moderators_at_the_same_item_do_not_meet_in_the_dark(kitchen: Kitchen) -> None:
    await ask(kitchen.database, MISO)
    page = await kitchen.invoke("kb", "inbox")
    await kitchen.pick(choice(page, "Leave it"))
    late = await kitchen.pick(choice(page, "Not ours"))
    assert "settled or forgotten" in text_of(late)
    assert not kitchen.changes.not_ours


async def test_what_did_not_help_is_shown_with_its_reasons_and_edited_first(kitchen: Kitchen) -> None:
    asked = await ask(kitchen.database, "which salt?", decision=Decision.ANSWER, entry="salt", confidence=0.9)
    await judge(kitchen.database, asked, Verdict.NOT_HELPFUL, "I wanted to know about *pepper*")
    page = await kitchen.invoke("kb", "inbox")
    assert "I wanted to know about *pepper*" in text_of(page)
    assert "it didn't help" in text_of(page)
    assert choice(page, "Edit the answer").verb == "kb-edit"
    assert choice(page, "Edit the answer").argument(0) == "salt"


async def test_words_of_members_are_never_markup(kitchen: Kitchen) -> None:
    await ask(kitchen.database, "[free money](https://evil.example) @everyone `rm`")
    page = await kitchen.invoke("kb", "inbox")
    raw = "\n".join(str(block) for block in page.blocks)
    assert "[free money](" not in raw
    assert "\\\\[free money" in raw or "\\[free money" in raw


async def test_an_answer_past_its_date_is_listed_and_checked_in_one_click(kitchen: Kitchen) -> None:
    assert "Every answer is in date" in text_of(await kitchen.invoke("kb", "recheck"))
    kitchen.clock.move(timedelta(days=4000))
    listed = await kitchen.invoke("kb", "recheck")
    assert "Last checked on" in text_of(listed)
    salt = kitchen.tray.pack(KITCHEN).entries["salt"]
    done = await kitchen.pick(choice(listed, salt.question))
    ((entry, _, _),) = kitchen.changes.entries
    assert entry == salt.model_copy(update={"checked": kitchen.clock.now().date()})
    assert "Undo" in labels(done)


async def test_what_is_used_most_is_due_first(kitchen: Kitchen) -> None:
    kitchen.clock.move(timedelta(days=4000))
    for person in ("discord:ann", "discord:ben"):
        await ask(
            kitchen.database, "which salt?", person=person, decision=Decision.ANSWER, entry="salt", confidence=0.9,
            at=kitchen.clock.now(),
        )  # fmt: skip
    due = await kitchen.tray.due(KITCHEN)
    assert due[0].entry == "salt"
    assert due[0].uses == 2
