"""Addresses in what is imported: those on an approved site become sources of the entry, the others are named.

A site is approved where a source or resource of the pack is on it, as everywhere: no link to another one is ever sent.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack, host_of
from bot.knowledge.reference import Source

_ADDRESS = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<linked>https?://[^\s()<>]+)\)|(?P<bare>https?://[^\s()<>\[\]\"'`|]+)"
)
_TRAILING = ".,;:!?*_"
_LONGEST_SLUG = 48
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Approved:
    """The sources there are by their address, and whose each approved site is."""

    sources: Mapping[str, Source]
    authors: Mapping[str, str]

    @classmethod
    def by(cls, pack: Pack) -> "Approved":
        """What a pack approves."""
        sources, authors = dict[str, Source](), {host: host for host in pack.approved_hosts()}
        for source in pack.sources.values():
            if source.url:
                sources.setdefault(_plain(str(source.url)), source)
                authors[source.url.host or ""] = source.author
        return cls(sources, authors)


@dataclass(frozen=True, slots=True)
class Leaning:
    """An entry on the sources that its text names, and the addresses in it that are on no approved site."""

    entry: Entry
    sources: tuple[Source, ...] = ()
    left_out: tuple[str, ...] = ()


def leaning(entry: Entry, text: str, approved: Approved) -> Leaning:
    """`entry` on the approved sources among the addresses in `text`; on those it had where there are none."""
    found, left_out = dict[str, Source](), list[str]()
    for address, label in _addresses(text):
        is_one = host_of(address) is not None
        source = (approved.sources.get(_plain(address)) or _page(address, label, approved)) if is_one else None
        if source is None:
            left_out.append(address)
        else:
            found.setdefault(source.id, source)
    on_them = entry.model_copy(update={"sources": tuple(found) or entry.sources})
    return Leaning(on_them, tuple(found.values()), tuple(dict.fromkeys(left_out)))


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    """Each address with the words that it is linked from, if any."""
    for match in _ADDRESS.finditer(text):
        yield (match["linked"] or match["bare"]).rstrip(_TRAILING), (match["label"] or "").strip()


def _page(address: str, label: str, approved: Approved) -> Source | None:
    """A source of its own for a page of an approved site; the same for the same address, whoever links to it."""
    author = approved.authors.get(host_of(address) or "")
    if author is None:
        return None
    place = _plain(address)
    slug = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")
    if len(slug) > _LONGEST_SLUG or any(slug == source.id for source in approved.sources.values()):
        digest = blake2b(place.encode(), digest_size=4).hexdigest()
        slug = f"{slug[: _LONGEST_SLUG - len(digest) - 1].strip('-')}-{digest}"
    title = (label or place)[:_LONGEST_TITLE]
    try:
        return Source.model_validate({"id": slug, "title": title, "author": author, "url": address})
    except ValidationError:
        return None


def _plain(address: str) -> str:
    """An address without what makes no other page of it: scheme, `www.`, fragment, last slash."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}{query}"
