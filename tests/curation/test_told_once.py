"""Who wanted to know is told once, where they asked, whatever happens on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.curation.notices.notices import Notice, NoticeKind, NoticeState, notice_key
from bot.curation.notices.notifier import Notifier
from bot.curation.notices.watch import Watch
from bot.curation.revisions.revision import AsShipped, Deed, Kind, Revision, State
from bot.mentor.actions import Action
from bot.mentor.community import CommunitySettings
from bot.mentor.delivery import BlindError, NotSentError, Post, RefusedError
from bot.mentor.events import Occasion, Picked, Said, Speaker
from bot.mentor.memory import Question, question_id
from bot.mentor.reply import Reply
from bot.storage import Database
from bot.storage.tables import notices
from tests.clocks import StillClock
from tests.curation.asked import KITCHEN, NOON, ask
from tests.curation.kitchen import Kitchen, choice, labels, text_of

MISO = "how long does miso keep in the fridge?"


class Platform:
    """A platform that keeps what it is given, or fails as told."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.told: list[Post] = []
        self.fails: list[Exception] = []
        self.arrives_all_the_same = False
        self.is_blind = False

    def is_ready(self) -> bool:
        return True

    async def post(self, post: Post) -> str:
        if self.fails:
            if self.arrives_all_the_same:
                self.posts.append(post)
            raise self.fails.pop(0)
        self.posts.append(post)
        return f"message-{len(self.posts)}"

    async def find(self, post: Post) -> str | None:
        if self.is_blind:
            raise BlindError
        return next((f"message-{n}" for n, sent in enumerate(self.posts, 1) if sent.key == post.key), None)

    async def tell(self, post: Post) -> None:
        if all(told.key != post.key for told in self.told):
            self.told.append(post)


@pytest.fixture
async def kitchen(tmp_path: Path) -> AsyncIterator[Kitchen]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    yield Kitchen(database, clock)
    await database.close()


@pytest.fixture
def post() -> Platform:
    return Platform()


@pytest.fixture
def notifier(kitchen: Kitchen, post: Platform) -> Notifier:
    return Notifier(kitchen.notices, kitchen.watch(), {"discord": post}, kitchen.clock)


def asker(event: str, *, private: bool = False, person: str = "discord:ann") -> Occasion:
    return Occasion(event, NOON, Speaker(KITCHEN, person), f"{KITCHEN}:talk", "discord:42:43", private=private)


async def wish(kitchen: Kitchen, *, private: bool = False, person: str = "discord:ann") -> Question:
    question = await ask(kitchen.database, MISO)
    await kitchen.pick(Action("tell-me", (question.id,)), asker("wish", private=private, person=person))
    return question


async def answered(kitchen: Kitchen, entry: str = "cook-rice") -> None:
    """Publish something for the one item there is, without a word of it being changed."""
    await kitchen.sorter.sort(KITCHEN)
    (item,) = await kitchen.database.review.items(KITCHEN)
    now = kitchen.clock.now()
    draft = Revision(
        "r1", KITCHEN, Kind.ENTRY, entry, State.DRAFT, AsShipped(), "discord:mod", now, now, origin=item.id
    )
    deed = Deed("made", KITCHEN, "discord:mod", "curator", "wrote", entry, now, "r1")
    archive = kitchen.database.curation
    assert await archive.save(draft, deed)
    published = replace(draft, state=State.PUBLISHED, approver="discord:boss", decided_at=now)
    assert await archive.publish(published, 0, replace(deed, occasion="published", act="published"))


async def state_of(kitchen: Kitchen, question: Question, person: str = "discord:ann") -> NoticeState:
    statement = select(notices.c.state).where(notices.c.key == notice_key(NoticeKind.ANSWER, question.id, person))
    return NoticeState(
        await kitchen.database.reading.run(lambda connection: connection.execute(statement).scalar_one())
    )


async def test_a_handover_offers_to_tell_and_says_where(kitchen: Kitchen) -> None:
    said = await kitchen.desk.handle(Said(asker("said"), "how long does miso keep in the fridge?"))
    wished = await kitchen.desk.handle(Picked(asker("wish"), Action("tell-me", (question_id("said"),))))
    assert "Tell me when there's an answer" in labels(said)
    assert "tell you here" in text_of(wished)


