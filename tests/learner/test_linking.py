"""Two identities become one learner only when both sides say so."""

import asyncio
import re
from datetime import timedelta

from bot.mentor.actions import Action
from bot.mentor.learner.links import MAX_TRIES, digest, new_code, new_number
from tests.learner.desk import Kitchen, Visitor, labels, text

CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


async def code_of(visitor: Visitor) -> str:
    found = CODE.search(text(await visitor.use("link start")))
    assert found
    return found[0]


async def join(ann: Visitor, ben: Visitor) -> None:
    code = await code_of(ann)
    await ben.use("link confirm", code=code)
    await ben.pick("Yes")
    await ann.pick("I've typed")
    await ann.pick("Yes")


async def test_joined_identities_share_everything_and_are_exported_and_deleted_as_one(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person("discord:ann"), kitchen.person("slack:T1:U1", community="slack:T1")
    await ann.do_again(Action("aim", ("home_cook", "path")))
    await ben.use("skills rate", skill="knife_work", rating="6")
    await join(ann, ben)
    for visitor in (ann, ben):
        assert "Left out, because you have it" in text(await visitor.use("path show"))
    assert "Discord, Slack" in text(await ann.use("privacy show"))
    await ben.use("privacy delete")
    await ben.pick("Yes, delete")
    for visitor in (ann, ben):
        assert "Nothing at the moment" in text(await visitor.use("privacy show"))


async def test_a_role_chosen_on_one_platform_is_known_to_the_mentor_on_the_other(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person("discord:ann"), kitchen.person("slack:T1:U1", community="slack:T1")
    await join(ann, ben)
    await ann.do_again(Action("aim", ("pastry_chef", "path")))
    assert (await kitchen.database.memory.recall(ben.occasion())).learner.chosen_role == "pastry_chef"


async def test_a_code_alone_joins_nothing(kitchen: Kitchen) -> None:
    ann, eve = kitchen.person("discord:ann"), kitchen.person("discord:eve")
    await ann.do_again(Action("aim", ("home_cook", "path")))
    code = await code_of(ann)
    await eve.use("link confirm", code=code)
    await eve.pick("Yes")
    assert "Find my role" in labels(await eve.use("home"))


async def test_the_number_stands_on_both_screens(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person("discord:ann"), kitchen.person("discord:ben")
    code = await code_of(ann)
    assert "Nobody has typed" in text(await ann.pick("I've typed"))
    await ben.use("link confirm", code=code)
    number = re.search(r"\*\*(\d\d)\*\*", text(await ben.pick("Yes")))
    assert number
    assert number[0] in text(await ann.pick("I've typed"))


async def test_stopping_takes_the_code_back(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person("discord:ann"), kitchen.person("discord:ben")
    code = await code_of(ann)
    await ann.pick("Stop")
    assert "doesn't work" in text(await ben.use("link confirm", code=code))


async def test_a_code_works_once_and_for_a_quarter_of_an_hour(kitchen: Kitchen) -> None:
    ann, ben, eve = (kitchen.person(f"discord:{name}") for name in ("ann", "ben", "eve"))
    await join(ann, ben)
    code = await code_of(ann)
    kitchen.clock.move(timedelta(minutes=16))
    assert "doesn't work" in text(await eve.use("link confirm", code=code))


async def test_the_second_to_type_a_code_is_turned_away(kitchen: Kitchen) -> None:
    ann, ben, eve = (kitchen.person(f"discord:{name}") for name in ("ann", "ben", "eve"))
    code = await code_of(ann)
    for visitor in (ben, eve):
        await visitor.use("link confirm", code=code)
    await asyncio.gather(ben.pick("Yes"), ben.pick("Yes"))
    assert "used up" in text(await eve.pick("Yes"))


async def test_nobody_confirms_for_another(kitchen: Kitchen) -> None:
    ann, ben, eve = (kitchen.person(f"discord:{name}") for name in ("ann", "ben", "eve"))
    code = await code_of(ann)
    await ben.use("link confirm", code=code)
    await ben.pick("Yes")
    await ann.pick("I've typed")
    assert "used up" in text(await eve.do_again(ann.action("Yes")))
    assert "used up" in text(await ben.do_again(ann.action("Yes")))


async def test_guessing_codes_ends_soon(kitchen: Kitchen) -> None:
    eve = kitchen.person("discord:eve")
    for _ in range(MAX_TRIES):
        assert "doesn't work" in text(await eve.use("link confirm", code=new_code()))
    code = await code_of(kitchen.person("discord:ann"))
    assert "many codes" in text(await eve.use("link confirm", code=code))


async def test_three_identities_can_be_one(kitchen: Kitchen) -> None:
    ann, ben, cleo = (kitchen.person(f"discord:{name}") for name in ("ann", "ben", "cleo"))
    await cleo.do_again(Action("aim", ("line_cook", "path")))
    await join(ann, ben)
    await join(ben, cleo)
    assert "a line cook" in text(await ann.use("home"))
    assert "joined already" in text(await ann.use("link confirm", code=await code_of(cleo)))


async def test_parting_leaves_each_what_was_done_with_it(kitchen: Kitchen) -> None:
    ann, ben = kitchen.person("discord:ann"), kitchen.person("discord:ben")
    await ann.use("skills rate", skill="knife_work", rating="6")
    await join(ann, ben)
    assert "stands by itself" in text(await ben.use("link part"))
    assert "isn't joined" in text(await ben.use("link part"))
    assert "isn't joined" in text(await ann.use("link part"))
    assert "Ratings of your skills: 1" in text(await ann.use("privacy show"))


def test_a_code_may_be_typed_in_any_case_and_with_or_without_its_dash() -> None:
    code = new_code()
    assert digest(code) == digest(code.lower()) == digest(code.replace("-", " "))
    assert CODE.fullmatch(code)
    assert 10 <= new_number() <= 99
