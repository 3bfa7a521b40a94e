"""A tip from the people of a community, on every face: proposed, approved by another, live, changed, taken back."""

from tests.scenarios.stage import Seen, Stage, flat

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
    done = await stage.pick("Go back to this", "mona")
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
