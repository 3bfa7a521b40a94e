"""Quoting facts: `{fact:id}` in a text becomes words, with a number only while the number holds."""

import re
from collections.abc import Iterator
from datetime import date

from bot.knowledge.pack import Pack

FACT_QUOTATION = re.compile(r"\{fact:([a-z0-9-]+)\}")


def quoted_facts(text: str) -> Iterator[str]:
    """The ids of the facts that `text` quotes."""
    return (match.group(1) for match in FACT_QUOTATION.finditer(text))


def with_facts(text: str, pack: Pack, day: date) -> str:
    """`text` with every quotation replaced by what may be said on `day`."""

    def say(match: re.Match[str]) -> str:
        fact = pack.facts[match.group(1)]
        return fact.says if fact.holds_on(day, pack.lifetime(fact.kind)) else fact.otherwise

    return FACT_QUOTATION.sub(say, text)
