"""Admins set the mentor up in one panel, and nobody else does."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot.errors import SignpostError
from bot.mentor.actions import Action
from bot.mentor.community import CommunitySettings
from bot.mentor.desk import FrontDesk
from bot.mentor.events import Filled, Invoked, Occasion, Picked, Said, Speaker, Standing
from bot.mentor.reply import Bullets, Paragraph, Reply
from bot.mentor.setup import Setup

HERE = "discord:1"


class Communities:
    def __init__(self) -> None:
        self.kept: dict[str, CommunitySettings] = {}

    async def settings(self, community: str) -> CommunitySettings:
        return self.kept.get(community, CommunitySettings())

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:
        self.kept[community] = (await self.settings(community)).model_copy(update=fields)
        return self.kept[community]


class Tips:
    def __init__(self) -> None:
        self.put: list[tuple[str, str]] = []

    async def lines(self, community: str) -> tuple[str, ...]:
        return tuple(f"at {at} in {zone}" for at, zone in self.put)

    async def put_here(self, event: Filled, at: str, zone: str) -> Reply:
        self.put.append((at, zone))
        return Reply((Paragraph("set"),))


class Panel:
    """The feature behind a desk, and one person before it."""

    def __init__(self) -> None:
        self.communities, self.tips = Communities(), Tips()
        self.desk = FrontDesk(_silent, [Setup(self.communities, self.tips)])
        self.standing = frozenset({Standing.ADMIN})

    async def open(self) -> Reply:
        return await self.desk.handle(Invoked(self.occasion(), ("settings",)))

    async def pick(self, *arguments: str) -> Reply:
        return await self.desk.handle(Picked(self.occasion(), Action("settings", arguments)))

    async def fill(self, *arguments: str, **values: str) -> Reply:
        return await self.desk.handle(Filled(self.occasion(), Action("settings", arguments), values))

    @property
    def kept(self) -> CommunitySettings:
        return self.communities.kept[HERE]

    def occasion(self) -> Occasion:
        speaker = Speaker(HERE, "discord:7", self.standing)
        return Occasion(
            "discord:interaction:1", datetime(2026, 11, 21, tzinfo=UTC), speaker, "discord:5:7", "discord:5"
        )


async def _silent(_: Said) -> Reply:
    raise SignpostError("nobody speaks here")


def words(reply: Reply) -> str:
    return " ".join(item for block in reply.blocks if isinstance(block, Bullets) for item in block.items)


async def test_the_panel_shows_what_holds_and_every_way_to_change_it() -> None:
    reply = await Panel().open()
    labels = [choice.label for group in reply.choices for choice in group.options]
    assert [picker.prompt for picker in reply.pickers] == [
        "Channels I answer in",
        "Who moderates",
        "Where I tell moderators",
    ]
    assert {"Answer /ask privately", "No language model here", "A tip of the day in this channel", "a year"} <= {
        *labels
    }
    assert all(len(label) <= 75 for label in labels)
    for told in ("wherever I can write", "for all to see", "in no channel yet", "as long as those who run me say"):
        assert told in words(reply)


@pytest.mark.parametrize(
    ("arguments", "kept", "told"),
    [
        (("private", "yes"), {"private_by_default": True}, "privately, unless"),
        (("private", "no"), {"private_by_default": False}, "for all to see"),
        (("model", "no"), {"language_model": False}, "A language model** stays off here."),
        (("model", "yes"), {"language_model": True}, "may help with the wording"),
        (("days", "30"), {"keep_text_days": 30}, "kept for 30 days"),
        (("days", "0"), {"keep_text_days": None}, "as long as those who run me say"),
    ],
)
async def test_a_switch_changes_one_thing_and_the_panel_in_place(
    arguments: tuple[str, ...], kept: dict[str, object], told: str
) -> None:
    panel = Panel()
    before = CommunitySettings(moderators_channel="9", private_by_default=True, keep_text_days=90)
    panel.communities.kept[HERE] = before
    reply = await panel.pick(*arguments)
    assert reply.replaces
    assert told in words(reply)
    assert panel.kept == before.model_copy(update=kept)


async def test_what_is_picked_takes_the_place_of_what_was_picked_before() -> None:
    panel = Panel()
    await panel.fill("places", picked="11 12")
    reply = await panel.fill("places", picked="13")
    assert panel.kept.answers_in == ("13",)
    assert reply.pickers[0].chosen == ("13",)
    assert "place:discord:1:13" in words(reply)
    await panel.fill("moderators", picked="21 22")
    reply = await panel.fill("told", picked="14")
    assert "2 groups picked below" in words(reply)
    assert (panel.kept.moderator_groups, panel.kept.moderators_channel) == (("21", "22"), "14")
    await panel.fill("told", picked="")
    await panel.fill("places", picked="")
    nothing_picked = panel.kept
    assert (nothing_picked.answers_in, nothing_picked.moderators_channel) == ((), None)


async def test_the_hour_of_the_tips_is_asked_for_and_handed_over() -> None:
    panel = Panel()
    asked = await panel.pick("tips")
    assert asked.form is not None
    assert [field.key for field in asked.form.fields] == ["at", "zone"]
    await panel.fill("tips", "yes", at="9:00", zone="Vienna")
    assert panel.tips.put == [("9:00", "Vienna")]
    assert "at 9:00 in Vienna" in words(await panel.open())


@pytest.mark.parametrize("standing", [frozenset[Standing](), frozenset({Standing.MODERATOR})])
async def test_nobody_but_an_admin_opens_or_changes_anything(standing: frozenset[Standing]) -> None:
    panel = Panel()
    panel.standing = standing
    refused = (
        await panel.open(),
        await panel.pick("private", "yes"),
        await panel.fill("moderators", picked="1"),
        await panel.pick("tips"),
        await panel.fill("tips", "yes", at="9", zone="Vienna"),
    )
    assert [reply.pickers or reply.form or reply.replaces for reply in refused] == [False] * 5
    assert panel.communities.kept == {}
    assert panel.tips.put == []


@pytest.mark.parametrize("arguments", [("unknown",), ("days", "31"), ("days", "-1"), ()])
async def test_what_an_old_panel_offers_is_refused_in_a_sentence(arguments: tuple[str, ...]) -> None:
    panel = Panel()
    reply = await panel.pick(*arguments)
    assert isinstance(reply.blocks[0], Paragraph)
    assert "Open them again" in reply.blocks[0].text
    assert panel.communities.kept == {}


@pytest.mark.parametrize("standing", [set[Standing](), {Standing.MODERATOR}, {Standing.ADMIN}], ids=str)
async def test_only_admins_find_the_way_to_the_panel_at_home(standing: set[Standing]) -> None:
    panel = Panel()
    panel.standing = frozenset(standing)
    shelf = await Setup(panel.communities, panel.tips).at_home(Invoked(panel.occasion(), ("home",)))
    assert [choice.label for choice in shelf.choices] == (["Settings"] if Standing.ADMIN in standing else [])
    for choice in shelf.choices:
        assert (await panel.pick(*choice.action.arguments)) == await panel.open()
