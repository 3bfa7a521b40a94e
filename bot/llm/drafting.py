"""Drafts for moderators: a first version of an entry, made from the entries nearest to a question and their facts.

Implements `bot.curation.inbox.drafting.Drafts`. A draft is no answer: it is checked for figures, links and sources
that nothing it was given backs, and whoever reviews it is told of them.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable
from hashlib import blake2b

import structlog
from pydantic import BaseModel, ConfigDict

from bot.clock import Clock
from bot.curation.inbox.drafting import Drafted, Wish, doubts_of
from bot.knowledge.pack import Pack, host_of
from bot.knowledge.quotation import with_facts
from bot.knowledge.references import texts_of
from bot.llm.budget import Budget, Payer
from bot.llm.completions import Ask
from bot.llm.ledger import KeptWords, ModelLedger, Purpose
from bot.llm.prompts import DATA_RULE, fenced
from bot.mentor.assistance import PATIENCE
from bot.mentor.community import Communities
from bot.mentor.scrub import scrub

log = structlog.get_logger(__name__)

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LINK = re.compile(r"https?://[^\s)>\]]+")
_QUESTIONS = 8
_READ = 600
_LONGEST = 6000
_ENTRY = "a draft"

_INSTRUCTIONS = (
    DATA_RULE
    + """
You draft an entry for the people who look after a mentoring bot's answers; one of them will review and rewrite it. \
Use only what the texts in `entries` say. Where they do not answer the questions, say in `summary` what is missing, \
and leave `answer` as far as they go.

- `summary`: what the questions have in common, in one sentence.
- `question`: the question people ask, at most 100 characters.
- `answer`: a direct answer in at most 60 words, plain and warm, without promises, verdicts on people or links.
- `next_steps`: one to three small things to do.
- `phrasings`: five ways in which people would ask it, in different voices.
- `sources`: ids from the `sources` of the entries you used.
"""
)


class DraftAnswer(BaseModel):
    """A draft as a model gives it back."""

    model_config = ConfigDict(extra="forbid")

    summary: str
    question: str
    answer: str
    next_steps: list[str]
    phrasings: list[str]
    sources: list[str]


class ModelDrafts:
    """Drafts by one model."""

    def __init__(
        self,
        budget: Budget,
        ledger: ModelLedger,
        communities: Communities,
        pack_of: Callable[[str], Pack],
        clock: Clock,
    ) -> None:
        self._budget = budget
        self._ledger = ledger
        self._communities = communities
        self._pack_of = pack_of
        self._clock = clock

    async def draft(self, wish: Wish) -> Drafted | None:
        """A first version from the entries and their facts; None where there is none to be had in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._draft(wish)
        except TimeoutError:
            log.warning("no draft in time")
        except Exception:
            log.exception("no draft")
        return None

    async def drafted(self, key: str, community: str) -> Drafted | None:
        """What was drafted in this community before, under its key."""
        kept = await self._ledger.fitted(_kept_key(key, community))
        return self._with_doubts(key, kept[0], kept[1], community) if kept is not None else None

    async def _draft(self, wish: Wish) -> Drafted | None:
        if not (await self._communities.settings(wish.community)).language_model:
            return None
        before = await self.drafted(wish.key, wish.community) if wish.key else None
        if before is not None:
            return before
        entries = self._entries(wish)
        questions = [scrub(question[:_READ]) for question in wish.questions[:_QUESTIONS]]
        ask = Ask(_INSTRUCTIONS, fenced({"questions": questions, "entries": entries}), DraftAnswer, _LONGEST)
        payer = Payer(wish.community, wish.person)
        answered = await self._budget.ask(payer, Purpose.DRAFT, ask, time.monotonic() + PATIENCE)
        if answered is None:
            return None
        answer, bill = answered
        await self._budget.close(bill, "kept")
        # The questions are not kept: whoever asked them may want to be forgotten.
        written, given = answer.model_dump_json(), fenced({"entries": entries})
        key = wish.key or blake2b(f"{wish.community}\0{written}".encode(), digest_size=12).hexdigest()
        await self._ledger.keep_fitted(
            KeptWords(
                _kept_key(key, wish.community), wish.community, wish.person, _ENTRY, (written, given), self._clock.now()
            )
        )
        return self._with_doubts(key, written, given, wish.community)

    def _entries(self, wish: Wish) -> list[dict[str, object]]:
        """The entries that it may draw on, with the facts in them as they stand today."""
        pack, day = self._pack_of(wish.community), self._clock.now().date()
        entries = [pack.entries[id_] for id_ in wish.near if id_ in pack.entries]
        return [
            {
                "question": entry.question,
                "texts": [with_facts(text, pack, day) for _, text in texts_of(entry)],
                "sources": list(entry.sources),
            }
            for entry in entries
        ]

    def _with_doubts(self, key: str, written: str, given: str, community: str) -> Drafted:
        pack, answer = self._pack_of(community), DraftAnswer.model_validate_json(written)
        text = " ".join((answer.question, answer.answer, *answer.next_steps))
        backed = set(_FIGURE.findall(" ".join(_texts_in(given))))
        approved = pack.approved_hosts()
        links = [url for url in _LINK.findall(text) if host_of(url) not in approved]
        figures = [figure for figure in dict.fromkeys(_FIGURE.findall(_LINK.sub("", text))) if figure not in backed]
        unknown = [source for source in answer.sources if source not in pack.sources]
        return Drafted(
            key=key,
            summary=answer.summary,
            question=answer.question[:100],
            answer=answer.answer,
            next_steps=tuple(answer.next_steps[:3]),
            phrasings=tuple(answer.phrasings),
            sources=tuple(source for source in answer.sources if source in pack.sources),
            doubts=doubts_of(figures, links, unknown),
        )


def _texts_in(given: str) -> list[str]:
    return [text for entry in json.loads(given)["entries"] for text in entry["texts"]]


def _kept_key(key: str, community: str) -> str:
    """The key that a draft is kept under, which no other community can ask for."""
    return "draft-" + blake2b(f"{community}\0{key}".encode(), digest_size=16).hexdigest()
