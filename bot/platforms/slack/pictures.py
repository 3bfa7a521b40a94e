"""Pictures of a reply brought to Slack, so that a message can show them.

Where that does not work out in time, the words for those who cannot see the picture take its place.
"""

import aiohttp
import structlog

from bot.errors import PlatformError
from bot.mentor.reply import Picture, Reply
from bot.platforms.slack.address import Tenant
from bot.platforms.slack.calls import SlackCalls, UnreachableError
from bot.platforms.slack.payload import text_at

log = structlog.get_logger(__name__)


class Pictures:
    """Uploads pictures without posting them anywhere."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    async def upload(self, tenant: Tenant, reply: Reply) -> dict[str, str]:
        """The ids of the reply's pictures in Slack, by name; those that did not get there are missing."""
        uploaded = {}
        for block in reply.blocks:
            if isinstance(block, Picture):
                try:
                    uploaded[block.name] = await self._upload_one(tenant, block)
                except (PlatformError, aiohttp.ClientError, TimeoutError) as error:
                    log.warning("picture not uploaded", reason=str(error))
        return uploaded

    async def _upload_one(self, tenant: Tenant, picture: Picture) -> str:
        """https://docs.slack.dev/messaging/working-with-files#uploading_files."""
        session = self._calls.client.session
        if session is None:
            raise UnreachableError("There is no connection to Slack any more.")
        place = await self._calls.call(
            tenant, "files.getUploadURLExternal", filename=picture.name, length=len(picture.png),
            alt_txt=picture.alt[:1000],
        )  # fmt: skip
        async with session.post(text_at(place, "upload_url"), data=picture.png) as response:
            response.raise_for_status()
        id_ = text_at(place, "file_id")
        await self._calls.call(tenant, "files.completeUploadExternal", files=[{"id": id_, "title": picture.name}])
        return id_
