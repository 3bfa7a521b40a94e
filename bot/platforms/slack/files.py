"""Files for one person, brought to their direct conversation with the mentor, where nobody else sees them."""

import aiohttp
import structlog

from bot.errors import PlatformError
from bot.mentor.reply import Attachment, Reply
from bot.platforms.slack.address import Address
from bot.platforms.slack.calls import SlackCalls, UnreachableError
from bot.platforms.slack.payload import text_at

log = structlog.get_logger(__name__)


class Files:
    """Hands files over."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    async def hand_over(self, address: Address, reply: Reply) -> bool:
        """Bring every file of `reply` to its asker; False where one did not get there, after it was logged."""
        files = [block for block in reply.blocks if isinstance(block, Attachment)]
        try:
            for file in files:
                await self._hand_over(address, file)
        except (PlatformError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("file not handed over", reason=str(error))
            return False
        return True

    async def _hand_over(self, address: Address, file: Attachment) -> None:
        """https://docs.slack.dev/messaging/working-with-files#uploading_files."""
        session = self._calls.client.session
        if session is None:
            raise UnreachableError("There is no connection to Slack any more.")
        tenant = address.tenant
        opened = await self._calls.call(tenant, "conversations.open", users=address.user)
        place = await self._calls.call(
            tenant, "files.getUploadURLExternal", filename=file.name, length=len(file.content)
        )  # fmt: skip
        async with session.post(text_at(place, "upload_url"), data=file.content) as response:
            response.raise_for_status()
        await self._calls.call(
            tenant, "files.completeUploadExternal", files=[{"id": text_at(place, "file_id"), "title": file.name}],
            channel_id=text_at(opened, "channel", "id"), initial_comment=file.about,
        )  # fmt: skip
