import asyncio
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.mentor.community import CommunitySettings
from bot.storage import Database
from tests.clocks import StillClock


async def test_a_community_nobody_set_up_has_the_defaults(database: Database) -> None:
    assert await database.communities.settings("discord:garden") == CommunitySettings()


async def test_settings_are_kept_for_their_community_alone(database: Database) -> None:
    chosen = CommunitySettings(
        moderator_groups=("7",), answers_in=("42", "43"), private_by_default=True, keep_text_days=30
    )
    await database.communities.change("discord:garden", chosen.model_dump())
    await database.communities.change("slack:T1", {"language_model": False})
    assert await database.communities.settings("discord:garden") == chosen
    assert await database.communities.settings("discord:other") == CommunitySettings()
    assert set(await database.communities.all_settings()) == {"discord:garden", "slack:T1"}


async def test_two_admins_who_change_different_settings_at_once_both_get_what_they_wanted(
    database: Database, tmp_path: Path
) -> None:
    elsewhere = await Database.open(tmp_path / "signpost.sqlite3", StillClock())
    fields: tuple[dict[str, object], ...] = (
        {"private_by_default": True}, {"answers_in": ("42",)}, {"second_person": False}, {"keep_text_days": 30},
    )  # fmt: skip
    stores = (database.communities, elsewhere.communities) * 2
    await asyncio.gather(*(s.change("discord:garden", changed) for s, changed in zip(stores, fields, strict=True)))
    await elsewhere.close()
    assert await database.communities.settings("discord:garden") == CommunitySettings(
        private_by_default=True, answers_in=("42",), second_person=False, keep_text_days=30
    )


async def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(database: Database) -> None:
    with pytest.raises(ValidationError):
        await database.communities.change("discord:garden", {"keep_text_days": 0})
    assert await database.communities.settings("discord:garden") == CommunitySettings()


@pytest.mark.parametrize("wrong", [{"keep_text_days": 0}, {"unknown": 1}, {"answers_in": 3}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CommunitySettings.model_validate(wrong)


async def test_a_mark_is_written_read_replaced_and_erased(database: Database) -> None:
    assert await database.marks.read("discord", "commands") is None
    await database.marks.write("discord", "commands", "hash-1")
    await database.marks.write("discord", "commands", "hash-2")
    assert await database.marks.read("discord", "commands") == "hash-2"
    assert await database.marks.read("slack", "commands") is None
    await database.marks.erase("discord", "commands")
    assert await database.marks.read("discord", "commands") is None


async def test_of_all_who_want_to_be_first_one_is_in_any_process(path: Path) -> None:
    opened = [await Database.open(path, StillClock()) for _ in range(2)]
    try:
        firsts = await asyncio.gather(
            *(database.marks.write_first("discord:garden", "told about permissions") for database in opened * 5)
        )
        assert sum(firsts) == 1
    finally:
        for database in opened:
            await database.close()