async def test_who_asked_in_a_channel_is_told_there_once(kitchen: Kitchen, post: Platform, notifier: Notifier) -> None:
    question = await wish(kitchen)
    await notifier.turn()
    assert post.posts == []
    await answered(kitchen)
    for _ in range(3):
        await notifier.turn()
    (sent,) = post.posts
    assert (sent.place, sent.person) == ("discord:42:43", None)
    assert "There's an answer now" in text_of(sent.reply)
    assert MISO in text_of(sent.reply)
    assert "one and a half cups" in text_of(sent.reply)
    assert await state_of(kitchen, question) is NoticeState.SENT


@pytest.mark.parametrize(("private", "person"), [(True, "discord:ann"), (False, "discord:ben")])
async def test_who_asked_alone_or_joined_in_is_told_directly(
    kitchen: Kitchen, post: Platform, notifier: Notifier, private: bool, person: str
) -> None:
    await wish(kitchen, private=private, person=person)
    await answered(kitchen)
    await notifier.turn()
    (sent,) = post.posts
    assert (sent.place, sent.person) == ("", person)


async def test_a_wish_that_is_taken_back_is_not_fulfilled(kitchen: Kitchen, post: Platform, notifier: Notifier) -> None:
    question = await ask(kitchen.database, MISO)
    wished = await kitchen.pick(Action("tell-me", (question.id,)), asker("wish"))
    await kitchen.pick(choice(wished, "Never mind"), asker("unwish"))
    await answered(kitchen)
    await notifier.turn()
    assert post.posts == []


