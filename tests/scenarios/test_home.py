"""The home page shows on every face where somebody stands with everything, their tips among it."""

from tests.scenarios.stage import Stage, flat


async def test_tips_are_set_up_put_off_and_ended_from_the_home_page(stage: Stage) -> None:
    home = await stage.invoke("home")
    assert "You don't get tips from me directly" in flat(home)
    form = await stage.pick("Yes, set it up")
    assert form.form is not None
    assert {"at", "zone", "quiet"} <= set(form.form)
    await stage.fill({"at": "7:30", "zone": "Vienna", "days": "weekdays", "quiet": "22-7"})
    home = await stage.invoke("home")
    assert "on weekdays at 07:30, Vienna time" in flat(home)
    assert "Stop these" in home.choices
    assert "Snoozed" in flat(await stage.pick("Snooze a week"))
    assert "Start again now" in (await stage.invoke("home")).choices
    await stage.pick("Stop these")
    assert "You don't get tips from me directly" in flat(await stage.invoke("home"))
