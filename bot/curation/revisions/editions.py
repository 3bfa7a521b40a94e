"""Every community's own edition, live: what is published anywhere is answered from within two seconds everywhere.

`of` never waits: it gives what is there, and a new edition takes its place in one step once it has learned, so that
nobody who asks meanwhile is kept. `run` looks every second whether another process published something. Built by
`bot.app`; the mentor and every feature ask it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.curation.revisions.archive import Archive
from bot.curation.revisions.knowledge import Knowledge
from bot.curation.revisions.overlay import Change, Misfit, Overlay, applied, whole, with_change
from bot.curation.revisions.revision import Content, Kind, Written
from bot.errors import StorageError
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack, host_of
from bot.mentor.editions import Edition
from bot.understanding import Reader

log = structlog.get_logger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at what others published."""
_LEARNED_AT_ONCE = 24
"""Changes up to which a reader learns them one by one; more of them are learned faster together."""

Learn = Callable[[Pack], Reader]
"""A reader taught by a whole pack; takes its time, so it is called in a thread."""


@dataclass(frozen=True, slots=True)
class _Live:
    """What a community is answered from, and of which version of its overlay."""

    overlay: Overlay
    edition: Edition
    reader: Reader
    hosts: frozenset[str]
    misfits: tuple[Misfit, ...] = ()


class LiveEditions:
    """The editions of all communities: over the pack of the house, or over one of their own instead."""

    def __init__(
        self,
        pack: Pack,
        reader: Reader,
        archive: Archive,
        learn: Learn,
        own: Mapping[str, tuple[Pack, Reader]] | None = None,
    ) -> None:
        self._archive = archive
        self._learn = learn
        self._shipped = _without_changes(pack, reader)
        self._own = {community: _without_changes(*taught) for community, taught in (own or {}).items()}
        self._live: dict[str, _Live] = {}
        self._failed: dict[str, int] = {}
        self._turn = asyncio.Lock()

    def of(self, community: str) -> Edition:
        """The edition that answers `community` now."""
        return self._now(community).edition

    def approves(self, url: str) -> bool:
        """Whether a link may be sent: its host is that of a source or resource of some pack."""
        host = host_of(url)
        return any(host in live.hosts for live in (self._shipped, *self._own.values(), *self._live.values()))

    def below(self, community: str) -> Pack:
        """The pack below the overlay of a community."""
        return self._own.get(community, self._shipped).edition.pack

    def misfits(self, community: str) -> tuple[Misfit, ...]:
        """Changes of a community that an update of the pack left without ground, or that wait for a choice."""
        return self._now(community).misfits

    async def run(self) -> None:
        """Look for what was published, every second, until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(LOOK_EVERY)

    async def refresh(self) -> None:
        """Take up everything that was published by now, here or elsewhere."""
        for community, version in (await self._archive.versions()).items():
            live = self._now(community)
            if live.overlay.version < version != self._failed.get(community):
                await self._try_to_renew(community, version)

    def knowledge(self, community: str) -> Knowledge:
        """What answers a community now, as the gate compares it."""
        live = self._now(community)
        return Knowledge(live.edition.pack, live.reader)

    async def preview(self, community: str, kind: Kind, subject: str, content: Content) -> Knowledge:
        """What would answer a community with one more change; raises `ValueError` for half a piece."""
        live = self._now(community)
        pack = await asyncio.to_thread(self.changed, community, kind, subject, content)
        return Knowledge(pack, await asyncio.to_thread(self._taught, live, pack))

    def changed(self, community: str, kind: Kind, subject: str, content: Content) -> Pack:
        """The pack of a community with one more change; raises `ValueError` where the text is no whole piece."""
        if isinstance(content, Written):
            whole(content)
        overlay = self._now(community).overlay
        change = Change("", kind, subject, 0, self.grounded(community, content))
        return applied(with_change(overlay, change), self.below(community), looked_at=change).pack

    def grounded(self, community: str, content: Content) -> Content:
        """`content` with the sources that it cites and that only this community has, so that it stands by itself."""
        if not isinstance(content, Written):
            return content
        known = {*self.below(community).sources, *(source["id"] for source in content.sources)}
        lacking = set(content.fields.get("sources", ())) - known
        for change in self._now(community).overlay.changes:
            theirs = change.content
            if isinstance(theirs, Written) and (found := [s for s in theirs.sources if s["id"] in lacking]):
                lacking -= {source["id"] for source in found}
                content = replace(content, sources=(*content.sources, *found), kept=content.kept or theirs.kept)
        return content

    def _now(self, community: str) -> _Live:
        return self._live.get(community) or self._own.get(community, self._shipped)

    async def _try_to_renew(self, community: str, version: int) -> None:
        """What is wrong with one community's overlay keeps no other one waiting; it keeps the edition it had."""
        try:
            await self._renew(community)
        except StorageError:
            raise
        except Exception:
            self._failed[community] = version
            log.exception("an overlay cannot be used", community=community, version=version)

    async def _renew(self, community: str) -> None:
        async with self._turn:
            overlay = await self._archive.overlay(community)
            before = self._now(community)
            if overlay.version <= before.overlay.version:
                return
            self._live[community] = await asyncio.to_thread(self._learned, overlay, before)
        log.info("edition renewed", community=community, version=overlay.version, changes=len(overlay.changes))

    def _learned(self, overlay: Overlay, before: _Live) -> _Live:
        result = applied(overlay, self.below(overlay.community))
        reader = self._taught(before, result.pack)
        return _Live(overlay, Edition.of(result.pack, reader), reader, result.pack.approved_hosts(), result.misfits)

    def _taught(self, before: _Live, pack: Pack) -> Reader:
        """A reader that knows what is new in `pack`, and what is gone from it no more."""
        old, reader = before.edition.pack, before.reader
        gone = [slug for slug in old.entries if slug not in pack.entries]
        # Another answer to the same question is found as before: nothing is learned, so nothing else moves.
        new = [entry for slug, entry in pack.entries.items() if _asked(old.entries.get(slug)) != _asked(entry)]
        kinds = [now for now, then in zip(pack.out_of_scope, old.out_of_scope, strict=True) if now != then]
        if len(gone) + len(new) + len(kinds) > _LEARNED_AT_ONCE:
            return self._learn(pack)
        for slug in gone:
            reader = reader.without_entry(slug)
        for entry in new:
            reader = reader.with_entry(entry)
        for kind in kinds:
            reader = reader.with_examples(kind.kind, kind.examples)
        return reader


def _without_changes(pack: Pack, reader: Reader) -> _Live:
    return _Live(Overlay(""), Edition.of(pack, reader), reader, pack.approved_hosts())


def _asked(entry: Entry | None) -> tuple[str, ...]:
    """All by which an entry is found."""
    return () if entry is None else (entry.question, *entry.phrasings)
