"""What people are told about the language model: whether there is one, whose it is and what it gets."""

from dataclasses import dataclass

from bot.mentor.community import Communities
from bot.mentor.editions import Editions


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Tells people of each community; `provider` is None where no language model is set up."""

    provider: str | None
    communities: Communities
    editions: Editions

    async def words(self, community: str) -> str:
        """What holds for somebody who writes in `community` now."""
        voice = self.editions.of(community).pack.assistant_voice
        if self.provider is None:
            return voice.privacy_none
        if not (await self.communities.settings(community)).language_model:
            return voice.privacy_off_here
        return voice.privacy_on.format(provider=self.provider)
