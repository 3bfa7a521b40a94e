"""What a community decides about its mentor, and the port through which it is kept.

`Communities` is implemented by `bot.storage`; a community nobody has set up has the defaults.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from bot.mentor.events import Standing

DEFAULT_TEXT_DAYS = 180
"""Days for which the words of questions are kept where nobody said otherwise."""


class CommunitySettings(BaseModel):
    """The settings of one community; ids are the platform's own, without its name in front."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    moderator_groups: tuple[str, ...] = ()
    """Roles or user groups whose members look after the community and its answers."""
    curator_groups: tuple[str, ...] = ()
    """Roles or user groups whose members write, approve and take back answers."""
    reviewer_groups: tuple[str, ...] = ()
    """Roles or user groups whose members write answers and approve those of others."""
    mentor_groups: tuple[str, ...] = ()
    """Roles or user groups whose members write drafts of answers."""
    second_person: bool = True
    """Whether an answer that somebody wrote is approved by somebody else before it is given."""
    answers_in: tuple[str, ...] = ()
    """Channels in which the mentor may answer; empty means everywhere it can."""
    moderators_channel: str | None = None
    """Where moderators are told what they should know."""
    private_by_default: bool = False
    language_model: bool = True
    keep_text_days: int | None = Field(default=None, ge=1, le=3650)
    """Days for which the words of questions are kept; None for as long as those who run the mentor say."""
    time_zone: str = "UTC"
    """Name of a zone in the tz database, such as `Europe/Vienna`; that of the first channel that got tips."""

    def may_answer_in(self, channel: str) -> bool:
        """Whether the mentor may answer where everybody in `channel` sees it."""
        return not self.answers_in or channel in self.answers_in

    def standing_of(self, vouched: Iterable[Standing], groups: Iterable[str]) -> frozenset[Standing]:
        """What somebody may do here: what the platform vouches for, and what their groups were given.

        Whoever administers the community may do what moderators may, and those what everybody does who helps.
        """
        standing, theirs = set(vouched), set(groups)
        if Standing.ADMIN in standing or theirs.intersection(self.moderator_groups):
            standing.add(Standing.MODERATOR)
        helping = (*self.curator_groups, *self.reviewer_groups, *self.mentor_groups)
        if Standing.MODERATOR in standing or theirs.intersection(helping):
            standing.add(Standing.HELPER)
        return frozenset(standing)


class Communities(Protocol):
    """Where the settings of communities are kept."""

    async def settings(self, community: str) -> CommunitySettings:
        """The settings of `community`; the defaults where none were saved."""
        ...

    async def change(self, community: str, fields: Mapping[str, object]) -> CommunitySettings:
        """Change these fields of the settings of `community` and no others; the settings as they are then.

        Two people who change different fields at once both get what they wanted.
        """
        ...
