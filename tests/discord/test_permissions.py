"""What is missing is told to the moderators once; what is gone is let go."""

import pytest

from bot.mentor.community import CommunitySettings
from bot.mentor.delivery import Post
from bot.mentor.reply import Paragraph, Reply
from bot.platforms.discord.invite import invite_link, permission_bits
from bot.platforms.discord.playground import access
from bot.platforms.discord.playground.server import EVERYDAY
from bot.platforms.discord.playground.world import Channel, Overwrite
from bot.platforms.discord.rooms import Room
from bot.platforms.discord.telling import missing_permission
from bot.platforms.discord.tips import DiscordTips
from tests.discord.house import House, words_of


async def _forbid(house: House, channel: Channel, what: int) -> None:
    channel.overwrites.append(Overwrite(house.guild.id, is_member=False, deny=what))
    house.discord.change_channel(channel)


async def _told(house: House, channel: Channel) -> list[str]:
    return [words_of(m) for m in channel.messages if m.author.id == house.discord.world.bot.id]


@pytest.mark.parametrize("where", ["chosen channel", "discord's own channel", "owner"])
async def test_a_missing_permission_is_told_once_with_its_name_and_the_channel(house: House, where: str) -> None:
    assert house.database is not None
    moderators = house.discord.add_channel(house.guild, "moderators")
    if where == "chosen channel":
        settings = CommunitySettings(moderators_channel=str(moderators.id))
        await house.database.communities.change(f"discord:{house.guild.id}", settings.model_dump())
    elif where == "discord's own channel":
        house.guild.moderators_channel = moderators.id
        house.discord.world.tell("guild_create", house.guild, house.guild)
    await _forbid(house, house.channel, access.SEND_MESSAGES | access.CREATE_THREADS)
    for _ in range(3):
        house.ann.say(house.channel, "@bot how much math?")
    place = moderators if where != "owner" else house.discord.direct(house.owner)
    await house.until(lambda: place.messages)
    await house.until(lambda: len(house.mentor.heard) == 3)
    told = await _told(house, place)
    assert len(told) == 1
    assert "Send Messages" in told[0]
    assert "#general" in told[0]


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        (access.SEND_MESSAGES, {"Send Messages"}),
        (access.VIEW_CHANNEL, {"View Channel"}),
        (access.SEND_MESSAGES | access.VIEW_CHANNEL, {"View Channel"}),
    ],
)
async def test_a_permission_that_was_taken_unnoticed_is_told_by_its_name(
    house: House, taken: int, named: set[str]
) -> None:
    house.guild.moderators_channel = house.discord.add_channel(house.guild, "moderators").id
    house.discord.world.tell("guild_create", house.guild, house.guild)
    silently = Overwrite(house.guild.id, is_member=False, deny=taken | access.CREATE_THREADS)
    house.channel.overwrites.append(silently)
    house.ann.say(house.channel, "@bot how much math?")
    place = house.discord.world.channels[house.guild.moderators_channel]
    await house.until(lambda: place.messages)
    (told,) = await _told(house, place)
    assert "#general" in told
    assert {title for title in ("View Channel", "Send Messages", "Attach Files") if title in told} == named
    # The stand-in blames the attempt, which nobody could have known to be in vain.
    house.discord.world.breaches.clear()


def test_where_it_cannot_be_told_which_permission_is_missing_all_that_are_needed_are_named() -> None:
    (told, *_) = missing_permission("#general", ("view_channel", "send_messages"), is_exact=False).blocks
    assert isinstance(told, Paragraph)
    assert "at least one of **View Channel** and **Send Messages**" in told.text


async def test_without_the_right_to_read_back_the_answer_stands_for_itself(house: House) -> None:
    await _forbid(house, house.channel, access.READ_HISTORY | access.CREATE_THREADS)
    house.ann.say(house.channel, "@bot how much math?")
    answer = await house.discord.world.until(
        lambda: next((m for m in house.channel.messages if m.author.id == house.discord.world.bot.id), None)
    )
    assert answer.replies_to is None


async def test_in_a_channel_where_it_may_not_answer_the_answer_comes_directly(house: House) -> None:
    assert house.database is not None
    other = house.discord.add_channel(house.guild, "questions")
    settings = CommunitySettings(answers_in=(str(other.id),))
    await house.database.communities.change(f"discord:{house.guild.id}", settings.model_dump())
    house.ann.say(house.channel, "@bot how much math?")
    direct = house.discord.direct(house.ann)
    await house.until(lambda: direct.messages)
    assert "how much math?" in words_of(direct.messages[0])
    private = await house.response_to(house.ann.use(house.channel, "ask", {"question": "here?"}))
    public = await house.response_to(house.ann.use(other, "ask", {"question": "here?"}))
    assert private.seen_by == house.ann.user.id
    assert public.seen_by is None


