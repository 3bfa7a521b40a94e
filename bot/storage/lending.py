"""Words of members that were asked for, in the database. Implements `bot.curation.workshop.lending.Lending`."""

from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.curation.revisions.revision import Deed
from bot.curation.workshop.kept_words import KeptWords, Lent
from bot.storage.curation import raise_version
from bot.storage.curation_rows import RECORD, deed_row
from bot.storage.lane import Lane
from bot.storage.tables import curation_audit, kept_words


class LendingStore:
    """Words that were asked for."""

    def __init__(self, reading: Lane, writing: Lane) -> None:
        self._reading = reading
        self._writing = writing

    async def find(self, community: str, id_: str) -> KeptWords | None:
        """Words of a member of this community."""
        statement = select(kept_words).where(kept_words.c.community == community, kept_words.c.id == id_)
        row = await self._reading.run(lambda connection: connection.execute(statement).first())
        return None if row is None else _words_of(row)

    async def ask(self, words: KeptWords, deed: Deed) -> bool:
        """Keep the wish for somebody's words."""
        return await self._writing.run(lambda connection: _ask(connection, words, deed))

    async def settle(self, words: KeptWords, deed: Deed) -> bool:
        """Keep what the author said, once."""
        return await self._writing.run(lambda connection: _settle(connection, words, deed))


def _ask(connection: Connection, words: KeptWords, deed: Deed) -> bool:
    kept = connection.execute(insert(kept_words).on_conflict_do_nothing(), _row(words))
    if kept.rowcount == 1:
        connection.execute(RECORD, deed_row(deed))
        return True
    recorded = select(curation_audit.c.id).where(curation_audit.c.occasion == deed.occasion)
    return connection.execute(recorded).first() is not None


def _settle(connection: Connection, words: KeptWords, deed: Deed) -> bool:
    open_one = (
        kept_words.c.community == words.community,
        kept_words.c.id == words.id,
        kept_words.c.state == Lent.ASKED.value,
    )
    said = {key: value for key, value in _row(words).items() if key in {"state", "name", "words", "revision"}}
    if connection.execute(update(kept_words).where(*open_one).values(said)).rowcount != 1:
        return False
    if words.state is Lent.LENT:
        raise_version(connection, words.community, deed.at)
    connection.execute(RECORD, deed_row(deed))
    return True


def _row(words: KeptWords) -> dict[str, Any]:
    return {
        "id": words.id,
        "community": words.community,
        "place": words.place,
        "link": words.link,
        "person": words.person,
        "name": words.name,
        "words": words.words,
        "state": words.state.value,
        "keeper": words.keeper,
        "revision": words.revision,
        "at": words.at,
    }


def _words_of(row: Any) -> KeptWords:
    return KeptWords(
        id=row.id,
        community=row.community,
        place=row.place,
        link=row.link,
        person=row.person,
        words=row.words,
        state=Lent(row.state),
        at=row.at,
        keeper=row.keeper,
        name=row.name,
        revision=row.revision,
    )
