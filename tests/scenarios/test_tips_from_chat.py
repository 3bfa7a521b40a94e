"""A tip from the people of a community, on every face: proposed, approved by another, live, changed, taken back."""

import pytest

from tests.scenarios.house import OpenHouse
from tests.scenarios.stage import Seen, Stage, flat
from tests.scenarios.unasked import notifier_of, written_directly

TELL_ME = "Tell me what becomes of it"
REACHED = pytest.mark.parametrize("stage", ["discord", "slack"], indirect=True)
"""The faces on which somebody can be written to unasked."""

CUMIN = {
    "text": "Toast a spoon of cumin in a dry pan until you smell it. Then compare it with the raw one.",
    "sources": "house-notes",
    "topic": "flavour",
    "minutes": "5",
}


async def proposed(stage: Stage, person: str = "gil", **other: str) -> Seen:
    opened = await stage.invoke("tips propose", person=person)
    assert opened.form == ("text", "sources", "topic", "minutes")
    return await stage.fill(CUMIN | other, person)


async def approved(stage: Stage) -> Seen:
    waiting = await stage.invoke("kb review", person="max")
    assert "Toast a spoon of cumin" in flat(waiting)
    return await stage.pick("Approve", "max")


async def test_who_only_asks_proposes_a_tip_and_it_comes_once_another_approved_it(stage: Stage) -> None:
    draft = await proposed(stage)
    assert "+ Toast a spoon of cumin in a dry pan" in flat(draft)
    assert draft.is_private
    preview = await stage.pick("Preview", "gil")
    assert "5 minutes" in flat(preview)
    assert "Notes from the test kitchen" in flat(preview)
    await proposed_again_by_its_button(stage)
    sent = await stage.pick("Send to review", "gil")
    assert "Somebody else approves it" in flat(sent)
    assert "Approve" not in sent.choices
    assert "It is live" in flat(await approved(stage))
    shown = await stage.invoke("kb tip", {"tip": "spoon of cumin in a dry pan"}, "mona")
    assert "3 minutes" in flat(shown)
    assert "Edit the tip" in shown.choices


async def proposed_again_by_its_button(stage: Stage) -> None:
    """Whoever proposed it changes it before it is sent."""
    opened = await stage.pick("For whom, and how long it takes", "gil")
    assert opened.form == ("topic", "roles", "level", "minutes", "reason")
    saved = await stage.fill({"topic": "flavour", "roles": "", "level": "1", "minutes": "3", "reason": ""}, "gil")
    assert "Nothing is live yet" in flat(saved)


async def test_what_speaks_against_a_tip_is_said_with_a_way_out_and_nothing_is_lost(stage: Stage) -> None:
    await proposed(stage, sources="")
    lacking = await stage.pick("Send to review", "gil")
    assert "it still needs: sources" in flat(lacking)
    assert "Toast a spoon of cumin" in flat(lacking)


async def test_a_shipped_tip_is_changed_and_rolled_back(stage: Stage) -> None:
    shown = await stage.invoke("kb tip", {"tip": "weigh-flour"}, "mona")
    assert "nobody here has changed it" in flat(shown)
    opened = await stage.pick("Edit the tip", "mona")
    assert opened.form == ("text", "sources", "reason")
    better = "Weigh a cup of flour five times. The difference is why bakers use scales."
    draft = await stage.fill({"text": better, "sources": "house-notes", "reason": "more often"}, "mona")
    assert "+ Weigh a cup of flour five times." in flat(draft)
    await stage.pick("Send to review", "mona")
    await stage.invoke("kb review", person="max")
    await stage.pick("Approve", "max")
    shown = await stage.invoke("kb tip", {"tip": "weigh-flour"}, "mona")
    assert "five times" in flat(shown)
    history = await stage.pick("History", "mona")
    assert "more often" in flat(history)
    await stage.pick(next(label for label in history.choices if label.startswith("1 ·")), "mona")
    done = await stage.pick("Go back to revision 0", "mona")
    assert "live again" in flat(done)
    assert "three times" in flat(await stage.invoke("kb tip", {"tip": "weigh-flour"}, "mona"))


async def test_a_tip_that_is_retired_is_gone_and_its_history_stays(stage: Stage) -> None:
    await stage.invoke("kb tip", {"tip": "one-acid"}, "mona")
    await stage.pick("Retire it", "mona")
    sent = await stage.fill({"reason": "lemons are dear"}, "mona")
    assert "nobody gets it any more" in flat(sent)
    await stage.invoke("kb review", person="max")
    assert "It is retired" in flat(await stage.pick("Approve", "max"))
    assert "lemons are dear" in flat(await stage.invoke("kb tip", {"tip": "one-acid"}, "mona"))


async def wished(stage: Stage) -> None:
    """Gil proposes a tip, sends it to review and wants to know."""
    await proposed(stage)
    assert TELL_ME in (await stage.pick("Send to review", "gil")).choices
    assert "once somebody has decided" in flat(await stage.pick(TELL_ME, "gil"))


async def told(stage: Stage, home: OpenHouse) -> list[str]:
    """What Gil was told about tips, after the notifier looked several times in two processes, one after the other."""
    for _ in range(2):
        for _ in range(3):
            await notifier_of(stage, home.house).turn()
        await stage.restart()
    return [words for words in written_directly(stage, "gil") if "tip" in words.splitlines()[0].lower()]


@REACHED
async def test_who_proposed_a_tip_is_told_once_that_it_is_live(stage: Stage, home: OpenHouse) -> None:
    await wished(stage)
    assert await told(stage, home) == []
    await approved(stage)
    (said,) = await told(stage, home)
    assert "Your tip is live" in said
    assert "Somebody changed it" not in said
    assert "Toast a spoon of cumin" in said


@REACHED
async def test_who_proposed_a_tip_is_told_that_it_was_changed_and_how_it_comes_now(
    stage: Stage, home: OpenHouse
) -> None:
    await wished(stage)
    await stage.invoke("kb review", person="mona")
    await stage.pick("Edit the tip", "mona")
    await stage.fill(
        {
            "text": "Toast cumin in a dry pan. Compare it with the raw one.",
            "sources": "house-notes",
            "reason": "shorter",
        },
        "mona",
    )
    await stage.pick("Send to review", "mona")
    await stage.invoke("kb review", person="max")
    assert "It is live" in flat(await stage.pick("Approve", "max"))
    (said,) = await told(stage, home)
    assert "Somebody changed it a little" in said
    assert "Toast cumin in a dry pan." in said


@REACHED
async def test_who_proposed_a_tip_is_told_why_it_was_sent_back(stage: Stage, home: OpenHouse) -> None:
    await wished(stage)
    await stage.invoke("kb review", person="max")
    await stage.pick("Send back", "max")
    await stage.fill({"reason": "We have one like it"}, "max")
    (said,) = await told(stage, home)
    assert "We have one like it" in said
    assert "Toast a spoon of cumin" in said
    assert "tips propose" in said


@REACHED
async def test_who_takes_the_wish_or_the_tip_back_is_told_nothing(stage: Stage, home: OpenHouse) -> None:
    await wished(stage)
    assert "I won't" in flat(await stage.pick("Never mind", "gil"))
    await approved(stage)
    assert await told(stage, home) == []


@pytest.mark.parametrize("stage", ["terminal"], indirect=True)
async def test_where_nobody_can_be_written_to_it_is_said_where_to_look(stage: Stage) -> None:
    await proposed(stage)
    await stage.pick("Send to review", "gil")
    assert "/kb drafts" in flat(await stage.pick(TELL_ME, "gil"))