async def test_private_by_default_makes_asking_private_unless_said_otherwise(house: House) -> None:
    assert house.database is not None
    await house.database.communities.change(f"discord:{house.guild.id}", {"private_by_default": True})
    default = await house.response_to(house.ann.use(house.channel, "ask", {"question": "a"}))
    wanted = await house.response_to(house.ann.use(house.channel, "ask", {"question": "a", "private": False}))
    assert default.seen_by == house.ann.user.id
    assert wanted.seen_by is None


async def test_moderators_are_those_who_manage_messages_and_those_whose_role_was_named(house: House) -> None:
    assert house.database is not None
    named = house.discord.add_role(house.guild, "curators")
    powerful = house.discord.add_role(house.guild, "keepers", access.MANAGE_MESSAGES)
    admins = house.discord.add_role(house.guild, "admins", access.MANAGE_GUILD)
    settings = CommunitySettings(moderator_groups=(str(named.id),))
    await house.database.communities.change(f"discord:{house.guild.id}", settings.model_dump())
    await house.restart()
    found = {}
    for role in (named, powerful, admins):
        house.guild.members[house.ben.user.id] = {role.id}
        await house.response_to(house.ben.use(house.channel, "role show"))
        speaker = house.mentor.heard[-1].occasion.speaker
        found[role.name] = sorted(standing.value for standing in speaker.standing)
        assert str(role.id) in speaker.groups
    moderators = ["helper", "moderator"]
    assert found == {"curators": moderators, "keepers": moderators, "admins": ["admin", *moderators]}


async def test_a_person_who_takes_no_direct_messages_stops_nobody_else(house: House) -> None:
    house.ann.user.takes_direct = False
    house.ann.say(house.discord.direct(house.ann), "hello?")
    assert await house.answer_to(house.ben.say(house.channel, "@bot hello?"))


async def test_a_deleted_channel_stops_nobody_else(house: House) -> None:
    other = house.discord.add_channel(house.guild, "short-lived")
    house.ann.say(other, "@bot slow question")
    await house.until(lambda: house.mentor.heard)
    house.discord.delete_channel(other)
    house.mentor.gate.set()
    assert await house.answer_to(house.ben.say(house.channel, "@bot hello?"))


async def test_being_thrown_out_of_a_server_stops_nobody_else(house: House) -> None:
    other = house.discord.add_guild("Elsewhere", house.ann)
    channel = house.discord.add_channel(other, "general")
    house.ann.say(channel, "@bot slow question")
    await house.until(lambda: house.mentor.heard)
    house.discord.kick(other)
    house.mentor.gate.set()
    assert await house.answer_to(house.ben.say(house.channel, "@bot hello?"))


def test_the_invite_link_asks_for_exactly_what_a_quiet_day_needs() -> None:
    assert permission_bits() == EVERYDAY
    link = invite_link(42)
    assert f"permissions={EVERYDAY}" in link
    assert "client_id=42" in link
    assert "scope=bot+applications.commands" in link


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("missing", [access.READ_HISTORY, access.VIEW_CHANNEL])
async def test_moderators_are_told_though_we_may_not_look_into_their_channel(
    house: House, missing: int, is_known: bool
) -> None:
    assert house.database is not None
    assert house.face is not None
    moderators = house.discord.add_channel(house.guild, "moderators")
    settings = CommunitySettings(moderators_channel=str(moderators.id))
    await house.database.communities.change(f"discord:{house.guild.id}", settings.model_dump())
    moderators.overwrites.append(Overwrite(house.guild.id, is_member=False, deny=missing))
    courier = house.face.courier
    if is_known:
        house.discord.change_channel(moderators)
        room = Room(moderators.id, house.guild.id)
        await house.until(lambda: not courier.rooms.allows(room, "view_channel", "read_message_history"))
    tips = DiscordTips(courier.rooms, courier.telling, courier.approved, house.clock, lambda: True)
    reply = Reply((Paragraph("The tips of this channel have stopped."),))
    await tips.tell(Post("parked", f"discord:{house.guild.id}", "", None, reply, house.clock.now()))
    place = moderators if missing == access.READ_HISTORY else house.discord.direct(house.owner)
    assert await _told(house, place) == ["The tips of this channel have stopped."]
    if not is_known:
        house.discord.world.breaches.clear()
