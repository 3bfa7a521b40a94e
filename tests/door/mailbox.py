"""A courier whose platform is a file: what was posted survives the process that posted it.

A line is one message. Every line carries the key of the letter it answers, as a platform's nonce or metadata
would, so that it can be read back; nothing here prevents a second post, so a doubled answer shows.
"""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.door import Letter
from bot.mentor.events import Said
from bot.mentor.reply import Paragraph, Reply


class Mailbox:
    """Posts to a file and reads it back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before_post: Callable[[Letter], Awaitable[None]] = _nothing
        self.after_post: Callable[[Letter], Awaitable[None]] = _nothing
        self.looks: list[str] = []
        self.under_way = 0
        self.most_under_way = 0

    async def deliver(self, letter: Letter, reply: Reply) -> str:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.before_post(letter)
            await asyncio.sleep(0)
            self.post(letter, reply)
            await self.after_post(letter)
        finally:
            self.under_way -= 1
        return f"message:{letter.key}"

    async def find_delivered(self, letter: Letter) -> str | None:
        self.looks.append(letter.key)
        return f"message:{letter.key}" if letter.key in self.answered() else None

    def post(self, letter: Letter, reply: Reply) -> None:
        line = json.dumps({"key": letter.key, "text": shown(reply)}) + "\n"
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(file, line.encode())
        os.close(file)

    def messages(self) -> list[tuple[str, str]]:
        """Key and text of every message, in the order in which they were posted."""
        if not self.path.exists():
            return []
        lines = map(json.loads, self.path.read_text().splitlines())
        return [(line["key"], line["text"]) for line in lines]

    def answered(self) -> Counter[str]:
        """How often each letter was answered."""
        return Counter(key for key, _ in self.messages())


async def echo(event: object) -> Reply:
    """A mentor that says back what was said."""
    assert isinstance(event, Said)
    return Reply((Paragraph(event.text),))


def shown(reply: Reply) -> str:
    """The paragraphs of a reply."""
    return "\n".join(block.text for block in reply.blocks if isinstance(block, Paragraph))


async def _nothing(_: Letter) -> None:
    return None
