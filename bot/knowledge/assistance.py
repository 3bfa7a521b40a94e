"""What a language model may change about an approved text, in the words of the pack's own language.

It stands in `knowledge/language_model.yaml`. The check of fitted wording reads these lists: whatever is in none of
them must stand in the fitted text as it stands in the approved one. A pack in another language brings its own.
"""

from typing import Annotated

from pydantic import Field

from bot.knowledge.base import Content, Line
from bot.knowledge.tuning import Probability


class AssistanceTuning(Content):
    """What `language_model.yaml` holds."""

    unsure_below: Probability = Field(
        description="an answer less sure than this may be chosen anew among the candidates"
    )
    candidates: Annotated[int, Field(ge=2, le=8)] = Field(description="entries to choose among")
    sentence_words: Annotated[int, Field(ge=10, le=80)] = Field(description="the longest fitted sentence")
    free: tuple[Line, ...] = Field(description="small words that carry no claim; they may come and go")
    obliging: tuple[Line, ...] = Field(description="turns of small words that carry a claim all the same: 'are to'")
    same: tuple[tuple[Line, ...], ...] = Field(description="groups of words that mean the same here")
    connecting: tuple[Line, ...] = Field(
        default=(), description="what a sentence may open with to tie it to the one before, and claims nothing"
    )
    fronting: tuple[Line, ...] = Field(
        default=(), description="what a condition or a time begins with that may stand before or behind its sentence"
    )
    moments: tuple[Line, ...] = Field(
        default=(), description="what a time ends with that “in” or “at” begins: 'in a week'"
    )
    drifting: tuple[Line, ...] = Field(
        default=(), description="turns that mean the same wherever they stand in their part of a sentence: 'at first'"
    )
    joining: tuple[Line, ...] = Field(
        default=(), description="words that begin another part of a sentence, over which nothing moves"
    )
    binding: tuple[Line, ...] = Field(
        default=(), description="words that mean something else once another part stands next to them: only, ask if"
    )
    denying: tuple[Line, ...] = Field(
        default=(), description="words that deny; a time that stands behind one stays there: it may be what is denied"
    )
    leaning: tuple[Line, ...] = Field(
        description="words by which a sentence leans on the one before it, so that the two stay together"
    )
    counting: tuple[Line, ...] = Field(
        default=(), description="those of them that only lean where what they count does not follow: 'one will do'"
    )
    address: tuple[tuple[Line, ...], ...] = Field(
        description="how a sentence may begin with what the asker said of themselves: what it opens with, then the "
        "openings in their message that it may repeat"
    )
    unaddressed: tuple[Line, ...] = Field(description="words that never stand in such an opening: they would claim")
    address_ends: tuple[Line, ...] = Field(
        description="words before which what the asker said of themselves may be cut off, besides the free ones"
    )
    asker: dict[Line, Line] = Field(description="the asker's words about themselves and what they become: my, your")
