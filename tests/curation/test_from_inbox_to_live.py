"""From the inbox to live: one moderator writes, another agrees, and what was asked is answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import House, furnish
from bot.curation.notices.notifier import Notifier
from bot.mentor.actions import Action
from bot.mentor.events import Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.reply import Decision, Reply
from bot.settings import Settings
from bot.storage import Database
from tests.clocks import StillClock
from tests.curation.asked import KITCHEN, ask
from tests.curation.kitchen import cautious, choice, labels, text_of
from tests.curation.test_told_once import Platform
from tests.scenarios.house import COOKING

MISO = "how long does miso keep in the fridge?"
ANSWER = "Miso keeps for a year in a closed jar in the fridge."


_STANDING = {
    "mod": frozenset({Standing.MODERATOR, Standing.HELPER}),
    "boss": frozenset({Standing.ADMIN, Standing.MODERATOR, Standing.HELPER}),
}


class Community:
    """A whole house, and people who do something in it."""

    def __init__(self, house: House, clock: StillClock) -> None:
        self.house = house
        self.clock = clock
        self.post = Platform()
        self.notifier = Notifier(house.database.notices, house.watch, {"discord": self.post}, clock)
        self._events = 0

    async def say(self, text: str, person: str = "ann") -> Reply:
        return await self.house.desk.handle(Said(self.occasion(person), text))

    async def invoke(self, *path: str, person: str = "mod") -> Reply:
        return await self.house.desk.handle(Invoked(self.occasion(person), path))

    async def pick(self, action: Action, person: str = "mod", event: str = "") -> Reply:
        return await self.house.desk.handle(Picked(self.occasion(person, event), action))

    async def fill(self, reply: Reply, person: str = "mod", **values: str) -> Reply:
        assert reply.form is not None
        shown = {field.key: field.value for field in reply.form.fields}
        return await self.house.desk.handle(Filled(self.occasion(person), reply.form.action, shown | values))

    async def alone(self) -> None:
        """Let one person decide."""
        await self.house.database.communities.change(KITCHEN, {"second_person": False})

    def occasion(self, person: str, event: str = "") -> Occasion:
        self._events += 1
        speaker = Speaker(KITCHEN, f"discord:{person}", _STANDING.get(person, frozenset()))
        id_ = event or f"event-{self._events}"
        return Occasion(id_, self.clock.now(), speaker, f"{KITCHEN}:talk:{person}", "discord:42:43", private=False)


@pytest.fixture
async def community(tmp_path: Path) -> AsyncIterator[Community]:
    clock = StillClock()
    database = await Database.open(tmp_path / "signpost.sqlite3", clock)
    settings = Settings(data_folder=tmp_path, knowledge_folder=COOKING)
    house = furnish(settings, *cautious(), database, clock)
    await house.workshop.warm()
    yield Community(house, clock)
    await database.close()


async def waiting(community: Community) -> list[str]:
    return [item.text for item in await community.house.watch.tray.items(KITCHEN) if item.cases]


async def test_words_added_in_one_click_are_answered_at_once_and_undone_in_one(community: Community) -> None:
    await community.alone()
    await ask(community.house.database, MISO)
    page = await community.invoke("kb", "inbox")
    rice = community.house.pack.entries["cook-rice"]
    done = await community.pick(choice(page, rice.question), event="click")
    assert "now gets" in text_of(done)
    assert await waiting(community) == []
    assert "one and a half cups" in text_of(await community.say(MISO, "ben"))
    again = await community.pick(choice(page, rice.question), event="click")
    assert text_of(again) == text_of(done)
    assert "Taken back" in text_of(await community.pick(choice(done, "Undo")))
    assert await waiting(community) == [MISO]
    assert "one and a half cups" not in text_of(await community.say(MISO, "cay"))


async def test_with_a_second_person_words_wait_for_them_and_the_item_is_in_hand(community: Community) -> None:
    await ask(community.house.database, MISO)
    page = await community.invoke("kb", "inbox")
    done = await community.pick(choice(page, community.house.pack.entries["cook-rice"].question))
    assert "second person" in text_of(done)
    shown = await community.invoke("kb", "inbox")
    assert "Somebody has a draft" in text_of(shown)
    assert "See the draft" in labels(shown)
    late = await community.pick(choice(page, "Not ours"), "boss")
    assert "Somebody has a draft" in text_of(late)
    await community.pick(choice(done, "Undo"))
    assert "Write an answer" in labels(await community.invoke("kb", "inbox"))


async def test_what_is_not_ours_is_declined_from_then_on(community: Community) -> None:
    await community.alone()
    text = "my laptop screen flickers since the update"
    await ask(community.house.database, text)
    page = await community.invoke("kb", "inbox")
    done = await community.pick(choice(page, "Not ours"))
    assert "friendly no" in text_of(done)
    assert await waiting(community) == []
    assert (await community.say(text, "ben")).decision is Decision.DECLINE


async def test_the_loop_closes(community: Community) -> None:
    asked = await community.say(MISO)
    assert asked.decision is Decision.HANDOVER
    await community.pick(choice(asked, "Tell me when there's an answer"), "ann")
    page = await community.invoke("kb", "inbox")
    assert "They want to know once there is an answer" in text_of(page)
    form = await community.pick(choice(page, "Write an answer"))
    drafted = await community.fill(
        form, answer=ANSWER, next_steps="Write the day you opened it on the lid.", sources="house-notes"
    )
    await community.pick(choice(drafted, "Send to review"))
    reviewed = await community.invoke("kb", "review", person="boss")
    assert ANSWER in text_of(reviewed)
    published = await community.pick(choice(reviewed, "Approve"), "boss")
    assert "live" in text_of(published)
    await community.notifier.turn()
    await community.notifier.turn()
    (told,) = community.post.posts
    assert (told.place, told.person) == ("discord:42:43", None)
    assert ANSWER in text_of(told.reply)
    assert await waiting(community) == []
    other_words = await community.say("for how long can I keep miso in a fridge?", "ben")
    assert ANSWER in text_of(other_words)
