"""Which links a reply may hold: to its own sources, and where the house approves; any other becomes its words.

Pure; called by the courier and by tips before anything is rendered, so that nothing behind it needs to know.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.mentor.reply import Block, Bullets, Citation, Gauge, Gauges, Heading, Note, Paragraph, Picture, Reply, Sources
from bot.platforms.text import unlinked

LinkPolicy = Callable[[str], bool]
"""Whether an address may be a link."""


def no_links(_: str) -> bool:
    """The policy that approves no address but the sources of a reply."""
    return False


def with_approved_links(reply: Reply, approved: LinkPolicy) -> Reply:
    """`reply` without the links that nobody approved."""
    sources = {citation.url for citation in _citations(reply.blocks) if citation.url}

    def may_stand(url: str) -> bool:
        return url in sources or approved(url)

    return replace(reply, blocks=tuple(_block(block, may_stand) for block in reply.blocks))


def _citations(blocks: tuple[Block, ...]) -> list[Citation]:
    return [citation for block in blocks if isinstance(block, Sources) for citation in block.citations]


def _block(block: Block, approved: LinkPolicy) -> Block:
    match block:
        case Heading(text) | Paragraph(text) | Note(text):
            return replace(block, text=unlinked(text, approved))
        case Bullets(items):
            return replace(block, items=tuple(unlinked(item, approved) for item in items))
        case Gauges(title, rows):
            return replace(block, title=unlinked(title, approved), rows=tuple(_row(row, approved) for row in rows))
        case Picture(alt=alt, instead=instead):
            others = tuple(_block(other, approved) for other in instead)
            return replace(block, alt=unlinked(alt, approved), instead=others)
        case _:
            return block


def _row(row: Gauge, approved: LinkPolicy) -> Gauge:
    return replace(row, label=unlinked(row.label, approved), text=unlinked(row.text, approved))
