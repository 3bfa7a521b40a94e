"""Deeds and records for tests, made in one line each."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.mentor.learner.journal import Chronicle, Deed, Kind, RoleChoice
from bot.mentor.learner.record import Record, record_of
from tests.clocks import StillClock

NOON = StillClock().now()


class Diary:
    """Deeds one after the other, each with an id and an hour after the one before."""

    def __init__(self, start: datetime = NOON) -> None:
        self.deeds: list[Deed] = []
        self._start = start

    def note(
        self,
        kind: Kind,
        about: str = "",
        value: int | None = None,
        detail: Mapping[str, Any] | None = None,
        *,
        occasion: str = "",
        part: int = 0,
    ) -> Deed:
        id_ = len(self.deeds) + 1
        at = self._start + timedelta(hours=len(self.deeds))
        named = occasion or f"event-{id_}"
        deed = Deed(named, "discord:ann", "discord:1", kind, at, about, value, detail or {}, part, id_)
        self.deeds.append(deed)
        return deed

    def rate(self, skill: str, value: int | None, **how: Any) -> Deed:
        return self.note(Kind.RATING, skill, value, **how)

    def mark(self, step: str, state: str, **how: Any) -> Deed:
        return self.note(Kind.STEP, step, detail={"state": state}, **how)

    def undo(self, deed: Deed) -> Deed:
        return self.note(Kind.UNDO, str(deed.id))

    def record(self, choice: RoleChoice | None = None, asked_at: tuple[datetime, ...] = ()) -> Record:
        return record_of(Chronicle(("discord:ann",), tuple(self.deeds), choice, asked_at=asked_at))
