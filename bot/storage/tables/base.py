"""What all tables share: the metadata, the column types, and the say of what is personal.

A column that names a person has the type `PersonId`, and its table must declare through `personal` how a
person's rows are given to them and how they are forgotten; `bot.storage.personal_data` does what is declared
and a test refuses a table that declares nothing.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Dialect, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_by_%(column_0_N_name)s",
        "uq": "%(table_name)s_one_%(column_0_N_name)s",
        "fk": "%(table_name)s_of_%(referred_table_name)s",
        "pk": "%(table_name)s_key",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as whole microseconds since 1970 so that it sorts and comes back exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Document(TypeDecorator[Any]):
    """A JSON value, kept as text without spaces; equal values are equal texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class DocumentText(TypeDecorator[str]):
    """A JSON value whose reader parses it; here it is text."""

    impl = Text
    cache_ok = True


class PersonId(TypeDecorator[str]):
    """The id of a person, such as `discord:123`; a table with one must declare itself `personal`."""

    impl = Text
    cache_ok = True


class Forgetting(StrEnum):
    """What becomes of a row when its person is forgotten."""

    DELETE = "delete"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Personal:
    """How the rows of one table that belong to a person are exported and forgotten.

    `title` is their name in the export, `withheld` the columns that are not in it. `BLANK` keeps the row for
    its numbers or its history and sets `blanked` to null, the person's own column among them.
    """

    title: str
    column: str = "person"
    forgetting: Forgetting = Forgetting.DELETE
    blanked: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def personal(*declarations: Personal) -> dict[str, Any]:
    """The `info` of a table with people in it: one declaration for each column that names one."""
    return {"personal": declarations}


def declared(table: Table) -> tuple[Personal, ...]:
    """What `table` declares about the people in it."""
    declarations: tuple[Personal, ...] = table.info.get("personal", ())
    return declarations


def people_in(table: Table) -> tuple[str, ...]:
    """The columns of `table` that name a person."""
    return tuple(column.name for column in table.columns if isinstance(column.type, PersonId))
