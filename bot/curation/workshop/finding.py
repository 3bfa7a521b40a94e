"""Finding entries: by name, by words, by meaning."""

import asyncio
import re

from rapidfuzz import fuzz, process, utils

from bot.errors import SignpostError
from bot.knowledge.entry import Entry
from bot.knowledge.pack import Pack
from bot.mentor.commands import Suggestion
from bot.mentor.editions import Edition
from bot.mentor.reply import literal

_MOST = 10
_LIKE = 72
_BY_MEANING = 4
_SUGGESTED = 25
_LABEL = 100
_WORD = re.compile(r"[\w'’-]+")


async def found(words: str, edition: Edition, most: int = _MOST) -> tuple[Entry, ...]:
    """Entries about these words, the likeliest first: all the words stand in it, or it means much the same."""
    entries, wanted = edition.pack.entries, [word.lower() for word in _WORD.findall(words)]
    if not wanted:
        return ()
    texts = {slug: _text(entry) for slug, entry in entries.items()}
    literal_hits = [slug for slug, text in texts.items() if all(word in text for word in wanted)]
    understood = await asyncio.to_thread(edition.reader.read, words)
    meant = [candidate.entry_id for candidate in understood.candidates[:_BY_MEANING]]
    ordered = [*(slug for slug in meant if slug in literal_hits), *literal_hits[:_MOST], *meant]
    return tuple(entries[slug] for slug in dict.fromkeys(ordered) if slug in entries)[:most]


async def entry_named(words: str, edition: Edition) -> str:
    """The slug of the entry that somebody named; raises `SignpostError` where none comes near."""
    entries, name = edition.pack.entries, words.strip()
    if name in entries:
        return name
    questions = {entry.question: slug for slug, entry in entries.items()}
    near = process.extractOne(
        name, questions.keys(), scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=_LIKE
    )
    if near is not None:
        return questions[near[0]]
    about = await found(name, edition, 1)
    if about and has_words(about[0], name):
        return about[0].id
    raise SignpostError(edition.pack.curation_voice.no_such_entry.format(words=literal(name[:80])))


def has_words(entry: Entry, words: str) -> bool:
    """Whether all the words stand in an entry, or in the ways people ask it, each as a whole."""
    return set(_WORD.findall(words.lower())) <= set(_WORD.findall(_text(entry)))


def entries_suggested(typed: str, pack: Pack) -> tuple[Suggestion, ...]:
    """Completions for an entry while it is typed."""
    questions = {slug: entry.question for slug, entry in pack.entries.items()}
    if not typed.strip():
        slugs = list(questions)[:_SUGGESTED]
    else:
        hits = process.extract(typed, questions, scorer=fuzz.WRatio, limit=_SUGGESTED, score_cutoff=45)
        starting = [slug for slug in questions if slug.startswith(typed.strip())]
        slugs = list(dict.fromkeys([*starting, *(slug for _, _, slug in hits)]))[:_SUGGESTED]
    return tuple(Suggestion(questions[slug][:_LABEL], slug) for slug in slugs)


def _text(entry: Entry) -> str:
    return "\n".join((entry.id, entry.question, entry.answer, entry.depends or "", *entry.phrasings)).lower()