async def test_what_may_have_left_is_looked_for_before_it_is_sent_again(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    question = await wish(kitchen)
    await answered(kitchen)
    post.fails, post.arrives_all_the_same = [TimeoutError()], True
    await notifier.turn()
    assert await state_of(kitchen, question) is NoticeState.SENDING
    kitchen.clock.move(timedelta(minutes=5))
    await notifier.turn()
    assert len(post.posts) == 1
    assert await state_of(kitchen, question) is NoticeState.SENT


async def test_what_surely_never_left_is_sent_later(kitchen: Kitchen, post: Platform, notifier: Notifier) -> None:
    await wish(kitchen)
    await answered(kitchen)
    post.fails = [NotSentError()]
    await notifier.turn()
    await notifier.turn()
    assert post.posts == []
    kitchen.clock.move(timedelta(minutes=1))
    await notifier.turn()
    assert len(post.posts) == 1


async def test_a_process_that_dies_before_sending_leaves_it_to_another(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    await wish(kitchen)
    await answered(kitchen)
    await kitchen.watch().look()
    now = kitchen.clock.now()
    (taken,) = await kitchen.notices.claim("dead", ["discord"], now, now + timedelta(minutes=3), 10)
    assert await kitchen.notices.begin("dead", taken.key, now, now + timedelta(minutes=3))
    await notifier.turn()
    assert post.posts == []
    kitchen.clock.move(timedelta(minutes=4))
    await notifier.turn()
    assert len(post.posts) == 1


@pytest.mark.parametrize("error", [RefusedError("no permission"), None])
async def test_what_nobody_takes_or_nobody_can_see_is_dropped(
    kitchen: Kitchen, post: Platform, notifier: Notifier, error: Exception | None
) -> None:
    question = await wish(kitchen)
    await answered(kitchen)
    post.fails = [error or TimeoutError()]
    post.is_blind = error is None
    await notifier.turn()
    kitchen.clock.move(timedelta(minutes=5))
    await notifier.turn()
    assert post.posts == []
    assert await state_of(kitchen, question) is NoticeState.DROPPED


async def test_two_processes_tell_once(kitchen: Kitchen, post: Platform, notifier: Notifier) -> None:
    other = Notifier(kitchen.notices, kitchen.watch(), {"discord": post}, kitchen.clock)
    await wish(kitchen)
    await answered(kitchen)
    for _ in range(3):
        await notifier.turn()
        await other.turn()
    assert len(post.posts) == 1


async def test_a_notice_that_cannot_be_put_into_words_keeps_no_other_one_waiting(
    kitchen: Kitchen, post: Platform, notifier: Notifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = await wish(kitchen)
    await kitchen.pick(Action("tell-me", (question.id,)), asker("another", person="discord:ben"))
    await answered(kitchen)
    in_words = Watch.words

    async def words(watch: Watch, notice: Notice) -> Reply | None:
        if notice.person == "discord:ann":
            raise KeyError("a defect")
        return await in_words(watch, notice)

    monkeypatch.setattr(Watch, "words", words)
    await notifier.turn()
    assert [sent.person for sent in post.posts] == ["discord:ben"]
    assert await state_of(kitchen, question) is NoticeState.WAITING
    monkeypatch.undo()
    kitchen.clock.move(timedelta(minutes=5))
    await notifier.turn()
    assert len(post.posts) == 2


async def test_a_community_that_cannot_be_looked_after_keeps_no_other_one_waiting(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    settings = CommunitySettings(moderators_channel="9")
    for community in ("discord:a", KITCHEN, "discord:z"):
        wrong = {} if community == KITCHEN else {"time_zone": "Nowhere/Gone"}
        await kitchen.database.communities.change(community, settings.model_copy(update=wrong).model_dump())
        await ask(kitchen.database, MISO, at=NOON - timedelta(days=2), community=community)
    kitchen.clock.move(timedelta(days=2))
    for _ in range(2):
        kitchen.clock.move(timedelta(minutes=6))
        await notifier.turn()
    assert [told.community for told in post.told if "Your week" in text_of(told.reply)] == [KITCHEN]


async def test_a_forgotten_person_is_told_nothing(kitchen: Kitchen, post: Platform, notifier: Notifier) -> None:
    await wish(kitchen)
    await kitchen.sorter.sort(KITCHEN)
    await kitchen.database.personal_data.forget("discord:ann")
    assert (await kitchen.database.personal_data.export("discord:ann"))["word_wanted"] == []
    await notifier.turn()
    assert post.posts == []


async def test_where_the_mentor_cannot_write_by_itself_it_says_so(kitchen: Kitchen) -> None:
    question = await ask(kitchen.database, MISO, community="local", person="local:me")
    occasion = Occasion("wish", NOON, Speaker("local", "local:me"), "local:talk")
    assert "can't write to you by myself" in text_of(await kitchen.pick(Action("tell-me", (question.id,)), occasion))


async def test_moderators_hear_of_new_items_together_and_not_too_often(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    await kitchen.database.communities.change(KITCHEN, {"moderators_channel": "9"})
    await ask(kitchen.database, MISO)
    await notifier.turn()
    (told,) = post.told
    assert MISO in text_of(told.reply)
    assert "Not ours" in labels(told.reply)
    for text in ("can I sharpen a knife on a plate?", "which stove saves most gas?"):
        await ask(kitchen.database, text, at=kitchen.clock.now())
    kitchen.clock.move(timedelta(minutes=30))
    await notifier.turn()
    assert len(post.told) == 1
    kitchen.clock.move(timedelta(hours=4))
    await notifier.turn()
    assert "2 new things wait" in text_of(post.told[1].reply)
    assert MISO not in text_of(post.told[1].reply)


async def test_no_moderator_is_told_anything_where_none_chose_a_channel(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    await ask(kitchen.database, MISO)
    kitchen.clock.move(timedelta(days=3))
    await notifier.turn()
    assert post.told == []


async def test_the_week_is_told_once_on_monday_morning_on_the_clock_of_the_community(
    kitchen: Kitchen, post: Platform, notifier: Notifier
) -> None:
    settings = CommunitySettings(moderators_channel="9", time_zone="America/New_York")
    await kitchen.database.communities.change(KITCHEN, settings.model_dump())
    await ask(kitchen.database, MISO, at=NOON - timedelta(days=2))
    kitchen.clock.move(timedelta(days=2, hours=1, minutes=59))
    await notifier.turn()
    assert all("new" in text_of(told.reply) for told in post.told)
    for _ in range(4):
        kitchen.clock.move(timedelta(minutes=6))
        await notifier.turn()
    (told,) = [told for told in post.told if "Your week" in text_of(told.reply)]
    assert "Your week" in text_of(told.reply)
    assert "Left to people: 1" in text_of(told.reply)
    assert "No answer is due for a check." in text_of(told.reply)
