"""Many workspaces: installed, renewed, revoked, removed, each on its own and kept over a restart."""

import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from bot.platforms.slack.address import Tenant
from bot.platforms.slack.installations import Installations
from bot.platforms.slack.playground.people import People
from bot.platforms.slack.playground.server import PlaySlack
from bot.platforms.slack.playground.workspace import Workspace
from bot.platforms.slack.settings import MANIFEST, SlackMode, bot_scopes
from tests.slack.house import ADA, GENERAL, House, install, slack_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with slack_house(tmp_path, SlackMode.HTTP, installed=False) as house:
        yield house


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def people_of(house: House, workspace: Workspace) -> People:
    people = house.play.people[workspace.team]
    people.url = house.play.url
    return people


async def test_an_installation_asks_for_the_scopes_of_the_manifest(house: House) -> None:
    assert await install(house) == 200
    assert house.play.oauth.asked_scopes == list(bot_scopes(MANIFEST))


async def test_two_workspaces_are_answered_each_with_its_own_token(house: House) -> None:
    other = house.play.add_workspace(Workspace(team="T0AWAY", name="away", bot_token="xoxb-away", bot_user="U0AWAY"))
    await install(house)
    house.play.oauth.installing = other.team
    await install(house)
    await house.people.mention(ADA, GENERAL, "home?")
    await people_of(house, other).mention("U10AWAY", "C10AWAY", "away?")
    await house.answers()
    await other.until(lambda: bool(other.said_by_bot()))
    assert {(c.token, c.arguments["channel"]) for c in house.play.api.called("chat.postMessage")} == {
        ("xoxb-play", GENERAL),
        ("xoxb-away", "C10AWAY"),
    }


async def test_an_event_from_a_workspace_that_never_installed_us_is_not_answered(house: House) -> None:
    envelope = await house.people.mention(ADA, GENERAL, "hello?")
    assert envelope
    await house.settled()
    assert not house.mentor.heard
    assert 500 not in house.play.http.statuses


async def test_a_workspace_is_answered_right_after_it_installed_us(house: House) -> None:
    await house.people.mention(ADA, GENERAL, "too early")
    await house.settled()
    await install(house)
    await house.people.mention(ADA, GENERAL, "now?")
    (answer,) = await house.answers()
    assert "now?" in answer.text


async def test_a_whole_organization_can_install_us(house: House) -> None:
    grid = house.play.add_workspace(Workspace(team="T0GRID", enterprise="E0GRID", bot_token="xoxb-grid"))
    house.play.oauth.installing, house.play.oauth.is_org_wide = grid.team, True
    await install(house)
    await people_of(house, grid).mention("U10GRID", "C10GRID", "from the grid")
    await grid.until(lambda: bool(grid.said_by_bot()))
    assert house.mentor.heard[0].occasion.speaker.community == "slack:T0GRID"


async def test_a_state_is_good_once_and_for_its_browser_alone(house: House) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{house.url}/slack/install") as page:
            cookie = page.cookies
            address = (await page.text()).split('<a href="')[1].split('"')[0].replace("&amp;", "&")
        async with browser.get(address, allow_redirects=False) as consent:
            back = consent.headers["Location"].replace("http://127.0.0.1/", f"{house.url}/")
        async with browser.get(back) as without_cookie:
            assert without_cookie.status == 400
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookie.items())}
        for expected in (200, 401):
            async with browser.get(back, headers=headers) as page:
                assert page.status == expected
                assert "form-action" not in await page.text()
        async with browser.get(f"{house.url}/slack/oauth_redirect?error=access_denied", headers=headers) as refused:
            assert "did not work" in await refused.text()


async def test_an_installation_outlives_a_restart_and_keeps_nobody(tmp_path: Path) -> None:
    play = PlaySlack(SlackMode.HTTP)
    await play.start()
    try:
        async with slack_house(tmp_path, SlackMode.HTTP, play=play) as house:
            async with house.engine.connect() as connection:
                rows = (await connection.execute(text("SELECT user_id, user_token FROM slack_installations"))).all()
            assert [tuple(row) for row in rows] == [("", None)]
        async with slack_house(tmp_path, SlackMode.HTTP, play=play, installed=False) as house:
            await house.people.mention(ADA, GENERAL, "still here?")
            await house.answers()
    finally:
        await play.stop()


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0MENTOR"]}}]
)
async def test_a_workspace_that_left_leaves_nothing_behind(house: House, event: dict[str, object]) -> None:
    await install(house)
    await house.play.send(house.people.envelope({**event, "event_ts": "1.1"}))
    await house.settled()
    async with house.engine.connect() as connection:
        for table in ("slack_bots", "slack_installations"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0
    await house.people.mention(ADA, GENERAL, "anyone?")
    assert not house.mentor.heard


async def test_a_persons_revoked_token_does_not_end_the_installation(house: House) -> None:
    await install(house)
    event = {"type": "tokens_revoked", "tokens": {"oauth": [ADA]}, "event_ts": "1.1"}
    await house.play.send(house.people.envelope(event))
    await house.people.mention(ADA, GENERAL, "still?")
    await house.answers()


async def test_a_token_is_renewed_before_it_runs_out_in_any_time_zone(house: House, zone: str) -> None:
    house.play.oauth.rotates = True
    await install(house)
    installations, tenant = await installations_of(house), Tenant("T0HOME")
    first = await installations.badge(tenant)
    assert first is not None
    assert (await (await installations_of(house)).badge(tenant)) == first
    async with house.engine.begin() as connection:
        soon = "datetime('now', '+1 hour')"
        await connection.execute(text(f"UPDATE slack_bots SET bot_token_expires_at = {soon} || '.000000'"))
    renewed = await (await installations_of(house)).badge(tenant)
    assert renewed is not None
    assert renewed.token != first.token
    assert renewed.token == house.space.bot_token
    assert (await (await installations_of(house)).badge(tenant)) == renewed


async def test_when_another_process_renewed_the_token_a_moment_ago_its_token_is_taken(house: House) -> None:
    house.play.oauth.rotates = True
    await install(house)
    one, other = await installations_of(house), await installations_of(house)
    async with house.engine.begin() as connection:
        await connection.execute(text("UPDATE slack_bots SET bot_token_expires_at = '2020-01-01 00:00:00.000000'"))
    find = other.store.async_find_bot
    stale = await find(enterprise_id=None, team_id="T0HOME")
    renewed = await one.badge(Tenant("T0HOME"))
    answers = [stale]

    async def first_stale(**kwargs: object) -> object:
        return answers.pop() if answers else await find(**kwargs)  # type: ignore[arg-type]

    other.store.async_find_bot = first_stale  # type: ignore[method-assign,assignment]
    assert await other.badge(Tenant("T0HOME")) == renewed


async def test_a_token_that_cannot_be_renewed_for_now_is_used_on(house: House) -> None:
    house.play.oauth.rotates = True
    await install(house)
    tenant = Tenant("T0HOME")
    first = await (await installations_of(house)).badge(tenant)
    async with house.engine.begin() as connection:
        soon = "datetime('now', '+1 hour')"
        await connection.execute(text(f"UPDATE slack_bots SET bot_token_expires_at = {soon} || '.000000'"))
    assert await (await installations_of(house, "http://127.0.0.1:1")).badge(tenant) == first


async def installations_of(house: House, slack: str = "") -> Installations:
    """Another process's view of the same database; of Slack, by another address, where one is given."""
    client = AsyncWebClient(base_url=f"{slack or house.play.url}/api/")
    return Installations(house.engine, client, house.play.oauth.client_id, house.play.oauth.client_secret)
